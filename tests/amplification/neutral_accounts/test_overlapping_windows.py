"""What overlapping windows and accounts of different leaning do to the four analyses."""

import numpy as np
import pandas as pd
import pytest

from rml.amplification.neutral_accounts.seed_effects import (
    leaves_zero_out,
    over_accounts,
    over_blocks,
    over_days,
    over_independent_days,
)

DAYS, REPETITIONS = 130, 500


def window_means(rng, *, new_posts, width, series):
    """Return means of a window that slides over independent posts, shape (series, DAYS)."""
    posts = rng.normal(0.0, 0.2, size=(series, (DAYS + width // new_posts) * new_posts))
    sums = np.cumsum(np.pad(posts, ((0, 0), (1, 0))), axis=1)
    ends = posts.shape[1] - new_posts * np.arange(DAYS)[::-1]
    return (sums[:, ends] - sums[:, ends - width]) / width


def rejections(rng, *, between_accounts):
    """Return how often each analysis rejects the true mean of zero, of three accounts."""
    home = window_means(rng, new_posts=12, width=50, series=3 * REPETITIONS)
    friends = window_means(rng, new_posts=90, width=500, series=3 * REPETITIONS)
    accounts = rng.normal(0.0, between_accounts, size=(3 * REPETITIONS, 1))
    values = (home - friends + accounts).reshape(REPETITIONS, 3, DAYS)
    frame = pd.DataFrame(
        {
            "bot": np.repeat([1, 2, 3], DAYS),
            "date": np.tile(pd.date_range("2019-07-13", periods=DAYS), 3),
        }
    )
    counts = dict.fromkeys(("independent_days", "hac", "block_bootstrap", "accounts"), 0)
    for repetition in range(REPETITIONS):
        rows = frame.assign(difference=values[repetition].ravel())
        estimates = {
            "independent_days": over_independent_days(rows, level=0.95),
            "hac": over_days(rows, level=0.95, max_lag_days=14, prewhiten=True),
            "block_bootstrap": over_blocks(
                rows, level=0.95, block_length_days=16, resamples=199, seed=repetition
            ),
            "accounts": over_accounts(rows, level=0.95),
        }
        for analysis, estimate in estimates.items():
            counts[analysis] += leaves_zero_out(estimate)
    return {analysis: count / REPETITIONS for analysis, count in counts.items()}


def test_without_an_effect_overlap_alone_misleads_the_published_test(rng):
    shares = rejections(rng, between_accounts=0.0)
    assert shares["independent_days"] > 0.25
    assert shares["hac"] <= 0.07
    assert shares["block_bootstrap"] <= 0.15
    assert shares["accounts"] == pytest.approx(0.05, abs=0.03)


def test_when_accounts_lean_by_chance_only_accounts_as_units_keep_their_level(rng):
    shares = rejections(rng, between_accounts=0.04)
    assert shares["independent_days"] > 0.8
    # Not errors: these speak of the three accounts, which do lean.
    assert shares["hac"] > 0.5
    assert shares["block_bootstrap"] > 0.5
    assert shares["accounts"] == pytest.approx(0.05, abs=0.03)
