"""Schemas of tables of one's own: their columns, each with its unit, and how they are said.

The schemas are pandera's, of Arrow types. Tables that are never loaded whole are checked by the
database that holds them (`rml.data.schema_rules`).
"""

from __future__ import annotations

from typing import Final

import pandas as pd
import pandera.pandas as pa
from pyarrow import bool_, date32, float64, int32, int64, string

WHOLE: Final = pd.ArrowDtype(int64())
MILLISECONDS: Final = pd.ArrowDtype(int32())
NUMBER: Final = pd.ArrowDtype(float64())
TEXT: Final = pd.ArrowDtype(string())
DATE: Final = pd.ArrowDtype(date32())
TRUTH: Final = pd.ArrowDtype(bool_())


def table_column(
    kind: pd.ArrowDtype,
    check: pa.Check | None = None,
    *,
    says: str,
    unit: str,
    required: bool = True,
    nullable: bool = False,
    unique: bool = False,
) -> pa.Column:
    """Return a column of a schema.

    Parameters
    ----------
    kind
        Its type.
    check
        The rule on its values, one of those in `rml.data.tables`.
    says
        What it holds, as a sentence.
    unit
        The unit of its values.
    required
        Whether a table must have it.
    nullable
        Whether values may be missing.
    unique
        Whether a value may stand in one row only.
    """
    return pa.Column(
        kind,
        check,
        required=required,
        nullable=nullable,
        unique=unique,
        # The first row of a value is right, so the number of faults is that of the others.
        report_duplicates="exclude_first",
        description=says,
        metadata={"unit": unit},
    )


_TYPE_WORDS: Final = {
    "int64": "whole number (int64)",
    "int32": "whole number (int32)",
    "double": "number (float32 or float64)",
    "string": "text",
    "date32[day]": "date",
    "bool": "true or false",
}


def type_words(column: pa.Column) -> str:
    """Return a column's type in words: ``whole number (int64)``."""
    return _TYPE_WORDS[str(column.dtype.type.pyarrow_dtype)]


def schema_table(schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Return a schema as a table to show, one row a column.

    Parameters
    ----------
    schema
        Of columns made by `table_column`.

    Returns
    -------
    pandas.DataFrame
        ``column``, ``type``, ``unit``, ``required`` (required, optional), ``allowed`` (what
        the rules allow) and ``meaning``, all text.

    Examples
    --------
    >>> arm = table_column(TEXT, says="The arm.", unit="category", nullable=True)
    >>> schema_table(pa.DataFrameSchema({"arm": arm})).loc[0, ["unit", "allowed"]].tolist()
    ['category', 'may be missing']
    """
    return pd.DataFrame(
        [
            {
                "column": name,
                "type": type_words(column),
                "unit": column.metadata["unit"],
                "required": "required" if column.required else "optional",
                "allowed": _allowed(column),
                "meaning": column.description,
            }
            for name, column in schema.columns.items()
        ]
    )


def schema_markdown(schema: pa.DataFrameSchema) -> str:
    """Return a schema as a table in Markdown, for the documentation."""
    table = schema_table(schema)
    rows = [list(table.columns), ["---"] * table.shape[1], *table.to_numpy().tolist()]
    rows = [[f"`{row[0]}`" if i > 1 else row[0], *row[1:]] for i, row in enumerate(rows)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _allowed(column: pa.Column) -> str:
    said = [_check_words(check) for check in column.checks]
    said += ["may be missing"] if column.nullable else []
    said += ["each once"] if column.unique else []
    return "; ".join(said) or "any"


def _check_words(check: pa.Check) -> str:
    bounds = check.statistics or {}
    if check.name == "isin":
        return " or ".join(bounds["allowed_values"])
    if check.name == "str_length":
        return "not empty"
    low, high = bounds["min_value"], bounds["max_value"]
    return f"{low:g} or more" if high == float("inf") else f"{low:g} to {high:g}"
