"""Posts that no account was shown: how many there may be, and what they would change.

The pool of posts holds only what some account was shown. A page whose posts the ranked feed
withholds from everybody looks as if it had posted less, so its chronological share is too
small and its ratio too large: under-ranking hides itself. Two things can be done. A lower
limit for the number of unseen posts follows from how many posts one account alone was shown
and how many two (Chao). And for any assumed share of hidden posts, bounds say how far the
ratios could move.
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


def chao_unseen(by_one: int, by_two: int, *, occasions: int) -> float:
    """Return Chao's lower limit for the number of items that no occasion showed.

    It rests on items that differ in how likely they are shown; occasions show an item
    independently of each other, given that. It stays a lower limit whatever the
    differences between items.

    Parameters
    ----------
    by_one, by_two
        Items that exactly one occasion, and exactly two occasions, showed.
    occasions
        How many occasions there were, at least 2.

    References
    ----------
    Chao (1987), doi:10.2307/2531532 (the bias-corrected form).

    Examples
    --------
    >>> round(chao_unseen(30, 9, occasions=6), 2)
    36.25
    """
    one = checked_count("by_one", by_one)
    two = checked_count("by_two", by_two)
    times = checked_count("occasions", occasions, minimum=2)
    return (times - 1) / times * one * (one - 1) / (2 * (two + 1))


def unseen_by_page(posts: pd.DataFrame, *, since: pd.Timestamp, accounts: int) -> pd.DataFrame:
    """Return how many posts of each page some account saw, and how many more there must be.

    Parameters
    ----------
    posts
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them.
    since
        Only posts published from then on.
    accounts
        How many accounts there are.

    Returns
    -------
    pandas.DataFrame
        page, posts, by_one and by_two (of these, shown to exactly one and two accounts),
        unseen_at_least, and hidden_share_at_least (of all posts of the page).
    """
    table = []
    recent = posts[posts["published_at"] >= since]
    for page, rows in recent.groupby("page"):
        one, two = (int((rows["accounts"] == times).sum()) for times in (1, 2))
        unseen = chao_unseen(one, two, occasions=accounts)
        table.append(
            {
                "page": str(page),
                "posts": len(rows),
                "by_one": one,
                "by_two": two,
                "unseen_at_least": unseen,
                "hidden_share_at_least": unseen / (len(rows) + unseen),
            }
        )
    return pd.DataFrame(table)


def unseen_share(pages: pd.DataFrame) -> Estimate:
    """Return the least share of all posts that no account was shown, pages added up.

    Parameters
    ----------
    pages
        As `unseen_by_page` returns them.
    """
    unseen, seen = float(pages["unseen_at_least"].sum()), int(pages["posts"].sum())
    return Estimate(
        value=unseen / (unseen + seen),
        low=None,
        high=None,
        level=None,
        n=f"{seen:,} posts of {len(pages)} pages",
        unit="proportion",
        method=(
            "Chao's lower limit for unseen posts, accounts as occasions, page by page and added "
            "up; a limit, which carries no sampling interval"
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
    scale = float((chronological[known] / ranked[known]).max())
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
