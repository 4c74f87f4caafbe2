"""Made-up reach with a planted amplification: users who do not come back, and users who do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.data.ledger import simulated
from rml.stats.arguments import checked_count, checked_finite, checked_generator

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Simulated daily reach in each arm, each of shape (repetitions, days)."""

    treatment: IntArray
    control: IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturningUsers:
    """How many users were reached on 1, 2, ... days, each of shape (repetitions, days)."""

    treatment: IntArray
    control: IntArray


@simulated
def poisson_reach(
    control_reach: ArrayLike,
    true_amplification: ArrayLike,
    *,
    size_ratio: float,
    days: int,
    repetitions: int,
    rng: np.random.Generator,
) -> Reach:
    """Return independent Poisson reach on every day of every repetition.

    Parameters
    ----------
    control_reach, true_amplification
        Expected control reach a day and planted amplification: one number, one a day of
        shape (days,), or one a repetition of shape (repetitions, 1).
    size_ratio
        Treatment users per control user.
    days, repetitions
        The shape of the result.
    rng
        The source of randomness.
    """
    checked_generator(rng)
    shape = (
        checked_count("repetitions", repetitions, minimum=1),
        checked_count("days", days, minimum=1),
    )
    rate = checked_finite("control_reach", control_reach)
    ranked = size_ratio * rate * (1 + checked_finite("true_amplification", true_amplification))
    return Reach(treatment=rng.poisson(ranked, shape), control=rng.poisson(rate, shape))


def days_distribution(mean_days: float, *, days: int) -> FloatArray:
    """Return the probabilities that a user who is reached is reached on 1, ..., ``days`` days.

    The number is geometric with the given mean; what lies beyond the last day falls on it.
    """
    longest = checked_count("days", days, minimum=1)
    if not 1 <= mean_days <= longest:
        raise ValueError(f"`mean_days` must lie between 1 and {longest} days, not {mean_days!r}.")
    beyond = (1 - 1 / mean_days) ** np.arange(longest + 1)
    beyond[-1] = 0
    return np.asarray(beyond[:-1] - beyond[1:])


@simulated
def returning_users(
    control_user_days: float,
    true_amplification: float,
    *,
    mean_days: float,
    size_ratio: float,
    days: int,
    repetitions: int,
    rng: np.random.Generator,
) -> ReturningUsers:
    """Return the users reached on each number of days, with Poisson numbers of users.

    Ranking reaches more users; each of them is reached on as many days as in control. The
    expected user-days are the same whatever ``mean_days``: only their number of users differs.

    Parameters
    ----------
    control_user_days
        Expected control reach summed over days, above 0.
    true_amplification
        Planted, above -1.
    mean_days
        Mean days of a user who is reached, from 1.
    size_ratio, days, repetitions, rng
        As `poisson_reach`.
    """
    checked_generator(rng)
    chances = days_distribution(mean_days, days=days)
    users = control_user_days / float(chances @ np.arange(1, days + 1))
    shape = (checked_count("repetitions", repetitions, minimum=1), days)
    # Users split by their number of days are independent Poisson counts.
    return ReturningUsers(
        treatment=rng.poisson(size_ratio * (1 + true_amplification) * users * chances, shape),
        control=rng.poisson(users * chances, shape),
    )
