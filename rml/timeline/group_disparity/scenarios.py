"""Made-up groups with planted rates: those of the published simulation, and few groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Groups whose true rates are known.

    Parameters
    ----------
    name
        What distinguishes it.
    sizes
        People in each group.
    rates
        The true rates, proportions.
    """

    name: str
    sizes: tuple[int, ...]
    rates: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.sizes) != len(self.rates) or len(self.sizes) < 2:
            raise ValueError(
                f"Scenario {self.name!r} has {len(self.sizes)} sizes and {len(self.rates)} rates; "
                "give each of at least two groups one of both."
            )
        if min(self.sizes) < 1 or not all(0 <= rate <= 1 for rate in self.rates):
            raise ValueError(f"Scenario {self.name!r} has an empty group or a rate outside 0 to 1.")

    @property
    def variance(self) -> float:
        """The variance over K - 1 of the true rates."""
        return float(np.var(self.rates, ddof=1))

    @property
    def gap(self) -> float:
        """The largest true rate minus the smallest."""
        return float(np.ptp(self.rates))

    @property
    def noise(self) -> float:
        """The mean binomial variance of the groups' observed rates."""
        rates, sizes = np.array(self.rates), np.array(self.sizes)
        return float(np.mean(rates * (1 - rates) / sizes))


def alike(*, groups: int, size: int, rate: float) -> Scenario:
    """Return groups of one size and one rate."""
    return Scenario(
        name=f"{groups} groups of {size:,}", sizes=(size,) * groups, rates=(rate,) * groups
    )


def published_scenarios() -> list[Scenario]:
    """Return the four scenarios of the published simulation: 100 groups of 5,000 people in all."""
    groups = 100
    equal, unequal = (50,) * groups, tuple(int(n) for n in np.round(np.linspace(10, 90, groups)))
    same, spread = (0.8,) * groups, tuple(float(rate) for rate in np.linspace(0.1, 0.9, groups))
    return [
        Scenario(name="equal sizes, equal rates", sizes=equal, rates=same),
        Scenario(name="unequal sizes, equal rates", sizes=unequal, rates=same),
        Scenario(name="equal sizes, unequal rates", sizes=equal, rates=spread),
        Scenario(name="unequal sizes, unequal rates", sizes=unequal, rates=spread),
    ]


def spaced_groups(
    *, groups: Sequence[int], sizes: Sequence[int], spreads: Sequence[float], rate: float
) -> dict[tuple[int, int, float], Scenario]:
    """Return equally large groups with evenly spaced rates, by their number, size and spread.

    ``spreads`` are standard deviations (over K - 1) of the true rates about ``rate``.
    """
    found = {}
    for number in groups:
        steps = np.linspace(-1, 1, number)
        unit = steps / np.std(steps, ddof=1)
        for size in sizes:
            for spread in spreads:
                rates = tuple(float(one) for one in rate + spread * unit)
                found[number, size, spread] = Scenario(
                    name=f"{number} groups of {size:,}, spread {100 * spread:g} points",
                    sizes=(size,) * number,
                    rates=rates,
                )
    return found


def uneven_groups(
    *, smallest: Sequence[int], others: Sequence[int], spreads: Sequence[float], rate: float
) -> dict[tuple[int, float], Scenario]:
    """Return groups of very different sizes, by the size of the smallest and the rates' spread.

    Rates are evenly spaced about ``rate``; the smallest group has the lowest.
    """
    found = {}
    spaced = spaced_groups(groups=[len(others) + 1], sizes=[1], spreads=spreads, rate=rate)
    for size in smallest:
        for (_, _, spread), scenario in spaced.items():
            found[size, spread] = Scenario(
                name=f"smallest group of {size}, spread {100 * spread:g} points",
                sizes=(size, *others),
                rates=scenario.rates,
            )
    return found


def small_group_apart(
    *, layouts: Mapping[str, Sequence[int]], highest: Sequence[float], others: Sequence[float]
) -> dict[tuple[str, float], Scenario]:
    """Return groups whose smallest has the highest rate, by the layout and that rate.

    The rates of the other groups run evenly between the two ``others``, in the layout's order.
    """
    found = {}
    for layout, sizes in layouts.items():
        smallest = int(np.argmin(sizes))
        for rate in highest:
            rates = np.insert(np.linspace(others[0], others[-1], len(sizes) - 1), smallest, rate)
            found[layout, rate] = Scenario(
                name=f"{layout}, smallest group at {100 * rate:g} %",
                sizes=tuple(sizes),
                rates=tuple(float(one) for one in rates),
            )
    return found


def rare_events(*, groups: int, size: int, rates: Sequence[float]) -> dict[float, Scenario]:
    """Return groups whose rates run evenly from half the mean to one and a half times it."""
    factors = np.linspace(0.5, 1.5, groups)
    return {
        rate: Scenario(
            name=f"mean rate {100 * rate:g} %",
            sizes=(size,) * groups,
            rates=tuple(float(one) for one in rate * factors),
        )
        for rate in rates
    }
