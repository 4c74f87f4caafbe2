"""Intervals for proportions, their differences and ratios, and for means over units.

The intervals for proportions assume independent trials with one common probability.
Where trials come in clusters (posts of a person, crops of a photograph) they are too
short; resample or average whole clusters instead (``rml.stats.bootstrap``, ``t_interval``).
Where each trial compares people of two groups who are used again and again, a nominal 95 %
Wilson interval covers about 30 to 60 %; use ``rml.stats.two_way``.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from numpy.typing import ArrayLike
from scipy import optimize, stats

from rml.estimate import Estimate
from rml.stats.arguments import (
    check_spread,
    checked_count,
    checked_fraction,
    checked_noun,
    checked_sample,
)


def wilson(successes: int, trials: int, *, level: float = 0.95, of: str = "trials") -> Estimate:
    """Return a proportion with its Wilson score interval.

    The estimand is the common success probability of independent trials. The interval
    inverts the score test, so its coverage is nominal on average and fluctuates with the true
    proportion: at 95 % and 50 trials between 93 % and 98 % for proportions from 5 % to 95 %,
    but down to 84 % where about 0.2 successes are expected. Where coverage must never fall
    short, use `clopper_pearson`.

    Parameters
    ----------
    successes
        Number of successes, from 0 to ``trials``.
    trials
        Number of trials, at least 1.
    level
        Nominal coverage, in (0, 1).
    of
        What a trial is, in the plural, for the estimate's ``n``.

    Returns
    -------
    Estimate
        Unit "proportion", ends in [0, 1].

    Raises
    ------
    ValueError
        If a count is not whole or out of range, or the level is not in (0, 1).

    References
    ----------
    Wilson (1927), doi:10.1080/01621459.1927.10502953.
    Brown, Cai and DasGupta (2001), doi:10.1214/ss/1009213286.

    Examples
    --------
    >>> share = wilson(6, 190, of="people")
    >>> f"{share.value:.3f} ({share.low:.3f} to {share.high:.3f}), {share.n}"
    '0.032 (0.015 to 0.067), 190 people'
    """
    count, total, level = _checked_proportion(successes, trials, level)
    low, high = _wilson_ends(count, total, level)
    return Estimate(
        value=count / total,
        low=low,
        high=high,
        level=level,
        n=f"{total:,} {checked_noun('of', of)}",
        unit="proportion",
        method=f"proportion with Wilson score interval, {of} taken as independent",
    )


def clopper_pearson(
    successes: int, trials: int, *, level: float = 0.95, of: str = "trials"
) -> Estimate:
    """Return a proportion with its Clopper-Pearson interval.

    The interval inverts two one-sided exact binomial tests, so it covers at least
    at the nominal level for every true proportion, and mostly well above it.

    Parameters
    ----------
    successes
        Number of successes, from 0 to ``trials``.
    trials
        Number of trials, at least 1.
    level
        Nominal coverage, in (0, 1).
    of
        What a trial is, in the plural, for the estimate's ``n``.

    Returns
    -------
    Estimate
        Unit "proportion", ends in [0, 1].

    Raises
    ------
    ValueError
        If a count is not whole or out of range, or the level is not in (0, 1).

    References
    ----------
    Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> share = clopper_pearson(0, 30, of="people")
    >>> f"{share.value:.3f} ({share.low:.3f} to {share.high:.3f})"
    '0.000 (0.000 to 0.116)'
    """
    count, total, level = _checked_proportion(successes, trials, level)
    tail = (1 - level) / 2
    low = float(stats.beta.ppf(tail, count, total - count + 1)) if count > 0 else 0.0
    high = float(stats.beta.ppf(1 - tail, count + 1, total - count)) if count < total else 1.0
    return Estimate(
        value=count / total,
        low=low,
        high=high,
        level=level,
        n=f"{total:,} {checked_noun('of', of)}",
        unit="proportion",
        method=f"proportion with Clopper-Pearson exact interval, {of} taken as independent",
    )


def newcombe_difference(
    successes_first: int,
    trials_first: int,
    successes_second: int,
    trials_second: int,
    *,
    level: float = 0.95,
    of: str = "people",
) -> Estimate:
    """Return the difference of two independent proportions, first minus second.

    The interval is Newcombe's hybrid score interval (his method 10, without continuity
    correction): it joins the two Wilson intervals and stays within [-1, 1].

    Parameters
    ----------
    successes_first, successes_second
        Successes in each group, from 0 to the group's trials.
    trials_first, trials_second
        Trials in each group, at least 1; the groups share no unit.
    level
        Nominal coverage, in (0, 1).
    of
        What a trial is, in the plural, for the estimate's ``n``.

    Returns
    -------
    Estimate
        Unit "proportion" (multiply by 100 for percentage points).

    Raises
    ------
    ValueError
        If a count is not whole or out of range, or the level is not in (0, 1).

    References
    ----------
    Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    Examples
    --------
    >>> gap = newcombe_difference(6, 190, 130, 1740)
    >>> f"{gap.value:.3f} ({gap.low:.3f} to {gap.high:.3f}), {gap.n}"
    '-0.043 (-0.065 to -0.006), 190 and 1,740 people'
    """
    count_first, total_first, level = _checked_proportion(successes_first, trials_first, level)
    count_second, total_second, _ = _checked_proportion(successes_second, trials_second, level)
    rate_first, rate_second = count_first / total_first, count_second / total_second
    low_first, high_first = _wilson_ends(count_first, total_first, level)
    low_second, high_second = _wilson_ends(count_second, total_second, level)
    difference = rate_first - rate_second
    return Estimate(
        value=difference,
        low=difference - math.hypot(rate_first - low_first, high_second - rate_second),
        high=difference + math.hypot(high_first - rate_first, rate_second - low_second),
        level=level,
        n=f"{total_first:,} and {total_second:,} {checked_noun('of', of)}",
        unit="proportion",
        method=(
            "difference of two independent proportions with Newcombe's hybrid score interval, "
            f"{of} taken as independent"
        ),
    )


def score_ratio(
    successes_first: int,
    trials_first: int,
    successes_second: int,
    trials_second: int,
    *,
    level: float = 0.95,
    of: str = "people",
) -> Estimate:
    """Return the ratio of two independent proportions, first over second.

    The interval inverts the score test of Miettinen and Nurminen: Koopman's statistic
    with the variance multiplied by N / (N - 1). It needs no logarithm of zero, so a first
    group without successes has the ratio 0 and a finite upper end.

    Parameters
    ----------
    successes_first, successes_second
        Successes in each group; at least 1 in the second, whose rate is the divisor.
    trials_first, trials_second
        Trials in each group, at least 1; the groups share no unit.
    level
        Nominal coverage, in (0, 1).
    of
        What a trial is, in the plural, for the estimate's ``n``.

    Returns
    -------
    Estimate
        Unit "ratio", ends in [0, inf); both are finite, since the second rate is not 0.

    Raises
    ------
    ValueError
        If a count is not whole or out of range, the level is not in (0, 1), or the second
        group has no success: then the ratio has no finite point estimate.

    References
    ----------
    Koopman (1984), doi:10.2307/2531405.
    Miettinen and Nurminen (1985), doi:10.1002/sim.4780040211.

    Examples
    --------
    >>> ratio = score_ratio(6, 190, 130, 1740)
    >>> f"{ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"
    '0.42 (0.19 to 0.91)'
    """
    count_first, total_first, level = _checked_proportion(successes_first, trials_first, level)
    count_second, total_second, _ = _checked_proportion(successes_second, trials_second, level)
    if count_second == 0:
        raise ValueError(
            f"A ratio to a rate of 0 of {total_second:,} has no finite value; exchange the groups "
            "or report the difference (newcombe_difference)."
        )
    counts = (count_first, total_first, count_second, total_second)
    ratio = (count_first / total_first) / (count_second / total_second)
    limit = float(stats.chi2.ppf(level, 1))

    def excess(log_ratio: float) -> float:
        return _ratio_score(math.exp(log_ratio), *counts) - limit

    # With no success in the first group the statistic starts at 0 for a ratio of 0.
    start = math.log(ratio) if ratio > 0 else -40.0
    low = math.exp(_outer_root(excess, start, -1.0)) if ratio > 0 else 0.0
    high = math.exp(_outer_root(excess, start, 1.0))
    return Estimate(
        value=ratio,
        low=low,
        high=high,
        level=level,
        n=f"{total_first:,} and {total_second:,} {checked_noun('of', of)}",
        unit="ratio",
        method=(
            "ratio of two independent proportions with Miettinen-Nurminen score interval, "
            f"{of} taken as independent"
        ),
    )


def t_interval(values: ArrayLike, *, level: float = 0.95, unit: str, of: str = "units") -> Estimate:
    """Return the mean over independent units with its Student t interval.

    The estimand is the mean of the population of units from which these were drawn.
    The interval is exact for normal values of any number and approximate otherwise; for a
    handful of units it is wide, which is what so few units can say.

    Parameters
    ----------
    values
        One value for each independent unit, shape (n,), n >= 2, in ``unit``.
    level
        Nominal coverage, in (0, 1).
    unit
        What the values are measured in.
    of
        What a unit is, in the plural, for the estimate's ``n``.

    Raises
    ------
    ValueError
        If there are fewer than two values, one is missing, or all are equal.

    References
    ----------
    Student (1908), doi:10.2307/2331554.

    Examples
    --------
    >>> effect = t_interval([-0.0586, -0.0974, -0.0182], unit="score", of="accounts")
    >>> f"{effect.value:.4f} ({effect.low:.3f} to {effect.high:.3f}), {effect.n}"
    '-0.0581 (-0.156 to 0.040), 3 accounts'
    """
    sample = checked_sample("values", values, minimum=2)
    check_spread("values", sample)
    level = checked_fraction("level", level)
    freedom = sample.size - 1
    mean = float(sample.mean())
    half_width = float(
        stats.t.ppf((1 + level) / 2, freedom) * sample.std(ddof=1) / math.sqrt(sample.size)
    )
    return Estimate(
        value=mean,
        low=mean - half_width,
        high=mean + half_width,
        level=level,
        n=f"{sample.size:,} {checked_noun('of', of)}",
        unit=unit,
        method=f"mean over {of} with Student t interval, {freedom} degrees of freedom",
    )


def _checked_proportion(successes: int, trials: int, level: float) -> tuple[int, int, float]:
    total = checked_count("trials", trials, minimum=1)
    count = checked_count("successes", successes, maximum=total)
    return count, total, checked_fraction("level", level)


def _wilson_ends(count: int, total: int, level: float) -> tuple[float, float]:
    quantile = float(stats.norm.ppf((1 + level) / 2))
    square = quantile**2
    centre = (count + square / 2) / (total + square)
    half_width = (
        quantile * math.sqrt(count * (total - count) / total + square / 4) / (total + square)
    )
    # At 0 and at n successes an end is 0 or 1 exactly, which rounding would miss.
    low = 0.0 if count == 0 else centre - half_width
    high = 1.0 if count == total else centre + half_width
    return low, high


def _ratio_score(
    ratio: float, count_first: int, total_first: int, count_second: int, total_second: int
) -> float:
    """Return the squared score statistic of the hypothesis p_first = ratio * p_second."""
    total = total_first + total_second
    # The restricted maximum-likelihood rate of the second group solves a quadratic.
    a = total * ratio
    b = -(total_first * ratio + count_first + total_second + count_second * ratio)
    c = count_first + count_second
    root = math.sqrt(max(b * b - 4 * a * c, 0.0))
    rate_second = 2 * c / (-b + root)  # the smaller root, in the form without cancellation
    rate_first = min(ratio * rate_second, 1.0)
    variance = (
        rate_first * (1 - rate_first) / total_first
        + ratio**2 * rate_second * (1 - rate_second) / total_second
    ) * (total / (total - 1))
    difference = count_first / total_first - ratio * count_second / total_second
    if difference == 0:
        return 0.0
    return difference**2 / variance if variance > 0 else math.inf


def _outer_root(excess: Callable[[float], float], start: float, direction: float) -> float:
    """Return where ``excess``, negative at ``start``, crosses zero going in ``direction``."""
    step = direction
    while excess(start + step) < 0:
        step *= 2
    return float(optimize.brentq(excess, start, start + step, xtol=1e-12))
