"""The size an image is fed at, and the integer resampler that takes it there, bit for bit.

The resampler works on bytes and 16-bit fixed-point coefficients. Its sums are below 2**31,
so that float64 holds them exactly and matrix products give the very bytes of the original.
Sections 5 and 6 of the behavioural specification describe it; it was established by running
the published program ``candidate_crops`` (twitter-research/image-crop-analysis).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rml.errors import DataError

Image = NDArray[np.uint8]
LONGER_SIDE: Final = 320
_MOST_TAPS: Final = 12
_BLOCK: Final = 16
_ONE: Final = 65536
f32 = np.float32


def round_half_away(value: float | np.float32) -> int:
    """Return ``value`` (at least 0) rounded to the nearest integer, halves upwards."""
    return int(np.floor(float(value) + 0.5))


def target_size(width: int, height: int) -> tuple[int, int]:
    """Return the width and height, in pixels, at which an image is fed to the network.

    The longer side becomes 320 and the aspect is kept; small images are enlarged. All
    arithmetic is in single precision, as in the original.

    Raises
    ------
    DataError
        If a side would come out as 0 (an aspect beyond about 640 to 1).
    """
    scale = min(f32(LONGER_SIDE) / f32(width), f32(LONGER_SIDE) / f32(height))
    target = round_half_away(scale * f32(width)), round_half_away(scale * f32(height))
    if 0 in target:
        raise DataError(
            f"The image of {width} x {height} pixels is too thin: at {LONGER_SIDE} pixels on its "
            "longer side, nothing is left of the other.",
            remedy="Crop it to an aspect below 640 to 1.",
        )
    return target


def resample(image: Image, width: int, height: int) -> Image:
    """Return ``image`` at ``width`` by ``height`` pixels, uint8, shape (height, width, 3).

    Halved by 2 x 2 averages while both sides stay at or above the target, then reduced
    with a Lanczos-3 filter of at most 12 taps, or enlarged with a Lanczos-2 filter of 4.

    Parameters
    ----------
    image
        uint8, shape (rows, columns, channels).
    width, height
        At least 1 pixel each.
    """
    while image.shape[1] // 2 >= width and image.shape[0] // 2 >= height:
        image = _halved(image)
    rows, columns = image.shape[:2]
    if (columns, rows) == (width, height):
        return image
    if width > columns or height > rows:
        return _enlarged(image, width, height)
    return _reduced(image, width, height)


def _halved(image: Image) -> Image:
    """Return the truncated averages of 2 x 2 pixels; an odd last row or column is dropped."""
    rows, columns = image.shape[0] // 2 * 2, image.shape[1] // 2 * 2
    even, odd = image[0:rows:2, :columns], image[1:rows:2, :columns]
    total = even[:, 0::2].astype(np.uint16)
    for part in (even[:, 1::2], odd[:, 0::2], odd[:, 1::2]):
        total += part
    total >>= 2
    return total.astype(np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class _Filter:
    """A linear filter along one axis as blocks of rows of a banded matrix.

    ``blocks`` has shape (b, 16, k): the coefficients of 16 outputs on k inputs, of which the
    first stands at ``starts[b]`` of the padded axis; ``before`` and ``after`` are the
    numbers of repeated edge pixels. A dense matrix would cost fifteen times the products.
    """

    blocks: NDArray[np.float64]
    starts: NDArray[np.intp]
    before: int
    after: int
    size: int

    def __call__(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the filtered first axis of ``values``, shape (n, m), as exact integers."""
        width = self.blocks.shape[2]
        padded = np.concatenate(
            [
                np.repeat(values[:1], self.before, axis=0),
                values,
                np.repeat(values[-1:], self.after, axis=0),
            ]
        )
        result = np.empty((len(self.starts) * _BLOCK, values.shape[1]))
        for number, start in enumerate(self.starts):
            rows = slice(number * _BLOCK, (number + 1) * _BLOCK)
            np.matmul(self.blocks[number], padded[start : start + width], out=result[rows])
        return result[: self.size]


def _filter(first: list[int], coefficients: list[NDArray[np.int64]], n_in: int) -> _Filter:
    """Return the filter whose output i is the sum of coefficients[i] on inputs first[i] + k."""
    before = max(0, -min(first))
    ends = [start + len(taps) for start, taps in zip(first, coefficients, strict=True)]
    count = -(-len(first) // _BLOCK)
    starts, widths = [], []
    for number in range(count):
        rows = range(number * _BLOCK, min((number + 1) * _BLOCK, len(first)))
        starts.append(min(first[row] for row in rows) + before)
        widths.append(max(ends[row] for row in rows) + before - starts[-1])
    width = max(widths)
    blocks = np.zeros((count, _BLOCK, width))
    for row, (start, taps) in enumerate(zip(first, coefficients, strict=True)):
        number = row // _BLOCK
        offset = start + before - starts[number]
        blocks[number, row % _BLOCK, offset : offset + len(taps)] = taps
    after = max(0, max(start + width for start in starts) - before - n_in)
    return _Filter(blocks, np.array(starts, dtype=np.intp), before, after, len(first))


def _sinc(value: np.float32) -> np.float32:
    angle = np.pi * float(value)
    return f32(1.0) if value == 0 else f32(np.sin(angle) / angle)


def _fixed_point(weights: list[np.float32]) -> NDArray[np.int64]:
    """Return the weights divided by their sum in 1/65536ths, truncated, in single precision."""
    total = f32(0)
    for weight in weights:
        total = f32(total + weight)
    inverse = f32(f32(1) / total)
    return np.array([int(f32(f32(weight * inverse) * f32(_ONE))) for weight in weights])


@functools.lru_cache(maxsize=256)
def _reducing(n_in: int, n_out: int) -> _Filter:
    ratio, step = f32(n_out / n_in), f32(n_in / n_out)
    reach = min(f32(6.0 - 0.00001), f32(f32(3) * step))
    third = f32(1 / 3)
    first, coefficients = [], []
    for place in range(n_out):
        centre = f32((f32(place) + f32(0.5)) * step - f32(0.00001))
        begin = int(f32(centre - reach + f32(0.5)))
        end = int(f32(centre + reach + f32(0.5)))
        weights = []
        for tap in range(begin, end):
            distance = f32(ratio * f32(f32(f32(tap) - centre) + f32(0.5)))
            weights.append(f32(_sinc(distance) * _sinc(f32(distance * third))))
        first.append(begin)
        coefficients.append(_fixed_point(weights))
    return _filter(first, coefficients, n_in)


@functools.lru_cache(maxsize=256)
def _enlarging(n_in: int, n_out: int) -> _Filter:
    step = f32(n_in / n_out)
    first, coefficients = [], []
    for place in range(n_out):
        position = max(f32(0), f32(f32(f32(place) + f32(0.5)) * step - f32(0.5)))
        base = int(position)
        part = f32(position - f32(base))
        distances = (f32(part + f32(1)), part, f32(f32(1) - part), f32(f32(2) - part))
        coefficients.append(_fixed_point([_lanczos2(distance) for distance in distances]))
        first.append(base - 1)
    return _filter(first, coefficients, n_in)


def _lanczos2(distance: np.float32) -> np.float32:
    angle = max(np.pi * float(distance), 1e-6)
    return f32(np.sin(angle) * np.sin(angle / 2) / (angle * angle))


def _reduced(image: Image, width: int, height: int) -> Image:
    rows, columns, channels = image.shape
    # Columns first, rounded to bytes, then rows: the order and the rounding are visible.
    turned = image.transpose(1, 0, 2).reshape(columns, -1).astype(np.float64)
    across = _to_bytes(_reducing(columns, width)(turned), 16)
    upright = across.reshape(width, rows, channels).transpose(1, 0, 2).reshape(rows, -1)
    down = _to_bytes(_reducing(rows, height)(upright), 16)
    return down.astype(np.uint8).reshape(height, width, channels)


def _enlarged(image: Image, width: int, height: int) -> Image:
    rows, columns, channels = image.shape
    turned = image.transpose(1, 0, 2).reshape(columns, -1).astype(np.float64)
    # Floor division of exact integers: an arithmetic shift by 10 bits, without clamping.
    across = np.floor(_enlarging(columns, width)(turned) / 1024)
    upright = across.reshape(width, rows, channels).transpose(1, 0, 2).reshape(rows, -1)
    down = _to_bytes(_enlarging(rows, height)(upright), 22)
    return down.astype(np.uint8).reshape(height, width, channels)


def _to_bytes(sums: NDArray[np.float64], bits: int) -> NDArray[np.float64]:
    """Return fixed-point sums rounded half down to whole numbers from 0 to 255."""
    sums += 2 ** (bits - 1) - 1
    sums *= 2.0**-bits
    np.floor(sums, out=sums)
    return np.clip(sums, 0, 255, out=sums)
