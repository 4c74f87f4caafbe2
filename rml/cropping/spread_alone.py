"""What unequal spread alone does to maxima: a formula.

Two groups differ in nothing but how widely their cells scatter. No typical score differs, and
yet the maximum over many cells is mostly found in the group with the wider scatter.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from scipy import special

_NODES: Final = 400


def maxima_from_spread(spread_ratio: float, cells: int) -> float:
    """Return P(max of A > max of B) for two groups that differ in nothing but spread.

    Every cell of A is normal with standard deviation ``spread_ratio``, every cell of B
    normal with standard deviation 1, all independent and with the same median. Any one cell
    of A is above any one cell of B with probability one half, and so is the population median;
    the maximum over many cells is not. A formula evaluated by quadrature, no draws.

    Parameters
    ----------
    spread_ratio
        Standard deviation of A's cells by that of B's, above 0.
    cells
        Cells in each portrait, at least 1.

    Returns
    -------
    float
        In (0, 1); exactly 1/2 for one cell or equal spreads.

    Raises
    ------
    ValueError
        If the ratio is not above 0 or there is no cell.

    Examples
    --------
    >>> maxima_from_spread(1.2, 1), maxima_from_spread(1.2, 100) > 0.75
    (0.5, True)
    """
    if not 0 < spread_ratio < math.inf or cells < 1:
        raise ValueError(
            f"A spread ratio above 0 and at least one cell are needed, not {spread_ratio} and "
            f"{cells}."
        )
    if cells == 1 or spread_ratio == 1:
        return 0.5
    # With v the quantile of A's maximum: P = integral over v of F_B(F_A^-1(v^(1/c)))^c.
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    quantiles = (nodes + 1) / 2
    # log(1 - v^(1/c)) keeps its digits where v^(1/c) is nearly 1.
    upper_tail = -np.expm1(np.log(quantiles) / cells)
    places = -special.ndtri(upper_tail) * spread_ratio
    return float(np.sum(weights / 2 * np.exp(cells * special.log_ndtr(places))))
