"""Draws of designs: refusals, the cache, and independence of which other designs are run."""

import numpy as np
import pytest
from scipy import stats

from rml.data import ledger
from rml.estimate import Estimate
from rml.timeline.calibration import repetitions as module
from rml.timeline.calibration.catalogue import alarm_designs, interval_designs
from rml.timeline.calibration.repetitions import Intervals, repeated_alarms, repeated_intervals

RUN = {"repetitions": 50, "level": 0.9, "seed": 3}
TESTS = {"repetitions": 400, "alpha": 0.3, "seed": 3}


def refusing(values, level, rng):
    if values[0] < 2:
        raise ValueError("Too few values to say anything.")
    return Estimate(
        value=1.0, low=0.0, high=2.0, level=level, n="5 values", unit="score", method="made up"
    )


def test_a_draw_gives_estimate_ends_and_truth(design):
    one = design()
    value, low, high, truth = one.once(np.random.default_rng(1), level=0.9)
    values = np.random.default_rng(1).normal(2.0, 1.0, 5)
    half = stats.t.ppf(0.95, 4) * values.std(ddof=1) / np.sqrt(5)
    assert (value, low, high) == pytest.approx(
        (values.mean(), values.mean() - half, values.mean() + half)
    )
    assert truth == 2.0


def test_the_truth_may_be_that_of_the_draw(design):
    one = design(truth=lambda values: values.max())
    *_, truth = one.once(np.random.default_rng(1), level=0.9)
    assert truth == np.random.default_rng(1).normal(2.0, 1.0, 5).max()


def test_a_declared_refusal_is_no_interval_and_another_error_is_raised(design):
    declared = design(interval=refusing, refusal="Too few values")
    found = repeated_intervals(declared, **RUN)
    assert 10 < (~found.given).sum() < 40
    assert np.isnan(found.low[~found.given]).all()
    assert found.held.size == found.given.sum()
    assert found.held.all()
    for name, other in (("undeclared", None), ("otherwise", "Something else")):
        with pytest.raises(ValueError, match="Too few values to say anything"):
            repeated_intervals(design(id=name, interval=refusing, refusal=other), **RUN)


def test_an_estimate_without_an_interval_is_refused(design):
    def bare(values, level, rng):
        return Estimate(
            value=1.0, low=None, high=None, level=None, n="5", unit="score", method="census"
        )

    with pytest.raises(ValueError, match="The design t_of_five gives an estimate without"):
        repeated_intervals(design(interval=bare), **RUN)


def test_an_interval_holds_its_ends_and_rounding_decides_nothing():
    found = Intervals(
        value=np.array([1.0, 1.0, 1.0, 1.0, np.nan]),
        low=np.array([0.0, 2.0, 0.3, 2.1, np.nan]),
        high=np.array([2.0, 3.0, 0.1 + 0.2, 3.0, np.nan]),
        truth=np.array([2.0, 2.0, 0.3, 2.0, 2.0]),
    )
    assert found.held.tolist() == [True, True, True, False]


def test_a_designs_numbers_depend_on_its_name_and_the_seed_alone(design):
    first = repeated_intervals(design(), **RUN)
    assert (repeated_intervals(design(), **RUN).value == first.value).all()
    other = repeated_intervals(design(id="t_again"), **RUN)
    assert (other.value != first.value).all()
    assert (repeated_intervals(design(), **(RUN | {"seed": 4})).value != first.value).all()


def test_a_t_interval_of_normal_values_holds_the_mean(design):
    found = repeated_intervals(design(), repetitions=2000, level=0.9, seed=1)
    assert stats.binomtest(int(found.held.sum()), 2000, 0.9).pvalue > 1e-4


def test_alarms_come_as_often_as_they_should(alarm_design):
    alarms = repeated_alarms(alarm_design(), **TESTS)
    assert alarms.dtype == bool
    assert stats.binomtest(int(alarms.sum()), 400, 0.3).pvalue > 1e-4


def test_the_cache_gives_the_same_again_and_it_is_still_simulated(
    monkeypatch, design, alarm_design
):
    first, alarms = repeated_intervals(design(), **RUN), repeated_alarms(alarm_design(), **TESTS)

    def never(*args):
        raise AssertionError("computed again")

    monkeypatch.setattr(module, "_generator", never)
    ledger.clear()
    assert (repeated_intervals(design(), **RUN).low == first.low).all()
    assert (repeated_alarms(alarm_design(), **TESTS) == alarms).all()
    assert set(ledger.inputs().values()) == {"simulated"}
    for change in ({"repetitions": 51}, {"level": 0.8}, {"seed": 4}):
        with pytest.raises(AssertionError, match="computed again"):
            repeated_intervals(design(), **(RUN | change))
    for change in ({"repetitions": 401}, {"alpha": 0.2}, {"seed": 4}):
        with pytest.raises(AssertionError, match="computed again"):
            repeated_alarms(alarm_design(), **(TESTS | change))
    with pytest.raises(AssertionError, match="computed again"):
        repeated_intervals(design(id="another"), **RUN)


def test_the_cache_follows_the_modules_of_world_and_method():
    designs = {one.id: one for one in [*interval_designs(), *alarm_designs()]}
    own = "rml.timeline.calibration."
    expected = {
        "gap_190": {"panel_designs"},
        "weighted_gap_50": {"county_designs"},
        "imputed_gap": {"imputation_designs", "imputed_people"},
        "total_test": {"imputation_designs", "imputed_people"},
        "holm_family": {"panel_designs"},
    }
    for name, modules in expected.items():
        one = designs[name]
        method = one.alarm if name in ("total_test", "holm_family") else one.interval
        found = module._modules(one.draw, method)
        assert set(found) == {own + "repetitions", *(own + name for name in modules)}
