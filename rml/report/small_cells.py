"""A guard on every table and figure that could describe few people.

Counts of 1 to ``threshold - 1`` people are withheld, with the rates computed from them,
and so is each further cell that would give a withheld one away by addition or
subtraction within the same table (primary and complementary suppression; Hundepool et
al. 2012, "Statistical Disclosure Control", doi:10.1002/9781118348239). The
guard sees one table at a time: two tables that show the same people with different totals
can still be combined, which is for the author to prevent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rml.data import ledger
from rml.errors import ProductError
from rml.report.complementary import Withheld, withheld_with
from rml.report.people import NO_PEOPLE, NoPeople, People, PeopleCounts
from rml.report.products import Mark, MarkKind
from rml.report.table_sums import Cells
from rml.suggest import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NO_PEOPLE", "GuardedFrame", "NoPeople", "People", "PeopleCounts", "guard"]

_PEOPLE_WORDS: Final = frozenset(
    {"users", "people", "persons", "panelists", "panellists", "respondents", "participants"}
)


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
            frame=frame, marks=(), notes=(), whole=_whole_columns(frame, ()), people=people
        )
    if not isinstance(people, PeopleCounts):
        raise ProductError(
            f"people is a {type(people).__name__}.",
            remedy="Pass PeopleCounts(columns=...) or NO_PEOPLE(reason).",
        )
    _check_columns(frame, people)
    whole = _whole_columns(frame, people.columns)
    small = _small_cells(frame, people)
    if not small:
        return GuardedFrame(frame=frame, marks=(), notes=(), whole=whole, people=people)
    if people.policy == "flag":
        marks = tuple(_mark(frame, row, column, "public") for row, column in small)
        notes = (_flag_note(people),)
        return GuardedFrame(frame=frame, marks=marks, notes=notes, whole=whole, people=people)
    return _suppressed(frame, people, small)


def _suppressed(
    frame: pd.DataFrame, people: PeopleCounts, small: list[tuple[int, str]]
) -> GuardedFrame:
    numeric = [str(name) for name in frame.columns if _is_numeric(frame, str(name))]
    _refuse_unaccounted(numeric, people)
    labels = [
        str(name) for name in frame.columns if name not in numeric and name not in people.derived
    ]
    values = {name: _numbers(frame, name) for name in numeric}
    cells = Cells(
        values={
            name: numbers
            for name, numbers in values.items()
            if name not in people.derived and _are_whole(numbers)
        },
        labels=[tuple(row) for row in frame[labels].astype(str).to_numpy().tolist()],
        shares={name: values[name] for name in people.derived if name in numeric},
        counts=people.columns,
        threshold=people.threshold,
        least=0 if people.zeros_are_small else 1,
        totals=people.totals,
    )
    withheld = withheld_with(frozenset(small), cells)
    rows = sorted({row for row, _ in withheld.places})
    _refuse_written_counts(frame, people, small, labels)
    derived = [(row, name) for row in rows for name in people.derived]
    marks = [_mark(frame, row, name, "small") for row, name in sorted(withheld.small)]
    gone = sorted({*withheld.unmarked, *derived})
    marks += [_mark(frame, row, name, "withheld") for row, name in gone]
    emptied = frame.copy()
    for name in {name for _, name in [*withheld.small, *gone]}:
        hit = [row for row, column in [*withheld.small, *gone] if column == name]
        column = emptied[name].astype(float if name in numeric else object)
        column.iloc[hit] = math.nan
        emptied[name] = column
    return GuardedFrame(
        frame=emptied,
        marks=tuple(marks),
        notes=(_suppression_note(people, withheld, len(derived)),),
        whole=_whole_columns(frame, people.columns),
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
        counts = _numbers(frame, name) if _is_numeric(frame, name) else [-1.0]
        if not _are_whole(counts) or any(count < 0 for count in counts):
            raise ProductError(
                f"The column `{name}` is said to count people but does not hold whole "
                "numbers of at least 0.",
                remedy="Name it in derived= if it is computed from counts.",
            )
    for name, total in people.totals.items():
        if name not in people.columns or math.fsum(_numbers(frame, name)) != total:
            raise ProductError(
                f"The total {total} given for `{name}` is not what its rows add up to.",
                remedy="Give totals of count columns only, and only where no row is a total.",
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


def _numbers(frame: pd.DataFrame, name: str) -> list[float]:
    numbers: list[float] = frame[name].to_numpy(dtype=float, na_value=math.nan).tolist()
    return numbers


def _are_whole(numbers: Sequence[float]) -> bool:
    return all(number.is_integer() for number in numbers if not math.isnan(number))


def _whole_columns(frame: pd.DataFrame, counts: Sequence[str]) -> frozenset[str]:
    # Counts with a gap have become floats in pandas; they are whole numbers all the same.
    return frozenset(
        str(name) for name in frame.columns if frame[name].dtype.kind in "iu" or name in counts
    )


def _small_cells(frame: pd.DataFrame, people: PeopleCounts) -> list[tuple[int, str]]:
    least = 0 if people.zeros_are_small else 1
    return [
        (row, name)
        for name in people.columns
        for row, value in enumerate(_numbers(frame, name))
        if least <= value < people.threshold
    ]


def _mark(frame: pd.DataFrame, row: int, name: str, kind: MarkKind) -> Mark:
    return {"row": row, "column": list(frame.columns).index(name), "mark": kind}


def _flag_note(people: PeopleCounts) -> str:
    return (
        f"† Fewer than {people.threshold} people. Shown because the count is already public: "
        f"{people.already_public}."
    )


def _suppression_note(people: PeopleCounts, withheld: Withheld, derived: int) -> str:
    small, unmarked = len(withheld.small), len(withheld.unmarked)
    limit = people.threshold
    parts = [
        f"{number} {words}"
        for number, words in (
            (small, f"of fewer than {limit} people (shown as <{limit})"),
            (unmarked, "from which such a count could be computed"),
            (derived, "computed from withheld counts"),
        )
        if number
    ]
    total = small + unmarked + derived
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    noun = "cell is" if total == 1 else "cells are"
    return f"To protect the people counted, {total} {noun} withheld: {listed}."
