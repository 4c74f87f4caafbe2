"""Portraits as they enter composites: read once, scaled and masked as an audit asks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from rml.cropping.composites import scaled_to_height
from rml.cropping.face_region import FaceRegion
from rml.cropping.resample import Image
from rml.errors import DataError

Treatment: TypeAlias = Literal["unmasked", "face masked", "background masked"]
TREATMENTS: Final[tuple[Treatment, ...]] = ("unmasked", "face masked", "background masked")
GREY: Final = 128
_KEPT_BYTES: Final = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What is done to every portrait before it is put into a composite.

    Parameters
    ----------
    height
        The height in pixels that portraits are scaled to; None keeps their size.
    treatment
        ``face masked`` fills the face region with mid-grey, ``background masked`` all but
        the face region: whatever differs then cannot come from what is under the mask. The
        edge of the mask is the same for everyone.
    face
        The face region; needed where something is masked.
    """

    height: int | None = None
    treatment: Treatment = "unmasked"
    face: FaceRegion | None = None

    def __post_init__(self) -> None:
        if self.treatment != "unmasked" and self.face is None:
            raise ValueError(f"{self.treatment!r} needs a declared face region.")

    def as_key(self) -> dict[str, Any]:
        """Return the preparation as JSON can hold it."""
        face = None if self.treatment == "unmasked" or self.face is None else astuple(self.face)
        return {"height": self.height, "treatment": self.treatment, "face": face}

    def applied(self, portrait: Image) -> Image:
        """Return a portrait, uint8 of shape (h, w, 3), masked and scaled."""
        if self.treatment != "unmasked" and self.face is not None:
            inside = self.face.mask(portrait.shape[1], portrait.shape[0])
            hidden = inside if self.treatment == "face masked" else ~inside
            portrait = np.where(hidden[..., np.newaxis], np.uint8(GREY), portrait)
        return portrait if self.height is None else scaled_to_height(portrait, self.height)


class Portraits:
    """The prepared portraits of an image set by row, read when asked for and kept a while.

    Parameters
    ----------
    sources
        Paths, or uint8 arrays of shape (h, w, 3) for drawn images.
    preparation
        What is done to each.
    """

    def __init__(
        self, sources: Sequence[Path | NDArray[np.uint8]], preparation: Preparation
    ) -> None:
        self._sources = sources
        self._preparation = preparation
        self._kept: OrderedDict[int, Image] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __getitem__(self, row: int) -> Image:
        """Return the portrait of a row, uint8 of shape (h, w, 3).

        Raises
        ------
        DataError
            If its file cannot be read.
        """
        with self._lock:
            if row in self._kept:
                self._kept.move_to_end(row)
                return self._kept[row]
        source = self._sources[row]
        portrait = self._preparation.applied(
            read_portrait(source) if isinstance(source, Path) else source
        )
        with self._lock:
            if row not in self._kept:
                self._kept[row] = portrait
                self._bytes += portrait.nbytes
            while self._bytes > _KEPT_BYTES and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1].nbytes
        return portrait


def read_portrait(path: Path) -> Image:
    """Return a portrait at full size as any viewer shows it, uint8 of shape (h, w, 3).

    Composites are made from these; only the composite goes through the model's own decoding.

    Raises
    ------
    DataError
        If the file cannot be read; the message has the file's name, not its folder.
    """
    try:
        with Pillow.open(path) as opened:
            return np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))
    except (
        OSError,
        UnidentifiedImageError,
        SyntaxError,
        ValueError,
        Pillow.DecompressionBombError,
    ) as error:
        raise DataError(
            f"The image cannot be read: {_reason(error)}.",
            where=path.name,
            remedy="Replace the file, or take its row out of the labels.",
        ) from error


def _reason(error: Exception) -> str:
    """Return why an image cannot be read, without the path that some messages hold."""
    if isinstance(error, UnidentifiedImageError):
        return "it is no image of a known format, or damaged"
    if isinstance(error, Pillow.DecompressionBombError):
        return "it has too many pixels"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)
