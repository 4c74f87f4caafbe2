"""What a comparison of two rates can detect, given its sample sizes."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from scipy import optimize, stats

from rml.stats.arguments import checked_choice, checked_count, checked_fraction, checked_rate

# Counts that are left out of the sum over the first group have this probability at most.
_LEFT_OUT = 1e-12


def power_two_proportions(
    p_first: float, p_second: float, n_first: int, n_second: int, *, alpha: float = 0.05
) -> float:
    """Return the probability that the two-sided score test finds two rates to differ.

    The test is the pooled two-proportion z test (Pearson's chi-square without continuity
    correction) at level ``alpha``. Its power is summed over the binomial distributions
    of both counts, with no normal approximation of the power, so it holds for rare
    outcomes in small groups too. With p_first equal to p_second it is the test's true size,
    which may differ from ``alpha``.

    Parameters
    ----------
    p_first, p_second
        True rates, in [0, 1].
    n_first, n_second
        Independent trials in each group, at least 1.
    alpha
        Level of the test, in (0, 1).

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    ValueError
        If a rate, a count or the level is out of range.

    References
    ----------
    Suissa and Shuster (1985), doi:10.2307/2981892 (the exact unconditional distribution).

    Examples
    --------
    >>> round(power_two_proportions(0.03, 0.08, 190, 1740), 2)
    0.78
    """
    rate_first = checked_rate("p_first", p_first)
    rate_second = checked_rate("p_second", p_second)
    total_first = checked_count("n_first", n_first, minimum=1)
    total_second = checked_count("n_second", n_second, minimum=1)
    alpha = checked_fraction("alpha", alpha)
    return _power(rate_first, rate_second, total_first, total_second, alpha)


def minimum_detectable_rate(
    p_reference: float,
    n_group: int,
    n_reference: int,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    direction: Literal["lower", "higher"],
) -> float | None:
    """Return the rate nearest to the reference that the test detects with the wanted power.

    Parameters
    ----------
    p_reference
        True rate of the reference group, in [0, 1].
    n_group, n_reference
        Independent trials in the group and in the reference, at least 1.
    power
        Wanted probability of detection, in (alpha, 1).
    alpha
        Level of the two-sided test, in (0, 1); see `power_two_proportions`.
    direction
        Whether the group's rate is "lower" or "higher" than the reference.

    Returns
    -------
    float or None
        A rate in [0, 1], or None when no rate in that direction, not even 0 or 1, is
        detected with this power: then the sample cannot show such a difference at all.

    Raises
    ------
    ValueError
        If an argument is out of range, or the power is not above alpha.

    Examples
    --------
    >>> round(minimum_detectable_rate(0.08, 190, 1740, direction="lower"), 3)
    0.029
    >>> minimum_detectable_rate(0.01, 50, 1740, direction="lower") is None
    True
    """
    reference = checked_rate("p_reference", p_reference)
    total_group = checked_count("n_group", n_group, minimum=1)
    total_reference = checked_count("n_reference", n_reference, minimum=1)
    alpha = checked_fraction("alpha", alpha)
    wanted = checked_fraction("power", power)
    checked_choice("direction", direction, ("lower", "higher"))
    if wanted <= alpha:
        raise ValueError(
            f"`power` must be above alpha ({alpha:g}), not {wanted:g}: a test rejects that often "
            "without any difference."
        )

    def shortfall(rate: float) -> float:
        return wanted - _power(rate, reference, total_group, total_reference, alpha)

    if shortfall(reference) <= 0:
        raise ValueError(
            f"With samples this small the test rejects with a probability of at least {wanted:g} "
            "without any difference; ask for more power."
        )
    farthest = 0.0 if direction == "lower" else 1.0
    if reference == farthest or shortfall(farthest) > 0:
        return None
    return float(optimize.brentq(shortfall, farthest, reference, xtol=1e-9))


def _power(
    rate_first: float, rate_second: float, total_first: int, total_second: int, alpha: float
) -> float:
    first = stats.binom(total_first, rate_first)
    counts = np.arange(
        max(int(first.ppf(_LEFT_OUT / 2)), 0), min(int(first.isf(_LEFT_OUT / 2)), total_first) + 1
    )
    # For a given first count, (x1/n1 - x2/n2)^2 <= z^2 * pooled variance is a quadratic
    # inequality in x2, so the test accepts on an interval of second counts.
    square = float(stats.norm.isf(alpha / 2)) ** 2
    total = total_first + total_second
    factor = square * (1 / total_first + 1 / total_second) / total**2
    share = counts / total_first
    a = 1 / total_second**2 + factor
    b = -2 * share / total_second - factor * (total - 2 * counts)
    c = share**2 - factor * counts * (total - counts)
    root = np.sqrt(np.maximum(b * b - 4 * a * c, 0))
    lowest = np.ceil((-b - root) / (2 * a) - 1e-9)
    highest = np.floor((-b + root) / (2 * a) + 1e-9)
    second = stats.binom(total_second, rate_second)
    rejected = second.cdf(lowest - 1) + second.sf(highest)
    return float(min(math.fsum(first.pmf(counts) * rejected), 1.0))
