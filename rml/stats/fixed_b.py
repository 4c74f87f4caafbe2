"""Critical values for a mean over its HAC standard error that allow for that error's noise."""

from __future__ import annotations

import functools
import math

import numpy as np
from scipy import optimize

from rml.stats.arguments import FloatArray

# Beyond this length the distribution depends on the ratio of max_lag to n alone.
_LIMIT_LENGTH = 800


@functools.lru_cache(maxsize=64)
def fixed_b_critical_value(
    shapes: tuple[tuple[int, int], ...], shares: tuple[float, ...], level: float
) -> float:
    """Return the two-sided fixed-b critical value for a mean over its HAC standard error.

    For white normal noise the mean is independent of the residuals, and the variance
    estimate is a quadratic form in them, so the squared t statistic is a ratio of
    weighted chi-squares. With Craig's formula for the normal tail,

        P(|t| > c) = 2 / pi * integral over 0 < a < pi / 2 of prod_k (1 + c^2 l_k / sin^2 a)^(-1/2),

    where l_k are the form's eigenvalues. As n grows at a fixed ratio b of bandwidth to n, this
    is the distribution that Kiefer and Vogelsang tabulate.

    Parameters
    ----------
    shapes
        The length and max_lag of each series.
    shares
        Each series' share of the variance of the average; they sum to 1.
    level
        Nominal coverage, in (0, 1).

    References
    ----------
    Kiefer and Vogelsang (2005), doi:10.1017/S0266466605050565.

    Examples
    --------
    >>> round(fixed_b_critical_value(((130, 14),), (1.0,), 0.95), 2)
    2.28
    """
    weights = np.concatenate(
        [share * _bartlett_spectrum(*shape) for shape, share in zip(shapes, shares, strict=True)]
    )
    nodes, areas = np.polynomial.legendre.leggauss(32)
    angles, areas = (nodes + 1) * math.pi / 4, areas / 2
    scaled = weights / np.sin(angles)[:, np.newaxis] ** 2

    def excess(critical: float) -> float:
        survival = np.exp(-0.5 * np.log1p(critical**2 * scaled).sum(axis=1))
        return float(areas @ survival) - (1 - level)

    upper = 1.0
    while excess(upper) > 0:
        upper *= 2
    return float(optimize.brentq(excess, 0.0, upper, xtol=1e-10))


@functools.lru_cache(maxsize=64)
def _bartlett_spectrum(length: int, max_lag: int) -> FloatArray:
    """Return the eigenvalues of the long-run variance as a form in white noise, over n."""
    if length > _LIMIT_LENGTH:
        max_lag = max(round((max_lag + 1) / length * _LIMIT_LENGTH) - 1, 0)
        length = _LIMIT_LENGTH
    places = np.arange(length)
    distances = np.abs(places[:, np.newaxis] - places)
    kernel = np.clip(1 - distances / (max_lag + 1), 0, None)
    centred = kernel - kernel.mean(axis=0)
    centred = centred - centred.mean(axis=1, keepdims=True)
    spectrum = np.clip(np.linalg.eigvalsh(centred), 0, None) / length
    spectrum.flags.writeable = False
    return spectrum
