"""What a whole family of comparisons shows by chance alone, by reallocating who was exposed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rml.estimate import Estimate
from rml.stats.arguments import FloatArray, checked_count, checked_fraction, checked_generator
from rml.stats.intervals import clopper_pearson
from rml.timeline.panel_exposure.fisher import conditional_p_values


def smallest_p_values(
    counts: pd.DataFrame, *, rng: np.random.Generator, resamples: int
) -> FloatArray:
    """Return the family's smallest unadjusted p-value in each random reallocation.

    In each outcome as many people as were exposed are drawn anew from the whole panel, so
    that group makes no difference; then every group is tested against the rest as in
    ``compare_with_rest``. Outcomes are reallocated independently of each other: aggregated
    tables do not say who was exposed to several.

    Parameters
    ----------
    counts
        A count table: ``outcome``, ``group``, ``exposed`` and ``panelists``.
    rng
        Source of the reallocations.
    resamples
        Their number, at least 1.

    Returns
    -------
    ndarray
        Shape (resamples,), in (0, 1].

    Raises
    ------
    ValueError
        If the generator or the number of resamples cannot be used.

    References
    ----------
    Westfall and Young (1993), "Resampling-Based Multiple Testing", Wiley, chapter 2.
    """
    generator = checked_generator(rng)
    repeats = checked_count("resamples", resamples, minimum=1)
    smallest = np.ones(repeats)
    for _, rows in counts.groupby("outcome", sort=False):
        sizes, total = rows["panelists"].to_numpy(), int(rows["exposed"].sum())
        drawn = generator.multivariate_hypergeometric(sizes, total, size=repeats)
        for place, people in enumerate(sizes.tolist()):
            rest = int(sizes.sum()) - people
            fewest, _, p_values = conditional_p_values(people, rest, total)
            smallest = np.minimum(smallest, p_values[drawn[:, place] - fewest])
    return smallest


def chance_of_one_so_small(
    p_value: float, smallest: FloatArray, *, level: float = 0.95
) -> Estimate:
    """Return how often chance alone gives the family at least one p-value this small.

    It is the single-step adjusted p-value of Westfall and Young for the hypothesis that
    no group differs on any outcome. Unlike Holm's it knows how few values an exact test in
    a small group can take, and so is less cautious; it answers for that one hypothesis.

    Parameters
    ----------
    p_value
        The unadjusted p-value, in (0, 1].
    smallest
        As from `smallest_p_values`, shape (resamples,).
    level
        Nominal coverage of the interval, which is for the random draws alone, in (0, 1).

    Returns
    -------
    Estimate
        Unit "proportion".

    Raises
    ------
    ValueError
        If the p-value or the level is out of range.
    """
    checked_fraction("level", level)
    if not 0 < p_value <= 1:
        raise ValueError(f"`p_value` must lie in (0, 1], not {p_value!r}.")
    # Computed along two ways, equal p-values may differ in the last digits.
    hits = int(np.count_nonzero(smallest <= p_value * (1 + 1e-7)))
    return clopper_pearson(hits, smallest.size, level=level, of="random reallocations")
