"""Reach when parties have other members: the bootstrap over membership, on audience patterns.

A user is reached by a resampled party if at least one of the authors met is in it, however
often. So the reach of every replicate follows from the audience patterns, and no log is read
again. Authors' memberships in 64 replicates are one machine word: the words of the authors of a
set are OR-ed, and the bits of the result say in which replicates the set's users are reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rml.amplification.holdback.reduced import Audience, Counts, Patterns

_CHUNK: Final = 1 << 14
# Sums of whole numbers in 32-bit floats are exact below this.
_EXACT: Final = 1 << 24


def resampled_reach(
    audiences: Audience | Iterable[Audience], included: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the reach of each party under each of several memberships.

    Memory beyond the result is O(2^14 replicates), whatever the number of patterns.

    Parameters
    ----------
    audiences
        An audience, or several that follow each other in time.
    included
        Whether each replicate's parties have each author as a member, shape (r, j). An author
        drawn several times counts once, as in a union.

    Returns
    -------
    array
        Users reached, shape (r, d, 2, p).

    Raises
    ------
    ValueError
        If ``included`` is not boolean, of another number of authors, or there is no audience.
    """
    parts = [
        _of_audience(audience, included)
        for audience in ([audiences] if isinstance(audiences, Audience) else audiences)
    ]
    if not parts:
        raise ValueError("There is no audience.")
    return np.concatenate(parts, axis=1)


def drawn_members(
    party_of_author: NDArray[np.integer[Any]], *, replicates: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Return memberships drawn with replacement within each party, shape (r, j).

    Parameters
    ----------
    party_of_author
        Index of each author's party, shape (j,).
    replicates
        How many to draw.
    rng
        Draws the members.
    """
    included = np.zeros((replicates, len(party_of_author)), dtype=bool)
    rows = np.arange(replicates)[:, None]
    for party in np.unique(party_of_author):
        members = np.flatnonzero(party_of_author == party)
        drawn = rng.integers(len(members), size=(replicates, len(members)))
        included[rows, members[drawn]] = True
    return included


def _of_audience(audience: Audience, included: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the reach for one audience, shape (r, d, 2, p)."""
    if included.dtype != np.bool_ or included.shape[1:] != (len(audience.authors),):
        raise ValueError(
            f"`included` must be boolean of shape (replicates, {len(audience.authors)}), not "
            f"{included.dtype} of shape {included.shape}."
        )
    replicates, parties = len(included), len(audience.parties)
    cells = (len(audience.days), len(audience.arms), parties)
    reach = np.zeros((replicates, int(np.prod(cells))), dtype=np.int64)
    _add_single(reach.reshape(replicates, *cells), audience, included)
    words = _words(included)
    for cell, members, users in _blocks(audience.patterns, cells):
        met = words[members[:, 0]]
        for place in range(1, members.shape[1]):
            met |= words[members[:, place]]
        _add_by_cell(reach, cell, met, users)
    return reach.reshape(replicates, *cells)


def _add_single(reach: NDArray[np.int64], audience: Audience, included: NDArray[np.bool_]) -> None:
    """Add the users who met one author, a matrix product a party."""
    party = audience.party_of_author
    for place in range(len(audience.parties)):
        own = np.flatnonzero(party == place)
        alone = audience.single[:, :, own].astype(np.float64)
        # Sums of whole numbers are exact in 64-bit floats.
        product = np.tensordot(included[:, own].astype(np.float64), alone, axes=(1, 2))
        reach[:, :, :, place] += product.astype(np.int64)


def _words(included: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Return each author's memberships as words of 64 bits, shape (j, words)."""
    replicates, authors = included.shape
    padded = np.zeros((authors, -(-replicates // 64) * 64), dtype=bool)
    padded[:, :replicates] = included.T
    return np.packbits(padded, axis=1, bitorder="little").view(np.uint64)


def _blocks(
    patterns: Patterns, cells: tuple[int, int, int]
) -> Iterator[tuple[Counts, Counts, Counts]]:
    """Return blocks of sets of one size: their cells, members as rows, and users."""
    sizes = patterns.sizes
    edges = np.flatnonzero(np.diff(sizes, prepend=0, append=0)).tolist()
    for first, end in pairwise(edges):
        for start in range(first, end, _CHUNK):
            stop = min(start + _CHUNK, end)
            chosen = slice(start, stop)
            place = (patterns.day[chosen], patterns.arm[chosen], patterns.party[chosen])
            held = slice(patterns.offsets[start], patterns.offsets[stop])
            members = patterns.members[held].reshape(-1, sizes[start])
            yield np.ravel_multi_index(place, cells), members, patterns.users[chosen]


def _add_by_cell(
    reach: NDArray[np.int64],
    cell: Counts,
    met: NDArray[np.uint64],
    users: Counts,
) -> None:
    """Add each set's users to its cell, in the replicates whose bit is set."""
    replicates = len(reach)
    bits = np.unpackbits(met.view(np.uint8), axis=1, bitorder="little", count=replicates)
    kind: type[np.floating[Any]] = np.float32 if int(users.sum()) < _EXACT else np.float64
    reached: NDArray[np.floating[Any]] = bits.astype(kind)
    weight: NDArray[np.floating[Any]] = users.astype(kind)
    edges = np.flatnonzero(np.diff(cell, prepend=-1, append=-1))
    for first, end in pairwise(edges):
        reach[:, cell[first]] += (weight[first:end] @ reached[first:end]).astype(np.int64)
