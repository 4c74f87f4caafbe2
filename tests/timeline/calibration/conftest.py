import functools

import numpy as np
import pytest

from rml.stats.intervals import t_interval
from rml.timeline.calibration.design import AlarmDesign, IntervalDesign
from rml.timeline.calibration.repetitions import Intervals
from rml.timeline.calibration.summary import Bounds, judge_alarms, judge_intervals


@pytest.fixture(autouse=True)
def environment(own_cache):
    """Give each test a cache of its own and an empty ledger."""


def a_mean(values, level, rng):
    return t_interval(values, level=level, unit="score")


def five_normal(rng, *, mean=2.0):
    return rng.normal(mean, 1.0, 5)


@pytest.fixture
def design():
    """Return a function that makes a design of a t interval, with changes."""

    def make(**changes):
        fields = {
            "id": "t_of_five",
            "part": "panel",
            "report": "home_timeline/panel_exposure_by_race",
            "label": "t of five",
            "estimand": "mean",
            "condition": "five normal values",
            "truth": 2.0,
            "draw": functools.partial(five_normal, mean=2.0),
            "interval": a_mean,
        }
        return IntervalDesign(**(fields | changes))

    return make


@pytest.fixture
def alarm_design():
    """Return a function that makes a design of a test, with changes."""

    def make(**changes):
        fields = {
            "id": "coin",
            "part": "panel",
            "report": "home_timeline/panel_exposure_by_race",
            "label": "a coin",
            "null": "nothing",
            "condition": "a number between 0 and 1",
            "draw": lambda rng: rng.random(),
            "alarm": lambda number, alpha, rng: number <= alpha,
        }
        return AlarmDesign(**(fields | changes))

    return make


@pytest.fixture
def bounds():
    return Bounds(band=(93, 97), alarm_band=(3, 7), bias=6, width=150, undefined=1)


@pytest.fixture
def judged(design):
    """Return a function that makes the judgement on an interval that held the truth so often."""

    def make(held, *, of=1000, declared="regular", refused=0, **changes):
        shift = np.r_[np.zeros(held), np.full(of - held, 10.0)]
        value = np.linspace(-1, 1, of)
        truth = np.zeros(of)
        missing = np.full(refused, np.nan)
        found = Intervals(
            value=np.r_[value, missing],
            low=np.r_[np.full(of, -1.0) + shift, missing],
            high=np.r_[np.full(of, 1.0) + shift, missing],
            truth=np.r_[truth, np.zeros(refused)],
        )
        return judge_intervals(design(**changes), found, declared=declared, level=0.95)

    return make


@pytest.fixture
def alarmed(alarm_design):
    """Return a function that makes the judgement on a test with so many false alarms."""

    def make(alarms, *, of=1000, declared="regular", **changes):
        found = np.r_[np.ones(alarms, dtype=bool), np.zeros(of - alarms, dtype=bool)]
        return judge_alarms(alarm_design(**changes), found, declared=declared, level=0.95)

    return make
