"""Days of a log that look wrong: too long, too short, or the two arms moving apart.

A clock that is off in one arm moves rows from one day to the next there and not in the other;
a clock that is off in both makes one day short and its neighbour long.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.amplification.holdback.schemas import CONTROL, TREATMENT

FloatArray = NDArray[np.float64]
_NEIGHBOURS = 3
_USUAL_TIMES = 4


def changes(rows: FloatArray) -> FloatArray:
    """Return the logarithm of each day's rows against the median of its neighbours.

    Parameters
    ----------
    rows
        Rows per day, shape (d,), ascending by day; days without rows are 0.

    Returns
    -------
    ndarray
        Shape (d,); NaN for days without rows, or without neighbours that have some.
        Neighbours are up to three days on either side.
    """
    logs = np.log(np.where(rows > 0, rows, np.nan))
    found = np.full(len(rows), np.nan)
    for day in range(len(rows)):
        near = np.r_[logs[max(0, day - _NEIGHBOURS) : day], logs[day + 1 : day + 1 + _NEIGHBOURS]]
        near = near[~np.isnan(near)]
        if near.size:
            found[day] = logs[day] - np.median(near)
    return found


def odd_lengths(by_day: pd.DataFrame, *, largest_change: float) -> list[int]:
    """Return the positions of days with far more or fewer rows than their neighbours.

    Parameters
    ----------
    by_day
        Rows per day (rows, ascending) and arm (columns ``control`` and ``treatment``).
    largest_change
        As in `LogRules`.
    """
    change = changes(by_day[[CONTROL, TREATMENT]].sum(axis=1).to_numpy(dtype=float))
    return np.flatnonzero(np.abs(change) > np.log(largest_change)).tolist()


def arms_apart(by_day: pd.DataFrame, *, largest_gap: float) -> list[int]:
    """Return the positions of days on which the two arms change unlike against neighbours.

    The two arms' days are alike but for chance, whatever the weekday. How much chance moves
    them apart is taken from the log: by the median absolute gap over days, which the few
    odd days hardly move.

    Parameters
    ----------
    by_day
        As for `odd_lengths`.
    largest_gap
        As in `LogRules`.
    """
    gaps = changes(by_day[CONTROL].to_numpy(dtype=float)) - changes(
        by_day[TREATMENT].to_numpy(dtype=float)
    )
    there = gaps[~np.isnan(gaps)]
    if not there.size:
        return []
    # 1.4826 times the median of |x| is the standard deviation of a normal around 0.
    usual = 1.4826 * float(np.median(np.abs(there)))
    return np.flatnonzero(np.abs(gaps) > max(np.log(largest_gap), _USUAL_TIMES * usual)).tolist()
