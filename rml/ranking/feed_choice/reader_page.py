"""The sample feed that readers re-order on the page: which one, and what the page needs of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from rml.ranking.feed_choice.orderings import (
    ReaderWeights,
    popularity,
    reader_weights,
    recency,
)
from rml.ranking.feed_choice.pool import Candidates


def sample_pool(pools: Sequence[Candidates], *, account: str, least_slots: int) -> Candidates:
    """Return the pool of the middle feed, in time, among an account's feeds that are long enough.

    Raises
    ------
    ValueError
        If the account has no feed of so many captured slots.
    """
    long = [pool for pool in pools if pool.account == account and pool.slots >= least_slots]
    if not long:
        raise ValueError(
            f"No feed of the account {account} has {least_slots} captured slots; ask for fewer "
            "places, or choose another account."
        )
    return long[len(long) // 2]


def reader_posts(pool: Candidates, *, half_life_hours: float) -> pd.DataFrame:
    """Return the posts of a pool as ``rml.report.explorer.feed_explorer`` needs them.

    Returns
    -------
    pandas.DataFrame
        One row a post, newest first: page, group (the page's orientation), type, age and
        age_hours (the same, to show and to reckon with), reactions, place_in_observed_feed
        (missing if it was not there), recency, popularity and observed_place (0 then).
        Posts have no other name than their page's.
    """
    return pd.DataFrame(
        {
            "page": pool.page,
            "group": pool.orientation,
            "type": pool.kind,
            "age": pool.age_hours,
            "age_hours": pool.age_hours,
            "reactions": pool.reactions.astype(np.int64),
            "place_in_observed_feed": np.where(pool.shown_at > 0, pool.shown_at, np.nan),
            "recency": recency(pool, half_life_hours=half_life_hours),
            "popularity": popularity(pool),
            "observed_place": pool.shown_at,
        }
    )


def reader_order(
    pool: Candidates, weights: ReaderWeights, *, half_life_hours: float, places: int
) -> list[int]:
    """Return the order of `reader_posts` at some weights, as a list of its rows."""
    order = reader_weights(pool, weights, half_life_hours=half_life_hours, places=places)
    return [int(place) for place in order]
