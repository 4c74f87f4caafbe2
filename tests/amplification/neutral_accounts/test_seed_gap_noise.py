import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rml.amplification.neutral_accounts.daily_differences import SCORE_NAMES, SEED_NAMES
from rml.amplification.neutral_accounts.seed_gap_noise import gap_noise_of_seeds


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
