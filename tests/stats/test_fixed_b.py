import numpy as np
import pytest
from scipy import stats

from rml.stats.fixed_b import fixed_b_critical_value

# Kiefer and Vogelsang (2005), table 1, Bartlett kernel: the critical value is a cubic in the
# ratio b of bandwidth to length; the coefficients, by two-sided level.
KIEFER_VOGELSANG = {
    0.90: (1.6449, 2.1859, 0.3142, -0.3427),
    0.95: (1.9600, 2.9694, 0.4160, -0.5324),
    0.98: (2.3263, 4.1618, 0.5368, -0.9060),
}


@pytest.mark.parametrize("level", list(KIEFER_VOGELSANG))
@pytest.mark.parametrize("ratio", [0.04, 0.1, 0.3, 0.5, 1.0])
def test_the_limit_is_what_kiefer_and_vogelsang_tabulate(level, ratio):
    length = 1000
    critical = fixed_b_critical_value(((length, round(ratio * length) - 1),), (1.0,), level)
    tabulated = np.polynomial.polynomial.polyval(ratio, KIEFER_VOGELSANG[level])
    # Their cubic is fitted to simulated quantiles.
    assert critical == pytest.approx(tabulated, rel=0.02)


@pytest.mark.parametrize("length", [10, 50, 130])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_without_lags_it_is_students_t(length, level):
    critical = fixed_b_critical_value(((length, 0),), (1.0,), level)
    # The variance without lags has the divisor n, Student's n - 1.
    expected = stats.t.ppf((1 + level) / 2, length - 1) * np.sqrt(length / (length - 1))
    assert critical == pytest.approx(expected, rel=1e-8)


def test_two_equal_series_without_lags_are_students_t_with_both_their_freedoms():
    critical = fixed_b_critical_value(((20, 0), (20, 0)), (0.5, 0.5), 0.95)
    expected = stats.t.ppf(0.975, 2 * 19) * np.sqrt(20 / 19)
    assert critical == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("length", "max_lag"), [(30, 8), (130, 14)])
def test_it_is_the_quantile_of_the_simulated_statistic(length, max_lag):
    noise = np.random.default_rng(1).normal(size=(20_000, length))
    residuals = noise - noise.mean(axis=1, keepdims=True)
    variance = np.mean(residuals**2, axis=1)
    for lag in range(1, max_lag + 1):
        covariance = np.sum(residuals[:, lag:] * residuals[:, :-lag], axis=1) / length
        variance += 2 * (1 - lag / (max_lag + 1)) * covariance
    statistic = np.abs(noise.mean(axis=1)) / np.sqrt(variance / length)
    critical = fixed_b_critical_value(((length, max_lag),), (1.0,), 0.95)
    assert np.mean(statistic <= critical) == pytest.approx(0.95, abs=0.006)


def test_it_grows_with_the_bandwidth_and_the_level_and_starts_near_the_normal_quantile():
    lags = [fixed_b_critical_value(((130, lag),), (1.0,), 0.95) for lag in (0, 5, 14, 60, 129)]
    assert np.all(np.diff(lags) > 0)
    levels = [fixed_b_critical_value(((130, 14),), (1.0,), level) for level in (0.5, 0.9, 0.99)]
    assert np.all(np.diff(levels) > 0)
    assert fixed_b_critical_value(((700, 0),), (1.0,), 0.95) == pytest.approx(1.96, abs=0.01)


def test_the_approximation_for_long_series_joins_on_smoothly():
    exact = fixed_b_critical_value(((800, 79),), (1.0,), 0.95)
    limit = fixed_b_critical_value(((8000, 799),), (1.0,), 0.95)
    assert limit == pytest.approx(exact, rel=1e-6)


def test_more_series_bring_it_closer_to_the_normal_quantile():
    one = fixed_b_critical_value(((130, 14),), (1.0,), 0.95)
    three = fixed_b_critical_value(((130, 14),) * 3, (1 / 3,) * 3, 0.95)
    uneven = fixed_b_critical_value(((130, 14),) * 3, (0.98, 0.01, 0.01), 0.95)
    assert 1.96 < three < uneven < one
