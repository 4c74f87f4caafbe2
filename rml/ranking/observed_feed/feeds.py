"""Captured feeds as lists of posts from the top down, which is all that an observer has."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.errors import DataError

Rows = NDArray[np.intp]
BoolArray = NDArray[np.bool_]

COLUMNS: Final = (
    *("feed", "account", "viewed_at", "rank", "page", "orientation", "post_id"),
    *("age_seconds", "kind", "reactions", "comments", "shares"),
)
PAGE_NUMBERS: Final = 6
PAGES: Final = tuple(f"{one}-{n}" for one in ORIENTATIONS for n in range(1, PAGE_NUMBERS + 1))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Feeds:
    """Posts of feeds, row by row: feed after feed, and in each from the top down.

    Parameters
    ----------
    posts
        One row a post in a feed, with the columns ``COLUMNS``, ``day`` (UTC, text), and
        ``age_rank``: the share of the feed's posts that are newer, a post itself counting half.
        It stays that of the whole feed where rows are chosen or ages are changed.
    left_out
        Feeds that were left out, because they hold too few posts to have an order.
    """

    posts: pd.DataFrame
    left_out: int

    @property
    def starts(self) -> Rows:
        """The first row of each feed, and behind the last feed the number of rows."""
        number = self.posts["feed"].to_numpy()
        edges = np.flatnonzero(np.diff(number)) + 1
        return np.concatenate([[0], edges, [number.size]]).astype(np.intp)

    @property
    def first(self) -> pd.DataFrame:
        """The top post of each feed, which stands for the feed's account and time."""
        return self.posts.iloc[self.starts[:-1]].reset_index(drop=True)

    def only(self, rows: BoolArray) -> Feeds:
        """Return the posts of chosen rows; feeds that keep fewer than two drop out."""
        kept = self.posts[rows]
        sizes = kept.groupby("feed")["feed"].transform("size")
        return Feeds(posts=kept[sizes >= 2].reset_index(drop=True), left_out=self.left_out)

    def resampled(self, chosen: Rows) -> Feeds:
        """Return these feeds in this order, by their places; one may come several times."""
        starts = self.starts
        rows = [np.arange(starts[one], starts[one + 1]) for one in chosen]
        sizes = [len(one) for one in rows]
        posts = self.posts.iloc[np.concatenate(rows)].reset_index(drop=True)
        posts["feed"] = np.repeat(np.arange(1, len(rows) + 1), sizes)
        return Feeds(posts=posts, left_out=self.left_out)

    def checksum(self) -> str:
        """Return a checksum over all that a model may learn from."""
        columns = ["age_rank", *COLUMNS]
        hashed = pd.util.hash_pandas_object(self.posts[columns], index=False)
        return hashlib.sha256(hashed.to_numpy().tobytes()).hexdigest()


def feeds_of(impressions: pd.DataFrame, *, least_posts: int = 2) -> Feeds:
    """Return impressions as feeds of at least ``least_posts`` posts each.

    Parameters
    ----------
    impressions
        As ``rml.data.fb_feed_audit.load_feed_audit`` gives them.
    least_posts
        Feeds of fewer posts are left out and counted. At least 2: one post has no order.

    Raises
    ------
    DataError
        If a column is missing, an account or page is unknown, a feed has two posts in one
        place, or no feed is left.
    """
    where = "the impressions of the feeds"
    if least_posts < 2:
        raise DataError(
            f"Feeds of {least_posts} post were asked for, and one post has no order.",
            where=where,
            remedy="Ask for feeds of at least 2 posts.",
        )
    missing = [name for name in COLUMNS if name not in impressions]
    if missing:
        raise DataError(
            f"The columns {', '.join(missing)} are missing.",
            where=where,
            remedy="Pass the impressions of rml.data.fb_feed_audit.load_feed_audit.",
        )
    for name, known in (("account", ACCOUNTS), ("page", PAGES)):
        unknown = sorted(set(impressions[name]) - set(known))
        if unknown:
            raise DataError(
                f"`{name}` holds {', '.join(unknown[:3])}, which is none of {len(known)} known.",
                where=where,
                remedy=f"Name it as in rml.data.fb_feed_audit_schema, such as {known[0]}.",
            )
    if impressions.duplicated(["feed", "rank"]).any():
        raise DataError(
            "A feed has two posts in one place.",
            where=where,
            remedy="Give every post of a feed its own `rank`.",
        )
    sizes = impressions.groupby("feed")["feed"].transform("size")
    kept = impressions.loc[sizes >= least_posts, list(COLUMNS)]
    if kept.empty:
        raise DataError(
            f"No feed holds {least_posts} posts or more, so there is no order to learn from.",
            where=where,
            remedy="Pass feeds of at least two posts each.",
        )
    posts = kept.sort_values(["feed", "rank"], ignore_index=True)
    # A feed opened just before midnight belongs to one day as a whole.
    opened = posts.groupby("feed")["viewed_at"].transform("min")
    ages = posts.groupby("feed")["age_seconds"]
    age_rank = (ages.rank() - 0.5) / ages.transform("size")
    return Feeds(
        posts=posts.assign(day=opened.dt.strftime("%Y-%m-%d"), age_rank=age_rank),
        left_out=int(impressions.loc[sizes < least_posts, "feed"].nunique()),
    )
