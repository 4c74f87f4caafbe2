"""Whether what a decision cites is there, and what it quotes of a version is what that says."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

from rml.lessons.decision_entries import Decision
from rml.lessons.decision_fields import Cited, Evidence, Measured, interval_of
from rml.lessons.table_rows import Rows, numbers_in
from rml.suggest import did_you_mean

VersionFindings: TypeAlias = Callable[[str, str], Mapping[str, Mapping[str, Any]] | None]
"""The findings of a report's version by id; None if that version is not at hand."""

TableRows: TypeAlias = Callable[[str, str], Rows | None]
"""A table of a report's current version as text; None if that version is not at hand."""

_QUOTE: Final = (
    "Quote version, verdict and value from the findings.json of the version read, and read it "
    "anew; `python -m rml.lessons.quote` tells what stands there now."
)
_TELLS: Final = "`python -m rml.lessons.quote` tells the current version."
_ROWS: Final = "Quote rows of tables as the CSV has them."
_SIDE: Final = "Correct `interval`, or think the decision over."
_NO_SIDE: Final = "Add `interval` with the side on which the decision stands."


class Fault(NamedTuple):
    """What is wrong with a citation, and what to do; no remedy where the problem says it."""

    problem: str
    remedy: str = ""


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
    quick
        The versions of the quick profile, which are no evidence.
    rows_of
        Looks a table of a report's current version up, by report and id; None if there is none.
    """

    findings: Mapping[str, Collection[str]]
    tables: Mapping[str, Collection[str]]
    read: Collection[str]
    findings_of: VersionFindings
    report_of: Mapping[str, str] = field(default_factory=dict)
    quick: Collection[str] = ()
    rows_of: TableRows = lambda report, table: None  # noqa: ARG005

    @property
    def analyses(self) -> set[str]:
        """The analyses that the reports belong to."""
        return {name.partition("/")[0] for name in self.findings}


def citation_problems(decision: Decision, collected: Collected) -> tuple[list[str], list[str]]:
    """Return what is wrong with a decision's citations, and what to do about each fault.

    Parameters
    ----------
    decision
        As it was read.
    collected
        What may be cited.
    """
    faults: list[Fault] = []
    if decision.audit not in collected.analyses:
        faults.append(
            Fault(
                f"There is no analysis `{decision.audit}`, which `audit` names.",
                did_you_mean(decision.audit, collected.analyses),
            )
        )
    places: list[Cited | Measured] = [*decision.evidence, *measured_by(decision)]
    for cited in places:
        faults += _existence(cited, collected)
    for measured in measured_by(decision):
        faults += _no_row(measured, collected.rows_of)
    for evidence in decision.evidence:
        faults += _misquoted(evidence, collected)
    problems, remedies = ([one[part] for one in faults] for part in (0, 1))
    return list(dict.fromkeys(problems)), list(dict.fromkeys(filter(None, remedies)))


def not_at_hand(decision: Decision, collected: Collected) -> list[str]:
    """Return the versions quoted that nothing can be held against, each once.

    A version that must not be quoted at all is refused, and not named here again.
    """
    places = (
        f"{one.report} {one.version}"
        for one in decision.evidence
        if not _wrong_version(one, collected)
        and collected.findings_of(one.report, one.version) is None
    )
    return list(dict.fromkeys(places))


def measured_by(decision: Decision) -> list[Measured]:
    """Return every place that a decision's options cite, in their order."""
    return [one for option in decision.alternatives for one in [*option.measured, *option.costs]]


def _existence(cited: Cited | Measured, collected: Collected) -> list[Fault]:
    report, finding = cited.report, cited.finding
    kind, name, known = "finding", finding, collected.findings
    if isinstance(cited, Measured) and finding is None:
        kind, name, known = "table", cited.table, collected.tables
    if report not in known:
        return [Fault(f"There is no report `{report}`.", did_you_mean(report, known))]
    if name not in known[report]:
        return [
            Fault(
                f"The report `{report}` has no {kind} `{name}`.",
                did_you_mean(str(name), known[report]),
            )
        ]
    if report not in collected.read:
        return [
            Fault(
                f"The page of decisions does not read the report `{report}`.",
                "Name it under `reports:` in the parameter file of that page.",
            )
        ]
    return []


def _no_row(measured: Measured, rows_of: TableRows) -> list[Fault]:
    """Return why a cited row of a table cannot be read."""
    rows = rows_of(measured.report, measured.table) if measured.table else None
    if not rows:
        return []
    try:
        numbers_in(measured, rows)
    except ValueError as error:
        return [Fault(str(error), _ROWS)]
    return []


def _wrong_version(evidence: Evidence, collected: Collected) -> list[Fault]:
    """Return why a version cannot be evidence, whatever it says."""
    of = collected.report_of.get(evidence.version, evidence.report)
    if of != evidence.report:
        said = f"{evidence.version} is a version of {of}, not of {evidence.report}."
        return [Fault(said, _TELLS)]
    if evidence.version in collected.quick:
        place = f"{evidence.report}, version {evidence.version}"
        return [Fault(f"{place} is a quick version; quote the full one.", _TELLS)]
    return []


def _misquoted(evidence: Evidence, collected: Collected) -> list[Fault]:
    """Return where the quotation differs from the version it is of."""
    wrong = _wrong_version(evidence, collected)
    if wrong:
        return wrong
    findings = collected.findings_of(evidence.report, evidence.version)
    if findings is None:
        return []
    place = f"{evidence.report}, version {evidence.version}"
    if evidence.finding not in findings:
        if evidence.finding not in collected.findings.get(evidence.report, ()):
            return []  # the report has no such finding at all, which was said
        return [Fault(f"{place} has no finding `{evidence.finding}`.", _QUOTE)]
    return [
        Fault(f"{said} ({place}).", remedy)
        for said, remedy in misquotations(evidence, findings[evidence.finding])
    ]


def misquotations(evidence: Evidence, found: Mapping[str, Any]) -> list[Fault]:
    """Return where a quotation differs from the finding that it is of, without a full stop."""
    faults = []
    name = f"`{evidence.finding}`"
    if found["verdict"] != evidence.verdict:
        said = f"The verdict of {name} is “{found['verdict']}”, not “{evidence.verdict}”"
        faults.append(Fault(said, _QUOTE))
    # A version holds ten significant digits; a quotation may round no further.
    if not math.isclose(float(found["value"]), evidence.value, rel_tol=1e-9, abs_tol=0):
        said = f"The value of {name} is {found['value']!r}, not {evidence.value!r}"
        faults.append(Fault(said, _QUOTE))
    low, high = interval_of(found)
    has_interval = math.isfinite(low) and math.isfinite(high)
    if evidence.interval is None:
        if has_interval:
            said = (
                f"{name} has an interval, {low:g} to {high:g}, and `interval` does not say where "
                "it must lie"
            )
            faults.append(Fault(said, _NO_SIDE))
    elif math.isnan(low) or math.isnan(high):
        faults.append(Fault(f"{name} has no interval; leave `interval` out"))
    elif not evidence.interval.is_met(low, high):
        said = f"The interval of {name} is {low:g} to {high:g}, not {evidence.interval}"
        faults.append(Fault(said, _SIDE))
    return faults
