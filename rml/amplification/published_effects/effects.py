"""The follow-up studies' published effects, arranged for tables and figures.

The three studies measure different things. Their effects stand side by side on their own
scales and are never averaged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from rml.data.published_figures import PublishedFigure
from rml.estimate import Estimate

METRICS: Final = {"view": "views", "retweet": "retweets", "favorite": "likes"}
# Of the crowdsourced audit's bootstrap intervals, and SciPy's default in the other study.
PUBLISHED_LEVEL: Final = 0.95
EXACT_PARTIES: Final = {
    "canada_liberal": "Canada: Liberals",
    "canada_conservative": "Canada: Conservatives",
    "uk_labour": "United Kingdom: Labour",
    "uk_conservative": "United Kingdom: Conservatives",
}
OUTLETS: Final = {
    "allsides_left": "outlets rated left, together",
    "allsides_left_buzzfeed": "of these, BuzzFeed",
    "allsides_left_vox": "of these, Vox",
    "allsides_right": "outlets rated right, together",
    "allsides_right_breitbart": "of these, Breitbart",
    "allsides_right_new_york_post": "of these, New York Post",
}
_ACCOUNTS: Final = {
    "one account": "one account counted among the Republicans",
    "Republican-leaning": "Republican-leaning",
}
_WORDS: Final = {
    "allsides": "AllSides",
    "bouchaud": "Bouchaud:",
    "breitbart": "Breitbart",
    "buzzfeed": "BuzzFeed",
    "canada": "Canada",
    "conservative": "Conservatives",
    "gini": "Gini",
    "graham": "Graham:",
    "labour": "Labour",
    "liberal": "Liberals",
    "milli": "Milli:",
    "new york post": "New York Post",
    "uk": "UK",
    "vox": "Vox",
}
# Of the study's three timelines, those that are drawn: see the limits on the third.
DRAWN_TIMELINES: Final = ("Engagement", "Stated preference")
APART: Final = 0.005  # survey units; more than three decimals of rounding can make
_ROUNDING: Final = 0.00051  # effects are printed with three decimals


def published_estimate(
    value: float, low: float | None = None, high: float | None = None, *, unit: str
) -> Estimate:
    """Return a published value with its published interval, if it has one."""
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=None if low is None else PUBLISHED_LEVEL,
        n="as published",
        unit=unit,
        method="as published",
    )


def figures_frame(figures: Mapping[str, PublishedFigure]) -> pd.DataFrame:
    """Return every figure of a dataset: ``figure, printed, status, source, unit``."""
    return pd.DataFrame(
        [
            (_named(figure.id), figure.printed, figure.status, figure.source, figure.unit)
            for figure in figures.values()
        ],
        columns=["figure", "printed", "status", "source", "unit"],
    )


def amplifications_frame(figures: Mapping[str, PublishedFigure]) -> pd.DataFrame:
    """Return the exact amplifications of parties and outlets: ``of, whose, amplification``."""
    rows = [
        (group, name, figures[id].value)
        for group, names in (("parties", EXACT_PARTIES), ("US news outlets", OUTLETS))
        for id, name in names.items()  # noqa: A001 - the word for it here
    ]
    return pd.DataFrame(rows, columns=["of", "whose", "amplification"])


def audit_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the crowdsourced audit with one label a row.

    Parameters
    ----------
    frame
        From `rml.data.ranking_studies.load_crowdsourced_audit`.

    Returns
    -------
    DataFrame
        ``label`` (whose timelines: whose tweets), ``n_participants``, ``amplification``, ``low``
        and ``high`` in per cent.
    """
    return pd.DataFrame(
        {
            "label": frame["participants"] + ": " + frame["friends"],
            "n_participants": frame["n_participants"],
            "amplification": frame["amplification_pct"],
            "low": frame["low_pct"],
            "high": frame["high_pct"],
        }
    )


def engagement_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the interactions of the engagement study, also in per cent of what they add to.

    The regression gives a post of the group after the change point constant + post + group +
    interaction; the interaction is put in per cent of the first three, what would have been
    without it.

    Parameters
    ----------
    frame
        From `rml.data.ranking_studies.load_engagement_study`.

    Returns
    -------
    DataFrame
        ``accounts`` (against whom), ``metric``, ``change_point``, ``without`` and
        ``interaction`` in counts a post, ``relative`` in per cent, ``p_value`` as printed.
    """
    without = frame["constant"] + frame["post"] + frame["group"]
    return pd.DataFrame(
        {
            "accounts": frame["accounts"].map(_ACCOUNTS) + " against " + frame["compared_with"],
            "metric": frame["metric"].map(METRICS),
            "change_point": frame["change_point"],
            "without": without,
            "interaction": frame["post_by_group"],
            "relative": 100 * frame["post_by_group"] / without,
            "p_value": frame["p_value"],
        }
    )


def ranking_rows(frame: pd.DataFrame, outcomes: Sequence[str]) -> pd.DataFrame:
    """Return the drawn outcomes of the study of engagement ranking, in the order asked for.

    Parameters
    ----------
    frame
        From `rml.data.ranking_studies.load_engagement_ranking`.
    outcomes
        Names of outcomes.

    Returns
    -------
    DataFrame
        ``timeline, outcome, effect, low, high`` in standard deviations, one row for each of
        `DRAWN_TIMELINES` and outcome.
    """
    shown = frame.set_index(["timeline", "outcome"])
    rows = [
        (timeline, outcome, *shown.loc[(timeline, outcome), ["effect_sd", "low_sd", "high_sd"]])
        for timeline in DRAWN_TIMELINES
        for outcome in outcomes
    ]
    return pd.DataFrame(rows, columns=["timeline", "outcome", "effect", "low", "high"])


def effects_beside_means(frame: pd.DataFrame) -> dict[str, int]:
    """Return in how many rows an effect is not the difference of the two means beside it.

    Parameters
    ----------
    frame
        From `rml.data.ranking_studies.load_engagement_ranking`.

    Returns
    -------
    dict
        ``rows``; ``apart``: the effect in survey units and the difference of the means are
        more than `APART` apart; ``turned``: of these, with different signs.
    """
    difference = frame["mean_timeline"] - frame["mean_chronological"]
    apart = (frame["effect_raw"] - difference).abs() > APART
    turned = apart & (frame["effect_raw"] * difference < 0)
    return {"rows": len(frame), "apart": int(apart.sum()), "turned": int(turned.sum())}


def readings_frame(readings: pd.DataFrame) -> pd.DataFrame:
    """Return press readings with what was verified of them: that the press wrote so.

    Parameters
    ----------
    readings
        From `rml.data.holdback_publication.load_readings`.
    """
    return readings.assign(status=readings["status"] + " quotation of a press reading")


def outcomes_on_one_scale(frame: pd.DataFrame) -> int:
    """Return for how many outcomes one standard deviation fits all three timelines.

    The effect in survey units by that in standard deviations is the standard deviation, within
    what the printed decimals leave open.
    """
    fitting = 0
    for _, rows in frame.groupby("outcome", sort=False):
        raw, standard = rows["effect_raw"].abs(), rows["effect_sd"].abs()
        least = ((raw - _ROUNDING).clip(lower=0) / (standard + _ROUNDING)).max()
        most = ((raw + _ROUNDING) / (standard - _ROUNDING).clip(lower=1e-9)).min()
        fitting += bool(least <= most)
    return fitting


def _named(id: str) -> str:  # noqa: A002 - the word for it here
    """Return a figure's id as words."""
    words = f" {id.replace('_', ' ')} "
    for plain, written in _WORDS.items():
        words = words.replace(f" {plain} ", f" {written} ")
    return words.strip()


def other_scales_data(ranking: pd.DataFrame, engagement: pd.DataFrame) -> pd.DataFrame:
    """Return the marks of the figure of two scales: one row each, with its scale.

    Parameters
    ----------
    ranking, engagement
        From `ranking_rows` and `engagement_rows`.

    Returns
    -------
    DataFrame
        ``scale, of, what, value, low, high, p_value``; a study gives an interval or a p-value.
    """
    first = pd.DataFrame(
        {
            "scale": "standard deviations",
            "of": ranking["timeline"],
            "what": ranking["outcome"],
            "value": ranking["effect"],
            "low": ranking["low"],
            "high": ranking["high"],
            "p_value": None,
        }
    )
    second = pd.DataFrame(
        {
            "scale": "per cent of the count without it",
            "of": engagement["accounts"],
            "what": engagement["metric"],
            "value": engagement["relative"],
            "low": float("nan"),
            "high": float("nan"),
            "p_value": engagement["p_value"],
        }
    )
    return pd.DataFrame(
        [*first.to_dict("records"), *second.to_dict("records")], columns=list(first.columns)
    )
