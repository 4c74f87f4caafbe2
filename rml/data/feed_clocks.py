"""The Facebook feed audit under other clocks than the mended ones: what a correction changes."""

from __future__ import annotations

from typing import Final, Literal

import pandas as pd

from rml.data.fb_feed_audit import SLOW_ACCOUNTS, SLOW_SECONDS, SLOW_UNTIL

Clocks = Literal["recorded", "published_earlier"]
"""The clocks of the files; or these, with every publication one hour earlier.

The second is what an earlier version of this collection took to be the correction. It made no
age negative, and was wrong; see the correction ``viewing_one_hour_early`` of the dataset.
"""
_SLOW: Final = pd.Timedelta(seconds=SLOW_SECONDS)


def under_clocks(
    impressions: pd.DataFrame, posts: pd.DataFrame, *, clocks: Clocks
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the audit's impressions and posts with other times.

    Parameters
    ----------
    impressions, posts
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them, with mended clocks.
    clocks
        Which ones instead; see `Clocks`.

    Returns
    -------
    DataFrame, DataFrame
        Copies, with ``viewed_at``, ``published_at`` and ``age_seconds`` (negative where a
        post seems to be shown before it was published), and ``published_at``,
        ``first_shown_at`` and ``last_shown_at``. Feeds keep their numbers and rows.
    """
    slow = slow_feeds(impressions)
    viewed = impressions["viewed_at"].where(~slow, impressions["viewed_at"] - _SLOW)
    late = _SLOW if clocks == "published_earlier" else pd.Timedelta(0)
    published = impressions["published_at"] - late
    shown = impressions.assign(
        viewed_at=viewed,
        published_at=published,
        age_seconds=(viewed - published).dt.total_seconds().astype("int64"),
    )
    seen = shown.groupby("post_id")["viewed_at"].agg(["min", "max"]).reindex(posts["post_id"])
    other = posts.assign(
        published_at=posts["published_at"] - late,
        first_shown_at=seen["min"].to_numpy(),
        last_shown_at=seen["max"].to_numpy(),
    )
    return shown, other


def slow_feeds(impressions: pd.DataFrame) -> pd.Series[bool]:
    """Return which impressions are of a feed whose recorded clock was an hour slow."""
    accounts = impressions["account"].isin(SLOW_ACCOUNTS)
    return accounts & (impressions["viewed_at"] - _SLOW < SLOW_UNTIL)
