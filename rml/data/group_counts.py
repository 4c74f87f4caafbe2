"""Counts of positive predictions by group, behind the published example on disparity."""

from __future__ import annotations

from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.published_tables import load_published_table
from rml.data.tables import not_empty, one_of, within

DATASET: Final = "lum2022_group_counts"
METRICS: Final = ("TPR", "FPR", "SR")
FEATURES: Final = ("race", "age")


def _within_group(frame: pd.DataFrame) -> pd.Series[bool]:
    return frame["positives"] <= frame["size"]


SCHEMA: Final = pa.DataFrameSchema(
    {
        "metric": pa.Column(str, one_of(METRICS)),
        "feature": pa.Column(str, one_of(FEATURES)),
        "group": pa.Column(str, not_empty()),
        "size": pa.Column(int, within(1)),
        "positives": pa.Column(int, within(0)),
        "source": pa.Column(str, not_empty()),
        "status": pa.Column(str, one_of(("verified", "derived"))),
    },
    checks=pa.Check(_within_group, error="a group has more positives than people"),
    unique=["metric", "feature", "group"],
    strict=True,
)


def load_group_counts() -> pd.DataFrame:
    """Return people and positive predictions by group, for three rates by race and by age.

    Returns
    -------
    pandas.DataFrame
        One row per ``metric`` (``TPR``, ``FPR``, ``SR``: true-positive, false-positive and
        selection rate), ``feature`` (``race``, ``age``) and ``group``: ``size`` and ``positives``
        (people), ``source`` and ``status``. 39 rows.

    Raises
    ------
    DataError
        If the file is altered or against its schema.
    """
    return load_published_table(DATASET, SCHEMA)
