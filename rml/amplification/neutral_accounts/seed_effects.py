"""The effect of each seed under four analyses of what its neutral accounts were shown."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from rml.amplification.neutral_accounts.analyses import ANALYSES, Analysis, AnalysisNote
from rml.amplification.neutral_accounts.daily_differences import (
    SEED_NAMES,
    UNIT,
    account_means,
    comparisons_of,
    pooled_daily_series,
)
from rml.amplification.neutral_accounts.published_tests import comparison_id
from rml.estimate import Estimate
from rml.stats.arguments import FloatArray
from rml.stats.bootstrap import block_bootstrap
from rml.stats.intervals import t_interval
from rml.stats.multiplicity import holm
from rml.stats.series import hac_mean

_SMALLEST_P: Final = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedEffect:
    """The mean difference of one seed and score under one analysis.

    Parameters
    ----------
    score
        ``"url"`` or ``"hashtag"``.
    leaning
        Of the seed, one of ``LEANINGS``.
    analysis
        One of ``ANALYSES``.
    estimate
        In score points, negative where the home timeline stood further left.
    p_value
        Two-sided, that the mean difference is zero; it inverts the estimate's interval.
    holm_p_value
        The same after Holm's correction over all tests of the analysis.
    """

    score: str
    leaning: str
    analysis: Analysis
    estimate: Estimate
    p_value: float
    holm_p_value: float

    @property
    def id(self) -> str:
        """Score and leaning as part of an identifier: ``"url_center_left"``."""
        return comparison_id(self.score, self.leaning)

    @property
    def note(self) -> AnalysisNote:
        """What the analysis is called and rests on."""
        return ANALYSES[self.analysis]

    @property
    def seed(self) -> str:
        """The news source that the accounts followed first."""
        return SEED_NAMES[self.leaning]

    @property
    def population(self) -> str:
        """Whom the estimate speaks of."""
        return self.note.population.format(seed=self.seed)

    @property
    def at_border(self) -> bool:
        """Whether an end of the interval lies within a twentieth of its length from zero."""
        low, high = self.estimate.low, self.estimate.high
        if low is None or high is None:
            return False
        return min(abs(low), abs(high)) < 0.05 * (high - low)

    def reading(self, alpha: float) -> str:
        """Return in words what the adjusted p-value says of the direction at ``alpha``.

        A comparison whose interval ends next to zero is called a border case.
        """
        no_break = "\N{NO-BREAK SPACE}"
        p_value = f"Holm-adjusted p = {self.holm_p_value:.2g}".replace(" ", no_break)
        if self.holm_p_value > alpha:
            said = f"The direction is not established ({p_value})"
        else:
            side = "left" if self.estimate.value < 0 else "right"
            said = f"The home timelines stood further {side} ({p_value})"
        if not self.at_border:
            return said
        alone = f"p = {self.p_value:.2g}".replace(" ", no_break)
        return f"{said}. Taken alone ({alone}) it is at the border: the interval ends next to zero"


def over_independent_days(rows: pd.DataFrame, *, level: float) -> Estimate:
    """Return the mean over account-days with the t interval that takes them as independent."""
    values = rows["difference"].to_numpy(dtype=np.float64)
    return t_interval(values, level=level, unit=UNIT, of="account-days")


def over_days(rows: pd.DataFrame, *, level: float, max_lag_days: int, prewhiten: bool) -> Estimate:
    """Return the mean over account-days with a HAC interval, the accounts being fixed.

    The estimand is the long-run mean of these accounts. Dependence between accounts on the
    same or nearby days is allowed for: see ``pooled_daily_series`` of this package; for the
    other arguments see ``rml.stats.series.hac_mean``.
    """
    series = pooled_daily_series(rows)
    estimate = hac_mean(series, max_lag=max_lag_days, level=level, unit=UNIT, prewhiten=prewhiten)
    return replace(
        estimate,
        n=f"{len(rows):,} account-days in {rows['bot'].nunique()} accounts",
        method=f"{estimate.method}, over {series.size:,} days summed over accounts",
    )


def over_blocks(
    rows: pd.DataFrame, *, level: float, block_length_days: int, resamples: int, seed: int
) -> Estimate:
    """Return the mean over account-days with a block bootstrap interval within accounts.

    The estimand is the long-run mean of these accounts, taken as independent of each
    other; a block is of consecutive observed days of one account.
    """
    return block_bootstrap(
        [own.to_numpy(dtype=np.float64) for _, own in rows.groupby("bot")["difference"]],
        np.mean,
        block_length=block_length_days,
        rng=np.random.default_rng(seed),
        resamples=resamples,
        level=level,
        weights="length",
        unit=UNIT,
        of="account-days",
        of_series="accounts",
    )


def over_accounts(rows: pd.DataFrame, *, level: float) -> Estimate:
    """Return the mean over the accounts' means with a t interval, accounts being the units.

    The estimand is the mean over all accounts that could have been started from the seeds
    in ``rows`` and run by the same rules in the same months. Every account counts alike, so
    where accounts lack days the value differs from the mean over account-days.
    """
    return t_interval(account_means(rows), level=level, unit=UNIT, of="accounts")


def seed_effects(
    differences: pd.DataFrame,
    *,
    level: float,
    max_lag_days: int,
    block_length_days: int,
    prewhiten: bool,
    resamples: int,
    rng: np.random.Generator,
) -> list[SeedEffect]:
    """Return the effect of every test under each of the four analyses, Holm-adjusted.

    Parameters
    ----------
    differences
        As ``rml.amplification.neutral_accounts.daily_differences.daily_differences`` returns them.
    level
        Nominal coverage of each interval, in (0, 1).
    max_lag_days, prewhiten
        See `over_days`.
    block_length_days, resamples
        See `over_blocks`.
    rng
        The source of randomness.

    Returns
    -------
    list of SeedEffect
        Analysis by analysis in the order of ``ANALYSES``, in each the tests in the frame's
        order. Holm's correction runs over the tests of one analysis.
    """
    found: dict[Analysis, list[SeedEffect]] = {analysis: [] for analysis in ANALYSES}
    for score, leaning, rows in comparisons_of(differences):
        intervals: dict[Analysis, Callable[..., Estimate]] = {
            "independent_days": functools.partial(over_independent_days, rows),
            "hac": functools.partial(
                over_days, rows, max_lag_days=max_lag_days, prewhiten=prewhiten
            ),
            "block_bootstrap": functools.partial(
                over_blocks,
                rows,
                block_length_days=block_length_days,
                resamples=resamples,
                seed=int(rng.integers(2**63)),
            ),
            "accounts": functools.partial(over_accounts, rows),
        }
        units: dict[Analysis, FloatArray] = {
            "independent_days": rows["difference"].to_numpy(dtype=np.float64),
            "accounts": account_means(rows),
        }
        for analysis, interval in intervals.items():
            if analysis in units:
                p_value = float(stats.ttest_1samp(units[analysis], 0.0).pvalue)
            else:
                # Fewer resamples than this in a tail cannot give the interval's end.
                smallest = 2.5 / (resamples + 1) if analysis == "block_bootstrap" else _SMALLEST_P
                p_value = inverted_p_value(interval, smallest=smallest)
            found[analysis].append(
                SeedEffect(
                    score=score,
                    leaning=leaning,
                    analysis=analysis,
                    estimate=interval(level=level),
                    p_value=p_value,
                    holm_p_value=math.nan,
                )
            )
    return [
        replace(effect, holm_p_value=float(adjusted))
        for effects in found.values()
        for effect, adjusted in zip(
            effects, holm([effect.p_value for effect in effects]), strict=True
        )
    ]


def inverted_p_value(interval: Callable[..., Estimate], *, smallest: float) -> float:
    """Return the two-sided p-value of zero: the least p whose 1 - p interval leaves zero out.

    Parameters
    ----------
    interval
        Takes ``level`` and returns the estimate with its interval, wider at higher levels.
    smallest
        The least p-value looked for; returned when even its interval leaves zero out.

    Returns
    -------
    float
        In [smallest, 1], to half a per cent of itself.
    """

    def rejects(log_p: float) -> bool:
        return leaves_zero_out(interval(level=1 - math.exp(log_p)))

    below, above = math.log(smallest), math.log(0.999)
    if rejects(below):
        return smallest
    if not rejects(above):
        return 1.0
    while above - below > 5e-3:
        middle = (below + above) / 2
        if rejects(middle):
            above = middle
        else:
            below = middle
    return math.exp(above)


def leaves_zero_out(estimate: Estimate) -> bool:
    """Return whether the estimate's interval holds positive or negative values only."""
    low, high = estimate.low, estimate.high
    return low is not None and high is not None and not low <= 0 <= high


def effects_frame(effects: Sequence[SeedEffect]) -> pd.DataFrame:
    """Return effects as a table: a row each, the analyses of a comparison next to each other.

    Returns
    -------
    pandas.DataFrame
        score, leaning, analysis, effect, low, high (score points), p_value, holm_p_value.
    """
    comparisons = list(dict.fromkeys(effect.id for effect in effects))
    return pd.DataFrame(
        [
            {
                "score": effect.score,
                "leaning": effect.leaning,
                "analysis": effect.note.name,
                "effect": effect.estimate.value,
                "low": effect.estimate.low,
                "high": effect.estimate.high,
                "p_value": effect.p_value,
                "holm_p_value": effect.holm_p_value,
            }
            for effect in sorted(effects, key=lambda effect: comparisons.index(effect.id))
        ]
    )


def significant_count(
    effects: Sequence[SeedEffect], analysis: Analysis, *, alpha: float
) -> Estimate:
    """Return how many tests of one analysis have a Holm-adjusted p-value of at most alpha."""
    family = [effect for effect in effects if effect.analysis == analysis]
    return Estimate(
        value=float(sum(effect.holm_p_value <= alpha for effect in family)),
        low=None,
        high=None,
        level=None,
        n=f"{len(family)} tests",
        unit="tests",
        method=f"count of Holm-adjusted p-values of at most {alpha:g}, {ANALYSES[analysis].name}",
    )
