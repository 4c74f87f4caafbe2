"""The parameter model of ``lessons/pooled_daily_tests``."""

from __future__ import annotations

from pydantic import Field

from rml.amplification.neutral_accounts.parameters import Leaning, MaxLagDays, Score, Scores
from rml.parameters import Level, NotebookParameters


class PooledDailyTests(NotebookParameters):
    """Parameters of ``lessons/pooled_daily_tests``."""

    scores: Scores = Field(
        description="The political scores compared: of the links (url) or of the hashtags."
    )
    shown_score: Score = Field(
        description="The score that the figure shows account by account.",
        json_schema_extra={"unit": "score name"},
    )
    shown_leaning: Leaning = Field(
        description="The seed, with the shown score, whose days are weighed: that with the "
        "largest published t.",
        json_schema_extra={"unit": "leaning of a seed"},
    )
    level: Level
    single_alpha: float = Field(
        description="Error rate that a single test promises.",
        ge=0.001,
        le=0.2,
        json_schema_extra={"unit": "probability"},
    )
    max_lag_days: MaxLagDays = Field(
        description="Largest distance in time at which two days count as dependent, as in "
        "political_amplification/neutral_accounts.",
    )
    prewhiten: bool = Field(
        description="Whether the standard error that allows for dependent days is prewhitened.",
        json_schema_extra={"unit": "true or false"},
    )
