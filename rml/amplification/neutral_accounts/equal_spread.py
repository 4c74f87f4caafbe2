"""Accounts as units with one spread for all seeds of a score: more degrees of freedom, at a price.

Three accounts leave two degrees of freedom for a seed's own spread. If accounts of every seed
spread alike, the five seeds of a score share ten. That they do is an assumption which the
data make doubtful, so this is a check of sensitivity and not the report's analysis.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import stats

from rml.amplification.neutral_accounts.daily_differences import (
    SCORE_NAMES,
    SEED_NAMES,
    UNIT,
    account_means,
    comparisons_of,
)
from rml.estimate import Estimate
from rml.stats.multiplicity import holm


def over_accounts_equal_spread(
    rows: pd.DataFrame, *, differences: pd.DataFrame, level: float
) -> Estimate:
    """Return the mean over the accounts' means, with a t interval from the pooled spread.

    The estimand is that of ``rml.amplification.neutral_accounts.over_accounts``.

    Parameters
    ----------
    rows
        The rows of one test.
    differences
        As ``daily_differences`` of this package returns them; the spread is pooled over
        its seeds within the score of ``rows``.
    level
        Nominal coverage, in (0, 1).
    """
    means = account_means(rows)
    spread, freedom = _pooled_spread(differences, str(rows["score"].iloc[0]))
    value = float(means.mean())
    reach = float(stats.t.ppf((1 + level) / 2, freedom)) * spread / math.sqrt(means.size)
    return Estimate(
        value=value,
        low=value - reach,
        high=value + reach,
        level=level,
        n=f"{means.size} accounts",
        unit=UNIT,
        method=(
            f"t interval over accounts on {freedom} degrees of freedom, their standard deviation "
            "pooled over the seeds of the score"
        ),
    )


def equal_spread_tests(differences: pd.DataFrame) -> pd.DataFrame:
    """Return, for each test, the t test over accounts with the pooled spread.

    Returns
    -------
    pandas.DataFrame
        score, leaning, t, freedom, p_value (two-sided), holm_p_value, and spread_ratio: the
        standard deviation between the seed's accounts over the median of that of the other
        seeds of the score.
    """
    spreads = {
        (score, leaning): float(account_means(rows).std(ddof=1))
        for score, leaning, rows in comparisons_of(differences)
    }
    table = []
    for score, leaning, rows in comparisons_of(differences):
        means = account_means(rows)
        spread, freedom = _pooled_spread(differences, score)
        t = float(means.mean()) / (spread / math.sqrt(means.size))
        others = [other for key, other in spreads.items() if key[0] == score and key[1] != leaning]
        table.append(
            {
                "score": score,
                "leaning": leaning,
                "t": t,
                "freedom": freedom,
                "p_value": 2 * float(stats.t.sf(abs(t), freedom)),
                "spread_ratio": spreads[score, leaning] / float(np.median(others)),
            }
        )
    frame = pd.DataFrame(table)
    frame.insert(5, "holm_p_value", holm(frame["p_value"].to_numpy()))
    return frame


def equal_spread_facts(
    differences: pd.DataFrame, *, score: str, leaning: str, alpha: float
) -> dict[str, str | int | float]:
    """Return what a sentence on the pooled spread needs: one test, the least p, the widest seed.

    Parameters
    ----------
    differences
        As ``rml.amplification.neutral_accounts.daily_differences.daily_differences`` returns them.
    score, leaning
        The test that is named.
    alpha
        Largest Holm-adjusted p-value that counts as significant.

    Returns
    -------
    dict
        what, seed, t, p, freedom, least_what, least_seed, least_t, least_p, wide_what,
        wide_seed, ratio, significant, tests.
    """
    tests = equal_spread_tests(differences).to_dict("records")
    chosen = next(one for one in tests if (one["score"], one["leaning"]) == (score, leaning))
    least = min(tests, key=lambda one: float(one["p_value"]))
    wide = max(tests, key=lambda one: float(one["spread_ratio"]))
    return {
        "what": SCORE_NAMES[score],
        "seed": SEED_NAMES[leaning],
        "t": chosen["t"],
        "p": chosen["p_value"],
        "freedom": chosen["freedom"],
        "least_what": SCORE_NAMES[least["score"]],
        "least_seed": SEED_NAMES[least["leaning"]],
        "least_t": least["t"],
        "least_p": least["p_value"],
        "wide_what": SCORE_NAMES[wide["score"]],
        "wide_seed": SEED_NAMES[wide["leaning"]],
        "ratio": wide["spread_ratio"],
        "significant": sum(one["holm_p_value"] <= alpha for one in tests),
        "tests": len(tests),
    }


def _pooled_spread(differences: pd.DataFrame, score: str) -> tuple[float, int]:
    groups = [account_means(rows) for own, _, rows in comparisons_of(differences) if own == score]
    squares = sum(float(((means - means.mean()) ** 2).sum()) for means in groups)
    freedom = sum(means.size - 1 for means in groups)
    return math.sqrt(squares / freedom), freedom
