"""What bounds say of simulated platforms: authors above the national median."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.data.ledger import simulated
from rml.errors import DataError
from rml.estimate import Estimate
from rml.timeline.county_audit.draws import draw_above_median
from rml.timeline.county_audit.group_definitions import GroupDefinition
from rml.timeline.county_audit.measures import CountyOutcomes
from rml.timeline.county_audit.pooled_bounds import LEAST_AUTHORS, BoundsOfCounties
from rml.timeline.county_audit.worlds import (
    Authors,
    Places,
    author_counts,
    own_race,
)

FloatArray = NDArray[np.float64]
POINTS: Final = "percentage points"
_FEWEST: Final = 10
# Edges, in per cent, between classes of counties by the group's share.
EDGES: Final = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 100.0)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Rates:
    """Shares of authors above a median that halves them all, in two worlds alike by county.

    Parameters
    ----------
    group, others
        Of the group and of others in the own-race world.
    by_county
        Of all authors of each county in both worlds, shape (counties,).
    county_group, county_others
        Of the group and of others in the county-only world, over all counties.
    """

    group: float
    others: float
    by_county: FloatArray
    county_group: float
    county_others: float

    def in_points(self) -> tuple[list[float], list[float]]:
        """Return the group's rate, others' and the gap in both worlds, in per cent."""
        own = (self.group, self.others, self.group - self.others)
        county = (self.county_group, self.county_others, self.county_group - self.county_others)
        return [100 * value for value in own], [100 * value for value in county]


def planted_rates(places: Places, authors: Authors, *, gap: float) -> Rates:
    """Return rates with a gap, in percentage points, between the group and others.

    Raises
    ------
    ValueError
        If a rate would leave 0 to 1.
    """
    counts = author_counts(own_race(0.0), places, authors)
    overall = float(np.average(places.share, weights=counts))
    others = 0.5 - gap / 100 * overall
    group = others + gap / 100
    if not (0 <= others <= 1 and 0 <= group <= 1):
        raise ValueError(f"With a gap of {gap} points rates would be {group:.2f}, {others:.2f}.")
    by_county = others + (group - others) * places.share
    return Rates(
        group=group,
        others=others,
        by_county=by_county,
        county_group=float(np.average(by_county, weights=counts * places.share)),
        county_others=float(np.average(by_county, weights=counts * (1 - places.share))),
    )


@simulated
def simulated_outcomes(
    counties: pd.DataFrame,
    places: Places,
    authors: Authors,
    rates: Rates,
    *,
    rng: np.random.Generator,
) -> CountyOutcomes:
    """Return one draw of how many authors of each county lie above the median.

    The same draw serves both worlds: they have the same rates in every county.
    """
    counts = author_counts(own_race(0.0), places, authors)
    seen = counts > 0
    above = draw_above_median(rates.by_county[seen], counts[seen], rng=rng) / counts[seen]
    return CountyOutcomes(
        counties=counties[seen].reset_index(drop=True),
        authors=counts[seen].astype(float),
        means=np.full(int(seen.sum()), np.nan),
        above_median=above,
    )


def bounds_of(
    outcomes: CountyOutcomes, definition: GroupDefinition, *, level: float
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[Estimate, Estimate]]:
    """Return bounds by the group's share, over all counties, and those of the gap.

    Parameters
    ----------
    outcomes
        With the shares above the median.
    definition
        The groups.
    level
        Nominal coverage of each bound's interval, a jackknife over states.

    Returns
    -------
    tuple
        As `bounds_by_share`, `bounds_frame`, and the lower and the upper bound of the gap.

    Raises
    ------
    DataError
        If it is not known how many authors lie above the median.
    """
    above = outcomes.above_median
    if above is None:
        raise DataError(
            "The tables do not say how many authors of every county lie above the national "
            "median, and bounds need it.",
            where="tables.county_impressions, column `above_median`",
            remedy="Give the column, or impressions by author.",
        )
    shares = definition.shares(outcomes.counties)
    prepared = BoundsOfCounties(shares, outcomes.authors, clusters=outcomes.states)
    group, others = prepared.groups(above, level=level, unit="share of authors")
    gap = prepared.gap(above, level=level, unit="share of authors")
    ends = {
        name: (one.lower.scaled(100, unit=POINTS), one.upper.scaled(100, unit=POINTS))
        for name, one in (("the group", group), ("others", others), ("gap", gap))
    }
    return bounds_by_share(above, shares, outcomes.authors), bounds_frame(ends), ends["gap"]


def pooled_counties(outcomes: CountyOutcomes, definition: GroupDefinition) -> dict[str, int]:
    """Return how few authors a county is pooled for, and how many counties are."""
    shares = definition.shares(outcomes.counties)
    return {
        "least": LEAST_AUTHORS,
        "pooled": BoundsOfCounties(shares, outcomes.authors).pooled,
        "counties": len(outcomes.authors),
    }


def bounds_frame(bounds: dict[str, tuple[Estimate, Estimate]]) -> pd.DataFrame:
    """Return bounds as rows: ``of``, ``lower, lower_low, lower_high, upper, upper_low, …``."""
    rows = []
    for name, (lower, upper) in bounds.items():
        row: dict[str, object] = {"of": name}
        for end, one in (("lower", lower), ("upper", upper)):
            row |= {end: one.value, f"{end}_low": one.low, f"{end}_high": one.high}
        rows.append(row)
    return pd.DataFrame(rows)


def bounds_by_share(above: FloatArray, shares: FloatArray, authors: FloatArray) -> pd.DataFrame:
    """Return the average bounds of the group by its share of a county's residents.

    Parameters
    ----------
    above
        Share of each county's authors above the median, shape (c,).
    shares
        The group's share of residents, shape (c,).
    authors
        Authors of each county, shape (c,).

    Returns
    -------
    DataFrame
        One row a class of counties: ``from_share, to_share`` and ``share`` (the average
        member's county) in per cent, ``counties``, ``members`` (per cent of the group's
        authors), ``lower, upper, width`` in percentage points, weighted by members; a county
        with few authors has the bounds of the counties it is pooled with. Classes of fewer
        than ten counties are left out: they would show single counties.
    """
    bounds = BoundsOfCounties(shares, authors).of_first(above)
    members = authors * shares
    place = np.clip(np.digitize(100 * shares, EDGES) - 1, 0, len(EDGES) - 2)
    rows = []
    for number in range(len(EDGES) - 1):
        inside = (place == number) & (shares > 0)
        if inside.sum() < _FEWEST:
            continue
        lower, upper, share = (
            100 * float(np.average(values[inside], weights=members[inside]))
            for values in (bounds.lower, bounds.upper, shares)
        )
        rows.append(
            {
                "from_share": EDGES[number],
                "to_share": EDGES[number + 1],
                "share": share,
                "counties": int(inside.sum()),
                "members": 100 * float(members[inside].sum() / members.sum()),
                "lower": lower,
                "upper": upper,
                "width": upper - lower,
            }
        )
    return pd.DataFrame(rows)
