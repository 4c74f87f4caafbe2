"""Parameters that several notebooks on the holdback experiment share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rml.parameters import NotebookParameters

SizeRatio = Annotated[
    int,
    Field(
        description="Treatment users for each control user.",
        ge=1,
        le=20,
        json_schema_extra={"unit": "users for each control user"},
    ),
]
WindowDays = Annotated[
    int,
    Field(description="Days of the window.", ge=2, le=400, json_schema_extra={"unit": "days"}),
]
PublishedSmoothing = Annotated[
    Literal["inside", "outside"],
    Field(
        description="Reading of the published formula: (T+1)/(4C+1) or (T+1)/(4(C+1)).",
        json_schema_extra={"unit": "reading"},
    ),
]
PublishedResamples = Annotated[int, Field(ge=20, le=10_000, json_schema_extra={"unit": "draws"})]
"""Draws of the published bootstrap."""

LeastControl = Annotated[int, Field(ge=1, le=10_000, json_schema_extra={"unit": "user-days"})]
"""Control user-days that an account needs on the days by which accounts are chosen."""

RatioBias = Annotated[
    float,
    Field(
        description="Largest acceptable bias of a log ratio, in per cent.",
        gt=0,
        le=20,
        json_schema_extra={"unit": "per cent"},
    ),
]
WidthOverUsers = Annotated[
    float,
    Field(description="Largest acceptable mean width of intervals over users.", gt=0, le=100),
]
WidthOverAuthors = Annotated[
    float,
    Field(
        description="Largest acceptable mean width of intervals over users and authors.",
        gt=0,
        le=400,
    ),
]
Planted = Annotated[float, Field(gt=-1, le=10)]
"""A planted amplification; 0 is equal reach."""


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
