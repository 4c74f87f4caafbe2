"""What the wrong clock did to results: some hardly moved, some changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rml.amplification.ranked_feed.own_pages import own_pages, own_ratio
from rml.amplification.ranked_feed.page_distance import feeds_apart, mean_distance
from rml.amplification.ranked_feed.parameters import Pool
from rml.amplification.ranked_feed.slot_counts import slot_counts
from rml.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Four results of ``political_amplification/ranked_feed_audit`` under one clock.

    Parameters
    ----------
    age
        Hours, of the post in the median slot.
    other_posts
        The share of slots with a post that the chronological feed of that time does not hold.
    own_ratio
        The primary finding there: own pages over others, ranked over chronological.
    distance
        The share of slots that would have to go to another page, mean over accounts.
    """

    age: float
    other_posts: Estimate
    own_ratio: Estimate
    distance: float


def results(
    impressions: pd.DataFrame,
    posts: pd.DataFrame,
    *,
    pool: Pool,
    burn_in_hours: int,
    level: float,
) -> Results:
    """Return the results under the clocks of the frames given.

    Parameters
    ----------
    impressions, posts
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them, or under other clocks.
    pool, burn_in_hours
        As for ``rml.amplification.ranked_feed.slot_counts.slot_counts``.
    level
        Of the interval of the ratio.
    """
    counts = slot_counts(impressions, posts, pool=pool, burn_in_hours=burn_in_hours)
    used = impressions[impressions["feed"].isin(counts.feed.tolist())]
    slots = int(counts.ranked.sum())
    return Results(
        age=float(used["age_seconds"].median()) / 3600,
        other_posts=_share(
            feeds_apart(counts, impressions).other_posts,
            n=f"{slots:,} slots of {counts.feed.size} feeds",
            method="share of slots with a post that is older than the chronological feed reaches",
        ),
        own_ratio=own_ratio(own_pages(counts), level=level),
        distance=mean_distance(counts, level=level).value,
    )


def results_frame(attempted: Results, mended: Results) -> pd.DataFrame:
    """Return the results side by side: result, unit, attempted and mended."""
    rows = [
        ("age of the post in the median slot", "hours", "age"),
        ("slots with a post that the chronological feed lacks", "per cent", "other_posts"),
        ("slots that would have to go to another page", "per cent", "distance"),
        ("own pages over others", "ratio", "own_ratio"),
    ]
    table = []
    for name, unit, field in rows:
        pair = [getattr(one, field) for one in (attempted, mended)]
        values = [one.value if isinstance(one, Estimate) else one for one in pair]
        scale = 100 if unit == "per cent" else 1
        table.append(
            {
                "result": name,
                "unit": unit,
                "attempted": scale * values[0],
                "mended": scale * values[1],
            }
        )
    return pd.DataFrame(table)


def not_yet_published(
    attempted: tuple[pd.DataFrame, pd.DataFrame],
    mended: tuple[pd.DataFrame, pd.DataFrame],
    *,
    burn_in_hours: int,
) -> Estimate:
    """Return the share of slots in the attempt's chronological feeds with posts of the future.

    These feeds hold the newest posts by the attempted clock, from the pool of all posts that any
    account was shown. A post is of the future if by the mended clock it was published after
    the feed was opened. A count over these feeds, without an interval.

    Parameters
    ----------
    attempted, mended
        Impressions and posts under the two clocks, with the same feeds and posts.
    burn_in_hours
        Feeds earlier than so long after the first one, by the attempted clock, do not count.
    """
    shown, posts = attempted
    feeds = shown.groupby("feed").agg(at=("viewed_at", "max"), slots=("rank", "size"))
    feeds["true_at"] = mended[0].groupby("feed")["viewed_at"].max()
    feeds = feeds[feeds["at"] >= feeds["at"].min() + pd.Timedelta(hours=burn_in_hours)]
    true = mended[1].set_index("post_id")["published_at"]
    ordered = posts.sort_values("published_at", kind="stable")
    published = ordered["published_at"].to_numpy()
    truly = true.loc[ordered["post_id"]].to_numpy()
    ends = np.searchsorted(published, feeds["at"].to_numpy(), side="right")
    future = [
        int((truly[max(end - slots, 0) : end] > at).sum())
        for end, slots, at in zip(ends, feeds["slots"], feeds["true_at"].to_numpy(), strict=True)
    ]
    return _share(
        sum(future) / float(feeds["slots"].sum()),
        n=f"{int(feeds['slots'].sum()):,} slots of {len(feeds)} feeds",
        method="share of slots whose post was published after the feed was opened",
    )


def _share(value: float, *, n: str, method: str) -> Estimate:
    """Return a share of all there is in these feeds, which carries no interval."""
    return Estimate(
        value=value, low=None, high=None, level=None, n=n, unit="proportion", method=method
    )
