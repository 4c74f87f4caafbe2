"""Group means and gaps from probabilities of race, without giving anybody a race.

The weighted mean of a group is sum p_i y_i / sum p_i, with p_i a person's probability of being
in the group. It estimates the group's mean outcome if the probabilities are calibrated and if
outcome and race are independent given what the probabilities were made from (name and place).
Where they are not, its error is -E[Cov(1_g, Y | name, place)] / P(g)
(Chen et al. 2019, doi:10.1145/3287560.3287594): of an outcome that depends on a person's own
race, a part of the gap is lost. `rml.timeline.imputation.dependence` bounds that error, corrects
it where some people's race is known, and gives bounds that need no such assumption.

Thresholded means, which count everybody as their most probable race or leave out whom no race
is certain enough for, stand in `rml.timeline.imputation.thresholded`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.estimate import Estimate
from rml.stats.arguments import FloatArray, checked_finite, checked_sample
from rml.timeline.imputation.groups import GROUPS, group_index
from rml.timeline.imputation.linearised import (
    LEAST_WEIGHT,
    Linearised,
    cluster_codes,
    estimate_of,
    ratio_of_sums,
)


@dataclass(frozen=True, slots=True)
class GroupedOutcomes:
    """Probabilities and outcomes of the same people, checked.

    Parameters
    ----------
    probabilities
        Shape (people, 6), in the order of `GROUPS`; rows add up to 1.
    outcomes
        Shape (people,).
    clusters
        Codes, shape (people,), or None.
    """

    probabilities: FloatArray
    outcomes: FloatArray
    clusters: NDArray[np.intp] | None

    def weights(self, group: str | None, *, other_than: str | None = None) -> FloatArray:
        """Return the probabilities of a group; for None, of everybody but ``other_than``.

        Raises
        ------
        ValueError
            If the group is unknown, or adds up to fewer than two people.
        """
        if group is not None:
            weights = self.probabilities[:, group_index(group)]
        elif other_than is not None:
            weights = 1 - self.probabilities[:, group_index(other_than)]
        else:
            raise ValueError("Name a group.")
        total = float(weights.sum())
        if total < LEAST_WEIGHT:
            raise ValueError(
                f"The probabilities of {group or 'everybody else'} add up to {total:.3g} people; "
                "its mean cannot be estimated. Leave the group out, and say so."
            )
        return weights

    def mean(self, group: str | None, *, other_than: str | None = None) -> Linearised:
        """Return the weighted mean of a group."""
        weights = self.weights(group, other_than=other_than)
        return ratio_of_sums(weights * self.outcomes, weights)


def checked_outcomes(
    probabilities: ArrayLike, outcomes: ArrayLike, clusters: ArrayLike | None = None
) -> GroupedOutcomes:
    """Return probabilities and outcomes if they are what the estimators need.

    Raises
    ------
    ValueError
        If shapes disagree, a probability lies outside [0, 1], a row does not add up to 1, an
        outcome is missing, or there are fewer than 10 clusters.
    """
    shares = checked_finite("probabilities", probabilities)
    if shares.ndim != 2 or shares.shape[1] != len(GROUPS):
        raise ValueError(
            f"`probabilities` must have shape (people, {len(GROUPS)}), not {shares.shape}."
        )
    values = checked_sample("outcomes", outcomes, minimum=2)
    if values.size != len(shares):
        raise ValueError(
            f"There are {len(shares):,} rows of `probabilities` and {values.size:,} outcomes; "
            "give one of each a person."
        )
    wrong = (shares < 0).any(axis=1) | (np.abs(shares.sum(axis=1) - 1) > 1e-6)
    if wrong.any():
        raise ValueError(
            f"{int(wrong.sum()):,} of {len(shares):,} rows of `probabilities` hold a negative "
            "number or do not add up to 1."
        )
    return GroupedOutcomes(shares, values, cluster_codes(clusters, values.size))


def weighted_mean(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    *,
    group: str,
    unit: str,
    level: float = 0.95,
    clusters: ArrayLike | None = None,
    of: str = "people",
) -> Estimate:
    """Return a group's mean outcome, everybody weighted by their probability of being in it.

    The estimand is E[Y | group]. Assumes calibrated probabilities, and that outcome and race
    are independent given what the probabilities were made from; see this module's head.

    Parameters
    ----------
    probabilities
        Shape (people, 6), in the order of `GROUPS`; rows add up to 1.
    outcomes
        Shape (people,), in ``unit``.
    group
        One of `GROUPS`.
    unit
        The outcomes' unit.
    level
        Nominal coverage, in (0, 1).
    clusters
        Labels of people whose outcomes may be alike, such as places, shape (people,); None:
        people are independent. At least 10.
    of
        What a person is called, in the plural.

    Returns
    -------
    Estimate
        With a t interval by the linearised (sandwich) variance of the ratio, over people or
        clusters, and Kish's effective number of people less 1 as degrees of freedom. It
        takes the probabilities as given: what is uncertain in the tables is not in it.

    Raises
    ------
    ValueError
        As `checked_outcomes`; or if the group adds up to fewer than two people.

    Examples
    --------
    >>> shares = [[0.9, 0.1, 0, 0, 0, 0], [0.2, 0.8, 0, 0, 0, 0], [0.1, 0.9, 0, 0, 0, 0],
    ...           [0.6, 0.4, 0, 0, 0, 0]]
    >>> round(weighted_mean(shares, [1, 0, 0, 1], group="black", unit="share").value, 4)
    0.2273
    """
    people = checked_outcomes(probabilities, outcomes, clusters)
    return estimate_of(
        people.mean(group),
        clusters=people.clusters,
        level=level,
        unit=unit,
        of=of,
        what="mean weighted by probabilities of race",
        limits=_limits(people),
    )


def weighted_gap(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    *,
    first: str,
    second: str | None,
    unit: str,
    level: float = 0.95,
    clusters: ArrayLike | None = None,
    of: str = "people",
) -> Estimate:
    """Return the weighted mean of the first group minus that of the second.

    Parameters
    ----------
    probabilities, outcomes, unit, level, clusters, of
        As for `weighted_mean`, with the same assumptions.
    first, second
        Two of `GROUPS`; ``second`` None: everybody who is not in the first group.

    Returns
    -------
    Estimate
        With a t interval by the sandwich variance of the difference; people count in both means.

    Raises
    ------
    ValueError
        As `weighted_mean`; or if the groups are the same.
    """
    people = checked_outcomes(probabilities, outcomes, clusters)
    first_mean, second_mean = _two_means(people, first, second)
    return estimate_of(
        first_mean.minus(second_mean),
        clusters=people.clusters,
        level=level,
        unit=unit,
        of=of,
        what="difference of means weighted by probabilities of race",
    )


def weighted_ratio(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    *,
    first: str,
    second: str | None,
    level: float = 0.95,
    clusters: ArrayLike | None = None,
    of: str = "people",
) -> Estimate:
    """Return the weighted mean of the first group over that of the second.

    Parameters
    ----------
    probabilities, outcomes, first, second, level, clusters, of
        As for `weighted_gap`, with the same assumptions.

    Returns
    -------
    Estimate
        Unit "ratio", with a t interval by the sandwich variance of the logarithm.

    Raises
    ------
    ValueError
        As `weighted_gap`; or if a mean is not above 0.
    """
    people = checked_outcomes(probabilities, outcomes, clusters)
    first_mean, second_mean = _two_means(people, first, second)
    if min(first_mean.value, second_mean.value) <= 0:
        raise ValueError(
            f"A ratio needs means above 0, not {first_mean.value:.4g} and {second_mean.value:.4g}; "
            "report the gap."
        )
    return estimate_of(
        first_mean.log().minus(second_mean.log()),
        clusters=people.clusters,
        level=level,
        unit="ratio",
        of=of,
        what="ratio of means weighted by probabilities of race",
        logarithm=True,
    )


def _two_means(
    people: GroupedOutcomes, first: str, second: str | None
) -> tuple[Linearised, Linearised]:
    if first == second:
        raise ValueError(f"`first` and `second` are both {first!r}; compare two groups.")
    return people.mean(first), people.mean(second, other_than=first)


def _limits(people: GroupedOutcomes) -> tuple[float, float] | None:
    """Return 0 and 1 for outcomes that are all 0 or 1, else None."""
    binary = bool(np.isin(people.outcomes, (0.0, 1.0)).all())
    return (0.0, 1.0) if binary else None
