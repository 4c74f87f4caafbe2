"""How heavy a tail is: Hill's estimate of the tail index, and what it means for intervals."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from scipy import stats

from rml.estimate import Estimate
from rml.stats.arguments import checked_count, checked_fraction
from rml.stats.unit_counts import Amounts, Counts, counted

LEAST_TAIL: Final = 10
HEAVY: Final = 2.0
"""Below this tail index there is no variance, and intervals over units are too short."""


def tail_index(
    values: Amounts, *, largest: int | None = None, level: float = 0.95, of: str = "units"
) -> Estimate:
    """Return Hill's estimate of the tail index, with the interval for an exact Pareto tail.

    The tail index a is the exponent with which the share of units above x falls, as x**-a. Below
    2 there is no variance, below 1 no mean.

    Parameters
    ----------
    values
        As for ``rml.stats.unit_counts.counted``.
    largest
        How many of the largest units count as the tail; the whole part of the square root of the
        number of units if None, and at least 10. This rule is declared, not fitted.
    level
        Nominal coverage, in (0, 1).
    of
        What a unit is, in the plural.

    Raises
    ------
    ValueError
        If there are too few units, or the tail's units all have one value or border on 0.

    Notes
    -----
    The interval holds if the tail is exactly Pareto. A lognormal tail is none: there, the
    estimate grows without end as the tail is taken further out.

    References
    ----------
    Hill (1975), doi:10.1214/aos/1176343247.

    Examples
    --------
    >>> draws = 1 + np.random.default_rng(3).pareto(1.5, 10_000)
    >>> found = tail_index(draws, of="draws")
    >>> f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f}), {found.n}"
    '1.56 (1.27 to 1.87), 100 largest of 10,000 draws'
    """
    counts, level = counted(values), checked_fraction("level", level)
    n = int(counts.n)
    size = max(LEAST_TAIL, math.isqrt(n)) if largest is None else largest
    size = checked_count("largest", size, minimum=2)
    if size >= n:
        raise ValueError(
            f"A tail of {size} units needs more than {size} units in all, not {n}; report no tail "
            "index for so few."
        )
    tail, border = _tail_of(counts, size)
    if border == 0 or tail[0] == border:
        raise ValueError(
            f"The {size} largest units have no tail to measure: their values begin at {border:g} "
            f"and end at {tail[0]:g}. Take another number of `largest` units, or none."
        )
    spread = float(np.mean(np.log(tail / border)))
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    low, high = np.asarray(stats.chi2.ppf(tails, 2 * size)) / (2 * size)
    return Estimate(
        value=1 / spread,
        low=float(low / spread),
        high=float(high / spread),
        level=level,
        n=f"{size:,} largest of {n:,} {of}",
        unit="tail index",
        method=(
            "Hill estimator over the largest units, interval by the gamma distribution that it "
            "has for an exact Pareto tail"
        ),
    )


def heavy_tail_words(values: Amounts) -> str:
    """Return a warning for an interval's method if Hill's estimate is below 2, else ""."""
    counts = counted(values)
    try:
        index = tail_index(counts).value
    except ValueError:  # too few units, or no tail: then nothing is known of it
        return "; too few distinct large values for a tail index, so coverage is not known"
    if index >= HEAVY:
        return ""
    return (
        f"; tail index {index:.2f} by Hill, below {HEAVY:g}: the variance may be infinite and the "
        "interval then covers too seldom"
    )


def _tail_of(counts: Counts, size: int) -> tuple[np.ndarray, float]:
    """Return the ``size`` largest values, falling, and the next one after them."""
    values, units = counts.values[::-1], counts.units[::-1]
    enough = int(np.searchsorted(np.cumsum(units), size + 1)) + 1
    repeats = np.minimum(units[:enough], size + 1).astype(np.int64)
    largest = np.repeat(values[:enough], repeats)[: size + 1]
    return largest[:size], float(largest[-1])
