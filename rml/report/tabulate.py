"""Frames as plain rows: what a payload holds of a table or of a figure's data."""

from __future__ import annotations

import datetime as dt
import math
import numbers
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from rml.errors import ProductError
from rml.report.number_text import is_spec, ten_digits
from rml.report.people import PeopleCounts
from rml.report.products import Cell, Column, ColumnKind, TableData
from rml.report.small_cells import GuardedFrame
from rml.suggest import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS: Final = 5000
_KINDS: Final[dict[str, ColumnKind]] = {"i": "integer", "u": "integer", "f": "number"}


def table_data(
    guarded: GuardedFrame,
    *,
    units: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
    where: str,
) -> TableData:
    """Return the rows of a guarded frame as plain data, numbers to 10 significant digits.

    Parameters
    ----------
    guarded
        A frame that went through ``rml.report.small_cells.guard``.
    units
        The unit of each column that has one.
    formats
        Number formats for reading, by column; the CSV always has full precision.

    Raises
    ------
    ProductError
        If the frame is empty, has too many rows, an index that says something, columns
        that are not distinct texts, cells that are no plain value, or ``units`` or
        ``formats`` name a column it does not have.
    """
    frame, units, formats = guarded.frame, units or {}, formats or {}
    check_frame(frame, where=where)
    names = [str(name) for name in frame.columns]
    for given, what in ((units, "units"), (formats, "formats")):
        for name in given:
            if name not in names:
                raise ProductError(
                    f"{what} names the column `{name}`, which the table does not have.",
                    where=where,
                    remedy=did_you_mean(name, names),
                )
    columns: list[Column] = []
    cells: list[list[Cell]] = []
    for name in names:
        kind, values = _column(frame[name], name, where=where)
        if kind == "number" and name in guarded.whole:
            kind, values = "integer", [_whole(value) for value in values]
        columns.append(
            {
                "name": name,
                "kind": kind,
                "unit": units.get(name),
                "format": _format(formats.get(name), name, kind, where=where),
            }
        )
        cells.append(values)
    notes = list(guarded.notes)
    hidden = {(mark["row"], mark["column"]): mark["mark"] for mark in guarded.marks}
    if any(
        value is None and (row, column) not in hidden
        for column, values in enumerate(cells)
        for row, value in enumerate(values)
    ):
        notes.append("– : no value.")
    for (row, column), mark in hidden.items():
        if mark == "small" and isinstance(guarded.people, PeopleCounts):
            cells[column][row] = f"<{guarded.people.threshold}"
        elif mark == "withheld":
            cells[column][row] = "withheld"
    return {
        "columns": columns,
        "rows": [list(row) for row in zip(*cells, strict=True)],
        "marks": list(guarded.marks),
        "notes": notes,
    }


def check_frame(frame: pd.DataFrame, *, where: str) -> None:
    """Raise ProductError unless ``frame`` can be shown without losing anything."""
    if not hasattr(frame, "columns") or not hasattr(frame, "iloc"):
        raise ProductError(
            f"The data is a {type(frame).__name__}.",
            where=where,
            remedy="Pass a pandas DataFrame, one row for each thing shown.",
        )
    if not len(frame) or not len(frame.columns):
        raise ProductError(
            "The data is empty.", where=where, remedy="Check the selection that made it."
        )
    if len(frame) > MOST_ROWS:
        raise ProductError(
            f"The data has {len(frame):,} rows; readers and pages take at most {MOST_ROWS:,}.",
            where=where,
            remedy="Show the summary that is drawn, such as counts by bin, not the raw rows.",
        )
    names = list(frame.columns)
    if any(not isinstance(name, str) or not name.strip() for name in names):
        raise ProductError(
            "A column's name is not a text.",
            where=where,
            remedy="Rename the columns with words; flatten column levels.",
        )
    if len(set(names)) < len(names):
        raise ProductError(
            "Two columns have one name.", where=where, remedy="Give each column its own name."
        )
    index = frame.index
    plain = index.nlevels == 1 and index.name is None and index.dtype.kind in "iu"
    if not plain or sorted(index.tolist()) != list(range(len(index))):
        raise ProductError(
            "The index would be dropped, and it may say something: it is not 0, 1, 2, ….",
            where=where,
            remedy="Call .reset_index() to show it, or .reset_index(drop=True) to leave it out.",
        )


def _column(series: pd.Series[Any], name: str, *, where: str) -> tuple[ColumnKind, list[Cell]]:
    values = [_cell(value, name, where=where) for value in series.tolist()]
    kind = _KINDS.get(series.dtype.kind)
    if kind:
        return kind, values
    present = [value for value in series.tolist() if not _is_missing(value)]
    if present and all(isinstance(value, bool) for value in values if value is not None):
        return "truth", values
    if present and all(isinstance(value, dt.date) for value in present):
        return "date", values
    if present and all(isinstance(value, numbers.Real) for value in present):
        whole = all(isinstance(value, numbers.Integral) for value in present)
        return ("integer" if whole else "number"), values
    if any(value is not None and not isinstance(value, str) for value in values):
        raise ProductError(
            f"The column `{name}` mixes numbers and text.",
            where=where,
            remedy="Give it one type; keep words and numbers in columns of their own.",
        )
    return "text", values


def _cell(value: object, name: str, *, where: str) -> Cell:
    if _is_missing(value):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return bool(value)
    if isinstance(value, numbers.Real):
        return _number(value)
    if isinstance(value, dt.date):
        return _date(value)
    raise ProductError(
        f"The column `{name}` holds a {type(value).__name__}, which is no plain value.",
        where=where,
        remedy="Turn it into text or numbers, such as .astype(str).",
    )


def _number(value: numbers.Real) -> int | float | str:
    if isinstance(value, numbers.Integral):
        return int(value)
    number = float(value)
    return ten_digits(number) if math.isfinite(number) else str(number)


def _date(value: dt.date) -> str:
    if not isinstance(value, dt.datetime):
        return value.isoformat()
    is_day = value.time() == dt.time() and value.tzinfo is None
    return value.date().isoformat() if is_day else value.isoformat()


def _is_missing(value: object) -> bool:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and math.isnan(value)


def _whole(value: Cell) -> Cell:
    return int(value) if isinstance(value, float) else value


def _format(spec: str | None, name: str, kind: ColumnKind, *, where: str) -> str | None:
    if spec is None:
        return None
    if not is_spec(spec) or kind not in ("integer", "number"):
        raise ProductError(
            f"The format {spec!r} cannot be used for the column `{name}` of kind {kind}.",
            where=where,
            remedy="Use digits such as `.2f`, `.1%`, `,d` or `.3g`, on numbers only.",
        )
    return spec
