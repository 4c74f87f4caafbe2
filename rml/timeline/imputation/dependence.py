"""What remains of a group's mean when outcome and race are not independent given name and place.

The weighted mean of a group errs by -E[Cov(1_g, Y | name, place)] / P(g) (Chen et al. 2019,
doi:10.1145/3287560.3287594). Three ways to deal with it, from the strongest assumption to none:

- `rml.timeline.imputation.labelled` measures that covariance among people whose race is
  known, a random part of all, and takes it off. Neither calibration nor independence is assumed.
- `sensitivity_bounds` and `sensitivity_gap_bounds` give the range of means for every covariance
  up to a declared limit.
- `unassuming_bounds` and `unassuming_gap_bounds` give the range of means that the data
  allow whatever the dependence (Kallus, Mao and Zhou 2022, doi:10.1287/mnsc.2020.3850), for
  outcomes from 0 to 1. Within a cell of people with similar probabilities, a group with share p
  has, of a total outcome m, at least max(0, p + m - 1) and at most min(p, m) (Fréchet).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.estimate import Estimate
from rml.stats.arguments import FloatArray, checked_finite
from rml.timeline.imputation.group_estimates import GroupedOutcomes, checked_outcomes
from rml.timeline.imputation.linearised import (
    Linearised,
    estimate_of,
    ratio_of_sums,
)

LEAST_CELL = 30
"""People that a cell must have for its share and mean to bound anything.

The bounds of a cell are those of its true share and mean. In a cell of few people the observed
mean is far from the true one, and a minimum of it is too small: in a cell of one person the
bounds shrink to the weighted mean, which assumes independence.
"""


class Bounds(NamedTuple):
    """The range in which a group's mean, or a gap, lies.

    Parameters
    ----------
    lower, upper
        The ends of the range, each an estimate with an interval of its own. From
        ``lower.low`` to ``upper.high`` is where the truth is expected, doubt of sampling
        included, with at least the intervals' level.
    """

    lower: Estimate
    upper: Estimate


def sensitivity_bounds(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    *,
    group: str,
    covariance_limit: float,
    unit: str,
    limits: tuple[float, float] | None = None,
    level: float = 0.95,
    clusters: ArrayLike | None = None,
    of: str = "people",
) -> Bounds:
    """Return the range of a group's mean if race and outcome covary no more than declared.

    Parameters
    ----------
    probabilities, outcomes, group, unit, level, clusters, of
        As for `rml.timeline.imputation.group_estimates.weighted_mean`; calibrated
        probabilities are assumed still.
    covariance_limit
        The largest absolute value that E[Cov(1_group, Y | name, place)] is held to have, in
        ``unit``, at least 0. For an outcome of 0 or 1 it cannot exceed 0.25. An outcome that
        differs by d between people of the group and others with the same name and place gives
        d times the mean of p (1 - p).
    limits
        The least and the greatest mean possible, at which the range is cut; None: no cut.

    Returns
    -------
    Bounds
        Lower and upper end with intervals by the sandwich variance.

    Raises
    ------
    ValueError
        As `weighted_mean`; or if the limit is negative.
    """
    people = checked_outcomes(probabilities, outcomes, clusters)
    mean = people.mean(group)
    reach = _reach(people, group, _checked_limit(covariance_limit))
    return _bounds(
        mean.plus(reach.times(-1)),
        mean.plus(reach),
        people,
        level=level,
        unit=unit,
        of=of,
        what=f"weighted mean, covariance of race and outcome up to {covariance_limit:g}",
        limits=limits,
    )


def sensitivity_gap_bounds(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    *,
    first: str,
    second: str | None,
    covariance_limit: float,
    unit: str,
    level: float = 0.95,
    clusters: ArrayLike | None = None,
    of: str = "people",
) -> Bounds:
    """Return the range of a gap if race and outcome covary no more than declared.

    Parameters
    ----------
    probabilities, outcomes, first, second, unit, level, clusters, of
        As for `rml.timeline.imputation.group_estimates.weighted_gap`.
    covariance_limit
        As for `sensitivity_bounds`, for each of the two groups.

    Raises
    ------
    ValueError
        As `sensitivity_bounds`.
    """
    people = checked_outcomes(probabilities, outcomes, clusters)
    _check_two(first, second)
    gap = people.mean(first).minus(people.mean(second, other_than=first))
    limit = _checked_limit(covariance_limit)
    reach = _reach(people, first, limit).plus(_reach(people, second, limit, other_than=first))
    return _bounds(
        gap.plus(reach.times(-1)),
        gap.plus(reach),
        people,
        level=level,
        unit=unit,
        of=of,
        what=f"difference of weighted means, covariances of race and outcome up to {limit:g}",
    )


def unassuming_bounds(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    *,
    group: str,
    cells: ArrayLike,
    unit: str,
    level: float = 0.95,
    clusters: ArrayLike | None = None,
    of: str = "people",
) -> Bounds:
    """Return the range of a group's mean that the data allow, however race and outcome depend.

    Calibrated probabilities are assumed still, and nothing else. The range is the narrowest
    possible for outcomes of 0 and 1 if cells are as fine as the probabilities; with coarser
    cells, or outcomes between 0 and 1, it holds and is wider than need be.

    Parameters
    ----------
    probabilities, group, unit, level, clusters, of
        As for `rml.timeline.imputation.group_estimates.weighted_mean`.
    outcomes
        From 0 to 1, shape (people,).
    cells
        Labels of cells of people, shape (people,), made from names and places only; see
        `proxy_cells`. At least 30 people each.

    Returns
    -------
    Bounds
        Lower and upper end with intervals by the sandwich variance.

    Raises
    ------
    ValueError
        As `weighted_mean`; or if an outcome lies outside [0, 1], or a cell is too small.

    References
    ----------
    Kallus, Mao and Zhou (2022), doi:10.1287/mnsc.2020.3850.
    """
    people = _bounded_outcomes(probabilities, outcomes, clusters)
    found = _Cells(people, cells)
    return _bounds(
        found.least(group),
        found.most(group),
        people,
        level=level,
        unit=unit,
        of=of,
        what=f"bound without assumptions on dependence, {found.count:,} cells",
        limits=(0.0, 1.0),
    )


def unassuming_gap_bounds(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    *,
    first: str,
    second: str | None,
    cells: ArrayLike,
    unit: str,
    level: float = 0.95,
    clusters: ArrayLike | None = None,
    of: str = "people",
) -> Bounds:
    """Return the range of a gap that the data allow, however race and outcome depend.

    One group's most and the other's least are possible at once, so the ends of the gap are
    the differences of the ends of the means.

    Parameters
    ----------
    probabilities, outcomes, cells, unit, level, clusters, of
        As for `unassuming_bounds`.
    first, second
        Two groups; ``second`` None: everybody who is not in the first.

    Raises
    ------
    ValueError
        As `unassuming_bounds`; or if the groups are the same.
    """
    people = _bounded_outcomes(probabilities, outcomes, clusters)
    _check_two(first, second)
    found = _Cells(people, cells)
    return _bounds(
        found.least(first).minus(found.most(second, other_than=first)),
        found.most(first).minus(found.least(second, other_than=first)),
        people,
        level=level,
        unit=unit,
        of=of,
        what=f"bound of the gap without assumptions on dependence, {found.count:,} cells",
        limits=(-1.0, 1.0),
    )


def proxy_cells(probability: ArrayLike, *, cells: int = 50) -> NDArray[np.intp]:
    """Return cells of people with similar probabilities of one group, shape (people,).

    Equal probabilities stand in one cell, so there may be fewer cells than asked for. Cells
    are cut where the probabilities have their quantiles; outcomes play no part.

    Parameters
    ----------
    probability
        Probabilities of one group, shape (people,). For a gap of two groups, the difference of
        their probabilities serves.
    cells
        The most cells; of at least 30 people each.
    """
    values = checked_finite("probability", probability)
    most = max(1, min(cells, values.size // LEAST_CELL))
    edges = np.quantile(values, np.arange(1, most) / most)
    codes = np.searchsorted(np.unique(edges), values, side="right")
    return _merged(codes.astype(np.intp))


def _merged(codes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return ordered cells, each one with too few people joined to the one below it."""
    counts = np.bincount(codes)
    joined = np.zeros(counts.size, dtype=np.intp)
    current, held = 0, 0
    for code, count in enumerate(counts.tolist()):
        if held >= LEAST_CELL:
            current, held = current + 1, 0
        joined[code] = current
        held += count
    if held < LEAST_CELL and current:
        joined[joined == current] = current - 1
    return joined[codes]


class _Cells:
    """The least and the most that a group's outcomes add up to, cell by cell."""

    def __init__(self, people: GroupedOutcomes, cells: ArrayLike) -> None:
        labels = np.asarray(cells)
        if labels.shape != people.outcomes.shape:
            raise ValueError(
                f"`cells` must have shape {people.outcomes.shape}, not {labels.shape}."
            )
        distinct, codes, counts = np.unique(labels, return_inverse=True, return_counts=True)
        small = int((counts < LEAST_CELL).sum())
        if small:
            raise ValueError(
                f"{small:,} of {distinct.size:,} cells have fewer than {LEAST_CELL} people; bounds "
                "of such cells are too narrow. Make fewer cells (proxy_cells)."
            )
        self.people = people
        self.count = int(distinct.size)
        self._codes = codes
        self._counts = counts

    def most(self, group: str | None, *, other_than: str | None = None) -> Linearised:
        """Return the largest mean of a group: each cell's outcomes go to its members first."""
        weights = self.people.weights(group, other_than=other_than)
        outcomes = self.people.outcomes
        fewer = self._mean(outcomes) < self._mean(weights)
        return ratio_of_sums(np.where(fewer[self._codes], outcomes, weights), weights)

    def least(self, group: str | None, *, other_than: str | None = None) -> Linearised:
        """Return the smallest mean of a group: only what the others cannot have goes to it."""
        weights = self.people.weights(group, other_than=other_than)
        over = weights + self.people.outcomes - 1
        left = self._mean(over) > 0
        return ratio_of_sums(np.where(left[self._codes], over, 0.0), weights)

    def _mean(self, values: FloatArray) -> FloatArray:
        means: FloatArray = np.bincount(self._codes, weights=values) / self._counts
        return means


def _bounded_outcomes(
    probabilities: ArrayLike, outcomes: ArrayLike, clusters: ArrayLike | None
) -> GroupedOutcomes:
    people = checked_outcomes(probabilities, outcomes, clusters)
    outside = int(np.count_nonzero((people.outcomes < 0) | (people.outcomes > 1)))
    if outside:
        raise ValueError(
            f"{outside:,} of {people.outcomes.size:,} outcomes lie outside [0, 1]; bounds without "
            "assumptions need declared limits: rescale the outcome, or ask whether it is above one."
        )
    return people


def _checked_limit(value: float) -> float:
    if not value >= 0:
        raise ValueError(f"`covariance_limit` must be at least 0, not {value!r}.")
    return float(value)


def _check_two(first: str, second: str | None) -> None:
    if first == second:
        raise ValueError(f"`first` and `second` are both {first!r}; compare two groups.")


def _reach(
    people: GroupedOutcomes, group: str | None, limit: float, *, other_than: str | None = None
) -> Linearised:
    """Return the covariance limit over the group's share: how far the mean may be off."""
    weights = people.weights(group, other_than=other_than)
    return ratio_of_sums(np.full(weights.size, limit), weights)


def _bounds(
    lower: Linearised,
    upper: Linearised,
    people: GroupedOutcomes,
    *,
    level: float,
    unit: str,
    of: str,
    what: str,
    limits: tuple[float, float] | None = None,
) -> Bounds:
    ends = []
    for name, end in (("lower", lower), ("upper", upper)):
        cut = end if limits is None else end.cut(*limits)
        ends.append(
            estimate_of(
                cut,
                clusters=people.clusters,
                level=level,
                unit=unit,
                of=of,
                what=f"{name} end, {what}",
                limits=limits,
            )
        )
    return Bounds(*ends)
