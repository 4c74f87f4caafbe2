"""Spread of means beyond noise with any covariance: expectation, agreement, coverage."""

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from rml.stats.disparity import variances_of_rates
from rml.stats.disparity_values import noise_variance, spread_of_values
from rml.stats.random_effects import dersimonian_laird, paule_mandel

COVARIANCE = np.array([[4.0, 1.0, -0.5], [1.0, 2.0, 0.3], [-0.5, 0.3, 1.0]])


def test_the_noise_is_the_expected_variance_of_values_that_differ_by_noise():
    draws = np.random.default_rng(1).multivariate_normal([7.0] * 3, COVARIANCE, 400_000)
    assert np.var(draws, axis=1, ddof=1).mean() == pytest.approx(
        noise_variance(COVARIANCE), rel=0.01
    )
    by_trace = np.trace((np.eye(3) - 1 / 3) @ COVARIANCE) / 2
    assert noise_variance(COVARIANCE) == pytest.approx(by_trace)


def test_independent_errors_give_the_mean_squared_standard_error():
    assert noise_variance([1.0, 4.0, 7.0]) == pytest.approx(4.0)


def test_what_all_values_share_is_no_noise_between_them():
    assert noise_variance(COVARIANCE + 9.0) == pytest.approx(noise_variance(COVARIANCE))


def test_binomial_noise_given_as_a_covariance_gives_the_corrected_variance():
    positives, sizes = np.array([30, 60, 50]), np.array([100, 100, 200])
    rates = positives / sizes
    spread = spread_of_values(
        rates,
        rates * (1 - rates) / sizes,
        rng=np.random.default_rng(1),
        unit="proportion",
        of="people",
    )
    corrected = float(variances_of_rates(positives, sizes).corrected)
    assert spread.value == pytest.approx(corrected**0.5)


def test_coverage_is_near_nominal_with_dependent_errors():
    rng = np.random.default_rng(2)
    means = np.array([0.0, 3.0, 6.0, 8.0])
    part = rng.normal(size=(4, 4))
    covariance = part @ part.T / 4 + 0.3 * np.eye(4)
    truth, held, repetitions = np.std(means, ddof=1), 0, 1500
    for values in rng.multivariate_normal(means, covariance, repetitions):
        found = spread_of_values(
            values, covariance, rng=rng, unit="points", of="4 groups", resamples=299
        )
        held += found.low <= truth <= found.high
    assert 0.92 < held / repetitions < 0.98


def test_the_spread_of_equals_is_zero_with_an_interval_from_zero():
    found = spread_of_values(
        [1.0, 1.0, 1.0], [0.1] * 3, rng=np.random.default_rng(1), unit="points", of="3 groups"
    )
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high > 0


def q_by_loops(values, variances, between):
    weights = [1 / (variance + between) for variance in variances]
    centre = sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)
    return sum(w * (v - centre) ** 2 for w, v in zip(weights, values, strict=True))


def test_random_effects_solve_their_equations():
    values, variances = [0.1, 0.35, 0.5, 0.2], [0.01, 0.02, 0.005, 0.01]
    found = paule_mandel(values, variances, of="4 groups")
    assert q_by_loops(values, variances, found.value) == pytest.approx(3)
    assert q_by_loops(values, variances, found.high) == pytest.approx(0.2157953)
    weights = [1 / variance for variance in variances]
    scale = sum(weights) - sum(w * w for w in weights) / sum(weights)
    wanted = (q_by_loops(values, variances, 0.0) - 3) / scale
    assert dersimonian_laird(values, variances) == pytest.approx(wanted)


def test_random_effects_agree_with_statsmodels():
    values, variances = np.array([0.1, 0.35, 0.5, 0.2]), np.array([0.01, 0.02, 0.005, 0.01])
    chi2 = combine_effects(values, variances, method_re="chi2")
    iterated = combine_effects(values, variances, method_re="iterated", atol=1e-10)
    assert dersimonian_laird(values, variances) == pytest.approx(chi2.tau2)
    found = paule_mandel(values, variances, of="4 groups")
    assert found.value == pytest.approx(iterated.tau2, rel=1e-4)


def test_random_effects_of_values_closer_than_noise_are_zero():
    assert dersimonian_laird([1.0, 1.01, 0.99], [1.0, 1.0, 1.0]) == 0.0
    found = paule_mandel([1.0, 1.01, 0.99], [1.0, 1.0, 1.0], of="3 groups")
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("values", "variances", "words"),
    [([1, 2], [1, 0], "above 0"), ([1, 2, 3], [1, 1], "3 numbers"), ([1], [1], "at least 2")],
    ids=["zero", "short", "one"],
)
def test_random_effects_refuse_bad_input(values, variances, words):
    with pytest.raises(ValueError, match=words):
        dersimonian_laird(values, variances)
