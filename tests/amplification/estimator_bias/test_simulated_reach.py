import numpy as np
import pytest

from rml.amplification.estimator_bias.simulated_reach import (
    days_distribution,
    poisson_reach,
    returning_users,
)
from rml.data import ledger


@pytest.fixture
def rng():
    ledger.clear()
    yield np.random.default_rng(11)
    ledger.clear()


def test_reach_has_the_planted_means_and_is_noted_as_simulated(rng):
    reach = poisson_reach(5, 0.5, size_ratio=4, days=100, repetitions=2000, rng=rng)
    assert reach.treatment.shape == reach.control.shape == (2000, 100)
    # Means and variances of 200,000 Poisson counts, to five standard errors.
    for counts, mean in ((reach.control, 5), (reach.treatment, 30)):
        assert abs(counts.mean() - mean) < 5 * np.sqrt(mean / counts.size)
        assert counts.var() == pytest.approx(mean, rel=0.02)
    assert set(ledger.inputs().values()) == {"simulated"}


def test_one_reach_a_repetition_or_a_day(rng):
    rates = np.array([[1.0], [100.0]])
    reach = poisson_reach(rates, 0.0, size_ratio=1, days=500, repetitions=2, rng=rng)
    assert reach.control.mean(axis=1) == pytest.approx([1, 100], rel=0.2)
    days = poisson_reach([1.0, 100.0], [0.0, -0.5], size_ratio=1, days=2, repetitions=500, rng=rng)
    assert days.treatment.mean(axis=0) == pytest.approx([1, 50], rel=0.2)


@pytest.mark.parametrize("mean_days", [1.0, 1.5, 5.0, 20.0])
def test_the_distribution_of_days_is_geometric(mean_days):
    chances = days_distribution(mean_days, days=400)
    assert chances.sum() == pytest.approx(1)
    assert chances @ np.arange(1, 401) == pytest.approx(mean_days, rel=1e-6)
    if mean_days > 1:
        ratios = chances[1:30] / chances[:29]
        assert ratios == pytest.approx([1 - 1 / mean_days] * 29)


def test_what_lies_beyond_the_last_day_falls_on_it():
    assert days_distribution(2.0, days=3) == pytest.approx([0.5, 0.25, 0.25])
    with pytest.raises(ValueError, match="`mean_days` must lie between 1 and 3"):
        days_distribution(4.0, days=3)


@pytest.mark.parametrize("mean_days", [1.0, 5.0])
def test_user_days_keep_their_mean_while_their_variance_grows(rng, mean_days):
    users = returning_users(
        500, 1.0, mean_days=mean_days, size_ratio=4, days=137, repetitions=4000, rng=rng
    )
    days = np.arange(1, 138)
    control, treatment = users.control @ days, users.treatment @ days
    assert control.mean() == pytest.approx(500, rel=0.01)
    assert treatment.mean() == pytest.approx(4000, rel=0.01)
    # A geometric number of days with mean m has mean square m (2 m - 1).
    assert control.var() / control.mean() == pytest.approx(2 * mean_days - 1, rel=0.1)
    assert users.control.sum(axis=1).mean() == pytest.approx(500 / mean_days, rel=0.01)


def test_a_seed_is_no_generator():
    with pytest.raises(ValueError, match=r"must be a numpy\.random\.Generator"):
        poisson_reach(1, 0, size_ratio=4, days=2, repetitions=2, rng=1)
