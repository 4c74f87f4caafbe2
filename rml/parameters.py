"""The base class of every notebook's parameter model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

Level = Annotated[
    float,
    Field(
        description="Nominal coverage of each interval taken by itself.",
        ge=0.5,
        le=0.999,
        json_schema_extra={"unit": "probability"},
    ),
]
"""A confidence level."""

FamilyAlpha = Annotated[
    float,
    Field(
        description="Largest accepted chance of any false alarm in the whole family of tests.",
        ge=0.001,
        le=0.2,
        json_schema_extra={"unit": "probability"},
    ),
]
"""A family-wise error rate."""

Power = Annotated[
    float,
    Field(
        description="Chance of detection that an effect called detectable must reach.",
        ge=0.5,
        le=0.99,
        json_schema_extra={"unit": "probability"},
    ),
]
"""The power at which an effect counts as detectable."""

Seed = Annotated[
    int,
    Field(
        description="Seed of the random numbers that the report draws.",
        ge=0,
        le=2**32 - 1,
        json_schema_extra={"unit": "none"},
    ),
]
"""The seed of a random generator; kept in ``record.json``."""


class NotebookParameters(BaseModel):
    """Parameters of one notebook: strict types, no unknown fields, no defaults.

    A subclass gives every field a description, bounds, and its unit as
    ``json_schema_extra={"unit": ...}``. Defaults are left out on purpose: each
    parameter file states every value that made its report.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    own_tables: ClassVar[Mapping[str, Sequence[str]]] = {}
    """The tables of one's own that a parameter file may name, with the columns each must have."""

    own_table_ways: ClassVar[Sequence[Sequence[str]]] = ()
    """The ways to bring them: sets of tables of which a parameter file names one; else all."""
