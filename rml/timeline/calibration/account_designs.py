"""Designs for a handful of accounts: Student's t interval and the sign-flip test."""

from __future__ import annotations

import functools
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rml.estimate import Estimate
from rml.stats.intervals import t_interval
from rml.stats.permutation import sign_flip_test
from rml.timeline.calibration.design import AlarmDesign, IntervalDesign

FloatArray = NDArray[np.float64]

_REPORT: Final = "home_timeline/exposure_inequality"
_ACCOUNTS: Final = 6
_EFFECT: Final = 0.5
_LOG_SPREAD: Final = 1.0
_SKEWED_MEAN: Final = float(np.exp(_LOG_SPREAD**2 / 2))


def account_intervals() -> list[IntervalDesign]:
    """Return the designs of intervals."""
    design = functools.partial(
        IntervalDesign,
        part="inequality",
        report=_REPORT,
        estimand="mean difference over accounts like these",
        interval=_mean,
    )
    return [
        design(
            id="t_six_normal",
            label="t over 6 accounts, normal",
            condition="six accounts, normal differences",
            truth=_EFFECT,
            draw=lambda rng: rng.normal(_EFFECT, 1.0, _ACCOUNTS),
        ),
        design(
            id="t_six_skewed",
            label="t over 6 accounts, skewed",
            condition="six accounts, lognormal differences",
            truth=_SKEWED_MEAN,
            draw=_skewed,
        ),
    ]


def account_alarms() -> list[AlarmDesign]:
    """Return the designs of tests."""
    design = functools.partial(AlarmDesign, part="inequality", report=_REPORT)
    return [
        design(
            id="sign_flip_six",
            label="sign flip over 6 accounts, normal",
            null="The accounts' differences are symmetric about zero.",
            condition="six accounts, normal differences of mean zero",
            draw=lambda rng: rng.normal(0.0, 1.0, _ACCOUNTS),
            alarm=_flipped,
        ),
        design(
            id="sign_flip_six_skewed",
            label="sign flip over 6 accounts, skewed",
            null="The mean difference is zero, but the differences are not symmetric.",
            condition="six accounts, lognormal differences less their mean",
            draw=lambda rng: _skewed(rng) - _SKEWED_MEAN,
            alarm=_flipped,
        ),
        design(
            id="t_test_six",
            label="t over 6 accounts, normal",
            null="The mean difference is zero.",
            condition="six accounts, normal differences of mean zero",
            draw=lambda rng: rng.normal(0.0, 1.0, _ACCOUNTS),
            alarm=_beside_zero,
        ),
    ]


def _skewed(rng: np.random.Generator) -> FloatArray:
    return rng.lognormal(0.0, _LOG_SPREAD, _ACCOUNTS)


def _mean(values: FloatArray, level: float, _: np.random.Generator) -> Estimate:
    return t_interval(values, level=level, unit="difference", of="accounts")


def _flipped(values: FloatArray, alpha: float, _: np.random.Generator) -> bool:
    return sign_flip_test(values, of="accounts").p_value <= alpha


def _beside_zero(values: FloatArray, alpha: float, rng: np.random.Generator) -> bool:
    found = _mean(values, 1 - alpha, rng)
    return found.low is None or found.high is None or not found.low <= 0 <= found.high
