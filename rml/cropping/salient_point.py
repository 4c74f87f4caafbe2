"""From a grid of scores to the salient point and the crops around it.

Sections 7 to 9 of the behavioural specification of the published program
(twitter-research/image-crop-analysis, Yee, Tantipongpipat & Mishra 2021,
doi:10.1145/3479594). Everything is evaluated in single precision, as there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rml.cropping.resample import Image, resample, round_half_away, target_size

CELL: Final = 16
SYMMETRIC_BELOW: Final = 25
f32 = np.float32
_LEAST_RATIO: Final = float(np.finfo(f32).tiny)
_GREATEST_RATIO: Final = float(np.finfo(f32).max)


class Crop(NamedTuple):
    """A rectangle in pixels of the original image: left, top, width, height."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SaliencyGrid:
    """The model's scores over an image, one for each cell of 16 by 16 pixels as fed.

    Parameters
    ----------
    width, height
        The original image's size in pixels, after orientation.
    x, y
        Where the columns and rows of cells stand in the original image, in pixels, float32,
        shapes (gw,) and (gh,).
    scores
        float32, shape (gh, gw), without unit; about -1 to 8 on photographs.
    """

    width: int
    height: int
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    scores: NDArray[np.float32]

    @property
    def salient_cell(self) -> tuple[int, int]:
        """Row and column of the greatest score; among equals the first, row by row."""
        row, column = np.unravel_index(int(np.argmax(self.scores)), self.scores.shape)
        return int(row), int(column)

    @property
    def salient_point(self) -> tuple[int, int]:
        """Where the salient cell stands in the original image: x, y in whole pixels."""
        row, column = self.salient_cell
        return int(self.x[column]), int(self.y[row])


def grid_places(width: int, height: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return where columns and rows of cells stand in an image: x (gw,) and y (gh,), pixels.

    Parameters
    ----------
    width, height
        The original image's size in pixels.
    """
    fed_width, fed_height = target_size(width, height)
    scale = min(f32(width) / f32(fed_width), f32(height) / f32(fed_height))
    return _places(fed_width) * scale, _places(fed_height) * scale


def _places(side: int) -> NDArray[np.float32]:
    cells = np.arange(-(-side // CELL))
    return np.minimum(CELL * cells + CELL // 2, side - 1).astype(f32)


def is_symmetric(fed: Image) -> bool:
    """Return True if the image looks alike from left to right, so that crops are centred.

    Parameters
    ----------
    fed
        The image as fed to the network, uint8, shape (h, w, 3).

    Notes
    -----
    The image is resampled to 10 by 10 pixels; D is the 95th percentile (element 284 of 300)
    of the differences between mirrored pixels. The image counts as symmetric when
    137 D / (range of its pixels + 10) is below 25.
    """
    small = resample(fed, 10, 10).astype(np.int64)
    differences = np.sort(np.abs(small - small[:, ::-1]), axis=None)
    spread = int(small.max() - small.min())
    score = f32(int(differences[(differences.size - 1) * 95 // 100]) / (spread + 10) * 137)
    return bool(score < SYMMETRIC_BELOW)


def crop_box(width: int, height: int, *, centre: tuple[int, int], ratio: float) -> Crop:
    """Return the largest crop of a shape that is centred on a point as far as edges allow.

    Parameters
    ----------
    width, height
        The image's size in pixels.
    centre
        x and y of the point in pixels.
    ratio
        Height by width of the crop, above 0; evaluated in single precision.

    Raises
    ------
    ValueError
        If the ratio is not above 0 or not finite, also in single precision.
    """
    # Compared before it is rounded: numpy warns of what single precision cannot hold.
    if not _LEAST_RATIO <= ratio <= _GREATEST_RATIO:
        raise ValueError(
            f"A crop's ratio, height by width, must be above 0 and finite, not {ratio!r}."
        )
    shape = f32(ratio)
    if f32(height) / f32(width) > shape:
        length = min(round_half_away(f32(f32(width) * shape)), height)
        length = max(length, 1)
        return Crop(0, _placed(centre[1], length, height), width, length)
    length = max(min(round_half_away(f32(f32(height) / shape)), width), 1)
    return Crop(_placed(centre[0], length, width), 0, length, height)


def _placed(centre: int, length: int, limit: int) -> int:
    return min(max(centre - length // 2, 0), limit - length)


def crop_centre(grid: SaliencyGrid, *, symmetric: bool) -> tuple[int, int]:
    """Return the point that crops are centred on: the salient point, or for a symmetric
    image the middle of its width at the salient point's height.
    """  # noqa: D205 - one sentence
    x, y = grid.salient_point
    return (int(f32(f32(0.5) * f32(grid.width))), y) if symmetric else (x, y)
