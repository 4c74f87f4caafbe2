"""Reading images as the published program reads them: content decides, JPEG is scaled.

Section 4 of the behavioural specification. Differences from a plain ``Image.open`` matter:
decoding a JPEG at full size changes the crop of about one photograph in twenty.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from rml.cropping.resample import Image, target_size
from rml.errors import DataError

ImageSource: TypeAlias = str | Path | bytes | Pillow.Image | NDArray[np.uint8]
FORMATS: Final = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")
LONGEST_SIDE: Final = 16384
MOST_PIXELS: Final = 8192 * 8192
# Pillow's name for a JPEG in which more pictures follow, as many phones write them. The first
# one is the photograph.
_JPEG: Final = ("JPEG", "MPO")
_EXIF_ORIENTATION: Final = 0x0112
# The other orientations are their own inverse.
_UNDO: Final = {6: 8, 8: 6}
_MOST_HALVINGS: Final = 3
# What decoders raise for damaged content, beside OSError.
_DAMAGE: Final = (
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    struct.error,
)
# A Pillow image may be given twice and reads its file when first used: one thread at a time.
_GIVEN_IMAGES: Final = Lock()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decoded:
    """An image's pixels, possibly decoded at a fraction of its size, not yet oriented.

    Parameters
    ----------
    pixels
        uint8 RGB, shape (rows, columns, 3), in the file's own orientation.
    width, height
        The full size in pixels after orientation.
    orientation
        EXIF orientation from 1 to 8; other than 1 for JPEG only.
    """

    pixels: Image
    width: int
    height: int
    orientation: int


def oriented(pixels: Image, orientation: int) -> Image:
    """Return pixels turned and mirrored as an EXIF orientation from 1 to 8 asks."""
    if orientation in {5, 6, 7, 8}:
        pixels = pixels.swapaxes(0, 1)
    if orientation in {2, 3, 6, 7}:
        pixels = pixels[:, ::-1]
    if orientation in {3, 4, 7, 8}:
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def name_of(source: ImageSource) -> str:
    """Return how an image is called in messages: its path, else what it is."""
    if isinstance(source, str | Path):
        return str(source)
    filename = getattr(source, "filename", "")
    return str(filename) if filename else f"an image given as {type(source).__name__}"


def decode(source: ImageSource) -> Decoded:
    """Return the pixels of an image file, a Pillow image or an array.

    Parameters
    ----------
    source
        A path; the bytes of a file; a Pillow image, at the frame it stands at (one not
        loaded yet is read as its file would be; a JPEG loaded before is not scaled while
        decoding); or an array, uint8, of shape (rows, columns, 3), (rows, columns, 4) with
        alpha, or (rows, columns) for grey.

    Raises
    ------
    DataError
        If it cannot be read, is empty, of an unknown format, too large or too thin; the
        message names the image.
    """
    where = name_of(source)
    if isinstance(source, np.ndarray):
        return _plain(_from_array(source, where))
    with _readable(where):
        if isinstance(source, Pillow.Image):
            with _GIVEN_IMAGES:
                content = _unread_bytes(source)
                if content is None:
                    return _from_pillow(source, where)
        else:
            content = source if isinstance(source, bytes) else Path(source).read_bytes()
        if not content:
            raise DataError("The file is empty.", where=where, remedy="Give an image file.")
        with Pillow.open(io.BytesIO(content), formats=FORMATS) as opened:
            return _from_pillow(opened, where)


def _unread_bytes(image: Pillow.Image) -> bytes | None:
    """Return the file of a JPEG or TIFF that was opened but not yet decoded, else None.

    Decoding a JPEG here at a fraction of its size would change the caller's image, and
    Pillow turns a TIFF when it is first used, so that it would be another the second time.
    """
    stream = getattr(image, "fp", None)
    if image.format not in (*_JPEG, "TIFF") or stream is None or not getattr(image, "tile", None):
        return None
    if image.tell() > 0:
        image.load()  # a later picture of the file: decoded in full
        return None
    stream.seek(0)
    return bytes(stream.read())


@contextmanager
def _readable(where: str) -> Iterator[None]:
    """Turn what goes wrong while reading into an error that names the image."""
    try:
        yield
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise DataError(
            f"The image is too large; at most {MOST_PIXELS:,} pixels are read.",
            where=where,
            remedy="Give a smaller one.",
        ) from None
    except UnidentifiedImageError:
        raise DataError(
            "The file is no image of a known format, or it is damaged.",
            where=where,
            remedy=f"Known formats are {', '.join(FORMATS)}.",
        ) from None
    except OSError as error:
        raise DataError(
            f"The image cannot be read: {error.strerror or error}.",
            where=where,
            remedy="Check that the file exists, may be read and is complete.",
        ) from error
    except _DAMAGE as error:
        raise DataError(
            f"The image is damaged: {error}.", where=where, remedy="Give a complete file."
        ) from error


def _check_size(width: int, height: int, where: str) -> None:
    if width < 1 or height < 1:
        raise DataError(
            f"The image is empty ({width} x {height} pixels).",
            where=where,
            remedy="Give an image of at least one pixel.",
        )
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise DataError(
            f"The image is too large ({width} x {height} pixels); at most {LONGEST_SIDE} a side "
            f"and {MOST_PIXELS:,} pixels are read.",
            where=where,
            remedy="Give a smaller one.",
        )
    try:
        target_size(width, height)
    except DataError as error:  # too thin
        raise DataError(error.problem, where=where, remedy=error.remedy) from None


def _from_array(values: NDArray[np.uint8], where: str) -> Image:
    if values.dtype != np.uint8 or values.ndim not in {2, 3}:
        raise DataError(
            f"An array of {values.dtype} and shape {values.shape} is no image.",
            where=where,
            remedy="Give uint8 of shape (height, width, 3), RGB; (h, w, 4) or (h, w) for grey.",
        )
    if values.ndim == 3 and values.shape[2] not in {1, 3, 4}:
        raise DataError(
            f"An image has 1, 3 or 4 channels, not {values.shape[2]}.",
            where=where,
            remedy="Give an array of shape (height, width, 3), RGB.",
        )
    _check_size(values.shape[1], values.shape[0], where)
    if values.ndim == 2 or values.shape[2] == 1:
        return np.repeat(values.reshape(*values.shape[:2], 1), 3, axis=2)
    return _without_alpha(values) if values.shape[2] == 4 else values


def _without_alpha(pixels: NDArray[np.uint8]) -> Image:
    """Return RGB with fully transparent pixels white; any other alpha is ignored."""
    return np.where(pixels[..., 3:] == 0, np.uint8(255), pixels[..., :3])


def _plain(pixels: Image) -> Decoded:
    return Decoded(pixels=pixels, width=pixels.shape[1], height=pixels.shape[0], orientation=1)


def _from_pillow(image: Pillow.Image, where: str) -> Decoded:
    _check_size(*image.size, where)
    if image.format in _JPEG:
        return _from_jpeg(image)
    # Pillow turns a TIFF while it loads it, unlike the other formats; the original turns none.
    turned = image.getexif().get(_EXIF_ORIENTATION, 1) if image.format == "TIFF" else 1
    return _plain(oriented(_rgb(image), _UNDO.get(turned, turned)))


def _rgb(image: Pillow.Image) -> Image:
    """Return an image that is no JPEG as RGB, fully transparent pixels white."""
    transparent = "transparency" in image.info or image.mode in {"RGBA", "LA", "PA", "RGBa", "La"}
    if image.mode.startswith("I;16") or image.mode == "I":
        high = (np.asarray(image).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8)
        return np.repeat(high[..., np.newaxis], 3, axis=2)
    if transparent:
        return _without_alpha(np.asarray(image.convert("RGBA")))
    return np.asarray(image if image.mode == "RGB" else image.convert("RGB"))


def _from_jpeg(image: Pillow.Image) -> Decoded:
    """Return a JPEG decoded at the smallest of 1/1 to 1/8 that is not below the target."""
    orientation = _orientation(image)
    width, height = image.size
    # A turned image has a turned target, so the file's own sides tell the fraction.
    fed_width, fed_height = target_size(width, height)
    halvings, small = 0, (width, height)
    while halvings < _MOST_HALVINGS:
        small = (-(-small[0] // 2), -(-small[1] // 2))
        if small[0] < fed_width or small[1] < fed_height:
            break
        halvings += 1
    if halvings:
        # Without effect on an image that is decoded already.
        image.draft(None, (max(width >> halvings, 1), max(height >> halvings, 1)))
    pixels = np.asarray(image.convert("RGB"))
    full = (height, width) if orientation >= 5 else (width, height)
    return Decoded(pixels=pixels, width=full[0], height=full[1], orientation=orientation)


def _orientation(image: Pillow.Image) -> int:
    """Return the orientation in the EXIF block; Pillow's `getexif` would ask XMP as well."""
    exif = Pillow.Exif()
    try:
        exif.load(image.info.get("exif", b""))
        found = exif.get(_EXIF_ORIENTATION, 1)
    except (OSError, *_DAMAGE):
        return 1  # damaged metadata: the picture itself may still be whole
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


__all__ = ["Decoded", "ImageSource", "decode", "name_of", "oriented"]
