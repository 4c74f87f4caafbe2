"""Whether the findings that decisions rely on are still what they were."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from rml.estimate import Estimate
from rml.lessons.citations import misquotations
from rml.lessons.decision_entries import Decision
from rml.lessons.decision_fields import Cited, Evidence, interval_of
from rml.suggest import did_you_mean

Findings = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By report and id, as `rml.data.findings.load_findings` returns them."""

Versions = Mapping[str, str]
"""The current version of each report, as `rml.data.findings.findings_version` returns it."""

HOLDS: Final = "holds"
OTHER_VERDICT: Final = "another verdict"
OUTSIDE: Final = "outside the band"
OTHER_SIDE: Final = "interval elsewhere"
MISQUOTED: Final = "misquoted"
NO_FINDING: Final = "no such finding"
NOT_READ: Final = "report not read"
NONE: Final = "none"

_EVIDENCE_COLUMNS: Final = {
    **dict.fromkeys(("decision", "finding_now", "stands"), "str"),
    **dict.fromkeys(("value_now", "low_now", "high_now"), "float64"),
    **dict.fromkeys(("unit", "relied_on", "verdict_now"), "str"),
    "value_read": "float64",
    **dict.fromkeys(("version_read", "quotation"), "str"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A citation held against the report's current findings.

    Parameters
    ----------
    decision
        The decision's name.
    evidence
        What it cites.
    state
        ``holds``, or how the evidence changed.
    why
        In a sentence what is the matter; empty if it holds.
    found
        The finding as it is now; None if there is none.
    """

    decision: str
    evidence: Evidence
    state: str
    why: str
    found: Mapping[str, Any] | None

    @property
    def holds(self) -> bool:
        """Whether the decision can still rely on it."""
        return self.state == HOLDS

    @property
    def exists(self) -> bool:
        """Whether what is cited is there at all, whatever it says now."""
        return self.found is not None


def look_up(cited: Cited, findings: Findings) -> Mapping[str, Any] | None:
    """Return a cited finding as it is now, or None."""
    return findings.get(cited.report, {}).get(cited.finding)


def _address(cited: Cited, versions: Versions) -> str:
    return f"{cited.report}@{versions[cited.report]}#{cited.finding}"


def check_evidence(
    decisions: Sequence[Decision], findings: Findings, versions: Versions
) -> list[Checked]:
    """Return every citation of every decision, checked, in the decisions' order.

    Parameters
    ----------
    decisions
        As they were read.
    findings, versions
        The current findings of all reports that may be cited, and their versions.
    """
    return [
        _checked(decision.name, evidence, findings, versions)
        for decision in decisions
        for evidence in decision.evidence
    ]


def _checked(decision: str, evidence: Evidence, findings: Findings, versions: Versions) -> Checked:
    found = look_up(evidence, findings)

    def made(state: str, why: str = "") -> Checked:
        return Checked(decision=decision, evidence=evidence, state=state, why=why, found=found)

    if found is None:
        state = NO_FINDING if evidence.report in findings else NOT_READ
        return made(state, _absence(evidence, findings))
    changed = change(evidence, found)
    if changed is not None:
        return made(*changed)
    if versions.get(evidence.report) == evidence.version:
        wrong = misquotations(evidence, found)
        if wrong:
            return made(MISQUOTED, " ".join(f"{one.problem}." for one in wrong))
    return made(HOLDS)


def change(evidence: Evidence, found: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return how a finding differs from what a decision relies on, and why; None if it does not."""
    if found["verdict"] != evidence.verdict:
        return (
            OTHER_VERDICT,
            f"The decision relied on “{evidence.verdict}”; now “{found['verdict']}”.",
        )
    band, value = evidence.band, float(found["value"])
    if band is not None and not band.holds(value):
        return OUTSIDE, f"The value is {value:.4g}; the decision stands {band} ({found['unit']})."
    low, high = interval_of(found)
    side = evidence.interval
    if side is not None and not side.is_met(low, high):
        lies = (
            "There is no interval"
            if math.isnan(low)
            else f"The interval is {low:.4g} to {high:.4g}"
        )
        return OTHER_SIDE, f"{lies}; the decision stands if it lies {side} ({found['unit']})."
    return None


def _absence(cited: Cited, findings: Findings) -> str:
    """Return in words that what is cited is not there, and what may have been meant."""
    if cited.report not in findings:
        return (
            f"It cites {cited.report}, which is not among the reports that this page reads. "
            f"{did_you_mean(cited.report, list(findings))} Or name it under `reports:` in the "
            "parameter file."
        )
    return (
        f"It cites {cited.report}, which has no finding {cited.finding} now. "
        f"{did_you_mean(cited.finding, list(findings[cited.report]))}"
    )


def refused_citations(decisions: Sequence[Decision], findings: Findings) -> list[dict[str, str]]:
    """Return for each decision whose evidence is not there its file and what is the matter.

    What its options cite is settled where it is read, by `rml.lessons.measurements`.
    """
    refused = []
    for decision in decisions:
        absent = [
            _absence(cited, findings)
            for cited in decision.evidence
            if look_up(cited, findings) is None
        ]
        analyses = {report.partition("/")[0] for report in findings}
        if decision.audit not in analyses:
            absent.append(
                f"There is no analysis {decision.audit} among the reports that this page reads. "
                f"{did_you_mean(decision.audit, analyses)}"
            )
        if absent:
            problem = " ".join(dict.fromkeys(absent))
            refused.append({"file": f"decisions/{decision.name}.yaml", "problem": problem})
    return refused


def evidence_frame(checked: Sequence[Checked], versions: Versions) -> pd.DataFrame:
    """Return every citation as a row: what was read, and beside it what stands there now.

    Parameters
    ----------
    checked
        As `check_evidence` returns it.
    versions
        The current version of every report that may be cited.

    Returns
    -------
    DataFrame
        ``decision``; ``finding_now``, the address of the current finding, or its report and id
        if there is none; ``stands``, whether the decision can still rely on it; ``relied_on``,
        what must be so for that; ``verdict_now``, ``value_now``, ``low_now``, ``high_now``;
        ``value_read``, ``unit``, ``version_read``; ``quotation``, whether what was read could be
        held against that version. One row of ``none`` if nothing is cited.
    """
    return rows_frame([_evidence_row(one, versions) for one in checked], _EVIDENCE_COLUMNS)


def _evidence_row(one: Checked, versions: Versions) -> dict[str, Any]:
    now = numbers_of(one.found)
    cited = one.evidence
    absent = f"{cited.report}, {cited.finding}"
    current = versions.get(cited.report) == cited.version
    return {
        "decision": spaced(one.decision),
        "finding_now": _address(cited, versions) if one.found else absent,
        "stands": one.state,
        "relied_on": cited.relied_on,
        "verdict_now": one.found["verdict"] if one.found else NONE,
        "value_now": now["value"],
        "low_now": now["low"],
        "high_now": now["high"],
        "value_read": cited.value,
        "unit": now["unit"],
        "version_read": cited.version,
        "quotation": "of the current version" if current else "not at hand to this page",
    }


def rows_frame(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Return rows as a frame with these columns and types; one row that says none without any.

    A table must not be empty, and a collection without decisions is no error.
    """
    nothing = {name: NONE for name, kind in columns.items() if kind == "str"}
    return pd.DataFrame(list(rows) or [nothing], columns=list(columns)).astype(
        {name: kind for name, kind in columns.items() if kind == "float64"}
    )


def numbers_of(found: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return value, low, high and unit of a finding; NaN and no unit where there is none."""
    if found is None:
        return {"value": float("nan"), "low": float("nan"), "high": float("nan"), "unit": ""}
    ends = {
        end: float("nan") if found[end] is None else float(found[end]) for end in ("low", "high")
    }
    return {"value": float(found["value"]), **ends, "unit": found["unit"]}


def citations_that_hold(checked: Sequence[Checked]) -> Estimate:
    """Return how many citations still hold; a complete count without an interval."""
    return _count(
        sum(one.holds for one in checked),
        n=f"{len(checked)} cited findings",
        unit="cited findings",
        method="complete count: the finding exists, with verdict, value and interval as relied on",
    )


def flagged(decisions: Sequence[Decision], checked: Sequence[Checked]) -> Estimate:
    """Return how many decisions rely on a finding that changed; a complete count."""
    return _count(
        len({one.decision for one in checked if not one.holds}),
        n=f"{len(decisions)} decisions",
        unit="decisions",
        method="complete count of decisions with a citation that no longer holds",
    )


def due_for_another_look(decisions: Sequence[Decision], due: Mapping[str, str]) -> Estimate:
    """Return how many decisions are due for another look; a complete count.

    Parameters
    ----------
    decisions
        As they were read.
    due
        The names of the files that are due, each with its day.
    """
    return _count(
        sum(decision.name in due for decision in decisions),
        n=f"{len(decisions)} decisions",
        unit="decisions",
        method="complete count of decisions whose day to look again had come",
    )


def _count(number: int, *, n: str, unit: str, method: str) -> Estimate:
    return Estimate(
        value=float(number), low=None, high=None, level=None, n=n, unit=unit, method=method
    )


def flags(checked: Sequence[Checked]) -> list[dict[str, str]]:
    """Return for each citation that is there and changed what a sentence about it needs."""
    return [
        {
            "decision": spaced(one.decision),
            "report": one.evidence.report,
            "finding": one.evidence.finding,
            "why": one.why,
        }
        for one in checked
        if one.exists and not one.holds
    ]


def names_of(decisions: Sequence[str]) -> str:
    """Return decisions' names as a sentence lists them, each once; ``none`` without any."""
    return ", ".join(dict.fromkeys(map(spaced, decisions))) or NONE


def spaced(name: str) -> str:
    """Return a snake_case name as words."""
    return name.replace("_", " ")
