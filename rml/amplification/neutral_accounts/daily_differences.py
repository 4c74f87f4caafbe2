"""Home timeline minus friends, day by day, for accounts grouped by their seed.

A *seed* is the news source that an account followed first; three accounts share one. Scores
run from -1 (left) to +1 (right), so a negative difference means that the home timeline stood
further left than what the account's friends posted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd

from rml.errors import DataError
from rml.stats.arguments import FloatArray

LEANINGS: Final = ("Left", "C. Left", "Center", "C. Right", "Right")
SEED_NAMES: Final = {
    "Left": "The Nation",
    "C. Left": "The Washington Post",
    "Center": "USA Today",
    "C. Right": "The Wall Street Journal",
    "Right": "Breitbart News",
}
SCORE_NAMES: Final = {"url": "links", "hashtag": "hashtags"}
UNIT: Final = "score points"
ACCOUNTS_PER_SEED: Final = 3


def daily_differences(timelines: pd.DataFrame, *, scores: Sequence[str]) -> pd.DataFrame:
    """Return home minus friends for each account and each day on which both were observed.

    This is the inner join on the date, account by account, that the published tests use.

    Parameters
    ----------
    timelines
        Columns leaning, bot, score, timeline, date, mean and count; one row for each
        account, score, timeline and date. Only the timelines "home" and "friends" are used.
    scores
        The scores to keep, in the order wanted.

    Returns
    -------
    pandas.DataFrame
        Columns score, leaning, bot, date, home, friends, difference (these three in score
        points), full_windows (True where both windows hold as many posts as that timeline's
        windows ever do), sorted by score and leaning in the order given, then bot and date.

    Raises
    ------
    DataError
        If a seed lacks one of its three accounts in a timeline, or an account has no day
        on which both timelines were observed; all faults at once.
    """
    keys = ["score", "leaning", "bot", "date"]
    home, friends = (_side(timelines, side, keys) for side in ("home", "friends"))
    joined = home.merge(friends, on=keys, validate="one_to_one")
    faults = [
        fault
        for score in scores
        for leaning in LEANINGS
        for fault in _faults(home, friends, joined, score=score, leaning=leaning)
    ]
    if faults:
        raise DataError(
            f"Every seed needs {ACCOUNTS_PER_SEED} accounts whose home timeline and friends were "
            f"observed on common days, but {'; '.join(faults)}.",
            where="drifterbot_timelines",
            remedy="Load the complete dataset: `rml data get drifterbot_timelines`.",
        )
    rank = {name: place for place, name in enumerate([*scores, *LEANINGS])}
    return (
        joined[joined["score"].isin(scores)]
        .assign(
            difference=lambda frame: frame["home"] - frame["friends"],
            full_windows=lambda frame: frame["full_home"] & frame["full_friends"],
        )
        .drop(columns=["full_home", "full_friends"])
        .sort_values(
            keys, key=lambda column: column.map(rank) if column.name in keys[:2] else column
        )
        .reset_index(drop=True)
    )


def _side(timelines: pd.DataFrame, side: str, keys: list[str]) -> pd.DataFrame:
    rows = timelines[timelines["timeline"] == side]
    return rows[keys].assign(
        **{side: rows["mean"], f"full_{side}": rows["count"] == rows["count"].max()}
    )


def _faults(
    home: pd.DataFrame, friends: pd.DataFrame, joined: pd.DataFrame, *, score: str, leaning: str
) -> list[str]:
    at_home, of_friends, both = (
        set(side.loc[(side["score"] == score) & (side["leaning"] == leaning), "bot"])
        for side in (home, friends, joined)
    )
    if len(at_home) != ACCOUNTS_PER_SEED or at_home != of_friends:
        counts = f"{len(at_home)} accounts with a home timeline and {len(of_friends)} with friends"
        return [f"the seed {leaning} has {counts} (score {score})"]
    return [
        f"account {bot} of the seed {leaning} has no common day (score {score})"
        for bot in sorted(at_home - both)
    ]


def comparisons_of(differences: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Return score, leaning and rows of each test of the family, in the frame's order."""
    for (score, leaning), rows in differences.groupby(["score", "leaning"], sort=False):
        yield str(score), str(leaning), rows


def rows_of(differences: pd.DataFrame, *, score: str, leaning: str) -> pd.DataFrame:
    """Return the rows of one test."""
    return differences[(differences["score"] == score) & (differences["leaning"] == leaning)]


def account_means(rows: pd.DataFrame) -> FloatArray:
    """Return the mean difference of each account over its days, by account number."""
    return rows.groupby("bot")["difference"].mean().to_numpy(dtype=np.float64)


def pooled_daily_series(rows: pd.DataFrame) -> FloatArray:
    """Return one value for each calendar day; their mean is the mean over account-days.

    With m the mean over all N account-days and T the calendar days, the value of a day is
    m + T / N * (sum over the accounts observed that day of difference - m), and m on a day
    without any. The HAC variance of its mean is that of Driscoll and Kraay: it allows for
    dependence between accounts on the same or nearby days as well as within an account,
    and its lags are calendar days although some days are missing.

    Parameters
    ----------
    rows
        The rows of one test or one account: columns date and difference.

    Returns
    -------
    ndarray
        Shape (T,), in score points, from the first to the last day of any account.

    References
    ----------
    Driscoll and Kraay (1998), doi:10.1162/003465398557825.
    """
    mean = float(rows["difference"].mean())
    deviations = (rows["difference"] - mean).groupby(rows["date"]).sum()
    daily = deviations.asfreq("D", fill_value=0.0).to_numpy(dtype=np.float64)
    return np.asarray(mean + daily.size / len(rows) * daily)
