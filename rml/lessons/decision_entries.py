"""Decisions that an audit informed: one YAML file each, read strictly.

A decision of a *platform* is a matter of record and names its sources. A decision of the
*collection* is a recommendation of its maintainers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from rml.errors import CollectionError
from rml.feedback.file_shape import check_shape, printable
from rml.feedback.plain_text import unreadable
from rml.report.verdict import Verdict
from rml.run.validation import RULE, complaints
from rml.strict_yaml import read_mapping

MadeBy = Literal["platform", "collection"]

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_PERIOD: Final = re.compile(r"\d{4}(-\d{2})?(-\d{2})?")
_HTML: Final = re.compile(r"<[/!?A-Za-z]")
_STRICT: Final = ConfigDict(extra="forbid", strict=True, frozen=True)


def _rule(message: str) -> PydanticCustomError:
    # Braces in the message would be fields, so nothing that was typed may stand in it.
    return PydanticCustomError(RULE, message)


def _plain(value: str) -> str:
    if _HTML.search(value):
        raise _rule("holds HTML; texts of a decision are plain, so write it without tags")
    problem = unreadable(value)
    if problem:
        raise _rule(problem)
    return " ".join(value.split())


def _on_calendar(value: str) -> None:
    try:
        date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        raise _rule("is no day of the calendar") from None


def _day(value: str) -> str:
    if not _DAY.fullmatch(value):
        raise _rule("must be a day written as year-month-day, such as 2027-01-31")
    _on_calendar(value)
    return value


def _period(value: str) -> str:
    if not _PERIOD.fullmatch(value):
        raise _rule(
            "must be a day, a month or a year in quotation marks, such as 2021-05-19, 2021-05 or "
            "2021"
        )
    _on_calendar(value)
    return value


Plain = Annotated[str, Field(max_length=2_000), AfterValidator(_plain)]
ReportName = Annotated[str, Field(pattern=r"^[a-z0-9_]+/[a-z0-9_]+$")]
FindingId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Cited(BaseModel):
    """A finding of a report of the collection."""

    model_config = _STRICT

    report: ReportName = Field(description="The report: analysis/report.")
    finding: FindingId = Field(description="The finding's id.")


class Band(BaseModel):
    """Between which values, in the finding's unit, the decision still stands."""

    model_config = _STRICT

    low: float = Field(description="Least value, in the finding's unit.")
    high: float = Field(description="Greatest value, in the finding's unit.")

    def holds(self, value: float) -> bool:
        """Return whether a value lies in the band; its ends belong to it."""
        return self.low <= value <= self.high

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not self.low <= self.high:
            raise _rule("holds no value: `low` is above `high`, or one of them is no number")
        return self


class Evidence(Cited):
    """A finding that a decision relies on, as it was when the decision was written down."""

    version: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")] = Field(
        description="The version that was read: twelve digits 0-9 and a-f."
    )
    verdict: Verdict = Field(description="The verdict that the decision relies on.")
    value: float = Field(
        allow_inf_nan=False, description="The value in that version, as its findings.json has it."
    )
    band: Band | None = Field(
        default=None, description="The values between which the decision still stands."
    )
    says: Plain = Field(description="What the decision takes from the finding, in plain words.")


class Option(BaseModel):
    """One of the alternatives, with its effect where a report measured it."""

    model_config = _STRICT

    option: Plain = Field(description="What could be done.")
    effect: Plain = Field(description="What it would do, in plain words and without numbers.")
    measured: Cited | None = Field(
        default=None, description="The finding that measures the effect; left out if none does."
    )


class Decision(BaseModel):
    """A product decision that an audit informed, with what it rests on."""

    model_config = _STRICT

    name: str = Field(description="The file's name without its ending.")
    audit: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] = Field(
        description="The analysis that informed the decision, such as image_cropping."
    )
    question: Plain = Field(description="What had to be decided.")
    made_by: MadeBy = Field(
        description="platform: what a platform did, which needs sources. collection: what the "
        "maintainers of this collection recommend."
    )
    date: Annotated[str, AfterValidator(_period)] = Field(
        description="When: a day, a month or a year, as exactly as the sources say it."
    )
    roles: list[Plain] = Field(min_length=1, description="Which roles decided. No person is named.")
    decided: Plain = Field(description="What was decided, or is recommended.")
    harm: Plain = Field(description="The harm that the decision is about.")
    borne_by: Plain = Field(description="Who bears it.")
    size: Cited = Field(description="The finding that measures the harm; must be in `evidence`.")
    evidence: list[Evidence] = Field(min_length=1, description="The findings relied on.")
    alternatives: list[Option] = Field(
        min_length=2, description="What could be done, the decided option first."
    )
    would_change: list[Plain] = Field(min_length=1, description="What would change the decision.")
    look_again: Annotated[str, AfterValidator(_day)] = Field(
        description="The day on which to look at it again."
    )
    sources: list[Plain] = Field(
        default_factory=list, description="Where a platform's decision is documented."
    )

    @field_validator("evidence")
    @classmethod
    def _each_finding_once(cls, value: list[Evidence]) -> list[Evidence]:
        if len({(one.report, one.finding) for one in value}) < len(value):
            raise _rule("cites a finding twice; keep one of the two")
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
    if decision.look_again[: len(decision.date)] < decision.date:
        found.append("`look_again` lies before `date`.")
    found += [
        f"The band of {one.report}, {one.finding} leaves out the value read."
        for one in decision.evidence
        if one.band is not None and not one.band.holds(one.value)
    ]
    cited = {(one.report, one.finding) for one in decision.evidence}
    if (decision.size.report, decision.size.finding) not in cited:
        found.append(
            f"`size` cites {decision.size.report}, {decision.size.finding}, which is not in "
            "`evidence`."
        )
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


def read_decisions(folder: Path) -> Decisions:
    """Return the decisions that a folder holds, and what was refused.

    A file that is wrong does not keep the others from being read.

    Parameters
    ----------
    folder
        The folder of ``*.yaml`` files.
    """
    entries, refused = [], []
    for path in _documents(folder):
        try:
            entries.append(_read_decision(path))
        except CollectionError as error:
            refused.append(error)
    entries.sort(key=lambda entry: (entry.audit, entry.name))
    return Decisions(entries=tuple(entries), refused=tuple(refused))


def _documents(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in {".yaml", ".yml"} and not path.name.startswith("."):
            yield path


def _read_decision(path: Path) -> Decision:
    where = printable(f"{path.parent.name}/{path.name}")
    remedy = "decisions/README.md says what each field is."
    if path.suffix != ".yaml":
        raise CollectionError(
            "Decisions end in .yaml.", where=where, remedy=f"Rename it to {path.stem}.yaml."
        )
    check_shape(path, where)
    content: dict[str, Any] = read_mapping(path, where=where)
    if "name" in content:
        raise CollectionError(
            "`name` is not a known field.", where=where, remedy="The file's name is the name."
        )
    known = set(Decision.model_fields) - {"name"}
    try:
        decision = Decision(**{**content, "name": path.stem})
    except ValidationError as error:
        details = [{**detail, "loc": detail["loc"] or ("decision",)} for detail in error.errors()]
        problems, suggested = complaints(details, known=known)
        raise CollectionError(
            printable(" ".join(problems)),
            where=where,
            remedy=printable(" ".join([*suggested, remedy])),
        ) from error
    problems = contradictions(decision)
    if problems:
        raise CollectionError(" ".join(problems), where=where, remedy=remedy)
    return decision
