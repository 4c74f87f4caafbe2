import functools

import numpy as np
import pytest

from rml.amplification.neutral_accounts.daily_differences import (
    comparisons_of,
    daily_differences,
    rows_of,
)
from rml.amplification.neutral_accounts.dependence import (
    effect_of_each_account,
    effective_account_days,
    sensitivity,
)
from rml.amplification.neutral_accounts.seed_effects import inverted_p_value, over_days
from rml.stats.multiplicity import holm

CHOICES = {"days": [4, 8], "level": 0.95, "alpha": 0.05, "resamples": 199, "seed": 1}


@pytest.fixture
def left_rows(made_timelines):
    def rows(home):
        frame = daily_differences(made_timelines(home, np.zeros_like(home)), scores=["url"])
        return rows_of(frame, score="url", leaning="Left")

    return rows


def test_independent_days_are_worth_their_number_and_overlapping_ones_a_fifth(left_rows, rng):
    posts = rng.normal(size=(15, 1004))
    overlapping = np.stack([np.convolve(one, np.ones(5) / 5, mode="valid") for one in posts]) / 5
    settings = {"max_lag_days": 20, "prewhiten": False}
    independent = effective_account_days(left_rows(posts[:, :1000] / 5), **settings)
    dependent = effective_account_days(left_rows(overlapping), **settings)
    assert independent.value == pytest.approx(3000, rel=0.3)
    assert dependent.value == pytest.approx(600, rel=0.3)
    assert not dependent.has_interval


def test_what_accounts_differ_by_on_average_does_not_count(left_rows, rng):
    settings = {"max_lag_days": 0, "prewhiten": False}
    rows = left_rows(rng.normal(0, 0.05, size=(15, 60)))
    moved = rows.assign(difference=rows["difference"] + rows["bot"].map({1: -0.3, 2: 0, 3: 0.3}))
    assert effective_account_days(moved, **settings).value == pytest.approx(
        effective_account_days(rows, **settings).value, rel=0.05
    )


def test_each_account_has_an_effect_of_its_own(differences):
    table = effect_of_each_account(differences, level=0.95, max_lag_days=5, prewhiten=True)
    assert len(table) == 30
    means = differences.groupby(["score", "bot"])["difference"].mean()
    for row in table.itertuples():
        assert row.effect == pytest.approx(means[row.score, row.bot])
        assert row.low < row.effect < row.high
        assert row.effective_days > 0


def test_sensitivity_shows_each_choice_and_its_own_count(differences):
    table = sensitivity(differences, score="url", leaning="Center", **CHOICES)
    assert len(table) == 4 * 2 + 3
    assert table["span_days"].isna().sum() == 3
    assert (table.loc[table["analysis"] == "block bootstrap", "significant"]).isna().all()
    assert (table["low"] < table["high"]).all()


def test_its_counts_are_those_of_holm_over_p_values(made_timelines, rng):
    home = rng.normal(0, 0.05, size=(15, 80)) + np.linspace(-0.03, 0.03, 15)[:, np.newaxis]
    frame = daily_differences(
        made_timelines(home, np.zeros((15, 80)), scores=("url", "hashtag")),
        scores=["url", "hashtag"],
    )
    table = sensitivity(frame, score="url", leaning="Left", **CHOICES)
    interval = functools.partial(over_days, max_lag_days=8, prewhiten=True)
    p_values = [
        inverted_p_value(functools.partial(interval, rows), smallest=1e-8)
        for _, _, rows in comparisons_of(frame)
    ]
    ours = table[(table["analysis"] == "HAC, prewhitened") & (table["span_days"] == 8)]
    assert ours["significant"].item() == int((holm(p_values) <= 0.05).sum()) > 0
