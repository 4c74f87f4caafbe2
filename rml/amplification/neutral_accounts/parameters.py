"""The parameter models of the notebooks in ``notebooks/political_amplification``."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rml.parameters import FamilyAlpha, Level, NotebookParameters, Power, Resamples, Seed

Score = Literal["url", "hashtag"]
Scores = Annotated[
    list[Score],
    Field(min_length=1, json_schema_extra={"unit": "score names", "uniqueItems": True}),
]
MaxLagDays = Annotated[int, Field(ge=1, le=60, json_schema_extra={"unit": "days"})]
"""The largest distance in time at which two days still count as dependent."""

Leaning = Literal["Left", "C. Left", "Center", "C. Right", "Right"]


class NeutralAccounts(NotebookParameters):
    """Parameters of ``political_amplification/neutral_accounts``."""

    scores: Scores = Field(
        description=(
            "The political scores compared: of the links (url) or of the hashtags that tweets "
            "share. Each score gives one test for every seed; together they form the family "
            "over which Holm's correction runs. The report's products hold both scores: a run "
            "with one of them lacks declared products, fails, and is not published."
        )
    )
    primary_leaning: Leaning = Field(
        description=(
            "The seed of the primary comparison: the one with the largest published t, which "
            "is the claim that has most to lose."
        ),
        json_schema_extra={"unit": "leaning of a seed"},
    )
    primary_score: Score = Field(
        description="The score of the primary comparison, chosen with its seed.",
        json_schema_extra={"unit": "score name"},
    )
    level: Level
    alpha: FamilyAlpha
    max_lag_days: MaxLagDays = Field(
        description=(
            "Largest distance in time at which two days still count as dependent in the HAC "
            "standard error (Bartlett weights). The report takes 1.3 times the square root of "
            "the days observed, rounded up, less one: the rule of Lazarus and others 2018, "
            "doi:10.1080/07350015.2018.1506926, to be used with fixed-b critical values."
        )
    )
    prewhiten: bool = Field(
        description=(
            "Whether the HAC standard error is estimated on the residuals of an AR(1) and "
            "recoloured, which repairs most of its shortfall when neighbouring days are alike."
        ),
        json_schema_extra={"unit": "true or false"},
    )
    block_length_days: int = Field(
        description=(
            "Length of the blocks of consecutive observed days that the block bootstrap draws; "
            "it must exceed the span over which days share tweets, and a quarter of the "
            "shortest account's days at most."
        ),
        ge=2,
        le=30,
        json_schema_extra={"unit": "days"},
    )
    sensitivity_days: list[int] = Field(
        description=(
            "Other values that the largest lag and the block length both take in the "
            "sensitivity analysis."
        ),
        min_length=1,
        json_schema_extra={"unit": "days", "uniqueItems": True},
    )
    resamples: Resamples = Field(
        description="Draws of the block bootstrap for each test.",
        json_schema_extra={"unit": "draws"},
    )
    random_seed: Seed
    power: Power

    @model_validator(mode="after")
    def _the_lists_are_sets_in_bounds_and_hold_the_primary_score(self) -> Self:
        """Refuse repeated entries, a primary score left out, and spans out of bounds."""
        if len(set(self.scores)) != len(self.scores):
            raise ValueError(f"scores lists a score twice: {self.scores}.")
        if self.primary_score not in self.scores:
            raise ValueError(
                f"primary_score {self.primary_score!r} is not in the scores {self.scores}."
            )
        if any(not 2 <= days <= 30 for days in self.sensitivity_days):
            raise ValueError(
                f"sensitivity_days must lie between 2 and 30 days, not {self.sensitivity_days}."
            )
        return self
