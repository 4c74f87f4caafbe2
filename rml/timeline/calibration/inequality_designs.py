"""Designs for the inequality of what units have, with thin and with heavy tails."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from rml.estimate import Estimate
from rml.stats.inequality_intervals import bootstrap_interval, linearised_interval
from rml.stats.inequality_measures import AtkinsonIndex, Gini, Measure, TopShare
from rml.stats.inequality_models import Lognormal, Pareto
from rml.stats.inequality_tail import tail_index
from rml.timeline.calibration.design import IntervalDesign

FloatArray = NDArray[np.float64]
Method = Literal["linearised", "percentile", "studentised"]
_Setting = tuple[str, Measure, str, Method]

_REPORT: Final = "home_timeline/exposure_inequality"
_UNITS: Final = 250
# Quantiles of few resamples are too short by themselves: of 199, by one point of coverage.
_RESAMPLES: Final = 999
# The first full results had these; their rows are kept.
_FIRST_UNITS: Final = 500
_FIRST_RESAMPLES: Final = 199
_THIN: Final = Lognormal(0.75)
_HEAVY: Final = Pareto(3.0)
_INFINITE: Final = Pareto(1.5)
_TOP: Final = 0.1
# Values are rounded to a tenth: a resample costs as much as there are distinct values, and the
# truth moves by far less than an estimate's noise.


def inequality_intervals() -> list[IntervalDesign]:
    """Return the designs of intervals."""
    gini, top, atkinson = Gini(), TopShare(_TOP), AtkinsonIndex(0.5)
    return [
        _measure("gini_linearised", gini, "Gini", _THIN, "linearised"),
        _measure("gini_percentile", gini, "Gini", _THIN, "percentile"),
        _measure("gini_studentised", gini, "Gini", _THIN, "studentised"),
        _measure("top_linearised", top, "top 10 %", _THIN, "linearised"),
        _measure("top_studentised", top, "top 10 %", _THIN, "studentised"),
        _measure("atkinson_linearised", atkinson, "Atkinson", _THIN, "linearised"),
        *(_at_first(*one) for one in _first_settings(gini, top, atkinson)),
        IntervalDesign(
            id="tail_index",
            part="inequality",
            report=_REPORT,
            label="Hill's tail index, Pareto",
            estimand="exponent of the tail",
            condition="1,000 units of a Pareto distribution with tail index 1.5",
            truth=_INFINITE.tail_index,
            draw=lambda rng: _INFINITE.draw(1000, rng),
            interval=lambda values, level, _: tail_index(values, level=level),
        ),
        _measure("gini_linearised_heavy", gini, "Gini", _HEAVY, "linearised"),
        _measure("gini_studentised_heavy", gini, "Gini", _HEAVY, "studentised"),
        _measure("gini_linearised_infinite", gini, "Gini", _INFINITE, "linearised"),
        _measure("gini_percentile_infinite", gini, "Gini", _INFINITE, "percentile"),
        _measure("gini_studentised_infinite", gini, "Gini", _INFINITE, "studentised"),
        _measure("top_studentised_infinite", top, "top 10 %", _INFINITE, "studentised"),
    ]


def _first_settings(gini: Measure, top: Measure, atkinson: Measure) -> list[_Setting]:
    return [
        ("gini_linearised_first", gini, "Gini", "linearised"),
        ("gini_percentile_first", gini, "Gini", "percentile"),
        ("gini_studentised_first", gini, "Gini", "studentised"),
        ("top_linearised_first", top, "top 10 %", "linearised"),
        ("top_studentised_first", top, "top 10 %", "studentised"),
        ("atkinson_linearised_first", atkinson, "Atkinson", "linearised"),
    ]


def _at_first(id_: str, measure: Measure, name: str, method: Method) -> IntervalDesign:
    return _measure(
        id_, measure, name, _THIN, method, units=_FIRST_UNITS, resamples=_FIRST_RESAMPLES
    )


def _measure(
    id_: str,
    measure: Measure,
    name: str,
    model: Lognormal | Pareto,
    method: Method,
    *,
    units: int = _UNITS,
    resamples: int = _RESAMPLES,
) -> IntervalDesign:
    first = units == _FIRST_UNITS

    def interval(values: FloatArray, level: float, rng: np.random.Generator) -> Estimate:
        if method == "linearised":
            return linearised_interval(values, measure, level=level)
        return bootstrap_interval(
            values, measure, rng=rng, interval=method, resamples=resamples, level=level
        )

    return IntervalDesign(
        id=id_,
        part="inequality",
        report=_REPORT,
        label=f"{name}, {method}, {units} units" if first else f"{name}, {method}, {_short(model)}",
        estimand=f"{measure.name} of the population that units come from",
        condition=f"{units} units, {model.name}"
        + ("" if method == "linearised" else f"; {resamples} resamples"),
        truth=_truth(measure, model),
        draw=lambda rng: model.draw(units, rng) if first else np.round(model.draw(units, rng), 1),
        interval=interval,
        slow=method != "linearised",
    )


def _short(model: Lognormal | Pareto) -> str:
    return "lognormal" if isinstance(model, Lognormal) else f"Pareto {model.tail_index:g}"


def _truth(measure: Measure, model: Lognormal | Pareto) -> float:
    if isinstance(measure, Gini):
        return model.gini()
    if isinstance(measure, TopShare):
        return model.top_share(measure.share)
    if isinstance(measure, AtkinsonIndex):
        return model.atkinson(measure.epsilon)
    raise TypeError(f"The {measure.name} has no closed form here.")
