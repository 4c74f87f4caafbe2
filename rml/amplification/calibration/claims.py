"""The wording of the report on calibration: claims, captions, plain words, limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from rml.amplification.calibration.summary import NOTHING, PLANTED
from rml.report.claim import Claim

_ASSUMES: Final = (
    "The simulated experiment: users of a few types, independent of each other given the type, "
    "return day after day; accounts differ in popularity and in what ranking does for them."
)
_BREAKS: Final = (
    "Real users and accounts are alike in ways the simulation has not: events that move all "
    "accounts of a party, or users who copy each other."
)


def ratio_claim(question: str, method: str) -> Claim:
    """Return the claim on how often intervals for a party's ratio hold the truth."""
    return Claim(
        statement=(
            f"Amplification of a party, {question}: the 95 % interval {method} held the truth in "
            "{value:.1f} % ({low:.1f} to {high:.1f}) of {experiments:,d} simulated experiments, "
            "in the party farthest from 95 %."
        ),
        estimand=(
            f"The share of experiments in which the interval {method} holds the planted ratio of "
            f"reach of {question}."
        ),
        assumptions=_ASSUMES,
        breaks_if=_BREAKS,
    )


def difference_claim(question: str, method: str) -> Claim:
    """Return the claim on how often intervals for a planted difference hold it."""
    return Claim(
        statement=(
            f"A planted difference between two parties, {question}: the 95 % interval {method} "
            "held it in {value:.1f} % ({low:.1f} to {high:.1f}) of {experiments:,d} simulated "
            "experiments."
        ),
        estimand=(
            f"The share of experiments in which the interval {method} holds the planted difference "
            f"of {question}."
        ),
        assumptions=_ASSUMES,
        breaks_if=_BREAKS,
    )


def alarm_claim(question: str, method: str) -> Claim:
    """Return the claim on false alarms of a test where there is nothing to find."""
    return Claim(
        statement=(
            f"Two parties amplified alike, {question}: the test {method} at {{alpha:.0%}} found a "
            "difference in {value:.1f} % ({low:.1f} to {high:.1f}) of {experiments:,d} simulated "
            "experiments."
        ),
        estimand=f"The false-positive rate of the test {method} about {question}.",
        assumptions=_ASSUMES,
        breaks_if=_BREAKS,
    )


ASSOCIATION: Final = {
    "pooled": Claim(
        statement=(
            "Single accounts, amplified alike whatever their party: the permutation test on ratios "
            "pooled over days, of accounts chosen on other days, found an association in "
            "{value:.1f} % ({low:.1f} to {high:.1f}) of {experiments:,d} simulated experiments at "
            "{alpha:.0%}."
        ),
        estimand="The false-positive rate of the permutation test of party and amplification.",
        assumptions=_ASSUMES,
        breaks_if=_BREAKS,
    ),
    "as published": Claim(
        statement=(
            "The same test on the published estimator, mean of daily smoothed ratios of all "
            "accounts, found an association in {value:.1f} % ({low:.1f} to {high:.1f}) of "
            "{experiments:,d} simulated experiments: accounts of one party have smaller audiences, "
            "and the estimator is biased where audiences are small."
        ),
        estimand="The false-positive rate of the permutation test on the published estimator.",
        assumptions=f"{_ASSUMES} The published test's statistic is not known; Welch's is used.",
        breaks_if="The published test left accounts with small audiences out.",
    ),
}
OF_A_TEST: Final = (
    "Of a test, the bias is that of its false-positive rate in points, the coverage what is left "
    "of it to one hundred, and the width that of the interval the test goes with, if it has one."
)
PLAIN_WORDS: Final = (
    "A 95 % interval should miss the truth once in twenty times. This page counts, in simulated "
    "experiments whose truth is known. The intervals over users held the truth about *these* "
    "accounts in {users:.1f} %, the intervals over users and authors the truth about accounts "
    "*like these* in {authors:.1f} %. The published interval, which resamples days and the "
    "membership of parties, held the truth about these accounts in {published_users:.1f} %: it is "
    "wider than needed for that question. About accounts like these it held it in "
    "{published_authors:.1f} %. Where two parties are amplified alike, the published way to "
    "compare them found a difference in {alarms:.1f} % of experiments instead of 5 %, if accounts "
    "like these are meant."
)
LIMITS: Final = (
    (
        "One simulated world, with one set of habits. The report political_amplification/"
        "seven_countries repeats the intervals on real numbers of parties and members."
    ),
    (
        "What the published study did is known in part: that days and membership were resampled, "
        "not how often, not how days were combined, not the test of differences, not what was done "
        "with an account drawn twice. “As published” here: mean of daily ratios by the declared "
        "smoothing, an account drawn twice counted once, normal intervals. Counting once is why "
        "the interval is too short for accounts like these: a union cannot meet anyone twice, and "
        "the drawn party is smaller than the party."
    ),
    (
        "For these accounts the widths of the published interval are those of one fixed set of "
        "accounts; another set would give others."
    ),
    (
        "The window is short and the experiment small, so that thousands of them can be run. More "
        "users make intervals over users narrower, not more or less honest."
    ),
)
_ROWS: Final[dict[str, Any]] = {
    "units": {"held": "per cent of experiments", "bias": "per cent", "width": "per cent"},
    "formats": {
        **dict.fromkeys(("held", "held_low", "held_high", "width"), ".1f"),
        "bias": "+.2f",
        "experiments": ",d",
    },
}
TABLE: Final[dict[str, Any]] = {
    "caption": (
        "How often intervals held the truth, with the interval of that share over the simulated "
        "experiments; bias of the estimate and mean width in per cent of the ratio of reach."
    ),
    **_ROWS,
}
CAPTIONS: Final = {
    "coverage": (
        "Share of simulated experiments whose 95 % interval held the truth, by what is asked and "
        "by method. Shaded: 93 to 97 %."
    ),
    "alarms": (
        "Share of simulated experiments in which a test at 5 % found a difference where there is "
        "none. Shaded: 4 to 6 %."
    ),
}


def looks(id_: str, data: pd.DataFrame) -> dict[str, Any]:
    """Return data, caption and alternative text of a figure."""
    told = [
        f"{row['method']} on {row['question']}, {row['quantity']}: {row['shown']:.1f}"
        for _, row in data.iterrows()
    ]
    what = "held the truth" if id_ == "coverage" else "found a difference that is not there"
    alt = (
        f"Dots with intervals: per cent of simulated experiments that {what}. "
        f"{'; '.join(told[:8])}."
    )
    return {"data": data, "caption": CAPTIONS[id_], "alt": alt}


def coverage_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what the figure of coverage shows: ratios, and the planted difference."""
    rows = frame[(frame["quantity"] != NOTHING)].reset_index(drop=True)
    return rows.assign(shown=rows["held"], low=rows["held_low"], high=rows["held_high"])[
        ["question", "method", "quantity", "shown", "low", "high"]
    ]


def alarm_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what the figure of false alarms shows, as 100 less the share held."""
    rows = frame[frame["quantity"] == NOTHING].reset_index(drop=True)
    return rows.assign(
        shown=100 - rows["held"], low=100 - rows["held_high"], high=100 - rows["held_low"]
    )[["question", "method", "quantity", "shown", "low", "high"]]


ORDER: Final[Sequence[str]] = ("ratio", PLANTED)
