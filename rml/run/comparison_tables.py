"""Tables of two versions held against each other, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rml.run.differences import Difference, Severity, Tolerance, distance_words

_NUMBER = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf)")
_WHOLE = re.compile(r"[+-]?\d+")

Label: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as its CSV file has it: the names of the columns, and rows of texts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def shape(self) -> str:
        """The numbers of rows and columns in words."""
        return f"{len(self.rows)} rows, {len(self.columns)} columns"


def grids_differences(
    a: Mapping[str, Grid], b: Mapping[str, Grid], *, tolerance: Tolerance
) -> list[Difference]:
    """Return what differs between the tables of two versions, by table.

    Parameters
    ----------
    a, b
        Tables by name.
    tolerance
        For cells that hold numbers in both.
    """
    found: list[Difference] = []
    for name in dict.fromkeys([*a, *b]):
        if name in a and name in b:
            found.extend(grid_differences(name, a[name], b[name], tolerance=tolerance))
        else:
            found.append(
                Difference(
                    severity=Severity.TABLE_DIFFERS,
                    where=name,
                    what="the whole table",
                    a=a[name].shape if name in a else "",
                    b=b[name].shape if name in b else "",
                    note="missing in B" if name in a else "missing in A",
                )
            )
    return found


def grid_differences(name: str, a: Grid, b: Grid, *, tolerance: Tolerance) -> list[Difference]:
    """Return what differs between two tables of one name.

    Columns are matched by name. Rows are matched by their first columns, as many as are
    needed to tell all rows of each table apart, if these hold words or whole numbers;
    otherwise by position.
    """
    found = list(_layout_differences(name, a, b))
    shared = [column for column in a.columns if column in b.columns]
    key = _key(a, b, shared)
    rows_a, rows_b = _rows_by_label(a, key), _rows_by_label(b, key)
    for label in dict.fromkeys([*rows_a, *rows_b]):
        if label in rows_a and label in rows_b:
            pair = (rows_a[label], rows_b[label])
            found.extend(_row_differences(name, label, pair, shared, tolerance))
        else:
            found.append(
                Difference(
                    severity=Severity.TABLE_DIFFERS,
                    where=name,
                    what=f"row {_words(label)}",
                    a=", ".join(rows_a[label].values()) if label in rows_a else "",
                    b=", ".join(rows_b[label].values()) if label in rows_b else "",
                    note="missing in B" if label in rows_a else "missing in A",
                )
            )
    if [label for label in rows_a if label in rows_b] != [
        label for label in rows_b if label in rows_a
    ]:
        found.append(
            Difference(
                severity=Severity.TEXT_DIFFERS,
                where=name,
                what="order of rows",
                note="the rows that both have stand in another order",
            )
        )
    return found


def _layout_differences(name: str, a: Grid, b: Grid) -> Iterator[Difference]:
    if (len(a.rows), len(a.columns)) != (len(b.rows), len(b.columns)):
        yield Difference(
            severity=Severity.TABLE_DIFFERS, where=name, what="shape", a=a.shape, b=b.shape
        )
    for column in dict.fromkeys([*a.columns, *b.columns]):
        if column not in a.columns or column not in b.columns:
            yield Difference(
                severity=Severity.TABLE_DIFFERS,
                where=name,
                what=f"column {column}",
                note="missing in B" if column in a.columns else "missing in A",
            )
    order_a = [column for column in a.columns if column in b.columns]
    order_b = [column for column in b.columns if column in a.columns]
    if order_a != order_b:
        yield Difference(
            severity=Severity.TEXT_DIFFERS,
            where=name,
            what="order of columns",
            a=", ".join(order_a),
            b=", ".join(order_b),
        )


def _key(a: Grid, b: Grid, shared: Sequence[str]) -> tuple[str, ...]:
    """Return the first columns that tell the rows of each table apart; empty if none do."""
    for length, column in enumerate(shared, start=1):
        cells = [*_column(a, column), *_column(b, column)]
        # A measured number must not name a row: a small change would look like another row.
        if any(_NUMBER.fullmatch(cell) and not _WHOLE.fullmatch(cell) for cell in cells):
            return ()
        key = tuple(shared[:length])
        if all(len(set(_key_cells(grid, key))) == len(grid.rows) for grid in (a, b)):
            return key
    return ()


def _column(grid: Grid, column: str) -> list[str]:
    place = grid.columns.index(column)
    return [row[place] for row in grid.rows]


def _key_cells(grid: Grid, key: Sequence[str]) -> list[Label]:
    places = [grid.columns.index(column) for column in key]
    return [tuple(row[place] for place in places) for row in grid.rows]


def _rows_by_label(grid: Grid, key: Sequence[str]) -> dict[Label, dict[str, str]]:
    """Return each row as cells by column, under its key or its number from 1."""
    labels = (
        _key_cells(grid, key) if key else [(str(place + 1),) for place in range(len(grid.rows))]
    )
    return {
        label: dict(zip(grid.columns, row, strict=True))
        for label, row in zip(labels, grid.rows, strict=True)
    }


def _words(label: Label) -> str:
    return " / ".join(label)


def _row_differences(
    name: str,
    label: Label,
    pair: tuple[Mapping[str, str], Mapping[str, str]],
    columns: Sequence[str],
    tolerance: Tolerance,
) -> Iterator[Difference]:
    for column in columns:
        a, b = pair[0][column], pair[1][column]
        severity, note = Severity.TABLE_DIFFERS, ""
        if _NUMBER.fullmatch(a) and _NUMBER.fullmatch(b):
            number_a, number_b = float(a), float(b)
            if number_a == number_b:
                continue
            note = distance_words(number_a, number_b)
            if tolerance.admits(number_a, number_b):
                severity = Severity.WITHIN_TOLERANCE
        if a != b:
            what = f"row {_words(label)}, column {column}"
            yield Difference(severity=severity, where=name, what=what, a=a, b=b, note=note)
