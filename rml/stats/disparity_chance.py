"""What gap between several groups chance alone gives, and a test of any difference."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from rml.estimate import HypothesisTest
from rml.stats.arguments import (
    FloatArray,
    checked_count,
    checked_finite,
    checked_fraction,
    checked_generator,
    checked_noun,
    checked_rate,
    checked_sample,
)
from rml.stats.disparity import checked_groups
from rml.stats.disparity_values import checked_covariance, normal_noise


def gap_expected_by_chance(sizes: ArrayLike, rate: float) -> float:
    """Return the expected largest minus smallest rate if all groups have the same rate.

    Exact for independent people: the expectations of the largest and the smallest of
    independent binomial shares follow from their distribution functions.

    Parameters
    ----------
    sizes
        People in each group, at least 1, shape (groups,), at least two groups.
    rate
        The common rate, in [0, 1]; of the pooled groups, if it is not known.

    Returns
    -------
    float
        A proportion; 0.0875 for seven groups of 200 at 0.3.

    Raises
    ------
    ValueError
        If a size is not whole or below 1, or the rate is no proportion.

    Examples
    --------
    >>> round(gap_expected_by_chance([200] * 7, 0.3), 4)
    0.0875
    """
    _, totals = checked_groups(np.zeros(np.shape(sizes)), sizes)
    common = checked_rate("rate", rate)
    shares = np.unique(np.concatenate([np.arange(n + 1) / n for n in np.unique(totals)]))
    below, above = np.ones(shares.size), np.ones(shares.size)
    for size, times in zip(*np.unique(totals, return_counts=True), strict=True):
        # Half a count's slack: a share times its size must not fall short of a whole number.
        reached = stats.binom.cdf(np.floor(shares * size + 1e-6), size, common)
        below *= reached**times
        above *= (1 - reached) ** times
    steps = np.diff(shares)
    return float(np.sum(steps * (1 - below[:-1] - above[:-1])))


def gap_expected_from_noise(
    covariance: ArrayLike, *, rng: np.random.Generator, resamples: int = 99_999
) -> float:
    """Return the expected largest minus smallest value if values differ by normal noise alone.

    Parameters
    ----------
    covariance
        Covariance of the values' errors, shape (groups, groups), or squared standard errors
        of independent values, shape (groups,).
    rng, resamples
        The source of randomness and the number of normal draws that are averaged.

    Raises
    ------
    ValueError
        If it is no covariance.

    Examples
    --------
    >>> round(gap_expected_from_noise([1.0, 1.0], rng=np.random.default_rng(1)), 1)
    1.1
    """
    matrix = checked_covariance(covariance)
    count = checked_count("resamples", resamples, minimum=1)
    return float(np.ptp(normal_noise(matrix, rng=rng, resamples=count), axis=1).mean())


def equal_rates_test(
    positives: ArrayLike,
    sizes: ArrayLike,
    *,
    rng: np.random.Generator,
    resamples: int = 9_999,
    of: str = "people",
) -> HypothesisTest:
    """Return a test that all groups have the same rate, valid for groups of any size.

    Pearson's chi-square statistic, whose null distribution is drawn by dealing out all events
    over all people at random (a permutation test: group sizes and number of events are kept).
    Groups without an event need no special care.

    Parameters
    ----------
    positives, sizes
        Events and people of each group, shape (groups,), at least two groups.
    rng, resamples
        The source of randomness and the number of random permutations.
    of
        Who is counted, in the plural.

    Raises
    ------
    ValueError
        If counts are not whole or out of range, or nobody or everybody has an event.

    References
    ----------
    Patefield (1981), doi:10.2307/2346669, for sampling tables with given margins.

    Examples
    --------
    >>> found = equal_rates_test([8, 1, 0], [10, 10, 12], rng=np.random.default_rng(1))
    >>> found.p_value
    0.0001
    """
    counts, totals = checked_groups(checked_sample("positives", positives, minimum=2), sizes)
    number = checked_count("resamples", resamples, minimum=1)
    events, people = counts.sum(), totals.sum()
    if events in (0, people):
        raise ValueError(
            "Nobody or everybody of all groups has an event: there is no difference to test."
        )
    drawn = checked_generator(rng).multivariate_hypergeometric(
        totals.astype(np.int64), int(events), size=number, method="marginals"
    )
    observed = _chi_square(counts, totals)
    beaten = int(np.count_nonzero(_chi_square(drawn, totals) >= observed * (1 - 1e-9)))
    return HypothesisTest(
        statistic=float(observed),
        p_value=(1 + beaten) / (1 + number),
        smallest_p=1 / (1 + number),
        n=f"{totals.size} groups of {people:,.0f} {checked_noun('of', of)}",
        null="all groups have the same rate",
        method=f"chi-square test of equal rates with {number:,} random permutations of the events",
    )


def equal_values_test(
    values: ArrayLike,
    covariance: ArrayLike,
    *,
    of: str,
    freedom: float | None = None,
    scale_only: bool = False,
) -> HypothesisTest:
    """Return a Wald test that all groups have the same mean, given the covariance of errors.

    Parameters
    ----------
    values, covariance
        As `rml.stats.disparity_values.spread_of_values`.
    of
        What was counted, number and noun.
    freedom
        Degrees of freedom of the covariance, such as the people of the smallest group less
        one: the statistic is then held against Hotelling's distribution. None takes the
        covariance as known; with few units behind it, p-values are then too small.
    scale_only
        True if of the covariance only the scale was estimated with that freedom, as where one
        variance is pooled over all groups: the F test of an analysis of variance.

    Raises
    ------
    ValueError
        If values or covariance do not fit, the differences carry no noise, or there are fewer
        degrees of freedom than differences.

    References
    ----------
    Hotelling (1931), doi:10.1214/aoms/1177732979.

    Examples
    --------
    >>> found = equal_values_test([1.0, 2.0, 4.0], [0.04, 0.04, 0.04], of="3 groups")
    >>> round(found.statistic, 1)
    116.7
    """
    found = checked_sample("values", values, minimum=2)
    matrix = checked_covariance(covariance, groups=found.size)
    contrasts = np.eye(found.size)[1:] - np.eye(found.size)[:1]
    noise = contrasts @ matrix @ contrasts.T
    rank = int(np.linalg.matrix_rank(noise, hermitian=True))
    if rank == 0:
        raise ValueError("The differences between the values carry no noise: nothing to test.")
    differences = contrasts @ found
    statistic = float(differences @ np.linalg.pinv(noise, hermitian=True) @ differences)
    method = f"Wald chi-square test of equal values, {rank} degrees of freedom"
    p_value = float(stats.chi2.sf(statistic, rank))
    if freedom is not None:
        if freedom < rank:
            raise ValueError(
                f"`freedom` {freedom:g} is less than the {rank} differences that are tested; pool "
                "groups or leave the smallest out."
            )
        left = freedom if scale_only else freedom - rank + 1
        p_value = float(stats.f.sf(statistic * left / (freedom * rank), rank, left))
        name = "F test" if scale_only else "Hotelling's test"
        method = f"{name} of equal values, {rank} and {left:g} degrees of freedom"
    return HypothesisTest(
        statistic=statistic,
        p_value=p_value,
        smallest_p=0.0,
        n=checked_noun("of", of),
        null="all groups have the same value",
        method=f"{method}, with the design's own covariance",
    )


def size_with_events(rate: float, *, groups: int, chance: float = 0.05) -> int:
    """Return the size from which groups at ``rate`` seldom lack an event, or a non-event.

    Parameters
    ----------
    rate
        The common rate, in (0, 1).
    groups
        How many groups there are.
    chance
        Accepted probability that any of them lacks one, in (0, 1).

    Returns
    -------
    int
        The smallest number of people a group, all groups alike.

    Examples
    --------
    >>> size_with_events(0.05, groups=6)
    93
    """
    common = checked_fraction("rate", rate)
    number = checked_count("groups", groups, minimum=1)
    accepted = 1 - (1 - checked_fraction("chance", chance)) ** (1 / number)
    rarer = min(common, 1 - common)

    def lacking(size: int) -> float:
        return float((1 - rarer) ** size + rarer**size)

    size = max(2, int(np.ceil(np.log(accepted) / np.log1p(-rarer))))
    while lacking(size) > accepted:
        size += 1
    return size


def _chi_square(counts: ArrayLike, sizes: FloatArray) -> FloatArray:
    found = checked_finite("counts", counts)
    rate = found.sum(axis=-1, keepdims=True) / sizes.sum()
    return np.asarray(((found - sizes * rate) ** 2 / (sizes * rate * (1 - rate))).sum(axis=-1))
