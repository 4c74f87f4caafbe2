import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rml.amplification.ranked_feed.posting_volume import (
    pages_table,
    slope,
    volume_rows,
    volume_slope,
    weighted_volume_slope,
)

RULES = {"added_slots": 1e-9, "resamples": 999, "level": 0.95}


def test_the_slope_is_that_of_an_independent_fit(rng):
    rows = rng.normal(size=(30, 2))
    assert slope(rows) == pytest.approx(stats.linregress(rows[:, 0], rows[:, 1]).slope)


def test_the_weighted_slope_is_that_of_an_independent_fit(made_counts, rng):
    rows, weights = rng.normal(size=(30, 2)), rng.uniform(1, 9, 30)
    expected = np.polyfit(rows[:, 0], rows[:, 1], 1, w=np.sqrt(weights))[0]
    assert slope(rows, weights=weights) == pytest.approx(expected)
    counts, _ = made_counts(rng, volume_exponent=-0.3, chance=False)
    assert weighted_volume_slope(counts, added_slots=1e-9) == pytest.approx(-0.3, abs=1e-9)


def test_chance_in_small_pages_alone_makes_the_slope_negative(rng):
    """The division bias that the report names: posts also decide the chronological slots."""
    true = np.exp(rng.normal(2, 1, (400, 30)))
    seen = rng.poisson(true) + 1.0
    slopes = [
        slope(np.column_stack([np.log(posts), np.log(rate / posts)]))
        for rate, posts in zip(true, seen, strict=True)
    ]
    assert np.mean(slopes) < -0.02


@pytest.mark.parametrize("exponent", [0.0, -0.3, -1.0])
def test_a_planted_exponent_comes_back(made_counts, rng, exponent):
    counts, _ = made_counts(rng, volume_exponent=exponent, chance=False)
    assert slope(volume_rows(counts, added_slots=1e-9)) == pytest.approx(exponent, abs=1e-9)


def test_a_quota_is_the_exponent_minus_one_and_a_ratio_to_the_quota_of_one(made_counts, rng):
    counts, _ = made_counts(rng, volume_exponent=-1.0, chance=False)
    table = pages_table(counts, counts, *frames(counts), hidden_share=0.25)
    assert table["quota_ratio"].to_numpy() == pytest.approx(np.ones(30))


def test_a_chronological_feed_has_ratios_of_one(made_counts, rng):
    counts, _ = made_counts(rng, chance=False)
    table = pages_table(counts, counts, *frames(counts), hidden_share=0.25)
    assert table["ratio"].to_numpy() == pytest.approx(np.ones(30))
    assert table["ranked"].sum() == pytest.approx(1)
    assert (table["least"] < 1).all()
    assert (table["greatest"] > 1).all()


def test_the_table_shows_labels_in_place_of_pages(made_counts, rng):
    counts, _ = made_counts(rng)
    table = pages_table(counts, counts, *frames(counts), hidden_share=0.25)
    assert table["page"].tolist() == [f"label of {page}" for page in counts.page]
    assert table["unseen"].tolist() == list(range(30))


def frames(counts):
    labels = [f"label of {page}" for page in counts.page]
    pages = pd.DataFrame({"page": counts.page, "label": labels})
    unseen = pd.DataFrame({"page": counts.page, "unseen": range(30)})
    # Rows in another order must find their pages.
    return pages.iloc[::-1], unseen.sample(frac=1, random_state=1)


def test_the_interval_over_pages_covers(made_counts, rng):
    covered = 0
    for _ in range(200):
        counts, _planted = made_counts(rng, page_spread=0.4, volume_exponent=-0.3)
        found = volume_slope(counts, rng=rng, **RULES | {"resamples": 199})
        covered += found.low <= -0.3 <= found.high
    assert 0.87 <= covered / 200 <= 0.99


def test_the_real_exponent_is_far_from_a_quota(real_counts, rng):
    found = volume_slope(real_counts, rng=rng, added_slots=0.5, resamples=999, level=0.95)
    assert found.value == pytest.approx(-0.1318, abs=0.0001)
    assert -1 < found.low < found.high < 0
    assert weighted_volume_slope(real_counts, added_slots=0.5) == pytest.approx(-0.1796, abs=1e-4)
    assert math.isclose(found.level, 0.95)
    assert found.n == "30 pages"
