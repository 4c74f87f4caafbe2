"""What county means say of groups, whoever fares how: the bounds of Duncan and Davis.

If an outcome cannot leave two limits, such as a share of people between 0 and 1, then the mean
of a group in county c lies between

    max(low, (y_c - (1 - p_c) high) / p_c)   and   min(high, (y_c - (1 - p_c) low) / p_c),

where p_c is the group's share *of users* and y_c the mean of all users of the county. Nothing is
assumed of who fares how within the county, and no narrower bounds hold without assuming something.
But p_c is taken as known. Where the share of residents stands in for it, the bounds assume that
users are composed as residents are; with few users of a county they are not, even if users are
drawn from residents at random, and the bounds are too narrow. Counties with few users have to be
pooled first (`rml.timeline.county_audit.pooled_bounds`). If residents of the group are users at
another rate than others, the bounds may miss the truth with any number of users.
Nationwide means are bounded by the means of these, weighted by the group's members. A gap is
bounded by the first group's upper mean minus the second's lower one, and the other way round;
both can be true at once in every county, so these bounds are sharp as well.

Bounds say what could be true of these very users; they are no interval for sampling. If
counties are taken as drawn from more such counties, each end has an interval of its own
(`GroupBounds`), by the jackknife of `rml.stats.ecological`.

References
----------
Duncan and Davis (1953), An alternative to ecological correlation, American Sociological
Review 18(6), 665-666.
King (1997), A Solution to the Ecological Inference Problem, Princeton University Press.
Imbens and Manski (2004), doi:10.1111/j.1468-0262.2004.00555.x, on intervals for bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from rml.estimate import Estimate
from rml.stats.arguments import FloatArray
from rml.stats.ecological_arguments import (
    checked_outcomes,
    checked_shares,
    checked_weights,
    two_groups,
)
from rml.stats.group_means import GroupMeans, Interval

End = Literal["lower", "upper"]
# Means of users may pass a limit by rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupBounds:
    """The lowest and the highest value that a quantity can have, whoever fares how.

    If the group's share of a county's users is the one given.

    Parameters
    ----------
    lower, upper
        The ends, each an estimate in the outcomes' unit; with an interval if counties are
        drawn from more such counties, without one if they are a census.
    """

    lower: Estimate
    upper: Estimate

    @property
    def width(self) -> float:
        """How far apart the ends are."""
        return self.upper.value - self.lower.value

    def excludes(self, value: float) -> bool:
        """Return True if a value lies outside the bounds, and outside their intervals if any."""
        low = self.lower.value if self.lower.low is None else self.lower.low
        high = self.upper.value if self.upper.high is None else self.upper.high
        return not low <= value <= high


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyBounds:
    """Bounds for one group in every county, shape (c,); NaN where nobody is of the group."""

    lower: FloatArray
    upper: FloatArray


def county_bounds(
    outcomes: ArrayLike, shares: ArrayLike, *, limits: tuple[float, float] = (0.0, 1.0)
) -> CountyBounds:
    """Return the bounds of a group's mean in each county.

    Parameters
    ----------
    outcomes
        Means over each county's users, shape (c,), within the limits.
    shares
        The group's share, shape (c,), in [0, 1].
    limits
        What no single user's outcome can leave, such as 0 and 1 for a share.

    Returns
    -------
    CountyBounds
        In the outcomes' unit.

    Raises
    ------
    ValueError
        If arrays do not fit or hold values out of range.

    Examples
    --------
    >>> bounds = county_bounds([0.5, 0.9], [0.8, 0.8])
    >>> bounds.lower.round(3).tolist(), bounds.upper.round(3).tolist()
    ([0.375, 0.875], [0.625, 1.0])
    """
    values = np.asarray(outcomes, dtype=np.float64)
    groups = checked_shares(shares, values.size)
    if groups.shape[1] != 1:
        raise ValueError("`shares` must be those of one group, shape (c,).")
    return _county_bounds(_checked_limits(values, limits), groups[:, 0], limits)


def group_bounds(
    outcomes: ArrayLike,
    shares: ArrayLike,
    weights: ArrayLike,
    *,
    clusters: ArrayLike | None = None,
    limits: tuple[float, float] = (0.0, 1.0),
    level: float = 0.95,
    unit: str,
    interval: Interval = "jackknife",
) -> tuple[GroupBounds, GroupBounds]:
    """Return the bounds of the two groups' means over all counties.

    Parameters
    ----------
    outcomes
        Means over each county's users, shape (c,), within the limits, in ``unit``.
    shares, weights, clusters, level, unit, interval
        As for `rml.stats.ecological.weighted_group_means`.
    limits
        What no single user's outcome can leave.

    Returns
    -------
    tuple of GroupBounds
        Of the first group and of the second.

    Raises
    ------
    ValueError
        If arrays do not fit or hold values out of range.

    Examples
    --------
    >>> first, second = group_bounds(
    ...     [0.5, 0.9], [0.8, 0.8], [100, 100], unit="share", interval="none"
    ... )
    >>> f"{first.lower.value:.3f} to {first.upper.value:.4f}"
    '0.625 to 0.8125'
    """
    ends = _Ends(
        outcomes,
        shares,
        weights,
        clusters=clusters,
        limits=limits,
        level=level,
        unit=unit,
        interval=interval,
    )
    first, second = (
        GroupBounds(
            lower=ends.of(("lower", "lower"), contrast, "lower bound of a group"),
            upper=ends.of(("upper", "upper"), contrast, "upper bound of a group"),
        )
        for contrast in ((1.0, 0.0), (0.0, 1.0))
    )
    return first, second


def gap_bounds(
    outcomes: ArrayLike,
    shares: ArrayLike,
    weights: ArrayLike,
    *,
    clusters: ArrayLike | None = None,
    limits: tuple[float, float] = (0.0, 1.0),
    level: float = 0.95,
    unit: str,
    interval: Interval = "jackknife",
) -> GroupBounds:
    """Return the bounds of the first group's mean minus the second's, over all counties.

    Parameters and errors as `group_bounds`.

    Examples
    --------
    >>> gap = gap_bounds([0.5, 0.9], [0.8, 0.1], [100, 100], unit="share", interval="none")
    >>> f"{gap.lower.value:.3f} to {gap.upper.value:.3f}"
    '-0.667 to -0.061'
    """
    ends = _Ends(
        outcomes,
        shares,
        weights,
        clusters=clusters,
        limits=limits,
        level=level,
        unit=unit,
        interval=interval,
    )
    return GroupBounds(
        lower=ends.of(("lower", "upper"), (1.0, -1.0), "lower bound of the gap"),
        upper=ends.of(("upper", "lower"), (1.0, -1.0), "upper bound of the gap"),
    )


class _Ends:
    """The bounds of both groups in every county, and their means."""

    def __init__(
        self,
        outcomes: ArrayLike,
        shares: ArrayLike,
        weights: ArrayLike,
        *,
        clusters: ArrayLike | None,
        limits: tuple[float, float],
        level: float,
        unit: str,
        interval: Interval,
    ) -> None:
        self._level, self._unit, self._interval = level, unit, interval
        users = checked_weights(weights)
        pair = two_groups(checked_shares(shares, users.size))
        values = _checked_limits(checked_outcomes(outcomes, users.size), limits)
        self._means = GroupMeans(pair, users, clusters=clusters)
        self._bounds = [_county_bounds(values, pair[:, group], limits) for group in (0, 1)]

    def of(self, ends: tuple[End, End], contrast: tuple[float, float], what: str) -> Estimate:
        """Return a sum of means of one end of the first group and one of the second."""
        # Where nobody is of the group its bound counts for nothing.
        first, second = (
            np.nan_to_num(bounds.lower if end == "lower" else bounds.upper, nan=0.0)
            for bounds, end in zip(self._bounds, ends, strict=True)
        )
        return self._means.contrast(
            first,
            second,
            contrast,
            level=self._level,
            unit=self._unit,
            interval=self._interval,
            what=f"Duncan-Davis {what}",
        )


def _county_bounds(
    values: FloatArray, share: FloatArray, limits: tuple[float, float]
) -> CountyBounds:
    low, high = limits
    there = share > 0
    divisor = np.where(there, share, 1.0)
    lower = np.maximum(low, (values - (1 - share) * high) / divisor)
    upper = np.minimum(high, (values - (1 - share) * low) / divisor)
    return CountyBounds(
        lower=np.where(there, np.minimum(lower, high), np.nan),
        upper=np.where(there, np.maximum(upper, low), np.nan),
    )


def _checked_limits(values: FloatArray, limits: tuple[float, float]) -> FloatArray:
    low, high = limits
    if not (np.isfinite(limits).all() and low < high):
        raise ValueError(f"`limits` must be two finite numbers, the lower first, not {limits}.")
    slack = _ROUNDING * (high - low)
    outside = int((~((values >= low - slack) & (values <= high + slack))).sum())
    if outside:
        raise ValueError(
            f"{outside:,} of {values.size:,} `outcomes` are missing or outside the limits {low:g} "
            f"to {high:g}; the bounds need limits that no user's outcome can leave."
        )
    within: FloatArray = np.clip(values, low, high)
    return within
