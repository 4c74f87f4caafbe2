"""Gaps between groups of photos, and their estimates over draws.

A run stitched one photo from each of its groups into one image, ``trials`` times, and
counted whose photo held the model's most salient point. The photos were drawn uniformly
and independently from each group's catalogue, with replacement. For a fixed catalogue
and a deterministic model each run is therefore one binomial (or multinomial) count, and
the intervals of this module are intervals *over draws*: they say how well a run
measured its own catalogue of photos. What they leave out, that the catalogue is itself a
sample of photos, is the subject of :mod:`rml.cropping.photo_level`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.errors import DataError
from rml.estimate import Estimate
from rml.stats.intervals import wilson

# The order in which the runs placed the groups from left to right, never shuffled.
GROUPS = ("black-female", "black-male", "white-female", "white-male")
WOMEN = ("black-female", "white-female")
MEN = ("black-male", "white-male")
BLACK = ("black-female", "black-male")
WHITE = ("white-female", "white-male")

# How groups are called in tables and figures. The labels are Wikidata's, not people's own.
NAMES = {
    "black-female": "Black women",
    "black-male": "Black men",
    "white-female": "White women",
    "white-male": "White men",
    "asian": "Asian people",
    "black": "Black people",
    "white": "White people",
    "female": "women",
    "male": "men",
}

# What every interval over draws takes for granted, in the words of a finding.
ASSUMES_DRAWS = (
    "The counts are recorded correctly, photos were drawn uniformly and independently for every "
    "stitched image, and the model is deterministic. The interval resamples draws, pair by pair; "
    "the photos stay fixed."
)

GAP_UNIT = "probability minus 0.5"

POINTS_UNIT = "percentage points above an even split"

IntegerArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A comparison of groups, declared as the pairs it averages with equal weights.

    The estimand is the probability that the first group's photo wins in a stitched pair
    drawn uniformly from the two groups, averaged over ``pairs``, minus one half.

    Parameters
    ----------
    label
        Who is compared with whom, in words; a positive gap favours those named first.
    pairs
        ``(first, second)`` group names; a positive gap favours ``first``.
    """

    label: str
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def between(cls, label: str, first: Iterable[str], second: Iterable[str]) -> Gap:
        """Return the gap over all pairs of a group in ``first`` and one in ``second``."""
        return cls(label=label, pairs=tuple(itertools.product(first, second)))

    @property
    def estimand(self) -> str:
        """What the gap is, in the words of a finding."""
        average = (
            "" if len(self.pairs) == 1 else f", averaged with equal weights over {self.count} pairs"
        )
        return (
            f"{self.label}: the probability that the photo of the group named first wins in a "
            f"stitched pair drawn uniformly from the photos used{average}, minus one half."
        )

    @property
    def count(self) -> int:
        """How many pairs are averaged."""
        return len(self.pairs)

    @property
    def first_groups(self) -> tuple[str, ...]:
        """The groups on the favoured side, each once."""
        return tuple(dict.fromkeys(first for first, _ in self.pairs))

    @property
    def second_groups(self) -> tuple[str, ...]:
        """The groups on the other side, each once."""
        return tuple(dict.fromkeys(second for _, second in self.pairs))

    @property
    def is_complete(self) -> bool:
        """True if every group of one side meets every group of the other exactly once."""
        crossed = itertools.product(self.first_groups, self.second_groups)
        return sorted(self.pairs) == sorted(crossed)


def pair_gap(first: str, second: str) -> Gap:
    """Return the gap of a single pair of groups, positive if ``first`` wins more often."""
    return Gap(label=f"{NAMES[first]} over {NAMES[second]}", pairs=((first, second),))


FEMALE_MALE = Gap.between("Women over men", WOMEN, MEN)
WHITE_BLACK = Gap.between("White over Black", WHITE, BLACK)
WHITE_BLACK_WOMEN = pair_gap("white-female", "black-female")
WHITE_BLACK_MEN = pair_gap("white-male", "black-male")
# Women first; within a gender, White first: the directions of the published statement.
SIX_PAIRS = (
    WHITE_BLACK_WOMEN,
    WHITE_BLACK_MEN,
    pair_gap("black-female", "black-male"),
    pair_gap("white-female", "white-male"),
    pair_gap("black-female", "white-male"),
    pair_gap("white-female", "black-male"),
)


def as_plotted(pairs: pd.DataFrame, gap: Gap) -> Gap:
    """Return the gap as the published plotting code summed it.

    That code adds up only the pairs that were stored with the favoured group first, which
    is on the left, and passes over a pair stored the other way round
    (``prepare_plot_vars`` in ``notebooks/Demographic Bias Plots.ipynb`` of
    twitter-research/image-crop-analysis).
    """
    stored = set(zip(pairs["left"], pairs["right"], strict=True))
    kept = tuple(pair for pair in gap.pairs if pair in stored)
    return Gap(label=f"{gap.label}, as plotted", pairs=kept)


def wins_of_first(pairs: pd.DataFrame, gap: Gap) -> tuple[IntegerArray, IntegerArray]:
    """Return the wins of each pair's first group, and the trials, in the order of ``gap.pairs``.

    Raises
    ------
    DataError
        If ``pairs`` lacks one of the gap's pairs.
    """
    recorded = {
        (left, right): (int(left_wins), int(right_wins))
        for left, right, left_wins, right_wins in zip(
            pairs["left"], pairs["right"], pairs["left_wins"], pairs["right_wins"], strict=True
        )
    }
    counts = []
    for first, second in gap.pairs:
        if (first, second) in recorded:
            counts.append(recorded[first, second])
        elif (second, first) in recorded:
            counts.append(recorded[second, first][::-1])
        else:
            raise DataError(
                f"The runs hold no pair of {first} and {second}.",
                where=gap.label,
                remedy="Choose runs with all pairs of the gap: see `six_pairs`.",
            )
    wins = np.array(counts, dtype=np.int64)
    return wins[:, 0], wins.sum(axis=1)


def weighted_sum(
    weights: Sequence[float], wins: IntegerArray, trials: IntegerArray, *, level: float, unit: str
) -> Estimate:
    """Return a weighted sum of independent binomial probabilities with its interval.

    The interval recovers each probability's variance from its Wilson limits (MOVER). It
    is stratified: the probabilities may differ, where Wilson's interval for the pooled
    count would take them as one. For a single weight of 1 it is the Wilson interval, for
    weights 1 and -1 Newcombe's.

    Parameters
    ----------
    weights
        Real numbers, one for each probability.
    wins, trials
        Whole numbers, shape as ``weights``, ``0 <= wins <= trials``.
    level
        Nominal coverage, in (0, 1).
    unit
        The unit of the sum.

    References
    ----------
    Zou, Huang and Zhang (2009), doi:10.1016/j.csda.2008.09.033.
    """
    value = below = above = 0.0
    for weight, won, tried in zip(weights, wins, trials, strict=True):
        share = wilson(int(won), int(tried), level=level)
        ends = [weight * end for end in (share.low, share.high) if end is not None]
        value += weight * share.value
        below += (weight * share.value - min(ends)) ** 2
        above += (max(ends) - weight * share.value) ** 2
    return Estimate(
        value=value,
        low=value - math.sqrt(below),
        high=value + math.sqrt(above),
        level=level,
        n=f"{int(np.sum(trials)):,} stitched images",
        unit=unit,
        method=f"weighted sum of {len(trials)} independent proportions; stratified interval "
        "from the Wilson limits of each (MOVER)",
    )


def gap_over_draws(pairs: pd.DataFrame, gap: Gap, *, level: float) -> Estimate:
    """Return the gap with its interval over draws, the catalogue of photos held fixed.

    The estimand is that of :class:`Gap` for the very photos in the catalogue. What the
    interval resamples is the drawing of photos into stitched images, independently for
    each pair: a stratified interval, not one for a pooled count. It assumes that the
    model is deterministic and that draws were independent.

    Parameters
    ----------
    pairs
        Rows as from :func:`six_pairs`.
    gap
        What to compare.
    level
        Nominal coverage, in (0, 1).
    """
    wins, trials = wins_of_first(pairs, gap)
    count = gap.count
    share = weighted_sum([1 / count] * count, wins, trials, level=level, unit="proportion")
    return shifted(
        share,
        by=-0.5,
        unit=GAP_UNIT,
        method="Wilson interval over draws, photos held fixed"
        if count == 1
        else f"equal-weight mean of {count} independent pair probabilities; stratified interval "
        "over draws from the Wilson limits of each pair (MOVER), photos held fixed",
    )


def shifted(estimate: Estimate, *, by: float, unit: str, method: str) -> Estimate:
    """Return an estimate moved by a constant, with a new unit and method."""
    low, high = estimate.low, estimate.high
    return replace(
        estimate,
        value=estimate.value + by,
        low=None if low is None else low + by,
        high=None if high is None else high + by,
        unit=unit,
        method=method,
    )


def in_points(gap: Estimate) -> Estimate:
    """Return a gap in percentage points above an even split, as a reader meets it."""
    return gap.scaled(100, unit=POINTS_UNIT)
