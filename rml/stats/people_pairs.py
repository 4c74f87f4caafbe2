"""Outcomes of pairs of people, one row a pair, and the rows that belong to a cell.

A cell is a pair of groups, such as women and men, perhaps under one condition.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.stats.arguments import FloatArray, checked_finite

Codes = NDArray[np.intp]
Labels = NDArray[np.generic]
Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairOutcomes:
    """Outcomes of pairs of people of different groups, one row for each pair and condition.

    Parameters
    ----------
    group_first, group_second
        The groups of the two persons, shape (r,); they differ in every row.
    person_first, person_second
        The persons, shape (r,), texts or numbers. A label stands for the same person in all
        rows, and a person belongs to one group.
    outcome
        In [0, 1], shape (r,): 1 if the first person won, 0 if the second, 0.5 if each won
        one of two orders. A pair may come again; its rows are not taken as independent.
    condition
        Under what the pair was shown, shape (r,), such as "faces masked"; None if all rows
        belong together. The same people may, and for contrasts should, appear under each.

    Raises
    ------
    ValueError
        If the lengths differ or are 0, an outcome or a label is missing, an outcome lies
        outside [0, 1], or a row's groups are equal.
    """

    group_first: ArrayLike
    person_first: ArrayLike
    group_second: ArrayLike
    person_second: ArrayLike
    outcome: ArrayLike
    condition: ArrayLike | None = None

    def __post_init__(self) -> None:
        outcome = checked_finite("outcome", self.outcome)
        names = ["group_first", "person_first", "group_second", "person_second"]
        if self.condition is not None:
            names.append("condition")
        columns = {name: _labels(name, getattr(self, name)) for name in names}
        shapes = {outcome.shape, *(column.shape for column in columns.values())}
        if len(shapes) != 1 or outcome.ndim != 1 or outcome.size == 0:
            raise ValueError(
                "All columns of pair outcomes must be one-dimensional and of one length, at least "
                f"1, not of shapes {sorted(shapes)}; give one row for each pair."
            )
        outside = outcome[(outcome < 0) | (outcome > 1)]
        if outside.size:
            raise ValueError(
                f"`outcome` must lie in [0, 1], not {outside[0]:g}; write 1 where the first "
                "person won and 0.5 where each won one of two orders."
            )
        equal = np.flatnonzero(columns["group_first"] == columns["group_second"])
        if equal.size:
            raise ValueError(
                f"Row {equal[0]} compares the group {columns['group_first'][equal[0]]!s} with "
                "itself; leave such rows out."
            )
        for name, column in {**columns, "outcome": outcome}.items():
            object.__setattr__(self, name, column)


class CellRows(NamedTuple):
    """The rows of one cell, turned so that its first group comes first.

    Attributes
    ----------
    groups
        The first and the second group.
    first, second
        The persons of each row, numbered within their group, shape (r,).
    outcome
        1 where the first group's person won, shape (r,).
    """

    groups: tuple[str, str]
    first: Codes
    second: Codes
    outcome: FloatArray


def rows_of_cells(
    pairs: PairOutcomes, cells: Sequence[Cell], *, ordered: bool
) -> tuple[list[CellRows], dict[str, int]]:
    """Return the rows of each cell, and how many people each group has in all of them.

    Parameters
    ----------
    pairs
        The outcomes.
    cells
        Each (first group, second group), or (first group, second group, condition) if the
        outcomes have conditions.
    ordered
        Take only rows in which the cell's first group came first. Otherwise the others
        count too, with the outcome turned round.

    Raises
    ------
    ValueError
        If a cell is malformed, has no row or is named twice, or a person is found in two
        groups.
    """
    _check_cells(cells, conditions=pairs.condition is not None, ordered=ordered)
    groups = (np.asarray(pairs.group_first), np.asarray(pairs.group_second))
    persons = (np.asarray(pairs.person_first), np.asarray(pairs.person_second))
    outcome = np.asarray(pairs.outcome, dtype=np.float64)
    chosen: list[tuple[Labels, Labels, FloatArray]] = []
    people: dict[str, list[Labels]] = {}
    for cell in cells:
        within = (groups[0] == cell[0]) & (groups[1] == cell[1])
        turned = (groups[0] == cell[1]) & (groups[1] == cell[0])
        if pairs.condition is not None:
            shown = np.asarray(pairs.condition) == cell[2]
            within, turned = within & shown, turned & shown
        if ordered:
            turned[:] = False
        ones = np.concatenate([persons[0][within], persons[1][turned]])
        twos = np.concatenate([persons[1][within], persons[0][turned]])
        if ones.size == 0:
            raise ValueError(f"No pair belongs to {' / '.join(map(str, cell))}.")
        chosen.append((ones, twos, np.concatenate([outcome[within], 1 - outcome[turned]])))
        people.setdefault(cell[0], []).append(ones)
        people.setdefault(cell[1], []).append(twos)
    names = {group: np.unique(np.concatenate(found)) for group, found in people.items()}
    _check_one_group_each(names)
    rows = [
        CellRows(
            groups=(cell[0], cell[1]),
            first=np.searchsorted(names[cell[0]], ones),
            second=np.searchsorted(names[cell[1]], twos),
            outcome=results,
        )
        for cell, (ones, twos, results) in zip(cells, chosen, strict=True)
    ]
    return rows, {group: found.size for group, found in names.items()}


def _labels(name: str, values: ArrayLike) -> Labels:
    """Return labels as an array that can be sorted, without missing ones."""
    labels = np.asarray(values)
    if labels.dtype.kind == "O" and all(isinstance(label, str) for label in labels.ravel()):
        return labels.astype(np.str_)
    if labels.dtype.kind not in "biuUS":
        raise ValueError(
            f"`{name}` must hold texts or whole numbers without missing ones, not values of type "
            f"{labels.dtype}; drop pairs of unknown people and say so in the report."
        )
    return labels


def _check_cells(cells: Sequence[Cell], *, conditions: bool, ordered: bool) -> None:
    wanted = "(first group, second group" + (", condition)" if conditions else ")")
    seen: set[Cell] = set()
    for cell in cells:
        if len(cell) != 2 + conditions or cell[0] == cell[1]:
            raise ValueError(f"A cell must be named by {wanted}, not {cell!r}.")
        if (cell[1], cell[0], *cell[2:]) in seen and not ordered:
            raise ValueError(
                f"The cell {cell!r} is named in both orders, but they hold the same pairs; name "
                "one, and turn the sign of its weight if need be."
            )
        seen.add(cell)


def _check_one_group_each(names: dict[str, Labels]) -> None:
    for (one, ones), (other, others) in itertools.combinations(names.items(), 2):
        both = np.intersect1d(ones, others)
        if both.size:
            raise ValueError(
                f"{both.size} persons, such as {both[0]!s}, are found in the groups {one} and "
                f"{other}; groups that are compared or added up must not share people."
            )
