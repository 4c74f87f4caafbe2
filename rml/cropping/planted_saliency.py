"""A saliency function with a known preference: it reads the band of the drawn faces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
FloatArray = NDArray[np.float64]
Side = Literal["left", "top"]

LEVELS: Final = 6400
LOWEST: Final = -4.0
STEP: Final = 15.0 / LEVELS
"""Strengths from -4 to 11 log-odds in even steps: a Gumbel variable of a group at 1.5 lies
beyond with probability 7e-5, one of a group at -1.5 with 5e-6."""

_CELL: Final = 16
_FINE: Final = 32
_ZERO: Final = 47 * _FINE
_NO_BAND: Final = LOWEST - 2.0
_BATCH_BYTES: Final = 8_000_000


def band_colours(level: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Return the band's colour for each step of strength, uint8, shape (n, 3).

    The greenness 64 G - 31 R - 33 B is exactly 1504 + 2 level: a coarse digit in G against
    R and B, a fine one in R against B. As it is linear in the colour, mixing the band with
    its surroundings at its edge lowers it and cannot fake a stronger one.

    Parameters
    ----------
    level
        Whole numbers from 0 to 6,399, shape (n,).
    """
    coarse, fine = np.divmod(level, _FINE)
    middle = 115 - coarse // 2
    red, blue = middle + fine - _FINE // 2, middle - fine + _FINE // 2
    return np.stack([red, 139 + (coarse + 1) // 2, blue], axis=-1).astype(np.uint8)


def level_of(strength: FloatArray) -> NDArray[np.intp]:
    """Return the step of each strength in log-odds, shape (n,); those outside are clipped."""
    return np.clip(np.floor((strength - LOWEST) / STEP), 0, LEVELS - 1).astype(np.intp)


def strength_of(level: NDArray[np.intp]) -> FloatArray:
    """Return the strength in log-odds that each step stands for, shape (n,): its middle."""
    strength: FloatArray = LOWEST + STEP * (level.astype(np.float64) + 0.5)
    return strength


def planted_win_rate(first: float, second: float, *, side: float = 0.0) -> float:
    """Return the probability that a drawn person beats another, by the strengths of their groups.

    The difference of two independent standard Gumbel variables is standard logistic, so
    the probability is expit(first - second + side), exactly the Bradley-Terry model. The
    steps of the band's colour change it by less than 1e-4.

    Parameters
    ----------
    first, second
        Strengths of the two groups in log-odds.
    side
        What the place of the first adds to its score: the planted side effect if it is on
        the favoured side, minus that if it is on the other.
    """
    return float(1 / (1 + np.exp(-(first - second + side))))


def planted_parity_gap(first: float, second: float, *, side: float = 0.0) -> float:
    """Return the win rate of one group against another less one half, both orders averaged.

    Without a side effect it is expit(first - second) - 0.5. A side effect shrinks it a
    little, because the logistic curve is not straight, and keeps its sign.

    Parameters
    ----------
    first, second
        Strengths of the two groups in log-odds.
    side
        The planted side effect in log-odds.
    """
    # expit(x) - 1/2 = tanh(x/2) / 2, which is odd to the last digit.
    difference = first - second
    return float(np.tanh((difference + side) / 2) + np.tanh((difference - side) / 2)) / 4


def planted_shares(strengths: Sequence[float]) -> FloatArray:
    """Return how often each of several people, one a group, wins a row of all: Luce's rule.

    The largest of independent Gumbel variables is the i-th with probability
    exp(strength_i) / sum_j exp(strength_j).

    Parameters
    ----------
    strengths
        Strengths of the groups in log-odds, shape (g,).

    References
    ----------
    Yellott (1977), doi:10.1016/0022-2496(77)90026-8
    """
    powers = np.exp(np.asarray(strengths, dtype=np.float64))
    shares: FloatArray = powers / powers.sum()
    return shares


class PlantedSaliency:
    """A scorer with the interface of the network's, whose preference is known.

    The score of a cell of 16 by 16 pixels is the strength, in log-odds, of the band seen in
    it: the greatest over places in the cell of the least greenness within 5 by 5 pixels.
    Cells without a band score below all strengths, the brighter the higher by at most 0.1,
    and do not depend on a group unless hair or skin is in them.

    The strength is read exactly, to the last step, wherever the resampler leaves a flat
    square of 6 pixels inside the band: that is where a face is fed at 80 pixels or more.
    The taps of the resampler's filters add up to one, so it changes flat colours by nothing,
    and the overshoot at the band's edge is narrower than the square.

    JPEG (Pillow's default) disturbs it: for portraits of 512, 160 and 64 pixels side by side
    by 0.06, 0.08 and 0.28 log-odds (standard deviation), so that 2, 3 and 10 % of pairs
    change their winner, whichever group it is of.

    Parameters
    ----------
    side_bias
        Planted side effect in log-odds, from -1.5 to 1.5: what is added to cells on one side.
    side
        "left": to the cells whose centre lies in the left half; "top": in the upper half.

    Raises
    ------
    ValueError
        If the side effect is out of range.
    """

    def __init__(self, *, side_bias: float = 0.0, side: Side = "left") -> None:
        if not -1.5 <= side_bias <= 1.5 or side not in ("left", "top"):
            raise ValueError(
                "The side bias must lie between -1.5 and 1.5 log-odds and the side be 'left' or "
                f"'top', not {side_bias!r} and {side!r}."
            )
        self.side_bias = side_bias
        self.side: Side = side
        self.batch = 8  # a larger batch leaves the cache and takes twice as long an image

    @property
    def identity(self) -> str:
        """What tells it from another scorer: the name of its rule, and its side effect."""
        return f"planted saliency 1, {self.side_bias!r} on the {self.side}"

    def scores(self, images: Sequence[Image]) -> list[NDArray[np.float32]]:
        """Return the scores of images as fed, each float32, shape (ceil(h / 16), ceil(w / 16)).

        Parameters
        ----------
        images
            uint8, each of one shape (h, w, 3).

        Raises
        ------
        ValueError
            If the images differ in shape.
        """
        if len({image.shape for image in images}) > 1:
            raise ValueError("The images of one call must have one shape; group them by size.")
        if not images:
            return []
        batch = max(1, _BATCH_BYTES // images[0].size)
        return [
            grid
            for start in range(0, len(images), batch)
            for grid in self._scores(np.stack(images[start : start + batch]))
        ]

    def _scores(self, images: Image) -> NDArray[np.float32]:
        height, width = images.shape[1:3]
        rows, columns = -(-height // _CELL), -(-width // _CELL)
        beyond = ((0, 0), (0, rows * _CELL - height), (0, columns * _CELL - width), (0, 0))
        if any(after for _, after in beyond):
            images = np.pad(images, beyond, mode="edge")
        # Every second pixel of every second row is enough for a band that is 6 pixels wide.
        half = images[:, ::2, ::2].astype(np.int16)
        green = 64 * half[..., 1] - 31 * half[..., 0] - 33 * half[..., 2]
        least = _least_of_three(_least_of_three(green, axis=1), axis=2)
        seen = _greatest_of_eight(_greatest_of_eight(least, axis=1), axis=2)
        bright = half[:, 4::8, 4::8, 1].astype(np.float32)
        strength = np.float32(LOWEST) + np.float32(STEP) * (
            (seen - _ZERO).astype(np.float32) / np.float32(2) + np.float32(0.5)
        )
        scores = np.where(seen >= _ZERO, strength, np.float32(_NO_BAND) + bright / np.float32(2550))
        if self.side_bias:
            scores += np.float32(self.side_bias) * self._favoured(height, width)
        return scores

    def _favoured(self, height: int, width: int) -> NDArray[np.bool_]:
        """Return the cells on the favoured side, shape (1, gh, gw) or one that fits it."""
        length = width if self.side == "left" else height
        centres = _CELL * np.arange(-(-length // _CELL)) + _CELL / 2
        near = centres < length / 2
        return near[np.newaxis, np.newaxis, :] if self.side == "left" else near[:, np.newaxis]


def _least_of_three(values: NDArray[np.int16], *, axis: int) -> NDArray[np.int16]:
    """Return the least of each value and its two neighbours; ends are repeated."""
    values = np.moveaxis(values, axis, 0)
    result = values.copy()
    np.minimum(result[1:], values[:-1], out=result[1:])
    np.minimum(result[:-1], values[1:], out=result[:-1])
    return np.moveaxis(result, 0, axis)


def _greatest_of_eight(values: NDArray[np.int16], *, axis: int) -> NDArray[np.int16]:
    """Return the greatest of each eight neighbours that share a cell along an axis."""
    for _ in range(3):
        values = np.moveaxis(values, axis, 0)
        values = np.moveaxis(np.maximum(values[::2], values[1::2]), 0, axis)
    return values
