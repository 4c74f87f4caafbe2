"""What the tables show of the judgements, one row a design."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from rml.timeline.calibration.design import PART_NAMES
from rml.timeline.calibration.summary import AlarmJudgement, Bounds, IntervalJudgement


def interval_frame(
    judged: Sequence[IntervalJudgement], bounds: Bounds, *, later: Collection[str]
) -> pd.DataFrame:
    """Return one row an interval design.

    Returns
    -------
    pandas.DataFrame
        ``interval, declared, outcome`` (text); ``held, held_low, held_high`` (per cent of
        repetitions with an interval); ``bias, width`` (per cent of the estimates' middle
        range); ``undefined`` (per cent of repetitions); ``repetitions``; ``added``: ``at first``
        or ``later``, after results had been seen; ``part, report``.
    """
    return pd.DataFrame(
        [
            {
                "interval": one.design.label,
                "declared": one.declared,
                "outcome": one.outcome(bounds),
                "held": one.coverage.value,
                "held_low": one.coverage.low,
                "held_high": one.coverage.high,
                "bias": one.bias,
                "width": one.width,
                "undefined": one.undefined,
                "repetitions": one.repetitions,
                "added": _added(one.design.id, later),
                "part": PART_NAMES[one.design.part],
                "report": one.design.report,
            }
            for one in judged
        ]
    )


def alarm_frame(
    judged: Sequence[AlarmJudgement], bounds: Bounds, *, later: Collection[str]
) -> pd.DataFrame:
    """Return one row a design of a test, in the columns of `interval_frame` that apply."""
    return pd.DataFrame(
        [
            {
                "test": one.design.label,
                "declared": one.declared,
                "outcome": one.outcome(bounds),
                "alarms": one.rate.value,
                "alarms_low": one.rate.low,
                "alarms_high": one.rate.high,
                "repetitions": one.repetitions,
                "added": _added(one.design.id, later),
                "part": PART_NAMES[one.design.part],
                "report": one.design.report,
            }
            for one in judged
        ]
    )


def design_frame(judged: Sequence[IntervalJudgement | AlarmJudgement]) -> pd.DataFrame:
    """Return what each design asks, in which made-up world, for which report.

    Returns
    -------
    pandas.DataFrame
        ``part, design, asks`` (the estimand, or what a test holds true), ``world, report``.
    """
    return pd.DataFrame(
        [
            {
                "part": PART_NAMES[one.design.part],
                "design": one.design.label,
                "asks": one.design.estimand
                if isinstance(one, IntervalJudgement)
                else f"tests: {one.design.null}",
                "world": one.design.condition,
                "report": one.design.report.removeprefix("home_timeline/"),
            }
            for one in judged
        ]
    )


def _added(identifier: str, later: Collection[str]) -> str:
    return "later" if identifier in later else "at first"
