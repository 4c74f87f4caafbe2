"""The one row of a table that a decision cites, and the numbers in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from rml.lessons.decision_fields import Measured
from rml.suggest import did_you_mean

Rows: TypeAlias = Sequence[Mapping[str, str]]
"""A table as text, cell by cell, as a version's CSV has it."""


def numbers_in(measured: Measured, rows: Rows) -> dict[str, float]:
    """Return ``value``, ``low`` and ``high`` of the row that fits; NaN for what is not there.

    Parameters
    ----------
    measured
        A place in a table.
    rows
        The table; not empty.

    Raises
    ------
    ValueError
        If a column is not there, not one row fits, or a cell is no number.
    """
    place = f"{measured.report}, table {measured.table}"
    for column in [*measured.row, *measured.columns.values()]:
        if column not in rows[0]:
            raise ValueError(f"{place}: no column {column}. {did_you_mean(column, rows[0])}")
    fits = [row for row in rows if all(row[name] == cell for name, cell in measured.row.items())]
    if len(fits) != 1:
        wanted = ", ".join(f"{column} = {cell}" for column, cell in measured.row.items())
        raise ValueError(f"{place}: {len(fits)} rows fit {wanted}, not one.")
    numbers = dict.fromkeys(("value", "low", "high"), math.nan)
    for name, column in measured.columns.items():
        cell = fits[0][column]
        try:
            numbers[name] = float(cell) if cell else math.nan
        except ValueError as error:
            raise ValueError(f"{place}, column {column}: “{cell}” is no number.") from error
    return numbers
