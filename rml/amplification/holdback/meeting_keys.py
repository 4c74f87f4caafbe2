"""Meetings of users and authors as sorted 64-bit numbers.

A key holds, from its high bits to its low ones, the user, the party and the author within the
party. Users are numbered by arm, then bucket. So one sort of a day's keys brings together each
arm, each user in it, each party that the user met, and each author of the party.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from rml.amplification.holdback.audience import ARMS, BUCKETS, USER_COLUMNS, bucket_of
from rml.amplification.holdback.id_lookup import IdLookup
from rml.amplification.holdback.reduced import indexed_authors, party_codes, party_names
from rml.errors import DataError

Keys = NDArray[np.uint64]

# Marks that follow the countries' numbers; none occurs on both sides, so that a row with one
# never counts as within a country.
_USER_MARKS: Final = ("user without country", "unknown user")
_AUTHOR_MARKS: Final = ("author without country", "author without party", "unknown author")
UNKNOWN_ARM: Final = 2


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LeftOut:
    """Rows that passed the linger rule and yet are no meeting, by the first reason."""

    unknown_user: int
    other_arm: int
    unknown_author: int
    author_without_party: int
    other_country: int


class MeetingKeys:
    """The numbering of users and authors, and from rows to keys.

    Parameters
    ----------
    users
        Columns user (int64, at least 0), arm and country; each user once.
    authors
        Columns author, country and the one named by ``group``; each author once.
    group
        The column of ``authors`` whose values are called parties here.

    Raises
    ------
    DataError
        If a user or an author stands there twice, an id is negative or missing, an arm is
        unknown, or there are too many to number in 64 bits.
    """

    def __init__(self, users: pa.Table, authors: pd.DataFrame, *, group: str) -> None:
        self.group = group
        self.authors = indexed_authors(authors, group=group)
        self.parties = party_names(self.authors, group=group)
        self.party_of_author = party_codes(self.authors, group=group)
        ids, arms = _checked_users(users)
        countries = pd.Index(authors["country"].dropna().unique())
        marks = len(countries) + len(_USER_MARKS) + len(_AUTHOR_MARKS)
        self._first_mark = len(countries)
        self._low_bits = 1 + int(marks - 1).bit_length()
        self._number_authors(authors, countries)
        self._number_users(ids, arms, _country_codes(users, countries))

    def _number_authors(self, authors: pd.DataFrame, countries: pd.Index[Any]) -> None:
        first = np.flatnonzero(np.diff(self.party_of_author, prepend=-1))
        within = np.arange(len(self.authors)) - first[self.party_of_author]
        self.within_bits = int(within.max()).bit_length()
        code = (self.party_of_author << self.within_bits) | within
        self.author_bits = int(code.max()).bit_length()
        self.author_of_code = np.zeros(1 << self.author_bits, dtype=np.int32)
        self.author_of_code[code] = np.arange(len(self.authors))
        without_country, without_party, unknown = range(
            self._first_mark + len(_USER_MARKS),
            self._first_mark + len(_USER_MARKS) + len(_AUTHOR_MARKS),
        )
        country = countries.get_indexer(pd.Index(self.authors["country"]))
        low = np.where(country < 0, without_country, country) << 1
        others = authors.loc[authors[self.group].isna(), "author"].to_numpy(dtype=np.int64)
        packed = np.r_[(code << self._low_bits) | low, np.full(len(others), without_party << 1)]
        ids = np.r_[self.authors["author"].to_numpy(dtype=np.int64), others]
        if ids.min() < 0:
            raise _negative(int((ids < 0).sum()), len(ids), "authors, column `author`")
        self._packed_authors = (ids, packed, unknown << 1)

    def _number_users(
        self, ids: NDArray[np.int64], arms: NDArray[np.uint8], country: NDArray[np.int64]
    ) -> None:
        self.control_users = int((arms == 0).sum())
        user_bits = max(len(ids) - 1, 1).bit_length()
        if user_bits + max(self.author_bits, self._low_bits) > 63:
            raise DataError(
                f"{len(ids):,} users and {len(self.authors):,} authors do not fit into 64 bits.",
                where="users",
                remedy="Reduce the log country by country.",
            )
        bucket = bucket_of(ids)
        # A stable sort of 16-bit numbers is a radix sort.
        order = np.argsort((arms.astype(np.uint16) << 8) | bucket.astype(np.uint16), kind="stable")
        self.bucket_of_user = bucket[order].astype(np.uint8)
        low = (country[order] << 1) | arms[order]
        unknown = (self._first_mark + _USER_MARKS.index("unknown user")) << 1
        author_ids, author_packed, unknown_author = self._packed_authors
        widest = max(user_bits, self.author_bits) + self._low_bits
        kind: type[np.unsignedinteger[Any]] = np.uint32 if widest <= 32 else np.uint64
        packed = (np.arange(len(ids)) << self._low_bits) | low
        ids, packed = ids[order], packed.astype(kind)
        self._users = IdLookup(ids, packed, missing=unknown)
        # Of an id that stands there twice one value is found both times.
        repeated = int((self._users(ids) != packed).sum())
        if repeated:
            raise DataError(
                f"{repeated:,} of {len(ids):,} rows repeat a user.",
                where="users, column `user`",
                remedy="Keep one row a user; decide beforehand what becomes of users in both arms.",
            )
        self._authors = IdLookup(author_ids, author_packed.astype(kind), missing=unknown_author)
        self._kind = kind

    def of_rows(
        self, user: NDArray[np.int64], arm: NDArray[np.uint8], author: NDArray[np.int64]
    ) -> tuple[Keys, LeftOut]:
        """Return the unsorted keys of rows that passed the linger rule, and what was left out.

        Parameters
        ----------
        user, author
            Their ids.
        arm
            0, 1, or ``UNKNOWN_ARM``.
        """
        users, authors = self._users(user), self._authors(author)
        mask = self._kind((1 << self._low_bits) - 1)
        low = users ^ authors
        low &= mask
        # Equal countries cancel and leave the user's arm.
        counts = low == arm
        if arm.max(initial=0) >= UNKNOWN_ARM:
            counts &= arm < UNKNOWN_ARM
        left_out = LeftOut(
            unknown_user=0,
            other_arm=0,
            unknown_author=0,
            author_without_party=0,
            other_country=0,
        )
        if not counts.all():
            # Taking places is several times as fast as a mask of scattered rows.
            failed, kept = np.flatnonzero(~counts), np.flatnonzero(counts)
            left_out = self._reasons(
                np.take(users, failed) & mask, np.take(authors, failed) & mask, np.take(arm, failed)
            )
            users, authors = np.take(users, kept), np.take(authors, kept)
        shift = self._kind(self._low_bits)
        keys = (users >> shift).astype(np.uint64)
        keys <<= np.uint64(self.author_bits)
        keys |= authors >> shift
        return keys, left_out

    def _reasons(
        self, users: NDArray[Any], authors: NDArray[Any], arm: NDArray[np.uint8]
    ) -> LeftOut:
        user_mark, author_mark = users >> 1, authors >> 1
        first = self._first_mark
        unknown_user = user_mark == first + _USER_MARKS.index("unknown user")
        other_arm = ~unknown_user & ((users & 1) != arm)
        kept = ~unknown_user & ~other_arm
        author_marks = first + len(_USER_MARKS) + np.arange(len(_AUTHOR_MARKS))
        _, without_party, unknown_author = (
            int((kept & (author_mark == mark)).sum()) for mark in author_marks
        )
        return LeftOut(
            unknown_user=int(unknown_user.sum()),
            other_arm=int(other_arm.sum()),
            unknown_author=unknown_author,
            author_without_party=without_party,
            other_country=int(kept.sum()) - unknown_author - without_party,
        )


def _checked_users(users: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Return the ids of users and their arms as 0 and 1."""
    lacking = [name for name in USER_COLUMNS if name not in users.column_names]
    if lacking:
        raise DataError(
            f"{len(lacking)} columns are missing: {', '.join(lacking)}.",
            where="users",
            remedy="Give the columns user, arm and country.",
        )
    missing = users["user"].null_count
    ids = users["user"].cast(pa.int64()).fill_null(-1).to_numpy()
    if not len(ids):
        raise DataError("There are no users.", where="users", remedy="Give the users assigned.")
    if ids.min() < 0:
        raise _negative(int((ids < 0).sum()) - missing, len(ids), "users, column `user`", missing)
    arms = _codes(users["arm"], ARMS, other=UNKNOWN_ARM).astype(np.uint8)
    unknown = int((arms == UNKNOWN_ARM).sum())
    if unknown:
        raise DataError(
            f"{unknown:,} of {len(ids):,} users are in none of {', '.join(ARMS)}.",
            where="users, column `arm`",
            remedy="Leave out users of other arms, or rename the arms.",
        )
    return ids, arms


def _negative(negative: int, total: int, where: str, missing: int = 0) -> DataError:
    return DataError(
        f"{negative:,} of {total:,} ids are negative and {missing:,} are missing.",
        where=where,
        remedy="Ids must be whole numbers of at least 0.",
    )


def _country_codes(users: pa.Table, countries: pd.Index[Any]) -> NDArray[np.int64]:
    """Return the number of each user's country, or the mark of users without country.

    Users of countries without authors share the mark of those without country: neither can meet
    anyone.
    """
    return _codes(users["country"], countries, other=len(countries)).astype(np.int64)


def _codes(column: pa.ChunkedArray, names: Any, *, other: int) -> NDArray[np.int32]:
    """Return the place of each text in ``names``, or ``other``."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    places = pc.index_in(column, value_set=pa.array(list(names), type=column.type))
    return np.asarray(places.fill_null(other).to_numpy(), dtype=np.int32)


assert BUCKETS == 1 << 8  # noqa: S101 - the order of users relies on it
