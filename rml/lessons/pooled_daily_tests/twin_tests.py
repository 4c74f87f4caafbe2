"""The pooled daily test, tried where there is nothing to find: on accounts of one kind.

Three accounts share a seed and the rules by which they act. To the question how a *kind* of
account was treated, two of them cannot have different answers. So a test that is right for this
question finds a difference between two such accounts in as many cases as its error rate says.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

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
from rml.stats.series import hac_mean


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


def twin_effects(
    differences: pd.DataFrame, *, level: float, max_lag_days: int, prewhiten: bool
) -> list[Estimate]:
    """Return the difference of any two accounts of a seed with an interval for dependent days.

    The estimand is the difference of the two accounts' long-run means. A calendar day counts with
    what both accounts add to the difference on it, so dependence between neighbouring days and
    between the two accounts is allowed for, as in
    ``rml.amplification.neutral_accounts.daily_differences.pooled_daily_series``.

    Parameters
    ----------
    differences
        As for `twin_tests`; the pairs come in its order.
    level
        Nominal coverage of each interval by itself.
    max_lag_days, prewhiten
        See ``rml.stats.series.hac_mean``.
    """
    found = []
    for _, _, rows in comparisons_of(differences):
        accounts = [own.set_index("date")["difference"] for _, own in rows.groupby("bot")]
        for first, second in itertools.combinations(accounts, 2):
            parts = pd.concat(
                [(first - first.mean()) / first.size, (second.mean() - second) / second.size]
            )
            daily = parts.groupby(level="date").sum().asfreq("D", fill_value=0.0)
            found.append(
                hac_mean(
                    first.mean() - second.mean() + daily.size * daily.to_numpy(dtype=np.float64),
                    max_lag=max_lag_days,
                    level=level,
                    unit=UNIT,
                    prewhiten=prewhiten,
                )
            )
    return found


def alarms_for_dependent_days(effects: Sequence[Estimate]) -> Estimate:
    """Return the share of pairs of one kind whose interval for dependent days leaves zero out.

    Parameters
    ----------
    effects
        From `twin_effects`.
    """
    return Estimate(
        value=float(np.mean([leaves_zero_out(one) for one in effects])),
        low=None,
        high=None,
        level=None,
        n=f"{len(effects)} pairs of accounts",
        unit="proportion",
        method=f"share of intervals that leave zero out; each a {effects[0].method}",
    )


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
