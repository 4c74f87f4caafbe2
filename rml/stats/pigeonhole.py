"""The pigeonhole bootstrap: means of cells of pairs when the people of all groups are resampled."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from rml.stats.arguments import FloatArray
from rml.stats.cell_means import CellMeans

_BATCH_ENTRIES = 4_000_000
# Above this share of all possible pairs a dense matrix product is faster than a sparse one.
_DENSE = 0.2
# A resample may hold none of a cell's pairs; if most do, the design is too thin to resample.
_LEAST_KEPT = 0.5


def resampled_sums(
    fit: CellMeans, weights: FloatArray, *, rng: np.random.Generator, resamples: int
) -> FloatArray:
    """Return the weighted sum of cell means in each resample of people, shape (resamples,).

    The people of each group are drawn with replacement, independently of the other groups
    and once for all cells. A pair counts as often as the product of how often its two
    people were drawn, and a cell's mean is a ratio of such sums (Owen 2007). Resamples that
    hold no pair of a cell are drawn anew.

    Parameters
    ----------
    fit
        The cells.
    weights
        One for each cell, shape (c,).
    rng
        The source of randomness.
    resamples
        How many.

    Raises
    ------
    ValueError
        If more than half of a batch of resamples holds no pair of some cell.

    References
    ----------
    McCullagh (2000), doi:10.2307/3318577.
    Owen (2007), doi:10.1214/07-AOAS122.
    """
    tables = [_tables(fit, place) for place in range(len(fit.rows))]
    batch = max(1, _BATCH_ENTRIES // max(fit.members.values()))
    kept: list[FloatArray] = []
    missing = resamples
    while missing > 0:
        size = min(batch, missing)
        counts = {group: _drawn(people, size, rng) for group, people in fit.members.items()}
        total = np.zeros(size)
        defined = np.ones(size, dtype=bool)
        for weight, rows, (won, shown) in zip(weights, fit.rows, tables, strict=True):
            one, other = counts[rows.groups[0]], counts[rows.groups[1]]
            trials = np.einsum("bj,bj->b", np.asarray(one @ shown), other)
            wins = np.einsum("bj,bj->b", np.asarray(one @ won), other)
            defined &= trials > 0
            total += weight * wins / np.maximum(trials, 1)
        if defined.mean() < _LEAST_KEPT:
            raise ValueError(
                "Most resamples of people hold no pair of some cell: too few pairs for a "
                "bootstrap. Use rml.stats.two_way.two_way_t_over_pairs, or draw more pairs."
            )
        kept.append(total[defined])
        missing -= kept[-1].size
    return np.concatenate(kept)


def _drawn(people: int, size: int, rng: np.random.Generator) -> FloatArray:
    """Return how often each person is drawn in each of ``size`` resamples."""
    draws = rng.integers(0, people, size=(size, people))
    draws += np.arange(size)[:, np.newaxis] * people
    counts = np.bincount(draws.ravel(), minlength=size * people)
    return counts.reshape(size, people).astype(np.float64)


def _tables(
    fit: CellMeans, place: int
) -> tuple[FloatArray | sparse.csr_array, FloatArray | sparse.csr_array]:
    """Return the sums of outcomes, and the numbers of rows, by person and person."""
    rows = fit.rows[place]
    shape = (fit.members[rows.groups[0]], fit.members[rows.groups[1]])
    places = (rows.first, rows.second)
    won = sparse.csr_array((rows.outcome, places), shape=shape)
    shown = sparse.csr_array((np.ones(rows.outcome.size), places), shape=shape)
    if shown.nnz > _DENSE * shape[0] * shape[1]:
        return won.toarray(), shown.toarray()
    return won, shown
