"""The parameter model of the notebook ``political_amplification/seven_countries``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from rml.amplification.holdback.own_table_columns import OWN_TABLES
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
from rml.parameters import Day, ErrorOrOut, FamilyAlpha, Level, NotebookParameters, Power, Seed

Country = Literal["Canada", "France", "Germany", "Japan", "Spain", "UK", "United States of America"]


class LogRuleValues(NotebookParameters):
    """What is done with the faults of a log; see ``rml.amplification.holdback.log_rules``."""

    users_in_both_arms: ErrorOrOut = Field(
        description="What is done with users who have rows of an arm that is not theirs."
    )
    ill_dwell_or_visibility: Literal["error", "not lingering"] = Field(
        description="What is done with rows whose dwell or visible fraction cannot be.",
        json_schema_extra={"unit": "rule"},
    )
    unknown_users: ErrorOrOut = Field(
        description="What is done with rows of users whom the table of users lacks."
    )
    unknown_authors: ErrorOrOut = Field(
        description="What is done with rows of authors whom the table of authors lacks."
    )
    arm_sizes: Literal["error", "show"] = Field(
        description="What is done if the arms were not assigned in the declared ratio.",
        json_schema_extra={"unit": "rule"},
    )


class SevenCountries(NotebookParameters):
    """Parameters of ``political_amplification/seven_countries``."""

    own_tables: ClassVar[Mapping[str, Sequence[str]]] = OWN_TABLES
    """The log that may be audited instead of a simulated one; see ``holdback.schemas``."""

    countries: list[Country] = Field(
        description="The countries of the page; their legislatures are the sampling frame.",
        min_length=1,
        json_schema_extra={"unit": "country names", "uniqueItems": True},
    )
    least_members: int = Field(
        description="Sitting members that a party must have to be in the frame.",
        ge=2,
        le=100,
        json_schema_extra={"unit": "members"},
    )
    far_position: float = Field(
        description="Distance from 0 on V-Party's left-right scale at which a party is far.",
        gt=0,
        le=5,
        json_schema_extra={"unit": "scale points"},
    )
    planted: list[Planted] = Field(
        description=(
            "Amplifications planted in the parties of a country, 0 for equal reach: as many of "
            "them as there are parties, dealt out at random over the labels P1, P2, …"
        ),
        min_length=6,
        json_schema_extra={"unit": "treatment reach over control reach, minus 1"},
    )
    name_parties: bool = Field(
        description=(
            "Whether simulated outcomes may carry the parties' real names. Made-up amplification "
            "beside a real name reads like a finding: leave it false."
        ),
        json_schema_extra={"unit": "true or false"},
    )
    habits: HabitValues = Field(
        description="How made-up users and authors behave; unused with a log of one's own.",
        json_schema_extra={"unit": "each field has its own"},
    )
    control_users: int = Field(
        description=(
            "Control users of each country who are in the experiment and active. How many there "
            "were by country is not published."
        ),
        ge=500,
        le=5_000_000,
        json_schema_extra={"unit": "users a country"},
    )
    size_ratio: SizeRatio
    first_day: Day = Field(
        description="First day of the window.",
        json_schema_extra={"unit": "date"},
    )
    days: WindowDays
    min_visible_fraction: float = Field(
        description="Least visible share of a post for an impression to count (linger rule).",
        ge=0,
        le=1,
        json_schema_extra={"unit": "share of the post's area"},
    )
    min_dwell_ms: int = Field(
        description="Least time that a post stays visible for an impression to count.",
        ge=0,
        le=60_000,
        json_schema_extra={"unit": "milliseconds"},
    )
    log_rules: LogRuleValues = Field(
        description="What is done with the faults of a platform's own log; unused without one.",
        json_schema_extra={"unit": "rules"},
    )
    lingering_share: float = Field(
        description="Share of simulated impressions that pass the linger rule.",
        gt=0,
        le=1,
        json_schema_extra={"unit": "share of impressions"},
    )
    published_smoothing: PublishedSmoothing
    least_control: LeastControl = Field(
        description="Control user-days that an author needs on every second day, which choose."
    )
    resamples: PublishedResamples = Field(
        description="Draws of the published bootstrap over days and membership."
    )
    permutations: int = Field(
        description="Random permutations of authors over parties.",
        ge=99,
        le=100_000,
        json_schema_extra={"unit": "permutations"},
    )
    repetitions: int = Field(
        description="Simulated experiments for each country and each question.",
        ge=20,
        le=20_000,
        json_schema_extra={"unit": "experiments"},
    )
    bias_bound: RatioBias
    width_bound_users: WidthOverUsers = Field(json_schema_extra={"unit": "per cent of the factor"})
    width_bound_authors: WidthOverAuthors = Field(
        json_schema_extra={"unit": "per cent of the factor"}
    )
    level: Level
    alpha: FamilyAlpha
    power: Power
    random_seed: Seed

    @model_validator(mode="after")
    def _countries_are_named_once(self) -> Self:
        if len(set(self.countries)) != len(self.countries):
            raise ValueError(f"countries lists a country twice: {self.countries}.")
        return self

    @model_validator(mode="after")
    def _first_day_is_in_the_calendar(self) -> Self:
        try:
            dt.date.fromisoformat(self.first_day)
        except ValueError as error:
            raise ValueError(f"first_day {self.first_day} is no date: {error}.") from error
        return self
