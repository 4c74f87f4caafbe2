"""Many samples from groups with planted rates, and what the estimators made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from rml.data.ledger import simulated
from rml.estimate import Estimate
from rml.progress import progress
from rml.stages import Arrays, stage
from rml.stats.arguments import checked_count, checked_fraction
from rml.stats.disparity import variances_of_rates
from rml.stats.disparity_chance import equal_rates_test
from rml.timeline.group_disparity.scenarios import Scenario

FloatArray = NDArray[np.float64]
Estimator = Literal[
    "largest gap", "uncorrected variance", "corrected, once", "corrected, doubly in draws"
]
ESTIMATORS: Final[tuple[Estimator, ...]] = get_args(Estimator)
GAP, UNCORRECTED, ONCE, DOUBLY = ESTIMATORS
Resampling = Literal["keep", "smooth"]
VARIANCE_UNIT: Final = "per cent of the expected observed variance"
GAP_UNIT: Final = "percentage points"
_CODE: Final = ("rml.timeline.group_disparity.repetitions",)
_PACKAGES: Final = ("numpy", "scipy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How one estimator did in one scenario, over repetitions.

    Parameters
    ----------
    scenario
        The groups.
    estimator
        Its name. The last two have the corrected variance as value and differ in their intervals.
    repetitions
        How many samples.
    bias, bias_error
        Mean error and its standard error, in percentage points for the gap and otherwise in
        per cent of the variance that observed rates have on average.
    coverage
        Share of the intervals that hold the truth.
    width
        Mean width of the intervals, in the unit of the bias.
    without_events
        Share of the samples in which nobody or everybody of some group has an event.
    """

    scenario: Scenario
    estimator: Estimator
    repetitions: int
    bias: float
    bias_error: float
    coverage: float
    width: float
    without_events: float


@simulated
def judged(
    scenario: Scenario,
    *,
    repetitions: int,
    draws: int,
    level: float,
    seed: Sequence[int],
    resampling: Resampling = "keep",
) -> dict[Estimator, Judged]:
    """Return how each estimator did over repeated samples, from the cache if it was done before.

    Parameters
    ----------
    scenario
        Groups with their true rates.
    repetitions
        Samples that are drawn.
    draws
        Bootstrap draws of each sample.
    level
        Nominal coverage, in (0, 1).
    seed
        Of the random numbers.
    resampling
        ``keep`` draws from the observed rates k / n, ``smooth`` from (k + 1/2) / (n + 1).
    """
    checked_fraction("level", level)
    checked_count("repetitions", repetitions, minimum=2)
    kept = stage(
        "group_disparity",
        key={
            "sizes": list(scenario.sizes),
            "rates": list(scenario.rates),
            "repetitions": repetitions,
            "draws": draws,
            "level": level,
            "seed": list(seed),
            "resampling": resampling,
        },
        code=_CODE,
        packages=_PACKAGES,
        compute=lambda: _sampled(
            scenario,
            repetitions=repetitions,
            draws=draws,
            level=level,
            rng=np.random.default_rng(list(seed)),
            resampling=resampling,
        ),
    )
    expected = scenario.variance + scenario.noise
    found = {}
    for column, name in enumerate(ESTIMATORS):
        truth, scale = (scenario.gap, 100.0) if name == GAP else (scenario.variance, 100 / expected)
        values, low, high = (kept[part][:, column] for part in ("value", "low", "high"))
        found[name] = Judged(
            scenario=scenario,
            estimator=name,
            repetitions=repetitions,
            bias=scale * float(values.mean() - truth),
            bias_error=scale * float(values.std(ddof=1)) / repetitions**0.5,
            # Planted zeros are exact, but variances of equal floats need not be.
            coverage=float(np.mean((low <= truth + 1e-15) & (truth - 1e-15 <= high))),
            width=scale * float(np.mean(high - low)),
            without_events=float(kept["bare"].mean()),
        )
    return found


@simulated
def false_alarms(
    scenario: Scenario, *, repetitions: int, permutations: int, alpha: float, seed: Sequence[int]
) -> Estimate:
    """Return how often the test of equal rates rejects, over repeated samples.

    Samples without any event are counted as not rejected.
    """
    kept = stage(
        "group_disparity_test",
        key={
            "sizes": list(scenario.sizes),
            "rates": list(scenario.rates),
            "repetitions": repetitions,
            "permutations": permutations,
            "seed": list(seed),
        },
        code=_CODE,
        packages=_PACKAGES,
        compute=lambda: _p_values(
            scenario,
            repetitions=repetitions,
            permutations=permutations,
            rng=np.random.default_rng(list(seed)),
        ),
    )
    rejected = int(np.count_nonzero(kept["p"] <= checked_fraction("alpha", alpha) + 1e-12))
    interval = stats.binomtest(rejected, repetitions).proportion_ci(0.95, method="wilson")
    return Estimate(
        value=rejected / repetitions,
        low=float(interval.low),
        high=float(interval.high),
        level=0.95,
        n=f"{repetitions:,} simulated samples",
        unit="proportion",
        method="share of samples in which a permutation test rejects, Wilson interval",
    )


def _sampled(
    scenario: Scenario,
    *,
    repetitions: int,
    draws: int,
    level: float,
    rng: np.random.Generator,
    resampling: Resampling,
) -> Arrays:
    sizes = np.array(scenario.sizes)
    samples = rng.binomial(sizes, scenario.rates, (repetitions, sizes.size))
    tails = [(1 - level) / 2, (1 + level) / 2]
    value, low, high = (np.empty((repetitions, len(ESTIMATORS))) for _ in range(3))
    plugged = variances_of_rates(samples, sizes)
    value[:, 0] = np.ptp(samples / sizes, axis=1)
    value[:, 1] = plugged.uncorrected
    value[:, 2] = value[:, 3] = plugged.corrected
    for row, sample in enumerate(progress(samples, total=repetitions, what="samples")):
        rates = sample / sizes if resampling == "keep" else (sample + 0.5) / (sizes + 1)
        drawn = rng.binomial(sizes, rates, (draws, sizes.size))
        found = np.maximum(variances_of_rates(drawn, sizes), 0)
        ends = np.quantile(np.vstack([np.ptp(drawn / sizes, axis=1), found]), tails, axis=1)
        low[row], high[row] = ends
    bare = ((samples == 0) | (samples == sizes)).any(axis=1)
    return {"value": value, "low": low, "high": high, "bare": bare}


def _p_values(
    scenario: Scenario, *, repetitions: int, permutations: int, rng: np.random.Generator
) -> Arrays:
    sizes = np.array(scenario.sizes)
    samples = rng.binomial(sizes, scenario.rates, (repetitions, sizes.size))
    found = [
        equal_rates_test(sample, sizes, rng=rng, resamples=permutations).p_value
        if 0 < sample.sum() < sizes.sum()
        else 1.0
        for sample in samples
    ]
    return {"p": np.array(found)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The worst of what an estimator did over scenarios.

    Parameters
    ----------
    estimate
        The largest bias in size, with the interval that the repetitions leave, widened for
        having picked it (Bonferroni).
    where
        The scenario in which it came about.
    coverage
        The coverage furthest from the nominal one.
    lowest, highest
        The range of coverages.
    width
        The largest mean width.
    repetitions
        Samples of each scenario.
    """

    estimate: Estimate
    where: str
    coverage: float
    lowest: float
    highest: float
    width: float
    repetitions: int


def worst_of(found: Sequence[Judged], *, level: float) -> Worst:
    """Return the worst bias, coverage and width of one estimator over scenarios."""
    furthest = max(found, key=lambda one: abs(one.bias))
    reach = float(stats.norm.isf((1 - level) / 2 / len(found))) * furthest.bias_error
    coverages = [one.coverage for one in found]
    picked = (
        "largest in size, over the scenarios, of the mean error, with a normal interval over "
        "samples, corrected for having picked it (Bonferroni)"
    )
    return Worst(
        estimate=Estimate(
            value=furthest.bias,
            low=furthest.bias - reach,
            high=furthest.bias + reach,
            level=level,
            n=f"{furthest.repetitions:,} simulated samples of each of {len(found)} scenarios"
            if len(found) > 1
            else f"{furthest.repetitions:,} simulated samples",
            unit=GAP_UNIT if furthest.estimator == GAP else VARIANCE_UNIT,
            method=picked
            if len(found) > 1
            else "mean error over samples with a normal interval over samples",
        ),
        where=furthest.scenario.name,
        coverage=max(coverages, key=lambda share: abs(share - level)),
        lowest=min(coverages),
        highest=max(coverages),
        width=max(one.width for one in found),
        repetitions=furthest.repetitions,
    )
