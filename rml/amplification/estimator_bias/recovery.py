"""How estimators of amplification find what was planted, over many simulated experiments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from rml.amplification.estimator_bias.returning_users import (
    user_corrected_ratio,
    user_days,
    user_level_bounds,
)
from rml.amplification.estimator_bias.simulated_reach import poisson_reach, returning_users
from rml.amplification.holdback.ratio import (
    Smoothing,
    amplification_ratio,
    expected_amplification,
    pooled_ratio,
)
from rml.amplification.holdback.ratio_interval import RatioBounds, ratio_bounds
from rml.estimate import Estimate

FloatArray = NDArray[np.float64]
Estimator = Literal["pooled, corrected", "daily, corrected", "daily, inside", "daily, outside"]
ESTIMATORS: Final[tuple[Estimator, ...]] = get_args(Estimator)
# Whether days are pooled before the ratio is taken, and its smoothing.
_FORMS: Final[dict[Estimator, tuple[bool, Smoothing]]] = {
    "pooled, corrected": (True, "corrected"),
    "daily, corrected": (False, "corrected"),
    "daily, inside": (False, "inside"),
    "daily, outside": (False, "outside"),
}
ReturningMethod = Literal["user-days independent", "users independent"]
RETURNING_METHODS: Final[tuple[ReturningMethod, ...]] = get_args(ReturningMethod)
UNIT: Final = "per cent of 1 + a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A simulated experiment.

    Attributes
    ----------
    daily_reach
        Expected control users a day.
    days
        How many days.
    size_ratio
        Treatment users per control user.
    level
        Nominal coverage of the intervals.
    """

    daily_reach: float
    days: int
    size_ratio: float
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """How one estimator did at one planted amplification.

    Attributes
    ----------
    estimator
        Its name.
    planted
        The amplification a that was planted.
    repetitions
        How many experiments.
    expected_bias
        The exact bias in per cent of 1 + a, where it is known.
    bias, bias_error
        Mean error over the experiments and its standard error, in per cent of 1 + a.
    coverage
        Share of the intervals that hold the planted value.
    width
        Mean width of the intervals, in per cent of 1 + a.
    """

    estimator: str
    planted: float
    repetitions: int
    expected_bias: float | None
    bias: float
    bias_error: float
    coverage: float
    width: float


def recovered_estimators(
    design: Design,
    *,
    planted: Sequence[float],
    repetitions: int,
    rng: np.random.Generator,
) -> list[Recovered]:
    """Return how each of ``ESTIMATORS`` did at each planted amplification, nobody coming back.

    The pooled estimator has the score interval; the means of daily ratios have a t interval
    over days, which are independent here.
    """
    found = []
    factor, level = design.size_ratio, design.level
    for truth in planted:
        reach = poisson_reach(
            design.daily_reach,
            truth,
            size_ratio=factor,
            days=design.days,
            repetitions=repetitions,
            rng=rng,
        )
        arms = reach.treatment, reach.control
        for estimator, (pooled, smoothing) in _FORMS.items():
            if pooled:
                values = pooled_ratio(*arms, smoothing=smoothing, size_ratio=factor, axis=1)
                totals = (arm.sum(axis=1) for arm in arms)
                bounds = ratio_bounds(*totals, size_ratio=factor, level=level)
            else:
                daily = amplification_ratio(*arms, smoothing=smoothing, size_ratio=factor)
                values, bounds = daily.mean(axis=1), _over_days(daily, level=level)
            expected = expected_amplification(
                design.daily_reach * (design.days if pooled else 1),
                truth,
                smoothing=smoothing,
                size_ratio=factor,
            )
            found.append(
                _recovered(estimator, truth, values, bounds, expected_bias=float(expected) - truth)
            )
    return found


def recovered_returning(
    design: Design,
    *,
    planted: Sequence[float],
    mean_days: float,
    repetitions: int,
    rng: np.random.Generator,
) -> list[Recovered]:
    """Return how pooled estimators did where users come back, by what is taken as independent.

    ``user-days independent``: T / (k (C + 1)) with the score interval. ``users independent``:
    T / (k (C + q)) with the interval whose variance is taken over users.
    """
    found = []
    for truth in planted:
        reached = returning_users(
            design.daily_reach * design.days,
            truth,
            mean_days=mean_days,
            size_ratio=design.size_ratio,
            days=design.days,
            repetitions=repetitions,
            rng=rng,
        )
        arms = user_days(reached.treatment), user_days(reached.control)
        factor = design.size_ratio
        naive = amplification_ratio(*arms, smoothing="corrected", size_ratio=factor)
        ends = ratio_bounds(*arms, level=design.level, size_ratio=factor)
        found.append(_recovered("user-days independent", truth, naive, ends))
        values = user_corrected_ratio(reached, size_ratio=factor)
        ends = user_level_bounds(reached, level=design.level, size_ratio=factor)
        found.append(_recovered("users independent", truth, values, ends))
    return found


def of_estimator(found: Sequence[Recovered], estimator: str) -> list[Recovered]:
    """Return what was found with one estimator, in the order of the planted amplifications."""
    return [one for one in found if one.estimator == estimator]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The worst of what an estimator did over the planted amplifications.

    Attributes
    ----------
    estimate
        The largest simulated bias in size, with the interval that the repetitions leave, wide
        enough (Bonferroni) for the largest of so many to be picked.
    expected_bias
        The largest exact bias in size, at least 0; None where it is not known.
    planted
        Where it came about.
    coverage
        The coverage furthest from the nominal one.
    width
        The largest mean width.
    repetitions
        Experiments for each planted amplification.
    """

    estimate: Estimate
    expected_bias: float | None
    planted: float
    coverage: float
    width: float
    repetitions: int


def worst_of(found: Sequence[Recovered], *, level: float) -> Worst:
    """Return the worst bias, coverage and width of one estimator over what was planted."""
    furthest = max(found, key=lambda one: abs(one.bias))
    reach = float(stats.norm.isf((1 - level) / 2 / len(found))) * furthest.bias_error
    exact = [abs(one.expected_bias) for one in found if one.expected_bias is not None]
    return Worst(
        estimate=Estimate(
            value=furthest.bias,
            low=furthest.bias - reach,
            high=furthest.bias + reach,
            level=level,
            n=f"{furthest.repetitions:,} simulated experiments for each of {len(found)} "
            "planted amplifications",
            unit=UNIT,
            method=(
                "largest in size, over the planted amplifications, of the mean error of the "
                "simulated experiments, with a normal interval over these experiments, corrected "
                "for having picked it (Bonferroni)"
            ),
        ),
        expected_bias=max(exact) if len(exact) == len(found) else None,
        planted=furthest.planted,
        coverage=max((one.coverage for one in found), key=lambda share: abs(share - level)),
        width=max(one.width for one in found),
        repetitions=furthest.repetitions,
    )


def _over_days(daily: FloatArray, *, level: float) -> RatioBounds:
    days = daily.shape[1]
    reach = stats.t.ppf((1 + level) / 2, days - 1) * daily.std(axis=1, ddof=1) / np.sqrt(days)
    centre = daily.mean(axis=1)
    return RatioBounds(low=centre - reach, high=centre + reach)


def _recovered(
    estimator: str,
    truth: float,
    values: FloatArray,
    bounds: RatioBounds,
    *,
    expected_bias: float | None = None,
) -> Recovered:
    scale = 100 / (1 + truth)
    return Recovered(
        estimator=estimator,
        planted=truth,
        repetitions=values.size,
        expected_bias=None if expected_bias is None else expected_bias * scale,
        bias=float(values.mean() - truth) * scale,
        bias_error=float(values.std(ddof=1) / np.sqrt(values.size)) * scale,
        coverage=float(bounds.hold(truth).mean()),
        width=float(np.mean(bounds.high - bounds.low)) * scale,
    )
