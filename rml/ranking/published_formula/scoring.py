"""From predicted probabilities to the score of a post, as the published code computes it.

The README of the heavy ranker gives the weighted sum; ``NaviModelScorer.scala`` (commit
72eda9a24) says what is done with a negative one; ``PredictedScoreFeature.scala`` says that the
first of the two "good click" predictions is replaced by the larger of both before it is weighted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.ranking.published_formula.weights import ENGAGEMENTS, Weights, engagement_places

FloatArray = NDArray[np.float64]

GoodClick = Literal["larger of both", "each by itself"]
"""How the two "good click" predictions enter: as the code has it, or as the README's sum."""
EPSILON: Final = 0.001
"""What the code adds to a sum of at least zero, and the scale of negative ones."""
_FIRST, _SECOND = ENGAGEMENTS.index("good_click"), ENGAGEMENTS.index("good_click_v2")


def probabilities(given: Mapping[str, ArrayLike]) -> FloatArray:
    """Return predicted probabilities by name as one array, shape (..., 10).

    Engagements that are not given count as 0, as in the published code.

    Raises
    ------
    ValueError
        If names are unknown, shapes do not go together, or an entry is no probability.

    Examples
    --------
    >>> probabilities({"fav": [0.1, 0.2]}).shape
    (2, 10)
    """
    places = engagement_places(given)
    arrays = {name: np.asarray(values) for name, values in given.items()}
    words = [
        name for name, values in arrays.items() if values.size and values.dtype.kind not in "fiu"
    ]
    if words:
        raise ValueError(f"The probabilities of {', '.join(words)} are no numbers; give shares.")
    try:
        shape = np.broadcast_shapes(*(values.shape for values in arrays.values()))
    except ValueError as error:
        listed = ", ".join(f"{name} {values.shape}" for name, values in arrays.items())
        raise ValueError(
            f"The probabilities have shapes that do not go together: {listed}. Give each "
            "engagement one probability, or one for each post."
        ) from error
    array = np.zeros((*shape, len(ENGAGEMENTS)))
    for place, values in zip(places, arrays.values(), strict=True):
        array[..., place] = values
    return checked_probabilities(array)


def checked_probabilities(array: ArrayLike) -> FloatArray:
    """Return ``array``, shape (..., 10), if every entry is a probability.

    Raises
    ------
    ValueError
        If the last axis has not one entry an engagement, or an entry is missing or outside
        0 to 1; the engagements at fault are named.
    """
    values = np.asarray(array, dtype=np.float64)
    if values.ndim == 0 or values.shape[-1] != len(ENGAGEMENTS):
        raise ValueError(
            f"Predicted probabilities have the shape {values.shape}; the last axis must hold the "
            f"{len(ENGAGEMENTS)} engagements {', '.join(ENGAGEMENTS)}."
        )
    wrong = ~((values >= 0) & (values <= 1))  # true for NaN as well
    if wrong.any():
        names = [
            name for name, bad in zip(ENGAGEMENTS, np.moveaxis(wrong, -1, 0), strict=True)
            if bad.any()
        ]  # fmt: skip
        raise ValueError(
            f"{int(wrong.sum())} of {values.size} predicted probabilities are missing or outside "
            f"0 to 1 ({', '.join(names)}); give shares, not per cent, and 0 for none."
        )
    return values


def contributions(
    predicted: ArrayLike, weights: Weights, *, good_click: GoodClick = "larger of both"
) -> FloatArray:
    """Return what each engagement adds to the weighted sum, in score points.

    Parameters
    ----------
    predicted
        Probabilities in [0, 1], shape (..., 10), in the order of `ENGAGEMENTS`.
    weights
        The weights.
    good_click
        ``"larger of both"``: the prediction of ``good_click`` is replaced by the larger of it
        and ``good_click_v2``, which counts with its own weight besides. ``"each by itself"``:
        the plain sum of the README.

    Returns
    -------
    ndarray
        Shape (..., 10).

    Raises
    ------
    ValueError
        If an entry is no probability, or the reading is unknown.
    """
    if good_click not in get_args(GoodClick):
        listed = ", ".join(repr(reading) for reading in get_args(GoodClick))
        raise ValueError(f"`good_click` must be one of {listed}, not {good_click!r}.")
    values = checked_probabilities(predicted)
    if good_click == "larger of both":
        values = values.copy()
        values[..., _FIRST] = np.maximum(values[..., _FIRST], values[..., _SECOND])
    return np.asarray(values * weights.array)


def weighted_sum(
    predicted: ArrayLike, weights: Weights, *, good_click: GoodClick = "larger of both"
) -> FloatArray:
    """Return the weighted sum of predicted probabilities, in score points, shape (...).

    Parameters are those of `contributions`.
    """
    return np.asarray(contributions(predicted, weights, good_click=good_click).sum(axis=-1))


def served_score(total: ArrayLike, weights: Weights) -> FloatArray:
    """Return the score that the code passes on for a weighted sum.

    A sum s of at least 0 becomes s + 0.001. A negative one is squeezed between 0 and 0.001:
    with P the sum of the weights above zero and N that of the sizes of those below, it becomes
    (s + N) / (P + N) * 0.001. The rule keeps the order of sums. It keeps scores from being
    negative, so that multiplying them with a factor under 1 still lowers them.

    Parameters
    ----------
    total
        Weighted sums, shape (...), from -N to P: no probabilities give others.
    weights
        The weights, whose sums P and N enter.

    Raises
    ------
    ValueError
        If a sum is missing, infinite, below -N or above P.
    """
    sums = np.asarray(total, dtype=np.float64)
    all_weights = weights.positive + weights.negative
    # The sums of ten products may miss -N and P by rounding.
    lowest, highest = -weights.negative * (1 + 1e-12), weights.positive * (1 + 1e-12)
    if not np.isfinite(sums).all() or (sums.size and (sums.min() < lowest or sums.max() > highest)):
        raise ValueError(
            f"A weighted sum is missing, below {lowest:g} or above {highest:g}, the ends of what "
            "these weights can give; pass what `weighted_sum` returns for the same weights."
        )
    if all_weights == 0:
        return np.maximum(sums, 0.0)
    squeezed = np.maximum(sums + weights.negative, 0.0) / all_weights * EPSILON
    return np.where(sums < 0, squeezed, sums + EPSILON)


def score(
    predicted: ArrayLike, weights: Weights, *, good_click: GoodClick = "larger of both"
) -> FloatArray:
    """Return the served score of predicted probabilities, shape (...).

    Parameters are those of `contributions`.
    """
    return served_score(weighted_sum(predicted, weights, good_click=good_click), weights)


def sum_for_score(wanted: ArrayLike, weights: Weights) -> FloatArray:
    """Return the smallest weighted sum whose served score is at least ``wanted``.

    Between the largest score of a negative sum and 0.001 no score is served, so that the sum
    for a wanted score there is 0. A score of 0 or less is reached by every sum.

    Parameters
    ----------
    wanted
        Scores, finite, shape (...).
    weights
        The weights; not all of them zero.

    Raises
    ------
    ValueError
        If a score is missing or infinite, or all weights are zero.
    """
    scores = np.asarray(wanted, dtype=np.float64)
    all_weights = weights.positive + weights.negative
    if not np.isfinite(scores).all() or all_weights == 0:
        raise ValueError("`wanted` must be finite, and some weight must differ from zero.")
    negative = np.maximum(scores, 0.0) / EPSILON * all_weights - weights.negative
    return np.where(scores >= EPSILON, scores - EPSILON, np.minimum(negative, 0.0))
