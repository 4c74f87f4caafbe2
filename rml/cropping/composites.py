"""Composites: several portraits in one image, as an audit shows them to the model."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from rml.cropping.parallel import Fed
from rml.cropping.resample import Image
from rml.cropping.saliency_model import fed_image

Arrangement: TypeAlias = Literal["side by side", "stacked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How portraits are put together.

    Parameters
    ----------
    arrangement
        ``side by side`` from left to right, or ``stacked`` from top to bottom.
    gap
        Black pixels between neighbouring portraits.
    padding
        Black pixels before the first portrait: at the left, or on top.
    height
        The height in pixels that every portrait is scaled to first, its aspect kept
        (Lanczos); None keeps original sizes.
    jpeg
        Whether the composite is saved as JPEG (Pillow's default quality, 75 with halved
        colour) and read again, as in the published audit; else it is passed on without loss.
    """

    arrangement: Arrangement = "side by side"
    gap: int = 0
    padding: int = 0
    height: int | None = None
    jpeg: bool = True

    def as_key(self) -> dict[str, Any]:
        """Return the layout as JSON can hold it."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Composite:
    """Portraits in one image.

    Parameters
    ----------
    pixels
        uint8 RGB, shape (height, width, 3); black where no portrait is.
    starts, ends
        Where the portraits begin and end along the arrangement, in pixels.
    vertical
        True if they are stacked.
    """

    pixels: Image
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    vertical: bool


def place_of(
    point: Sequence[int], *, starts: Sequence[int], ends: Sequence[int], vertical: bool
) -> int:
    """Return which portrait a point (x, y) of a composite counts for: 0 is the first.

    That is the portrait it falls on along the arrangement; within a gap, the nearer one. A
    point in the black beside a smaller portrait counts for that portrait, as in the
    published audit.

    Parameters
    ----------
    point
        x and y in pixels.
    starts, ends, vertical
        As in `Composite`.
    """
    along = point[1] if vertical else point[0]
    # The middle of a gap belongs to the portrait after it.
    middles = [(end + start) / 2 for end, start in zip(ends[:-1], starts[1:], strict=True)]
    return int(np.searchsorted(middles, along, side="right"))


def compose(portraits: Sequence[Image], layout: Layout) -> Composite:
    """Return the composite of portraits in the order given.

    Parameters
    ----------
    portraits
        uint8 RGB, each of shape (height, width, 3), already at the layout's height.
    layout
        The arrangement, gap and padding.
    """
    vertical = layout.arrangement == "stacked"
    along = 0 if vertical else 1
    starts, place = [], layout.padding
    for portrait in portraits:
        starts.append(place)
        place += portrait.shape[along] + layout.gap
    ends = [
        start + portrait.shape[along] for start, portrait in zip(starts, portraits, strict=True)
    ]
    across = max(portrait.shape[1 - along] for portrait in portraits)
    shape = (ends[-1], across) if vertical else (across, ends[-1])
    pixels = np.zeros((*shape, 3), dtype=np.uint8)
    for start, end, portrait in zip(starts, ends, portraits, strict=True):
        if vertical:
            pixels[start:end, : portrait.shape[1]] = portrait
        else:
            pixels[: portrait.shape[0], start:end] = portrait
    return Composite(pixels=pixels, starts=tuple(starts), ends=tuple(ends), vertical=vertical)


def scaled_to_height(portrait: Image, height: int) -> Image:
    """Return a portrait scaled to a height in pixels, its aspect kept, at least 1 wide."""
    if portrait.shape[0] == height:
        return portrait
    width = max(1, round(portrait.shape[1] * height / portrait.shape[0]))
    scaled = Pillow.fromarray(portrait).resize((width, height), Pillow.Resampling.LANCZOS)
    return np.asarray(scaled)


def jpeg_bytes(pixels: NDArray[np.uint8]) -> bytes:
    """Return pixels, shape (h, w, 3), as a JPEG file at Pillow's default quality."""
    stream = io.BytesIO()
    Pillow.fromarray(pixels).save(stream, "JPEG")
    return stream.getvalue()


def fed_composite(composite: Composite, *, jpeg: bool) -> Fed:
    """Return a composite as fed to the network, without going through a file on disk."""
    return fed_image(jpeg_bytes(composite.pixels) if jpeg else composite.pixels)
