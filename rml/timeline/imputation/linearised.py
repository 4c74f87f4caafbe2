"""Ratios of sums over people, and differences of such ratios, with their sandwich variance.

Every estimator of a group's mean from probabilities is a sum over people of one quantity
divided by a sum of another. Its first-order (Taylor) expansion gives each person's influence;
the variance is the sum of squared influences, or of their sums over clusters of people.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from rml.estimate import Estimate
from rml.stats.arguments import FloatArray, checked_fraction, checked_noun

LEAST_WEIGHT = 2.0
"""People, by their probabilities, that a group must add up to before its mean has an interval."""


@dataclass(frozen=True, slots=True)
class Linearised:
    """A statistic with each person's influence on it.

    Parameters
    ----------
    value
        The statistic.
    influence
        What each person adds to its error, shape (people,); adds up to 0.
    worth
        The number of equally weighted people that the group with fewest amounts to.
    """

    value: float
    influence: FloatArray
    worth: float

    def plus(self, other: Linearised) -> Linearised:
        """Return the sum of two statistics of the same people."""
        return Linearised(
            self.value + other.value,
            self.influence + other.influence,
            min(self.worth, other.worth),
        )

    def times(self, factor: float) -> Linearised:
        """Return the statistic times a number that is not estimated."""
        return Linearised(self.value * factor, self.influence * factor, self.worth)

    def minus(self, other: Linearised) -> Linearised:
        """Return the difference of two statistics of the same people."""
        return self.plus(other.times(-1))

    def cut(self, low: float, high: float) -> Linearised:
        """Return the statistic, or the limit beyond which it cannot be."""
        value = min(max(self.value, low), high)
        return Linearised(value, self.influence, self.worth)

    def log(self) -> Linearised:
        """Return the logarithm; the value must be above 0."""
        return Linearised(math.log(self.value), self.influence / self.value, self.worth)

    def standard_error(self, clusters: NDArray[np.intp] | None) -> tuple[float, float]:
        """Return the sandwich standard error and its degrees of freedom.

        Parameters
        ----------
        clusters
            Codes 0, 1, 2, ... of clusters, shape (people,), or None for people by themselves.
        """
        if clusters is None:
            size = self.influence.size
            total = float(np.square(self.influence).sum())
            return math.sqrt(total * size / (size - 1)), max(self.worth - 1, 1.0)
        sums = np.bincount(clusters, weights=self.influence)
        squares = np.square(sums)
        total = float(squares.sum())
        # Few clusters that carry most of the variance: fewer degrees of freedom than clusters.
        effective = total**2 / float(np.square(squares).sum()) if total > 0 else 1.0
        freedom = max(min(effective, self.worth) - 1, 1.0)
        return math.sqrt(total * sums.size / (sums.size - 1)), freedom


def ratio_of_sums(numerators: FloatArray, denominators: FloatArray) -> Linearised:
    """Return the sum of numerators over the sum of denominators, shapes (people,)."""
    total = float(denominators.sum())
    value = float(numerators.sum()) / total
    worth = total**2 / float(np.square(denominators).sum())
    return Linearised(value, (numerators - value * denominators) / total, worth)


def estimate_of(
    statistic: Linearised,
    *,
    clusters: NDArray[np.intp] | None,
    level: float,
    unit: str,
    of: str,
    what: str,
    logarithm: bool = False,
    limits: tuple[float, float] | None = None,
) -> Estimate:
    """Return a statistic with its t interval by the sandwich variance.

    Parameters
    ----------
    statistic
        The statistic, or its logarithm.
    clusters
        As for `Linearised.standard_error`.
    level
        Nominal coverage, in (0, 1).
    unit, of
        Unit of the value, and what a person is called, in the plural.
    what
        The estimator, for ``method``.
    logarithm
        Whether the statistic is a logarithm: value and ends are then exponentiated.
    limits
        The least and the greatest value possible; ends beyond them are cut.
    """
    tail = (1 + checked_fraction("level", level)) / 2
    error, freedom = statistic.standard_error(clusters)
    reach = float(special.stdtrit(freedom, tail)) * error
    value, low, high = statistic.value, statistic.value - reach, statistic.value + reach
    if logarithm:
        value, low, high = math.exp(value), math.exp(low), math.exp(high)
    if limits is not None:
        low, high = min(max(low, limits[0]), value), max(min(high, limits[1]), value)
    count = statistic.influence.size
    among = "" if clusters is None else f" in {int(clusters.max()) + 1:,} clusters"
    unit_of_variance = of if clusters is None else f"clusters of {of}"
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=level,
        n=f"{count:,} {checked_noun('of', of)}{among}",
        unit=unit,
        method=(
            f"{what}, sandwich variance over {unit_of_variance}"
            f"{' of the logarithm' if logarithm else ''}, t quantile with {freedom:.0f} degrees "
            "of freedom"
        ),
    )


def cluster_codes(clusters: ArrayLike | None, people: int) -> NDArray[np.intp] | None:
    """Return clusters as codes 0, 1, 2, ..., shape (people,), or None for none.

    Raises
    ------
    ValueError
        If there is not one label a person, or fewer than 10 clusters: the sandwich variance
        of so few is too small.
    """
    if clusters is None:
        return None
    labels = np.asarray(clusters)
    if labels.shape != (people,):
        raise ValueError(f"`clusters` must have shape ({people},), not {labels.shape}.")
    distinct, codes = np.unique(labels, return_inverse=True)
    if distinct.size < 10:
        raise ValueError(
            f"`clusters` has {distinct.size} labels; with fewer than 10 the sandwich variance is "
            "too small. Leave it out and say that people of one place may be alike."
        )
    return codes.astype(np.intp)
