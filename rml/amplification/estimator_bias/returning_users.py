"""Estimate and interval for pooled reach when users come back on further days.

Reach summed over days counts user-days. If a user who is reached is reached on many days, the
sum varies as many times as much as the mean number of days that a user-day's user has, q. An
interval that takes user-days as independent is then too short by the root of q, and a ratio
with C in its denominator is biased by q / C, not 1 / C.

What varies is who was reached, so variances are taken over users: each user contributes the
days on which they were reached. This is the linearised form of a jackknife that deletes users;
with a log of impressions, the jackknife itself is to be preferred.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from rml.amplification.estimator_bias.simulated_reach import ReturningUsers
from rml.amplification.holdback.ratio import checked_size_ratio
from rml.amplification.holdback.ratio_interval import RatioBounds
from rml.stats.arguments import checked_fraction

FloatArray = NDArray[np.float64]


def user_days(users: NDArray[np.int64]) -> FloatArray:
    """Return the user-days of each repetition, from users by their number of days.

    Parameters
    ----------
    users
        Users reached on 1, 2, ... days, shape (..., days).
    """
    return np.asarray(users @ np.arange(1.0, users.shape[-1] + 1))


def days_of_a_user_day(users: NDArray[np.int64]) -> FloatArray:
    """Return q: the mean, over user-days, of the days of the user; 1 if nobody comes back.

    It is also the variance of the user-days by their mean, if the number of users is Poisson.
    """
    total = user_days(users)
    squares = users @ np.arange(1.0, users.shape[-1] + 1) ** 2
    return np.asarray(np.divide(squares, total, out=np.ones_like(total), where=total > 0))


def user_corrected_ratio(reached: ReturningUsers, *, size_ratio: float) -> FloatArray:
    """Return the pooled amplification T / (k (C + q)) - 1, q being the control arm's.

    The estimand is the ratio of expected user-days, minus one. Where nobody comes back q is 1
    and this is the corrected ratio T / (k (C + 1)).
    """
    factor = checked_size_ratio(size_ratio)
    control = user_days(reached.control) + days_of_a_user_day(reached.control)
    return np.asarray(user_days(reached.treatment) / (factor * control) - 1)


def user_level_bounds(reached: ReturningUsers, *, size_ratio: float, level: float) -> RatioBounds:
    """Return intervals whose variance is taken over users, normal on the scale of logarithms.

    The squared standard error of the logarithm is q / T of the treatment arm plus q / C of the
    control arm. An arm without any user gives an interval from -1 to infinity.
    """
    factor, nominal = checked_size_ratio(size_ratio), checked_fraction("level", level)
    treatment, control = user_days(reached.treatment), user_days(reached.control)
    met = (treatment > 0) & (control > 0)
    safe_treatment, safe_control = np.where(met, treatment, 1), np.where(met, control, 1)
    error = np.sqrt(
        days_of_a_user_day(reached.treatment) / safe_treatment
        + days_of_a_user_day(reached.control) / safe_control
    )
    ratio = safe_treatment / (factor * safe_control)
    reach = np.exp(stats.norm.ppf((1 + nominal) / 2) * error)
    return RatioBounds(
        low=np.where(met, ratio / reach - 1, -1.0), high=np.where(met, ratio * reach - 1, np.inf)
    )
