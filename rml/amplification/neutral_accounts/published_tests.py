"""The published analysis: a t-test for each seed and score that takes days as independent.

References
----------
Chen, Pacheco, Yang and Menczer (2021), doi:10.1038/s41467-021-25738-6; the tests stand in
``exps/algorithm_bias_estimation.ipynb`` of osome-iu/DrifterBot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from rml.amplification.neutral_accounts.daily_differences import ACCOUNTS_PER_SEED, comparisons_of
from rml.estimate import Estimate
from rml.stats.multiplicity import holm

PRINTED_WITH_THE_DATA: Final = (
    ("url", "Left"),
    ("url", "Center"),
    ("url", "Right"),
    ("hashtag", "C. Left"),
    ("hashtag", "C. Right"),
)
"""The comparisons whose published statistics were verified at the commit of the data."""


def comparison_id(score: str, leaning: str) -> str:
    """Return a test's name as part of an identifier.

    Examples
    --------
    >>> comparison_id("url", "C. Left")
    'url_center_left'
    """
    return f"{score}_{leaning.lower().replace('c. ', 'center_')}"


def published_tests(differences: pd.DataFrame, printed: Mapping[str, float]) -> pd.DataFrame:
    """Return the published analysis: a one-sample t-test over pooled account-days.

    It takes every day of every account as an independent observation, which overlapping
    windows and three accounts rule out; it is here to be reproduced.

    Parameters
    ----------
    differences
        As ``rml.amplification.neutral_accounts.daily_differences.daily_differences`` returns them.
    printed
        The verified printed t by `comparison_id`; tests without one stay in the table.

    Returns
    -------
    pandas.DataFrame
        One row for each test: score, leaning, account_days, mean_difference and
        standard_deviation (score points), printed_t (missing where none is verified), t,
        p_value (two-sided), holm_p_value, and cohen_d (absolute mean over standard
        deviation, as the authors print it).
    """
    table = []
    for score, leaning, rows in comparisons_of(differences):
        values = rows["difference"].to_numpy(dtype=np.float64)
        test = stats.ttest_1samp(values, 0.0)
        mean, spread = float(values.mean()), float(values.std(ddof=1))
        table.append(
            {
                "score": score,
                "leaning": leaning,
                "account_days": values.size,
                "mean_difference": mean,
                "standard_deviation": spread,
                "printed_t": printed.get(comparison_id(score, leaning), np.nan),
                "t": float(test.statistic),
                "p_value": float(test.pvalue),
                "cohen_d": abs(mean) / spread,
            }
        )
    frame = pd.DataFrame(table)
    frame.insert(8, "holm_p_value", holm(frame["p_value"].to_numpy()))
    return frame


def t_statistic(rows: pd.DataFrame) -> Estimate:
    """Return the published test's t statistic of one test's rows, without an interval."""
    values = rows["difference"].to_numpy(dtype=np.float64)
    return Estimate(
        value=float(stats.ttest_1samp(values, 0.0).statistic),
        low=None,
        high=None,
        level=None,
        n=f"{values.size:,} account-days of {ACCOUNTS_PER_SEED} accounts",
        unit="t statistic",
        method="one-sample t statistic over pooled account-days, taken as independent",
    )
