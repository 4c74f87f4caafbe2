"""What can differ between two versions, how much it matters, and when numbers are equal."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Self

from rml.errors import CollectionError

# Numbers are published with 10 significant digits, so that a step of the last digit is
# 1e-9 of the number; in binary it comes out larger by up to a few parts in ten million.
_BINARY_SLACK = 1e-6


class Severity(IntEnum):
    """How much a difference matters: the smaller, the worse.

    The first three change what a report claims. Findings then differ, and ``rml compare``
    ends with exit code 1; the others leave it at 0.
    """

    label: str
    meaning: str

    FINDING_MISSING = 1, "finding missing", "A finding stands in one of the versions only."
    VERDICT_CHANGED = (
        2,
        "verdict changed",
        "A finding's verdict, or the kind of data that all findings rest on, is another.",
    )
    ESTIMATE_DIFFERS = (
        3,
        "estimate differs",
        (
            "A finding's value, interval, unit or sample, or the published figure that it is "
            "held against, differs by more than the tolerance."
        ),
    )
    TABLE_DIFFERS = (
        4,
        "table differs",
        "A table or a figure's data differs by more than the tolerance, in shape, or is missing.",
    )
    PARAMETER_DIFFERS = (
        5,
        "parameter differs",
        "The versions were asked for different things: report, profile, parameters, main finding.",
    )
    TEXT_DIFFERS = (
        6,
        "text differs",
        "A sentence, a title or an order differs; numbers are compared by themselves.",
    )
    WITHIN_TOLERANCE = (7, "within tolerance", "A number differs by no more than the tolerance.")
    CONTEXT = (
        8,
        "context",
        (
            "Code, data, packages or machine differ: this may explain the rest, and is itself "
            "no difference in results."
        ),
    )

    def __new__(cls, rank: int, label: str, meaning: str) -> Self:
        """Return the member of this rank with its words."""
        member = int.__new__(cls, rank)
        member._value_ = rank
        member.label = label
        member.meaning = meaning
        return member

    @property
    def changes_findings(self) -> bool:
        """True if findings differ where a difference is this severe."""
        return self <= Severity.ESTIMATE_DIFFERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference between two versions.

    Parameters
    ----------
    severity
        How much it matters.
    where
        The finding, table or part of the record: ``"finding female_male_gap"``.
    what
        Which field, cell or row of it.
    a, b
        What the first and the second version have there, as text; empty if nothing.
    note
        What else a reader needs, such as the size of the difference.
    """

    severity: Severity
    where: str
    what: str
    a: str = ""
    b: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How far two numbers may be apart and still count as the same.

    Parameters
    ----------
    relative
        A share of the larger of the two magnitudes. The default admits one step of the
        last published digit.
    absolute
        A distance in the numbers' own unit. The larger of the two allowances holds.

    Raises
    ------
    CollectionError
        If either is negative or not finite.
    """

    relative: float = 1e-9
    absolute: float = 0.0

    def __post_init__(self) -> None:
        for name in ("relative", "absolute"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise CollectionError(
                    f"The {name} tolerance must be a number of at least 0, not {value:g}.",
                    where=f"--{name}",
                )

    def __str__(self) -> str:
        return f"relative {self.relative:g}, absolute {self.absolute:g}"

    def admits(self, a: float, b: float) -> bool:
        """Return True if the two numbers count as the same; infinity only equals itself."""
        if a == b or (math.isnan(a) and math.isnan(b)):
            return True
        if not (math.isfinite(a) and math.isfinite(b)):
            return False
        allowance = max(self.relative * max(abs(a), abs(b)), self.absolute)
        return abs(a - b) <= allowance * (1 + _BINARY_SLACK)


def distance_words(a: float, b: float) -> str:
    """Return how far ``b`` lies from ``a``, in the unit and in per cent of ``a``."""
    if not (math.isfinite(a) and math.isfinite(b)):
        return ""
    distance = b - a
    words = f"{distance:+,.0f}" if abs(distance) >= 1000 else f"{distance:+.3g}"
    return f"{words} ({distance / abs(a) * 100:+.3g} %)" if a else words


def shown(value: Any) -> str:
    """Return a value of a version's files as a reader meets it; None is the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
