"""All designs run and judged as the parameter file declares them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rml.progress import progress
from rml.timeline.calibration.design import AlarmDesign, IntervalDesign
from rml.timeline.calibration.repetitions import repeated_alarms, repeated_intervals
from rml.timeline.calibration.summary import (
    AlarmJudgement,
    IntervalJudgement,
    declared_as,
    judge_alarms,
    judge_intervals,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How often designs are run, and what they were declared to be.

    Parameters
    ----------
    repetitions, slow_repetitions
        Data sets of a design, and of a slow one.
    cautious, stress_cases
        Names of designs; all others are regular.
    level
        Nominal coverage of the intervals, and level of the Monte-Carlo intervals.
    alpha
        Nominal rate of false alarms.
    seed
        Seed of all draws.
    """

    repetitions: int
    slow_repetitions: int
    cautious: Collection[str]
    stress_cases: Collection[str]
    level: float
    alpha: float
    seed: int


def judged_intervals(designs: Sequence[IntervalDesign], plan: Plan) -> list[IntervalJudgement]:
    """Return the judgement on each design of an interval, in their order."""
    judged = []
    for design in progress(designs, total=len(designs), what="designs of intervals"):
        count = plan.slow_repetitions if design.slow else plan.repetitions
        found = repeated_intervals(design, repetitions=count, level=plan.level, seed=plan.seed)
        declared = declared_as(design.id, cautious=plan.cautious, stress=plan.stress_cases)
        judged.append(judge_intervals(design, found, declared=declared, level=plan.level))
    return judged


def judged_alarms(designs: Sequence[AlarmDesign], plan: Plan) -> list[AlarmJudgement]:
    """Return the judgement on each design of a test, in their order."""
    judged = []
    for design in progress(designs, total=len(designs), what="designs of tests"):
        count = plan.slow_repetitions if design.slow else plan.repetitions
        alarms = repeated_alarms(design, repetitions=count, alpha=plan.alpha, seed=plan.seed)
        declared = declared_as(design.id, cautious=plan.cautious, stress=plan.stress_cases)
        judged.append(judge_alarms(design, alarms, declared=declared, level=plan.level))
    return judged
