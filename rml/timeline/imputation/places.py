"""Where people live, as their own files say it, and the composition of these places.

Rules, each of which is counted and said when it is applied:

- A ZIP code of nine digits counts by its first five, and what a spreadsheet adds to a number
  (``.0``) is dropped.
- Codes with a lost leading zero (four digits) are refused, unless it is asked to restore it.
- ZIP codes that are no area of the Census (post office boxes, single buildings), and areas
  without residents, count as no place.
- Codes of counties that were renamed, merged or split are counted as those of 2018, and codes of
  no county that sources use as no place, both as `rml.data.county_codes` lists them. The county
  audit reads codes by the same list.
- Other county codes that the county table does not have are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from rml.data.county_codes import NO_COUNTIES, NOT_IN_TABLE, RENUMBERED
from rml.data.own_names import row_numbers
from rml.data.us_states import STATE_NAMES
from rml.errors import DataError
from rml.timeline.imputation.groups import (
    GROUPS,
    FloatArray,
    county_counts,
    group_shares,
    shares_of,
)

_DIGITS: Final = re.compile(r"^\d+$")


class PlaceMatch(NamedTuple):
    """The composition of each person's place.

    Parameters
    ----------
    shares
        P(group | place), shape (people, 6); a row of NaN where there is none.
    notes
        What was done to how many values, as sentences.
    """

    shares: FloatArray
    notes: tuple[str, ...]


def match_zctas(
    values: Sequence[str], table: pd.DataFrame, *, column: str, where: str, restore_zeros: bool
) -> PlaceMatch:
    """Return the composition of the ZIP areas that a column names.

    Parameters
    ----------
    values
        One text a person; an empty one is no place.
    table
        As `rml.data.name_race.load_zcta_race` returns it.
    column, where
        The column and the file, for messages.
    restore_zeros
        Whether codes of four digits get the zero that a spreadsheet dropped.

    Raises
    ------
    DataError
        If a value is no ZIP code, or has four digits and zeros are not to be restored.
    """
    codes, notes = _codes(
        values,
        column=column,
        where=where,
        what="ZIP codes",
        restore_zeros=restore_zeros,
        shorten=lambda code: code[:5] if len(code) == 9 else code,  # ZIP + 4
    )
    rows = {code: row for row, code in enumerate(table["zcta"].tolist())}
    shares = _taken(codes, rows, group_shares(table))
    unlisted = [row for row, code in enumerate(codes, start=1) if code and code not in rows]
    if unlisted:
        notes.append(
            f"`{column}`: {_values(len(unlisted))} no ZIP area of the Census of 2010 (post office "
            f"box, single building or newer code), counted as no place ({row_numbers(unlisted)})."
        )
    nobody = sum(
        1
        for code, missing in zip(codes, np.isnan(shares[:, 0]).tolist(), strict=True)
        if missing and code in rows
    )
    if nobody:
        notes.append(
            f"`{column}`: {_values(nobody)} an area without residents, counted as no place."
        )
    return PlaceMatch(shares, tuple(notes))


def match_counties(
    values: Sequence[str], counties: pd.DataFrame, *, column: str, where: str, restore_zeros: bool
) -> PlaceMatch:
    """Return the composition of the counties that a column names by their FIPS codes.

    Parameters
    ----------
    values, column, where, restore_zeros
        As for `match_zctas`.
    counties
        As `rml.data.county_race.load_county_race` returns them.

    Raises
    ------
    DataError
        As `match_zctas`; or if the county table has no such county.
    """
    codes, notes = _codes(
        values, column=column, where=where, what="FIPS codes", restore_zeros=restore_zeros
    )
    for old, new in RENUMBERED.items():
        count = codes.count(old)
        if count:
            notes.append(f"`{column}`: {_values(count)} {old}, counted as {new}.")
    for code, words in NO_COUNTIES.items():
        count = codes.count(code)
        if count:
            notes.append(f"`{column}`: {_values(count)} {code}, {words}, counted as no place.")
    codes = ["" if code in NO_COUNTIES else RENUMBERED.get(code, code) for code in codes]
    rows = {code: row for row, code in enumerate(counties["fips"].tolist())}
    unknown = [row for row, code in enumerate(codes, start=1) if code and code not in rows]
    if unknown:
        raise DataError(
            f"{len(unknown):,} of {len(values):,} values of `{column}` are the code of no county "
            f"of the 50 states and DC in 2018 ({row_numbers(unknown)}).",
            where=where,
            remedy="Correct them, or empty these cells: they then count as no place. Not in the "
            f"table are {_others()}.",
        )
    return PlaceMatch(_taken(codes, rows, shares_of(county_counts(counties))), tuple(notes))


def match_states(
    values: Sequence[str], counties: pd.DataFrame, *, column: str, where: str
) -> PlaceMatch:
    """Return the composition of the states that a column names, in full or by postal code.

    Parameters
    ----------
    values, counties, column, where
        As for `match_counties`.

    Raises
    ------
    DataError
        If a value is the name or code of no state.
    """
    states, codes = np.unique(counties["state"].to_numpy(dtype=str), return_inverse=True)
    counts = np.zeros((states.size, len(GROUPS)))
    np.add.at(counts, codes, county_counts(counties))
    rows = {name.casefold(): row for row, name in enumerate(states.tolist())}
    for code, name in STATE_NAMES.items():
        if name.casefold() in rows:
            rows[code.casefold()] = rows[name.casefold()]
    written = [" ".join(value.casefold().split()) for value in values]
    unknown = [row for row, name in enumerate(written, start=1) if name and name not in rows]
    if unknown:
        raise DataError(
            f"{len(unknown):,} of {len(values):,} values of `{column}` name no state "
            f"({row_numbers(unknown)}).",
            where=where,
            remedy="Write the name in full or the two letters of the post, or empty these cells.",
        )
    return PlaceMatch(_taken(written, rows, shares_of(counts)), ())


def _others() -> str:
    return "; ".join(f"codes that begin with {start} ({words})" for start, words in NOT_IN_TABLE)


def _values(count: int) -> str:
    return "1 value is" if count == 1 else f"{count:,} values are"


def _taken(keys: Sequence[str], rows: Mapping[str, int], shares: FloatArray) -> FloatArray:
    """Return the shares of each key; NaN for one that is not there."""
    padded = np.vstack([shares, np.full((1, len(GROUPS)), np.nan)])
    return padded[[rows.get(key, -1) for key in keys]]


def _codes(
    values: Sequence[str],
    *,
    column: str,
    where: str,
    what: str,
    restore_zeros: bool,
    shorten: Callable[[str], str] = str,
) -> tuple[list[str], list[str]]:
    """Return codes of five digits, or empty texts, and what was done to how many."""
    codes = [shorten(value.removesuffix(".0").replace("-", "")) for value in values]
    ill = [
        row
        for row, code in enumerate(codes, start=1)
        if code and not (_DIGITS.match(code) and code.isascii() and len(code) in (4, 5))
    ]
    if ill:
        raise DataError(
            f"{len(ill):,} of {len(values):,} values of `{column}` are no {what} of five digits "
            f"({row_numbers(ill)}).",
            where=where,
            remedy="Correct them, or empty these cells: they then count as no place.",
        )
    short = [row for row, code in enumerate(codes, start=1) if len(code) == 4]
    if not short:
        return codes, []
    if not restore_zeros:
        raise DataError(
            f"{len(short):,} of {len(values):,} values of `{column}` have four digits, not five "
            f"({row_numbers(short)}): a spreadsheet has dropped the leading zero.",
            where=where,
            remedy="Give --restore-zeros if that is so, or correct them.",
        )
    return (
        [code.zfill(5) if code else code for code in codes],
        [f"`{column}`: {_values(len(short))} of four digits, with the leading zero put back."],
    )
