"""The wording of ``lessons/pooled_daily_tests``."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from rml.report.claim import Claim
from rml.report.look import FigureWords, TableLook

TWINS: Final = Claim(
    statement=(
        "Between two accounts of the same kind the test finds a difference in {value:.0%} of {n}; "
        "it promises at most {alpha:.0%}."
    ),
    estimand=(
        "The share of pairs of accounts with one seed and one set of rules that a t-test over days "
        "calls different. How their kind was treated is one and the same for both."
    ),
    assumptions=(
        "Accounts of a seed are of one kind: they followed the same source first and were run by "
        "the same rules. That they differ by chance is what the test should allow for."
    ),
    breaks_if="Accounts of one seed were not run alike.",
)
DEPENDENT: Final = Claim(
    statement=(
        "With intervals that allow for days up to {lags:d} apart to repeat each other, a "
        "difference is still found in {value:.0%} of {n}."
    ),
    estimand=(
        "The share of pairs of accounts with one seed and one set of rules whose long-run means "
        "such an interval calls different."
    ),
    assumptions="The days of an account, once their dependence is allowed for, are stationary.",
    breaks_if="Days depend on each other over longer spans: then even these intervals are short.",
)
CLAIMS: Final = Claim(
    statement=(
        "With {units} as the units, {value:.0f} of {comparisons} comparisons between home "
        "timelines and friends come out different from zero, each taken by itself."
    ),
    estimand="A count of intervals that leave zero out, over seeds and scores.",
    assumptions="For each interval, that the {units} are independent draws.",
    breaks_if="They are not: days repeat each other, and accounts may share what they follow.",
)
WHY_IT_LOOKED_RIGHT: Final = (
    "Three accounts a seed were watched for up to {most} days each. Pooled, that makes up to "
    "{pooled} daily values for a comparison, and the usual test gives t values of up to {t:.0f} in "
    "size. The published notebook does this. Its authors did not build their conclusion on it: "
    "their abstract calls the evidence neither strong nor consistent."
)
WHAT_TO_DO: Final = (
    "Count what was assigned. The seed was assigned to accounts, so the account is the unit, and "
    "three of them can show only a large shift. A study that wants to speak of a kind of account "
    "needs more accounts, not more days. `political_amplification/neutral_accounts` does it so, "
    "and treats the days of these very accounts as a second, smaller question."
)
PLAIN_WORDS: Final = (
    "Counting every day of three automated accounts as a separate observation made {pooled:.0f} of "
    "{comparisons} comparisons look clear. The same test finds differences between accounts that "
    "are alike in {twins:.0%} of cases. Part of that is that days repeat each other: allowing for "
    "it leaves {dependent:.0%}. What is left can be how single accounts happen to differ. Counting "
    "accounts instead of days leaves {accounts:.0f} of {comparisons}."
)
LIMITS: Final = (
    (
        "The check shows that the test is wrong for the question how a kind of account was "
        "treated. It does not show that the home timelines agree with what friends posted."
    ),
    (
        "The {pairs} pairs come from {accounts} accounts and overlap, so the share of false "
        "alarms is a description, without an interval."
    ),
    (
        "Welch's test between two accounts stands in for the published one-sample test, which has "
        "the same fault: it takes days as independent and accounts as given."
    ),
)
TWINS_LOOK: Final = TableLook(
    caption=(
        "Welch's t-test between any two accounts of one seed, every day counted as an independent "
        "observation: the difference of their means, t and p."
    ),
    units={"difference": "score points", "days": "account-days"},
    formats={"difference": "+.4f", "t": ".2f", "p_value": ".2g"},
)


def apart_words(frame: pd.DataFrame, *, group: int, what: str, level: float) -> FigureWords:
    """Return caption and alternative text of the figure of single accounts.

    Parameters
    ----------
    frame
        Columns low and high, accounts of one seed next to each other.
    group
        Accounts of a seed.
    what
        What the score is of, in words.
    level
        Of the intervals.
    """
    seeds = frame.groupby(np.arange(len(frame)) // group)
    apart = int((seeds["low"].max() > seeds["high"].min()).sum())
    return FigureWords(
        caption=(
            f"Mean difference in the score of {what} of each account, with {level:.0%} intervals "
            "that take its days as independent. Accounts of one seed stand together. If these "
            "intervals were right for the kind of account, those of one seed would overlap."
        ),
        alt=(
            f"{len(frame)} points with short intervals in groups of {group}, one for each seed. In "
            f"{apart} of {seeds.ngroups} groups at least two intervals do not touch."
        ),
    )
