"""What decides between two portraits: their medians, means, high scores, or one maximum.

Every quantity is a mean over all pairs of one person from each of two groups. Intervals
resample people (`rml.stats.two_way`), never pairs, and a contrast between two rules is taken
on the same people.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rml.cropping.face_region import FaceRegion
from rml.cropping.joined_grids import JoinedGrids
from rml.cropping.portrait_grids import PortraitGrids
from rml.cropping.softened import higher, summaries
from rml.data.labelled_images import LabelledImages
from rml.estimate import Estimate
from rml.stats.people_pairs import Cell, PairOutcomes
from rml.stats.two_way import two_way_t_over_pairs

FloatArray = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.intp]
Kernel: TypeAlias = Callable[[Rows, Rows], FloatArray]
"""Takes rows of two groups' people, (n,) and (m,); gives each pair's outcome, (n, m)."""
Weights: TypeAlias = Mapping[Cell, float]
"""The weight of each (first group, second group, rule) in a sum or contrast."""

GENDERS: Final = {"women": "female", "men": "male"}
ETHNICITIES: Final = {
    "White": "white",
    "African-American": "african-american",
    "Hispanic": "hispanic",
}
WOMEN_MEN: Final = ("women", "men")
WHITE_BLACK: Final = (
    ("White women", "African-American women"),
    ("White men", "African-American men"),
)
"""Pairs of one gender, counted alike where one number is to stand for White over Black."""
GAP_UNIT: Final = "percentage points"


def people_by_group(images: LabelledImages, *, minimum_people: int) -> dict[str, Rows]:
    """Return the rows of each group's people: women, men, and ethnicity by gender.

    Parameters
    ----------
    images
        With the labels ``gender`` and ``ethnicity``.
    minimum_people
        Groups by ethnicity and gender with fewer people are left out.

    Returns
    -------
    dict
        ``women`` and ``men`` (everyone), then for example ``White women``.
    """
    gender = images.frame["gender"].to_numpy()
    ethnicity = images.frame["ethnicity"].to_numpy()
    groups = {name: np.flatnonzero(gender == code) for name, code in GENDERS.items()}
    for (label, ethnic), (name, code) in itertools.product(ETHNICITIES.items(), GENDERS.items()):
        rows = np.flatnonzero((ethnicity == ethnic) & (gender == code))
        if len(rows) >= minimum_people:
            groups[f"{label} {name}"] = rows
    return groups


def at_most(images: LabelledImages, *, per_group: int, seed: int) -> LabelledImages:
    """Return the images with at most so many people of each ethnicity and gender.

    Parameters
    ----------
    images
        With the labels ``gender`` and ``ethnicity``.
    per_group
        Groups with more people are cut down to this number, drawn at random.
    seed
        Of the draw.
    """
    frame = images.frame
    shuffled = frame.sample(frac=1, random_state=seed)
    kept = shuffled.groupby(["gender", "ethnicity"], sort=False).head(per_group).sort_index()
    if len(kept) == len(frame):
        return images
    return replace(images, frame=kept.reset_index(drop=True))


def relabelled(images: LabelledImages, labels: LabelledImages) -> LabelledImages:
    """Return the same images in the same order with the labels of another table of them.

    Raises
    ------
    KeyError
        If an image is not in it.
    """
    frame = labels.frame.set_index("image").loc[images.frame["image"]].reset_index()
    return replace(images, frame=frame[images.frame.columns])


def declared_pairs(groups: Mapping[str, Rows]) -> list[tuple[str, str]]:
    """Return every two groups by ethnicity and gender, the family that Holm adjusts over."""
    return list(itertools.combinations([name for name in groups if name not in GENDERS], 2))


def alone(grids: PortraitGrids, *, face: FaceRegion) -> dict[str, Kernel]:
    """Return for each statistic the kernel in which the higher value wins, portraits alone.

    Each portrait is scored by itself, as large as it is fed when it is the whole image.
    """
    across, down = np.meshgrid(grids.x / grids.width, grids.y / grids.height)
    inside = in_face(np.stack([across.ravel(), down.ravel()], axis=1), face)
    values = summaries(grids.scores.reshape(len(grids), -1), inside=inside)
    return {name: _compared(found, found) for name, found in values.items()}


def in_pairs(grids: JoinedGrids, *, face: FaceRegion) -> dict[str, Kernel]:
    """Return for each statistic the kernel in which the higher value wins, portraits in pairs.

    Each portrait is scored at the size that it has beside another; the mean of both
    left-right orders. The maximum decides here as it does in a composite.
    """
    left = summaries(grids.left, inside=in_face(grids.left_places, face))
    right = summaries(grids.right, inside=in_face(grids.right_places, face))
    return {name: _compared(left[name], right[name]) for name in left}


def in_face(places: FloatArray, face: FaceRegion) -> NDArray[np.bool_]:
    """Return which cells lie in the face region; ``places`` are shares of the sides, (c, 2)."""
    return np.array([face.contains(x, y, 1, 1) for x, y in places.tolist()])


def _compared(left: FloatArray, right: FloatArray) -> Kernel:
    def kernel(first: Rows, second: Rows) -> FloatArray:
        as_listed, turned = higher(left[first], right[second]), higher(left[second], right[first])
        return np.asarray((as_listed + 1 - turned.T) / 2)

    return kernel


def mean_over_pairs(
    kernels: Mapping[str, Kernel], groups: Mapping[str, Rows], weights: Weights, *, level: float
) -> Estimate:
    """Return a weighted sum of mean outcomes over all pairs, with a t interval over people.

    Parameters
    ----------
    kernels
        By rule.
    groups
        Rows by group.
    weights
        Of each (first group, second group, rule).
    level
        Nominal coverage, in (0, 1).

    Returns
    -------
    Estimate
        In the unit ``proportion``.
    """
    estimate = two_way_t_over_pairs(
        outcomes_of(kernels, groups, weights), weights, level=level, unit="proportion"
    )
    return replace(estimate, n=counted(groups, weights))


def gap(
    kernels: Mapping[str, Kernel], groups: Mapping[str, Rows], weights: Weights, *, level: float
) -> Estimate:
    """Return :func:`mean_over_pairs` less an even split, in percentage points.

    A contrast, whose weights sum to 0, has no even split to take off.
    """
    estimate = mean_over_pairs(kernels, groups, weights, level=level)
    even = math.fsum(weights.values()) / 2
    return replace(
        estimate,
        value=estimate.value - even,
        low=None if estimate.low is None else estimate.low - even,
        high=None if estimate.high is None else estimate.high - even,
    ).scaled(100, unit=GAP_UNIT)


def contrast(first: str, second: str, one: str, other: str) -> dict[Cell, float]:
    """Return the weights of one rule's gap minus another's, for the same people."""
    return {(first, second, one): 1.0, (first, second, other): -1.0}


def alike(pairs: Sequence[tuple[str, str]], rule: str) -> dict[Cell, float]:
    """Return the weights of several pairs of groups counted alike."""
    return {(*pair, rule): 1 / len(pairs) for pair in pairs}


def contrast_alike(pairs: Sequence[tuple[str, str]], one: str, other: str) -> dict[Cell, float]:
    """Return the weights of one rule's gap minus another's over pairs counted alike."""
    share = 1 / len(pairs)
    weights: dict[Cell, float] = {(*pair, one): share for pair in pairs}
    return weights | {(*pair, other): -share for pair in pairs}


def outcomes_of(
    kernels: Mapping[str, Kernel], groups: Mapping[str, Rows], weights: Weights
) -> PairOutcomes:
    """Return the outcome of every pair of people, one row for each pair and rule."""
    columns: dict[str, list[NDArray[np.generic]]] = {name: [] for name in PairOutcomes.__slots__}
    for first, second, rule in weights:
        ours, theirs = groups[first], groups[second]
        size = len(ours) * len(theirs)
        for name, column in (
            ("group_first", np.full(size, first)),
            ("person_first", np.repeat(ours, len(theirs))),
            ("group_second", np.full(size, second)),
            ("person_second", np.tile(theirs, len(ours))),
            ("outcome", kernels[rule](ours, theirs).ravel()),
            ("condition", np.full(size, rule)),
        ):
            columns[name].append(column)
    return PairOutcomes(**{name: np.concatenate(parts) for name, parts in columns.items()})


def counted(groups: Mapping[str, Rows], weights: Weights) -> str:
    """Return how many people and pairs of people a combination rests on, in words."""
    pairs = {(first, second) for first, second, _ in weights}
    people = {name: len(groups[name]) for pair in pairs for name in pair}
    met = sum(len(groups[first]) * len(groups[second]) for first, second in pairs)
    return f"{sum(people.values()):,} people in {met:,} pairs"
