"""What checks of a table gather: faults that stop the analysis, and what declared rules did.

Nothing is dropped silently: a fault either stops the analysis, or a rule that was declared
beforehand says what is done with it, and the report shows the rule with its counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from rml.errors import DataError

SMALLEST_COUNT: Final = 10
"""Fewer people than this are not counted out in what is shown."""

_EXAMPLES: Final = 3
_NOTHING: Final = "none found"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """What one rule found, and what was done.

    Parameters
    ----------
    rule
        What the rule looks for.
    counted
        What ``number`` counts: rows, users, authors, parties, days.
    number
        How many it found.
    days
        On how many days; None where days are beside the point.
    done
        What was done with them.
    """

    rule: str
    counted: str
    number: int
    days: int | None
    done: str


@dataclass(slots=True)
class Notes:
    """Faults and rules, in the order in which they were noted."""

    faults: list[DataError] = field(default_factory=list)
    rows: list[RuleRow] = field(default_factory=list)

    def fault(self, where: str, problem: str, remedy: str) -> None:
        """Note a fault that no declared rule allows for."""
        self.faults.append(DataError(problem, where=where, remedy=remedy))

    def rule(
        self, rule: str, counted: str, number: int, done: str, *, days: int | None = None
    ) -> None:
        """Note a rule, and what it did if it found anything."""
        done = done if number else _NOTHING
        self.rows.append(RuleRow(rule=rule, counted=counted, number=number, days=days, done=done))


def rules_frame(rows: Iterable[RuleRow], *, people: str) -> pd.DataFrame:
    """Return rules as a table to show, one row a rule, all text.

    Parameters
    ----------
    rows
        The rules.
    people
        What a rule counts if it counts people: fewer than ten are not counted out.

    Returns
    -------
    pandas.DataFrame
        ``rule``, ``counted``, ``number``, ``days`` and ``what was done``.
    """
    return pd.DataFrame(
        [
            {
                "rule": row.rule,
                "counted": row.counted,
                "number": said_few(row.number) if row.counted == people else f"{row.number:,}",
                "days": "" if row.days is None else f"{row.days:,}",
                "what was done": row.done,
            }
            for row in rows
        ],
        columns=["rule", "counted", "number", "days", "what was done"],
    )


def said_few(number: int) -> str:
    """Return a number of people as it may be shown: not counted out below ten."""
    return f"fewer than {SMALLEST_COUNT}" if 0 < number < SMALLEST_COUNT else f"{number:,}"


def some(names: Iterable[object]) -> str:
    """Return the first three of some names, and that there are more."""
    listed = [str(name) for name in names]
    return ", ".join(listed[:_EXAMPLES]) + (", ..." if len(listed) > _EXAMPLES else "")
