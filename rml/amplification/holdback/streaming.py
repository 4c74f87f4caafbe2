"""Reduce a log in Parquet files, a day at a time: the fast path.

`rml.amplification.holdback.audience` defines what is counted; this module counts the same on
files that hold one day each. It reads the columns needed, a row group at a time, and numbers
users and authors so that one sort of 64-bit keys brings together what is to be counted. Memory
grows with the largest day and the number of users, not with the log.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from rml.amplification.holdback.audience import ARMS, LingerRule
from rml.amplification.holdback.key_patterns import day_audience, day_reach
from rml.amplification.holdback.meeting_keys import UNKNOWN_ARM, Keys, LeftOut, MeetingKeys
from rml.amplification.holdback.reduced import Audience
from rml.errors import DataError

T = TypeVar("T")

_TYPES: Final = {
    "user": pa.int64(),
    "author": pa.int64(),
    "dwell_ms": pa.int32(),
    "visible_fraction": pa.float32(),
    "day": pa.date32(),
}
_REMEDY: Final = (
    "Write every file with the same columns: user and author as 64-bit integers, arm as text, "
    "day as a date, dwell_ms as a 32-bit integer, visible_fraction as a 32-bit float."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCounts:
    """What became of the rows of a log: all but ``rows`` add up to ``rows``.

    A row that could be left out for several reasons counts under the first.

    Parameters
    ----------
    rows
        Rows read.
    not_lingered
        Rows that fail the linger rule, those without a dwell time or visible fraction among
        them.
    unknown_user
        Rows of users that are not in the table of users.
    other_arm
        Rows logged in another arm than the user's.
    unknown_author
        Rows of authors that are not in the table of authors.
    author_without_party
        Rows of authors without a party.
    other_country
        Rows of users and authors of different countries or without one.
    repeated
        Rows of a user, author and day that another row has already told of.
    meetings
        Distinct meetings of a user and an author on a day: what is counted.
    """

    rows: int
    not_lingered: int
    unknown_user: int
    other_arm: int
    unknown_author: int
    author_without_party: int
    other_country: int
    repeated: int
    meetings: int

    def __add__(self, other: RowCounts) -> RowCounts:
        names = [field.name for field in fields(self)]
        return RowCounts(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, eq=False, slots=True)
class ReducedDay(Generic[T]):
    """One day of a log.

    Parameters
    ----------
    day
        The day.
    value
        Its audience, or its reach of shape (2, p).
    counts
        What became of its rows.
    """

    day: np.datetime64
    value: T
    counts: RowCounts


def daily_audiences(
    files: Iterable[Path],
    numbering: MeetingKeys,
    *,
    rule: LingerRule,
    buckets: bool = True,
    threads: int = 2,
) -> Iterator[ReducedDay[Audience]]:
    """Return an iterator over the days' audiences, ascending.

    Parameters
    ----------
    files
        Parquet files with the columns of ``IMPRESSION_COLUMNS``; each holds rows of one day. A
        day may have several files.
    numbering
        The users and authors.
    rule
        Which impressions count as seen.
    buckets
        Whether to count by buckets of users too.
    threads
        Days worked on at a time.

    Raises
    ------
    DataError
        If a file has other columns or types, or rows of several days.
    """

    def audience(keys: Keys, day: np.datetime64) -> Audience:
        return day_audience(keys, numbering, day=day, buckets=buckets)

    return _each_day(files, numbering, audience, rule=rule, threads=threads)


def daily_reach(
    files: Iterable[Path], numbering: MeetingKeys, *, rule: LingerRule, threads: int = 2
) -> Iterator[ReducedDay[NDArray[np.int64]]]:
    """Return an iterator over the days' reach alone, shape (2, p): else as `daily_audiences`."""

    def reach(keys: Keys, _: np.datetime64) -> NDArray[np.int64]:
        return day_reach(keys, numbering)

    return _each_day(files, numbering, reach, rule=rule, threads=threads)


def audiences_of(
    days: Iterable[ReducedDay[Audience]], counts: list[RowCounts]
) -> Iterator[Audience]:
    """Return an iterator over the audiences alone, which appends each day's counts to a list."""
    for day in days:
        counts.append(day.counts)
        yield day.value


def _each_day(
    files: Iterable[Path],
    numbering: MeetingKeys,
    count: Callable[[Keys, np.datetime64], T],
    *,
    rule: LingerRule,
    threads: int,
) -> Iterator[ReducedDay[T]]:
    """Return an iterator over the days, a few of which are worked on at a time."""
    of_day = _files_by_day(files)

    def work(day: np.datetime64) -> ReducedDay[T]:
        keys, counts = _day_keys(of_day[day], numbering, rule)
        return ReducedDay(day, count(keys, day), counts)

    remaining = iter(sorted(of_day))
    waiting: deque[Future[ReducedDay[T]]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            while True:
                ahead = threads + 1 - len(waiting)
                waiting.extend(pool.submit(work, day) for day in islice(remaining, ahead))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _files_by_day(files: Iterable[Path]) -> Mapping[np.datetime64, Sequence[Path]]:
    found: dict[np.datetime64, list[Path]] = {}
    for file in files:
        day = _day_of(file)
        if day is not None:
            found.setdefault(day, []).append(file)
    return found


def _day_of(file: Path) -> np.datetime64 | None:
    """Return the one day of a file's rows, None if it has no rows."""
    with pq.ParquetFile(file) as parquet:
        _check_schema(file, parquet.schema_arrow)
        metadata = parquet.metadata
        place = metadata.schema.names.index("day")
        days: set[dt.date | None] = set()
        for number in range(metadata.num_row_groups):
            statistics = metadata.row_group(number).column(place).statistics
            if statistics is not None and statistics.has_min_max and statistics.null_count == 0:
                days |= {statistics.min, statistics.max}
            else:
                column = parquet.read_row_group(number, columns=["day"])["day"]
                days |= set(pc.unique(column).to_pylist())
    if len(days) > 1 or None in days:
        held = ", ".join(sorted(str(day) for day in days))
        raise DataError(
            f"The file holds rows of several days or without a day ({held}).",
            where=str(file),
            remedy="Write one or more files for each day, with rows of that day alone.",
        )
    return np.datetime64(days.pop(), "D") if days else None


def _check_schema(file: Path, schema: pa.Schema) -> None:
    faults = []
    for name in [*_TYPES, "arm"]:
        if schema.names.count(name) != 1:
            faults.append(f"column `{name}` stands there {schema.names.count(name)} times")
            continue
        found = schema.field(name).type
        if name == "arm":
            found = found.value_type if pa.types.is_dictionary(found) else found
            if not (pa.types.is_string(found) or pa.types.is_large_string(found)):
                faults.append(f"column `arm` is {found}, not text")
        elif found != _TYPES[name]:
            faults.append(f"column `{name}` is {found}, not {_TYPES[name]}")
    if faults:
        raise DataError(f"{'; '.join(faults)}.", where=str(file), remedy=_REMEDY)


def _day_keys(
    files: Sequence[Path], numbering: MeetingKeys, rule: LingerRule
) -> tuple[Keys, RowCounts]:
    """Return a day's keys, ascending and each once, and what became of its rows."""
    rows = lingered = 0
    parts: list[Keys] = []
    left_out: list[LeftOut] = []
    for file in files:
        with pq.ParquetFile(file, read_dictionary=["arm"]) as parquet:
            for number in range(parquet.num_row_groups):
                columns = _Columns(parquet, number)
                seen = columns.lingered(rule)
                user, arm, author = columns.of_rows(seen)
                keys, reasons = numbering.of_rows(user, arm, author)
                rows += columns.rows
                lingered += len(user)
                parts.append(keys)
                left_out.append(reasons)
    keys = np.concatenate([np.zeros(0, dtype=np.uint64), *parts])
    del parts
    keys.sort()
    kept = len(keys)
    if kept:
        keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])]
    reasons_by_name = {
        field.name: sum(getattr(reasons, field.name) for reasons in left_out)
        for field in fields(LeftOut)
    }
    counts = RowCounts(
        rows=rows,
        not_lingered=rows - lingered,
        repeated=kept - len(keys),
        meetings=len(keys),
        **reasons_by_name,
    )
    return keys, counts


class _Columns:
    """The columns of one row group that are needed."""

    def __init__(self, parquet: pq.ParquetFile, number: int) -> None:
        needed = ["user", "author", "arm", "dwell_ms", "visible_fraction"]
        self._table = parquet.read_row_group(number, columns=needed, use_threads=False)
        self.rows = self._table.num_rows

    def lingered(self, rule: LingerRule) -> NDArray[np.bool_]:
        """Return which rows pass the linger rule; missing values do not."""
        visible = self._values("visible_fraction", missing=np.nan)
        seen = np.asarray(visible >= np.float32(rule.min_visible_fraction))
        seen &= self._values("dwell_ms", missing=-1) >= rule.min_dwell_ms
        return seen

    def of_rows(
        self, chosen: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]]:
        """Return users, arms and authors of some rows; -1 where an id is missing."""
        place = np.flatnonzero(chosen)
        user = np.take(self._values("user", missing=-1), place)
        author = np.take(self._values("author", missing=-1), place)
        arm = [_arm_codes(chunk) for chunk in self._table["arm"].chunks]
        return user, np.take(np.concatenate([np.zeros(0, np.uint8), *arm]), place), author

    def _values(self, name: str, *, missing: float) -> NDArray[Any]:
        column = self._table[name]
        if column.null_count:
            column = column.fill_null(missing)
        return np.asarray(column.to_numpy())


def _arm_codes(chunk: pa.DictionaryArray) -> NDArray[np.uint8]:
    names = chunk.dictionary.to_pylist()
    codes = np.array(
        [ARMS.index(name) if name in ARMS else UNKNOWN_ARM for name in names] + [UNKNOWN_ARM],
        dtype=np.uint8,
    )
    indices = chunk.indices
    if indices.null_count:
        indices = indices.fill_null(len(names))
    return np.asarray(np.take(codes, indices.to_numpy()))
