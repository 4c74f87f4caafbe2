"""How the order of simulated feeds changes with the weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import kendalltau

from rml.estimate import Estimate
from rml.ranking.published_formula.feeds import FeedDesign, feed_batches
from rml.ranking.published_formula.scoring import GoodClick, contributions
from rml.ranking.published_formula.weights import ENGAGEMENTS, PLAIN_NAMES, Weights
from rml.stats.intervals import t_interval

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

CHANGES: Final[Mapping[str, float]] = {"set to zero": 0.0, "halved": 0.5, "doubled": 2.0}
"""What is done to a weight, and with what it is multiplied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightEffects:
    """What changing one weight at a time does to feeds.

    Parameters
    ----------
    replaced
        Posts of the top that are no longer in it, shape (feeds, 10, changes).
    tau
        Kendall's tau-b of the whole order with each weight and without it, shape (m, 10) for
        the first m feeds.
    added
        What each engagement adds to sums on average over the posts of a feed, in score points,
        shape (feeds, 10).
    top
        How many posts the top has.
    """

    replaced: FloatArray
    tau: FloatArray
    added: FloatArray
    top: int


def top_posts(scores: FloatArray, top: int) -> BoolArray:
    """Return which posts are among the ``top`` highest scores of each feed, shape (..., n)."""
    if not 1 <= top <= scores.shape[-1]:
        raise ValueError(f"`top` must be from 1 to {scores.shape[-1]} posts, not {top}.")
    best = np.argpartition(-scores, top - 1, axis=-1)[..., :top]
    inside = np.zeros(scores.shape, dtype=bool)
    np.put_along_axis(inside, best, values=True, axis=-1)
    return inside


def weight_effects(
    design: FeedDesign,
    weights: Weights,
    *,
    feeds: int,
    candidates: int,
    top: int,
    rng: np.random.Generator,
    order_feeds: int,
    good_click: GoodClick = "larger of both",
) -> WeightEffects:
    """Return what zeroing, halving and doubling each weight does to simulated feeds.

    Posts are ordered by the weighted sum alone. The served score keeps that order under any
    weights; no factor is applied.

    Parameters
    ----------
    design
        The distribution of predicted probabilities.
    weights
        The published weights.
    feeds, candidates, top
        How many feeds of how many posts; how many posts count as the top.
    rng
        The source of the random numbers.
    order_feeds
        In how many of the feeds, the first ones, the order of all posts is compared.
    good_click
        As `rml.ranking.published_formula.scoring.contributions`.

    Raises
    ------
    ValueError
        If a changed weight would lie outside its bounds, or more orders are to be compared than
        there are feeds.
    """
    if not 1 <= order_feeds <= feeds:
        raise ValueError(f"`order_feeds` must be from 1 to the {feeds} feeds, not {order_feeds}.")
    for name in ENGAGEMENTS:
        for factor in CHANGES.values():
            weights.scaled(name, factor)
    replaced: list[FloatArray] = []
    taus: list[FloatArray] = []
    added: list[FloatArray] = []
    for predicted in feed_batches(design, feeds=feeds, candidates=candidates, rng=rng):
        parts = contributions(predicted, weights, good_click=good_click)
        sums = parts.sum(axis=-1)
        before = top_posts(sums, top)
        lost = np.empty((len(sums), len(ENGAGEMENTS), len(CHANGES)))
        compared = min(len(sums), order_feeds - sum(len(part) for part in taus))
        tau = np.empty((compared, len(ENGAGEMENTS)))
        for place in range(len(ENGAGEMENTS)):
            for number, factor in enumerate(CHANGES.values()):
                changed = sums + (factor - 1) * parts[..., place]
                lost[:, place, number] = (before & ~top_posts(changed, top)).sum(axis=-1)
            removed = sums - parts[..., place]
            tau[:, place] = [
                kendalltau(*pair).statistic
                for pair in zip(sums[:compared], removed[:compared], strict=True)
            ]
        replaced.append(lost)
        taus.append(tau)
        added.append(parts.mean(axis=1))
    return WeightEffects(
        replaced=np.concatenate(replaced),
        tau=np.concatenate(taus),
        added=np.concatenate(added),
        top=top,
    )


def replaced_on_average(
    effects: WeightEffects, name: str, *, change: str = "set to zero", level: float
) -> Estimate:
    """Return how many posts of the top a change of one weight replaces, on average over feeds."""
    column = effects.replaced[:, ENGAGEMENTS.index(name), list(CHANGES).index(change)]
    return mean_over_feeds(column, level=level, unit=f"posts of the top {effects.top}")


def order_without(effects: WeightEffects, name: str, *, level: float) -> Estimate:
    """Return Kendall's tau of all posts' order with and without one weight, mean over feeds."""
    column = effects.tau[:, ENGAGEMENTS.index(name)]
    return mean_over_feeds(column, level=level, unit="Kendall's tau")


def most_decisive(effects: WeightEffects, *, level: float) -> tuple[str, Estimate]:
    """Return the weight whose removal replaces most of the top, with its mean.

    The interval is Bonferroni-corrected for having picked the largest of ten.
    """
    means = effects.replaced[:, :, 0].mean(axis=0)
    name = ENGAGEMENTS[int(means.argmax())]
    each = 1 - (1 - level) / len(ENGAGEMENTS)
    found = replaced_on_average(effects, name, level=each)
    return name, replace(
        found, level=level, method=f"{found.method}, Bonferroni-corrected for the choice among ten"
    )


def mean_over_feeds(values: FloatArray, *, level: float, unit: str) -> Estimate:
    """Return the mean over independent simulated feeds with its t interval.

    If all feeds agree nothing can be said of their spread, and there is no interval.
    """
    if np.ptp(values) == 0:
        return Estimate(
            value=float(values[0]),
            low=None,
            high=None,
            level=None,
            n=f"{values.size:,} simulated feeds",
            unit=unit,
            method="the same in all simulated feeds",
        )
    return t_interval(values, level=level, unit=unit, of="simulated feeds")


def effects_frame(effects: WeightEffects, *, level: float) -> pd.DataFrame:
    """Return mean effects by engagement and change, one row each.

    Returns
    -------
    pandas.DataFrame
        ``engagement`` in words, ``change``; ``replaced`` with ``low`` and ``high``, posts of
        the top; NaN where all feeds agree.
    """
    rows = []
    for name in ENGAGEMENTS:
        for change in CHANGES:
            one = replaced_on_average(effects, name, change=change, level=level)
            rows.append((PLAIN_NAMES[name], change, one.value, one.low, one.high))
    columns = ["engagement", "change", "replaced", "low", "high"]
    return pd.DataFrame(rows, columns=columns).astype({"low": float, "high": float})


def weights_frame(found: Mapping[str, WeightEffects], *, level: float) -> pd.DataFrame:
    """Return mean effects by assumption and engagement, one row each.

    Returns
    -------
    pandas.DataFrame
        ``rates`` (the assumption's name), ``engagement`` in words; ``removed`` with ``low`` and
        ``high``, ``halved``, ``doubled``: posts of the top that are replaced; ``tau_removed``,
        Kendall's tau of all posts with and without the weight.
    """
    rows = []
    for assumption, effects in found.items():
        for place, name in enumerate(ENGAGEMENTS):
            removed, halved, doubled = (
                replaced_on_average(effects, name, change=change, level=level) for change in CHANGES
            )
            tau = effects.tau[:, place].mean()
            rows.append(
                (
                    assumption,
                    PLAIN_NAMES[name],
                    removed.value,
                    removed.low,
                    removed.high,
                    halved.value,
                    doubled.value,
                    tau,
                )
            )
    columns = ["rates", "engagement", "removed", "low", "high", "halved", "doubled", "tau_removed"]
    return pd.DataFrame(rows, columns=columns).astype({"low": float, "high": float})
