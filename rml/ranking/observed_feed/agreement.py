"""How far a score agrees with the order in which feeds were captured."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from rml.estimate import Estimate
from rml.ranking.observed_feed.feeds import Feeds
from rml.stats.intervals import t_interval

FloatArray = NDArray[np.float64]

CUTOFF: Final = 10
MEASURES: Final = ("accuracy", "tau", "ndcg")


def pairwise_accuracy(scores: ArrayLike) -> float:
    """Return the share of pairs that scores put in the captured order.

    Parameters
    ----------
    scores
        Of one feed's posts from the top down, shape (n,), n >= 2. A pair with equal scores
        counts as half.

    Raises
    ------
    ValueError
        If there are fewer than two scores, or one is missing.

    Examples
    --------
    >>> pairwise_accuracy([3.0, 1.0, 2.0])  # one of three pairs is the wrong way round
    0.6666666666666666
    """
    given = _checked(scores)
    upper, lower = np.triu_indices(given.size, k=1)
    above = given[upper] - given[lower]
    return float(np.mean((above > 0) + 0.5 * (above == 0)))


def kendall_tau(scores: ArrayLike) -> float:
    """Return Kendall's tau (tau-a) of scores and captured order: 1 the same, 0 none, -1 reversed.

    As no two posts share a place, this is twice the pairwise accuracy less one.

    References
    ----------
    Kendall (1938), doi:10.2307/2332226.
    """
    return 2 * pairwise_accuracy(scores) - 1


def ndcg(scores: ArrayLike, *, cutoff: int = CUTOFF) -> float:
    """Return the normalised discounted cumulative gain of the order that scores give.

    A post's gain falls evenly from 1 in the captured top place to 0 in the last one; places
    down to ``cutoff`` are discounted by the logarithm of the place plus one. Posts with equal
    scores share their places' discounts.

    Parameters
    ----------
    scores
        Of one feed's posts from the top down, shape (n,), n >= 2.
    cutoff
        How many places count, at least 1.

    References
    ----------
    Järvelin and Kekäläinen (2002), doi:10.1145/582415.582418. Ties: McSherry and Najork
    (2008), doi:10.1007/978-3-540-78646-7_38.
    """
    given = _checked(scores)
    if cutoff < 1:
        raise ValueError(f"cutoff must be at least 1, not {cutoff}.")
    place = np.arange(given.size)
    gain = 1 - place / (given.size - 1)
    discount = np.where(place < cutoff, 1 / np.log2(place + 2), 0.0)
    _, tied = np.unique(-given, return_inverse=True)
    size = np.bincount(tied)
    ends = np.cumsum(size)
    summed = np.concatenate([[0.0], np.cumsum(discount)])
    shared = (summed[ends] - summed[ends - size]) / size
    return float((gain * shared[tied]).sum() / (gain * discount).sum())


def agreement(feeds: Feeds, scores: ArrayLike, *, part: ArrayLike | None = None) -> pd.DataFrame:
    """Return how far scores agree with each feed's order, one row for each feed and part.

    Parameters
    ----------
    feeds
        The captured feeds.
    scores
        One for each post, shape (posts,); the higher, the further up.
    part
        Names of the parts of feeds that are judged by themselves, shape (posts,): where pages
        are held out, posts of the same held-out pages. By default a feed is one part.

    Returns
    -------
    pandas.DataFrame
        feed, part, account, day, posts, accuracy, tau, ndcg. Parts of one post are left out.
    """
    given = np.asarray(scores, dtype=np.float64)
    if given.shape != (len(feeds.posts),):
        raise ValueError(f"{given.shape} scores were given for {len(feeds.posts)} posts.")
    named = np.full(given.size, "all") if part is None else np.asarray(part)
    parts, code = np.unique(named, return_inverse=True)
    feed = feeds.posts["feed"].to_numpy()
    # A stable sort: within a feed and part, posts keep their order from the top down.
    order = np.lexsort([code, feed])
    edges = np.flatnonzero(np.diff(feed[order]) | np.diff(code[order])) + 1
    judged = [rows for rows in np.split(order, edges) if rows.size >= 2]
    accuracy = np.array([pairwise_accuracy(given[rows]) for rows in judged])
    first = feeds.posts.iloc[[rows[0] for rows in judged]]
    return pd.DataFrame(
        {
            "feed": first["feed"].to_numpy(),
            "part": parts[code[[rows[0] for rows in judged]]],
            "account": first["account"].to_numpy(),
            "day": first["day"].to_numpy(),
            "posts": [rows.size for rows in judged],
            "accuracy": accuracy,
            "tau": 2 * accuracy - 1,
            "ndcg": [ndcg(given[rows]) for rows in judged],
        }
    )


def by_unit(agreed: pd.DataFrame, unit: str, *, measure: str = "accuracy") -> pd.Series[float]:
    """Return the mean over feeds of each unit ("account", "day", "part"), every feed alike.

    Where ``unit`` is not the account, accounts count alike within it.
    """
    if unit == "account":
        return agreed.groupby("account")[measure].mean()
    return agreed.groupby([unit, "account"])[measure].mean().groupby(unit).mean()


def mean_over_accounts(
    agreed: pd.DataFrame, *, measure: str = "accuracy", level: float, unit: str
) -> Estimate:
    """Return a measure's mean over accounts, each the mean of its feeds, with a t interval."""
    return t_interval(
        by_unit(agreed, "account", measure=measure), level=level, unit=unit, of="accounts"
    )


def account_differences(
    agreed: pd.DataFrame, other: pd.DataFrame, *, measure: str = "accuracy"
) -> pd.Series[float]:
    """Return each account's measure by the first scores less that by the other ones."""
    return by_unit(agreed, "account", measure=measure) - by_unit(other, "account", measure=measure)


def _checked(scores: ArrayLike) -> FloatArray:
    given = np.asarray(scores, dtype=np.float64)
    if given.ndim != 1 or given.size < 2:
        raise ValueError(f"An order needs at least two posts, not scores of shape {given.shape}.")
    if not np.isfinite(given).all():
        raise ValueError(f"{int((~np.isfinite(given)).sum())} of {given.size} scores are missing.")
    return given
