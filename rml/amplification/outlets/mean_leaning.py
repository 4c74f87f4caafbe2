"""The mean leaning of impressions, with an interval over the politicians who place outlets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.amplification.outlets.leaning import UNIT, checked_links, drawn_within_party
from rml.estimate import Estimate
from rml.stats.arguments import (
    FloatArray,
    checked_finite,
    checked_fraction,
    checked_resamples,
)


def mean_leaning(
    weights: ArrayLike,
    republican: ArrayLike,
    impressions: ArrayLike,
    positions: ArrayLike | None = None,
    *,
    rng: np.random.Generator,
    resamples: int = 9999,
    level: float = 0.95,
) -> Estimate:
    """Return the mean leaning of an impression, with a bootstrap-t interval over politicians.

    The estimand is the mean, over these impressions, of the leaning that outlets have among
    all politicians like those observed; impressions are held fixed, so nothing is said of
    other panels. Politicians are taken as independent draws within their party.

    Redrawn from 641 real politicians, with links concentrated on few accounts, the nominal
    95 % interval held the mean in 95 % of 1,000 samples; a percentile interval does in 91 %.
    In made populations, with 40 to 160 politicians of each party, it held it in 93 to 95 %.

    Parameters
    ----------
    weights
        Weight of each politician's links to each outlet, shape (n, k), at least 0.
    republican
        True for politicians of the second party, shape (n,), ten or more of each.
    impressions
        Of each outlet, shape (k,), at least 0; 0 leaves an outlet out.
    positions
        Where each politician stands, shape (n,); -1 and +1 by party if not given.
    rng
        The source of randomness.
    resamples
        Number of resamples; 9,999 for a published interval.
    level
        Nominal coverage, in (0, 1).

    Raises
    ------
    ValueError
        If an argument is out of range, a party has fewer than ten politicians, or an outlet
        with impressions is linked by nobody.

    References
    ----------
    Davison and Hinkley (1997), doi:10.1017/CBO9780511802843, sections 2.7 (the variance by
    influence values) and 5.2 (studentized bootstrap).

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> links = rng.poisson(np.repeat([[4, 1], [1, 4]], 40, axis=0))
    >>> republican = np.repeat([False, True], 40)
    >>> mean = mean_leaning(links, republican, [300, 100], rng=rng, resamples=999)
    >>> f"{mean.value:.2f} ({mean.low:.2f} to {mean.high:.2f}), {mean.n}"
    '-0.31 (-0.37 to -0.26), 2 outlets, placed by 80 politicians'
    """
    rows, second, places = checked_links(weights, republican, positions)
    level = checked_fraction("level", level)
    count = checked_resamples(resamples, level)
    shown = checked_finite("impressions", impressions)
    if shown.shape != rows.shape[1:] or (shown < 0).any() or not shown.any():
        raise ValueError(
            f"`impressions` must be {rows.shape[1]} numbers of at least 0, not all of them 0."
        )
    if min(second.sum(), (~second).sum()) < 10:
        raise ValueError(
            f"{int((~second).sum())} and {int(second.sum())} politicians are too few for a "
            "bootstrap within parties, which needs ten of each."
        )
    seen = shown > 0
    if not rows[:, seen].sum(axis=0).all():
        raise ValueError("Nobody links to an outlet with impressions; give it 0 impressions.")
    totals = rows.sum(axis=1)
    rows, share = rows[:, seen], shown[seen] / shown.sum()
    table = _Table(rows=rows, totals=totals, second=second, places=places, share=share)
    value, error = (one[0] for one in _mean_and_error(table, np.ones((1, len(rows)))))
    ratios = [
        (mean - value) / deviation
        for drawn in drawn_within_party(second, resamples=count, rng=rng, entries=rows.size)
        for mean, deviation in [_mean_and_error(table, drawn)]
    ]
    low, high = np.quantile(np.concatenate(ratios), [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        value=float(value),
        low=float(value - high * error),
        high=float(value - low * error),
        level=level,
        n=f"{int(seen.sum())} outlets, placed by {len(rows)} politicians",
        unit=UNIT,
        method=(
            f"impression-weighted mean; bootstrap-t over politicians within party, {count:,} "
            "resamples, impressions held fixed"
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Links of the outlets seen, all links of each politician, and shares of impressions."""

    rows: FloatArray
    totals: FloatArray
    second: NDArray[np.bool_]
    places: FloatArray
    share: FloatArray


def _mean_and_error(table: _Table, drawn: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the mean and its standard error for each row of ``drawn``, shape (b, n)."""
    sides = []
    for members in (~table.second, table.second):
        counts, links, position = drawn[:, members], table.rows[members], table.places[members]
        total = counts @ table.totals[members]
        shares = (counts @ links) / total[:, np.newaxis]
        moments = (counts @ (position[:, np.newaxis] * links)) / total[:, np.newaxis]
        sides.append((members, counts, total, shares, moments))
    above, below = sum(side[4] for side in sides), sum(side[3] for side in sides)
    # An outlet that nobody of a resample links to drops out of it.
    linked = below > 0
    weights = np.where(linked, table.share, 0.0)
    weights /= weights.sum(axis=1, keepdims=True)
    safe = np.where(linked, below, 1.0)
    leaning = np.where(linked, above / safe, 0.0)
    slope = np.where(linked, weights / safe, 0.0)
    mean = (weights * leaning).sum(axis=1)
    variance = np.zeros_like(mean)
    for members, counts, total, shares, moments in sides:
        size = counts.shape[1]
        links = table.rows[members]
        own = (slope @ links.T) * table.places[members] - (slope * leaning) @ links.T
        centre = (slope * (moments - leaning * shares)).sum(axis=1)
        influence = (own - centre[:, np.newaxis] * table.totals[members]) * (size / total)[
            :, np.newaxis
        ]
        variance += (counts * influence**2).sum(axis=1) / (size * (size - 1))
    return mean, np.sqrt(variance)
