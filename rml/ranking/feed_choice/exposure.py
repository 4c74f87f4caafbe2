"""What the first places of a feed hold: by orientation and by page, how old, and how popular."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypedDict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.ranking.feed_choice.diversity import diversity_reranking
from rml.ranking.feed_choice.orderings import (
    Order,
    ReaderWeights,
    most_popular,
    newest_first,
    observed,
    orientation_balanced,
    page_quota,
    reader_weights,
)
from rml.ranking.feed_choice.pool import Candidates
from rml.stats.inequality import gini

OBSERVED: Final = "as observed"
NEWEST: Final = "newest first"
POPULAR: Final = "most reactions"
QUOTA: Final = "page quota"
BALANCED: Final = "orientations in turn"
DIVERSE: Final = "diversity re-ranking"
READER: Final = "reader's weights"
ORDERINGS: Final = (OBSERVED, NEWEST, POPULAR, QUOTA, BALANCED, DIVERSE, READER)
MEASURES: Final = ("overlap", "age_hours", "reactions", "liked", "gini", "from_equal")


_PLACE_COLUMNS: Final = (
    *("feed", "account", "ordering", "place", "post", "page", "orientation"),
    *("age_hours", "reactions", "liked", "kept"),
)


class Ways(TypedDict):
    """The numbers that orderings need, and how many places are to be filled by them."""

    quota: int
    relevance_weight: float
    of_orientation: float
    weights: ReaderWeights
    half_life_hours: float
    places: int


def all_orders(pool: Candidates, ways: Ways) -> dict[str, Order]:
    """Return every ordering of a pool by its name, in the order of `ORDERINGS`."""
    places = ways["places"]
    return {
        OBSERVED: observed(pool),
        NEWEST: newest_first(pool),
        POPULAR: most_popular(pool),
        QUOTA: page_quota(pool, quota=ways["quota"]),
        BALANCED: orientation_balanced(pool),
        DIVERSE: diversity_reranking(
            pool,
            relevance_weight=ways["relevance_weight"],
            of_orientation=ways["of_orientation"],
            places=places,
        ),
        READER: reader_weights(
            pool, ways["weights"], half_life_hours=ways["half_life_hours"], places=places
        ),
    }


def places_frame(
    pools: Sequence[Candidates], orders: Sequence[Mapping[str, Order]], *, top: int
) -> pd.DataFrame:
    """Return the posts in the first places of each feed under each ordering, one row a place.

    A feed of which fewer than ``top`` slots were captured counts with as many places as it had.

    Returns
    -------
    pandas.DataFrame
        feed, account, ordering, place (from 1), post, page, orientation, age_hours, reactions,
        liked (whether the account liked the page) and kept (whether the observed feed held the
        post in its first places).
    """
    columns: dict[str, list[NDArray[Any]]] = {name: [] for name in _PLACE_COLUMNS}
    for pool, by_name in zip(pools, orders, strict=True):
        places = min(top, pool.slots)
        for name, order in by_name.items():
            first = order[:places]
            shown_at = pool.shown_at[first]
            found = (
                np.full(places, pool.feed),
                np.full(places, pool.account),
                np.full(places, name),
                np.arange(1, places + 1),
                pool.post[first],
                pool.page[first],
                pool.orientation[first],
                pool.age_hours[first],
                pool.reactions[first],
                pool.orientation[first] == pool.account,
                (shown_at > 0) & (shown_at <= places),
            )
            for column, values in zip(columns.values(), found, strict=True):
                column.append(values)
    return pd.DataFrame({name: np.concatenate(parts) for name, parts in columns.items()})


def feed_measures(places: pd.DataFrame) -> pd.DataFrame:
    """Return what each feed's first places hold under each ordering, one row each.

    Returns
    -------
    pandas.DataFrame
        account, ordering, feed, overlap (share of places whose post the observed feed had in its
        first places), age_hours and reactions (medians over places), and liked (share of places
        with a page that the account liked).
    """
    grouped = places.groupby(["account", "ordering", "feed"], sort=False)
    return grouped.agg(
        overlap=("kept", "mean"),
        age_hours=("age_hours", "median"),
        reactions=("reactions", "median"),
        liked=("liked", "mean"),
    ).reset_index()


def orientation_shares(places: pd.DataFrame) -> pd.DataFrame:
    """Return each orientation's share of the places, one row an account and ordering.

    Returns
    -------
    pandas.DataFrame
        Indexed by account and ordering, one column an orientation.
    """
    counts = _counted(places, "orientation", ORIENTATIONS)
    return counts.div(counts.sum(axis=1), axis=0)


def page_slots(places: pd.DataFrame, pages: Sequence[str]) -> pd.DataFrame:
    """Return how many places each page has, indexed by account and ordering, one column a page."""
    return _counted(places, "page", pages)


def _counted(places: pd.DataFrame, column: str, names: Sequence[str]) -> pd.DataFrame:
    counts = places.pivot_table(
        index=["account", "ordering"], columns=column, values="place", aggfunc="count"
    )
    return counts.reindex(columns=list(names)).fillna(0.0)


def account_measures(places: pd.DataFrame, pages: Sequence[str]) -> pd.DataFrame:
    """Return what every account was shown under every ordering, one row each.

    Parameters
    ----------
    places
        As `places_frame` returns them.
    pages
        All pages that the accounts follow, also those without a place.

    Returns
    -------
    pandas.DataFrame
        Indexed by account and ordering, in the order of `ACCOUNTS` and `ORDERINGS`: overlap,
        age_hours, reactions and liked (means over feeds), gini (of pages' places over all feeds
        of the account) and from_equal (share of places that would have to go to another
        orientation for all to have equally many).
    """
    keys = ["account", "ordering"]
    measures = feed_measures(places).drop(columns="feed").groupby(keys).mean()
    slots = page_slots(places, pages)
    measures["gini"] = [gini(row) for row in slots.to_numpy()]
    shares = orientation_shares(places)
    measures["from_equal"] = (shares - 1 / len(ORIENTATIONS)).abs().sum(axis=1) / 2
    there = [(one, name) for one in ACCOUNTS for name in ORDERINGS if (one, name) in measures.index]
    return measures.loc[there]
