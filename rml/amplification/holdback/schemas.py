"""The three tables of a holdback experiment: what each column holds, in which unit.

The schemas are pandera's. A log is never loaded whole, so the same rules are also counted by
the database: `rml.data.schema_rules` compiles them from these very objects.
"""

from __future__ import annotations

from typing import Final, Literal

import pandera.pandas as pa

from rml.data.table_schemas import (
    DATE,
    MILLISECONDS,
    NUMBER,
    TEXT,
    TRUTH,
    WHOLE,
    table_column,
)
from rml.data.tables import not_empty, one_of, within

TableName = Literal["impressions", "users", "authors"]
CONTROL: Final = "control"
TREATMENT: Final = "treatment"
ARMS: Final = (CONTROL, TREATMENT)
SIDES: Final = ("left", "right")
EXTREMITIES: Final = ("far", "moderate")

IMPRESSIONS: Final = pa.DataFrameSchema(
    {
        "user": table_column(
            WHOLE,
            within(0),
            says="The user on whose screen the author's post was; a pseudonym will do.",
            unit="id",
        ),
        "arm": table_column(
            TEXT,
            one_of(ARMS),
            says="The user's arm: control (no ranking) or treatment (ranked).",
            unit="category",
        ),
        "day": table_column(
            DATE, says="The day of the impression, in one time zone for all rows.", unit="date"
        ),
        "author": table_column(
            WHOLE, within(0), says="The account that wrote what was shown.", unit="id"
        ),
        "tweet": table_column(WHOLE, within(0), says="The post.", unit="id", required=False),
        "dwell_ms": table_column(
            MILLISECONDS, within(0), says="How long the post was in view.", unit="milliseconds"
        ),
        "visible_fraction": table_column(
            NUMBER,
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
        "user": table_column(
            WHOLE, within(0), says="The user, as in the impressions.", unit="id", unique=True
        ),
        "arm": table_column(
            TEXT, one_of(ARMS), says="The arm that the user was assigned to.", unit="category"
        ),
        "country": table_column(
            TEXT,
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
        "author": table_column(
            WHOLE, within(0), says="The account, as in the impressions.", unit="id", unique=True
        ),
        "country": table_column(
            TEXT,
            not_empty(),
            says="The country in which the author's reach is counted.",
            unit="category",
        ),
        "party": table_column(
            TEXT,
            not_empty(),
            says="The party or parliamentary group; missing for a news outlet.",
            unit="category",
            nullable=True,
        ),
        "side": table_column(
            TEXT,
            one_of(SIDES),
            says="The party's side: left or right; missing for neither.",
            unit="category",
            required=False,
            nullable=True,
        ),
        "extremity": table_column(
            TEXT,
            one_of(EXTREMITIES),
            says="How far out the party stands: far or moderate; missing if not known.",
            unit="category",
            required=False,
            nullable=True,
        ),
        "in_government": table_column(
            TRUTH,
            says="Whether the party was in government; missing if not known.",
            unit="true or false",
            required=False,
            nullable=True,
        ),
        "chamber": table_column(
            TEXT,
            not_empty(),
            says="The chamber of parliament; missing for a news outlet.",
            unit="category",
            required=False,
            nullable=True,
        ),
        "leaning": table_column(
            TEXT,
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
