"""What the dependence between days costs, and how far the results hang on how it is allowed for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import pandas as pd

from rml.amplification.neutral_accounts.daily_differences import (
    UNIT,
    comparisons_of,
    pooled_daily_series,
    rows_of,
)
from rml.amplification.neutral_accounts.equal_spread import over_accounts_equal_spread
from rml.amplification.neutral_accounts.seed_effects import (
    leaves_zero_out,
    over_accounts,
    over_blocks,
    over_days,
)
from rml.estimate import Estimate
from rml.stats.series import hac_mean_of_series, long_run_variance


def effective_account_days(rows: pd.DataFrame, *, max_lag_days: int, prewhiten: bool) -> Estimate:
    """Return how many independent account-days would give the mean the same standard error.

    It is the variance of days within accounts divided by the squared HAC standard error of
    ``rml.amplification.neutral_accounts.over_days``: the accounts stay the same, so what
    they differ by on average does not count. A description of this sample, without interval.

    Parameters
    ----------
    rows
        The rows of one test or of one account.
    max_lag_days, prewhiten
        See ``rml.stats.series.hac_mean``.
    """
    accounts = rows.groupby("bot")["difference"]
    within = float(((rows["difference"] - accounts.transform("mean")) ** 2).sum())
    series = pooled_daily_series(rows)
    variance = long_run_variance(series, max_lag_days, prewhiten=prewhiten) / series.size
    return Estimate(
        value=within / (len(rows) - accounts.ngroups) / variance,
        low=None,
        high=None,
        level=None,
        n=f"{len(rows):,} account-days in {accounts.ngroups} accounts",
        unit="account-days",
        method=(
            "variance within accounts divided by the squared HAC standard error of the mean "
            f"({max_lag_days} lags)"
        ),
    )


def effect_of_each_account(
    differences: pd.DataFrame, *, level: float, max_lag_days: int, prewhiten: bool
) -> pd.DataFrame:
    """Return each account's mean difference with a HAC interval over its own days.

    The estimand is the long-run mean of that one account.

    Returns
    -------
    pandas.DataFrame
        score, leaning, bot, effect, low, high (score points), effective_days.
    """
    table = []
    for (score, leaning, bot), rows in differences.groupby(["score", "leaning", "bot"], sort=False):
        effect = over_days(rows, level=level, max_lag_days=max_lag_days, prewhiten=prewhiten)
        effective = effective_account_days(rows, max_lag_days=max_lag_days, prewhiten=prewhiten)
        table.append(
            {
                "score": score,
                "leaning": leaning,
                "bot": bot,
                "effect": effect.value,
                "low": effect.low,
                "high": effect.high,
                "effective_days": effective.value,
            }
        )
    return pd.DataFrame(table)


def sensitivity(
    differences: pd.DataFrame,
    *,
    score: str,
    leaning: str,
    days: Sequence[int],
    level: float,
    alpha: float,
    resamples: int,
    seed: int,
) -> pd.DataFrame:
    """Return one test's interval, and how many tests stay significant, under other choices.

    Each span in ``days`` is taken as the largest lag of three HAC intervals (prewhitened or
    not over the days summed over accounts; accounts taken as independent of each other) and
    as the block length of the bootstrap. Three rows without a span take accounts as units:
    all days, only days on which both windows were full, and all days with the spread between
    accounts taken as equal in all seeds of a score.

    Parameters
    ----------
    differences
        As ``rml.amplification.neutral_accounts.daily_differences.daily_differences`` returns them.
    score, leaning
        The test whose interval is shown.
    days
        Spans to try, in days.
    level
        Nominal coverage of the intervals.
    alpha
        Largest Holm-adjusted p-value that counts as significant.
    resamples, seed
        Of the block bootstrap.

    Returns
    -------
    pandas.DataFrame
        analysis, span_days (missing for accounts as units), effect, low, high (score
        points, of the one test) and significant (tests of the family after Holm's
        correction; missing for the bootstrap, which would take too long).
    """
    full = differences[differences["full_windows"]]
    choices: list[tuple[str, int | None, pd.DataFrame, Callable[..., Estimate]]] = []
    for span in days:
        choices += [
            ("HAC, prewhitened", span, differences, _hac(span, prewhiten=True)),
            ("HAC, not prewhitened", span, differences, _hac(span, prewhiten=False)),
            ("HAC, accounts independent", span, differences, _hac_within_accounts(span)),
            (
                "block bootstrap",
                span,
                differences,
                functools.partial(
                    over_blocks, block_length_days=span, resamples=resamples, seed=seed
                ),
            ),
        ]
    choices += [
        ("accounts as units", None, differences, over_accounts),
        ("accounts as units, full windows only", None, full, over_accounts),
        (
            "accounts as units, spread pooled over seeds",
            None,
            differences,
            functools.partial(over_accounts_equal_spread, differences=differences),
        ),
    ]
    table = []
    for name, span_days, frame, interval in choices:
        estimate = interval(rows_of(frame, score=score, leaning=leaning), level=level)
        table.append(
            {
                "analysis": name,
                "span_days": span_days,
                "effect": estimate.value,
                "low": estimate.low,
                "high": estimate.high,
                "significant": None
                if name == "block bootstrap"
                else _significant(frame, interval, alpha=alpha),
            }
        )
    return pd.DataFrame(table).astype({"span_days": "Int64", "significant": "Int64"})


def _hac(span: int, *, prewhiten: bool) -> Callable[..., Estimate]:
    return functools.partial(over_days, max_lag_days=span, prewhiten=prewhiten)


def _hac_within_accounts(span: int) -> Callable[..., Estimate]:
    def interval(rows: pd.DataFrame, *, level: float) -> Estimate:
        return hac_mean_of_series(
            [pooled_daily_series(own) for _, own in rows.groupby("bot")],
            weights="length",
            max_lag=span,
            level=level,
            unit=UNIT,
            of_series="accounts",
            prewhiten=True,
        )

    return interval


def _significant(
    differences: pd.DataFrame, interval: Callable[..., Estimate], *, alpha: float
) -> int:
    """Return how many tests Holm's procedure rejects, by intervals instead of p-values.

    After r rejections the next needs p <= alpha / (m - r): an interval at that level which
    leaves zero out. Trying the few levels that are reached is five times as fast as
    searching for every p-value.
    """
    family = [rows for _, _, rows in comparisons_of(differences)]
    rejected = 0
    while rejected < len(family):
        level = 1 - alpha / (len(family) - rejected)
        if sum(leaves_zero_out(interval(rows, level=level)) for rows in family) <= rejected:
            break
        rejected += 1
    return rejected
