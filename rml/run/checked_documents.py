"""Decisions and outside bias findings, checked at every run: what is refused, and what is due."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from rml.data.fetch import fetch
from rml.errors import CollectionError, DataError
from rml.feedback.bounty_entries import read_bounty
from rml.feedback.bounty_rubric import Rubric, rubric_of_rows
from rml.feedback.file_shape import printable
from rml.lessons.citations import VersionFindings, citation_problems
from rml.lessons.decision_entries import read_decisions
from rml.run.collection import ReportSpec
from rml.run.documents import due_documents
from rml.run.project import Project
from rml.run.versions import VersionIndex

DECISIONS: Final = "decisions"
BOUNTY: Final = "feedback/bounty"
RUBRIC: Final = "bias_bounty_rubric"
"""The dataset that bias findings from outside are held against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDocuments:
    """What the documents of a collection come to.

    Parameters
    ----------
    refused
        One error for each file that cannot be read, or cites what is not there.
    due
        The documents that are due for another look, each with its day.
    """

    refused: tuple[CollectionError, ...] = ()
    due: Mapping[str, str] = field(default_factory=dict)


def check_documents(
    project: Project, specs: Mapping[str, ReportSpec], versions: VersionIndex, *, on: date
) -> CheckedDocuments:
    """Return what is refused and what is due, whichever reports a run was asked for.

    Parameters
    ----------
    project, specs, versions
        The collection, all its reports and their versions.
    on
        The day of today.
    """
    due: dict[str, str] = {}
    for spec in specs.values():
        try:
            due |= due_documents(project, spec, on=on)
        except DataError:
            continue  # the report that reads this folder says that it is missing
    refused = [*_refused_decisions(project, specs, versions), *_refused_bounty(project)]
    return CheckedDocuments(refused=tuple(refused), due=due)


def _refused_decisions(
    project: Project, specs: Mapping[str, ReportSpec], versions: VersionIndex
) -> Iterator[CollectionError]:
    folder = project.root / DECISIONS
    if not folder.is_dir():
        return
    decisions = read_decisions(folder)
    yield from decisions.refused
    read = {name for spec in specs.values() if DECISIONS in spec.documents for name in spec.reports}
    declared = {name: spec.products.findings for name, spec in specs.items()}
    for decision in decisions.entries:
        problems, remedies = citation_problems(
            decision,
            declared=declared,
            read=read,
            findings_of=_findings_at_hand(project, versions),
        )
        if problems:
            yield CollectionError(
                printable(" ".join(problems)),
                where=printable(f"{DECISIONS}/{decision.name}.yaml"),
                remedy=printable(" ".join(remedies)),
            )


def _findings_at_hand(project: Project, versions: VersionIndex) -> VersionFindings:
    def findings(report: str, version: str) -> dict[str, dict[str, Any]] | None:
        listed = next((one for one in versions.of(report) if one.version == version), None)
        if listed is None:
            return None
        try:
            path = listed.folder(project) / "findings.json"
            content = json.loads(path.read_text(encoding="utf-8"))
            return {finding["id"]: finding for finding in content["findings"]}
        except (OSError, ValueError, KeyError, TypeError):
            return None  # that a published file was damaged is for `rml verify` to say

    return findings


def _refused_bounty(project: Project) -> tuple[CollectionError, ...]:
    folder = project.root / BOUNTY
    rubric = _rubric() if folder.is_dir() else None
    return () if rubric is None else read_bounty(folder, rubric=rubric).refused


def _rubric() -> Rubric | None:
    """Return the rubric; None if its table cannot be had, which the report on it says."""
    try:
        (path,) = fetch(RUBRIC).values()
        return rubric_of_rows(_rows(path))
    except (DataError, OSError, ValueError, KeyError):
        return None


def _rows(path: Path) -> list[dict[str, str]]:
    # With the standard library: a run in which nothing is stale imports no pandas.
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
