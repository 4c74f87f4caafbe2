"""Inequality of Pareto and lognormal distributions, in closed form.

They serve as known truth in tests and simulations, and as benchmarks: a benchmark says what a
figure would mean *if* the distribution were this one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from rml.stats.arguments import FloatArray, checked_fraction


@dataclass(frozen=True, slots=True)
class Pareto:
    """The Pareto distribution with least value 1.

    Parameters
    ----------
    tail_index
        Above 1, so that there is a mean. At 2 or less there is no variance.
    """

    tail_index: float

    def __post_init__(self) -> None:
        if not self.tail_index > 1:
            raise ValueError(
                f"`tail_index` must be above 1, not {self.tail_index!r}: at 1 or less a Pareto "
                "distribution has no mean, and no share of a total is defined."
            )

    @property
    def name(self) -> str:
        """How tables name the distribution."""
        return f"Pareto, tail index {self.tail_index:g}"

    def gini(self) -> float:
        """Return the Gini coefficient."""
        return 1 / (2 * self.tail_index - 1)

    def top_share(self, share: float) -> float:
        """Return the part of the total that the largest ``share`` have."""
        return float(checked_fraction("share", share) ** (1 - 1 / self.tail_index))

    def atkinson(self, epsilon: float) -> float:
        """Return Atkinson's index for ``epsilon`` of at least 0."""
        a = self.tail_index
        if epsilon == 1:
            return 1 - (a - 1) / a * math.exp(1 / a)
        equal = math.pow(a / (a - 1 + epsilon), 1 / (1 - epsilon))
        return 1 - equal * (a - 1) / a

    def draw(self, size: int, rng: np.random.Generator) -> FloatArray:
        """Return ``size`` independent draws."""
        return np.asarray(1 + rng.pareto(self.tail_index, size))


@dataclass(frozen=True, slots=True)
class Lognormal:
    """The lognormal distribution with median 1.

    Parameters
    ----------
    sigma
        Standard deviation of the logarithm, above 0.
    """

    sigma: float

    def __post_init__(self) -> None:
        if not self.sigma > 0:
            raise ValueError(f"`sigma` must be above 0, not {self.sigma!r}.")

    @property
    def name(self) -> str:
        """How tables name the distribution."""
        return f"lognormal, sigma {self.sigma:g}"

    def gini(self) -> float:
        """Return the Gini coefficient."""
        return float(2 * stats.norm.cdf(self.sigma / math.sqrt(2)) - 1)

    def top_share(self, share: float) -> float:
        """Return the part of the total that the largest ``share`` have."""
        return float(stats.norm.cdf(self.sigma - stats.norm.isf(checked_fraction("share", share))))

    def atkinson(self, epsilon: float) -> float:
        """Return Atkinson's index for ``epsilon`` of at least 0."""
        return float(-math.expm1(-epsilon * self.sigma**2 / 2))

    def draw(self, size: int, rng: np.random.Generator) -> FloatArray:
        """Return ``size`` independent draws."""
        return np.asarray(rng.lognormal(0.0, self.sigma, size))


def pareto_of_top_share(share: float, *, held: float) -> Pareto:
    """Return the Pareto distribution whose largest ``share`` have the part ``held`` of the total.

    Parameters
    ----------
    share, held
        In (0, 1), ``held`` above ``share``.

    Examples
    --------
    >>> round(pareto_of_top_share(0.01, held=0.8).tail_index, 4)
    1.0509
    """
    top, part = checked_fraction("share", share), checked_fraction("held", held)
    if not part > top:
        raise ValueError(
            f"The top {top:g} cannot have {part:g} of the total: it has at least its own share."
        )
    return Pareto(1 / (1 - math.log(part) / math.log(top)))
