"""Left-right positions of parties in eight countries, as country experts coded them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa
import pyreadr

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.tables import check, not_empty, one_of, remedy_of, within
from rml.errors import DataError

DATASET: Final = "vparty_7_countries"
COUNTRIES: Final = {
    "Canada": "Canada",
    "France": "France",
    "Germany": "Germany",
    "Italy": "Italy",
    "Japan": "Japan",
    "Spain": "Spain",
    "United Kingdom": "UK",
    "United States of America": "United States of America",
}
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2019
SUPPORT: Final = {
    0: "senior partner in government",
    1: "junior partner in government",
    2: "supports the government",
    3: "opposition",
}
_NAMES: Final = {
    "country_name": "country",
    "year": "year",
    "v2paid": "vparty_id",
    "v2paenname": "name",
    "v2pavote": "vote_percent",
    "v2paseatshare": "seat_percent",
    "v2pariglef": "left_right",
    "v2pariglef_codelow": "left_right_low",
    "v2pariglef_codehigh": "left_right_high",
    "v2pagovsup": "government",
}

SCHEMA: Final = pa.DataFrameSchema(
    {
        "country": pa.Column(str, one_of(list(COUNTRIES.values()))),
        "year": pa.Column(int, within(FIRST_YEAR, LAST_YEAR)),
        "vparty_id": pa.Column(int, within(1)),
        "name": pa.Column(str, not_empty()),
        "vote_percent": pa.Column(float, within(0, 100), nullable=True),
        "seat_percent": pa.Column(float, within(0, 100), nullable=True),
        "left_right": pa.Column(float, within(-10, 10), nullable=True),
        "left_right_low": pa.Column(float, within(-10, 10), nullable=True),
        "left_right_high": pa.Column(float, within(-10, 10), nullable=True),
        "government": pa.Column(str, one_of([*SUPPORT.values(), "not coded"])),
    },
    unique=["vparty_id", "year"],
    strict=True,
)


def load_party_positions() -> pd.DataFrame:
    """Return one row a party and election, 1990 to 2019, in eight countries.

    Returns
    -------
    pandas.DataFrame
        369 rows: ``country``, ``year``, ``vparty_id``, ``name``; ``vote_percent`` and
        ``seat_percent`` (per cent); ``left_right`` (economic position on an interval scale
        without unit, negative is left) with the ends of the coders' 68 % interval
        ``left_right_low`` and ``left_right_high``; ``government`` (after the election).

    Raises
    ------
    DataError
        If the file is altered, unreadable, or against its schema.
    DataUnavailableError
        If the file is neither here nor to be downloaded.
    """
    frame = read_party_positions(fetch(DATASET))
    record_input(DATASET, "real")
    return frame


def read_party_positions(files: Mapping[str, Path]) -> pd.DataFrame:
    """Return the positions in ``files``, as `load_party_positions` does.

    Raises
    ------
    DataError
        If the file is unreadable or against its schema.
    """
    (path,) = files.values()
    try:
        whole = pyreadr.read_r(str(path))["vparty"]
    except (KeyError, pyreadr.PyreadrError) as error:
        raise DataError(
            f"The file holds no table `vparty` that can be read ({error}).",
            where=f"{DATASET}: {path.name}",
            remedy=remedy_of(DATASET),
        ) from error
    missing = [name for name in _NAMES if name not in whole.columns]
    if missing:
        raise DataError(
            f"The columns {', '.join(missing)} are missing.",
            where=f"{DATASET}: {path.name}",
            remedy=remedy_of(DATASET),
        )
    frame = whole[list(_NAMES)].rename(columns=_NAMES)
    frame = frame[
        frame["country"].isin(list(COUNTRIES)) & frame["year"].between(FIRST_YEAR, LAST_YEAR)
    ].reset_index(drop=True)
    frame = frame.assign(
        country=frame["country"].map(COUNTRIES).astype("str"),
        name=frame["name"].astype("str"),
        year=frame["year"].astype(int),
        vparty_id=frame["vparty_id"].astype(int),
        government=frame["government"].map(SUPPORT).fillna("not coded").astype("str"),
    )
    return check(
        frame,
        SCHEMA,
        dataset=DATASET,
        origin=lambda row: f"row {row + 1} of the countries and years kept",
        names={name: upstream for upstream, name in _NAMES.items()},
    )


def latest_positions(positions: pd.DataFrame) -> pd.DataFrame:
    """Return each party's last coded position, indexed by ``vparty_id``."""
    coded = positions[positions["left_right"].notna()].sort_values("year", kind="stable")
    return coded.groupby("vparty_id").last()
