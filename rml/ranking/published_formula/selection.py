"""Which posts are kept, and in which order: filters, the best per author, sorting, caps.

The order of the steps is that of ``ScoredTweetsRecommendationPipelineConfig.scala``. What each
filter looks at (what a reader saw before, whom they blocked) is not part of the published tables;
a caller says which posts a filter drops, and this module says which filter is the first to drop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.suggest import did_you_mean

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

FILTERS: Final = (
    "RejectTweetFromViewerFilter",
    "RetweetDeduplicationFilter",
    "PreviouslySeenTweetsFilter",
    "PreviouslyServedTweetsFilter",
    "SubscriptionReply",
    "FeedbackFatigueFilter",
    "ScoredTweetsSocialContextFilter",
    "OutOfNetworkCompetitorFilter",
    "OutOfNetworkCompetitorURLFilter",
    "DuplicateConversationTweetsFilter",
    "IsSupportAccountReply",
)
"""The filters in their order; the first six run before scoring, the others after it."""
BEFORE_SCORING: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many posts are kept.

    Parameters
    ----------
    most_in_network
        From accounts that the reader follows, posts that fill up the feed left aside.
    most_out_of_network
        From other accounts.
    most_backfill
        Posts that fill up the feed.
    most_results
        In all. The listed steps do not say where this cap applies; here it comes last.
    """

    most_in_network: int
    most_out_of_network: int
    most_backfill: int
    most_results: int

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) < 0:
                raise ValueError(f"`{field.name}` must be at least 0.")


def caps_of(parameters: Mapping[str, float]) -> Caps:
    """Return the published caps of `rml.data.published_ranker.load_ranker_parameters`."""
    names = [field.name for field in fields(Caps)]
    missing = [name for name in names if name not in parameters]
    if missing:
        raise ValueError(f"The parameters lack {', '.join(missing)}.")
    return Caps(**{name: round(parameters[name]) for name in names})


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
            raise ValueError(f"There is no filter called {name!r}. {did_you_mean(name, FILTERS)}")
    for place, name in reversed(list(enumerate(FILTERS))):
        if name in dropped:
            found[_checked("dropped", dropped[name], posts)] = place
    return found


def best_per_author(
    scores: ArrayLike, authors: ArrayLike, sources: ArrayLike, in_network: ArrayLike
) -> BoolArray:
    """Return which posts stay when only the best of each out-of-network author is kept.

    Of the out-of-network posts that share author and source the one with the highest score
    stays; of equal scores the first. In-network posts all stay.

    Parameters
    ----------
    scores
        Scores after all factors, shape (n,).
    authors
        Whole numbers, shape (n,).
    sources
        What suggested the post (the code's suggest type), whole numbers, shape (n,).
    in_network
        True or False, shape (n,).
    """
    values = np.asarray(scores, dtype=np.float64)
    inside = _checked("in_network", in_network, values.size)
    order = np.lexsort((np.arange(values.size), -values, np.asarray(sources), np.asarray(authors)))
    order = order[~inside[order]]
    names, groups = np.asarray(authors)[order], np.asarray(sources)[order]
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


def selected(
    scores: ArrayLike,
    *,
    authors: ArrayLike,
    in_network: ArrayLike,
    caps: Caps,
    sources: ArrayLike | None = None,
    backfill: ArrayLike | None = None,
    dropped: Mapping[str, ArrayLike] | None = None,
) -> IntArray:
    """Return the posts of one feed that are kept, in the order in which they are shown.

    Parameters
    ----------
    scores
        Scores after all factors, finite, shape (n,).
    authors, in_network
        As `best_per_author`.
    caps
        The published caps.
    sources
        What suggested each post; one source for all if None.
    backfill
        True for posts that only fill up the feed; none if None.
    dropped
        As `first_filter`.

    Returns
    -------
    ndarray
        Positions in ``scores``, best first.

    Raises
    ------
    ValueError
        If shapes differ, a filter is unknown, or a score is missing.
    """
    values = np.asarray(scores, dtype=np.float64)
    if values.ndim != 1:
        raise ValueError(f"`scores` must be of one feed, one-dimensional, not {values.shape}.")
    inside = _checked("in_network", in_network, values.size)
    fill = np.zeros(values.size, dtype=bool) if backfill is None else backfill
    filling = _checked("backfill", fill, values.size)
    origin = np.zeros(values.size, dtype=np.int64) if sources is None else np.asarray(sources)
    left = np.flatnonzero(first_filter(dropped or {}, posts=values.size) < 0)
    stays = best_per_author(values[left], np.asarray(authors)[left], origin[left], inside[left])
    order = left[stays]
    order = order[ranked(values[order])]
    for capped, most in (
        (inside & ~filling, caps.most_in_network),
        (~inside, caps.most_out_of_network),
        (filling, caps.most_backfill),
    ):
        counted = capped[order]
        order = order[~(counted & (np.cumsum(counted) > most))]
    return np.asarray(order[: caps.most_results])


def overlap(first: Sequence[int] | IntArray, second: Sequence[int] | IntArray) -> float:
    """Return the share of the posts of ``first`` that are in ``second`` too.

    Raises
    ------
    ValueError
        If ``first`` is empty.
    """
    if not len(first):
        raise ValueError("`first` holds no post, so that no share of it can be given.")
    return float(np.isin(np.asarray(first), np.asarray(second)).mean())


def _checked(name: str, values: ArrayLike, posts: int) -> BoolArray:
    array = np.asarray(values)
    if array.dtype != np.bool_ or array.shape != (posts,):
        raise ValueError(
            f"`{name}` must be True or False for each of {posts} posts, not {array.dtype} of "
            f"shape {array.shape}."
        )
    return array
