"""How unequally a count is spread over units: Gini, Atkinson, shares and percentile ratios.

All of them describe the units at hand, with no sampling error: intervals are in
``rml.stats.inequality_intervals``, Lorenz curves in ``rml.stats.lorenz``, the split between and
within groups in ``rml.stats.inequality_decomposition``, and the count of counts of very many
units in ``rml.stats.inequality_streaming``.

Shares follow the Lorenz curve L, drawn through straight lines between units. So the top 10 % of
15 units are one and a half units: the largest one, and half of the second.
"""

from __future__ import annotations

import numpy as np

from rml.stats.arguments import checked_fraction, checked_rate
from rml.stats.unit_counts import Amounts, counted, lorenz_points


def gini(values: Amounts, *, sample: bool = False) -> float:
    """Return the Gini coefficient: half the mean difference of two units, over the mean.

    Parameters
    ----------
    values
        As for ``rml.stats.unit_counts.counted``.
    sample
        False: of these very units, from 0 to (n - 1)/n. True: times n/(n - 1), from 0 to 1, which
        compares each unit with the others only and is nearly unbiased for draws of units.

    Raises
    ------
    ValueError
        As ``rml.stats.unit_counts.counted``.

    References
    ----------
    Gini (1912), Variabilità e mutabilità. Deltas (2003), doi:10.1162/rest.2003.85.1.226 (the
    version for samples).

    Examples
    --------
    >>> gini([100, 0, 0, 0]), gini([100, 0, 0, 0], sample=True)
    (0.75, 1.0)
    """
    counts = counted(values)
    n = counts.n
    below = np.cumsum(counts.units) - counts.units
    # Values over the mean, and ranks over n: products of raw ones would pass 2**53.
    relative, weight = counts.values / counts.mean, counts.units / n
    coefficient = float(np.sum(relative * weight * ((2 * below + counts.units) / n - 1)))
    return coefficient * n / (n - 1) if sample else max(coefficient, 0.0)


def atkinson(values: Amounts, *, epsilon: float) -> float:
    """Return Atkinson's index: the share of the total that equal parts could spare.

    Parameters
    ----------
    values
        As for ``rml.stats.unit_counts.counted``.
    epsilon
        Aversion to inequality, at least 0: the larger, the more the smallest units weigh. At 0
        the index is 0. From 1 on it is 1 as soon as one unit has 0.

    Raises
    ------
    ValueError
        As ``rml.stats.unit_counts.counted``, or if ``epsilon`` is negative or no number.

    References
    ----------
    Atkinson (1970), doi:10.1016/0022-0531(70)90039-6.

    Examples
    --------
    >>> round(atkinson([100, 0, 0, 0], epsilon=0.8), 7)
    0.9960938
    """
    counts = counted(values)
    if not (np.isfinite(epsilon) and epsilon >= 0):
        raise ValueError(
            f"`epsilon` must be a number of at least 0, not {epsilon!r}; 0.5, 1 and 2 are usual."
        )
    if epsilon == 0 or counts.values.size == 1:
        return 0.0
    if epsilon >= 1 and counts.values[0] == 0:
        return 1.0
    weight, relative = counts.units / counts.n, counts.values / counts.mean
    if epsilon == 1:
        return float(-np.expm1(weight @ np.log(relative)))
    # In logarithms, because a power of a large epsilon leaves the range of floating numbers.
    power = 1 - epsilon
    with np.errstate(divide="ignore"):  # a zero has the logarithm -inf, whose power is 0
        logs = power * np.log(relative) + np.log(weight)
    largest = float(logs.max())
    log_mean = largest + float(np.log(np.sum(np.exp(logs - largest))))
    return float(-np.expm1(log_mean / power))


def bottom_share(values: Amounts, share: float) -> float:
    """Return L(share): the part of the total that the smallest ``share`` of units have.

    Parameters
    ----------
    values
        As for ``rml.stats.unit_counts.counted``.
    share
        Of the units, 0 to 1. A fraction of a unit has that fraction of its value.

    Examples
    --------
    >>> round(bottom_share([1, 2, 3, 4, 5], 0.5), 4)
    0.3
    """
    counts = counted(values)
    of_units, of_total = lorenz_points(counts)
    return float(np.interp(checked_rate("share", share), of_units, of_total))


def top_share(values: Amounts, share: float) -> float:
    """Return T(share) = 1 - L(1 - share): the part that the largest ``share`` of units have.

    Parameters
    ----------
    values, share
        As for `bottom_share`.

    Examples
    --------
    >>> top_share([0, 0, 0, 0, 0, 1, 1, 2, 6, 90], 0.1)
    0.9
    """
    counts = counted(values)
    # From the top, so that a small share of very many units is not the difference of two
    # numbers near 1.
    of_units = np.concatenate([[0.0], np.cumsum(counts.units[::-1])]) / counts.n
    of_total = np.concatenate([[0.0], np.cumsum((counts.values * counts.units)[::-1])])
    return float(np.interp(checked_rate("share", share), of_units, of_total / of_total[-1]))


def share_ratio(values: Amounts, *, top: float, bottom: float) -> float:
    """Return T(top) / L(bottom), such as the 10 % over 40 % ratio of Palma.

    Parameters
    ----------
    values
        As for ``rml.stats.unit_counts.counted``.
    top, bottom
        Shares of the units, in (0, 1).

    Raises
    ------
    ValueError
        As ``rml.stats.unit_counts.counted``, or if the bottom has nothing, so that the ratio
        is not defined.

    References
    ----------
    Palma (2011), doi:10.1111/j.1467-7660.2011.01694.x.

    Examples
    --------
    >>> round(share_ratio([1, 2, 3, 4, 5], top=0.2, bottom=0.2), 9)
    5.0
    """
    counts = counted(values)
    below = bottom_share(counts, checked_fraction("bottom", bottom))
    if below == 0:
        raise ValueError(
            f"The bottom {bottom:.4g} of the units have 0, so the ratio of shares is not defined: "
            "take a larger `bottom`, or report top_share alone."
        )
    return top_share(counts, checked_fraction("top", top)) / below


def percentile(values: Amounts, share: float) -> float:
    """Return the least value that at least ``share`` of the units do not exceed.

    It is the inverse of the distribution function: always a value that some unit has.

    Parameters
    ----------
    values
        As for ``rml.stats.unit_counts.counted``.
    share
        Of the units, in (0, 1).

    Examples
    --------
    >>> percentile([1, 2, 3, 4, 5], 0.9)
    5.0
    """
    counts = counted(values)
    reached = np.cumsum(counts.units) / counts.n
    # The slack keeps 0.6 of 5 units at the third, whose share is 0.6000000000000001.
    place = int(np.searchsorted(reached, checked_fraction("share", share) - 1e-12))
    return float(counts.values[min(place, counts.values.size - 1)])


def percentile_ratio(values: Amounts, *, upper: float = 0.9, lower: float = 0.1) -> float:
    """Return the ratio of two percentiles, such as that of the 90th to the 10th.

    Parameters
    ----------
    values
        As for ``rml.stats.unit_counts.counted``.
    upper, lower
        Shares of the units, in (0, 1), ``lower`` below ``upper``; see `percentile`.

    Raises
    ------
    ValueError
        As ``rml.stats.unit_counts.counted``, or if the lower percentile is 0, so that the
        ratio is not defined.

    Examples
    --------
    >>> percentile_ratio([1, 2, 3, 4, 5], upper=0.8, lower=0.4)
    2.0
    """
    if not lower < upper:
        raise ValueError(f"`lower` must lie below `upper`, not {lower!r} and {upper!r}.")
    counts = counted(values)
    bottom = percentile(counts, lower)
    if bottom == 0:
        raise ValueError(
            f"The percentile at {lower:.4g} is 0, so the ratio of percentiles is not defined: "
            "take a higher `lower`, or report the share of units that have 0."
        )
    return percentile(counts, upper) / bottom


def equivalent_bottom(values: Amounts, share: float) -> float:
    """Return which share of the smallest units has as much as the largest ``share`` has.

    One reading of the "percentage equivalent" of Lazovich and others (2022): "the top 1 % have
    as much as the bottom so many per cent". It is *not known* whether the paper means this or
    `equivalent_top`: its definition was not found, and both are given. The two groups may
    overlap: if the top has more than half, no bottom group without it can match it.

    Parameters
    ----------
    values
        As for ``rml.stats.unit_counts.counted``.
    share
        Of the units, in (0, 1).

    Returns
    -------
    float
        The share b with L(b) = T(share), in (0, 1].

    Examples
    --------
    >>> equivalent_bottom([100, 0, 0, 0], 0.2)
    0.95
    """
    counts = counted(values)
    of_units, of_total = lorenz_points(counts)
    wanted = top_share(counts, checked_fraction("share", share))
    # Units with 0 lie on the curve's flat start, where it has no inverse; the wanted share is
    # above 0, so the last of its points serves.
    start = int(counts.values[0] == 0)
    return float(np.interp(wanted, of_total[start:], of_units[start:]))


def equivalent_top(values: Amounts, share: float = 0.5) -> float:
    """Return the smallest share of units that together have ``share`` of the total.

    The other reading of "percentage equivalent"; see `equivalent_bottom`. Which of the two
    Lazovich and others mean is not known.

    Parameters
    ----------
    values
        As for ``rml.stats.unit_counts.counted``.
    share
        Of the total, in (0, 1).

    Returns
    -------
    float
        The share t with T(t) = ``share``, in (0, 1).

    Examples
    --------
    >>> equivalent_top([100, 0, 0, 0], 0.5)
    0.125
    """
    counts = counted(values)
    of_units, of_total = lorenz_points(counts)
    start = int(counts.values[0] == 0)
    wanted = 1 - checked_fraction("share", share)
    return float(1 - np.interp(wanted, of_total[start:], of_units[start:]))
