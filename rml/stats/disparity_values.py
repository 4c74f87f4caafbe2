"""How much means, or rates that share people, differ between groups beyond their noise.

The general form of `rml.stats.disparity`: the noise is not binomial but has a covariance that
the design of the study gives. Of several estimates from the same people, errors go together,
and what they share does not move the groups apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rml.estimate import Estimate
from rml.stats.arguments import (
    FloatArray,
    checked_finite,
    checked_fraction,
    checked_generator,
    checked_noun,
    checked_resamples,
    checked_sample,
)
from rml.stats.disparity import root, tails


def noise_variance(covariance: ArrayLike) -> float:
    """Return the expected variance over K - 1 of values that differ by noise alone.

    It is tr((I - J / K) S) / (K - 1), with S the noise's covariance and J all ones: the mean
    of the squared standard errors minus the mean covariance of two values. For independent
    values it is the mean of the squared standard errors.

    Parameters
    ----------
    covariance
        Covariance of the values' errors, shape (groups, groups), or squared standard errors
        of independent values, shape (groups,).

    Examples
    --------
    >>> round(noise_variance([0.01, 0.03]), 3)
    0.02
    >>> round(noise_variance([[0.02, 0.01], [0.01, 0.02]]), 3)
    0.01
    """
    matrix = checked_covariance(covariance)
    groups = len(matrix)
    return float((np.trace(matrix) - matrix.sum() / groups) / (groups - 1))


def spread_of_values(
    values: ArrayLike,
    covariance: ArrayLike,
    *,
    rng: np.random.Generator,
    unit: str,
    of: str,
    resamples: int = 9_999,
    level: float = 0.95,
) -> Estimate:
    """Return the standard deviation of the groups' true values beyond their noise.

    For means, and for rates whose noise is not binomial because they share people. The value
    is the root of C = U - N, or 0 where C is negative, with N as `noise_variance` gives it.
    Draws are normal about the values with the covariance given; each carries N twice, so the
    ends are roots of percentiles of D = U - 2 N over draws, cut off at zero.

    Parameters
    ----------
    values
        One value a group, shape (groups,), at least two.
    covariance
        As `noise_variance`; from the design of the study.
    rng
        The source of randomness.
    unit
        The values' unit, and the estimate's.
    of
        What was counted, number and noun.
    resamples, level
        Number of draws, and nominal coverage in (0, 1).

    Raises
    ------
    ValueError
        If values or covariance are missing, of different sizes or no covariance.

    References
    ----------
    Lum, Zhang and Bower (2022), doi:10.1145/3531146.3533105, for rates; the form for any
    covariance follows from the expectation of a quadratic form.

    Examples
    --------
    >>> spread = spread_of_values([1.0, 2.0, 4.0], [0.04, 0.04, 0.04], unit="points",
    ...                           of="3 groups", rng=np.random.default_rng(1))
    >>> f"{spread.value:.2f} ({spread.low:.2f} to {spread.high:.2f})"
    '1.51 (1.23 to 1.79)'
    """
    found = checked_sample("values", values, minimum=2)
    matrix = checked_covariance(covariance, groups=found.size)
    count = checked_resamples(resamples, checked_fraction("level", level))
    draws = normal_noise(matrix, rng=rng, resamples=count) + found
    noise = noise_variance(matrix)
    doubly = np.var(draws, axis=1, ddof=1) - 2 * noise
    low, high = tails(np.maximum(doubly, 0), level)
    return Estimate(
        value=root(float(np.var(found, ddof=1)) - noise),
        low=root(low),
        high=root(high),
        level=level,
        n=checked_noun("of", of),
        unit=unit,
        method="standard deviation between groups beyond noise: root of the corrected variance "
        "with the design's own covariance, interval from percentiles of the double-corrected "
        f"variance over {count:,} normal draws",
    )


def normal_noise(covariance: FloatArray, *, rng: np.random.Generator, resamples: int) -> FloatArray:
    """Return normal draws about zero, shape (resamples, groups); the covariance may be singular."""
    roots, axes = np.linalg.eigh(covariance)
    scaled = axes * np.sqrt(np.maximum(roots, 0))
    drawn = checked_generator(rng).standard_normal((resamples, len(covariance)))
    return np.asarray(drawn @ scaled.T)


def checked_covariance(covariance: ArrayLike, *, groups: int | None = None) -> FloatArray:
    """Return the covariance of errors, shape (groups, groups), from it or from its diagonal."""
    matrix = checked_finite("covariance", covariance)
    if matrix.ndim == 1:
        matrix = np.diag(matrix)
    square = matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1] and len(matrix) > 1
    if not square or (groups is not None and len(matrix) != groups):
        raise ValueError(
            f"`covariance` must have one row and column for each of at least two groups, not shape "
            f"{matrix.shape}; give squared standard errors or their covariance matrix."
        )
    scale = float(np.abs(matrix).max())
    if not np.allclose(matrix, matrix.T, atol=1e-9 * scale) or (
        float(np.linalg.eigvalsh(matrix)[0]) < -1e-9 * scale
    ):
        raise ValueError(
            "`covariance` is not symmetric or has a negative variance, so it is no covariance; "
            "give squared standard errors, not standard errors with signs."
        )
    return matrix
