"""Designs in which groups differ by about as much as noise alone moves them, or share people."""

from __future__ import annotations

import functools
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rml.estimate import Estimate
from rml.stats.disparity import between_group_spread
from rml.stats.disparity_values import noise_variance, spread_of_values
from rml.timeline.calibration.design import IntervalDesign

FloatArray = NDArray[np.float64]

_REPORT: Final = "home_timeline/group_disparity"
_DRAWS: Final = 500
_SIZE: Final = 200
_RATE: Final = 0.3
_MEAN: Final = 2.0
_ERRORS: Final = np.array([0.3, 0.3, 0.4, 0.5, 0.6])
_SHARED: Final = 0.5
_PEOPLE: Final = 40
_OWN: Final = np.array([0.5, 0.5, 1.0, 1.0, 2.0])
_KNOWN: Final = np.outer(_ERRORS, _ERRORS) * (_SHARED + (1 - _SHARED) * np.eye(_ERRORS.size))
_OF_PEOPLE: Final = (np.diag(_OWN**2) + 1.0) / _PEOPLE


def spread_intervals() -> list[IntervalDesign]:
    """Return the designs of intervals."""
    return [
        _rates("spread_7_half", 0.5),
        _rates("spread_7_one", 1.0),
        _rates("spread_7_one_and_half", 1.5),
        _means("spread_of_means_one", "5 means", 1.0, np.diag(np.square(_ERRORS))),
        _means("spread_dependent_one", "5 dependent means", 1.0, _KNOWN),
        _means("spread_dependent_apart", "5 dependent means", 3.0, _KNOWN),
        _people("spread_of_people_one", 1.0),
        _people("spread_of_people_apart", 3.0),
    ]


def apart(groups: int, spread: float) -> FloatArray:
    """Return evenly spaced deviations whose standard deviation over K - 1 is ``spread``."""
    steps = np.arange(groups) - (groups - 1) / 2
    return np.asarray(spread * steps / np.std(steps, ddof=1))


def _rates(id_: str, times: float) -> IntervalDesign:
    noise = float(np.sqrt(_RATE * (1 - _RATE) / _SIZE))
    rates = _RATE + apart(7, times * noise)

    def interval(events: Any, level: float, rng: np.random.Generator) -> Estimate:
        return between_group_spread(events, [_SIZE] * 7, rng=rng, resamples=_DRAWS, level=level)

    return IntervalDesign(
        id=id_,
        part="disparity",
        report=_REPORT,
        label=f"double-corrected, {times:g} noise SD",
        estimand="standard deviation of the groups' true rates",
        condition=f"7 groups of {_SIZE} people, rates from {100 * rates[0]:.1f} to "
        f"{100 * rates[-1]:.1f} %, whose spread is {times:g} of what noise alone would give",
        truth=100 * times * noise,
        draw=lambda rng: rng.binomial(_SIZE, rates),
        interval=interval,
    )


def _means(id_: str, label: str, times: float, covariance: FloatArray) -> IntervalDesign:
    noise = float(np.sqrt(noise_variance(covariance)))
    means = _MEAN + apart(len(covariance), times * noise)
    errors = "dependent" if np.any(covariance != np.diag(np.diag(covariance))) else "independent"
    return IntervalDesign(
        id=id_,
        part="disparity",
        report=_REPORT,
        label=f"spread of {label}, {times:g} noise SD",
        estimand="standard deviation of the groups' true means",
        condition=f"5 means with known normal noise, {errors}; their spread is {times:g} of what "
        "noise alone would give",
        truth=times * noise,
        draw=lambda rng: rng.multivariate_normal(means, covariance),
        interval=lambda values, level, rng: _of_values(values, covariance, level, rng),
    )


def _people(id_: str, times: float) -> IntervalDesign:
    noise = float(np.sqrt(noise_variance(_OF_PEOPLE)))
    means = _MEAN + apart(_OWN.size, times * noise)
    return IntervalDesign(
        id=id_,
        part="disparity",
        report=_REPORT,
        label=f"spread of {_PEOPLE} people's means, {times:g} noise SD",
        estimand="standard deviation of the groups' true means",
        condition=f"{_PEOPLE} people, each with a normal value in each of 5 groups; the covariance "
        f"is estimated; the spread is {times:g} of what noise alone would give",
        truth=times * noise,
        draw=functools.partial(_drawn_people, means=means),
        interval=_of_people,
    )


def _drawn_people(rng: np.random.Generator, *, means: FloatArray) -> FloatArray:
    """Return values of shape (people, groups) that share a person's level."""
    level = rng.standard_normal((_PEOPLE, 1))
    return np.asarray(means + level + rng.normal(0.0, _OWN, (_PEOPLE, _OWN.size)))


def _of_people(values: FloatArray, level: float, rng: np.random.Generator) -> Estimate:
    covariance = np.cov(values, rowvar=False) / len(values)
    return _of_values(values.mean(axis=0), covariance, level, rng)


def _of_values(
    values: FloatArray, covariance: FloatArray, level: float, rng: np.random.Generator
) -> Estimate:
    return spread_of_values(
        values,
        covariance,
        rng=rng,
        unit="impressions",
        of=f"{values.size} groups",
        resamples=_DRAWS,
        level=level,
    )
