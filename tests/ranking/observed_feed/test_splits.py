import numpy as np
import pytest

from rml.ranking.observed_feed.feeds import Feeds
from rml.ranking.observed_feed.splits import SPLITS, folds


@pytest.mark.parametrize("split", SPLITS)
def test_every_post_is_judged_once_and_never_learned_from(feeds, split):
    judged = np.zeros(len(feeds.posts), dtype=int)
    for fold in folds(feeds, split):
        assert not (fold.train & fold.test).any()
        assert fold.train.any()
        judged += fold.test
    assert (judged == 1).all()


@pytest.mark.parametrize(("split", "column"), [("account", "account"), ("day", "day")])
def test_what_is_held_out_is_in_no_training_row(feeds, split, column):
    for fold in folds(feeds, split):
        held = set(feeds.posts.loc[fold.test, column])
        assert len(held) == 1
        assert held.isdisjoint(feeds.posts.loc[fold.train, column])


def test_pages_are_held_out_one_of_each_orientation_at_a_time(feeds):
    for fold in folds(feeds, "page"):
        held = feeds.posts[fold.test]
        assert held["page"].nunique() == held["orientation"].nunique() == 5
        assert set(held["page"]).isdisjoint(feeds.posts.loc[fold.train, "page"])


def test_account_and_day_are_kept_away_both(feeds):
    for fold in folds(feeds, "account and day"):
        held, known = feeds.posts[fold.test], feeds.posts[fold.train]
        assert set(held["account"]).isdisjoint(known["account"])
        assert set(held["day"]).isdisjoint(known["day"])


def test_judged_posts_are_kept_away_on_other_days_and_accounts_too(feeds):
    posts = feeds.posts.copy()
    last = len(posts) - 1
    posts.loc[last, "post_id"] = posts["post_id"].iloc[0]
    assert posts.loc[last, "account"] != posts["account"].iloc[0]
    assert posts.loc[last, "day"] != posts["day"].iloc[0]
    shared = Feeds(posts=posts, left_out=0)
    for fold in folds(shared, "account and day"):
        held = set(posts.loc[fold.test, "post_id"])
        assert held.isdisjoint(posts.loc[fold.train, "post_id"])


def test_an_unknown_split_and_a_single_account_are_refused(feeds):
    with pytest.raises(ValueError, match="no split by 'hour'"):
        list(folds(feeds, "hour"))
    alone = feeds.only((feeds.posts["account"] == "left").to_numpy())
    with pytest.raises(ValueError, match="Nothing is left to learn from without left"):
        list(folds(alone, "account"))
