"""What part of the largest gap between several groups chance alone would give."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from rml.estimate import Estimate, HypothesisTest
from rml.report.format import Value
from rml.stats.arguments import checked_finite
from rml.stats.disparity import Without, between_group_spread, max_min_gap
from rml.stats.disparity_chance import (
    equal_rates_test,
    equal_values_test,
    gap_expected_by_chance,
    gap_expected_from_noise,
)
from rml.stats.disparity_values import spread_of_values

POINTS: Final = "percentage points"
LEAST_P: Final = 1e-15
"""Smaller p-values are shown as this one: no test's assumptions hold so far out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapNoise:
    """The largest gap between several groups, and what chance has to do with it.

    Parameters
    ----------
    groups
        How many were compared.
    gap
        The largest rate or mean minus the smallest.
    by_chance
        The gap to be expected if all groups were alike, given their sizes or their noise.
    observed_spread
        Standard deviation of the observed rates or means.
    spread
        The same beyond noise, with its interval.
    test
        A test that all groups are alike.
    """

    groups: int
    gap: float
    by_chance: float
    observed_spread: float
    spread: Estimate
    test: HypothesisTest

    def values(self) -> dict[str, Value]:
        """Return what the words of `rml.disparity.words` need."""
        return {
            "groups": self.groups,
            "gap": self.gap,
            "by_chance": self.by_chance,
            "observed": self.observed_spread,
            "p": max(self.test.p_value, LEAST_P),
        }


def gap_noise_of_counts(
    positives: ArrayLike,
    sizes: ArrayLike,
    *,
    rng: np.random.Generator,
    level: float,
    resamples: int = 9_999,
    without_events: Without = "smooth",
    minimum_size: int = 10,
    of: str = "people",
) -> GapNoise:
    """Return the noise in the largest gap between rates of independent people, in points.

    The expected gap is exact at the pooled rate, the test deals out the events at random, and
    resampling is smoothed, because without that the interval is too short where a small group
    has no event. Smoothed or not, it is too short where a small group differs much from the
    others (both are simulated in the report home_timeline/group_disparity). Parameters and
    errors are those of `rml.stats.disparity.between_group_spread`, which gives the spread.
    """
    counts, totals = checked_finite("positives", positives), checked_finite("sizes", sizes)
    spread = between_group_spread(
        counts,
        totals,
        rng=rng,
        resamples=resamples,
        level=level,
        without_events=without_events,
        minimum_size=minimum_size,
        of=of,
    )
    rates = 100 * counts / totals
    return GapNoise(
        groups=rates.size,
        gap=max_min_gap(rates),
        by_chance=100 * gap_expected_by_chance(totals, float(counts.sum() / totals.sum())),
        observed_spread=float(np.std(rates, ddof=1)),
        spread=spread,
        test=equal_rates_test(counts, totals, rng=rng, resamples=resamples, of=of),
    )


def gap_noise_of_values(
    values: ArrayLike,
    covariance: ArrayLike,
    *,
    rng: np.random.Generator,
    level: float,
    of: str,
    unit: str = POINTS,
    resamples: int = 9_999,
    freedom: float | None = None,
    scale_only: bool = False,
) -> GapNoise:
    """Return the noise in the largest gap between means, or rates that share people.

    The errors' covariance is the design's own. Parameters and errors are those of
    `rml.stats.disparity_values.spread_of_values`; ``freedom`` and ``scale_only`` are those of
    `rml.stats.disparity_chance.equal_values_test`.
    """
    found = checked_finite("values", values)
    spread = spread_of_values(
        found, covariance, rng=rng, unit=unit, of=of, resamples=resamples, level=level
    )
    return GapNoise(
        groups=found.size,
        gap=max_min_gap(found),
        by_chance=gap_expected_from_noise(covariance, rng=rng, resamples=10 * resamples),
        observed_spread=float(np.std(found, ddof=1)),
        spread=spread,
        test=equal_values_test(found, covariance, of=of, freedom=freedom, scale_only=scale_only),
    )


def gap_noise_frame(compared: Mapping[str, GapNoise]) -> pd.DataFrame:
    """Return one row a comparison, by its name.

    Returns
    -------
    DataFrame
        ``comparison, groups, gap, gap_by_chance, observed_spread, spread, low, high, p``. The gap
        less the one by chance is not among them: it estimates nothing, because groups that
        differ have other noise than groups that are alike.
    """
    return pd.DataFrame(
        [
            {
                "comparison": name,
                "groups": found.groups,
                "gap": found.gap,
                "gap_by_chance": found.by_chance,
                "observed_spread": found.observed_spread,
                "spread": found.spread.value,
                "low": math.nan if found.spread.low is None else found.spread.low,
                "high": math.nan if found.spread.high is None else found.spread.high,
                "p": max(found.test.p_value, LEAST_P),
            }
            for name, found in compared.items()
        ]
    )
