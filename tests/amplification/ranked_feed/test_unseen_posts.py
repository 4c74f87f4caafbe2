import numpy as np
import pandas as pd
import pytest

from rml.amplification.ranked_feed.unseen_posts import (
    bounds_table,
    hidden_needed,
    lowest_page,
    share_ratio_bounds,
    tipping_share,
    two_source_unseen,
    typical_ratio_bounds,
    unseen_by_page,
    unseen_share,
)
from rml.data.fb_feed_audit_schema import ORIENTATIONS


def test_independent_sources_of_unequal_reach_find_the_unseen_on_average(rng):
    posts, draws = 200, 4000
    own, others = rng.random((draws, posts)) < 0.8, rng.random((draws, posts)) < 0.3
    estimates = [
        two_source_unseen(one.sum(), two.sum(), (one & two).sum())
        for one, two in zip(own, others, strict=True)
    ]
    assert np.mean(estimates) == pytest.approx((~own & ~others).sum(axis=1).mean(), rel=0.03)


def test_posts_that_please_everybody_make_it_a_lower_limit(rng):
    posts, draws = 200, 1000
    appeal = rng.beta(0.6, 0.6, (draws, posts))
    own, others = (rng.random((draws, posts)) < appeal for _ in range(2))
    estimates = [
        two_source_unseen(one.sum(), two.sum(), (one & two).sum())
        for one, two in zip(own, others, strict=True)
    ]
    assert np.mean(estimates) < 0.7 * (~own & ~others).sum(axis=1).mean()


def test_counting_accounts_instead_would_find_far_too_many(rng):
    """Chao's estimator, which the module refuses, on accounts of unequal reach."""
    reach = np.array([0.9, 0.1, 0.1, 0.1, 0.1, 0.1])
    seen = rng.random((4000, 200, 6)) < reach
    times = seen.sum(axis=2)
    one, two = ((times == count).sum(axis=1) for count in (1, 2))
    chao = 5 / 6 * one * (one - 1) / (2 * (two + 1))
    assert chao.mean() > 5 * (times == 0).sum(axis=1).mean()


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="`first` must be a whole number at least 5"):
        two_source_unseen(3, 8, 5)
    with pytest.raises(ValueError, match="`both`"):
        two_source_unseen(3, 8, -1)


@pytest.fixture
def shown():
    rows = [
        ("left", "a", "left-1", "left"),
        ("left", "b", "left-1", "left"),
        ("right", "b", "left-1", "left"),
        ("right", "b", "left-1", "left"),
        ("right", "c", "left-1", "left"),
        ("untrained", "d", "right-1", "right"),
    ]
    return pd.DataFrame(rows, columns=["account", "post_id", "page", "orientation"])


@pytest.fixture
def posts():
    days = {"a": 25, "b": 26, "c": 27, "d": 25, "e": 20}
    return pd.DataFrame(
        {
            "post_id": list(days),
            "page": ["left-1", "left-1", "left-1", "right-1", "left-1"],
            "published_at": [pd.Timestamp(2018, 1, day) for day in days.values()],
        }
    )


def test_posts_are_counted_by_who_was_shown_them(shown, posts):
    table = unseen_by_page(shown, posts, since=pd.Timestamp("2018-01-25")).set_index("page")
    assert table.loc["left-1"].tolist() == [3, 2, 2, 1, 0.5]
    assert table.loc["right-1"].tolist() == [1, 0, 1, 0, 0.0]
    share = unseen_share(table.reset_index())
    assert share.value == pytest.approx(0.5 / 4.5)
    assert not share.has_interval
    assert "no bound" in share.method
    assert "limit" not in share.method


@pytest.mark.parametrize("hidden", [0.1, 0.25, 0.5])
def test_bounds_are_what_hiding_posts_does(hidden):
    ranked, posts = 0.3, np.array([200.0, 800.0])
    least, greatest = share_ratio_bounds(ranked, 0.2, hidden)
    own = posts / np.array([1 - hidden, 1])
    others = posts / np.array([1, 1 - hidden])
    assert least == pytest.approx(ranked / (own[0] / own.sum()))
    assert greatest == pytest.approx(ranked / (others[0] / others.sum()))


def test_nothing_hidden_changes_nothing():
    assert share_ratio_bounds(0.3, 0.2, 0.0) == pytest.approx((1.5, 1.5))
    with pytest.raises(ValueError, match="below 1"):
        share_ratio_bounds(0.3, 0.2, 1.0)
    with pytest.raises(ValueError, match="hidden_share"):
        share_ratio_bounds(0.3, 0.2, 25)


@pytest.mark.parametrize(("ranked", "chronological"), [(0.3, 0.2), (0.2, 0.3)])
def test_at_the_tipping_share_a_ratio_is_one(ranked, chronological):
    ends = share_ratio_bounds(ranked, chronological, tipping_share(ranked, chronological))
    assert ends[0 if ranked > chronological else 1] == pytest.approx(1)


def test_bounds_of_the_typical_page_follow_its_share(made_counts, rng):
    counts, _ = made_counts(rng)
    left = counts.orientation == "left"
    share = counts.chronological[:, left].sum() / counts.chronological.sum()
    found = typical_ratio_bounds(counts, left, value=np.log(2.0), hidden_share=0.25)
    expected = share_ratio_bounds(2 * share, share, 0.25)
    assert found == pytest.approx(expected)


def test_the_least_hidden_share_makes_shares_chronological(made_counts, rng):
    counts, planted = made_counts(rng, page_spread=0.4, chance=False)
    hidden = hidden_needed(counts)
    ranked, chronological = counts.ranked.sum(axis=0), counts.chronological.sum(axis=0)
    total = chronological.sum() / (1 - hidden.value)
    needed = total * ranked / ranked.sum() - chronological
    assert needed.min() == pytest.approx(0, abs=1e-9 * total)
    assert needed.sum() == pytest.approx(total * hidden.value)
    assert lowest_page(counts) == counts.page[planted.argmin()]


def test_equal_feeds_need_nothing_hidden_and_absent_pages_too_much(made_counts, rng):
    counts, _ = made_counts(rng, chance=False)
    assert hidden_needed(counts).value == pytest.approx(0)
    counts.ranked[:, 2] = 0
    with pytest.raises(ValueError, match="1 pages have chronological slots and no ranked one"):
        hidden_needed(counts)


def test_the_table_of_bounds_widens_with_the_hidden_share(made_counts, rng):
    counts, _ = made_counts(rng, orientation_effect=(0.5, 0, 0, 0, -0.5))
    table = bounds_table(counts, ORIENTATIONS, hidden_shares=[0.1, 0.5])
    assert len(table) == 10
    for _, rows in table.groupby("orientation"):
        assert rows["least"].is_monotonic_decreasing
        assert rows["greatest"].is_monotonic_increasing
        assert (rows["least"] < rows["ratio"]).all()


def test_the_real_accounts_missed_a_few_posts_in_common(real_audit):
    since = pd.Timestamp("2018-01-25 07:05")
    pages = unseen_by_page(real_audit.impressions, real_audit.posts, since=since)
    assert unseen_share(pages).value == pytest.approx(0.033, abs=0.005)
    assert (pages["by_own"] + pages["by_others"] - pages["by_both"] == pages["posts"]).all()
