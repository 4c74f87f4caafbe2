"""How overlaps with the observed feed hang on pool, window and length, and on orders' numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from rml.amplification.ranked_feed.parameters import Pool
from rml.data.fb_feed_audit import FeedAudit
from rml.ranking.feed_choice.comparison import (
    chance_overlap,
    level_of,
    overlap_with_observed,
)
from rml.ranking.feed_choice.diversity import diversity_reranking
from rml.ranking.feed_choice.exposure import (
    DIVERSE,
    QUOTA,
    READER,
    Ways,
    account_measures,
    places_frame,
)
from rml.ranking.feed_choice.orderings import (
    Order,
    most_popular,
    newest_first,
    page_quota,
    reader_weights,
)
from rml.ranking.feed_choice.pool import Candidates, feed_pools
from rml.ranking.feed_choice.two_pools import Compared


def sensitivity(
    audit: FeedAudit,
    main: Compared,
    other: Compared,
    *,
    pool: Pool,
    burn_in_hours: int,
    windows: Sequence[int],
    top: int,
    more: int,
    long_feed_slots: int,
    level: float,
) -> pd.DataFrame:
    """Return the overlaps under other choices, one changed at a time.

    Parameters
    ----------
    audit
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns it.
    main, other
        The report's comparison, and that under the other rule for the pool.
    pool, burn_in_hours
        The report's rules, see ``rml.ranking.feed_choice.pool.feed_pools``, with which other
        windows are combined.
    windows, top, more, long_feed_slots
        Other windows; how many places, and how many more; and the length of long feeds.
    level
        Nominal coverage.

    Returns
    -------
    pandas.DataFrame
        choice, newest with low and high, popular, chance, feeds and pool (mean posts).
    """

    def row(choice: str, some: Sequence[Candidates], places: int) -> dict[str, object]:
        newest = overlap_with_observed(some, newest_first, top=places, level=level)
        popular = overlap_with_observed(some, most_popular, top=places, level=level)
        return {
            "choice": choice,
            "newest": newest.value,
            "low": newest.low,
            "high": newest.high,
            "popular": popular.value,
            "chance": chance_overlap(some, top=places),
            "feeds": len(some),
            "pool": float(np.mean([len(one) for one in some])),
        }

    def within(hours: int) -> list[Candidates]:
        feeds = (audit.impressions, audit.posts)
        return feed_pools(*feeds, pool=pool, burn_in_hours=burn_in_hours, window_hours=hours)

    rows = [row("as above", main.pools, top), row(f"first {more} places", main.pools, more)]
    rows.append(
        row(f"feeds of {long_feed_slots} slots or more", _long(main.pools, long_feed_slots), top)
    )
    rows.append(row(f"posts {other.words}", other.pools, top))
    rows += [row(f"window of {hours} hours", within(hours), top) for hours in windows]
    return pd.DataFrame(rows).astype({"low": "float64", "high": "float64"})


def _long(pools: Sequence[Candidates], slots: int) -> list[Candidates]:
    return [one for one in pools if one.slots >= slots]


def other_numbers(
    main: Compared,
    pages: pd.DataFrame,
    *,
    ways: Ways,
    quotas: Sequence[int],
    relevance_weights: Sequence[float],
    likenesses: Sequence[float],
    half_lives: Sequence[float],
    top: int,
    level: float,
) -> pd.DataFrame:
    """Return what orders hold under other numbers of their own, one changed at a time.

    Parameters
    ----------
    main, pages, ways
        The report's comparison, its pages and its numbers.
    quotas, relevance_weights, likenesses, half_lives
        Other numbers; the report's own are added to each.
    top, level
        As for the comparison.

    Returns
    -------
    pandas.DataFrame
        ordering, number (what it is), value, as_above (whether it is the report's own), overlap
        with low and high, and liked, gini and from_equal (means over accounts).
    """
    names = [str(page) for page in pages["page"]]

    def row(
        name: str, number: str, value: float, own: float, ordering: Callable[[Candidates], Order]
    ) -> dict[str, object]:
        orders = [{name: ordering(one)} for one in main.pools]
        measures = account_measures(places_frame(main.pools, orders, top=top), names)
        overlap = level_of(measures, "overlap", name, level=level)
        others = ("liked", "gini", "from_equal")
        return {
            "ordering": name,
            "number": number,
            "value": float(value),
            "as_above": value == own,
            "overlap": overlap.value,
            "low": overlap.low,
            "high": overlap.high,
            **{one: level_of(measures, one, name, level=level).value for one in others},
        }

    def diverse(weight: float, likeness: float) -> Callable[[Candidates], Order]:
        return lambda one: diversity_reranking(
            one, relevance_weight=weight, of_orientation=likeness, places=top
        )

    def reader(half_life: float) -> Callable[[Candidates], Order]:
        return lambda one: reader_weights(
            one, ways["weights"], half_life_hours=half_life, places=top
        )

    def quota(posts: int) -> Callable[[Candidates], Order]:
        return lambda one: page_quota(one, quota=posts)

    own, alike, half = ways["relevance_weight"], ways["of_orientation"], ways["half_life_hours"]
    rows = [
        row(QUOTA, "quota", one, ways["quota"], quota(one))
        for one in sorted({ways["quota"], *quotas})
    ]
    rows += [
        row(DIVERSE, "weight of relevance", one, own, diverse(one, alike))
        for one in sorted({own, *relevance_weights})
    ]
    rows += [
        row(DIVERSE, "likeness of orientations", one, alike, diverse(own, one))
        for one in sorted({alike, *likenesses})
    ]
    rows += [
        row(READER, "half-life (hours)", one, half, reader(one))
        for one in sorted({half, *half_lives})
    ]
    return pd.DataFrame(rows).astype({"low": "float64", "high": "float64"})
