"""Orderings of one pool of posts: as observed, by time, by popularity, by quota, by one's weights.

Every function takes a pool and returns a permutation of it: the places of its posts, best
first. Ties go to the newer post. Nothing is drawn at random, so equal pools give equal orders.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rml.ranking.feed_choice.pool import Candidates
from rml.stats.arguments import FloatArray

Order = NDArray[np.intp]
WEIGHTS: Final = ("recency", "popularity", "variety", "balance")
# Both the page's script and Python read the features at this precision: then they agree.
DECIMALS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderWeights:
    """How much each of four wishes counts, each in [0, 1].

    Raises
    ------
    ValueError
        If a weight lies outside [0, 1] or all are 0: then nothing would decide the order.
    """

    recency: float
    popularity: float
    variety: float
    balance: float

    def __post_init__(self) -> None:
        wrong = {
            name: weight
            for name, weight in asdict(self).items()
            if not (math.isfinite(weight) and 0 <= weight <= 1)
        }
        if wrong:
            said = ", ".join(f"{name} {weight}" for name, weight in wrong.items())
            raise ValueError(f"Weights lie between 0 and 1, but there is {said}.")
        if not any(asdict(self).values()):
            raise ValueError("All weights are 0, so nothing decides the order; raise one of them.")

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> ReaderWeights:
        """Return weights given by name.

        Raises
        ------
        ValueError
            If a name is missing or unknown, or a weight is out of bounds.
        """
        if set(weights) != set(WEIGHTS):
            raise ValueError(
                f"The weights are {', '.join(weights) or 'none'}; they must be "
                f"{', '.join(WEIGHTS)}."
            )
        return cls(**weights)


def observed(pool: Candidates) -> Order:
    """Return the feed's own order; posts that it did not hold follow, newest first."""
    shown = pool.shown_at > 0
    last = int(pool.shown_at.max()) + 1
    return np.argsort(np.where(shown, pool.shown_at, last), kind="stable")


def newest_first(pool: Candidates) -> Order:
    """Return the posts by time of publication, the newest on top."""
    return np.arange(len(pool), dtype=np.intp)


def most_popular(pool: Candidates) -> Order:
    """Return the posts by their count of reactions at that time, the largest on top."""
    return np.argsort(-pool.reactions, kind="stable")


def page_quota(pool: Candidates, *, quota: int) -> Order:
    """Return the newest posts with at most ``quota`` of any page until all pages have theirs.

    Posts come in rounds. A round holds the next ``quota`` newest posts of each page, sorted by
    time. So no page has more than ``quota`` posts among the first ones as long as the first
    round lasts.

    Parameters
    ----------
    pool
        The posts.
    quota
        Posts of a page in each round, at least 1.
    """
    if quota < 1:
        raise ValueError(f"`quota` must be at least 1 post a page, not {quota}.")
    return np.argsort(_repeats(pool.page) // quota, kind="stable")


def orientation_balanced(pool: Candidates) -> Order:
    """Return one post of each orientation in turn, the newest of each, as long as there are any.

    Within a turn, posts are sorted by time. Orientations have equal numbers of posts among the
    first k whenever k is a multiple of their number and none has run out.
    """
    return np.argsort(_repeats(pool.orientation), kind="stable")


def _repeats(labels: NDArray[np.str_]) -> NDArray[np.intp]:
    """Return, for each place, how often its label stands before it."""
    before = np.zeros(labels.size, dtype=np.intp)
    for label in np.unique(labels):
        mask = labels == label
        before[mask] = np.arange(int(mask.sum()))
    return before


def recency(pool: Candidates, *, half_life_hours: float) -> FloatArray:
    """Return 1 for a post of this moment, and half as much for every half-life of its age."""
    if not half_life_hours > 0:
        raise ValueError(f"`half_life_hours` must be above 0, not {half_life_hours}.")
    share: FloatArray = np.power(2.0, -pool.age_hours / half_life_hours)
    return np.round(share, DECIMALS)


def popularity(pool: Candidates) -> FloatArray:
    """Return the logarithm of 1 + reactions, over that of the pool's largest count: in [0, 1]."""
    logs = np.log1p(pool.reactions)
    most = float(logs.max())
    return np.round(logs / most, DECIMALS) if most > 0 else np.zeros(len(pool))


def reader_weights(
    pool: Candidates,
    weights: ReaderWeights,
    *,
    half_life_hours: float,
    places: int | None = None,
) -> Order:
    """Return the order that a reader's weights give, chosen one place after another.

    Each place goes to the post with the largest weighted sum of four parts, each in [0, 1]:

    - recency: 1 now, half of it after each half-life;
    - popularity: the logarithm of 1 + reactions, over the largest one of the pool;
    - variety: 1 / (1 + posts of the same page above it);
    - balance: 1 minus the share of the posts above it that are of the same orientation.

    Parameters
    ----------
    pool, weights
        The posts, and how much each part counts; only the weights' proportions matter.
    half_life_hours
        Above 0.
    places
        How many places to fill so; the other posts follow newest first. All if None.
    """
    fresh = weights.recency * recency(pool, half_life_hours=half_life_hours)
    liked = weights.popularity * popularity(pool)
    fixed = fresh + liked
    _, page = np.unique(pool.page, return_inverse=True)
    _, side = np.unique(pool.orientation, return_inverse=True)
    of_page, of_side = (np.zeros(int(codes.max()) + 1) for codes in (page, side))
    left = np.ones(len(pool), dtype=bool)
    chosen: list[int] = []
    for filled in range(min(len(pool), len(pool) if places is None else places)):
        varied = weights.variety * (1 / (1 + of_page))
        balanced = weights.balance * (1 - of_side / max(filled, 1))
        score = fixed + varied[page] + balanced[side]
        best = int(np.argmax(np.where(left, score, -1.0)))
        chosen.append(best)
        left[best] = False
        of_page[page[best]] += 1
        of_side[side[best]] += 1
    return np.concatenate([np.array(chosen, dtype=np.intp), np.flatnonzero(left)])
