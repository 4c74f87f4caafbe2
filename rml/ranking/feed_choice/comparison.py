"""Orderings against each other and against the observed feed, with intervals over accounts.

An account is the unit: six of them, so there is a t interval and an exact sign-flip test, and
no bootstrap. Feeds of an account are an hour apart and alike, so an account's own value has an
interval that allows for that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypedDict

import numpy as np
import pandas as pd

from rml.data.fb_feed_audit_schema import ACCOUNTS, UNTRAINED
from rml.estimate import Estimate, HypothesisTest
from rml.ranking.feed_choice.exposure import (
    MEASURES,
    OBSERVED,
    ORDERINGS,
    feed_measures,
    orientation_shares,
    page_slots,
    places_frame,
)
from rml.ranking.feed_choice.orderings import Order
from rml.ranking.feed_choice.pool import Candidates
from rml.stats.arguments import FloatArray
from rml.stats.intervals import t_interval
from rml.stats.permutation import sign_flip_test
from rml.stats.series import hac_mean

FEWEST_FEEDS: Final = 10
UNITS: Final = {
    "overlap": "proportion",
    "age_hours": "hours",
    "reactions": "reactions",
    "liked": "proportion",
    "gini": "Gini coefficient",
    "from_equal": "proportion",
}


def over_accounts(values: FloatArray, *, level: float, unit: str, of: str) -> Estimate:
    """Return the mean over accounts with a t interval; without one if all values are equal."""
    if values.size > 1 and np.ptp(values) > 0:
        return t_interval(values, level=level, unit=unit, of=of)
    return Estimate(
        value=float(values.mean()),
        low=None,
        high=None,
        level=None,
        n=f"{values.size} {of}",
        unit=unit,
        method=f"mean over {of}; all have the same value, so that it carries no interval",
    )


def _values(measures: pd.DataFrame, measure: str, ordering: str, *, trained: bool) -> FloatArray:
    rows = measures[measure].xs(ordering, level="ordering")
    if trained:
        rows = rows.drop(UNTRAINED, errors="ignore")
    return rows.to_numpy(dtype=np.float64)


def level_of(measures: pd.DataFrame, measure: str, ordering: str, *, level: float) -> Estimate:
    """Return the mean over accounts of a measure under an ordering.

    Parameters
    ----------
    measures
        As ``rml.ranking.feed_choice.exposure.account_measures`` returns them.
    measure, ordering
        One of `MEASURES` and one of `ORDERINGS`. The share of liked pages is a mean over
        trained accounts, since the untrained one liked none.
    """
    trained = measure == "liked"
    values = _values(measures, measure, ordering, trained=trained)
    of = "trained accounts" if trained else "accounts"
    return over_accounts(values, level=level, unit=UNITS[measure], of=of)


def change_of(
    measures: pd.DataFrame, measure: str, ordering: str, *, level: float
) -> tuple[Estimate, HypothesisTest]:
    """Return the mean change of a measure against the observed feed, and its sign-flip test.

    Shares change by percentage points.
    """
    values = _changes(measures, measure, ordering)
    of = "trained accounts" if measure == "liked" else "accounts"
    unit = "percentage points" if UNITS[measure] == "proportion" else UNITS[measure]
    return over_accounts(values, level=level, unit=unit, of=of), sign_flip_test(values, of=of)


class ChangeValues(TypedDict):
    """What is said with a change: its test, and the two means between which it lies."""

    test: HypothesisTest
    observed: float
    after: float


def change_with_values(
    measures: pd.DataFrame, measure: str, ordering: str, *, level: float
) -> tuple[Estimate, ChangeValues]:
    """Return the mean change of a measure, and what a finding says with it."""
    change, test = change_of(measures, measure, ordering, level=level)
    observed, after = (
        level_of(measures, measure, one, level=level).value for one in (OBSERVED, ordering)
    )
    return change, ChangeValues(test=test, observed=observed, after=after)


def _changes(measures: pd.DataFrame, measure: str, ordering: str) -> FloatArray:
    trained = measure == "liked"
    changed, before = (
        _values(measures, measure, one, trained=trained) for one in (ordering, OBSERVED)
    )
    return (changed - before) * (100.0 if UNITS[measure] == "proportion" else 1.0)


def orderings_table(measures: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Return one row an ordering: each measure's mean over accounts, and the overlap's interval.

    Returns
    -------
    pandas.DataFrame
        ordering, overlap with low and high, and the other `MEASURES`.
    """
    rows = []
    for ordering in ORDERINGS:
        means = {one: level_of(measures, one, ordering, level=level) for one in MEASURES}
        ends = {"low": means["overlap"].low, "high": means["overlap"].high}
        values = {name: estimate.value for name, estimate in means.items()}
        rows.append({"ordering": ordering, "overlap": values.pop("overlap"), **ends, **values})
    return pd.DataFrame(rows).astype({"low": "float64", "high": "float64"})


def lost_table(measures: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Return what each ordering changes against the observed feed, with intervals and tests.

    Returns
    -------
    pandas.DataFrame
        ordering, measure, change, low and high (t over accounts; shares in percentage
        points), accounts_up (in how many accounts it rose), p_value and smallest_p (of the
        sign-flip test).
    """
    rows = []
    for ordering in ORDERINGS[1:]:
        for measure in MEASURES[1:]:
            change, test = change_of(measures, measure, ordering, level=level)
            rows.append(
                {
                    "ordering": ordering,
                    "measure": measure,
                    "change": change.value,
                    "low": change.low,
                    "high": change.high,
                    "accounts_up": int((_changes(measures, measure, ordering) > 0).sum()),
                    "p_value": test.p_value,
                    "smallest_p": test.smallest_p,
                }
            )
    return pd.DataFrame(rows).astype({"low": "float64", "high": "float64"})


def shares_table(places: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Return each orientation's share of places under each ordering, mean over accounts.

    Returns
    -------
    pandas.DataFrame
        ordering, orientation, share, low and high (t over accounts; missing if all are equal).
    """
    shares = orientation_shares(places)
    rows = []
    for ordering in ORDERINGS:
        of = shares.xs(ordering, level="ordering")
        for orientation in of.columns:
            values = of[orientation].to_numpy(dtype=np.float64)
            mean = over_accounts(values, level=level, unit="proportion", of="accounts")
            rows.append(
                {
                    "ordering": ordering,
                    "orientation": str(orientation),
                    "share": mean.value,
                    "low": mean.low,
                    "high": mean.high,
                }
            )
    return pd.DataFrame(rows).astype({"low": "float64", "high": "float64"})


def pages_table(places: pd.DataFrame, pages: pd.DataFrame) -> pd.DataFrame:
    """Return each page's share of places under each ordering, mean over accounts, one row a page.

    Parameters
    ----------
    places
        As ``rml.ranking.feed_choice.exposure.places_frame`` returns them.
    pages
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them.
    """
    slots = page_slots(places, list(pages["page"]))
    shares = slots.div(slots.sum(axis=1), axis=0).groupby(level="ordering").mean()
    table = shares.T[list(ORDERINGS)].rename_axis("page").reset_index()
    table.columns.name = None
    return table.rename(columns=column_of)


def column_of(ordering: str) -> str:
    """Return the column's name for an ordering."""
    return ordering.replace("'s", "").replace("-", "_").replace(" ", "_")


def accounts_table(places: pd.DataFrame, ordering: str, *, level: float) -> pd.DataFrame:
    """Return each account's overlap of an ordering with the observed feed, over its own feeds.

    The interval allows for the likeness of feeds that follow each other, and speaks of this
    account's feeds alone. An account with fewer than ten feeds, or with equal values, has none.

    Returns
    -------
    pandas.DataFrame
        account, feeds, places (in the mean feed), overlap, low, high.
    """
    measures = feed_measures(places)
    mine = measures[measures["ordering"] == ordering]
    size = places[places["ordering"] == ordering].groupby("feed").size()
    rows = []
    for account in ACCOUNTS:
        of = mine[mine["account"] == account].sort_values("feed")
        if of.empty:
            continue
        values = of["overlap"].to_numpy(dtype=np.float64)
        ends: dict[str, float | None] = {"low": None, "high": None}
        if values.size >= FEWEST_FEEDS and np.ptp(values) > 0:
            found = hac_mean(values, level=level, unit="proportion", of="feeds")
            ends = {"low": found.low, "high": found.high}
        rows.append(
            {
                "account": account,
                "feeds": values.size,
                "places": float(size.loc[of["feed"]].mean()),
                "overlap": float(values.mean()),
                **ends,
            }
        )
    return pd.DataFrame(rows).astype({"low": "float64", "high": "float64"})


def chance_overlap(pools: Sequence[Candidates], *, top: int) -> float:
    """Return the expected overlap of posts drawn at random from the pools, mean over accounts."""
    rows = pd.DataFrame(
        {
            "account": [pool.account for pool in pools],
            "overlap": [min(top, pool.slots) / len(pool) for pool in pools],
        }
    )
    return float(rows.groupby("account")["overlap"].mean().mean())


def overlap_with_observed(
    pools: Sequence[Candidates], ordering: Callable[[Candidates], Order], *, top: int, level: float
) -> Estimate:
    """Return the mean over accounts of an ordering's overlap with the first observed places."""
    orders = [{"an ordering": ordering(pool)} for pool in pools]
    places = places_frame(pools, orders, top=top)
    means = feed_measures(places).groupby("account")["overlap"].mean()
    return over_accounts(
        means.to_numpy(dtype=np.float64), level=level, unit="proportion", of="accounts"
    )
