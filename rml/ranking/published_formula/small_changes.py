"""How often one small change of a prediction lifts a post, without and with the factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.estimate import Estimate
from rml.ranking.published_formula.adjustments import Factors, adjustment
from rml.ranking.published_formula.counterfactuals import needed_alone
from rml.ranking.published_formula.feeds import FeedDesign, PostShares, made_posts, made_predictions
from rml.ranking.published_formula.scoring import served_score, sum_for_score, weighted_sum
from rml.ranking.published_formula.selection import ranked
from rml.ranking.published_formula.weights import Weights
from rml.stats.intervals import wilson

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallestChanges:
    """The smallest change of one prediction's odds that lifts a post, one number a feed.

    Parameters
    ----------
    plain
        For the post at the stated place by the weighted sum, shape (feeds,); infinite where no
        single change is enough.
    multiplied
        The same for the post at that place once all published factors are applied.
    """

    plain: FloatArray
    multiplied: FloatArray

    def shares(self, most: float) -> tuple[float, float]:
        """Return the shares of feeds, without and with factors, where ``most`` is enough."""
        return float((self.plain <= most).mean()), float((self.multiplied <= most).mean())


def smallest_changes(
    design: FeedDesign,
    weights: Weights,
    factors: Factors,
    shares: PostShares,
    *,
    feeds: int,
    candidates: int,
    top: int,
    place: int,
    rng: np.random.Generator,
) -> SmallestChanges:
    """Return the change of odds that lifts the post at a place into the top of made-up feeds.

    All other predictions and posts stay as they are, and so do the factors: the post's place
    among its author's posts is not given anew.

    Parameters
    ----------
    design, shares
        The distribution of predictions and the kinds of posts.
    weights, factors
        The published ones.
    feeds, candidates, top, place
        How many feeds of how many posts; how many posts are the top; which place is looked at.
    rng
        The source of the random numbers.

    Raises
    ------
    ValueError
        If the place is not below the top, or does not exist.
    """
    if not 1 <= top < place <= candidates:
        raise ValueError(f"top {top}, place {place} and candidates {candidates} must rise.")
    plain, multiplied = np.empty(feeds), np.empty(feeds)
    for feed in range(feeds):
        posts = made_posts(shares, candidates=candidates, rng=rng)
        (predicted,) = made_predictions(
            design, feeds=1, candidates=candidates, rng=rng, authors=posts.authors[None]
        )
        sums = weighted_sum(predicted, weights)
        kinds = {field.name: getattr(posts, field.name) for field in fields(posts)}
        served = served_score(sums, weights)
        factor = adjustment(served, factors=factors, **kinds)
        order = ranked(sums)
        post = order[place - 1]
        plain[feed] = _smallest(predicted[post], sums[order[top - 1]], weights)
        adjusted = served * factor
        order = ranked(adjusted)
        post = order[place - 1]
        wanted = sum_for_score(adjusted[order[top - 1]] / factor[post], weights)
        # Dividing by the factor may round a tie to just below the post's own sum.
        multiplied[feed] = _smallest(predicted[post], np.maximum(wanted, sums[post]), weights)
    return SmallestChanges(plain=plain, multiplied=multiplied)


def small_changes_frame(found: Mapping[str, SmallestChanges], *, most: float) -> pd.DataFrame:
    """Return by assumption how often a small change is enough, and the median change needed.

    Parameters
    ----------
    found
        By assumption, in words.
    most
        The change of odds that is called small.

    Returns
    -------
    pandas.DataFrame
        ``assumption``; ``no_factor`` and ``all_factors``, per cent of feeds; ``median_plain``
        and ``median_multiplied``, times the odds.
    """
    rows = [
        (
            assumption,
            *(100 * share for share in changes.shares(most)),
            float(np.median(changes.plain)),
            float(np.median(changes.multiplied)),
        )
        for assumption, changes in found.items()
    ]
    columns = ["assumption", "no_factor", "all_factors", "median_plain", "median_multiplied"]
    return pd.DataFrame(rows, columns=columns)


def small_change_enough(changes: SmallestChanges, *, most: float, level: float) -> Estimate:
    """Return the share of feeds in which ``most`` is enough without factors, and its interval."""
    enough = int((changes.plain <= most).sum())
    return wilson(enough, changes.plain.size, level=level, of="simulated feeds")


def said_of_changes(
    found: Mapping[str, SmallestChanges], stated: str, *, most: float
) -> dict[str, float]:
    """Return what the report says of small changes with factors and by assumption.

    Parameters
    ----------
    found
        By assumption.
    stated
        Which of them is the one as stated.
    most
        The change of odds that is called small.
    """
    plain, multiplied = zip(*(one.shares(most) for one in found.values()), strict=True)
    return {
        "odds": most,
        "with_factors": found[stated].shares(most)[1],
        "least": min(plain),
        "most": max(plain),
        "least_with": min(multiplied),
        "most_with": max(multiplied),
    }


def _smallest(predicted: FloatArray, threshold: FloatArray, weights: Weights) -> float:
    return float(needed_alone(predicted, threshold, weights)[1].min())
