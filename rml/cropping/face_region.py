"""The declared face region of standardised head-and-shoulders portraits.

No face detector is used. Programs that analyse faces have erred more on some genders and
skin colours than on others (Buolamwini & Gebru 2018,
https://proceedings.mlr.press/v81/buolamwini18a.html); their errors would enter a measurement
that compares these very groups.
"""

from __future__ import annotations

import functools
from dataclasses import astuple, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rml.cropping.salient_point import Crop


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceRegion:
    """An upright ellipse that stands for the face in every portrait of a set.

    Parameters
    ----------
    centre_x, centre_y
        The ellipse's centre as shares of the portrait's width and height, in (0, 1), from
        the left and upper edge.
    half_width, half_height
        Its half axes as shares of the portrait's width and height, in (0, 0.5].

    Raises
    ------
    ValueError
        If a share is out of range or the ellipse leaves the portrait.
    """

    centre_x: float
    centre_y: float
    half_width: float
    half_height: float

    def __post_init__(self) -> None:
        low = (self.centre_x - self.half_width, self.centre_y - self.half_height)
        high = (self.centre_x + self.half_width, self.centre_y + self.half_height)
        inside = min(low) >= 0 and max(high) <= 1 and min(self.half_width, self.half_height) > 0
        if not inside:
            raise ValueError(
                f"The ellipse {astuple(self)} does not lie within the portrait; give its centre "
                "and half axes as shares of the portrait's width and height."
            )

    def mask(self, width: int, height: int) -> NDArray[np.bool_]:
        """Return which pixels lie in the face region, shape (height, width), read-only.

        A pixel lies in it if its centre does.

        Parameters
        ----------
        width, height
            The portrait's size in pixels, at least 1.

        Raises
        ------
        ValueError
            If a side is below 1, or so small that no pixel lies in the region.
        """
        return _mask(self, width, height)

    def covered_by(self, crop: Crop, width: int, height: int) -> float:
        """Return the share of the face region's pixels inside a crop, from 0 to 1.

        Parameters
        ----------
        crop
            In pixels of the portrait; what leaves the portrait is ignored.
        width, height
            The portrait's size in pixels.
        """
        inside = self.mask(width, height)
        left, top = max(crop.left, 0), max(crop.top, 0)
        right, bottom = max(crop.left + crop.width, 0), max(crop.top + crop.height, 0)
        return float(inside[top:bottom, left:right].sum() / inside.sum())

    def contains(self, x: float, y: float, width: int, height: int) -> bool:
        """Return True if a point, in pixels from the upper left corner, lies in the region."""
        across = (x / width - self.centre_x) / self.half_width
        down = (y / height - self.centre_y) / self.half_height
        return bool(across**2 + down**2 <= 1)


@functools.lru_cache(maxsize=16)
def _mask(face: FaceRegion, width: int, height: int) -> NDArray[np.bool_]:
    if width < 1 or height < 1:
        raise ValueError(f"A portrait needs at least one pixel a side, not {width}x{height}.")
    across = ((np.arange(width) + 0.5) / width - face.centre_x) / face.half_width
    down = ((np.arange(height) + 0.5) / height - face.centre_y) / face.half_height
    inside: NDArray[np.bool_] = across**2 + down[:, np.newaxis] ** 2 <= 1
    if not inside.any():
        raise ValueError(f"At {width}x{height} pixels no pixel lies in the face region.")
    inside.flags.writeable = False
    return inside


CONGRESS_FACE: Final = FaceRegion(centre_x=0.5, centre_y=0.47, half_width=0.22, half_height=0.28)
"""The face of the square head-and-shoulders portraits of ``congress_portraits_117``.

Declared from the set's layout alone, before any score was computed: in the average of all
535 portraits the skin reaches from a forehead at about 0.19 to a chin at about 0.75 of the
height and from 0.28 to 0.72 of the width, eyes at about 0.4 and mouth at about 0.63 of the
height. The ellipse runs through these four ends: hairline to chin, ear to ear. It holds
less than the whole head (hair and hats reach up to 0.08) and is the same for everyone,
so a head that is turned, tilted or off the centre lies partly outside it.
"""
