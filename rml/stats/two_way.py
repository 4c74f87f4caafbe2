"""Win rates between groups whose people are reused in pairs: intervals and tests over people.

The estimand is P(the first group's person wins) for two people drawn at random from the
superpopulations that the people at hand stand for, or a weighted sum of such probabilities
over several pairs of groups. Pairs that share a person are not independent. An interval that
takes pairs, or composites, as independent trials (`rml.stats.intervals.wilson`) is too short,
and the shorter the more pairs are made of the same people.

Which function to call: `two_way_t`, and `two_way_t_over_pairs` where several pairs of groups
or conditions are added up or compared. It takes the two-way variance over people
(`rml.stats.cell_means`), asks how many independent pairs would have given the same, and forms
Wilson's interval for that many, with the t quantile for the degrees of freedom of the
variance. It is the default because it stayed within 2 points of its level for all but very
lopsided win rates, held up best for those, and needs no seed. `two_way_bootstrap` is a check:
it has the same variance and takes its asymmetry from the resamples.

What nominal 95 % intervals cover, in per cent: the least and the most over scores that are
normal, exponential, tied or of unequal spread, and outcomes with and without noise of the
pair, at win rates from 0.3 to 0.7 (600 to 1,500 repetitions a case, 6,500 in the hard case
below, so that an end may be off by 1; tests/bench/coverage_paired.py prints every case). The
last column is `two_way_t` at win rates of 0.15 and 0.85.

===============  =====  ==========  ===========  =========  =========  ==========
people, pairs    naive  percentile  v ± z error  bootstrap  two_way_t  0.15, 0.85
===============  =====  ==========  ===========  =========  =========  ==========
10 × 28, all     27-43  89-96       88-94        92-97      92-97      89-96
15 × 15, all     33-44  93-95       91-94        94-96      95-97      92-95
15 × 327, 500    30-50              90-94                   93-96      90-96
21 × 31, all     24-35              92-95                   94-97      93-96
21 × 31, 200     42-55  95-98       91-95        93-96      94-97      94-95
21 × 327, 1,000  23-43              92-95                   94-97      92-96
94 × 327, 200    75-87  99-100      94-96        93-97      94-96      94-96
94 × 327, 1,000  41-61              94-95                   95-96      94-96
===============  =====  ==========  ===========  =========  =========  ==========

Naive takes both composites of each pair as independent. The plain percentile interval of
resampled people is too short for few people and counts the noise of pairs up to three times,
which shows where pairs are few. Value plus or minus 1.96 two-way standard errors ignores
that a standard error from few people is uncertain; the same on the logit scale with a t
quantile covers 95 to 98 % at 15 × 15.

The hard case is a small group in which few people win much, against many people and with
noise: exponential scores at a win rate of 0.3. There, in 5,000 repetitions against 327
people, coverage is 92 % with 10 or 12 people, 92.5 % with 14, 93.4 % with 15 and 93.6 % with
20; in the other cases 10 people give 93 to 98 %. Hence `LEAST_PEOPLE`. If the noise is twice
as spread as the scores, coverage falls to 92 % with 15 people and 92 or 93 % with 20.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from rml.estimate import Estimate, HypothesisTest
from rml.stats.arguments import checked_fraction
from rml.stats.people_pairs import Cell, PairOutcomes
from rml.stats.weighted_means import single_mean, weighted_means

# The least size of a group with which coverage stays within 93 and 97 % in all cases above.
LEAST_PEOPLE = 15


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

    The estimand is the mean outcome of two people drawn at random from the two
    superpopulations, given the pairs that were made: these may be all pairs or any sample
    drawn without regard to outcomes, people may appear unequally often, and pairs may come
    again. For coverage, see the module's table.

    If no outcome differs from the others, the people's spread cannot be estimated, and the
    interval is Clopper and Pearson's for as many pairs as share nobody: ten thousand wins
    by 15 people are 15 wins.

    Parameters
    ----------
    outcomes
        In [0, 1], shape (r,): 1 if the first group's person won, 0.5 if one of two orders.
    first, second
        The persons of each pair, shape (r,); a label stands for the same person throughout.
        The groups share nobody, so labels of the two may coincide.
    level
        Nominal coverage, in (0, 1).
    unit
        What the mean is measured in.
    of_first, of_second
        Who the people of each group are, in the plural, for the estimate's ``n``.

    Returns
    -------
    Estimate
        Ends in [0, 1].

    Raises
    ------
    ValueError
        If a group has fewer than `LEAST_PEOPLE` people, the lengths differ, or an outcome is
        missing or outside [0, 1].

    References
    ----------
    DeLong, DeLong and Clarke-Pearson (1988), doi:10.2307/2531595 (all pairs).
    Cameron, Gelbach and Miller (2011), doi:10.1198/jbes.2010.07136 (two ways).
    Wilson (1927), doi:10.1080/01621459.1927.10502953.
    Satterthwaite (1946), doi:10.2307/3002019.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> women, men = rng.normal(0.4, size=20), rng.normal(size=30)
    >>> first, second = np.divmod(np.arange(600), 30)
    >>> won = women[first] > men[second]
    >>> rate = two_way_t(won, first, second, of_first="women", of_second="men")
    >>> f"{rate.value:.2f} ({rate.low:.2f} to {rate.high:.2f}), {rate.n}"
    '0.69 (0.53 to 0.82), 20 women and 30 men in 600 pairs'
    """
    mean = single_mean(outcomes, first, second, least=LEAST_PEOPLE)
    ends = mean.score_ends(checked_fraction("level", level))
    return mean.estimate(ends, level=level, unit=unit, n=mean.count_of_two(of_first, of_second))


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

    The people of each group are resampled independently of the other's, and a pair counts
    as often as both its people were drawn together (the pigeonhole bootstrap). That counts
    the noise of pairs up to three times, and the spread of few people too little, so the
    resamples' deviations are scaled to the unbiased two-way variance and widened by the t
    quantile over the normal one. For coverage, see the module's table.

    Parameters
    ----------
    outcomes, first, second, level, unit, of_first, of_second
        As for `two_way_t`.
    rng
        The source of randomness.
    resamples
        Number of resamples; 9,999 for a published interval.

    Returns
    -------
    Estimate
        Ends in [0, 1]; those of `two_way_t` where no outcome differs.

    Raises
    ------
    ValueError
        As for `two_way_t`; or if the resamples are too few for the level, or most of them
        hold no pair.

    References
    ----------
    McCullagh (2000), doi:10.2307/3318577.
    Owen (2007), doi:10.1214/07-AOAS122.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> women, men = rng.normal(0.4, size=20), rng.normal(size=30)
    >>> first, second = np.divmod(np.arange(600), 30)
    >>> rate = two_way_bootstrap(women[first] > men[second], first, second, rng=rng)
    >>> f"{rate.value:.2f} ({rate.low:.2f} to {rate.high:.2f})"
    '0.69 (0.53 to 0.84)'
    """
    mean = single_mean(outcomes, first, second, least=LEAST_PEOPLE)
    level = checked_fraction("level", level)
    ends = mean.bootstrap_ends(level, rng=rng, resamples=resamples)
    return mean.estimate(ends, level=level, unit=unit, n=mean.count_of_two(of_first, of_second))


def two_way_test(
    outcomes: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    *,
    null: float = 0.5,
    of_first: str = "people",
    of_second: str = "people",
) -> HypothesisTest:
    """Return the two-sided test that the mean outcome of pairs is ``null``, over people.

    Its p-value is below 1 - level exactly if the interval of `two_way_t` at that level
    leaves ``null`` out. Where nothing differs it rejects as often as the interval fails to
    cover: at 5 % and a win rate of 0.5, in 3 to 6 % of samples.

    Parameters
    ----------
    outcomes, first, second, of_first, of_second
        As for `two_way_t`.
    null
        The mean outcome to be tested, in (0, 1).

    Returns
    -------
    HypothesisTest
        The statistic is the distance from ``null`` in standard errors that hold under it.

    Raises
    ------
    ValueError
        As for `two_way_t`, or if ``null`` is not strictly between 0 and 1.

    Examples
    --------
    >>> first, second = np.divmod(np.arange(600), 30)
    >>> wins = np.random.default_rng(1).random(600) < 0.6
    >>> f"{two_way_test(wins, first, second).p_value:.4f}"
    '0.0001'
    """
    mean = single_mean(outcomes, first, second, least=LEAST_PEOPLE)
    return mean.test(null, n=mean.count_of_two(of_first, of_second))


def two_way_t_over_pairs(
    pairs: PairOutcomes,
    weights: Mapping[Cell, float],
    *,
    level: float = 0.95,
    unit: str = "win rate",
    of: str = "people",
) -> Estimate:
    """Return a weighted sum of group pairs' mean outcomes with an analytic interval over people.

    A person who appears in several pairs of groups, or under several conditions, counts as
    one person: the sum's variance is that of the people's total influence on it. Weights that
    sum to 1 make a mean over group pairs, such as women over men by ethnicity. Weights that
    sum to 0 make a contrast, such as faces masked minus faces shown, which is the narrower the
    more alike the people do under both. For one pair of groups with the weight 1 this is
    `two_way_t`.

    A cell in which no outcome differs adds no variance. If that holds of the sum as a whole,
    the interval is exact, from pairs that share nobody.

    Parameters
    ----------
    pairs
        The outcomes, with persons and groups.
    weights
        The weight of the mean outcome of each (first group, second group), or (first group,
        second group, condition) if the outcomes have conditions. Rows in which the second
        group came first count too, turned round.
    level
        Nominal coverage, in (0, 1).
    unit
        What the sum is measured in.
    of
        Who the people are, in the plural, for the estimate's ``n``; the pairs in ``n`` are
        those of the condition that has most.

    Returns
    -------
    Estimate
        Ends between the smallest and the largest sum possible.

    Raises
    ------
    ValueError
        If a group of a cell has fewer than `LEAST_PEOPLE` people there, a cell has no row,
        is malformed or named in both orders, a person is found in two groups, or all
        weights are 0.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> women, men = rng.normal(0.4, size=20), rng.normal(size=30)
    >>> first, second = np.divmod(np.arange(600), 30)
    >>> shown = women[first] > men[second]
    >>> masked = women[first] + rng.normal(size=20)[first] > men[second]
    >>> both = PairOutcomes(
    ...     group_first=np.full(1200, "women"), person_first=np.tile(first, 2),
    ...     group_second=np.full(1200, "men"), person_second=np.tile(100 + second, 2),
    ...     outcome=np.concatenate([shown, masked]),
    ...     condition=np.repeat(["shown", "masked"], 600),
    ... )
    >>> weights = {("women", "men", "masked"): 1, ("women", "men", "shown"): -1}
    >>> change = two_way_t_over_pairs(both, weights)
    >>> f"{change.value:.2f} ({change.low:.2f} to {change.high:.2f}), {change.n}"
    '-0.06 (-0.18 to 0.05), 50 people of 2 groups in 600 pairs'
    """
    total = weighted_means(pairs, weights, least=LEAST_PEOPLE)
    ends = total.score_ends(checked_fraction("level", level))
    return total.estimate(ends, level=level, unit=unit, n=total.count(of))


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
    """Return a weighted sum of group pairs' mean outcomes, people resampled once for all cells.

    Parameters
    ----------
    pairs, weights, level, unit, of
        As for `two_way_t_over_pairs`.
    rng, resamples
        As for `two_way_bootstrap`.

    Raises
    ------
    ValueError
        As for `two_way_t_over_pairs` and `two_way_bootstrap`.

    References
    ----------
    As for `two_way_bootstrap`.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> women, men = rng.integers(0, 20, 400), rng.integers(20, 50, 400)
    >>> pairs = PairOutcomes(
    ...     group_first=np.full(400, "women"), person_first=women,
    ...     group_second=np.full(400, "men"), person_second=men,
    ...     outcome=rng.normal(0.4, size=50)[women] > rng.normal(size=50)[men],
    ... )
    >>> rate = two_way_bootstrap_over_pairs(pairs, {("women", "men"): 1}, rng=rng, resamples=999)
    >>> f"{rate.value:.2f} ({rate.low:.2f} to {rate.high:.2f}), {rate.n}"
    '0.48 (0.28 to 0.69), 50 people of 2 groups in 400 pairs'
    """
    total = weighted_means(pairs, weights, least=LEAST_PEOPLE)
    level = checked_fraction("level", level)
    ends = total.bootstrap_ends(level, rng=rng, resamples=resamples)
    return total.estimate(ends, level=level, unit=unit, n=total.count(of))


def two_way_test_over_pairs(
    pairs: PairOutcomes,
    weights: Mapping[Cell, float],
    *,
    null: float | None = None,
    of: str = "people",
) -> HypothesisTest:
    """Return the two-sided test of a weighted sum of group pairs' mean outcomes, over people.

    It agrees with `two_way_t_over_pairs` as `two_way_test` does with `two_way_t`. The
    p-values of a family go to `rml.stats.multiplicity.holm`, which allows for their
    dependence, whatever it is.

    Parameters
    ----------
    pairs, weights, of
        As for `two_way_t_over_pairs`.
    null
        The sum to be tested, strictly between the smallest and the largest possible; half the
        sum of the weights if None, which is 0.5 for a mean and 0 for a contrast.

    Raises
    ------
    ValueError
        As for `two_way_t_over_pairs`, or if ``null`` is out of range.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> women, men = rng.integers(0, 20, 400), rng.integers(20, 50, 400)
    >>> pairs = PairOutcomes(
    ...     group_first=np.full(400, "women"), person_first=women,
    ...     group_second=np.full(400, "men"), person_second=men,
    ...     outcome=rng.normal(0.4, size=50)[women] > rng.normal(size=50)[men],
    ... )
    >>> f"{two_way_test_over_pairs(pairs, {('women', 'men'): 1}).p_value:.3f}"
    '0.862'
    """
    total = weighted_means(pairs, weights, least=LEAST_PEOPLE)
    null = float(total.weights.sum()) / 2 if null is None else null
    return total.test(null, n=total.count(of))
