"""Intervals and tests for win rates between two groups whose people are reused in pairs."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse, special, stats

from rml.estimate import Estimate, HypothesisTest
from rml.stats.arguments import (
    FloatArray,
    checked_fraction,
    checked_generator,
    checked_noun,
    checked_resamples,
)
from rml.stats.people_pairs import Cell, CellMeans, PairOutcomes

LEAST_PEOPLE = 10
_BATCH_ENTRIES = 4_000_000


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
    """Return the mean outcome with a t interval over the people of both groups.

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
    pairs, weights = _single(outcomes, first, second)
    fit = CellMeans(pairs, list(weights))
    count = _count_of_two(fit, of_first, of_second)
    return _t_estimate(fit, np.ones(1), level=level, unit=unit, count=count)


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
    """Return the mean outcome with an interval that resamples the people of both groups."""
    pairs, weights = _single(outcomes, first, second)
    fit = CellMeans(pairs, list(weights))
    count = _count_of_two(fit, of_first, of_second)
    return _bootstrap_estimate(
        fit, np.ones(1), rng=rng, resamples=resamples, level=level, unit=unit, count=count
    )


def two_way_test(
    outcomes: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    *,
    null: float = 0.5,
    of_first: str = "people",
    of_second: str = "people",
) -> HypothesisTest:
    """Return the two-sided test that the mean outcome is ``null``; it agrees with `two_way_t`."""
    pairs, weights = _single(outcomes, first, second)
    fit = CellMeans(pairs, list(weights))
    count = _count_of_two(fit, of_first, of_second)
    return _t_test(fit, np.ones(1), null=null, count=count)


def two_way_t_over_pairs(
    pairs: PairOutcomes,
    weights: Mapping[Cell, float],
    *,
    level: float = 0.95,
    unit: str = "win rate",
    of: str = "people",
) -> Estimate:
    """Return a weighted sum of group pairs' mean outcomes with a t interval over people.

    Parameters
    ----------
    pairs
        The outcomes, with persons and groups.
    weights
        The weight of the mean outcome of each (first group, second group), or (first group,
        second group, condition). Weights that sum to 1 make a mean over group pairs, and
        weights that sum to 0 a contrast, such as faces masked minus faces shown.
    level
        Nominal coverage, in (0, 1).
    unit
        What the sum is measured in.
    of
        Who the people are, in the plural, for the estimate's ``n``.
    """
    fit, vector = _weighted(pairs, weights)
    return _t_estimate(fit, vector, level=level, unit=unit, count=_count(fit, of))


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
    """Return a weighted sum of group pairs' mean outcomes, resampling people once for all."""
    fit, vector = _weighted(pairs, weights)
    return _bootstrap_estimate(
        fit,
        vector,
        rng=rng,
        resamples=resamples,
        level=level,
        unit=unit,
        count=_count(fit, of),
    )


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
    fit, vector = _weighted(pairs, weights)
    null = float(vector.sum()) / 2 if null is None else null
    return _t_test(fit, vector, null=null, count=_count(fit, of))


def _single(
    outcomes: ArrayLike, first: ArrayLike, second: ArrayLike
) -> tuple[PairOutcomes, dict[Cell, float]]:
    ones, twos = np.asarray(first), np.asarray(second)
    # The groups share no person, so labels may coincide: numbers from 0 in both, for instance.
    _, codes_first = np.unique(ones, return_inverse=True)
    _, codes_second = np.unique(twos, return_inverse=True)
    pairs = PairOutcomes(
        group_first=np.full(ones.shape, "first"),
        person_first=codes_first,
        group_second=np.full(twos.shape, "second"),
        person_second=-1 - codes_second,
        outcome=outcomes,
    )
    return pairs, {("first", "second"): 1.0}


def _weighted(pairs: PairOutcomes, weights: Mapping[Cell, float]) -> tuple[CellMeans, FloatArray]:
    return CellMeans(pairs, list(weights)), np.array(list(weights.values()), dtype=np.float64)


def _count_of_two(fit: CellMeans, of_first: str, of_second: str) -> str:
    people = (fit.people(group) for group in fit.groups)
    named = (checked_noun("of_first", of_first), checked_noun("of_second", of_second))
    counted = " and ".join(f"{size:,} {noun}" for size, noun in zip(people, named, strict=True))
    return f"{counted} in {int(fit.sizes.sum()):,} pairs"


def _count(fit: CellMeans, of: str) -> str:
    total = sum(fit.people(group) for group in fit.groups)
    rows = int(fit.sizes.sum())
    return f"{total:,} {checked_noun('of', of)} of {len(fit.groups)} groups in {rows:,} pairs"


def _variance(fit: CellMeans, weights: FloatArray) -> tuple[float, float]:
    """Return the variance of the weighted sum and its degrees of freedom."""
    parts = fit.parts(weights)
    variance = sum(parts.people.values()) + parts.pairs
    worth = fit.effective_people(weights)
    noise = sum(
        spread**2 / (worth[group] - 1) for group, spread in parts.spread.items() if worth[group] > 1
    )
    return variance, variance**2 / noise if noise > 0 else math.inf


def _is_mean(weights: FloatArray) -> bool:
    return bool(np.all(weights >= 0)) and math.isclose(float(weights.sum()), 1.0)


def _t_estimate(
    fit: CellMeans, weights: FloatArray, *, level: float, unit: str, count: str
) -> Estimate:
    level = checked_fraction("level", level)
    value = float(weights @ fit.means)
    variance, freedom = _variance(fit, weights)
    reach = float(stats.t.ppf((1 + level) / 2, freedom)) * math.sqrt(variance)
    if _is_mean(weights) and 0 < value < 1:
        middle, slope = special.logit(value), 1 / (value * (1 - value))
        low, high = special.expit([middle - reach * slope, middle + reach * slope])
        scale = "logit scale, "
    else:
        low, high, scale = value - reach, value + reach, ""
    return Estimate(
        value=value,
        low=float(low),
        high=float(high),
        level=level,
        n=count,
        unit=unit,
        method=(
            f"mean over pairs with two-way standard error over people, t interval, {scale}"
            f"{freedom:.0f} degrees of freedom"
        ),
    )


def _t_test(fit: CellMeans, weights: FloatArray, *, null: float, count: str) -> HypothesisTest:
    value = float(weights @ fit.means)
    variance, freedom = _variance(fit, weights)
    error = math.sqrt(variance)
    if _is_mean(weights) and 0 < value < 1:
        statistic = float(special.logit(value) - special.logit(null)) * value * (1 - value) / error
    else:
        statistic = (value - null) / error
    return HypothesisTest(
        statistic=statistic,
        p_value=float(2 * stats.t.sf(abs(statistic), freedom)),
        smallest_p=0.0,
        n=count,
        null=f"the mean outcome is {null:g}",
        method=f"two-sided t test with two-way standard error over people, {freedom:.0f} df",
    )


def _bootstrap_estimate(
    fit: CellMeans,
    weights: FloatArray,
    *,
    rng: np.random.Generator,
    resamples: int,
    level: float,
    unit: str,
    count: str,
) -> Estimate:
    level = checked_fraction("level", level)
    total = checked_resamples(resamples, level)
    value = float(weights @ fit.means)
    variance, freedom = _variance(fit, weights)
    drawn = _resampled(fit, weights, rng=checked_generator(rng), resamples=total)
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    widening = float(stats.t.ppf(tails[1], freedom) / stats.norm.ppf(tails[1]))
    if _is_mean(weights) and 0 < value < 1:
        slope = value * (1 - value)
        margin = 1e-6
        scaled = special.logit(np.clip(drawn, margin, 1 - margin))
        middle = float(special.logit(value))
        factor = widening * math.sqrt(variance) / slope / float(scaled.std())
        low, high = special.expit(middle + factor * (np.quantile(scaled, tails) - middle))
    else:
        factor = widening * math.sqrt(variance) / float(drawn.std())
        low, high = value + factor * (np.quantile(drawn, tails) - value)
    return Estimate(
        value=value,
        low=float(low),
        high=float(high),
        level=level,
        n=count,
        unit=unit,
        method=(
            f"mean over pairs, pigeonhole bootstrap of the people of both groups, {total:,} "
            "resamples, scaled to the two-way standard error"
        ),
    )


def _resampled(
    fit: CellMeans, weights: FloatArray, *, rng: np.random.Generator, resamples: int
) -> FloatArray:
    """Return the weighted sum of means in each resample of people, shape (resamples,)."""
    tables = []
    for rows in fit.rows:
        shape = (fit.people(rows.groups[0]), fit.people(rows.groups[1]))
        places = (rows.first, rows.second)
        tables.append(
            (
                rows.groups,
                sparse.csr_array((rows.outcome, places), shape=shape),
                sparse.csr_array((np.ones(rows.outcome.size), places), shape=shape),
            )
        )
    widest = max(fit.people(group) for group in fit.groups)
    batch = max(1, _BATCH_ENTRIES // widest)
    drawn = np.empty(resamples)
    for start in range(0, resamples, batch):
        size = min(batch, resamples - start)
        counts = {
            group: rng.multinomial(
                fit.people(group), np.full(fit.people(group), 1 / fit.people(group)), size=size
            ).astype(np.float64)
            for group in fit.groups
        }
        total = np.zeros(size)
        for weight, (groups, won, shown) in zip(weights, tables, strict=True):
            one, other = counts[groups[0]], counts[groups[1]]
            wins = np.asarray(one @ won) * other
            trials = np.asarray(one @ shown) * other
            total += weight * wins.sum(axis=1) / trials.sum(axis=1)
        drawn[start : start + size] = total
    return drawn
