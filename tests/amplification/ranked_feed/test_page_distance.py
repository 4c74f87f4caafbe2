import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from rml.amplification.ranked_feed.page_distance import (
    accounts_table,
    feed_distances,
    mean_distance,
    other_posts,
    random_distance,
    repeated_posts,
    share_distances,
)
from rml.amplification.ranked_feed.slot_counts import slot_counts
from rml.data.fb_feed_audit_schema import ACCOUNTS

DRAWN = {"window_hours": 3, "level": 0.95}


def test_equal_shares_are_no_distance_apart_and_disjoint_ones_all_the_way(made_counts, rng):
    counts, _ = made_counts(rng, chance=False)
    assert share_distances(counts) == pytest.approx(np.zeros(6))
    half = counts.orientation == "left"
    counts.ranked[:, half] = 0
    counts.chronological[:, ~half] = 0
    assert share_distances(counts) == pytest.approx(np.ones(6))


def test_moved_slots_are_counted_once(made_counts, rng):
    counts, _ = made_counts(rng, chance=False)
    moved = counts.chronological[:, 0] * 0.4
    counts.ranked[:, 0] -= moved
    counts.ranked[:, 5] += moved
    share = moved.sum() / counts.chronological.sum()
    assert share_distances(counts) == pytest.approx(np.full(6, share))


def test_the_mean_runs_over_accounts(made_counts, rng):
    counts, _ = made_counts(rng, account_spread=0.3)
    found = mean_distance(counts, level=0.95)
    assert found.value == pytest.approx(share_distances(counts).mean())
    assert found.n == "6 accounts"


def test_feeds_drawn_at_random_are_nearer_than_a_choice_of_pages(made_audit, rng):
    audit = made_audit(hours=40)
    shown, posts = audit
    counts = slot_counts(*audit, pool="ever", burn_in_hours=5)
    chance = random_distance(counts, *audit, draws=10, rng=rng, **DRAWN)
    assert chance.low <= chance.mean.value <= chance.high
    first = shown["orientation"] == "left"
    chosen = shown.assign(page=shown["page"].where(first, "left-1"))
    picked = slot_counts(chosen, posts, pool="ever", burn_in_hours=5)
    assert (share_distances(picked) > chance.mean.value).all()


def test_random_feeds_keep_the_number_of_slots_and_their_own_seed(made_audit):
    audit = made_audit()
    counts = slot_counts(*audit, pool="ever", burn_in_hours=5)
    one, two, other = (
        random_distance(counts, *audit, draws=5, rng=np.random.default_rng(seed), **DRAWN)
        for seed in (1, 1, 2)
    )
    assert one == two
    assert one.mean.value != other.mean.value


def test_the_middle_of_the_draws_is_no_sampling_interval(made_audit, rng):
    audit = made_audit()
    counts = slot_counts(*audit, pool="ever", burn_in_hours=5)
    chance = random_distance(counts, *audit, draws=40, rng=rng, **DRAWN)
    assert not chance.mean.has_interval
    assert "carries no sampling interval" in chance.mean.method
    assert chance.low < chance.mean.value < chance.high


def test_a_post_keeps_its_score_over_the_hours_of_an_account(made_audit, rng):
    """Posts that never leave the window are drawn once and for all, not anew each hour."""
    shown, posts = made_audit(hours=8)
    # Every feed of an account has the same posts to choose from, of pages that are all alike.
    posts = posts.assign(published_at=shown["viewed_at"].min() - pd.Timedelta(minutes=1))
    hourly = slot_counts(shown, posts, pool="ever", burn_in_hours=0)
    hourly = replace(hourly, chronological=np.full(hourly.ranked.shape, 0.2))
    first = hourly.kept(hourly.feed <= 6)
    rules = {"window_hours": 48, "draws": 100, "level": 0.95}
    kept = random_distance(hourly, shown, posts, rng=rng, **rules)
    once = random_distance(first, shown, posts, rng=rng, **rules)
    assert kept.repeated == 1
    assert kept.mean.value == pytest.approx(once.mean.value, abs=0.02)
    assert math.isnan(once.repeated)


def test_accounts_are_drawn_apart(made_audit, rng):
    audit = made_audit()
    counts = slot_counts(*audit, pool="ever", burn_in_hours=5)
    one = counts.account == ACCOUNTS[0]
    rules = {"draws": 300, "level": 0.95, "window_hours": 3, "rng": rng}
    alone, six = (random_distance(some, *audit, **rules) for some in (counts.kept(one), counts))
    assert (six.high - six.low) < 0.6 * (alone.high - alone.low)


def test_repeated_posts_are_those_of_the_hour_before():
    at = np.array(["2018-01-25T07", "2018-01-25T08", "2018-01-25T12"], dtype="datetime64[s]")
    shown = np.array([[1, 1, 0], [0, 1, 1], [0, 1, 1]], dtype=bool)
    assert repeated_posts(np.array(["x"] * 3), at, shown).tolist() == [0.5]
    assert repeated_posts(np.array(["x", "y", "x"]), at, shown).size == 0


def test_a_window_too_short_for_a_feed_is_refused(made_audit, rng):
    audit = made_audit(slots=40)
    counts = slot_counts(*audit, pool="ever", burn_in_hours=5)
    with pytest.raises(ValueError, match="take a longer window"):
        random_distance(counts, *audit, draws=5, rng=rng, window_hours=1, level=0.95)


def test_within_feeds_a_distance_does_not_average_out(made_counts, rng):
    counts, _ = made_counts(rng, chance=False)
    other = counts.chronological[:, ::-1].copy()
    counts.ranked[0::2], counts.ranked[1::2] = counts.chronological[0::2], other[1::2]
    found = feed_distances(counts)
    shares = counts.chronological[0] / counts.chronological[0].sum()
    assert found[0::2] == pytest.approx(np.zeros(15))
    assert found[1::2] == pytest.approx(np.full(15, 0.5 * np.abs(shares - shares[::-1]).sum()))


def test_other_posts_are_those_the_chronological_feed_does_not_hold(made_audit):
    shown, posts = made_audit()
    counts = slot_counts(shown, posts, pool="ever", burn_in_hours=5)
    assert other_posts(counts, shown).sum() == 0
    # In every feed the last slot goes to a post from three hours before, in turn.
    last = shown["rank"] == 6
    earlier = shown["published_at"] - pd.Timedelta(hours=3)
    moved = shown.assign(published_at=earlier.where(last, shown["published_at"]))
    assert other_posts(counts, moved) == pytest.approx(np.ones(counts.feed.size))


def test_the_table_has_one_row_for_each_account(made_audit):
    audit = made_audit()
    counts = slot_counts(*audit, pool="ever", burn_in_hours=5)
    table = accounts_table(counts, audit[0])
    assert table["account"].tolist() == list(ACCOUNTS)
    assert table["feeds"].sum() == counts.feed.size
    assert (table["slots"] == 6).all()
    assert (table[["other_posts", "feed_distance"]] == 0).all(axis=None)


def test_the_real_distance_is_not_set_apart_from_chance(real_audit, real_counts, rng):
    distance = mean_distance(real_counts, level=0.95)
    assert (distance.value, distance.low, distance.high) == pytest.approx(
        (0.154, 0.101, 0.206), abs=0.001
    )
    feeds = (real_audit.impressions, real_audit.posts)
    drawn = {"window_hours": 12, "draws": 100, "rng": rng, "level": 0.95}
    chance = random_distance(real_counts, *feeds, **drawn)
    assert chance.mean.value == pytest.approx(0.097, abs=0.003)
    assert distance.low < chance.high < distance.value
    assert chance.repeated == pytest.approx(0.83, abs=0.02)
    assert chance.repeated_seen == pytest.approx(0.57, abs=0.01)


def test_half_of_the_real_slots_hold_another_post(real_audit, real_counts):
    apart = other_posts(real_counts, real_audit.impressions)
    slots = real_counts.ranked.sum(axis=1)
    assert apart.sum() / slots.sum() == pytest.approx(0.515, abs=0.001)
    assert (apart / slots).mean() == pytest.approx(0.554, abs=0.001)
    within = feed_distances(real_counts)
    assert np.average(within, weights=slots) == pytest.approx(0.263, abs=0.001)
    assert within.mean() == pytest.approx(0.310, abs=0.001)
