"""Many samples from groups with planted rates, and what the estimators made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from rml.data.ledger import simulated
from rml.estimate import Estimate
from rml.progress import progress
from rml.stages import Arrays, stage
from rml.stats.arguments import checked_count, checked_fraction
from rml.stats.disparity import unbiased_variance, variances_of_rates
from rml.stats.disparity_chance import equal_rates_test
from rml.timeline.group_disparity.scenarios import Scenario

FloatArray = NDArray[np.float64]
Estimator = Literal[
    "largest gap", "uncorrected variance", "corrected, once", "corrected, doubly in draws"
]
ESTIMATORS: Final[tuple[Estimator, ...]] = get_args(Estimator)
GAP, UNCORRECTED, ONCE, DOUBLY = ESTIMATORS
Key = TypeVar("Key")
Resampling = Literal["keep", "smooth"]
VARIANCE_UNIT: Final = "per cent of the expected observed variance"
GAP_UNIT: Final = "percentage points"
_DRAWN_AT_ONCE: Final = 1_000_000
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
        Its name. The third has as its value the published corrected variance, whose noise has n
        in the denominator; the last has n - 1 there, and its interval subtracts twice.
    repetitions
        How many samples.
    bias, bias_error
        Mean error and its standard error, in percentage points for the gap and otherwise in
        per cent of the variance that observed rates have on average.
    coverage
        Share of the intervals that hold the truth.
    too_low
        Share of the intervals that end below it.
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
    too_low: float
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
            too_low=float(np.mean(high < truth - 1e-15)),
            width=scale * float(np.mean(high - low)),
            without_events=float(kept["bare"].mean()),
        )
    return found


def judged_each(
    scenarios: Mapping[Key, Scenario],
    *,
    repetitions: int,
    draws: int,
    level: float,
    seed: Sequence[int],
    resampling: Resampling = "keep",
) -> dict[Key, dict[Estimator, Judged]]:
    """Return `judged` of each scenario, each with its own random numbers from ``seed``."""
    return {
        key: judged(
            scenario,
            repetitions=repetitions,
            draws=draws,
            level=level,
            seed=[*seed, number],
            resampling=resampling,
        )
        for number, (key, scenario) in enumerate(scenarios.items())
    }


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
    value[:, 2] = plugged.corrected
    value[:, 3] = unbiased_variance(samples, sizes)
    rates = samples / sizes if resampling == "keep" else (samples + 0.5) / (sizes + 1)
    batch = max(1, _DRAWN_AT_ONCE // (draws * sizes.size))
    starts = range(0, repetitions, batch)
    for start in progress(starts, total=len(starts), what="batches of samples"):
        rows = slice(start, start + batch)
        shape = (rates[rows].shape[0], draws, sizes.size)
        drawn = rng.binomial(sizes, rates[rows, None, :], shape)
        varied = variances_of_rates(drawn.reshape(-1, sizes.size), sizes)
        found = [np.ptp(drawn / sizes, axis=2)]
        found += [np.maximum(one, 0).reshape(shape[:2]) for one in varied]
        low[rows], high[rows] = np.quantile(np.stack(found, axis=2), tails, axis=1)
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
