"""A table's cells as people read them and as machines read them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final, TypedDict

from rml.report.number_text import exact, formatted, with_decimals
from rml.report.products import Cell, Column, Figure, MarkKind, Table, TableData

NO_VALUE: Final = "–"
_MOST_DECIMALS: Final = 6
_GROUPED_FROM: Final = 10_000
_QUOTED: Final = re.compile('[",\r\n]')
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


class ShownCell(TypedDict):
    """A cell as a page shows it."""

    text: str
    numeric: bool
    header: bool
    mark: MarkKind | None


class ShownHeader(TypedDict):
    """A column's heading as a page shows it."""

    text: str
    unit: str | None
    numeric: bool


def header_rows(data: TableData) -> list[ShownHeader]:
    """Return the headings of a table's columns, with units, as a page shows them."""
    return [
        {
            "text": column["name"].replace("_", " "),
            "unit": column["unit"],
            "numeric": _is_numeric(column),
        }
        for column in data["columns"]
    ]


def shown_rows(data: TableData) -> list[list[ShownCell]]:
    """Return a table's rows as a page shows them, numbers of a column to equal decimals.

    The first column heads its rows if it holds text and no value twice.
    """
    marks = {(mark["row"], mark["column"]): mark["mark"] for mark in data["marks"]}
    columns = []
    for position, column in enumerate(data["columns"]):
        cells = [row[position] for row in data["rows"]]
        shown = _shown_column(column, cells)
        heads = position == 0 and column["kind"] == "text" and len(set(shown)) == len(shown)
        columns.append(
            [
                ShownCell(
                    text=text,
                    numeric=_is_numeric(column),
                    header=heads,
                    mark=marks.get((row, position)),
                )
                for row, text in enumerate(shown)
            ]
        )
    return [list(row) for row in zip(*columns, strict=True)]


def table_csv(product: Table | Figure) -> str:
    """Return a table, or a figure's data, as CSV: RFC 4180 with line feeds.

    Numbers have 10 significant digits. A missing value is empty, a withheld one keeps its
    mark (``<10``, ``withheld``). Text that a spreadsheet would run as a formula gets a
    leading apostrophe.
    """
    data = product["data"]
    lines = [[_guarded(column["name"]) for column in data["columns"]]]
    lines += [
        [_written(cell, column) for cell, column in zip(row, data["columns"], strict=True)]
        for row in data["rows"]
    ]
    return "".join(_line(fields) for fields in lines)


def _line(fields: Sequence[str]) -> str:
    # The csv module leaves a lone carriage return unquoted when lines end with a line feed.
    quoted = [
        '"' + field.replace('"', '""') + '"' if _QUOTED.search(field) else field for field in fields
    ]
    return (",".join(quoted) or '""') + "\n"


def _is_numeric(column: Column) -> bool:
    return column["kind"] in ("integer", "number")


def _written(cell: Cell, column: Column) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return cell if _is_numeric(column) else _guarded(cell)
    return exact(cell)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _shown_column(column: Column, cells: Sequence[Cell]) -> list[str]:
    numbers = [
        cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)
    ]
    decimals = 0 if column["kind"] == "integer" else _decimals(numbers)
    grouped = any(abs(number) >= _GROUPED_FROM for number in numbers)
    return [_shown(cell, column, decimals=decimals, grouped=grouped) for cell in cells]


def _shown(cell: Cell, column: Column, *, decimals: int, grouped: bool) -> str:
    if cell is None:
        return NO_VALUE
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        infinite = _is_numeric(column) and cell in ("inf", "-inf")
        return formatted(float(cell), "") if infinite else cell
    if column["format"]:
        return formatted(cell, column["format"])
    text = with_decimals(cell, decimals)
    if grouped and "," not in text:
        return formatted(cell, f",.{decimals}f")
    return text


def _decimals(numbers: Sequence[float]) -> int:
    """Return decimals that show three digits of the largest number and one of the smallest."""
    sizes = [abs(number) for number in numbers if number]
    if not sizes or all(float(number).is_integer() for number in numbers):
        return 0
    of_largest = 2 - math.floor(math.log10(max(sizes)))
    of_smallest = -math.floor(math.log10(min(sizes)))
    return min(max(of_largest, of_smallest, 1), _MOST_DECIMALS)
