"""What the windows behind a day's score share with the next day's, and which days are missing.

A row of the timelines is no day's content but the mean over a window: the last 50 or fewer
scored posts of a home timeline, the last 500 or fewer of the friends. Two rows that share
posts depend on each other by construction. The files do not say which posts a window holds,
so the overlap is inferred in two ways: how long the first windows took to fill, and how much
the mean moves from one day to the next compared with the spread of scores inside a window.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

_KEYS = ["score", "timeline", "bot"]


def window_renewal(timelines: pd.DataFrame) -> pd.DataFrame:
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

    Returns
    -------
    pandas.DataFrame
        One row for each score, timeline and account: rows, cap (posts in a full window),
        share_full (proportion of rows at the cap), days_to_fill (from the first row to
        the first full window) and renewal (per day, over pairs of full windows one day
        apart).
    """
    table = []
    for key, rows in timelines.groupby(_KEYS, sort=False):
        ordered = rows.sort_values("date")
        cap = int(ordered["count"].max())
        full = ordered[ordered["count"] == cap]
        neighbours = full["date"].diff().dt.days == 1
        change = full["mean"].diff()[neighbours]
        table.append(
            {
                **dict(zip(_KEYS, key, strict=True)),
                "rows": len(ordered),
                "cap": cap,
                "share_full": len(full) / len(ordered),
                "days_to_fill": int((full["date"].min() - ordered["date"].min()).days),
                "renewal": float(cap * (change**2).mean() / (2 * full["variance"].mean())),
            }
        )
    return pd.DataFrame(table)


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
        As ``rml.amplification.daily_differences.daily_differences`` returns them.

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


def autocorrelations(differences: pd.DataFrame, *, max_lag: int) -> pd.DataFrame:
    """Return how alike an account's difference is to itself some calendar days later.

    Parameters
    ----------
    differences
        As ``rml.amplification.daily_differences.daily_differences`` returns them.
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
