"""Tests that permute labels or flip signs, with p-values that are never zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from rml.estimate import HypothesisTest
from rml.stats.arguments import (
    FloatArray,
    checked_choice,
    checked_count,
    checked_generator,
    checked_noun,
    checked_sample,
)

Alternative = Literal["two-sided", "greater", "less"]
TwoSampleStatistic = Callable[[FloatArray, FloatArray], float]

MOST_UNITS_ENUMERATED = 20
_BATCH_ENTRIES = 2_000_000
# Sums of the same numbers in another order differ in the last digits; they count as ties.
_TIE_TOLERANCE = 1e-12


def permutation_test(
    first: ArrayLike,
    second: ArrayLike,
    *,
    rng: np.random.Generator,
    resamples: int = 9999,
    statistic: TwoSampleStatistic | None = None,
    alternative: Alternative = "two-sided",
    of: str = "units",
) -> HypothesisTest:
    """Return a two-sample permutation test with the p-value (b + 1) / (B + 1).

    b of the B random permutations of the group labels have a statistic at least as extreme
    as the observed one, which counts itself once; the test is exact at any B. It
    needs units that are exchangeable between the groups under the null hypothesis: values
    of the same person or neighbouring days are not, so pass one value for each unit.

    Parameters
    ----------
    first, second
        One value for each unit of each group, shapes (n,) and (m,), n, m >= 1, n + m >= 3.
    rng
        The source of randomness.
    resamples
        Number B of random permutations, at least 19.
    statistic
        Takes the two groups and returns a number; the difference of means, first minus
        second, if None. "two-sided" compares absolute values, so it wants a statistic that
        is centred at 0 under the null hypothesis.
    alternative
        "two-sided", "greater" (first larger) or "less".
    of
        What a unit is, in the plural, for the test's ``n``.

    Raises
    ------
    ValueError
        If a group is empty, a value is missing, or the statistic is not finite.

    References
    ----------
    Phipson and Smyth (2010), doi:10.2202/1544-6115.1585.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> test = permutation_test([3.1, 2.8, 3.6, 3.3], [1.0, 1.4, 0.7, 1.9], rng=rng)
    >>> 0.02 < test.p_value < 0.04, test.smallest_p
    (True, 0.0001)
    """
    group_first = checked_sample("first", first, minimum=1)
    group_second = checked_sample("second", second, minimum=1)
    pooled = np.concatenate([group_first, group_second])
    if pooled.size < 3:
        raise ValueError("Two groups of one unit each have nothing to permute; give more units.")
    count = checked_count("resamples", resamples, minimum=19)
    checked_choice("alternative", alternative, ("two-sided", "greater", "less"))
    generator = checked_generator(rng)
    size = group_first.size
    observed = _two_sample(pooled[np.newaxis], size, statistic)[0]
    batch = max(1, _BATCH_ENTRIES // pooled.size)
    permuted = np.concatenate(
        [
            _two_sample(
                generator.permuted(np.tile(pooled, (min(batch, count - done), 1)), axis=1),
                size,
                statistic,
            )
            for done in range(0, count, batch)
        ]
    )
    undefined = int(np.count_nonzero(~np.isfinite(permuted)))
    if undefined or not np.isfinite(observed):
        raise ValueError(
            f"The statistic is not a finite number in {undefined} of {count} permutations (the "
            f"sample itself gives {observed}); choose one that is defined for every permutation."
        )
    score = {"two-sided": np.abs, "greater": np.positive, "less": np.negative}[alternative]
    tolerance = _TIE_TOLERANCE * max(float(np.max(np.abs(permuted))), abs(float(observed)))
    extreme = int(np.count_nonzero(score(permuted) >= score(observed) - tolerance))
    named = "difference of means" if statistic is None else "statistic"
    return HypothesisTest(
        statistic=float(observed),
        p_value=(extreme + 1) / (count + 1),
        smallest_p=1 / (count + 1),
        n=f"{size:,} and {group_second.size:,} {checked_noun('of', of)}",
        null=f"the two groups of {of} come from one distribution",
        method=(
            f"permutation test of the {named}, {alternative}, {count:,} random permutations of "
            f"{of} between the groups"
        ),
    )


def sign_flip_test(
    values: ArrayLike,
    *,
    rng: np.random.Generator | None = None,
    resamples: int = 9999,
    of: str = "units",
) -> HypothesisTest:
    """Return the two-sided sign-flip test that the units' values are symmetric about zero.

    Up to 20 units, all 2**n sign patterns are enumerated and the p-value is exact. Its
    smallest attainable value is 2 / 2**n: 0.25 for three units, 0.0625 for five; fewer than
    six units can never reach 0.05, however large the effect. More than 20 units need
    a generator, and the p-value is (b + 1) / (B + 1) over B random patterns.

    Parameters
    ----------
    values
        One value for each independent unit, shape (n,), n >= 2. A unit of value 0
        carries no sign: it raises the smallest attainable p.
    rng
        The source of randomness; used for more than 20 units only.
    resamples
        Number B of random sign patterns, at least 19; used for more than 20 units only.
    of
        What a unit is, in the plural, for the test's ``n``.

    Returns
    -------
    HypothesisTest
        The statistic is the mean of the values.

    Raises
    ------
    ValueError
        If there are fewer than 2 values, one is missing, or more than 20 come without a
        generator.

    References
    ----------
    Fisher (1935), The Design of Experiments, section 21.
    Hemerik and Goeman (2018), doi:10.1007/s11749-017-0571-1.

    Examples
    --------
    >>> test = sign_flip_test([-0.0586, -0.0974, -0.0182], of="accounts")
    >>> test.p_value, test.smallest_p
    (0.25, 0.25)
    """
    sample = checked_sample("values", values, minimum=2)
    checked_noun("of", of)
    tolerance = _TIE_TOLERANCE * float(np.abs(sample).sum())
    threshold = abs(float(sample.sum())) - tolerance
    if sample.size <= MOST_UNITS_ENUMERATED:
        sums = _all_signed_sums(sample)
        p_value = float(np.mean(np.abs(sums) >= threshold))
        smallest = float(np.mean(np.abs(sums) >= np.abs(sample).sum() - tolerance))
        how = f"exact, all {2**sample.size:,} sign patterns"
    else:
        if rng is None:
            raise ValueError(
                f"{sample.size} units are too many to enumerate (at most {MOST_UNITS_ENUMERATED}); "
                "pass `rng` to draw random sign patterns."
            )
        count = checked_count("resamples", resamples, minimum=19)
        signs = checked_generator(rng).choice([-1.0, 1.0], size=(count, sample.size))
        extreme = int(np.count_nonzero(np.abs(signs @ sample) >= threshold))
        p_value = (extreme + 1) / (count + 1)
        smallest = 1 / (count + 1)
        how = f"{count:,} random sign patterns"
    return HypothesisTest(
        statistic=float(sample.mean()),
        p_value=p_value,
        smallest_p=smallest,
        n=f"{sample.size:,} {of}",
        null=f"the values of the {of} are independent and symmetric about zero",
        method=f"two-sided sign-flip test of the mean over {of}, {how}",
    )


def _two_sample(pooled: FloatArray, size: int, statistic: TwoSampleStatistic | None) -> FloatArray:
    """Return the statistic for each row of ``pooled``, whose first ``size`` are group one."""
    first, second = pooled[:, :size], pooled[:, size:]
    if statistic is None:
        return np.asarray(first.mean(axis=1) - second.mean(axis=1))
    return np.array([float(statistic(*groups)) for groups in zip(first, second, strict=True)])


def _all_signed_sums(sample: FloatArray) -> FloatArray:
    """Return the sums under all sign patterns up to an overall sign, shape (2**(n - 1),)."""
    sums = sample[:1]
    for value in sample[1:]:
        sums = np.concatenate([sums + value, sums - value])
    return sums
