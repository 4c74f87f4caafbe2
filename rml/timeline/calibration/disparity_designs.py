"""Designs for how much several groups differ beyond noise, and for tests of any difference."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rml.estimate import Estimate
from rml.stats.disparity import Without, between_group_spread, bootstrap_variances
from rml.stats.disparity_chance import equal_rates_test, equal_values_test
from rml.stats.disparity_values import spread_of_values
from rml.stats.intervals import newcombe_difference
from rml.stats.random_effects import paule_mandel
from rml.timeline.calibration.design import AlarmDesign, IntervalDesign

FloatArray = NDArray[np.float64]

_REPORT: Final = "home_timeline/group_disparity"
_DRAWS: Final = 500
_SPREAD: Final = "standard deviation of the groups' true rates"
_SEVEN: Final = (0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45)
_SEVEN_CLOSE: Final = (0.28, 0.285, 0.295, 0.30, 0.305, 0.315, 0.32)
_MEANS: Final = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
_ERRORS: Final = (0.3, 0.3, 0.4, 0.4, 0.5, 0.5, 0.6)
_BETWEEN: Final = 0.5
_REPEATED: Final = "twelve people, each with a normal value in each of five groups"


def disparity_intervals() -> list[IntervalDesign]:
    """Return the designs of intervals."""
    seven, close = np.array(_SEVEN), np.array(_SEVEN_CLOSE)
    return [
        _spread("spread_100", "100 groups of 50", np.linspace(0.1, 0.9, 100), 50, slow=True),
        _spread("spread_7", "7 groups of 200", seven, 200),
        _spread("spread_7_close", "7 groups of 200, close", close, 200),
        _spread("spread_7_equal", "7 groups of 200, equal", np.full(7, 0.3), 200),
        _spread("spread_rare", "7 groups of 60, rare", seven / 10, 60, rule="smooth"),
        _spread("spread_rare_kept", "as published, rare", seven / 10, 60, rule="keep"),
        _uncorrected("uncorrected_7_close", close, 200),
        _random_effects("paule_mandel_20", groups=20),
        _random_effects("paule_mandel_6", groups=6),
        IntervalDesign(
            id="spread_of_means",
            part="disparity",
            report=_REPORT,
            label="spread of 7 means",
            estimand="standard deviation of the groups' true means",
            condition="seven means with known normal noise, far apart",
            truth=float(np.std(_MEANS, ddof=1)),
            draw=lambda rng: rng.normal(_MEANS, _ERRORS),
            interval=_spread_of_means,
        ),
    ]


def disparity_alarms() -> list[AlarmDesign]:
    """Return the designs of tests."""
    design = functools.partial(AlarmDesign, part="disparity", report=_REPORT)
    one_rate = "All groups have one rate."
    return [
        design(
            id="equal_rates_7",
            label="chi-square by permutation, 7 of 200",
            null=one_rate,
            condition="seven groups of 200 people, rate 30 %",
            draw=lambda rng: rng.binomial(200, 0.3, 7),
            alarm=functools.partial(_rates_differ, sizes=(200,) * 7),
        ),
        design(
            id="equal_rates_rare",
            label="chi-square by permutation, rare",
            null=one_rate,
            condition="groups of 400, 40, 30, 20 and 15 people, rate 4 %",
            draw=lambda rng: rng.binomial([400, 40, 30, 20, 15], 0.04),
            alarm=functools.partial(_rates_differ, sizes=(400, 40, 30, 20, 15)),
        ),
        design(
            id="equal_values",
            label="Wald test of 7 means",
            null="All groups have one mean.",
            condition="seven means with known normal noise",
            draw=lambda rng: rng.normal(2.0, _ERRORS),
            alarm=_values_differ,
        ),
        design(
            id="equal_values_pooled",
            label="F test, 4 groups of 6",
            null="All groups have one mean.",
            condition="four groups of six units each, normal values, one variance",
            draw=lambda rng: rng.normal(2.0, 1.0, (4, 6)),
            alarm=_pooled_differ,
        ),
        design(
            id="equal_values_few",
            label="Hotelling's test, 12 people",
            null="All groups have one mean.",
            condition=_REPEATED,
            draw=_repeated,
            alarm=functools.partial(_repeated_differ, known=False),
        ),
        design(
            id="equal_values_taken_as_known",
            label="Wald test, 12 people",
            null="All groups have one mean.",
            condition=f"{_REPEATED}; their estimated covariance is taken as known",
            draw=_repeated,
            alarm=functools.partial(_repeated_differ, known=True),
        ),
        design(
            id="largest_against_smallest",
            label="Newcombe, largest against smallest of 7",
            null=one_rate,
            condition="seven groups of 200 people, rate 30 %; the two are chosen by their rates",
            draw=lambda rng: rng.binomial(200, 0.3, 7),
            alarm=_extremes_differ,
        ),
    ]


def _spread(
    id_: str,
    label: str,
    rates: FloatArray,
    size: int,
    *,
    rule: Without = "refuse",
    slow: bool = False,
) -> IntervalDesign:
    def interval(events: Any, level: float, rng: np.random.Generator) -> Estimate:
        sizes = np.full(rates.size, size)
        return between_group_spread(
            events, sizes, rng=rng, resamples=_DRAWS, level=level, without_events=rule
        )

    return IntervalDesign(
        id=id_,
        part="disparity",
        report=_REPORT,
        label=f"double-corrected, {label}",
        estimand=_SPREAD,
        condition=_rates_in_words(rates, size),
        truth=100 * float(np.std(rates, ddof=1)),
        draw=lambda rng: rng.binomial(size, rates),
        interval=interval,
        refusal="In " if rule == "refuse" else None,
        slow=slow,
    )


def _uncorrected(id_: str, rates: FloatArray, size: int) -> IntervalDesign:
    def interval(events: Any, level: float, rng: np.random.Generator) -> Estimate:
        sizes = np.full(rates.size, size)
        found = bootstrap_variances(events, sizes, rng=rng, resamples=_DRAWS, level=level)
        return found.uncorrected

    return IntervalDesign(
        id=id_,
        part="disparity",
        report=_REPORT,
        label="uncorrected variance, 7 groups, close",
        estimand="variance of the groups' true rates",
        condition=f"{_rates_in_words(rates, size)}; nothing is subtracted for noise",
        truth=float(np.var(rates, ddof=1)),
        draw=lambda rng: rng.binomial(size, rates),
        interval=interval,
        refusal="In ",
    )


def _random_effects(id_: str, *, groups: int) -> IntervalDesign:
    noise = np.resize(_ERRORS, groups)

    def interval(values: FloatArray, level: float, _: np.random.Generator) -> Estimate:
        return paule_mandel(values, noise**2, of=f"{groups} groups", level=level)

    return IntervalDesign(
        id=id_,
        part="disparity",
        report=_REPORT,
        label=f"Paule–Mandel, {groups} groups",
        estimand="variance of the population that groups come from",
        condition=f"{groups} groups from a normal population, known normal noise",
        truth=_BETWEEN**2,
        draw=lambda rng: rng.normal(rng.normal(2.0, _BETWEEN, groups), noise),
        interval=interval,
    )


def _spread_of_means(values: FloatArray, level: float, rng: np.random.Generator) -> Estimate:
    return spread_of_values(
        values,
        np.square(_ERRORS),
        rng=rng,
        unit="impressions",
        of="7 groups",
        resamples=_DRAWS,
        level=level,
    )


def _rates_differ(
    events: Any, alpha: float, rng: np.random.Generator, *, sizes: Sequence[int]
) -> bool:
    if not np.any(events):
        return False  # the test refuses a table without an event, so it finds nothing
    return equal_rates_test(events, sizes, rng=rng, resamples=199).p_value <= alpha


def _values_differ(values: FloatArray, alpha: float, _: np.random.Generator) -> bool:
    return equal_values_test(values, np.square(_ERRORS), of="7 groups").p_value <= alpha


def _repeated(rng: np.random.Generator) -> FloatArray:
    """Return values of twelve people in five groups of posts, shape (12, 5)."""
    return rng.normal(2.0, 1.0, (12, 1)) + rng.normal(0.0, [0.5, 0.5, 1.0, 1.0, 2.0], (12, 5))


def _repeated_differ(
    values: FloatArray, alpha: float, _: np.random.Generator, *, known: bool
) -> bool:
    people = len(values)
    test = equal_values_test(
        values.mean(axis=0),
        np.cov(values, rowvar=False) / people,
        of=f"{people} people",
        freedom=None if known else people - 1,
    )
    return test.p_value <= alpha


def _pooled_differ(values: FloatArray, alpha: float, _: np.random.Generator) -> bool:
    groups, units = values.shape
    error = values.var(axis=1, ddof=1).mean() / units
    test = equal_values_test(
        values.mean(axis=1),
        np.full(groups, error),
        of=f"{groups} groups",
        freedom=groups * (units - 1),
        scale_only=True,
    )
    return test.p_value <= alpha


def _extremes_differ(events: Any, alpha: float, _: np.random.Generator) -> bool:
    found = newcombe_difference(
        int(max(events)), 200, int(min(events)), 200, level=1 - alpha, of="people"
    )
    return found.low is not None and found.low > 0


def _rates_in_words(rates: FloatArray, size: int) -> str:
    least, most = rates.min(), rates.max()
    span = f"all at {100 * least:.1f} %"
    if least < most:
        span = f"rates from {100 * least:.1f} to {100 * most:.1f} %"
    return f"{rates.size} groups of {size} people, {span}"
