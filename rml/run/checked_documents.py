"""Decisions and outside bias findings, checked at every run: what is refused, and what is due."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from rml.data.fetch import fetch
from rml.errors import CollectionError, DataError, PublicationError
from rml.feedback.bounty_entries import read_bounty
from rml.feedback.bounty_rubric import Rubric, rubric_of_rows
from rml.feedback.file_shape import printable
from rml.lessons.citations import (
    Collected,
    TableRows,
    VersionFindings,
    citation_problems,
    not_at_hand,
)
from rml.lessons.decision_entries import read_decisions
from rml.run.collection import ReportSpec
from rml.run.documents import due_documents
from rml.run.project import Project
from rml.run.versions import VersionIndex, read_versions

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
    not_at_hand
        For each document the versions that it quotes and that are not among the outputs.
    """

    refused: tuple[CollectionError, ...] = ()
    due: Mapping[str, str] = field(default_factory=dict)
    not_at_hand: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


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
    decided = _check_decisions(project, specs, versions, on=on)
    return CheckedDocuments(
        refused=(*decided.refused, *_refused_bounty(project)),
        due=due,
        not_at_hand=decided.not_at_hand,
    )


def _check_decisions(
    project: Project, specs: Mapping[str, ReportSpec], versions: VersionIndex, *, on: date
) -> CheckedDocuments:
    folder = project.root / DECISIONS
    if not folder.is_dir():
        return CheckedDocuments()
    decisions = read_decisions(folder, on=on)
    refused = list(decisions.refused)
    absent: dict[str, tuple[str, ...]] = {}
    collected = what_may_be_cited(project, specs, versions)
    for decision in decisions.entries:
        where = printable(f"{DECISIONS}/{decision.name}.yaml")
        problems, remedies = citation_problems(decision, collected)
        if problems:
            refused.append(
                CollectionError(
                    printable(" ".join(problems)),
                    where=where,
                    remedy=printable(" ".join(remedies)),
                )
            )
        if quoted := not_at_hand(decision, collected):
            absent[where] = tuple(quoted)
    return CheckedDocuments(refused=tuple(refused), not_at_hand=absent)


def what_may_be_cited(
    project: Project, specs: Mapping[str, ReportSpec], versions: VersionIndex
) -> Collected:
    """Return what decisions may cite: what reports declare, and the versions at hand."""
    published = read_versions(project)
    return Collected(
        findings={name: spec.products.findings for name, spec in specs.items()},
        tables={name: spec.products.tables for name, spec in specs.items()},
        read={
            name for spec in specs.values() if DECISIONS in spec.documents for name in spec.reports
        },
        findings_of=_findings_at_hand(project, versions),
        rows_of=_tables_at_hand(project, versions),
        report_of={one.version: one.report for one in published},
        quick={one.version for one in published if one.profile == "quick"},
    )


def _findings_at_hand(project: Project, versions: VersionIndex) -> VersionFindings:
    @functools.cache  # decisions cite the same versions over and over
    def findings(report: str, version: str) -> Mapping[str, Mapping[str, Any]] | None:
        listed = next((one for one in versions.of(report) if one.version == version), None)
        if listed is None:
            return None
        try:
            return {finding["id"]: finding for finding in listed.findings(project)["findings"]}
        except (PublicationError, KeyError, TypeError):
            return None  # that a published file was damaged is for `rml verify` to say

    return findings


def _tables_at_hand(project: Project, versions: VersionIndex) -> TableRows:
    @functools.cache
    def rows(report: str, table: str) -> list[dict[str, str]] | None:
        latest = versions.latest(report)
        if latest is None:
            return None
        try:
            return _rows(latest.folder(project) / "tables" / f"{table}.csv")
        except (OSError, ValueError):
            return None

    return rows


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
