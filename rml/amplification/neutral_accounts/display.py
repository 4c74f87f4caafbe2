"""How the neutral accounts' report shows its frames: captions, units, formats, and alt texts."""

from __future__ import annotations

from typing import Final

import pandas as pd

from rml.amplification.neutral_accounts.daily_differences import (
    SCORE_NAMES,
    SEED_NAMES,
    UNIT,
    account_means,
)
from rml.estimate import Estimate
from rml.report.look import FigureWords, TableLook

_POINTS: Final = {"effect": UNIT}
_SIGNED: Final = dict.fromkeys(("effect", "low", "high"), "+.4f")

WINDOWS: Final = TableLook(
    caption=(
        "Windows behind the daily scores, over accounts: posts in a full window, share of full "
        "windows, days the first window took to fill (median, most), renewal (median, least, "
        "most), and the share of posts that neighbouring windows have in common at least, in the "
        "median account."
    ),
    units={"cap": "posts", "days_to_fill": "days", "renewal": "per day"},
    formats={"share_full": ".0%", "shared_at_least": ".0%"},
)
PUBLISHED_TESTS: Final = TableLook(
    caption=(
        "The published analysis recomputed: one-sample t-tests over pooled account-days, with "
        "Holm's correction added. Printed t: the value in the authors' notebook where it was "
        "verified; a dash marks the tests that are recomputed only."
    ),
    units={"mean_difference": UNIT, "standard_deviation": UNIT},
    formats={
        "mean_difference": "+.4f",
        "printed_t": ".6f",
        "t": ".6f",
        "p_value": ".7g",
        "holm_p_value": ".2g",
        "cohen_d": ".6f",
    },
)
ACCOUNTS: Final = TableLook(
    caption=(
        "Every account: days observed on both sides and missing in between, mean difference with a "
        "HAC interval over its own days, and how many independent days would tell as much."
    ),
    units=_POINTS | {"effective_days": "days"},
    formats=_SIGNED | {"effective_days": ".0f"},
)
EFFECTS: Final = TableLook(
    caption=(
        "Mean difference for every seed and score under each analysis; negative is further left. "
        "Holm's correction runs over the comparisons of one analysis."
    ),
    units=_POINTS,
    formats=_SIGNED | {"p_value": ".2g", "holm_p_value": ".2g"},
)


def series_words(differences: pd.DataFrame, *, score: str) -> FigureWords:
    """Return caption and alternative text of the figure with every account's series."""
    means = account_means(differences[differences["score"] == score])
    return FigureWords(
        caption=(
            f"Home timeline minus friends, score of {SCORE_NAMES[score]}, by day: one panel for "
            "each account, one row for each seed. Blue: home timeline further left than friends; "
            "orange: further right. Dashed: the account's mean, given above the panel. Blank: not "
            "observed on both sides."
        ),
        alt=(
            f"Small area charts of the daily difference in {SCORE_NAMES[score]}, July to December "
            f"2019, for {means.size} accounts. Most accounts keep one sign for weeks at a time. "
            f"Their means run from {means.min():+.3f} to {means.max():+.3f}. All panels have a gap "
            "of a week in October."
        ),
    )


def dependence_words(medians: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of autocorrelations: medians by lag, a column a score."""
    return FigureWords(
        caption=(
            "Autocorrelation of the daily difference by the number of days apart: each account "
            "(thin) and the median over accounts (thick). Dashed: the block length used below. The "
            "data give the medians."
        ),
        alt=(
            "Line charts, one for each score. The median autocorrelation falls from "
            f"{medians.loc[1].min():.2f} or more one day apart to {medians.loc[7].max():.2f} or "
            "less a week apart, and is near zero around the block length. For links, one account "
            "stays far above all others."
        ),
    )


def effect_words(
    effects: pd.DataFrame, *, same_direction: Estimate, tests: int, level: float
) -> FigureWords:
    """Return caption and alternative text of the effects, from the frame of ``effects_frame``."""
    lengths = (effects["high"] - effects["low"]).groupby(effects["analysis"], sort=False).median()
    hac, blocks, accounts = (float(length / lengths.iloc[0]) for length in lengths.iloc[1:])
    return FigureWords(
        caption=(
            f"Mean difference for every seed and score under four analyses, with {level:.0%} "
            "intervals, each taken by itself. White circles: the means of the three accounts "
            "behind a comparison."
        ),
        alt=(
            "Dot plots with four intervals for every seed and score. The intervals that take days "
            "as independent are the shortest. In the median, HAC and block bootstrap intervals are "
            f"{hac:.1f} and {blocks:.1f} times as long, intervals with accounts as units "
            f"{accounts:.1f} times. In {tests - same_direction.value:.0f} of {tests} comparisons "
            "the three accounts lie on both sides of zero."
        ),
    )


def few_accounts_look(*, power: float, level: float, alpha: float) -> TableLook:
    """Return how the table on what three accounts can show is shown."""
    return TableLook(
        caption=(
            "The three accounts behind every comparison: their means and standard deviation, the "
            "exact sign-flip test with the smallest p-value it can give, and the shift found with "
            f"probability {power:.0%} by a single test at {1 - level:.0%} (detectable, with its "
            f"{level:.0%} interval) and at the first step of Holm's correction at {alpha:.0%} over "
            "all comparisons (detectable holm). Means, spread and shifts in score points."
        ),
        units={},
        formats=dict.fromkeys(("first_account", "second_account", "third_account"), "+.3f"),
    )


def sensitivity_look(*, score: str, leaning: str, level: float, alpha: float) -> TableLook:
    """Return how the table of other choices is shown."""
    return TableLook(
        caption=(
            f"Other choices: effect and {level:.0%} interval for {SCORE_NAMES[score]}, seed "
            f"{SEED_NAMES[leaning]}, and how many comparisons remain significant after Holm's "
            f"correction at {alpha:.0%}. Span: the largest lag of a HAC interval, or the length of "
            "a block."
        ),
        units=_POINTS | {"span_days": "days", "significant": "comparisons"},
        formats=_SIGNED,
    )
