import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from rml.amplification.ranked_feed.claims import distance_reading, orientation_reading
from rml.amplification.ranked_feed.display import orientation_words, own_words, volume_words
from rml.amplification.ranked_feed.figures import (
    orientations_frame,
    orientations_plot,
    own_pages_frame,
    own_pages_plot,
    volume_plot,
)
from rml.amplification.ranked_feed.orientations import (
    hurdles_table,
    orientation_ratios,
    these_pages_table,
)
from rml.amplification.ranked_feed.own_pages import (
    own_page_logs,
    own_pages,
    own_pages_table,
    own_ratio,
    typical_own_page,
)
from rml.amplification.ranked_feed.page_distance import RandomFeeds
from rml.amplification.ranked_feed.posting_volume import volume_slope
from rml.data.fb_feed_audit_schema import ORIENTATIONS
from rml.estimate import Estimate

RULES = {"added_slots": 0.5, "hidden_share": 0.25, "level": 0.95, "alpha": 0.05}


@pytest.fixture(autouse=True)
def closed_figures():
    with plt.rc_context():
        yield
    plt.close("all")


@pytest.fixture
def counts(made_counts, rng):
    return made_counts(rng, page_spread=0.4, account_spread=0.2, own_effect=0.4)[0]


def drawn(axes):
    """Return every horizontal position of a marker in a plot, and the ends of every line."""
    return np.concatenate([line.get_xdata() for line in axes.get_lines()])


def test_each_page_and_each_account_is_drawn(counts):
    ratios = own_pages(counts)
    table = own_pages_table(counts, ratios, added_slots=0.5)
    labels = pd.Series([f"label {page}" for page in counts.page], index=counts.page)
    frame = own_pages_frame(counts, table, labels, added_slots=0.5)
    own = own_ratio(ratios, level=0.95)
    typical = typical_own_page(counts, added_slots=0.5, level=0.95)
    axes = own_pages_plot(frame, mean=own, typical=typical).axes[0]
    logs = own_page_logs(counts, added_slots=0.5)
    for value in [*np.exp(logs), *table["over_others"], own.low, own.high, typical.value]:
        assert np.isclose(drawn(axes), value).any()
    assert len(frame) == 35
    assert frame["what"].str.startswith("label").sum() == 30
    assert axes.get_xlim()[0] <= frame["over_others"].min()
    words = own_words(table, own, logs)
    assert f"{(logs > 0).sum()} of 30 pages" in words["alt"]


def test_each_page_is_drawn_against_its_posts(counts, rng):
    slope = volume_slope(counts, rng=rng, added_slots=0.5, resamples=199, level=0.95)
    ratio = counts.ranked.sum(axis=0) / counts.chronological.sum(axis=0)
    pages = pd.DataFrame(
        {
            "orientation": counts.orientation,
            "posts": counts.posts.round().astype(int),
            "ratio": ratio,
        }
    )
    axes = volume_plot(pages, slope=slope).axes[0]
    points = [line for line in axes.get_lines() if line.get_label() in ORIENTATIONS]
    assert sum(len(line.get_xdata()) for line in points) == 30
    low, high = axes.get_ylim()
    assert low < ratio.min() < ratio.max() < high
    assert f"{ratio.min():.2f}" in volume_words(pages, slope)["alt"]


def test_three_intervals_are_drawn_for_each_orientation(counts):
    found = orientation_ratios(counts, **RULES)
    these, hurdles = these_pages_table(found, counts, counts), hurdles_table(found)
    frame = orientations_frame(these, hurdles)
    axes = orientations_plot(frame).axes[0]
    assert frame.shape == (5, 10)
    for name in frame.columns.drop("orientation"):
        for value in frame[name]:
            assert np.isclose(drawn(axes), value).any()
    equal = int(((hurdles["equal_low"] > 1) | (hurdles["equal_high"] < 1)).sum())
    assert f"at equal posting volume {equal}." in orientation_words(these, hurdles)["alt"]


def test_a_reading_names_each_hurdle_that_was_not_cleared(counts, made_counts, rng):
    for one in orientation_ratios(counts, **RULES):
        reading = orientation_reading(one)
        assert reading.startswith("No claim")
        assert ("Holm" in reading) == (1 in one.failed)
        assert ("equal posting volume" in reading) == (2 in one.failed)
        assert ("hidden posts" in reading) == (3 in one.failed)
    clear, _ = made_counts(rng, page_spread=0.05, orientation_effect=(1.0, 0, 0, 0, -1.0))
    readings = [orientation_reading(one) for one in orientation_ratios(clear, **RULES)]
    assert "favoured clears all three" in readings[0]
    assert "disfavoured clears all three" in readings[-1]


def estimate(value, low=None, high=None):
    level = None if low is None else 0.95
    return Estimate(
        value=value, low=low, high=high, level=level, n="6 accounts", unit="share", method="made"
    )


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ((0.15, 0.12, 0.21), "further"),
        ((0.15, 0.09, 0.21), "no contrast"),
        ((0.10, 0.09, 0.11), "no contrast"),
        ((0.07, 0.06, 0.079), "nearer"),
    ],
)
def test_a_contrast_with_chance_is_claimed_only_if_the_ranges_are_apart(found, said):
    chance = RandomFeeds(
        mean=estimate(0.10), low=0.08, high=0.11, level=0.95, repeated=0.8, repeated_seen=0.5
    )
    reading = distance_reading(estimate(*found), chance)
    assert said in reading
    assert ("overlap" in reading) == (said == "no contrast")
    assert ("these six" in reading) == (found == (0.15, 0.09, 0.21))
