"""What is known of US counties beside race: income, education, age, how rural they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd
import pandera.pandas as pa

from rml.data.county_codes import NO_COUNTIES, RENUMBERED
from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.registry import Correction, dataset
from rml.data.tables import check, not_empty, numbers, read_table, whole_numbers, within

DATASET: Final = "us_county_context_medsl"
# The city of Bedford is part of a county that the table lists as well, so its row goes.
MERGED: Final = {code: RENUMBERED[code] for code in ("51515",)}
PERCENTAGES: Final = (
    "white_pct",
    "black_pct",
    "hispanic_pct",
    "nonwhite_pct",
    "foreignborn_pct",
    "female_pct",
    "age29andunder_pct",
    "age65andolder_pct",
    "clf_unemploy_pct",
    "lesshs_pct",
    "lesscollege_pct",
    "lesshs_whites_pct",
    "lesscollege_whites_pct",
    "rural_pct",
)
COUNTS: Final = ("total_population", "cvap", "median_hh_inc")
MISSING: Final = "NA"

_percent = pa.Column(float, within(0, 100), nullable=True)
SCHEMA: Final = pa.DataFrameSchema(
    {
        "fips": pa.Column(
            str, pa.Check.str_matches(r"^\d{5}$", error="it has not five digits"), unique=True
        ),
        "state": pa.Column(str, not_empty()),
        "county": pa.Column(str, not_empty()),
        **{name: pa.Column(float, within(1), nullable=True) for name in COUNTS},
        **dict.fromkeys(PERCENTAGES, _percent),
        "ruralurban_cc": pa.Column(float, within(1, 9), nullable=True),
    },
    strict=True,
)


class CountyContext(NamedTuple):
    """The context of counties, and the declared corrections that were applied."""

    counties: pd.DataFrame
    corrections: tuple[Correction, ...]


def load_county_context() -> CountyContext:
    """Return what the 2012-2016 American Community Survey says of 3,112 US counties.

    Returns
    -------
    CountyContext
        ``counties``, 3,112 rows without Alaska and without Kalawao (Hawaii, 15005):
        ``fips`` (five digits, numbers of 2018), ``state``, ``county``,
        ``total_population``, ``cvap`` (citizens of voting age), ``median_hh_inc`` (US
        dollars a year), percentages from 0 to 100 (``white_pct``, ``black_pct``: not
        Hispanic; ``hispanic_pct``, ``nonwhite_pct``, ``foreignborn_pct``, ``female_pct``,
        ``age29andunder_pct``, ``age65andolder_pct``, ``clf_unemploy_pct``: unemployed of the
        civilian labour force; ``lesshs_pct``, ``lesscollege_pct`` and the same of the White:
        without a high-school diploma or a bachelor's degree; ``rural_pct``), and
        ``ruralurban_cc`` (rural-urban continuum, 1 large metropolitan to 9 remote). NaN for
        all but the last two in Oglala Lakota County. ``corrections`` names what was changed.

    Raises
    ------
    DataError
        If the file is altered or against its schema.
    DataUnavailableError
        If the file is neither here nor to be downloaded.
    """
    counties = read_county_context(fetch(DATASET))
    record_input(DATASET, "real")
    return CountyContext(counties=counties, corrections=dataset(DATASET).corrections)


def read_county_context(files: Mapping[str, Path]) -> pd.DataFrame:
    """Return the counties in ``files``, as `load_county_context` does.

    Raises
    ------
    DataError
        If the file is against its schema.
    """
    (path,) = files.values()
    columns = ("fips", "state", "county", *COUNTS, *PERCENTAGES, "ruralurban_cc")
    rows = read_table(path, columns=columns, dataset=DATASET, others=True)
    text = pd.DataFrame(rows, columns=list(columns), dtype="str")
    text.index = text.index + 1
    text["fips"] = text["fips"].where(whole_numbers(text["fips"]).isna(), text["fips"].str.zfill(5))
    text = text[~text["fips"].isin([*NO_COUNTIES, *MERGED])]
    text = text.assign(fips=text["fips"].replace(RENUMBERED))
    origins = [f"row {number} of {path.name}" for number in text.index]
    text = text.reset_index(drop=True)
    frame = text.assign(
        **{name: _numbers_or_missing(text[name]) for name in columns[columns.index("county") + 1 :]}
    )
    return check(
        frame[list(SCHEMA.columns)],
        SCHEMA,
        dataset=DATASET,
        origin=origins.__getitem__,
        text=text,
    )


def _numbers_or_missing(text: pd.Series[str]) -> pd.Series[float]:
    """Return numbers, NaN where the source says so, and -1, which the schema refuses, else."""
    found = numbers(text)
    return found.where(found.notna() | (text == MISSING), -1.0)
