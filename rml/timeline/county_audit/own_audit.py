"""The audit of a platform's own impressions, and which gaps they leave possible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from rml.estimate import Estimate
from rml.timeline.county_audit.county_rules import CountyRules
from rml.timeline.county_audit.county_totals import county_totals
from rml.timeline.county_audit.group_definitions import GROUP_DEFINITIONS, GroupDefinition
from rml.timeline.county_audit.impression_log import ImpressionLog
from rml.timeline.county_audit.measures import (
    CountyMeasures,
    CountyOutcomes,
    county_measures,
    county_outcomes,
)
from rml.timeline.county_audit.pictures import state_left_out

COVARIATES: Final = ("rural_pct", "median_hh_inc", "age29andunder_pct")


class OwnAudit(NamedTuple):
    """What an audit of a platform's own impressions finds.

    ``checks`` says what the checks of the tables found; ``outcomes`` holds county means, for
    computing only; ``measures`` are those of the primary definition of the groups.
    """

    checks: pd.DataFrame
    outcomes: CountyOutcomes
    measures: CountyMeasures
    level: float

    @property
    def gaps(self) -> dict[str, Estimate]:
        """The gap by every measure, in impressions per author."""
        found = {
            "weighted gap": self.measures.weighted_gap,
            "regression": self.measures.regression_gap,
            "regression, state effects": self.measures.regression_gap_within_states,
        }
        adjusted = self.measures.regression_gap_adjusted
        return found if adjusted is None else found | {"regression, covariates": adjusted}

    def by_definition(self) -> pd.DataFrame:
        """Return both gaps for every definition of the groups.

        Returns
        -------
        DataFrame
            ``group, against``; for ``weighted`` and ``regression`` the gap and ``…_low``,
            ``…_high``, in impressions per author.
        """
        rows = []
        for definition in GROUP_DEFINITIONS.values():
            found = county_measures(self.outcomes, definition, level=self.level)
            row: dict[str, Any] = {
                "group": definition.first_words,
                "against": definition.second_words,
            }
            for name, one in (
                ("weighted", found.weighted_gap),
                ("regression", found.regression_gap),
            ):
                row |= {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}
            rows.append(row)
        return pd.DataFrame(rows)

    def possible(self, own_race_shares: Sequence[float]) -> pd.DataFrame:
        """Return gaps that agree with these county means, from all county to all own group.

        If the group's share of a county's authors is that of its residents, and expected county
        means follow it in a straight line, a share of the slope may hang on one's own group and
        the rest on the county: nothing in expected county means says how much. If users are not
        like residents, the truth may lie outside all of these gaps, even where only one's own
        group counts.

        Returns
        -------
        DataFrame
            ``own_race_share``; ``individual_gap`` with ``…_low`` and ``…_high``, which are those
            of the regression times the share; ``group_gap``, between the weighted gap and the
            regression; in impressions per author.
        """
        line, weighted = self.measures.regression_gap, self.measures.weighted_gap.value
        shares = np.asarray(own_race_shares, dtype=float)
        return pd.DataFrame(
            {
                "own_race_share": shares,
                "individual_gap": shares * line.value,
                "individual_gap_low": shares * _end(line.low),
                "individual_gap_high": shares * _end(line.high),
                "group_gap": shares * line.value + (1 - shares) * weighted,
            }
        )

    def left_out(self) -> pd.DataFrame:
        """Return how far each measure moves without each state, named."""
        return state_left_out(
            {
                "weighted gap": self.measures.weighted_influence,
                "regression": self.measures.regression_influence,
            },
            named=True,
        )

    @property
    def sizes(self) -> dict[str, int]:
        """How many authors and counties were looked at."""
        return {
            "authors": int(self.outcomes.authors.sum()),
            "counties": len(self.outcomes.counties),
        }

    @property
    def both(self) -> dict[str, float]:
        """The weighted gap and that of the regression, in impressions per author."""
        return {
            "weighted": self.measures.weighted_gap.value,
            "regression": self.measures.regression_gap.value,
        }


def own_audit(
    log: ImpressionLog,
    counties: pd.DataFrame,
    context: pd.DataFrame,
    definition: GroupDefinition,
    *,
    rules: Mapping[str, Any],
    level: float,
) -> OwnAudit:
    """Return the audit of a platform's own impressions.

    Parameters
    ----------
    log
        As `rml.timeline.county_audit.impression_log.own_impressions` returns it.
    counties, context
        As `rml.data.county_race.load_county_race` and
        `rml.data.county_context.load_county_context` have them.
    definition
        The primary definition of the groups.
    rules
        Fields of `rml.timeline.county_audit.county_rules.CountyRules`, days as ISO 8601.
    level
        Nominal coverage of the intervals.

    Raises
    ------
    DataError
        As `rml.timeline.county_audit.county_totals.county_totals`.
    """
    days = {
        name: dt.date.fromisoformat(rules[name])
        for name in ("first_day", "last_day")
        if rules.get(name) is not None
    }
    totals = county_totals(log, counties, CountyRules(**{**rules, **days}))
    outcomes = county_outcomes(totals.counties, counties)
    measures = county_measures(
        outcomes, definition, covariates=context[["fips", *COVARIATES]], level=level
    )
    return OwnAudit(
        checks=totals.report.frame(),
        outcomes=outcomes,
        measures=measures,
        level=level,
    )


def gaps_frame(gaps: Mapping[str, Estimate]) -> pd.DataFrame:
    """Return gaps as rows: ``measure, gap, low, high, method``."""
    return pd.DataFrame(
        [
            {
                "measure": name,
                "gap": one.value,
                "low": one.low,
                "high": one.high,
                "method": one.method,
            }
            for name, one in gaps.items()
        ]
    )


def _end(end: float | None) -> float:
    return np.nan if end is None else end
