"""Choosing a cell at random in proportion to exp(score / temperature), instead of the greatest.

For two portraits put side by side, whose cells are scored as they stand, the chance that the
chosen cell lies on the first one follows from the scores: Z_A / (Z_A + Z_B), with
Z = sum of exp(score / temperature) over the portrait's cells. Nothing has to be drawn.
Temperature 1 is the alternative of the published code, p = exp(s) / Z (Yee, Tantipongpipat &
Mishra 2021, doi:10.1145/3479594); temperature 0 is the limit in which the greatest score
decides; at an infinite temperature every cell is equally likely.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

FloatArray = NDArray[np.float64]

STATISTICS: Final = ("median", "mean", "percentile_95", "maximum")
"""By what a portrait's cells are summarised; ``percentile_95`` is their 95th percentile."""
SPREAD: Final = "spread"
"""The standard deviation over a portrait's cells."""
IN_FACE: Final = "median_in_face"
"""The median over the cells in the face region."""
UPPER_QUANTILE: Final = 0.95


def summaries(
    scores: ArrayLike, *, inside: NDArray[np.bool_] | None = None
) -> dict[str, FloatArray]:
    """Return each portrait's median, mean, 95th percentile, maximum and spread, shapes (n,).

    Parameters
    ----------
    scores
        One row a portrait, one column a cell, shape (n, c), without unit.
    inside
        True for the cells in the face region, shape (c,); None to leave their median out.

    Returns
    -------
    dict
        Keyed by ``STATISTICS``, ``SPREAD`` and, with ``inside``, ``IN_FACE``. The percentile is
        interpolated linearly.

    Raises
    ------
    ValueError
        If the scores are no finite table with at least one cell.
    """
    table = _checked(scores)
    found = {
        "median": np.median(table, axis=1),
        "mean": table.mean(axis=1),
        "percentile_95": np.quantile(table, UPPER_QUANTILE, axis=1),
        "maximum": table.max(axis=1),
        SPREAD: table.std(axis=1),
    }
    if inside is not None:
        found[IN_FACE] = np.median(table[:, inside], axis=1)
    return found


def higher(first: ArrayLike, second: ArrayLike) -> FloatArray:
    """Return who has the higher value in each pair: 1 the first, 0 the second, 1/2 if equal.

    The mean of all entries is P(A >= B) with ties counted half, the Mann-Whitney statistic
    divided by the number of pairs (Mann & Whitney 1947, doi:10.1214/aoms/1177730491).

    Parameters
    ----------
    first, second
        One value a person, shapes (n,) and (m,).

    Returns
    -------
    ndarray
        Shape (n, m).
    """
    one, other = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    return np.asarray(np.heaviside(one[:, np.newaxis] - other, 0.5))


def share_on_first(first: ArrayLike, second: ArrayLike, *, temperature: float) -> FloatArray:
    """Return for each pair the chance that the chosen cell lies on the first portrait.

    Parameters
    ----------
    first, second
        Scores of the cells, one row a portrait, shapes (n, c) and (m, k).
    temperature
        In units of the score; at least 0, infinity allowed. At 0 the greater maximum wins,
        equal ones count half.

    Returns
    -------
    ndarray
        Shape (n, m), in [0, 1]. The same pair seen from the other side gives one minus it.

    Raises
    ------
    ValueError
        If the temperature is negative or scores are missing.
    """
    one, other = _checked(first), _checked(second)
    if _temperature(temperature) == 0:
        return higher(one.max(axis=1), other.max(axis=1))
    weights = log_weight(one, temperature=temperature)[:, np.newaxis]
    return np.asarray(special.expit(weights - log_weight(other, temperature=temperature)))


def chance_of_greatest(first: ArrayLike, second: ArrayLike, *, temperature: float) -> FloatArray:
    """Return for each pair the chance that the greatest cell of both is the one chosen.

    Parameters
    ----------
    first, second, temperature
        As for :func:`share_on_first`. At 0 it is 1.

    Returns
    -------
    ndarray
        Shape (n, m), in (0, 1].
    """
    one, other = _checked(first), _checked(second)
    shape = (len(one), len(other))
    if _temperature(temperature) == 0:
        return np.ones(shape)
    total = np.logaddexp(
        log_weight(one, temperature=temperature)[:, np.newaxis],
        log_weight(other, temperature=temperature),
    )
    greatest = np.maximum(one.max(axis=1)[:, np.newaxis], other.max(axis=1))
    return np.asarray(np.exp(greatest / temperature - total))


def chance_outside(
    scores: ArrayLike, inside: NDArray[np.bool_], *, temperature: float
) -> FloatArray:
    """Return for each portrait the chance that a cell chosen on it misses the face region.

    Parameters
    ----------
    scores
        Shape (n, c).
    inside
        True for the cells in the region, shape (c,).
    temperature
        At least 0; at 0 the first cell with the greatest score is chosen, as in the model.

    Returns
    -------
    ndarray
        Shape (n,), in [0, 1].
    """
    table = _checked(scores)
    if _temperature(temperature) == 0:
        return np.asarray(~inside[table.argmax(axis=1)], dtype=float)
    if inside.all():
        return np.zeros(len(table))
    missed = log_weight(table[:, ~inside], temperature=temperature)
    return np.asarray(np.exp(missed - log_weight(table, temperature=temperature)))


def log_weight(scores: ArrayLike, *, temperature: float) -> FloatArray:
    """Return log of the sum of exp(score / temperature) over each portrait's cells, shape (n,).

    Parameters
    ----------
    scores
        Shape (n, c).
    temperature
        Above 0; at infinity the sum is the number of cells.
    """
    table = _checked(scores)
    if _temperature(temperature) == 0:
        raise ValueError("At temperature 0 there is no sum; compare the maxima.")
    if math.isinf(temperature):
        return np.full(len(table), math.log(table.shape[1]))
    return np.asarray(special.logsumexp(table / temperature, axis=1))


def _checked(scores: ArrayLike) -> FloatArray:
    table = np.asarray(scores, dtype=float)
    if table.ndim != 2 or 0 in table.shape or not np.isfinite(table).all():
        raise ValueError(
            f"Scores must be a finite table of portraits by cells, not of shape {table.shape}; "
            "give one row a portrait and one column a cell."
        )
    return table


def _temperature(temperature: float) -> float:
    if not temperature >= 0:
        raise ValueError(
            f"A temperature must be at least 0, not {temperature!r}; 0 is the maximum and "
            "infinity a choice without looking."
        )
    return temperature
