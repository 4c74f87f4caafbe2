"""What a model's card holds: words written by hand, and where each of its numbers is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from rml.errors import ProductError

ALL: Final = "all"
"""The division of a number that holds for everything together."""

PARTS: Final = (
    *("Kind and fit", "Intended use", "Not for", "Fitted to", "Judged on", "Choices", "Concerns"),
)
"""The parts that every card has, in order, after Mitchell et al. (2019)."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of which the card asks how well the model does.

    Parameters
    ----------
    division
        By what groups are divided, such as "gender".
    name
        As the card calls it.
    labels
        As the tables of reports call it; the name itself counts without being listed.
    of_people
        False if it is not a group of people, such as one controlled account or some pages.
    """

    division: str
    name: str
    labels: tuple[str, ...] = ()
    of_people: bool = True

    def called(self, label: str) -> bool:
        """Return whether a table's label means this group."""
        return label in (self.name, *self.labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingNumber:
    """A number that is a finding of a report.

    Parameters
    ----------
    report, finding
        Where it is read.
    measure
        What is measured.
    group
        Of whom; a group that the card asks about, or what the number holds for if its
        division is ``all``.
    division
        ``all``, or the division of that group.
    """

    report: str
    finding: str
    measure: str
    group: str = ALL
    division: str = ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class TableNumbers:
    """Numbers that are rows of a report's table.

    Parameters
    ----------
    report, table
        Where they are read.
    measure
        What is measured.
    value, low, high
        Columns; no interval is read without ``low`` and ``high``.
    unit
        Of the value.
    method
        Of the interval, or why there is none; empty if the column ``method`` says it.
    where
        Rows that are read: what stands in which column.
    group
        The column with the group's label.
    division
        The column with the division; None if the card's groups tell it by the label.
    all_labels
        Labels that mean everything together.
    n, n_of
        The column with how many, and of what; an empty ``n_of`` if the column says it.
    counted
        True if the value is the share of ``n``, each counted once, and the table has no
        interval: Wilson's is then computed.
    """

    report: str
    table: str
    measure: str
    value: str
    unit: str
    method: str
    n: str
    n_of: str
    low: str | None = None
    high: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    group: str = "group"
    division: str | None = None
    all_labels: tuple[str, ...] = ()
    counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Where a model may fail, and which finding shows whether it does.

    Parameters
    ----------
    may
        Where it may fail, in words that hold whatever is found.
    report, finding
        What was found; both empty if nothing in this collection measures it.
    why_not
        Why nothing measures it.
    """

    may: str
    report: str = ""
    finding: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The card of one model: its words, and where its numbers are read.

    Parameters
    ----------
    name
        What the model is called.
    does, not_for
        One plain sentence each: what it does, and what not to use it for.
    words
        The text of each part; empty if ``words_from`` names the table that holds them.
    words_from
        Report and table of the card that a report's own run wrote; none if empty.
    groups
        Every group of which the card asks how well the model does.
    why_groups
        Why these.
    numbers
        Where its numbers are read.
    limits
        Where it may fail.
    wrong_if
        What would make this card wrong.

    Raises
    ------
    ProductError
        If a part is empty or missing, or a group or limit is malformed.
    """

    name: str
    does: str
    not_for: str
    words: Mapping[str, str]
    groups: tuple[Group, ...]
    why_groups: str
    numbers: tuple[FindingNumber | TableNumbers, ...]
    limits: tuple[Limit, ...]
    wrong_if: tuple[str, ...]
    words_from: tuple[str, str] | tuple[()] = ()

    def __post_init__(self) -> None:
        wrong = [
            name for name in ("name", "does", "not_for", "why_groups") if not _said(self, name)
        ]
        if self.words_from and self.words:
            wrong.append("words: they stand in a table of a report and here")
        if not self.words_from:
            wrong += [part for part in PARTS if not self.words.get(part, "").strip()]
            wrong += [part for part in self.words if part not in PARTS]
        wrong += [
            name for name in ("groups", "numbers", "limits", "wrong_if") if not getattr(self, name)
        ]
        wrong += [
            f"limit “{one.may}”"
            for one in self.limits
            if bool(one.report) != bool(one.finding) or bool(one.finding) == bool(one.why_not)
        ]
        keys = [(one.division, one.name) for one in self.groups]
        wrong += sorted(
            {f"group {name} twice" for key in keys if keys.count(key) > 1 for name in key[1:]}
        )
        if wrong:
            raise ProductError(
                f"These parts are missing or malformed: {', '.join(wrong)}.",
                where=f"model card `{self.name}`",
                remedy="Fill every part; a limit names its finding, or says why there is none.",
            )

    @property
    def reports(self) -> tuple[str, ...]:
        """Every report that the card reads, in the order in which it names them."""
        named = [one.report for one in self.numbers]
        named += [one.report for one in self.limits if one.report]
        return tuple(dict.fromkeys([*named, *self.words_from[:1]]))


def _said(card: Card, name: str) -> bool:
    return bool(getattr(card, name).strip())
