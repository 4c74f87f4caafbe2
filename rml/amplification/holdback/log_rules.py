"""The declared rules for a log with faults, and the report of what they did.

Nothing is dropped silently: a fault either stops the analysis, or a rule that was declared
beforehand says what is done with it, and the report shows the rule with its counts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from rml.amplification.holdback.audience import LingerRule
from rml.data.declared_rules import RuleRow, rules_frame


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRules:
    """What a study of a log is about, and what is done with the faults of the log.

    Parameters
    ----------
    first_day, last_day
        The days of the study, both included. Rows of other days are left out.
    size_ratio
        How many times as many users were assigned to treatment as to control; 4 in the
        published experiment.
    linger
        Which impressions count as seen.
    users_in_both_arms
        ``error``, or ``leave out``: users of whom the log has rows of an arm that they were
        not assigned to.
    ill_dwell_or_visibility
        ``error``, or ``not lingering``: rows whose dwell is missing or negative, or whose
        visible fraction is missing or outside 0 to 1.
    unknown_users
        ``error``, or ``leave out``: users of the log whom the table of users lacks.
    unknown_authors
        ``error``, or ``leave out``: rows of authors whom the table of authors lacks. A
        platform's log is full of those.
    arm_sizes
        ``error``, or ``show``: arms that are not assigned in the declared ratio.
    smallest_p
        The arms count as out of ratio where the test's p is below this. Experimenters take a
        small one, because every experiment is tested and a mismatch ends it.
    largest_change
        A day is called long or short where its rows are more than this factor off the
        median of its neighbours; above 1.
    largest_gap
        Two arms are said to move apart on a day where the changes of their rows against
        their neighbours differ by more than this factor, and by more than four times what
        is usual in the log; above 1.
    count_duplicates
        Whether exact duplicates of rows are counted, which takes longest.
    """

    first_day: dt.date
    last_day: dt.date
    size_ratio: float
    linger: LingerRule = field(default_factory=LingerRule)
    users_in_both_arms: Literal["error", "leave out"] = "error"
    ill_dwell_or_visibility: Literal["error", "not lingering"] = "error"
    unknown_users: Literal["error", "leave out"] = "error"
    unknown_authors: Literal["error", "leave out"] = "leave out"
    arm_sizes: Literal["error", "show"] = "error"
    smallest_p: float = 0.001
    largest_change: float = 1.5
    largest_gap: float = 1.25
    count_duplicates: bool = True

    def __post_init__(self) -> None:
        if self.last_day <= self.first_day:
            raise ValueError(
                f"A study needs two days or more, not {self.first_day} to {self.last_day}."
            )
        factors = (self.largest_change, self.largest_gap)
        if self.size_ratio <= 0 or not 0 < self.smallest_p < 1 or min(factors) <= 1:
            raise ValueError(
                "A size ratio is above 0, a smallest p between 0 and 1, and factors above 1."
            )

    @property
    def days(self) -> tuple[dt.date, ...]:
        """Every day of the study, ascending."""
        count = (self.last_day - self.first_day).days + 1
        return tuple(self.first_day + dt.timedelta(days=number) for number in range(count))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogReport:
    """What the checks of a log found; the log passed them, or the declared rules allow for it.

    Parameters
    ----------
    rows
        One row a rule, whether it found anything or not.
    days
        The days on which both arms have rows, ascending: daily means are over these.
    by_day
        ``day``, ``arm``, ``rows`` and ``users`` (distinct users with a row), for every day
        and arm that has rows.
    no_control_reach
        Country and party of the authors whom no control user met on any day: they have no
        daily ratio, and a pooled one only with smoothing.
    users_left_out
        Whether users are left out because of rows in an arm that is not theirs.
    values_changed
        Whether visible fractions are taken otherwise than the log has them.
    """

    rows: tuple[RuleRow, ...]
    days: tuple[dt.date, ...]
    by_day: pd.DataFrame
    no_control_reach: tuple[tuple[str, str], ...]
    users_left_out: bool
    values_changed: bool

    @property
    def as_it_is(self) -> bool:
        """Whether the log's rows of ``days`` count as they are, so that its files may be read."""
        return not (self.users_left_out or self.values_changed)

    @property
    def found(self) -> tuple[RuleRow, ...]:
        """The rules that found something, but for the first, which counts all rows."""
        return tuple(row for row in self.rows[1:] if row.number)

    def frame(self) -> pd.DataFrame:
        """Return the rules as a table to show, one row a rule, all text.

        Fewer than ten users are not counted out.
        """
        return rules_frame(self.rows, people="users")
