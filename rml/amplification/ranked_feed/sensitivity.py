"""The main results under other choices: the pool, the baseline, the slots, the times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from rml.amplification.ranked_feed.orientations import orientation_ratios
from rml.amplification.ranked_feed.own_pages import own_pages, own_ratio
from rml.amplification.ranked_feed.page_distance import mean_distance
from rml.amplification.ranked_feed.parameters import Pool
from rml.amplification.ranked_feed.posting_volume import slope, volume_rows
from rml.amplification.ranked_feed.slot_counts import SlotCounts, slot_counts
from rml.data.feed_clocks import under_clocks
from rml.estimate import Estimate


def _choices(
    *,
    pool: Pool,
    burn_in_hours: int,
    windows: Sequence[int],
    top_slots: Sequence[int],
    long_feed_slots: int,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the name of each choice and how it changes the slots."""
    other: Pool = "by_then" if pool == "ever" else "ever"
    pools = {"ever": "posts shown at any time", "by_then": "posts shown by the end of that hour"}
    yield "as in the report", {}
    yield f"pool: {pools[other]}", {"pool": other}
    for hours in windows:
        yield f"baseline: any post of the last {hours} hours", {"window_hours": hours}
    for slots in top_slots:
        yield f"first {slots} slots only", {"top": slots}
    yield "as many slots for every account in each hour", {"equal_slots": True}
    yield f"feeds of {long_feed_slots} or more slots only", {"least_slots": long_feed_slots}
    yield "without each day's last feeds (after 18 UTC)", {"last_hour": 18}
    yield "clocks as recorded, uncorrected", {"clocks": "recorded"}
    yield (
        "clocks as an earlier version of this report: every publication an hour earlier",
        {"clocks": "published_earlier"},
    )
    if burn_in_hours:
        yield "without burn-in", {"burn_in_hours": 0}


def long_feeds_ratio(
    impressions: pd.DataFrame,
    posts: pd.DataFrame,
    *,
    pool: Pool,
    burn_in_hours: int,
    least_slots: int,
    level: float,
) -> Estimate:
    """Return the own ratio over others' in feeds of so many captured slots or more."""
    counts = slot_counts(
        impressions, posts, pool=pool, burn_in_hours=burn_in_hours, least_slots=least_slots
    )
    return own_ratio(own_pages(counts), level=level)


def matched_feeds(
    impressions: pd.DataFrame, posts: pd.DataFrame, *, pool: Pool, burn_in_hours: int
) -> SlotCounts:
    """Return the slots if in each hour as many count for every account."""
    return slot_counts(impressions, posts, pool=pool, burn_in_hours=burn_in_hours, equal_slots=True)


def sensitivity(
    impressions: pd.DataFrame,
    posts: pd.DataFrame,
    *,
    pool: Pool,
    burn_in_hours: int,
    windows: Sequence[int],
    top_slots: Sequence[int],
    long_feed_slots: int,
    added_slots: float,
    hidden_share: float,
    level: float,
    alpha: float,
) -> pd.DataFrame:
    """Return the main results for every other choice, one row each.

    Returns
    -------
    pandas.DataFrame
        choice, feeds, own_ratio with low and high (over trained accounts), distance (mean
        over accounts), volume_slope, and claims: the orientations of which a claim clears
        the three hurdles, or none.
    """
    table = []
    for name, change in _choices(
        pool=pool,
        burn_in_hours=burn_in_hours,
        windows=windows,
        top_slots=top_slots,
        long_feed_slots=long_feed_slots,
    ):
        base: dict[str, Any] = {"pool": pool, "burn_in_hours": burn_in_hours}
        clocks = change.pop("clocks", None)
        feeds = (impressions, posts)
        if clocks is not None:
            feeds = under_clocks(*feeds, clocks=clocks)
        counts = slot_counts(*feeds, **(base | change))
        own = own_ratio(own_pages(counts), level=level)
        judged = orientation_ratios(
            counts, added_slots=added_slots, hidden_share=hidden_share, level=level, alpha=alpha
        )
        claims = [f"{one.orientation} {one.claim}" for one in judged if one.claim != "none"]
        table.append(
            {
                "choice": name,
                "feeds": int(counts.feed.size),
                "own_ratio": own.value,
                "low": own.low,
                "high": own.high,
                "distance": mean_distance(counts, level=level).value,
                "volume_slope": slope(volume_rows(counts, added_slots=added_slots)),
                "claims": ", ".join(claims) or "none",
            }
        )
    return pd.DataFrame(table)
