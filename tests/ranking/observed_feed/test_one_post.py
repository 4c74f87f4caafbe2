import numpy as np
import pytest

from rml.errors import DataError
from rml.ranking.observed_feed.feeds import Feeds
from rml.ranking.observed_feed.one_post import (
    Beside,
    beside,
    example_feed,
    explain_post,
    held_out_model,
)
from rml.ranking.observed_feed.passages import WHY_THIS_POST
from rml.ranking.observed_feed.post_words import (
    beside_words,
    changes_words,
    place_reading,
    why_words,
)
from rml.ranking.observed_feed.refits import held_out


def _explained(feeds, model, place=1, feed=4):
    posts = feeds.posts[feeds.posts["feed"] == feed]
    return explain_post(posts, model, [model, model], place=place, steps=32, level=0.95)


def test_contributions_multiply_to_the_odds_against_the_middle_post(feeds, fitted):
    found = _explained(feeds, fitted)
    posts = feeds.posts[feeds.posts["feed"] == 4]
    scores = fitted.scores(posts)
    middle = np.sort(scores)[::-1][(len(scores) - 1) // 2]
    assert np.isclose(found.contributions["odds"].prod(), np.exp(scores[0] - middle), rtol=1e-5)
    assert np.isclose(found.total_odds, np.exp(scores[0] - middle), rtol=1e-5)
    sizes = found.contributions["log_odds"].abs()
    assert (sizes.diff().dropna() <= 0).all()


def test_the_middle_post_itself_has_nothing_to_explain(feeds, fitted):
    posts = feeds.posts[feeds.posts["feed"] == 4]
    order = np.argsort(-fitted.scores(posts), kind="stable")
    place = int(order[(len(order) - 1) // 2]) + 1
    found = _explained(feeds, fitted, place=place)
    assert np.allclose(found.contributions["odds"], 1)
    assert found.model_place == (len(posts) - 1) // 2 + 1


def test_places_after_a_change_are_counted_anew(feeds, fitted):
    found = _explained(feeds, fitted).changes.set_index("change")["place"]
    posts = feeds.posts[feeds.posts["feed"] == 4].reset_index(drop=True)
    older = posts.copy()
    older.loc[0, "age_seconds"] += 3600
    scores = fitted.scores(older)
    assert found["had it been an hour older"] == 1 + (scores > scores[0]).sum()
    assert found["as it was"] <= found["had it been an hour older"]
    assert found["had it been an hour older"] <= found["had it been six hours older"]
    assert found["had it had ten times as many"] <= found["as it was"]


def test_it_is_told_in_words_without_page_hour_and_counts(feeds, fitted):
    found = _explained(feeds, fitted)
    words = why_words(found, ELSEWHERE)
    assert words["place"] == 1
    assert words["posts"] == 16
    assert words["reasons"].count("multiplies the odds") == 4
    assert words["model_low"] <= words["model"] <= words["model_high"]
    said = WHY_THIS_POST.format(**words) + found.contributions.to_csv()
    assert "January 2018" in said
    for post in (found.post, found.middle):
        assert post["page"] not in said
        assert f"{post['viewed_at']:%H:%M}" not in said
        assert f"{post['reactions']:,}" not in said
    assert "had it been an hour older: place" in changes_words(found)


ELSEWHERE = Beside(others=5, places=[1, 3, 30], upper_tenth=2, before=1, has_before=True)


def test_where_else_it_stood_is_told():
    assert "before, the post stood at place 1." in beside_words(ELSEWHERE)
    assert "3 held it (places 1, 3, 30), 2 of them in the upper" in beside_words(ELSEWHERE)
    alone = Beside(others=4, places=[], upper_tenth=0, before=None, has_before=True)
    assert "before did not hold the post. None of 4 feeds" in beside_words(alone)
    first = Beside(others=4, places=[], upper_tenth=0, before=None, has_before=False)
    assert beside_words(first).startswith("None of 4")


def test_where_else_it_stood_is_found(feeds):
    posts = feeds.posts.copy()
    wanted = posts.loc[posts["feed"] == 8, "post_id"].iloc[2]
    for feed, place in ((2, 5), (7, 1), (9, 16), (20, 4)):
        row = posts.index[posts["feed"] == feed][place - 1]
        posts.loc[row, "post_id"] = wanted
    shared = Feeds(posts=posts, left_out=0)
    found = beside(shared, 8, place=3, same_minutes=10, next_minutes=90)
    # Feeds 7 to 12 are of one hour; feed 2 is the account's before, feed 20 of another hour.
    assert found == Beside(others=5, places=[1, 16], upper_tenth=1, before=5, has_before=True)


def test_a_feed_of_one_post_has_a_clear_message(feeds, fitted):
    one = feeds.posts.head(1)
    with pytest.raises(DataError, match="The feed holds 1 post") as caught:
        explain_post(one, fitted, [fitted], place=1, steps=4, level=0.95)
    assert "two posts or more" in caught.value.remedy


@pytest.mark.parametrize("place", [0, 17])
def test_a_place_that_is_not_there_is_refused(feeds, fitted, place):
    with pytest.raises(DataError, match=f"no place {place} in a feed of 16 posts"):
        _explained(feeds, fitted, place=place)


def test_the_example_is_the_middle_feed_by_time(feeds):
    own = feeds.first.query("account == 'right'").sort_values("viewed_at")["feed"]
    assert example_feed(feeds, account="right", least_posts=2) == own.iloc[5]
    assert len(own) == 12


def test_an_account_without_such_a_feed_is_refused(feeds):
    with pytest.raises(DataError, match="no feed of 99 posts"):
        example_feed(feeds, account="right", least_posts=99)
    with pytest.raises(DataError, match="no account 'green'"):
        example_feed(feeds, account="green", least_posts=2)


def test_the_model_of_an_example_has_not_met_its_day(feeds, quick_training):
    held = held_out(feeds, "day", quick_training, seed=1)
    feed = example_feed(feeds, account="right", least_posts=2)
    day = feeds.posts.loc[feeds.posts["feed"] == feed, "day"].iloc[0]
    place = [one.name for one in held.folds].index(day)
    known, model = held_out_model(feeds, held, feed)
    assert model is held.models[place]
    assert day not in set(known.posts["day"])
    with pytest.raises(ValueError, match="No fold holds feed 0 out"):
        held_out_model(feeds, held, 0)


def test_a_place_is_called_explained_only_where_the_surrogate_comes_near():
    assert "comes near" in place_reading(3, 5, 40)
    assert "in part" in place_reading(3, 12, 40)
    assert "far higher" in place_reading(1, 33, 49)
    assert "far lower" in place_reading(40, 2, 49)
