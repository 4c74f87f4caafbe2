"""What checks of a log gather: faults that stop the analysis, and what the rules did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from rml.amplification.holdback.log_rules import RuleRow
from rml.errors import DataError

_EXAMPLES: Final = 3
_NOTHING: Final = "none found"


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


def some(names: Iterable[object]) -> str:
    """Return the first three of some names, and that there are more."""
    listed = [str(name) for name in names]
    return ", ".join(listed[:_EXAMPLES]) + (", ..." if len(listed) > _EXAMPLES else "")
