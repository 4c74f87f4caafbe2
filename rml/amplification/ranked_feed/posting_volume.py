"""Ranked slots against what a page posted: proportional, as many for each page, or in between."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rml.amplification.ranked_feed.page_ratios import page_log_ratios
from rml.amplification.ranked_feed.slot_counts import SlotCounts
from rml.amplification.ranked_feed.unseen_posts import share_ratio_bounds
from rml.estimate import Estimate
from rml.stats.arguments import FloatArray
from rml.stats.bootstrap import cluster_bootstrap


def slope(rows: FloatArray, *, weights: FloatArray | None = None) -> float:
    """Return the least-squares slope of the second column on the first.

    Parameters
    ----------
    rows
        Shape (n, 2).
    weights
        Of the squared residuals, shape (n,), above 0; alike if None.

    Examples
    --------
    >>> round(slope(np.array([[0.0, 1.0], [1.0, 3.0], [2.0, 5.0]])), 6)
    2.0
    """
    weight = np.ones(len(rows)) if weights is None else weights
    centred = rows - np.average(rows, axis=0, weights=weight)
    weighted = weight * centred[:, 0]
    return float(weighted @ centred[:, 1] / (weighted @ centred[:, 0]))


def volume_rows(counts: SlotCounts, *, added_slots: float) -> FloatArray:
    """Return the logarithms of each page's posts and of its ratio, shape (pages, 2)."""
    logs = page_log_ratios(counts, added_slots=added_slots)
    return np.column_stack([np.log(counts.posts), logs])


def volume_slope(
    counts: SlotCounts,
    *,
    added_slots: float,
    rng: np.random.Generator,
    resamples: int,
    level: float,
) -> Estimate:
    """Return by how much the logarithm of a page's ratio changes with that of its posts.

    0: slots are in proportion to posts, as in a chronological feed. -1: a page's slots do
    not depend on how much it posts, as if every page had a quota. The value is an exponent:
    twice the posts change the ratio by the factor 2 to the power of it.

    What a page posted also decides its chronological slots, by which the ratio is divided. So
    chance in what a page is known to have posted pulls the slope below 0 (division bias).
    Pages are resampled, with the slots of these feeds as they are. Over few pages a
    bootstrap is somewhat too short: at 20 to 40 units its 95 % interval for a mean covers 92 to
    94 %.
    """
    return cluster_bootstrap(
        volume_rows(counts, added_slots=added_slots),
        counts.page,
        slope,
        rng=rng,
        resamples=resamples,
        level=level,
        unit="exponent",
        of="pages",
    )


def weighted_volume_slope(counts: SlotCounts, *, added_slots: float) -> float:
    """Return the slope of `volume_slope` with every page weighted by its posts.

    Pages with few posts, whose counts are the least certain, then hardly matter.
    """
    return slope(volume_rows(counts, added_slots=added_slots), weights=counts.posts)


def pages_table(
    counts: SlotCounts,
    top: SlotCounts,
    pages: pd.DataFrame,
    unseen: pd.DataFrame,
    *,
    hidden_share: float,
) -> pd.DataFrame:
    """Return what each page posted and which share of the slots it had.

    Parameters
    ----------
    counts, top
        All slots, and the first slots of each feed.
    pages
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them.
    unseen
        As ``rml.amplification.ranked_feed.unseen_posts.unseen_by_page`` returns them.
    hidden_share
        Of posts, for the bounds of a page's ratio.

    Returns
    -------
    pandas.DataFrame
        page (its label), orientation, posts, ranked and chronological (shares of slots),
        ratio (of the two), quota_ratio (of the ranked share to that of a feed in which every
        page has as many slots), top_ratio (in the first slots; NaN without a chronological
        one), least and greatest (ratio, if posts were hidden), and unseen.
    """
    named = list(counts.page)
    label = pages.set_index("page")["label"].reindex(named)
    hidden = unseen.set_index("page").reindex(named)
    ranked = counts.ranked.sum(axis=0) / counts.ranked.sum()
    chronological = counts.chronological.sum(axis=0) / counts.chronological.sum()
    first = top.chronological.sum(axis=0)
    bounds = [
        share_ratio_bounds(above, below, hidden_share)
        for above, below in zip(ranked, chronological, strict=True)
    ]
    return pd.DataFrame(
        {
            "page": label.to_numpy(),
            "orientation": counts.orientation,
            "posts": counts.posts.astype("int64"),
            "ranked": ranked,
            "chronological": chronological,
            "ratio": ranked / chronological,
            "quota_ratio": ranked * counts.page.size,
            "top_ratio": np.divide(
                top.ranked.sum(axis=0), first, out=np.full(first.size, np.nan), where=first > 0
            ),
            "least": [least for least, _ in bounds],
            "greatest": [greatest for _, greatest in bounds],
            "unseen": hidden["unseen"].to_numpy(),
        }
    )
