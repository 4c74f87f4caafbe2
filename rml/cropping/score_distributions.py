"""How scores are distributed over portraits and cells, by group: never one person's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from rml.cropping.softened import SPREAD, STATISTICS, summaries

FloatArray = NDArray[np.float64]
Rows = NDArray[np.intp]

DRAWN: Final = ("all cells", "median", "maximum")
"""What is drawn: every cell of a group's portraits, and two statistics of each portrait."""
# The drawn range leaves out the outermost cells, which would show single portraits.
_RANGE: Final = (0.01, 0.99)


def density_table(
    scores: Mapping[str, FloatArray], groups: Mapping[str, Rows], *, points: int = 80
) -> pd.DataFrame:
    """Return smoothed densities of scores by size, group and what is drawn.

    Parameters
    ----------
    scores
        By the size at which portraits were scored, in words: one row a portrait, one column
        a cell, (n, c).
    groups
        Rows of the portraits to compare.
    points
        Where each density is evaluated, from the first to the last percentile of all groups.

    Returns
    -------
    DataFrame
        ``size, drawn, group, score, density``. Gaussian kernels with Silverman's bandwidth
        (Silverman 1986, ISBN 9780412246203).
    """
    tables = []
    for size, cells in scores.items():
        values = summaries(cells)
        for drawn in DRAWN:
            by_group = {
                name: (cells[rows].ravel() if drawn == "all cells" else values[drawn][rows])
                for name, rows in groups.items()
            }
            together = np.concatenate(list(by_group.values()))
            start, stop = (float(end) for end in np.quantile(together, _RANGE))
            places = np.linspace(start, stop, points)
            for name, found in by_group.items():
                density = stats.gaussian_kde(found, bw_method="silverman")(places)
                tables.append(
                    pd.DataFrame(
                        {
                            "size": size,
                            "drawn": drawn,
                            "group": name,
                            "score": places,
                            "density": density,
                        }
                    )
                )
    return pd.concat(tables, ignore_index=True)


def group_table(scores: Mapping[str, FloatArray], groups: Mapping[str, Rows]) -> pd.DataFrame:
    """Return by size and group the number of people and the mean of each statistic.

    Parameters
    ----------
    scores
        As for :func:`density_table`.
    groups
        Rows by group.

    Returns
    -------
    DataFrame
        ``size, group, people``, the mean over people of each of ``STATISTICS`` and of the
        spread, and ``maximum_sd``, the standard deviation of maxima between people.
    """
    rows = []
    for size, cells in scores.items():
        values = summaries(cells)
        rows += [
            {"size": size, "group": name, "people": len(members)}
            | {kind: float(values[kind][members].mean()) for kind in (*STATISTICS, SPREAD)}
            | {"maximum_sd": float(values["maximum"][members].std(ddof=1))}
            for name, members in groups.items()
        ]
    return pd.DataFrame(rows)
