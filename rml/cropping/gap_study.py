"""An outside study with a wide gap, run again: every ordered pair of portraits.

Hoppe (2021) put two portraits of 512 by 512 pixels side by side with 512 black pixels
between them and a black band of up to 31 pixels at the left, and counted whose side the
salient point fell on: 1.7 million composites. A score depends on the 140 by 140 pixels around
its cell, as fed, and the gap is wider than what is left of that on both sides. So a
portrait's scores do not depend on who stands across the gap, and one composite of a
portrait with itself gives all there is to know of it on either side: a winner is
the side with the greater best score, and 535 composites for each band stand for 285,690.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.cropping.composites import Layout
from rml.cropping.pair_design import Placements
from rml.cropping.pair_outcomes import Outcomes, pair_outcomes
from rml.cropping.parallel import Scorer
from rml.cropping.salient_point import CELL, grid_places
from rml.data.congress_gap_study import GROUPS
from rml.data.labelled_images import LabelledImages

NAMES: Final = {
    "white_male": "White men",
    "other_male": "other men",
    "white_female": "White women",
    "other_female": "other women",
}
RECEPTIVE_FIELD: Final = 140
"""Pixels of the image as fed that a score depends on, a side."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SideScores:
    """The best score of each portrait at either side of the gap, under one band.

    Parameters
    ----------
    left, right
        float32, shape (n,).
    left_row, right_row
        The row of cells in which it stands, shape (n,): among equal scores the one that
        comes first, row by row, decides.
    scores
        All scores, float32, shape (n, gh, gw).
    x
        Where the columns of cells stand, in the composite's pixels, shape (gw,).
    width
        The composite's width in pixels.
    """

    left: NDArray[np.float32]
    right: NDArray[np.float32]
    left_row: NDArray[np.intp]
    right_row: NDArray[np.intp]
    scores: NDArray[np.float32]
    x: NDArray[np.float32]
    width: int

    @property
    def half(self) -> int:
        """Half the width, rounded down as in the study: from there on the right one wins."""
        return self.width // 2

    def left_wins(self) -> NDArray[np.bool_]:
        """Return whether the left portrait wins, shape (n, n): row left, column right."""
        tie = self.left[:, np.newaxis] == self.right
        # At equal scores the upper row comes first, and within a row the left one.
        first = self.left_row[:, np.newaxis] <= self.right_row
        return np.asarray((self.left[:, np.newaxis] > self.right) | (tie & first))


def study_groups(images: LabelledImages) -> NDArray[np.str_]:
    """Return each person's group in the study: White or any other ethnicity, by gender."""
    white = np.where(images.frame["ethnicity"] == "white", "white", "other")
    return np.char.add(np.char.add(white, "_"), images.frame["gender"].to_numpy(dtype=str))


def side_scores(
    images: LabelledImages, scorer: Scorer, *, gap: int, padding: int, jpeg: bool = True
) -> SideScores:
    """Return the best scores of every portrait at both sides, one pass a portrait.

    Parameters
    ----------
    images
        Portraits of one size.
    scorer
        The saliency model.
    gap, padding
        Black pixels between the portraits and at the left.
    jpeg
        Whether composites are saved as JPEG in between, as in the study.
    """
    both = np.repeat(np.arange(len(images.frame))[:, np.newaxis], 2, axis=1)
    outcomes = _outcomes(images, both, scorer, gap=gap, padding=padding, jpeg=jpeg)
    return sides_of(outcomes)


def sides_of(outcomes: Outcomes) -> SideScores:
    """Return the best scores at either side of composites whose scores were kept."""
    scores = outcomes.scores
    if scores is None:
        raise ValueError("The outcomes hold no scores; ask for them with keep_scores.")
    width, height = (int(side) for side in outcomes.sizes[0])
    x, _ = grid_places(width, height)
    left = x.astype(int) < width // 2
    flat_left = np.where(left, scores, -np.inf).reshape(len(scores), -1)
    flat_right = np.where(~left, scores, -np.inf).reshape(len(scores), -1)
    columns = scores.shape[2]
    return SideScores(
        left=flat_left.max(axis=1),
        right=flat_right.max(axis=1),
        left_row=flat_left.argmax(axis=1) // columns,
        right_row=flat_right.argmax(axis=1) // columns,
        scores=scores,
        x=x,
        width=width,
    )


def _outcomes(
    images: LabelledImages,
    people: NDArray[np.intp],
    scorer: Scorer,
    *,
    gap: int,
    padding: int,
    jpeg: bool,
) -> Outcomes:
    placements = Placements(
        people=people,
        meeting=np.arange(len(people)),
        place_of=np.tile(np.arange(2), (len(people), 1)),
    )
    layout = Layout(gap=gap, padding=padding, jpeg=jpeg)
    return pair_outcomes(images, placements, layout, scorer, keep_scores=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Independence:
    """How well single passes stand for whole composites of two different people.

    Parameters
    ----------
    composites
        Whole composites made.
    same_winner
        How many had the winner that single passes give.
    same_point
        How many had the salient cell that single passes give.
    largest_difference
        Largest absolute difference of a score between the two ways, over all cells that do
        not have the other portrait within reach.
    best_within_reach
        How many best scores, over all portraits, sides and bands, stand where the other
        portrait lies within reach.
    best_scores
        How many best scores there are.
    """

    composites: int
    same_winner: int
    same_point: int
    largest_difference: float
    best_within_reach: int
    best_scores: int


def independence(
    images: LabelledImages,
    scorer: Scorer,
    sides: Mapping[int, SideScores],
    *,
    gap: int,
    composites: int,
    rng: np.random.Generator,
) -> Independence:
    """Return how single passes compare with whole composites of two different people.

    Parameters
    ----------
    images, scorer, gap
        As for `side_scores`.
    sides
        By padding, from `side_scores`.
    composites
        How many composites to make whole, spread over the paddings.
    rng
        Draws the people.
    """
    size = len(images.frame)
    counts = dict.fromkeys(("made", "winner", "point", "reach", "best"), 0)
    largest = 0.0
    share = -(-composites // len(sides))
    for padding, side in sides.items():
        left = rng.integers(size, size=share)
        right = (left + rng.integers(1, size, size=share)) % size
        people = np.stack([left, right], axis=1)
        whole = sides_of(_outcomes(images, people, scorer, gap=gap, padding=padding, jpeg=True))
        inside = ~_within_reach(side, padding=padding, gap=gap)
        on_left = side.x.astype(int) < side.half
        joined = np.where(on_left, side.scores[left], side.scores[right])
        largest = max(largest, float(np.abs(whole.scores - joined)[..., inside].max()))
        winner = np.diagonal(whole.left_wins()) == side.left_wins()[left, right]
        point = _first_best(whole.scores) == _first_best(joined)
        for name, number in (("made", share), ("winner", winner.sum()), ("point", point.sum())):
            counts[name] += int(number)
        for mask in (on_left, ~on_left):
            columns = np.where(mask, side.scores, -np.inf).reshape(size, -1).argmax(axis=1)
            counts["reach"] += int((~inside)[columns % len(side.x)].sum())
            counts["best"] += size
    return Independence(
        composites=counts["made"],
        same_winner=counts["winner"],
        same_point=counts["point"],
        largest_difference=largest,
        best_within_reach=counts["reach"],
        best_scores=counts["best"],
    )


def _first_best(scores: NDArray[np.float32]) -> NDArray[np.intp]:
    return np.asarray(scores.reshape(len(scores), -1).argmax(axis=1))


def _within_reach(side: SideScores, *, padding: int, gap: int) -> NDArray[np.bool_]:
    """Return which columns of cells see the portrait at the other side, shape (gw,)."""
    portrait = (side.width - padding - gap) / 2
    reach = (RECEPTIVE_FIELD / 2 + CELL / 2) * float(side.x[1] - side.x[0]) / CELL
    on_left = side.x.astype(int) < side.half
    starts_right = padding + portrait + gap
    return np.where(on_left, side.x + reach >= starts_right, side.x - reach <= padding + portrait)


def study_table(
    sides: Mapping[int, SideScores],
    groups: NDArray[np.str_],
    published: Mapping[str, float],
    counts: pd.DataFrame,
) -> pd.DataFrame:
    """Return one row for each ordered pair of groups: published and recomputed shares.

    Parameters
    ----------
    sides
        By padding, from `side_scores`.
    groups
        From `study_groups`.
    published
        The study's shares: ``left_wins_<left>_<right>`` and ``flipped_<left>_<right>``.
    counts
        The study's counts, from `rml.data.congress_gap_study.load_congress_gap_study`; those
        of other cells follow from the printed shares, whose six digits determine them.

    Returns
    -------
    DataFrame
        ``left``, ``right``, ``composites``, ``left_wins`` and ``published_wins`` (counts; the
        latter scaled to the composites at hand), ``share``, ``published_share``,
        ``difference``, ``flipped`` (share of ordered pairs whose winner is not the same
        under all paddings), ``published_flipped``,
        ``flipped_difference``. Shares are proportions.
    """
    wins = np.stack([side.left_wins() for side in sides.values()])
    flipped = flips(sides)
    counted = {(row["left_group"], row["right_group"]): row for row in counts.to_dict("records")}
    rows = []
    for left, right in itertools.product(GROUPS, GROUPS):
        cell = np.outer(groups == left, groups == right) & ~np.eye(len(groups), dtype=bool)
        pairs = int(cell.sum())
        if not pairs:
            continue
        won = int(wins[:, cell].sum())
        share, flip = won / (pairs * len(sides)), float(flipped[cell].mean())
        printed, printed_flip = (
            published[f"{table}_{left}_{right}"] for table in ("left_wins", "flipped")
        )
        known = counted.get((left, right))
        rows.append(
            {
                "left": NAMES[left],
                "right": NAMES[right],
                "composites": pairs * len(sides),
                "left_wins": won,
                "published_wins": int(known["k"])
                if known is not None and known["n"] == pairs * len(sides)
                else round(printed * pairs * len(sides)),
                "share": share,
                "published_share": printed,
                "difference": share - printed,
                "flipped": flip,
                "published_flipped": printed_flip,
                "flipped_difference": flip - printed_flip,
            }
        )
    return pd.DataFrame(rows)


def flips(sides: Mapping[int, SideScores]) -> NDArray[np.bool_]:
    """Return which ordered pairs have not the same winner under all paddings, shape (n, n)."""
    wins = np.stack([side.left_wins() for side in sides.values()])
    return np.asarray(np.any(wins != wins[0], axis=0))


def ordered_pairs(
    sides: Mapping[int, SideScores], groups: NDArray[np.str_], first: str, second: str
) -> pd.DataFrame:
    """Return the outcome of every pair of two groups over both orders and all paddings.

    Returns
    -------
    DataFrame
        One row a pair, as `rml.cropping.paired_audit.audited_pairs` gives them.
    """
    wins = np.mean([side.left_wins() for side in sides.values()], axis=0)
    ours, theirs = np.flatnonzero(groups == first), np.flatnonzero(groups == second)
    as_left = wins[np.ix_(ours, theirs)]
    as_right = 1 - wins[np.ix_(theirs, ours)].T
    one, other = np.meshgrid(ours, theirs, indexing="ij")
    return pd.DataFrame(
        {
            "group_first": first,
            "person_first": one.ravel(),
            "group_second": second,
            "person_second": other.ravel(),
            "composites": 2 * len(sides),
            "outcome": ((as_left + as_right) / 2).ravel(),
        }
    )


def close_contests(sides: Mapping[int, SideScores], margins: Sequence[float]) -> pd.DataFrame:
    """Return what share of all composites is decided by less than each margin of score.

    Parameters
    ----------
    sides
        By padding, from `side_scores`.
    margins
        Margins of score, rising.
    """
    size = len(next(iter(sides.values())).left)
    apart = ~np.eye(size, dtype=bool)
    gaps = np.stack([np.abs(side.left[:, None] - side.right)[apart] for side in sides.values()])
    return pd.DataFrame(
        {"margin": list(margins), "share": [float((gaps < margin).mean()) for margin in margins]}
    )
