"""How much the rates or means of several groups differ beyond sampling noise.

The variance of the observed rates is above zero even where all groups are alike. Lum, Zhang
and Bower subtract the noise, once for an estimate and once more in bootstrap draws, which
carry it twice. The estimand is the variance, without weights and over K - 1, of the *true*
rates of these very groups; its root, their standard deviation, reads in percentage points.

Rates of independent people have binomial noise. Everything else (means, and rates that share
people, such as shares of pairs won) goes through `rml.stats.disparity_values`.

References
----------
Lum, Zhang and Bower (2022), "De-biasing 'bias' measurement", FAccT '22,
doi:10.1145/3531146.3533105.
"""

from __future__ import annotations

import math
from typing import Final, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike

from rml.estimate import Estimate
from rml.stats.arguments import (
    FloatArray,
    checked_choice,
    checked_count,
    checked_finite,
    checked_fraction,
    checked_generator,
    checked_noun,
    checked_resamples,
    checked_sample,
)

Without = Literal["refuse", "smooth", "keep"]
WITHOUT_EVENTS: Final[tuple[Without, ...]] = get_args(Without)
_VARIANCE: Final = "variance of rates"
_DRAWS_AT_ONCE: Final = 4_000_000


class Variances(NamedTuple):
    """Three variances of the groups' rates; floats of one sample or arrays over draws.

    Attributes
    ----------
    uncorrected
        U, the variance of the observed rates over K - 1; biased upwards by the mean noise.
    corrected
        C, U minus the groups' mean noise; may be negative.
    double_corrected
        D, the noise subtracted twice; for bootstrap draws, which carry it twice. May be negative.
    """

    uncorrected: FloatArray
    corrected: FloatArray
    double_corrected: FloatArray


class ResampledVariances(NamedTuple):
    """U, C and D with their bootstrap intervals; see `bootstrap_variances`."""

    uncorrected: Estimate
    corrected: Estimate
    double_corrected: Estimate


def max_min_gap(rates: ArrayLike) -> float:
    """Return the largest rate (or mean) minus the smallest; see `rml.stats.disparity_chance`.

    Parameters
    ----------
    rates
        One value a group, shape (groups,), at least two.

    Examples
    --------
    >>> round(max_min_gap([0.30, 0.25, 0.41]), 2)
    0.16
    """
    return float(np.ptp(checked_sample("rates", rates, minimum=2)))


def variances_of_rates(positives: ArrayLike, sizes: ArrayLike) -> Variances:
    """Return U, C and D of the groups' rates, plugged in.

    With rates m = k / n and noise s = m (1 - m) / n: U is the variance of m over K - 1,
    C = U - mean(s), and D = U - 2 mean(s) + mean(s / n). None is cut off at zero.

    Parameters
    ----------
    positives
        Events k of each group, whole numbers, shape (groups,) or (draws, groups).
    sizes
        People n of each group, at least 1, shape (groups,), at least two groups.

    Returns
    -------
    Variances
        In squared proportions; of shape () or (draws,).

    Raises
    ------
    ValueError
        If counts are not whole, out of range or of different lengths, or a group stands alone.

    Notes
    -----
    People are taken as independent. These are the published formulas. Their noise m (1 - m) / n
    is on average too small by 1 / n of itself, so C is a little too large where groups are small;
    `unbiased_variance` divides by n - 1 and is not.

    Examples
    --------
    >>> found = variances_of_rates([30, 60, 50], [100, 100, 200])
    >>> [round(float(one), 6) for one in found]
    [0.035833, 0.034021, 0.032225]
    """
    counts, totals = checked_groups(positives, sizes)
    return _variances(counts / totals, totals)


def unbiased_variance(positives: ArrayLike, sizes: ArrayLike) -> FloatArray:
    """Return the variance of the groups' true rates without bias, not cut off at zero.

    The published C with noise m (1 - m) / (n - 1), which is the textbook's unbiased one (Cochran
    1977, Sampling Techniques, chapter 3). Groups without an event need no special care.

    Parameters
    ----------
    positives, sizes
        As `variances_of_rates`; groups have at least 2 people.

    Returns
    -------
    ndarray
        In squared proportions; of shape () or (draws,). May be negative.

    Raises
    ------
    ValueError
        As `variances_of_rates`, and if a group has one person, whose noise nobody can tell.

    Examples
    --------
    >>> round(float(unbiased_variance([30, 60, 50], [100, 100, 200])), 6)
    0.034004
    """
    counts, totals = checked_groups(positives, sizes)
    if (totals < 2).any():
        raise ValueError(
            "`sizes` must be at least 2 for an unbiased variance: one person tells nothing of the "
            "noise of a group. Pool such groups or leave them out and say so."
        )
    rates = counts / totals
    noise = (rates * (1 - rates) / (totals - 1)).mean(axis=-1)
    return np.asarray(np.var(rates, axis=-1, ddof=1) - noise)


def bootstrap_variances(
    positives: ArrayLike,
    sizes: ArrayLike,
    *,
    rng: np.random.Generator,
    resamples: int = 9_999,
    level: float = 0.95,
    at_least_zero: bool = True,
    without_events: Without = "refuse",
    minimum_size: int = 10,
    of: str = "people",
) -> ResampledVariances:
    """Return U, C and D as published: medians and percentiles over parametric bootstrap draws.

    Each draw gives every group a new number of events, Binomial(n, k / n). D is the one to
    use: the draws' noise comes on top of the sample's, and only D subtracts both. Values are
    the *medians* of the draws, as in the published analysis; the value of `between_group_spread`
    comes from the data themselves.

    Parameters
    ----------
    positives, sizes
        As `variances_of_rates`, shape (groups,).
    rng
        The source of randomness.
    resamples
        Number of draws; published with 500.
    level
        Nominal coverage, in (0, 1).
    at_least_zero
        True sets negative C and D of a draw to zero, as the published analysis does.
    without_events
        What to do where nobody or everybody of a group has an event, so that resampling gives
        no variation: ``refuse``; ``smooth`` draws every group from (k + 1/2) / (n + 1) and
        corrects for that noise; ``keep`` resamples as published, whatever the sizes.
    minimum_size
        Groups smaller than this are refused, unless ``without_events`` is ``keep``.
    of
        Who is counted, in the plural.

    Returns
    -------
    ResampledVariances
        Unit "variance of rates".

    Raises
    ------
    ValueError
        As `variances_of_rates`; if a group is too small or without events (or non-events);
        if the draws are too few for the level.

    Notes
    -----
    Coverage is near nominal with many groups; with few it need not be, and falls short where a
    small group differs much: the report home_timeline/group_disparity simulates it.

    Examples
    --------
    >>> found = bootstrap_variances([30, 60, 50], [100, 100, 200], rng=np.random.default_rng(1))
    >>> f"{found.double_corrected.value:.3f}, at most {found.double_corrected.high:.3f}"
    '0.033, at most 0.060'
    """
    counts, totals = checked_groups(positives, sizes)
    draws = resampled_variances(
        counts,
        totals,
        rng=rng,
        resamples=checked_resamples(resamples, checked_fraction("level", level)),
        without_events=without_events,
        minimum_size=minimum_size,
    )
    n = f"{counts.size} groups of {totals.sum():,.0f} {checked_noun('of', of)}"
    names = ("uncorrected", "corrected", "double-corrected")
    estimates = []
    for name, values in zip(names, draws, strict=True):
        shown = np.maximum(values, 0) if at_least_zero else values
        low, high = tails(shown, level)
        estimates.append(
            Estimate(
                value=float(np.median(shown)),
                low=low,
                high=high,
                level=level,
                n=n,
                unit=_VARIANCE,
                method=f"{name} variance of group rates, median and percentiles of "
                f"{resamples:,} parametric bootstrap draws{_rule(without_events)}",
            )
        )
    return ResampledVariances(*estimates)


def between_group_spread(
    positives: ArrayLike,
    sizes: ArrayLike,
    *,
    rng: np.random.Generator,
    resamples: int = 9_999,
    level: float = 0.95,
    without_events: Without = "refuse",
    minimum_size: int = 10,
    of: str = "people",
) -> Estimate:
    """Return the standard deviation of the groups' true rates, in percentage points.

    The value is the root of `unbiased_variance`, or 0 where that is negative; the ends are roots
    of percentiles of the published D over bootstrap draws, cut off at zero. Parameters, errors
    and cautions are those of `bootstrap_variances`; groups have at least 2 people.

    Examples
    --------
    >>> spread = between_group_spread([30, 60, 50], [100, 100, 200], rng=np.random.default_rng(1))
    >>> f"{spread.value:.1f} points ({spread.low:.1f} to {spread.high:.1f})"
    '18.4 points (11.3 to 24.6)'
    """
    counts, totals = checked_groups(positives, sizes)
    found = bootstrap_variances(
        counts,
        totals,
        rng=rng,
        resamples=resamples,
        level=level,
        without_events=without_events,
        minimum_size=minimum_size,
        of=of,
    ).double_corrected
    return Estimate(
        value=100 * root(float(unbiased_variance(counts, totals))),
        low=100 * root(found.low or 0.0),
        high=100 * root(found.high or 0.0),
        level=level,
        n=found.n,
        unit="percentage points",
        method="standard deviation between groups beyond noise: root of the unbiased "
        f"variance, interval from percentiles of the double-corrected variance over {resamples:,} "
        f"parametric bootstrap draws{_rule(without_events)}",
    )


def resampled_variances(
    positives: FloatArray,
    sizes: FloatArray,
    *,
    rng: np.random.Generator,
    resamples: int,
    without_events: Without = "refuse",
    minimum_size: int = 10,
) -> Variances:
    """Return U, C and D of each bootstrap draw, arrays of shape (resamples,), none cut off.

    Parameters and errors are those of `bootstrap_variances`.
    """
    checked_generator(rng)
    checked_choice("without_events", without_events, WITHOUT_EVENTS)
    if without_events != "keep":
        _check_sizes(sizes, checked_count("minimum_size", minimum_size, minimum=1))
    if without_events == "refuse":
        _check_events(positives, sizes)
    rates = positives / sizes
    if without_events == "smooth":
        rates = (positives + 0.5) / (sizes + 1)
    whole = sizes.astype(np.int64)
    batch = max(1, _DRAWS_AT_ONCE // sizes.size)
    parts = []
    for start in range(0, resamples, batch):
        shape = (min(batch, resamples - start), sizes.size)
        parts.append(_variances(rng.binomial(whole, rates, shape) / sizes, sizes))
    return Variances(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def checked_groups(positives: ArrayLike, sizes: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return events and sizes of groups as floats, after checking that they are whole and fit."""
    counts, totals = checked_finite("positives", positives), checked_finite("sizes", sizes)
    if totals.ndim != 1 or totals.size < 2 or counts.shape[-1:] != totals.shape or counts.ndim > 2:
        raise ValueError(
            "`positives` and `sizes` need one entry for each of at least two groups, not shapes "
            f"{counts.shape} and {totals.shape}; with one group there is nothing to compare."
        )
    if (totals < 1).any() or (totals != np.floor(totals)).any():
        raise ValueError(
            "`sizes` must be whole numbers of at least 1; leave empty groups out and say so."
        )
    if (counts < 0).any() or (counts > totals).any() or (counts != np.floor(counts)).any():
        raise ValueError(
            "`positives` must be whole numbers from 0 to the group's size; give counts, not rates."
        )
    return counts, totals


def _variances(rates: FloatArray, sizes: FloatArray) -> Variances:
    uncorrected = np.var(rates, axis=-1, ddof=1)
    noise = rates * (1 - rates) / sizes
    corrected = uncorrected - noise.mean(axis=-1)
    return Variances(
        np.asarray(uncorrected),
        np.asarray(corrected),
        np.asarray(corrected - noise.mean(axis=-1) + (noise / sizes).mean(axis=-1)),
    )


def _check_sizes(sizes: FloatArray, minimum: int) -> None:
    small = np.flatnonzero(sizes < minimum)
    if small.size:
        raise ValueError(
            f"{small.size} of {sizes.size} groups are smaller than {minimum} (the smallest has "
            f"{sizes.min():.0f}): their rates are mostly noise. Pool them or leave them out and "
            "say so, or lower `minimum_size`."
        )


def _check_events(positives: FloatArray, sizes: FloatArray) -> None:
    bare = np.flatnonzero((positives == 0) | (positives == sizes))
    if bare.size:
        raise ValueError(
            f"In {bare.size} of {sizes.size} groups (number {', '.join(map(str, bare + 1))}) "
            "nobody or everybody has an event. Resampling such a group gives the same rate every "
            "time, so the interval would be too short. Pool groups, wait for larger ones, or use "
            "without_events='smooth' and say so."
        )


def _rule(without_events: Without) -> str:
    rules = {
        "refuse": "",
        "smooth": " from smoothed rates (k + 1/2) / (n + 1)",
        "keep": ", groups without events resampled as they are",
    }
    return rules[without_events]


def tails(values: FloatArray, level: float) -> tuple[float, float]:
    """Return the percentiles of draws that leave out ``1 - level``, half on each side."""
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def root(variance: float) -> float:
    """Return the standard deviation of a variance; 0 of a negative one."""
    return math.sqrt(max(0.0, variance))
