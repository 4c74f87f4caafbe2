"""How far the pages' shares of the ranked feed are from those of a chronological one."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.amplification.ranked_feed.slot_counts import Labels, SlotCounts, by_account
from rml.estimate import Estimate
from rml.stats.arguments import FloatArray
from rml.stats.intervals import t_interval

_HOUR: Final = np.timedelta64(3600, "s")
_HOUR_BEFORE: Final = np.timedelta64(90, "m")
"""Feeds were opened hour by hour, nearly always a few minutes past."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsApart:
    """How far single feeds are from their chronological counterparts, over all slots.

    Parameters
    ----------
    other_posts
        Share of slots with a post that the chronological feed of that time does not hold.
    distance
        Share of a feed's slots that would have to go to another page, mean over slots.
    """

    other_posts: float
    distance: float


def feed_distances(counts: SlotCounts) -> FloatArray:
    """Return, for each feed, the share of its slots that would have to go to another page.

    As `share_distances`, but feed by feed: what one feed shows too often and the next too
    seldom does not cancel, and in feeds of few slots chance is large.

    Returns
    -------
    ndarray
        Shape (feeds,), in [0, 1].
    """
    shares = [
        slots / slots.sum(axis=1, keepdims=True) for slots in (counts.ranked, counts.chronological)
    ]
    return np.asarray(0.5 * np.abs(shares[0] - shares[1]).sum(axis=1))


def other_posts(counts: SlotCounts, impressions: pd.DataFrame) -> FloatArray:
    """Return, for each feed, how many slots hold a post that its chronological feed does not.

    The chronological feed holds the newest posts, so it lacks exactly the older ones.

    Parameters
    ----------
    counts
        The slots, all of them, against the newest posts.
    impressions
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them.

    Returns
    -------
    ndarray
        Shape (feeds,), in slots.
    """
    used = impressions[impressions["feed"].isin(counts.feed.tolist())]
    place = {feed: index for index, feed in enumerate(counts.feed.tolist())}
    feed = used["feed"].map(place).to_numpy()
    age = _times(impressions, counts)[feed] - used["published_at"].to_numpy()
    older = age / _HOUR > counts.span_hours[feed] + 1e-9
    return np.bincount(feed, weights=older, minlength=counts.feed.size).astype(np.float64)


def feeds_apart(counts: SlotCounts, impressions: pd.DataFrame) -> FeedsApart:
    """Return how far single feeds are from their chronological counterparts, over all slots."""
    slots = counts.ranked.sum(axis=1)
    return FeedsApart(
        other_posts=float(other_posts(counts, impressions).sum() / slots.sum()),
        distance=float(np.average(feed_distances(counts), weights=slots)),
    )


def _times(impressions: pd.DataFrame, counts: SlotCounts) -> NDArray[np.datetime64]:
    """Return when each feed was captured, shape (feeds,)."""
    at = impressions.groupby("feed")["viewed_at"].max()
    return at.reindex(counts.feed.tolist()).to_numpy()


def repeated_posts(
    account: Labels, at: NDArray[np.datetime64], shown: NDArray[np.bool_]
) -> FloatArray:
    """Return the shares of a feed's posts that the account's feed of the hour before held.

    Parameters
    ----------
    account, at
        Of each feed, shape (feeds,), in the order of time: its account and its time.
    shown
        Whether a feed holds a post, shape (..., feeds, posts).

    Returns
    -------
    ndarray
        Shape (..., feeds that have one at most 90 minutes before them), in [0, 1].
    """
    pairs = []
    for one in np.unique(account):
        rows = np.flatnonzero(account == one)
        near = np.diff(at[rows]) <= _HOUR_BEFORE
        pairs.append(np.stack([rows[:-1], rows[1:]])[:, near])
    before, after = np.concatenate(pairs, axis=1)
    both = (shown[..., before, :] & shown[..., after, :]).sum(axis=-1)
    return np.asarray(both / shown[..., after, :].sum(axis=-1))


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomFeeds:
    """How far feeds that ignore pages are from chronological ones.

    Parameters
    ----------
    mean
        The mean over draws of the accounts' mean distance; a reference, with no interval.
    low, high, level
        The middle range of the draws, and which share of them it holds. It says how much a
        single collection of feeds would vary, and is no interval for a quantity of the world.
    repeated, repeated_seen
        Share of a feed's posts that the account's feed of the hour before held, mean over
        feeds: in the drawn feeds, and in the captured ones. NaN if there is none.
    """

    mean: Estimate
    low: float
    high: float
    level: float
    repeated: float
    repeated_seen: float


def random_distance(
    counts: SlotCounts,
    impressions: pd.DataFrame,
    posts: pd.DataFrame,
    *,
    window_hours: int,
    draws: int,
    rng: np.random.Generator,
    level: float,
) -> RandomFeeds:
    """Return the distance of feeds that rank posts regardless of their pages.

    Each account gives each post one random score and keeps it: at every time its feed shows
    the posts of the window with the highest scores. So posts stay in a feed from hour to
    hour, as they do in ranked feeds, and an account's feeds vary less than if each were drawn
    anew. Chance, and the delay of a feed that also shows posts a few hours old, lead away
    from the chronological feed by this much without any choice of pages.

    Parameters
    ----------
    counts
        The slots, of which the chronological ones are the reference.
    impressions, posts
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them.
    window_hours
        From how many hours before the feed posts are drawn.
    draws
        How often scores are drawn.
    rng
        The source of randomness.
    level
        The share of the draws that the middle range holds.

    Raises
    ------
    ValueError
        If a window holds fewer posts than the feed has slots.
    """
    at, published = _times(impressions, counts), posts["published_at"].to_numpy()
    place = {str(page): index for index, page in enumerate(counts.page)}
    page = np.eye(counts.page.size)[posts["page"].map(place).to_numpy()]
    slots = counts.ranked.sum(axis=1).astype(np.intp)
    drawn = np.zeros((draws, *counts.ranked.shape))
    repeated = []
    for account in np.unique(counts.account):
        rows = np.flatnonzero(counts.account == account)
        scores = rng.random((draws, published.size))
        shown = np.zeros((draws, rows.size, published.size), dtype=np.bool_)
        for index, row in enumerate(rows):
            age = at[row] - published
            there = np.flatnonzero((age >= 0 * _HOUR) & (age <= window_hours * _HOUR))
            if there.size < slots[row]:
                raise ValueError(
                    f"The {window_hours} hours before {at[row]} hold {there.size} posts for "
                    f"{slots[row]} slots; take a longer window."
                )
            best = there[scores[:, there].argsort(axis=1)[:, there.size - slots[row] :]]
            np.put_along_axis(shown[:, index], best, True, axis=1)  # noqa: FBT003 - an array
            drawn[:, row] = page[best].sum(axis=1)
        repeated.append(repeated_posts(counts.account[rows], at[rows], shown).ravel())
    distances = np.array([share_distances(replace(counts, ranked=one)).mean() for one in drawn])
    low, high = np.quantile(distances, [(1 - level) / 2, (1 + level) / 2])
    seen = repeated_posts(counts.account, at, _shown(counts, impressions, posts))
    return RandomFeeds(
        mean=Estimate(
            value=float(distances.mean()),
            low=None,
            high=None,
            level=None,
            n=f"{draws:,} draws of a score for each account and post",
            unit="proportion",
            method=(
                "mean distance of feeds that show the posts of the last "
                f"{window_hours} hours with the highest random scores, kept by each account over "
                "its feeds; a simulated reference, which carries no sampling interval"
            ),
        ),
        low=float(low),
        high=float(high),
        level=level,
        repeated=_mean(np.concatenate(repeated)),
        repeated_seen=_mean(seen),
    )


def _shown(counts: SlotCounts, impressions: pd.DataFrame, posts: pd.DataFrame) -> NDArray[np.bool_]:
    """Return whether each captured feed holds each post, shape (feeds, posts)."""
    used = impressions[impressions["feed"].isin(counts.feed.tolist())]
    row = {feed: index for index, feed in enumerate(counts.feed.tolist())}
    column = {post: index for index, post in enumerate(posts["post_id"])}
    shown = np.zeros((len(row), len(column)), dtype=np.bool_)
    shown[used["feed"].map(row).to_numpy(), used["post_id"].map(column).to_numpy()] = True
    return shown


def _mean(shares: FloatArray) -> float:
    return float(shares.mean()) if shares.size else math.nan


def accounts_table(counts: SlotCounts, impressions: pd.DataFrame) -> pd.DataFrame:
    """Return what each account's feeds were like, and how far they were from chronological.

    Returns
    -------
    pandas.DataFrame
        account, feeds, slots (median a feed), span_hours (how far the median chronological
        feed reaches back), other_posts (share of slots with a post that the chronological feed
        does not hold), feed_distance (mean over single feeds), and distance (over all feeds).
    """
    accounts, _, _ = by_account(counts)
    within, apart = feed_distances(counts), other_posts(counts, impressions)
    table = []
    for account, distance in zip(accounts, share_distances(counts), strict=True):
        own = counts.account == account
        table.append(
            {
                "account": account,
                "feeds": int(own.sum()),
                "slots": float(np.median(counts.ranked[own].sum(axis=1))),
                "span_hours": float(np.median(counts.span_hours[own])),
                "other_posts": float(apart[own].sum() / counts.ranked[own].sum()),
                "feed_distance": float(within[own].mean()),
                "distance": float(distance),
            }
        )
    return pd.DataFrame(table)
