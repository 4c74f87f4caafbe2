"""The counts that inference over users and over authors rests on, for sets of authors.

A *set* is what amplification is asked of: a party's authors together, or one author. A user
counts once a day for a set, however many of its authors the user met. Users are split into
buckets by a hash of their number, so that dropping a bucket is dropping a random part of the
users from both arms, with all their days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ReachCounts:
    """Reach of sets of authors by day, arm and bucket of users, and what each author adds.

    Parameters
    ----------
    sets
        Names of the sets, length p.
    by_bucket
        Users of each bucket reached, shape (d, 2, p, b); control first, then treatment.
    users
        Users of each bucket in the set's country, whether reached or not, shape (2, p, b).
    alone
        Users who met, of their set, this author alone that day, shape (d, 2, j): by so much the
        set's reach falls if the author is left out.
    set_of_author
        Index of each author's set, shape (j,).
    """

    sets: tuple[str, ...]
    by_bucket: IntArray
    users: IntArray
    alone: IntArray
    set_of_author: NDArray[np.intp]

    def __post_init__(self) -> None:
        days, arms, sets, buckets = self.by_bucket.shape
        if arms != 2 or sets != len(self.sets) or buckets < 2:
            raise ValueError(
                f"`by_bucket` must have shape (days, 2, {len(self.sets)}, buckets >= 2), "
                f"not {self.by_bucket.shape}."
            )
        if self.users.shape != (2, sets, buckets):
            raise ValueError(
                f"`users` must have shape {(2, sets, buckets)}, not {self.users.shape}."
            )
        if self.alone.shape != (days, 2, len(self.set_of_author)):
            raise ValueError(
                f"`alone` must have shape {(days, 2, len(self.set_of_author))}, "
                f"not {self.alone.shape}."
            )

    @property
    def reach(self) -> IntArray:
        """Users reached by each set on each day, shape (d, 2, p)."""
        return np.asarray(self.by_bucket.sum(axis=3))

    @property
    def authors_per_set(self) -> IntArray:
        """Number of authors of each set, shape (p,)."""
        return np.bincount(self.set_of_author, minlength=len(self.sets)).astype(np.int64)

    def of_sets(self, chosen: list[int]) -> ReachCounts:
        """Return the counts of some sets alone, in the order of ``chosen``."""
        place = np.full(len(self.sets), -1)
        place[chosen] = np.arange(len(chosen))
        kept = place[self.set_of_author] >= 0
        return ReachCounts(
            sets=tuple(self.sets[index] for index in chosen),
            by_bucket=self.by_bucket[:, :, chosen],
            users=self.users[:, chosen],
            alone=self.alone[:, :, kept],
            set_of_author=place[self.set_of_author[kept]],
        )
