"""The parameter model of the notebook ``political_amplification/calibration``."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from rml.amplification.holdback.parameters import (
    HabitValues,
    LeastControl,
    Planted,
    PublishedResamples,
    PublishedSmoothing,
    RatioBias,
    SizeRatio,
    WidthOverAuthors,
    WidthOverUsers,
    WindowDays,
)
from rml.parameters import FamilyAlpha, Level, NotebookParameters, Seed, refuse_other_alpha


class Calibration(NotebookParameters):
    """Parameters of ``political_amplification/calibration``."""

    authors: list[int] = Field(
        description=(
            "Accounts of the three parties. The first two are amplified alike: between them there "
            "is nothing to find. The third is amplified more."
        ),
        min_length=3,
        max_length=3,
        json_schema_extra={"unit": "accounts"},
    )
    amplification: Planted = Field(
        description="Planted amplification of the first two parties; 0 is equal reach.",
        json_schema_extra={"unit": "treatment reach over control reach, minus 1"},
    )
    larger_amplification: Planted = Field(
        description="Planted amplification of the third party.",
        json_schema_extra={"unit": "treatment reach over control reach, minus 1"},
    )
    habits: HabitValues = Field(
        description="How made-up users and authors behave.",
        json_schema_extra={"unit": "each field has its own"},
    )
    control_users: int = Field(
        description="Control users.",
        ge=200,
        le=1_000_000,
        json_schema_extra={"unit": "users"},
    )
    size_ratio: SizeRatio
    days: WindowDays
    published_smoothing: PublishedSmoothing
    repetitions: int = Field(
        description="Simulated experiments for each question, by the intervals of this project.",
        ge=20,
        le=50_000,
        json_schema_extra={"unit": "experiments"},
    )
    published_repetitions: int = Field(
        description=(
            "Simulated experiments for each question by the published interval, which needs every "
            "meeting of a user and an author and many resamples."
        ),
        ge=20,
        le=20_000,
        json_schema_extra={"unit": "experiments"},
    )
    resamples: PublishedResamples = Field(
        description="Draws of the published bootstrap in each experiment."
    )
    association_authors: int = Field(
        description="Accounts of each of two parties in the test of single accounts.",
        ge=4,
        le=1000,
        json_schema_extra={"unit": "accounts"},
    )
    association_affinity: float = Field(
        description=(
            "How many times as often users meet accounts of the side they follow, in the test of "
            "single accounts: one party has a side and the other has none, so it decides how much "
            "smaller the audiences of the other's accounts are."
        ),
        ge=1,
        le=50,
        json_schema_extra={"unit": "times"},
    )
    association_reach: float = Field(
        description="Share of control users whom the most-met party reaches a day, in that test.",
        gt=0,
        lt=0.9,
        json_schema_extra={"unit": "share of users"},
    )
    permutations: int = Field(
        description="Random permutations in each simulated test.",
        ge=19,
        le=10_000,
        json_schema_extra={"unit": "permutations"},
    )
    least_control: LeastControl = Field(
        description="Control user-days that an account needs on every second day, which choose."
    )
    bias_bound: RatioBias
    width_bound_users: WidthOverUsers = Field(json_schema_extra={"unit": "per cent of the ratio"})
    width_bound_authors: WidthOverAuthors = Field(
        json_schema_extra={"unit": "per cent of the ratio"}
    )
    rate_bound: float = Field(
        description="How far a false-positive rate may be from its nominal value.",
        gt=0,
        le=10,
        json_schema_extra={"unit": "percentage points"},
    )
    level: Level
    alpha: FamilyAlpha
    random_seed: Seed

    @model_validator(mode="after")
    def _parties_have_enough_accounts(self) -> Self:
        if min(self.authors) < 20:
            raise ValueError(
                f"authors needs at least 20 accounts a party for an interval over authors, "
                f"not {self.authors}."
            )
        return self

    @model_validator(mode="after")
    def _tests_are_those_of_the_intervals(self) -> Self:
        refuse_other_alpha(alpha=self.alpha, level=self.level, found="a difference")
        return self
