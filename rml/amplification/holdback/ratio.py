"""The amplification ratio: reach with ranking against reach without it, in all its readings.

*Reach* is the number of different users who met a set of tweets on a day. Amplification is
reach in the treatment arm over reach in the control arm, scaled by the sizes of the arms,
minus one: 0 is the same reach, 1 is twice the reach. Multiply by 100 for per cent.

The published formula adds 1 to both counts, and how its flattened text is to be read is not
certain. Both readings are here, with the plain ratio and a corrected one. Written for
treatment reach T, control reach C and a treatment arm k times the control arm's size:

============  =====================  =====================================================
smoothing     ratio                  expectation under independent Poisson reach, E[C] = m
============  =====================  =====================================================
inside        (T + 1) / (k C + 1)    under no effect too large, most so near m = 1
outside       (T + 1) / (k (C + 1))  (1 + a + 1 / (k m)) (1 - exp(-m))
corrected     T / (k (C + 1))        (1 + a) (1 - exp(-m)): too small by exp(-m)
none          T / (k C)              undefined where C = 0; biased upwards otherwise
============  =====================  =====================================================

Two ways of joining days have two estimands: `mean_of_daily_ratios` and `pooled_ratio`.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from rml.stats.arguments import checked_choice, checked_finite

FloatArray = NDArray[np.float64]
Smoothing = Literal["inside", "outside", "corrected", "none"]
SMOOTHINGS: Final[tuple[Smoothing, ...]] = get_args(Smoothing)


def amplification_ratio(
    treatment: ArrayLike, control: ArrayLike, *, smoothing: Smoothing, size_ratio: float
) -> FloatArray:
    """Return the amplification of each pair of reaches: 0 for the same reach, 1 for twice.

    Parameters
    ----------
    treatment, control
        Reach in each arm, at least 0, of shapes that broadcast.
    smoothing
        ``inside``: (T + 1) / (k C + 1), the published formula as it reads when flattened.
        ``outside``: (T + 1) / (k (C + 1)), the other reading. ``corrected``: T / (k (C + 1)).
        ``none``: T / (k C), NaN where C = 0.
    size_ratio
        k, the number of treatment users per control user, above 0.

    Returns
    -------
    ndarray
        The broadcast shape; at least -1.

    Raises
    ------
    ValueError
        If a reach is negative or missing, or the smoothing or the size ratio is not allowed.

    References
    ----------
    Huszár et al. (2022), doi:10.1073/pnas.2025334119, Materials and Methods.

    Examples
    --------
    >>> amplification_ratio([8, 0], [1, 0], smoothing="inside", size_ratio=4)
    array([0.8, 0. ])
    >>> amplification_ratio([8, 0], [1, 0], smoothing="none", size_ratio=4)
    array([ 1., nan])
    """
    met, unranked = _reaches(treatment, control)
    return _ratio(met, unranked, smoothing=smoothing, size_ratio=size_ratio)


def mean_of_daily_ratios(
    treatment: ArrayLike,
    control: ArrayLike,
    *,
    smoothing: Smoothing,
    size_ratio: float,
    axis: int,
) -> FloatArray:
    """Return the mean over days of each day's amplification.

    The estimand is the mean over days of the ratio of expected daily reach: every day counts
    alike, however many users were reached. Averaging over days leaves the bias of a day's
    ratio as it is: at m expected control users a day, ``corrected`` is too small by
    (1 + a) exp(-m) on however many days.

    Parameters
    ----------
    treatment, control
        Daily reach in each arm, of shapes that broadcast.
    smoothing, size_ratio
        As `amplification_ratio`. With ``none``, one day without control reach makes the mean
        NaN: to leave such days out would be to choose days by their outcome.
    axis
        The axis of days.

    Raises
    ------
    ValueError
        As `amplification_ratio`, or if there is no day.

    Examples
    --------
    >>> float(mean_of_daily_ratios([8, 4], [1, 3], smoothing="none", size_ratio=4, axis=0))
    0.16666666666666663
    """
    met, unranked = _reaches(treatment, control)
    _check_days(met, axis)
    daily = _ratio(met, unranked, smoothing=smoothing, size_ratio=size_ratio)
    return np.asarray(daily.mean(axis=axis))


def pooled_ratio(
    treatment: ArrayLike,
    control: ArrayLike,
    *,
    smoothing: Smoothing,
    size_ratio: float,
    axis: int,
) -> FloatArray:
    """Return the amplification of reach summed over days.

    The estimand is the ratio of expected reach summed over days: a day counts by how many
    control users it reached. It equals that of `mean_of_daily_ratios` where every day has the
    same amplification. The sums are large where single days are not, so the bias of every
    smoothing shrinks with the number of days.

    Parameters
    ----------
    treatment, control
        Daily reach in each arm, of shapes that broadcast.
    smoothing, size_ratio
        As `amplification_ratio`, applied to the sums.
    axis
        The axis of days.

    Raises
    ------
    ValueError
        As `amplification_ratio`, or if there is no day.

    Examples
    --------
    >>> float(pooled_ratio([8, 4], [1, 3], smoothing="none", size_ratio=4, axis=0))
    -0.25
    """
    met, unranked = _reaches(treatment, control)
    _check_days(met, axis)
    return _ratio(
        met.sum(axis=axis), unranked.sum(axis=axis), smoothing=smoothing, size_ratio=size_ratio
    )


def expected_amplification(
    control_reach: ArrayLike,
    true_amplification: ArrayLike,
    *,
    smoothing: Smoothing,
    size_ratio: float,
) -> FloatArray:
    """Return the exact mean of the ratio under independent Poisson reach.

    Control reach is Poisson with mean m, treatment reach Poisson with mean k m (1 + a). The
    numerator is independent of the denominator and linear in T, so its mean is known, and
    the mean of one over the denominator is summed over the Poisson distribution to machine
    precision. For pooled reach, give the sum over days.

    Parameters
    ----------
    control_reach
        m, the expected control reach, above 0; of a shape that broadcasts with the next.
    true_amplification
        a, at least -1.
    smoothing, size_ratio
        As `amplification_ratio`. For ``none`` the mean is that given C > 0, since the ratio is
        undefined otherwise.

    Returns
    -------
    ndarray
        The expected amplification; minus ``true_amplification`` it is the bias.

    Raises
    ------
    ValueError
        If a value is missing or out of range.

    Examples
    --------
    Under no effect and one expected control user a day:

    >>> float(expected_amplification(1, 0, smoothing="inside", size_ratio=4).round(4))
    1.3384
    >>> float(expected_amplification(5, 0, smoothing="corrected", size_ratio=4).round(4))
    -0.0067
    """
    rates, true = np.broadcast_arrays(
        checked_finite("control_reach", control_reach),
        checked_finite("true_amplification", true_amplification),
    )
    checked_choice("smoothing", smoothing, SMOOTHINGS)
    factor = checked_size_ratio(size_ratio)
    if rates.size and rates.min() <= 0:
        raise ValueError(
            f"`control_reach` must be above 0, not {rates.min():g}; nobody reached has no ratio."
        )
    if true.size and true.min() < -1:
        raise ValueError(
            f"`true_amplification` must be at least -1 (no reach at all), not {true.min():g}; "
            "write 50 % as 0.5."
        )
    distinct, places = np.unique(rates, return_inverse=True)
    inverse = np.array([_mean_inverse(float(m), smoothing, factor) for m in distinct])
    added = 1.0 if smoothing in ("inside", "outside") else 0.0
    numerator = factor * rates * (1 + true) + added
    return np.asarray(numerator * inverse[places.reshape(rates.shape)] - 1)


def checked_size_ratio(size_ratio: float) -> float:
    """Return ``size_ratio`` if it is a finite number above 0."""
    if not (np.isfinite(size_ratio) and size_ratio > 0):
        raise ValueError(
            f"`size_ratio` must be above 0, not {size_ratio!r}; it is the number of treatment "
            "users per control user, 4 in the published design."
        )
    return float(size_ratio)


def _mean_inverse(rate: float, smoothing: Smoothing, factor: float) -> float:
    """Return the mean of one over the denominator for Poisson control reach."""
    # Twelve standard deviations and fifty users leave out less than 1e-30.
    reach = 12 * np.sqrt(rate) + 50
    counts = np.arange(max(0, int(rate - reach)), int(rate + reach) + 1, dtype=np.float64)
    weights = stats.poisson.pmf(counts, rate)
    weights /= weights.sum()  # its relative error grows with the rate, 1e-11 at 10,000
    if smoothing == "none":
        given = counts > 0
        return float((weights[given] / (factor * counts[given])).sum() / -np.expm1(-rate))
    divisor = factor * counts + 1 if smoothing == "inside" else factor * (counts + 1)
    return float((weights / divisor).sum())


def _ratio(
    met: FloatArray, unranked: FloatArray, *, smoothing: Smoothing, size_ratio: float
) -> FloatArray:
    checked_choice("smoothing", smoothing, SMOOTHINGS)
    factor = checked_size_ratio(size_ratio)
    if smoothing == "inside":
        return np.asarray((met + 1) / (factor * unranked + 1) - 1)
    if smoothing == "outside":
        return np.asarray((met + 1) / (factor * (unranked + 1)) - 1)
    if smoothing == "corrected":
        return np.asarray(met / (factor * (unranked + 1)) - 1)
    ratio = np.full(np.shape(met), np.nan)
    np.divide(met, factor * unranked, out=ratio, where=unranked > 0)
    return ratio - 1


def _reaches(treatment: ArrayLike, control: ArrayLike) -> tuple[FloatArray, FloatArray]:
    arms = {}
    for name, values in (("treatment", treatment), ("control", control)):
        reach = checked_finite(name, values)
        below = int(np.count_nonzero(reach < 0))
        if below:
            raise ValueError(
                f"{below} of {reach.size} entries of `{name}` are negative; reach counts users."
            )
        arms[name] = reach
    met, unranked = np.broadcast_arrays(arms["treatment"], arms["control"])
    return met, unranked


def _check_days(reach: FloatArray, axis: int) -> None:
    if not -reach.ndim <= axis < reach.ndim:
        raise ValueError(f"`axis` {axis} is not among the {reach.ndim} axes of the reaches.")
    if reach.shape[axis] == 0:
        raise ValueError(f"There is no day on axis {axis} of the reaches, shape {reach.shape}.")
