"""Which people meet, and in which order they are placed."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
Orders: TypeAlias = Literal["both", "as listed"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Meetings:
    """Who meets whom: one row for each pair, or four, of people.

    Parameters
    ----------
    people
        Rows of the image set, shape (n, k), k people to a meeting.
    groups
        The names of their groups, shape (n, k).
    """

    people: Rows
    groups: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.people)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placements:
    """The composites to make: meetings in the orders in which people are placed.

    Parameters
    ----------
    people
        Rows of the image set as placed, shape (c, k): 0 is leftmost, or on top.
    meeting
        Which meeting each composite shows, shape (c,).
    place_of
        Shape (c, k): which column of the meeting stands at each place.
    """

    people: Rows
    meeting: Rows
    place_of: Rows

    def __len__(self) -> int:
        return len(self.people)


def group_rows(groups: Sequence[str]) -> dict[str, Rows]:
    """Return for each group, in order of name, the rows of its people."""
    names = np.asarray(groups)
    return {str(name): np.flatnonzero(names == name) for name in np.unique(names)}


def sampled_pairs(rows: Mapping[str, Rows], *, pairs: int, rng: np.random.Generator) -> Meetings:
    """Return ``pairs`` different pairs for every two groups, people used as evenly as can be.

    People are put into random order and matched along the diagonals of the table of all
    pairs, so that within two groups nobody appears more than once more than another.
    Where two groups have fewer pairs than asked for, all of them are taken.

    Parameters
    ----------
    rows
        The rows of each group's people, at least one each.
    pairs
        Pairs for every two groups, at least 1.
    rng
        The source of randomness.
    """
    met = []
    for first, second in itertools.combinations(rows, 2):
        ours, theirs = rng.permutation(rows[first]), rng.permutation(rows[second])
        count = min(pairs, len(ours) * len(theirs))
        step = np.arange(count)
        # After lcm(m, n) steps the diagonal returns to where it began and is shifted by one.
        shifted = step + step // math.lcm(len(ours), len(theirs))
        people = np.stack([ours[step % len(ours)], theirs[shifted % len(theirs)]], axis=1)
        met.append((people, (first, second)))
    return _meetings(met)


def all_pairs(rows: Mapping[str, Rows]) -> Meetings:
    """Return every pair of people of every two groups."""
    met = []
    for first, second in itertools.combinations(rows, 2):
        ours, theirs = np.meshgrid(rows[first], rows[second], indexing="ij")
        met.append((np.stack([ours.ravel(), theirs.ravel()], axis=1), (first, second)))
    return _meetings(met)


def published_pairs(
    rows: Mapping[str, Rows],
    listed: Sequence[tuple[str, str]],
    *,
    pairs: int,
    rng: np.random.Generator,
) -> Meetings:
    """Return pairs drawn as in the published audit: independently, with replacement.

    In each draw one image is taken uniformly from each group; the group listed first is
    placed first (Yee, Tantipongpipat & Mishra 2021, doi:10.1145/3479594).

    Parameters
    ----------
    rows
        The rows of each group's people.
    listed
        The pairs of groups in the order in which they are placed.
    pairs
        Draws for each pair of groups.
    rng
        The source of randomness.
    """
    return _meetings(
        [
            (
                np.stack([rng.choice(rows[name], pairs) for name in names], axis=1),
                names,
            )
            for names in listed
        ]
    )


def sampled_fours(
    rows: Mapping[str, Rows], names: Sequence[str], *, fours: int, rng: np.random.Generator
) -> Meetings:
    """Return ``fours`` meetings of one person from each of the groups ``names``.

    People of a group are taken in random order, all once before anyone again.
    """
    columns = [
        np.concatenate([rng.permutation(rows[name]) for _ in range(-(-fours // len(rows[name])))])
        for name in names
    ]
    people = np.stack([column[:fours] for column in columns], axis=1)
    return _meetings([(people, tuple(names))])


def _meetings(met: Sequence[tuple[Rows, tuple[str, ...]]]) -> Meetings:
    return Meetings(
        people=np.concatenate([people for people, _ in met]),
        groups=np.concatenate(
            [np.tile(np.array(names), (len(people), 1)) for people, names in met]
        ),
    )


def placed(meetings: Meetings, *, orders: Orders) -> Placements:
    """Return the composites of meetings, each in the orders asked for.

    Parameters
    ----------
    meetings
        Who meets whom.
    orders
        ``as listed``: one composite each. ``both``: pairs in both orders; fours in the
        four orders of a cycle, so that everybody stands once at every place.
    """
    count = meetings.people.shape[1]
    turns = range(count) if orders == "both" else range(1)
    order = np.array([np.roll(np.arange(count), -turn) for turn in turns])
    meeting = np.repeat(np.arange(len(meetings)), len(order))
    place_of = np.tile(order, (len(meetings), 1))
    return Placements(
        people=np.take_along_axis(meetings.people[meeting], place_of, axis=1),
        meeting=meeting,
        place_of=place_of,
    )
