"""Recommendations: a harm, who bears it, its size, and what each option does about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from rml.lessons.decision_entries import Cited, Decision
from rml.lessons.evidence import (
    Findings,
    Versions,
    address_of,
    look_up,
    numbers_of,
    rows_frame,
    spaced,
)

MADE_BY_WORDS: Final = {
    "platform": "A platform’s decision",
    "collection": "A recommendation of this collection",
}
NOT_MEASURED: Final = "not measured"

_MEASURED: Final = {
    **dict.fromkeys(("value", "low", "high"), "float64"),
    **dict.fromkeys(("unit", "measured_by"), "str"),
}
_RECOMMENDATION_COLUMNS: Final = {
    **dict.fromkeys(("audit", "harm"), "str"),
    **_MEASURED,
    **dict.fromkeys(("borne_by", "recommendation", "decision"), "str"),
}
_OPTION_COLUMNS: Final = {
    **dict.fromkeys(("audit", "option", "effect"), "str"),
    **_MEASURED,
    "decision": "str",
}


def decision_words(decision: Decision, findings: Findings) -> dict[str, str]:
    """Return what the paragraphs on one decision say, by field.

    Parameters
    ----------
    decision
        As it was read.
    findings
        The current findings, from which the size of the harm is quoted.
    """
    size = look_up(decision.size, findings)
    return {
        "made_by": MADE_BY_WORDS[decision.made_by],
        "question": decision.question,
        "decided": decision.decided,
        "roles": "; ".join(decision.roles),
        "date": decision.date,
        "harm": decision.harm,
        "borne_by": decision.borne_by,
        "size": size["statement"] if size else "The finding cited for the size does not exist now.",
        "size_kind": f"{decision.size.report}, {spaced(decision.size.finding)}",
        "evidence": " ".join(one.says for one in decision.evidence),
        "would_change": " ".join(decision.would_change),
        "look_again": decision.look_again,
        "sources": "; ".join(decision.sources) or "none needed: this is a recommendation",
    }


def recommendations_frame(
    decisions: Sequence[Decision], findings: Findings, versions: Versions
) -> pd.DataFrame:
    """Return every recommendation of the collection as a row, with the measured size of the harm.

    Parameters
    ----------
    decisions
        As they were read; those of platforms are left out.
    findings, versions
        The current findings of all reports that may be cited, and their versions.

    Returns
    -------
    DataFrame
        ``audit``, ``harm``; ``value``, ``low``, ``high`` and ``unit`` of its size as it is now;
        ``measured_by``, that finding's address; ``borne_by``, ``recommendation``; ``decision``,
        by whose name the table of options lists what could be done.
    """
    rows = [
        {
            "audit": spaced(decision.audit),
            "recommendation": decision.decided,
            "harm": decision.harm,
            "borne_by": decision.borne_by,
            **_measured(decision.size, findings, versions),
            "decision": spaced(decision.name),
        }
        for decision in decisions
        if not decision.made_by_platform
    ]
    return rows_frame(rows, _RECOMMENDATION_COLUMNS)


def options_frame(
    decisions: Sequence[Decision], findings: Findings, versions: Versions
) -> pd.DataFrame:
    """Return every alternative of every decision as a row, the decided option first.

    Parameters
    ----------
    decisions
        As they were read.
    findings, versions
        As for `recommendations_frame`.

    Returns
    -------
    DataFrame
        ``audit``, ``option``, ``effect`` (in words), ``value``, ``low``, ``high`` and ``unit``
        (as a report measured the effect; missing if none did), ``measured_by``, the address of
        that finding, or that the effect was not measured, and ``decision``.
    """
    rows = [
        {
            "audit": spaced(decision.audit),
            "decision": spaced(decision.name),
            "option": option.option,
            "effect": option.effect,
            **_measured(option.measured, findings, versions),
        }
        for decision in decisions
        for option in decision.alternatives
    ]
    return rows_frame(rows, _OPTION_COLUMNS)


def _measured(cited: Cited | None, findings: Findings, versions: Versions) -> dict[str, Any]:
    if cited is None:
        return {**numbers_of(None), "measured_by": NOT_MEASURED}
    found = look_up(cited, findings)
    return {**numbers_of(found), "measured_by": address_of(cited, findings, versions)}
