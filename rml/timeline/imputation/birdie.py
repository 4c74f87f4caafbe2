"""Group rates under the opposite assumption: the outcome depends on race and place, not on names.

The weighted mean assumes that outcome and race are independent given name and place. McCartan,
Fisher, Goldin, Ho and Imai (2023, arXiv:2303.02580) assume instead that outcome and surname are
independent given race and place (BIRDiE): the surname is an instrument. Here is the simplest member
of that family, for outcomes of 0 or 1: within each stratum of places a rate for each group,

    P(Y_i = 1) = sum over groups of p_ir rate_r,

by maximum likelihood, without pooling between strata. The likelihood is concave; it is climbed by
the EM algorithm. Which of the two assumptions holds, the data cannot tell: where they disagree, a
report shows both.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from rml.estimate import Estimate
from rml.stats.arguments import FloatArray, checked_fraction, checked_noun
from rml.timeline.imputation.group_estimates import checked_outcomes
from rml.timeline.imputation.groups import GROUPS, group_index

LEAST_STRATUM: Final = 200
LEAST_WEIGHT: Final = 5.0
"""People, by their probabilities, that a stratum must have of a group to say anything of it."""

_STEPS: Final = 20_000
_TOLERANCE: Final = 1e-8
_SINGULAR: Final = 1e-6


class _Fit(NamedTuple):
    rates: FloatArray
    information: FloatArray
    covariance: FloatArray
    weights: FloatArray
    at_limit: bool


def birdie_rate(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    *,
    group: str,
    unit: str,
    strata: ArrayLike | None = None,
    level: float = 0.95,
    of: str = "people",
) -> Estimate:
    """Return a group's rate if outcome and name are independent given race and stratum.

    Parameters
    ----------
    probabilities
        Calibrated, shape (people, 6), in the order of `GROUPS`.
    outcomes
        0 or 1, shape (people,).
    group
        One of `GROUPS`.
    unit
        The rate's unit.
    strata
        Labels of strata of places, shape (people,), at least 200 people each; None: one
        stratum, which assumes that place does not matter either.
    level
        Nominal coverage, in (0, 1).
    of
        What a person is called, in the plural.

    Returns
    -------
    Estimate
        With a normal interval by the observed information, cut at 0 and 1. Where a rate lies
        at 0 or 1 the interval is too short, and ``method`` says so.

    Raises
    ------
    ValueError
        As `rml.timeline.imputation.group_estimates.weighted_mean`; or if outcomes are not 0 or
        1, a stratum is too small, or no stratum has five people of the group by their
        probabilities; or if the probabilities do not tell the groups apart.
    """
    contrast = np.zeros(len(GROUPS))
    contrast[group_index(group)] = 1
    return _estimate(
        probabilities, outcomes, contrast, strata, unit=unit, level=level, of=of, limits=(0.0, 1.0)
    )


def birdie_gap(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    *,
    first: str,
    second: str,
    unit: str,
    strata: ArrayLike | None = None,
    level: float = 0.95,
    of: str = "people",
) -> Estimate:
    """Return the first group's rate minus the second's, under the assumption of `birdie_rate`.

    Parameters
    ----------
    probabilities, outcomes, unit, strata, level, of
        As for `birdie_rate`.
    first, second
        Two of `GROUPS`.
    """
    if first == second:
        raise ValueError(f"`first` and `second` are both {first!r}; compare two groups.")
    contrast = np.zeros(len(GROUPS))
    contrast[[group_index(first), group_index(second)]] = 1, -1
    return _estimate(
        probabilities, outcomes, contrast, strata, unit=unit, level=level, of=of, limits=(-1.0, 1.0)
    )


def _estimate(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    contrast: FloatArray,
    strata: ArrayLike | None,
    *,
    unit: str,
    level: float,
    of: str,
    limits: tuple[float, float],
) -> Estimate:
    people = checked_outcomes(probabilities, outcomes)
    if not np.isin(people.outcomes, (0.0, 1.0)).all():
        raise ValueError("`outcomes` must be 0 or 1; ask whether an amount is above a limit.")
    labels = np.zeros(people.outcomes.size) if strata is None else np.asarray(strata)
    if labels.shape != people.outcomes.shape:
        raise ValueError(f"`strata` must have shape {people.outcomes.shape}, not {labels.shape}.")
    distinct, codes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    small = int((counts < LEAST_STRATUM).sum())
    if small:
        raise ValueError(
            f"{small:,} of {distinct.size:,} strata have fewer than {LEAST_STRATUM} people; merge "
            "places that are alike."
        )
    fits = [
        _fit(people.probabilities[codes == code], people.outcomes[codes == code])
        for code in range(distinct.size)
    ]
    wanted = contrast != 0
    weights = np.array([fit.weights for fit in fits])
    weights[weights < LEAST_WEIGHT] = 0
    totals = weights.sum(axis=0)
    if (totals[wanted] == 0).any():
        missing = [GROUPS[place] for place in np.flatnonzero(wanted & (totals == 0))]
        raise ValueError(
            f"No stratum has {LEAST_WEIGHT:g} people of {' and '.join(missing)} by their "
            "probabilities; leave the group out, and say so."
        )
    shares = np.divide(weights, totals, out=np.zeros_like(weights), where=totals > 0)
    value = variance = 0.0
    for share, fit in zip(shares, fits, strict=True):
        part = share * contrast
        if np.abs(fit.information @ (fit.covariance @ part) - part).max() > _SINGULAR:
            raise ValueError(
                "The probabilities do not tell the groups apart: everybody of a stratum has the "
                "same, or nearly. Use the bounds without assumptions."
            )
        value += float(part @ fit.rates)
        variance += float(part @ fit.covariance @ part)
    reach = float(special.ndtri((1 + checked_fraction("level", level)) / 2)) * math.sqrt(variance)
    limit = ", a rate lies at 0 or 1: too short" if any(fit.at_limit for fit in fits) else ""
    among = f" in {distinct.size:,} strata" if strata is not None else ""
    return Estimate(
        value=value,
        low=min(max(value - reach, limits[0]), value),
        high=max(min(value + reach, limits[1]), value),
        level=level,
        n=f"{people.outcomes.size:,} {checked_noun('of', of)}{among}",
        unit=unit,
        method=(
            "maximum likelihood, outcome independent of the name given race and stratum (BIRDiE "
            f"without pooling), normal interval by the observed information{limit}"
        ),
    )


def _fit(probabilities: FloatArray, outcomes: FloatArray) -> _Fit:
    """Return the rates of one stratum by EM, and their covariance by the observed information."""
    weights = probabilities.sum(axis=0)
    present = weights > 0
    shares = probabilities[:, present]
    happened = outcomes == 1
    rates = np.full(int(present.sum()), np.clip(outcomes.mean(), 0.01, 0.99))
    # Expected members with the outcome, over expected members: both steps in one line each.
    for _ in range(_STEPS):
        with_outcome = shares * rates
        without = shares * (1 - rates)
        yes = (with_outcome / np.maximum(with_outcome.sum(axis=1), 1e-300)[:, None])[happened]
        no = (without / np.maximum(without.sum(axis=1), 1e-300)[:, None])[~happened]
        events = yes.sum(axis=0)
        new = events / (events + no.sum(axis=0))
        done = float(np.abs(new - rates).max()) < _TOLERANCE
        rates = new
        if done:
            break
    expected = shares @ rates
    chance = np.where(happened, expected, 1 - expected)
    scores = shares / np.maximum(chance, 1e-12)[:, None]
    information, covariance = (np.zeros((len(GROUPS), len(GROUPS))) for _ in range(2))
    information[np.ix_(present, present)] = scores.T @ scores
    covariance[np.ix_(present, present)] = np.linalg.pinv(scores.T @ scores, hermitian=True)
    whole = np.zeros(len(GROUPS))
    whole[present] = rates
    inside = weights[present] >= LEAST_WEIGHT
    edge = bool(((rates < 1e-4) | (rates > 1 - 1e-4))[inside].any())
    return _Fit(whole, information, covariance, weights, edge)
