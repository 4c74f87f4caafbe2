"""Questions and objections: one YAML file each, written by outsiders, read strictly."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from rml.errors import CollectionError
from rml.feedback.at_hand import ReportAtHand
from rml.feedback.entry_files import STRICT, is_entry, read_entry_file, refusal, rule
from rml.feedback.file_shape import printable
from rml.feedback.plain_text import complaint, unreadable
from rml.run.fingerprint import VERSION_LENGTH
from rml.run.validation import complaints
from rml.suggest import did_you_mean

README: Final = "feedback/README.md says what each field is."

Kind = Literal["question", "objection"]
Status = Literal["open", "answered", "led to a change"]

_ID = re.compile(r"[a-z][a-z0-9_]*")
_VERSION = re.compile(rf"[0-9a-f]{{{VERSION_LENGTH}}}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _without(problem: str | None, value: str | None) -> str | None:
    if problem:
        raise rule(problem)
    return value


class Entry(BaseModel):
    """One question or objection, with its answer where there is one.

    ``name`` is the file's name without its ending; ``sender`` is the field ``from`` of the
    file. Texts are plain: nothing in them is read as Markdown or HTML.
    """

    model_config = STRICT

    name: str = Field(description="The file's name without its ending.")
    report: str = Field(description="The report's name: analysis/report.")
    finding: str | None = Field(
        default=None, description="The finding's id; left out for the report as a whole."
    )
    version: str = Field(description="The version that was read: twelve digits 0-9 and a-f.")
    kind: Kind = Field(description="question or objection.")
    date: str = Field(description="The day it was asked: year-month-day.")
    sender: str | None = Field(
        default=None,
        alias="from",
        max_length=200,
        description="A role or a name that the person agreed to show.",
    )
    status: Status = Field(description="open, answered or led to a change.")
    text: str = Field(max_length=20_000, description="What is asked or objected to; plain text.")
    answer: str | None = Field(
        default=None,
        max_length=20_000,
        description="The answer; required unless open, where it is an answer so far.",
    )
    changed_in: str | None = Field(
        default=None, description="The version that a change led to; only with led to a change."
    )

    @field_validator("report", "finding", "version", "changed_in")
    @classmethod
    def _can_be_read(cls, value: str | None) -> str | None:
        return _without(None if value is None else unreadable(value), value)

    @field_validator("sender", "text", "answer")
    @classmethod
    def _can_be_published(cls, value: str | None) -> str | None:
        return _without(None if value is None else complaint(value), value)

    @field_validator("version", "changed_in")
    @classmethod
    def _names_a_version(cls, value: str | None) -> str | None:
        if value is not None and not _VERSION.fullmatch(value):
            raise rule(
                f"must be the name of a version: {VERSION_LENGTH} digits 0-9 and a-f, as its "
                "page and its address give it"
            )
        return value

    @field_validator("finding")
    @classmethod
    def _names_a_finding(cls, value: str | None) -> str | None:
        if value is not None and not _ID.fullmatch(value):
            raise rule("must be a finding's id: small letters, digits and underscores")
        return value

    @field_validator("date")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        message = "must be a day written as year-month-day, such as 2026-01-31"
        if not _DAY.fullmatch(value):
            raise rule(message)
        try:
            date.fromisoformat(value)
        except ValueError:
            raise rule(message) from None
        return value

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        for problem in contradictions(self.model_dump()):
            raise rule(problem)
        return self

    @property
    def asked(self) -> tuple[str | None, ...]:
        """What was asked, of what, by whom and when: equal if a file holds it once more."""
        about = (self.report, self.finding, self.version, self.kind, self.date, self.sender)
        return (*about, " ".join(self.text.split()))

    @property
    def anchor(self) -> str:
        """The entry's id on a page: like its file's name, and no other file's."""
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", self.name)
        if plain != self.name:
            plain += (
                "-" + hashlib.sha256(self.name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
            )
        return f"entry-{plain}"


def contradictions(content: Mapping[str, Any]) -> list[str]:
    """Return where status, answer and change do not fit each other, one sentence each."""
    found = []
    status, changed_in = content.get("status"), content.get("changed_in")
    if status in ("answered", "led to a change") and content.get("answer") is None:
        found.append(f"`answer` is missing; only an open entry goes without (status: {status}).")
    if status == "led to a change" and changed_in is None:
        found.append("`changed_in` is missing: name the version that the change led to.")
    if status in ("open", "answered") and changed_in is not None:
        found.append(f"`changed_in` is given, but the status is {status!r}, not 'led to a change'.")
    if changed_in is not None and changed_in == content.get("version"):
        found.append("`changed_in` is the version that was asked about: a version never changes.")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """Everything in the feedback folder.

    Parameters
    ----------
    entries
        What could be read, newest first.
    refused
        One error for each file that could not, with all that is wrong with it.
    """

    entries: tuple[Entry, ...] = ()
    refused: tuple[CollectionError, ...] = ()


def read_feedback(folder: Path, *, reports: Mapping[str, ReportAtHand], on: date) -> Feedback:
    """Return the questions and objections that a folder holds, and what was refused.

    A file that is wrong does not keep the others from being read. Whether a version holds
    the finding is checked where that version is at hand; an outsider may well have read
    another one, so a version that is not at hand is allowed. What was filed twice is shown
    once, with its answer.

    Parameters
    ----------
    folder
        The folder of ``*.yaml`` files; there need not be one.
    reports
        Every report of the collection, and every report that has a version, by name.
    on
        The day of today: nothing was asked later, but for the difference of time zones.
    """
    try:
        paths = sorted(filter(is_entry, folder.iterdir()))
    except FileNotFoundError:
        return Feedback()
    except OSError as error:
        closed = CollectionError(
            f"The folder cannot be read: {error.strerror}.",
            where=folder.name,
            remedy="It must be a folder that you may read.",
        )
        return Feedback(refused=(closed,))
    entries, refused = [], []
    for path in paths:
        try:
            entries.append(_read_entry(path, reports, on=on))
        except CollectionError as error:
            refused.append(error)
    entries, copies = _once_each(entries, folder.name)
    refused = sorted([*refused, *copies], key=lambda error: error.where or "")
    entries.sort(key=lambda entry: (entry.date, entry.name), reverse=True)
    return Feedback(entries=tuple(entries), refused=tuple(refused))


def _once_each(entries: list[Entry], folder: str) -> tuple[list[Entry], list[CollectionError]]:
    """Return what stays of entries that say the same, and a refusal of each copy."""
    kept: dict[tuple[str | None, ...], Entry] = {}
    copies = []
    for entry in sorted(entries, key=lambda one: (one.status == "open", one.name)):
        first = kept.setdefault(entry.asked, entry)
        if first is not entry:
            copies.append(
                CollectionError(
                    printable(f"The file says the same as {folder}/{first.name}.yaml."),
                    where=printable(f"{folder}/{entry.name}.yaml"),
                    remedy="Keep one of the two, with the answer.",
                )
            )
    return list(kept.values()), copies


def _read_entry(path: Path, reports: Mapping[str, ReportAtHand], *, on: date) -> Entry:
    where = printable(f"{path.parent.name}/{path.name}")
    content = read_entry_file(path, where=where, called="Feedback files")
    known = {field.alias or name for name, field in Entry.model_fields.items()} - {"name"}
    problems: list[str] = []
    remedies: list[str] = []
    entry = None
    if "name" in content:
        problems.append("`name` is not a known field.")
        remedies.append(did_you_mean("name", known))
    try:
        entry = Entry(**{**content, "name": path.stem})
    except ValidationError as error:
        details = [detail for detail in error.errors() if detail["loc"]]
        found, suggested = complaints(details, known=known)
        problems += found
        remedies += suggested
        if any(
            detail["type"] == "string_type" and isinstance(detail["input"], int | float)
            for detail in details
        ):
            remedies.append("Put a text that looks like a number in quotation marks.")
    if entry is not None and date.fromisoformat(entry.date) - on > timedelta(days=1):
        problems.append(f"`date` {entry.date} is still to come; today is {on}.")
    problems += contradictions(content)
    _check_against(content, reports, problems, remedies)
    if entry is None or problems:
        raise refusal(problems, remedies or [README], where=where)
    return entry


def _check_against(
    content: Mapping[str, Any],
    reports: Mapping[str, ReportAtHand],
    problems: list[str],
    remedies: list[str],
) -> None:
    """Add what does not fit the reports and the versions at hand."""
    name, finding = content.get("report"), content.get("finding")
    if not isinstance(name, str):
        return
    if name not in reports:
        problems.append(f"There is no report `{name}`.")
        remedies.append(did_you_mean(name, reports))
        return
    for field in ("version", "changed_in"):
        version = content.get(field)
        if not isinstance(version, str) or version in reports[name].versions:
            continue
        for other, report in reports.items():
            if version in report.versions:
                problems.append(f"`{field}` {version} is a version of `{other}`, not of `{name}`.")
    version = content.get("version")
    if not isinstance(version, str) or not isinstance(finding, str):
        return
    findings = reports[name].findings(version)
    if findings is not None and findings.find(finding) is None:
        problems.append(f"Version {version} of `{name}` has no finding `{finding}`.")
        remedies.append(did_you_mean(finding, [item.id for item in findings.findings]))
