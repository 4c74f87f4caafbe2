"""Intervals for inequality over units that were drawn, and when they fail.

The estimand is the measure in the population from which the units were drawn independently.
Three intervals are given; the first and last are made on the scale of log(v / (1 - v)), which
keeps them between 0 and 1:

- *linearised*: the standard error by the measure's influence function, normal quantiles;
- *percentile*: quantiles over resampled units;
- *studentised*: quantiles of the resampled difference over its own standard error.

None of them works for a heavy tail. At a tail index below 2 there is no variance to estimate:
the largest units of the population are not in the sample, nothing in the sample tells of them,
and all three intervals are too short and too low. In 2,000 simulations each of 1,000 units
(``rml.stats.inequality_coverage``, 399 resamples), nominal 95 % intervals of the top 10 % share
held the truth in so many per cent of the runs (standard error in brackets):

============  ==========  ==========  ===========
distribution  linearised  percentile  studentised
============  ==========  ==========  ===========
lognormal, 1  93.4 (0.6)  92.5 (0.6)  94.0 (0.5)
Pareto, 3     90.2 (0.7)  90.0 (0.7)  92.1 (0.6)
Pareto, 2     86.5 (0.8)  85.6 (0.8)  90.9 (0.6)
Pareto, 1.5   75.3 (1.0)  74.3 (1.0)  83.8 (0.8)
Pareto, 1.05  18.2 (0.9)  not run     not run
============  ==========  ==========  ===========

All of them fall short, the studentised one least: against the linearised one by more than the
runs' errors for the Pareto distributions, and by hardly more than these for the lognormal. At a
tail index of 2 and below, nearly all misses lie below the truth. Other measures and sizes are in
the report ``home_timeline/calibration``.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from scipy import stats

from rml.estimate import Estimate
from rml.stats.arguments import (
    FloatArray,
    checked_choice,
    checked_fraction,
    checked_generator,
    checked_noun,
    checked_resamples,
)
from rml.stats.inequality_measures import Measure, Replicates
from rml.stats.inequality_tail import heavy_tail_words
from rml.stats.unit_counts import Amounts, Counts, counted

BootstrapInterval = Literal["percentile", "studentised"]
LEAST_DRAWN: Final = 10
_BATCH_ENTRIES: Final = 1_000_000


def linearised_interval(
    values: Amounts, measure: Measure, *, level: float = 0.95, of: str = "units"
) -> Estimate:
    """Return a measure of inequality with the interval by its influence function.

    Parameters
    ----------
    values
        What each drawn unit has; see ``rml.stats.unit_counts.counted``.
    measure
        From ``rml.stats.inequality_measures``.
    level
        Nominal coverage, in (0, 1).
    of
        What a unit is, in the plural.

    Raises
    ------
    ValueError
        If there are fewer than ten units, or the measure is 0 or does not vary.

    References
    ----------
    Deville (1999), Variance estimation for complex statistics and estimators: linearization and
    residual techniques. Survey Methodology 25(2), 193-203.
    Davidson (2009), doi:10.1016/j.jeconom.2008.11.004 (the Gini coefficient).

    Examples
    --------
    >>> from rml.stats.inequality_measures import Gini
    >>> draws = np.random.default_rng(2).exponential(size=400)
    >>> found = linearised_interval(draws, Gini())
    >>> found.low < 0.5 < found.high
    True
    """
    counts, level = _drawn(values), checked_fraction("level", level)
    found = _of_sample(counts, measure)
    half = float(stats.norm.ppf((1 + level) / 2))
    centre, error = _on_logit(found)
    low, high = _from_logit(centre + np.array([-half, half]) * error)
    return _estimate(
        counts,
        found,
        (float(low), float(high)),
        level=level,
        measure=measure,
        of=of,
        method="interval by the influence function on the logit scale",
    )


def bootstrap_interval(
    values: Amounts,
    measure: Measure,
    *,
    rng: np.random.Generator,
    interval: BootstrapInterval = "studentised",
    resamples: int = 1999,
    level: float = 0.95,
    of: str = "units",
) -> Estimate:
    """Return a measure of inequality with a bootstrap interval over units.

    A resample is drawn as how many units have each distinct value, which is the same as drawing
    units and costs as much as there are distinct values, for a hundred million units as well.

    Parameters
    ----------
    values, measure, level, of
        As for `linearised_interval`.
    rng
        The source of randomness.
    interval
        "percentile", or "studentised" on the logit scale.
    resamples
        Number of resamples.

    Raises
    ------
    ValueError
        As `linearised_interval`, or if units are not whole.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapters 12 and 13.
    Davidson and Flachaire (2007), doi:10.1016/j.jeconom.2007.01.009 (inequality; heavy tails).

    Examples
    --------
    >>> from rml.stats.inequality_measures import TopShare
    >>> draws = np.random.default_rng(2).exponential(size=400)
    >>> rng = np.random.default_rng(5)
    >>> found = bootstrap_interval(draws, TopShare(0.1), rng=rng, resamples=399)
    >>> found.low < found.value < found.high
    True
    """
    counts, level = _drawn(values), checked_fraction("level", level)
    checked_choice("interval", interval, ("percentile", "studentised"))
    if np.any(counts.units != np.floor(counts.units)):
        raise ValueError("A bootstrap redraws whole units: give whole numbers of `units`.")
    count = checked_resamples(resamples, level)
    found = _of_sample(counts, measure)
    drawn = _resampled(counts, measure, resamples=count, rng=checked_generator(rng))
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if interval == "percentile":
        low, high = np.quantile(drawn.values, tails)
    else:
        _check_inside(drawn, measure)
        centre, error = _on_logit(found)
        resampled, errors = _on_logit(drawn)
        moved = (resampled - centre) / errors
        low, high = _from_logit(centre - np.quantile(moved, tails[::-1]) * error)
    scale = " on the logit scale" if interval == "studentised" else ""
    return _estimate(
        counts,
        found,
        (float(low), float(high)),
        level=level,
        measure=measure,
        of=of,
        method=f"bootstrap over {of}, {interval} interval{scale}, {count:,} resamples",
    )


def _drawn(values: Amounts) -> Counts:
    counts = counted(values)
    if counts.n < LEAST_DRAWN:
        raise ValueError(
            f"An interval over units needs at least {LEAST_DRAWN} of them, not {counts.n:g}: "
            "report the measure of these units without an interval."
        )
    if counts.values.size == 1:
        raise ValueError(
            f"All {counts.n:g} units have {counts.values[0]:g}: nothing shows how much a measure "
            "of inequality varies. Report that they are equal."
        )
    return counts


def _of_sample(counts: Counts, measure: Measure) -> Replicates:
    found = measure.replicates(counts.values, counts.units[np.newaxis])
    if not 0 < found.values[0] < 1 or not found.standard_errors[0] > 0:
        raise ValueError(
            f"The {measure.name} is {found.values[0]:g} with a standard error of "
            f"{found.standard_errors[0]:g}: at an end of its range, or without variation, it has "
            "no interval over units. Report it without one."
        )
    return found


def _resampled(
    counts: Counts, measure: Measure, *, resamples: int, rng: np.random.Generator
) -> Replicates:
    chances = counts.units / counts.n
    batch = max(1, _BATCH_ENTRIES // counts.values.size)
    parts = []
    for done in range(0, resamples, batch):
        drawn = rng.multinomial(int(counts.n), chances, size=min(batch, resamples - done))
        empty = int(np.count_nonzero(drawn @ counts.values == 0))
        if empty:
            raise _too_few(empty, "all units have 0")
        parts.append(measure.replicates(counts.values, drawn.astype(np.float64)))
    return Replicates(*(np.concatenate(one) for one in zip(*parts, strict=True)))


def _check_inside(drawn: Replicates, measure: Measure) -> None:
    """Raise if a resample has no logit or no standard error."""
    inside = (drawn.values > 0) & (drawn.values < 1) & (drawn.standard_errors > 0)
    if not inside.all():
        raise _too_few(
            int(np.count_nonzero(~inside)),
            f"the {measure.name} is at an end of its range or does not vary",
        )


def _too_few(resamples: int, why: str) -> ValueError:
    return ValueError(
        f"In {resamples} resamples {why}: too few units have anything, or differ. Report the "
        "measure without an interval."
    )


def _on_logit(found: Replicates) -> tuple[FloatArray, FloatArray]:
    values = found.values
    return np.log(values / (1 - values)), found.standard_errors / (values * (1 - values))


def _from_logit(values: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-values)))


def _estimate(
    counts: Counts,
    found: Replicates,
    ends: tuple[float, float],
    *,
    level: float,
    measure: Measure,
    of: str,
    method: str,
) -> Estimate:
    return Estimate(
        value=float(found.values[0]),
        low=ends[0],
        high=ends[1],
        level=level,
        n=f"{counts.n:,.0f} {checked_noun('of', of)}",
        unit=measure.unit,
        method=f"{measure.name}; {method}{heavy_tail_words(counts)}",
    )
