"""How far the pages' shares of the ranked feed are from those of a chronological one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from rml.amplification.ranked_feed.slot_counts import SlotCounts, by_account
from rml.estimate import Estimate
from rml.stats.arguments import FloatArray
from rml.stats.intervals import t_interval

_HOUR: Final = np.timedelta64(3600, "s")


def share_distances(counts: SlotCounts) -> FloatArray:
    """Return, for each account, the share of slots that would have to go to another page.

    Half the sum of the absolute differences between the pages' shares of all ranked slots and
    of all chronological slots (the index of dissimilarity): 0 if the shares agree, 1 if no
    page has slots in both.

    Returns
    -------
    ndarray
        Shape (accounts,), in [0, 1].
    """
    _, ranked, chronological = by_account(counts)
    shares = [slots / slots.sum(axis=1, keepdims=True) for slots in (ranked, chronological)]
    return np.asarray(0.5 * np.abs(shares[0] - shares[1]).sum(axis=1))


def mean_distance(counts: SlotCounts, *, level: float) -> Estimate:
    """Return the mean of `share_distances` with a t interval over accounts."""
    return t_interval(share_distances(counts), level=level, unit="proportion", of="accounts")


def random_distance(
    counts: SlotCounts,
    impressions: pd.DataFrame,
    posts: pd.DataFrame,
    *,
    window_hours: int,
    draws: int,
    rng: np.random.Generator,
    level: float,
) -> Estimate:
    """Return the distance of a feed that draws its posts regardless of their pages.

    Chance, and the delay of a feed that also shows posts a few hours old, lead away from
    the chronological feed by this much without any choice of pages.

    Parameters
    ----------
    counts
        The slots, of which the chronological ones are the reference.
    impressions, posts
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them.
    window_hours
        From how many hours before the feed posts are drawn.
    draws
        How often each feed is drawn.
    rng
        The source of randomness.
    level
        The share of the draws that the interval holds.

    Returns
    -------
    Estimate
        The mean over draws of the accounts' mean distance; its interval holds the middle of
        the draws and says how much a single collection of feeds would vary.

    Raises
    ------
    ValueError
        If a window holds fewer posts than the feed has slots.
    """
    at = impressions.groupby("feed")["viewed_at"].max().reindex(counts.feed.tolist()).to_numpy()
    published = posts["published_at"].to_numpy()
    place = {str(page): index for index, page in enumerate(counts.page)}
    page = posts["page"].map(place).to_numpy()
    drawn = np.zeros((draws, *counts.ranked.shape))
    for row, (time, slots) in enumerate(zip(at, counts.ranked.sum(axis=1), strict=True)):
        there = page[(published <= time) & (time - published <= window_hours * _HOUR)]
        if there.size < slots:
            raise ValueError(
                f"The {window_hours} hours before {time} hold {there.size} posts for "
                f"{slots:.0f} slots; take a longer window."
            )
        order = rng.random((draws, there.size)).argsort(axis=1)[:, : int(slots)]
        for draw, chosen in enumerate(there[order]):
            drawn[draw, row] = np.bincount(chosen, minlength=counts.page.size)
    distances = np.array([share_distances(replace(counts, ranked=one)).mean() for one in drawn])
    low, high = np.quantile(distances, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        value=float(distances.mean()),
        low=float(low),
        high=float(high),
        level=level,
        n=f"{draws:,} draws of {counts.account.size} feeds",
        unit="proportion",
        method=(
            f"mean distance of feeds drawn at random from the posts of the last {window_hours} "
            f"hours, with the middle {100 * level:g} % of the draws"
        ),
    )


def accounts_table(counts: SlotCounts) -> pd.DataFrame:
    """Return what each account's feeds were like, and how far they were from chronological.

    Returns
    -------
    pandas.DataFrame
        account, feeds, slots (median a feed), span_hours (how far the median chronological
        feed reaches back), and distance.
    """
    accounts, _, _ = by_account(counts)
    table = []
    for account, distance in zip(accounts, share_distances(counts), strict=True):
        own = counts.account == account
        table.append(
            {
                "account": account,
                "feeds": int(own.sum()),
                "slots": float(np.median(counts.ranked[own].sum(axis=1))),
                "span_hours": float(np.median(counts.span_hours[own])),
                "distance": float(distance),
            }
        )
    return pd.DataFrame(table)
