"""Between-group variance by random effects, as meta-analysis estimates it.

Here groups are a sample from a population of groups, and the estimand is that population's
variance. `rml.stats.disparity` asks for the variance of the very groups at hand instead.
"""

from __future__ import annotations

from numpy.typing import ArrayLike
from scipy import optimize, stats

from rml.estimate import Estimate
from rml.stats.arguments import FloatArray, checked_fraction, checked_noun, checked_sample


def dersimonian_laird(values: ArrayLike, variances: ArrayLike) -> float:
    """Return DerSimonian and Laird's between-group variance, at least 0.

    Parameters
    ----------
    values
        One value a group, shape (groups,), at least two, independent of each other.
    variances
        Their squared standard errors, above 0, shape (groups,).

    Returns
    -------
    float
        In the square of the values' unit.

    Raises
    ------
    ValueError
        If the shapes differ or a variance is not above 0.

    References
    ----------
    DerSimonian and Laird (1986), doi:10.1016/0197-2456(86)90046-2.

    Examples
    --------
    >>> round(dersimonian_laird([0.1, 0.3, 0.5], [0.01, 0.01, 0.01]), 3)
    0.03
    """
    found, noise = _checked(values, variances)
    weights = 1 / noise
    surplus = _q(0.0, found, noise) - (found.size - 1)
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    return float(max(0.0, surplus / scale))


def paule_mandel(
    values: ArrayLike, variances: ArrayLike, *, of: str, level: float = 0.95
) -> Estimate:
    """Return Paule and Mandel's between-group variance with a Q-profile interval.

    The interval holds those variances at which the weighted sum of squares lies within the
    chi-square quantiles; exact if groups come from a normal population and the variances are
    known.

    Parameters
    ----------
    values, variances
        As `dersimonian_laird`.
    of
        What was counted, number and noun.
    level
        Nominal coverage, in (0, 1).

    Returns
    -------
    Estimate
        Unit "squared unit of the values", ends at least 0.

    Raises
    ------
    ValueError
        As `dersimonian_laird`.

    References
    ----------
    Paule and Mandel (1982), doi:10.6028/jres.087.022. Viechtbauer (2007),
    doi:10.1002/sim.2514, for the interval.

    Examples
    --------
    >>> found = paule_mandel([0.1, 0.3, 0.5], [0.01, 0.01, 0.01], of="3 groups")
    >>> f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"
    '0.030 (0.001 to 1.570)'
    """
    found, noise = _checked(values, variances)
    tail = (1 - checked_fraction("level", level)) / 2
    freedom = found.size - 1
    low, value, high = (
        _variance_at(target, found, noise)
        for target in (stats.chi2.isf(tail, freedom), freedom, stats.chi2.ppf(tail, freedom))
    )
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=level,
        n=checked_noun("of", of),
        unit="squared unit of the values",
        method="Paule-Mandel between-group variance with Q-profile interval, groups taken as a "
        "sample from a normal population",
    )


def _variance_at(target: float, values: FloatArray, noise: FloatArray) -> float:
    """Return the between-group variance at which the sum of squares equals ``target``, or 0."""
    if _q(0.0, values, noise) <= target:
        return 0.0
    # At this variance no weight exceeds 1 / top, so the sum of squares is at most the target.
    top = float(((values - values.mean()) ** 2).sum()) / target
    return float(optimize.brentq(lambda tau: _q(tau, values, noise) - target, 0.0, top))


def _q(between: float, values: FloatArray, noise: FloatArray) -> float:
    weights = 1 / (noise + between)
    centre = float((weights @ values) / weights.sum())
    return float(weights @ (values - centre) ** 2)


def _checked(values: ArrayLike, variances: ArrayLike) -> tuple[FloatArray, FloatArray]:
    found = checked_sample("values", values, minimum=2)
    noise = checked_sample("variances", variances, minimum=2)
    if found.size != noise.size or (noise <= 0).any():
        raise ValueError(
            f"`variances` must hold {found.size} numbers above 0, not {noise.size} with a smallest "
            f"of {noise.min():g}; give squared standard errors, and smooth groups without events."
        )
    return found, noise
