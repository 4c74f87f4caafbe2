"""Checks of the arguments that ecological methods share, and what they say of single clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.stats.arguments import FloatArray, checked_finite, checked_sample

# Shares are quotients of counts, and sums of them may pass 1 by rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterInfluence:
    """What an estimate becomes without each cluster.

    Parameters
    ----------
    clusters
        The labels, sorted, shape (g,).
    without
        The estimate without the cluster, shape (g,), in the estimate's unit.
    value
        The estimate with all of them.
    """

    clusters: tuple[str, ...]
    without: FloatArray
    value: float

    @property
    def shifts(self) -> FloatArray:
        """How far the estimate moves when the cluster is left out, shape (g,)."""
        return self.without - self.value

    @property
    def largest(self) -> str:
        """The cluster whose absence moves the estimate most."""
        return self.clusters[int(np.argmax(np.abs(self.shifts)))]


def checked_weights(weights: ArrayLike) -> FloatArray:
    """Return ``weights`` if there are two or more, all above 0."""
    array = checked_sample("weights", weights, minimum=2)
    if (array <= 0).any():
        raise ValueError(
            f"{int((array <= 0).sum()):,} of {array.size:,} `weights` are not above 0; leave out "
            "counties without users."
        )
    return array


def checked_outcomes(outcomes: ArrayLike, size: int) -> FloatArray:
    """Return ``outcomes`` if they are finite and one a county."""
    array = checked_sample("outcomes", outcomes, minimum=1)
    if array.size != size:
        raise ValueError(f"`outcomes` has {array.size:,} entries, `weights` {size:,}.")
    return array


def checked_shares(shares: ArrayLike, size: int) -> FloatArray:
    """Return ``shares`` as an array of shape (c, g), 0 to 1 and not above 1 together."""
    array = checked_finite("shares", shares)
    if array.ndim not in (1, 2) or array.shape[0] != size or array.size == 0:
        raise ValueError(
            f"`shares` must have the shape ({size},) or ({size}, groups), not {array.shape}."
        )
    columns: FloatArray = array.reshape(size, -1)
    ill = int(((columns < 0) | (columns > 1)).sum())
    if ill or (columns.sum(axis=1) > 1 + _ROUNDING).any():
        raise ValueError(
            f"{ill:,} `shares` are not between 0 and 1, and "
            f"{int((columns.sum(axis=1) > 1 + _ROUNDING).sum()):,} counties have shares of more "
            "than 1 together; write 8 % as 0.08."
        )
    return columns


def two_groups(shares: FloatArray) -> FloatArray:
    """Return the shares of two groups; those of one are completed by everybody else."""
    if shares.shape[1] == 1:
        return np.column_stack([shares[:, 0], 1 - shares[:, 0]])
    if shares.shape[1] == 2:
        return shares
    raise ValueError(
        f"Two groups are compared, not {shares.shape[1]}; pick two columns of `shares`."
    )


def checked_clusters(
    clusters: ArrayLike | None, size: int
) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Return the labels of clusters, sorted, and the cluster of each county as a number."""
    if clusters is None:
        return tuple(f"{number}" for number in range(1, size + 1)), np.arange(size)
    labels: NDArray[np.str_] = np.asarray(clusters).astype(str)
    if labels.shape != (size,):
        raise ValueError(f"`clusters` must have the shape ({size},), not {labels.shape}.")
    names, codes = np.unique(labels, return_inverse=True)
    return tuple(str(name) for name in names), codes
