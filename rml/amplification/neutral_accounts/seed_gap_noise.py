"""How much of the largest gap between seeds is noise, where each seed has three accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

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

NOISE: Final[Claim] = gap_noise_claim(
    what="between seeds' mean differences of {what} (home timeline minus friends)",
    unit="score points",
    digits=3,
    assumptions=(
        "The accounts of a seed are independent draws of such accounts, and accounts of all seeds "
        "spread alike about their seed's mean: one variance is pooled over the seeds. Nothing is "
        "assumed about days."
    ),
    breaks_if="Seeds differ in how much their accounts spread, which so few accounts cannot tell.",
)
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
        means = [
            account_means(rows_of(differences, score=score, leaning=leaning))
            for leaning in SEED_NAMES
        ]
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
