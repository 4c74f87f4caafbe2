"""Fictitious people with the probabilities of race that a regulator's program gave them."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import pandera.pandas as pa

from rml.data.published_tables import load_published_table
from rml.data.tables import not_empty, one_of, within

DATASET: Final = "cfpb_bisg_cases"
CASE_GROUPS: Final = ("white", "black", "hispanic", "api", "aian", "multi")
"""The regulator's six groups, in the order of the columns."""
PARTS: Final = ("name", "place", "posterior")
"""P(group | surname), P(group | Census tract) and the program's P(group | both)."""
_NUMBERS: Final = tuple(f"{part}_{group}" for part in PARTS for group in CASE_GROUPS)
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
    return load_published_table(DATASET, SCHEMA)
