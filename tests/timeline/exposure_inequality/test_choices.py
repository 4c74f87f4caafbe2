from functools import partial

import numpy as np
import pytest

from rml.amplification.ranked_feed.slot_counts import slot_counts
from rml.stats.inequality import gini, top_share
from rml.timeline.exposure_inequality.choices import (
    LATER,
    START,
    choices_frame,
    post_choices_frame,
    same_top_pages,
    within_each,
)
from rml.timeline.exposure_inequality.feed_inequality import over_pages, post_slots

RULES = {"pool": "ever", "burn_in_hours": 24}
DEPTHS = {"top_slots": [10], "later_top_slots": [5]}


def test_single_feeds_by_hand(impressions, posts):
    counts = slot_counts(impressions, posts, **RULES)
    # Pages left-1, left-2, right-1. Feeds of "right": f, e, d and f, f, c; "untrained": b, a; b, b.
    one = within_each(counts, gini, of=counts.feed)
    assert one.ranked == pytest.approx([(gini([0, 1, 2]) + gini([0, 0, 3])) / 2, gini([2, 0, 0])])
    together = within_each(counts, gini, of=np.zeros(counts.feed.size))
    whole = over_pages(counts, gini)
    assert together.ranked == pytest.approx(whole.ranked)
    assert together.chronological == pytest.approx(whole.chronological)


def test_parts_count_by_their_feeds(impressions, posts):
    counts = slot_counts(impressions, posts, **RULES)
    mine = np.flatnonzero(counts.account == "right")
    parts = np.zeros(counts.feed.size)
    parts[mine[0]] = 1
    found = within_each(counts, gini, of=parts)
    assert found.ranked[0] == pytest.approx((gini([0, 1, 2]) + gini([0, 0, 3])) / 2)


def test_top_pages_are_compared_as_sets(impressions, posts):
    counts = slot_counts(impressions, posts, **RULES)
    alike, overlap = same_top_pages(counts, share=1 / 3)
    # In order of time, right-1 leads for both; "right" has five of six slots there.
    assert alike == 1
    assert overlap == pytest.approx([5 / 6, 0])


def test_other_choices_keep_the_declared_row_first(real_feeds):
    feeds = (real_feeds.impressions, real_feeds.posts)
    choices = choices_frame(
        *feeds, **RULES, **DEPTHS, windows=[12], share=0.1, level=0.95
    ).set_index("choice")
    pages = over_pages(slot_counts(*feeds, **RULES), lambda one: top_share(one, 0.1))
    first = choices.iloc[0]
    assert first["top_difference"] == pytest.approx(100 * pages.difference.mean())
    assert first["low"] < first["top_difference"] < first["high"]
    # An independent count from the files gave this, with mended clocks.
    assert first["top_difference"] == pytest.approx(-1.356, abs=0.001)
    assert first["settled"] == "no"
    alone = choices.loc["untrained account only"]
    assert alone["top_difference"] == pytest.approx(100 * pages.difference[-1])
    assert np.isnan(alone["low"])
    assert "any post of the last 12 hours" in choices.index
    later = choices.index[choices["added"] == LATER]
    assert list(later) == ["the first 5 slots", "each feed by itself", "each day by itself"]
    # The same independent count gave these.
    assert choices.loc[later, "top_difference"].to_list() == pytest.approx(
        [10.74, -2.26, 1.53], abs=0.01
    )
    assert choices.loc["the first 5 slots", "settled"] == "yes"


def test_other_posts_keep_the_declared_row_first(real_feeds):
    slots, every = (
        post_slots(real_feeds.impressions, real_feeds.posts, **RULES, older_too=older)
        for older in (False, True)
    )
    frame = post_choices_frame(slots, every, share=0.1, level=0.95)
    assert frame["added"].tolist() == [START, *[LATER] * 3]
    # An independent count of the same feeds gave these.
    assert frame["counted"].tolist() == [1807, 1807, 2643, 2112]
    assert frame["top_ranked"].tolist() == pytest.approx([0.347, 0.323, 0.439, 0.371], abs=6e-4)
    assert frame["top_chronological"].tolist() == pytest.approx(
        [0.199, 0.198, 0.264, 0.224], abs=6e-4
    )
    part = partial(top_share, share=0.1)
    of_all = [
        part(one) * (1 - older) for one, older in zip(slots.ranked, slots.older[:, 0], strict=True)
    ]
    assert frame["top_ranked"][1] == pytest.approx(np.mean(of_all))
    assert np.isnan(frame["gini_difference"][1])
