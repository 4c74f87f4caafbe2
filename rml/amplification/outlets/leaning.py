"""The leaning of outlets: which party's politicians link to them relatively more often.

Write w_i(o) for the weight of politician i's links to outlet o, W_p(o) for the sum of w_i(o)
over the politicians of party p, and T_p for the sum of W_p over all outlets, so that
s_p(o) = W_p(o) / T_p is the outlet's share of what party p links to. The leaning is

    sum_p sum_(i in p) x_i w_i(o) / T_p   over   sum_p s_p(o),

the mean position x of those who link to the outlet, with both parties given equal weight.
With x = -1 for Democrats and +1 for Republicans it is (s_R - s_D) / (s_R + s_D): -1 if only
Democrats link to the outlet, +1 if only Republicans do, 0 if it has the same share of both
parties' links. 0 is no statement on where the middle of politics lies.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.stats.arguments import (
    FloatArray,
    checked_finite,
    checked_fraction,
    checked_generator,
    checked_resamples,
)

UNIT = "points of leaning"
LEAST_OF_EACH_PARTY = 10
_BATCH_ENTRIES = 4_000_000


def outlet_leaning(
    weights: ArrayLike, republican: ArrayLike, positions: ArrayLike | None = None
) -> FloatArray:
    """Return the leaning of each outlet, shape (k,), from -1 to 1 if positions do; NaN if unlinked.

    Parameters
    ----------
    weights
        Weight of each politician's links to each outlet, shape (n, k), at least 0: counts of
        links, or each politician's own shares, which lets every politician count alike.
    republican
        True for politicians of the second party, shape (n,).
    positions
        Where each politician stands, shape (n,); -1 and +1 by party if not given.

    Raises
    ------
    ValueError
        If the shapes differ, a weight is negative, or a party has no link.

    References
    ----------
    Eady, Bonneau, Tucker and Nagler, "News Sharing on Social Media", Political Analysis, for
    the data; their own scores come from a model with an intercept for each politician.

    Examples
    --------
    >>> links = [[8, 2, 0], [8, 2, 0], [0, 1, 3]]
    >>> outlet_leaning(links, [False, False, True]).round(3).tolist()
    [-1.0, 0.111, 1.0]
    """
    rows, second, places = checked_links(weights, republican, positions)
    return np.asarray(_leaning_of_draws(rows, second, places, np.ones((1, len(rows))))[0])


def resampled_leanings(
    weights: ArrayLike,
    republican: ArrayLike,
    positions: ArrayLike | None = None,
    *,
    resamples: int,
    rng: np.random.Generator,
) -> FloatArray:
    """Return leanings with politicians redrawn within their party, shape (resamples, k).

    NaN where no politician of a resample links to the outlet. An outlet that one party never
    links to has the same leaning in every resample: the bootstrap cannot tell how uncertain
    it is (see `leaning_intervals`).

    Parameters
    ----------
    weights, republican, positions
        As in `outlet_leaning`.
    resamples
        Number of resamples; 9,999 for a published interval.
    rng
        The source of randomness.

    Raises
    ------
    ValueError
        As `outlet_leaning`; or if a resample leaves a party without any link.

    References
    ----------
    Davison and Hinkley (1997), doi:10.1017/CBO9780511802843, section 3.2 (several samples).
    """
    rows, second, places = checked_links(weights, republican, positions)
    batches = drawn_within_party(second, resamples=resamples, rng=rng, entries=rows.size)
    return np.concatenate([_leaning_of_draws(rows, second, places, drawn) for drawn in batches])


def drawn_within_party(
    republican: NDArray[np.bool_], *, resamples: int, rng: np.random.Generator, entries: int
) -> Iterator[FloatArray]:
    """Return batches of how often each politician is drawn, shape (b, n), within each party.

    Parameters
    ----------
    republican
        True for the second party, shape (n,).
    resamples, rng
        As in `resampled_leanings`.
    entries
        Size of the table of links, by which the batches are kept small.
    """
    generator = checked_generator(rng)
    batch = max(1, _BATCH_ENTRIES // max(entries // 64, republican.size))
    for start in range(0, resamples, batch):
        count = min(batch, resamples - start)
        drawn = np.empty((count, republican.size))
        for members in (~republican, republican):
            size = int(members.sum())
            drawn[:, members] = generator.multinomial(size, np.full(size, 1 / size), size=count)
        yield drawn


def own_shares(links: ArrayLike) -> FloatArray:
    """Return each politician's links as shares of all of theirs, shape (n, k): all count alike.

    Raises
    ------
    ValueError
        If a politician has no link.
    """
    counts = checked_finite("links", links)
    totals = counts.sum(axis=1, keepdims=True)
    if (totals <= 0).any():
        raise ValueError(
            f"{int((totals <= 0).sum())} of {len(counts)} rows of `links` have no link, so no "
            "shares; leave these politicians out and say so."
        )
    return np.asarray(counts / totals)


def party_positions(scores: ArrayLike, republican: ArrayLike) -> FloatArray:
    """Return scores moved and stretched so that the parties' means are -1 and +1, shape (n,).

    Parameters
    ----------
    scores
        DW-NOMINATE or another score that is higher for the second party, shape (n,).
    republican
        True for the second party, shape (n,).

    Raises
    ------
    ValueError
        If the second party's mean is not the higher one.
    """
    values = checked_finite("scores", scores)
    second = np.asarray(republican, dtype=bool)
    means = float(values[~second].mean()), float(values[second].mean())
    if not means[0] < means[1]:
        raise ValueError(
            f"The parties' mean scores are {means[0]:.3g} and {means[1]:.3g}; the second must be "
            "higher. Turn the scores round, or check which party is marked as the second."
        )
    return np.asarray((values - sum(means) / 2) / ((means[1] - means[0]) / 2))


def leaning_intervals(
    draws: ArrayLike, linking: ArrayLike, *, level: float, least: int = LEAST_OF_EACH_PARTY
) -> FloatArray:
    """Return percentile intervals of each outlet's leaning, shape (2, k).

    NaN for an outlet that fewer than ``least`` politicians of one party link to: whether
    two or three of that party link to it decides its leaning, and a bootstrap cannot see
    those who happen to be missing. Over samples redrawn from 641 real politicians a nominal
    95 % interval held the leaning in 20 % of cases with 1 to 4 such politicians, and in 88 to
    92 % with 10 or more: links are concentrated on few accounts, so intervals are somewhat
    too short even there.

    Parameters
    ----------
    draws
        As `resampled_leanings` returns them, shape (resamples, k).
    linking
        How many politicians of each party link to each outlet, shape (2, k).
    level
        Nominal coverage of each interval by itself.
    least
        Fewest politicians of each party.
    """
    values = np.asarray(draws, dtype=float)
    checked_resamples(len(values), checked_fraction("level", level))
    enough = checked_finite("linking", linking).min(axis=0) >= least
    ends = np.full((2, values.shape[1]), np.nan)
    tails = [(1 - level) / 2, (1 + level) / 2]
    ends[:, enough] = np.nanquantile(values[:, enough], tails, axis=0)
    return ends


def _leaning_of_draws(
    rows: FloatArray, second: NDArray[np.bool_], places: FloatArray, drawn: FloatArray
) -> FloatArray:
    """Return leanings for politicians counted ``drawn`` times, shape (b, n), as (b, k)."""
    above = np.zeros((len(drawn), rows.shape[1]))
    below = np.zeros_like(above)
    for members in (~second, second):
        counts = drawn[:, members]
        totals = counts @ rows[members].sum(axis=1)
        if (totals <= 0).any():
            raise ValueError(
                "A party has no link at all, or none in a resample: give each party several "
                "politicians with links."
            )
        scaled = counts / totals[:, np.newaxis]
        above += scaled @ (places[members, np.newaxis] * rows[members])
        below += scaled @ rows[members]
    with np.errstate(invalid="ignore"):
        return np.asarray(above / below)


def checked_links(
    weights: ArrayLike, republican: ArrayLike, positions: ArrayLike | None
) -> tuple[FloatArray, NDArray[np.bool_], FloatArray]:
    """Return weights, party and positions as arrays, if they fit (see `outlet_leaning`)."""
    rows = checked_finite("weights", weights)
    second = np.asarray(republican)
    if rows.ndim != 2 or second.shape != rows.shape[:1] or second.dtype != bool:
        raise ValueError(
            f"`weights` must have the shape (n, k) and `republican` be n truth values, not "
            f"{rows.shape} and {second.shape} of {second.dtype}."
        )
    if (rows < 0).any():
        raise ValueError(
            f"{int((rows < 0).sum())} entries of `weights` are negative; give counts of links or "
            "shares of them."
        )
    if second.all() or not second.any():
        raise ValueError("All politicians are of one party; a leaning needs both.")
    places = (
        np.where(second, 1.0, -1.0) if positions is None else checked_finite("positions", positions)
    )
    if places.shape != second.shape:
        raise ValueError(f"`positions` must have the shape {second.shape}, not {places.shape}.")
    return rows, second, places
