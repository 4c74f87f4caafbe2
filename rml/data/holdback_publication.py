"""What was published of the holdback experiment in words: compared pairs, and press readings."""

from __future__ import annotations

from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.published_tables import load_published_table
from rml.data.tables import not_empty, one_of

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
    return load_published_table(PAIRS, PAIRS_SCHEMA)


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
    return load_published_table(READINGS, READINGS_SCHEMA)
