"""Win rates between groups whose people are reused in pairs: intervals and tests over people.

The estimand is P(the first group's person wins) for two people drawn at random from the
superpopulations that the people at hand stand for, or a weighted sum of such probabilities
over several pairs of groups. Outcomes of pairs that share a person depend on each other, so
an interval that takes pairs (or composites, as `rml.stats.intervals.wilson` does) as
independent is too short, and the shorter the more pairs are made of the same people.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from rml.estimate import Estimate, HypothesisTest
from rml.stats.arguments import checked_finite, checked_fraction, checked_noun
from rml.stats.cell_means import CellMeans
from rml.stats.people_pairs import Cell, PairOutcomes
from rml.stats.weighted_means import WeightedMeans

LEAST_PEOPLE = 10


def two_way_t(
    outcomes: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    *,
    level: float = 0.95,
    unit: str = "win rate",
    of_first: str = "people",
    of_second: str = "people",
) -> Estimate:
    """Return the mean outcome of pairs with an analytic interval over the people of both groups.

    Parameters
    ----------
    outcomes
        In [0, 1], shape (r,): 1 if the first group's person won, 0.5 if one of two orders.
    first, second
        The persons of each pair, shape (r,); a label stands for the same person throughout.
    level
        Nominal coverage, in (0, 1).
    unit
        What the mean is measured in.
    of_first, of_second
        Who the people of each group are, in the plural, for the estimate's ``n``.
    """
    mean = _single(outcomes, first, second)
    ends = mean.score_ends(checked_fraction("level", level))
    count = _count_of_two(mean, of_first, of_second)
    return mean.estimate(ends, level=level, unit=unit, n=count)


def two_way_bootstrap(
    outcomes: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    *,
    rng: np.random.Generator,
    resamples: int = 9999,
    level: float = 0.95,
    unit: str = "win rate",
    of_first: str = "people",
    of_second: str = "people",
) -> Estimate:
    """Return the mean outcome of pairs with an interval that resamples people of both groups.

    Parameters
    ----------
    outcomes, first, second, level, unit, of_first, of_second
        As for `two_way_t`.
    rng
        The source of randomness.
    resamples
        Number of resamples; 9,999 for a published interval.
    """
    mean = _single(outcomes, first, second)
    level = checked_fraction("level", level)
    ends = mean.bootstrap_ends(level, rng=rng, resamples=resamples)
    count = _count_of_two(mean, of_first, of_second)
    return mean.estimate(ends, level=level, unit=unit, n=count)


def two_way_test(
    outcomes: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    *,
    null: float = 0.5,
    of_first: str = "people",
    of_second: str = "people",
) -> HypothesisTest:
    """Return the two-sided test that the mean outcome is ``null``.

    It rejects at 1 - level exactly when `two_way_t` leaves ``null`` out.
    """
    mean = _single(outcomes, first, second)
    return mean.test(null, n=_count_of_two(mean, of_first, of_second))


def two_way_t_over_pairs(
    pairs: PairOutcomes,
    weights: Mapping[Cell, float],
    *,
    level: float = 0.95,
    unit: str = "win rate",
    of: str = "people",
) -> Estimate:
    """Return a weighted sum of group pairs' mean outcomes with an analytic interval over people.

    Parameters
    ----------
    pairs
        The outcomes, with persons and groups.
    weights
        The weight of the mean outcome of each (first group, second group), or (first group,
        second group, condition) if the outcomes have conditions. Weights that sum to 1
        make a mean over group pairs, and weights that sum to 0 a contrast, such as faces
        masked minus faces shown.
    level
        Nominal coverage, in (0, 1).
    unit
        What the sum is measured in.
    of
        Who the people are, in the plural, for the estimate's ``n``.
    """
    total = _weighted(pairs, weights)
    ends = total.score_ends(checked_fraction("level", level))
    return total.estimate(ends, level=level, unit=unit, n=_count(total, of))


def two_way_bootstrap_over_pairs(
    pairs: PairOutcomes,
    weights: Mapping[Cell, float],
    *,
    rng: np.random.Generator,
    resamples: int = 9999,
    level: float = 0.95,
    unit: str = "win rate",
    of: str = "people",
) -> Estimate:
    """Return a weighted sum of group pairs' mean outcomes, people resampled once for all."""
    total = _weighted(pairs, weights)
    level = checked_fraction("level", level)
    ends = total.bootstrap_ends(level, rng=rng, resamples=resamples)
    return total.estimate(ends, level=level, unit=unit, n=_count(total, of))


def two_way_test_over_pairs(
    pairs: PairOutcomes,
    weights: Mapping[Cell, float],
    *,
    null: float | None = None,
    of: str = "people",
) -> HypothesisTest:
    """Return the two-sided test of a weighted sum of group pairs' mean outcomes.

    ``null`` is half the sum of the weights if None: 0.5 for a mean, 0 for a contrast.
    """
    total = _weighted(pairs, weights)
    null = float(total.weights.sum()) / 2 if null is None else null
    return total.test(null, n=_count(total, of))


def _single(outcomes: ArrayLike, first: ArrayLike, second: ArrayLike) -> WeightedMeans:
    ones, twos = np.asarray(first), np.asarray(second)
    # The groups share nobody, so labels may coincide: numbers from 0 in both, for instance.
    _, codes_first = np.unique(ones, return_inverse=True)
    _, codes_second = np.unique(twos, return_inverse=True)
    pairs = PairOutcomes(
        group_first=np.full(ones.shape, "the first group"),
        person_first=codes_first,
        group_second=np.full(twos.shape, "the second group"),
        person_second=-1 - codes_second,
        outcome=outcomes,
    )
    fit = CellMeans(pairs, [("the first group", "the second group")])
    fit.check_people(LEAST_PEOPLE)
    return WeightedMeans(fit, np.ones(1))


def _weighted(pairs: PairOutcomes, weights: Mapping[Cell, float]) -> WeightedMeans:
    vector = checked_finite("weights", list(weights.values()))
    if not vector.any():
        raise ValueError(
            "`weights` must name at least one pair of groups with a weight that is not 0."
        )
    fit = CellMeans(pairs, list(weights))
    fit.check_people(LEAST_PEOPLE)
    return WeightedMeans(fit, vector)


def _count_of_two(mean: WeightedMeans, of_first: str, of_second: str) -> str:
    named = (checked_noun("of_first", of_first), checked_noun("of_second", of_second))
    counted = " and ".join(
        f"{people:,} {noun}" for people, noun in zip(mean.fit.members.values(), named, strict=True)
    )
    return f"{counted} in {mean.rows():,} pairs"


def _count(total: WeightedMeans, of: str) -> str:
    members = total.fit.members
    counted = f"{sum(members.values()):,} {checked_noun('of', of)} of {len(members)} groups"
    return f"{counted} in {total.rows():,} pairs"
