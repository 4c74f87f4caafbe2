"""Reduce a log to its audience by the Ibis expressions, on whatever engine holds the tables."""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.amplification.holdback import audience as definition
from rml.amplification.holdback.audience import ARMS, BUCKETS, LingerRule
from rml.amplification.holdback.reduced import (
    PATTERN_TYPES,
    Audience,
    Counts,
    Patterns,
    indexed_authors,
    party_names,
)
from rml.errors import DataError


def reduced_by_tables(
    impressions: ir.Table,
    users: ir.Table,
    authors: ir.Table,
    *,
    rule: LingerRule,
    days: NDArray[np.datetime64],
    group: str = "party",
    buckets: bool = True,
) -> Audience:
    """Return the audience of a log that any Ibis engine holds.

    Parameters
    ----------
    impressions, users, authors
        As for `audience.met`, on one connection. Impressions must be of ``days`` only.
    rule, group
        As for `audience.met`.
    days
        The days of the study, ascending: one without impressions has reach 0.
    buckets
        Whether to count by buckets of users too.
    """
    met = definition.met(impressions, users, authors, rule=rule, group=group)
    return audience_from_frames(
        _frame(definition.audience_patterns(met)),
        _frame(definition.bucket_reach(met)) if buckets else None,
        _frame(definition.author_buckets(met)) if buckets else None,
        authors=_frame(authors),
        days=days,
        group=group,
    )


def audience_from_frames(
    patterns: pd.DataFrame,
    bucket_reach: pd.DataFrame | None,
    author_buckets: pd.DataFrame | None,
    *,
    authors: pd.DataFrame,
    days: NDArray[np.datetime64],
    group: str = "party",
) -> Audience:
    """Return the audience from the tables that the expressions of `audience` give.

    Parameters
    ----------
    patterns, bucket_reach, author_buckets
        The results of the functions of these names; the last two may be None.
    authors
        The table of authors that was given to `audience.met`.
    days
        The days of the study, ascending: one without impressions has reach 0.
    group
        The column of ``authors`` that was given to `audience.met`.
    """
    authors = indexed_authors(authors, group=group)
    parties = party_names(authors, group=group)
    places = _Places(days=days, authors=authors, parties=parties)
    shape = (len(days), len(ARMS))
    day, arm = places.day(patterns), places.arm(patterns)
    users = patterns["users"].to_numpy(dtype=np.int64)
    sizes = patterns["authors"].map(len).to_numpy(dtype=np.int64)
    flat = np.concatenate([[], *patterns["authors"]]).astype(np.int64)
    members = places.author(flat)
    first = np.r_[0, np.cumsum(sizes)]
    one = sizes == 1
    single = np.zeros((*shape, len(authors)), dtype=np.int64)
    single[day[one], arm[one], members[first[:-1][one]]] = users[one]
    buckets = None
    if bucket_reach is not None:
        buckets = np.zeros((*shape, len(parties), BUCKETS), dtype=np.int64)
        place = (places.day(bucket_reach), places.arm(bucket_reach), places.party(bucket_reach))
        buckets[(*place, bucket_reach["bucket"].to_numpy())] = bucket_reach["users"].to_numpy()
    of_authors = None
    if author_buckets is not None:
        of_authors = np.zeros((len(ARMS), len(authors), BUCKETS), dtype=np.int64)
        place = (
            places.arm(author_buckets),
            places.author(author_buckets["author"].to_numpy()),
            author_buckets["bucket"].to_numpy(),
        )
        of_authors[place] = author_buckets["user_days"].to_numpy()
    several = np.flatnonzero(~one)
    kept = np.repeat(~one, sizes)
    return Audience(
        days=days,
        authors=authors,
        group=group,
        single=single,
        patterns=_ordered(
            day=day[several],
            arm=arm[several],
            party=places.party(patterns)[several],
            sizes=sizes[several],
            members=members[kept],
            users=users[several],
        ),
        bucket_reach=buckets,
        author_buckets=of_authors,
    )


def _ordered(
    *, day: Counts, arm: Counts, party: Counts, sizes: Counts, members: Counts, users: Counts
) -> Patterns:
    """Return sets in the order of `Patterns`; ``members`` holds one set after the other."""
    first = np.r_[0, np.cumsum(sizes)]
    rank = np.zeros(len(sizes), dtype=np.int64)
    for size in np.unique(sizes):
        of_size = np.flatnonzero(sizes == size)
        rows = members[first[of_size][:, None] + np.arange(size)]
        rank[of_size] = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
    order = np.lexsort((rank, arm, sizes, day))
    taken = [np.arange(first[place], first[place + 1]) for place in order]
    fields = {
        "day": day[order],
        "arm": arm[order],
        "party": party[order],
        "offsets": np.r_[0, np.cumsum(sizes[order])],
        "members": members[np.concatenate([[], *taken]).astype(np.int64)],
        "users": users[order],
    }
    return Patterns(**{name: fields[name].astype(kind) for name, kind in PATTERN_TYPES.items()})


def _frame(table: ir.Table) -> pd.DataFrame:
    # Ibis' own way to pandas asks for an option that pandas 3 is about to remove.
    frame: pd.DataFrame = table.to_pyarrow().to_pandas()
    return frame


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Places:
    """From the values in a result's columns to the indexes of an audience."""

    days: NDArray[np.datetime64]
    authors: pd.DataFrame
    parties: tuple[str, ...]

    def day(self, frame: pd.DataFrame) -> NDArray[np.int64]:
        """Return the index of each row's day."""
        days = pd.Index(self.days.astype("datetime64[s]"))
        given = pd.to_datetime(frame["day"]).astype("datetime64[s]")
        return _found(days.get_indexer(given), what="day", allowed="the days of the study")

    def arm(self, frame: pd.DataFrame) -> NDArray[np.int64]:
        """Return the index of each row's arm."""
        return _found(pd.Index(ARMS).get_indexer(pd.Index(frame["arm"])), what="arm", allowed=ARMS)

    def party(self, frame: pd.DataFrame) -> NDArray[np.int64]:
        """Return the index of each row's party."""
        places = pd.Index(self.parties).get_indexer(pd.Index(frame["party"].astype(str)))
        return _found(places, what="party", allowed="the parties of the authors")

    def author(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the index of each author."""
        places = pd.Index(self.authors["author"]).get_indexer(ids)
        return _found(places, what="author", allowed="the authors given")


def _found(places: NDArray[np.int64], *, what: str, allowed: object) -> NDArray[np.int64]:
    """Return the places if every value has one."""
    missing = int((places < 0).sum())
    if missing:
        raise DataError(
            f"{missing:,} of {len(places):,} rows are none of {allowed}.",
            where=f"reduced log, column `{what}`",
            remedy="Give the tables and days that the log was reduced with.",
        )
    return np.asarray(places, dtype=np.int64)
