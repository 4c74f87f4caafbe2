"""What was published of the holdback experiment in words: compared pairs, and press readings."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.tables import check, not_empty, one_of, read_table

PAIRS: Final = "huszar2022_pairs"
READINGS: Final = "huszar2022_readings"
COUNTRIES: Final = (
    "Canada",
    "France",
    "Germany",
    "Japan",
    "Spain",
    "United Kingdom",
    "United States",
)
KINDS_OF_SOURCE: Final = (
    "press reading of the figure",
    "partisan press reading of the figure",
)

PAIRS_SCHEMA: Final = pa.DataFrameSchema(
    {
        "country": pa.Column(str, one_of(COUNTRIES), unique=True),
        "left_party": pa.Column(str, not_empty()),
        "right_party": pa.Column(str, not_empty()),
        "right_higher_after_adjustment": pa.Column(str, one_of(("yes", "no"))),
        "source": pa.Column(str, not_empty()),
        "status": pa.Column(str, one_of(("verified",))),
    },
    strict=True,
)
READINGS_SCHEMA: Final = pa.DataFrameSchema(
    {
        "country": pa.Column(str, one_of(COUNTRIES)),
        "party": pa.Column(str, not_empty()),
        "reading": pa.Column(str, not_empty()),
        "kind_of_source": pa.Column(str, one_of(KINDS_OF_SOURCE)),
        "source": pa.Column(str, not_empty()),
        "status": pa.Column(str, one_of(("verified",))),
    },
    unique=["country", "party"],
    strict=True,
)


def load_pairs() -> pd.DataFrame:
    """Return the compared pairs of parties, one row a country.

    Returns
    -------
    pandas.DataFrame
        ``country``, ``left_party``, ``right_party``; ``right_higher_after_adjustment``, ``yes``
        or ``no``, as the text says of the test adjusted for multiple comparisons; ``source``
        and ``status`` (always ``verified``).

    Raises
    ------
    DataError
        If the file is altered or against its schema.

    References
    ----------
    Huszár et al. (2022), doi:10.1073/pnas.2025334119.
    """
    (path,) = fetch(PAIRS).values()
    frame = read_rows(path, PAIRS_SCHEMA, dataset=PAIRS)
    record_input(PAIRS, "published")
    return frame


def load_readings() -> pd.DataFrame:
    """Return what press reports read off the published figure, one row a party.

    Returns
    -------
    pandas.DataFrame
        ``country``, ``party``; ``reading`` in words, which is not a figure of the paper and not
        to be computed with; ``kind_of_source``; ``source`` and ``status`` (always
        ``verified``: that the report says so).

    Raises
    ------
    DataError
        If the file is altered or against its schema.
    """
    (path,) = fetch(READINGS).values()
    frame = read_rows(path, READINGS_SCHEMA, dataset=READINGS)
    record_input(READINGS, "published")
    return frame


def read_rows(path: Path, schema: pa.DataFrameSchema, *, dataset: str) -> pd.DataFrame:
    """Return the rows of the CSV file ``path``, checked against ``schema``.

    Raises
    ------
    DataError
        If the file is against the schema; all faults at once.
    """
    columns = list(schema.columns)
    frame = pd.DataFrame(
        read_table(path, columns=columns, dataset=dataset), columns=columns, dtype="str"
    )
    return check(frame, schema, dataset=dataset, origin=lambda row: f"row {row + 1} of {path.name}")
