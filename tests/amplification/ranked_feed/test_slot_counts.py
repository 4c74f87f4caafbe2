import numpy as np
import pandas as pd
import pytest

from rml.amplification.ranked_feed.slot_counts import by_account, slot_counts
from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS

RULES = {"pool": "ever", "burn_in_hours": 5}


@pytest.fixture
def audit(made_audit):
    return made_audit()


def test_a_feed_sorted_by_time_is_its_own_chronological_feed(audit):
    for pool in ("ever", "by_then"):
        counts = slot_counts(*audit, pool=pool, burn_in_hours=5)
        assert (counts.ranked == counts.chronological).all()
        assert counts.ranked.sum() == 6 * counts.feed.size
        assert counts.feed.size == 25 * len(ACCOUNTS)


def test_pages_stand_by_orientation_and_number(audit):
    counts = slot_counts(*audit, **RULES)
    assert counts.page[0] == "left-1"
    assert counts.page[-1] == "far-right-6"
    assert list(dict.fromkeys(counts.orientation)) == list(ORIENTATIONS)


def test_both_sides_of_every_feed_have_as_many_slots(audit):
    shown, posts = audit
    gone = shown[~((shown["feed"] % 3 == 0) & (shown["rank"] > 2))]
    for changes in ({}, {"window_hours": 2}, {"top": 3}):
        counts = slot_counts(gone, posts, **RULES, **changes)
        assert counts.ranked.sum(axis=1) == pytest.approx(counts.chronological.sum(axis=1))


def test_an_independent_count_agrees_on_shuffled_feeds(audit, rng):
    shown, posts = audit
    drawn = posts.sample(len(shown), replace=True, random_state=3).reset_index(drop=True)
    shown = shown.assign(page=drawn["page"].to_numpy())
    counts = slot_counts(shown, posts, **RULES)
    for place in rng.integers(0, counts.feed.size, 12):
        rows = shown[shown["feed"] == counts.feed[place]]
        there = posts[posts["published_at"] <= rows["viewed_at"].iloc[0]]
        newest = there.sort_values("published_at").tail(len(rows))
        for slots, pages in ((counts.ranked, rows), (counts.chronological, newest)):
            found = dict(zip(counts.page, slots[place], strict=True))
            expected = pages["page"].value_counts().to_dict()
            assert {page: count for page, count in found.items() if count} == expected


def test_posts_from_after_a_feed_are_never_in_its_baseline(audit):
    shown, posts = audit
    counts = slot_counts(shown, posts, **RULES)
    assert (counts.span_hours >= 0).all()
    early = shown[shown["viewed_at"] <= shown["viewed_at"].min() + pd.Timedelta(hours=10)]
    again = slot_counts(early, posts, **RULES)
    assert (again.chronological == counts.chronological[: again.feed.size]).all()


def test_the_pool_by_then_leaves_out_posts_shown_later_only(audit):
    shown, posts = audit
    late = posts.assign(first_shown_at=posts["first_shown_at"] + pd.Timedelta(hours=2))
    ever = slot_counts(shown, late, pool="ever", burn_in_hours=8)
    by_then = slot_counts(shown, late, pool="by_then", burn_in_hours=8)
    assert (by_then.span_hours >= ever.span_hours + 1).all()


def test_a_window_gives_each_of_its_posts_the_same_chance(audit):
    shown, posts = audit
    counts = slot_counts(shown, posts, **RULES, window_hours=2)
    at = shown.loc[shown["feed"] == counts.feed[0], "viewed_at"].iloc[0]
    inside = posts[(posts["published_at"] <= at)]
    inside = inside[at - inside["published_at"] <= pd.Timedelta(hours=2)]
    shares = inside["page"].value_counts(normalize=True)
    expected = shares.reindex(counts.page, fill_value=0).to_numpy() * 6
    assert counts.chronological[0] == pytest.approx(expected)


def test_only_the_first_slots_count_if_asked(audit):
    shown, posts = audit
    counts = slot_counts(shown, posts, **RULES, top=2)
    assert (counts.ranked.sum(axis=1) == 2).all()
    top = shown[(shown["rank"] <= 2) & (shown["feed"] == counts.feed[7])]
    assert set(counts.page[counts.ranked[7] > 0]) == set(top["page"])


def test_accounts_get_equal_slots_in_every_hour_they_share(audit):
    shown, posts = audit
    short = shown[~((shown["account"] == "left") & (shown["rank"] > 3) & (shown["feed"] % 12 < 6))]
    gone = short[~((short["account"] == "right") & (short["feed"] > 150))]
    counts = slot_counts(gone, posts, **RULES, equal_slots=True)
    slots = pd.Series(counts.ranked.sum(axis=1))
    hour = (counts.feed - 1) // len(ACCOUNTS)
    assert (slots.groupby(hour).min() == slots.groupby(hour).max()).all()
    assert (slots.groupby(hour).size() == len(ACCOUNTS)).all()
    assert set(slots) == {3, 6}
    assert (counts.feed <= 150).all()
    every = slot_counts(shown, posts, **RULES)
    equal = slot_counts(shown, posts, **RULES, equal_slots=True)
    assert (equal.ranked == every.ranked).all()


def test_rules_on_feeds_leave_out_the_others(audit):
    shown, posts = audit
    assert slot_counts(shown, posts, **RULES, last_hour=12).feed.size < 25 * len(ACCOUNTS)
    short = shown[~((shown["account"] == "left") & (shown["rank"] > 3))]
    long = slot_counts(short, posts, **RULES, least_slots=4)
    assert "left" not in set(long.account)
    with pytest.raises(ValueError, match="No feed lies 48 hours or more after the first"):
        slot_counts(shown, posts, pool="ever", burn_in_hours=48)


def test_a_pool_too_small_for_a_feed_is_refused(audit):
    shown, posts = audit
    with pytest.raises(ValueError, match="the pool holds 2 posts for 6 slots"):
        slot_counts(shown, posts.nsmallest(2, "published_at"), **RULES)
    with pytest.raises(ValueError, match="No post was published in the 2 hours before"):
        slot_counts(shown, posts.nsmallest(9, "published_at"), **RULES, window_hours=2)


def test_accounts_come_in_their_order_with_their_slots(audit):
    counts = slot_counts(*audit, **RULES)
    accounts, ranked, chronological = by_account(counts)
    assert accounts == list(ACCOUNTS)
    assert ranked.sum() == counts.ranked.sum()
    assert (ranked == chronological).all()
    fewer, _, _ = by_account(counts.kept(counts.account != "five-star"))
    assert "five-star" not in fewer


def test_real_slots_reach_back_less_than_the_burn_in(real_counts):
    assert real_counts.ranked.shape == (343, 30)
    assert (real_counts.ranked.sum(axis=1) == real_counts.chronological.sum(axis=1)).all()
    assert real_counts.span_hours.max() < 24
    assert (real_counts.posts >= 3).all()
    assert np.unique(real_counts.day).size == 5
