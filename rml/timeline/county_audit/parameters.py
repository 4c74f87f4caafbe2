"""The parameter model of the notebook ``home_timeline/county_audit``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from rml.parameters import (
    Day,
    ErrorOrOut,
    FamilyAlpha,
    Level,
    NotebookParameters,
    Power,
    Seed,
    Share,
    refuse_other_alpha,
)
from rml.timeline.county_audit.own_table_columns import BY_AUTHOR, BY_COUNTY, RAW_LOG

Effect = Annotated[float, Field(ge=0, le=90)]
Ratio = Annotated[float, Field(ge=0.1, le=10)]
PerThousand = Annotated[float, Field(ge=0.1, le=1000)]


class ImpressionRuleValues(NotebookParameters):
    """What is done with the faults of impressions; see ``county_audit.county_rules``."""

    unknown_fips: ErrorOrOut = Field(
        description="What is done with rows whose code is that of no county."
    )
    no_county: ErrorOrOut = Field(description="What is done with authors whose county is missing.")
    duplicate_authors: ErrorOrOut = Field(
        description="What is done with authors who have several rows."
    )
    ill_counts: ErrorOrOut = Field(
        description="What is done with rows whose counts are missing or negative."
    )
    more_authors_than_residents: ErrorOrOut = Field(
        description="What is done with counties that have more authors than residents."
    )
    implausible_sums: ErrorOrOut = Field(
        description="Of sums by county: what is done with those that contradict each other."
    )
    unknown_authors: ErrorOrOut = Field(
        description="Of a raw log: what is done with impressions of authors who are not listed."
    )
    first_day: Day | None = Field(
        description="Of a raw log: the first day that counts; null for all days.",
        json_schema_extra={"unit": "date"},
    )
    last_day: Day | None = Field(
        description="Of a raw log: the last day that counts; null for all days.",
        json_schema_extra={"unit": "date"},
    )

    @model_validator(mode="after")
    def _days_are_in_the_calendar_and_in_order(self) -> Self:
        days = [
            dt.date.fromisoformat(day) for day in (self.first_day, self.last_day) if day is not None
        ]
        if len(days) == 1 or days != sorted(days):
            raise ValueError(
                "first_day and last_day must both be given, the first one first, or both be null."
            )
        return self


class PlatformValues(NotebookParameters):
    """How many authors a simulated platform has, and how unequal they are."""

    per_thousand: PerThousand = Field(
        description="Authors for each thousand residents; what a real platform has is not known.",
        json_schema_extra={"unit": "authors per thousand residents"},
    )
    mean_impressions: float = Field(
        description=(
            "Mean impressions of the baseline author: one outside the group, in a county where "
            "nobody belongs to it, before anything that rural counties and states add."
        ),
        ge=1,
        le=1e6,
        json_schema_extra={"unit": "impressions"},
    )
    squared_variation: float = Field(
        description=(
            "How unequal authors are: the variance of their expected impressions over the squared "
            "mean. At 220 the top hundredth of authors gets about four fifths."
        ),
        ge=0.1,
        le=5000,
        json_schema_extra={"unit": "ratio"},
    )
    county_spread: float = Field(
        description="Standard deviation of a factor shared by all authors of a county.",
        ge=0,
        le=0.5,
        json_schema_extra={"unit": "ratio"},
    )


class OtherWorldValues(NotebookParameters):
    """What is planted in the worlds beside the two that the page is about."""

    adoption_ratio: Ratio = Field(
        description=(
            "Authors per resident of the group over authors per other resident, in the world in "
            "which users are not residents. Not known for any platform: an assumption."
        ),
        json_schema_extra={"unit": "ratio"},
    )
    rural_slope: float = Field(
        description=(
            "In the world of rural counties: impressions of every author of a wholly rural county "
            "minus those in one without rural residents."
        ),
        ge=-50,
        le=100,
        json_schema_extra={"unit": "per cent of the baseline author"},
    )
    state_slope: float = Field(
        description=(
            "In the world of states: impressions of every author of a state, for each unit by "
            "which the group's share of its residents is larger."
        ),
        ge=-50,
        le=100,
        json_schema_extra={"unit": "per cent of the baseline author"},
    )
    state_spread: float = Field(
        description="In the world of states: standard deviation of what else a state adds.",
        ge=0,
        le=20,
        json_schema_extra={"unit": "per cent of the baseline author"},
    )


class BoundValues(NotebookParameters):
    """Bounds by which measures are judged, declared before the repetitions were run."""

    bias: float = Field(
        description="Largest accepted bias of a gap, declared before the simulation.",
        gt=0,
        le=20,
        json_schema_extra={"unit": "percentage points of the baseline"},
    )
    weighted_width: float = Field(
        description=(
            "Largest accepted mean width of the intervals of the weighted gap: a third more than "
            "the 2.8 that unequal authors and counties give by formula."
        ),
        gt=0,
        le=200,
        json_schema_extra={"unit": "percentage points of the baseline"},
    )
    regression_width: float = Field(
        description="The same for ecological regression: a third more than 19.5 to 20.",
        gt=0,
        le=500,
        json_schema_extra={"unit": "percentage points of the baseline"},
    )
    state_effects_width: float = Field(
        description="The same with state fixed effects: a third more than 25.3.",
        gt=0,
        le=500,
        json_schema_extra={"unit": "percentage points of the baseline"},
    )


class CountyAudit(NotebookParameters):
    """Parameters of ``home_timeline/county_audit``."""

    own_tables: ClassVar[Mapping[str, Sequence[str]]] = {**BY_COUNTY, **BY_AUTHOR, **RAW_LOG}
    """The impressions that may be audited; see ``county_audit.impression_schemas``."""

    own_table_ways: ClassVar[Sequence[Sequence[str]]] = (
        tuple(BY_COUNTY),
        tuple(BY_AUTHOR),
        tuple(RAW_LOG),
    )

    definition: Literal[
        "nh_black vs rest", "black_alone vs rest", "hispanic vs rest", "nh_asian vs rest"
    ] = Field(
        description=(
            "The two groups: one of the Census table's against everybody else. Simulated worlds "
            "and the primary finding take this one; tables show others."
        ),
        json_schema_extra={"unit": "definition"},
    )
    gap: float = Field(
        description=(
            "Planted gap: impressions of authors of the group minus those of others, in the world "
            "in which only an author's own group counts. Chosen for size, not taken from anywhere."
        ),
        ge=-50,
        le=100,
        json_schema_extra={"unit": "per cent of the baseline author"},
    )
    own_race_share: Share = Field(
        description=(
            "The slider of the mixture that is judged: the share of the gap that hangs on an "
            "author's own group; the rest hangs on the county."
        ),
        json_schema_extra={"unit": "proportion"},
    )
    own_race_shares: list[Share] = Field(
        description="Positions of the slider in the figure, from all county to all own group.",
        min_length=3,
        json_schema_extra={"unit": "proportion", "uniqueItems": True},
    )
    other_worlds: OtherWorldValues = Field(
        description="What is planted in other worlds.",
        json_schema_extra={"unit": "each field has its own"},
    )
    adoption_ratios: list[Ratio] = Field(
        description="Such ratios in the table of adoption.",
        min_length=1,
        json_schema_extra={"unit": "ratio", "uniqueItems": True},
    )
    platform: PlatformValues = Field(
        description="The simulated platform's authors.",
        json_schema_extra={"unit": "each field has its own"},
    )
    repetitions: int = Field(
        description="Simulated platforms for each world.",
        ge=20,
        le=20_000,
        json_schema_extra={"unit": "platforms"},
    )
    bounds: BoundValues = Field(
        description="Bounds by which measures are judged.",
        json_schema_extra={"unit": "percentage points of the baseline"},
    )
    effects: list[Effect] = Field(
        description="Sizes of gaps in the figure of power, each with both signs; 0 is no gap.",
        min_length=3,
        json_schema_extra={
            "unit": "per cent of the baseline author",
            "uniqueItems": True,
        },
    )
    power_authors: list[PerThousand] = Field(
        description="Numbers of authors for which power is shown.",
        min_length=1,
        max_length=4,
        json_schema_extra={"unit": "authors per thousand residents", "uniqueItems": True},
    )
    above_median_gap: float = Field(
        description=(
            "Planted gap, in the example of the bounds, in the share of authors above the national "
            "median of impressions."
        ),
        ge=-40,
        le=40,
        json_schema_extra={"unit": "percentage points"},
    )
    impression_rules: ImpressionRuleValues = Field(
        description="What is done with the faults of a platform's own impressions.",
        json_schema_extra={"unit": "rules"},
    )
    level: Level
    alpha: FamilyAlpha
    power: Power
    seed: Seed

    @model_validator(mode="after")
    def _lists_are_sorted_and_hold_what_is_judged(self) -> Self:
        for name in ("own_race_shares", "adoption_ratios", "effects", "power_authors"):
            listed = getattr(self, name)
            if sorted(set(listed)) != listed:
                raise ValueError(f"{name} must rise from value to value, not {listed}.")
        if (self.own_race_shares[0], self.own_race_shares[-1]) != (0.0, 1.0):
            raise ValueError(
                f"own_race_shares must run from 0.0 to 1.0, not {self.own_race_shares}: the ends "
                "are the worlds that the page is about."
            )
        if self.gap == 0:
            raise ValueError("gap must not be 0: shares of it would have no meaning.")
        if self.platform.per_thousand not in self.power_authors:
            raise ValueError(
                f"power_authors must hold platform.per_thousand, {self.platform.per_thousand:g}: "
                "the smallest gap that is found is read from its power."
            )
        if 0.0 not in self.effects:
            raise ValueError(f"effects must hold 0.0, the case without a gap, not {self.effects}.")
        return self

    @model_validator(mode="after")
    def _a_test_is_that_of_the_interval(self) -> Self:
        refuse_other_alpha(alpha=self.alpha, level=self.level, found="a gap")
        return self
