import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal, stats

from rml.stats.series import (
    default_max_lag,
    effective_sample_size,
    hac_mean,
    hac_mean_of_series,
    long_run_variance,
)

REPEATABLE = settings(derandomize=True, deadline=None, max_examples=40, database=None)
LENGTH = 130


def autoregressive(rng, persistence, size):
    """Draw stationary normal AR(1) series about zero, one in each row."""
    noise = rng.normal(size=(size[0], size[1] + 300))
    return signal.lfilter([1], [1, -persistence], noise, axis=1)[:, 300:]


def moving_windows(rng, width, size):
    """Draw averages over overlapping windows of white noise, one series in each row."""
    noise = rng.normal(size=(size[0], size[1] + width - 1))
    return np.lib.stride_tricks.sliding_window_view(noise, width, axis=1).mean(axis=2)


@pytest.fixture(scope="module")
def series():
    return 0.3 + autoregressive(np.random.default_rng(2), 0.7, (1, LENGTH))[0]


def statsmodels_fit(values, max_lag):
    return sm.OLS(values, np.ones(len(values))).fit(
        cov_type="HAC", cov_kwds={"maxlags": max_lag, "use_correction": False}
    )


@pytest.mark.parametrize("max_lag", [0, 1, 4, 14, 60, LENGTH - 1])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_hac_with_the_normal_quantile_agrees_with_statsmodels(series, max_lag, level):
    estimate = hac_mean(series, max_lag=max_lag, level=level, unit="score", small_sample="normal")
    fit = statsmodels_fit(series, max_lag)
    assert (estimate.low, estimate.high) == pytest.approx(
        tuple(fit.conf_int(alpha=1 - level)[0]), rel=1e-10
    )
    assert estimate.value == pytest.approx(series.mean())


def test_without_lags_fixed_b_is_the_t_interval(series):
    estimate = hac_mean(series, max_lag=0, unit="score")
    expected = stats.ttest_1samp(series, 0).confidence_interval(0.95)
    assert (estimate.low, estimate.high) == pytest.approx(tuple(expected), rel=1e-8)


def test_prewhitening_agrees_with_its_definition(series):
    residuals = series - series.mean()
    slope = sm.OLS(residuals[1:], residuals[:-1]).fit().params[0]
    # OLS divides by the sum without the last value; the coefficient here divides by all.
    slope *= np.sum(residuals[:-1] ** 2) / np.sum(residuals**2)
    slope += (1 + 3 * slope) / LENGTH
    whitened = residuals[1:] - slope * residuals[:-1]
    variance = statsmodels_fit(whitened, 14).bse[0] ** 2 * len(whitened) / (1 - slope) ** 2
    assert long_run_variance(series, 14, prewhiten=True) == pytest.approx(variance, rel=1e-9)


def test_the_persistence_of_a_trend_is_bounded_so_that_its_variance_stays_finite():
    trend = np.arange(50.0) ** 2
    residuals = trend - trend.mean()
    whitened = residuals[1:] - 0.97 * residuals[:-1]
    variance = statsmodels_fit(whitened, 8).bse[0] ** 2 * len(whitened) / 0.03**2
    assert long_run_variance(trend, 8, prewhiten=True) == pytest.approx(variance)


def test_the_default_bandwidth_follows_its_rule_and_fits_short_series():
    assert [default_max_lag(length) for length in (10, 100, 130, 400)] == [4, 12, 14, 25]


@REPEATABLE
@given(
    seed=st.integers(0, 1000),
    shift=st.floats(-100, 100),
    scale=st.sampled_from([-2.0, 0.01, 50.0]),
    prewhiten=st.booleans(),
)
def test_the_interval_moves_with_the_series(seed, shift, scale, prewhiten):
    values = autoregressive(np.random.default_rng(seed), 0.5, (1, 40))[0]
    estimate = hac_mean(values, unit="score", prewhiten=prewhiten)
    moved = hac_mean(values * scale + shift, unit="score", prewhiten=prewhiten)
    ends = sorted((estimate.low * scale + shift, estimate.high * scale + shift))
    assert [moved.low, moved.high] == pytest.approx(ends, rel=1e-6, abs=1e-8)


@REPEATABLE
@given(seed=st.integers(0, 1000), max_lag=st.integers(0, 39))
def test_time_may_run_backwards_and_the_variance_is_positive(seed, max_lag):
    values = autoregressive(np.random.default_rng(seed), -0.4, (1, 40))[0]
    variance = long_run_variance(values, max_lag)
    assert variance > 0
    assert long_run_variance(values[::-1], max_lag) == pytest.approx(variance)


def test_a_fixed_b_interval_is_wider_than_a_normal_one(series):
    for max_lag in (0, 14, 100):
        fixed = hac_mean(series, max_lag=max_lag, unit="score")
        normal = hac_mean(series, max_lag=max_lag, unit="score", small_sample="normal")
        assert fixed.high - fixed.low > normal.high - normal.low


@pytest.mark.parametrize("persistence", [-0.4, 0.0, 0.5, 0.9])
@pytest.mark.parametrize("prewhiten", [False, True])
def test_the_effective_sample_size_of_a_long_series_is_the_known_one(persistence, prewhiten):
    values = autoregressive(np.random.default_rng(3), persistence, (1, 100_000))[0]
    expected = 100_000 * (1 - persistence) / (1 + persistence)
    found = effective_sample_size(values, prewhiten=prewhiten)
    assert found == pytest.approx(expected, rel=0.12)


def test_the_effective_sample_size_of_windows_is_the_number_of_separate_windows():
    values = moving_windows(np.random.default_rng(4), 6, (1, 60_000))[0]
    assert effective_sample_size(values) == pytest.approx(10_000, rel=0.1)


def test_the_effective_sample_size_goes_with_the_standard_error(series):
    estimate = hac_mean(series, max_lag=10, unit="score", small_sample="normal")
    error = (estimate.high - estimate.low) / 2 / stats.norm.ppf(0.975)
    found = effective_sample_size(series, max_lag=10)
    assert found == pytest.approx(series.var() / error**2)
    assert found < LENGTH / 2


def test_several_series_average_their_means_and_add_up_their_variances():
    rng = np.random.default_rng(5)
    several = [autoregressive(rng, 0.5, (1, length))[0] + 1 for length in (131, 110, 60)]
    for weights, shares in (("series", [1 / 3] * 3), ("length", [131 / 301, 110 / 301, 60 / 301])):
        estimate = hac_mean_of_series(
            several, weights=weights, max_lag=9, unit="score", small_sample="normal"
        )
        fits = [statsmodels_fit(one, 9) for one in several]
        value = sum(share * fit.params[0] for share, fit in zip(shares, fits, strict=True))
        error = np.sqrt(
            sum((share * fit.bse[0]) ** 2 for share, fit in zip(shares, fits, strict=True))
        )
        assert estimate.value == pytest.approx(value)
        assert estimate.high - value == pytest.approx(stats.norm.ppf(0.975) * error)
        assert value - estimate.low == pytest.approx(stats.norm.ppf(0.975) * error)
    assert estimate.value == pytest.approx(np.concatenate(several).mean())


def test_a_series_that_brings_all_the_variance_brings_all_the_noise_of_its_estimate():
    rng = np.random.default_rng(7)
    several = [rng.normal(size=80) * scale for scale in (1000, 1, 1)]
    widths = [
        one.high - one.low
        for small_sample in ("fixed-b", "normal")
        for one in (
            hac_mean_of_series(several, unit="score", small_sample=small_sample),
            hac_mean(several[0], unit="score", small_sample=small_sample),
        )
    ]
    assert widths[0] / widths[2] == pytest.approx(widths[1] / widths[3], rel=1e-4)


def test_a_list_of_one_series_is_that_series(series):
    for small_sample in ("fixed-b", "normal"):
        one = hac_mean(series, unit="score", small_sample=small_sample)
        listed = hac_mean_of_series([series], unit="score", small_sample=small_sample)
        assert listed == one


def test_the_order_of_the_series_does_not_matter():
    rng = np.random.default_rng(6)
    several = [autoregressive(rng, 0.5, (1, length))[0] for length in (80, 50, 60)]
    forwards = hac_mean_of_series(several, unit="score")
    backwards = hac_mean_of_series(several[::-1], unit="score")
    assert (forwards.low, forwards.high) == pytest.approx((backwards.low, backwards.high))


@pytest.mark.parametrize(
    ("values", "arguments", "message"),
    [
        (np.arange(9.0), {}, "at least 10 values, not 9"),
        (np.append(np.arange(10.0), np.nan), {}, "1 of 11 entries of `values` are missing"),
        (np.full(20, 0.1), {}, "All 20 entries of `values` equal 0.1"),
        (np.ones((20, 2)), {}, "one-dimensional"),
        (np.arange(20.0), {"max_lag": 20}, "`max_lag` must be a whole number from 0 to 19"),
        (np.arange(20.0), {"max_lag": -1}, "`max_lag` must be"),
    ],
)
def test_series_that_show_no_variance_are_refused(values, arguments, message):
    for function in (
        lambda *one, **more: hac_mean(*one, unit="score", **more),
        effective_sample_size,
    ):
        with pytest.raises(ValueError, match=message):
            function(values, **arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"level": 95}, "write 95 % as 0.95"),
        ({"small_sample": "t"}, "`small_sample` must be one of 'fixed-b', 'normal', not 't'"),
        ({"of": ""}, "`of` must name what was counted"),
    ],
)
def test_impossible_arguments_are_refused(series, arguments, message):
    with pytest.raises(ValueError, match=message):
        hac_mean(series, **{"unit": "score"} | arguments)
    with pytest.raises(ValueError, match=message):
        hac_mean_of_series([series], **{"unit": "score"} | arguments)


def test_lags_must_fit_the_shortest_series(series):
    with pytest.raises(ValueError, match="from 0 to 19, not 30"):
        hac_mean_of_series([series, series[:20]], max_lag=30, unit="score")
    with pytest.raises(ValueError, match="non-empty list"):
        hac_mean_of_series(series, unit="score")


def test_estimates_name_method_and_what_was_counted(series):
    estimate = hac_mean(series, unit="score")
    assert (estimate.n, estimate.unit, estimate.level) == ("130 days", "score", 0.95)
    assert estimate.method == (
        "mean with HAC (Newey-West, Bartlett kernel, 14 lags) standard error, "
        "fixed-b critical value"
    )
    several = hac_mean_of_series(
        [series, series[:40]], unit="score", of_series="accounts", prewhiten=True
    )
    assert several.n == "170 days in 2 accounts"
    assert several.method == (
        "mean with HAC (Newey-West, Bartlett kernel, 8 to 14 lags, AR(1)-prewhitened) standard "
        "error within each of 2 fixed accounts, equal weight each, fixed-b critical value"
    )


def coverage(samples, **arguments):
    estimates = [hac_mean(one, unit="score", **arguments) for one in samples]
    return np.mean([estimate.low <= 0 <= estimate.high for estimate in estimates])


# The rows of the module's table: textbook, normal, fixed-b, prewhitened, in per cent.
TABLE = [
    ("ar", 0.0, (93, 92, 95, 95)),
    ("ar", 0.5, (88, 89, 93, 94)),
    ("ar", 0.7, (84, 88, 92, 95)),
    ("ar", 0.8, (76, 85, 89, 94)),
    ("ar", 0.9, (61, 76, 81, 92)),
    ("window", 6, (84, 87, 92, 98)),
    ("window", 20, (59, 78, 83, 97)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("process", "strength", "stated"), TABLE)
def test_intervals_cover_what_the_table_says(process, strength, stated):
    draw = autoregressive if process == "ar" else moving_windows
    samples = draw(np.random.default_rng(17), strength, (1500, LENGTH))
    found = [
        coverage(samples, max_lag=4, small_sample="normal"),
        coverage(samples, small_sample="normal"),
        coverage(samples),
        coverage(samples, prewhiten=True),
    ]
    assert [100 * share for share in found] == pytest.approx(stated, abs=2.5)


@pytest.mark.slow
@pytest.mark.parametrize("persistence", [0.0, 0.7])
def test_the_prewhitened_average_of_three_series_covers_at_its_level(persistence):
    rng = np.random.default_rng(18)
    draws = [
        autoregressive(rng, persistence, (700, length)) * scale
        for length, scale in ((131, 1.0), (110, 0.3), (125, 3.0))
    ]
    estimates = [
        hac_mean_of_series(list(several), unit="score", prewhiten=True)
        for several in zip(*draws, strict=True)
    ]
    covered = np.mean([estimate.low <= 0 <= estimate.high for estimate in estimates])
    assert 0.93 <= covered <= 0.97
