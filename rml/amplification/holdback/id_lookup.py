"""From ids to what is known of them, for millions of ids at a time.

Ids that are dense enough index a table. Others, such as ids made of a time stamp, go through a
hash table with linear probing: binary search in five million ids misses the cache at
every step and takes several times as long.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# A direct table may be this many times as long as there are ids; a hash table needs 2 to 4
# slots an id, with the id in each.
_DENSE: Final = 8
_LEAST_TABLE: Final = 1 << 16
# 2^64 divided by the golden ratio: spreads ids that differ by multiples of a power of 2.
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)


class IdLookup:
    """A map from ids to values, both arrays.

    Parameters
    ----------
    ids
        Distinct whole numbers of at least 0, int64.
    values
        What belongs to each id.
    missing
        What to give for ids that are not there, negative ones among them.
    """

    def __init__(self, ids: NDArray[np.int64], values: NDArray[Any], *, missing: int) -> None:
        self._missing = values.dtype.type(missing)
        highest = int(ids.max(initial=-1))
        self._dense = highest < max(_DENSE * len(ids), _LEAST_TABLE)
        if self._dense:
            # One entry more than there are ids: larger ones are clipped to it.
            self._table = np.full(highest + 2, self._missing, dtype=values.dtype)
            self._table[ids] = values
        else:
            self._shift = np.uint64(64 - (2 * len(ids)).bit_length())
            self._fill(ids, values)

    def __call__(self, ids: NDArray[np.int64]) -> NDArray[Any]:
        """Return the value of each id, in the type of the values."""
        if not self._dense:
            return self._probed(ids)
        found = np.take(self._table, ids, mode="clip")
        if len(ids) and ids.min() < 0:
            found[ids < 0] = self._missing
        return found

    def _slot(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        return ((ids.view(np.uint64) * _MULTIPLIER) >> self._shift).view(np.int64)

    def _fill(self, ids: NDArray[np.int64], values: NDArray[Any]) -> None:
        """Place every id in the first free slot from its own on."""
        size = 1 << (64 - int(self._shift))
        # -1 marks a free slot.
        held = np.full(size, -1, dtype=np.int64)
        self._table = np.full(size, self._missing, dtype=values.dtype)
        left, slot = np.arange(len(ids)), self._slot(ids)
        while len(left):
            slot &= size - 1
            free = held[slot] < 0
            held[slot[free]] = ids[left[free]]  # of several for one slot the last is placed
            placed = held[slot] == ids[left]
            self._table[slot[placed]] = values[left[placed]]
            left, slot = left[~placed], slot[~placed] + 1
        self._held = held

    def _probed(self, ids: NDArray[np.int64]) -> NDArray[Any]:
        slot = self._slot(ids)
        held = self._held[slot]
        found = self._table[slot]
        wrong = np.flatnonzero(held != ids)
        found[wrong] = self._missing
        # A negative id equals the mark of a free slot at most, whose value is `missing`.
        left = wrong[held[wrong] >= 0]
        slot = slot[left]
        while len(left):
            slot = (slot + 1) & (len(self._held) - 1)
            held = self._held[slot]
            right = held == ids[left]
            found[left[right]] = self._table[slot[right]]
            going_on = ~right & (held >= 0)
            left, slot = left[going_on], slot[going_on]
        return found
