"""Names, states and labels of the 117th US Congress, in memory only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.congress_portraits import (
    DATASET,
    ETHNICITY_BY_UPSTREAM,
    GENDERS,
    LABEL_FILES,
    load_congress_portraits,
)
from rml.data.fetch import fetch
from rml.data.tables import check, not_empty, one_of, read_table, remedy_of
from rml.errors import DataError

_UPSTREAM: Final = {
    "bioguide": "member",
    "first_name": "first_name",
    "last_name": "surname",
    "state_name": "state",
}
NAME_COLUMNS: Final = ("first_name", "surname")
"""The columns that name a person: they belong in no output."""

SCHEMA: Final = pa.DataFrameSchema(
    {
        "member": pa.Column(
            str, pa.Check.str_matches(r"^[A-Z]\d{6}$", error="no Bioguide id"), unique=True
        ),
        "first_name": pa.Column(str, not_empty()),
        "surname": pa.Column(str, not_empty()),
        "state": pa.Column(str, not_empty()),
        "gender": pa.Column(str, one_of(GENDERS)),
        "ethnicity": pa.Column(str, one_of(ETHNICITY_BY_UPSTREAM.values())),
        "chamber": pa.Column(str, one_of(LABEL_FILES)),
    },
    strict=True,
)


def load_congress_names(*, corrected: bool = False) -> pd.DataFrame:
    """Return names, states and labels of the 535 members, one row each.

    Parameters
    ----------
    corrected
        Whether the labels carry the corrections ``suggested_labels``; for a sensitivity
        analysis, as in `load_congress_portraits`.

    Returns
    -------
    DataFrame
        535 rows, sorted by ``member`` (the Bioguide id), with ``first_name`` and ``surname``
        as the source writes them (accents, hyphens and spaces included), ``state`` (its full
        name), and the labels ``gender``, ``ethnicity`` and ``chamber`` of
        `load_congress_portraits`.

    Raises
    ------
    DataError
        If a file is altered or against the schema, or names and labels are of other members.
    DataUnavailableError
        If a file is neither here nor to be downloaded.

    Notes
    -----
    Ids and names identify people, and a probability of race beside a name assigns a race to a
    person: neither belongs in an output. Use counts and means over at least ten members.
    """
    labels = load_congress_portraits(corrected=corrected).frame
    names = read_names(fetch(DATASET))
    return with_labels(names, labels)


def read_names(files: Mapping[str, Path]) -> pd.DataFrame:
    """Return ``member``, ``first_name``, ``surname`` and ``state`` of both files of labels.

    Parameters
    ----------
    files
        Paths by upstream name; only the two CSV files of labels are read.

    Raises
    ------
    DataError
        If a file lacks a column or a value; all faults at once.
    """
    parts = []
    for name in LABEL_FILES.values():
        rows = read_table(files[name], columns=tuple(_UPSTREAM), dataset=DATASET, others=True)
        part = pd.DataFrame(rows, dtype="str")[list(_UPSTREAM)].rename(columns=_UPSTREAM)
        part["origin"] = [
            f"row {number} of {name.rpartition('/')[2]}" for number in range(1, len(part) + 1)
        ]
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True)
    origins = frame.pop("origin").tolist()
    return check(
        frame,
        SCHEMA.select_columns(list(_UPSTREAM.values())),
        dataset=DATASET,
        origin=lambda row: origins[row],
        names={here: there for there, here in _UPSTREAM.items()},
    )


def with_labels(names: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Return ``names`` with the labels of the same members, sorted by ``member``.

    Raises
    ------
    DataError
        If a member has a name and no label, or a label and no name.
    """
    kept = labels.rename(columns={"image": "member"})[["member", "gender", "ethnicity", "chamber"]]
    unmatched = sorted(set(names["member"]) ^ set(kept["member"]))
    if unmatched:
        raise DataError(
            f"{len(unmatched)} of {len(names):,} members have a name or a label, but not both.",
            where=DATASET,
            remedy=remedy_of(DATASET),
        )
    joined = names.merge(kept, on="member", validate="one_to_one")
    joined = joined.sort_values("member", ignore_index=True)
    return check(joined, SCHEMA, dataset=DATASET, origin=lambda row: f"row {row + 1}")
