"""What measures report over many simulated platforms of one world, and how often they are right."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from rml.data.ledger import simulated
from rml.estimate import Estimate
from rml.report.verdict import COVERAGE_RANGE, Recovery, judge
from rml.stages import Arrays, stage
from rml.stats.arguments import checked_count
from rml.timeline.county_audit.auditor import MEASURES, UNIT, Auditor, Measure
from rml.timeline.county_audit.draws import draw_county_means
from rml.timeline.county_audit.worlds import Places, World, group_gap

FloatArray = NDArray[np.float64]
Estimand = Literal["individual gap", "group gap"]
ESTIMANDS: Final[tuple[Estimand, ...]] = get_args(Estimand)
_WIDTHS: Final[dict[Measure, str]] = {
    "weighted gap": "weighted_width",
    "regression": "regression_width",
    "regression, state effects": "state_effects_width",
    "regression, rural share": "regression_width",
}
_CODE: Final = ("rml.timeline.county_audit.repetitions",)
_PACKAGES: Final = ("numpy", "scipy")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Judged:
    """What one measure reported of a world over repetitions, in per cent of the baseline.

    Parameters
    ----------
    world
        The world.
    measure
        Its name.
    value, low, high
        Estimates and interval ends, shape (repetitions,).
    truths
        The planted gaps by their names.
    """

    world: World
    measure: Measure
    value: FloatArray
    low: FloatArray
    high: FloatArray
    truths: Mapping[Estimand, float]

    def reported(self, *, level: float) -> Estimate:
        """Return the mean of the estimates, with what the repetitions leave open of it."""
        error = float(self.value.std(ddof=1)) / np.sqrt(self.value.size)
        reach = float(norm.ppf((1 + level) / 2)) * float(error)
        mean = float(self.value.mean())
        return Estimate(
            value=mean,
            low=mean - reach,
            high=mean + reach,
            level=level,
            n=f"{self.value.size:,} simulated platforms",
            unit=UNIT,
            method=f"{self.measure}, mean over simulated platforms, normal interval over them",
        )

    def bias(self, estimand: Estimand) -> float:
        """Return the mean error."""
        return float(self.value.mean()) - self.truths[estimand]

    def coverage(self, estimand: Estimand) -> float:
        """Return the share of the intervals that held a planted gap."""
        truth = self.truths[estimand]
        return float(np.mean((self.low <= truth) & (truth <= self.high)))

    def width(self) -> float:
        """Return the mean width of the intervals."""
        return float(np.mean(self.high - self.low))

    def found(self) -> float:
        """Return the share of the intervals that missed 0: how often a gap was reported."""
        return float(np.mean((self.low > 0) | (self.high < 0)))

    def recovery(self, estimand: Estimand, bounds: Mapping[str, float]) -> Recovery:
        """Return the record that a verdict is computed from.

        Parameters
        ----------
        estimand
            The planted gap that the measure is held against.
        bounds
            ``bias``, and for each kind of measure the largest accepted mean width:
            ``weighted_width, regression_width, state_effects_width``.
        """
        return Recovery(
            repetitions=self.value.size,
            bias=self.bias(estimand),
            bias_bound=bounds["bias"],
            coverage=self.coverage(estimand),
            width=self.width(),
            width_bound=bounds[_WIDTHS[self.measure]],
        )


@simulated
def repeated(
    world: World,
    auditor: Auditor,
    *,
    measures: Sequence[Measure] = MEASURES,
    repetitions: int,
    level: float,
    seed: int,
) -> dict[Measure, Judged]:
    """Return what measures report over many simulated platforms of a world, kept in the cache.

    Parameters
    ----------
    world
        The world.
    auditor
        Who knows its counties and authors.
    measures
        Their names.
    repetitions
        How many platforms, at least 2.
    level
        Nominal coverage of the intervals.
    seed
        With the world's name, of all draws.
    """
    count = checked_count("repetitions", repetitions, minimum=2)
    arrays = stage(
        "county_audit_repetitions",
        key={
            "world": world.key(),
            "places": places_digest(auditor.places),
            "authors": auditor.authors.key(),
            "measures": list(measures),
            "repetitions": count,
            "level": level,
            "seed": seed,
        },
        code=_CODE,
        packages=_PACKAGES,
        compute=lambda: _repeated(world, auditor, measures, (count, level, seed)),
    )
    truths = truths_of(world, auditor)
    return {
        measure: Judged(
            world=world,
            measure=measure,
            value=arrays["value"][:, place],
            low=arrays["low"][:, place],
            high=arrays["high"][:, place],
            truths=truths,
        )
        for place, measure in enumerate(measures)
    }


def truths_of(world: World, auditor: Auditor) -> dict[Estimand, float]:
    """Return the planted gaps of a world, in per cent of the baseline."""
    return {
        "individual gap": 100 * world.individual_gap + 0.0,  # no minus before 0
        "group gap": 100 * group_gap(world, auditor.places, auditor.authors),
    }


def places_digest(places: Places) -> str:
    """Return a checksum of the counties."""
    content = b"".join(
        np.ascontiguousarray(getattr(places, name)).tobytes()
        for name in ("residents", "share", "state", "rural")
    )
    return hashlib.sha256(content).hexdigest()


def recovery_frame(judged: Sequence[Judged], bounds: Mapping[str, float]) -> pd.DataFrame:
    """Return how each measure found each planted gap, one row a world and a measure.

    Returns
    -------
    DataFrame
        ``world, measure, reported`` (mean); for each planted gap (``individual``, ``group``) the
        ``…_planted``, the share of intervals that ``…_contained`` it and the ``…_verdict`` with its
        reason; ``width`` of the intervals; ``gap_reported``: how often they left out 0. Gaps in
        per cent of the baseline.
    """
    rows = []
    for one in judged:
        reported = one.reported(level=0.95)
        row: dict[str, object] = {
            "world": one.world.name,
            "measure": one.measure,
            "reported": reported.value,
        }
        for estimand in ESTIMANDS:
            recovery = one.recovery(estimand, bounds)
            name = estimand.removesuffix(" gap")
            verdict: str = judge(reported, data_kind="mixed", recovery=recovery).verdict
            if verdict == "missed":
                verdict = f"missed: {_failure(recovery)}"
            row |= {
                f"{name}_planted": one.truths[estimand],
                f"{name}_contained": recovery.coverage,
                f"{name}_verdict": verdict,
            }
        rows.append(row | {"width": one.width(), "gap_reported": one.found()})
    return pd.DataFrame(rows)


def _failure(recovery: Recovery) -> str:
    """Return in words the gravest reason why a measure missed."""
    if abs(recovery.bias) > recovery.bias_bound:
        return "biased"
    if recovery.coverage > COVERAGE_RANGE[1]:
        return "over-cautious"
    return "too sure" if recovery.coverage < COVERAGE_RANGE[0] else "too wide"


def _repeated(
    world: World, auditor: Auditor, measures: Sequence[Measure], plan: tuple[int, float, int]
) -> Arrays:
    repetitions, level, seed = plan
    # Worlds that expect the same must not share their chance: draws hang on the name, too.
    rng = np.random.default_rng([seed, *world.name.encode()])
    drawn = draw_county_means(
        world, auditor.places, auditor.authors, repetitions=repetitions, rng=rng
    )
    outcomes = 100 * drawn.means[:, auditor.seen(world)]
    found: Arrays = {
        name: np.empty((repetitions, len(measures))) for name in ("value", "low", "high")
    }
    for place, name in enumerate(measures):
        measure = auditor.measure(world, name)
        for repetition, row in enumerate(outcomes):
            one = measure.gap(row, level=level, unit=UNIT)
            for end in ("value", "low", "high"):
                found[end][repetition, place] = getattr(one, end)
    return found
