"""Orderings against each other and against the observed feed, with intervals over accounts.

An account is the unit: six of them, so there is a t interval and an exact sign-flip test, and
no bootstrap.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Final, TypedDict

import numpy as np
import pandas as pd

from rml.data.fb_feed_audit_schema import UNTRAINED
from rml.estimate import Estimate, HypothesisTest
from rml.ranking.feed_choice.exposure import (
    BALANCED,
    DIVERSE,
    MEASURES,
    NEWEST,
    OBSERVED,
    ORDERINGS,
    POPULAR,
    READER,
    feed_measures,
    places_frame,
)
from rml.ranking.feed_choice.orderings import Order
from rml.ranking.feed_choice.pool import Candidates
from rml.stats.arguments import FloatArray
from rml.stats.intervals import t_interval
from rml.stats.permutation import sign_flip_test

UNITS: Final = {
    "overlap": "proportion",
    "age_hours": "hours",
    "reactions": "reactions",
    "liked": "proportion",
    "gini": "Gini coefficient",
    "from_equal": "proportion",
}


def vary(values: FloatArray) -> bool:
    """Return whether values differ by more than the last digits of averages of equal numbers."""
    return bool(np.ptp(values) > 1e-12 * max(1.0, float(np.abs(values).max())))


def over_accounts(values: FloatArray, *, level: float, unit: str, of: str) -> Estimate:
    """Return the mean over accounts with a t interval; without one if all values are equal.

    The interval of a share is cut at 0 and 1.
    """
    if vary(values):
        return cut_to_share(t_interval(values, level=level, unit=unit, of=of))
    return Estimate(
        value=float(values.mean()),
        low=None,
        high=None,
        level=None,
        n=f"{values.size} {of}",
        unit=unit,
        method=f"mean over {of}; all have the same value, so that it carries no interval",
    )


def cut_to_share(estimate: Estimate) -> Estimate:
    """Return an estimate whose interval, if it is of a share, ends where shares end.

    A t interval knows nothing of these ends. Cutting it there takes away no value that the share
    can have, so that it covers as often as before.
    """
    low, high = estimate.low, estimate.high
    if estimate.unit != "proportion" or low is None or high is None or (low >= 0 and high <= 1):
        return estimate
    ends = " and ".join(end for end, past in (("0", low < 0), ("1", high > 1)) if past)
    return dataclasses.replace(
        estimate,
        low=max(low, 0.0),
        high=min(high, 1.0),
        method=f"{estimate.method}, cut at {ends}",
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


class DistanceValues(TypedDict):
    """How far orientations are from equal shares under orderings that are named beside."""

    newest: float
    reader: float
    turns: float


def distance_values(table: pd.DataFrame) -> DistanceValues:
    """Return the distances from equal shares that a finding names, from `orderings_table`."""
    of = table.set_index("ordering")["from_equal"]
    return {
        "newest": float(of[NEWEST]),
        "reader": float(of[READER]),
        "turns": float(of[BALANCED]),
    }


class PlainMeans(TypedDict):
    """The means that the plain words name."""

    newest_age: float
    observed_age: float
    newest_liked: float
    observed_liked: float
    observed_gini: float
    popular_gini: float
    diverse_gini: float
    diverse: float


def plain_means(table: pd.DataFrame) -> PlainMeans:
    """Return the means that the plain words name, from `orderings_table`."""
    of = table.set_index("ordering")

    def mean(ordering: str, measure: str) -> float:
        return float(of[measure].loc[ordering])

    return {
        "newest_age": mean(NEWEST, "age_hours"),
        "observed_age": mean(OBSERVED, "age_hours"),
        "newest_liked": mean(NEWEST, "liked"),
        "observed_liked": mean(OBSERVED, "liked"),
        "observed_gini": mean(OBSERVED, "gini"),
        "popular_gini": mean(POPULAR, "gini"),
        "diverse_gini": mean(DIVERSE, "gini"),
        "diverse": mean(DIVERSE, "overlap"),
    }


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


def places_changed(places: pd.DataFrame, ordering: str, *, against: str) -> tuple[float, float]:
    """Return how many first places an ordering fills with posts that another one has not there.

    Returns
    -------
    tuple
        The number of places, mean over feeds; and the share of feeds in which it is none.
    """
    keys = ["feed", "post"]
    ours, theirs = (places.loc[places["ordering"] == one, keys] for one in (ordering, against))
    both = ours.merge(theirs, on=keys, how="left", indicator=True)
    new = (both["_merge"] == "left_only").groupby(both["feed"]).sum()
    return float(new.mean()), float((new == 0).mean())


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
