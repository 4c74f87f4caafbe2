"""Adjusted p-values for a declared family of tests."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rml.stats.arguments import FloatArray, checked_sample


def holm(p_values: ArrayLike) -> FloatArray:
    """Return Holm's adjusted p-values, which control the family-wise error rate.

    Rejecting where the adjusted value is at most alpha keeps the probability of any false
    rejection at alpha or below, whatever the dependence between the tests. The family must
    be declared beforehand and be complete.

    Parameters
    ----------
    p_values
        One p-value for each test of the family, shape (m,), in [0, 1].

    Returns
    -------
    ndarray
        Adjusted p-values, shape (m,), in the order given, in [0, 1].

    Raises
    ------
    ValueError
        If the family is empty or a value is missing or outside [0, 1].

    References
    ----------
    Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian
    Journal of Statistics 6, 65-70, https://www.jstor.org/stable/4615733.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    ordered, back = _sorted_family(p_values)
    remaining = np.arange(ordered.size, 0, -1)
    return np.asarray(np.minimum(np.maximum.accumulate(ordered * remaining), 1.0)[back])


def benjamini_hochberg(p_values: ArrayLike) -> FloatArray:
    """Return Benjamini-Hochberg adjusted p-values, which control the false discovery rate.

    Rejecting where the adjusted value is at most q keeps the expected share of false
    rejections at q or below when the tests are independent or positively dependent
    (Benjamini and Yekutieli 2001). The family must be declared beforehand and be complete.

    Parameters
    ----------
    p_values
        One p-value for each test of the family, shape (m,), in [0, 1].

    Returns
    -------
    ndarray
        Adjusted p-values, shape (m,), in the order given, in [0, 1].

    Raises
    ------
    ValueError
        If the family is empty or a value is missing or outside [0, 1].

    References
    ----------
    Benjamini and Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.
    Benjamini and Yekutieli (2001), doi:10.1214/aos/1013699998.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.04, 0.04]
    """
    ordered, back = _sorted_family(p_values)
    scaled = ordered * (ordered.size / np.arange(1, ordered.size + 1))
    stepped_up = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.asarray(np.minimum(stepped_up, 1.0)[back])


def _sorted_family(
    p_values: ArrayLike,
) -> tuple[FloatArray, np.ndarray[tuple[int], np.dtype[np.intp]]]:
    """Return the p-values in ascending order, and where each came from."""
    family = checked_sample("p_values", p_values, minimum=1)
    outside = family[(family < 0) | (family > 1)]
    if outside.size:
        raise ValueError(
            f"`p_values` must lie in [0, 1], not {outside[0]:g}; give p-values, not statistics."
        )
    order = np.argsort(family, kind="stable")
    return family[order], np.argsort(order, kind="stable")
