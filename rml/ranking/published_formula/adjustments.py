"""What the published code multiplies a score with: network, kind of post, author, complaints.

``HeuristicScorer.scala`` takes the product of all factors. Author positions come from the scores
before any factor is applied, among the posts that filters left for scoring. "Original" is a post
that is neither a repost nor a reply.

Two different people can stand behind a repost. The author here is who put it into the feed: the
reposter takes the place among authors. Whom the reader complained of is the author of the post
that was reposted. Factors for complaints about likers, followers and reposters are left aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.ranking.published_formula.columns import (
    days_of_posts,
    flags_of_posts,
    names_of_posts,
    scores_of_posts,
)

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

NO_AUTHOR: Final = -1
"""Stands in arrays of authors for a post without one.

Author diversity leaves such posts alone. The rule that keeps the best post of each author who is
not followed does not: as in the code, all posts without an author count as one author's there.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """The published factors, as `rml.data.published_ranker.load_ranker_parameters` names them.

    Parameters
    ----------
    out_of_network_factor
        For posts from accounts that the reader does not follow.
    reply_factor
        For replies.
    blue_in_network_factor, blue_out_of_network_factor
        For original posts of authors with a paid blue mark.
    creator_in_network_factor, creator_out_of_network_factor
        For original posts of authors who sell subscriptions.
    author_diversity_decay, author_diversity_floor
        For the second and further posts of one author.
    see_fewer_filter_days, see_fewer_discount_days
        How long an author of whom the reader asked to see fewer posts is left out, and how
        long after that the posts are discounted.
    see_fewer_lowest_factor
        The discount on the first of these days.
    """

    out_of_network_factor: float
    reply_factor: float
    blue_in_network_factor: float
    blue_out_of_network_factor: float
    creator_in_network_factor: float
    creator_out_of_network_factor: float
    author_diversity_decay: float
    author_diversity_floor: float
    see_fewer_filter_days: float
    see_fewer_discount_days: float
    see_fewer_lowest_factor: float

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not 0 <= value < np.inf:
                raise ValueError(f"`{field.name}` must be finite and at least 0, not {value}.")
        for name in ("author_diversity_decay", "author_diversity_floor", "see_fewer_lowest_factor"):
            if getattr(self, name) > 1:
                raise ValueError(f"`{name}` must be at most 1, not {getattr(self, name)}.")
        if self.see_fewer_discount_days == 0:
            raise ValueError("`see_fewer_discount_days` must be above 0.")


def factors_of(parameters: Mapping[str, float]) -> Factors:
    """Return the published factors; other parameters are left aside.

    Raises
    ------
    ValueError
        If one is missing.
    """
    names = [field.name for field in fields(Factors)]
    missing = [name for name in names if name not in parameters]
    if missing:
        raise ValueError(f"The parameters lack {', '.join(missing)}.")
    return Factors(**{name: parameters[name] for name in names})


def author_positions(scores: ArrayLike, authors: ArrayLike) -> IntArray:
    """Return each post's place among the posts of its author, by falling score, from 0.

    Equal scores keep the order of the array, as the code's stable sorting does.

    Parameters
    ----------
    scores
        Scores before any factor, at least 0, shape (n,).
    authors
        Whole numbers that name who posted or reposted, shape (n,); `NO_AUTHOR` has place 0
        always.

    Raises
    ------
    ValueError
        If a column has another length, a score is no number of at least 0, or an author is no
        whole number.
    """
    values = scores_of_posts("scores", scores)
    names = names_of_posts("authors", authors, values.size)
    order = np.lexsort((np.arange(values.size), -values, names))
    ranked = names[order]
    starts = np.r_[True, ranked[1:] != ranked[:-1]] if values.size else np.zeros(0, dtype=bool)
    begun = np.maximum.accumulate(np.where(starts, np.arange(values.size), 0))
    positions = np.empty(values.size, dtype=np.int64)
    positions[order] = np.arange(values.size) - begun
    return np.where(names == NO_AUTHOR, 0, positions)


def author_diversity(position: ArrayLike, factors: Factors) -> FloatArray:
    """Return (1 - floor) * decay^k + floor for the k-th further post of one author.

    Parameters
    ----------
    position
        Whole numbers from 0, shape (...).
    """
    places = np.asarray(position, dtype=np.float64)
    if not (np.isfinite(places) & (places >= 0) & (places == np.floor(places))).all():
        raise ValueError("`position` must hold whole numbers from 0: an author's first post is 0.")
    floor = factors.author_diversity_floor
    return np.asarray((1 - floor) * factors.author_diversity_decay**places + floor)


def see_fewer(days: ArrayLike, factors: Factors, *, whole_days: bool = True) -> FloatArray:
    """Return the factor for an author, by days since the reader asked to see fewer posts.

    0 within the first 14 days, when a filter leaves the posts out; then 0.2, rising evenly to
    1 over 140 days. The code writes the rise as four increments of 35 days but divides whole
    days by 35 without rounding, so that it climbs every day and not in four steps.

    Parameters
    ----------
    days
        At least 0, shape (...); NaN for an author without such a request, whose factor is 1.
    whole_days
        Count days that have passed in full, as the code does; False gives the straight line.
    """
    passed = np.asarray(days, dtype=np.float64)
    if (passed < 0).any():
        raise ValueError("`days` must be at least 0; use NaN where nothing was requested.")
    # The code takes whole days of the time since filtering ended.
    since = passed - factors.see_fewer_filter_days
    counted = np.floor(since) if whole_days else since
    lowest = factors.see_fewer_lowest_factor
    rising = lowest + (1 - lowest) * counted / factors.see_fewer_discount_days
    found = np.where(since >= factors.see_fewer_discount_days, 1.0, rising)
    found = np.where(since < 0, 0.0, found)
    return np.where(np.isnan(passed), 1.0, found)


def adjustment(
    scores: ArrayLike,
    *,
    factors: Factors,
    authors: ArrayLike,
    in_network: ArrayLike,
    reply: ArrayLike,
    repost: ArrayLike,
    blue: ArrayLike,
    creator: ArrayLike,
    see_fewer_days: ArrayLike = np.nan,
) -> FloatArray:
    """Return the product of all factors for the posts of one feed, shape (n,).

    Pass the posts that reach the scoring only: a post that a filter before it dropped takes no
    place among its author's. `rml.ranking.published_formula.served_feed` sees to that.

    Parameters
    ----------
    scores
        Served scores before any factor, at least 0, shape (n,).
    factors
        The published factors.
    authors
        Who posted or reposted, whole numbers, shape (n,); see `author_positions`.
    in_network, reply, repost
        What kind of post it is, True or False, shape (n,).
    blue, creator
        Whether its author has a paid blue mark, or sells subscriptions.
    see_fewer_days
        Days since the reader asked to see fewer posts of the author, of the original author
        for a repost, shape (n,); NaN for none.

    Raises
    ------
    ValueError
        If a column has another length or kind, or a post is still in the days in which a filter
        leaves it out.
    """
    positions = author_positions(scores, authors)
    posts = positions.size
    days = days_of_posts("see_fewer_days", see_fewer_days, posts)
    early = int((days < factors.see_fewer_filter_days).sum())
    if early:
        raise ValueError(
            f"`see_fewer_days` is below {factors.see_fewer_filter_days:g} for {early} posts, which "
            "a filter drops before the scoring; leave them out, as `served_feed` does."
        )
    flags = {
        name: flags_of_posts(name, values, posts)
        for name, values in (
            ("in_network", in_network),
            ("reply", reply),
            ("repost", repost),
            ("blue", blue),
            ("creator", creator),
        )
    }
    inside, original = flags["in_network"], ~flags["reply"] & ~flags["repost"]
    paid = np.where(inside, factors.blue_in_network_factor, factors.blue_out_of_network_factor)
    selling = np.where(
        inside, factors.creator_in_network_factor, factors.creator_out_of_network_factor
    )
    return np.asarray(
        np.where(inside, 1.0, factors.out_of_network_factor)
        * np.where(flags["reply"], factors.reply_factor, 1.0)
        * np.where(flags["blue"] & original, paid, 1.0)
        * np.where(flags["creator"] & original, selling, 1.0)
        * author_diversity(positions, factors)
        * see_fewer(days, factors)
    )


def older_out_of_network(
    in_network: ArrayLike, repost: ArrayLike, *, factor: float = 0.75
) -> FloatArray:
    """Return the factor of the older pipeline: out-of-network posts that are no reposts."""
    inside = np.asarray(in_network)
    outside = ~flags_of_posts("in_network", inside, inside.size)
    return np.where(outside & ~flags_of_posts("repost", repost, inside.size), factor, 1.0)
