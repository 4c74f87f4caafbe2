"""Who wins each composite: the work of an audit, kept as a stage."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rml.cropping.composites import Layout, compose, fed_composite, place_of
from rml.cropping.pair_design import Placements
from rml.cropping.parallel import Fed, Scorer, score_each
from rml.cropping.portraits import Portraits, Preparation
from rml.cropping.saliency_model import saliency_grid
from rml.data.labelled_images import LabelledImages
from rml.errors import DataError
from rml.progress import progress
from rml.stages import Arrays, images_digest, stage

STAGE: Final = "pair_outcomes"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcomes:
    """What the model found in each of c composites.

    Parameters
    ----------
    winner
        The place that won: 0 is leftmost, or on top; shape (c,).
    points
        Salient points in the composites' pixels, x and y, shape (c, 2).
    sizes
        Width and height of the composites in pixels, shape (c, 2).
    scores
        The grids of scores, float32, shape (c, gh, gw); None unless kept.
    """

    winner: NDArray[np.intp]
    points: NDArray[np.intp]
    sizes: NDArray[np.intp]
    scores: NDArray[np.float32] | None


def pair_outcomes(
    images: LabelledImages,
    placements: Placements,
    layout: Layout,
    scorer: Scorer,
    *,
    preparation: Preparation | None = None,
    keep_scores: bool = False,
) -> Outcomes:
    """Return who wins each composite, from the cache if this very work was done before.

    Parameters
    ----------
    images
        The image set; only the images that are placed are read.
    placements
        The composites to make.
    layout
        How portraits are put together.
    scorer
        The saliency model, or a planted saliency function.
    preparation
        Masks; heights are the layout's. None leaves portraits as they are.
    keep_scores
        Whether the grids of scores are wanted; composites must then be of one size.

    Raises
    ------
    DataError
        If an image cannot be read, a composite is too large or thin, or scores of
        composites of several sizes are to be kept.
    """
    given = preparation or Preparation()
    prepared = Preparation(height=layout.height, treatment=given.treatment, face=given.face)
    used = np.unique(placements.people)
    kept = stage(
        STAGE,
        key={
            "scorer": scorer.identity,
            "images": images_digest(images.frame["sha256"].iloc[used].tolist()),
            "people": _digest(np.searchsorted(used, placements.people)),
            "layout": layout.as_key(),
            "preparation": prepared.as_key(),
            "scores": keep_scores,
        },
        code=[__name__, type(scorer).__module__],
        compute=lambda: _computed(
            placements, layout, scorer, Portraits(sources_of(images), prepared), keep_scores
        ),
    )
    return Outcomes(
        winner=kept["winner"],
        points=kept["points"],
        sizes=kept["sizes"],
        scores=kept.get("scores"),
    )


def _digest(people: NDArray[np.intp]) -> str:
    content = np.ascontiguousarray(people.astype("<i8"))
    return hashlib.sha256(str(content.shape).encode() + content.tobytes()).hexdigest()


def sources_of(images: LabelledImages) -> Sequence[Path | NDArray[np.uint8]]:
    """Return where each image comes from: its path, or its pixels if it was drawn."""
    return images.arrays if images.arrays is not None else images.frame["path"].tolist()


def _computed(
    placements: Placements,
    layout: Layout,
    scorer: Scorer,
    portraits: Portraits,
    keep_scores: bool,  # noqa: FBT001 - handed on
) -> Arrays:
    count = len(placements)
    winner, points, sizes = np.zeros(count, np.intp), np.zeros((count, 2), int), []
    scores: list[NDArray[np.float32]] = []
    places: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def prepare(number: int) -> Fed:
        composite = compose([portraits[row] for row in placements.people[number]], layout)
        places[number] = composite.starts, composite.ends
        return fed_composite(composite, jpeg=layout.jpeg)

    scored = score_each(scorer, range(count), prepare)
    for number, one in enumerate(progress(scored, total=count, what="composites")):
        if one.fed is None or one.scores is None:
            raise AssertionError  # errors of `prepare` end the iteration
        grid = saliency_grid(one.scores, one.fed.width, one.fed.height)
        starts, ends = places.pop(number)
        points[number] = grid.salient_point
        winner[number] = place_of(
            points[number], starts=starts, ends=ends, vertical=layout.arrangement == "stacked"
        )
        sizes.append((grid.width, grid.height))
        if keep_scores:
            if sizes[-1] != sizes[0]:
                raise DataError(
                    "The composites differ in size, so their grids of scores cannot be kept "
                    "together.",
                    remedy="Use a fixed height and images of one aspect, or do not ask for scores.",
                )
            scores.append(one.scores)
    result: Arrays = {"winner": winner, "points": points, "sizes": np.array(sizes)}
    if keep_scores:
        result["scores"] = np.stack(scores)
    return result
