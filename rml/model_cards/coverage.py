"""Of which groups that the cards ask about something is measured, and with what doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from rml.estimate import Estimate
from rml.model_cards.card import Card
from rml.model_cards.cited import Number, Versions

Measured = Literal["with an interval", "without an interval", "not measured"]
WITH: Final = "with an interval"
WITHOUT: Final = "without an interval"
NOT: Final = "not measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCard:
    """A card with its numbers as they were read.

    Parameters
    ----------
    card
        Its words, and the groups that it asks about.
    numbers
        As ``cited.read_numbers`` returns them.
    """

    card: Card
    numbers: tuple[Number, ...]

    def of(self, division: str, name: str) -> list[Number]:
        """Return the numbers of a group that have a value."""
        return [
            one
            for one in self.numbers
            if (one.division, one.group) == (division, name) and one.value is not None
        ]

    def measured(self, division: str, name: str) -> Measured:
        """Return whether anything is measured of a group, and whether with an interval."""
        found = self.of(division, name)
        if not found:
            return "not measured"
        any_interval = any(one.has_interval for one in found)
        return "with an interval" if any_interval else "without an interval"

    @property
    def states(self) -> list[Measured]:
        """How each group that the card asks about is measured, in order."""
        return [self.measured(one.division, one.name) for one in self.card.groups]

    def not_measured(self, division: str | None = None) -> list[str]:
        """Return the names of the groups of a division, or of all, of which nothing is measured."""
        return [
            one.name
            for one in self.card.groups
            if division in (None, one.division) and self.measured(one.division, one.name) == NOT
        ]

    @property
    def opening(self) -> dict[str, str | int]:
        """What the first lines of the card say, by field."""
        return {
            "does": self.card.does,
            "not_for": self.card.not_for,
            "groups": len(self.card.groups),
            "found": self.states.count(WITH),
            "why": self.card.why_groups,
            "missing": ", ".join(self.not_measured()) or "none",
        }

    @property
    def complete(self) -> bool:
        """Whether each group has at least one number with an interval."""
        return all(state == WITH for state in self.states)


def coverage_frame(cards: Sequence[ReadCard]) -> pd.DataFrame:
    """Return how many groups are measured, a row for each division of each card.

    Returns
    -------
    DataFrame
        ``model``, ``groups_by``, ``groups``, ``with_interval``, ``without`` and
        ``not_measured``, the names of those of which nothing is measured.
    """
    rows = []
    for read in cards:
        for division in dict.fromkeys(group.division for group in read.card.groups):
            groups = [group for group in read.card.groups if group.division == division]
            states = [read.measured(division, group.name) for group in groups]
            missing = read.not_measured(division)
            rows.append(
                {
                    "model": read.card.name,
                    "groups_by": division,
                    "groups": len(groups),
                    "with_interval": states.count(WITH),
                    "without": states.count(WITHOUT),
                    "not_measured": ", ".join(missing) or "none",
                }
            )
    return pd.DataFrame(rows)


def _count(value: int, of: int, what: str, method: str) -> Estimate:
    return Estimate(
        value=float(value),
        low=None,
        high=None,
        level=None,
        n=f"{of} {what}",
        unit=f"of {of} {what}",
        method=f"complete count {method}",
    )


def groups_measured(cards: Sequence[ReadCard]) -> Estimate:
    """Return how many groups have at least one number with an interval; a complete count."""
    states = [state for read in cards for state in read.states]
    return _count(
        states.count(WITH), len(states), "groups", "of groups with a number that has an interval"
    )


def models_measured(cards: Sequence[ReadCard]) -> Estimate:
    """Return for how many models every group has such a number; a complete count."""
    found = sum(read.complete for read in cards)
    return _count(found, len(cards), "models", "of models of which this holds for every group")


def numbers_with_interval(cards: Sequence[ReadCard]) -> Estimate:
    """Return how many of the numbers that could be read have an interval; a complete count."""
    numbers = [one for read in cards for one in read.numbers if one.value is not None]
    found = sum(one.has_interval for one in numbers)
    return _count(found, len(numbers), "numbers", "of numbers on the cards that have an interval")


def limits_shown(cards: Sequence[ReadCard], versions: Versions) -> Estimate:
    """Return how many limits a finding that is at hand speaks to; a complete count."""
    limits = [one for read in cards for one in read.card.limits]
    found = sum(
        one.report in versions and one.finding in versions[one.report].findings for one in limits
    )
    return _count(found, len(limits), "limits", "of limits with a finding that is at hand")


def counted_words(
    cards: Sequence[ReadCard], versions: Versions
) -> dict[str, Mapping[str, str | int]]:
    """Return what the findings say beside their value, by finding."""
    states = [state for read in cards for state in read.states]
    complete = [read.card.name for read in cards if read.complete]
    read_numbers = [one for read in cards for one in read.numbers]
    with_value = [one for one in read_numbers if one.value is not None]
    limits = [one for read in cards for one in read.card.limits]
    people = [
        read.measured(group.division, group.name)
        for read in cards
        for group in read.card.groups
        if group.of_people
    ]
    return {
        "groups_measured": {
            "groups": len(states),
            "people": len(people),
            "people_with": people.count(WITH),
            "models": len(cards),
            "without": states.count(WITHOUT),
            "nothing": states.count(NOT),
        },
        "models_measured": {"models": len(cards), "names": "; ".join(complete) or "none"},
        "numbers_with_interval": {
            "numbers": len(with_value),
            "reports": len({one.report for one in with_value}),
            "unread": len(read_numbers) - len(with_value),
        },
        "limits_shown": {
            "limits": len(limits),
            "unmeasured": sum(not one.finding for one in limits),
            "missing": sum(
                bool(one.finding)
                and (one.report not in versions or one.finding not in versions[one.report].findings)
                for one in limits
            ),
        },
    }
