"""All rankers on all splits, and the tables of how well each orders what it has not met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.estimate import Estimate
from rml.ranking.observed_feed.agreement import (
    MEASURES,
    account_differences,
    agreement,
    by_unit,
)
from rml.ranking.observed_feed.baselines import BASELINES, baseline_scores
from rml.ranking.observed_feed.feeds import Feeds
from rml.ranking.observed_feed.refits import HeldOut, held_out
from rml.ranking.observed_feed.splits import SPLITS, Split
from rml.ranking.observed_feed.surrogate import Training
from rml.stats.intervals import t_interval
from rml.stats.series import hac_mean

FloatArray = NDArray[np.float64]

SURROGATE: Final = "surrogate"
LINEAR: Final = "linear surrogate"
PAIRWISE: Final = "surrogate, pairwise loss"
WITHOUT_COUNTS: Final = "surrogate without counts"
PAIRS: Final = "proportion of pairs"
_FEWEST_FEEDS: Final = 10
_UNITS: Final[Mapping[Split, str]] = {
    "account": "account",
    "account and day": "account",
    "day": "day",
    "page": "part",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """Agreement of every ranker with held-out feeds.

    Parameters
    ----------
    agreed
        For each split and ranker: one row a feed, as ``agreement`` gives them.
    scores
        For each split and ranker: the score of every post, shape (posts,).
    by_account, by_day
        The surrogates that were fitted without an account, and without a day.
    """

    agreed: Mapping[Split, Mapping[str, pd.DataFrame]]
    scores: Mapping[Split, Mapping[str, FloatArray]]
    by_account: HeldOut
    by_day: HeldOut


def judge_rankers(feeds: Feeds, training: Training, *, seed: int, device: str = "cpu") -> Judged:
    """Return how well surrogates and baselines order what was held out, by every split."""
    agreed: dict[Split, dict[str, pd.DataFrame]] = {}
    scores: dict[Split, dict[str, FloatArray]] = {}
    kept: dict[Split, HeldOut] = {}
    for split in SPLITS:
        own = held_out(feeds, split, training, seed=seed, device=device)
        linear = held_out(feeds, split, replace(training, hidden_units=0), seed=seed, device=device)
        kept[split] = own
        found = {SURROGATE: own.scores, LINEAR: linear.scores}
        if split == "account":
            bare = held_out(feeds, split, training, counts=False, seed=seed, device=device)
            found[WITHOUT_COUNTS] = bare.scores
            pairwise_fit = replace(training, loss="pairwise")
            paired = held_out(feeds, split, pairwise_fit, seed=seed, device=device)
            found[PAIRWISE] = paired.scores
        for name in BASELINES:
            found[name] = np.empty(len(feeds.posts))
            for fold in own.folds:
                found[name][fold.test] = baseline_scores(
                    name, feeds.posts[fold.test], known=feeds.posts[fold.train]
                )
        scores[split] = found
        agreed[split] = {
            name: agreement(feeds, values, part=own.part) for name, values in found.items()
        }
    return Judged(agreed=agreed, scores=scores, by_account=kept["account"], by_day=kept["day"])


def models_table(judged: Judged, *, level: float) -> pd.DataFrame:
    """Return each ranker on each split: accuracy with its interval, tau, NDCG.

    Means and t intervals are over accounts, or over groups of pages where pages are held out.
    Means over days, which are few and follow each other, carry none.
    """
    rows = []
    for split, rankers in judged.agreed.items():
        unit = _UNITS[split]
        for name, agreed in rankers.items():
            row: dict[str, object] = {"held_out": split, "ranker": name, "low": None, "high": None}
            row |= {one: float(by_unit(agreed, unit, measure=one).mean()) for one in MEASURES}
            values = by_unit(agreed, unit).to_numpy()
            if unit != "day" and np.ptp(values) > 0:
                found = t_interval(values, level=level, unit=PAIRS)
                row |= {"low": found.low, "high": found.high}
            rows.append(row)
    columns = ["held_out", "ranker", "accuracy", "low", "high", "tau", "ndcg"]
    return pd.DataFrame(rows)[columns]


def over_baseline(
    judged: Judged, split: Split, baseline: str, *, measure: str = "accuracy", level: float
) -> Estimate:
    """Return how much better the surrogate orders feeds than another ranker, over accounts."""
    agreed = judged.agreed[split]
    lead = account_differences(agreed[SURROGATE], agreed[baseline], measure=measure)
    unit = PAIRS if measure == "accuracy" else measure
    found = t_interval(lead, level=level, unit=unit, of="accounts")
    return replace(found, method=f"paired by account; {found.method}")


def accounts_table(judged: Judged, *, level: float) -> pd.DataFrame:
    """Return each held-out account: feeds, the surrogate's accuracy, and newest first's."""
    agreed = judged.agreed["account"]
    newest = by_unit(agreed["newest first"], "account")
    rows = []
    for account, own in agreed[SURROGATE].groupby("account"):
        found = feed_mean(own["accuracy"], level=level)
        rows.append(
            {
                "account": account,
                "feeds": len(own),
                "median_posts": float(own["posts"].median()),
                "surrogate": found.value,
                "low": found.low,
                "high": found.high,
                "newest_first": float(newest[account]),
                "lead": found.value - float(newest[account]),
            }
        )
    table = pd.DataFrame(rows)
    order = [ACCOUNTS.index(one) for one in table["account"]]
    return table.iloc[np.argsort(order)].reset_index(drop=True)


def feed_mean(accuracy: pd.Series[float], *, level: float) -> Estimate:
    """Return the mean over one account's feeds in the order of time, allowing for dependence."""
    if len(accuracy) < _FEWEST_FEEDS or np.ptp(accuracy.to_numpy()) == 0:
        return Estimate(
            value=float(accuracy.mean()),
            low=None,
            high=None,
            level=None,
            n=f"{len(accuracy)} feeds",
            unit=PAIRS,
            method="mean over feeds; too few of them for an interval",
        )
    return hac_mean(accuracy.to_numpy(), level=level, unit=PAIRS, of="feeds")


def units_table(judged: Judged, split: Split, unit: str, *, label: str) -> pd.DataFrame:
    """Return the surrogate, the linear one and the baselines in each held-out day or page group."""
    agreed = judged.agreed[split]
    counted = agreed[SURROGATE].groupby(unit)
    table = pd.DataFrame({label: sorted(str(one) for one in counted.groups)})
    table["feeds"] = counted["feed"].nunique().reindex(table[label]).to_numpy()
    table["median_posts"] = counted["posts"].median().reindex(table[label]).to_numpy()
    for name, rows in agreed.items():
        if name != "random order":
            column = name.replace(" ", "_")
            table[column] = by_unit(rows, unit).reindex(table[label]).to_numpy()
    return table


def mean_over_days(judged: Judged) -> Estimate:
    """Return the accuracy on held-out days; they are few and follow each other: no interval."""
    days = by_unit(judged.agreed["day"][SURROGATE], "day")
    return Estimate(
        value=float(days.mean()),
        low=None,
        high=None,
        level=None,
        n=f"{len(days)} days",
        unit=PAIRS,
        method="mean over days of means over accounts; days that follow each other are no sample",
    )


def mean_over_page_groups(judged: Judged, *, level: float) -> Estimate:
    """Return the accuracy among posts of pages never met, mean over the groups held out."""
    groups = by_unit(judged.agreed["page"][SURROGATE], "part")
    return t_interval(groups, level=level, unit=PAIRS, of="groups of five pages")


def accuracy_by_orientation(
    feeds: Feeds, scores: FloatArray, *, level: float
) -> dict[str, Estimate]:
    """Return, by orientation of the page, the accuracy over pairs with a post of such a page."""
    rows = []
    starts = feeds.starts
    orientation, first = feeds.posts["orientation"].to_numpy(), feeds.first
    for place, (start, end) in enumerate(pairwise(starts.tolist())):
        upper, lower = np.triu_indices(end - start, k=1)
        above = scores[start:end][upper] - scores[start:end][lower]
        right = (above > 0) + 0.5 * (above == 0)
        own = orientation[start:end]
        for one in ORIENTATIONS:
            pairs = (own[upper] == one) | (own[lower] == one)
            if pairs.any():
                account = first["account"].iloc[place]
                rows.append((account, one, float(right[pairs].mean())))
    table = pd.DataFrame(rows, columns=["account", "orientation", "accuracy"])
    means = table.groupby(["orientation", "account"])["accuracy"].mean()
    return {
        one: t_interval(means[one], level=level, unit=PAIRS, of="accounts") for one in ORIENTATIONS
    }
