"""Mean outcomes of cells of pairs, and how the people who are reused make them vary.

A cell's mean varies because other people might have been drawn into either group, and
because the outcome of a pair is not settled by what its two people do on average. For a
pair of persons i and j write

    outcome = mean + a_i + b_j + e_ij,

where a_i and b_j say how person i and person j do on average over all possible opponents.
These terms are uncorrelated whatever the outcomes are (Hoeffding's decomposition), so the
covariance of two cells' means is a sum of one part for each group that they share and one
for the pairs that they share. `CellMeans` estimates these parts from sums of squared
residuals over persons and over pairs. For one cell these are the three terms of the two-way
cluster-robust variance of Cameron, Gelbach and Miller (2011, doi:10.1198/jbes.2010.07136),
but with the factors that make each part unbiased for the design at hand, complete or not.
The plain sum of the three falls short by 9 % where 10 people meet 10 people, each with each.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rml.stats.arguments import FloatArray
from rml.stats.people_pairs import Cell, CellRows, Codes, PairOutcomes, rows_of_cells

# Below this share of the largest singular value a design does not tell the parts apart.
_SINGULAR = 1e-9


class Parts(NamedTuple):
    """What a weighted sum of cell means varies by, in squared units of the outcome.

    Attributes
    ----------
    people
        For each group the variance from drawing its people, not below 0: a person's
        outcomes have something in common or nothing, and cannot repel each other.
    pairs
        The variance from pairs, not below 0.
    spread
        For each group the sum of squares over its people that the estimate rests on,
        scaled as it enters the variance; its relative error decides the degrees of freedom.
    """

    people: dict[str, float]
    pairs: float
    spread: dict[str, float]


class _Units(NamedTuple):
    """What one cell has of one kind of unit: the persons of a group, or pairs of persons."""

    counts: FloatArray  # rows with each unit
    residuals: FloatArray  # sum of the residuals over these rows


class CellMeans:
    """Mean outcome of each cell, and the covariance of these means over people.

    Parameters
    ----------
    pairs
        The outcomes.
    cells, ordered
        As for `rml.stats.people_pairs.rows_of_cells`.

    Attributes
    ----------
    cells
        As given.
    rows
        The rows of each cell.
    members
        How many people of each group appear in any cell, by group.
    means, sizes
        Mean outcome and number of rows of each cell, shape (c,).
    """

    def __init__(
        self, pairs: PairOutcomes, cells: Sequence[Cell], *, ordered: bool = False
    ) -> None:
        self.cells = tuple(cells)
        self.rows, self.members = rows_of_cells(pairs, self.cells, ordered=ordered)
        self.sizes = np.array([rows.outcome.size for rows in self.rows], dtype=np.float64)
        self.means = np.array([rows.outcome.mean() for rows in self.rows])
        self._residuals = [
            rows.outcome - mean for rows, mean in zip(self.rows, self.means, strict=True)
        ]
        self._units = [self._by_group(place) for place in range(len(cells))]
        self._by_pair, self._persons = self._by_pairs()
        shape = (len(cells), len(cells))
        self._people = {group: np.zeros(shape) for group in self.members}
        self._spread = {group: np.zeros(shape) for group in self.members}
        self._pairs = np.zeros(shape)
        for one, other in itertools.combinations_with_replacement(range(len(cells)), 2):
            self._compare(one, other)

    def check_people(self, least: int) -> None:
        """Raise if a cell has fewer than ``least`` people of one of its groups."""
        for units in self._units:
            for group, found in units.items():
                people = int(np.count_nonzero(found.counts))
                if people < least:
                    raise ValueError(
                        f"{people} people of {group} are too few for an interval over people, "
                        f"which needs at least {least} of each group: give the mean without an "
                        "interval and say so, or pool groups."
                    )

    def covariance(self) -> FloatArray:
        """Return the covariance of the cells' means over people and pairs, shape (c, c)."""
        return np.asarray(sum(self._people.values(), self._pairs))

    def parts(self, weights: FloatArray) -> Parts:
        """Return what the weighted sum of the cells' means varies by; ``weights`` is (c,)."""
        return Parts(
            people={
                group: max(float(weights @ part @ weights), 0.0)
                for group, part in self._people.items()
            },
            pairs=max(float(weights @ self._pairs @ weights), 0.0),
            spread={
                group: float(weights @ spread @ weights) for group, spread in self._spread.items()
            },
        )

    def variance(self, weights: FloatArray) -> tuple[float, float]:
        """Return the variance of the weighted sum of means, and its degrees of freedom.

        Satterthwaite's approximation over the groups: each group's sum of squares counts
        with the number of its people less one, people who appear in few rows counting less.
        """
        parts = self.parts(weights)
        variance = sum(parts.people.values()) + parts.pairs
        worth = self._effective_people(weights)
        error = sum(
            spread**2 / (worth[group] - 1)
            for group, spread in parts.spread.items()
            if worth[group] > 1
        )
        return variance, variance**2 / error if error > 0 else np.inf

    def _effective_people(self, weights: FloatArray) -> dict[str, float]:
        """Return for each group how many equally busy people its people are worth (Kish)."""
        worth = {}
        for group, members in self.members.items():
            shares = np.zeros(members)
            for weight, units, size in zip(weights, self._units, self.sizes, strict=True):
                if group in units:
                    shares += abs(weight) * units[group].counts / size
            squares = float(shares @ shares)
            worth[group] = float(shares.sum() ** 2 / squares) if squares > 0 else 0.0
        return worth

    def _by_group(self, place: int) -> dict[str, _Units]:
        rows = self.rows[place]
        return {
            group: _tally(codes, self._residuals[place], self.members[group])
            for group, codes in zip(rows.groups, (rows.first, rows.second), strict=True)
        }

    def _by_pairs(self) -> tuple[list[_Units], list[dict[str, Codes]]]:
        """Return each cell's counts over pairs of persons, and who the persons of a pair are.

        Cells of the same two groups count over the same pairs.
        """
        units: dict[int, _Units] = {}
        persons: dict[int, dict[str, Codes]] = {}
        alike: dict[frozenset[str], list[int]] = {}
        for place, rows in enumerate(self.rows):
            alike.setdefault(frozenset(rows.groups), []).append(place)
        for places in alike.values():
            one, other = self.rows[places[0]].groups
            width = self.members[other]
            keys = [_pair_keys(self.rows[place], one, width) for place in places]
            found, codes = np.unique(np.concatenate(keys), return_inverse=True)
            ends = np.cumsum([key.size for key in keys])[:-1]
            for place, own in zip(places, np.split(codes, ends), strict=True):
                units[place] = _tally(own, self._residuals[place], found.size)
                persons[place] = {one: found // width, other: found % width}
        order = range(len(self.rows))
        return [units[place] for place in order], [persons[place] for place in order]

    def _compare(self, one: int, other: int) -> None:
        """Set the covariance of two cells' means."""
        shared = [group for group in self._units[one] if group in self._units[other]]
        if len(shared) == 2:
            parts, spread = self._of_same_groups(one, other, shared)
            self._pairs[one, other] = self._pairs[other, one] = parts[2]
        elif shared:
            part = self._of_one_group(one, other, shared[0])
            parts = spread = np.array([part])
        for place, group in enumerate(shared):
            self._people[group][one, other] = self._people[group][other, one] = parts[place]
            self._spread[group][one, other] = self._spread[group][other, one] = spread[place]

    def _of_one_group(self, one: int, other: int, group: str) -> float:
        """Return the covariance from the people of one group, for cells that share no other."""
        first, second = self._units[one][group], self._units[other][group]
        size = self.sizes[one] * self.sizes[other]
        together = float(first.counts @ second.counts)
        # What the sum of products of residuals is expected to hold of the people's covariance;
        # it is less than `together` because residuals are taken from the sample's own means.
        expected = (
            together
            - float(first.counts @ second.counts**2) / self.sizes[other]
            - float(first.counts**2 @ second.counts) / self.sizes[one]
            + together**2 / size
        )
        if expected <= _SINGULAR * size:
            return 0.0
        products = float(first.residuals @ second.residuals)
        return float(products / expected * together / size)

    def _of_same_groups(
        self, one: int, other: int, shared: list[str]
    ) -> tuple[FloatArray, FloatArray]:
        """Return the parts of both groups and of pairs, for cells of the same two groups.

        Sums of products of residuals over the persons of one group, of the other, and over
        pairs have expectations that are linear in the three parts.
        """
        size = self.sizes[one] * self.sizes[other]
        pairs = (self._by_pair[one], self._by_pair[other])
        kinds = [(self._units[one][group], self._units[other][group]) for group in shared]
        # Row k, column r: rows of the cell that share the unit of kind k with pair r.
        first, second = (
            np.stack(
                [
                    kind[side].counts[self._persons[one][group]]
                    for group, kind in zip(shared, kinds, strict=True)
                ]
                + [pairs[side].counts]
            )
            for side in (0, 1)
        )
        kinds.append(pairs)
        together = second @ pairs[0].counts
        expected = np.full((3, 3), together[2])
        np.fill_diagonal(expected, together)
        expected += (
            np.outer(together, together) / size
            - (second * pairs[0].counts) @ second.T / self.sizes[other]
            - (first * pairs[1].counts) @ first.T / self.sizes[one]
        )
        products = np.array([kind[0].residuals @ kind[1].residuals for kind in kinds])
        inverse = np.linalg.pinv(expected, rcond=_SINGULAR)
        target = together / size
        return inverse @ products * target, target @ inverse * products


def _pair_keys(rows: CellRows, group: str, width: int) -> Codes:
    """Return one number for each pair of persons, by the person of ``group`` first."""
    if rows.groups[0] == group:
        return rows.first * width + rows.second
    return rows.second * width + rows.first


def _tally(codes: Codes, residuals: FloatArray, size: int) -> _Units:
    return _Units(
        counts=np.bincount(codes, minlength=size).astype(np.float64),
        residuals=np.bincount(codes, weights=residuals, minlength=size).astype(np.float64),
    )
