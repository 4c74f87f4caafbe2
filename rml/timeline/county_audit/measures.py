"""All measures of a county audit at once: weighted means, regressions, bounds, influence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.errors import DataError
from rml.estimate import Estimate
from rml.stats.arguments import FloatArray
from rml.stats.ecological import recovered_share
from rml.stats.ecological_arguments import ClusterInfluence
from rml.stats.ecological_bounds import GroupBounds
from rml.stats.ecological_regression import EcologicalRegression
from rml.stats.group_means import GroupMeans, Interval
from rml.timeline.county_audit.group_definitions import GroupDefinition
from rml.timeline.county_audit.pooled_bounds import BoundsOfCounties

UNIT_MEAN = "impressions per author"
UNIT_SHARE = "share of authors"
LEAST_STATES = 10
"""With fewer clusters their spread says too little for any interval."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CountyOutcomes:
    """Counties that have authors: what they are, and how their authors fare.

    Parameters
    ----------
    counties
        One row a county with authors, as `rml.data.county_race.load_county_race` has them.
    authors
        Authors of each, shape (c,), above 0.
    means
        Mean impressions per author, shape (c,).
    above_median
        Share of the authors with more impressions than the median author of the nation, shape
        (c,); None if that is not known.
    """

    counties: pd.DataFrame
    authors: FloatArray
    means: FloatArray
    above_median: FloatArray | None

    @property
    def states(self) -> NDArray[np.str_]:
        """The state of each county, shape (c,)."""
        return self.counties["state"].to_numpy(dtype=str)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CountyMeasures:
    """What a county audit finds for one definition of the groups.

    ``weighted_*`` are right if, within every county, members of a group fare like everybody
    else; ``regression_*`` if, covariates apart, they fare alike in all counties.

    Parameters
    ----------
    definition
        The two groups.
    weighted_first, weighted_second, weighted_gap, weighted_ratio
        Population-weighted means of the groups, their difference and their ratio.
    regression_first, regression_second, regression_gap
        By ecological regression without covariates.
    regression_gap_adjusted
        With covariates, over the counties for which they are known; None without covariates.
    regression_gap_within_states
        With a fixed effect for each state.
    bounds_first, bounds_second, bounds_gap
        Duncan-Davis bounds of the share above the national median, counties with few authors
        taken together (`rml.timeline.county_audit.pooled_bounds`); None if not known.
    recovered
        What part of an individual gap ``weighted_gap`` would show if only an author's own
        group counted.
    weighted_influence, regression_influence
        The two gaps without each state.
    """

    definition: GroupDefinition
    weighted_first: Estimate
    weighted_second: Estimate
    weighted_gap: Estimate
    weighted_ratio: Estimate
    regression_first: Estimate
    regression_second: Estimate
    regression_gap: Estimate
    regression_gap_adjusted: Estimate | None
    regression_gap_within_states: Estimate
    bounds_first: GroupBounds | None
    bounds_second: GroupBounds | None
    bounds_gap: GroupBounds | None
    recovered: Estimate
    weighted_influence: ClusterInfluence
    regression_influence: ClusterInfluence


def county_outcomes(totals: pd.DataFrame, counties: pd.DataFrame) -> CountyOutcomes:
    """Return the counties that have authors, with the means of these.

    Parameters
    ----------
    totals
        ``fips``, ``authors``, ``impressions`` and maybe ``above_median`` (number of authors),
        one row a county, as `rml.timeline.county_audit.county_totals` gives them.
    counties
        As `rml.data.county_race.load_county_race` has them.

    Raises
    ------
    DataError
        If a county is unknown or has two rows, or none has authors.
    """
    unknown = sorted(set(totals["fips"]) - set(counties["fips"]))
    twice = int(totals["fips"].duplicated().sum())
    here = totals[totals["authors"] > 0]
    if unknown or twice or here.empty:
        raise DataError(
            f"{len(unknown):,} counties of the totals are not in the county table, {twice:,} "
            f"stand there twice, and {len(here):,} have authors.",
            where="county totals, column `fips`",
            remedy="Give one row a county, as rml.timeline.county_audit.county_totals does.",
        )
    joined = counties.merge(here, on="fips", validate="one_to_one").reset_index(drop=True)
    authors = joined["authors"].to_numpy(dtype=float)
    above = None
    if "above_median" in joined and joined["above_median"].notna().all():
        above = joined["above_median"].to_numpy(dtype=float) / authors
    return CountyOutcomes(
        counties=joined[list(counties.columns)],
        authors=authors,
        means=joined["impressions"].to_numpy(dtype=float) / authors,
        above_median=above,
    )


def county_measures(
    outcomes: CountyOutcomes,
    definition: GroupDefinition,
    *,
    covariates: pd.DataFrame | None = None,
    level: float = 0.95,
    interval: Interval = "jackknife",
) -> CountyMeasures:
    """Return every measure for one definition of the groups.

    Parameters
    ----------
    outcomes
        As `county_outcomes` returns them.
    definition
        Of `rml.timeline.county_audit.group_definitions.GROUP_DEFINITIONS`.
    covariates
        ``fips`` and one column a covariate, such as columns of
        `rml.data.county_context.load_county_context`. Counties without all of them are left
        out of the adjusted regression only.
    level
        Nominal coverage of the intervals.
    interval
        Of weighted means and bounds: ``jackknife`` over states, or ``none`` for a census.
        Regressions always have errors, since a regression is no census of coefficients.

    Raises
    ------
    DataError
        If authors live in fewer than ten states, or in no county where the groups do.
    """
    shares = definition.shares(outcomes.counties)
    states = outcomes.states
    _check_design(outcomes, definition)
    means = GroupMeans(shares, outcomes.authors, clusters=states)
    fit = EcologicalRegression(shares, outcomes.authors, clusters=states)
    within = EcologicalRegression(shares, outcomes.authors, clusters=states, fixed_effects=states)
    second = 1  # of one group, everybody else is the second
    first_bounds = second_bounds = between = None
    if outcomes.above_median is not None:
        prepared = BoundsOfCounties(shares, outcomes.authors, clusters=states)
        above, unit = outcomes.above_median, UNIT_SHARE
        first_bounds, second_bounds = prepared.groups(
            above, level=level, unit=unit, interval=interval
        )
        between = prepared.gap(above, level=level, unit=unit, interval=interval)
    y = outcomes.means
    return CountyMeasures(
        definition=definition,
        weighted_first=means.mean(y, group=0, level=level, unit=UNIT_MEAN, interval=interval),
        weighted_second=means.mean(y, group=1, level=level, unit=UNIT_MEAN, interval=interval),
        weighted_gap=means.gap(y, level=level, unit=UNIT_MEAN, interval=interval),
        weighted_ratio=means.ratio(y, level=level, interval=interval),
        regression_first=fit.mean(y, group=0, level=level, unit=UNIT_MEAN),
        regression_second=fit.mean(y, group=second, level=level, unit=UNIT_MEAN),
        regression_gap=fit.gap(y, first=0, second=second, level=level, unit=UNIT_MEAN),
        regression_gap_adjusted=(
            None
            if covariates is None
            else _adjusted_gap(outcomes, shares, covariates, second=second, level=level)
        ),
        regression_gap_within_states=within.gap(
            y, first=0, second=second, level=level, unit=UNIT_MEAN
        ),
        bounds_first=first_bounds,
        bounds_second=second_bounds,
        bounds_gap=between,
        recovered=recovered_share(shares, outcomes.authors),
        weighted_influence=means.influence(y),
        regression_influence=fit.influence(y, first=0, second=second),
    )


def _check_design(outcomes: CountyOutcomes, definition: GroupDefinition) -> None:
    faults = []
    states = len(set(outcomes.states))
    if states < LEAST_STATES:
        faults.append(f"Authors live in {states} states, and errors need {LEAST_STATES} or more.")
    people = [(definition.first, definition.first_words)]
    if definition.second is not None:
        people.append((definition.second, definition.second_words))
    for column, words in people:
        homes = int((outcomes.counties.groupby("state")[column].sum() > 0).sum())
        if homes < 2:
            faults.append(f"Of the group `{column}` ({words}) {homes} states have residents.")
    if faults:
        raise DataError(
            " ".join(faults),
            where="county totals",
            remedy="Bring impressions of more of the country, or compare other groups.",
        )


def _adjusted_gap(
    outcomes: CountyOutcomes,
    shares: FloatArray,
    covariates: pd.DataFrame,
    *,
    second: int,
    level: float,
) -> Estimate:
    columns = [name for name in covariates.columns if name != "fips"]
    joined = outcomes.counties[["fips"]].merge(covariates, on="fips", how="left", validate="1:1")
    known = joined[columns].notna().all(axis=1).to_numpy()
    fit = EcologicalRegression(
        shares[known],
        outcomes.authors[known],
        clusters=outcomes.states[known],
        covariates=joined.loc[known, columns].to_numpy(dtype=float),
    )
    return fit.gap(outcomes.means[known], first=0, second=second, level=level, unit=UNIT_MEAN)


def measures_table(measures: CountyMeasures) -> pd.DataFrame:
    """Return the measures as a table, one row a measure.

    Returns
    -------
    pandas.DataFrame
        ``measure``, ``family`` (weighted, regression, bounds, composition), ``value``,
        ``low`` and ``high`` (the interval; NaN without), ``unit``, ``method``. Bounds have a
        row for each end.
    """
    named: list[tuple[str, str, Estimate | None]] = [
        ("mean, first group", "weighted", measures.weighted_first),
        ("mean, second group", "weighted", measures.weighted_second),
        ("gap", "weighted", measures.weighted_gap),
        ("ratio", "weighted", measures.weighted_ratio),
        ("mean, first group", "regression", measures.regression_first),
        ("mean, second group", "regression", measures.regression_second),
        ("gap", "regression", measures.regression_gap),
        ("gap, with covariates", "regression", measures.regression_gap_adjusted),
        ("gap, within states", "regression", measures.regression_gap_within_states),
    ]
    for name, bounds in (
        ("above the median, first group", measures.bounds_first),
        ("above the median, second group", measures.bounds_second),
        ("above the median, gap", measures.bounds_gap),
    ):
        if bounds is not None:
            named += [
                (f"{name}, at least", "bounds", bounds.lower),
                (f"{name}, at most", "bounds", bounds.upper),
            ]
    shown = "share of an own-group gap that the weighted gap shows"
    named.append((shown, "composition", measures.recovered))
    return pd.DataFrame(
        [
            {
                "measure": measure,
                "family": family,
                "value": one.value,
                "low": np.nan if one.low is None else one.low,
                "high": np.nan if one.high is None else one.high,
                "unit": one.unit,
                "method": one.method,
            }
            for measure, family, one in named
            if one is not None
        ]
    )
