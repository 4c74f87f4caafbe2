"""What unequal spread alone does to maxima: a formula, with its figure.

Two groups differ in nothing but how widely their cells scatter. No typical score differs, and
yet the maximum over many cells is mostly found in the group with the wider scatter.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator
from scipy import special

from rml.report.style import BLUE, new_figure, theme

_NODES: Final = 400
_STYLES: Final = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))


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


def spread_table(ratios: Sequence[float], cells: Sequence[int]) -> pd.DataFrame:
    """Return the gap that unequal spread alone makes, by formula: ``ratio, cells, gap``.

    The gap is in percentage points, from :func:`maxima_from_spread`.
    """
    return pd.DataFrame(
        [
            {"ratio": ratio, "cells": count, "gap": 100 * (maxima_from_spread(ratio, count) - 0.5)}
            for ratio in ratios
            for count in cells
        ]
    )


def spread_plot(table: pd.DataFrame) -> Figure:
    """Return the gap from unequal spread by the number of cells; from :func:`spread_table`."""
    fig, axes = new_figure(7.0, 3.6)
    with theme():
        for place, (ratio, rows) in enumerate(table.groupby("ratio", sort=False)):
            last = rows.iloc[-1]
            axes.plot(
                rows["cells"], rows["gap"], color=BLUE, marker="", linestyle=_STYLES[place % 4]
            )
            axes.annotate(
                f"{ratio:g} times",
                (last["cells"], last["gap"]),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                fontsize=10,
                annotation_clip=False,
            )
        axes.set_xscale("log")
        counts = [one for one in (1, 3, 10, 30, 100, 400) if one <= table["cells"].max()]
        axes.set_xticks(counts, labels=[str(one) for one in counts])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.set_xlabel("independent cells in each portrait")
        axes.set_ylabel("gap of the maxima,\npercentage points")
        axes.set_ylim(bottom=0)
        axes.margins(x=0.01)
    return fig


def spread_alt(table: pd.DataFrame) -> str:
    """Return in words what :func:`spread_plot` shows: where each curve ends."""
    most = table["cells"].max()
    ends = table[table["cells"] == most]
    listed = ", ".join(
        f"{ratio:g} times: {gap:.0f} points"
        for ratio, gap in zip(ends["ratio"], ends["gap"], strict=True)
    )
    return (
        "Curves that begin at no gap for a single cell and rise with the number of cells, higher "
        f"for a larger ratio of spreads. At {most} cells, by ratio: {listed}."
    )
