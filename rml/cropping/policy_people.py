"""How policies differ on single portraits: means, changes and differences over people.

One portrait a person, so people are independent and are what the intervals resample.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import stats

from rml.cropping.policy_gaps import ALIKE, POINTS, constant, fixed
from rml.estimate import Estimate
from rml.stats.arguments import FloatArray
from rml.stats.bootstrap import cluster_bootstrap
from rml.stats.intervals import t_interval
from rml.stats.permutation import permutation_test


def mean_over_people(values: FloatArray, *, level: float, of: str) -> Estimate:
    """Return the mean share over people with its t interval; none if all are the same.

    An end beyond 0 or 1 is cut off there: no share lies outside.

    Parameters
    ----------
    values
        One for each person, in [0, 1], shape (n,).
    level
        Nominal coverage, in (0, 1).
    of
        Who the people are, in the plural.
    """
    if constant(values) is not None:
        return fixed(float(values[0]), n=f"{values.size:,} {of}", unit="proportion")
    mean = t_interval(values, level=level, unit="proportion", of=of)
    if mean.low is None or mean.high is None:
        raise AssertionError  # t_interval always gives an interval
    return replace(mean, low=max(mean.low, 0.0), high=min(mean.high, 1.0))


def change_over_people(
    values: FloatArray, others: FloatArray, *, level: float, of: str
) -> tuple[Estimate, float]:
    """Return the mean difference of two policies on the same people, and its p-value.

    Parameters
    ----------
    values, others
        What each policy keeps of each person, shape (n,).
    level
        Nominal coverage, in (0, 1).
    of
        Who the people are, in the plural.

    Returns
    -------
    tuple
        The difference in percentage points with its paired t interval, and the two-sided p of
        Student's paired t test. If everybody's difference is the same there is no interval, and
        p is 1, or that of the sign-flip test if the difference is not 0.
    """
    differences = 100 * (values - others)
    if constant(differences) is not None:
        value = float(differences[0])
        p_value = 1.0 if abs(value) < ALIKE else 2.0 ** (1 - values.size)
        return fixed(value, n=f"{values.size:,} {of}", unit=POINTS), p_value
    estimate = t_interval(differences, level=level, unit=POINTS, of=of)
    return estimate, float(stats.ttest_1samp(differences, 0).pvalue)


def difference_of_groups(
    first: FloatArray,
    second: FloatArray,
    *,
    rng: np.random.Generator,
    resamples: int,
    level: float,
    of: str,
) -> tuple[Estimate, float]:
    """Return the difference between two groups' means, and the p of a permutation test.

    Parameters
    ----------
    first, second
        One value for each person of each group, in [0, 1], shapes (n,) and (m,).
    rng
        The source of randomness.
    resamples
        Resamples of people, and permutations of their groups.
    level
        Nominal coverage, in (0, 1).
    of
        Who the people are, in the plural.

    Returns
    -------
    tuple
        First minus second in percentage points, with a BCa interval that resamples people;
        without one and with p = 1 if all values are the same.
    """
    both = 100 * np.concatenate([first, second])
    if constant(both) is not None:
        return fixed(0.0, n=f"{both.size:,} {of}", unit=POINTS), 1.0
    member = np.repeat([1.0, 0.0], [first.size, second.size])
    estimate = cluster_bootstrap(
        np.stack([both, member], axis=1),
        np.arange(both.size),
        _difference_of_means,
        rng=rng,
        resamples=resamples,
        level=level,
        interval="bca",
        unit=POINTS,
        of=of,
    )
    test = permutation_test(first, second, rng=rng, resamples=resamples, of=of)
    return estimate, test.p_value


def _difference_of_means(rows: FloatArray) -> float:
    member = rows[:, 1] == 1
    return float(rows[member, 0].mean() - rows[~member, 0].mean())
