"""Which posts are kept, and in which order: filters, the best per author, sorting, caps.

The order of the steps is that of ``ScoredTweetsRecommendationPipelineConfig.scala``. What each
filter looks at (what a reader saw before, whom they blocked) is public but not part of the tables
that this library reads; a caller says which posts a filter drops, and this module says which
filter is the first to drop. `rml.ranking.published_formula.served_feed` takes a feed through all
steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.data.ranker_names import FILTERS_AFTER_SCORING, FILTERS_BEFORE_SCORING
from rml.ranking.published_formula.columns import flags_of_posts, names_of_posts, scores_of_posts
from rml.suggest import did_you_mean

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

FILTERS: Final = FILTERS_BEFORE_SCORING + FILTERS_AFTER_SCORING
"""The filters in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many posts the last of the listed steps keeps.

    Parameters
    ----------
    most_in_network
        From accounts that the reader follows, posts that fill up the feed left aside.
    most_out_of_network
        From other accounts.
    most_backfill
        Posts that fill up the feed.
    """

    most_in_network: int
    most_out_of_network: int
    most_backfill: int

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) < 0:
                raise ValueError(f"`{field.name}` must be at least 0.")


def caps_of(parameters: Mapping[str, float]) -> Caps:
    """Return the published caps of `rml.data.published_ranker.load_ranker_parameters`.

    The published number of results in all, ``most_results``, is not among them: the code makes
    it the number that a request asks for, and none of the listed steps cuts there.

    Raises
    ------
    ValueError
        If a cap is missing or no whole number of at least 0.
    """
    names = [field.name for field in fields(Caps)]
    missing = [name for name in names if name not in parameters]
    if missing:
        raise ValueError(f"The parameters lack {', '.join(missing)}.")
    broken = [f"{name} is {parameters[name]}" for name in names if parameters[name] % 1 != 0]
    if broken:
        raise ValueError(f"Caps must be whole numbers of posts: {', '.join(broken)}.")
    return Caps(**{name: int(parameters[name]) for name in names})


def first_filter(dropped: Mapping[str, ArrayLike], *, posts: int) -> IntArray:
    """Return which filter is the first to drop each post: its place in `FILTERS`, or -1.

    Parameters
    ----------
    dropped
        For filters of `FILTERS`: True where the filter would drop a post, shape (posts,).
        Filters that are not named drop nothing.
    posts
        The number of posts.

    Raises
    ------
    ValueError
        If a filter is unknown, or its column is not True or False for each post.
    """
    found = np.full(posts, -1, dtype=np.int64)
    for name in dropped:
        if name not in FILTERS:
            raise ValueError(
                f"`dropped` names {name!r}: there is no filter called so. "
                f"{did_you_mean(name, FILTERS)}"
            )
    for place, name in reversed(list(enumerate(FILTERS))):
        if name in dropped:
            found[flags_of_posts(f"dropped[{name!r}]", dropped[name], posts)] = place
    return found


def best_per_author(
    scores: ArrayLike, authors: ArrayLike, sources: ArrayLike, in_network: ArrayLike
) -> BoolArray:
    """Return which posts stay when only the best of each out-of-network author is kept.

    Of the out-of-network posts that share author and source the one with the highest score
    stays; of equal scores the first. Posts without an author count as one author's, as in the
    code. In-network posts all stay.

    Parameters
    ----------
    scores
        Scores after all factors, at least 0, shape (n,).
    authors
        Who posted or reposted, whole numbers, shape (n,).
    sources
        What suggested the post (the code's suggest type), whole numbers, shape (n,).
    in_network
        True or False, shape (n,).

    Raises
    ------
    ValueError
        If a column has another length or kind, or a score is missing, infinite or below 0.
    """
    values = scores_of_posts("scores", scores)
    inside = flags_of_posts("in_network", in_network, values.size)
    who = names_of_posts("authors", authors, values.size)
    origin = names_of_posts("sources", sources, values.size)
    order = np.lexsort((np.arange(values.size), -values, origin, who))
    order = order[~inside[order]]
    names, groups = who[order], origin[order]
    first = np.ones(order.size, dtype=bool)
    first[1:] = (names[1:] != names[:-1]) | (groups[1:] != groups[:-1])
    stays = inside.copy()
    stays[order[first]] = True
    return stays


def ranked(scores: ArrayLike) -> IntArray:
    """Return the posts by falling score; equal scores keep their order.

    Parameters
    ----------
    scores
        Finite, shape (..., n).
    """
    values = np.asarray(scores, dtype=np.float64)
    if not np.isfinite(values).all():
        raise ValueError("`scores` has missing or infinite entries; score every post first.")
    return np.argsort(-values, axis=-1, kind="stable")


def sorted_for_showing(scores: ArrayLike, in_network: ArrayLike) -> IntArray:
    """Return the posts by falling score; of equal scores in-network posts come first.

    The step before the sorting puts in-network posts before the others, and the sorting keeps
    the order of equal scores. In which order that step leaves out-of-network posts is that of
    an unordered map; here they keep the order of the array.

    Parameters
    ----------
    scores
        Scores after all factors, at least 0, shape (n,).
    in_network
        True or False, shape (n,).
    """
    values = scores_of_posts("scores", scores)
    inside = flags_of_posts("in_network", in_network, values.size)
    return np.lexsort((np.arange(values.size), ~inside, -values))


def within_caps(
    order: IntArray, *, in_network: BoolArray, backfill: BoolArray, caps: Caps
) -> IntArray:
    """Return the posts of ``order`` that the caps leave, in the same order.

    Parameters
    ----------
    order
        Posts as positions in the other arrays, best first.
    in_network, backfill
        Whether a post comes from a followed account, and whether it only fills up the feed.
    caps
        Applied one after the other, the best posts first.
    """
    for capped, most in (
        (in_network & ~backfill, caps.most_in_network),
        (~in_network, caps.most_out_of_network),
        (backfill, caps.most_backfill),
    ):
        counted = capped[order]
        order = order[~(counted & (np.cumsum(counted) > most))]
    return order
