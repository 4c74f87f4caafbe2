"""The bias of two readings of the amplification ratio, computed apart from the code here."""

from __future__ import annotations

from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.published_tables import load_published_table
from rml.data.tables import not_empty, one_of, within

DATASET: Final = "amplification_estimator_bias"

SCHEMA: Final = pa.DataFrameSchema(
    {
        "control_reach": pa.Column(float, within(1e-9), unique=True),
        "null_inside_pct": pa.Column(float, within(-100)),
        "null_outside_pct": pa.Column(float, within(-100)),
        "half_inside_pct": pa.Column(float, within(-100)),
        "source": pa.Column(str, not_empty()),
        "status": pa.Column(str, one_of(("derived",))),
    },
    strict=True,
)


def load_estimator_bias() -> pd.DataFrame:
    """Return the mean amplification that two readings give, by expected control reach.

    Returns
    -------
    pandas.DataFrame
        One row per ``control_reach`` (expected control users a day): ``null_inside_pct`` and
        ``null_outside_pct``, the mean under no effect of (T + 1) / (4 C + 1) - 1 and of
        (T + 1) / (4 (C + 1)) - 1; ``half_inside_pct``, the mean of the first under a true
        amplification of one half; all in per cent to two decimals. ``source`` and ``status``.

    Raises
    ------
    DataError
        If the file is altered or against its schema.
    """
    return load_published_table(DATASET, SCHEMA)
