"""The five hundred hashtags that most panelists' Facebook feeds held, early in 2021."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.tables import check, read_table, whole_numbers, within

DATASET: Final = "citizen_browser_top_hashtags"
_NUMBER: Final = ""  # the source's first column, which numbers the rows, has no name

SCHEMA: Final = pa.DataFrameSchema(
    {
        "rank": pa.Column(int, within(1)),
        "hashtag": pa.Column(
            str,
            pa.Check.str_matches(r"^#\S+$", error="it is no hashtag"),
            unique=True,
        ),
        "panelists": pa.Column(int, within(1)),
    },
    checks=pa.Check(
        lambda frame: bool(frame["panelists"].is_monotonic_decreasing),
        error="the rows do not stand by falling count",
    ),
    strict=True,
)


def load_top_hashtags() -> pd.DataFrame:
    """Return the hashtags that feeds of most panelists held.

    Returns
    -------
    pandas.DataFrame
        500 rows: ``rank`` (equal counts in the file's order), ``hashtag`` and ``panelists``
        (whose feeds held it; most counts are under 10, so no single one is to be shown). The
        table is cut after rank 500.

    Raises
    ------
    DataError
        If the file is altered or against its schema.
    DataUnavailableError
        If the file is neither here nor to be downloaded.
    """
    (path,) = fetch(DATASET).values()
    frame = read_top_hashtags(path)
    record_input(DATASET, "real")
    return frame


def read_top_hashtags(path: Path) -> pd.DataFrame:
    """Return the hashtags in ``path``, as `load_top_hashtags` does.

    Raises
    ------
    DataError
        If the file is against its schema.
    """
    rows = read_table(path, columns=(_NUMBER, "hashtag", "count"), dataset=DATASET)
    text = pd.DataFrame(rows, columns=["hashtag", "count"], dtype="str").rename(
        columns={"count": "panelists"}
    )
    frame = text.assign(rank=range(1, len(text) + 1), panelists=whole_numbers(text["panelists"]))[
        list(SCHEMA.columns)
    ]
    return check(
        frame,
        SCHEMA,
        dataset=DATASET,
        origin=lambda row: f"row {row + 1} of {path.name}",
        text=text,
        names={"panelists": "count"},
    )
