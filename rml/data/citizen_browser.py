"""What a paid panel's Facebook feeds held, by self-reported race and by vote."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.tables import (
    check,
    not_empty,
    numbers,
    one_of,
    read_table,
    remedy_of,
    whole_numbers,
    within,
)
from rml.errors import DataError

HEALTH: Final = "citizen_browser_health"
HASHTAGS: Final = "citizen_browser_hashtags"
RACES: Final = {
    "Asian": "Asian",
    "Asian or Asian-American": "Asian",
    "Black": "Black",
    "Black or African-American": "Black",
    "Hispanic or Latino": "Hispanic or Latino",
    "Middle Eastern": "Middle Eastern",
    "Native American": "Native American",
    "Other": "Other",
    "Two or more races": "Two or more races",
    "White": "White",
}
VOTES: Final = {
    "Voted Biden": "Voted Biden",
    "Voted Trump": "Voted Trump",
    "Voted Other": "Voted Other",
    "Did Not Vote": "Did Not Vote",
}
HHS_AGENCY: Final = "U.S. Department of Health and Human Services"
_HEALTH_COLUMNS: Final = ("race", "user_view_count", "panel_count", "percent_demographic")
_HASHTAG_COLUMNS: Final = ("count_hashtag", "count_all", "percent")
_HEALTH_FILES: Final = {
    "any_health_agency": "data/Public-health-agency-view-count.csv",
    "hhs": "data/HSS-view-count.csv",
}
_RACE_FILES: Final = {"covid19": "data/covid19.csv", "blm": "data/blm.csv"}
_VOTE_FILES: Final = {"maga": "data/maga.csv", "berniesmittens": "data/berniesmittens.csv"}


def _within_panel(frame: pd.DataFrame) -> pd.Series[bool]:
    return frame["exposed"] <= frame["panelists"]


SCHEMA: Final = pa.DataFrameSchema(
    {
        "outcome": pa.Column(str, not_empty()),
        "group": pa.Column(str),  # follows from the source's label, which is checked
        "group_upstream": pa.Column(str, one_of([*RACES, *VOTES])),
        "exposed": pa.Column(int, within(0)),
        "panelists": pa.Column(int, within(1)),
        "percent_printed": pa.Column(float, within(0, 100), nullable=True),
        "restored": pa.Column(bool),
    },
    checks=pa.Check(_within_panel, error="more panelists were exposed than there are"),
    unique=["outcome", "group"],
    strict=True,
)
AGENCIES: Final = pa.DataFrameSchema(
    {
        "agency": pa.Column(str, not_empty(), unique=True),
        "panelists": pa.Column(int, within(1)),
    },
    strict=True,
)


def load_health_exposure(*, corrected: bool = True) -> pd.DataFrame:
    """Return how many panelists' feeds held health agencies' posts, by self-reported race.

    Parameters
    ----------
    corrected
        Add the group that the source's second table lacks; see the declared corrections.

    Returns
    -------
    pandas.DataFrame
        One row per table and group: ``outcome`` (``any_health_agency`` or ``hhs``),
        ``group`` (the label shared by all tables), ``group_upstream`` (the source's label),
        ``exposed`` and ``panelists`` (people), ``percent_printed`` (per cent, as the source
        prints it, NaN in restored rows) and ``restored`` (the row is not in the source).
        16 rows, 15 without the correction.

    Raises
    ------
    DataError
        If a file is altered, against its schema, or contradicts the correction.
    DataUnavailableError
        If a file is neither here nor to be downloaded.

    Notes
    -----
    Sponsored posts on COVID-19 between 1 December 2020 and 1 March 2021. Exposure is any
    sighting, not adjusted for the time a feed was observed.
    """
    frame = read_health_exposure(fetch(HEALTH), corrected=corrected)
    record_input(HEALTH, "real")
    return frame


def load_health_agencies() -> pd.DataFrame:
    """Return the agencies whose posts count, with the number of panelists each one reached.

    Returns
    -------
    pandas.DataFrame
        21 rows with the columns ``agency`` and ``panelists`` (people; one person may be
        reached by several agencies).

    Raises
    ------
    DataError
        If a file is altered or against its schema.
    DataUnavailableError
        If a file is neither here nor to be downloaded.
    """
    frame = _read_agencies(fetch(HEALTH))
    record_input(HEALTH, "real")
    return frame


def load_hashtag_exposure(*, corrected: bool = True) -> pd.DataFrame:
    """Return how many panelists' feeds held two hashtags, by self-reported race.

    Parameters
    ----------
    corrected
        Add the groups that the source leaves out; see the declared corrections.

    Returns
    -------
    pandas.DataFrame
        The columns of `load_health_exposure`; ``outcome`` is ``covid19`` or ``blm``.
        14 rows, 11 without the correction.

    Raises
    ------
    DataError
        If a file is altered, against its schema, or contradicts the correction.
    DataUnavailableError
        If a file is neither here nor to be downloaded.
    """
    frame = read_hashtag_exposure(fetch(HASHTAGS), corrected=corrected)
    record_input(HASHTAGS, "real")
    return frame


def load_hashtag_exposure_by_vote() -> pd.DataFrame:
    """Return how many panelists' feeds held two hashtags, by reported vote of 2020.

    Returns
    -------
    pandas.DataFrame
        The columns of `load_health_exposure`; ``outcome`` is ``maga`` or
        ``berniesmittens``. 8 rows, none restored: these tables list their zeros.

    Raises
    ------
    DataError
        If a file is altered or against its schema.
    DataUnavailableError
        If a file is neither here nor to be downloaded.
    """
    columns = ("vote_2020", *_HASHTAG_COLUMNS)
    frame = _read(fetch(HASHTAGS), _VOTE_FILES, columns=columns, labels=VOTES, dataset=HASHTAGS)
    record_input(HASHTAGS, "real")
    return frame


def read_health_exposure(files: Mapping[str, Path], *, corrected: bool = True) -> pd.DataFrame:
    """Return the health tables in ``files``, as `load_health_exposure` does.

    Raises
    ------
    DataError
        If a file is against its schema or contradicts the correction.
    """
    frame = _read(files, _HEALTH_FILES, columns=_HEALTH_COLUMNS, labels=RACES, dataset=HEALTH)
    if not corrected:
        return frame
    agencies = _read_agencies(files).set_index("agency")["panelists"]
    reached = agencies.get(HHS_AGENCY, default="no")
    printed = int(frame.loc[frame["outcome"] == "hhs", "exposed"].sum())
    if reached != printed:
        raise DataError(
            f"The agencies' list gives {reached} panelists for `{HHS_AGENCY}` and the printed "
            f"groups add up to {printed}, so a group that is not printed cannot be taken for 0.",
            where=f"{HEALTH}: HSS-view-count.csv",
            remedy="Load the tables with `corrected=False`.",
        )
    return _restore(frame, "hhs", like="any_health_agency", dataset=HEALTH)


def read_hashtag_exposure(files: Mapping[str, Path], *, corrected: bool = True) -> pd.DataFrame:
    """Return the hashtag tables by race in ``files``, as `load_hashtag_exposure` does.

    Raises
    ------
    DataError
        If a file is against its schema or contradicts the correction.
    """
    columns = ("race", *_HASHTAG_COLUMNS)
    frame = _read(files, _RACE_FILES, columns=columns, labels=RACES, dataset=HASHTAGS)
    return _restore(frame, "blm", like="covid19", dataset=HASHTAGS) if corrected else frame


def _read(
    files: Mapping[str, Path],
    tables: Mapping[str, str],
    *,
    columns: tuple[str, str, str, str],
    labels: Mapping[str, str],
    dataset: str,
) -> pd.DataFrame:
    shared = ("group_upstream", "exposed", "panelists", "percent_printed")
    names = dict(zip(shared, columns, strict=True))
    rows: list[dict[str, str]] = []
    origins: list[str] = []
    for outcome, name in tables.items():
        read = read_table(files[name], columns=columns, dataset=dataset)
        rows += [{**row, "outcome": outcome} for row in read]
        origins += [f"row {number} of {files[name].name}" for number in range(1, len(read) + 1)]
    text = pd.DataFrame(rows, columns=["outcome", *columns], dtype="str").rename(
        columns={upstream: name for name, upstream in names.items()}
    )
    frame = text.assign(
        group=[labels.get(name, name) for name in text["group_upstream"]],
        exposed=whole_numbers(text["exposed"]),
        panelists=whole_numbers(text["panelists"]),
        percent_printed=numbers(text["percent_printed"]),
        restored=False,
    )[list(SCHEMA.columns)]
    # Only restored rows, which the source does not have, may be without a printed figure.
    strict = SCHEMA.update_columns(
        {
            "percent_printed": {"nullable": False},
            "group_upstream": {"checks": one_of(labels)},
        }
    )
    return check(frame, strict, dataset=dataset, origin=origins.__getitem__, text=text, names=names)


def _read_agencies(files: Mapping[str, Path]) -> pd.DataFrame:
    path = files["data/Agency-list.csv"]
    rows = read_table(path, columns=("agency", "user_count"), dataset=HEALTH)
    text = pd.DataFrame(rows, columns=["agency", "user_count"], dtype="str").rename(
        columns={"user_count": "panelists"}
    )
    frame = text.assign(panelists=whole_numbers(text["panelists"]))
    return check(
        frame,
        AGENCIES,
        dataset=HEALTH,
        origin=lambda row: f"row {row + 1} of {path.name}",
        text=text,
        names={"panelists": "user_count"},
    )


def _restore(frame: pd.DataFrame, outcome: str, *, like: str, dataset: str) -> pd.DataFrame:
    """Return ``frame`` with the groups of the table ``like`` that ``outcome`` lacks, as zeros."""
    panels = {
        table: dict(zip(rows["group"], rows["panelists"], strict=True))
        for table, rows in frame.groupby("outcome")
    }
    lacking, whole = panels[outcome], panels[like]
    differ = [group for group, size in lacking.items() if whole.get(group) != size]
    if differ:
        raise DataError(
            f"The tables `{outcome}` and `{like}` do not describe one panel: "
            f"the panel sizes of {', '.join(differ)} differ.",
            where=dataset,
            remedy="Load the tables with `corrected=False`, or " + remedy_of(dataset).lower(),
        )
    added = frame[(frame["outcome"] == like) & ~frame["group"].isin(list(lacking))]
    added = added.assign(outcome=outcome, exposed=0, percent_printed=float("nan"), restored=True)
    return check(
        pd.concat([frame, added], ignore_index=True),
        SCHEMA,
        dataset=dataset,
        origin=lambda row: f"row {row + 1} after the correction",
    )
