"""Duncan-Davis bounds where many counties have few authors: these are taken together.

The bounds of a county are those of its true mean and of the true share of the group among its
authors. Of few authors both are far from what is known: the observed mean, and the share of
residents. In a county with one author the bounds shrink to the weighted mean, which assumes that
the group fares like its neighbours. So counties with fewer authors than `LEAST_AUTHORS` are
pooled with counties in which the group has a similar share, until a cell has so many; cells are
made as for imputed race (`rml.timeline.imputation.dependence.proxy_cells`), without a look at
outcomes. Bounds of pooled counties hold as well, and are no narrower than those of each.

A county without the group says nothing of it, and in one of the group alone its mean is known:
neither is pooled. Each group has cells of its own.
"""

from __future__ import annotations

from typing import Final, Literal, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.estimate import Estimate
from rml.stats.arguments import FloatArray
from rml.stats.ecological_bounds import CountyBounds, GroupBounds, county_bounds
from rml.stats.group_means import GroupMeans, Interval
from rml.timeline.imputation.dependence import LEAST_CELL, proxy_cells

LEAST_AUTHORS: Final = LEAST_CELL
"""Authors that a cell of counties must have for its share and mean to bound anything."""

End = Literal["lower", "upper"]


_ENDS: Final[tuple[End, End]] = ("lower", "upper")


class _How(TypedDict):
    level: float
    unit: str
    interval: Interval


class BoundsOfCounties:
    """All that bounds need but the outcomes.

    Parameters
    ----------
    shares
        Of one group, shape (c,) or (c, 1), everybody else being the second; or of two, (c, 2).
    authors
        Authors of each county, above 0, shape (c,).
    clusters
        The state of each county, shape (c,).
    """

    def __init__(
        self, shares: ArrayLike, authors: ArrayLike, *, clusters: ArrayLike | None = None
    ) -> None:
        self._means = GroupMeans(shares, authors, clusters=clusters)
        self._authors = np.asarray(authors, dtype=np.float64)
        self._shares = self._means.shares
        self.cells = [author_cells(self._shares[:, group], self._authors) for group in (0, 1)]
        _, codes, counts = np.unique(self.cells[0], return_inverse=True, return_counts=True)
        self.pooled = int((counts[codes] > 1).sum())
        """How many counties share a cell with others, for the first group."""

    def of_first(self, above: ArrayLike) -> CountyBounds:
        """Return the bounds of the first group in the cell of each county; NaN without it."""
        lower, upper = (self._cell_bounds(np.asarray(above), 0, end)[0] for end in _ENDS)
        there = self._shares[:, 0] > 0
        return CountyBounds(
            lower=np.where(there, lower, np.nan), upper=np.where(there, upper, np.nan)
        )

    def groups(
        self, above: ArrayLike, *, level: float, unit: str, interval: Interval = "jackknife"
    ) -> tuple[GroupBounds, GroupBounds]:
        """Return the bounds of the first group and of the second over all counties.

        Parameters
        ----------
        above
            The share of each county's authors above the limit, shape (c,).
        level, unit, interval
            As for `rml.stats.ecological_bounds.group_bounds`. Which side bounds a cell is held
            fixed when a state is left out.
        """
        given = self._given(above)
        how: _How = {"level": level, "unit": unit, "interval": interval}
        first, second = (
            GroupBounds(
                lower=self._end(given, ("lower", "lower"), one, "lower bound of a group", how),
                upper=self._end(given, ("upper", "upper"), one, "upper bound of a group", how),
            )
            for one in ((1.0, 0.0), (0.0, 1.0))
        )
        return first, second

    def gap(
        self, above: ArrayLike, *, level: float, unit: str, interval: Interval = "jackknife"
    ) -> GroupBounds:
        """Return the bounds of the first group's share minus the second's; see `groups`."""
        given = self._given(above)
        how: _How = {"level": level, "unit": unit, "interval": interval}
        apart = (1.0, -1.0)
        return GroupBounds(
            lower=self._end(given, ("lower", "upper"), apart, "lower bound of the gap", how),
            upper=self._end(given, ("upper", "lower"), apart, "upper bound of the gap", how),
        )

    def _given(self, above: ArrayLike) -> list[dict[End, FloatArray]]:
        values = np.asarray(above, dtype=np.float64)
        return [{end: self._cell_bounds(values, one, end)[1] for end in _ENDS} for one in (0, 1)]

    def _end(
        self,
        given: list[dict[End, FloatArray]],
        ends: tuple[End, End],
        contrast: tuple[float, float],
        of: str,
        how: _How,
    ) -> Estimate:
        pooled = f", counties pooled to {LEAST_AUTHORS} authors" if self.pooled else ""
        first, second = (given[group][end] for group, end in enumerate(ends))
        what = f"Duncan-Davis {of}{pooled}"
        return self._means.contrast(first, second, contrast, **how, what=what)

    def _cell_bounds(
        self, above: FloatArray, group: int, end: End
    ) -> tuple[FloatArray, FloatArray]:
        """Return the bound of each county's cell, and what each county gives to it.

        What counties give, weighted by members, adds up to the bound of the cell, so that the
        spread between states is that of their own outcomes.
        """
        share, cells = self._shares[:, group], self.cells[group]
        there = share > 0
        authors = np.where(there, self._authors, 0.0)
        total = np.maximum(np.bincount(cells, authors), np.finfo(float).tiny)
        mean, part = (
            np.minimum(np.bincount(cells, authors * values) / total, 1.0)
            for values in (above, share)
        )
        bound = np.nan_to_num(getattr(county_bounds(mean, part), end), nan=0.0)
        divisor = np.where(there, share, 1.0)
        if end == "lower":
            given = np.where(bound[cells] > 0, (above - 1 + share) / divisor, 0.0)
        else:
            given = np.where((mean < part)[cells], above / divisor, 1.0)
        return bound[cells], np.where(there, given, 0.0)


def author_cells(share: FloatArray, authors: FloatArray) -> NDArray[np.intp]:
    """Return the cell of each county, shape (c,); most counties are one by themselves.

    Parameters
    ----------
    share
        The group's share, shape (c,).
    authors
        Authors of each county, shape (c,).

    Returns
    -------
    array
        Cells have at least `LEAST_AUTHORS` authors, unless they are all of one county without
        others than the group, or without the group, or there are fewer in all.
    """
    codes = np.arange(share.size)
    mixed = (share > 0) & (share < 1)
    few = mixed & (authors < LEAST_AUTHORS)
    if not few.any():
        return codes
    larger = np.flatnonzero(mixed & ~few)
    if authors[few].sum() < LEAST_AUTHORS and larger.size:
        middle = np.average(share[few], weights=authors[few])
        few[larger[np.argmin(np.abs(share[larger] - middle))]] = True
    # More authors than a cell needs change nothing, and a row each costs memory.
    people = np.rint(np.minimum(authors[few], LEAST_AUTHORS)).astype(np.intp)
    cells = proxy_cells(np.repeat(share[few], people), cells=int(people.sum()))
    codes[few] = share.size + cells[np.cumsum(people) - people]
    return np.unique(codes, return_inverse=True)[1].astype(np.intp)
