"""Which columns of a table or figure count people, or why none does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from rml.errors import ProductError
from rml.report.products import PeopleRecord

_SMALLEST_THRESHOLD: Final = 3


@dataclass(frozen=True, slots=True)
class NoPeople:
    """A table or figure that counts no people, with the reason why it does not.

    Raises
    ------
    ProductError
        If the reason is missing.
    """

    reason: str

    def __post_init__(self) -> None:
        if len(self.reason.split()) < 2:
            raise ProductError(
                "NO_PEOPLE needs a reason in words.",
                remedy='Write what is counted: NO_PEOPLE("counts of stitched images").',
            )


NO_PEOPLE: Final = NoPeople


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleCounts:
    """Which columns count people, and what happens to small counts.

    Parameters
    ----------
    columns
        Columns that hold counts of people: whole numbers of at least 0.
    derived
        Columns computed from them (rates, interval ends, ratios, p-values), withheld
        together with the counts of their row.
    unrelated
        Columns from which no count can be computed. Where counts are withheld, every
        numeric column must be named in one of the three.
    threshold
        Counts of 1 to ``threshold - 1`` are small; at least 3.
    policy
        ``suppress`` withholds small counts; ``flag`` shows them with a dagger, which is
        allowed only where they are already public.
    already_public
        The source that published the counts; needed for ``flag``.
    zeros_are_small
        True if a count of 0 is to be withheld as well.
    totals
        What readers know a count column adds up to from elsewhere, such as a panel's size.
        Totals within the table are found without being named, provided that the rows
        they cover stand together in it.

    Raises
    ------
    ProductError
        If no column is named, one is named twice, the threshold is under 3, or ``flag``
        comes without a source.
    """

    columns: tuple[str, ...]
    derived: tuple[str, ...] = ()
    unrelated: tuple[str, ...] = ()
    threshold: int = 10
    policy: Literal["suppress", "flag"] = "suppress"
    already_public: str | None = None
    zeros_are_small: bool = False
    totals: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named = [*self.columns, *self.derived, *self.unrelated]
        if not isinstance(self.columns, tuple) or not self.columns:
            raise ProductError(
                "PeopleCounts needs a tuple of the columns that count people.",
                remedy='Write columns=("users",), or NO_PEOPLE(reason) if there are none.',
            )
        if len(set(named)) < len(named):
            raise ProductError(
                "PeopleCounts names a column twice.",
                remedy="Put each column into one of columns, derived and unrelated.",
            )
        if self.threshold < _SMALLEST_THRESHOLD:
            raise ProductError(
                f"The threshold {self.threshold} hides nothing: a cell marked "
                f"<{self.threshold} has at most one possible count.",
                remedy="Use a threshold of at least 3; 10 is usual.",
            )
        if self.policy not in ("suppress", "flag"):
            raise ProductError(
                f"The policy {self.policy!r} is unknown.", remedy="Use 'suppress' or 'flag'."
            )
        if self.policy == "flag" and not (self.already_public or "").strip():
            raise ProductError(
                "Small counts may be shown with a flag only where they are already public.",
                remedy="Name the publication in already_public=, or use policy='suppress'.",
            )


People: TypeAlias = NoPeople | PeopleCounts


def people_record(people: People) -> PeopleRecord:
    """Return how the guard was applied, as a payload holds it."""
    if isinstance(people, NoPeople):
        return {"policy": "no people", "threshold": None, "reason": people.reason}
    return {
        "policy": people.policy,
        "threshold": people.threshold,
        "reason": people.already_public,
    }
