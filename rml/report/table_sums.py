"""The sums that hold in a table, found in its numbers.

They are what a reader can use to compute a withheld count: rows that add up to a row,
columns that add up to a column, and totals that are known anyway.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

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
    """Cells that add up to another cell, or to a number that readers know.

    A total that follows from shares is known only while one of the cells in ``told_by``
    is visible.
    """

    parts: tuple[Place, ...]
    total: Place | float
    told_by: tuple[Place, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """All cells of the sum."""
        return (*self.parts, self.total) if isinstance(self.total, tuple) else self.parts


def sums_of(cells: Cells) -> Iterator[Sum]:
    """Yield the sums that hold in a table: along columns, along rows, and known totals."""
    for name in cells.values:
        yield from _row_sums(cells, name)
    yield from _column_sums(cells)
    yield from _known_totals(cells)


def _row_sums(cells: Cells, name: str) -> Iterator[Sum]:
    values = cells.values[name]
    for rows in _row_groups(cells.labels):
        present = [row for row in rows if not math.isnan(values[row])]
        whole = math.fsum(values[row] for row in present)
        for total in present:
            # A total stands among its parts, so it is half of everything.
            if len(present) > 2 and values[total] and 2 * values[total] == whole:
                yield Sum(tuple((row, name) for row in present if row != total), (total, name))
    for total in [row for row, label in enumerate(cells.labels) if _names_total(label)]:
        yield from _runs_beside(values, total, name)


def _row_groups(labels: Sequence[tuple[str, ...]]) -> Iterator[list[int]]:
    """Yield groups of rows of which one may be the others' sum.

    These are all rows, all with but one row that is called a total, and those that differ
    in one label only.
    """
    rows = range(len(labels))
    yield list(rows)
    totals = [row for row in rows if _names_total(labels[row])]
    for total in totals:
        yield [row for row in rows if row == total or row not in totals]
    for position in range(len(labels[0])):
        alike: dict[tuple[str, ...], list[int]] = {}
        for row in rows:
            rest = labels[row][:position] + labels[row][position + 1 :]
            alike.setdefault(rest, []).append(row)
        yield from alike.values()


def _runs_beside(values: Sequence[float], total: int, name: str) -> Iterator[Sum]:
    """Yield the runs of rows just before or just after row ``total`` that add up to it.

    For rows that are not called a total such runs would add up by chance too often.
    """
    for step, end in ((-1, -1), (1, len(values))):
        whole = 0.0
        parts: list[Place] = []
        for row in range(total + step, end, step):
            whole += values[row]
            parts.append((row, name))
            if len(parts) >= 2 and whole == values[total] and whole:
                yield Sum(tuple(parts), (total, name))


def _names_total(label: tuple[str, ...]) -> bool:
    return any(_TOTAL_WORDS & set(re.findall("[a-z]+", text.lower())) for text in label)


def _column_sums(cells: Cells) -> Iterator[Sum]:
    # Columns of zeros are equal to each other without meaning anything.
    names = [name for name, values in cells.values.items() if any(values)]
    most = len(names) if len(names) <= _MOST_COLUMNS else 4
    for total in names:
        others = [name for name in names if name != total]
        for size in range(1, most):
            for parts in itertools.combinations(others, size):
                if size == 1 and {total, *parts} <= set(cells.counts):
                    continue  # equal counts of people are no copies of each other
                yield from _sums_down(cells, parts, total)


def _sums_down(cells: Cells, parts: tuple[str, ...], total: str) -> list[Sum]:
    """Return the sums of the ``parts`` row by row, if they hold wherever all have a value."""
    rows = [
        row
        for row in range(len(cells.labels))
        if not any(math.isnan(cells.at((row, name))) for name in (total, *parts))
    ]
    if any(
        math.fsum(cells.at((row, name)) for name in parts) != cells.at((row, total)) for row in rows
    ):
        return []
    return [Sum(tuple((row, name) for name in parts), (row, total)) for row in rows]


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
                told_by = tuple((row, name) for row, value in enumerate(values) if value > 0)
                yield Sum(_present(cells, name), base, told_by)
                break


def _present(cells: Cells, name: str) -> tuple[Place, ...]:
    values = cells.values[name]
    return tuple((row, name) for row, value in enumerate(values) if not math.isnan(value))
