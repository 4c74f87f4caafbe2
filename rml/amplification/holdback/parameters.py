"""Parameters that several notebooks on the holdback experiment share."""

from __future__ import annotations

from pydantic import Field

from rml.parameters import NotebookParameters


class HabitValues(NotebookParameters):
    """How made-up users and authors behave; see ``rml.amplification.holdback.behaviour.Habits``."""

    largest_reach: float = Field(
        description="Share of a country's control users whom the most-met party reaches a day.",
        gt=0,
        lt=0.9,
        json_schema_extra={"unit": "share of users"},
    )
    activity_classes: int = Field(
        description="Number of equally large classes of users by activity.",
        ge=1,
        le=20,
        json_schema_extra={"unit": "classes"},
    )
    activity_shape: float = Field(
        description="Shape of the gamma distribution of users' activity; small is uneven.",
        ge=0.1,
        le=20,
        json_schema_extra={"unit": "none"},
    )
    affinity: float = Field(
        description="How many times as often users meet authors of the side they follow.",
        ge=1,
        le=50,
        json_schema_extra={"unit": "times"},
    )
    popularity_spread: float = Field(
        description="Standard deviation of the logarithm of authors' popularity.",
        ge=0,
        le=3,
        json_schema_extra={"unit": "log"},
    )
    amplification_spread: float = Field(
        description="Standard deviation, within a party, of the logarithm of authors' factors.",
        ge=0,
        le=2,
        json_schema_extra={"unit": "log"},
    )
    day_spread: float = Field(
        description="Standard deviation of the logarithm of a day's activity.",
        ge=0,
        le=1,
        json_schema_extra={"unit": "log"},
    )
    day_levels: int = Field(
        description="Number of levels that a day's activity takes.",
        ge=1,
        le=7,
        json_schema_extra={"unit": "levels"},
    )
