"""How the overlap of newest first with the observed feed hangs on pool, window and length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from rml.amplification.ranked_feed.parameters import Pool
from rml.estimate import Estimate
from rml.ranking.feed_choice.comparison import chance_overlap, overlap_with_observed
from rml.ranking.feed_choice.orderings import most_popular, newest_first
from rml.ranking.feed_choice.pool import Candidates, feed_pools

POOL_WORDS: Final[dict[Pool, str]] = {
    "ever": "posts shown at any time",
    "by_then": "posts shown by then",
}


def larger_pool(choices: pd.DataFrame, *, level: float) -> Estimate:
    """Return the overlap of newest first where posts shown at any time are in the pools.

    Parameters
    ----------
    choices
        As `sensitivity` returns them, with the report's own pool of posts shown by then.
    level
        The level with which they were made.

    Raises
    ------
    ValueError
        If the report's own pool was the larger one already.
    """
    rows = choices[choices["choice"] == POOL_WORDS["ever"]]
    if rows.empty:
        raise ValueError("The pools hold posts shown at any time already; use pool: by_then.")
    row = rows.iloc[0]
    return Estimate(
        value=float(row["newest"]),
        low=float(row["low"]),
        high=float(row["high"]),
        level=level,
        n="6 accounts",
        unit="proportion",
        method="mean over accounts with Student t interval",
    )


def sensitivity(
    impressions: pd.DataFrame,
    posts: pd.DataFrame,
    pools: Sequence[Candidates],
    *,
    pool: Pool,
    burn_in_hours: int,
    window_hours: int,
    windows: Sequence[int],
    top: int,
    more: int,
    long_feed_slots: int,
    level: float,
) -> pd.DataFrame:
    """Return the overlaps under other choices, one changed at a time.

    Parameters
    ----------
    impressions, posts
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them.
    pools
        Those of the report, from the same rules.
    pool, burn_in_hours, window_hours
        The report's rules, see ``rml.ranking.feed_choice.pool.feed_pools``.
    windows, top, more, long_feed_slots
        Other windows; how many places, and how many more; and the length of long feeds.
    level
        Nominal coverage.

    Returns
    -------
    pandas.DataFrame
        choice, newest with low and high, popular, chance, feeds and pool (mean posts).
    """

    def row(choice: str, some: Sequence[Candidates], places: int) -> dict[str, object]:
        newest = overlap_with_observed(some, newest_first, top=places, level=level)
        popular = overlap_with_observed(some, most_popular, top=places, level=level)
        return {
            "choice": choice,
            "newest": newest.value,
            "low": newest.low,
            "high": newest.high,
            "popular": popular.value,
            "chance": chance_overlap(some, top=places),
            "feeds": len(some),
            "pool": float(np.mean([len(one) for one in some])),
        }

    def other(rule: Pool, hours: int) -> list[Candidates]:
        return feed_pools(
            impressions, posts, pool=rule, burn_in_hours=burn_in_hours, window_hours=hours
        )

    opposite: Pool = "ever" if pool == "by_then" else "by_then"
    long = [one for one in pools if one.slots >= long_feed_slots]
    rows = [row("as above", pools, top), row(f"first {more} places", pools, more)]
    rows.append(row(f"feeds of {long_feed_slots} slots or more", long, top))
    rows.append(row(POOL_WORDS[opposite], other(opposite, window_hours), top))
    rows += [row(f"window of {hours} hours", other(pool, hours), top) for hours in windows]
    return pd.DataFrame(rows).astype({"low": "float64", "high": "float64"})
