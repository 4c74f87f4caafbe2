from functools import partial

import numpy as np
import pytest

from rml.amplification.ranked_feed.slot_counts import by_account, slot_counts
from rml.stats.inequality import gini
from rml.timeline.exposure_inequality.feed_inequality import (
    Paired,
    accounts_frame,
    differences_frame,
    direction,
    never_shown,
    over_pages,
    over_pages_not_liked,
    paired,
    post_slots,
)

RULES = {"pool": "ever", "burn_in_hours": 24}


def test_slots_of_posts_by_hand(impressions, posts):
    slots = post_slots(impressions, posts, **RULES)
    assert slots.accounts == ("right", "untrained")
    # Of b to f; the post from before the burn-in stood in one of four slots.
    assert slots.page.tolist() == ["left-1", "right-1", "right-1", "left-2", "right-1"]
    assert slots.ranked.tolist() == [[0, 1, 1, 1, 3], [3, 0, 0, 0, 0]]
    assert slots.chronological.tolist() == [[0, 0, 2, 2, 2], [0, 0, 0, 2, 2]]
    assert slots.older.tolist() == [[0, 0], [0.25, 0]]


def test_the_pool_of_what_was_shown_by_then_is_smaller(impressions, posts):
    posts.loc[posts["post_id"] == "f", "first_shown_at"] += np.timedelta64(3, "h")
    slots = post_slots(impressions, posts, pool="by_then", burn_in_hours=24)
    assert slots.chronological[1].tolist() == [0, 0, 2, 2, 0]
    posts["first_shown_at"] += np.timedelta64(9, "h")
    with pytest.raises(ValueError, match="pool holds 1 posts for 3 slots"):
        post_slots(impressions, posts, pool="by_then", burn_in_hours=24)
    with pytest.raises(ValueError, match="No feed lies 40 hours"):
        post_slots(impressions, posts, pool="ever", burn_in_hours=40)


@pytest.mark.parametrize("pool", ["ever", "by_then"])
def test_posts_add_up_to_the_pages_of_the_other_report(pool, real_feeds):
    feeds = (real_feeds.impressions, real_feeds.posts)
    counts = slot_counts(*feeds, pool=pool, burn_in_hours=24)
    slots = post_slots(*feeds, pool=pool, burn_in_hours=24)
    accounts, ranked, chronological = by_account(counts)
    assert list(slots.accounts) == accounts
    for place, (whole, kept) in enumerate(
        ((ranked, slots.ranked), (chronological, slots.chronological))
    ):
        by_page = np.stack([kept[:, slots.page == page].sum(1) for page in counts.page], axis=1)
        assert np.all(by_page <= whole)
        older = 1 - by_page.sum(1) / whole.sum(1)
        assert slots.older[:, place] == pytest.approx(older)


def test_pages_without_a_slot_and_liked_pages(impressions, posts):
    counts = slot_counts(impressions, posts, **RULES)
    pages = over_pages(counts, gini)
    assert pages.accounts == ("right", "untrained")
    assert counts.page.tolist() == ["left-1", "left-2", "right-1"]
    assert pages.ranked == pytest.approx([gini([0, 1, 5]), gini([4, 0, 0])])
    others = over_pages_not_liked(counts, gini)
    assert others.ranked == pytest.approx([gini([0, 1]), gini([4, 0, 0])])


def test_differences_have_a_t_interval_and_a_sign_flip_test():
    pair = Paired(
        accounts=tuple("abcdef"),
        ranked=np.array([0.5, 0.6, 0.7, 0.5, 0.6, 0.8]),
        chronological=np.array([0.4, 0.4, 0.4, 0.4, 0.4, 0.4]),
    )
    mean = pair.mean_difference(level=0.95)
    assert mean.value == pytest.approx(1.3 / 6)
    assert "5 degrees of freedom" in mean.method
    assert mean.n == "6 accounts"
    assert pair.sign_flips().p_value == pair.sign_flips().smallest_p == 2 / 64


def test_the_frame_of_accounts_has_both_ways(impressions, posts):
    slots = post_slots(impressions, posts, **RULES)
    over = partial(paired, slots.accounts, slots.ranked, slots.chronological)
    frame = accounts_frame(over(gini), over(gini), over(never_shown))
    assert frame["account"].tolist() == ["right", "untrained"]
    assert frame["unshown_ranked"].tolist() == [0.2, 0.8]
    assert frame["unshown_chronological"].tolist() == [0.4, 0.6]


def test_older_posts_are_units_only_if_asked(impressions, posts):
    slots = post_slots(impressions, posts, **RULES)
    every = post_slots(impressions, posts, **RULES, older_too=True)
    assert every.ranked.tolist() == [[0, 0, 1, 1, 1, 3], [1, 3, 0, 0, 0, 0]]
    assert every.ranked[:, 1:].tolist() == slots.ranked.tolist()
    assert every.older.tolist() == slots.older.tolist()


def test_the_frame_of_differences_ends_with_the_mean():
    pages, posts = (
        Paired(accounts=("a", "b"), ranked=np.array(one), chronological=np.array([0.25, 0.5]))
        for one in ([0.5, 0.5], [0.75, 0.5])
    )
    frame = differences_frame(pages, posts, level=0.95)
    assert frame["account"].tolist() == ["a", "b", "mean"]
    assert frame["pages"].tolist() == [25, 0, 12.5]
    assert frame["posts_low"].notna().tolist() == [False, False, True]
    last = frame.iloc[-1]
    assert last["posts_low"] < last["posts"] < last["posts_high"]


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        ([0.6, 0.7, 0.8, 0.6, 0.7, 0.9], 1),
        ([0.1, 0.2, 0.1, 0.2, 0.1, 0.2], -1),
        ([0.5, 0.3, 0.5, 0.3, 0.5, 0.3], 0),
        # One difference above zero: the t interval lies below, the exact test gives 4/64.
        ([0.2, 0.2, 0.2, 0.2, 0.2, 0.41], 0),
    ],
)
def test_a_direction_needs_interval_and_test(ranked, expected):
    pair = Paired(accounts=tuple("abcdef"), ranked=np.array(ranked), chronological=np.full(6, 0.4))
    mean, test = pair.mean_difference(level=0.95), pair.sign_flips()
    assert direction(mean, test) == expected
    if ranked[-1] == 0.41:
        assert mean.high < 0
        assert test.p_value == 4 / 64
