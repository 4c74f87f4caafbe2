"""People drawn from the tables of names and counties, with outcomes whose truth is known.

The people are made up: a group is drawn with a county, a surname with the group. Names are
used only to look their shares up and are never kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, special

from rml.data.ledger import simulated
from rml.timeline.imputation.bisg import bisg
from rml.timeline.imputation.groups import (
    GROUPS,
    FloatArray,
    county_counts,
    group_index,
    group_shares,
    shares_of,
)

World = Literal["own group", "name and place"]
WORLDS: Final[tuple[World, ...]] = get_args(World)
"""What the chance of the outcome depends on."""


_STEEPEST: Final = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePeople:
    """A population of people with known groups and imputed probabilities.

    Parameters
    ----------
    groups
        Each person's column in `GROUPS`, shape (people,).
    probabilities
        Imputed from surname and place, shape (people, 6).
    """

    groups: NDArray[np.intp]
    probabilities: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOutcome:
    """A made-up outcome of a population: each person's chance of it, and the gap that follows.

    Parameters
    ----------
    chances
        Shape (people,), in [0, 1].
    gap
        The mean chance of the first group minus that of the second: the truth, a proportion.
    """

    chances: FloatArray
    gap: float


def surname_weights(shares: FloatArray, prior: FloatArray, *, exponent: float) -> FloatArray:
    """Return how common each surname is taken to be, shape (surnames,), adding up to 1.

    The table holds no counts, but lists names by how common they are. Weights start as one over
    the rank to the power ``exponent`` (Zipf's law) and are then moved as little as possible
    (least relative entropy) until the names' bearers have the composition ``prior``.

    Parameters
    ----------
    shares
        P(group | surname), shape (surnames, 6), the most common name first.
    prior
        P(group), shape (6,).
    exponent
        0 makes all names equally common.

    Raises
    ------
    ValueError
        If no weights give that composition.
    """
    start = -exponent * np.log(np.arange(1, len(shares) + 1))

    def dual(slopes: FloatArray) -> tuple[float, FloatArray]:
        logits = start + shares @ slopes
        weights = special.softmax(logits)
        value = float(special.logsumexp(logits) - slopes @ prior)
        return value, shares.T @ weights - prior

    # Bounded: where no weights will do, the slopes would grow without end.
    found = optimize.minimize(
        dual,
        np.zeros(shares.shape[1]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-_STEEPEST, _STEEPEST)] * shares.shape[1],
        options={"ftol": 1e-16, "gtol": 1e-10, "maxiter": 10_000},
    )
    weights = np.asarray(special.softmax(start + shares @ found.x))
    if np.abs(shares.T @ weights - prior).max() > 1e-6:  # the optimiser may stop for rounding
        raise ValueError("No weights of the surnames give the composition of the population.")
    return weights


@simulated
def draw_people(
    surnames: pd.DataFrame,
    counties: pd.DataFrame,
    *,
    size: int,
    exponent: float,
    rng: np.random.Generator,
) -> MadePeople:
    """Return people drawn from real tables, imputed from surname and county.

    A county and group are drawn by the number of residents, a surname by the group. Surname and
    place are therefore independent within each group, and the probabilities are right for
    these people: what goes wrong with them goes wrong at best.

    Parameters
    ----------
    surnames
        The table of surnames, the most common first.
    counties
        The county table.
    size
        How many people.
    exponent
        Of `surname_weights`.
    rng
        The source of randomness.
    """
    counts = county_counts(counties)
    prior = counts.sum(axis=0) / counts.sum()
    shares = group_shares(surnames)
    weights = surname_weights(shares, prior, exponent=exponent)
    cells = rng.choice(counts.size, size=size, p=(counts / counts.sum()).ravel())
    place, group = np.divmod(cells, len(GROUPS))
    name = np.empty(size, dtype=np.intp)
    for column in range(len(GROUPS)):
        members = np.flatnonzero(group == column)
        bearers = weights * shares[:, column]
        name[members] = rng.choice(len(shares), size=len(members), p=bearers / bearers.sum())
    imputed = bisg(shares[name], shares_of(counts)[place], prior=prior)
    return MadePeople(groups=group, probabilities=imputed.probabilities)


def labelled_people(labels: NDArray[np.intp], probabilities: FloatArray) -> MadePeople:
    """Return real people, by labels and probabilities alone, on whom outcomes can be laid.

    Parameters
    ----------
    labels
        Columns in `GROUPS`, shape (people,).
    probabilities
        Shape (people, 6).
    """
    return MadePeople(groups=labels, probabilities=probabilities)


@simulated
def made_outcome(
    people: MadePeople, *, world: World, first: str, second: str, base: float, gap: float
) -> MadeOutcome:
    """Return a made-up outcome in which two groups differ by ``gap``.

    Parameters
    ----------
    people
        The population.
    world
        ``own group``: the chance is ``base``, and ``base + gap`` for the first group, whatever
        the name and the place. ``name and place``: the chance changes in proportion to the
        imputed probability of the first group, and does not depend on the group itself given
        name and place.
    first, second
        The groups that are compared, of `GROUPS`.
    base
        The chance where nothing is planted, a proportion.
    gap
        The first group's mean chance minus the second's, a proportion.

    Raises
    ------
    ValueError
        If a chance would leave [0, 1], or there is nobody of a group.
    """
    of_first = people.groups == group_index(first)
    of_second = people.groups == group_index(second)
    if not of_first.any() or not of_second.any():
        raise ValueError(f"There is nobody of the group {first} or of the group {second}.")
    if world == "own group":
        driver = of_first.astype(float)
    else:
        driver = people.probabilities[:, group_index(first)]
    reach = driver[of_first].mean() - driver[of_second].mean()
    if reach <= 0:
        raise ValueError(f"Names and places do not tell {first} from {second}: nothing to plant.")
    chances = base + gap / reach * driver
    if chances.min() < 0 or chances.max() > 1:
        raise ValueError(
            f"With the base {base} and the gap {gap} chances run from {chances.min():.2f} to "
            f"{chances.max():.2f}; plant a smaller gap, or a base further from 0 and 1."
        )
    return MadeOutcome(
        chances=chances, gap=float(chances[of_first].mean() - chances[of_second].mean())
    )
