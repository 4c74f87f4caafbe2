"""What the weights say in likes, and what the rule for negative sums does, without any data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from rml.data.published_figures import PublishedFigure
from rml.data.published_ranker import CheckedCase
from rml.estimate import Estimate
from rml.ranking.published_formula.adjustments import Factors, author_diversity, see_fewer
from rml.ranking.published_formula.scoring import (
    EPSILON,
    probabilities,
    score,
    served_score,
    weighted_sum,
)
from rml.ranking.published_formula.weights import ENGAGEMENTS, PLAIN_NAMES, Weights

LIKE: Final = "fav"
_EXACT: Final = "computed from published figures alone; nothing was sampled"


def likes_for(name: str, weights: Weights) -> Estimate:
    """Return how many likes weigh as much as one engagement, signs aside.

    The estimate is the ratio of two published weights: by how much the probability of a like
    must change to outweigh a change of the other probability by one unit.

    Raises
    ------
    ValueError
        If a like weighs nothing, or there is no such engagement.
    """
    like = weights.of(LIKE)
    if like == 0:
        raise ValueError("A like has the weight 0, so that nothing can be counted in likes.")
    return Estimate(
        value=abs(weights.of(name)) / like,
        low=None,
        high=None,
        level=None,
        n="2 published weights",
        unit="likes",
        method=f"ratio of two weights; {_EXACT}",
    )


def exchange_frame(table: pd.DataFrame, weights: Weights, *, like_rate: float) -> pd.DataFrame:
    """Return each engagement in likes, from the heaviest down.

    Parameters
    ----------
    table
        From `rml.data.published_ranker.load_ranker_weights`.
    weights
        The same as `Weights`.
    like_rate
        An average probability of a like, to say which average of each other engagement would
        add as much to scores; in (0, 1].

    Returns
    -------
    pandas.DataFrame
        ``engagement`` in words; ``weight``, its bounds ``least`` and ``most`` and the
        ``placeholder`` in the code; ``likes``, with the sign of the weight; ``equal_rate``,
        the average probability at which it adds as much as likes do, in per cent.
    """
    rows = table.set_index("engagement").loc[list(ENGAGEMENTS)]
    likes = weights.array / weights.of(LIKE)
    frame = pd.DataFrame(
        {
            "engagement": [PLAIN_NAMES[name] for name in ENGAGEMENTS],
            "weight": weights.array,
            "likes": likes,
            "equal_rate": 100 * like_rate / np.abs(likes),
            "least": rows["least"].to_numpy(),
            "most": rows["most"].to_numpy(),
            "placeholder": rows["placeholder"].to_numpy(),
        }
    )
    return frame.sort_values("likes", key=np.abs, ascending=False, ignore_index=True)


def placeholders_outside(table: pd.DataFrame) -> int:
    """Return how many defaults in the code lie outside the bounds that the code gives them."""
    outside = (table["placeholder"] < table["least"]) | (table["placeholder"] > table["most"])
    return int(outside.sum())


def agreement_frame(
    cases: Sequence[CheckedCase], weights: Weights, factors: Factors, *, tolerance: float
) -> pd.DataFrame:
    """Return each figure worked out apart from this library beside the library's own.

    Returns
    -------
    pandas.DataFrame
        ``case``, ``quantity``, ``given``, ``computed``, ``difference`` and whether it
        ``agrees``: differs by at most ``tolerance``.
    """
    frame = pd.DataFrame(
        {
            "case": [case.case for case in cases],
            "quantity": [case.quantity for case in cases],
            "given": [case.value for case in cases],
            "computed": [_computed(case, weights, factors) for case in cases],
        }
    )
    frame["difference"] = frame["computed"] - frame["given"]
    frame["agrees"] = frame["difference"].abs() <= tolerance
    return frame


def agreement(frame: pd.DataFrame) -> Estimate:
    """Return how many figures of `agreement_frame` agree."""
    return Estimate(
        value=float(frame["agrees"].sum()),
        low=None,
        high=None,
        level=None,
        n=f"{len(frame)} figures of {frame['case'].nunique()} cases",
        unit="figures",
        method="count of figures within the tolerance; a check of the library on itself",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Squeeze:
    """What the rule does to weighted sums below zero.

    Parameters
    ----------
    at_zero
        The served score of a sum of exactly 0.
    below
        The limit of served scores of negative sums as they rise to 0.
    narrowing
        How many times smaller a difference between two negative sums becomes.
    """

    at_zero: float
    below: float
    narrowing: float

    @property
    def jump(self) -> Estimate:
        """The step of the served score at a sum of zero, in score points."""
        return Estimate(
            value=self.at_zero - self.below,
            low=None,
            high=None,
            level=None,
            n="10 published weights",
            unit="score points",
            method=f"difference of two limits; {_EXACT}",
        )


def squeeze_of(weights: Weights) -> Squeeze:
    """Return what the rule for negative sums does under ``weights``."""
    both = weights.positive + weights.negative
    return Squeeze(
        at_zero=float(served_score(0.0, weights)),
        below=weights.negative / both * EPSILON,
        narrowing=both / EPSILON,
    )


def overtaken_like_rate(weights: Weights, factor: float) -> Estimate:
    """Return how probable a like must be to stay above a multiplied post of a negative sum.

    The multiplied post has a sum just below zero and a served score of ``factor`` times the
    largest of such posts. The other post is not multiplied, and likes are all it has.

    Parameters
    ----------
    factor
        What the negative post's score is multiplied with.
    """
    least = max(factor * squeeze_of(weights).below - EPSILON, 0.0)
    return Estimate(
        value=100 * least / weights.of(LIKE),
        low=None,
        high=None,
        level=None,
        n="10 published weights",
        unit="% predicted probability of a like",
        method=f"the sum at which both scores are equal, over the weight of a like; {_EXACT}",
    )


def squeeze_frame(weights: Weights, *, reports: int, like_rate: float) -> pd.DataFrame:
    """Return the served score of a post by its predicted probability of a report.

    Parameters
    ----------
    reports
        How many probabilities, evenly from 0 to twice the one that offsets the likes.
    like_rate
        The post's probability of a like; all else is zero.

    Returns
    -------
    pandas.DataFrame
        ``report`` and ``like``, in per cent; ``weighted_sum``; ``served_score``.
    """
    offset = like_rate * weights.of(LIKE) / -weights.of("report")
    rates = np.unique(np.append(np.linspace(0, 2 * offset, reports), offset * (1 + 1e-9)))
    predicted = probabilities({LIKE: np.full(rates.size, like_rate), "report": rates})
    sums = weighted_sum(predicted, weights)
    return pd.DataFrame(
        {
            "report": 100 * rates,
            "like": 100 * like_rate,
            "weighted_sum": sums,
            "served_score": served_score(sums, weights),
        }
    )


def see_fewer_frame(factors: Factors, *, last_day: int) -> pd.DataFrame:
    """Return ``day`` since the request and the ``factor`` on it, for every day to the last."""
    days = np.arange(last_day + 1)
    return pd.DataFrame({"day": days, "factor": see_fewer(days, factors)})


def factors_frame(figures: Mapping[str, PublishedFigure]) -> pd.DataFrame:
    """Return published factors, windows and caps: ``what``, ``value``, ``unit``, ``source``."""
    rows = [
        (name.replace("_", " "), one.value, one.unit, one.source) for name, one in figures.items()
    ]
    return pd.DataFrame(rows, columns=["what", "value", "unit", "source"])


def _computed(case: CheckedCase, weights: Weights, factors: Factors) -> float:
    if case.quantity == "weighted sum":
        return float(weighted_sum(probabilities(case.inputs), weights))
    if case.quantity == "served score":
        return float(score(probabilities(case.inputs), weights))
    if case.quantity == "author diversity":
        return float(author_diversity(case.inputs["position"], factors))
    return float(see_fewer(case.inputs["days"], factors))
