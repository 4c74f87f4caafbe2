"""Whether what a decision cites is there, and what it quotes of a version is what that says."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from rml.lessons.decision_entries import Cited, Decision, Evidence
from rml.suggest import did_you_mean

VersionFindings: TypeAlias = Callable[[str, str], Mapping[str, Mapping[str, Any]] | None]
"""The findings of a report's version by id; None if that version is not at hand."""


def citation_problems(
    decision: Decision,
    *,
    declared: Mapping[str, Collection[str]],
    read: Collection[str],
    findings_of: VersionFindings,
) -> tuple[list[str], list[str]]:
    """Return what is wrong with a decision's citations, and what to do about it.

    Parameters
    ----------
    decision
        As it was read.
    declared
        The ids of the findings that each report of the collection declares.
    read
        The reports that the page of decisions reads, which are those that may be cited.
    findings_of
        Looks a version's findings up. One that is not at hand is no fault: outputs come and go.
    """
    problems: list[str] = []
    remedies: list[str] = []
    options = [option.measured for option in decision.alternatives if option.measured]
    for cited in [*decision.evidence, *options]:
        _existence(cited, declared, read, problems, remedies)
    for evidence in decision.evidence:
        problems += _misquoted(evidence, findings_of(evidence.report, evidence.version))
    if problems and not remedies:
        remedies.append("Quote verdict and value from the findings.json of the version read.")
    return list(dict.fromkeys(problems)), list(dict.fromkeys(remedies))


def _existence(
    cited: Cited,
    declared: Mapping[str, Collection[str]],
    read: Collection[str],
    problems: list[str],
    remedies: list[str],
) -> None:
    if cited.report not in declared:
        problems.append(f"There is no report `{cited.report}`.")
        remedies.append(did_you_mean(cited.report, declared))
    elif cited.finding not in declared[cited.report]:
        problems.append(f"The report `{cited.report}` has no finding `{cited.finding}`.")
        remedies.append(did_you_mean(cited.finding, declared[cited.report]))
    elif cited.report not in read:
        problems.append(f"The page of decisions does not read the report `{cited.report}`.")
        remedies.append("Name it under `reports:` in the parameter file of that page.")


def _misquoted(evidence: Evidence, findings: Mapping[str, Mapping[str, Any]] | None) -> list[str]:
    """Return in a sentence where the quotation differs from the version it is of."""
    if findings is None:
        return []
    place = f"{evidence.report}, version {evidence.version}"
    if evidence.finding not in findings:
        return [f"{place} has no finding `{evidence.finding}`."]
    found = findings[evidence.finding]
    said = []
    if found["verdict"] != evidence.verdict:
        said.append(
            f"The verdict of `{evidence.finding}` in {place} is “{found['verdict']}”, not "
            f"“{evidence.verdict}”."
        )
    # A version holds ten significant digits; a quotation may round no further.
    if not math.isclose(float(found["value"]), evidence.value, rel_tol=1e-9, abs_tol=0):
        said.append(
            f"The value of `{evidence.finding}` in {place} is {found['value']!r}, not "
            f"{evidence.value!r}."
        )
    return said
