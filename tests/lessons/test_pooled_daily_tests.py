"""The pooled daily test on accounts of one kind: where it is right, and where it is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rml.amplification.neutral_accounts.daily_differences import LEANINGS
from rml.amplification.neutral_accounts.seed_effects import over_accounts, over_independent_days
from rml.lessons.pooled_daily_tests.claims import apart_words
from rml.lessons.pooled_daily_tests.figures import apart_plot
from rml.lessons.pooled_daily_tests.twin_tests import (
    account_estimates,
    alarms_between_twins,
    alarms_for_dependent_days,
    apart_frame,
    claims_of,
    twin_effects,
    twin_tests,
)
from rml.report.alt_text import check_alt

DAYS = 100


DEPENDENT = {"level": 0.95, "max_lag_days": 15, "prewhiten": True}


def noise(rng, window):
    """Return an account's daily noise, each day an average over a sliding window."""
    drawn = rng.normal(0, 0.05 * np.sqrt(window), DAYS + window - 1)
    return np.convolve(drawn, np.full(window, 1 / window), mode="valid")


def made(rng, *, account_spread, score="url", window=1):
    """Return differences of 15 accounts whose long-run means spread about zero."""
    means = rng.normal(0, account_spread, 15)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "score": score,
                    "leaning": LEANINGS[bot // 3],
                    "bot": bot + 1,
                    "date": pd.date_range("2019-07-13", periods=DAYS),
                    "difference": means[bot] + noise(rng, window),
                }
            )
            for bot in range(15)
        ],
        ignore_index=True,
    )


def test_every_pair_of_a_seed_is_tested_as_scipy_does(rng):
    differences = made(rng, account_spread=0.02)
    twins = twin_tests(differences)
    assert len(twins) == 15
    assert twins.groupby("leaning").size().eq(3).all()
    first, last = (differences[differences["bot"] == bot]["difference"] for bot in (1, 3))
    row = twins[(twins["leaning"] == LEANINGS[0]) & (twins["pair"] == "1 and 3")].iloc[0]
    expected = stats.ttest_ind(first, last, equal_var=False)
    assert row["p_value"] == pytest.approx(expected.pvalue)
    assert row["difference"] == pytest.approx(first.mean() - last.mean())
    assert row["days"] == 2 * DAYS


def test_the_test_keeps_its_word_where_accounts_and_days_are_alike_and_not_where_they_differ(rng):
    alarms = {
        spread: np.mean(
            [
                alarms_between_twins(twin_tests(made(rng, account_spread=spread)), alpha=0.05).value
                for _ in range(40)
            ]
        )
        for spread in (0.0, 0.03)
    }
    assert 0.02 < alarms[0.0] < 0.09
    assert alarms[0.03] > 0.5


def test_days_that_repeat_each_other_raise_alarms_until_that_is_allowed_for(rng):
    drawn = [made(rng, account_spread=0.0, window=6) for _ in range(20)]
    plain = np.mean([alarms_between_twins(twin_tests(one), alpha=0.05).value for one in drawn])
    allowed = np.mean(
        [alarms_for_dependent_days(twin_effects(one, **DEPENDENT)).value for one in drawn]
    )
    assert plain > 0.3
    assert allowed < 0.12


def test_an_interval_for_dependent_days_is_about_the_same_difference(rng):
    differences = made(rng, account_spread=0.02, window=4)
    gaps = differences.drop(differences.index[[3, 4, 110, 205]])
    effects = twin_effects(gaps, **DEPENDENT)
    assert [one.value for one in effects] == pytest.approx(list(twin_tests(gaps)["difference"]))
    assert all(one.low < one.value < one.high for one in effects)


def test_days_make_claims_of_a_kind_that_accounts_do_not(rng):
    drawn = [made(rng, account_spread=0.03) for _ in range(30)]
    by_days, by_accounts = (
        np.mean([claims_of(one, how, level=0.95, units="units").value for one in drawn]) / 5
        for how in (over_independent_days, over_accounts)
    )
    assert by_days > 0.5
    assert 0.01 < by_accounts < 0.11


def test_the_figure_shows_every_account_and_says_what_it_shows(rng):
    labels, estimates = account_estimates(made(rng, account_spread=0.03), score="url", level=0.95)
    frame = apart_frame(labels, estimates)
    assert len(frame) == 15
    assert frame["account"].is_unique
    assert (frame["low"] < frame["mean"]).all()
    assert apart_plot(labels, estimates, group=3, unit="score points").axes
    words = apart_words(frame, group=3, what="links", level=0.95)
    check_alt(words["alt"], caption=words["caption"], where="figure")


def test_on_the_real_accounts_the_test_finds_what_cannot_be_there(real_differences):
    alarms = alarms_between_twins(twin_tests(real_differences), alpha=0.05)
    assert alarms.n == "30 pairs of accounts"
    assert alarms.value == pytest.approx(20 / 30)
    dependent = alarms_for_dependent_days(twin_effects(real_differences, **DEPENDENT))
    assert dependent.value == pytest.approx(13 / 30)
    counts = [
        claims_of(real_differences, how, level=0.95, units="units").value
        for how in (over_independent_days, over_accounts)
    ]
    assert counts == [9, 0]
