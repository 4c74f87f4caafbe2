import numpy as np
import pandas as pd
import pytest

from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.ranking.observed_feed.feeds import feeds_of
from rml.ranking.observed_feed.order_explained import (
    account_mean,
    by_pairs,
    ceiling,
    common_order,
    compared_feeds,
    next_feeds,
    not_explained,
    repeat_words,
    repeats_table,
    same_time_feeds,
    shared_mean,
)


@pytest.mark.parametrize("spread", [0.0, 0.3, 1.0, 3.0, 30.0])
def test_the_best_score_lies_between_the_bounds_of_a_repeat(rng, spread):
    chance = 0.5 + 0.5 * np.tanh(np.abs(spread * rng.normal(size=200_000)))
    if spread == 0:
        chance[:] = 0.8
    agreement = np.mean(chance**2 + (1 - chance) ** 2)
    found = ceiling(agreement)
    assert found.low - 1e-12 <= chance.mean() <= found.high + 1e-12


def test_a_repeat_no_better_than_chance_has_no_ceiling():
    for value in (0.5, 0.3, 1.2):
        with pytest.raises(ValueError, match="needs more than 0.5"):
            ceiling(value)


def test_how_far_towards_the_ceiling():
    words = repeat_words(0.82, 0.74)
    assert np.isclose(words["bound_high"], 0.9)
    assert np.isclose(words["share_low"], 0.24 / 0.4)
    assert np.isclose(words["share_high"], 0.24 / 0.32)


def test_next_feeds_are_of_one_account_within_the_time(feeds):
    pairs = next_feeds(feeds, most_minutes=90)
    first = feeds.first.set_index("feed")
    assert len(pairs) == 6 * 3 * 3
    for before, after in pairs:
        assert first.loc[before, "account"] == first.loc[after, "account"]
        assert first.loc[after, "viewed_at"] - first.loc[before, "viewed_at"] == pd.Timedelta("1h")
    assert next_feeds(feeds, most_minutes=30) == []


def test_feeds_of_the_same_time_are_of_two_accounts(feeds):
    pairs = same_time_feeds(feeds, most_minutes=10)
    assert len(pairs) == 12 * 30
    first = feeds.first.set_index("feed")
    assert all(first.loc[a, "account"] != first.loc[b, "account"] for a, b in pairs)


def test_common_order_by_hand(impressions):
    rows = impressions[impressions["feed"].isin([1, 7])].copy()
    before = rows[rows["feed"] == 1].set_index("rank")["post_id"]
    after = rows["feed"] == 7
    # The places 1, 2 and 5 of the first feed stand at 3, 1 and 2 of the next one.
    moved = {3: before[1], 1: before[2], 2: before[5]}
    rows.loc[after, "post_id"] = (
        rows.loc[after, "rank"].map(moved).fillna(rows.loc[after, "post_id"])
    )
    feeds = feeds_of(rows)
    scores = {"rank": -feeds.posts["rank"].to_numpy(), "none": np.zeros(len(feeds.posts))}
    found = common_order(feeds, [(1, 7)], scores).iloc[0]
    assert found["common"] == 3
    assert np.isclose(found["repeat"], 1 / 3)
    assert found["rank"] == 1
    assert found["none"] == 0.5


def test_feeds_that_share_no_posts_are_left_out(feeds):
    found = common_order(feeds, next_feeds(feeds, most_minutes=90), {})
    assert found.empty
    assert list(found.columns) == ["account", "other", "posts", "common", "repeat"]


def test_feeds_count_by_their_pairs():
    rows = pd.DataFrame({"common": [2, 5], "repeat": [1.0, 0.5]})
    assert np.isclose(by_pairs(rows), (1 * 1.0 + 10 * 0.5) / 11)


def test_what_accounts_share_varies_with_accounts_that_enter_both_ways(rng):
    """Accounts with effects of their own: a jackknife covers the mean, and a t interval less."""
    names = [f"account {one}" for one in range(6)]
    hits = {"jackknife": 0, "t": 0}
    for _ in range(120):
        effect = dict(zip(names, rng.normal(scale=0.03, size=6), strict=True))
        rows = [
            {"account": a, "other": b, "repeat": 0.7 + effect[a] + effect[b]}
            for a in names
            for b in names
            if a != b
        ]
        common = pd.DataFrame(rows)
        found = shared_mean(common, level=0.95, unit="proportion of pairs")
        plain = account_mean(common, "repeat", level=0.95, unit="proportion of pairs")
        assert np.isclose(found.value, plain.value)
        for name, one in (("jackknife", found), ("t", plain)):
            hits[name] += one.low <= 0.7 <= one.high
    assert hits["jackknife"] / 120 > 0.88
    assert hits["t"] / 120 < 0.85


def test_a_jackknife_needs_three_accounts():
    two = pd.DataFrame({"account": ["a", "b"], "other": ["b", "a"], "repeat": [0.7, 0.8]})
    with pytest.raises(ValueError, match="needs 3 accounts or more, not 2"):
        shared_mean(two, level=0.95, unit="proportion of pairs")


def test_a_score_that_knows_all_is_as_good_as_its_noise_allows(made_impressions, oracle):
    feeds = feeds_of(made_impressions(np.random.default_rng(3), days=4, hours=8, kept=0.75))
    scores = {"oracle": oracle(feeds.posts).to_numpy()}
    later, beside = compared_feeds(feeds, scores, next_minutes=90, same_minutes=10).values()
    table = repeats_table({"next": later, "beside": beside})
    assert list(table["account"]) == list(ACCOUNTS)
    means = later.groupby("account")[["repeat", "oracle"]].mean().mean()
    words = repeat_words(means["repeat"], means["oracle"])
    # Between the bounds, give or take what an hour more of age and 4 days of feeds move.
    assert words["bound_low"] - 0.02 < means["oracle"] < words["bound_high"] + 0.02
    assert not_explained(later, "oracle", level=0.95).value < 0
