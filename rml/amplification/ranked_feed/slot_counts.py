"""How many slots each page had in every ranked feed, and would have had in a chronological one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.amplification.ranked_feed.parameters import Pool
from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.stats.arguments import FloatArray

_HOUR: Final = np.timedelta64(3600, "s")
Labels = NDArray[np.str_]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotCounts:
    """Slots by feed and page, ranked and chronological; the two rows of a feed have one sum.

    Parameters
    ----------
    ranked, chronological
        Slots, shape (feeds, pages). A baseline over a window holds expected, fractional ones.
    feed, account, day
        Of each feed, shape (feeds,): its number, the account, and the day as ``2018-01-25``.
    page, orientation
        Of each page, shape (pages,).
    posts
        Posts of each page that were published after the burn-in and that any account was
        shown, shape (pages,).
    span_hours
        How far each feed's chronological baseline reaches back, shape (feeds,).
    """

    ranked: FloatArray
    chronological: FloatArray
    feed: NDArray[np.int64]
    account: Labels
    day: Labels
    page: Labels
    orientation: Labels
    posts: FloatArray
    span_hours: FloatArray

    def kept(self, feeds: NDArray[np.bool_]) -> SlotCounts:
        """Return the counts of some feeds alone, given as a mask of shape (feeds,)."""
        return replace(
            self,
            ranked=self.ranked[feeds],
            chronological=self.chronological[feeds],
            feed=self.feed[feeds],
            account=self.account[feeds],
            day=self.day[feeds],
            span_hours=self.span_hours[feeds],
        )


def slot_counts(
    impressions: pd.DataFrame,
    posts: pd.DataFrame,
    *,
    pool: Pool,
    burn_in_hours: int,
    top: int | None = None,
    window_hours: int | None = None,
    last_hour: int | None = None,
    least_slots: int = 1,
    equal_slots: bool = False,
) -> SlotCounts:
    """Return the slots of every page in each ranked feed and in its chronological counterpart.

    The chronological feed of an account at a time holds as many posts as the captured slots
    of the ranked feed: the newest ones of the pool. Or, with ``window_hours``, each post of
    the pool that is at most so old is equally likely in each slot.

    Parameters
    ----------
    impressions, posts
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them.
    pool
        See `Pool`: posts shown to any account ever, or by the end of that hour.
    burn_in_hours
        Feeds earlier than so long after the first one are left out.
    top
        Only the first so many captured slots of each feed; all if None.
    window_hours
        Hours of the window; None for the newest posts.
    last_hour
        Only feeds of this hour (UTC) or earlier; all if None.
    least_slots
        Only feeds of which so many slots or more were captured.
    equal_slots
        Only hours in which every account has a feed, and of each feed only as many of the
        first captured slots as the shortest feed of that hour has.

    Returns
    -------
    SlotCounts
        Feeds in the order of time, pages by orientation and number.

    Raises
    ------
    ValueError
        If no feed is left, or the pool holds fewer posts than a feed has slots.
    """
    rows = impressions.sort_values(["feed", "rank"])
    if top is not None:
        rows = rows[rows.groupby("feed").cumcount() < top]
    feeds = impressions.groupby("feed").agg(
        account=("account", "first"), at=("viewed_at", "max"), captured=("rank", "size")
    )
    start = feeds["at"].min() + pd.Timedelta(hours=burn_in_hours)
    chosen = (feeds["at"] >= start) & (feeds["captured"] >= least_slots)
    if last_hour is not None:
        chosen &= feeds["at"].dt.hour <= last_hour
    feeds = feeds[chosen]
    if equal_slots:
        hour = feeds["at"].dt.floor("h")
        feeds = feeds[feeds.groupby(hour)["account"].transform("nunique") == len(ACCOUNTS)]
        common = feeds.groupby(hour)["captured"].transform("min")
        rows = rows[rows["feed"].isin(feeds.index)]
        rows = rows[rows.groupby("feed").cumcount() < rows["feed"].map(common)]
    if feeds.empty:
        raise ValueError(
            f"No feed lies {burn_in_hours} hours or more after the first one and is as long and as "
            "early in the day as asked; shorten the burn-in or ask for less."
        )
    pages = _ordered_pages(pd.concat([impressions, posts]))
    place = {page: index for index, page in enumerate(pages.index)}
    ranked = _counted(rows[rows["feed"].isin(feeds.index)], feeds.index, place)
    published = posts["published_at"]
    candidates = _Pool(
        published=published.to_numpy(),
        first_shown=posts["first_shown_at"].to_numpy(),
        page=posts["page"].map(place).to_numpy(),
        shown_by_then=pool == "by_then",
    )
    baseline = [
        candidates.newest(at, slots, len(place))
        if window_hours is None
        else candidates.window(at, slots, len(place), window_hours)
        for at, slots in zip(feeds["at"].to_numpy(), ranked.sum(axis=1), strict=True)
    ]
    counted = posts[published >= start]["page"].value_counts()
    return SlotCounts(
        ranked=ranked,
        chronological=np.stack([counts for counts, _ in baseline]),
        feed=feeds.index.to_numpy(dtype=np.int64),
        account=feeds["account"].to_numpy(dtype=np.str_),
        day=feeds["at"].dt.strftime("%Y-%m-%d").to_numpy(dtype=np.str_),
        page=pages.index.to_numpy(dtype=np.str_),
        orientation=pages.to_numpy(dtype=np.str_),
        posts=counted.reindex(pages.index, fill_value=0).to_numpy(dtype=np.float64),
        span_hours=np.array([span for _, span in baseline]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pool:
    """The posts of which a chronological feed can be built."""

    published: NDArray[np.datetime64]
    first_shown: NDArray[np.datetime64]
    page: NDArray[np.intp]
    shown_by_then: bool

    def _available(self, at: np.datetime64) -> NDArray[np.intp]:
        """Return the posts there were at a time, newest first."""
        there = self.published <= at
        if self.shown_by_then:
            there &= self.first_shown < at.astype("datetime64[h]") + np.timedelta64(1, "h")
        found = np.flatnonzero(there)
        return found[np.argsort(self.published[found], kind="stable")[::-1]]

    def newest(self, at: np.datetime64, slots: float, pages: int) -> tuple[FloatArray, float]:
        """Return the newest posts by page, and how many hours back the oldest of them lies."""
        found = self._available(at)[: int(slots)]
        if found.size < slots:
            raise ValueError(
                f"At {at} the pool holds {found.size} posts for {slots:.0f} slots; take a longer "
                "burn-in, or fewer slots."
            )
        counts = np.bincount(self.page[found], minlength=pages).astype(np.float64)
        return counts, float((at - self.published[found[-1]]) / _HOUR)

    def window(
        self, at: np.datetime64, slots: float, pages: int, hours: int
    ) -> tuple[FloatArray, float]:
        """Return the expected slots by page if every post of the window is equally likely."""
        found = self._available(at)
        found = found[at - self.published[found] <= hours * _HOUR]
        if not found.size:
            raise ValueError(f"No post was published in the {hours} hours before {at}.")
        counts = np.bincount(self.page[found], minlength=pages).astype(np.float64)
        return counts * slots / found.size, float(hours)


def _ordered_pages(rows: pd.DataFrame) -> pd.Series[str]:
    """Return the orientation of each page, in the order of orientations and numbers."""
    pages = rows.drop_duplicates("page").set_index("page")["orientation"]
    rank = {orientation: place for place, orientation in enumerate(ORIENTATIONS)}
    return pages.sort_index().sort_values(key=lambda names: names.map(rank), kind="stable")


def _counted(rows: pd.DataFrame, feeds: pd.Index[int], place: Mapping[str, int]) -> FloatArray:
    at = {feed: index for index, feed in enumerate(feeds)}
    counts = np.zeros((len(at), len(place)))
    np.add.at(counts, (rows["feed"].map(at).to_numpy(), rows["page"].map(place).to_numpy()), 1)
    return counts


def by_account(counts: SlotCounts) -> tuple[list[str], FloatArray, FloatArray]:
    """Return the accounts that have feeds, and their ranked and chronological slots by page.

    Returns
    -------
    list of str, ndarray, ndarray
        The accounts in the order of `ACCOUNTS`, and two arrays of shape (accounts, pages).
    """
    accounts = [one for one in ACCOUNTS if (counts.account == one).any()]
    ranked, chronological = (
        np.stack([slots[counts.account == one].sum(axis=0) for one in accounts])
        for slots in (counts.ranked, counts.chronological)
    )
    return accounts, ranked, chronological
