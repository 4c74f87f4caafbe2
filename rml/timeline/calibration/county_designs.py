"""Designs for group means and gaps from county means, in made-up countries.

A country is drawn anew each time: states with a share of the group each, counties about their
state's share, users as unequal as those of real counties, and what all users of a state or a
county share. Whether what a
user gets depends on the user's own group, or in the same way on the county's share of it, makes
no difference to county means: the two worlds give the same data and have different truths.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rml.estimate import Estimate
from rml.stats.clustered_errors import Correction
from rml.stats.ecological import weighted_gap, weighted_ratio
from rml.stats.ecological_bounds import gap_bounds
from rml.stats.ecological_regression import ecological_gap
from rml.timeline.calibration.design import AlarmDesign, IntervalDesign

FloatArray = NDArray[np.float64]

_REPORT: Final = "home_timeline/county_audit"
_UNIT: Final = "impressions"
# Shares of the group: those of states are Beta(first, second), those of a state's counties
# Beta about it with this concentration; they average 13 % of the users.
_STATE_SHARES: Final = (1.2, 8.0)
_CONCENTRATION: Final = 12.0
_BASE: Final = 10.0
_GAP: Final = -3.0
_STATE_SPREAD: Final = 0.5
_COUNTY_SPREAD: Final = 0.6
_USER_SPREAD: Final = 8.0
_USERS: Final = (5.0, 1.2)
_ABOVE: Final = (0.5, -0.2, 0.1)
_WEIGHTED: Final = "gap between weighted group means of counties"
_INDIVIDUAL: Final = "gap between individuals of two groups"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Country:
    """A made-up country; arrays of shape (counties,).

    Parameters
    ----------
    outcomes
        Mean outcome of each county's users.
    shares, users
        The group's share, and how many users there are.
    states
        Number of the state.
    """

    outcomes: FloatArray
    shares: FloatArray
    users: FloatArray
    states: NDArray[np.int64]


def county_intervals() -> list[IntervalDesign]:
    """Return the designs of intervals."""
    design = functools.partial(IntervalDesign, part="county", report=_REPORT, slow=True)
    fifty = functools.partial(draw_country, states=50, counties=12)
    eight = functools.partial(draw_country, states=8, counties=40)
    alone = functools.partial(draw_country, states=300, counties=1)
    smaller = functools.partial(draw_country, states=24, counties=10)
    own = (
        "50 states of 12 counties; what a user gets depends on the own group, and on causes that "
        "a state's counties share"
    )
    few = own.replace("50 states of 12", "8 states of 40")
    small = own.replace("50 states of 12", "24 states of 10")
    by_county = functools.partial(_weighted, by_state=False)
    return [
        design(
            id="weighted_gap_50",
            label="weighted gap, 50 states",
            estimand=_WEIGHTED,
            condition=own,
            truth=_weighted_truth()[0],
            draw=fifty,
            interval=_weighted,
        ),
        design(
            id="weighted_ratio_50",
            label="weighted ratio, 50 states",
            estimand="ratio of weighted group means of counties",
            condition=own,
            truth=_weighted_truth()[1],
            draw=fifty,
            interval=_weighted_ratio,
        ),
        design(
            id="regression_50",
            label="regression, 50 states",
            estimand=_INDIVIDUAL,
            condition=own,
            truth=_GAP,
            draw=fifty,
            interval=_regression,
        ),
        design(
            id="regression_within_states",
            label="regression within 24 states",
            estimand=_INDIVIDUAL,
            condition=small,
            truth=_GAP,
            draw=smaller,
            interval=functools.partial(_regression, within=True),
        ),
        design(
            id="bounds_50",
            label="Duncan–Davis bounds, 50 states",
            estimand="gap between two groups' shares above the national median",
            condition="50 states of 12 counties; whether a user is above depends on the own group "
            "and on the county",
            truth=_ABOVE[1],
            draw=_draw_above,
            interval=_bounds,
            point=False,
        ),
        design(
            id="weighted_gap_8",
            label="weighted gap, 8 states",
            estimand=_WEIGHTED,
            condition=few,
            truth=_weighted_truth()[0],
            draw=eight,
            interval=_weighted,
        ),
        design(
            id="regression_8",
            label="regression, 8 states",
            estimand=_INDIVIDUAL,
            condition=few,
            truth=_GAP,
            draw=eight,
            interval=_regression,
        ),
        design(
            id="regression_8_cr1",
            label="regression with CR1, 8 states",
            estimand=_INDIVIDUAL,
            condition=few,
            truth=_GAP,
            draw=eight,
            interval=functools.partial(_regression, correction="CR1"),
        ),
        design(
            id="weighted_gap_by_county",
            label="weighted gap, jackknife by county",
            estimand=_WEIGHTED,
            condition=f"{small}; the jackknife leaves out counties and overlooks states",
            truth=_weighted_truth()[0],
            draw=smaller,
            interval=by_county,
        ),
        design(
            id="weighted_gap_by_county_alone",
            label="weighted gap by county, no states",
            estimand=_WEIGHTED,
            condition="300 counties that share no cause; what a user gets depends on the own group",
            truth=_weighted_truth()[0],
            draw=alone,
            interval=by_county,
        ),
        design(
            id="weighted_gap_of_individuals",
            label="weighted gap, asked of individuals",
            estimand=_INDIVIDUAL,
            condition=own,
            truth=_GAP,
            draw=fifty,
            interval=_weighted,
        ),
        design(
            id="regression_county_world",
            label="regression, county world",
            estimand=_INDIVIDUAL,
            condition="50 states of 12 counties; what a user gets depends on the county's share "
            "of the group, not on the own group",
            truth=0.0,
            draw=fifty,
            interval=_regression,
        ),
    ]


def county_alarms() -> list[AlarmDesign]:
    """Return the designs of tests: intervals of a gap of zero that leave zero out."""
    design = functools.partial(AlarmDesign, part="county", report=_REPORT, slow=True)
    null = "The two groups get the same in every county."
    condition = "50 states of 12 counties; nothing depends on the group"
    draw = functools.partial(draw_country, states=50, counties=12, gap=0.0)
    return [
        design(
            id="weighted_gap_null",
            label="weighted gap beside zero",
            null=null,
            condition=condition,
            draw=draw,
            alarm=functools.partial(_beside_zero, interval=_weighted),
        ),
        design(
            id="regression_null",
            label="regression beside zero",
            null=null,
            condition=condition,
            draw=draw,
            alarm=functools.partial(_beside_zero, interval=_regression),
        ),
    ]


def draw_country(
    rng: np.random.Generator, *, states: int, counties: int, gap: float = _GAP
) -> Country:
    """Return a made-up country with ``counties`` counties in each of its states."""
    shares, users, state = _drawn_counties(rng, states, counties)
    outcomes = _BASE + gap * shares
    outcomes += rng.normal(0.0, _STATE_SPREAD, states)[state]
    outcomes += rng.normal(0.0, _COUNTY_SPREAD, shares.size)
    outcomes += rng.standard_normal(shares.size) * _USER_SPREAD / np.sqrt(users)
    return Country(outcomes=outcomes, shares=shares, users=users, states=state)


def _draw_above(rng: np.random.Generator) -> Country:
    shares, users, state = _drawn_counties(rng, 50, 12)
    others, gap, reach = _ABOVE
    chance = others + rng.uniform(-reach, reach, shares.size)
    members = rng.binomial(users.astype(np.int64), shares)
    above = rng.binomial(members, chance + gap)
    above += rng.binomial(users.astype(np.int64) - members, chance)
    return Country(outcomes=above / users, shares=members / users, users=users, states=state)


def _drawn_counties(
    rng: np.random.Generator, states: int, counties: int
) -> tuple[FloatArray, FloatArray, NDArray[np.int64]]:
    state = np.repeat(np.arange(states), counties)
    middle = rng.beta(*_STATE_SHARES, states)[state]
    shares = rng.beta(_CONCENTRATION * middle, _CONCENTRATION * (1 - middle))
    users = np.ceil(rng.lognormal(*_USERS, state.size))
    return shares, users, state


def _weighted_truth() -> tuple[float, float]:
    """Return gap and ratio of the weighted means over all countries, from moments of Beta."""
    first, second = _STATE_SHARES
    total = first + second
    mean = first / total
    square = first * (first + 1) / (total * (total + 1))
    square += (mean - square) / (_CONCENTRATION + 1)
    of_group = _BASE + _GAP * square / mean
    of_others = _BASE + _GAP * (mean - square) / (1 - mean)
    return of_group - of_others, of_group / of_others


def _weighted(
    country: Country, level: float, _: np.random.Generator, *, by_state: bool = True
) -> Estimate:
    return weighted_gap(
        country.outcomes,
        country.shares,
        country.users,
        clusters=country.states if by_state else None,
        level=level,
        unit=_UNIT,
    )


def _weighted_ratio(country: Country, level: float, _: np.random.Generator) -> Estimate:
    return weighted_ratio(
        country.outcomes, country.shares, country.users, clusters=country.states, level=level
    )


def _regression(
    country: Country,
    level: float,
    _: np.random.Generator,
    *,
    within: bool = False,
    correction: Correction = "CR2",
) -> Estimate:
    return ecological_gap(
        country.outcomes,
        country.shares,
        country.users,
        clusters=country.states,
        fixed_effects=country.states if within else None,
        level=level,
        unit=_UNIT,
        correction=correction,
    )


def _bounds(country: Country, level: float, _: np.random.Generator) -> Estimate:
    found = gap_bounds(
        country.outcomes,
        country.shares,
        country.users,
        clusters=country.states,
        level=level,
        unit="share above",
    )
    return Estimate(
        value=(found.lower.value + found.upper.value) / 2,
        low=found.lower.low,
        high=found.upper.high,
        level=level,
        n=found.lower.n,
        unit=found.lower.unit,
        method="Duncan-Davis bounds with the outer ends of their intervals; value: their middle",
    )


def _beside_zero(
    country: Country,
    alpha: float,
    rng: np.random.Generator,
    *,
    interval: Callable[[Country, float, np.random.Generator], Estimate],
) -> bool:
    found = interval(country, 1 - alpha, rng)
    return found.low is not None and found.high is not None and not found.low <= 0 <= found.high
