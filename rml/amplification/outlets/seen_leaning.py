"""The leaning of what feeds showed in a quarter, and how far it hangs on choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypedDict

import numpy as np
import pandas as pd

from rml.amplification.outlets.exposure import (
    ClassShare,
    class_names,
    class_share,
    impressions_of,
    joined,
)
from rml.amplification.outlets.leaning import UNIT
from rml.amplification.outlets.mean_leaning import mean_leaning
from rml.amplification.outlets.placed_outlets import (
    CONGRESS,
    PlacedOutlets,
    link_table,
    place_outlets,
    rank_agreement,
)
from rml.data.politician_news_shares import NewsShares
from rml.estimate import Estimate

SHARE: Final = "proportion"
SURE: Final = "only outlets that have an interval"


class Drawn(TypedDict):
    """The settings of a bootstrap."""

    level: float
    resamples: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLeaning:
    """What is known of the leaning of one quarter's impressions.

    Parameters
    ----------
    mean
        Mean leaning of the impressions of placed outlets, without a sampling interval: the
        impressions are a census, and the politicians nearly all there were.
    redrawn
        The same mean with its range when politicians are redrawn within their party, as if
        they were a sample: a sensitivity analysis.
    left, right
        Share of these impressions in the classes left and right of the middle one.
    classes
        The same for each class, from left to right.
    open_share
        Share of these impressions that is of outlets without an interval.
    covered
        Share of the list's impressions that is of placed outlets; a census, no interval.
    outlets
        How many placed outlets the feeds showed.
    """

    mean: Estimate
    redrawn: Estimate
    left: ClassShare
    right: ClassShare
    classes: tuple[ClassShare, ...]
    open_share: float
    covered: Estimate
    outlets: int


def seen_leaning(
    placed: PlacedOutlets,
    joined_rows: pd.DataFrame,
    *,
    quarter: str,
    edges: Sequence[float],
    level: float,
    resamples: int,
    seed: int,
) -> SeenLeaning:
    """Return the leaning of what feeds showed in ``quarter``.

    Parameters
    ----------
    placed
        Outlets with their leanings.
    joined_rows
        As from ``rml.amplification.outlets.exposure.joined``.
    quarter, edges
        The quarter, and the borders between classes.
    level, resamples, seed
        Of the range of the mean over politicians; impressions are held fixed.
    """
    impressions = impressions_of(joined_rows, placed.outlets, quarter=quarter)
    impressions[np.isnan(placed.leanings)] = 0
    listed = joined_rows[joined_rows["quarter"] == quarter]

    def share(classes: range) -> ClassShare:
        return class_share(
            placed.leanings, placed.intervals, impressions, edges=edges, classes=classes
        )

    middle = len(edges) // 2
    redrawn = mean_leaning(
        placed.weights,
        placed.republican,
        impressions,
        placed.positions,
        rng=np.random.default_rng(seed),
        resamples=resamples,
        level=level,
    )
    return SeenLeaning(
        mean=census(redrawn.value, n=redrawn.n, unit=UNIT),
        redrawn=redrawn,
        left=share(range(middle)),
        right=share(range(middle + 1, len(edges) + 1)),
        classes=tuple(share(range(one, one + 1)) for one in range(len(edges) + 1)),
        open_share=float(impressions[np.isnan(placed.intervals[0])].sum() / impressions.sum()),
        covered=census(
            float(impressions.sum() / listed["impressions"].sum()), n=f"{len(listed):,} domains"
        ),
        outlets=int(np.count_nonzero(impressions)),
    )


def with_intervals(placed: PlacedOutlets) -> PlacedOutlets:
    """Return ``placed`` with leanings only of the outlets that have an interval."""
    known = ~np.isnan(placed.intervals[0])
    return replace(placed, leanings=np.where(known, placed.leanings, np.nan))


def census(value: float, *, n: str, unit: str = SHARE) -> Estimate:
    """Return what was counted in a truncated list, without a sampling interval."""
    return Estimate(
        value=value,
        low=None,
        high=None,
        level=None,
        n=n,
        unit=unit,
        method="count in a truncated list of one panel; no sampling interval",
    )


def distribution_frame(found: Mapping[str, SeenLeaning], *, edges: Sequence[float]) -> pd.DataFrame:
    """Return the share of every class, one row a quarter and class, with its range."""
    rows = [
        {
            "quarter": quarter,
            "leaning": name,
            "share": one.share,
            "least": one.least,
            "most": one.most,
        }
        for quarter, seen in found.items()
        for name, one in zip(class_names(edges), seen.classes, strict=True)
    ]
    return pd.DataFrame(rows)


def sensitivity(
    shares: NewsShares,
    impressions: pd.DataFrame,
    primary: PlacedOutlets,
    *,
    quarters: Sequence[str],
    edges: Sequence[float],
    least_politicians: int,
    level: float,
    resamples: int,
    seed: int,
) -> pd.DataFrame:
    """Return the results under other choices, one row a choice and quarter.

    Parameters
    ----------
    shares, impressions
        As loaded.
    primary
        The outlets placed by the primary measure, for the rank correlation.
    quarters, edges, least_politicians, level, resamples, seed
        As in the parameter file.

    Returns
    -------
    pandas.DataFrame
        ``choice``, ``quarter``, ``outlets`` (seen and placed), ``covered`` (share of the
        list), ``mean`` with ``redrawn_low`` and ``redrawn_high`` (its range when politicians
        are redrawn within their party; points of leaning), ``left`` and ``right`` (shares),
        and ``correlation`` (Spearman's, with the primary measure over outlets).
    """
    everyone, congress = link_table(shares), link_table(shares, roles=CONGRESS)
    heavy = shares.links.groupby("politician")["links"].sum().nlargest(10).index
    light = NewsShares(
        politicians=shares.politicians[~shares.politicians["politician"].isin(heavy)],
        links=shares.links[~shares.links["politician"].isin(heavy)],
    )
    drawn: Drawn = {"level": level, "resamples": resamples, "seed": seed}
    few = least_politicians
    choices = {
        "primary: every link alike": primary,
        "every politician alike": place_outlets(
            everyone, "politicians", least_politicians=few, **drawn
        ),
        "DW-NOMINATE of who links, Congress": place_outlets(
            everyone, "nominate", least_politicians=few, **drawn
        ),
        "every link alike, Congress only": place_outlets(
            congress, "links", least_politicians=few, **drawn
        ),
        "without the ten accounts with most links": place_outlets(
            link_table(light), "links", least_politicians=few, **drawn
        ),
        "one link of each party added to every outlet": place_outlets(
            everyone, "links", added_links=1.0, least_politicians=few, **drawn
        ),
        "outlets linked by one politician or more": place_outlets(
            everyone, "links", least_politicians=1, **drawn
        ),
        "outlets linked by three times as many": place_outlets(
            everyone, "links", least_politicians=3 * few, **drawn
        ),
        SURE: with_intervals(primary),
        "primary, with subdomains and renamed outlets": primary,
    }
    rows = []
    for choice, placed in choices.items():
        wider = "subdomains" in choice
        table = joined(impressions, placed.outlets, wider=wider)
        for quarter in quarters:
            found = seen_leaning(placed, table, quarter=quarter, edges=edges, **drawn)
            rows.append(
                {
                    "choice": choice,
                    "quarter": quarter,
                    "outlets": found.outlets,
                    "covered": found.covered.value,
                    "mean": found.mean.value,
                    "redrawn_low": found.redrawn.low,
                    "redrawn_high": found.redrawn.high,
                    "left": found.left.share,
                    "right": found.right.share,
                    "correlation": rank_agreement(primary, placed).value,
                }
            )
    return pd.DataFrame(rows)
