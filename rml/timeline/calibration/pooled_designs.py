"""Designs for bounds where counties have few authors, and residents stand in for authors."""

from __future__ import annotations

import functools
from typing import Final

import numpy as np

from rml.estimate import Estimate
from rml.stats.ecological_bounds import GroupBounds, gap_bounds
from rml.timeline.calibration.county_designs import Country, draw_country
from rml.timeline.calibration.design import IntervalDesign
from rml.timeline.county_audit.pooled_bounds import BoundsOfCounties

_OTHERS: Final = 0.5
_GAP: Final = -0.2
_REACH: Final = 0.1
_FEWER: Final = 30
_UNIT: Final = "share above"


def pooled_intervals() -> list[IntervalDesign]:
    """Return the designs of intervals."""
    design = functools.partial(
        IntervalDesign,
        part="county",
        report="home_timeline/county_audit",
        estimand="gap between two groups' shares above the national median",
        truth=_GAP,
        draw=draw_few_authors,
        point=False,
        slow=True,
    )
    world = (
        "50 states of 12 counties, half of them with at most five authors, who are drawn from "
        "residents; the share of residents is known"
    )
    return [
        design(
            id="pooled_bounds",
            label="Duncan–Davis bounds, counties pooled",
            condition=f"{world}; counties with few authors are taken together",
            interval=_pooled,
        ),
        design(
            id="bounds_by_residents",
            label="Duncan–Davis bounds, few authors each",
            condition=f"{world} and taken as the share of authors, county by county",
            interval=_unpooled,
        ),
    ]


def draw_few_authors(rng: np.random.Generator) -> Country:
    """Return a country with few authors in most counties; ``shares`` are those of residents."""
    country = draw_country(rng, states=50, counties=12)
    authors = np.ceil(country.users / _FEWER).astype(np.int64)
    chance = _OTHERS + rng.uniform(-_REACH, _REACH, authors.size)
    members = rng.binomial(authors, country.shares)
    above = rng.binomial(members, chance + _GAP) + rng.binomial(authors - members, chance)
    return Country(
        outcomes=above / authors,
        shares=country.shares,
        users=authors.astype(np.float64),
        states=country.states,
    )


def _pooled(country: Country, level: float, _: np.random.Generator) -> Estimate:
    counties = BoundsOfCounties(country.shares, country.users, clusters=country.states)
    return _outer(counties.gap(country.outcomes, level=level, unit=_UNIT))


def _unpooled(country: Country, level: float, _: np.random.Generator) -> Estimate:
    return _outer(
        gap_bounds(
            country.outcomes,
            country.shares,
            country.users,
            clusters=country.states,
            level=level,
            unit=_UNIT,
        )
    )


def _outer(found: GroupBounds) -> Estimate:
    return Estimate(
        value=(found.lower.value + found.upper.value) / 2,
        low=found.lower.low,
        high=found.upper.high,
        level=found.lower.level,
        n=found.lower.n,
        unit=_UNIT,
        method="Duncan-Davis bounds with the outer ends of their intervals; value: their middle",
    )
