"""Posts that no account was shown: how many there may be, and what they would change.

The pool of posts holds only what some account was shown. A page whose posts the ranked feed
withholds from everybody looks as if it had posted less, so its chronological share is too
small and its ratio too large: under-ranking hides itself. Two things can be done. An estimate
of the number of unseen posts follows from how few posts the account that liked a page and the
other accounts were both shown; it is no bound. And for any assumed share of hidden posts,
bounds say how far the ratios could move.

Chao's estimate, which counts the accounts that were shown a post, does not serve here: it holds
for posts that differ, but not for accounts that do, and an account is shown more of the pages
it liked. If one of six accounts is shown 90 % of a page's posts and the others 10 % each, it
finds seven times as many unseen posts as there are. The two-source estimate stands both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.amplification.ranked_feed.slot_counts import SlotCounts
from rml.estimate import Estimate
from rml.stats.arguments import checked_count, checked_rate


def two_source_unseen(first: int, second: int, both: int) -> float:
    """Return an estimate of how many items neither of two sources showed (Chapman's).

    Sources may show very different numbers of items. The estimate is right on average if the
    sources show items independently of each other. It is too low on average if items that one
    source is likelier to show are likelier to be shown by the other, too. Chance moves it either
    way, so that it is no bound.

    Parameters
    ----------
    first, second, both
        Items that the first source showed, the second, and both of them.

    References
    ----------
    Chapman (1951), Some properties of the hypergeometric distribution with applications to
    zoological sample censuses. University of California Publications in Statistics 1, 131-160.
    Chao, Tsay, Lin, Shau and Chao (2001), doi:10.1002/sim.996 (dependence of sources).

    Examples
    --------
    >>> round(two_source_unseen(90, 40, 35), 2)
    7.64
    """
    shared = checked_count("both", both)
    one = checked_count("first", first, minimum=shared)
    two = checked_count("second", second, minimum=shared)
    return (one - shared) * (two - shared) / (shared + 1)


def unseen_by_page(
    impressions: pd.DataFrame, posts: pd.DataFrame, *, since: pd.Timestamp
) -> pd.DataFrame:
    """Return how many posts of each page some account saw, and about how many more there are.

    The two sources are the account that liked the page, and all other accounts together.

    Parameters
    ----------
    impressions, posts
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them; accounts bear the name of the
        orientation whose pages they liked.
    since
        Only posts published from then on.

    Returns
    -------
    pandas.DataFrame
        page, posts, by_own, by_others and by_both (of these, shown to the account that liked
        the page, to any other, and to both), and unseen.
    """
    owned = impressions["account"] == impressions["orientation"]
    recent = posts[posts["published_at"] >= since]
    own, others = (
        recent["post_id"].isin(impressions.loc[chosen, "post_id"]) for chosen in (owned, ~owned)
    )
    shown = recent[["page"]].assign(posts=1, by_own=own, by_others=others, by_both=own & others)
    table = shown.groupby("page").sum().astype("int64").reset_index()
    counts = zip(table["by_own"], table["by_others"], table["by_both"], strict=True)
    return table.assign(unseen=[two_source_unseen(*one) for one in counts])


def unseen_share(pages: pd.DataFrame) -> Estimate:
    """Return an estimate of the share of posts that no account was shown, pages added up.

    Parameters
    ----------
    pages
        As `unseen_by_page` returns them.
    """
    unseen, seen = float(pages["unseen"].sum()), int(pages["posts"].sum())
    return Estimate(
        value=unseen / (unseen + seen),
        low=None,
        high=None,
        level=None,
        n=f"{seen:,} posts of {len(pages)} pages",
        unit="proportion",
        method=(
            "Chapman's two-source estimate of unseen posts, the account that liked a page against "
            "the others, page by page and added up; with no sampling interval, and so no bound"
        ),
    )


def share_ratio_bounds(
    ranked_share: float, chronological_share: float, hidden_share: float
) -> tuple[float, float]:
    """Return the least and greatest ratio of shares if posts were hidden from everybody.

    The least: the given share of these pages' posts is hidden, and none of the others'. The
    greatest: the other way round. If the same share of everybody's posts is hidden, the
    ratio stays as it is.

    Parameters
    ----------
    ranked_share, chronological_share
        Of these pages, in (0, 1).
    hidden_share
        Of posts, in [0, 1).

    Examples
    --------
    >>> [round(end, 3) for end in share_ratio_bounds(0.3, 0.2, 0.5)]
    [0.9, 2.7]
    """
    least, greatest = _chronological_factors(chronological_share, hidden_share)
    ratio = ranked_share / chronological_share
    return ratio / least, ratio / greatest


def _chronological_factors(share: float, hidden_share: float) -> tuple[float, float]:
    """Return by what pages' chronological share grows if theirs, or others', posts are hidden."""
    hidden = checked_rate("hidden_share", hidden_share)
    if hidden == 1:
        raise ValueError("`hidden_share` must lie below 1: with 1, no post was ever shown.")
    own = 1 / (1 - hidden)
    return own / (share * own + 1 - share), 1 / (share + (1 - share) * own)


def typical_ratio_bounds(
    counts: SlotCounts, pages: NDArray[np.bool_], *, value: float, hidden_share: float
) -> tuple[float, float]:
    """Return the least and greatest typical ratio of some pages if posts were hidden.

    Parameters
    ----------
    counts
        The slots.
    pages
        The pages, a mask of shape (pages,).
    value
        The mean logarithm of their ratios.
    hidden_share
        Of posts, of each of these pages for the least and of each other page for the
        greatest ratio.
    """
    share = float(counts.chronological[:, pages].sum() / counts.chronological.sum())
    least, greatest = _chronological_factors(share, hidden_share)
    return math.exp(value) / least, math.exp(value) / greatest


def tipping_share(ranked_share: float, chronological_share: float) -> float:
    """Return the share of hidden posts that would make the ratio of shares 1.

    Hidden posts of these pages, if their ratio is above 1; of all other pages, if it is below.

    Examples
    --------
    >>> round(tipping_share(0.3, 0.2), 3)
    0.417
    >>> round(share_ratio_bounds(0.3, 0.2, tipping_share(0.3, 0.2))[0], 3)
    1.0
    """
    ranked, chronological = (share / (1 - share) for share in (ranked_share, chronological_share))
    return 1 - min(ranked, chronological) / max(ranked, chronological)


def lowest_page(counts: SlotCounts) -> str:
    """Return the page with the lowest ratio of ranked to chronological slots."""
    ranked, chronological = counts.ranked.sum(axis=0), counts.chronological.sum(axis=0)
    known = np.where(chronological > 0, ranked / np.maximum(chronological, 1e-12), np.inf)
    return str(counts.page[int(known.argmin())])


def hidden_needed(counts: SlotCounts) -> Estimate:
    """Return the least share of posts that must be hidden if page shares were chronological.

    If the feeds held pages just as often as a chronological feed of *all* posts would, the
    page that they show least often, for the posts it is known to have had, sets the scale:
    every other page must have had posts that nobody was shown.

    Raises
    ------
    ValueError
        If a page has chronological slots and no ranked one: then no number suffices.
    """
    ranked, chronological = counts.ranked.sum(axis=0), counts.chronological.sum(axis=0)
    absent = int(((ranked == 0) & (chronological > 0)).sum())
    if absent:
        raise ValueError(
            f"{absent} pages have chronological slots and no ranked one: no number of hidden "
            "posts makes the feeds alike."
        )
    known = chronological > 0
    shares = [slots / slots.sum() for slots in (chronological, ranked)]
    scale = float((shares[0][known] / shares[1][known]).max())
    return Estimate(
        value=1 - 1 / scale,
        low=None,
        high=None,
        level=None,
        n=f"{counts.page.size} pages",
        unit="proportion",
        method=(
            "smallest share of hidden posts under which page shares could be chronological; a "
            "limit over these feeds, which carries no sampling interval"
        ),
    )


def bounds_table(
    counts: SlotCounts, orientations: Sequence[str], *, hidden_shares: Sequence[float]
) -> pd.DataFrame:
    """Return the ratio of slots of each orientation for every assumed share of hidden posts.

    Returns
    -------
    pandas.DataFrame
        orientation, hidden_share, ratio (as seen), least, greatest, and tipping_share.
    """
    table = []
    for orientation in orientations:
        pages = counts.orientation == orientation
        ranked = float(counts.ranked[:, pages].sum() / counts.ranked.sum())
        chronological = float(counts.chronological[:, pages].sum() / counts.chronological.sum())
        for hidden in hidden_shares:
            least, greatest = share_ratio_bounds(ranked, chronological, hidden)
            table.append(
                {
                    "orientation": orientation,
                    "hidden_share": hidden,
                    "ratio": ranked / chronological,
                    "least": least,
                    "greatest": greatest,
                    "tipping_share": tipping_share(ranked, chronological),
                }
            )
    return pd.DataFrame(table)
