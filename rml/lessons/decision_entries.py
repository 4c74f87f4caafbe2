"""Decisions that an audit informed: one YAML file each, read strictly.

A decision of a *platform* is a matter of record and names its sources. A decision of the
*collection* is a recommendation of its maintainers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationError, field_validator

from rml.errors import CollectionError
from rml.feedback.entry_files import (
    STRICT,
    Plain,
    is_entry,
    read_entry_file,
    refusal,
    refuse_name,
    rule,
)
from rml.feedback.file_shape import printable
from rml.lessons.decision_fields import Cited, DayText, Evidence, Option, PeriodText
from rml.run.today import today
from rml.run.validation import complaints

MadeBy = Literal["platform", "collection"]


class Decision(BaseModel):
    """A product decision that an audit informed, with what it rests on."""

    model_config = STRICT

    name: str = Field(description="The file's name without its ending.")
    audit: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] = Field(
        description="The analysis that informed the decision, such as image_cropping."
    )
    question: Plain = Field(description="What had to be decided.")
    made_by: MadeBy = Field(
        description="platform: what a platform did, which needs sources. collection: what the "
        "maintainers of this collection recommend."
    )
    sources_name_audit: bool | None = Field(
        default=None,
        description="Whether a source says that an audit informed a platform's decision.",
    )
    date: PeriodText = Field(
        description="When: a day, a month or a year, as exactly as the sources say it."
    )
    roles: list[Plain] = Field(min_length=1, description="Which roles decided. No person is named.")
    decided: Plain = Field(description="What was decided, or is recommended.")
    harm: Plain = Field(description="The harm that the decision is about, as this collection says.")
    borne_by: Plain = Field(description="Who bears it.")
    size: list[Cited] = Field(
        min_length=1, description="The findings that measure the harm; each is in `evidence`."
    )
    evidence: list[Evidence] = Field(min_length=1, description="The findings relied on.")
    alternatives: list[Option] = Field(
        min_length=2, description="What could be done, the decided option first."
    )
    would_change: list[Plain] = Field(
        min_length=1, description="What would change the decision, as this collection sees it."
    )
    look_again: DayText = Field(description="The day on which to look at it again.")
    sources: list[Plain] = Field(
        default_factory=list, description="Where a platform's decision is documented."
    )

    @field_validator("evidence")
    @classmethod
    def _each_finding_once(cls, value: list[Evidence]) -> list[Evidence]:
        if len({(one.report, one.finding) for one in value}) < len(value):
            raise rule("cites a finding twice; keep one of the two")
        return value

    @property
    def made_by_platform(self) -> bool:
        """Whether it is a platform's, not a recommendation of this collection."""
        return self.made_by == "platform"


def contradictions(decision: Decision) -> list[str]:
    """Return where the fields of a decision do not fit each other, one sentence each."""
    found = []
    if decision.made_by_platform and not decision.sources:
        found.append(
            "`sources` is missing: a platform's decision is a matter of record and names where it "
            "is documented."
        )
    if decision.made_by_platform != (decision.sources_name_audit is not None):
        found.append(
            "`sources_name_audit` says of a platform's decision, and of no other, whether a source "
            "names an audit."
        )
    if decision.look_again[: len(decision.date)] < decision.date:
        found.append("`look_again` lies before `date`.")
    found += [
        f"The band of {one.report}, {one.finding} leaves out the value read."
        for one in decision.evidence
        if one.band is not None and not one.band.holds(one.value)
    ]
    cited = {(one.report, one.finding) for one in decision.evidence}
    found += [
        f"`size` cites {one.report}, {one.finding}, which is not in `evidence`."
        for one in decision.size
        if (one.report, one.finding) not in cited
    ]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """Everything in the folder of decisions.

    Parameters
    ----------
    entries
        What could be read, by audit and name.
    refused
        One error for each file that could not, with all that is wrong with it.
    """

    entries: tuple[Decision, ...] = ()
    refused: tuple[CollectionError, ...] = ()


def read_decisions(folder: Path, *, on: date | None = None) -> Decisions:
    """Return the decisions that a folder holds, and what was refused.

    A file that is wrong does not keep the others from being read. Of files that say the same,
    the first by name stays.

    Parameters
    ----------
    folder
        The folder of ``*.yaml`` files.
    on
        The day of today: nothing was decided later. That of this run if None.
    """
    day = today() if on is None else on
    entries: list[Decision] = []
    refused = []
    for path in sorted(filter(is_entry, folder.iterdir())):
        try:
            decision = _read_decision(path, on=day)
            _refuse_copy(decision, entries, path)
            entries.append(decision)
        except CollectionError as error:
            refused.append(error)
    entries.sort(key=lambda entry: (entry.audit, entry.name))
    return Decisions(entries=tuple(entries), refused=tuple(refused))


def _refuse_copy(decision: Decision, entries: list[Decision], path: Path) -> None:
    for other in entries:
        if other.model_copy(update={"name": decision.name}) == decision:
            raise CollectionError(
                printable(f"The file says the same as {path.parent.name}/{other.name}.yaml."),
                where=printable(f"{path.parent.name}/{path.name}"),
                remedy="Keep one of the two.",
            )


def _read_decision(path: Path, *, on: date) -> Decision:
    where = printable(f"{path.parent.name}/{path.name}")
    remedy = "decisions/README.md says what each field is."
    content = read_entry_file(path, where=where, called="Decisions")
    refuse_name(content, where=where)
    known = set(Decision.model_fields) - {"name"}
    try:
        decision = Decision(**{**content, "name": path.stem})
    except ValidationError as error:
        details = [{**detail, "loc": detail["loc"] or ("decision",)} for detail in error.errors()]
        problems, suggested = complaints(details, known=known)
        raise refusal(problems, [*suggested, remedy], where=where) from error
    problems = contradictions(decision)
    tomorrow = on + timedelta(days=1)  # it may be tomorrow already where the file was written
    if decision.date > tomorrow.isoformat()[: len(decision.date)]:
        problems.append(f"`date` {decision.date} is still to come; today is {on}.")
    if problems:
        raise CollectionError(" ".join(problems), where=where, remedy=remedy)
    return decision
