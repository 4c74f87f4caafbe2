"""The images on which policies are compared: single portraits, and two people side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.cropping.composites import Layout
from rml.cropping.crop_policies import Images, Scene
from rml.cropping.face_region import FaceRegion
from rml.cropping.pair_design import Meetings, Placements, Rows, placed, sampled_pairs
from rml.cropping.pair_outcomes import pair_outcomes
from rml.cropping.parallel import Scorer
from rml.cropping.portrait_grids import PortraitGrids
from rml.cropping.salient_point import grid_places
from rml.data.labelled_images import LabelledImages
from rml.errors import DataError

LAYOUT: Final = Layout(arrangement="side by side", gap=0, jpeg=True)
"""Two portraits that touch, saved as JPEG, as in the published audit."""

_PEOPLE: Final = {"female": "women", "male": "men"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """A comparison of groups: the pairs of groups that it averages.

    Parameters
    ----------
    name
        In snake_case, for ids.
    label
        Who is compared with whom; a positive gap favours those named first.
    cells
        (first group, second group).
    weights
        One for each cell, adding up to 1; equal weights if None.
    """

    name: str
    label: str
    cells: tuple[tuple[str, str], ...]
    weights: tuple[float, ...] | None = None

    @property
    def shares(self) -> dict[tuple[str, str], float]:
        """The weight of each cell."""
        weights = self.weights or (1 / len(self.cells),) * len(self.cells)
        return dict(zip(self.cells, weights, strict=True))

    def by_people(self, counts: Mapping[str, int]) -> Contrast:
        """Return the comparison in which every pair of people counts alike.

        Parameters
        ----------
        counts
            How many people each group has; a cell weighs the product of its two.
        """
        pairs = [counts[first] * counts[second] for first, second in self.cells]
        return replace(self, weights=tuple(pair / sum(pairs) for pair in pairs))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairImages:
    """Composites of two people with their scores.

    Parameters
    ----------
    images
        The composites; people stand left and right.
    people
        Which person stands left and right: rows of the image set, shape (c, 2).
    groups
        Their groups, shape (c, 2).
    """

    images: Images
    people: Rows
    groups: NDArray[np.str_]


def groups_of(
    frame: pd.DataFrame, *, ethnicities: Sequence[str], minimum_people: int
) -> NDArray[np.str_]:
    """Return each person's group, such as "White women"; empty for those left out.

    Parameters
    ----------
    frame
        With the columns ``ethnicity`` and ``gender``.
    ethnicities
        The ethnicities that are compared.
    minimum_people
        Groups with fewer people are left out.
    """
    names = np.array(
        [
            group_name(ethnicity, gender) if ethnicity in ethnicities else ""
            for ethnicity, gender in zip(frame["ethnicity"], frame["gender"], strict=True)
        ]
    )
    found, counts = np.unique(names, return_counts=True)
    small = found[counts < minimum_people]
    return np.where(np.isin(names, small), "", names)


def group_name(ethnicity: str, gender: str) -> str:
    """Return what a group is called: "White women", "African-American men"."""
    return f"{_spelled(ethnicity)} {_PEOPLE[gender]}"


def _spelled(ethnicity: str) -> str:
    return "-".join(part.capitalize() for part in ethnicity.split("-"))


def declared_contrasts(
    present: Iterable[str], *, ethnicities: Sequence[str]
) -> tuple[Contrast, ...]:
    """Return the comparisons: women over men, and the first ethnicity over each other one.

    Every pair of groups counts alike, as in the published totals. Groups that are not present
    drop out, and with them a comparison that has nobody left. If that leaves an ethnicity
    with one gender, it is compared within that gender, so that ethnicity is not mixed up
    with gender.

    Parameters
    ----------
    present
        The groups that have people.
    ethnicities
        In the order of the parameter file.
    """
    there = set(present)

    def cells(first: Iterable[str], second: Iterable[str]) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in product(first, second) if there.issuperset(pair))

    women, men = (
        [group_name(ethnicity, gender) for ethnicity in ethnicities]
        for gender in ("female", "male")
    )
    by_ethnicity = {
        ethnicity: [group_name(ethnicity, gender) for gender in ("female", "male")]
        for ethnicity in ethnicities
    }
    first, *others = ethnicities
    found = [
        Contrast(name="women_men", label="Women over men", cells=cells(women, men)),
        *(
            _of_ethnicities(first, other, cells(by_ethnicity[first], by_ethnicity[other]))
            for other in others
        ),
    ]
    return tuple(contrast for contrast in found if contrast.cells)


def _of_ethnicities(first: str, other: str, cells: tuple[tuple[str, str], ...]) -> Contrast:
    label = f"{_spelled(first)} over {_spelled(other)}"
    if len(cells) < 4:
        cells = tuple(pair for pair in cells if len({name.split()[-1] for name in pair}) == 1)
        label = " over ".join(cells[0]) if len(cells) == 1 else label
    return Contrast(name=f"{first}_{other}".replace("-", "_"), label=label, cells=cells)


def portrait_images(grids: PortraitGrids, face: FaceRegion) -> Images:
    """Return square portraits with their scores as images of one person each.

    Raises
    ------
    DataError
        If the portraits are not square: the geometry of this report is for square ones.
    """
    if grids.width != grids.height:
        raise DataError(
            f"The portraits are {grids.width} by {grids.height} pixels.",
            remedy="Crop them to squares before.",
        )
    return Images(
        scene=Scene.of_one(grids.width, face),
        x=grids.x.astype(np.float64),
        y=grids.y.astype(np.float64),
        scores=grids.scores.astype(np.float64),
        symmetric=grids.symmetric,
    )


def met_pairs(
    groups: NDArray[np.str_],
    contrasts: Sequence[Contrast],
    *,
    pairs: int,
    rng: np.random.Generator,
) -> Placements:
    """Return who stands beside whom, in both orders, for every cell of the contrasts once.

    Parameters
    ----------
    groups
        Each person's group, shape (n,).
    contrasts
        Their cells are what is needed; a cell in two contrasts is drawn once.
    pairs
        Pairs of people for each cell; all of them where a cell has fewer.
    rng
        The source of randomness.
    """
    cells = dict.fromkeys(tuple(sorted(cell)) for contrast in contrasts for cell in contrast.cells)
    met = [
        sampled_pairs({name: np.flatnonzero(groups == name) for name in cell}, pairs=pairs, rng=rng)
        for cell in cells
    ]
    meetings = Meetings(
        people=np.concatenate([one.people for one in met]),
        groups=np.concatenate([one.groups for one in met]),
    )
    return placed(meetings, orders="both")


def composite_images(
    images: LabelledImages,
    groups: NDArray[np.str_],
    placements: Placements,
    *,
    side: int,
    face: FaceRegion,
    scorer: Scorer,
) -> PairImages:
    """Return composites of two people with the model's scores; the scores are a cached stage.

    The program's rule for mirror-symmetric images is not applied: two different people side
    by side are no mirror image, and a test holds real composites to that.

    Parameters
    ----------
    images
        The image set, square portraits of ``side`` pixels.
    groups
        Each person's group, shape (n,).
    placements
        Who stands where.
    side
        The portraits' width and height in pixels.
    face
        The face region of a portrait.
    scorer
        The saliency model.
    """
    outcomes = pair_outcomes(images, placements, LAYOUT, scorer, keep_scores=True)
    if outcomes.scores is None or (outcomes.sizes != (2 * side, side)).any():
        raise DataError(
            "The composites are not two squares side by side.",
            where=images.name,
            remedy="Crop the portraits to squares of one size before.",
        )
    x, y = grid_places(2 * side, side)
    return PairImages(
        images=Images(
            scene=Scene.of_two(side, face),
            x=x.astype(np.float64),
            y=y.astype(np.float64),
            scores=outcomes.scores.astype(np.float64),
            symmetric=np.zeros(len(placements), dtype=np.bool_),
        ),
        people=placements.people,
        groups=groups[placements.people],
    )


def regrouped(
    pairs: PairImages, images: LabelledImages, relabelled: pd.DataFrame, groups: NDArray[np.str_]
) -> PairImages:
    """Return the same composites with people grouped by other labels.

    Parameters
    ----------
    pairs
        Composites of people of ``images``.
    images
        The image set.
    relabelled
        A frame with the column ``image`` that has everybody of ``images``.
    groups
        The group of each row of ``relabelled``.
    """
    by_image = dict(zip(relabelled["image"], groups.tolist(), strict=True))
    names = np.array([by_image[image] for image in images.frame["image"]])
    return replace(pairs, groups=names[pairs.people])


def people_by_group(groups: NDArray[np.str_]) -> Mapping[str, int]:
    """Return how many people each group has, in order of name; nobody left out is counted."""
    found, counts = np.unique(groups[groups != ""], return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))
