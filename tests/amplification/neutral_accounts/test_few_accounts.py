import numpy as np
import pytest
from scipy import stats

from rml.amplification.neutral_accounts.daily_differences import daily_differences, rows_of
from rml.amplification.neutral_accounts.few_accounts import (
    detectable_shift,
    few_account_tests,
    same_direction_count,
)


def test_a_detectable_shift_is_detected_as_often_as_said(rng):
    shift = detectable_shift(np.array([-0.04, 0.0, 0.04]), power=0.8, level=0.95)
    draws = rng.normal(shift.value, 0.04, size=(20_000, 3))
    tests = stats.ttest_1samp(draws, 0.0, axis=1)
    found = (tests.pvalue < 0.05) & (tests.statistic > 0)
    assert found.mean() == pytest.approx(0.8, abs=0.012)


def test_its_interval_carries_over_that_of_the_spread(rng):
    covered = 0
    truth = detectable_shift(np.array([-0.04, 0.0, 0.04]), power=0.8, level=0.95).value
    for means in rng.normal(0.0, 0.04, size=(400, 3)):
        shift = detectable_shift(means, power=0.8, level=0.95)
        covered += shift.low <= truth <= shift.high
    assert 0.92 <= covered / 400 <= 0.98


def test_three_accounts_are_held_against_what_they_could_show(differences):
    table = few_account_tests(differences, power=0.8, level=0.95, alpha=0.05)
    assert len(table) == 10
    assert set(table["smallest_p"]) == {0.25}
    assert (table["sign_flip_p"] >= 0.25).all()
    assert (table["detectable"] > 3 * table["spread"]).all()
    assert (table["detectable_holm"] > 3 * table["detectable"]).all()
    left = rows_of(differences, score="url", leaning="Left").groupby("bot")["difference"].mean()
    first = table.iloc[0]
    assert [first["first_account"], first["second_account"], first["third_account"]] == (
        pytest.approx(left.tolist())
    )


def test_at_holms_first_step_three_accounts_need_three_times_the_shift(rng, real_differences):
    table = few_account_tests(real_differences, power=0.8, level=0.95, alpha=0.05)
    row = table.set_index(["score", "leaning"]).loc[("url", "Center")]
    assert row["detectable"] == pytest.approx(0.129, abs=0.001)
    draws = rng.normal(row["detectable_holm"], row["spread"], size=(20_000, 3))
    tests = stats.ttest_1samp(draws, 0.0, axis=1)
    found = (tests.pvalue < 0.05 / 10) & (tests.statistic > 0)
    assert found.mean() == pytest.approx(0.8, abs=0.012)


def test_accounts_that_point_the_same_way_are_counted(made_timelines):
    home = np.full((15, 12), 0.1)
    home[[0, 4, 8]] = -0.1
    home += np.linspace(0, 0.01, 12)
    differences = daily_differences(made_timelines(home, np.zeros((15, 12))), scores=["url"])
    count = same_direction_count(differences)
    assert (count.value, count.n, count.has_interval) == (2.0, "5 tests", False)


def test_in_three_of_the_ten_real_comparisons_all_accounts_point_the_same_way(real_differences):
    assert same_direction_count(real_differences).value == 3
