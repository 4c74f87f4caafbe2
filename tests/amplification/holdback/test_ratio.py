import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import hyp1f1

from rml.amplification.holdback.ratio import (
    SMOOTHINGS,
    amplification_ratio,
    expected_amplification,
    mean_of_daily_ratios,
    pooled_ratio,
)
from rml.data.registry import PACKAGE_FOLDER

VECTORS = PACKAGE_FOLDER / "data/published/amplification_estimator_bias.csv"
REACH = st.integers(0, 10_000)


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_each_reading_is_the_formula_by_hand(smoothing):
    by_hand = {
        "inside": (21 + 1) / (4 * 3 + 1) - 1,
        "outside": (21 + 1) / (4 * (3 + 1)) - 1,
        "corrected": 21 / (4 * (3 + 1)) - 1,
        "none": 21 / (4 * 3) - 1,
    }
    found = amplification_ratio(21, 3, smoothing=smoothing, size_ratio=4)
    assert found.shape == ()
    assert found == pytest.approx(by_hand[smoothing], rel=1e-14)


@given(treatment=REACH, control=REACH)
def test_readings_keep_their_order(treatment, control):
    a = {
        name: float(amplification_ratio(treatment, control, smoothing=name, size_ratio=4))
        for name in SMOOTHINGS
    }
    assert -1 <= a["corrected"] < a["outside"] < a["inside"] or control == 0
    assert a["corrected"] < a["none"] or control == 0 or treatment == 0
    assert np.isnan(a["none"]) == (control == 0)


@given(st.lists(st.tuples(REACH, REACH), min_size=2, max_size=6))
def test_equal_days_make_mean_and_pool_agree_without_smoothing(days):
    treatment, control = np.array(days).T + 1
    form = {"smoothing": "none", "size_ratio": 4, "axis": 0}
    same = mean_of_daily_ratios(treatment[[0, 0, 0]], control[[0, 0, 0]], **form)
    assert same == pytest.approx(pooled_ratio(treatment[[0, 0]], control[[0, 0]], **form))
    # The pooled ratio is the mean of the days' ratios weighted by control reach.
    daily = amplification_ratio(treatment, control, smoothing="none", size_ratio=4)
    assert pooled_ratio(treatment, control, **form) == pytest.approx(
        np.average(daily, weights=control), abs=1e-12
    )


def test_shapes_broadcast_and_the_axis_of_days_goes():
    rng = np.random.default_rng(3)
    treatment, control = rng.poisson(20, (5, 1, 7)), rng.poisson(5, (3, 7))
    form = {"smoothing": "corrected", "size_ratio": 4}
    assert amplification_ratio(treatment, control, **form).shape == (5, 3, 7)
    for join in (mean_of_daily_ratios, pooled_ratio):
        joined = join(treatment, control, axis=-1, **form)
        assert joined.shape == (5, 3)
        assert joined[2, 1] == pytest.approx(
            float(join(treatment[2, 0], control[1], axis=0, **form))
        )
    # A control arm given once for all days counts once a day.
    once = pooled_ratio([8, 8, 8], [2], axis=0, smoothing="none", size_ratio=4)
    assert once == pytest.approx(0)


def test_a_day_without_control_reach_is_not_dropped():
    form = {"smoothing": "none", "size_ratio": 4, "axis": 0}
    assert np.isnan(mean_of_daily_ratios([8, 1], [2, 0], **form))
    assert pooled_ratio([8, 1], [2, 0], **form) == pytest.approx(9 / 8 - 1)


def test_the_expectations_reproduce_the_test_vectors():
    with VECTORS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 8
    cases = (
        ("null_inside_pct", 0, "inside"),
        ("null_outside_pct", 0, "outside"),
        ("half_inside_pct", 0.5, "inside"),
    )
    for row in rows:
        for column, true, smoothing in cases:
            found = 100 * expected_amplification(
                float(row["control_reach"]), true, smoothing=smoothing, size_ratio=4
            )
            assert abs(found - float(row[column])) <= 0.005 + 1e-9, (row, column)


@pytest.mark.parametrize("rate", [1e-6, 0.03, 1, 5, 144, 145, 1e4])
@pytest.mark.parametrize("true", [-1, -0.5, 0, 2])
@pytest.mark.parametrize("size_ratio", [0.5, 4, 9])
def test_the_expectations_equal_their_closed_forms(rate, true, size_ratio):
    numerator = size_ratio * rate * (1 + true)
    # E[1 / (k C + 1)] is a confluent hypergeometric function, E[1 / (C + 1)] elementary.
    inside = (numerator + 1) * hyp1f1(1, 1 + 1 / size_ratio, -rate) - 1
    spread = -np.expm1(-rate) / (size_ratio * rate)
    closed = {
        "inside": inside,
        "outside": (numerator + 1) * spread - 1,
        "corrected": -(1 + true) * np.exp(-rate) + true,
    }
    for smoothing, value in closed.items():
        found = expected_amplification(rate, true, smoothing=smoothing, size_ratio=size_ratio)
        assert found == pytest.approx(value, rel=1e-11, abs=1e-11), smoothing


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_the_expectation_is_the_mean_of_many_draws(smoothing):
    rng = np.random.default_rng(20200401)
    draws = 400_000
    treatment, control = rng.poisson(4 * 2 * 1.5, draws), rng.poisson(2, draws)
    kept = control > 0 if smoothing == "none" else slice(None)
    ratios = amplification_ratio(treatment[kept], control[kept], smoothing=smoothing, size_ratio=4)
    error = ratios.std() / np.sqrt(ratios.size)
    expected = expected_amplification(2, 0.5, smoothing=smoothing, size_ratio=4)
    assert abs(ratios.mean() - expected) < 4.5 * error


def test_expectations_of_arrays_are_those_of_their_entries():
    rates, true = np.array([[0.5], [5.0], [0.5]]), np.array([-0.5, 0.0, 2.0])
    found = expected_amplification(rates, true, smoothing="inside", size_ratio=4)
    assert found.shape == (3, 3)
    assert (found[0] == found[2]).all()
    assert found[1, 2] == expected_amplification(5, 2, smoothing="inside", size_ratio=4)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"treatment": [-1, 2]}, "1 of 2 entries of `treatment` are negative"),
        ({"control": [np.nan, 2]}, "1 of 2 entries of `control` are missing"),
        ({"smoothing": "plus one"}, "`smoothing` must be one of 'inside'"),
        ({"size_ratio": 0}, "`size_ratio` must be above 0"),
        ({"size_ratio": np.inf}, "`size_ratio` must be above 0"),
        ({"axis": 1}, "`axis` 1 is not among the 1 axes"),
        ({"treatment": [], "control": []}, "There is no day on axis 0"),
    ],
)
@pytest.mark.parametrize("join", [mean_of_daily_ratios, pooled_ratio])
def test_bad_input_is_refused(join, change, message):
    given = {
        "treatment": [8, 4], "control": [2, 1], "smoothing": "corrected", "size_ratio": 4, "axis": 0
    } | change  # fmt: skip
    arms = given.pop("treatment"), given.pop("control")
    with pytest.raises(ValueError, match=message):
        join(*arms, **given)


@pytest.mark.parametrize(
    ("rate", "true", "message"),
    [(0, 0, "`control_reach` must be above 0"), (1, -1.5, "`true_amplification` must be at least")],
)
def test_impossible_expectations_are_refused(rate, true, message):
    with pytest.raises(ValueError, match=message):
        expected_amplification(rate, true, smoothing="inside", size_ratio=4)
