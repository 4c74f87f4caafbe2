"""Fisher's exact test of two rates: its p-values, its power, and what it can detect."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy import optimize, special, stats

from rml.estimate import HypothesisTest
from rml.stats.arguments import FloatArray, checked_count, checked_fraction, checked_rate

# Equally likely tables may differ in the last digits of their computed probability.
_TIES: Final = 1 + 1e-7
# Counts less likely than this are left out of a sum for power.
_LEFT_OUT: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactTest:
    """Fisher's test of one group against others, with two p-values beside its own.

    Parameters
    ----------
    result
        The two-sided test; its statistic is the number of successes in the group.
    p_mid
        The mid-p value: less conservative, and without the test's guarantee.
    p_if_none
        The p-value had there been as many successes in all, but none in the group: the most
        that a group of this size can show in that direction. NaN where that is impossible.
    """

    result: HypothesisTest
    p_mid: float
    p_if_none: float


def fisher_test(
    successes: int, trials: int, successes_rest: int, trials_rest: int, *, of: str = "people"
) -> ExactTest:
    """Return Fisher's exact two-sided test that a group and the others have one rate.

    The test conditions on the number of successes in all, so its level holds for every
    size and rate. A table counts as at least as extreme as the observed one if it is at
    most as likely. If the others differ among themselves, their count varies less than a
    binomial count at their mean rate, which makes the test of that mean more cautious.

    Parameters
    ----------
    successes, trials
        Of the group; independent trials.
    successes_rest, trials_rest
        Of the others, who share no trial with the group.
    of
        What a trial is, in the plural.

    Raises
    ------
    ValueError
        If a count is not whole or out of range.

    References
    ----------
    Fisher (1935), doi:10.2307/2342435. Fay (2010), doi:10.32614/RJ-2010-008 (why a two-sided
    exact test and an interval may disagree at the border). Lancaster (1961), Journal of the
    American Statistical Association 56, 223-234 (the mid-p value).

    Examples
    --------
    >>> test = fisher_test(6, 190, 159, 2331)
    >>> round(test.result.p_value, 4), round(test.p_mid, 4)
    (0.0474, 0.0392)
    """
    people = checked_count("trials", trials, minimum=1)
    people_rest = checked_count("trials_rest", trials_rest, minimum=1)
    count = checked_count("successes", successes, maximum=people)
    total = count + checked_count("successes_rest", successes_rest, maximum=people_rest)
    fewest, likely, p_values = conditional_p_values(people, people_rest, total)
    place = count - fewest
    tied = (likely <= likely[place] * _TIES) & (likely * _TIES >= likely[place])
    return ExactTest(
        result=HypothesisTest(
            statistic=float(count),
            p_value=float(p_values[place]),
            smallest_p=float(p_values.min()),
            n=f"{people:,} and {people_rest:,} {of}",
            null="the group and the others have the same rate",
            method="Fisher's exact test, two-sided; statistic: successes in the group",
        ),
        p_mid=float(p_values[place] - likely[tied].sum() / 2),
        p_if_none=float(p_values[0]) if fewest == 0 else math.nan,
    )


def conditional_p_values(
    people: int, people_rest: int, total: int
) -> tuple[int, FloatArray, FloatArray]:
    """Return what Fisher's test can give when ``total`` people are exposed in all.

    Parameters
    ----------
    people, people_rest
        In the group and in the rest.
    total
        Successes in the two together, from 0 to all people.

    Returns
    -------
    int
        The fewest successes that the group can have; the next entries count on from it.
    ndarray, ndarray
        For each number of successes of the group, its probability if the rates are equal,
        and the two-sided p-value.
    """
    fewest, most = max(0, total - people_rest), min(people, total)
    possible = np.arange(fewest, most + 1)
    # scipy.stats.hypergeom gives the same in 30 times the time, too slow for sums of power.
    ways = _log_ways(people, possible) + _log_ways(people_rest, total - possible)
    likely = np.exp(ways - _log_ways(people + people_rest, np.asarray(total)))
    ordered = np.sort(likely)
    summed = np.concatenate([[0.0], np.cumsum(ordered)])
    p_values = summed[np.searchsorted(ordered, likely * _TIES, side="right")]
    return fewest, likely, np.minimum(p_values, 1.0)


def fisher_power(
    rate_rest: float, trials: int, trials_rest: int, *, alpha: float
) -> Callable[[float], float]:
    """Return the function from the group's true rate to the power of Fisher's exact test.

    The power is summed over both binomial counts and the exact rejection regions, without
    approximation. (``rml.stats.power`` has it for the score test, which exceeds its level
    in groups of a dozen people with rare outcomes.)

    Parameters
    ----------
    rate_rest
        True rate of the others, in [0, 1].
    trials, trials_rest
        Independent trials in the group and among the others, at least 1.
    alpha
        Level of the two-sided test, in (0, 1).

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> chance = fisher_power(0.07, 190, 2331, alpha=0.05)
    >>> round(chance(0.035), 2)
    0.46
    """
    checked_fraction("alpha", alpha)
    people = checked_count("trials", trials, minimum=1)
    people_rest = checked_count("trials_rest", trials_rest, minimum=1)
    rest_first, rest_last, rest_mass = _likely_counts(people_rest, rate_rest)

    @functools.cache
    def accepted(total: int) -> tuple[int, int]:
        # The two-sided p-value has one peak, so the test accepts on an interval of counts.
        fewest, _, p_values = conditional_p_values(people, people_rest, total)
        kept = np.flatnonzero(p_values > alpha)
        return fewest + int(kept[0]), fewest + int(kept[-1])

    def chance(rate: float) -> float:
        first, last, mass = _likely_counts(people, rate)
        missed = 0.0
        for total in range(first + rest_first, last + rest_last + 1):
            low, high = accepted(total)
            low, high = max(low, first, total - rest_last), min(high, last, total - rest_first)
            if low <= high:
                of_group = mass[low - first : high - first + 1]
                of_rest = rest_mass[total - high - rest_first : total - low - rest_first + 1]
                missed += float(of_group @ of_rest[::-1])
        return min(max(1 - missed, 0.0), 1.0)

    return chance


def detectable_rate(
    chance: Callable[[float], float],
    rate_rest: float,
    *,
    power: float,
    direction: Literal["lower", "higher"],
) -> float | None:
    """Return the rate nearest to that of the others which is detected with the wanted power.

    Parameters
    ----------
    chance
        Power by the group's true rate, as `fisher_power` returns it.
    rate_rest
        True rate of the others, in [0, 1].
    power
        Wanted probability of detection, in (0, 1).
    direction
        On which side of ``rate_rest``.

    Returns
    -------
    float or None
        None if not even a rate of 0 (or 1) is detected with this power.

    Raises
    ------
    ValueError
        If the rate or the power is out of range.
    """
    near = checked_rate("rate_rest", rate_rest)
    wanted = checked_fraction("power", power)
    room = (0.0 if direction == "lower" else 1.0) - near
    # Small steps first: near the far end the sums run over many more counts.
    for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0):
        far = rate_rest + room * step
        if chance(far) >= wanted:
            return float(optimize.brentq(lambda rate: chance(rate) - wanted, near, far, xtol=1e-6))
        near = far
    return None


def _log_ways(people: int, chosen: np.ndarray) -> FloatArray:
    log = special.gammaln
    return np.asarray(log(people + 1) - log(chosen + 1) - log(people - chosen + 1))


def _likely_counts(people: int, rate: float) -> tuple[int, int, FloatArray]:
    rate = checked_rate("rate", rate)
    ends = np.asarray(stats.binom.ppf([_LEFT_OUT, 1 - _LEFT_OUT], people, rate))
    first, last = ends.astype(int).tolist()
    return first, last, np.asarray(stats.binom.pmf(np.arange(first, last + 1), people, rate))
