"""Diversity re-ranking: maximal marginal relevance over a pool of posts.

A post's worth is its relevance less its likeness to what stands above it already. With all the
weight on relevance the order is that of relevance; with less, posts of pages and orientations
that are already above move down.
"""

from __future__ import annotations

import numpy as np

from rml.ranking.feed_choice.orderings import Order
from rml.ranking.feed_choice.pool import Candidates
from rml.stats.arguments import FloatArray


def observed_relevance(pool: Candidates) -> FloatArray:
    """Return how high the feed placed each post: 1 on top, falling evenly, 0 if not at all."""
    place = pool.shown_at.astype(np.float64)
    last = float(place.max())
    return np.where(place > 0, 1 - (place - 1) / max(last, 1.0), 0.0)


def similarity(pool: Candidates, *, of_orientation: float) -> FloatArray:
    """Return the likeness of every two posts, shape (posts, posts).

    Parameters
    ----------
    pool
        The posts.
    of_orientation
        Likeness of two posts of different pages of one orientation, in [0, 1]; posts of one
        page have 1, and posts of different orientations 0.
    """
    if not 0 <= of_orientation <= 1:
        raise ValueError(f"`of_orientation` lies between 0 and 1, not at {of_orientation}.")
    # Numbers in place of names: comparing 400 by 400 texts would take most of the run.
    page, side = (np.unique(one, return_inverse=True)[1] for one in (pool.page, pool.orientation))
    same_page = page[:, None] == page[None, :]
    same_side = side[:, None] == side[None, :]
    return np.where(same_page, 1.0, np.where(same_side, of_orientation, 0.0))


def diversity_reranking(
    pool: Candidates,
    *,
    relevance_weight: float,
    of_orientation: float,
    places: int | None = None,
) -> Order:
    """Return the observed order re-ranked for diversity; see `maximal_marginal_relevance`.

    Parameters
    ----------
    pool
        The posts; their places in the observed feed are their relevance.
    relevance_weight, of_orientation, places
        As for `maximal_marginal_relevance` and `similarity`.
    """
    return maximal_marginal_relevance(
        observed_relevance(pool),
        similarity(pool, of_orientation=of_orientation),
        relevance_weight=relevance_weight,
        places=places,
    )


def maximal_marginal_relevance(
    relevance: FloatArray,
    likeness: FloatArray,
    *,
    relevance_weight: float,
    places: int | None = None,
) -> Order:
    """Return the posts in the order of maximal marginal relevance, best first.

    The first place goes to the most relevant post. Each other one goes to the post with the
    largest ``relevance_weight * relevance - (1 - relevance_weight) * likeness``, where likeness
    is that to the most similar post above it.

    Parameters
    ----------
    relevance
        Shape (posts,), finite.
    likeness
        Symmetric, shape (posts, posts), in [0, 1].
    relevance_weight
        The method's lambda, in [0, 1].
    places
        How many places to fill so; the other posts follow by relevance. All if None.

    Returns
    -------
    ndarray
        A permutation of the posts; ties go to the one given first.

    Raises
    ------
    ValueError
        If there is no post, shapes do not fit, or the weight lies outside [0, 1].

    References
    ----------
    Carbonell and Goldstein (1998), doi:10.1145/290941.291025.

    Examples
    --------
    >>> alike = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> wanted = np.array([0.9, 0.8, 0.5])
    >>> maximal_marginal_relevance(wanted, alike, relevance_weight=0.5).tolist()
    [0, 2, 1]
    >>> maximal_marginal_relevance(wanted, alike, relevance_weight=1.0).tolist()
    [0, 1, 2]
    """
    size = relevance.size
    if size == 0:
        raise ValueError("There is no post to order.")
    if relevance.shape != (size,) or likeness.shape != (size, size):
        raise ValueError(
            f"{size} relevances need a likeness of shape ({size}, {size}), not {likeness.shape}."
        )
    if not 0 <= relevance_weight <= 1:
        raise ValueError(f"`relevance_weight` lies between 0 and 1, not at {relevance_weight}.")
    left = np.ones(size, dtype=bool)
    nearest = np.zeros(size)
    chosen: list[int] = []
    for filled in range(min(size, size if places is None else places)):
        score = relevance_weight * relevance - (1 - relevance_weight) * nearest
        best = int(np.argmax(np.where(left, score if filled else relevance, -np.inf)))
        chosen.append(best)
        left[best] = False
        nearest = np.maximum(nearest, likeness[:, best])
    rest = np.flatnonzero(left)
    rest = rest[np.argsort(-relevance[rest], kind="stable")]
    return np.concatenate([np.array(chosen, dtype=np.intp), rest])
