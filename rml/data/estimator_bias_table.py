"""The bias of two readings of the amplification ratio, computed apart from the code here."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.tables import check, not_empty, numbers, one_of, read_table, within

DATASET: Final = "amplification_estimator_bias"
NUMBERS: Final = ("control_reach", "null_inside_pct", "null_outside_pct", "half_inside_pct")
_COLUMNS: Final = (*NUMBERS, "source", "status")

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
    (path,) = fetch(DATASET).values()
    frame = read_estimator_bias(path)
    record_input(DATASET, "published")
    return frame


def read_estimator_bias(path: Path) -> pd.DataFrame:
    """Return the rows that the CSV file ``path`` holds, as `load_estimator_bias` does.

    Raises
    ------
    DataError
        If the file is against the schema; all faults at once.
    """
    text = pd.DataFrame(
        read_table(path, columns=_COLUMNS, dataset=DATASET), columns=list(_COLUMNS), dtype="str"
    )
    frame = text.copy()
    for name in NUMBERS:
        frame[name] = numbers(text[name])
    return check(
        frame,
        SCHEMA,
        dataset=DATASET,
        origin=lambda row: f"row {row + 1} of {path.name}",
        text=text,
    )
