import numpy as np
import pytest

from rml.amplification.estimator_bias.claims import PLAIN_WORDS, POOLED_CORRECTED
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


def made(planted, bias, coverage, width, expected=None):
    return Recovered(
        estimator="made", planted=planted, repetitions=2000, expected_bias=expected,
        bias=bias, bias_error=0.5, coverage=coverage, width=width,
    )  # fmt: skip


def test_the_worst_is_the_worst_in_each_respect():
    worst = worst_of([made(0.0, 0.2, 0.97, 8.0), made(1.0, -0.7, 0.94, 9.0)], level=0.95)
    assert worst.planted == 1.0
    assert worst.estimate.value == -0.7
    assert worst.coverage == 0.97
    assert worst.width == 9.0
    assert worst.estimate.n == "2,000 simulated experiments for each of 2 planted amplifications"


def test_the_interval_of_the_largest_error_allows_for_its_having_been_picked():
    worst = worst_of([made(0.0, 0.2, 0.97, 8.0), made(1.0, -0.7, 0.94, 9.0)], level=0.95)
    # Bonferroni over two: the normal quantile of 0.9875 is 2.2414.
    assert (worst.estimate.low, worst.estimate.high) == pytest.approx((-1.821, 0.421), abs=0.001)
    assert "Bonferroni" in worst.estimate.method
    alone = worst_of([made(1.0, -0.7, 0.94, 9.0)], level=0.95).estimate
    assert (alone.low, alone.high) == pytest.approx((-1.68, 0.28), abs=0.001)


def test_where_nothing_is_biased_the_picked_interval_holds_zero_as_often_as_it_says():
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(2000):
        found = [made(0.0, bias, 0.95, 8.0) for bias in rng.normal(0, 0.5, 5)]
        estimate = worst_of(found, level=0.95).estimate
        held += estimate.low <= 0 <= estimate.high
    assert 0.935 <= held / 2000 <= 0.965


def test_the_exact_bias_is_the_largest_over_what_was_planted(found):
    kept = [made(0.0, 0.2, 0.95, 8.0, -0.1), made(1.0, 0.7, 0.95, 8.0, -0.4)]
    assert worst_of(kept, level=0.95).expected_bias == 0.4
    pooled = worst_of(of_estimator(found, "pooled, corrected"), level=0.95)
    assert pooled.expected_bias < 1e-9 < abs(pooled.estimate.value)
    daily = worst_of(of_estimator(found, "daily, corrected"), level=0.95)
    assert daily.expected_bias == pytest.approx(100 * np.exp(-5))


def test_without_an_exact_bias_none_is_given():
    kept = [made(0.0, 0.2, 0.95, 8.0, -0.1), made(1.0, 0.7, 0.95, 8.0)]
    assert worst_of(kept, level=0.95).expected_bias is None


def test_plain_words_and_claim_give_the_exact_bias_and_not_the_largest_of_five():
    assert "{exact" in POOLED_CORRECTED["statement"]
    assert "{exact" in PLAIN_WORDS
    assert "{bias" not in PLAIN_WORDS
