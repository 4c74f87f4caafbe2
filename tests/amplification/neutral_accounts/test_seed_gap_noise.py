import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.oneway import anova_oneway

from rml.amplification.neutral_accounts.daily_differences import SCORE_NAMES, SEED_NAMES
from rml.amplification.neutral_accounts.seed_gap_noise import (
    UNEQUAL,
    gap_noise_of_seeds,
    unequal_facts,
)
from rml.report.format import fields_of
from rml.stats.disparity_values import spread_of_values


def differences_of(means, days=4):
    rows = [
        ("url", leaning, 10 * seed + bot, mean + 0.1 * (day - (days - 1) / 2))
        for seed, (leaning, accounts) in enumerate(zip(SEED_NAMES, means, strict=True))
        for bot, mean in enumerate(accounts)
        for day in range(days)
    ]
    return pd.DataFrame(rows, columns=["score", "leaning", "bot", "difference"])


def test_the_test_is_an_analysis_of_variance_over_accounts():
    means = np.random.default_rng(1).normal(size=(len(SEED_NAMES), 3))
    (found,) = gap_noise_of_seeds(
        differences_of(means), scores=["url"], level=0.95, resamples=499, seed=1
    ).values()
    assert found.test.p_value == pytest.approx(stats.f_oneway(*means).pvalue)
    assert found.gap == pytest.approx(np.ptp(means.mean(axis=1)))
    assert found.spread.n == "15 accounts of 5 seeds"


def test_scores_are_called_by_their_names():
    means = np.arange(15.0).reshape(5, 3)
    found = gap_noise_of_seeds(
        differences_of(means), scores=["url"], level=0.95, resamples=499, seed=1
    )
    assert list(found) == [SCORE_NAMES["url"]]
    of_url = found[SCORE_NAMES["url"]]
    assert of_url.gap > of_url.by_chance


def test_welch_and_the_tests_of_equal_spread_are_those_of_others():
    rng = np.random.default_rng(2)
    means = rng.normal(size=(len(SEED_NAMES), 3)) * np.array([[0.1, 1, 1, 1, 5]]).T
    facts = unequal_facts(differences_of(means), score="url")
    assert facts["welch"] == pytest.approx(anova_oneway(list(means), use_var="unequal").pvalue)
    assert facts["pooled"] == pytest.approx(anova_oneway(list(means), use_var="equal").pvalue)
    spreads = means.std(axis=1, ddof=1)
    assert (facts["least"], facts["most"]) == pytest.approx((spreads.min(), spreads.max()))
    assert facts["freedom"] == 10
    assert facts["bartlett"] < 0.01 < facts["brown_forsythe"]
    assert set(facts) == {field.partition(":")[0] for _, field in parts() if field}


def parts():
    return list(fields_of(UNEQUAL, where="the pooled variance"))


def test_where_seeds_differ_the_interval_holds_the_truth_less_often_than_it_says():
    rng, reps = np.random.default_rng(3), 1_500
    true = 2 / np.sqrt(3) * np.array([-1.5, -0.5, 0.0, 0.5, 1.5])
    spread, missed = true.std(ddof=1), 0
    for _ in range(reps):
        means = rng.normal(true[:, None], 1.0, size=(5, 3))
        pooled = means.var(axis=1, ddof=1).mean()
        found = spread_of_values(
            means.mean(axis=1), [pooled / 3] * 5, rng=rng, unit="points", of="15", resamples=399
        )
        missed += not found.low <= spread <= found.high
    assert 0.05 < missed / reps < 0.12
