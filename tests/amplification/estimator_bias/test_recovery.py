import numpy as np
import pytest

from rml.amplification.estimator_bias.recovery import (
    ESTIMATORS,
    Design,
    Recovered,
    of_estimator,
    recovered_estimators,
    recovered_returning,
    worst_of,
)

DESIGN = Design(daily_reach=5, days=60, size_ratio=4, level=0.95)
PLANTED = [-0.5, 0.0, 2.0]


@pytest.fixture(scope="module")
def found():
    return recovered_estimators(
        DESIGN, planted=PLANTED, repetitions=1500, rng=np.random.default_rng(2)
    )


def test_every_estimator_meets_every_planted_value(found):
    assert [(one.estimator, one.planted) for one in found] == [
        (estimator, planted) for planted in PLANTED for estimator in ESTIMATORS
    ]


def test_simulated_and_exact_bias_agree(found):
    for one in found:
        assert abs(one.bias - one.expected_bias) < 4.5 * one.bias_error, one


def test_the_corrected_estimators_are_unbiased_to_within_one_per_cent(found):
    for one in of_estimator(found, "daily, corrected"):
        assert one.expected_bias == pytest.approx(-100 * np.exp(-5))
    for one in of_estimator(found, "pooled, corrected"):
        assert abs(one.expected_bias) < 1e-9
        assert 0.93 <= one.coverage <= 0.97


def test_the_published_reading_is_not(found):
    for one in of_estimator(found, "daily, inside"):
        assert one.bias > 30
        assert one.coverage < 0.7


def test_returning_users_break_the_interval_over_user_days_alone():
    rng = np.random.default_rng(3)
    for mean_days in (1.0, 5.0):
        recovered = recovered_returning(
            DESIGN, planted=[0.0, 1.0], mean_days=mean_days, repetitions=1500, rng=rng
        )
        for one in of_estimator(recovered, "users independent"):
            assert 0.92 <= one.coverage <= 0.97
        naive = [one.coverage for one in of_estimator(recovered, "user-days independent")]
        assert max(naive) < 0.6 if mean_days == 5 else min(naive) > 0.93


def test_the_worst_is_the_worst_in_each_respect():
    def one(planted, bias, coverage, width):
        return Recovered(
            estimator="made", planted=planted, repetitions=2000, expected_bias=None,
            bias=bias, bias_error=0.5, coverage=coverage, width=width,
        )  # fmt: skip

    worst = worst_of([one(0.0, 0.2, 0.97, 8.0), one(1.0, -0.7, 0.94, 9.0)], level=0.95)
    assert worst.planted == 1.0
    assert worst.estimate.value == -0.7
    assert (worst.estimate.low, worst.estimate.high) == pytest.approx((-1.68, 0.28), abs=0.001)
    assert worst.coverage == 0.97
    assert worst.width == 9.0
    assert worst.estimate.n == "2,000 simulated experiments for each of 2 planted amplifications"
