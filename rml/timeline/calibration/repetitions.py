"""Repetitions of a design, kept in the cache."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rml.data.ledger import simulated
from rml.stages import stage
from rml.timeline.calibration.design import AlarmDesign, IntervalDesign

FloatArray = NDArray[np.float64]
_PACKAGES: Final = ("numpy", "scipy", "pandas")
_OWN_CODE: Final = "rml.timeline.calibration.repetitions"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Intervals:
    """What an interval gave in many repetitions, each of shape (r,).

    Parameters
    ----------
    value, low, high
        Estimate and ends; NaN where the method refused the data.
    truth
        What should be held.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray
    truth: FloatArray

    @property
    def given(self) -> NDArray[np.bool_]:
        """Where the method gave an interval."""
        return ~np.isnan(self.value)

    @property
    def held(self) -> NDArray[np.bool_]:
        """Where the interval held the truth, among those given; shape (number given,)."""
        # An end computed along another way than the truth may differ in the last digits.
        slack = 1e-12 * np.maximum(1.0, np.abs(self.truth))
        held = (self.low <= self.truth + slack) & (self.truth - slack <= self.high)
        return np.asarray(held[self.given])


@simulated
def repeated_intervals(
    design: IntervalDesign, *, repetitions: int, level: float, seed: int
) -> Intervals:
    """Return the intervals of ``repetitions`` independent draws of a design.

    The random numbers depend on the seed and on the design's id, not on which other designs
    are run.
    """

    def compute() -> dict[str, FloatArray]:
        rng = _generator(design.id, seed)
        rows = np.array([design.once(rng, level=level) for _ in range(repetitions)])
        return dict(zip(("value", "low", "high", "truth"), rows.T.copy(), strict=True))

    key = {"design": design.id, "repetitions": repetitions, "level": level, "seed": seed}
    code = _modules(design.draw, design.interval)
    arrays = stage("timeline_intervals", key=key, code=code, packages=_PACKAGES, compute=compute)
    return Intervals(**arrays)


@simulated
def repeated_alarms(
    design: AlarmDesign, *, repetitions: int, alpha: float, seed: int
) -> NDArray[np.bool_]:
    """Return in which of ``repetitions`` independent draws the test gave a false alarm."""

    def compute() -> dict[str, NDArray[np.bool_]]:
        rng = _generator(design.id, seed)
        alarms = [bool(design.alarm(design.draw(rng), alpha, rng)) for _ in range(repetitions)]
        return {"alarms": np.array(alarms)}

    key = {"design": design.id, "repetitions": repetitions, "alpha": alpha, "seed": seed}
    code = _modules(design.draw, design.alarm)
    arrays = stage("timeline_alarms", key=key, code=code, packages=_PACKAGES, compute=compute)
    return arrays["alarms"]


def _generator(identifier: str, seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(identifier.encode())])


def _modules(*callables: Callable[..., Any]) -> tuple[str, ...]:
    """Return the modules that hold a design's world and method; their imports count as well."""
    own = [one.func if isinstance(one, functools.partial) else one for one in callables]
    return tuple(sorted({_OWN_CODE, *(one.__module__ for one in own)}))
