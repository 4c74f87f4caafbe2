import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from rml.amplification.neutral_accounts.daily_differences import (
    LEANINGS,
    account_means,
    comparisons_of,
    daily_differences,
    pooled_daily_series,
    rows_of,
)
from rml.errors import DataError
from rml.stats.series import long_run_variance


def test_a_difference_is_home_minus_friends_so_further_left_is_negative(made_timelines):
    timelines = made_timelines(np.full((15, 12), -0.3), np.full((15, 12), -0.1))
    differences = daily_differences(timelines, scores=["url"])
    assert differences["difference"].to_numpy() == pytest.approx(-0.2)
    assert list(differences.columns) == [
        "score",
        "leaning",
        "bot",
        "date",
        "home",
        "friends",
        "difference",
        "full_windows",
    ]


def test_only_days_observed_on_both_sides_count(made_timelines):
    timelines = made_timelines(np.zeros((15, 12)), np.ones((15, 12)), drop={(4, 3), (4, 4)})
    days = daily_differences(timelines, scores=["url"]).groupby("bot").size()
    assert days[4] == 10
    assert set(days.drop(4)) == {12}


def test_other_timelines_and_scores_are_left_out(timelines, differences):
    own = timelines[timelines["timeline"] == "home"].assign(timeline="own", mean=0.9)
    more = pd.concat([own, timelines])
    pd.testing.assert_frame_equal(daily_differences(more, scores=["url", "hashtag"]), differences)
    assert set(daily_differences(timelines, scores=["hashtag"])["score"]) == {"hashtag"}


def test_the_order_of_the_rows_given_does_not_matter(timelines, differences, rng):
    shuffled = timelines.sample(frac=1, random_state=rng)
    pd.testing.assert_frame_equal(
        daily_differences(shuffled, scores=["url", "hashtag"]), differences
    )


def test_comparisons_come_by_score_then_from_left_to_right(timelines):
    differences = daily_differences(timelines, scores=["hashtag", "url"])
    names = [(score, leaning) for score, leaning, _ in comparisons_of(differences)]
    assert names == [(score, leaning) for score in ("hashtag", "url") for leaning in LEANINGS]


def test_windows_are_full_only_when_both_are(differences):
    one = differences[(differences["bot"] == 1) & (differences["score"] == "url")]
    assert one["full_windows"].tolist() == [False] * 19 + [True] * 41


def test_a_missing_account_is_refused_by_seed_and_score(timelines):
    lacking = timelines[~((timelines["bot"] == 8) & (timelines["score"] == "url"))]
    with pytest.raises(DataError) as refused:
        daily_differences(lacking, scores=["url", "hashtag"])
    assert "the seed Center has 2 accounts" in refused.value.problem
    assert "score url" in refused.value.problem
    assert "hashtag" not in refused.value.problem
    assert "rml data get" in refused.value.remedy


def test_a_timeline_missing_on_one_side_is_refused(timelines):
    friends_of_two = (timelines["bot"] == 2) & (timelines["timeline"] == "friends")
    with pytest.raises(DataError, match="the seed Left has 3 accounts with a home timeline and 2"):
        daily_differences(timelines[~friends_of_two], scores=["url"])


def test_a_score_without_rows_is_refused_for_every_seed(timelines):
    urls = timelines[timelines["score"] == "url"]
    with pytest.raises(DataError) as refused:
        daily_differences(urls, scores=["url", "hashtag"])
    assert refused.value.problem.count("score hashtag") == len(LEANINGS)


def test_an_account_without_common_days_is_refused(timelines):
    apart = timelines.copy()
    moved = (apart["bot"] == 15) & (apart["timeline"] == "home")
    apart.loc[moved, "date"] += pd.Timedelta(days=200)
    with pytest.raises(DataError, match="account 15 of the seed Right has no common day"):
        daily_differences(apart, scores=["url"])


def test_a_day_given_twice_is_refused(timelines):
    with pytest.raises(pd.errors.MergeError):
        daily_differences(pd.concat([timelines, timelines.head(1)]), scores=["url"])


def test_account_means_weigh_accounts_alike_whatever_their_days():
    rows = pd.DataFrame({"bot": [1, 1, 1, 2], "difference": [0.0, 0.0, 0.0, 1.0]})
    assert account_means(rows).tolist() == [0.0, 1.0]


def test_the_pooled_series_has_the_mean_over_account_days_and_a_value_for_each_day(made_timelines):
    timelines = made_timelines(
        np.linspace(-0.5, 0.5, 15 * 20).reshape(15, 20),
        np.zeros((15, 20)),
        drop={(bot, day) for bot in (1, 2, 3) for day in (5, 6)} | {(2, 9)},
    )
    rows = rows_of(daily_differences(timelines, scores=["url"]), score="url", leaning="Left")
    series = pooled_daily_series(rows)
    assert series.size == 20
    assert series.mean() == pytest.approx(rows["difference"].mean())
    assert series[[5, 6]] == pytest.approx(rows["difference"].mean())


@pytest.mark.parametrize("lags", [0, 3, 10])
def test_its_long_run_variance_is_that_of_driscoll_and_kraay(made_timelines, rng, lags):
    shared = rng.normal(size=60)
    home = 0.05 * (rng.normal(size=(15, 60)) + shared)
    rows = rows_of(
        daily_differences(made_timelines(home, np.zeros((15, 60))), scores=["url"]),
        score="url",
        leaning="Left",
    ).sort_values(["date", "bot"])
    series = pooled_daily_series(rows)
    ours = np.sqrt(long_run_variance(series, lags) / series.size)
    days = ((rows["date"] - rows["date"].min()).dt.days).to_numpy()
    fit = sm.OLS(rows["difference"].to_numpy(), np.ones(len(rows))).fit(
        cov_type="hac-groupsum",
        cov_kwds={"time": days, "maxlags": lags, "use_correction": False},
    )
    assert ours == pytest.approx(fit.bse[0], rel=1e-9)
