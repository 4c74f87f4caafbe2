"""A guard on every table and figure that could describe few people.

Counts of 1 to ``threshold - 1`` people are withheld, with the rates computed from them,
and so is each further cell that would give a withheld one away by addition or
subtraction within the same table (primary and complementary suppression; Hundepool et
al. 2012, "Statistical Disclosure Control", chapter 4, doi:10.1002/9781118348239). The
guard sees one table at a time: two tables that show the same people with different totals
can still be combined, which is for the author to prevent.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from rml.data import ledger
from rml.errors import ProductError
from rml.report.complementary import Cells, withheld_with
from rml.report.products import Mark, PeopleRecord
from rml.suggest import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

_PEOPLE_WORDS: Final = frozenset(
    {"users", "people", "persons", "panelists", "panellists", "respondents", "participants"}
)
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
        Totals within the table are found without being named.

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
    totals: tuple[tuple[str, int], ...] = ()

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


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardedFrame:
    """A frame without its small counts.

    Parameters
    ----------
    frame
        The frame with NaN where a cell is withheld; draw figures from this.
    marks
        What was withheld or flagged, by row and column position.
    notes
        Sentences that say how many cells and why.
    whole
        The columns of whole numbers, which NaN has turned into floats.
    people
        The specification that was applied.
    """

    frame: pd.DataFrame
    marks: tuple[Mark, ...]
    notes: tuple[str, ...]
    whole: frozenset[str]
    people: People


def guard(frame: pd.DataFrame, people: People) -> GuardedFrame:
    """Return ``frame`` with its small counts withheld or flagged.

    Parameters
    ----------
    frame
        One row a group; counts, rates and labels in columns.
    people
        Which columns count people, or why none does.

    Raises
    ------
    ProductError
        If a column is unknown, a count is negative or not whole, a numeric column is not
        accounted for in a row with withheld counts, or a count cannot be protected.
    """
    if isinstance(people, NoPeople):
        _refuse_people_words(frame)
        return GuardedFrame(
            frame=frame, marks=(), notes=(), whole=_whole_columns(frame), people=people
        )
    if not isinstance(people, PeopleCounts):
        raise ProductError(
            f"people is a {type(people).__name__}.",
            remedy="Pass PeopleCounts(columns=...) or NO_PEOPLE(reason).",
        )
    _check_columns(frame, people)
    small = _small_cells(frame, people)
    if people.policy == "flag":
        marks = tuple(_mark(frame, row, column, "public") for row, column in small)
        notes = (_flag_note(people),) if small else ()
        return GuardedFrame(
            frame=frame, marks=marks, notes=notes, whole=_whole_columns(frame), people=people
        )
    return _suppressed(frame, people, small)


def people_record(people: People) -> PeopleRecord:
    """Return how the guard was applied, as a payload holds it."""
    if isinstance(people, NoPeople):
        return {"policy": "no people", "threshold": None, "reason": people.reason}
    return {
        "policy": people.policy,
        "threshold": people.threshold,
        "reason": people.already_public,
    }


def _suppressed(
    frame: pd.DataFrame, people: PeopleCounts, small: list[tuple[int, str]]
) -> GuardedFrame:
    whole = _whole_columns(frame)
    if not small:
        return GuardedFrame(frame=frame, marks=(), notes=(), whole=whole, people=people)
    numeric = [str(name) for name in frame.columns if _is_numeric(frame, str(name))]
    _refuse_unaccounted(numeric, people)
    summable = [name for name in numeric if name in whole and name not in people.derived]
    labels = [str(name) for name in frame.columns if str(name) not in numeric]
    cells = Cells(
        values={name: [float(value) for value in frame[name]] for name in summable},
        labels=[tuple(row) for row in frame[labels].astype(str).to_numpy().tolist()],
        shares={
            name: [float(value) for value in frame[name]]
            for name in people.derived
            if name in numeric
        },
        counts=people.columns,
        threshold=people.threshold,
        least=0 if people.zeros_are_small else 1,
        totals=people.totals,
    )
    further = withheld_with(frozenset(small), cells)
    gone = {*small, *further}
    rows = sorted({row for row, _ in gone})
    _refuse_written_counts(frame, people, small, labels)
    derived = [(row, name) for row in rows for name in people.derived if name in frame.columns]
    marks = [_mark(frame, row, name, "small") for row, name in sorted(small)]
    marks += [_mark(frame, row, name, "withheld") for row, name in sorted({*further, *derived})]
    emptied = frame.copy()
    for name in {name for _, name in [*gone, *derived]}:
        hit = [row for row, column in [*gone, *derived] if column == name]
        column = emptied[name].astype(float if name in numeric else object)
        column.iloc[hit] = math.nan
        emptied[name] = column
    return GuardedFrame(
        frame=emptied,
        marks=tuple(marks),
        notes=(_suppression_note(people, len(small), len(further), len(derived)),),
        whole=whole,
        people=people,
    )


def _check_columns(frame: pd.DataFrame, people: PeopleCounts) -> None:
    names = [str(name) for name in frame.columns]
    for name in (*people.columns, *people.derived, *people.unrelated):
        if name not in names:
            raise ProductError(
                f"PeopleCounts names the column `{name}`, which the table does not have.",
                remedy=did_you_mean(name, names),
            )
    for name in people.columns:
        values = frame[name].dropna()
        if not _is_numeric(frame, name) or any(
            value < 0 or float(value) != math.floor(value) for value in values
        ):
            raise ProductError(
                f"The column `{name}` is said to count people but does not hold whole "
                "numbers of at least 0.",
                remedy="Name it in derived= if it is computed from counts.",
            )


def _refuse_unaccounted(numeric: list[str], people: PeopleCounts) -> None:
    named = {*people.columns, *people.derived, *people.unrelated}
    missing = [f"`{name}`" for name in numeric if name not in named]
    if missing:
        raise ProductError(
            f"Counts are withheld, and it is not said whether they could be computed from "
            f"{', '.join(missing)}.",
            remedy="Name each numeric column in PeopleCounts: in columns=, derived= or unrelated=.",
        )


def _refuse_written_counts(
    frame: pd.DataFrame, people: PeopleCounts, small: list[tuple[int, str]], labels: list[str]
) -> None:
    for row, name in small:
        count = f"{frame[name].iloc[row]:.0f}"
        for label in labels:
            text = str(frame[label].iloc[row])
            if label not in people.unrelated and count in re.findall(r"\d+", text):
                raise ProductError(
                    f"The text {text!r} in column `{label}` may give away the withheld count in "
                    f"column `{name}`.",
                    remedy=f"Leave the number out, or name `{label}` in "
                    "PeopleCounts(unrelated=...) if it means something else.",
                )


def _refuse_people_words(frame: pd.DataFrame) -> None:
    used = ledger.inputs()
    if used and ledger.derive_data_kind(used) == "simulated":
        return
    for name in map(str, frame.columns):
        if _is_numeric(frame, name) and _PEOPLE_WORDS & set(name.lower().split("_")):
            raise ProductError(
                f"The column `{name}` seems to count people, but people=NO_PEOPLE(...) was given.",
                remedy=f'Write people=PeopleCounts(columns=("{name}",)), or rename the column.',
            )


def _is_numeric(frame: pd.DataFrame, name: str) -> bool:
    return frame[name].dtype.kind in "iuf"


def _whole_columns(frame: pd.DataFrame) -> frozenset[str]:
    return frozenset(
        str(name)
        for name in frame.columns
        if frame[name].dtype.kind in "iu"
        or (
            frame[name].dtype.kind == "f"
            and len(frame[name].dropna())
            and all(float(value).is_integer() for value in frame[name].dropna())
        )
    )


def _small_cells(frame: pd.DataFrame, people: PeopleCounts) -> list[tuple[int, str]]:
    least = 0 if people.zeros_are_small else 1
    return [
        (row, name)
        for name in people.columns
        for row, value in enumerate(frame[name].tolist())
        if least <= value < people.threshold
    ]


def _mark(
    frame: pd.DataFrame, row: int, name: str, kind: Literal["small", "withheld", "public"]
) -> Mark:
    return {"row": row, "column": list(frame.columns).index(name), "mark": kind}


def _flag_note(people: PeopleCounts) -> str:
    return (
        f"† Fewer than {people.threshold} people. Shown because the count is already public: "
        f"{people.already_public}."
    )


def _suppression_note(people: PeopleCounts, small: int, further: int, derived: int) -> str:
    parts = [f"{small} of fewer than {people.threshold} people (shown as <{people.threshold})"]
    if further:
        parts.append(f"{further} from which such a count could be computed")
    if derived:
        parts.append(f"{derived} computed from withheld counts")
    total = small + further + derived
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    noun = "cell is" if total == 1 else "cells are"
    return f"To protect the people counted, {total} {noun} withheld: {listed}."
