"""Weighted means of two groups over counties, with the jackknife over clusters of counties.

What is estimated, and what its error means, is said in `rml.stats.ecological`.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from rml.estimate import Estimate
from rml.stats.arguments import FloatArray, checked_choice, checked_fraction, checked_noun
from rml.stats.ecological_arguments import (
    ClusterInfluence,
    checked_clusters,
    checked_outcomes,
    checked_shares,
    checked_weights,
    two_groups,
)

Interval = Literal["jackknife", "none"]
# What remains of a sum when all of it is taken off is rounding.
_NOTHING_LEFT = 1e-12


class GroupMeans:
    """Weighted means of two groups: what outcomes are needed for is done once.

    Use it where many sets of outcomes meet the same counties; for one set the functions
    below are shorter.

    Parameters
    ----------
    shares
        Shape (c,): the group's share in each county, against everybody else. Shape (c, 2):
        the shares of two groups. In [0, 1]; of two groups, not above 1 together.
    weights
        Users, shape (c,), above 0.
    clusters
        Labels, shape (c,); None makes every county a cluster of its own.
    of, of_clusters
        What counties and clusters are called in ``n`` and ``method``, plural.

    Raises
    ------
    ValueError
        If arrays do not fit, shares or weights are out of range, or a group has no weight;
        and, of intervals, if a group lives in one cluster only, or two groups have the same
        shares in proportion everywhere, so that no outcomes can tell them apart.
    """

    def __init__(
        self,
        shares: ArrayLike,
        weights: ArrayLike,
        *,
        clusters: ArrayLike | None = None,
        of: str = "counties",
        of_clusters: str = "states",
    ) -> None:
        self.weights = checked_weights(weights)
        self.shares = two_groups(checked_shares(shares, self.weights.size))
        self.labels, self.codes = checked_clusters(clusters, self.weights.size)
        self._of = checked_noun("of", of)
        self._of_clusters = checked_noun("of_clusters", of_clusters if clusters is not None else of)
        self.mass = self.weights[:, None] * self.shares
        self._totals = self.mass.sum(axis=0)
        if (self._totals <= 0).any():
            raise ValueError("A group has no weight in any county; leave it out.")
        self._by_cluster = self._summed(self.mass)
        self._left: FloatArray = self._totals - self._by_cluster
        self._freedoms: dict[tuple[float, float], float] = {}

    def means(self, outcomes: ArrayLike) -> FloatArray:
        """Return the weighted means of the two groups, shape (2,)."""
        values = checked_outcomes(outcomes, self.weights.size)
        means: FloatArray = values @ self.mass / self._totals
        return means

    def mean(
        self,
        outcomes: ArrayLike,
        *,
        group: Literal[0, 1] = 0,
        level: float = 0.95,
        unit: str,
        interval: Interval = "jackknife",
    ) -> Estimate:
        """Return the weighted mean of one group, 0 the first and 1 the second."""
        contrast = (1.0, 0.0) if group == 0 else (0.0, 1.0)
        return self.contrast(
            outcomes, outcomes, contrast, level=level, unit=unit, interval=interval
        )

    def gap(
        self,
        outcomes: ArrayLike,
        *,
        level: float = 0.95,
        unit: str,
        interval: Interval = "jackknife",
    ) -> Estimate:
        """Return the first group's weighted mean minus the second's."""
        return self.contrast(
            outcomes, outcomes, (1.0, -1.0), level=level, unit=unit, interval=interval
        )

    def ratio(
        self, outcomes: ArrayLike, *, level: float = 0.95, interval: Interval = "jackknife"
    ) -> Estimate:
        """Return the first group's weighted mean over the second's; both must be above 0.

        The jackknife is taken of the logarithm, with the degrees of freedom of the gap.
        """
        values = checked_outcomes(outcomes, self.weights.size)
        means = self.means(values)
        if (means <= 0).any():
            raise ValueError(
                f"A ratio needs means above 0, not {means[0]:g} and {means[1]:g}; report the gap."
            )
        value = float(means[0] / means[1])
        what = "ratio of weighted group means"
        if checked_choice("interval", interval, ("jackknife", "none")) == "none":
            return self._estimate(value, None, level, unit="ratio", what=what)
        without = self._without(np.column_stack([values, values]))
        if (without <= 0).any():
            raise ValueError("Without some cluster a mean is not above 0; report the gap.")
        error = _jackknife_error(np.log(without[:, 0] / without[:, 1]))
        reach = error * self._quantile((1.0, -1.0), level)
        ends = (value * math.exp(-reach), value * math.exp(reach))
        return self._estimate(
            value, ends, level, unit="ratio", what=what, contrast=(1.0, -1.0), scale="log scale, "
        )

    def contrast(
        self,
        outcomes_first: ArrayLike,
        outcomes_second: ArrayLike,
        contrast: tuple[float, float],
        *,
        level: float = 0.95,
        unit: str,
        interval: Interval = "jackknife",
        what: str | None = None,
    ) -> Estimate:
        """Return a sum of the groups' weighted means, each of outcomes of its own.

        Parameters
        ----------
        outcomes_first, outcomes_second
            What is averaged over the first and over the second group, shape (c,).
        contrast
            What the two means are multiplied by.
        level
            Nominal coverage, in (0, 1).
        unit
            The outcomes' unit.
        interval
            ``jackknife``, or ``none`` for a census.
        what
            What the sum is, for ``method``.
        """
        values = np.column_stack(
            [
                checked_outcomes(outcomes_first, self.weights.size),
                checked_outcomes(outcomes_second, self.weights.size),
            ]
        )
        factors = np.array(contrast)
        value = float((values * self.mass).sum(axis=0) / self._totals @ factors)
        named = what or {
            (1.0, -1.0): "difference of weighted group means",
            (1.0, 0.0): "weighted group mean",
            (0.0, 1.0): "weighted group mean",
        }.get(contrast, "contrast of weighted group means")
        if checked_choice("interval", interval, ("jackknife", "none")) == "none":
            return self._estimate(value, None, level, unit=unit, what=named)
        reach = _jackknife_error(self._without(values) @ factors) * self._quantile(contrast, level)
        ends = (value - reach, value + reach)
        return self._estimate(value, ends, level, unit=unit, what=named, contrast=contrast)

    def influence(self, outcomes: ArrayLike) -> ClusterInfluence:
        """Return the gap without each cluster."""
        values = checked_outcomes(outcomes, self.weights.size)
        without = self._without(np.column_stack([values, values])) @ np.array([1.0, -1.0])
        means = self.means(values)
        return ClusterInfluence(
            clusters=self.labels, without=without, value=float(means[0] - means[1])
        )

    def degrees_of_freedom(self, contrast: tuple[float, float] = (1.0, -1.0)) -> float:
        """Return the Satterthwaite degrees of freedom of the jackknife variance.

        For outcomes that are independent with one variance, the jackknife variance is a
        quadratic form in them; its degrees of freedom are 2 E^2 / Var.
        """
        if contrast not in self._freedoms:
            self._freedoms[contrast] = self._satterthwaite(np.array(contrast))
        return self._freedoms[contrast]

    def _satterthwaite(self, contrast: FloatArray) -> float:
        """Return trace(K)^2 / trace(K^2), K the centred Gram matrix of the leave-out weights.

        Row g of the leave-out weights is that of the estimate without cluster g: mass times
        contrast over the total that remains, and 0 in the cluster.
        """
        parts = self.mass / self._totals * contrast
        if np.abs(parts.sum(axis=1)).max() <= _NOTHING_LEFT * np.abs(parts).max():
            raise ValueError(
                "Both groups are spread over the counties alike, so their means agree whatever the "
                "outcomes are; compare groups that live apart."
            )
        scales = contrast / self._checked_left()
        products = self.mass[:, :, None] * self.mass[:, None, :]
        by_cluster = self._summed(products.reshape(-1, 4)).reshape(-1, 2, 2)
        total = by_cluster.sum(axis=0)
        gram = scales @ total @ scales.T
        within = np.einsum("gi,gij,hj->gh", scales, by_cluster, scales)
        gram -= within + within.T
        # A cluster's own rows are taken off once, not twice.
        own = np.einsum("gi,gij,gj->g", scales, by_cluster, scales)
        gram[np.diag_indices_from(gram)] += own
        means = gram.mean(axis=0)
        gram += means.mean() - means[:, None] - means[None, :]
        return float(np.trace(gram) ** 2 / np.square(gram).sum())

    def _quantile(self, contrast: tuple[float, float], level: float) -> float:
        tail = (1 + checked_fraction("level", level)) / 2
        return float(special.stdtrit(self.degrees_of_freedom(contrast), tail))

    def _without(self, values: FloatArray) -> FloatArray:
        """Return both means without each cluster, shape (g, 2)."""
        sums = values * self.mass
        left: FloatArray = (sums.sum(axis=0) - self._summed(sums)) / self._checked_left()
        return left

    def _checked_left(self) -> FloatArray:
        """Return what remains of the groups' totals without each cluster, shape (g, 2)."""
        if (self._left <= _NOTHING_LEFT * self._totals).any():
            raise ValueError(
                "A group lives in one cluster only, so leaving that out leaves nothing; use more "
                'clusters, or interval="none".'
            )
        return self._left

    def _summed(self, values: FloatArray) -> FloatArray:
        """Return sums of columns over each cluster, shape (g, columns)."""
        summed: FloatArray = np.stack(
            [
                np.bincount(self.codes, weights=column, minlength=len(self.labels))
                for column in values.T
            ],
            axis=1,
        )
        return summed

    def _estimate(
        self,
        value: float,
        ends: tuple[float, float] | None,
        level: float,
        *,
        unit: str,
        what: str,
        contrast: tuple[float, float] = (1.0, -1.0),
        scale: str = "",
    ) -> Estimate:
        if ends is None:
            how = f"census of {self._of}, no sampling interval"
        else:
            how = (
                f"delete-one jackknife over {len(self.labels):,} {self._of_clusters}, {scale}"
                "t quantile with "
                f"{self.degrees_of_freedom(contrast):.1f} Satterthwaite degrees of freedom"
            )
        return Estimate(
            value=value,
            low=None if ends is None else ends[0],
            high=None if ends is None else ends[1],
            level=None if ends is None else level,
            n=f"{self.weights.size:,} {self._of}",
            unit=unit,
            method=f"{what}, {how}",
        )


def _jackknife_error(without: FloatArray) -> float:
    size = without.size
    return float(math.sqrt((size - 1) / size * np.square(without - without.mean()).sum()))
