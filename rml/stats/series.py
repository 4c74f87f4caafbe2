"""Means of dependent series: standard errors that count the dependence, and what it costs.

Neighbouring values of a series that is sampled in overlapping windows, or that simply
drifts, repeat each other: a window of 50 posts that moves by 10 posts a day shares most of
its content with the day before. Taking such days as independent understates the standard
error by a factor sqrt(n / effective sample size). The long-run variance counts them right,

    omega = gamma_0 + 2 * sum_j (1 - j / (L + 1)) * gamma_j,   j = 1 ... L (`max_lag`),

where gamma_j is the autocovariance at lag j about the mean, with divisor n. The estimand
is the mean of the stationary process that the series shows: of this very account, over
days like these. It says nothing about other accounts.

What nominal 95 % intervals of 130 values cover, simulated with 2,000 normal series and the
default 14 lags (the tests repeat a part of it). The last column is what `hac_mean`
gives with ``prewhiten=True``; the textbook is 4 lags with the normal quantile.

===================  ========  ===============  =======  =====================
process              textbook  normal quantile  fixed-b  fixed-b, prewhitened
===================  ========  ===============  =======  =====================
white noise          93 %      92 %             95 %     95 %
AR(1), 0.5           88 %      89 %             93 %     94 %
AR(1), 0.7           84 %      88 %             92 %     95 %
AR(1), 0.8           76 %      85 %             89 %     94 %
AR(1), 0.9           61 %      76 %             81 %     92 %
moving window of 6   84 %      87 %             92 %     98 %
moving window of 20  59 %      78 %             83 %     97 %
===================  ========  ===============  =======  =====================

So: fixed-b, and prewhitened where the lag-1 correlation is above about 0.6. For moving
windows prewhitening takes the dependence for longer than it is, and errs on the wide side.

Lags are counted in rows: a missing day brings its neighbours closer than they were. Where
few days are missing this matters little; where many are, say so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from rml.estimate import Estimate
from rml.stats.arguments import FloatArray, checked_choice, checked_count, checked_fraction
from rml.stats.fixed_b import fixed_b_critical_value
from rml.stats.panel import (
    SeriesWeights,
    checked_series,
    checked_series_list,
    series_count,
    series_shares,
    within_series,
)

SmallSample = Literal["fixed-b", "normal"]

# Andrews and Monahan's bound, which keeps the recoloured variance finite.
_MOST_PERSISTENCE = 0.97


def default_max_lag(length: int) -> int:
    """Return the default number of lags for a series of ``length`` values.

    1.3 * sqrt(n), rounded up, less one (the kernel's bandwidth is max_lag + 1): the
    rule of Lazarus, Lewis, Stock and Watson for fixed-b inference. It is three times as
    long as the textbook 4 * (n / 100)**(2 / 9), which suits weak dependence and is too
    short for overlapping windows. A window of w steps calls for at least w lags.

    References
    ----------
    Lazarus, Lewis, Stock and Watson (2018), doi:10.1080/07350015.2018.1506926.

    Examples
    --------
    >>> default_max_lag(130)
    14
    """
    return min(math.ceil(1.3 * math.sqrt(length)) - 1, length - 1)


def hac_mean(
    values: ArrayLike,
    *,
    max_lag: int | None = None,
    level: float = 0.95,
    unit: str,
    of: str = "days",
    small_sample: SmallSample = "fixed-b",
    prewhiten: bool = False,
) -> Estimate:
    """Return the mean of one dependent series with a HAC (Newey-West) interval.

    The estimand is the mean of the stationary process that the series shows. See the
    module's table for coverage: the interval is short of its level when the correlation of
    neighbours is high, whatever the bandwidth; prewhitening repairs most of it.

    Parameters
    ----------
    values
        The series in time order, shape (n,), n >= 10, in ``unit``.
    max_lag
        Number of lags L, from 0 to n - 1; `default_max_lag` if None.
    level
        Nominal coverage, in (0, 1).
    unit
        What the values are measured in.
    of
        What a value is, in the plural, for the estimate's ``n``.
    small_sample
        "fixed-b": critical values of Kiefer and Vogelsang, which allow for the noise of the
        estimated variance; they are computed exactly for white normal noise of this
        length, so they hold at any level. "normal": the textbook normal quantile, whose
        interval is too short; kept for comparison with published results.
    prewhiten
        Estimate the long-run variance on the residuals of an AR(1) and recolour it
        (Andrews and Monahan). The coefficient is corrected for its bias of -(1 + 3 rho) / n
        (Kendall) and kept within ±0.97. For lag-1 correlations above about 0.6.

    Raises
    ------
    ValueError
        If the series is shorter than 10, constant, or has missing values, or max_lag is
        out of range.

    References
    ----------
    Newey and West (1987), doi:10.2307/1913610.
    Kiefer and Vogelsang (2005), doi:10.1017/S0266466605050565.
    Andrews and Monahan (1992), doi:10.2307/2951574.
    Kendall (1954), doi:10.1093/biomet/41.3-4.403.

    Examples
    --------
    >>> rng = np.random.default_rng(4)
    >>> windows = np.convolve(rng.normal(size=135), np.full(6, 1 / 6), mode="valid")
    >>> mean = hac_mean(windows, unit="score")
    >>> f"{mean.value:.3f} ({mean.low:.2f} to {mean.high:.2f}), {mean.n}"
    '0.052 (-0.14 to 0.25), 130 days'
    """
    series = [checked_series("values", values)]
    return _hac_estimate(
        series,
        weights="series",
        max_lag=max_lag,
        level=level,
        unit=unit,
        of=of,
        of_series="series",
        small_sample=small_sample,
        prewhiten=prewhiten,
    )


def hac_mean_of_series(
    series: Sequence[ArrayLike],
    *,
    weights: SeriesWeights = "series",
    max_lag: int | None = None,
    level: float = 0.95,
    unit: str,
    of: str = "days",
    of_series: str = "series",
    small_sample: SmallSample = "fixed-b",
    prewhiten: bool = False,
) -> Estimate:
    """Return the average of several series' means, the series being fixed units.

    The estimand is the weighted average of the means of these very series; each has its
    own HAC long-run variance, and the variances add up because the series are taken as
    independent of each other. Other series of the kind (other accounts) are not covered:
    for those use `rml.stats.intervals.t_interval` over the series' means. If the series
    share shocks of the day, average them per day first and use `hac_mean` on that
    one series (Driscoll and Kraay).

    Parameters
    ----------
    series
        The series, each in time order, of shape (n_i,), n_i >= 10, in ``unit``.
    weights
        "series": each series counts alike; "length": in proportion to its length, which
        gives the pooled mean of all values.
    max_lag
        Number of lags, less than the length of the shortest series; for each series its
        `default_max_lag` if None.
    level, unit, of, small_sample, prewhiten
        As for `hac_mean`. The fixed-b distribution is that of the weighted sum of the
        series' variance estimates, each with the share it has in this sample.
    of_series
        What a series is, in the plural, for the estimate's ``n``.

    Raises
    ------
    ValueError
        If a series is shorter than 10, constant, or has missing values, or max_lag is out
        of range.

    References
    ----------
    As for `hac_mean`; Driscoll and Kraay (1998), doi:10.1162/003465398557825.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> accounts = [rng.normal(size=130), rng.normal(size=131), rng.normal(size=110)]
    >>> mean = hac_mean_of_series(accounts, unit="score", of_series="accounts")
    >>> mean.n
    '371 days in 3 accounts'
    """
    return _hac_estimate(
        checked_series_list(series),
        weights=weights,
        max_lag=max_lag,
        level=level,
        unit=unit,
        of=of,
        of_series=of_series,
        small_sample=small_sample,
        prewhiten=prewhiten,
    )


def effective_sample_size(
    values: ArrayLike, *, max_lag: int | None = None, prewhiten: bool = False
) -> float:
    """Return how many independent values would give the mean the same standard error.

    It is n times the variance over the long-run variance that `hac_mean` uses with the
    same arguments. Negative dependence makes it larger than n.

    Parameters
    ----------
    values
        The series in time order, shape (n,), n >= 10.
    max_lag, prewhiten
        As for `hac_mean`. A bandwidth shorter than the dependence gives too large a number;
        with 130 values the number is rough, by a factor of two either way.

    Returns
    -------
    float
        In values; larger than 0.

    Raises
    ------
    ValueError
        As for `hac_mean`.

    References
    ----------
    Bayley and Hammersley (1946), doi:10.2307/2983560.

    Examples
    --------
    >>> rng = np.random.default_rng(4)
    >>> windows = np.convolve(rng.normal(size=135), np.full(6, 1 / 6), mode="valid")
    >>> round(effective_sample_size(windows))
    24
    """
    series = checked_series("values", values)
    lags = _checked_lags(max_lag, series.size)
    return float(series.size * series.var() / long_run_variance(series, lags, prewhiten=prewhiten))


def long_run_variance(series: FloatArray, max_lag: int, *, prewhiten: bool = False) -> float:
    """Return the Bartlett-kernel estimate of a series' long-run variance, in unit squared.

    Parameters
    ----------
    series
        In time order, shape (n,).
    max_lag
        Number of lags, from 0 to n - 1.
    prewhiten
        As for `hac_mean`.

    Examples
    --------
    >>> long_run_variance(np.array([1.0, -1.0, 1.0, -1.0]), 1)
    0.25
    """
    residuals = series - series.mean()
    persistence = 0.0
    if prewhiten:
        slope = float(residuals[1:] @ residuals[:-1] / (residuals @ residuals))
        corrected = slope + (1 + 3 * slope) / series.size
        persistence = min(max(corrected, -_MOST_PERSISTENCE), _MOST_PERSISTENCE)
        residuals = residuals[1:] - persistence * residuals[:-1]
        residuals = residuals - residuals.mean()
        max_lag = min(max_lag, residuals.size - 1)
    variance = float(residuals @ residuals)
    for lag in range(1, max_lag + 1):
        weight = 1 - lag / (max_lag + 1)
        variance += 2 * weight * float(residuals[lag:] @ residuals[:-lag])
    return float(variance / residuals.size / (1 - persistence) ** 2)


def _hac_estimate(
    series: list[FloatArray],
    *,
    weights: SeriesWeights,
    max_lag: int | None,
    level: float,
    unit: str,
    of: str,
    of_series: str,
    small_sample: SmallSample,
    prewhiten: bool,
) -> Estimate:
    level = checked_fraction("level", level)
    checked_choice("small_sample", small_sample, ("fixed-b", "normal"))
    shares = series_shares(series, weights)
    lags = [_checked_lags(max_lag, one.size) for one in series]
    variances = np.array(
        [
            share**2 * long_run_variance(one, lag, prewhiten=prewhiten) / one.size
            for one, share, lag in zip(series, shares, lags, strict=True)
        ]
    )
    total = float(variances.sum())
    if small_sample == "fixed-b":
        shapes = tuple((one.size, lag) for one, lag in zip(series, lags, strict=True))
        critical = fixed_b_critical_value(shapes, tuple(variances / total), level)
    else:
        critical = float(stats.norm.ppf((1 + level) / 2))
    value = float(sum(share * one.mean() for one, share in zip(series, shares, strict=True)))
    half_width = critical * math.sqrt(total)
    spans = f"{min(lags)}" if min(lags) == max(lags) else f"{min(lags)} to {max(lags)}"
    whitening = ", AR(1)-prewhitened" if prewhiten else ""
    return Estimate(
        value=value,
        low=value - half_width,
        high=value + half_width,
        level=level,
        n=series_count(series, of, of_series),
        unit=unit,
        method=(
            f"mean with HAC (Newey-West, Bartlett kernel, {spans} lags{whitening}) standard error"
            f"{within_series(series, of_series, weights)}, {small_sample} critical value"
        ),
    )


def _checked_lags(max_lag: int | None, length: int) -> int:
    if max_lag is None:
        return default_max_lag(length)
    return checked_count("max_lag", max_lag, maximum=length - 1)
