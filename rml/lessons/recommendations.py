"""Recommendations: a harm, who bears it, its size, and what each option does about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from rml.lessons.decision_entries import Decision
from rml.lessons.decision_fields import Cited, Measured, Option
from rml.lessons.evidence import NONE, Checked, Findings, look_up, rows_frame, spaced
from rml.lessons.measurements import Reports, measurement

MADE_BY_WORDS: Final = {
    "platform": "A platform’s decision",
    "collection": "A recommendation of this collection",
}
SOURCES_ON_AUDITS: Final = {
    True: "A source says that an audit informed it.",
    False: "No source named here says that an audit informed it.",
    None: "",
}
OURS: Final = "All that follows but the sources is this collection’s view, not the platform’s."
CHANGED: Final = "Read with care: it relies on a finding that is not what it was."
DUE: Final = "It is due for another look."
NOT_MEASURED: Final = "not measured"
THE_HARM: Final = "the harm"
THE_COST: Final = "what else changes"

_MEASURED: Final = {
    **dict.fromkeys(("value", "low", "high"), "float64"),
    **dict.fromkeys(("unit", "data", "measured_by"), "str"),
}
_RECOMMENDATION_COLUMNS: Final = {
    **dict.fromkeys(("audit", "harm"), "str"),
    **_MEASURED,
    **dict.fromkeys(("borne_by", "recommendation", "decision"), "str"),
}
_OPTION_COLUMNS: Final = {
    **dict.fromkeys(("decision", "option", "about", "measure"), "str"),
    **_MEASURED,
}


def decision_words(
    decision: Decision, findings: Findings, checked: Sequence[Checked], due: Mapping[str, str]
) -> dict[str, str]:
    """Return what the paragraphs on one decision say, by field.

    Parameters
    ----------
    decision
        As it was read.
    findings
        The current findings, from which the size of the harm is quoted.
    checked
        The citations of all decisions, checked: what no longer holds is said to, where it is read.
    due
        The names of the files that are due for another look.
    """
    own = [one for one in checked if one.decision == decision.name]
    marks = [CHANGED] if any(not one.holds for one in own) else []
    if decision.name in due:
        marks.append(DUE)
    return {
        "marks": " ".join(marks),
        "made_by": MADE_BY_WORDS[decision.made_by],
        "ours": OURS if decision.made_by_platform else "",
        "question": decision.question,
        "decided": decision.decided,
        "roles": "; ".join(decision.roles),
        "date": decision.date,
        "harm": decision.harm,
        "borne_by": decision.borne_by,
        "size": " ".join(_size(cited, findings) for cited in decision.size),
        "options": " ".join(
            f"({number}) {_with_stop(option.option)} {option.effect}"
            for number, option in enumerate(decision.alternatives, start=1)
        ),
        "evidence": " ".join(_said(one) for one in own),
        "would_change": " ".join(decision.would_change),
        "look_again": decision.look_again,
        "sources": "; ".join(decision.sources) or "none needed: this is a recommendation",
        "on_audits": SOURCES_ON_AUDITS[decision.sources_name_audit],
    }


def _with_stop(option: str) -> str:
    return option if option.endswith((".", "!", "?")) else f"{option}."


def _size(cited: Cited, findings: Findings) -> str:
    found = look_up(cited, findings)
    place = f"({cited.report}, {spaced(cited.finding)})"
    return f"{found['statement'] if found else 'The finding does not exist now.'} {place}"


def _said(one: Checked) -> str:
    if one.holds:
        return one.evidence.says
    return f"[No longer as it was: “{one.evidence.says}” {one.why}]"


def recommendations_frame(decisions: Sequence[Decision], reports: Reports) -> pd.DataFrame:
    """Return every recommendation of the collection as a row, with the measured size of the harm.

    Parameters
    ----------
    decisions
        As they were read; those of platforms are left out.
    reports
        The current version of every report that may be cited.

    Returns
    -------
    DataFrame
        ``audit``, ``harm``; ``value``, ``low``, ``high`` and ``unit`` of its size as it is now,
        with the kind of ``data``; ``measured_by``, that finding's address; ``borne_by``,
        ``recommendation``; ``decision``, by whose name the table of options lists what could be
        done. A harm measured in two ways has two rows.
    """
    rows = [
        {
            "audit": spaced(decision.audit),
            "recommendation": decision.decided,
            "harm": decision.harm,
            "borne_by": decision.borne_by,
            **_numbers(Measured(what=NONE, report=size.report, finding=size.finding), reports),
            "decision": spaced(decision.name),
        }
        for decision in decisions
        if not decision.made_by_platform
        for size in decision.size
    ]
    return rows_frame(rows, _RECOMMENDATION_COLUMNS)


def options_frame(decisions: Sequence[Decision], reports: Reports) -> pd.DataFrame:
    """Return what was measured of every alternative of every decision, the decided option first.

    Parameters
    ----------
    decisions, reports
        As for `recommendations_frame`, with platforms' decisions.

    Returns
    -------
    DataFrame
        ``decision``, ``option``; ``about``, the harm or what else changes; ``measure``, what was
        measured, or that the effect on the harm was not; ``value``, ``low``, ``high``, ``unit``,
        the kind of ``data`` and ``measured_by``, the address.
    """
    rows = [
        {"decision": spaced(decision.name), "option": option.option, **row}
        for decision in decisions
        for option in decision.alternatives
        for row in _option_rows(option, reports)
    ]
    return rows_frame(rows, _OPTION_COLUMNS)


def _option_rows(option: Option, reports: Reports) -> list[dict[str, Any]]:
    nothing = dict.fromkeys(("value", "low", "high"), float("nan"))
    none = {"unit": "", "data": NONE, "measured_by": NONE}
    effects = [
        {"about": THE_HARM, "measure": one.what, **_numbers(one, reports)}
        for one in option.measured
    ]
    return [
        *(effects or [{"about": THE_HARM, "measure": NOT_MEASURED, **nothing, **none}]),
        *(
            {"about": THE_COST, "measure": one.what, **_numbers(one, reports)}
            for one in option.costs
        ),
    ]


def _numbers(measured: Measured, reports: Reports) -> dict[str, Any]:
    found = measurement(measured, reports)
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "unit": found.unit,
        "data": found.data_kind,
        "measured_by": found.address,
    }


def without_recommendation(reasons: Mapping[str, str]) -> pd.DataFrame:
    """Return the reports that no recommendation follows from, with the reason for each."""
    rows = [{"report": report, "because": why} for report, why in reasons.items()]
    return rows_frame(rows, {"report": "str", "because": "str"})
