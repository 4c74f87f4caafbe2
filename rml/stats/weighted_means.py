"""A weighted sum of cell means over reused people: its interval and its test."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse, special
from scipy.sparse.csgraph import maximum_bipartite_matching

from rml.estimate import Estimate, HypothesisTest
from rml.stats.arguments import (
    FloatArray,
    checked_finite,
    checked_fraction,
    checked_generator,
    checked_noun,
    checked_resamples,
)
from rml.stats.cell_means import CellMeans
from rml.stats.people_pairs import Cell, PairOutcomes
from rml.stats.pigeonhole import resampled_sums

# Variances below this are rounding: one outcome in a million that differs by 1e-3 gives 1e-18.
_NO_VARIANCE = 1e-22


@dataclass(frozen=True, slots=True)
class Ends:
    """An interval's ends as shares of what the sum can be, and how they came about."""

    low: float
    high: float
    method: str


class WeightedMeans:
    """A weighted sum of cell means.

    Ends and tests are formed for the sum's share of its possible range: 0 where every pair
    goes the way that makes the sum smallest, 1 where it is largest. For one cell that is the
    win rate itself. So no end lies outside what is possible, for contrasts as for means.

    Parameters
    ----------
    fit
        The cells.
    weights
        One for each cell, shape (c,), not all 0.
    """

    def __init__(self, fit: CellMeans, weights: FloatArray) -> None:
        self.fit = fit
        self.weights = weights
        self.value = float(weights @ fit.means)
        self.least = float(weights[weights < 0].sum())
        self.span = float(np.abs(weights).sum())
        variance, self.freedom = fit.variance(weights)
        self.variance = variance if variance > _NO_VARIANCE else 0.0

    def share(self, value: float) -> float:
        """Return where a value lies between the smallest possible, 0, and the largest, 1."""
        return (value - self.least) / self.span

    def count_of_two(self, of_first: str, of_second: str) -> str:
        """Return what was counted for two groups: ``"15 women and 20 men in 300 pairs"``."""
        named = (checked_noun("of_first", of_first), checked_noun("of_second", of_second))
        counted = " and ".join(
            f"{people:,} {noun}"
            for people, noun in zip(self.fit.members.values(), named, strict=True)
        )
        return f"{counted} in {self._rows():,} pairs"

    def count(self, of: str) -> str:
        """Return what was counted: ``"66 people of 4 groups in 400 pairs"``."""
        members = self.fit.members
        counted = f"{sum(members.values()):,} {checked_noun('of', of)} of {len(members)} groups"
        return f"{counted} in {self._rows():,} pairs"

    def score_ends(self, level: float) -> Ends:
        """Return Wilson's ends for the number of independent pairs with the same variance."""
        if self.variance == 0:
            return self._ends_of_alike(level)
        share, worth = self.share(self.value), self._worth()
        square = float(special.stdtrit(self.freedom, (1 + level) / 2)) ** 2
        centre = (share * worth + square / 2) / (worth + square)
        reach = math.sqrt(square * (share * (1 - share) * worth + square / 4)) / (worth + square)
        return Ends(
            centre - reach,
            centre + reach,
            "Wilson interval for the effective number of pairs by the two-way variance over "
            f"people, t quantile with {self.freedom:.0f} degrees of freedom",
        )

    def bootstrap_ends(self, level: float, *, rng: np.random.Generator, resamples: int) -> Ends:
        """Return ends from resamples of people, scaled to the two-way variance."""
        count = checked_resamples(resamples, level)
        generator = checked_generator(rng)
        if self.variance == 0:
            return self._ends_of_alike(level)
        drawn = resampled_sums(self.fit, self.weights, rng=generator, resamples=count)
        tails = np.array([(1 - level) / 2, (1 + level) / 2])
        widening = float(special.stdtrit(self.freedom, tails[1]) / special.ndtri(tails[1]))
        factor = widening * math.sqrt(self.variance) / float(drawn.std())
        centre = float(special.logit(self.share(self.value)))
        shares = np.clip((np.quantile(drawn, tails) - self.least) / self.span, 0, 1)
        # Scaled on the logit scale, by the factor of the plain one, ends stay possible.
        low, high = special.expit(centre + factor * (special.logit(shares) - centre))
        return Ends(
            float(low),
            float(high),
            f"pigeonhole bootstrap, {count:,} resamples of the people of every group, scaled to "
            "the two-way variance over people, t quantile with "
            f"{self.freedom:.0f} degrees of freedom",
        )

    def estimate(self, ends: Ends, *, level: float, unit: str, n: str) -> Estimate:
        """Return the sum with the given ends."""
        share = self.share(self.value)
        return Estimate(
            value=self.value,
            low=min(self.least + self.span * min(ends.low, share), self.value),
            high=max(self.least + self.span * max(ends.high, share), self.value),
            level=checked_fraction("level", level),
            n=n,
            unit=unit,
            method=f"mean over pairs, {ends.method}",
        )

    def test(self, null: float, *, n: str) -> HypothesisTest:
        """Return the two-sided test that rejects where `score_ends` leave ``null`` out."""
        expected, found = self.share(null), self.share(self.value)
        if not 0 < expected < 1:
            raise ValueError(
                f"`null` must lie strictly between {self.least:g} and {self.least + self.span:g}, "
                f"which are the smallest and the largest value possible, not {null!r}."
            )
        if self.variance == 0:
            return self._test_of_alike(null, n=n)
        statistic = (found - expected) * math.sqrt(self._worth() / (expected * (1 - expected)))
        return HypothesisTest(
            statistic=statistic,
            p_value=float(2 * special.stdtr(self.freedom, -abs(statistic))),
            smallest_p=0.0,
            n=n,
            null=f"the mean over pairs is {null:g}",
            method=(
                "two-sided score test for the effective number of pairs by the two-way variance "
                f"over people, t distribution with {self.freedom:.0f} degrees of freedom"
            ),
        )

    def _rows(self) -> int:
        """Return the number of rows, those of the condition with most if there are several."""
        by_condition: Counter[tuple[str, ...]] = Counter()
        for cell, size in zip(self.fit.cells, self.fit.sizes, strict=True):
            by_condition[cell[2:]] += int(size)
        return max(by_condition.values())

    def _worth(self) -> float:
        """Return how many independent pairs would give the same variance."""
        share = self.share(self.value)
        return share * (1 - share) * self.span**2 / self.variance

    def _ends_of_alike(self, level: float) -> Ends:
        """Return exact ends where no pair differs from the others, from pairs that share nobody.

        Pairs that share nobody are independent. If k of them are alike, another outcome has a
        probability of at most 1 - ((1 - level) / 2)**(1 / k) (Clopper and Pearson), and at
        worst it is the smallest or largest possible. Several pairs of groups share the error.
        """
        strata, disjoint = _disjoint_pairs(self.fit)
        others = 1 - ((1 - level) / 2 / strata) ** (1 / disjoint)
        share = self.share(self.value)
        return Ends(
            share - others * share,
            share + others * (1 - share),
            f"all pairs alike, exact interval from {disjoint:,} pairs that share nobody",
        )

    def _test_of_alike(self, null: float, *, n: str) -> HypothesisTest:
        expected, found = self.share(null), self.share(self.value)
        strata, disjoint = _disjoint_pairs(self.fit)
        alike = 1.0
        if expected < found:
            alike = expected / found
        elif expected > found:
            alike = (1 - expected) / (1 - found)
        return HypothesisTest(
            statistic=self.value - null,
            p_value=min(1.0, 2 * strata * alike**disjoint),
            smallest_p=min(1.0, 2 * strata * min(expected, 1 - expected) ** disjoint),
            n=n,
            null=f"the mean over pairs is {null:g}",
            method=f"two-sided exact test, all pairs alike, {disjoint:,} pairs that share nobody",
        )


def _disjoint_pairs(fit: CellMeans) -> tuple[int, int]:
    """Return the number of pairs of groups, and the fewest disjoint pairs of people in any."""
    fewest: dict[frozenset[str], int] = {}
    for rows in fit.rows:
        shape = (fit.members[rows.groups[0]], fit.members[rows.groups[1]])
        shown = sparse.csr_array((np.ones(rows.first.size), (rows.first, rows.second)), shape=shape)
        matched = int(np.count_nonzero(maximum_bipartite_matching(shown) >= 0))
        groups = frozenset(rows.groups)
        fewest[groups] = min(matched, fewest.get(groups, matched))
    return len(fewest), min(fewest.values())


def single_mean(
    outcomes: ArrayLike, first: ArrayLike, second: ArrayLike, *, least: int
) -> WeightedMeans:
    """Return the mean outcome of pairs of two groups that share nobody.

    Parameters
    ----------
    outcomes, first, second
        As for `rml.stats.two_way.two_way_t`.
    least
        The smallest number of people allowed in a group.
    """
    ones, twos = np.asarray(first), np.asarray(second)
    if ones.ndim != 1 or twos.ndim != 1:
        raise ValueError(
            f"`first` and `second` must be one-dimensional, not of shapes {ones.shape} and "
            f"{twos.shape}; give the person of each pair."
        )
    # Numbers of its own for each group, since labels of the two may coincide.
    _, codes_first = np.unique(ones, return_inverse=True)
    _, codes_second = np.unique(twos, return_inverse=True)
    pairs = PairOutcomes(
        group_first=np.full(ones.shape, "the first group"),
        person_first=codes_first,
        group_second=np.full(twos.shape, "the second group"),
        person_second=-1 - codes_second,
        outcome=outcomes,
    )
    return weighted_means(pairs, {("the first group", "the second group"): 1.0}, least=least)


def weighted_means(
    pairs: PairOutcomes, weights: Mapping[Cell, float], *, least: int
) -> WeightedMeans:
    """Return the weighted sum of the mean outcomes of cells.

    Parameters
    ----------
    pairs, weights
        As for `rml.stats.two_way.two_way_t_over_pairs`.
    least
        The smallest number of people allowed in a group of a cell.
    """
    vector = checked_finite("weights", list(weights.values()))
    if not vector.any():
        raise ValueError(
            "`weights` must name at least one pair of groups with a weight that is not 0."
        )
    fit = CellMeans(pairs, list(weights))
    fit.check_people(least)
    return WeightedMeans(fit, vector)
