"""Made-up people with probabilities of race, and what is true of their groups.

Probabilities are drawn from a Dirichlet distribution and everybody's group from them, so they
are calibrated. The outcome depends on the probabilities alone (then it is independent of the
group given name and place) or on the own group. Truths follow from moments of the distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rml.timeline.imputation.groups import GROUPS, group_index

FloatArray = NDArray[np.float64]

FIRST: Final = "black"
SECOND: Final = "white"
RARE: Final = "aian"
SPREADS: Final = dict(zip(GROUPS, (2.4, 0.8, 0.8, 0.3, 0.04, 0.1), strict=True))
PEOPLE: Final = 1000
PLACES: Final = 50
BASE: Final = 2.0
EFFECT: Final = 1.5
RATES: Final = (0.3, 0.3)
PLACE_SPREAD: Final = 0.4
KNOWN: Final = 0.2


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class People:
    """Made-up people.

    Parameters
    ----------
    probabilities
        Shape (people, 6), calibrated.
    group
        The column of each person's group, shape (people,).
    outcomes
        Shape (people,).
    place
        Number of the place, shape (people,).
    known
        As ``group`` for a random part, else -1, shape (people,).
    """

    probabilities: FloatArray
    group: NDArray[np.int64]
    outcomes: FloatArray
    place: NDArray[np.int64]
    known: NDArray[np.int64]


def draw_people(
    rng: np.random.Generator,
    *,
    own_group: bool,
    places_differ: bool = False,
    binary: bool = False,
    people: int = PEOPLE,
) -> People:
    """Return made-up people.

    Parameters
    ----------
    rng
        Source of randomness.
    own_group
        Whether the outcome depends on the own group rather than on the probabilities.
    places_differ
        Whether people of a place share a cause.
    binary
        Whether the outcome is 0 or 1.
    people
        Their number.
    """
    probabilities = rng.dirichlet(list(SPREADS.values()), people)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    edges = probabilities.cumsum(axis=1)[:, :-1]
    group = (rng.random((people, 1)) >= edges).sum(axis=1)
    column = group_index(FIRST)
    drives = (group == column).astype(float) if own_group else probabilities[:, column]
    place = rng.integers(PLACES, size=people)
    if binary:
        outcomes = (rng.random(people) < RATES[0] + RATES[1] * drives).astype(float)
    else:
        outcomes = BASE + EFFECT * drives + rng.standard_normal(people)
    if places_differ:
        outcomes += rng.normal(0.0, PLACE_SPREAD, PLACES)[place]
    known = np.where(rng.random(people) < KNOWN, group, -1)
    return People(
        probabilities=probabilities, group=group, outcomes=outcomes, place=place, known=known
    )


def means_by_name() -> tuple[float, float]:
    """Return the true means of the group and of everybody else where names alone matter."""
    share, square = moments(FIRST)
    of_group = BASE + EFFECT * square / share
    return of_group, BASE + EFFECT * (share - square) / (1 - share)


def mean_of_rare() -> float:
    """Return the true mean of the rare group, from moments of the Dirichlet distribution."""
    total = sum(SPREADS.values())
    # E[p_first p_rare] / E[p_rare] of a Dirichlet distribution.
    return BASE + EFFECT * SPREADS[FIRST] / (total + 1)


def gap_of_rates() -> float:
    """Return the true gap of rates of two groups where names alone matter."""
    total = sum(SPREADS.values())
    # E[p_first p_group] / E[p_group], for the first group itself and for another.
    own, other = (SPREADS[FIRST] + 1) / (total + 1), SPREADS[FIRST] / (total + 1)
    return RATES[1] * (own - other)


def mean_brier() -> float:
    """Return the mean score of calibrated probabilities: 1 less the mean sum of their squares."""
    return 1 - sum(moments(group)[1] for group in GROUPS)


def moments(group: str) -> tuple[float, float]:
    """Return mean and mean square of a group's probability."""
    own, total = SPREADS[group], sum(SPREADS.values())
    return own / total, own * (own + 1) / (total * (total + 1))
