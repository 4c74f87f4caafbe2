"""Whether the findings that decisions rely on are still what they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from rml.estimate import Estimate
from rml.lessons.decision_entries import Cited, Decision, Evidence
from rml.suggest import did_you_mean

Findings = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By report and id, as `rml.data.findings.load_findings` returns them."""

HOLDS: Final = "holds"
OTHER_VERDICT: Final = "another verdict"
OUTSIDE: Final = "outside the band"
NO_FINDING: Final = "no such finding"
NOT_READ: Final = "report not read"


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


def look_up(cited: Cited, findings: Findings) -> Mapping[str, Any] | None:
    """Return a cited finding as it is now, or None."""
    return findings.get(cited.report, {}).get(cited.finding)


def check_evidence(decisions: Sequence[Decision], findings: Findings) -> list[Checked]:
    """Return every citation of every decision, checked, in the decisions' order.

    Parameters
    ----------
    decisions
        As they were read.
    findings
        The current findings of all reports that may be cited.
    """
    return [
        _checked(decision.name, evidence, findings)
        for decision in decisions
        for evidence in decision.evidence
    ]


def _checked(decision: str, evidence: Evidence, findings: Findings) -> Checked:
    found = look_up(evidence, findings)

    def made(state: str, why: str = "") -> Checked:
        return Checked(decision=decision, evidence=evidence, state=state, why=why, found=found)

    if evidence.report not in findings:
        suggestion = did_you_mean(evidence.report, list(findings))
        return made(
            NOT_READ,
            f"The report {evidence.report} is not among those that this page reads. {suggestion} "
            "Or name it under `reports:` in the parameter file.",
        )
    if found is None:
        known = list(findings[evidence.report])
        return made(
            NO_FINDING,
            f"The report has no finding {evidence.finding} now. "
            + did_you_mean(evidence.finding, known),
        )
    if found["verdict"] != evidence.verdict:
        return made(
            OTHER_VERDICT, f"The decision relied on “{evidence.verdict}”; now “{found['verdict']}”."
        )
    band, value = evidence.band, found["value"]
    if band is not None and not band.low <= float(value) <= band.high:
        return made(
            OUTSIDE,
            f"The value is {float(value):.4g}; the decision stands between {band.low:g} and "
            f"{band.high:g} ({found['unit']}).",
        )
    return made(HOLDS)


def evidence_frame(checked: Sequence[Checked]) -> pd.DataFrame:
    """Return every citation as a row.

    Returns
    -------
    DataFrame
        ``decision``, ``report``, ``finding``, ``state``, ``version`` (that was read),
        ``relied_on`` (the verdict), ``verdict`` (now), ``value``, ``low``, ``high`` (now) and
        ``unit``.
    """
    return pd.DataFrame(
        [
            {
                "decision": _spaced(one.decision),
                "report": one.evidence.report,
                "finding": _spaced(one.evidence.finding),
                "state": one.state,
                "version": one.evidence.version,
                "relied_on": one.evidence.verdict,
                "verdict": one.found["verdict"] if one.found else "none",
                **numbers_of(one.found),
            }
            for one in checked
        ],
        columns=[
            *("decision", "report", "finding", "state", "version", "relied_on", "verdict"),
            *("value", "low", "high", "unit"),
        ],
    ).astype(dict.fromkeys(("value", "low", "high"), "float64"))


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
    return Estimate(
        value=float(sum(one.holds for one in checked)),
        low=None,
        high=None,
        level=None,
        n=f"{len(checked)} cited findings",
        unit="cited findings",
        method="complete count: the finding exists, has the verdict and lies in the band",
    )


def flagged(decisions: Sequence[Decision], checked: Sequence[Checked]) -> Estimate:
    """Return how many decisions rely on a finding that changed; a complete count."""
    return Estimate(
        value=float(len({one.decision for one in checked if not one.holds})),
        low=None,
        high=None,
        level=None,
        n=f"{len(decisions)} decisions",
        unit="decisions",
        method="complete count of decisions with a citation that no longer holds",
    )


def flags(checked: Sequence[Checked]) -> list[dict[str, str]]:
    """Return for each citation that does not hold what a sentence about it needs."""
    return [
        {
            "decision": _spaced(one.decision),
            "report": one.evidence.report,
            "finding": one.evidence.finding,
            "why": one.why,
        }
        for one in checked
        if not one.holds
    ]


def _spaced(name: str) -> str:
    return name.replace("_", " ")
