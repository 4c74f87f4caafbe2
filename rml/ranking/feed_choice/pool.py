"""The posts that could have filled a feed, which every ordering then sorts in its own way.

A pool holds the posts that any account was shown, by the end of the feed's hour or at any time,
and that were published at most so many hours before it, and every post of the feed itself. Posts
that no account was shown are in no file, so they are in no pool.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.amplification.ranked_feed.parameters import Pool
from rml.stats.arguments import FloatArray

_HOUR: Final = np.timedelta64(3600, "s")
Labels = NDArray[np.str_]
Ranks = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The pool of one feed, newest post first; all arrays have shape (posts,).

    Parameters
    ----------
    feed, account
        The feed's number and the account that it was shown to.
    post
        The posts' ids; used to tell posts apart, never shown.
    page, orientation, kind
        Of each post: its page (such as ``right-3``), that page's orientation, and its type.
    age_hours
        Hours from publication to the feed, at least 0, ascending.
    reactions
        The count shown with the post at its last capture by the end of the feed's hour; at its
        first one if nobody had been shown it by then.
    shown_at
        The post's place among the captured slots of the feed, from 1; 0 if it was not in it.

    Raises
    ------
    ValueError
        If the pool is empty, arrays differ in length, ages are negative or not ascending,
        or counts are negative or missing.
    """

    feed: int
    account: str
    post: Labels
    page: Labels
    orientation: Labels
    kind: Labels
    age_hours: FloatArray
    reactions: FloatArray
    shown_at: Ranks

    def __post_init__(self) -> None:
        where = f"The pool of feed {self.feed}"
        if self.post.size == 0:
            raise ValueError(
                f"{where} holds no post, so there is nothing to order; take a longer window, or "
                "leave the feed out."
            )
        lengths = {
            name: getattr(self, name).shape
            for name in ("page", "orientation", "kind", "age_hours", "reactions", "shown_at")
        }
        wrong = [name for name, shape in lengths.items() if shape != self.post.shape]
        if wrong:
            raise ValueError(f"{where} has {self.post.size} posts, but not as many {wrong}.")
        ages = self.age_hours
        if not (np.isfinite(ages).all() and (ages >= 0).all() and (np.diff(ages) >= 0).all()):
            raise ValueError(f"{where} must be given newest first, with ages of at least 0 hours.")
        if not (np.isfinite(self.reactions).all() and (self.reactions >= 0).all()):
            raise ValueError(f"{where} has a count of reactions that is missing or below 0.")

    @property
    def slots(self) -> int:
        """How many of the pool's posts the feed held."""
        return int((self.shown_at > 0).sum())

    def __len__(self) -> int:
        """Return the number of posts."""
        return int(self.post.size)


def feed_pools(
    impressions: pd.DataFrame,
    posts: pd.DataFrame,
    *,
    pool: Pool,
    burn_in_hours: int,
    window_hours: int,
    least_slots: int = 1,
) -> list[Candidates]:
    """Return the pool of every feed that counts, in the order of time.

    Parameters
    ----------
    impressions, posts
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them.
    pool
        ``by_then``: posts that any account had been shown by the end of that hour, with the
        counts of then. ``ever``: posts that any account was shown at any time; the count of a
        post that nobody had been shown yet is that of its first capture.
    burn_in_hours
        Feeds earlier than so long after the first one are left out, since pools of the first
        day hold only what ranking had kept.
    window_hours
        Posts older than this are in the pool only if the feed held them.
    least_slots
        Only feeds of which so many slots or more were captured.

    Raises
    ------
    ValueError
        If no feed is left.
    """
    feeds = impressions.groupby("feed").agg(
        account=("account", "first"), at=("viewed_at", "max"), slots=("rank", "size")
    )
    start = feeds["at"].min() + pd.Timedelta(hours=burn_in_hours)
    feeds = feeds[(feeds["at"] >= start) & (feeds["slots"] >= least_slots)]
    if feeds.empty:
        raise ValueError(
            f"No feed lies {burn_in_hours} hours or more after the first one and has {least_slots} "
            "slots; shorten the burn-in or ask for fewer slots."
        )
    return list(_pools(impressions, posts, feeds, pool=pool, window_hours=window_hours))


def _pools(
    impressions: pd.DataFrame,
    posts: pd.DataFrame,
    feeds: pd.DataFrame,
    *,
    pool: Pool,
    window_hours: int,
) -> Iterator[Candidates]:
    # Posts of one second stand as in the chronological feeds of the audit of ranked feeds.
    newest = posts.sort_values(["published_at", "post_id"], ascending=False)
    code = pd.Series(np.arange(len(newest)), index=newest["post_id"])
    published, first = (newest[name].to_numpy() for name in ("published_at", "first_shown_at"))
    ids, page, orientation, kind = (
        newest[name].to_numpy(dtype=np.str_) for name in ("post_id", "page", "orientation", "kind")
    )
    captures = impressions.sort_values(["viewed_at", "feed", "rank"])
    seen_at = captures["viewed_at"].to_numpy()
    seen = code.loc[captures["post_id"]].to_numpy()
    counts = captures["reactions"].to_numpy(dtype=np.float64)
    # Assigned backwards, the earliest capture is what remains.
    first_counts = np.zeros(len(newest))
    first_counts[seen[::-1]] = counts[::-1]
    of_feed = dict(tuple(impressions.sort_values(["feed", "rank"]).groupby("feed")))
    for feed, account, at in zip(feeds.index, feeds["account"], feeds["at"], strict=True):
        then = at.to_numpy()
        hour_end = then.astype("datetime64[h]") + np.timedelta64(1, "h")
        known = int(np.searchsorted(seen_at, hour_end))
        latest = first_counts.copy()
        latest[seen[:known]] = counts[:known]
        own = of_feed[feed].drop_duplicates("post_id")
        places = code.loc[own["post_id"]].to_numpy()
        latest[places] = own["reactions"].to_numpy(dtype=np.float64)
        shown_at = np.zeros(len(newest), dtype=np.int64)
        shown_at[places] = np.arange(1, places.size + 1)
        there = (published <= then) & (then - published <= window_hours * _HOUR)
        if pool == "by_then":
            there &= first < hour_end
        chosen = np.flatnonzero(there | (shown_at > 0))
        yield Candidates(
            feed=int(feed),
            account=str(account),
            post=ids[chosen],
            page=page[chosen],
            orientation=orientation[chosen],
            kind=kind[chosen],
            age_hours=np.maximum((then - published[chosen]) / _HOUR, 0.0),
            reactions=latest[chosen],
            shown_at=shown_at[chosen],
        )
