"""Bias findings from outside: one YAML file each, read strictly and held against the rubric."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field, ValidationError

from rml.errors import CollectionError, DataError
from rml.feedback.bounty_rubric import (
    NOT_NAMED,
    Intent,
    Reading,
    Rubric,
    product_total,
    reading_of,
    sum_total,
)
from rml.feedback.entry_files import STRICT, Plain, is_entry, read_entry_file, refusal, refuse_name
from rml.feedback.file_shape import printable
from rml.run.validation import complaints
from rml.suggest import did_you_mean

README: Final = "feedback/bounty/README.md says what each field is."
SHOWN_STATUS: Final = ("verified", "derived")

Name = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$", max_length=60)]


class Harm(BaseModel):
    """A harm of the rubric; its base points follow from it."""

    model_config = STRICT

    category: Name = Field(description="The kind of harm, as the rubric names it.")
    intent: Intent = Field(description="unintentional or intentional.")


class Multiplier(BaseModel):
    """One multiplier of an entry."""

    model_config = STRICT

    factor: Name = Field(
        description="Which multiplier of the rubric, or not_named if only its value is known."
    )
    value: float = Field(gt=0, le=10, description="Its value.")


class BountyEntry(BaseModel):
    """A bias finding from outside, with the score that its author or a judge gave it."""

    model_config = STRICT

    name: str = Field(description="The file's name without its ending.")
    entry: Plain = Field(description="What the page calls it, in a few words.")
    by: Plain = Field(
        description="A team's published name or a role, the same in all entries of one entrant. No "
        "person is named."
    )
    harms: list[Harm] = Field(min_length=1, max_length=5, description="Their points are added.")
    multipliers: list[Multiplier] = Field(min_length=1, max_length=12)
    printed_total: Annotated[str, Field(pattern=r"^\d{1,6}(\.\d{1,6})?$")] | None = Field(
        default=None, description='The total as it was printed, in quotation marks: "60.84".'
    )
    scored_by: Literal["the entrant", "a judge", "this collection"] = Field(
        description="Whose score it is."
    )
    found: Plain = Field(description="What was found, in plain words.")
    evidence: Plain = Field(description="Where it can be checked.")
    status: Literal["verified", "derived", "unverified"] = Field(
        description="unverified entries are kept and not shown."
    )

    @property
    def values(self) -> list[float]:
        """The values of the multipliers."""
        return [one.value for one in self.multipliers]

    @property
    def handed_in(self) -> str:
        """What was handed in by whom with which score: equal if a file holds it once more."""
        told = self.model_dump_json(include={"by", "harms", "multipliers", "found"})
        return told.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredEntry:
    """An entry with its score under both readings, in points.

    ``reading`` is which of them gives the printed total; None if none was printed.
    """

    entry: BountyEntry
    points: float
    multiplied: float
    added: float
    printed: float | None
    reading: Reading | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounty:
    """Everything in the folder of entries.

    Parameters
    ----------
    entries
        What could be read and may be shown, by name.
    refused
        One error for each file that could not, with all that is wrong with it.
    unverified
        How many further entries are well-formed and wait to be verified.
    """

    entries: tuple[ScoredEntry, ...] = ()
    refused: tuple[CollectionError, ...] = ()
    unverified: int = 0


def read_bounty(folder: Path, *, rubric: Rubric, first: Collection[str] = ()) -> Bounty:
    """Return the entries that a folder holds, scored, and what was refused.

    A file that is wrong does not keep the others from being read. Of files that hand in the same
    finding with the same score, one is read.

    Parameters
    ----------
    folder
        The folder of ``*.yaml`` files.
    rubric
        What is known of the rubric; harms and multipliers are held against it.
    first
        Names of entries that are read before the others, so that it is the copy of one of them
        that is refused.
    """
    entries, refused, unverified = [], [], 0
    read: dict[str, str] = {}
    for path in sorted(folder.iterdir(), key=lambda one: (one.stem not in first, one.name)):
        if not is_entry(path):
            continue
        try:
            entry = _read_entry(path, rubric)
            _refuse_copy(entry, path, read)
        except CollectionError as error:
            refused.append(error)
            continue
        if entry.status in SHOWN_STATUS:
            entries.append(scored(entry, rubric))
        else:
            unverified += 1
    return Bounty(entries=tuple(entries), refused=tuple(refused), unverified=unverified)


def _refuse_copy(entry: BountyEntry, path: Path, read: dict[str, str]) -> None:
    """Note what an entry hands in; refuse it if another file handed in the same."""
    other = read.setdefault(entry.handed_in, path.name)
    if other != path.name:
        raise CollectionError(
            printable(f"The file hands in the same finding as {other}, with the same score."),
            where=_where(path),
            remedy="Keep one of the two.",
        )


def _where(path: Path) -> str:
    return printable(f"feedback/{path.parent.name}/{path.name}")


def scored(entry: BountyEntry, rubric: Rubric) -> ScoredEntry:
    """Return an entry with its score under both readings.

    Raises
    ------
    DataError
        If the base points of one of its harms are not known.
    """
    points = sum(rubric.points_of(harm.category, harm.intent) for harm in entry.harms)
    printed = entry.printed_total
    return ScoredEntry(
        entry=entry,
        points=points,
        multiplied=product_total(points, entry.values),
        added=sum_total(points, entry.values),
        printed=None if printed is None else float(printed),
        reading=None if printed is None else reading_of(printed, points, entry.values),
    )


def against_rubric(entry: BountyEntry, rubric: Rubric) -> tuple[list[str], list[str]]:
    """Return what in an entry does not fit the rubric, and what to do about it."""
    problems, remedies = [], []
    for harm in entry.harms:
        try:
            rubric.points_of(harm.category, harm.intent)
        except DataError as error:
            problems.append(error.problem)
            remedies.append(error.remedy or "")
    intents = {harm.intent for harm in entry.harms}
    named: set[str] = set()
    for one in entry.multipliers:
        if one.factor != NOT_NAMED and one.factor not in rubric.intents:
            problems.append(f"`{one.factor}` is no multiplier of the rubric.")
            remedies.append(did_you_mean(one.factor, [*rubric.intents, NOT_NAMED]))
            continue
        least, most = rubric.allowed(one.factor)
        if not least <= one.value <= most:
            problems.append(
                f"The multiplier `{one.factor}` is {one.value:g}; it lies between {least:g} and "
                f"{most:g}."
            )
        if one.factor == NOT_NAMED:
            continue
        if one.factor in named:
            problems.append(f"The multiplier `{one.factor}` is given twice.")
        named.add(one.factor)
        applies = rubric.intents[one.factor]
        if applies not in {"either", *intents}:
            problems.append(f"The multiplier `{one.factor}` applies to {applies} harms only.")
    return problems, remedies


def _read_entry(path: Path, rubric: Rubric) -> BountyEntry:
    where = _where(path)
    content = read_entry_file(path, where=where, called="Entries")
    refuse_name(content, where=where)
    known = set(BountyEntry.model_fields) - {"name"}
    try:
        entry = BountyEntry(**{**content, "name": path.stem})
    except ValidationError as error:
        problems, remedies = complaints(error.errors(), known=known)
    else:
        problems, remedies = against_rubric(entry, rubric)
        if not problems:
            return entry
    raise refusal(problems, [*dict.fromkeys(remedies), README], where=where)
