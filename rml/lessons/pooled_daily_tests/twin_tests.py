"""The pooled daily test, tried where there is nothing to find: on accounts of one kind.

Three accounts share a seed and the rules by which they act. To the question how a *kind* of
account was treated, two of them cannot have different answers. So a test that is right for this
question finds a difference between two such accounts in as many cases as its error rate says.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from rml.amplification.neutral_accounts.daily_differences import (
    SEED_NAMES,
    UNIT,
    comparisons_of,
    rows_of,
)
from rml.amplification.neutral_accounts.seed_effects import leaves_zero_out, over_independent_days
from rml.estimate import Estimate


def twin_tests(differences: pd.DataFrame) -> pd.DataFrame:
    """Return Welch's t-test between any two accounts of a seed, days taken as independent.

    Parameters
    ----------
    differences
        As ``rml.amplification.neutral_accounts.daily_differences.daily_differences`` returns them.

    Returns
    -------
    pandas.DataFrame
        One row for each pair of accounts of one seed and score: score, leaning, pair (such as
        "1 and 2"), days (of the two together), difference (score points, first minus second),
        t, p_value (two-sided).
    """
    table = []
    for score, leaning, rows in comparisons_of(differences):
        accounts = [own.to_numpy(dtype=np.float64) for _, own in rows.groupby("bot")["difference"]]
        for first, second in itertools.combinations(range(len(accounts)), 2):
            test = stats.ttest_ind(accounts[first], accounts[second], equal_var=False)
            table.append(
                {
                    "score": score,
                    "leaning": leaning,
                    "pair": f"{first + 1} and {second + 1}",
                    "days": accounts[first].size + accounts[second].size,
                    "difference": float(accounts[first].mean() - accounts[second].mean()),
                    "t": float(test.statistic),
                    "p_value": float(test.pvalue),
                }
            )
    return pd.DataFrame(table)


def alarms_between_twins(twins: pd.DataFrame, *, alpha: float) -> Estimate:
    """Return the share of pairs of one kind that the test calls different.

    Pairs share accounts, and there are fifteen accounts: the share is a description of these
    pairs and carries no interval.
    """
    return Estimate(
        value=float((twins["p_value"] <= alpha).mean()),
        low=None,
        high=None,
        level=None,
        n=f"{len(twins)} pairs of accounts",
        unit="proportion",
        method=f"share of Welch's t-tests over days with p of at most {alpha:g}",
    )


def claims_of(
    differences: pd.DataFrame, interval: Callable[..., Estimate], *, level: float, units: str
) -> Estimate:
    """Return for how many seeds and scores an interval leaves zero out.

    Parameters
    ----------
    differences
        As for `twin_tests`.
    interval
        Takes the rows of a comparison and ``level``.
    level
        Nominal coverage of each interval by itself.
    units
        What it takes for independent, in the plural.
    """
    found = [interval(rows, level=level) for _, _, rows in comparisons_of(differences)]
    return Estimate(
        value=float(sum(leaves_zero_out(one) for one in found)),
        low=None,
        high=None,
        level=None,
        n=f"{len(found)} comparisons",
        unit="comparisons",
        method=f"count of intervals that leave zero out, {units} taken as independent",
    )


def account_estimates(
    differences: pd.DataFrame, *, score: str, level: float
) -> tuple[list[str], list[Estimate]]:
    """Return each account's mean with the interval that takes days as independent, with labels."""
    labels, estimates = [], []
    for leaning, seed in SEED_NAMES.items():
        rows = rows_of(differences, score=score, leaning=leaning)
        for place, (_, own) in enumerate(rows.groupby("bot"), start=1):
            labels.append(f"{seed}, account {place}")
            estimates.append(over_independent_days(own, level=level))
    return labels, estimates


def apart_frame(labels: list[str], estimates: list[Estimate]) -> pd.DataFrame:
    """Return what the figure draws: account, mean, low and high, in score points."""
    return pd.DataFrame(
        {
            "account": labels,
            "mean": [one.value for one in estimates],
            "low": [one.low for one in estimates],
            "high": [one.high for one in estimates],
        }
    )


APART_UNIT = f"home timeline minus friends, {UNIT}"
