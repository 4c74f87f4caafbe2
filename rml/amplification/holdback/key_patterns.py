"""From a day's meetings, as sorted keys, to that day's audience: exact counts, no hashing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rml.amplification.holdback.audience import ARMS, BUCKETS
from rml.amplification.holdback.meeting_keys import Keys, MeetingKeys
from rml.amplification.holdback.reduced import PATTERN_TYPES, Audience, Patterns

_WORD_BITS: Final = 63


@dataclass(frozen=True, eq=False, slots=True)
class _Runs:
    """Runs of keys with the same user and party."""

    start: NDArray[np.int64]
    size: NDArray[np.int64]
    control: int  # runs before this one are of the control arm


def day_reach(keys: Keys, numbering: MeetingKeys) -> NDArray[np.int64]:
    """Return the users who met at least one author of a party, shape (2, p).

    Parameters
    ----------
    keys
        A day's keys, ascending, each once.
    numbering
        Where the keys are from.
    """
    runs = _runs(keys, numbering)
    party = _party(keys[runs.start], numbering)
    parties = len(numbering.parties)
    return np.stack(
        [
            np.bincount(party[: runs.control], minlength=parties),
            np.bincount(party[runs.control :], minlength=parties),
        ]
    )


def day_audience(
    keys: Keys, numbering: MeetingKeys, *, day: np.datetime64, buckets: bool
) -> Audience:
    """Return a day's audience.

    Parameters
    ----------
    keys
        The day's keys, ascending, each once.
    numbering
        Where the keys are from.
    day
        The day.
    buckets
        Whether to count by buckets of users too.
    """
    runs = _runs(keys, numbering)
    author = np.take(numbering.author_of_code, _code(keys, numbering))
    bucket_reach = author_buckets = None
    if buckets:
        bucket = np.take(numbering.bucket_of_user, _user(keys, numbering))
        bucket_reach = _bucket_reach(keys, bucket, runs, numbering)
        author_buckets = _author_buckets(author, bucket, _control_keys(keys, numbering), numbering)
    return Audience(
        days=np.array([day], dtype="datetime64[D]"),
        authors=numbering.authors,
        group=numbering.group,
        single=_single(author, runs, numbering),
        patterns=_patterns(author, runs, numbering),
        bucket_reach=bucket_reach,
        author_buckets=author_buckets,
    )


def _code(keys: Keys, numbering: MeetingKeys) -> NDArray[np.int64]:
    return (keys & np.uint64((1 << numbering.author_bits) - 1)).view(np.int64)


def _user(keys: Keys, numbering: MeetingKeys) -> NDArray[np.int64]:
    return (keys >> np.uint64(numbering.author_bits)).view(np.int64)


def _party(keys: Keys, numbering: MeetingKeys) -> NDArray[np.int64]:
    return _code(keys, numbering) >> numbering.within_bits


def _control_keys(keys: Keys, numbering: MeetingKeys) -> int:
    """Return the number of keys of the control arm, which come first."""
    limit = np.uint64(numbering.control_users << numbering.author_bits)
    return int(np.searchsorted(keys, limit))


def _runs(keys: Keys, numbering: MeetingKeys) -> _Runs:
    if not len(keys):
        none = np.zeros(0, dtype=np.int64)
        return _Runs(none, none, 0)
    pair = keys >> np.uint64(numbering.within_bits)
    start = np.flatnonzero(pair[1:] != pair[:-1])
    start += 1
    start = np.concatenate([[0], start])
    size = np.diff(start, append=len(keys))
    control = int(np.searchsorted(start, _control_keys(keys, numbering)))
    return _Runs(start, size, control)


def _single(author: NDArray[np.int32], runs: _Runs, numbering: MeetingKeys) -> NDArray[np.int64]:
    """Return the users who met this one author of a party, shape (1, 2, j)."""
    authors = len(numbering.authors)
    alone = runs.size == 1
    return np.stack(
        [
            np.bincount(author[runs.start[part][alone[part]]], minlength=authors)
            for part in (slice(None, runs.control), slice(runs.control, None))
        ]
    )[None]


def _bucket_reach(
    keys: Keys, bucket: NDArray[np.uint8], runs: _Runs, numbering: MeetingKeys
) -> NDArray[np.int64]:
    """Return the users of each bucket who met a party, shape (1, 2, p, 256)."""
    parties = len(numbering.parties)
    cell = _party(keys[runs.start], numbering)
    cell[runs.control :] += parties
    cell *= BUCKETS
    cell += bucket[runs.start]
    counts = np.bincount(cell, minlength=len(ARMS) * parties * BUCKETS)
    return counts.reshape(1, len(ARMS), parties, BUCKETS)


def _author_buckets(
    author: NDArray[np.int32], bucket: NDArray[np.uint8], control: int, numbering: MeetingKeys
) -> NDArray[np.int64]:
    """Return the users of each bucket who met an author, shape (2, j, 256)."""
    authors = len(numbering.authors)
    # Keys come in the order of arm and bucket, so that counting by bucket first stays in cache.
    cell = bucket.astype(np.int64)
    cell[control:] += BUCKETS
    cell *= authors
    cell += author
    counts = np.bincount(cell, minlength=len(ARMS) * BUCKETS * authors)
    return counts.reshape(len(ARMS), BUCKETS, authors).transpose(0, 2, 1)


def _patterns(author: NDArray[np.int32], runs: _Runs, numbering: MeetingKeys) -> Patterns:
    """Return the sets of two and more authors, one number of authors after the other."""
    arms, members, users, sizes = [], [], [], []
    bits = max(int(len(numbering.authors) - 1).bit_length(), 1)
    of_size = np.bincount(runs.size)
    for size in range(2, len(of_size)):
        if not of_size[size]:
            continue
        chosen = np.flatnonzero(runs.size == size)
        start = runs.start[chosen]
        rows = (author[start + place] for place in range(size))
        treated = chosen >= runs.control
        if 1 + size * bits <= _WORD_BITS:
            word = treated.astype(np.int64)
            for row in rows:
                word <<= bits
                word |= row
            word, count = _counted(word)
            low = (1 << bits) - 1
            shifts = bits * np.arange(size - 1, -1, -1)
            members.append(((word[:, None] >> shifts) & low).astype(np.int32).ravel())
            arms.append(word >> (bits * size))
        else:
            matrix = np.stack([treated, *rows], axis=1).astype(np.int32)
            matrix, count = _counted_rows(matrix)
            members.append(matrix[:, 1:].ravel())
            arms.append(matrix[:, 0])
        users.append(count)
        sizes.append(np.full(len(count), size))
    none = np.zeros(0, dtype=np.int64)
    flat = np.concatenate([none, *members]).astype(np.int32)
    offsets = np.concatenate([[0], np.cumsum(np.concatenate([none, *sizes]))])
    fields = {
        "day": np.zeros(len(offsets) - 1),
        "arm": np.concatenate([none, *arms]),
        "party": numbering.party_of_author[flat[offsets[:-1]]],
        "offsets": offsets,
        "members": flat,
        "users": np.concatenate([none, *users]),
    }
    return Patterns(
        **{name: fields[name].astype(kind, copy=False) for name, kind in PATTERN_TYPES.items()}
    )


def _counted(words: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct words, ascending, and how often each occurs; sorts in place."""
    words.sort()
    first = np.flatnonzero(np.concatenate([[True], words[1:] != words[:-1]]))
    return words[first], np.diff(first, append=len(words))


def _counted_rows(rows: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the distinct rows, ascending, and how often each occurs."""
    rows = rows[np.lexsort(rows.T[::-1])]
    first = np.flatnonzero(np.concatenate([[True], (rows[1:] != rows[:-1]).any(axis=1)]))
    return rows[first], np.diff(first, append=len(rows))
