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
from rml.ranking.observed_feed.baselines import BASELINES, Baseline, baseline_scores
from rml.ranking.observed_feed.features import Seen
from rml.ranking.observed_feed.feeds import Feeds
from rml.ranking.observed_feed.pair_classes import PAGE_CLASSES
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
AGE_RANK: Final = "surrogate with age ranks"
NEWEST: Final = "newest first"
PAIRS: Final = "proportion of pairs"
_FEWEST_FEEDS: Final = 10
_LEARN_NOTHING: Final = (NEWEST, "most popular first", "random order")
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
    by_account, by_day, by_page
        The surrogates that were fitted without an account, a day, and a group of pages.
    """

    agreed: Mapping[Split, Mapping[str, pd.DataFrame]]
    scores: Mapping[Split, Mapping[str, FloatArray]]
    by_account: HeldOut
    by_day: HeldOut
    by_page: HeldOut


def judge_rankers(
    feeds: Feeds, training: Training, *, seed: int, strict_linear: bool = True, device: str = "cpu"
) -> Judged:
    """Return how well surrogates and baselines order what was held out, by every split.

    Parameters
    ----------
    feeds, training, seed, device
        As for `held_out`.
    strict_linear
        False spares the many fits of the linear surrogate where account and day are held out.
    """
    agreed: dict[Split, dict[str, pd.DataFrame]] = {}
    scores: dict[Split, dict[str, FloatArray]] = {}
    kept: dict[Split, HeldOut] = {}
    plain: dict[str, pd.DataFrame] = {}
    for split in SPLITS:
        own = held_out(feeds, split, training, seed=seed, device=device)
        kept[split] = own
        found = {SURROGATE: own.scores}
        if strict_linear or split != "account and day":
            line = replace(training, hidden_units=0)
            linear = held_out(feeds, split, line, seed=seed, device=device)
            found[LINEAR] = linear.scores
        if split == "account":
            bare = held_out(
                feeds, split, training, seen=Seen(counts=False), seed=seed, device=device
            )
            found[WITHOUT_COUNTS] = bare.scores
            pairwise_fit = replace(training, loss="pairwise")
            paired = held_out(feeds, split, pairwise_fit, seed=seed, device=device)
            found[PAIRWISE] = paired.scores
        if split in ("account", "account and day"):
            ranked = held_out(
                feeds, split, training, seen=Seen(age_rank=True), seed=seed, device=device
            )
            found[AGE_RANK] = ranked.scores
        for name in BASELINES:
            found[name] = _baseline(name, feeds, own)
        scores[split] = found
        # Only where pages are held out is a feed cut in parts.
        part = own.part if split == "page" else None
        agreed[split] = {}
        for ranker, values in found.items():
            if ranker in _LEARN_NOTHING and split != "page":
                if ranker not in plain:
                    plain[ranker] = agreement(feeds, values)
                agreed[split][ranker] = plain[ranker]
            else:
                agreed[split][ranker] = agreement(feeds, values, part=part)
    kinds = {"by_account": kept["account"], "by_day": kept["day"], "by_page": kept["page"]}
    return Judged(agreed=agreed, scores=scores, **kinds)


def _baseline(name: Baseline, feeds: Feeds, held: HeldOut) -> FloatArray:
    if name in _LEARN_NOTHING:
        return baseline_scores(name, feeds.posts, known=feeds.posts)
    found = np.empty(len(feeds.posts))
    for fold in held.folds:
        known = feeds.posts[fold.train]
        found[fold.test] = baseline_scores(name, feeds.posts[fold.test], known=known)
    return found


def ranked_scores(judged: Judged) -> dict[str, FloatArray]:
    """Return the scores on accounts left out by the surrogate, and by that with age ranks."""
    return {name: judged.scores["account"][name] for name in (SURROGATE, AGE_RANK)}


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
    judged: Judged,
    split: Split,
    baseline: str,
    *,
    ranker: str = SURROGATE,
    measure: str = "accuracy",
    level: float,
) -> Estimate:
    """Return how much better the surrogate orders feeds than another ranker, over accounts."""
    agreed = judged.agreed[split]
    lead = account_differences(agreed[ranker], agreed[baseline], measure=measure)
    unit = PAIRS if measure == "accuracy" else measure
    found = t_interval(lead, level=level, unit=unit, of="accounts")
    return replace(found, method=f"paired by account; {found.method}")


def accounts_table(judged: Judged, *, level: float) -> pd.DataFrame:
    """Return each held-out account: feeds, the surrogate's accuracy, and newest first's."""
    agreed = judged.agreed["account"]
    newest = by_unit(agreed[NEWEST], "account")
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


def days_table(judged: Judged) -> pd.DataFrame:
    """Return the surrogate, the linear one and the baselines on each held-out day."""
    return _units_table(judged, "day", "day", label="day")


def page_groups_table(judged: Judged, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the rankers in each held-out group of pages, and on pairs with a known page.

    Parameters
    ----------
    judged
        All rankers on all splits.
    pairs
        As `page_pairs` gives them.
    """
    table = _units_table(judged, "page", "part", label="pages")
    mixed = pairs[pairs["class"] == PAGE_CLASSES[1]].set_index("pages")
    both = pairs.groupby("pages")["pairs"].sum()
    table["share_with_a_known_page"] = (mixed["pairs"] / both).reindex(table["pages"]).to_numpy()
    for name in (SURROGATE, NEWEST):
        column = f"{name.replace(' ', '_')}_with_a_known_page"
        table[column] = mixed[name].reindex(table["pages"]).to_numpy()
    return table


def _units_table(judged: Judged, split: Split, unit: str, *, label: str) -> pd.DataFrame:
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
