import numpy as np
import pytest

from rml.errors import DataError
from rml.ranking.observed_feed.feeds import feeds_of


def test_posts_stand_feed_after_feed_from_the_top_down(impressions, rng):
    mixed = impressions.sample(frac=1, random_state=4)
    feeds = feeds_of(mixed)
    assert (feeds.posts["feed"].diff().dropna() >= 0).all()
    assert (feeds.posts.groupby("feed")["rank"].diff().dropna() > 0).all()
    assert feeds.starts[0] == 0
    assert feeds.starts[-1] == len(impressions)
    assert len(feeds.first) == impressions["feed"].nunique()
    assert (feeds.first["rank"] == 1).all()


def test_feeds_of_one_post_are_left_out_and_counted(impressions):
    short = impressions[(impressions["feed"] != 5) | (impressions["rank"] == 1)]
    feeds = feeds_of(short)
    assert feeds.left_out == 1
    assert 5 not in set(feeds.posts["feed"])


def test_nothing_but_feeds_of_one_post_has_a_clear_message(impressions):
    with pytest.raises(DataError, match="No feed holds 2 posts") as caught:
        feeds_of(impressions[impressions["rank"] == 1])
    assert "at least two posts" in caught.value.remedy


def test_one_post_is_never_asked_for(impressions):
    with pytest.raises(DataError, match="one post has no order"):
        feeds_of(impressions, least_posts=1)


def test_bad_impressions_name_the_column(impressions):
    with pytest.raises(DataError, match="kind, shares are missing"):
        feeds_of(impressions.drop(columns=["shares", "kind"]))
    with pytest.raises(DataError, match="`account` holds nobody"):
        feeds_of(impressions.assign(account="nobody"))
    with pytest.raises(DataError, match="`page` holds left-7"):
        feeds_of(impressions.assign(page="left-7"))
    with pytest.raises(DataError, match="two posts in one place"):
        feeds_of(impressions.assign(rank=1))


def test_a_feed_has_one_day_even_around_midnight(impressions):
    late = impressions.copy()
    own = late["feed"] == 1
    late.loc[own, "viewed_at"] = np.datetime64("2018-01-24T23:59:59", "s")
    late.loc[own & (late["rank"] > 3), "viewed_at"] = np.datetime64("2018-01-25T00:00:01", "s")
    days = feeds_of(late).posts.query("feed == 1")["day"]
    assert set(days) == {"2018-01-24"}


def test_resampled_feeds_are_whole_and_numbered_anew(feeds):
    drawn = feeds.resampled(np.array([2, 2, 0]))
    assert list(drawn.posts["feed"].unique()) == [1, 2, 3]
    one, again, other = (rows for _, rows in drawn.posts.groupby("feed"))
    assert list(one["post_id"]) == list(again["post_id"])
    assert list(other["post_id"]) == list(feeds.posts.query("feed == 1")["post_id"])


def test_a_checksum_changes_with_any_value(feeds, impressions):
    assert feeds.checksum() == feeds_of(impressions).checksum()
    other = impressions.assign(shares=impressions["shares"] + (impressions.index == 7))
    assert feeds_of(other).checksum() != feeds.checksum()
