"""What three accounts a seed can say, and what they cannot."""

from __future__ import annotations

import math

import pandas as pd
from scipy import optimize, stats

from rml.amplification.neutral_accounts.daily_differences import UNIT, account_means, comparisons_of
from rml.estimate import Estimate
from rml.stats.arguments import FloatArray
from rml.stats.permutation import sign_flip_test


def detectable_shift(means: FloatArray, *, power: float, level: float) -> Estimate:
    """Return the smallest true mean that a t-test over units would detect with ``power``.

    The interval says how well the spread between so few units is known: it carries over the
    chi-square interval of their standard deviation, which is wide for three units.

    Parameters
    ----------
    means
        One mean for each unit, shape (n,), n >= 2, in score points.
    power
        Wanted probability of detection, above 1 - level and below 1.
    level
        One minus the size of the two-sided test, and the interval's coverage.

    References
    ----------
    Johnson and Welch (1940), doi:10.1093/biomet/31.3-4.362 (the non-central t).
    """
    freedom = means.size - 1
    critical = float(stats.t.ppf((1 + level) / 2, freedom))

    def shortfall(noncentrality: float) -> float:
        # The other tail would be a detection with the wrong sign.
        return power - float(stats.nct.sf(critical, freedom, noncentrality))

    upper = 1.0
    while shortfall(upper) > 0:
        upper *= 2
    per_deviation = float(optimize.brentq(shortfall, 0.0, upper)) / math.sqrt(means.size)
    deviation = float(means.std(ddof=1))
    low, high = (
        deviation * math.sqrt(freedom / float(stats.chi2.ppf(tail, freedom)))
        for tail in ((1 + level) / 2, (1 - level) / 2)
    )
    return Estimate(
        value=per_deviation * deviation,
        low=per_deviation * low,
        high=per_deviation * high,
        level=level,
        n=f"{means.size} accounts",
        unit=UNIT,
        method=(
            f"shift that a two-sided t test on {freedom} degrees of freedom finds with "
            f"probability {power:g} at the observed standard deviation between accounts; "
            "interval from the chi-square interval of that standard deviation"
        ),
    )


def few_account_tests(
    differences: pd.DataFrame, *, power: float, level: float, alpha: float
) -> pd.DataFrame:
    """Return, for each test, the accounts' means and what so few of them could show.

    Parameters
    ----------
    differences
        As ``rml.amplification.neutral_accounts.daily_differences.daily_differences`` returns them.
    power, level
        See `detectable_shift`.
    alpha
        Error rate of the whole family. Holm's first step, which the smallest p-value has to
        pass before any test counts, is at alpha divided by the number of tests.

    Returns
    -------
    pandas.DataFrame
        score, leaning, first_account, second_account, third_account (means, score points, by
        account number), spread (their standard deviation), sign_flip_p (exact, two-sided),
        smallest_p (that the sign-flip test can give), detectable, detectable_low and
        detectable_high (by a single test), and detectable_holm (at Holm's first step; all
        in score points).
    """
    table = []
    first_step = 1 - alpha / sum(1 for _ in comparisons_of(differences))
    for score, leaning, rows in comparisons_of(differences):
        means = account_means(rows)
        flipped = sign_flip_test(means, of="accounts")
        shift = detectable_shift(means, power=power, level=level)
        strict = detectable_shift(means, power=power, level=first_step)
        table.append(
            {
                "score": score,
                "leaning": leaning,
                **dict(
                    zip(("first_account", "second_account", "third_account"), means, strict=True)
                ),
                "spread": float(means.std(ddof=1)),
                "sign_flip_p": flipped.p_value,
                "smallest_p": flipped.smallest_p,
                "detectable": shift.value,
                "detectable_low": shift.low,
                "detectable_high": shift.high,
                "detectable_holm": strict.value,
            }
        )
    return pd.DataFrame(table)


def same_direction_count(differences: pd.DataFrame) -> Estimate:
    """Return in how many tests all accounts of the seed differ from zero in one direction.

    Where the sign of each account were the toss of a coin, a quarter of the tests with three
    accounts would show it.
    """
    signs = [(account_means(rows) > 0).mean() for _, _, rows in comparisons_of(differences)]
    return Estimate(
        value=float(sum(share in {0.0, 1.0} for share in signs)),
        low=None,
        high=None,
        level=None,
        n=f"{len(signs)} tests",
        unit="tests",
        method="count of tests whose accounts' mean differences have one sign",
    )
