"""Accuracy by class of pair: pairs of young posts and of old ones, of known and unknown pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from rml.estimate import Estimate
from rml.ranking.observed_feed.feeds import Feeds
from rml.ranking.observed_feed.refits import HeldOut
from rml.stats.intervals import t_interval

FloatArray = NDArray[np.float64]
Rows = NDArray[np.intp]
Classes = NDArray[np.int64]

YOUNG_HOURS: Final = 3
OLD_HOURS: Final = 12
AGE_CLASSES: Final = (
    f"both under {YOUNG_HOURS} hours",
    "other pairs",
    f"both over {OLD_HOURS} hours",
)
PAGE_CLASSES: Final = ("both pages unknown", "one page unknown")
_NEWEST: Final = "newest first"


def class_accuracies(
    feeds: Feeds,
    scores: Mapping[str, ArrayLike],
    classify: Callable[[Rows, Rows], Classes],
    names: Sequence[str],
) -> pd.DataFrame:
    """Return how many pairs of each class scores put in the captured order, feed by feed.

    Parameters
    ----------
    feeds
        The captured feeds.
    scores
        By name, one for each post, shape (posts,).
    classify
        From the rows of the upper and the lower posts of pairs to the pairs' classes: places in
        ``names``, or -1 for pairs that are left out.
    names
        Of the classes.

    Returns
    -------
    pandas.DataFrame
        class, account, pairs, and a column of accuracies for each name of ``scores``; one row
        for each feed and class that has a pair in it.
    """
    given = {name: np.asarray(one, dtype=np.float64) for name, one in scores.items()}
    account = feeds.first["account"].to_numpy()
    parts = []
    for place, (start, end) in enumerate(pairwise(feeds.starts.tolist())):
        upper, lower = np.triu_indices(end - start, k=1)
        upper, lower = upper + start, lower + start
        found = classify(upper, lower)
        kept = found >= 0
        upper, lower, found = upper[kept], lower[kept], found[kept]
        pairs = np.bincount(found, minlength=len(names))
        own: dict[str, object] = {"class": names, "account": account[place], "pairs": pairs}
        for name, values in given.items():
            above = values[upper] - values[lower]
            right = (above > 0) + 0.5 * (above == 0)
            summed = np.bincount(found, weights=right, minlength=len(names))
            own[name] = summed / np.maximum(pairs, 1)
        parts.append(pd.DataFrame(own))
    table = pd.concat(parts, ignore_index=True)
    return table[table["pairs"] > 0].reset_index(drop=True)


def lead_over(means: pd.DataFrame, name: str, *, level: float, of: str) -> Estimate:
    """Return how much more accurate a ranker is than newest first, over units; one row each."""
    found = t_interval(means[name] - means[_NEWEST], level=level, unit="proportion of pairs", of=of)
    return replace(found, method=f"paired by unit; {found.method}")


def age_classes_table(
    feeds: Feeds, scores: Mapping[str, ArrayLike], *, level: float
) -> pd.DataFrame:
    """Return by the ages of both posts how accurate rankers are, against newest first.

    Parameters
    ----------
    feeds, scores
        As for `class_accuracies`; ``scores`` of rankers that have not met the account.
    level
        Of the intervals over accounts.

    Returns
    -------
    pandas.DataFrame
        pairs (the class), ranker, lead with low and high, ahead (accounts), accuracy,
        newest_first, share (of all pairs). Means over accounts, each the mean of its feeds.
    """
    hours = feeds.posts["age_seconds"].to_numpy(dtype=np.float64) / 3600

    def by_age(upper: Rows, lower: Rows) -> Classes:
        younger = np.minimum(hours[upper], hours[lower])
        older = np.maximum(hours[upper], hours[lower])
        return np.where(older < YOUNG_HOURS, 0, np.where(younger > OLD_HOURS, 2, 1))

    found = class_accuracies(feeds, {_NEWEST: -hours, **scores}, by_age, AGE_CLASSES)
    rows = []
    for name in AGE_CLASSES:
        own = found[found["class"] == name]
        means = own.groupby("account")[[_NEWEST, *scores]].mean()
        for ranker in scores:
            lead = lead_over(means, ranker, level=level, of="accounts")
            rows.append(
                {
                    "pairs": name,
                    "ranker": ranker,
                    "lead": lead.value,
                    "low": lead.low,
                    "high": lead.high,
                    "ahead": int((means[ranker] > means[_NEWEST]).sum()),
                    "accuracy": float(means[ranker].mean()),
                    "newest_first": float(means[_NEWEST].mean()),
                    "share": float(own["pairs"].sum() / found["pairs"].sum()),
                }
            )
    return pd.DataFrame(rows)


def page_pairs(feeds: Feeds, by_page: HeldOut, *, ranker: str) -> pd.DataFrame:
    """Return how surrogates order pairs with a post of a page that they have not met.

    Parameters
    ----------
    feeds
        The captured feeds.
    by_page
        The surrogates that were fitted without a group of pages, each judged on all pairs with
        a post of that group: both of the posts, or one of them and one of a known page.
    ranker
        The name for the surrogate's column.

    Returns
    -------
    pandas.DataFrame
        pages (the group), class (of ``PAGE_CLASSES``), pairs (how many), ``ranker`` and newest
        first: means over accounts, each the mean of its feeds.
    """
    newest = -feeds.posts["age_seconds"].to_numpy(dtype=np.float64)
    parts = []
    for fold, model in zip(by_page.folds, by_page.models, strict=True):
        held = fold.test.astype(np.int64)

        def by_held(upper: Rows, lower: Rows, held: Classes = held) -> Classes:
            unknown = held[upper] + held[lower]
            return np.where(unknown == 0, -1, 2 - unknown)

        scores = {ranker: model.scores(feeds.posts), _NEWEST: newest}
        found = class_accuracies(feeds, scores, by_held, PAGE_CLASSES)
        means = found.groupby(["class", "account"])[list(scores)].mean().groupby("class").mean()
        means["pairs"] = found.groupby("class")["pairs"].sum()
        parts.append(means.reset_index().assign(pages=fold.name))
    return pd.concat(parts, ignore_index=True)[["pages", "class", "pairs", ranker, _NEWEST]]
