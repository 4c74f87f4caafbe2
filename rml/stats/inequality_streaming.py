"""Counts of very many units in one pass and bounded memory: how many units have each value.

All inequality measures follow from how many units have each value, in whatever order the units
come. Values below 2**17 are counted one by one in a table. Larger ones are few if the tail is
heavy, and are kept one by one too, sorted and merged, as long as there are not too many distinct
ones. Beyond that, they fall into bins of a relative width of 2**-12 (0.024 %), each with the
number and the sum of its units. Then a measure is not exact any more, but bounded: no less
than if all units of a bin were equal, and no more than if they stood at the bin's two ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.stats.arguments import FloatArray, checked_count
from rml.stats.unit_counts import Counts, check_counts

TABLE_SIZE: Final = 1 << 17
LARGEST: Final = 1 << 53
MOST_DISTINCT: Final = 1 << 20
_BITS: Final = 12  # of a floating number's 52 binary places that tell bins apart
_SHIFT: Final = 52 - _BITS
_BLOCK: Final = 1 << 20

Whole = NDArray[np.int64]
Metric = Callable[[Counts], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricBounds:
    """A measure's least and greatest possible value, given what was kept of the counts.

    Parameters
    ----------
    low, high
        In the measure's unit; equal where every value was kept.
    """

    low: float
    high: float


def _bin_of(values: Whole) -> Whole:
    """Return the bin of each value of at least `TABLE_SIZE`, from 0 on."""
    bits = values.astype(np.float64).view(np.int64)
    bits >>= _SHIFT
    bits -= _FIRST
    return bits


_FIRST: Final = int(np.float64(TABLE_SIZE).view(np.int64)) >> _SHIFT
_BINS: Final = (int(np.float64(LARGEST).view(np.int64)) >> _SHIFT) - _FIRST + 1


class CountTable:
    """How many units have each value; values come in chunks, in any order.

    Memory does not grow with the number of units: at its peak some 150 MiB, measured, nearly all
    for the sorting and merging of large values; 10 MiB if these are few, as in a heavy tail. A
    hundred million counts took between a seventh and a third of the processor time of a numpy
    sort of them (``tests/bench/inequality_scale.py``).

    Parameters
    ----------
    most_distinct
        How many distinct values of 2**17 and more are kept one by one. One more, and all of
        them go into bins, for good.

    Examples
    --------
    >>> table = CountTable()
    >>> table.add([0, 3, 3]); table.add([1])
    >>> table.counts().units.tolist(), table.is_exact
    ([1.0, 1.0, 2.0], True)
    """

    def __init__(self, *, most_distinct: int = MOST_DISTINCT) -> None:
        self._most = checked_count("most_distinct", most_distinct, minimum=1)
        self._small: Whole = np.zeros(TABLE_SIZE, dtype=np.int64)
        self._large: Whole = np.empty(0, dtype=np.int64)
        self._large_units: Whole = np.empty(0, dtype=np.int64)
        self._waiting: list[tuple[Whole, Whole]] = []
        self._waiting_size = 0
        self._bins: Whole | None = None
        self._sums: FloatArray = np.zeros(0)

    @property
    def is_exact(self) -> bool:
        """True if every distinct value was kept."""
        return self._bins is None

    def add(self, values: ArrayLike) -> None:
        """Count each entry of ``values`` as one unit.

        Parameters
        ----------
        values
            Whole numbers from 0 to 2**53, shape (n,).

        Raises
        ------
        ValueError
            If an entry is missing, negative, no whole number or too large. Nothing of the block
            of a million entries that holds it is counted; of blocks before it, everything is.
        """
        array = _one_column(values)
        for start in range(0, array.size, _BLOCK):
            block = _whole(array[start : start + _BLOCK])
            if block.size and int(block.max()) < TABLE_SIZE:
                self._count_small(block)
                continue
            large = block >= TABLE_SIZE
            some = block[large]
            self._count_small(block[~large])
            if some.size:
                self._count_large(some)

    def add_counted(self, values: ArrayLike, units: ArrayLike) -> None:
        """Count ``units`` units for each entry of ``values``, both of shape (n,)."""
        amounts, weights = _whole(_one_column(values)), _whole(_one_column(units))
        if amounts.shape != weights.shape:
            raise ValueError(
                f"`values` and `units` differ in length: {amounts.size} and {weights.size}."
            )
        small = amounts < TABLE_SIZE
        np.add.at(self._small, amounts[small], weights[small])
        self._keep(amounts[~small], weights[~small])

    def merge(self, other: CountTable) -> None:
        """Add everything that ``other`` has counted, as one does with parts of a data set."""
        self._small += other._small
        other._settle()
        if other._bins is not None:
            self._spill()
            assert self._bins is not None  # noqa: S101 - for the type checker
            self._bins += other._bins
            self._sums += other._sums
        else:
            self._keep(other._large, other._large_units)

    def counts(self) -> Counts:
        """Return the distinct values with their units; each bin's units at the bin's mean.

        Exact if `is_exact`. Otherwise, measures of it are the lower ends of `bounds`.

        Raises
        ------
        ValueError
            If fewer than two units were counted, or all have 0.
        """
        return self._counts(spread=False)

    def bounds(self, metric: Metric) -> MetricBounds:
        """Return between which values ``metric`` of all units must lie.

        Parameters
        ----------
        metric
            Takes `Counts`; one that moving an amount from a larger unit to a smaller one never
            raises, such as the Gini coefficient, Atkinson's index or a top share. Not a ratio of
            percentiles.

        References
        ----------
        Gastwirth (1972), doi:10.2307/1937992 (bounds of the Gini coefficient of grouped data).
        """
        low = metric(self.counts())
        if self.is_exact:
            return MetricBounds(low=low, high=low)
        return MetricBounds(low=low, high=max(low, metric(self._counts(spread=True))))

    def _counts(self, *, spread: bool) -> Counts:
        self._settle()
        held = np.flatnonzero(self._small)
        values, units = [held.astype(float)], [self._small[held].astype(float)]
        if self._bins is None:
            values.append(self._large.astype(float))
            units.append(self._large_units.astype(float))
        else:
            filled = np.flatnonzero(self._bins)
            number, total = self._bins[filled].astype(float), self._sums[filled]
            if spread:
                ends = ((np.arange(2)[:, np.newaxis] + filled + _FIRST) << _SHIFT).view(np.float64)
                # All at the two ends, with the bin's own sum. The upper end belongs to the
                # next bin, so that no unit reaches it: the bound is a little wide.
                upper = np.clip((total - number * ends[0]) / (ends[1] - ends[0]), 0, number)
                values += [ends[0], ends[1]]
                units += [number - upper, upper]
            else:
                values.append(total / number)
                units.append(number)
        everything, weights = np.concatenate(values), np.concatenate(units)
        order = np.argsort(everything, kind="stable")
        order = order[weights[order] > 0]
        counts = Counts(values=everything[order], units=weights[order])
        check_counts(counts)
        return counts

    def _count_small(self, block: Whole) -> None:
        found = np.bincount(block)
        self._small[: found.size] += found

    def _count_large(self, block: Whole) -> None:
        if self._bins is None:
            self._keep(block, np.ones(block.size, dtype=np.int64))
            return
        place = _bin_of(block)
        self._bins += np.bincount(place, minlength=_BINS)
        self._sums += np.bincount(place, weights=block, minlength=_BINS)

    def _keep(self, values: Whole, units: Whole) -> None:
        if self._bins is not None:
            self._into_bins(values, units)
            return
        self._waiting.append((values, units))
        self._waiting_size += values.size
        if self._waiting_size > self._most:
            self._settle()

    def _settle(self) -> None:
        """Sort and merge what waits; put everything into bins if it is too much."""
        if not self._waiting:
            return
        values = np.concatenate([self._large, *(one for one, _ in self._waiting)])
        units = np.concatenate([self._large_units, *(one for _, one in self._waiting)])
        self._waiting, self._waiting_size = [], 0
        order = np.argsort(values)
        values, units = values[order], units[order]
        first = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
        if values.size:
            self._large, self._large_units = values[first], np.add.reduceat(units, first)
        if self._large.size > self._most:
            self._spill()

    def _spill(self) -> None:
        self._settle()
        if self._bins is not None:
            return
        self._bins, self._sums = np.zeros(_BINS, dtype=np.int64), np.zeros(_BINS)
        values, units = self._large, self._large_units
        self._large, self._large_units = np.empty(0, np.int64), np.empty(0, np.int64)
        self._into_bins(values, units)

    def _into_bins(self, values: Whole, units: Whole) -> None:
        assert self._bins is not None  # noqa: S101 - for the type checker
        place = _bin_of(values)
        np.add.at(self._bins, place, units)
        np.add.at(self._sums, place, values.astype(float) * units)


def count_table(chunks: Iterable[ArrayLike], *, most_distinct: int = MOST_DISTINCT) -> CountTable:
    """Return the table of all chunks, each an array of whole numbers, read one after the other.

    Parameters
    ----------
    chunks
        Such as the columns of a Parquet file's batches.
    most_distinct
        As for `CountTable`.

    Examples
    --------
    >>> count_table([[5, 0], [5]]).counts().units.tolist()
    [1.0, 2.0]
    """
    table = CountTable(most_distinct=most_distinct)
    for chunk in chunks:
        table.add(chunk)
    return table


def _one_column(values: ArrayLike) -> NDArray[np.generic]:
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(
            f"A chunk must be one-dimensional, not of shape {array.shape}; pass one column."
        )
    return array


def _whole(block: NDArray[np.generic]) -> Whole:
    """Return a block as int64 if all entries are whole numbers from 0 to 2**53."""
    if block.size == 0:
        return np.empty(0, dtype=np.int64)
    if block.dtype.kind == "f":
        broken = int(np.count_nonzero(~np.isfinite(block) | (block != np.floor(block))))
        if broken:
            raise ValueError(
                f"{broken} entries of a chunk are missing or no whole numbers; leave them out, or "
                "measure amounts that are no counts in memory (rml.stats.inequality)."
            )
    elif block.dtype.kind not in "iu":
        raise ValueError(f"A chunk must hold whole numbers, not {block.dtype}.")
    if int(block.min()) < 0 or int(block.max()) > LARGEST:
        raise ValueError(
            f"A chunk holds values from {block.min()} to {block.max()}; counts must lie between 0 "
            "and 2**53."
        )
    return block.astype(np.int64, copy=False)
