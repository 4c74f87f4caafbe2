"""The domains that a paid panel's Facebook feeds showed most, by quarter of 2021."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.tables import check, one_of, read_table, whole_numbers, within

DATASET: Final = "citizen_browser_domains"
QUARTERS: Final = {"2021q2": "q2", "2021q3": "q3"}
Quarter = Literal["2021q2", "2021q3"]
# Blank once a quarter, and once with a leading dot (`.cbn.com`): kept as they are.
_DOMAIN: Final = r"^(\.?[a-z0-9_-]+(\.[a-z0-9_-]+)+)?$"


def _largest_first(counts: pd.Series[int]) -> bool:
    return bool(counts.is_monotonic_decreasing)


def _schema(count: str) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "quarter": pa.Column(str, one_of(QUARTERS)),
            "rank": pa.Column(int, within(1, 1000)),
            "domain": pa.Column(
                str,
                pa.Check.str_matches(_DOMAIN, error="it is no domain"),
            ),
            count: pa.Column(int, within(1)),
        },
        checks=pa.Check(
            lambda frame: frame.groupby("quarter")[count].agg(_largest_first).all(),
            error=f"the rows do not stand by falling {count}",
        ),
        unique=["quarter", "domain"],
        strict=True,
    )


IMPRESSIONS: Final = _schema("impressions")
UNIQUE_USERS: Final = _schema("unique_users")


def load_domain_impressions() -> pd.DataFrame:
    """Return the thousand domains of each quarter that feeds showed most often.

    Returns
    -------
    pandas.DataFrame
        2,000 rows: ``quarter`` (2021q2 or 2021q3), ``rank`` (1 to 1,000; equal counts in
        the file's order), ``domain`` (of the link; empty for the one domain a quarter that
        the source leaves blank) and ``impressions`` (showings of its links, every showing to
        every user counted). The table is cut after rank 1,000.

    Raises
    ------
    DataError
        If a file is altered or against its schema.
    DataUnavailableError
        If a file is neither here nor to be downloaded.
    """
    frame = read_domain_impressions(fetch(DATASET))
    record_input(DATASET, "real")
    return frame


def load_domain_users() -> pd.DataFrame:
    """Return the thousand domains of each quarter that feeds showed to most panelists.

    Returns
    -------
    pandas.DataFrame
        2,000 rows: ``quarter``, ``rank`` and ``domain`` as in `load_domain_impressions`,
        and ``unique_users`` (panelists shown a link of the domain). One panelist counts for
        many domains, so the counts add up to no number of people.

    Raises
    ------
    DataError
        As `load_domain_impressions`.
    DataUnavailableError
        As `load_domain_impressions`.
    """
    frame = read_domain_users(fetch(DATASET))
    record_input(DATASET, "real")
    return frame


def read_domain_impressions(files: Mapping[str, Path]) -> pd.DataFrame:
    """Return the tables of impressions in ``files``, as `load_domain_impressions` does.

    Raises
    ------
    DataError
        If a file is against its schema.
    """
    return _read(files, "impressions", IMPRESSIONS)


def read_domain_users(files: Mapping[str, Path]) -> pd.DataFrame:
    """Return the tables of unique users in ``files``, as `load_domain_users` does.

    Raises
    ------
    DataError
        If a file is against its schema.
    """
    return _read(files, "unique_users", UNIQUE_USERS)


def _read(
    files: Mapping[str, Path],
    count: Literal["impressions", "unique_users"],
    schema: pa.DataFrameSchema,
) -> pd.DataFrame:
    parts: list[pd.DataFrame] = []
    origins: list[str] = []
    for quarter, folder in QUARTERS.items():
        path = files[f"data/{folder}/{count}-top-1000-domains.csv"]
        rows = read_table(path, columns=("url_domain", count), dataset=DATASET)
        part = pd.DataFrame(rows, columns=["url_domain", count], dtype="str")
        parts.append(part.assign(quarter=quarter, rank=range(1, len(part) + 1)))
        origins += [f"row {number} of {folder}/{path.name}" for number in part.index + 1]
    text = pd.concat(parts, ignore_index=True).rename(columns={"url_domain": "domain"})
    frame = text.assign(**{count: whole_numbers(text[count])})[list(schema.columns)]
    return check(
        frame,
        schema,
        dataset=DATASET,
        origin=origins.__getitem__,
        text=text,
        names={"domain": "url_domain"},
    )
