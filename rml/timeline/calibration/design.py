"""A design: a made-up world whose truth is known, and the interval or test that is tried on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from rml.estimate import Estimate

Part: TypeAlias = Literal["panel", "county", "imputation", "inequality", "disparity"]
"""The method family that a design belongs to; one group of rows in the figures."""

PART_NAMES: Final[dict[Part, str]] = {
    "panel": "Rates in a panel",
    "county": "County audit",
    "imputation": "Imputed race",
    "inequality": "Inequality of exposure",
    "disparity": "Disparity of several groups",
}


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class IntervalDesign:
    """A world with a planted truth and an interval that should hold it.

    Parameters
    ----------
    id
        In snake_case, unique in the catalogue; it also decides the random numbers.
    part
        The method family.
    report
        The report that uses the interval, such as ``"home_timeline/county_audit"``.
    label
        Interval and world in a few words, for a figure's row.
    estimand
        What the interval is about.
    condition
        The made-up world in words: sizes, rates, what depends on what.
    truth
        The planted value in the estimate's unit, or a function from a draw to it, for
        worlds that are themselves drawn anew.
    draw
        Takes a generator and returns one data set.
    interval
        Takes a data set, the nominal coverage and a generator, and returns the estimate by
        the project's own function.
    refusal
        How the message of the ValueError begins with which the method refuses data on which
        it is not defined. A refused data set counts as one without an interval; any other
        error is raised.
    point
        False if a region is bounded rather than a value estimated: there is then no bias, and
        no right width.
    slow
        True if one repetition takes so long that fewer are made.
    """

    id: str
    part: Part
    report: str
    label: str
    estimand: str
    condition: str
    truth: float | Callable[[Any], float]
    draw: Callable[[np.random.Generator], Any]
    interval: Callable[[Any, float, np.random.Generator], Estimate]
    refusal: str | None = None
    point: bool = True
    slow: bool = False

    def once(self, rng: np.random.Generator, *, level: float) -> tuple[float, float, float, float]:
        """Return estimate, lower end, upper end and truth of one draw; NaN where refused.

        Raises
        ------
        ValueError
            If the method refuses the draw in other words than declared, or gives an
            estimate without an interval.
        """
        data = self.draw(rng)
        truth = float(self.truth(data)) if callable(self.truth) else self.truth
        try:
            found = self.interval(data, level, rng)
        except ValueError as error:
            if self.refusal is None or not str(error).startswith(self.refusal):
                raise
            return np.nan, np.nan, np.nan, truth
        if found.low is None or found.high is None:
            raise ValueError(f"The design {self.id} gives an estimate without an interval.")
        return found.value, found.low, found.high, truth


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class AlarmDesign:
    """A world in which there is nothing to find, and a test that should not find it.

    Parameters
    ----------
    id, part, report, label, condition, draw, slow
        As for `IntervalDesign`.
    null
        What holds in the made-up world and is tested.
    alarm
        Takes a data set, the accepted rate of false alarms and a generator, and returns
        whether the test finds what is not there.
    """

    id: str
    part: Part
    report: str
    label: str
    null: str
    condition: str
    draw: Callable[[np.random.Generator], Any]
    alarm: Callable[[Any, float, np.random.Generator], bool]
    slow: bool = False
