"""The tables that an audit of one's own platform takes: what each column holds, in which unit.

There are three ways to bring impressions; one of them is enough.

1. ``county_impressions``: a row for each county. Nothing about single authors leaves the platform.
2. ``author_impressions``: a row for each author, with the county.
3. ``impressions`` and ``authors``: a raw log, a row for each impression, and each author's county.

A log is never loaded whole, so the rules are counted by the database that holds it.
"""

from __future__ import annotations

from typing import Final, Literal

import pandera.pandas as pa

from rml.data.table_schemas import DATE, NUMBER, TEXT, WHOLE, table_column
from rml.data.tables import not_empty, within

TableName = Literal["county_impressions", "author_impressions", "impressions", "authors"]

IDS: Final = ("author",)
"""Columns that are joined and never shown: text, or whole numbers of any kind."""
_ID_SAYS: Final = "text, or a whole number; a pseudonym or a hash will do. It appears in no output."
_FIPS_SAYS: Final = (
    "The county of residence, by its FIPS code of five digits; as text, for the code may begin "
    "with a zero."
)

COUNTY_IMPRESSIONS: Final = pa.DataFrameSchema(
    {
        "fips": table_column(TEXT, says=_FIPS_SAYS, unit="FIPS code", nullable=True),
        "authors": table_column(
            WHOLE,
            within(0),
            says="Authors who live in the county, those without any impression included.",
            unit="authors",
        ),
        "impressions": table_column(
            WHOLE,
            within(0),
            says="How often posts of these authors were on a screen, in the time of the study.",
            unit="impressions",
        ),
        "squares": table_column(
            NUMBER,
            within(0),
            says="Sum over these authors of the square of each one's impressions.",
            unit="impressions squared",
            required=False,
            nullable=True,
        ),
        "above_median": table_column(
            WHOLE,
            within(0),
            says="How many of these authors have more impressions than the median author of all "
            "rows of the table.",
            unit="authors",
            required=False,
            nullable=True,
        ),
    },
    name="county_impressions",
    description="One row for each county.",
)

AUTHOR_IMPRESSIONS: Final = pa.DataFrameSchema(
    {
        "author": table_column(TEXT, not_empty(), says=f"The account: {_ID_SAYS}", unit="id"),
        "fips": table_column(
            TEXT,
            says=f"{_FIPS_SAYS} Missing where it is not known.",
            unit="FIPS code",
            nullable=True,
        ),
        "impressions": table_column(
            WHOLE,
            within(0),
            says="How often the author's posts were on a screen; 0 for nobody's.",
            unit="impressions",
        ),
    },
    name="author_impressions",
    description="One row for each author, those without any impression included.",
)

IMPRESSIONS: Final = pa.DataFrameSchema(
    {
        "author": table_column(
            TEXT,
            not_empty(),
            says=f"The account that wrote what was on a screen: {_ID_SAYS}",
            unit="id",
        ),
        "day": table_column(
            DATE,
            says="The day of the impression, in one time zone for all rows.",
            unit="date",
            required=False,
        ),
    },
    name="impressions",
    description="One row for each time that a post of an author was on a screen.",
)

AUTHORS: Final = pa.DataFrameSchema(
    {
        "author": table_column(
            TEXT,
            not_empty(),
            says="The account, as in the log: both text, or both whole numbers.",
            unit="id",
        ),
        "fips": table_column(
            TEXT,
            says=f"{_FIPS_SAYS} Missing where it is not known.",
            unit="FIPS code",
            nullable=True,
        ),
    },
    name="authors",
    description="One row for each account that is audited, seen in the log or not.",
)


def schema_for(schema: pa.DataFrameSchema, *, whole_ids: bool) -> pa.DataFrameSchema:
    """Return a schema whose ids are whole numbers, which cannot be empty, if they are."""
    if not (whole_ids and set(IDS) & set(schema.columns)):
        return schema
    columns = {
        name: table_column(WHOLE, says=str(one.description), unit="id") if name in IDS else one
        for name, one in schema.columns.items()
    }
    return pa.DataFrameSchema(columns, name=schema.name, description=schema.description)


SCHEMAS: Final[dict[TableName, pa.DataFrameSchema]] = {
    "county_impressions": COUNTY_IMPRESSIONS,
    "author_impressions": AUTHOR_IMPRESSIONS,
    "impressions": IMPRESSIONS,
    "authors": AUTHORS,
}

WAYS: Final[tuple[tuple[TableName, ...], ...]] = (
    ("county_impressions",),
    ("author_impressions",),
    ("impressions", "authors"),
)
"""The tables of each way to bring impressions."""
