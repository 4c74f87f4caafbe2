"""The checks of a clock: silent on right clocks, loud on a part of them that is wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from rml.data.fb_feed_audit import SLOW_ACCOUNTS
from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.data.feed_clocks import under_clocks
from rml.lessons.feed_clock.clock_checks import (
    FIRST_DAYS,
    LAST_DAYS,
    counts_by_shift,
    equal_counts,
    equal_within,
    first_hours,
    shares_of,
    too_old_days,
    youngest_frame,
    youngest_posts,
)
from rml.lessons.feed_clock.consequences import not_yet_published, results, results_frame
from rml.lessons.feed_clock.figures import shifts_plot, shifts_words
from rml.lessons.feed_clock.parameters import FeedClock
from rml.report.alt_text import check_alt
from tests.made_feeds import feed_rows, shown_posts

GIVEN = {
    "too_old_minutes": 60,
    "exact_below": 1000,
    "shift_hours": [-1, 0, 1, 2],
    "pool": "ever",
    "burn_in_hours": 24,
    "level": 0.95,
}
RULES = {"pool": "ever", "burn_in_hours": 24, "level": 0.95}


@pytest.fixture
def made():
    """Return impressions and posts of six accounts on six days, clocks right.

    A page posts at every full hour; each account looks five minutes later, and a post has as
    many reactions as hours have gone since it was published, times ten.
    """
    hours = [pd.Timestamp(2018, 1, day, hour) for day in range(24, 30) for hour in range(4, 20)]
    posts = pd.DataFrame(
        {
            "post_id": [f"{hour:%d%H}" for hour in hours],
            "page": "left-1",
            "orientation": "left",
            "published_at": hours,
        }
    )
    rows, feed = [], 0
    for hour in hours:
        newest = posts[posts["published_at"] <= hour].iloc[:-5:-1]
        for account in ACCOUNTS if hour.hour >= 7 else ():
            feed += 1
            at = hour + pd.Timedelta(minutes=5)
            rows += feed_rows(newest, feed=feed, account=account, at=at)
    shown = pd.DataFrame(rows)
    shown["age_seconds"] = (shown["viewed_at"] - shown["published_at"]).dt.total_seconds()
    shown["reactions"] = 10 * (shown["rank"] - 1)
    return shown, shown_posts(posts, shown)


def test_right_clocks_have_young_posts_everywhere_and_the_attempt_has_not(made):
    attempted, _ = under_clocks(*made, clocks="published_earlier")
    assert attempted["age_seconds"].min() >= 0
    assert too_old_days(youngest_posts(made[0]), minutes=60).value == 0
    found = youngest_posts(attempted)
    assert too_old_days(found, minutes=60).value == 36 - 3 * 4
    spared = found[found["minutes"] < 60]
    assert set(spared["account"]) == set(SLOW_ACCOUNTS)
    assert set(spared["day"]) == {"24 January", "25 January", "26 January", "27 January"}


def test_the_youngest_posts_stand_by_clocks_accounts_and_days(made):
    shown = made[0][(made[0]["account"] != "far-right") | (made[0]["viewed_at"].dt.day > 24)]
    frame = youngest_frame({"mended": youngest_posts(shown), "again": youngest_posts(shown)})
    assert frame["clocks"].tolist() == ["mended"] * 6 + ["again"] * 6
    assert frame["account"].tolist() == list(ACCOUNTS) * 2
    assert np.isnan(frame.set_index("account").loc["far-right", "24 January"]).all()
    assert set(frame["25 January"]) == {5.0}


def test_counts_are_equal_where_the_clocks_agree(made):
    recorded, _ = under_clocks(*made, clocks="recorded")
    counts = counts_by_shift(recorded, shifts=[-1, 0, 1, 2], exact_below=1000)
    best = counts.loc[counts.groupby("days", sort=False)["equal"].idxmax()]
    assert dict(zip(best["days"], best["shift_hours"], strict=True)) == {
        FIRST_DAYS: 1,
        LAST_DAYS: 0,
    }
    assert (best["equal"] == 1).all()
    first = counts[counts["days"] == FIRST_DAYS].set_index("shift_hours")
    assert first.loc[0, "more"] == first.loc[-1, "more"] == 1
    assert first.loc[2, "fewer"] == 1
    assert counts[["more", "equal", "fewer"]].sum(axis=1).to_numpy() == pytest.approx(1)
    assert equal_within(recorded, exact_below=1000) == 1


def test_rounded_counts_are_left_out(made):
    recorded, _ = under_clocks(*made, clocks="recorded")
    few = counts_by_shift(recorded, shifts=[0, 1], exact_below=15)
    every = counts_by_shift(recorded, shifts=[0, 1], exact_below=1000)
    assert (few["pairs"] < every["pairs"]).all()


def test_shares_are_those_of_the_row_asked_for(made):
    recorded, _ = under_clocks(*made, clocks="recorded")
    counts = counts_by_shift(recorded, shifts=[0, 1], exact_below=1000)
    assert equal_counts(counts, days=FIRST_DAYS, shift=1).value == 1
    assert equal_counts(counts, days=FIRST_DAYS, shift=0).value == 0
    assert shares_of(counts, days=FIRST_DAYS, shift=0) == {"more": 1.0, "fewer": 0.0}


def test_the_hours_at_which_feeds_begin_tell_when_the_clocks_were_set(made):
    recorded, _ = under_clocks(*made, clocks="recorded")
    with pytest.raises(ValueError, match="do not begin alike"):
        first_hours(recorded)
    late = (made[0]["viewed_at"].dt.hour > 7) | ~made[0]["account"].isin(SLOW_ACCOUNTS)
    recorded, _ = under_clocks(made[0][late], made[1], clocks="recorded")
    assert first_hours(recorded) == {"usual": "07:05", "after": "08:05"}


def test_the_attempt_fills_feeds_in_order_of_time_with_posts_of_the_future(made):
    attempted = under_clocks(*made, clocks="published_earlier")
    assert not_yet_published(made, made, burn_in_hours=24).value == 0
    found = not_yet_published(attempted, made, burn_in_hours=24)
    # One of four slots in each feed but those of slow clocks: the post of the hour to come, which
    # the last feed of a day does not know, for nobody was shown it.
    shown = attempted[0].groupby("feed").agg(account=("account", "first"), at=("viewed_at", "max"))
    shown = shown[shown["at"] >= shown["at"].min() + pd.Timedelta(hours=24)]
    slow = shown["account"].isin(SLOW_ACCOUNTS) & (shown["at"].dt.day < 28)
    wrong = (~slow & (shown["at"].dt.hour < 19)).sum()
    assert found.value == pytest.approx(wrong / (4 * len(shown)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("shift_hours", [0, 2]),
        ("shift_hours", [0, 1, 1]),
        ("shift_hours", [0, 1, 7]),
        ("exact_below", 1001),
        ("too_old_minutes", 0),
        ("burn_in_hours", 49),
        ("pool", "never"),
    ],
)
def test_parameters_out_of_bounds_are_refused_by_name(field, value):
    FeedClock(**GIVEN)
    with pytest.raises(ValidationError, match=field):
        FeedClock(**GIVEN | {field: value})


def test_the_figure_shows_every_shift_and_says_where_counts_agree(made):
    recorded, _ = under_clocks(*made, clocks="recorded")
    counts = counts_by_shift(recorded, shifts=[-1, 0, 1], exact_below=1000)
    panels = shifts_plot(counts).axes
    assert [len(axes.patches) for axes in panels] == [9, 9]
    words = shifts_words(counts)
    check_alt(words["alt"], caption=words["caption"], where="figure")
    assert "100% at +1 on 24 to 27 January" in words["alt"].replace("\N{NO-BREAK SPACE}", "")


def test_the_real_clocks(real_audit):
    """The numbers of the report, as a separate count from the files gave them."""
    mended = (real_audit.impressions, real_audit.posts)
    recorded, attempted = (
        under_clocks(*mended, clocks=one) for one in ("recorded", "published_earlier")
    )
    assert too_old_days(youngest_posts(attempted[0]), minutes=60).value == 23
    assert too_old_days(youngest_posts(mended[0]), minutes=60).value == 0
    counts = counts_by_shift(recorded[0], shifts=[0, 1], exact_below=1000)
    assert counts["pairs"].tolist() == [3979, 6955, 2593, 1835]
    assert counts["equal"].tolist() == pytest.approx([0.047, 0.730, 0.745, 0.023], abs=0.0006)
    assert first_hours(recorded[0]) == {"usual": "07:05", "after": "08:05"}
    before, after = results(*attempted, **RULES), results(*mended, **RULES)
    assert before.other_posts.value == pytest.approx(0.675, abs=0.001)
    assert after.other_posts.value == pytest.approx(0.515, abs=0.001)
    frame = results_frame(before, after).set_index("result")
    assert frame.loc["own pages over others", "attempted"] == pytest.approx(1.628, abs=0.001)
    future = not_yet_published(attempted, mended, burn_in_hours=24)
    assert future.value == pytest.approx(0.36, abs=0.01)
    assert not_yet_published(mended, mended, burn_in_hours=24).value == 0
