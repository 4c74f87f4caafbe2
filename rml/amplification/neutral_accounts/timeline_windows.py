"""What the windows behind a day's score share with the next day's, and which days are missing.

A row of the timelines is no day's content but the mean over a window: the last 50 or fewer
scored posts of a home timeline, the last 500 or fewer of the friends. Two rows that share
posts depend on each other by construction. The files do not say which posts a window holds,
so the overlap is inferred in two ways: how long the first windows took to fill, and how much
the mean moves from one day to the next compared with the spread of scores inside a window.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd


def window_renewal(timelines: pd.DataFrame, *, scores: Sequence[str]) -> pd.DataFrame:
    """Return how full each account's windows are and how fast they are renewed.

    Suppose that k of the W posts in a window are replaced from one day to the next by posts
    with independent scores of the window's variance s^2. The change of the mean then has the
    variance 2 * k * s^2 / W^2, so that

        renewal = W * mean(change^2) / (2 * mean(s^2))

    estimates k / W: 0 where the window stays the same, 1 where all posts are new. Scores of
    posts that come in together resemble each other, and the level drifts; both enlarge
    the change, so the share of posts that two neighbouring days have in common is *at least*
    1 - renewal, and a renewal above 1 shows that independent posts cannot explain the change.

    Parameters
    ----------
    timelines
        Columns score, timeline, bot, date, mean, variance, count.
    scores
        The scores to keep, in the order wanted.

    Returns
    -------
    pandas.DataFrame
        One row for each score, timeline ("home", then "friends") and account: rows, cap
        (posts in a full window), share_full (proportion of rows at the cap), days_to_fill
        (from the first row to the first full window) and renewal (per day, over pairs of full
        windows one day apart).
    """
    table = []
    for score, timeline in itertools.product(scores, ("home", "friends")):
        side = timelines[(timelines["score"] == score) & (timelines["timeline"] == timeline)]
        table += [
            {"score": score, "timeline": timeline, "bot": bot, **_renewal(rows)}
            for bot, rows in side.groupby("bot")
        ]
    return pd.DataFrame(table)


def _renewal(rows: pd.DataFrame) -> dict[str, float]:
    ordered = rows.sort_values("date")
    cap = int(ordered["count"].max())
    full = ordered[ordered["count"] == cap]
    neighbours = full["date"].diff().dt.days == 1
    change = full["mean"].diff()[neighbours]
    return {
        "rows": len(ordered),
        "cap": cap,
        "share_full": len(full) / len(ordered),
        "days_to_fill": int((full["date"].min() - ordered["date"].min()).days),
        "renewal": float(cap * (change**2).mean() / (2 * full["variance"].mean())),
    }


def renewal_summary(renewal: pd.DataFrame) -> pd.DataFrame:
    """Return `window_renewal` over accounts: medians and ranges for each score and timeline.

    Returns
    -------
    pandas.DataFrame
        score, timeline, cap, share_full (median), days_to_fill (median), days_to_fill_most,
        renewal (median), renewal_least, renewal_most, and shared_at_least: the share of posts
        that neighbouring days have in common, at least, in the median account.
    """
    return (
        renewal.groupby(["score", "timeline"], sort=False)
        .agg(
            cap=("cap", "max"),
            share_full=("share_full", "median"),
            days_to_fill=("days_to_fill", "median"),
            days_to_fill_most=("days_to_fill", "max"),
            renewal=("renewal", "median"),
            renewal_least=("renewal", "min"),
            renewal_most=("renewal", "max"),
        )
        .reset_index()
        .assign(shared_at_least=lambda frame: (1 - frame["renewal"]).clip(lower=0.0))
    )


def observed_days(differences: pd.DataFrame) -> pd.DataFrame:
    """Return when each account was observed on both sides, and how much is missing.

    Parameters
    ----------
    differences
        As ``rml.amplification.neutral_accounts.daily_differences.daily_differences`` returns them.

    Returns
    -------
    pandas.DataFrame
        One row for each score and account: score, leaning, bot, first_day, last_day (text,
        ISO 8601), days (observed on both sides), days_missing (between the first and the
        last), longest_gap (days missing in a row).
    """
    table = []
    for (score, leaning, bot), rows in differences.groupby(["score", "leaning", "bot"], sort=False):
        first, last = rows["date"].min(), rows["date"].max()
        steps = rows["date"].diff().dt.days.dropna()
        table.append(
            {
                "score": score,
                "leaning": leaning,
                "bot": bot,
                "first_day": first.date().isoformat(),
                "last_day": last.date().isoformat(),
                "days": len(rows),
                "days_missing": int((last - first).days) + 1 - len(rows),
                "longest_gap": int(steps.max()) - 1,
            }
        )
    return pd.DataFrame(table)


def days_without_any(differences: pd.DataFrame) -> pd.DatetimeIndex:
    """Return the days between the first and the last on which no account was observed."""
    observed = pd.DatetimeIndex(differences["date"])
    period = pd.date_range(observed.min(), observed.max(), unit=observed.unit)
    return period.difference(observed)


def facts_of_record(
    differences: pd.DataFrame, windows: pd.DataFrame
) -> dict[str, str | int | float]:
    """Return what a reader has to know of the record, by name, for the report's sentences.

    Parameters
    ----------
    differences
        As ``rml.amplification.neutral_accounts.daily_differences.daily_differences`` returns them.
    windows
        As `renewal_summary` returns it, for the home timelines and the friends' posts.

    Returns
    -------
    dict
        bots, seeds; low, high (days observed by an account); first, last, end (days, ISO 8601:
        of the first and last difference, and the last of the account that ended first);
        gap_first, gap_last (of the days on which no account was observed); cap, many (posts in
        a full window, home and friends); least, most (median renewal of home windows, over
        scores), short, long (the spans in days that this implies); fill (most days to fill a
        home window); wild (largest renewal of friends' windows).
    """
    days, gap = observed_days(differences), days_without_any(differences)
    home, friends = (windows[windows["timeline"] == side] for side in ("home", "friends"))
    return {
        "bots": int(days["bot"].nunique()),
        "seeds": int(days["leaning"].nunique()),
        "low": int(days["days"].min()),
        "high": int(days["days"].max()),
        "first": str(days["first_day"].min()),
        "last": str(days["last_day"].max()),
        "end": str(days["last_day"].min()),
        "gap_first": gap.min().date().isoformat(),
        "gap_last": gap.max().date().isoformat(),
        "cap": int(home["cap"].max()),
        "many": int(friends["cap"].max()),
        "least": float(home["renewal"].min()),
        "most": float(home["renewal"].max()),
        "short": 1 / float(home["renewal"].max()),
        "long": 1 / float(home["renewal"].min()),
        "fill": int(home["days_to_fill_most"].max()),
        "wild": float(friends["renewal_most"].max()),
    }


def level_shifts(differences: pd.DataFrame, *, day: str) -> pd.DataFrame:
    """Return each account's mean difference up to and after ``day``, largest shift first.

    A lasting shift contradicts the steady state that intervals over days assume.

    Returns
    -------
    pandas.DataFrame
        score, leaning, bot, before, after, shift (score points).
    """
    later = differences["date"] > pd.Timestamp(day)
    keys = ["score", "leaning", "bot"]
    before, after = (
        differences[part].groupby(keys, sort=False)["difference"].mean() for part in (~later, later)
    )
    shifts = pd.DataFrame({"before": before, "after": after}).assign(shift=after - before)
    return shifts.sort_values("shift", key=abs, ascending=False).reset_index()


def autocorrelations(differences: pd.DataFrame, *, max_lag: int) -> pd.DataFrame:
    """Return how alike an account's difference is to itself some calendar days later.

    Parameters
    ----------
    differences
        As ``rml.amplification.neutral_accounts.daily_differences.daily_differences`` returns them.
    max_lag
        Largest distance, in days.

    Returns
    -------
    pandas.DataFrame
        score, leaning, bot, lag (1 to max_lag, days), autocorrelation: the mean product of
        deviations over the pairs of days observed at that distance, over the mean square.
    """
    table = []
    for (score, leaning, bot), rows in differences.groupby(["score", "leaning", "bot"], sort=False):
        series = rows.set_index("date")["difference"].asfreq("D").to_numpy(dtype=np.float64)
        deviations = series - np.nanmean(series)
        scale = float(np.nanmean(deviations**2))
        table += [
            {
                "score": score,
                "leaning": leaning,
                "bot": bot,
                "lag": lag,
                "autocorrelation": float(np.nanmean(deviations[lag:] * deviations[:-lag])) / scale,
            }
            for lag in range(1, max_lag + 1)
        ]
    return pd.DataFrame(table)
