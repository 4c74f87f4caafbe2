"""What earlier trials of choice found, as it was published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypedDict

import pandas as pd

from rml.data.published_figures import PublishedFigure
from rml.estimate import Estimate

DATASET: Final = "choice_trials_figures"
LEVEL: Final = 0.95  # of the published intervals
OUTCOMES: Final = (
    "Reader Pref (overall)",
    "Reader Pref (political)",
    "Author Angry (overall)",
    "Reader Angry (overall)",
    "Partisanship",
    "Out-group Animosity",
)
TIMELINES: Final = {
    "Engagement": "ranked by engagement",
    "Stated preference": "by stated preference",
    "Stated preference, downrank out-group animosity": "by preference, less hostility",
}
_WORDS: Final = {
    "Reader Pref": "reader wants the posts",
    "Author Angry": "author is angry",
    "Reader Angry": "reader is angry",
    "Partisanship": "posts are partisan",
    "Out-group Animosity": "hostile to the other side",
}
_WHAT: Final = {
    "mozilla_volunteers": "Mozilla 2022, YouTube: volunteers",
    "mozilla_recommendations": "Mozilla 2022: recommended videos looked at",
    "mozilla_channel_prevented": (
        "Mozilla 2022: unwanted recommendations that “Don't recommend channel” prevented"
    ),
    "mozilla_dislike_prevented": (
        "Mozilla 2022: unwanted recommendations that “Dislike” or “Not interested” prevented"
    ),
    "mozilla_no_effect": "Mozilla 2022: people surveyed who felt that the controls did nothing",
    "gobo_filters": "Gobo: filters that a reader could set",
    "home_mixer_feeds": "X's published code: feeds served beside each other",
}


def trials_table(figures: Mapping[str, PublishedFigure]) -> pd.DataFrame:
    """Return the published figures, one row each: what, printed, unit, source and status."""
    return pd.DataFrame(
        {
            "what": [_WHAT.get(one.id, one.id.replace("_", " ")) for one in figures.values()],
            "printed": [one.printed for one in figures.values()],
            "unit": [one.unit for one in figures.values()],
            "source": [one.source for one in figures.values()],
            "status": [one.status for one in figures.values()],
        }
    )


def effects_table(effects: pd.DataFrame) -> pd.DataFrame:
    """Return Milli and others' effects of three rankings on some outcomes, one row each.

    Parameters
    ----------
    effects
        As ``rml.data.ranking_studies.load_engagement_ranking`` returns them.

    Returns
    -------
    pandas.DataFrame
        outcome, timeline, effect, low and high (standard deviations of the chronological
        timeline, positive: more of it than there).
    """
    chosen = effects[effects["outcome"].isin(OUTCOMES)]
    chosen = chosen.assign(
        place=chosen["outcome"].map({name: place for place, name in enumerate(OUTCOMES)}),
        row=chosen["timeline"].map({name: place for place, name in enumerate(TIMELINES)}),
    ).sort_values(["place", "row"])
    return pd.DataFrame(
        {
            "outcome": [outcome_words(one) for one in chosen["outcome"]],
            "timeline": [TIMELINES[one] for one in chosen["timeline"]],
            "effect": chosen["effect_sd"].to_numpy(),
            "low": chosen["low_sd"].to_numpy(),
            "high": chosen["high_sd"].to_numpy(),
        }
    )


def outcome_words(outcome: str) -> str:
    """Return an outcome's name in words, with the posts that it is about if not all."""
    name, _, posts = outcome.partition(" (")
    return f"{_WORDS[name]}{', political posts' if posts.startswith('political') else ''}"


class TrialValues(TypedDict):
    """What is said of Milli and others' trial."""

    people: float
    wanted: Estimate
    anger: Estimate
    stated: Estimate


def trial_values(table: pd.DataFrame, *, people: float) -> TrialValues:
    """Return what is said of the effects in `effects_table`, of so many people as were asked."""
    wanted, angry = "reader wants the posts", "author is angry"
    engagement = "ranked by engagement"
    return {
        "people": people,
        "wanted": effect_of(table, wanted, engagement, people=people),
        "anger": effect_of(table, angry, engagement, people=people),
        "stated": effect_of(table, wanted, "by stated preference", people=people),
    }


class PrecedentValues(TypedDict):
    """What is said of earlier ways to let readers choose."""

    filters: float
    feeds: float
    channel: float
    dislike: float


def precedent_values(figures: Mapping[str, PublishedFigure]) -> PrecedentValues:
    """Return what is said of the published figures of earlier ways to choose."""
    return {
        "filters": figures["gobo_filters"].value,
        "feeds": figures["home_mixer_feeds"].value,
        "channel": figures["mozilla_channel_prevented"].value,
        "dislike": figures["mozilla_dislike_prevented"].value,
    }


def effect_of(table: pd.DataFrame, outcome: str, timeline: str, *, people: float) -> Estimate:
    """Return one published effect from `effects_table`, of so many people as were published."""
    rows = table[(table["outcome"] == outcome) & (table["timeline"] == timeline)]
    row = rows.iloc[0]
    return Estimate(
        value=float(row["effect"]),
        low=float(row["low"]),
        high=float(row["high"]),
        level=LEVEL,
        n=f"{people:,.0f} people",
        unit="standard deviations",
        method="as published: bootstrap over people",
    )
