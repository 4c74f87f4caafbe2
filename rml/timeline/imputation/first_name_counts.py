"""How many mortgage applicants bear each first name, read from the roundings of their shares.

The table of first names holds shares of four decimals and no counts, but P(first name | group)
needs to know how the people behind it are composed: P(r | f) / P_f(r). Shares of n people are
multiples of 1 / n, so four decimals of six shares leave few values for n; and the source's
rows stand by falling counts. The longest falling sequence of possible counts gives them for all
but the commonest names, whose shares fit any n. Those are extrapolated by rank, between an
exponential and a power law; the composition depends little on which.

The result is shipped with the priors (`rml.timeline.imputation.priors.load_first_name_prior`);
a test computes it anew.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rml.timeline.imputation.groups import FloatArray

LEAST: Final = 30
"""The least count that is tried; the rarest names of the table fit it."""

MOST_TRIED: Final = 5000
MOST_READ: Final = 3500
"""Above some thousands nearly any n fits four decimals, and the commonest names' counts crowd
below the largest that is tried; so only counts well below it are taken as read."""

_HALF_A_DIGIT: Final = 0.5001e-4


class Composition(NamedTuple):
    """The composition of the people behind a table of first names, shape (6,) each.

    Parameters
    ----------
    value
        With the commonest names' counts half way between the two extrapolations.
    exponential, power
        With either extrapolation: the least and the most weight of the commonest names.
    rows_read
        Names whose count was read rather than interpolated.
    """

    value: FloatArray
    exponential: FloatArray
    power: FloatArray
    rows_read: int


def composition_of_bearers(shares: FloatArray) -> Composition:
    """Return how the people are composed from whom shares by first name were counted.

    Parameters
    ----------
    shares
        Shares of four decimals by name, shape (names, 6), as published: not scaled to 1, and
        in the source's order, the commonest name first.
    """
    rows, counts = _longest_fall([_possible(row) for row in shares])
    kept = counts <= MOST_READ
    rows, counts = rows[kept], counts[kept].astype(np.float64)
    weights = np.interp(np.arange(len(shares)), rows, counts)
    start = int(rows[0])
    # The local slopes over the ranks that follow, as many again as are extrapolated.
    near = slice(start, 2 * start + 1)
    ranks = np.arange(1, len(shares) + 1)
    logs = np.log(weights[near])
    top = np.arange(start)
    by_rank = np.polyfit(ranks[near], logs, 1)[0]
    by_log_rank = np.polyfit(np.log(ranks[near]), logs, 1)[0]
    exponential, power = weights.copy(), weights.copy()
    exponential[:start] = weights[start] * np.exp(by_rank * (top - start))
    power[:start] = weights[start] * (ranks[:start] / ranks[start]) ** by_log_rank
    middle = np.sqrt(exponential * power)
    return Composition(
        _weighted(shares, middle),
        _weighted(shares, exponential),
        _weighted(shares, power),
        rows.size,
    )


def _weighted(shares: FloatArray, weights: FloatArray) -> FloatArray:
    composition: FloatArray = weights @ shares / (weights @ shares).sum()
    return composition


def _possible(shares: FloatArray) -> NDArray[np.int64]:
    """Return the counts n of people of which six shares of four decimals can be."""
    counts = np.arange(LEAST, MOST_TRIED + 1)
    members = np.round(shares[None, :] * counts[:, None])
    fits = (np.abs(members / counts[:, None] - shares[None, :]) <= _HALF_A_DIGIT).all(axis=1)
    possible: NDArray[np.int64] = counts[fits & (members.sum(axis=1) == counts)]
    return possible


def _longest_fall(possible: list[NDArray[np.int64]]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return the rows and counts of the longest sequence of possible counts that never rises."""
    ends: list[int] = []  # the last count of the best sequence of each length, negated
    last: list[int] = []
    nodes: list[tuple[int, int, int]] = []  # row, count, the node before
    for row, counts in enumerate(possible):
        # All of a row's counts are placed before any is entered: a row counts once.
        placed = [(bisect_right(ends, -count), count) for count in counts.tolist()]
        entered = [(place, count, last[place - 1] if place else -1) for place, count in placed]
        for place, count, before in entered:
            if place < len(ends) and -count >= ends[place]:
                continue
            nodes.append((row, count, before))
            if place == len(ends):
                ends.append(-count)
                last.append(len(nodes) - 1)
            else:
                ends[place], last[place] = -count, len(nodes) - 1
    found = []
    node = last[-1]
    while node >= 0:
        row, count, node = nodes[node]
        found.append((row, count))
    both = np.array(found[::-1])
    return both[:, 0].astype(np.intp), both[:, 1].astype(np.int64)
