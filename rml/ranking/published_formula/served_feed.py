"""One feed through all published steps: filters, scoring, filters, selection.

The order matters. A filter that runs before the scoring takes a post away before places among an
author's posts are given; one that runs after it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.data.ranker_names import FILTERS_BEFORE_SCORING
from rml.ranking.published_formula.adjustments import Factors, adjustment, author_positions
from rml.ranking.published_formula.columns import (
    days_of_posts,
    flags_of_posts,
    names_of_posts,
    scores_of_posts,
)
from rml.ranking.published_formula.selection import (
    FILTERS,
    Caps,
    best_per_author,
    first_filter,
    sorted_for_showing,
    within_caps,
)

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SHOWN: Final = 0
"""Stands for the step at which a post leaves if it leaves at none."""
BEST_PER_AUTHOR: Final = len(FILTERS) + 1
CAPPED: Final = len(FILTERS) + 3
"""The numbers of two of the published steps; the filters have 1 to 11, sorting the one between."""
REQUEST: Final = len(FILTERS) + 4
"""After the published steps: more posts than the request asks for."""
_FATIGUE: Final = FILTERS.index("FeedbackFatigueFilter")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedFeed:
    """What becomes of the posts of one feed.

    Parameters
    ----------
    shown
        Positions of the posts that are shown, best first.
    leaves_at
        The number of the published step at which each post leaves, or `SHOWN`, shape (n,).
    place_of_author
        Each post's place among its author's posts that were scored, from 0; -1 if a filter
        dropped it before the scoring, shape (n,).
    factor
        The product of all factors; NaN for posts that were dropped before, shape (n,).
    score
        The score after all factors; NaN likewise, shape (n,).
    """

    shown: IntArray
    leaves_at: IntArray
    place_of_author: IntArray
    factor: FloatArray
    score: FloatArray


def served_feed(
    scores: ArrayLike,
    *,
    factors: Factors,
    caps: Caps,
    authors: ArrayLike,
    in_network: ArrayLike,
    reply: ArrayLike,
    repost: ArrayLike,
    blue: ArrayLike,
    creator: ArrayLike,
    see_fewer_days: ArrayLike = np.nan,
    sources: ArrayLike | None = None,
    backfill: ArrayLike | None = None,
    dropped: Mapping[str, ArrayLike] | None = None,
    most_results: float | None = None,
) -> ServedFeed:
    """Return which posts of one feed are shown, in which order, and where the others leave.

    Parameters
    ----------
    scores
        Served scores before any factor, at least 0, shape (n,).
    factors, caps
        The published ones: `rml.ranking.published_formula.adjustments.factors_of` and
        `rml.ranking.published_formula.selection.caps_of` make them of the published figures.
    authors
        Who posted or reposted, whole numbers, shape (n,).
    in_network, reply, repost, blue, creator
        As `rml.ranking.published_formula.adjustments.adjustment`.
    see_fewer_days
        Days since the reader asked to see fewer posts of the author, of the original author
        for a repost; NaN for none. Posts in the first 14 days are dropped.
    sources
        What suggested each post, whole numbers; one source for all if None.
    backfill
        True for posts that only fill up the feed; none if None.
    dropped
        By filter, True where it would drop a post; see
        `rml.ranking.published_formula.selection.first_filter`.
    most_results
        How many posts the request asks for, a whole number of at least 0; None for all that the
        steps leave.

    Raises
    ------
    ValueError
        If a column has another length or kind, or a filter is unknown; the argument is named.

    Examples
    --------
    Of two posts by one author, the lower has less than its score.

    >>> from rml.data.published_figures import published_figures
    >>> from rml.data.published_ranker import PARAMETERS
    >>> from rml.ranking.published_formula.adjustments import factors_of
    >>> from rml.ranking.published_formula.selection import caps_of
    >>> values = {name: one.value for name, one in published_figures(PARAMETERS).items()}
    >>> no = [False, False]
    >>> kinds = {"in_network": [True, True], "reply": no, "repost": no, "blue": no, "creator": no}
    >>> made = {"factors": factors_of(values), "caps": caps_of(values)}
    >>> served_feed([0.2, 0.3], authors=[7, 7], **kinds, **made).score.tolist()
    [0.125, 0.3]
    """
    values = scores_of_posts("scores", scores)
    posts = values.size
    who = names_of_posts("authors", authors, posts)
    flags = {
        name: flags_of_posts(name, given, posts)
        for name, given in (
            ("in_network", in_network),
            ("reply", reply),
            ("repost", repost),
            ("blue", blue),
            ("creator", creator),
        )
    }
    days = days_of_posts("see_fewer_days", see_fewer_days, posts)
    none = np.zeros(posts, dtype=np.int64)
    origin = none if sources is None else names_of_posts("sources", sources, posts)
    filling = flags_of_posts("backfill", none > 0 if backfill is None else backfill, posts)
    asked = _whole_number("most_results", most_results)
    filtered = first_filter(dropped or {}, posts=posts)
    early = days < factors.see_fewer_filter_days
    filtered[early & ((filtered < 0) | (filtered > _FATIGUE))] = _FATIGUE

    scored = np.flatnonzero((filtered < 0) | (filtered >= len(FILTERS_BEFORE_SCORING)))
    places, factor = np.full(posts, -1, dtype=np.int64), np.full(posts, np.nan)
    places[scored] = author_positions(values[scored], who[scored])
    factor[scored] = adjustment(
        values[scored],
        factors=factors,
        authors=who[scored],
        see_fewer_days=days[scored],
        **{name: column[scored] for name, column in flags.items()},
    )
    adjusted = values * factor
    inside = flags["in_network"]

    leaves_at = filtered + 1
    left = np.flatnonzero(filtered < 0)
    best = best_per_author(adjusted[left], who[left], origin[left], inside[left])
    leaves_at[left[~best]] = BEST_PER_AUTHOR
    left = left[best]
    order = left[sorted_for_showing(adjusted[left], inside[left])]
    kept = within_caps(order, in_network=inside, backfill=filling, caps=caps)
    leaves_at[np.setdiff1d(order, kept)] = CAPPED
    shown = kept[:asked]
    leaves_at[np.setdiff1d(kept, shown)] = REQUEST
    return ServedFeed(
        shown=shown, leaves_at=leaves_at, place_of_author=places, factor=factor, score=adjusted
    )


def _whole_number(name: str, given: object) -> int | None:
    if given is None:
        return None
    if isinstance(given, int | float | np.number) and not isinstance(given, bool):
        number = float(given)
        if number >= 0 and number.is_integer():
            return int(number)
    raise ValueError(f"`{name}` must be a whole number of posts, or None for all, not {given!r}.")
