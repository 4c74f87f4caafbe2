"""How unequally the slots of six accounts' feeds fell on pages and posts, against time order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.amplification.ranked_feed.parameters import Pool
from rml.amplification.ranked_feed.slot_counts import SlotCounts, by_account, slot_counts
from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.estimate import Estimate, HypothesisTest
from rml.stats.arguments import FloatArray
from rml.stats.inequality import gini, top_share
from rml.stats.intervals import t_interval
from rml.stats.permutation import sign_flip_test

Measure = Callable[[FloatArray], float]
UNIT: Final = "proportion"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSlots:
    """In how many counted feeds of an account each post stood.

    Parameters
    ----------
    accounts
        Their names.
    ranked, chronological
        Slots, shape (accounts, posts), of posts published while feeds were counted.
    page
        Of each post, shape (posts,).
    older
        The share of all slots, ranked and chronological, on posts published before, which are
        left out: shape (accounts, 2).
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
    impressions: pd.DataFrame, posts: pd.DataFrame, *, pool: Pool, burn_in_hours: int
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


def never_shown(slots: FloatArray) -> float:
    """Return the share of units without a slot."""
    return float(np.mean(slots == 0))


def choices_frame(
    impressions: pd.DataFrame,
    posts: pd.DataFrame,
    *,
    pool: Pool,
    burn_in_hours: int,
    windows: Sequence[int],
    top_slots: Sequence[int],
    share: float,
    level: float,
) -> pd.DataFrame:
    """Return the primary difference and that of the Gini coefficient under other choices.

    Parameters
    ----------
    impressions, posts, pool, burn_in_hours
        As for `post_slots`.
    windows, top_slots
        Other baselines and lengths, as ``slot_counts`` takes them.
    share
        Of the pages, whose part is measured.
    level
        Of the intervals over accounts.

    Returns
    -------
    pandas.DataFrame
        ``choice``, ``top_difference`` with ``low`` and ``high`` (percentage points), ``positive``
        (accounts with a difference above 0), and ``gini_difference``.
    """
    rules = {"pool": pool, "burn_in_hours": burn_in_hours}
    other: Pool = "by_then" if pool == "ever" else "ever"
    choices: dict[str, dict[str, object]] = {"as declared": {}}
    choices[f"pool: {other.replace('_', ' ')}"] = {"pool": other}
    choices |= {f"any post of the last {one} hours": {"window_hours": one} for one in windows}
    choices |= {f"the first {one} slots": {"top": one} for one in top_slots}
    choices["equally many slots each hour"] = {"equal_slots": True}
    choices["untrained account only"] = {}
    rows = []
    for name, choice in choices.items():
        counts = slot_counts(impressions, posts, **{**rules, **choice})  # type: ignore[arg-type]
        if name == "untrained account only":
            counts = counts.kept(counts.account == ACCOUNTS[-1])
        top, curve = over_pages(counts, lambda one: top_share(one, share)), over_pages(counts, gini)
        mean = None
        if top.difference.size > 1:
            mean = top.mean_difference(level=level).scaled(100, unit="percentage points")
        rows.append(
            {
                "choice": name,
                "top_difference": 100 * float(top.difference.mean()),
                "low": np.nan if mean is None else mean.low,
                "high": np.nan if mean is None else mean.high,
                "positive": int((top.difference > 0).sum()),
                "gini_difference": float(curve.difference.mean()),
            }
        )
    return pd.DataFrame(rows)
