"""What a surrogate's scores come from: permutation importance and integrated gradients.

Both speak of the surrogate. What the platform's ranking did is another matter: the
surrogate only imitates it, and features that go together can stand for each other.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from scipy import stats

from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.ranking.observed_feed.agreement import pairwise_accuracy
from rml.ranking.observed_feed.features import COUNTS, FEATURES, WORDS
from rml.ranking.observed_feed.feeds import Feeds
from rml.ranking.observed_feed.refits import HeldOut
from rml.ranking.observed_feed.surrogate import Surrogate, one_thread

FloatArray = NDArray[np.float64]

ATTRIBUTED: Final = tuple(one for one in FEATURES if one != "account")
"""The features by which posts of one feed differ; the account is the same for all of them."""
BLOCKS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **{WORDS[one]: (one,) for one in ATTRIBUTED},
        "all three counts together": COUNTS,
        "all on the page together": ("page", "orientation", "liked"),
    }
)
OTHER_ACCOUNT: Final = WORDS["account"]


def feed_accuracies(feeds: Feeds, scores: FloatArray) -> FloatArray:
    """Return the pairwise accuracy in each feed, shape (feeds,)."""
    starts = feeds.starts
    return np.array([pairwise_accuracy(scores[a:b]) for a, b in pairwise(starts.tolist())])


def permutation_importance(
    feeds: Feeds, held_out: HeldOut, *, repeats: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Return how much accuracy held-out feeds lose when a feature is mixed up among their posts.

    A feature's columns are permuted among the posts of each feed; columns of ``BLOCKS``
    together. The account is the same for a whole feed: it is replaced by another account, while
    it stays true whether the page was liked.

    Parameters
    ----------
    feeds
        The captured feeds.
    held_out
        Models by account or by day, each judged on the feeds that it has not seen.
    repeats
        Permutations of each feed.
    rng
        The source of randomness.

    Returns
    -------
    pandas.DataFrame
        feature (a key of ``BLOCKS`` or ``OTHER_ACCOUNT``), account, lost: the accuracy lost,
        mean over the account's feeds and over permutations.
    """
    names = [*BLOCKS, OTHER_ACCOUNT]
    lost: dict[str, list[pd.Series[float]]] = {name: [] for name in names}
    for fold, model in zip(held_out.folds, held_out.models, strict=True):
        own = feeds.only(fold.test)
        account = own.first["account"].to_numpy()
        inputs = model.encoding.matrix(own.posts)
        number = own.posts["feed"].to_numpy()
        whole = feed_accuracies(own, _score(model, inputs))
        drops = {name: np.zeros(whole.size) for name in names}
        for repeat in range(repeats):
            order = np.lexsort([rng.random(number.size), number])
            for name, features in BLOCKS.items():
                columns = [one for f in features for one in model.encoding.of_feature(f)]
                mixed = inputs.copy()
                mixed[:, columns] = inputs[order][:, columns]
                drops[name] += whole - feed_accuracies(own, _score(model, mixed))
            other = own.posts.assign(account=_other_account(own.posts["account"], 1 + repeat % 5))
            columns, swapped = model.encoding.of_feature("account"), inputs.copy()
            swapped[:, columns] = model.encoding.matrix(other)[:, columns]
            drops[OTHER_ACCOUNT] += whole - feed_accuracies(own, _score(model, swapped))
        for name in names:
            lost[name].append(pd.Series(drops[name] / repeats, index=account))
    rows = []
    for name, parts in lost.items():
        means = pd.concat(parts).groupby(level=0).mean()
        rows += [{"feature": name, "account": a, "lost": v} for a, v in means.items()]
    return pd.DataFrame(rows)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attributions:
    """How scores split over features, against the average post of the same feed.

    Parameters
    ----------
    by_feature
        In log odds, shape (posts, features) in the order of ``ATTRIBUTED``.
    explained
        Each score less the baseline's, shape (posts,).
    """

    by_feature: FloatArray
    explained: FloatArray

    @property
    def importance(self) -> FloatArray:
        """The mean absolute attribution of each feature, in log odds, shape (features,)."""
        return np.asarray(np.abs(self.by_feature).mean(axis=0))

    @property
    def largest_shortfall(self) -> float:
        """How far a post's attributions are from adding up, at most, in log odds."""
        return float(np.abs(self.by_feature.sum(axis=1) - self.explained).max())


def feed_attributions(model: Surrogate, feeds: Feeds, *, steps: int) -> Attributions:
    """Return integrated gradients of all posts against the average post of their feed."""
    inputs = model.encoding.matrix(feeds.posts)
    starts = feeds.starts
    means = np.add.reduceat(inputs, starts[:-1], axis=0) / np.diff(starts)[:, None]
    baselines: FloatArray = np.repeat(means, np.diff(starts), axis=0)
    return attributions(model, inputs, baselines, steps=steps)


def attributions(
    model: Surrogate, inputs: FloatArray, baselines: FloatArray, *, steps: int
) -> Attributions:
    """Return integrated gradients of scores, summed over the columns of each feature.

    Parameters
    ----------
    model
        The surrogate that is explained.
    inputs, baselines
        Encoded posts and what each is held against, shape (posts, columns).
    steps
        Points of the Gauss-Legendre rule, at least 2.

    References
    ----------
    Sundararajan, Taly and Yan (2017), "Axiomatic Attribution for Deep Networks",
    arXiv:1703.01365.
    """
    if steps < 2:
        raise ValueError(f"At least 2 steps are needed, not {steps}; 16 to 64 are usual.")
    with one_thread():
        method = _captum()(model.network, multiply_by_inputs=True)
        by_column = method.attribute(
            torch.from_numpy(inputs),
            baselines=torch.from_numpy(baselines),
            n_steps=steps,
            method="gausslegendre",
            internal_batch_size=max(20_000, steps),
        )
    columns = by_column.detach().numpy()
    by_feature = np.column_stack(
        [columns[:, model.encoding.of_feature(one)].sum(axis=1) for one in ATTRIBUTED]
    )
    return Attributions(
        by_feature=by_feature, explained=_score(model, inputs) - _score(model, baselines)
    )


def likeness(reference: Attributions, others: Sequence[Attributions]) -> pd.DataFrame:
    """Return how alike other explanations are to a reference, one row each.

    Returns
    -------
    pandas.DataFrame
        importance: Spearman's rank correlation of the features' importances. posts: that of
        single attributions, signs included, over all posts and features. size: the sum of the
        others' importances over the reference's.
    """
    rows = []
    for one in others:
        ranks = stats.spearmanr(reference.importance, one.importance).statistic
        posts = stats.spearmanr(reference.by_feature.ravel(), one.by_feature.ravel()).statistic
        size = one.importance.sum() / reference.importance.sum()
        rows.append({"importance": float(ranks), "posts": float(posts), "size": float(size)})
    return pd.DataFrame(rows)


def evenly_spaced(feeds: Feeds, each: int) -> Feeds:
    """Return so many feeds of each account, evenly spaced among its feeds in the order of time.

    Each stands for the middle of an equal part of the account's feeds. The accounts open their
    feeds in turn, so feeds evenly spaced among all would be of a few of them only.
    """
    first = feeds.first.sort_values(["viewed_at", "feed"])
    chosen = []
    for _, own in first.groupby("account", sort=True):
        parts = np.array_split(own.index.to_numpy(), min(each, len(own)))
        chosen += [part[(len(part) - 1) // 2] for part in parts]
    return feeds.resampled(np.sort(np.array(chosen, dtype=np.intp)))


def _score(model: Surrogate, inputs: FloatArray) -> FloatArray:
    with torch.no_grad(), one_thread():
        found: FloatArray = model.network(torch.from_numpy(inputs)).numpy()
    return found


def _other_account(accounts: pd.Series[str], step: int) -> pd.Series[str]:
    after = {one: ACCOUNTS[(place + step) % len(ACCOUNTS)] for place, one in enumerate(ACCOUNTS)}
    return accounts.map(after)


def _captum() -> Any:
    """Return captum's ``IntegratedGradients``; the first call takes seconds."""
    with warnings.catch_warnings():
        # In a kernel, tqdm misses a progress widget that nobody asked for.
        warnings.filterwarnings("ignore", message="IProgress not found")
        from captum.attr import IntegratedGradients  # noqa: PLC0415 - slow, and few need it

    return IntegratedGradients
