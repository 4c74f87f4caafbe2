"""The model's scores over portraits at the size that they have in a pair: a cached stage.

Two portraits side by side are fed to the network at half the size of one alone, and a cell
near the seam depends on both. Here each portrait is scored once at the left and once at the
right of a composite whose other half is black. The scores of any pair are then put together
from two portraits' scores without another pass. That is exact where portraits stand further
apart than the network sees; without a gap it is an approximation, which
:func:`whole_pairs` checks on whole composites.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rml.cropping.composites import Layout, compose, fed_composite
from rml.cropping.pair_design import Placements
from rml.cropping.pair_outcomes import pair_outcomes, sources_of
from rml.cropping.parallel import Fed, Scorer, score_each
from rml.cropping.portraits import Portraits, Preparation
from rml.cropping.salient_point import grid_places
from rml.data.labelled_images import LabelledImages
from rml.errors import DataError
from rml.progress import progress
from rml.stages import Arrays, images_digest, stage

STAGE: Final = "joined_grids"
LAYOUT: Final = Layout(jpeg=False)
"""Side by side without a gap, at original sizes, not compressed again."""

FloatArray = NDArray[np.float64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JoinedGrids:
    """The scores of n portraits of one size beside black, cells in one row.

    Parameters
    ----------
    left, right
        Scores with the portrait at the left and at the right, float32, shapes (n, c) and
        (n, k).
    left_places, right_places
        Where these cells stand on the portrait: x and y as shares of its width and height,
        shapes (c, 2) and (k, 2).
    """

    left: Scores
    right: Scores
    left_places: FloatArray
    right_places: FloatArray


def joined_grids(model: Scorer, images: LabelledImages) -> JoinedGrids:
    """Return the scores of each portrait beside black, from the cache if they are there.

    Parameters
    ----------
    model
        The saliency model.
    images
        At least one, all of one size.

    Raises
    ------
    DataError
        If an image cannot be read or sizes differ.
    """
    kept = stage(
        STAGE,
        key={
            "model": model.identity,
            "images": images_digest(images.frame["sha256"].tolist()),
            "layout": LAYOUT.as_key(),
        },
        code=[__name__],
        compute=lambda: _scored(model, images),
    )
    width, height = (int(side) for side in kept["size"])
    halves = halves_of(width, height)
    scores = kept["scores"]
    left, right = (
        scores[place][..., columns].reshape(len(images.frame), -1)
        for place, (columns, _) in enumerate(halves)
    )
    return JoinedGrids(left=left, right=right, left_places=halves[0][1], right_places=halves[1][1])


def halves_of(width: int, height: int) -> tuple[tuple[NDArray[np.bool_], FloatArray], ...]:
    """Return for either half of a pair its columns of cells and where its cells stand.

    Parameters
    ----------
    width, height
        One portrait's size in pixels.

    Returns
    -------
    tuple
        For the left and the right portrait: which columns of the grid are its own, shape
        (gw,), and its cells' x and y as shares of the portrait, row by row, shape (c, 2).
    """
    x, y = grid_places(2 * width, height)
    found = []
    for start in (0, width):
        columns = (x >= start) & (x < start + width)
        across, down = np.meshgrid((x[columns] - start) / width, y / height)
        found.append((columns, np.stack([across.ravel(), down.ravel()], axis=1).astype(float)))
    return tuple(found)


def whole_pairs(
    model: Scorer, images: LabelledImages, placements: Placements
) -> tuple[Scores, Scores]:
    """Return the scores of whole composites: of the left and of the right portrait's cells.

    Parameters
    ----------
    model
        The saliency model.
    images
        Portraits of one size.
    placements
        Pairs of people as placed; c composites.

    Returns
    -------
    tuple
        Shapes (c, cells) each, cells in the order of :class:`JoinedGrids`.

    Raises
    ------
    DataError
        If an image cannot be read or composites differ in size.
    """
    outcomes = pair_outcomes(images, placements, LAYOUT, model, keep_scores=True)
    if outcomes.scores is None:
        raise AssertionError  # they were asked for
    width, height = (int(side) for side in outcomes.sizes[0])
    left, right = (
        outcomes.scores[..., columns].reshape(len(placements), -1)
        for columns, _ in halves_of(width // 2, height)
    )
    return left, right


def _scored(model: Scorer, images: LabelledImages) -> Arrays:
    portraits = Portraits(sources_of(images), Preparation())
    count = len(images.frame)
    sizes = {portraits[row].shape[:2] for row in range(count)}
    if len(sizes) != 1:
        raise DataError(
            f"The images come in {len(sizes)} sizes.",
            where=images.name,
            remedy="Scale or crop them to one size before.",
        )
    height, width = sizes.pop()
    black = np.zeros((height, width, 3), dtype=np.uint8)

    def prepare(number: int) -> Fed:
        portrait = portraits[number % count]
        pair = [portrait, black] if number < count else [black, portrait]
        return fed_composite(compose(pair, LAYOUT), jpeg=LAYOUT.jpeg)

    scored = score_each(model, range(2 * count), prepare)
    grids = [
        one.scores
        for one in progress(scored, total=2 * count, what="portraits beside black")
        if one.scores is not None
    ]
    return {
        "size": np.array([width, height]),
        "scores": np.stack(grids).reshape(2, count, *grids[0].shape),
    }
