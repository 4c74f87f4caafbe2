"""Arms out of ratio and odd days: against scipy, by simulation, and with planted shifts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, kstest

from rml.amplification.holdback.arm_sizes import days_out_of_ratio, ratio_mismatch
from rml.amplification.holdback.log_days import arms_apart, changes, odd_lengths

WEEK = np.array([1.0, 1.05, 1.1, 1.1, 1.2, 0.85, 0.8])


def counts(rng, *, days=140, control=2000.0, ratio=4.0, effect=1.0):
    """Rows per day and arm with a weekly rhythm, Poisson around it."""
    rhythm = np.resize(WEEK, days) * np.exp(rng.normal(0, 0.05, days))
    return pd.DataFrame(
        {
            "control": rng.poisson(control * rhythm),
            "treatment": rng.poisson(control * ratio * effect * rhythm),
        }
    )


@pytest.mark.parametrize("ratio", [0.5, 1, 4, 99])
def test_the_test_of_sizes_agrees_with_the_exact_one(ratio):
    rng = np.random.default_rng(1)
    for _ in range(20):
        total = 200_000
        control = int(rng.binomial(total, 1 / (1 + ratio)) + rng.integers(-300, 300))
        exact = binomtest(control, total, 1 / (1 + ratio)).pvalue
        found = ratio_mismatch(control, total - control, size_ratio=ratio).p
        assert found == pytest.approx(exact, abs=0.01)


def test_without_a_mismatch_p_is_uniform():
    rng = np.random.default_rng(2)
    controls = rng.binomial(100_000, 0.2, 2000)
    p_values = [ratio_mismatch(int(c), 100_000 - int(c), size_ratio=4).p for c in controls]
    assert kstest(p_values, "uniform").pvalue > 0.01


def test_a_mismatch_of_two_per_cent_of_a_million_users_is_found():
    assert ratio_mismatch(200_000, 816_000, size_ratio=4).p < 1e-10
    assert ratio_mismatch(0, 10, size_ratio=4).ratio == float("inf")


def test_days_in_ratio_are_seldom_flagged_and_one_out_of_it_is_found():
    rng = np.random.default_rng(3)
    flagged = 0
    for _ in range(100):
        active = counts(rng)
        flagged += bool(days_out_of_ratio(active, size_ratio=4, smallest_p=0.05))
    assert flagged <= 12  # 5 expected, whatever the number of days
    active.loc[70, "control"] = round(active.loc[70, "control"] * 0.8)
    assert days_out_of_ratio(active, size_ratio=4, smallest_p=0.001) == [70]
    active.loc[71] = 0
    assert days_out_of_ratio(active, size_ratio=4, smallest_p=0.001) == [70]
    assert days_out_of_ratio(active * 0, size_ratio=4, smallest_p=0.001) == []


def test_changes_are_of_factors_and_against_neighbours_that_have_rows():
    rows = np.array([10.0, 10, 0, 20, 10, 10])
    found = changes(rows)
    assert np.isnan(found[2])
    assert found[3] == pytest.approx(np.log(2))
    np.testing.assert_allclose(changes(rows * 37), found)
    assert np.isnan(changes(np.array([0.0, 5, 0]))).all()


def test_a_weekly_rhythm_and_an_effect_seldom_make_odd_days():
    rng = np.random.default_rng(4)
    flagged = [0, 0]
    for _ in range(50):
        rows = counts(rng, effect=1.7)
        flagged[0] += len(odd_lengths(rows, largest_change=1.5))
        flagged[1] += len(arms_apart(rows, largest_gap=1.25))
    # Of 7,000 days: a Sunday at the end has only busy neighbours.
    assert flagged[0] <= 70
    assert flagged[1] == 0


def test_few_rows_do_not_make_the_arms_seem_apart():
    rng = np.random.default_rng(5)
    flagged = sum(len(arms_apart(counts(rng, control=20), largest_gap=1.25)) for _ in range(50))
    # 7,000 days whose gaps are 30 % by chance alone.
    assert flagged <= 14


@pytest.mark.parametrize("arm", ["control", "treatment"])
def test_a_clock_that_moves_a_third_of_a_day_in_one_arm_is_found(arm):
    rows = counts(np.random.default_rng(6))
    moved = rows.loc[50, arm] // 3
    rows.loc[50, arm] -= moved
    rows.loc[51, arm] += moved
    assert arms_apart(rows, largest_gap=1.25) == [50, 51]
    assert arms_apart(rows * 3, largest_gap=1.25) == [50, 51]


def test_a_clock_that_is_off_in_both_arms_makes_odd_lengths_but_not_arms_apart():
    rows = counts(np.random.default_rng(7))
    moved = rows.loc[50] // 2
    rows.loc[50] -= moved
    rows.loc[51] += moved
    assert arms_apart(rows, largest_gap=1.25) == []
    assert set(odd_lengths(rows, largest_change=1.5)) <= {50, 51}
    assert 50 in odd_lengths(rows, largest_change=1.5)
