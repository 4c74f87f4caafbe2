"""The declared rules for impressions with faults, and the report of what they did.

Nothing is dropped silently: a fault either stops the analysis, or a rule that was declared
beforehand says what is done with it, and the report shows the rule with its counts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from rml.data.declared_rules import RuleRow, rules_frame

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
        author is missing.
    more_authors_than_residents
        ``error``, or ``leave out``: counties with more authors than residents.
    implausible_sums
        For sums by county: ``error``, or ``leave out``: counties whose sums contradict each
        other, and the number of authors above the median if the nation's contradicts it.
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
    implausible_sums: ErrorOrOut = "error"
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
        ``fips`` and ``rows``: the commonest unknown codes that were left out, twenty at most,
        each of five digits and with ten rows or more (of sums: ten authors or more). A cell
        may hold anything, a name or an address too; what else there is is only counted.
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
        return rules_frame(self.rows, people="authors").drop(columns="days")
