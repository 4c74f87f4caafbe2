"""All orderings of all feeds under a rule for the pool, and under the other rule beside it.

A post that is missing from a pool could only take a place of newest first from a post that is
there: the observed feed did not hold it. So the overlap of newest first in a pool is an upper
bound on that among all posts that there were, and the larger of two pools gives the closer one.
This is logic and holds feed by feed. For orderings that look at a page's other posts, or at an
orientation's, it does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from rml.amplification.ranked_feed.parameters import Pool
from rml.data.fb_feed_audit import FeedAudit
from rml.ranking.feed_choice.comparison import orderings_table
from rml.ranking.feed_choice.exposure import Ways, account_measures, all_orders, places_frame
from rml.ranking.feed_choice.pool import Candidates, feed_pools

POOL_WORDS: Final[dict[Pool, str]] = {
    "ever": "shown at any time",
    "by_then": "shown by then",
}
OTHER: Final[dict[Pool, Pool]] = {"ever": "by_then", "by_then": "ever"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """All feeds in all orders under one rule for the pool.

    Parameters
    ----------
    words
        The rule in words that say of which posts the pools are.
    pools
        One for each feed that counts.
    places, measures
        As ``rml.ranking.feed_choice.exposure`` makes them.
    """

    words: str
    pools: list[Candidates]
    places: pd.DataFrame
    measures: pd.DataFrame


def compared(
    audit: FeedAudit,
    *,
    pool: Pool,
    burn_in_hours: int,
    window_hours: int,
    ways: Ways,
    top: int,
) -> Compared:
    """Return all feeds in all orders, with what the first ``top`` places hold.

    Parameters are those of ``rml.ranking.feed_choice.pool.feed_pools`` and of
    ``rml.ranking.feed_choice.exposure.places_frame``.
    """
    pools = feed_pools(
        audit.impressions,
        audit.posts,
        pool=pool,
        burn_in_hours=burn_in_hours,
        window_hours=window_hours,
    )
    places = places_frame(pools, [all_orders(one, ways) for one in pools], top=top)
    measures = account_measures(places, list(audit.pages["page"]))
    return Compared(words=POOL_WORDS[pool], pools=pools, places=places, measures=measures)


def mean_pool(one: Compared) -> float:
    """Return how many posts the mean pool holds."""
    return sum(map(len, one.pools)) / len(one.pools)


def mean_slots(one: Compared) -> float:
    """Return how many first places the mean feed has, of those that count."""
    return len(one.places) / len(one.pools) / one.places["ordering"].nunique()


def pools_table(*both: Compared, level: float) -> pd.DataFrame:
    """Return the table of orderings under each rule: ``pool`` in words, and ``age`` in hours."""
    tables = []
    for one in both:
        table = orderings_table(one.measures, level=level)
        table.insert(0, "pool", one.words)
        tables.append(table.rename(columns={"age_hours": "age"}))
    return pd.concat(tables, ignore_index=True)
