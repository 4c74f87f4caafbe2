"""The declared rules for impressions with faults, and the report of what they did.

Nothing is dropped silently: a fault either stops the analysis, or a rule that was declared
beforehand says what is done with it, and the report shows the rule with its counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from rml.amplification.holdback.log_rules import RuleRow
from rml.data.county_codes import NOT_IN_TABLE

SMALLEST_COUNT: Final = 10
"""Fewer authors than this are not counted out in what is shown."""

ErrorOrOut = Literal["error", "leave out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyRules:
    """What an audit is about, and what is done with the faults of what somebody brings.

    Parameters
    ----------
    unknown_fips
        ``error``, or ``leave out``: rows whose code is that of no county. No code is guessed.
    no_county
        ``error``, or ``leave out``: authors whose county is missing. Few platforms know
        everybody's; if those without differ from the others, so does the audit.
    duplicate_authors
        ``error``, or ``leave out``: authors with several rows, all of which are left out,
        since nothing says which is right.
    ill_counts
        ``error``, or ``leave out``: rows whose counts are missing or negative, or whose
        author is.
    more_authors_than_residents
        ``error``, or ``leave out``: counties with more authors than residents.
    unknown_authors
        For a raw log: ``error``, or ``leave out``: impressions of authors whom the table of
        authors lacks. A platform's log is full of those.
    first_day, last_day
        For a raw log with days: the days of the study, both included; None for all. Rows of
        other days are left out.
    """

    unknown_fips: ErrorOrOut = "error"
    no_county: ErrorOrOut = "leave out"
    duplicate_authors: ErrorOrOut = "error"
    ill_counts: ErrorOrOut = "error"
    more_authors_than_residents: ErrorOrOut = "error"
    unknown_authors: ErrorOrOut = "leave out"
    first_day: dt.date | None = None
    last_day: dt.date | None = None

    def __post_init__(self) -> None:
        first, last = self.first_day, self.last_day
        if (first is None) != (last is None) or (first and last and last < first):
            raise ValueError(f"Give both days, the first one first, or none: {first}, {last}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyReport:
    """What the checks found; the impressions passed them, or the declared rules allow for it.

    Parameters
    ----------
    rows
        One row a rule, whether it found anything or not.
    unknown_fips
        ``fips`` and ``rows``: the commonest unknown codes that were left out, twenty at most.
    """

    rows: tuple[RuleRow, ...]
    unknown_fips: pd.DataFrame

    @property
    def found(self) -> tuple[RuleRow, ...]:
        """The rules that found something."""
        return tuple(row for row in self.rows if row.number)

    def frame(self) -> pd.DataFrame:
        """Return the rules as a table to show, one row a rule, all text.

        Fewer than ten authors are not counted out.
        """
        return pd.DataFrame(
            [
                {
                    "rule": row.rule,
                    "counted": row.counted,
                    "number": _shown(row),
                    "what was done": row.done,
                }
                for row in self.rows
            ]
        )


def kinds_of(codes: Iterable[str]) -> str:
    """Return what is known of codes that no county has, as the end of a message; maybe nothing."""
    listed = list(codes)
    said = [text for start, text in NOT_IN_TABLE if any(_is_code(code, start) for code in listed)]
    if any(_is_code(code, "") and code.endswith("000") for code in listed):
        said.append("codes of whole states, which end in 000")
    if any(not _is_code(code, "") for code in listed):
        said.append("texts that have not five digits")
    return f" Among them are {'; '.join(said)}." if said else ""


def _is_code(code: str, start: str) -> bool:
    return len(code) == 5 and code.isdigit() and code.startswith(start)


def _shown(row: RuleRow) -> str:
    few = row.counted == "authors" and 0 < row.number < SMALLEST_COUNT
    return f"fewer than {SMALLEST_COUNT}" if few else f"{row.number:,}"
