import numpy as np
import pytest

from rml.amplification.estimator_bias.returning_users import (
    days_of_a_user_day,
    user_corrected_ratio,
    user_days,
    user_level_bounds,
)
from rml.amplification.estimator_bias.simulated_reach import ReturningUsers
from rml.amplification.holdback.ratio import amplification_ratio


def reached(treatment, control):
    return ReturningUsers(
        treatment=np.array([treatment], dtype=np.int64), control=np.array([control], dtype=np.int64)
    )


def test_user_days_and_their_users_days_by_hand():
    users = np.array([[3, 0, 2], [0, 0, 0]])  # three users on one day, two on three days
    assert user_days(users).tolist() == [9, 0]
    assert days_of_a_user_day(users).tolist() == [(3 * 1 + 2 * 9) / 9, 1]


def test_nobody_coming_back_gives_the_corrected_ratio():
    met = reached([21, 0, 0], [3, 0, 0])
    expected = amplification_ratio(21, 3, smoothing="corrected", size_ratio=4)
    assert user_corrected_ratio(met, size_ratio=4) == pytest.approx(float(expected))


def test_the_interval_is_the_jackknife_over_users_on_the_scale_of_logarithms():
    rng = np.random.default_rng(8)
    days = {arm: rng.geometric(0.3, size) for arm, size in (("treatment", 900), ("control", 250))}
    counts = {arm: np.bincount(of, minlength=60)[1:60] for arm, of in days.items()}
    ends = user_level_bounds(reached(**counts), size_ratio=4, level=0.95)
    squared = 0.0
    for of in days.values():
        # Numbers of users are random too, so a deleted user is not replaced in the mean.
        left_out = np.log(of.sum() - of)
        squared += ((left_out - np.log(of.sum())) ** 2).sum()
    error = (np.log(ends.high + 1) - np.log(ends.low + 1)) / (2 * 1.959964)
    assert error == pytest.approx(np.sqrt(squared), rel=0.02)
    centre = np.sqrt((ends.low + 1) * (ends.high + 1)) - 1
    assert centre == pytest.approx(days["treatment"].sum() / (4 * days["control"].sum()) - 1)


def test_an_arm_without_users_tells_nothing():
    ends = user_level_bounds(reached([5, 1], [0, 0]), size_ratio=4, level=0.95)
    assert (ends.low[0], ends.high[0]) == (-1, np.inf)
