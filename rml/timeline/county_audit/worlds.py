"""Made-up impressions on real counties: worlds that look alike in county means, and their truth.

In a world an author's expected impressions hang on the author's own group, on the county, or on
both. Everything is in units of the *baseline author*: one outside the group in a county where
nobody belongs to it, before anything that rural counties and states add. Two gaps are planted,
and they are not the same:

- the *individual gap*: how much more an author of the group gets than another author of the same
  county;
- the *group gap*: how much more the average author of the group gets than the average other
  author, wherever they live.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rml.stats.arguments import checked_finite

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Places:
    """The counties of a simulation; arrays of shape (counties,).

    Parameters
    ----------
    residents
        People who live there, at least 1.
    share
        Share of them who belong to the group, in [0, 1].
    state
        Number of the state, from 0 without gaps.
    rural
        Share of residents in rural places, in [0, 1].
    """

    residents: IntArray
    share: FloatArray
    state: IntArray
    rural: FloatArray

    def __post_init__(self) -> None:
        sizes = {len(getattr(self, name)) for name in ("residents", "share", "state", "rural")}
        if len(sizes) != 1 or sizes == {0}:
            raise ValueError(f"Places needs arrays of one length above 0, not {sorted(sizes)}.")
        if self.residents.min() < 1:
            raise ValueError("Every county needs at least 1 resident: leave empty ones out.")
        for name in ("share", "rural"):
            values = checked_finite(name, getattr(self, name))
            if values.min() < 0 or values.max() > 1:
                raise ValueError(f"`{name}` must lie between 0 and 1; write 12 % as 0.12.")

    def __len__(self) -> int:
        return len(self.share)

    @property
    def overall_share(self) -> float:
        """The group's share of all residents."""
        return float(np.average(self.share, weights=self.residents))

    @property
    def state_share(self) -> FloatArray:
        """The group's share of the residents of each county's state, shape (counties,)."""
        people = np.bincount(self.state, self.residents)
        return (np.bincount(self.state, self.residents * self.share) / people)[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What an author's expected impressions hang on.

    Parameters
    ----------
    name
        Of the world.
    individual_gap
        Added for an author of the group, whatever the county.
    county_slope
        Added for every author of a county, times the group's share of its residents.
    rural_slope
        Added for every author of a county, times its rural share.
    state_slope
        Added for every author of a state, times the group's share of its residents.
    state_spread
        Standard deviation of what is added for every author of a state at random.
    adoption_ratio
        Authors among the group's residents over authors among other residents, per resident.
    """

    name: str
    individual_gap: float
    county_slope: float = 0.0
    rural_slope: float = 0.0
    state_slope: float = 0.0
    state_spread: float = 0.0
    adoption_ratio: float = 1.0

    def __post_init__(self) -> None:
        if not self.adoption_ratio > 0:
            raise ValueError(f"`adoption_ratio` must be above 0, not {self.adoption_ratio}.")
        if self.state_spread < 0:
            raise ValueError(f"`state_spread` must be at least 0, not {self.state_spread}.")

    def key(self) -> dict[str, Any]:
        """Return everything that decides the world, as JSON can hold it."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authors:
    """How many authors there are and how unequal their impressions.

    Parameters
    ----------
    per_thousand
        Authors for each thousand residents of the country.
    mean_impressions
        Mean impressions of the baseline author.
    squared_variation
        Squared coefficient of variation of authors' expected impressions within a group of a
        county: an inverse Gaussian distribution.
    county_spread
        Standard deviation of a factor that all authors of a county share, drawn anew each time.
    """

    per_thousand: float
    mean_impressions: float
    squared_variation: float
    county_spread: float

    def key(self) -> dict[str, float]:
        """Return everything that decides the authors, as JSON can hold it."""
        return asdict(self)


def own_race(gap: float) -> World:
    """Return the world in which only an author's own group counts."""
    return World(name="own race", individual_gap=gap)


def county_only(gap: float) -> World:
    """Return the world in which only the county counts; its county means are those of `own_race`.

    Every author of a county gets the mean that the county has in the other world, so that no
    author of any county gets more than another for belonging to the group.
    """
    return World(name="county only", individual_gap=0.0, county_slope=gap)


def mixture(gap: float, *, own_race_share: float) -> World:
    """Return a world between the two: a share of the gap is own race, the rest is the county's.

    County means are those of `own_race` whatever the share. Above 1 the county works against
    the individual gap, below 0 the gap between neighbours has the other sign.
    """
    return World(
        name="mixture",
        individual_gap=own_race_share * gap,
        county_slope=(1 - own_race_share) * gap,
    )


def cancelled(gap: float) -> World:
    """Return the world in which counties make up for the individual gap: county means are flat."""
    return World(name="cancelled", individual_gap=gap, county_slope=-gap)


def adoption(gap: float, *, ratio: float) -> World:
    """Return the own-race world on a platform that the group's residents use more, or less."""
    return World(name="adoption", individual_gap=gap, adoption_ratio=ratio)


def rural_counties(gap: float, *, rural_slope: float) -> World:
    """Return the own-race world in which authors of rural counties get other numbers as well."""
    return World(name="rural counties", individual_gap=gap, rural_slope=rural_slope)


def states(gap: float, *, state_slope: float, state_spread: float) -> World:
    """Return the own-race world in which states differ, in step with the group's share and not."""
    return World(
        name="states", individual_gap=gap, state_slope=state_slope, state_spread=state_spread
    )


def author_share(world: World, places: Places) -> FloatArray:
    """Return the group's share of each county's authors, shape (counties,)."""
    ours = world.adoption_ratio * places.share
    return np.asarray(ours / (ours + 1 - places.share))


def author_counts(world: World, places: Places, authors: Authors) -> IntArray:
    """Return the authors of each county, rounded; the group adopts the platform at its own rate."""
    use = world.adoption_ratio * places.share + 1 - places.share
    expected = places.residents * use * authors.per_thousand / 1000
    expected *= places.residents.sum() / float(places.residents @ use)
    return np.rint(expected).astype(np.int64)


def county_effects(world: World, places: Places) -> FloatArray:
    """Return the expected impressions of an author outside the group, shape (counties,)."""
    return np.asarray(
        1
        + world.county_slope * places.share
        + world.rural_slope * places.rural
        + world.state_slope * places.state_share
    )


def expected_means(world: World, places: Places) -> FloatArray:
    """Return the expected mean impressions an author of each county, shape (counties,)."""
    gap = world.individual_gap * author_share(world, places)
    return np.asarray(county_effects(world, places) + gap)


def outsiders_mean(world: World, places: Places, authors: Authors) -> float:
    """Return the expected impressions of the average author outside the group, baseline 1."""
    counts = author_counts(world, places, authors)
    outside = counts * (1 - author_share(world, places))
    return float(np.average(county_effects(world, places), weights=outside))


def group_gap(world: World, places: Places, authors: Authors) -> float:
    """Return the planted group gap: the average author of the group minus the average other."""
    counts = author_counts(world, places, authors)
    share = author_share(world, places)
    effects = county_effects(world, places)
    inside = np.average(effects + world.individual_gap, weights=counts * share)
    return float(inside - np.average(effects, weights=counts * (1 - share)))
