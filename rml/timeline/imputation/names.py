"""Looking names up in a table of shares: what was found, and how, for each person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.timeline.imputation.groups import GROUPS, FloatArray, group_shares
from rml.timeline.imputation.name_forms import NameForms, name_forms

WHOLE: Final = 0
PARTS: Final = 1
NOT_LISTED: Final = 2
OTHER_SCRIPT: Final = 3
NO_NAME: Final = 4
EMPTY: Final = 5
"""Codes of `NameMatch.how`."""

HOW_WORDS: Final = {
    WHOLE: "listed",
    PARTS: "listed by its parts",
    NOT_LISTED: "not listed",
    OTHER_SCRIPT: "in another script",
    NO_NAME: "no name (no letters, or digits)",
    EMPTY: "empty",
}

Parts = Literal["mean", "first"]


class NameMatch(NamedTuple):
    """What a table says of each person's name.

    Parameters
    ----------
    shares
        P(group | name), shape (people, 6) in the order of `GROUPS`; a row of NaN where the
        name is not listed.
    how
        How each name was found, shape (people,): `WHOLE` (0), `PARTS` (1), or why it was not:
        `NOT_LISTED` (2), `OTHER_SCRIPT` (3), `NO_NAME` (4), `EMPTY` (5).
    """

    shares: FloatArray
    how: NDArray[np.uint8]

    def counts(self) -> dict[str, int]:
        """Return the number of people by how their name was found, in words; no name is shown."""
        found = np.bincount(self.how, minlength=len(HOW_WORDS))
        return {words: int(found[code]) for code, words in HOW_WORDS.items()}


def match_surnames(surnames: Iterable[object], table: pd.DataFrame) -> NameMatch:
    """Return the shares of each surname, by the rules of `rml.timeline.imputation.name_forms`.

    Where a surname of several parts is not listed as a whole, its shares are the mean of those
    of its listed parts: nobody says which of them tells more.

    Parameters
    ----------
    surnames
        One a person; None, NaN and blank texts are empty.
    table
        The table of surnames, as `rml.data.name_race.load_name_race` returns it.
    """
    return _match(surnames, table, parts="mean")


def match_first_names(first_names: Iterable[object], table: pd.DataFrame) -> NameMatch:
    """Return the shares of each first name, by the rules of `rml.timeline.imputation.name_forms`.

    Of several first names, the first that is listed counts, because the table counts people
    by one name; an initial before it is passed over.

    Parameters
    ----------
    first_names
        One text a person; None, NaN and blank texts are empty.
    table
        The table of first names, as `rml.data.name_race.load_name_race` returns it.
    """
    return _match(first_names, table, parts="first")


def _match(names: Iterable[object], table: pd.DataFrame, *, parts: Parts) -> NameMatch:
    codes, distinct = pd.factorize(pd.Series(list(names), dtype="object"))
    rows = {name: row for row, name in enumerate(table["name"].tolist())}
    listed = group_shares(table)
    # The last row is for empty cells, whose code is -1.
    shares = np.full((len(distinct) + 1, len(GROUPS)), np.nan)
    how = np.full(len(distinct) + 1, EMPTY, dtype=np.uint8)
    for place, name in enumerate(distinct):
        text = str(name)
        if not text.strip():
            continue
        found, how[place] = _rows_of(name_forms(text), rows, parts=parts)
        if found:
            shares[place] = listed[found].mean(axis=0)
    return NameMatch(shares[codes], how[codes])


def _rows_of(forms: NameForms, rows: dict[str, int], *, parts: Parts) -> tuple[list[int], int]:
    """Return the rows of the table that a name stands in, and how it was found."""
    if forms.script != "latin":
        return [], OTHER_SCRIPT if forms.script == "other" else NO_NAME
    if forms.whole in rows:
        return [rows[forms.whole]], WHOLE
    found = [
        next(rows[form] for form in part if form in rows)
        for part in forms.parts
        if any(form in rows for form in part)
    ]
    if not found:
        return [], NOT_LISTED
    return (found if parts == "mean" else found[:1]), PARTS
