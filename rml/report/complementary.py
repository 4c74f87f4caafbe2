"""Which further cells must be withheld so that no withheld count can be computed.

A table's sums are found in its numbers: rows that add up to a row, columns that add up
to a column. A withheld count is safe if these sums, and what its mark says about it,
leave it at least two possible values; the exact check is an integer program (the
"attacker's problem" of Fischetti & Salazar 2001, doi:10.1287/mnsc.47.7.1008.9805).
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from rml.errors import ProductError

Place: TypeAlias = tuple[int, str]
"""A cell: the row's position and the column's name."""

_MOST_COLUMNS: Final = 10
_TOTAL_WORDS: Final = frozenset(
    {"all", "any", "both", "everyone", "overall", "subtotal", "sum", "total"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The numbers of a table, as far as withheld counts could be computed from them.

    Parameters
    ----------
    values
        Columns of whole numbers, NaN where there is no value.
    labels
        For each row the texts that say what it is about.
    shares
        Columns that may be shares of a common total.
    counts
        The columns that count people.
    threshold
        The first count that is not small.
    least
        The first count that is small: 1, or 0 if zeros are withheld.
    totals
        Sums of count columns that readers know from elsewhere.
    """

    values: Mapping[str, Sequence[float]]
    labels: Sequence[tuple[str, ...]]
    shares: Mapping[str, Sequence[float]]
    counts: tuple[str, ...]
    threshold: int
    least: int
    totals: Mapping[str, int] = field(default_factory=dict)

    def at(self, place: Place) -> float:
        """Return the number at ``place``."""
        return self.values[place[1]][place[0]]


@dataclass(frozen=True, slots=True)
class Sum:
    """Cells that add up to another cell, or to a number that readers know."""

    parts: tuple[Place, ...]
    total: Place | float

    @property
    def places(self) -> tuple[Place, ...]:
        """All cells of the sum."""
        return (*self.parts, self.total) if isinstance(self.total, tuple) else self.parts


def withheld_with(small: frozenset[Place], cells: Cells) -> frozenset[Place]:
    """Return the cells to withhold in addition to the ``small`` ones.

    Raises
    ------
    ProductError
        If a count can be computed even with everything else in its sums withheld.
    """
    sums = list(dict.fromkeys(sums_of(cells)))
    hidden = set(small)
    # To withhold one more cell only adds to what is possible, so one pass is enough.
    for place in sorted(small):
        while _is_exposed(place, small, hidden, sums, cells):
            candidates = _candidates(place, hidden, sums, cells)
            if not candidates:
                raise ProductError(
                    f"The count in row {place[0] + 1} of column `{place[1]}` can be computed "
                    "from totals that readers know, whatever else is withheld.",
                    remedy="Merge small groups before showing them.",
                )
            # The smallest cell costs readers least; the place breaks ties, so runs agree.
            hidden.add(min(candidates, key=lambda cell: (abs(cells.at(cell)), cell)))
    return frozenset(hidden - small)


def sums_of(cells: Cells) -> Iterator[Sum]:
    """Yield the sums that hold in a table: along columns, along rows, and known totals."""
    for name in cells.values:
        yield from _row_sums(cells, name)
    yield from _column_sums(cells)
    yield from _known_totals(cells)


def _row_sums(cells: Cells, name: str) -> Iterator[Sum]:
    values = cells.values[name]
    for total in range(len(values)):
        for rows in _row_sets(cells.labels, total):
            present = [row for row in rows if not math.isnan(values[row])]
            if len(present) >= 2 and math.fsum(values[row] for row in present) == values[total]:
                yield Sum(tuple((row, name) for row in present), (total, name))


def _row_sets(labels: Sequence[tuple[str, ...]], total: int) -> Iterator[list[int]]:
    """Yield the sets of rows whose sum row ``total`` could be.

    These are all others, and those that differ from it in one label only. Of a row that
    is called a total, also the runs of rows just before and just after it; for other rows
    such runs would add up by chance too often.
    """
    others = [row for row in range(len(labels)) if row != total]
    yield others
    yield [row for row in others if not _names_total(labels[row])]
    for position in range(len(labels[total])):
        mine = labels[total][:position] + labels[total][position + 1 :]
        yield [
            row for row in others if labels[row][:position] + labels[row][position + 1 :] == mine
        ]
    if _names_total(labels[total]):
        for length in range(2, len(labels)):
            if total - length >= 0:
                yield list(range(total - length, total))
            if total + length < len(labels):
                yield list(range(total + 1, total + length + 1))


def _names_total(label: tuple[str, ...]) -> bool:
    return any(_TOTAL_WORDS & set(re.findall("[a-z]+", text.lower())) for text in label)


def _column_sums(cells: Cells) -> Iterator[Sum]:
    names = list(cells.values)
    most = len(names) if len(names) <= _MOST_COLUMNS else 3
    rows = range(len(cells.labels))
    for total in names:
        others = [name for name in names if name != total]
        for size in range(1, most):
            for parts in itertools.combinations(others, size):
                full = [
                    row
                    for row in rows
                    if not any(math.isnan(cells.at((row, name))) for name in (total, *parts))
                ]
                if full and all(
                    math.fsum(cells.at((row, name)) for name in parts) == cells.at((row, total))
                    for row in full
                ):
                    for row in full:
                        yield Sum(tuple((row, name) for name in parts), (row, total))


def _known_totals(cells: Cells) -> Iterator[Sum]:
    for name, total in cells.totals.items():
        yield Sum(_present(cells, name), float(total))
    for name in cells.counts:
        values = cells.values[name]
        for shares in cells.shares.values():
            # Shares of one total add up to 1 or 100, so they give the total away.
            pairs = [(v, s) for v, s in zip(values, shares, strict=True) if v > 0 and s > 0]
            if len(pairs) < 2:
                continue
            bases = [value / share for value, share in pairs]
            base = math.fsum(value for value, _ in pairs)
            if max(bases) - min(bases) < 0.02 * min(bases) and any(
                abs(base / scale - bases[0]) < 0.02 * bases[0] for scale in (1, 100)
            ):
                yield Sum(_present(cells, name), base)
                break


def _present(cells: Cells, name: str) -> tuple[Place, ...]:
    values = cells.values[name]
    return tuple((row, name) for row, value in enumerate(values) if not math.isnan(value))


def _is_exposed(
    place: Place,
    small: frozenset[Place],
    hidden: AbstractSet[Place],
    sums: Sequence[Sum],
    cells: Cells,
) -> bool:
    low, high = attainable(place, small, hidden, sums, cells)
    return high - low < 1


def _candidates(
    place: Place, hidden: AbstractSet[Place], sums: Sequence[Sum], cells: Cells
) -> set[Place]:
    """Return the visible cells of the sums nearest to ``place``; a 0 would hide nothing."""
    reached, seen = {place}, set[Sum]()
    while near := [one for one in sums if one not in seen and reached & set(one.places)]:
        places = {cell for one in near for cell in one.places}
        if visible := {cell for cell in places - hidden if cells.at(cell)}:
            return visible
        seen |= set(near)
        reached |= places & hidden
    return set()


def _component(place: Place, hidden: AbstractSet[Place], sums: Sequence[Sum]) -> list[Sum]:
    """Return the sums that bear on ``place``, directly or through other hidden cells."""
    reached = {place}
    found: list[Sum] = []
    while near := [one for one in sums if one not in found and reached & set(one.places)]:
        found += near
        reached |= {cell for one in near for cell in one.places if cell in hidden}
    return found


def attainable(
    place: Place,
    small: frozenset[Place],
    hidden: AbstractSet[Place],
    sums: Sequence[Sum],
    cells: Cells,
) -> tuple[float, float]:
    """Return the smallest and largest count that a reader must think possible at ``place``.

    Parameters
    ----------
    place
        A withheld count.
    small, hidden
        The cells marked as small, and all withheld cells, which include them.
    sums
        What a reader knows of the table's sums.
    cells
        The numbers.
    """
    bearing = _component(place, hidden, sums)
    if not bearing:
        return float(cells.least), float(cells.threshold - 1)
    import numpy as np  # noqa: PLC0415 - most tables have nothing to hide
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - likewise

    order = sorted({cell for one in bearing for cell in one.places if cell in hidden})
    index = {cell: position for position, cell in enumerate(order)}
    matrix = np.zeros((len(bearing), len(order)))
    visible = np.zeros(len(bearing))
    for row, one in enumerate(bearing):
        for cell, sign in _signed(one):
            if cell in index:
                matrix[row, index[cell]] += sign
            else:
                visible[row] -= sign * cells.at(cell)
        if not isinstance(one.total, tuple):
            visible[row] += one.total
    bounds = [_known_bounds(cell, small, cells) for cell in order]
    limits = Bounds(np.array([low for low, _ in bounds]), np.array([high for _, high in bounds]))
    constraint = LinearConstraint(matrix, visible, visible)
    ends = []
    for sign in (1.0, -1.0):
        objective = np.zeros(len(order))
        objective[index[place]] = sign
        answer = milp(
            objective,
            constraints=constraint,
            bounds=limits,
            integrality=np.ones(len(order), dtype=int),
        )
        # Anything but an optimum is taken as exposure, which withholds more.
        ends.append(sign * answer.fun if answer.success else cells.at(place))
    return round(ends[0]), round(ends[1])


def _signed(one: Sum) -> Iterator[tuple[Place, float]]:
    for part in one.parts:
        yield part, 1.0
    if isinstance(one.total, tuple):
        yield one.total, -1.0


def _known_bounds(cell: Place, small: frozenset[Place], cells: Cells) -> tuple[float, float]:
    """Return what a cell's mark tells a reader about the count behind it."""
    if cell in small:
        return float(cells.least), float(cells.threshold - 1)
    if cell[1] in cells.counts:
        return float(cells.threshold), math.inf
    negative = any(value < 0 for value in cells.values[cell[1]])
    return (-math.inf if negative else 0.0), math.inf
