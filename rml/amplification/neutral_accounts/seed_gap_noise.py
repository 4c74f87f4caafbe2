"""How much of the largest gap between seeds is noise, where each seed has three accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from rml.amplification.neutral_accounts.daily_differences import (
    SCORE_NAMES,
    SEED_NAMES,
    UNIT,
    account_means,
    rows_of,
)
from rml.disparity.gap_noise import GapNoise, gap_noise_of_values
from rml.disparity.words import gap_noise_claim, gap_noise_look
from rml.report.claim import Claim
from rml.report.look import TableLook
from rml.stats.arguments import FloatArray

NOISE: Final[Claim] = gap_noise_claim(
    what="between seeds' mean differences of {what} (home timeline minus friends)",
    unit="score points",
    digits=3,
    assumptions=(
        "The accounts of a seed are independent draws of such accounts, and accounts of all seeds "
        "spread alike about their seed's mean: one variance is pooled over the seeds. Nothing is "
        "assumed about days."
    ),
    breaks_if=(
        "Seeds differ in how much their accounts spread, of which there are signs; Welch's test "
        "in the text below does without that assumption. And the interval takes the pooled "
        "variance as known: where seeds truly differ, it holds the truth less often than its "
        "level says."
    ),
)
UNEQUAL: Final = (
    "One variance is pooled over the seeds. That is open to doubt: for {what}, the standard "
    "deviations between a seed's accounts run from {least:.3f} to {most:.3f} score points; "
    "Bartlett's test that they are alike gives p = {bartlett:.2g}, the more robust one of Brown "
    "and Forsythe p = {brown_forsythe:.2g}. Welch's test of equal seeds, which lets the variances "
    "differ, gives p = {welch:.2g}, where the pooled one gives p = {pooled:.2g}. The interval of "
    "the spread, moreover, takes the pooled variance as known, though it rests on {freedom:d} "
    "degrees of freedom."
)
"""How far the pooled variance can be trusted; `unequal_facts` has the values."""
NOISE_LOOK: Final[TableLook] = gap_noise_look(
    "Mean difference (home timeline minus friends) by seed, accounts as units.",
    unit="score points",
    digits=3,
)


def gap_noise_of_seeds(
    differences: pd.DataFrame,
    *,
    scores: Sequence[str],
    level: float,
    resamples: int,
    seed: int,
) -> dict[str, GapNoise]:
    """Return the noise in the largest gap between seeds, by score, accounts counting alike.

    Parameters
    ----------
    differences
        From `rml.amplification.neutral_accounts.daily_differences.daily_differences`.
    scores
        Which scores.
    level
        Nominal coverage, in (0, 1).
    resamples
        Normal draws.
    seed
        Of the draws.
    """
    found = {}
    for number, score in enumerate(scores):
        means = _means_by_seed(differences, score)
        accounts = sum(one.size for one in means)
        freedom = accounts - len(means)
        pooled = sum(float(((one - one.mean()) ** 2).sum()) for one in means) / freedom
        found[SCORE_NAMES[score]] = gap_noise_of_values(
            [one.mean() for one in means],
            [pooled / one.size for one in means],
            rng=np.random.default_rng([seed, 22, number]),
            level=level,
            of=f"{accounts} accounts of {len(means)} seeds",
            unit=UNIT,
            resamples=resamples,
            freedom=freedom,
            scale_only=True,
        )
    return found


def unequal_facts(differences: pd.DataFrame, *, score: str) -> dict[str, str | int | float]:
    """Return what `UNEQUAL` says of a score: spreads of the seeds' accounts, and four p-values.

    References
    ----------
    Welch (1951), doi:10.1093/biomet/38.3-4.330. Brown and Forsythe (1974),
    doi:10.1080/01621459.1974.10482955. Bartlett (1937), doi:10.1098/rspa.1937.0109.
    """
    means = _means_by_seed(differences, score)
    spreads = [float(one.std(ddof=1)) for one in means]
    return {
        "what": SCORE_NAMES[score],
        "least": min(spreads),
        "most": max(spreads),
        "bartlett": float(stats.bartlett(*means).pvalue),
        "brown_forsythe": float(stats.levene(*means, center="median").pvalue),
        "welch": float(stats.f_oneway(*means, equal_var=False).pvalue),
        "pooled": float(stats.f_oneway(*means).pvalue),
        "freedom": sum(one.size - 1 for one in means),
    }


def _means_by_seed(differences: pd.DataFrame, score: str) -> list[FloatArray]:
    return [
        account_means(rows_of(differences, score=score, leaning=leaning)) for leaning in SEED_NAMES
    ]
