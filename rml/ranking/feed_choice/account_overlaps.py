"""Each account's overlap with its own observed feeds.

Feeds of an account are an hour apart and alike, so the interval over them allows for that.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.estimate import Estimate
from rml.ranking.feed_choice.comparison import cut_to_share, vary
from rml.ranking.feed_choice.exposure import OBSERVED, ORDERINGS, feed_measures
from rml.stats.arguments import FloatArray
from rml.stats.series import hac_mean

FEWEST_FEEDS: Final = 10


def account_overlaps(places: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Return each account's overlap of each ordering with the observed feed, over its own feeds.

    The interval allows for the likeness of feeds that follow each other, and speaks of this
    account's feeds alone. An account with fewer than ten feeds, or with equal values, has none.

    Returns
    -------
    pandas.DataFrame
        ordering, account, feeds, places (in the mean feed), overlap, low, high.
    """
    measures = feed_measures(places)
    size = places[places["ordering"] == OBSERVED].groupby("feed").size()
    rows = []
    for ordering in ORDERINGS[1:]:
        for account in ACCOUNTS:
            mine = (measures["ordering"] == ordering) & (measures["account"] == account)
            of = measures[mine].sort_values("feed")
            if of.empty:
                continue
            found = _over_feeds(of["overlap"].to_numpy(dtype=np.float64), level=level)
            rows.append(
                {
                    "ordering": ordering,
                    "account": account,
                    "feeds": len(of),
                    "places": float(size.loc[of["feed"]].mean()),
                    "overlap": found.value,
                    "low": found.low,
                    "high": found.high,
                }
            )
    return pd.DataFrame(rows).astype({"low": "float64", "high": "float64"})


def _over_feeds(values: FloatArray, *, level: float) -> Estimate:
    if values.size >= FEWEST_FEEDS and vary(values):
        return cut_to_share(hac_mean(values, level=level, unit="proportion", of="feeds"))
    return Estimate(
        value=float(values.mean()),
        low=None,
        high=None,
        level=None,
        n=f"{values.size} feeds",
        unit="proportion",
        method="mean over feeds that are too few, or all alike, for an interval",
    )
