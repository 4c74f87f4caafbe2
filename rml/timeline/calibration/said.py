"""What is said of the judgements in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rml.timeline.calibration.summary import AlarmJudgement, Bounds, IntervalJudgement

_NORMAL = 1.96


def not_kept(judged: Sequence[IntervalJudgement | AlarmJudgement], bounds: Bounds) -> str:
    """Return which designs, stress cases aside, did not do what they say, and why, in words."""
    chosen = [one for one in judged if one.declared != "stress" and not one.kept(bounds)]
    return _named(chosen, bounds)


def stress_outcomes(
    judged: Sequence[IntervalJudgement | AlarmJudgement], bounds: Bounds
) -> dict[str, str]:
    """Return which stress cases came out in which way, in words.

    Returns
    -------
    dict
        ``short``: wrong too often; ``wide``: too seldom, or too wide; ``other``: biased, or
        missing too often; ``kept``.
    """
    sides = {"short": ("too short", "too many"), "wide": ("too wide", "too few")}
    sides |= {"other": ("biased", "often none"), "kept": ("kept", "kept")}
    stress = [one for one in judged if one.declared == "stress"]
    return {
        side: _named([one for one in stress if one.outcome(bounds) in outcomes], bounds)
        for side, outcomes in sides.items()
    }


def stress_counts(
    judged: Sequence[IntervalJudgement | AlarmJudgement], bounds: Bounds
) -> dict[str, int]:
    """Return how many stress cases there are, were wrong too often, and were conservative."""
    found = [one.outcome(bounds) for one in judged if one.declared == "stress"]
    return {
        "stress": len(found),
        "short": sum(outcome in ("too short", "too many") for outcome in found),
        "wide": sum(outcome in ("too wide", "too few") for outcome in found),
        "other": sum(outcome in ("biased", "often none") for outcome in found),
    }


def regular_counts(judged: Sequence[IntervalJudgement], bounds: Bounds) -> dict[str, int]:
    """Return how many of the other intervals were too short, and how many too wide."""
    found = [one.outcome(bounds) for one in judged if one.declared != "stress"]
    return {"below": found.count("too short"), "above": found.count("too wide")}


def outcomes_of(judged: Sequence[IntervalJudgement], bounds: Bounds, *, holding: str) -> str:
    """Return the coverage and the outcome of the designs whose name begins so, in words."""
    return "; ".join(
        f"{one.design.label} {one.coverage.value:.1f} % ({one.outcome(bounds)})"
        for one in judged
        if one.design.id.startswith(holding)
    )


def told_of(one: IntervalJudgement, bounds: Bounds) -> dict[str, str | int]:
    """Return what the claims on one design say besides its coverage."""
    return {
        "label": one.design.label,
        "estimand": one.design.estimand,
        "world": one.design.condition,
        "repetitions": one.repetitions,
        "by": one.farthest(bounds),
    }


def _named(chosen: Sequence[IntervalJudgement | AlarmJudgement], bounds: Bounds) -> str:
    reasons = [
        one.reason() if isinstance(one, AlarmJudgement) else one.reason(bounds) for one in chosen
    ]
    named = zip(chosen, reasons, strict=True)
    return "; ".join(f"{one.design.label} ({reason})" for one, reason in named) or "none"


def chance_error(level: float, repetitions: int) -> float:
    """Return how far chance may move a coverage of ``level`` either way, in points (95 %)."""
    return 100 * _NORMAL * math.sqrt(level * (1 - level) / repetitions)
