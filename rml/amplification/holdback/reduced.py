"""What inference needs of a log: audiences by sets of authors, as arrays.

An `Audience` covers one day or many. A log too large for one is a sequence of audiences of a
day each, in the order of the days: functions of this package take either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.amplification.holdback.audience import ARMS
from rml.errors import DataError

Counts = NDArray[np.integer[Any]]

_AUTHORS_FILE: Final = "authors.parquet"
PATTERN_TYPES: Final = {
    "day": np.int32,
    "arm": np.int8,
    "party": np.int32,
    "offsets": np.int64,
    "members": np.int32,
    "users": np.int32,
}


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Patterns:
    """Sets of two or more authors of one party, and how many users met exactly that set.

    Ordered by day, number of authors, arm and authors; no set is there twice.

    Parameters
    ----------
    day, arm, party
        Indexes into the audience's days, arms and parties, each of shape (k,).
    offsets
        Set i is ``members[offsets[i]:offsets[i + 1]]``; shape (k + 1,).
    members
        Indexes of authors, ascending within a set.
    users
        Users who met exactly the set on the day, at least 1; shape (k,).
    """

    day: Counts
    arm: Counts
    party: Counts
    offsets: Counts
    members: Counts
    users: Counts

    @property
    def sizes(self) -> Counts:
        """Number of authors of each set, shape (k,)."""
        return np.diff(self.offsets)

    def __len__(self) -> int:
        return len(self.users)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Audience:
    """The users who met authors, by day, arm and party.

    Parameters
    ----------
    days
        Shape (d,), ``datetime64[D]``, ascending.
    authors
        One row an author, sorted by party and author: ``author``, ``country``, the column
        ``group`` and any others. Its row numbers are the indexes of authors.
    group
        The column of ``authors`` whose values are called parties here.
    single
        Users who met this one author of the party and no other, shape (d, 2, j).
    patterns
        Users who met two or more authors of a party.
    bucket_reach
        Users of each bucket who met any author of a party, shape (d, 2, p, 256); None if
        it was not asked for.
    author_buckets
        Pairs of a user and a day in which the user met the author, by the user's bucket,
        shape (2, j, 256); None if it was not asked for.
    """

    days: NDArray[np.datetime64]
    authors: pd.DataFrame
    group: str
    single: Counts
    patterns: Patterns
    bucket_reach: Counts | None
    author_buckets: Counts | None

    @property
    def arms(self) -> tuple[str, ...]:
        """The names along the axis of arms."""
        return ARMS

    @property
    def parties(self) -> tuple[str, ...]:
        """The names along the axis of parties, ascending."""
        return party_names(self.authors, group=self.group)

    @property
    def party_of_author(self) -> Counts:
        """Index of each author's party, shape (j,), ascending."""
        return party_codes(self.authors, group=self.group)

    @property
    def reach(self) -> NDArray[np.int64]:
        """Users who met at least one author of a party, shape (d, 2, p)."""
        count, parties = len(self.days), len(self.parties)
        shape = (count, len(ARMS), parties)
        first = np.flatnonzero(np.diff(self.party_of_author, prepend=-1))
        one = np.add.reduceat(self.single, first, axis=2, dtype=np.int64)
        sets = self.patterns
        cell = np.ravel_multi_index((sets.day, sets.arm, sets.party), shape)
        several = np.bincount(cell, weights=sets.users, minlength=one.size)
        return one + several.astype(np.int64).reshape(shape)

    @property
    def author_reach(self) -> NDArray[np.int64]:
        """Users who met an author, shape (d, 2, j)."""
        sets, sizes = self.patterns, self.patterns.sizes
        cell = np.ravel_multi_index(
            (np.repeat(sets.day, sizes), np.repeat(sets.arm, sizes), sets.members),
            self.single.shape,
        )
        weights = np.repeat(sets.users, sizes)
        several = np.bincount(cell, weights=weights, minlength=self.single.size)
        return self.single + several.astype(np.int64).reshape(self.single.shape)


def indexed_authors(authors: pd.DataFrame, *, group: str) -> pd.DataFrame:
    """Return the authors that have a value in ``group``, sorted by it and by author.

    Raises
    ------
    DataError
        If an author stands there twice, or none has a value.
    """
    kept = authors[authors[group].notna()].copy()
    repeated = int(authors["author"].duplicated().sum())
    if repeated:
        raise DataError(
            f"{repeated:,} of {len(authors):,} rows repeat an author.",
            where="authors, column `author`",
            remedy="Keep one row an author: an author with two parties would count for both.",
        )
    if kept.empty:
        raise DataError(
            f"None of {len(authors):,} authors has a value.",
            where=f"authors, column `{group}`",
            remedy="Name the column that says which authors form a set.",
        )
    kept[group] = kept[group].astype(str)
    return kept.sort_values([group, "author"], kind="stable").reset_index(drop=True)


def party_names(authors: pd.DataFrame, *, group: str) -> tuple[str, ...]:
    """Return the parties of sorted authors, in their order."""
    return tuple(dict.fromkeys(authors[group]))


def party_codes(authors: pd.DataFrame, *, group: str) -> NDArray[np.int64]:
    """Return the index of each author's party, for sorted authors."""
    names = authors[group].to_numpy()
    return np.cumsum(np.r_[False, names[1:] != names[:-1]], dtype=np.int64)


def concatenated(audiences: Iterable[Audience]) -> Audience:
    """Return one audience of all days of several, which are read one after the other.

    Raises
    ------
    ValueError
        If there are none, their authors differ, or their days are not ascending.
    """
    parts: list[Audience] = []
    author_buckets: NDArray[np.int64] | None = None
    for part in audiences:
        if parts and not (part.group == parts[0].group and part.authors.equals(parts[0].authors)):
            raise ValueError("The audiences are of different authors.")
        if part.author_buckets is not None:
            if author_buckets is None:
                author_buckets = np.zeros(part.author_buckets.shape, dtype=np.int64)
            author_buckets += part.author_buckets
        parts.append(replace(part, author_buckets=None))
    if not parts:
        raise ValueError("There is no audience.")
    days = np.concatenate([part.days for part in parts])
    if not (days[1:] > days[:-1]).all():
        raise ValueError("The audiences' days are not ascending.")
    starts = np.cumsum([0, *(len(part.days) for part in parts)])
    ends = np.cumsum([0, *(len(part.patterns.members) for part in parts)])
    sets = [part.patterns for part in parts]
    bucket_reach = [part.bucket_reach for part in parts if part.bucket_reach is not None]
    return Audience(
        days=days,
        authors=parts[0].authors,
        group=parts[0].group,
        single=np.concatenate([part.single for part in parts]),
        patterns=Patterns(
            day=np.concatenate(
                [(s.day + start).astype(np.int32) for s, start in zip(sets, starts, strict=False)]
            ),
            arm=np.concatenate([s.arm for s in sets]),
            party=np.concatenate([s.party for s in sets]),
            offsets=np.concatenate(
                [[0], *(s.offsets[1:] + end for s, end in zip(sets, ends, strict=False))]
            ),
            members=np.concatenate([s.members for s in sets]),
            users=np.concatenate([s.users for s in sets]),
        ),
        bucket_reach=np.concatenate(bucket_reach) if bucket_reach else None,
        author_buckets=author_buckets,
    )


def save_audiences(audiences: Iterable[Audience], folder: Path) -> None:
    """Write audiences of a day each into a folder, a file a day, and their authors."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(audiences):
        if number == 0:
            authors = part.authors.copy()
            authors.attrs = {"group": part.group}
            authors.to_parquet(folder / _AUTHORS_FILE)
        (day,) = part.days
        fields = {name: getattr(part.patterns, name) for name in PATTERN_TYPES}
        fields |= {"days": part.days, "single": part.single}
        optional = {"bucket_reach": part.bucket_reach, "author_buckets": part.author_buckets}
        fields |= {name: value for name, value in optional.items() if value is not None}
        narrow = {name: _narrow(value) for name, value in fields.items()}
        np.savez(folder / f"{day}.npz", allow_pickle=False, **narrow)


def saved_audiences(folder: Path) -> Iterator[Audience]:
    """Return the audiences that `save_audiences` wrote, a day at a time, ascending."""
    authors = pd.read_parquet(folder / _AUTHORS_FILE)
    for file in sorted(folder.glob("*.npz")):
        with np.load(file, allow_pickle=False) as stored:
            # Narrow on disk, wide in memory: sums of small unsigned integers wrap around.
            sets = {name: stored[name].astype(kind) for name, kind in PATTERN_TYPES.items()}
            optional = {
                name: stored[name].astype(np.int64) if name in stored else None
                for name in ("bucket_reach", "author_buckets")
            }
            yield Audience(
                days=stored["days"],
                authors=authors,
                group=authors.attrs["group"],
                single=stored["single"].astype(np.int64),
                patterns=Patterns(**sets),
                **optional,
            )


def _narrow(values: NDArray[Any]) -> NDArray[Any]:
    """Return counts in the narrowest type that holds them: most are far below a billion."""
    if values.dtype.kind not in "iu":
        return values
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))
