"""Recommendations: a harm, who bears it, its size, and what each option does about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from rml.lessons.decision_entries import Decision
from rml.lessons.evidence import Findings, look_up, numbers_of

MADE_BY_WORDS: Final = {
    "platform": "A platform’s decision",
    "collection": "A recommendation of this collection",
}
NOT_MEASURED: Final = "not measured here"


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
        "size_kind": _cited_words(decision.size.report, decision.size.finding),
        "evidence": " ".join(one.says for one in decision.evidence),
        "would_change": " ".join(decision.would_change),
        "look_again": decision.look_again,
        "sources": "; ".join(decision.sources) or "none needed: this is a recommendation",
    }


def _cited_words(report: str, finding: str) -> str:
    return f"{report}, {finding.replace('_', ' ')}"


def options_frame(decisions: Sequence[Decision], findings: Findings) -> pd.DataFrame:
    """Return every alternative of every decision as a row, the decided option first.

    Returns
    -------
    DataFrame
        ``audit``, ``option``, ``value``, ``low``, ``high`` (as a report measured the effect;
        missing if none did), ``unit``, ``effect`` (in words), ``measured_by`` and ``decision``.
    """
    return pd.DataFrame(
        [
            {
                "audit": decision.audit.replace("_", " "),
                "decision": decision.name.replace("_", " "),
                "option": option.option,
                "effect": option.effect,
                **numbers_of(look_up(option.measured, findings) if option.measured else None),
                "measured_by": _cited_words(option.measured.report, option.measured.finding)
                if option.measured
                else NOT_MEASURED,
            }
            for decision in decisions
            for option in decision.alternatives
        ],
        columns=[
            *("audit", "option", "value", "low", "high", "unit", "effect", "measured_by"),
            "decision",
        ],
    ).astype(dict.fromkeys(("value", "low", "high"), "float64"))


def unknown_options(decisions: Sequence[Decision], findings: Findings) -> list[str]:
    """Return the findings that an option cites and that do not exist now, with the decision."""
    return [
        f"{decision.name}: {option.measured.report}, {option.measured.finding}"
        for decision in decisions
        for option in decision.alternatives
        if option.measured and look_up(option.measured, findings) is None
    ]
