"""Inequality between and within groups.

The generalised entropy family splits exactly: the whole is what it would be if every unit had its
group's mean, plus a weighted sum of the inequality within groups. The Gini coefficient does not:
unless the groups' ranges are apart, a third part is left over, which shows how much they overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.stats.arguments import FloatArray, checked_finite
from rml.stats.inequality import gini
from rml.stats.unit_counts import Amounts, Counts, counted

_NAMES: Final = {0.0: "mean logarithmic deviation", 1.0: "Theil index"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupParts:
    """An inequality measure's parts; the whole is their sum.

    Parameters
    ----------
    whole
        The measure of all units.
    between
        If every unit had its group's mean.
    within
        What the groups' own inequality adds.
    overlap
        What is left; 0 for generalised entropy. For the Gini coefficient it is 0 if, and only
        if, no unit of a poorer group has more than one of a richer group.
    groups
        The groups' names, in rising order, shape (g,).
    units, shares, own
        Of each group: its units, its share of the total, and its own inequality, shape (g,). The
        own inequality of a group that has nothing, or one unit, is 0.
    """

    whole: float
    between: float
    within: float
    overlap: float
    groups: tuple[str, ...]
    units: FloatArray
    shares: FloatArray
    own: FloatArray


def generalised_entropy(values: Amounts, *, order: float = 1.0) -> float:
    """Return the generalised entropy index; Theil's at order 1.

    Parameters
    ----------
    values
        As for ``rml.stats.unit_counts.counted``.
    order
        0: mean logarithmic deviation. 1: Theil's index, from 0 to log(n). 2: half the squared
        coefficient of variation. The larger, the more the largest units weigh.

    Raises
    ------
    ValueError
        As ``counted``, or if a unit has 0 and the order is 0 or less: then the index is infinite.

    References
    ----------
    Shorrocks (1980), doi:10.2307/1913126. Theil (1967), Economics and Information Theory.

    Examples
    --------
    >>> round(generalised_entropy([1, 3], order=2), 3)
    0.125
    """
    return _entropy(counted(values), order)


def entropy_by_groups(
    values: ArrayLike, groups: ArrayLike, *, order: float = 1.0, units: ArrayLike | None = None
) -> GroupParts:
    """Return the generalised entropy index, split exactly between and within groups.

    Parameters
    ----------
    values
        What each unit has, at least 0, shape (n,).
    groups
        The group of each, shape (n,).
    order
        As for `generalised_entropy`.
    units
        How many units each entry stands for, shape (n,); 1 if None.

    Raises
    ------
    ValueError
        As `generalised_entropy`, if a group is missing, or there is one group only.

    References
    ----------
    Shorrocks (1980), doi:10.2307/1913126.

    Examples
    --------
    >>> parts = entropy_by_groups([1, 1, 3, 3], ["a", "a", "b", "b"])
    >>> parts.within, round(parts.between - parts.whole, 12)
    (0.0, 0.0)
    """
    names, members, amounts, weights = _grouped(values, groups, units)
    whole = _entropy(counted(amounts, units=weights), order)
    means = _Means.of(members, amounts, weights)
    own = np.array([_own(amounts[one], weights[one], order) for one in members])
    # Shorrocks' weights: share of the total to the order, share of the units to the rest. A
    # group without anything has passed the check above only at an order above 0.
    factor = means.shares**order * means.parts ** (1 - order)
    return GroupParts(
        whole=whole,
        between=_entropy(counted(means.mean, units=means.units), order),
        within=float(factor @ own),
        overlap=0.0,
        groups=names,
        units=means.units,
        shares=means.shares,
        own=own,
    )


def gini_by_groups(
    values: ArrayLike, groups: ArrayLike, *, units: ArrayLike | None = None
) -> GroupParts:
    """Return the Gini coefficient, split between groups, within groups, and their overlap.

    Parameters
    ----------
    values, groups, units
        As for `entropy_by_groups`.

    Raises
    ------
    ValueError
        As `entropy_by_groups`.

    References
    ----------
    Bhattacharya and Mahalanobis (1967), doi:10.1080/01621459.1967.10482899.
    Lambert and Aronson (1993), doi:10.2307/2234247 (the overlap).

    Examples
    --------
    >>> parts = gini_by_groups([1, 2, 3, 4], ["a", "a", "b", "b"])
    >>> round(parts.overlap, 12)
    0.0
    """
    names, members, amounts, weights = _grouped(values, groups, units)
    whole = gini(counted(amounts, units=weights))
    means = _Means.of(members, amounts, weights)
    own = np.array([_own(amounts[one], weights[one], None) for one in members])
    between = gini(counted(means.mean, units=means.units))
    within = float(means.parts * means.shares @ own)
    return GroupParts(
        whole=whole,
        between=between,
        within=within,
        overlap=max(whole - between - within, 0.0),
        groups=names,
        units=means.units,
        shares=means.shares,
        own=own,
    )


def entropy_name(order: float) -> str:
    """Return what the generalised entropy index of an order is called."""
    return _NAMES.get(float(order), f"generalised entropy index of order {order:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Means:
    units: FloatArray
    mean: FloatArray
    parts: FloatArray
    shares: FloatArray

    @classmethod
    def of(
        cls, members: list[NDArray[np.intp]], amounts: FloatArray, weights: FloatArray
    ) -> _Means:
        units = np.array([weights[one].sum() for one in members])
        totals = np.array([weights[one] @ amounts[one] for one in members])
        return cls(
            units=units,
            mean=totals / units,
            parts=units / units.sum(),
            shares=totals / totals.sum(),
        )


def _entropy(counts: Counts, order: float) -> float:
    relative, weight = counts.values / counts.mean, counts.units / counts.n
    if order <= 0 and relative[0] == 0:
        raise ValueError(
            f"A unit has 0, so the {entropy_name(order)} is infinite: use order 1 (Theil), or "
            "measure the units above 0 and report how many have 0."
        )
    if order == 0:
        return float(-(weight @ np.log(relative)))
    if order == 1:
        logs = np.log(np.where(relative > 0, relative, 1.0))  # 0 log 0 is 0
        return max(float(weight @ (relative * logs)), 0.0)
    return float((weight @ relative**order - 1) / (order * (order - 1)))


def _own(amounts: FloatArray, weights: FloatArray, order: float | None) -> float:
    if weights.sum() < 2 or not amounts.max() > 0:
        return 0.0
    counts = counted(amounts, units=weights)
    return gini(counts) if order is None else _entropy(counts, order)


def _grouped(
    values: ArrayLike, groups: ArrayLike, units: ArrayLike | None
) -> tuple[tuple[str, ...], list[NDArray[np.intp]], FloatArray, FloatArray]:
    amounts = checked_finite("values", values)
    weights = np.ones(amounts.shape) if units is None else checked_finite("units", units)
    labels = np.asarray(groups)
    if amounts.ndim != 1 or labels.shape != amounts.shape or weights.shape != amounts.shape:
        raise ValueError(
            f"`values`, `groups` and `units` must have the shape (n,), not {amounts.shape}, "
            f"{labels.shape} and {weights.shape}; give one group for each unit."
        )
    missing = sum(label is None or label != label for label in labels.tolist())  # noqa: PLR0124  # NaN
    if missing:
        raise ValueError(
            f"{missing} of {labels.size} entries of `groups` are missing; give these units a group "
            "of their own, or leave them out and say so."
        )
    held = weights > 0
    names, place = np.unique(labels[held].astype(str), return_inverse=True)
    if names.size < 2:
        raise ValueError(
            f"There is {names.size} group; a split between and within groups needs at least 2."
        )
    members = [np.flatnonzero(place == one) for one in range(names.size)]
    return tuple(names.tolist()), members, amounts[held], weights[held]
