"""Two rules for the pool, and what each can say about all posts that there were."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.ranking.feed_choice.comparison import level_of, overlap_with_observed
from rml.ranking.feed_choice.exposure import DIVERSE, NEWEST, OBSERVED, ORDERINGS, QUOTA, READER
from rml.ranking.feed_choice.orderings import ReaderWeights, most_popular, newest_first
from rml.ranking.feed_choice.sensitivity import other_numbers, sensitivity
from rml.ranking.feed_choice.two_pools import (
    OTHER,
    POOL_WORDS,
    compared,
    mean_pool,
    mean_slots,
    pools_table,
)

PAGES = pd.DataFrame({"page": [f"{one}-{n}" for one in ORIENTATIONS for n in range(1, 7)]})
WAYS = {
    "quota": 2,
    "relevance_weight": 0.5,
    "of_orientation": 0.5,
    "weights": ReaderWeights(recency=0.5, popularity=0.5, variety=0.5, balance=0.5),
    "half_life_hours": 6.0,
    "places": 5,
}
RULES = {"burn_in_hours": 3, "window_hours": 2, "ways": WAYS, "top": 3}


@pytest.fixture(scope="session")
def audit(made_audit):
    impressions, posts = made_audit
    return SimpleNamespace(impressions=impressions, posts=posts, pages=PAGES)


@pytest.fixture(scope="session")
def both(audit):
    return compared(audit, pool="by_then", **RULES), compared(audit, pool="ever", **RULES)


def kept(pool, order):
    """Count the first places that hold one of the observed first places' posts."""
    size = min(10, pool.slots)
    shown_at = pool.shown_at[order[:size]]
    return int(((shown_at > 0) & (shown_at <= size)).sum())


@pytest.mark.parametrize("ordering", [newest_first, most_popular])
def test_a_post_that_is_missing_from_a_pool_could_only_lower_the_overlap(made_pool, rng, ordering):
    """Why what newest first keeps in a pool is an upper bound: feed by feed, on made pools."""
    lower = 0
    for _ in range(50):
        whole = made_pool(rng, posts=80, slots=12)
        there = (whole.shown_at > 0) | (rng.random(80) < 0.5)
        names = ("post", "page", "orientation", "kind", "age_hours", "reactions", "shown_at")
        part = dataclasses.replace(whole, **{name: getattr(whole, name)[there] for name in names})
        more, less = (kept(pool, ordering(pool)) for pool in (part, whole))
        assert less <= more
        lower += less < more
    assert lower > 10


def test_the_larger_pool_gives_the_closer_bound_on_the_real_feeds(real_audit):
    rules = RULES | {"burn_in_hours": 72, "window_hours": 24, "top": 10}
    small = compared(real_audit, pool="by_then", **rules)
    large = compared(real_audit, pool="ever", **rules)
    for one, other in zip(small.pools, large.pools, strict=True):
        assert set(one.post) <= set(other.post)
        assert kept(other, newest_first(other)) <= kept(one, newest_first(one))


def test_no_candidate_is_from_after_the_feed_on_the_real_feeds(real_audit):
    """With the clocks mended, also where the feed's own posts are not asked."""
    viewed = real_audit.impressions.groupby("feed")["viewed_at"].max()
    published = real_audit.posts.set_index("post_id")["published_at"]
    rules = RULES | {"burn_in_hours": 0, "window_hours": 24, "top": 10}
    for pool in compared(real_audit, pool="by_then", **rules).pools:
        assert (published.loc[pool.post] <= viewed[pool.feed]).all()


def test_both_rules_are_shown_for_every_order(both):
    main, other = both
    table = pools_table(main, other, level=0.95)
    assert list(table["ordering"]) == list(ORDERINGS) * 2
    assert list(dict.fromkeys(table["pool"])) == ["shown by then", "shown at any time"]
    for one in both:
        rows = table[table["pool"] == one.words].set_index("ordering")
        assert rows.loc[OBSERVED, "overlap"] == 1
        found = level_of(one.measures, "overlap", NEWEST, level=0.95)
        assert (rows.loc[NEWEST, "overlap"], rows.loc[NEWEST, "low"]) == (found.value, found.low)
    assert OTHER[OTHER["ever"]] == "ever"
    assert set(POOL_WORDS) == set(OTHER)


def test_the_size_of_pools_and_feeds_is_told(both):
    for one in both:
        assert mean_pool(one) == pytest.approx(np.mean([len(pool) for pool in one.pools]))
        assert mean_slots(one) == pytest.approx(np.mean([min(3, pool.slots) for pool in one.pools]))
    assert mean_pool(both[1]) >= mean_pool(both[0])


def test_other_choices_are_changed_one_at_a_time(audit, both):
    main, other = both
    table = sensitivity(
        *(audit, main, other),
        pool="by_then",
        burn_in_hours=3,
        windows=[1],
        top=3,
        more=5,
        long_feed_slots=6,
        level=0.95,
    )
    assert list(table["choice"]) == [
        "as above",
        "first 5 places",
        "feeds of 6 slots or more",
        "posts shown at any time",
        "window of 1 hours",
    ]
    ours = overlap_with_observed(main.pools, newest_first, top=3, level=0.95)
    theirs = overlap_with_observed(other.pools, newest_first, top=3, level=0.95)
    assert table["newest"].iloc[0] == ours.value
    assert table["newest"].iloc[3] == theirs.value


def test_other_numbers_are_changed_one_at_a_time(both, made_pool, rng):
    pools = [
        made_pool(rng, posts=60, feed=3 * place + one, account=account)
        for place, account in enumerate(ACCOUNTS)
        for one in range(3)
    ]
    main = dataclasses.replace(both[0], pools=pools)
    table = other_numbers(
        *(main, PAGES),
        ways=WAYS,
        quotas=[1],
        relevance_weights=[0.0, 1.0],
        likenesses=[0.5],
        half_lives=[3.0, 12.0],
        top=10,
        level=0.95,
    )
    assert list(table["ordering"]) == [QUOTA] * 2 + [DIVERSE] * 4 + [READER] * 3
    assert list(table["value"]) == [1, 2, 0, 0.5, 1, 0.5, 3, 6, 12]
    own = table[table["as_above"]]
    assert list(own["value"]) == [2, 0.5, 0.5, 6]
    # All the weight on relevance is the observed order.
    row = table[(table["number"] == "weight of relevance") & (table["value"] == 1)].iloc[0]
    assert row["overlap"] == 1
    assert np.isnan(row["low"])
    diverse = table[(table["ordering"] == DIVERSE) & table["as_above"]]
    assert len(set(diverse["overlap"])) == 1
