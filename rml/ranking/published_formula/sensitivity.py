"""How the order of simulated feeds changes with the weights and with the factors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import kendalltau

from rml.estimate import Estimate
from rml.ranking.published_formula.adjustments import Factors, adjustment, older_out_of_network
from rml.ranking.published_formula.feeds import FeedDesign, PostShares, feed_batches, made_posts
from rml.ranking.published_formula.scoring import contributions, score
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
        Kendall's tau-b of the whole order before and after, same shape; None if left out.
    top
        How many posts the top has.
    """

    replaced: FloatArray
    tau: FloatArray | None
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
    with_tau: bool = False,
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
    with_tau
        Also compare the order of all posts.

    Raises
    ------
    ValueError
        If a changed weight would lie outside its bounds.
    """
    for name in ENGAGEMENTS:
        for factor in CHANGES.values():
            weights.scaled(name, factor)
    replaced, taus = [], []
    for predicted in feed_batches(design, feeds=feeds, candidates=candidates, rng=rng):
        parts = contributions(predicted, weights)
        sums = parts.sum(axis=-1)
        before = top_posts(sums, top)
        lost = np.empty((len(sums), len(ENGAGEMENTS), len(CHANGES)))
        tau = np.empty_like(lost)
        for place in range(len(ENGAGEMENTS)):
            for number, factor in enumerate(CHANGES.values()):
                changed = sums + (factor - 1) * parts[..., place]
                lost[:, place, number] = (before & ~top_posts(changed, top)).sum(axis=-1)
                if with_tau:
                    tau[:, place, number] = [
                        kendalltau(*pair).statistic for pair in zip(sums, changed, strict=True)
                    ]
        replaced.append(lost)
        taus.append(tau)
    return WeightEffects(
        replaced=np.concatenate(replaced), tau=np.concatenate(taus) if with_tau else None, top=top
    )


def replaced_on_average(
    effects: WeightEffects, name: str, *, change: str = "set to zero", level: float
) -> Estimate:
    """Return how many posts of the top a change of one weight replaces, on average over feeds."""
    column = effects.replaced[:, ENGAGEMENTS.index(name), list(CHANGES).index(change)]
    return mean_over_feeds(column, level=level, unit=f"posts of the top {effects.top}")


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


def effects_frame(found: Mapping[str, WeightEffects], *, level: float) -> pd.DataFrame:
    """Return mean effects by assumption, engagement and change.

    Returns
    -------
    pandas.DataFrame
        ``rates`` (the assumption's name), ``engagement`` in words, ``change``; ``replaced`` with
        ``low`` and ``high``, posts of the top; ``tau``, the mean, NaN where it was left out.
    """
    rows = []
    for assumption, effects in found.items():
        for place, name in enumerate(ENGAGEMENTS):
            for number, change in enumerate(CHANGES):
                one = replaced_on_average(effects, name, change=change, level=level)
                tau = np.nan if effects.tau is None else effects.tau[:, place, number].mean()
                rows.append(
                    (assumption, PLAIN_NAMES[name], change, one.value, one.low, one.high, tau)
                )
    columns = ["rates", "engagement", "change", "replaced", "low", "high", "tau"]
    return pd.DataFrame(rows, columns=columns).astype({"low": float, "high": float})


def assumptions_frame(
    found: Mapping[str, WeightEffects], *, names: Sequence[str], level: float
) -> pd.DataFrame:
    """Return how many posts of the top removing some weights replaces, by assumption.

    Returns
    -------
    pandas.DataFrame
        ``assumption``; ``engagement`` in words; ``replaced``, ``low``, ``high``.
    """
    rows = []
    for assumption, effects in found.items():
        for name in names:
            one = replaced_on_average(effects, name, level=level)
            rows.append((assumption, PLAIN_NAMES[name], one.value, one.low, one.high))
    columns = ["assumption", "engagement", "replaced", "low", "high"]
    return pd.DataFrame(rows, columns=columns).astype({"low": float, "high": float})


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorEffects:
    """What the factors after the model do to the top of feeds, one value a feed.

    Parameters
    ----------
    replaced
        By what was applied: posts of the top that are no longer in it, shape (feeds,).
    blue_before, blue_after
        Share of the top by authors with a paid blue mark, without any factor and with that
        factor alone.
    negative
        Share of the candidates whose weighted sum is below zero.
    top
        How many posts the top has.
    """

    replaced: dict[str, FloatArray]
    blue_before: FloatArray
    blue_after: FloatArray
    negative: FloatArray
    top: int


BLUE: Final = "paid blue mark"
ALL: Final = "all published factors"


def factor_effects(
    design: FeedDesign,
    weights: Weights,
    factors: Factors,
    shares: PostShares,
    *,
    older_factor: float,
    feeds: int,
    candidates: int,
    top: int,
    rng: np.random.Generator,
) -> FactorEffects:
    """Return what each published factor alone, and all together, do to the top of feeds.

    Parameters
    ----------
    design, shares
        The distribution of predictions and the kinds of posts.
    weights, factors
        The published ones.
    older_factor
        What an older pipeline multiplied out-of-network posts with.
    feeds, candidates, top
        How many feeds of how many posts; how many posts count as the top.
    rng
        The source of the random numbers.
    """
    alone = _one_at_a_time(factors)
    names = [*alone, f"out-of-network posts times {older_factor:g}", ALL]
    replaced: dict[str, list[int]] = {name: [] for name in names}
    before, after, negative = [], [], []
    for predicted in feed_batches(design, feeds=feeds, candidates=candidates, rng=rng):
        for served in score(predicted, weights):
            posts = made_posts(shares, candidates=candidates, rng=rng)
            kinds = {field.name: getattr(posts, field.name) for field in fields(posts)}
            applied = {
                name: adjustment(served, factors=one, **kinds)
                for name, one in (alone | {ALL: factors}).items()
            }
            applied[names[-2]] = older_out_of_network(
                posts.in_network, posts.repost, factor=older_factor
            )
            plain = top_posts(served, top)
            tops = {name: top_posts(served * factor, top) for name, factor in applied.items()}
            for name, now in tops.items():
                replaced[name].append(int((plain & ~now).sum()))
            before.append(posts.blue[plain].mean())
            after.append(posts.blue[tops[BLUE]].mean())
            negative.append((served < float(score(np.zeros(len(ENGAGEMENTS)), weights))).mean())
    return FactorEffects(
        replaced={name: np.array(values, dtype=float) for name, values in replaced.items()},
        blue_before=np.array(before),
        blue_after=np.array(after),
        negative=np.array(negative),
        top=top,
    )


def factors_effect_frame(effects: FactorEffects, *, level: float) -> pd.DataFrame:
    """Return ``factor, replaced, low, high``: posts of the top that a factor replaces."""
    rows = []
    for name, values in effects.replaced.items():
        one = mean_over_feeds(values, level=level, unit="posts")
        rows.append((name, one.value, one.low, one.high))
    frame = pd.DataFrame(rows, columns=["factor", "replaced", "low", "high"])
    return frame.astype({"low": float, "high": float})


def _one_at_a_time(factors: Factors) -> dict[str, Factors]:
    neutral = replace(
        factors,
        out_of_network_factor=1.0,
        reply_factor=1.0,
        blue_in_network_factor=1.0,
        blue_out_of_network_factor=1.0,
        creator_in_network_factor=1.0,
        creator_out_of_network_factor=1.0,
        author_diversity_floor=1.0,
    )
    return {
        "author diversity": replace(neutral, author_diversity_floor=factors.author_diversity_floor),
        BLUE: replace(
            neutral,
            blue_in_network_factor=factors.blue_in_network_factor,
            blue_out_of_network_factor=factors.blue_out_of_network_factor,
        ),
        "subscriptions sold": replace(
            neutral,
            creator_in_network_factor=factors.creator_in_network_factor,
            creator_out_of_network_factor=factors.creator_out_of_network_factor,
        ),
        "replies": replace(neutral, reply_factor=factors.reply_factor),
    }


def one_changed(
    design: FeedDesign,
    *,
    rates: Sequence[float] | None = None,
    spread: float | None = None,
    common: float | None = None,
    complaints: float | None = None,
) -> FeedDesign:
    """Return ``design`` with what is given in place of its own."""
    return FeedDesign(
        rates=design.rates if rates is None else tuple(rates),
        spread=design.spread if spread is None else spread,
        common=design.common if common is None else common,
        complaints=design.complaints if complaints is None else complaints,
    )
