"""Members of the national legislatures of seven countries, by party and without names."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib.resources import files as package_files
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.tables import check, not_empty, one_of, read_table

PACKAGE_DATA = ("data/crosswalks/legislature_parties.csv",)
DATASET: Final = "everypolitician_7_legislatures"
_FILES: Final = {
    "data/Canada/Commons/term-42.csv": ("Canada", "House of Commons"),
    "data/France/National_Assembly/term-14.csv": ("France", "National Assembly"),
    "data/Germany/Bundestag/term-18.csv": ("Germany", "Bundestag"),
    "data/Japan/House_of_Representatives/term-46.csv": ("Japan", "House of Representatives"),
    "data/Spain/Congress/term-10.csv": ("Spain", "Congress of Deputies"),
    "data/UK/Commons/term-56.csv": ("UK", "House of Commons"),
    "data/United_States_of_America/House/term-114.csv": (
        "United States of America",
        "House of Representatives",
    ),
    "data/United_States_of_America/Senate/term-114.csv": ("United States of America", "Senate"),
}
COUNTRIES: Final = tuple(dict.fromkeys(country for country, _ in _FILES.values()))
# What is read; names, mail addresses, portraits and handles themselves stay behind.
_COLUMNS: Final = ("id", "twitter", "group", "group_id", "start_date", "end_date", "gender")
GENDERS: Final = ("female", "male", "not recorded")

SCHEMA: Final = pa.DataFrameSchema(
    {
        "country": pa.Column(str, one_of(COUNTRIES)),
        "chamber": pa.Column(str),
        "member": pa.Column(str, not_empty()),
        "group_id": pa.Column(str, not_empty()),
        "party": pa.Column(str, not_empty()),
        "vparty_id": pa.Column("Int64", nullable=True),
        "gender": pa.Column(str, one_of(GENDERS)),
        "known_account": pa.Column(bool),
        "sitting": pa.Column(bool),
    },
    unique=["country", "member", "group_id"],
    strict=True,
)


def load_legislators() -> pd.DataFrame:
    """Return the members of eight chambers in seven countries, one row a membership.

    Returns
    -------
    pandas.DataFrame
        3,677 rows: ``country``; ``chamber``; ``member`` (the source's identifier, no name);
        ``group_id`` (the source's parliamentary group); ``party`` (groups of one party
        joined, see rml/data/crosswalks/legislature_parties.csv; the group itself if it is not
        listed there); ``vparty_id`` (the party's number in V-Party, missing if not listed);
        ``gender``; ``known_account`` (the source knows a Twitter account; none in Japan);
        ``sitting`` (no end of membership is recorded at the time of the file).

    Raises
    ------
    DataError
        If a file is altered or against its schema.
    DataUnavailableError
        If a file is neither here nor to be downloaded.

    Notes
    -----
    Terms are those of November 2015 (2011 to 2015), older than the published study's window of
    2020. The members who left and those who followed them both have rows; ``sitting`` tells
    them apart. One member of the House of Commons who changed group has two rows, of which
    one is sitting.
    """
    frame = read_legislators(fetch(DATASET))
    record_input(DATASET, "real")
    return frame


def read_legislators(files: Mapping[str, Path]) -> pd.DataFrame:
    """Return the members in ``files``, as `load_legislators` does.

    Raises
    ------
    DataError
        If a file is against its schema.
    """
    parties = party_crosswalk()
    rows: list[dict[str, object]] = []
    origins: list[str] = []
    for name, (country, chamber) in _FILES.items():
        read = read_table(files[name], columns=_COLUMNS, dataset=DATASET, others=True)
        for number, row in enumerate(read, start=1):
            party, vparty_id = parties.get((country, row["group_id"]), (row["group_id"], None))
            rows.append(
                {
                    "country": country,
                    "chamber": chamber,
                    "member": row["id"],
                    "group_id": row["group_id"],
                    "party": party,
                    "vparty_id": vparty_id,
                    "gender": row["gender"] or "not recorded",
                    "known_account": bool(row["twitter"]),
                    "sitting": not row["end_date"],
                }
            )
            origins.append(f"row {number} of {name}")
    frame = pd.DataFrame(rows).astype({"vparty_id": "Int64"})
    return check(frame, SCHEMA, dataset=DATASET, origin=origins.__getitem__)


def party_crosswalk() -> dict[tuple[str, str], tuple[str, int]]:
    """Return, for each country and group of the source, the party and its V-Party number."""
    (name,) = PACKAGE_DATA
    text = package_files("rml").joinpath(name).read_text(encoding="utf-8")
    return {
        (row["country"], row["group_id"]): (row["party"], int(row["vparty_id"]))
        for row in csv.DictReader(text.splitlines())
    }
