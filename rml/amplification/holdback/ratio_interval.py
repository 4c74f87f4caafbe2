"""Intervals for the amplification of pooled reach, and how often they hold the truth.

Where reach in both arms is Poisson, treatment reach T given the total N = T + C is binomial
with probability p = k (1 + a) / (1 + k (1 + a)): the amplification a is a function of one
probability. Two intervals follow. ``score`` is Wilson's interval for p, which is the score
interval for the ratio of two Poisson rates (Gu and others 2008); its coverage is nominal on
average. ``exact`` is Clopper and Pearson's, the usual exact conditional interval; it never
covers less than nominal and is longer.

Both take every user-day for a new user. Users come back: reach of different days shares
them, counts vary more than Poisson ones, and these intervals are then too short. What varies
over users is to be taken from users (``rml.amplification.estimator_bias.returning_users``
shows by how much).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from rml.amplification.holdback.ratio import (
    Smoothing,
    amplification_ratio,
    checked_size_ratio,
    pooled_ratio,
)
from rml.estimate import Estimate
from rml.stats.arguments import checked_choice, checked_count, checked_fraction

FloatArray = NDArray[np.float64]
IntervalMethod = Literal["score", "exact"]
METHODS: Final[tuple[IntervalMethod, ...]] = get_args(IntervalMethod)
UNIT: Final = "amplification"
_NAMES: Final = {
    "score": "score interval for the ratio of two Poisson rates",
    "exact": "exact conditional interval (Clopper-Pearson) for the ratio of two Poisson rates",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioBounds:
    """Lower and upper ends of intervals for amplifications: arrays of one shape.

    An upper end is infinite where nobody in the control arm was reached.
    """

    low: FloatArray
    high: FloatArray

    def hold(self, truth: ArrayLike) -> NDArray[np.bool_]:
        """Return which intervals hold ``truth``."""
        held = np.asarray(truth, dtype=np.float64)
        return np.asarray((self.low <= held) & (held <= self.high))


def ratio_bounds(
    treatment: ArrayLike,
    control: ArrayLike,
    *,
    size_ratio: float,
    level: float,
    method: IntervalMethod = "score",
) -> RatioBounds:
    """Return intervals for the amplification behind pairs of Poisson counts.

    Parameters
    ----------
    treatment, control
        Whole numbers of user-days in each arm, at least 0, of shapes that broadcast.
    size_ratio
        k, the number of treatment users per control user, above 0.
    level
        Nominal coverage, in (0, 1).
    method
        ``score`` or ``exact``, as the module describes.

    Raises
    ------
    ValueError
        If a count is negative, missing or not whole, or another argument is not allowed.

    References
    ----------
    Gu, Ng, Tang and Schucany (2008), doi:10.1002/bimj.200710403.
    Wilson (1927), doi:10.1080/01621459.1927.10502953.
    Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> ends = ratio_bounds(40, 10, size_ratio=4, level=0.95)
    >>> f"{ends.low:.2f} to {ends.high:.2f}"
    '-0.49 to 0.97'
    """
    checked_choice("method", method, METHODS)
    factor, nominal = checked_size_ratio(size_ratio), checked_fraction("level", level)
    # The ratio's own checks: shapes, missing and negative values.
    amplification_ratio(treatment, control, smoothing="corrected", size_ratio=factor)
    met, unranked = np.broadcast_arrays(
        np.asarray(treatment, dtype=np.float64), np.asarray(control, dtype=np.float64)
    )
    if np.any(met != np.round(met)) or np.any(unranked != np.round(unranked)):
        raise ValueError(
            "Poisson counts are whole numbers; pool days by adding them, not by averaging."
        )
    total = met + unranked
    low, high = (_wilson if method == "score" else _clopper_pearson)(met, total, nominal)
    # With nobody reached in an arm an end is 0 or 1 exactly, which rounding would miss.
    low = np.where(met == 0, 0.0, low)
    high = np.where(unranked == 0, 1.0, high)
    with np.errstate(divide="ignore"):
        return RatioBounds(
            low=np.asarray(low / (factor * (1 - low)) - 1),
            high=np.asarray(high / (factor * (1 - high)) - 1),
        )


def pooled_amplification(
    treatment: ArrayLike,
    control: ArrayLike,
    *,
    smoothing: Smoothing = "corrected",
    size_ratio: float,
    level: float = 0.95,
    method: IntervalMethod = "score",
) -> Estimate:
    """Return the amplification of one set of authors over days, with an interval.

    The estimand is the ratio of expected reach summed over days, minus one
    (`rml.amplification.holdback.ratio.pooled_ratio`).

    Parameters
    ----------
    treatment, control
        Reach in each arm by day, shape (days,).
    smoothing
        As `amplification_ratio`; the interval does not depend on it.
    size_ratio, level, method
        As `ratio_bounds`.

    Returns
    -------
    Estimate
        Unit "amplification": 0 is the same reach, 1 twice the reach. The upper end is infinite
        if nobody in the control arm was reached.

    Raises
    ------
    ValueError
        As `ratio_bounds`; or if the ratio is undefined: nobody was reached in control and
        ``smoothing`` is ``none``.

    Examples
    --------
    >>> found = pooled_amplification([9, 12, 11], [2, 0, 3], size_ratio=4)
    >>> f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f}), {found.n}"
    '0.33 (-0.36 to 2.98), 32 treatment and 5 control user-days on 3 days'
    """
    days = np.broadcast_shapes(np.shape(treatment), np.shape(control))
    if len(days) != 1:
        raise ValueError(f"Reach must be one number a day, shape (days,), not of shape {days}.")
    value = float(
        pooled_ratio(treatment, control, smoothing=smoothing, size_ratio=size_ratio, axis=0)
    )
    if np.isnan(value):
        raise ValueError(
            "Nobody in the control arm was reached, so the ratio is undefined; use "
            "smoothing='corrected', or report the two counts."
        )
    met = np.broadcast_to(np.asarray(treatment, dtype=np.float64), days).sum()
    unranked = np.broadcast_to(np.asarray(control, dtype=np.float64), days).sum()
    ends = ratio_bounds(met, unranked, size_ratio=size_ratio, level=level, method=method)
    return Estimate(
        value=value,
        low=float(ends.low),
        high=float(ends.high),
        level=level,
        n=f"{met:,.0f} treatment and {unranked:,.0f} control user-days on {days[0]:,} days",
        unit=UNIT,
        method=f"pooled ratio, smoothing {smoothing}, with {_NAMES[method]}; user-days taken as "
        "independent",
    )


def exact_coverage(
    control_reach: float,
    true_amplification: float,
    *,
    size_ratio: float,
    level: float,
    method: IntervalMethod = "score",
) -> float:
    """Return the exact probability that the interval holds the truth under Poisson reach.

    An interval holds the truth if the test behind it accepts the truth, and that is a range of
    T for each total N. The probability of the range is summed over the Poisson
    distribution of N.

    Parameters
    ----------
    control_reach
        Expected control user-days, pooled over days, above 0.
    true_amplification
        Above -1.
    size_ratio, level, method
        As `ratio_bounds`.

    Examples
    --------
    >>> round(exact_coverage(685, 0, size_ratio=4, level=0.95), 3)
    0.95
    """
    checked_choice("method", method, METHODS)
    factor, nominal = checked_size_ratio(size_ratio), checked_fraction("level", level)
    if not control_reach > 0 or not true_amplification > -1:
        raise ValueError(
            "Coverage needs an expected control reach above 0 and an amplification above -1, "
            f"not {control_reach!r} and {true_amplification!r}."
        )
    odds = factor * (1 + true_amplification)
    chance = odds / (1 + odds)
    mean = control_reach * (1 + odds)
    window = 10 * np.sqrt(mean) + 40
    totals = np.arange(max(0, int(mean - window)), checked_count("window", int(mean + window)) + 1)
    if method == "score":
        reach = stats.norm.ppf((1 + nominal) / 2) * np.sqrt(totals * chance * (1 - chance))
        # The slack keeps a count exactly on the border, where rounding would decide.
        lowest = np.ceil(totals * chance - reach - 1e-9)
        highest = np.floor(totals * chance + reach + 1e-9)
    else:
        tail = (1 - nominal) / 2
        lowest = stats.binom.ppf(tail, totals, chance)
        highest = totals - stats.binom.ppf(tail, totals, 1 - chance)
    held = stats.binom.cdf(highest, totals, chance) - stats.binom.cdf(lowest - 1, totals, chance)
    return float((stats.poisson.pmf(totals, mean) * np.where(totals == 0, 1.0, held)).sum())


def _wilson(met: FloatArray, total: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    quantile = stats.norm.ppf((1 + level) / 2)
    square = quantile**2
    spread = np.zeros_like(met)
    np.divide(met * (total - met), total, out=spread, where=total > 0)
    centre = (met + square / 2) / (total + square)
    half = quantile * np.sqrt(spread + square / 4) / (total + square)
    return centre - half, centre + half


def _clopper_pearson(
    met: FloatArray, total: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    tail = (1 - level) / 2
    # Shape parameters of 0 belong to ends that are set to 0 and 1 afterwards.
    low = stats.beta.ppf(tail, np.maximum(met, 1), total - met + 1)
    high = stats.beta.ppf(1 - tail, met + 1, np.maximum(total - met, 1))
    return np.asarray(low), np.asarray(high)
