import numpy as np
import pandas as pd
import pytest

from rml.amplification.neutral_accounts.daily_differences import daily_differences
from rml.amplification.neutral_accounts.timeline_windows import (
    autocorrelations,
    days_without_any,
    facts_of_record,
    level_shifts,
    observed_days,
    renewal_summary,
    window_renewal,
)


def sliding(scores, *, new_posts, width, bot=1, timeline="home"):
    """Return the rows of one account whose window slides over `scores` by `new_posts` a day."""
    rows = []
    for day in range(1, len(scores) // new_posts + 1):
        window = scores[max(0, day * new_posts - width) : day * new_posts]
        rows.append(
            {
                "score": "url",
                "timeline": timeline,
                "bot": bot,
                "date": pd.Timestamp("2019-07-10") + pd.Timedelta(days=day),
                "mean": window.mean(),
                "variance": window.var(ddof=1),
                "count": window.size,
            }
        )
    return pd.DataFrame(rows)


@pytest.mark.parametrize("new_posts", [5, 10, 25, 50])
def test_renewal_finds_the_share_of_posts_that_are_new(rng, new_posts):
    frame = sliding(rng.normal(0, 0.2, size=2000 * new_posts), new_posts=new_posts, width=50)
    (row,) = window_renewal(frame, scores=["url"]).itertuples()
    assert row.renewal == pytest.approx(new_posts / 50, rel=0.1)
    assert row.cap == 50
    assert row.days_to_fill == 50 // new_posts - 1


def test_posts_that_resemble_each_other_enlarge_the_renewal_so_overlap_is_a_lower_bound(rng):
    topics = np.repeat(rng.normal(0, 0.2, size=4000), 5)
    (row,) = window_renewal(sliding(topics, new_posts=10, width=50), scores=["url"]).itertuples()
    assert row.renewal > 3 * 10 / 50


def test_only_days_next_to_each_other_are_compared(rng):
    frame = sliding(rng.normal(size=4000), new_posts=10, width=50)
    every_other = frame.iloc[::2]
    assert np.isnan(window_renewal(every_other, scores=["url"])["renewal"].item())
    with_one_gap = frame.drop(index=frame.index[100:110])
    assert window_renewal(with_one_gap, scores=["url"])["renewal"].item() < 0.3


def test_the_summary_takes_medians_over_accounts(rng):
    frames = [
        sliding(rng.normal(size=20_000), new_posts=posts, width=50, bot=bot)
        for bot, posts in enumerate((5, 10, 25), start=1)
    ]
    (row,) = renewal_summary(window_renewal(pd.concat(frames), scores=["url"])).itertuples()
    assert row.renewal == pytest.approx(0.2, rel=0.15)
    assert row.renewal_least < row.renewal < row.renewal_most
    assert row.shared_at_least == pytest.approx(1 - row.renewal)
    assert row.days_to_fill_most == 9


def test_missing_days_and_the_longest_gap_are_counted(timelines):
    gone = (timelines["bot"] == 3) & timelines["date"].dt.day.isin([20, 21, 22, 25])
    days = observed_days(daily_differences(timelines[~gone], scores=["url"]))
    third = days[days["bot"] == 3].iloc[0]
    assert third["first_day"] == "2019-07-13"
    assert third["last_day"] == "2019-09-10"
    assert third["days"] + third["days_missing"] == 60
    assert third["days_missing"] == 8
    assert third["longest_gap"] == 3
    assert days[days["bot"] == 1]["longest_gap"].item() == 0


def test_days_on_which_nobody_was_observed_are_found(timelines):
    gone = timelines["date"].isin(pd.to_datetime(["2019-07-20", "2019-07-21"]))
    differences = daily_differences(timelines[~gone], scores=["url"])
    assert [str(day.date()) for day in days_without_any(differences)] == [
        "2019-07-20",
        "2019-07-21",
    ]


def test_the_largest_shift_of_level_comes_first(made_timelines):
    home = np.zeros((15, 20))
    home[7, 10:] = -0.5
    home[3, 10:] = 0.1
    differences = daily_differences(made_timelines(home, np.zeros((15, 20))), scores=["url"])
    shifts = level_shifts(differences, day="2019-07-22")
    assert shifts["bot"].tolist()[:2] == [8, 4]
    first = shifts.iloc[0]
    assert (first["before"], first["after"], first["shift"]) == pytest.approx((0.0, -0.5, -0.5))


def test_autocorrelation_is_that_of_the_series_and_skips_missing_days(rng):
    slow = np.convolve(rng.normal(size=40_004), np.ones(5) / 5, mode="valid")
    rows = pd.DataFrame(
        {
            "score": "url",
            "leaning": "Left",
            "bot": 1,
            "date": pd.date_range("1919-01-01", periods=slow.size, unit="s"),
            "difference": slow,
        }
    )
    kept = rows[rng.random(len(rows)) > 0.1]
    found = autocorrelations(kept, max_lag=6).set_index("lag")["autocorrelation"]
    assert found.tolist() == pytest.approx([0.8, 0.6, 0.4, 0.2, 0.0, 0.0], abs=0.03)


def test_the_facts_of_the_real_record(real_timelines, real_differences):
    renewal = window_renewal(real_timelines, scores=["url", "hashtag"])
    facts = facts_of_record(real_differences, renewal_summary(renewal))
    assert (facts["bots"], facts["seeds"], facts["cap"], facts["many"]) == (15, 5, 50, 500)
    assert (facts["first"], facts["end"], facts["last"]) == (
        "2019-07-13",
        "2019-11-08",
        "2019-12-01",
    )
    assert (facts["gap_first"], facts["gap_last"]) == ("2019-10-10", "2019-10-16")
    assert facts["least"] * facts["long"] == pytest.approx(1)


def test_the_real_windows_are_full_and_the_friends_move_more_than_posts_explain(real_timelines):
    renewal = window_renewal(real_timelines, scores=["url", "hashtag"])
    summary = renewal_summary(renewal).set_index(["score", "timeline"])
    assert summary.index[0] == ("url", "home")
    assert (summary["share_full"] > 0.9).all()
    assert summary["cap"].xs("home", level="timeline").tolist() == [50, 50]
    assert summary["cap"].xs("friends", level="timeline").tolist() == [500, 500]
    assert (summary["renewal"].xs("home", level="timeline") < 1).all()
    assert (summary["renewal"].xs("friends", level="timeline") > 1).all()
