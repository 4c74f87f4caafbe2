"""How unequally the slots of six accounts' feeds fell on pages and posts, against time order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.amplification.ranked_feed.parameters import Pool
from rml.amplification.ranked_feed.slot_counts import SlotCounts, by_account
from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.estimate import Estimate, HypothesisTest
from rml.stats.arguments import FloatArray
from rml.stats.intervals import t_interval
from rml.stats.permutation import sign_flip_test

Measure = Callable[[FloatArray], float]
UNIT: Final = "proportion"
ROUNDING: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """A measure of each account's ranked and chronological feeds.

    Parameters
    ----------
    accounts
        Their names.
    ranked, chronological
        The measure, shape (accounts,).
    """

    accounts: tuple[str, ...]
    ranked: FloatArray
    chronological: FloatArray

    @property
    def difference(self) -> FloatArray:
        """Ranked minus chronological, shape (accounts,)."""
        return self.ranked - self.chronological

    def mean_difference(self, *, level: float, unit: str = UNIT) -> Estimate:
        """Return the mean difference with the t interval over accounts."""
        return t_interval(self.difference, level=level, unit=unit, of="accounts")

    def sign_flips(self) -> HypothesisTest:
        """Return the exact test that the differences are symmetric about zero."""
        return sign_flip_test(self.difference, of="accounts")


def direction(estimate: Estimate, test: HypothesisTest) -> int:
    """Return 1 for more in ranked feeds, -1 for less, and 0 if no direction is settled.

    A direction is settled if the interval leaves zero out and the exact test agrees: its p-value
    is at most one minus the interval's level.
    """
    if estimate.low is None or estimate.high is None or estimate.level is None:
        raise ValueError("A reading needs an estimate with an interval.")
    if test.p_value > 1 - estimate.level + ROUNDING:
        return 0
    return int(estimate.low > 0) - int(estimate.high < 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSlots:
    """In how many counted feeds of an account each post stood.

    Parameters
    ----------
    accounts
        Their names.
    ranked, chronological
        Slots, shape (accounts, posts).
    page
        Of each post, shape (posts,).
    older
        The share of all slots, ranked and chronological, on posts published before feeds were
        counted: shape (accounts, 2).
    """

    accounts: tuple[str, ...]
    ranked: FloatArray
    chronological: FloatArray
    page: NDArray[np.str_]
    older: FloatArray


def paired(
    accounts: Sequence[str], ranked: FloatArray, chronological: FloatArray, measure: Measure
) -> Paired:
    """Return ``measure`` of each account's slots by unit, both arrays of shape (accounts, k)."""
    return Paired(
        accounts=tuple(accounts),
        ranked=np.array([measure(one) for one in ranked]),
        chronological=np.array([measure(one) for one in chronological]),
    )


def over_pages(counts: SlotCounts, measure: Measure) -> Paired:
    """Return ``measure`` over all pages that the accounts follow, those without a slot included.

    Parameters
    ----------
    counts
        From ``rml.amplification.ranked_feed.slot_counts``.
    measure
        Takes slots by page, shape (pages,).
    """
    return paired(*by_account(counts), measure)


def over_pages_not_liked(counts: SlotCounts, measure: Measure) -> Paired:
    """Return ``measure`` over the pages that the account did not like: 24 of 30, or all."""
    accounts, ranked, chronological = by_account(counts)
    others = [counts.orientation != account for account in accounts]
    return Paired(
        accounts=tuple(accounts),
        ranked=np.array([measure(one[kept]) for one, kept in zip(ranked, others, strict=True)]),
        chronological=np.array(
            [measure(one[kept]) for one, kept in zip(chronological, others, strict=True)]
        ),
    )


def post_slots(
    impressions: pd.DataFrame,
    posts: pd.DataFrame,
    *,
    pool: Pool,
    burn_in_hours: int,
    older_too: bool = False,
) -> PostSlots:
    """Return how often each post stood in an account's ranked and chronological feeds.

    The chronological feed is that of ``slot_counts``: as many newest posts of the pool as the
    ranked feed had captured slots. The units are the posts published from the end of the burn-in
    to the last feed, for every account the same, whether or not its feeds ever held them.

    Parameters
    ----------
    impressions, posts
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them.
    pool, burn_in_hours
        As for ``slot_counts``.
    older_too
        True to take every post as a unit, whenever it was published.

    Raises
    ------
    ValueError
        If no feed is left, or the pool holds fewer posts than a feed has slots.
    """
    feeds = impressions.groupby("feed").agg(
        account=("account", "first"), at=("viewed_at", "max"), captured=("rank", "size")
    )
    start = feeds["at"].min() + pd.Timedelta(hours=burn_in_hours)
    feeds = feeds[feeds["at"] >= start]
    if feeds.empty:
        raise ValueError(f"No feed lies {burn_in_hours} hours or more after the first one.")
    accounts = [one for one in ACCOUNTS if (feeds["account"] == one).any()]
    row = {account: place for place, account in enumerate(accounts)}
    ranked, chronological = (np.zeros((len(accounts), len(posts))) for _ in range(2))
    place = pd.Series(np.arange(len(posts)), index=posts["post_id"])
    shown = impressions[impressions["feed"].isin(feeds.index)]
    np.add.at(
        ranked, (shown["account"].map(row).to_numpy(), shown["post_id"].map(place).to_numpy()), 1
    )
    published, first = posts["published_at"], posts["first_shown_at"]
    for account, at, captured in feeds.itertuples(index=False):
        there = published <= at
        if pool == "by_then":
            there &= first < at.floor("h") + pd.Timedelta(hours=1)
        found = np.flatnonzero(there)
        newest = found[np.argsort(published.to_numpy()[found], kind="stable")[::-1]][:captured]
        if newest.size < captured:
            raise ValueError(
                f"At {at} the pool holds {newest.size} posts for {captured} slots; take a longer "
                "burn-in."
            )
        chronological[row[account], newest] += 1
    kept = ((published >= start) & (published <= feeds["at"].max())).to_numpy()
    older = np.stack([slots[:, ~kept].sum(1) / slots.sum(1) for slots in (ranked, chronological)])
    if older_too:
        kept = np.ones_like(kept)
    return PostSlots(
        accounts=tuple(accounts),
        ranked=ranked[:, kept],
        chronological=chronological[:, kept],
        page=posts["page"].to_numpy(dtype=np.str_)[kept],
        older=older.T,
    )


def accounts_frame(pages: Paired, posts: Paired, unshown: Paired) -> pd.DataFrame:
    """Return three measures of each account, ranked and chronological, one row an account.

    Parameters
    ----------
    pages, posts
        The top share over pages and over posts.
    unshown
        The share of posts that stood in no feed.
    """
    return pd.DataFrame(
        {
            "account": pages.accounts,
            **{
                f"{name}_{way}": getattr(one, way)
                for name, one in (("pages", pages), ("posts", posts), ("unshown", unshown))
                for way in ("ranked", "chronological")
            },
        }
    )


def differences_frame(pages: Paired, posts: Paired, *, level: float) -> pd.DataFrame:
    """Return the differences over pages and over posts, one row an account and one of their mean.

    Returns
    -------
    pandas.DataFrame
        ``account``, and in percentage points ``pages`` and ``posts``, each with ``_low`` and
        ``_high``, which only the last row has: the mean's interval.
    """
    frame = pd.DataFrame({"account": [*pages.accounts, "mean"]})
    for name, pair in (("pages", pages), ("posts", posts)):
        mean = pair.mean_difference(level=level).scaled(100, unit="percentage points")
        alone = [np.nan] * pair.difference.size
        frame[name] = [*(100 * pair.difference), mean.value]
        frame[f"{name}_low"], frame[f"{name}_high"] = [*alone, mean.low], [*alone, mean.high]
    return frame


def never_shown(slots: FloatArray) -> float:
    """Return the share of units without a slot."""
    return float(np.mean(slots == 0))
