"""What the repetitions say of each interval and test, one judgement a design."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rml.errors import DataError
from rml.estimate import Estimate
from rml.report.verdict import Recovery
from rml.stats.intervals import wilson
from rml.timeline.calibration.design import AlarmDesign, IntervalDesign
from rml.timeline.calibration.repetitions import Intervals

Declared: TypeAlias = Literal["regular", "cautious", "stress"]
Outcome: TypeAlias = Literal["kept", "too short", "too wide", "biased", "often none"]
AlarmOutcome: TypeAlias = Literal["kept", "too many", "too few"]
_TINY: Final = 1e-9
_LIMIT: Final = 1 + 1e-9
UNIT: Final = "per cent of repetitions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What was declared to be good enough: one rule for tables, shares and verdicts.

    Nothing is allowed for the chance of the repetitions.

    Parameters
    ----------
    band
        Lowest and highest coverage of a regular interval, in per cent; of a cautious one the
        lowest holds alone.
    alarm_band
        Likewise for the share of false alarms; of a cautious test the highest holds alone.
    bias
        Largest bias of an interval that is not cautious, in per cent of the estimates' middle
        95 % range.
    width
        Largest mean width of such an interval, in per cent of that range.
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

    def strains(self, bounds: Bounds) -> dict[str, float]:
        """Return how near each bound is, 1 being the bound itself, by what is bounded.

        A cautious interval may hold the truth more often than it says, be wide, and stand about
        an estimate that is pulled to one side. Bounds on a region have neither bias nor width.
        """
        cautious = self.declared == "cautious"
        found = {"coverage": _off(self.coverage.value, bounds.band, above=not cautious)}
        if not cautious and math.isfinite(self.width):
            found["bias"] = abs(self.bias) / bounds.bias
            found["mean width"] = max(0.0, self.width - 100) / max(bounds.width - 100, _TINY)
        found["data sets without an interval"] = self.undefined / max(bounds.undefined, _TINY)
        return found

    def farthest(self, bounds: Bounds) -> str:
        """Return by what the interval is farthest from its promise."""
        found = self.strains(bounds)
        return max(found, key=lambda name: found[name])

    def strain(self, bounds: Bounds) -> float:
        """Return how near the nearest bound is; above 1 the promise was not kept."""
        return max(self.strains(bounds).values())

    def outcome(self, bounds: Bounds) -> Outcome:
        """Return how the interval came out; ``kept`` if no bound was exceeded."""
        beyond = {name for name, strain in self.strains(bounds).items() if strain > _LIMIT}
        if "coverage" in beyond and self.coverage.value < bounds.band[0]:
            return "too short"
        if "data sets without an interval" in beyond:
            return "often none"
        if beyond & {"coverage", "mean width"}:
            return "too wide"
        return "biased" if beyond else "kept"

    def kept(self, bounds: Bounds) -> bool:
        """Return whether the interval did what it says."""
        return self.outcome(bounds) == "kept"

    def reason(self, bounds: Bounds) -> str:
        """Return what the outcome rests on, in words; the farthest where nothing was exceeded."""
        low, high = ends_of(self.coverage)
        words = {
            "coverage": f"held the truth in {self.coverage.value:.1f} %, {low:.1f} to {high:.1f}",
            "bias": f"biased by {self.bias:+.1f} % of the range",
            "mean width": f"mean width {self.width:.0f} % of the range",
            "data sets without an interval": f"none on {self.undefined:.1f} % of the data sets",
        }
        off = self.strains(bounds)["coverage"] > _LIMIT and self.outcome(bounds) != "often none"
        return words["coverage" if off else self.farthest(bounds)]

    def recovery(self, bounds: Bounds) -> Recovery:
        """Return the record for the verdict, which follows the same rule.

        A verdict knows no share of data sets without an interval. Where it is beyond its bound,
        the mean width is given as beyond its own; see `none_given`.
        """
        none = self.undefined > bounds.undefined
        return Recovery(
            repetitions=self.repetitions,
            bias=self.bias,
            bias_bound=bounds.bias,
            coverage=round(self.coverage.value / 100, 12),
            width=self.width + (bounds.width if none else 0.0),
            width_bound=bounds.width,
        )

    def none_given(self, bounds: Bounds) -> str | None:
        """Return the words beside a verdict where an interval is missing too often."""
        if self.undefined <= bounds.undefined:
            return None
        return (
            f"On {self.undefined:.1f} % of the data sets there was no interval, more than the "
            f"{bounds.undefined:g} % allowed. The verdict counts that as too wide: the width that "
            "it gives is the mean width and the bound together."
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

    def strain(self, bounds: Bounds) -> float:
        """Return how near the nearest end of the band is; above 1 the level was not kept."""
        return _off(self.rate.value, bounds.alarm_band, below=self.declared != "cautious")

    def outcome(self, bounds: Bounds) -> AlarmOutcome:
        """Return how the test came out."""
        if self.strain(bounds) <= _LIMIT:
            return "kept"
        return "too many" if self.rate.value > bounds.alarm_band[1] else "too few"

    def kept(self, bounds: Bounds) -> bool:
        """Return whether the test kept its level."""
        return self.outcome(bounds) == "kept"

    def reason(self) -> str:
        """Return in words how often it raised a false alarm."""
        low, high = ends_of(self.rate)
        return f"false alarms in {self.rate.value:.1f} %, {low:.1f} to {high:.1f}"

    def recovery(self, bounds: Bounds, *, alpha: float) -> Recovery:
        """Return the record for the verdict: its bias is that of the rate, in points."""
        return Recovery(
            repetitions=self.repetitions,
            bias=round(self.rate.value - 100 * alpha, 10),
            bias_bound=bounds.alarm_band[1] - 100 * alpha,
            coverage=round(1 - self.rate.value / 100, 12),
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
    bounds: Bounds,
    *,
    declared: Declared,
    part: str | None = None,
) -> IntervalJudgement:
    """Return the judgement that is nearest to, or farthest beyond, one of its bounds.

    Raises
    ------
    DataError
        If none is declared so.
    """
    among = [one for one in judged if one.declared == declared and part in (None, one.design.part)]
    _refuse_none(among, declared, part)
    return max(among, key=lambda one: one.strain(bounds))


def worst_alarm(
    judged: Sequence[AlarmJudgement], bounds: Bounds, *, declared: Declared
) -> AlarmJudgement:
    """Return the judgement whose false alarms are farthest from the middle of the band.

    Raises
    ------
    DataError
        If none is declared so.
    """
    among = [one for one in judged if one.declared == declared]
    _refuse_none(among, declared, None)
    return max(among, key=lambda one: one.strain(bounds))


def _off(
    value: float, band: tuple[float, float], *, below: bool = True, above: bool = True
) -> float:
    """Return the distance from the middle of a band, in halves of it, to the sides that count."""
    middle, half = sum(band) / 2, max((band[1] - band[0]) / 2, _TINY)
    off = (value - middle) / half
    return abs(off) if (above if off > 0 else below) else 0.0


def _share(ones: NDArray[np.bool_], level: float) -> Estimate:
    share = wilson(int(ones.sum()), int(ones.size), level=level, of="repetitions")
    return share.scaled(100, unit=UNIT)


def ends_of(share: Estimate) -> tuple[float, float]:
    """Return the ends of a share's interval over the repetitions, in per cent."""
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
