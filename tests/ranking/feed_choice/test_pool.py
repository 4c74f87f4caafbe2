import dataclasses

import numpy as np
import pandas as pd
import pytest

from rml.amplification.ranked_feed.slot_counts import slot_counts
from rml.ranking.feed_choice.orderings import newest_first
from rml.ranking.feed_choice.pool import feed_pools

RULES = {"pool": "by_then", "burn_in_hours": 3, "window_hours": 2}


def test_pools_hold_posts_of_the_window_and_those_of_the_feed(made_audit):
    shown, posts = made_audit
    pools = feed_pools(shown, posts, **RULES)
    assert [pool.feed for pool in pools] == list(range(19, 49))
    for pool in pools:
        own = shown[shown["feed"] == pool.feed]
        in_feed = pool.shown_at > 0
        assert set(pool.post[in_feed]) == set(own["post_id"])
        assert (pool.age_hours[~in_feed] <= 2).all()
        assert (np.diff(pool.age_hours) >= 0).all()
        order = np.argsort(np.where(in_feed, pool.shown_at, 999))[: pool.slots]
        assert list(pool.post[order]) == list(own.sort_values("rank")["post_id"])


def test_no_pool_knows_more_than_could_be_known(made_audit):
    shown, posts = made_audit
    early = shown[shown["viewed_at"] < shown["viewed_at"].min() + pd.Timedelta(hours=5)]
    whole = {pool.feed: pool for pool in feed_pools(shown, posts, **RULES)}
    for pool in feed_pools(early, posts, **RULES):
        for field in dataclasses.fields(pool):
            assert np.array_equal(getattr(pool, field.name), getattr(whole[pool.feed], field.name))


def test_counts_are_those_of_the_time(made_audit):
    shown, posts = made_audit
    for pool in feed_pools(shown, posts, **RULES):
        hour = (pool.feed - 1) // 6
        assert (pool.reactions[pool.shown_at > 0] == 100 + hour).all()
        assert (pool.reactions <= 100 + hour).all()


def test_the_larger_pool_holds_the_smaller_one(made_audit):
    small = feed_pools(*made_audit, **RULES)
    large = feed_pools(*made_audit, **RULES | {"pool": "ever"})
    for one, other in zip(small, large, strict=True):
        assert set(one.post) <= set(other.post)


def test_newest_first_is_the_chronological_feed_of_the_audit_of_ranking(made_audit):
    """The slots of an independent construction of chronological feeds."""
    shown, posts = made_audit
    for rule in ("by_then", "ever"):
        counts = slot_counts(shown, posts, pool=rule, burn_in_hours=3)
        pools = feed_pools(shown, posts, pool=rule, burn_in_hours=3, window_hours=72)
        check_chronological(counts, pools)


def test_newest_first_is_chronological_on_the_real_feeds(real_audit):
    shown, posts = real_audit.impressions, real_audit.posts
    counts = slot_counts(shown, posts, pool="by_then", burn_in_hours=72)
    pools = feed_pools(shown, posts, pool="by_then", burn_in_hours=72, window_hours=72)
    check_chronological(counts, pools)


def check_chronological(counts, pools):
    assert counts.feed.tolist() == [pool.feed for pool in pools]
    for row, pool in zip(counts.chronological, pools, strict=True):
        pages = pool.page[newest_first(pool)[: int(row.sum())]]
        expected = dict(zip(counts.page.tolist(), row.tolist(), strict=True))
        found = pd.Series(pages).value_counts().to_dict()
        assert found == {page: slots for page, slots in expected.items() if slots}


def test_a_post_shown_twice_counts_once(made_audit):
    shown, posts = made_audit
    last = shown[shown["feed"] == 48]
    twice = pd.concat([shown, last.tail(1).assign(rank=99)], ignore_index=True)
    assert feed_pools(twice, posts, **RULES)[-1].slots == len(last)


def test_no_feed_left_is_told(made_audit):
    with pytest.raises(ValueError, match="No feed lies 3 hours or more .* 50 slots"):
        feed_pools(*made_audit, **RULES, least_slots=50)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"post": np.array([], dtype=str)}, "holds no post, so there is nothing to order"),
        ({"page": np.array(["left-1"])}, r"not as many \['page'\]"),
        ({"age_hours": np.full(60, np.nan)}, "newest first"),
        ({"age_hours": np.linspace(5, 1, 60)}, "newest first"),
        ({"reactions": np.full(60, -1.0)}, "below 0"),
        ({"reactions": np.full(60, np.nan)}, "missing"),
    ],
    ids=["empty", "short", "no age", "oldest first", "negative", "no count"],
)
def test_a_malformed_pool_is_refused(made_pool, rng, changes, message):
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(made_pool(rng), **changes)
