"""The base class of every notebook's parameter model, and the types that several of them share.

A type without a description has the bounds only; each field says what it is there.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, ClassVar, Literal

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

Resamples = Annotated[int, Field(ge=200, le=100_000)]
"""A number of resamples behind an interval that is shown."""

Share = Annotated[float, Field(ge=0, le=1)]
"""A share or probability that may be none or all."""

Rate = Annotated[float, Field(gt=0, lt=1)]
"""A share or probability that is neither 0 nor 1."""

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""A day as ISO 8601 writes it: 2016-04-15."""

ErrorOrOut = Annotated[Literal["error", "leave out"], Field(json_schema_extra={"unit": "rule"})]
"""A rule for faulty rows: they stop the analysis, or are left out and counted."""


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


def refuse_repeats(parameters: NotebookParameters, names: Iterable[str]) -> None:
    """Raise ValueError if one of the named lists of a model holds a value twice."""
    for name in names:
        listed = getattr(parameters, name)
        if len(set(listed)) != len(listed):
            raise ValueError(f"{name} lists a value twice: {listed}.")


def refuse_unless_rising(name: str, values: Sequence[float], *, low: float, high: float) -> None:
    """Raise ValueError if a list does not rise, or has values beyond its two bounds."""
    if any(first >= second for first, second in itertools.pairwise(values)):
        raise ValueError(f"{name} must rise: {values}.")
    if not all(low <= value <= high for value in values):
        raise ValueError(f"{name} must lie between {low:g} and {high:g}: {values}.")


def refuse_other_alpha(*, alpha: float, level: float, found: str) -> None:
    """Raise ValueError if tests are not those of the intervals.

    Parameters
    ----------
    alpha, level
        The tests' error rate and the intervals' nominal coverage.
    found
        What counts as found where its interval misses 0, for the message: ``a gap``.
    """
    if abs(alpha - (1 - level)) > 1e-9:
        raise ValueError(
            f"alpha must be 1 - level, {1 - level:g}, not {alpha}: {found} counts as found where "
            "its interval misses 0."
        )
