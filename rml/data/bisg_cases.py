"""Fictitious people with the probabilities of race that a regulator's program gave them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.tables import check, not_empty, numbers, one_of, read_table, whole_numbers, within

DATASET: Final = "cfpb_bisg_cases"
CASE_GROUPS: Final = ("white", "black", "hispanic", "api", "aian", "multi")
"""The regulator's six groups, in the order of the columns."""
PARTS: Final = ("name", "place", "posterior")
"""P(group | surname), P(group | Census tract) and the program's P(group | both)."""
_NUMBERS: Final = tuple(f"{part}_{group}" for part in PARTS for group in CASE_GROUPS)
_COLUMNS: Final = ("case", *_NUMBERS, "source", "status")
# The Census Bureau rounds and withholds shares of names; the program prints 8 decimals.
_ROUNDING: Final = {"name": 0.011, "place": 1e-7, "posterior": 1e-7}


def _adds_up(part: str) -> pa.Check:
    columns = [f"{part}_{group}" for group in CASE_GROUPS]
    return pa.Check(
        lambda frame: np.abs(frame[columns].sum(axis=1) - 1) <= _ROUNDING[part],
        error=f"the {part} probabilities do not add up to 1",
    )


SCHEMA: Final = pa.DataFrameSchema(
    {
        "case": pa.Column("int64", within(1), unique=True),
        **{name: pa.Column(float, within(0, 1)) for name in _NUMBERS},
        "source": pa.Column(str, not_empty()),
        "status": pa.Column(str, one_of(("verified",))),
    },
    checks=[_adds_up(part) for part in PARTS],
    strict=True,
)


def load_bisg_cases() -> pd.DataFrame:
    """Return 50 fictitious people with the probabilities that the regulator's program gave.

    Returns
    -------
    pandas.DataFrame
        One row per ``case`` (the row of the regulator's file): for each group of
        `CASE_GROUPS` the probability given the surname (``name_*``), given the Census tract
        (``place_*``, adults of 2010), and given both (``posterior_*``); ``source``,
        ``status``.

    Raises
    ------
    DataError
        If the file is altered or against its schema.
    """
    (path,) = fetch(DATASET).values()
    frame = read_bisg_cases(path)
    record_input(DATASET, "published")
    return frame


def read_bisg_cases(path: Path) -> pd.DataFrame:
    """Return the rows that the CSV file ``path`` holds, as `load_bisg_cases` does.

    Raises
    ------
    DataError
        If the file is against the schema; all faults at once.
    """
    text = pd.DataFrame(
        read_table(path, columns=_COLUMNS, dataset=DATASET), columns=list(_COLUMNS), dtype="str"
    )
    frame = text.copy()
    frame["case"] = whole_numbers(text["case"])
    for name in _NUMBERS:
        frame[name] = numbers(text[name])
    return check(
        frame,
        SCHEMA,
        dataset=DATASET,
        origin=lambda row: f"row {row + 1} of {path.name}",
        text=text,
    )
