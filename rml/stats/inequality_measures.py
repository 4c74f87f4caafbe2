"""Measures of inequality with what their intervals need: replicates and standard errors.

A measure takes distinct values and, for each of several resamples, how many units have each. So
a resample of a hundred million units costs as much as there are distinct values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from rml.stats.arguments import FloatArray, checked_fraction


class Replicates(NamedTuple):
    """A measure in each resample, with its linearised standard error.

    Parameters
    ----------
    values, standard_errors
        Shape (resamples,).
    """

    values: FloatArray
    standard_errors: FloatArray


class Measure(Protocol):
    """A measure of inequality between 0 and 1 that is the same if all amounts are multiplied."""

    @property
    def name(self) -> str:
        """What a table calls it."""

    @property
    def unit(self) -> str:
        """What an estimate of it is measured in."""

    def replicates(self, values: FloatArray, units: FloatArray) -> Replicates:
        """Return the measure in each resample.

        Parameters
        ----------
        values
            Distinct amounts in rising order, shape (k,).
        units
            How many units have each in each resample, shape (resamples, k).
        """


@dataclass(frozen=True, slots=True)
class Gini:
    """The Gini coefficient in its version for samples, n/(n - 1) times that of the very units."""

    @property
    def name(self) -> str:
        """What a table calls it."""
        return "Gini coefficient"

    @property
    def unit(self) -> str:
        """What an estimate of it is measured in."""
        return "Gini coefficient"

    def replicates(self, values: FloatArray, units: FloatArray) -> Replicates:
        """Return the coefficient in each resample; see `Measure`."""
        n, share, mean = _moments(values, units)
        reached = np.cumsum(share, axis=1)
        amounts = np.cumsum(share * values, axis=1)
        gini = (share * values * (2 * reached - share - 1)).sum(axis=1) / mean
        # The mean of the larger of a given unit and another one: E max(x, X) = mean (1 + G).
        larger = values * reached + (mean[:, np.newaxis] - amounts)
        influence = 2 * larger / mean[:, np.newaxis] - (1 + gini)[:, np.newaxis] * (
            1 + values / mean[:, np.newaxis]
        )
        return Replicates(gini * n / (n - 1), _standard_error(share, influence, n))


@dataclass(frozen=True, slots=True)
class TopShare:
    """The part of the total that the largest ``share`` of units have.

    Parameters
    ----------
    share
        Of the units, in (0, 1).
    """

    share: float

    def __post_init__(self) -> None:
        checked_fraction("share", self.share)

    @property
    def name(self) -> str:
        """What a table calls it."""
        return f"share of the top {self.share * 100:g} %"

    @property
    def unit(self) -> str:
        """What an estimate of it is measured in."""
        return "proportion"

    def replicates(self, values: FloatArray, units: FloatArray) -> Replicates:
        """Return the share in each resample; see `Measure`."""
        n, share, mean = _moments(values, units)
        from_top = np.cumsum(share[:, ::-1], axis=1)[:, ::-1]
        # The value of the last unit of the top, of which only a part may belong to it.
        place = np.count_nonzero(from_top >= self.share * (1 - 1e-12), axis=1) - 1
        border = values[place][:, np.newaxis]
        excess = np.maximum(values - border, 0)
        held = (share * excess).sum(axis=1) + self.share * border[:, 0]
        top = held / mean
        influence = (
            excess
            + self.share * border
            - held[:, np.newaxis]
            - top[:, np.newaxis] * (values - mean[:, np.newaxis])
        ) / mean[:, np.newaxis]
        return Replicates(top, _standard_error(share, influence, n))


@dataclass(frozen=True, slots=True)
class AtkinsonIndex:
    """Atkinson's index with an aversion below 1, for which zeros are no bar.

    Parameters
    ----------
    epsilon
        In (0, 1). From 1 on, one unit with 0 makes the index 1, and no interval makes sense.
    """

    epsilon: float

    def __post_init__(self) -> None:
        checked_fraction("epsilon", self.epsilon)

    @property
    def name(self) -> str:
        """What a table calls it."""
        return f"Atkinson index, epsilon {self.epsilon:g}"

    @property
    def unit(self) -> str:
        """What an estimate of it is measured in."""
        return "Atkinson index"

    def replicates(self, values: FloatArray, units: FloatArray) -> Replicates:
        """Return the index in each resample; see `Measure`."""
        n, share, mean = _moments(values, units)
        power = 1 - self.epsilon
        raised = values**power
        moment = (share * raised).sum(axis=1)
        equal = moment ** (1 / power) / mean
        influence = -equal[:, np.newaxis] * (
            (raised / moment[:, np.newaxis] - 1) / power - (values / mean[:, np.newaxis] - 1)
        )
        return Replicates(1 - equal, _standard_error(share, influence, n))


def _moments(values: FloatArray, units: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the number of units, the share with each value, and the mean, of each resample."""
    n = units.sum(axis=1)
    share = units / n[:, np.newaxis]
    return n, share, share @ values


def _standard_error(share: FloatArray, influence: FloatArray, n: FloatArray) -> FloatArray:
    centred = influence - (share * influence).sum(axis=1, keepdims=True)
    return np.asarray(np.sqrt((share * centred**2).sum(axis=1) / (n - 1)))
