"""What ways of making a preview show of the people in an image: geometry and expectations.

A *policy* turns an image into a preview of a given shape. ``MODEL`` lays the crop around the
most salient cell; a sampled crop draws the cell with the probabilities of a softmax over the
scores, as Yee, Tantipongpipat & Mishra (2021, doi:10.1145/3479594) discuss; ``CENTRE`` lays
the crop around the middle; ``WHOLE`` shows the whole image, made smaller until it fits, and
leaves the rest of the preview empty. What a sampled crop keeps is an exact sum over cells;
nothing is drawn.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.cropping.face_region import FaceRegion
from rml.cropping.salient_point import Crop, crop_box
from rml.cropping.softened import log_weight
from rml.stats.arguments import FloatArray, checked_finite, checked_rate

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A way of making a preview.

    Parameters
    ----------
    name
        In words, for tables and figures.
    kind
        ``cell``: a crop around a cell of the grid; ``centre``: around the middle of the
        image; ``whole``: no crop.
    temperature
        For ``cell``: 0 takes the cell with the greatest score, a positive number draws cell i
        with probability proportional to exp(score_i / temperature), infinity draws every cell
        alike.
    """

    name: str
    kind: Literal["cell", "centre", "whole"]
    temperature: float = 0.0

    def __post_init__(self) -> None:
        if not self.temperature >= 0:
            raise ValueError(
                f"A temperature must be at least 0, not {self.temperature!r}; 0 is the maximum."
            )


MODEL: Final = Policy(name="model crop", kind="cell")
CENTRE: Final = Policy(name="centre crop", kind="centre")
WHOLE: Final = Policy(name="whole picture", kind="whole")


def sampled(temperature: float) -> Policy:
    """Return the policy that draws its cell from a softmax over the scores."""
    return Policy(name=f"sampled, T = {temperature:g}", kind="cell", temperature=temperature)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An image, and where the face regions of the people in it are declared to lie.

    Parameters
    ----------
    width, height
        The image's size in pixels.
    portraits
        Where each person's portrait lies in the image, left to right.
    face
        The face region of a portrait; the same ellipse in every one.
    """

    width: int
    height: int
    portraits: tuple[Crop, ...]
    face: FaceRegion

    @classmethod
    def of_one(cls, side: int, face: FaceRegion) -> Scene:
        """Return the scene of one square portrait of ``side`` pixels."""
        return cls(width=side, height=side, portraits=(Crop(0, 0, side, side),), face=face)

    @classmethod
    def of_two(cls, side: int, face: FaceRegion) -> Scene:
        """Return the scene of two square portraits side by side without a gap."""
        places = (Crop(0, 0, side, side), Crop(side, 0, side, side))
        return cls(width=2 * side, height=side, portraits=places, face=face)

    def kept(self, crop: Crop) -> FloatArray:
        """Return the share of each face region inside ``crop``, shape (people,), in [0, 1]."""
        return np.array(_kept(self, crop))

    def face_pixels(self) -> float:
        """Return how many pixels of the image one face region takes up."""
        place = self.portraits[0]
        return float(self.face.mask(place.width, place.height).sum())


@functools.lru_cache(maxsize=8192)
def _kept(scene: Scene, crop: Crop) -> tuple[float, ...]:
    """Return the share of each face region inside a crop; kept, because pixels are counted."""
    return tuple(
        scene.face.covered_by(
            Crop(crop.left - place.left, crop.top - place.top, crop.width, crop.height),
            place.width,
            place.height,
        )
        for place in scene.portraits
    )


class View(NamedTuple):
    """What a preview shows of an image, whoever is in it; lengths in preview widths.

    Attributes
    ----------
    area_kept
        Share of the image's area that the preview shows, in (0, 1].
    filled
        Share of the preview's area that shows image and is not left empty, in (0, 1].
    scale
        How long one pixel of the image is in the preview, in widths of the preview.
    """

    area_kept: float
    filled: float
    scale: float


def view_of(policy: Policy, scene: Scene, *, ratio: float) -> View:
    """Return how much of an image a policy shows, how much of the preview it fills, how large.

    Every crop of one shape from one image has the same size, so all policies that crop agree.

    Parameters
    ----------
    ratio
        Height by width of the preview, above 0.
    """
    if policy.kind == "whole":
        width, height = scene.width, scene.height
        scale = min(1 / width, ratio / height)
        return View(1.0, width * height * scale**2 / ratio, scale)
    crop = centre_crop(scene, ratio=ratio)
    area = crop.width * crop.height / (scene.width * scene.height)
    # A crop has the preview's shape up to the rounding of its sides to whole pixels.
    return View(area, 1.0, 1 / crop.width)


def centre_crop(scene: Scene, *, ratio: float) -> Crop:
    """Return the crop of a shape around the middle of an image, to the pixel."""
    middle = (scene.width // 2, scene.height // 2)
    return crop_box(scene.width, scene.height, centre=middle, ratio=ratio)


def cell_chances(scores: ArrayLike, *, temperature: float) -> FloatArray:
    """Return the probability with which each cell becomes the centre of the crop.

    Parameters
    ----------
    scores
        Shape (n, gh, gw): one grid an image, finite.
    temperature
        At least 0; 0 puts all probability on the greatest score (among equals on the first,
        row by row, as the program does), infinity the same on every cell.

    Returns
    -------
    ndarray
        Shape (n, gh, gw), each grid adding up to 1.
    """
    grids = checked_finite("scores", scores)
    if grids.ndim != 3:
        raise ValueError(f"`scores` must be of shape (n, gh, gw), not {grids.shape}.")
    flat = grids.reshape(len(grids), -1)
    if temperature == 0:
        chances = np.zeros_like(flat)
        chances[np.arange(len(flat)), flat.argmax(axis=1)] = 1.0
    elif math.isinf(temperature):
        chances = np.full_like(flat, 1 / flat.shape[1])
    else:
        total = log_weight(flat, temperature=temperature)[:, np.newaxis]
        chances = np.exp(flat / temperature - total)
    return chances.reshape(grids.shape)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Images:
    """Images of one scene with the model's scores.

    Parameters
    ----------
    scene
        Where people stand.
    x, y
        Columns and rows of the grid in the image, in pixels, shapes (gw,) and (gh,).
    scores
        Shape (n, gh, gw).
    symmetric
        Shape (n,): images that the program takes for mirror-symmetric, around whose middle
        it crops from left to right.
    """

    scene: Scene
    x: FloatArray
    y: FloatArray
    scores: FloatArray
    symmetric: BoolArray

    def __post_init__(self) -> None:
        wanted = (len(self.symmetric), self.y.size, self.x.size)
        if self.scores.shape != wanted:
            raise ValueError(f"`scores` must be of shape {wanted}, not {self.scores.shape}.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """What a policy shows of the people in each image, in expectation where it draws.

    Attributes
    ----------
    kept
        Share of each face region inside the preview, shape (n, people).
    shown
        Probability that a face is shown, that is at least ``shown_from`` of its region,
        shape (n, people).
    only_one
        Probability that some but not all of the people are shown, shape (n,).
    """

    kept: FloatArray
    shown: FloatArray
    only_one: FloatArray


def outcome_of(policy: Policy, images: Images, *, ratio: float, shown_from: float) -> Outcome:
    """Return what a policy keeps of every person in every image.

    Parameters
    ----------
    policy
        How the preview is made.
    images
        With their scores; a policy that ignores the model ignores them.
    ratio
        Height by width of the preview.
    shown_from
        Share of the face region from which on a face counts as shown, in [0, 1].
    """
    checked_rate("shown_from", shown_from)
    scene, count = images.scene, len(images.scores)
    if policy.kind != "cell":
        crop = centre_crop(scene, ratio=ratio)
        whole = policy.kind == "whole"
        kept = scene.kept(Crop(0, 0, scene.width, scene.height) if whole else crop)
        return _repeated(kept, count, shown_from=shown_from)
    people, cells = len(scene.portraits), images.scores[0].size
    chances = cell_chances(images.scores, temperature=policy.temperature).reshape(count, cells)
    outcome = Outcome(
        kept=np.empty((count, people)), shown=np.empty((count, people)), only_one=np.empty(count)
    )
    for symmetric in (False, True):
        rows = images.symmetric == symmetric
        kept = kept_by_cell(images, ratio=ratio, symmetric=symmetric).reshape(people, cells)
        shown = (kept >= shown_from).astype(np.float64)
        some = (shown.any(axis=0) & ~shown.all(axis=0)).astype(np.float64)
        outcome.kept[rows] = chances[rows] @ kept.T
        outcome.shown[rows] = chances[rows] @ shown.T
        outcome.only_one[rows] = chances[rows] @ some
    return outcome


def kept_by_cell(images: Images, *, ratio: float, symmetric: bool) -> FloatArray:
    """Return what a crop around each cell keeps of each face, shape (people, gh, gw).

    Parameters
    ----------
    ratio
        Height by width of the crop.
    symmetric
        True for images that the program takes for mirror-symmetric: the crop then stands in
        the middle from left to right and follows the cell only up and down.
    """
    scene = images.scene
    shape = (len(scene.portraits), images.y.size, images.x.size)
    kept = np.empty(shape)
    for row, y in enumerate(images.y):
        for column, x in enumerate(images.x):
            centre = (scene.width // 2 if symmetric else int(x), int(y))
            crop = crop_box(scene.width, scene.height, centre=centre, ratio=ratio)
            kept[:, row, column] = scene.kept(crop)
    return kept


def chance_on_left(policy: Policy, images: Images) -> FloatArray:
    """Return the probability that the crop's centre falls on the left half, shape (n,).

    The *win rate* of the published study is the mean of this over images, for the person on
    the left. Only defined where a cell is chosen.

    Raises
    ------
    ValueError
        If the policy chooses no cell: then nobody wins.
    """
    if policy.kind != "cell":
        raise ValueError(f"The policy {policy.name!r} chooses no cell, so nobody wins.")
    chances = cell_chances(images.scores, temperature=policy.temperature)
    left = np.asarray([int(x) for x in images.x]) < images.scene.width / 2
    return np.asarray(chances.sum(axis=1)[:, left].sum(axis=1))


def face_share(policy: Policy, scene: Scene, kept: float, *, ratio: float) -> float:
    """Return the share of the preview's area that shows the face region of one person.

    Parameters
    ----------
    kept
        Share of the person's face region inside the preview, in [0, 1].
    """
    view = view_of(policy, scene, ratio=ratio)
    return kept * scene.face_pixels() * view.scale**2 / ratio


def face_width(policy: Policy, scene: Scene, *, ratio: float) -> float:
    """Return how wide a face region is drawn, as a share of the preview's width."""
    place = scene.portraits[0]
    view = view_of(policy, scene, ratio=ratio)
    return 2 * scene.face.half_width * place.width * view.scale


def _repeated(kept: FloatArray, count: int, *, shown_from: float) -> Outcome:
    shown = kept >= shown_from
    some = float(shown.any() and not shown.all())
    return Outcome(
        kept=np.tile(kept, (count, 1)),
        shown=np.tile(shown.astype(np.float64), (count, 1)),
        only_one=np.full(count, some),
    )
