"""Counts of units: distinct values, how many units have each, and their Lorenz points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from rml.stats.arguments import FloatArray, checked_finite

LEAST_UNITS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Distinct values and how many units have each; made by `counted`.

    Parameters
    ----------
    values
        Distinct values in rising order, at least 0, shape (k,).
    units
        How many units have each value, above 0, shape (k,); need not be whole.
    """

    values: FloatArray
    units: FloatArray

    @property
    def n(self) -> float:
        """The number of units."""
        return float(self.units.sum())

    @property
    def total(self) -> float:
        """The sum of all units' values."""
        return float(self.values @ self.units)

    @property
    def mean(self) -> float:
        """The mean value of a unit."""
        return self.total / self.n


Amounts: TypeAlias = "ArrayLike | Counts"


def counted(values: Amounts, *, units: ArrayLike | None = None) -> Counts:
    """Return distinct values with how many units have each, checked.

    Parameters
    ----------
    values
        What each unit has, at least 0, shape (n,); or `Counts`, which are returned as they are.
    units
        How many units each entry of ``values`` stands for, at least 0, shape (n,); 1 if None.

    Raises
    ------
    ValueError
        If there are fewer than two units, a value is missing, infinite or negative, the shapes
        differ, every value is 0, or the sum of all values is no finite number.

    Examples
    --------
    >>> counts = counted([3, 0, 3, 1])
    >>> counts.values.tolist(), counts.units.tolist()
    ([0.0, 1.0, 3.0], [1.0, 1.0, 2.0])
    """
    if isinstance(values, Counts):
        if units is not None:
            raise ValueError("`units` are part of `Counts` already: give them only with an array.")
        return values
    array = checked_finite("values", values)
    weights = np.ones(array.shape) if units is None else checked_finite("units", units)
    if array.ndim != 1 or weights.shape != array.shape:
        raise ValueError(
            f"`values` and `units` must both have the shape (n,), not {array.shape} and "
            f"{weights.shape}; pass one column of each."
        )
    for name, given in (("values", array), ("units", weights)):
        negative = int(np.count_nonzero(given < 0))
        if negative:
            raise ValueError(
                f"{negative} of {given.size} entries of `{name}` are below 0: inequality is "
                "measured of amounts, which cannot be negative. Correct them or leave the units "
                "out, and say so."
            )
    held = weights > 0
    distinct, place = np.unique(array[held], return_inverse=True)
    counts = Counts(
        values=distinct,
        units=np.asarray(
            np.bincount(place, weights=weights[held], minlength=distinct.size), dtype=np.float64
        ),
    )
    check_counts(counts)
    return counts


def check_counts(counts: Counts) -> None:
    """Raise ValueError for fewer than two units, for zeros only, or for a sum not finite."""
    if counts.units.size == 0 or counts.n < LEAST_UNITS:
        raise ValueError(
            f"Inequality needs at least {LEAST_UNITS} units, not "
            f"{counts.n if counts.units.size else 0:g}; give all units, those with 0 included."
        )
    if not counts.values[-1] > 0:
        raise ValueError(
            f"All {counts.n:g} units have 0: there is nothing to be shared, and no inequality "
            "measure is defined. Report the zeros instead."
        )
    with np.errstate(over="ignore"):
        total = counts.total
    if not np.isfinite(total):
        raise ValueError(
            f"The values add up to {total:g}, beyond the range of floating numbers, though each is "
            "finite. Divide all of them by the same number: inequality stays as it is."
        )


def lorenz_points(counts: Counts) -> tuple[FloatArray, FloatArray]:
    """Return the corners of the Lorenz curve: shares of units and of the total, from (0, 0) on.

    Parameters
    ----------
    counts
        As `counted` returns them, with k distinct values.

    Returns
    -------
    ndarray, ndarray
        Both of shape (k + 1,), from 0 to 1. Units of one value lie on one straight line.
    """
    of_units = np.concatenate([[0.0], np.cumsum(counts.units)])
    of_total = np.concatenate([[0.0], np.cumsum(counts.values * counts.units)])
    return of_units / of_units[-1], of_total / of_total[-1]
