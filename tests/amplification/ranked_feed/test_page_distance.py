import numpy as np
import pytest

from rml.amplification.ranked_feed.page_distance import (
    accounts_table,
    mean_distance,
    random_distance,
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
    assert chance.low <= chance.value <= chance.high
    first = shown["orientation"] == "left"
    chosen = shown.assign(page=shown["page"].where(first, "left-1"))
    picked = slot_counts(chosen, posts, pool="ever", burn_in_hours=5)
    assert (share_distances(picked) > chance.value).all()


def test_random_feeds_keep_the_number_of_slots_and_their_own_seed(made_audit):
    audit = made_audit()
    counts = slot_counts(*audit, pool="ever", burn_in_hours=5)
    one, two, other = (
        random_distance(counts, *audit, draws=5, rng=np.random.default_rng(seed), **DRAWN)
        for seed in (1, 1, 2)
    )
    assert one == two
    assert one.value != other.value


def test_a_window_too_short_for_a_feed_is_refused(made_audit, rng):
    audit = made_audit(slots=40)
    counts = slot_counts(*audit, pool="ever", burn_in_hours=5)
    with pytest.raises(ValueError, match="take a longer window"):
        random_distance(counts, *audit, draws=5, rng=rng, window_hours=1, level=0.95)


def test_the_table_has_one_row_for_each_account(made_audit):
    counts = slot_counts(*made_audit(), pool="ever", burn_in_hours=5)
    table = accounts_table(counts)
    assert table["account"].tolist() == list(ACCOUNTS)
    assert table["feeds"].sum() == counts.feed.size
    assert (table["slots"] == 6).all()


def test_the_real_feeds_are_further_away_than_chance(real_audit, real_counts, rng):
    distance = mean_distance(real_counts, level=0.95)
    assert (distance.value, distance.low, distance.high) == pytest.approx(
        (0.152, 0.096, 0.207), abs=0.001
    )
    feeds = (real_audit.impressions, real_audit.posts)
    drawn = {"window_hours": 12, "draws": 10, "rng": rng, "level": 0.95}
    assert random_distance(real_counts, *feeds, **drawn).value < distance.low
