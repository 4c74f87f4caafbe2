"""Drawn faces with a planted, known preference, for use without weights and portraits.

Each drawn person has a *strength*: the group's strength plus a person effect from the
standard Gumbel distribution. The strength is written into the picture as the colour of a
band on the forehead, in 6,400 even steps, and `PlantedSaliency` reads it from there. The
difference of two Gumbel variables is logistic and the maximum of several follows Luce's
rule, so that every win rate is known: see `rml.cropping.planted_saliency`.

Skin is lilac or blue, as no group of people has it: nothing here is about real groups.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from rml.cropping.face_region import FaceRegion
from rml.cropping.planted_saliency import band_colours, level_of, strength_of
from rml.data.labelled_images import LabelledImages
from rml.data.ledger import simulated

FloatArray = NDArray[np.float64]
Images = NDArray[np.uint8]
Colour = tuple[int, int, int]

DRAWN_FACE: Final = FaceRegion(centre_x=0.5, centre_y=0.5, half_width=0.3, half_height=0.36)
"""Holds the band of every drawn face, wherever the face is placed and however large it is."""

SMALLEST: Final = 48
LARGEST: Final = 1024
_COLOUR_JITTER: Final = 10
_CHUNK_PIXELS: Final = 400_000
_PARTS: Final = (
    "background",
    "clothes",
    "hair",
    "neck",
    "skin",
    "nose",
    "eye",
    "pupil",
    "mouth",
    "band",
)
_BAND: Final = _PARTS.index("band")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnGroup:
    """A group of drawn people.

    Parameters
    ----------
    labels
        Its value in each group column: ``{"hair": "long", "skin": "lilac"}``.
    strength
        The group's strength in log-odds, from -1.5 to 1.5: a group 0.5 stronger than
        another wins expit(0.5) = 62.2 % of the pairs.
    skin, hair
        Mean colours, red, green and blue.
    long_hair
        Whether the hair reaches the shoulders.
    """

    labels: Mapping[str, str]
    strength: float
    skin: Colour
    hair: Colour
    long_hair: bool

    def __post_init__(self) -> None:
        if not -1.5 <= self.strength <= 1.5:
            raise ValueError(
                f"A group's strength must lie between -1.5 and 1.5 log-odds, not {self.strength}: "
                "beyond, the colours of the band would not tell the strongest people apart."
            )

    @property
    def name(self) -> str:
        """The values of its labels, in order: ``long lilac``."""
        return " ".join(self.labels.values())


_LILAC: Final = (202, 168, 214)
_BLUE: Final = (150, 172, 210)


def drawn_groups(strengths: Mapping[tuple[str, str], float]) -> tuple[DrawnGroup, ...]:
    """Return the four groups by hair ("long", "short") and skin ("lilac", "blue").

    Parameters
    ----------
    strengths
        The strength of each group in log-odds, by (hair, skin), for all four.

    Raises
    ------
    ValueError
        If a group is missing or unknown, or a strength is outside [-1.5, 1.5].
    """
    known = [(hair, skin) for hair in ("long", "short") for skin in ("lilac", "blue")]
    if set(strengths) != set(known):
        raise ValueError(
            f"Drawn groups need a strength for each of {known}, not for {sorted(strengths)}."
        )
    return tuple(
        DrawnGroup(
            labels={"hair": hair, "skin": skin},
            strength=strengths[hair, skin],
            skin=_LILAC if skin == "lilac" else _BLUE,
            hair=(70, 48, 92) if hair == "long" else (120, 52, 64),
            long_hair=hair == "long",
        )
        for hair, skin in known
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DrawnFaces:
    """Drawn people, group after group.

    Parameters
    ----------
    groups
        The g groups.
    images
        uint8, shape (n, size, size, 3).
    group
        The place of each person's group in ``groups``, shape (n,).
    strength
        Each person's strength as it stands in the picture, in log-odds, shape (n,).
    """

    groups: tuple[DrawnGroup, ...]
    images: Images = field(repr=False)
    group: NDArray[np.intp]
    strength: FloatArray

    def labelled(self, *, name: str = "drawn_faces") -> LabelledImages:
        """Return the pictures with their groups' labels; strengths are not among them.

        Parameters
        ----------
        name
            What the set is called.
        """
        columns = tuple(self.groups[0].labels)
        frame = pd.DataFrame(
            {
                "image": [f"drawn {number}" for number in range(len(self.images))],
                "sha256": [hashlib.sha256(image).hexdigest() for image in self.images],
                **{
                    column: [self.groups[place].labels[column] for place in self.group]
                    for column in columns
                },
            }
        )
        return LabelledImages(name=name, kind="simulated", frame=frame, arrays=tuple(self.images))


def draw_labelled_faces(
    groups: Sequence[DrawnGroup],
    *,
    people: int,
    size: int,
    rng: np.random.Generator,
    name: str = "drawn_faces",
) -> LabelledImages:
    """Return a set of drawn people with labels, as the loaders of real portraits return one.

    Parameters
    ----------
    groups, people, size, rng
        As for `draw_faces`, which raises the same errors.
    name
        What the set is called.
    """
    return draw_faces(groups, people=people, size=size, rng=rng).labelled(name=name)


@simulated
def draw_faces(
    groups: Sequence[DrawnGroup], *, people: int, size: int, rng: np.random.Generator
) -> DrawnFaces:
    """Return drawn people, so many of each group, each with a strength in the picture.

    Within a group people differ in strength, in all colours, and in size, place and
    proportions of the face. The band that shows the strength lies on the face and is drawn
    alike in all groups; nothing else in the picture depends on the strength.

    Parameters
    ----------
    groups
        At least one.
    people
        How many of each group, at least 1.
    size
        Width and height of a picture in pixels, 48 to 1,024.
    rng
        The source of randomness.

    Raises
    ------
    ValueError
        If a number is out of range.
    """
    if not groups or people < 1 or not SMALLEST <= size <= LARGEST:
        raise ValueError(
            f"Drawn faces need at least one group, one person and {SMALLEST} to {LARGEST} pixels, "
            f"not {len(groups)} groups, {people} people and {size} pixels."
        )
    group = np.repeat(np.arange(len(groups)), people)
    mean = np.array([one.strength for one in groups])[group]
    level = level_of(mean + rng.gumbel(size=group.size))
    colours = _palette(groups, group, rng)
    colours[:, _BAND] = band_colours(level)
    shape = _Shape.of(np.array([one.long_hair for one in groups])[group], rng)
    images = np.empty((group.size, size, size, 3), dtype=np.uint8)
    some = max(1, _CHUNK_PIXELS // size**2)
    for start in range(0, group.size, some):
        part = slice(start, start + some)
        _colour_in(images[part], _parts(shape.of_people(part), size), colours[part])
    return DrawnFaces(
        groups=tuple(groups),
        images=images,
        group=group,
        strength=strength_of(level),
    )


def _palette(
    groups: Sequence[DrawnGroup], group: NDArray[np.intp], rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return each person's colours of all parts, uint8, shape (n, parts, 3)."""
    mean = np.zeros((len(groups), len(_PARTS), 3))
    for place, one in enumerate(groups):
        skin = np.array(one.skin)
        of_parts: dict[str, ArrayLike] = {
            "background": (150, 156, 170),
            "clothes": (92, 88, 120),
            "hair": one.hair,
            "neck": skin - 16,
            "skin": skin,
            "nose": skin - 28,
            "eye": (236, 232, 238),
            "pupil": (36, 26, 40),
            "mouth": (156, 68, 84),
        }
        for part, colour in of_parts.items():
            mean[place, _PARTS.index(part)] = colour
    # Lighter or darker as a whole, so that no jitter makes a colour greener.
    lighter = rng.integers(-_COLOUR_JITTER, _COLOUR_JITTER + 1, size=(group.size, len(_PARTS), 1))
    # Neck and nose follow the skin.
    for part in ("neck", "nose"):
        lighter[:, _PARTS.index(part)] = lighter[:, _PARTS.index("skin")]
    lighter[:, 0] *= 3
    return (mean[group] + lighter).astype(np.uint8)


def _colour_in(images: Images, parts: NDArray[np.uint8], colours: NDArray[np.uint8]) -> None:
    """Fill pictures, shape (n, size, size, 3), from parts and each person's colours of them."""
    palette = colours.reshape(-1, 3)
    offsets = np.arange(len(parts)) * colours.shape[1]
    # "clip" writes straight into the pictures; the default would go through a copy.
    np.take(palette, parts + offsets[:, None, None], axis=0, out=images, mode="clip")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Shape:
    """How each person's face is placed and proportioned; each of shape (n, 1, 1)."""

    long_hair: NDArray[np.bool_]
    centre_x: NDArray[np.float32]
    centre_y: NDArray[np.float32]
    width: NDArray[np.float32]
    height: NDArray[np.float32]

    @classmethod
    def of(cls, long_hair: NDArray[np.bool_], rng: np.random.Generator) -> _Shape:
        """Return shapes drawn at random for people with long or short hair, shape (n,)."""

        def between(low: float, high: float) -> NDArray[np.float32]:
            return rng.uniform(low, high, size=(long_hair.size, 1, 1)).astype(np.float32)

        height = between(0.94, 1.06)
        return cls(
            long_hair=long_hair[:, np.newaxis, np.newaxis],
            centre_x=between(0.47, 0.53),
            centre_y=between(0.48, 0.52),
            width=height * between(0.95, 1.05),
            height=height,
        )

    def of_people(self, people: slice) -> _Shape:
        """Return the shapes of some of the people."""
        return _Shape(**{part.name: getattr(self, part.name)[people] for part in fields(self)})


def _parts(shape: _Shape, size: int) -> NDArray[np.uint8]:
    """Return which part of the picture each pixel shows, uint8, shape (n, size, size)."""
    axis = (np.arange(size, dtype=np.float32) + np.float32(0.5)) / np.float32(size)
    # In units of the face: 0 at its centre.
    x = (axis[np.newaxis, np.newaxis, :] - shape.centre_x) / shape.width
    y = (axis[np.newaxis, :, np.newaxis] - shape.centre_y) / shape.height
    parts = np.zeros((len(x), size, size), dtype=np.uint8)

    def paint(part: str, inside: NDArray[np.bool_], rows: slice = slice(None)) -> None:
        np.copyto(parts[:, rows], np.uint8(_PARTS.index(part)), where=inside)

    def ellipse(
        x0: float, y0: float, half_width: float, half_height: float, rows: slice = slice(None)
    ) -> NDArray[np.bool_]:
        across = ((x - np.float32(x0)) / np.float32(half_width)) ** 2
        down = ((y[:, rows] - np.float32(y0)) / np.float32(half_height)) ** 2
        inside: NDArray[np.bool_] = across < 1 - down
        return inside

    paint("clothes", ellipse(0, 0.50, 0.36, 0.20))
    paint("hair", ellipse(0, -0.05, 0.27, 0.33))
    paint("hair", (np.abs(x) < 0.27) & (y > -0.05) & (y < 0.28) & shape.long_hair)
    paint("neck", (np.abs(x) < 0.09) & (y > 0.2) & (y < 0.36))
    face = ellipse(0, 0, 0.22, 0.31) & (y > -0.26)
    paint("skin", face)
    paint("band", face & (y < -0.08))
    # The small parts lie in a window of rows, whatever the person's place and size.
    rows = slice(int(0.40 * size), int(0.80 * size))
    for eye in (-0.09, 0.09):
        paint("eye", ellipse(eye, -0.02, 0.045, 0.026, rows), rows)
        paint("pupil", ellipse(eye, -0.02, 0.018, 0.02, rows), rows)
    paint("nose", ellipse(0, 0.07, 0.026, 0.045, rows), rows)
    paint("mouth", ellipse(0, 0.18, 0.085, 0.024, rows), rows)
    return parts
