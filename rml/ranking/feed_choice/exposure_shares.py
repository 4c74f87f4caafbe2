"""Whose posts fill the first places: shares of orientations and of pages, mean over accounts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rml.ranking.feed_choice.comparison import over_accounts
from rml.ranking.feed_choice.exposure import ORDERINGS, orientation_shares, page_slots


def shares_table(places: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Return each orientation's share of places under each ordering, mean over accounts.

    Returns
    -------
    pandas.DataFrame
        ordering, orientation, share, low and high (t over accounts; missing if all are equal).
    """
    return _mean_shares(orientation_shares(places), "orientation", level=level)


def _mean_shares(shares: pd.DataFrame, what: str, *, level: float) -> pd.DataFrame:
    rows = []
    for ordering in ORDERINGS:
        of = shares.xs(ordering, level="ordering")
        for name in of.columns:
            values = of[name].to_numpy(dtype=np.float64)
            mean = over_accounts(values, level=level, unit="proportion", of="accounts")
            rows.append(
                {
                    "ordering": ordering,
                    what: str(name),
                    "share": mean.value,
                    "low": mean.low,
                    "high": mean.high,
                }
            )
    return pd.DataFrame(rows).astype({"low": "float64", "high": "float64"})


def page_shares(places: pd.DataFrame, pages: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Return each page's share of places under each ordering, mean over accounts.

    Parameters
    ----------
    places
        As ``rml.ranking.feed_choice.exposure.places_frame`` returns them.
    pages
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them.
    level
        Nominal coverage.

    Returns
    -------
    pandas.DataFrame
        page, ordering, share, low and high (t over accounts; missing if all are equal).
    """
    names = [str(page) for page in pages["page"]]
    slots = page_slots(places, names)
    return _mean_shares(slots.div(slots.sum(axis=1), axis=0), "page", level=level).sort_values(
        "page", key=lambda column: column.map(names.index), kind="stable", ignore_index=True
    )[["page", "ordering", "share", "low", "high"]]
