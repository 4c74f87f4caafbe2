"""Several series as fixed units: their checks, their weights, and how to name them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike

from rml.stats.arguments import (
    FloatArray,
    check_spread,
    checked_choice,
    checked_noun,
    checked_sample,
)

SeriesWeights = Literal["series", "length"]

# Autocovariances of a shorter series say next to nothing.
LEAST_LENGTH = 10


def checked_series(name: str, values: ArrayLike) -> FloatArray:
    """Return one series, shape (n,), n >= 10, that has no missing value and varies."""
    series = checked_sample(name, values, minimum=LEAST_LENGTH)
    check_spread(name, series)
    return series


def checked_series_list(values: Sequence[ArrayLike]) -> list[FloatArray]:
    """Return several series as checked arrays; the error names the series by its position."""
    if not isinstance(values, list | tuple) or not values or np.ndim(values[0]) != 1:
        raise ValueError(
            "Several series must be given as a non-empty list of one-dimensional arrays, each in "
            "time order; their lengths may differ."
        )
    return [checked_series(f"series {place}", one) for place, one in enumerate(values)]


def one_or_several_series(name: str, values: ArrayLike | Sequence[ArrayLike]) -> list[FloatArray]:
    """Return a list of checked series from one series of numbers or a list of series."""
    if isinstance(values, list | tuple) and values and np.ndim(values[0]) > 0:
        return checked_series_list(values)
    return [checked_series(name, cast("ArrayLike", values))]


def series_shares(series: Sequence[FloatArray], weights: SeriesWeights) -> FloatArray:
    """Return each series' share of the average over series; the shares sum to 1.

    Parameters
    ----------
    series
        The series, each of shape (n_i,).
    weights
        "series": each series counts alike; "length": in proportion to its length, which
        gives the pooled mean of all values.

    Examples
    --------
    >>> series_shares([np.zeros(10), np.zeros(30)], "length").tolist()
    [0.25, 0.75]
    """
    checked_choice("weights", weights, ("series", "length"))
    sizes = np.array([one.size if weights == "length" else 1 for one in series], dtype=np.float64)
    return np.asarray(sizes / sizes.sum())


def series_count(series: Sequence[FloatArray], of: str, of_series: str) -> str:
    """Return what was counted: ``"391 days in 3 accounts"``, or ``"130 days"`` for one series."""
    total = sum(one.size for one in series)
    counted = f"{total:,} {checked_noun('of', of)}"
    checked_noun("of_series", of_series)
    return counted if len(series) == 1 else f"{counted} in {len(series):,} {of_series}"


def within_series(series: Sequence[FloatArray], of_series: str, weights: SeriesWeights) -> str:
    """Return the words for a method that treats several series as fixed, or nothing for one."""
    if len(series) == 1:
        return ""
    weighted = {"series": "equal weight each", "length": "weighted by length"}[weights]
    return f" within each of {len(series):,} fixed {of_series}, {weighted}"
