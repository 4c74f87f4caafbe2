"""Lorenz curves with a bounded number of points, and how far the thinned curve may be off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rml.stats.arguments import FloatArray, checked_count
from rml.stats.unit_counts import Amounts, counted, lorenz_points

_LEAST_POINTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LorenzCurve:
    """The share of the total that the smallest units have, by their share of the units.

    Parameters
    ----------
    of_units, of_total
        Points of the curve from (0, 0) to (1, 1), shape (k,), in rising order.
    largest_error
        By how much the straight lines between these points lie above the whole curve at most,
        as a share of the total; 0 if no point was left out.
    """

    of_units: FloatArray
    of_total: FloatArray
    largest_error: float


def lorenz_curve(values: Amounts, *, most_points: int = 200) -> LorenzCurve:
    """Return the Lorenz curve with at most so many points.

    The points kept lie evenly along the curve, counted by the distance covered in both
    directions, so that the steep end of a heavy tail keeps its share of them. Every point kept
    lies on the whole curve. Since that curve is convex, the lines between lie on or above it.

    Parameters
    ----------
    values
        As for ``rml.stats.unit_counts.counted``.
    most_points
        At least 3.

    Raises
    ------
    ValueError
        As ``counted``, or if ``most_points`` is too small.

    References
    ----------
    Lorenz (1905), doi:10.2307/2276207.

    Examples
    --------
    >>> curve = lorenz_curve([1, 2, 3, 4])
    >>> curve.of_total.tolist()
    [0.0, 0.1, 0.3, 0.6, 1.0]
    """
    most = checked_count("most_points", most_points, minimum=_LEAST_POINTS)
    of_units, of_total = lorenz_points(counted(values))
    if of_units.size <= most:
        return LorenzCurve(of_units=of_units, of_total=of_total, largest_error=0.0)
    along = of_units + of_total  # from 0 to 2
    kept = np.unique(np.searchsorted(along, np.linspace(0, along[-1], most)))
    kept = np.unique(np.concatenate([[0], kept[kept < of_units.size], [of_units.size - 1]]))
    if kept.size > most:
        kept = np.delete(kept, -2)
    drawn = np.interp(of_units, of_units[kept], of_total[kept])
    return LorenzCurve(
        of_units=of_units[kept],
        of_total=of_total[kept],
        largest_error=float(np.max(drawn - of_total)),
    )
