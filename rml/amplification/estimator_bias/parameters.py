"""The parameter model of the notebook ``political_amplification/estimator_bias``."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from rml.amplification.holdback.parameters import Planted
from rml.parameters import Level, NotebookParameters, Seed, Share, refuse_repeats

ControlReach = Annotated[float, Field(ge=0.01, le=10_000)]


class EstimatorBias(NotebookParameters):
    """Parameters of ``political_amplification/estimator_bias``."""

    level: Level
    seed: Seed
    size_ratio: float = Field(
        description="Treatment users for each control user; the published formula takes 4.",
        ge=0.1,
        le=100,
        json_schema_extra={"unit": "users per user"},
    )
    days: int = Field(
        description="Days of an experiment; the published window of legislators has 137.",
        ge=2,
        le=1000,
        json_schema_extra={"unit": "days"},
    )
    daily_reach: ControlReach = Field(
        description="Expected control users a day at which the estimators are judged.",
        json_schema_extra={"unit": "users a day"},
    )
    planted: list[Planted] = Field(
        description="Planted amplifications at which the estimators are judged; 0 is no effect.",
        min_length=1,
        json_schema_extra={"unit": "amplification", "uniqueItems": True},
    )
    repetitions: int = Field(
        description="Simulated experiments for each planted amplification.",
        ge=100,
        le=100_000,
        json_schema_extra={"unit": "experiments"},
    )
    bias_bound: float = Field(
        description=(
            "Largest accepted bias at any planted amplification, declared before the simulation."
        ),
        gt=0,
        le=100,
        json_schema_extra={"unit": "per cent of one plus the amplification"},
    )
    width_bound: float = Field(
        description=(
            "Largest accepted mean width of the intervals where no user comes back. Poisson "
            "variances give pooled counts about 18 at the smallest planted amplification; a third "
            "more is accepted."
        ),
        gt=0,
        le=1000,
        json_schema_extra={"unit": "per cent of one plus the amplification"},
    )
    low_reach: ControlReach = Field(
        description="Expected control users a day at which the published formula is worst.",
        json_schema_extra={"unit": "users a day"},
    )
    reach_grid: list[ControlReach] = Field(
        description="Expected control users a day along the axes of the figures.",
        min_length=3,
        json_schema_extra={"unit": "users a day", "uniqueItems": True},
    )
    threshold: float = Field(
        description="An author with an estimate above this appears amplified, though nobody is.",
        ge=0,
        le=10,
        json_schema_extra={"unit": "amplification"},
    )
    median_reaches: list[ControlReach] = Field(
        description=(
            "Assumed medians, over made-up authors, of the expected control users a day; the "
            "real ones are not known."
        ),
        min_length=1,
        json_schema_extra={"unit": "users a day", "uniqueItems": True},
    )
    reach_spread: float = Field(
        description="Standard deviation over made-up authors of the logarithm of that number.",
        ge=0,
        le=4,
        json_schema_extra={"unit": "natural logarithm"},
    )
    authors: int = Field(
        description="Made-up authors for each assumed median, and simulated ones for each reach.",
        ge=100,
        le=100_000,
        json_schema_extra={"unit": "authors"},
    )
    days_per_user: list[float] = Field(
        description="Mean number of days on which a user who is reached at all is reached.",
        min_length=1,
        json_schema_extra={"unit": "days", "uniqueItems": True},
    )
    judged_days_per_user: float = Field(
        description="The one of them at which intervals for returning users are judged.",
        ge=1,
        le=100,
        json_schema_extra={"unit": "days"},
    )
    returning_width_bound: float = Field(
        description=(
            "Largest accepted mean width of the intervals at that number of days: user-days that "
            "come in such runs make them about three times as wide."
        ),
        gt=0,
        le=1000,
        json_schema_extra={"unit": "per cent of one plus the amplification"},
    )
    busy_days: int = Field(
        description="Days, in the example of two kinds of days, on which many users are reached.",
        ge=1,
        le=999,
        json_schema_extra={"unit": "days"},
    )
    busy_factor: float = Field(
        description="How many times as many users are reached on these days.",
        ge=1,
        le=1000,
        json_schema_extra={"unit": "ratio"},
    )
    quiet_amplification: Planted = Field(
        description="Planted amplification on the other days; on busy days there is none.",
        json_schema_extra={"unit": "amplification"},
    )

    members: list[int] = Field(
        description="Numbers of members, from 1 to 10,000, of the groups in the exact example.",
        min_length=1,
        json_schema_extra={"unit": "members", "uniqueItems": True},
    )
    member_reach: float = Field(
        description="Share of control users whom a member of these groups reaches on a day.",
        gt=0,
        le=0.09,
        json_schema_extra={"unit": "proportion"},
    )
    member_amplification: Planted = Field(
        description="Amplification of every member of these groups.",
        json_schema_extra={"unit": "amplification"},
    )
    overlap: Share = Field(
        description="Share of a member's audience who meet every member, where audiences overlap.",
        json_schema_extra={"unit": "proportion"},
    )

    @model_validator(mode="after")
    def _lists_are_sets_and_the_judged_ones_belong_to_them(self) -> Self:
        """Refuse repeated entries, a judged number of days left out, and only busy days."""
        refuse_repeats(
            self, ("planted", "reach_grid", "median_reaches", "days_per_user", "members")
        )
        if any(not 1 <= number <= 10_000 for number in self.members):
            raise ValueError(f"members must lie between 1 and 10,000, not {self.members}.")
        if any(not 1 <= mean <= 100 for mean in self.days_per_user):
            raise ValueError(
                f"days_per_user must lie between 1 and 100 days, not {self.days_per_user}."
            )
        if self.judged_days_per_user not in self.days_per_user:
            raise ValueError(
                f"judged_days_per_user {self.judged_days_per_user} is not in days_per_user "
                f"{self.days_per_user}."
            )
        if max(self.days_per_user) > self.days:
            raise ValueError(
                f"Nobody is reached on {max(self.days_per_user)} of {self.days} days on average."
            )
        if self.busy_days >= self.days:
            raise ValueError(f"busy_days {self.busy_days} leaves no other of {self.days} days.")
        return self
