"""Whether what a decision cites is there, and what it quotes of a version is what that says."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from rml.lessons.decision_entries import Decision
from rml.lessons.decision_fields import Cited, Evidence, Measured, interval_of
from rml.lessons.table_rows import Rows, numbers_in
from rml.suggest import did_you_mean

VersionFindings: TypeAlias = Callable[[str, str], Mapping[str, Mapping[str, Any]] | None]
"""The findings of a report's version by id; None if that version is not at hand."""

TableRows: TypeAlias = Callable[[str, str], Rows | None]
"""A table of a report's current version as text; None if that version is not at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What may be cited in a collection.

    Parameters
    ----------
    findings, tables
        The ids that each report declares, by report.
    read
        The reports that the page of decisions reads, which are those that may be cited.
    findings_of
        Looks a version's findings up. One that is not at hand is no fault: outputs come and go.
    report_of
        The report of each version that was ever published here.
    rows_of
        Looks a table of a report's current version up, by report and id; None if there is none.
    """

    findings: Mapping[str, Collection[str]]
    tables: Mapping[str, Collection[str]]
    read: Collection[str]
    findings_of: VersionFindings
    report_of: Mapping[str, str] = field(default_factory=dict)
    rows_of: TableRows = lambda report, table: None  # noqa: ARG005

    @property
    def analyses(self) -> set[str]:
        """The analyses that the reports belong to."""
        return {name.partition("/")[0] for name in self.findings}


def citation_problems(decision: Decision, collected: Collected) -> tuple[list[str], list[str]]:
    """Return what is wrong with a decision's citations, and what to do about it.

    Parameters
    ----------
    decision
        As it was read.
    collected
        What may be cited.
    """
    problems: list[str] = []
    remedies: list[str] = []
    if decision.audit not in collected.analyses:
        problems.append(f"There is no analysis `{decision.audit}`, which `audit` names.")
        remedies.append(did_you_mean(decision.audit, collected.analyses))
    places: list[Cited | Measured] = [*decision.evidence, *measured_by(decision)]
    for cited in places:
        _existence(cited, collected, problems, remedies)
    for measured in measured_by(decision):
        problems += _no_row(measured, collected.rows_of)
    for evidence in decision.evidence:
        problems += _misquoted(evidence, collected)
    if problems and not remedies:
        remedies.append(
            "Quote version, verdict and value from the findings.json of the version read, and read "
            "it anew; `python -m rml.lessons.quote` tells what stands there now. Quote rows of "
            "tables as the CSV has them."
        )
    return list(dict.fromkeys(problems)), list(dict.fromkeys(remedies))


def not_at_hand(decision: Decision, findings_of: VersionFindings) -> list[str]:
    """Return the versions quoted that nothing can be held against, each once."""
    places = (
        f"{one.report} {one.version}"
        for one in decision.evidence
        if findings_of(one.report, one.version) is None
    )
    return list(dict.fromkeys(places))


def measured_by(decision: Decision) -> list[Measured]:
    """Return every place that a decision's options cite, in their order."""
    return [one for option in decision.alternatives for one in [*option.measured, *option.costs]]


def _existence(
    cited: Cited | Measured, collected: Collected, problems: list[str], remedies: list[str]
) -> None:
    report, finding = cited.report, cited.finding
    kind, name, known = "finding", finding, collected.findings
    if isinstance(cited, Measured) and finding is None:
        kind, name, known = "table", cited.table, collected.tables
    if report not in known:
        problems.append(f"There is no report `{report}`.")
        remedies.append(did_you_mean(report, known))
    elif name not in known[report]:
        problems.append(f"The report `{report}` has no {kind} `{name}`.")
        remedies.append(did_you_mean(str(name), known[report]))
    elif report not in collected.read:
        problems.append(f"The page of decisions does not read the report `{report}`.")
        remedies.append("Name it under `reports:` in the parameter file of that page.")


def _no_row(measured: Measured, rows_of: TableRows) -> list[str]:
    """Return in a sentence why a cited row of a table cannot be read."""
    rows = rows_of(measured.report, measured.table) if measured.table else None
    if not rows:
        return []
    try:
        numbers_in(measured, rows)
    except ValueError as error:
        return [str(error)]
    return []


def _misquoted(evidence: Evidence, collected: Collected) -> list[str]:
    """Return in a sentence where the quotation differs from the version it is of."""
    of = collected.report_of.get(evidence.version, evidence.report)
    if of != evidence.report:
        return [f"{evidence.version} is a version of {of}, not of {evidence.report}."]
    findings = collected.findings_of(evidence.report, evidence.version)
    if findings is None:
        return []
    place = f"{evidence.report}, version {evidence.version}"
    if evidence.finding not in findings:
        return [f"{place} has no finding `{evidence.finding}`."]
    return [f"{said} ({place})." for said in misquotations(evidence, findings[evidence.finding])]


def misquotations(evidence: Evidence, found: Mapping[str, Any]) -> list[str]:
    """Return where a quotation differs from the finding that it is of, without a full stop."""
    said = []
    name = f"`{evidence.finding}`"
    if found["verdict"] != evidence.verdict:
        said.append(f"The verdict of {name} is “{found['verdict']}”, not “{evidence.verdict}”")
    # A version holds ten significant digits; a quotation may round no further.
    if not math.isclose(float(found["value"]), evidence.value, rel_tol=1e-9, abs_tol=0):
        said.append(f"The value of {name} is {found['value']!r}, not {evidence.value!r}")
    low, high = interval_of(found)
    if evidence.interval is not None and not evidence.interval.is_met(low, high):
        said.append(f"The interval of {name} is {low:g} to {high:g}, not {evidence.interval}")
    if evidence.interval is None and math.isfinite(low) and math.isfinite(high):
        said.append(
            f"{name} has an interval, {low:g} to {high:g}, and `interval` does not say where it "
            "must lie"
        )
    return said
