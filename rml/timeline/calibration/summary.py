"""What the repetitions say of each interval and test, one judgement a design."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.errors import DataError
from rml.estimate import Estimate
from rml.report.verdict import Recovery
from rml.stats.intervals import wilson
from rml.timeline.calibration.design import PART_NAMES, AlarmDesign, IntervalDesign
from rml.timeline.calibration.repetitions import Intervals

Declared: TypeAlias = Literal["regular", "cautious", "stress"]
UNIT: Final = "per cent of repetitions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What was declared beforehand to be good enough.

    Parameters
    ----------
    band
        Lowest and highest coverage of a regular interval, in per cent; of a cautious one the
        lowest holds alone.
    alarm_band
        Likewise for the share of false alarms; of a cautious test the highest holds alone.
    bias
        Largest bias, in per cent of the estimates' middle 95 % range.
    width
        Largest mean width of a regular interval, in per cent of that range.
    undefined
        Largest share of repetitions without an interval, in per cent.
    """

    band: tuple[float, float]
    alarm_band: tuple[float, float]
    bias: float
    width: float
    undefined: float


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class IntervalJudgement:
    """How often one interval held the truth of one made-up world.

    Parameters
    ----------
    design
        World and interval.
    declared
        ``regular``: it should hold the truth as often as it says. ``cautious``: at least as
        often. ``stress``: declared beforehand as a case in which it may fail.
    coverage
        Share of the given intervals that held the truth, in per cent, with Wilson's
        interval over the repetitions.
    repetitions
        Data sets drawn.
    bias, width
        Mean error and mean width in per cent of the estimates' middle 95 % range, which an
        interval of the right width would have; NaN if that range is empty or a region is bounded.
    undefined
        Share of repetitions without an interval, in per cent.
    """

    design: IntervalDesign
    declared: Declared
    coverage: Estimate
    repetitions: int
    bias: float
    width: float
    undefined: float

    def kept(self, bounds: Bounds) -> bool:
        """Return whether the interval did what it says, allowing for the repetitions' chance.

        The interval of its coverage must reach into the band; a cautious interval may lie
        above it.
        """
        low, high = _ends(self.coverage)
        below_top = self.declared == "cautious" or low <= bounds.band[1]
        return high >= bounds.band[0] and below_top and self.undefined <= bounds.undefined

    def recovery(self, bounds: Bounds) -> Recovery:
        """Return the record for the verdict, which allows nothing for chance."""
        return Recovery(
            repetitions=self.repetitions,
            bias=self.bias,
            bias_bound=bounds.bias,
            coverage=self.coverage.value / 100,
            width=self.width,
            width_bound=bounds.width,
        )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class AlarmJudgement:
    """How often one test found what is not there.

    Parameters
    ----------
    design
        World and test.
    declared
        As for `IntervalJudgement`.
    rate
        Share of false alarms, in per cent, with Wilson's interval over the repetitions.
    repetitions
        Data sets drawn.
    """

    design: AlarmDesign
    declared: Declared
    rate: Estimate
    repetitions: int

    def kept(self, bounds: Bounds) -> bool:
        """Return whether the test kept its level, allowing for the repetitions' chance."""
        low, high = _ends(self.rate)
        above_bottom = self.declared == "cautious" or high >= bounds.alarm_band[0]
        return low <= bounds.alarm_band[1] and above_bottom

    def recovery(self, bounds: Bounds, *, alpha: float) -> Recovery:
        """Return the record for the verdict: its bias is that of the rate, in points."""
        return Recovery(
            repetitions=self.repetitions,
            bias=self.rate.value - 100 * alpha,
            bias_bound=bounds.alarm_band[1] - 100 * alpha,
            coverage=1 - self.rate.value / 100,
            width=0.0,
            width_bound=0.0,
        )


def judge_intervals(
    design: IntervalDesign, found: Intervals, *, declared: Declared, level: float
) -> IntervalJudgement:
    """Return the judgement on an interval.

    Raises
    ------
    DataError
        If the method refused every draw.
    """
    given = found.given
    if not given.any():
        raise DataError(
            f"The design {design.id} gave no interval in {given.size} repetitions.",
            where="repetitions",
            remedy="Correct the design, or give it more repetitions.",
        )
    value, truth = found.value[given], found.truth[given]
    error = value - truth
    spread = float(np.subtract(*np.quantile(error, [0.975, 0.025])))
    scale = 100 / spread if design.point and spread > 0 else math.nan
    return IntervalJudgement(
        design=design,
        declared=declared,
        coverage=_share(found.held, level),
        repetitions=int(given.size),
        bias=scale * float(error.mean()),
        width=scale * float((found.high[given] - found.low[given]).mean()),
        undefined=100 * float(np.mean(~given)),
    )


def judge_alarms(
    design: AlarmDesign, alarms: NDArray[np.bool_], *, declared: Declared, level: float
) -> AlarmJudgement:
    """Return the judgement on a test."""
    return AlarmJudgement(
        design=design,
        declared=declared,
        rate=_share(alarms, level),
        repetitions=int(alarms.size),
    )


def declared_as(identifier: str, *, cautious: Collection[str], stress: Collection[str]) -> Declared:
    """Return what a design was declared to be; regular if it was not named."""
    if identifier in stress:
        return "stress"
    return "cautious" if identifier in cautious else "regular"


def share_kept(
    judged: Sequence[IntervalJudgement | AlarmJudgement], bounds: Bounds, *, of: str
) -> Estimate:
    """Return the share of designs that kept what they say, in per cent, stress cases aside."""
    kept = [one.kept(bounds) for one in judged if one.declared != "stress"]
    return Estimate(
        value=100 * sum(kept) / len(kept),
        low=None,
        high=None,
        level=None,
        n=f"{len(kept)} {of}",
        unit=f"per cent of {of}",
        method="count over the declared designs; no sampling interval: they are no sample",
    )


def worst_interval(
    judged: Sequence[IntervalJudgement],
    *,
    declared: Declared,
    level: float,
    part: str | None = None,
) -> IntervalJudgement:
    """Return the judgement whose coverage is farthest from nominal, among those declared so.

    Raises
    ------
    DataError
        If there is none.
    """
    among = [one for one in judged if one.declared == declared and part in (None, one.design.part)]
    _refuse_none(among, declared, part)
    return max(among, key=lambda one: abs(one.coverage.value - 100 * level))


def worst_alarm(
    judged: Sequence[AlarmJudgement], *, declared: Declared, alpha: float
) -> AlarmJudgement:
    """Return the judgement whose false alarms are farthest from nominal.

    Raises
    ------
    DataError
        If there is none.
    """
    among = [one for one in judged if one.declared == declared]
    _refuse_none(among, declared, None)
    return max(among, key=lambda one: abs(one.rate.value - 100 * alpha))


def not_kept(judged: Sequence[IntervalJudgement], bounds: Bounds) -> str:
    """Return which intervals, stress cases aside, did not do what they say, and why, in words."""
    named = []
    for one in judged:
        if one.declared == "stress" or one.kept(bounds):
            continue
        if one.undefined > bounds.undefined:
            why = f"no interval on {one.undefined:.1f} % of the data sets"
        else:
            why = f"held the truth in {one.coverage.value:.1f} %"
        named.append(f"{one.design.label} ({why})")
    return "; ".join(named) or "none"


def failures(
    judged: Sequence[IntervalJudgement | AlarmJudgement], bounds: Bounds
) -> tuple[int, int]:
    """Return how many stress cases were wrong too often, and how many too seldom."""
    short = wide = 0
    for one in judged:
        if one.declared != "stress" or one.kept(bounds):
            continue
        if isinstance(one, IntervalJudgement):
            too_often = _ends(one.coverage)[1] < bounds.band[0]
        else:
            too_often = _ends(one.rate)[0] > bounds.alarm_band[1]
        short, wide = short + too_often, wide + (not too_often)
    return short, wide


def told_of(one: IntervalJudgement) -> dict[str, str | int]:
    """Return what the claims on one design say besides its coverage."""
    return {
        "label": one.design.label,
        "estimand": one.design.estimand,
        "world": one.design.condition,
        "repetitions": one.repetitions,
    }


def interval_frame(judged: Sequence[IntervalJudgement], bounds: Bounds) -> pd.DataFrame:
    """Return one row an interval design.

    Returns
    -------
    pandas.DataFrame
        ``interval, declared, kept`` (text); ``held, held_low, held_high`` (per cent of
        repetitions with an interval); ``bias, width`` (per cent of the estimates' middle
        range); ``undefined`` (per cent of repetitions); ``repetitions``; ``part, report``.
    """
    return pd.DataFrame(
        [
            {
                "interval": one.design.label,
                "declared": one.declared,
                "kept": "yes" if one.kept(bounds) else "no",
                "held": one.coverage.value,
                "held_low": one.coverage.low,
                "held_high": one.coverage.high,
                "bias": one.bias,
                "width": one.width,
                "undefined": one.undefined,
                "repetitions": one.repetitions,
                "part": PART_NAMES[one.design.part],
                "report": one.design.report,
            }
            for one in judged
        ]
    )


def alarm_frame(judged: Sequence[AlarmJudgement], bounds: Bounds) -> pd.DataFrame:
    """Return one row a design of a test, in the columns of `interval_frame` that apply."""
    return pd.DataFrame(
        [
            {
                "test": one.design.label,
                "declared": one.declared,
                "kept": "yes" if one.kept(bounds) else "no",
                "alarms": one.rate.value,
                "alarms_low": one.rate.low,
                "alarms_high": one.rate.high,
                "repetitions": one.repetitions,
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


def _share(ones: NDArray[np.bool_], level: float) -> Estimate:
    share = wilson(int(ones.sum()), int(ones.size), level=level, of="repetitions")
    return share.scaled(100, unit=UNIT)


def _ends(share: Estimate) -> tuple[float, float]:
    if share.low is None or share.high is None:
        raise ValueError("A share of repetitions carries an interval.")
    return share.low, share.high


def _refuse_none(among: Sequence[object], declared: str, part: str | None) -> None:
    if not among:
        raise DataError(
            f"No design is declared as {declared}{f' in the part {part}' if part else ''}.",
            where="declared designs",
            remedy="Name fewer designs as cautious or as stress cases in the parameter file.",
        )
