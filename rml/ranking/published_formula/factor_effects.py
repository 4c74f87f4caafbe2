"""How the factors after the model change the top of simulated feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.ranking.published_formula.adjustments import Factors, adjustment, older_out_of_network
from rml.ranking.published_formula.feeds import FeedDesign, PostShares, made_posts, made_predictions
from rml.ranking.published_formula.scoring import EPSILON, score
from rml.ranking.published_formula.sensitivity import mean_over_feeds, top_posts
from rml.ranking.published_formula.weights import Weights

FloatArray = NDArray[np.float64]

AUTHOR_DIVERSITY: Final = "author diversity"
BLUE: Final = "paid blue mark"
SUBSCRIPTIONS: Final = "subscriptions sold"
REPLIES: Final = "replies"
OLDER: Final = "not followed, older pipeline"
ALL: Final = "all published factors"
APPLIED: Final = (AUTHOR_DIVERSITY, BLUE, SUBSCRIPTIONS, REPLIES, OLDER, ALL)
"""What is applied to scores, each alone; the last takes all defaults of July 2023 together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorEffects:
    """What the factors after the model do to the top of feeds, one value a feed.

    Parameters
    ----------
    replaced
        By what was applied: posts of the top that are no longer in it, shape (feeds,).
    blue
        By what was applied: share of the top by authors with a paid blue mark.
    blue_before
        The same share without any factor.
    negative
        Share of the candidates whose weighted sum is below zero.
    top
        How many posts the top has.
    """

    replaced: dict[str, FloatArray]
    blue: dict[str, FloatArray]
    blue_before: FloatArray
    negative: FloatArray
    top: int


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
    applied: Sequence[str] = APPLIED,
) -> FactorEffects:
    """Return what published factors, each alone and all together, do to the top of feeds.

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
    applied
        Which of `APPLIED` to look at.

    Raises
    ------
    ValueError
        If one of ``applied`` is unknown.
    """
    unknown = [name for name in applied if name not in APPLIED]
    if unknown:
        raise ValueError(f"`applied` has {', '.join(unknown)}; known are {', '.join(APPLIED)}.")
    each = _one_at_a_time(factors)
    replaced: dict[str, list[int]] = {name: [] for name in applied}
    blue: dict[str, list[float]] = {name: [] for name in applied}
    before, negative = [], []
    for _ in range(feeds):
        posts = made_posts(shares, candidates=candidates, rng=rng)
        predicted = made_predictions(
            design, feeds=1, candidates=candidates, rng=rng, authors=posts.authors[None]
        )
        served = score(predicted[0], weights)
        kinds = {field.name: getattr(posts, field.name) for field in fields(posts)}
        plain = top_posts(served, top)
        for name in applied:
            factor = (
                older_out_of_network(posts.in_network, posts.repost, factor=older_factor)
                if name == OLDER
                else adjustment(served, factors=each[name], **kinds)
            )
            now = top_posts(served * factor, top)
            replaced[name].append(int((plain & ~now).sum()))
            blue[name].append(float(posts.blue[now].mean()))
        before.append(float(posts.blue[plain].mean()))
        negative.append(float((served < EPSILON).mean()))
    return FactorEffects(
        replaced={name: np.array(values, dtype=float) for name, values in replaced.items()},
        blue={name: np.array(values) for name, values in blue.items()},
        blue_before=np.array(before),
        negative=np.array(negative),
        top=top,
    )


def factors_effect_frame(found: Mapping[str, FactorEffects], *, level: float) -> pd.DataFrame:
    """Return what factors replace, by assumption.

    Returns
    -------
    pandas.DataFrame
        ``assumption``, ``factor``; ``replaced`` with ``low`` and ``high``, posts of the top.
    """
    rows = []
    for assumption, effects in found.items():
        for name, values in effects.replaced.items():
            one = mean_over_feeds(values, level=level, unit="posts")
            rows.append((assumption, name, one.value, one.low, one.high))
    frame = pd.DataFrame(rows, columns=["assumption", "factor", "replaced", "low", "high"])
    return frame.astype({"low": float, "high": float})


def blue_frame(found: Mapping[float, FactorEffects]) -> pd.DataFrame:
    """Return what the paid blue mark does by how many authors have it, all in per cent.

    Returns
    -------
    pandas.DataFrame
        ``authors_marked``; the share of the top held by them ``before`` any factor and
        ``after`` that factor alone; ``replaced``, the share of the top that is replaced.
    """
    rows = [
        (
            100 * share,
            100 * effects.blue_before.mean(),
            100 * effects.blue[BLUE].mean(),
            100 * effects.replaced[BLUE].mean() / effects.top,
        )
        for share, effects in sorted(found.items())
    ]
    return pd.DataFrame(rows, columns=["authors_marked", "before", "after", "replaced"])


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
        AUTHOR_DIVERSITY: replace(neutral, author_diversity_floor=factors.author_diversity_floor),
        BLUE: replace(
            neutral,
            blue_in_network_factor=factors.blue_in_network_factor,
            blue_out_of_network_factor=factors.blue_out_of_network_factor,
        ),
        SUBSCRIPTIONS: replace(
            neutral,
            creator_in_network_factor=factors.creator_in_network_factor,
            creator_out_of_network_factor=factors.creator_out_of_network_factor,
        ),
        REPLIES: replace(neutral, reply_factor=factors.reply_factor),
        ALL: factors,
    }
