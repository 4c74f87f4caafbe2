"""The three tables of a holdback experiment: what each column holds, in which unit.

The schemas are pandera's. A log is never loaded whole, so the same rules are also counted by
the database: `rml.amplification.holdback.schema_rules` compiles them from these very objects.
"""

from __future__ import annotations

from typing import Final, Literal

import pandas as pd
import pandera.pandas as pa
from pyarrow import bool_, date32, float64, int32, int64, string

from rml.data.tables import not_empty, one_of, within

TableName = Literal["impressions", "users", "authors"]
CONTROL: Final = "control"
TREATMENT: Final = "treatment"
ARMS: Final = (CONTROL, TREATMENT)
SIDES: Final = ("left", "right")
EXTREMITIES: Final = ("far", "moderate")

_WHOLE = pd.ArrowDtype(int64())
_MILLISECONDS = pd.ArrowDtype(int32())
_FRACTION = pd.ArrowDtype(float64())
_TEXT = pd.ArrowDtype(string())
_DATE = pd.ArrowDtype(date32())
_TRUTH = pd.ArrowDtype(bool_())


def _column(
    kind: pd.ArrowDtype,
    check: pa.Check | None = None,
    *,
    says: str,
    unit: str,
    required: bool = True,
    nullable: bool = False,
    unique: bool = False,
) -> pa.Column:
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


IMPRESSIONS: Final = pa.DataFrameSchema(
    {
        "user": _column(
            _WHOLE,
            within(0),
            says="The user on whose screen the author's post was; a pseudonym will do.",
            unit="id",
        ),
        "arm": _column(
            _TEXT,
            one_of(ARMS),
            says="The user's arm: control (no ranking) or treatment (ranked).",
            unit="category",
        ),
        "day": _column(
            _DATE, says="The day of the impression, in one time zone for all rows.", unit="date"
        ),
        "author": _column(
            _WHOLE, within(0), says="The account that wrote what was shown.", unit="id"
        ),
        "tweet": _column(_WHOLE, within(0), says="The post.", unit="id", required=False),
        "dwell_ms": _column(
            _MILLISECONDS, within(0), says="How long the post was in view.", unit="milliseconds"
        ),
        "visible_fraction": _column(
            _FRACTION,
            within(0, 1),
            says="The largest part of the post's area that was in view.",
            unit="share, 0 to 1",
        ),
    },
    name="impressions",
    description="One row for each time that a post of an author was on a user's screen.",
)

USERS: Final = pa.DataFrameSchema(
    {
        "user": _column(
            _WHOLE, within(0), says="The user, as in the impressions.", unit="id", unique=True
        ),
        "arm": _column(
            _TEXT, one_of(ARMS), says="The arm that the user was assigned to.", unit="category"
        ),
        "country": _column(
            _TEXT,
            not_empty(),
            says="The user's country, spelt as for authors.",
            unit="category",
        ),
    },
    name="users",
    description="One row for each user who was assigned to an arm, seen in the log or not.",
)

AUTHORS: Final = pa.DataFrameSchema(
    {
        "author": _column(
            _WHOLE, within(0), says="The account, as in the impressions.", unit="id", unique=True
        ),
        "country": _column(
            _TEXT,
            not_empty(),
            says="The country in which the author's reach is counted.",
            unit="category",
        ),
        "party": _column(
            _TEXT,
            not_empty(),
            says="The party or parliamentary group; missing for a news outlet.",
            unit="category",
            nullable=True,
        ),
        "side": _column(
            _TEXT,
            one_of(SIDES),
            says="The party's side: left or right; missing for neither.",
            unit="category",
            required=False,
            nullable=True,
        ),
        "extremity": _column(
            _TEXT,
            one_of(EXTREMITIES),
            says="How far out the party stands: far or moderate; missing if not known.",
            unit="category",
            required=False,
            nullable=True,
        ),
        "in_government": _column(
            _TRUTH,
            says="Whether the party was in government; missing if not known.",
            unit="true or false",
            required=False,
            nullable=True,
        ),
        "chamber": _column(
            _TEXT,
            not_empty(),
            says="The chamber of parliament; missing for a news outlet.",
            unit="category",
            required=False,
            nullable=True,
        ),
        "leaning": _column(
            _TEXT,
            not_empty(),
            says="A news outlet's leaning; missing for a politician.",
            unit="category",
            required=False,
            nullable=True,
        ),
    },
    name="authors",
    description="One row for each account whose amplification is asked for.",
)

SCHEMAS: Final[dict[TableName, pa.DataFrameSchema]] = {
    "impressions": IMPRESSIONS,
    "users": USERS,
    "authors": AUTHORS,
}

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
        One of `SCHEMAS`.

    Returns
    -------
    pandas.DataFrame
        ``column``, ``type``, ``unit``, ``required`` (required, optional), ``allowed`` (what
        the rules allow) and ``meaning``, all text.

    Examples
    --------
    >>> schema_table(USERS).loc[1, ["column", "unit", "allowed"]].tolist()
    ['arm', 'category', 'control or treatment']
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
