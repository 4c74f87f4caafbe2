"""The parameter model of ``lessons/thresholded_imputation``."""

from __future__ import annotations

from pydantic import Field

from rml.parameters import Level, NotebookParameters, Seed
from rml.timeline.imputation.parameters import LeastMembers


class ThresholdedImputation(NotebookParameters):
    """Parameters of ``lessons/thresholded_imputation``."""

    least_members: LeastMembers
    cutoff: float = Field(
        description="Probability from which the stricter rule counts a person as a group.",
        gt=0.5,
        lt=1,
        json_schema_extra={"unit": "probability"},
    )
    level: Level
    resamples: int = Field(
        description="Bootstrap resamples of members.",
        ge=99,
        le=100_000,
        json_schema_extra={"unit": "resamples"},
    )
    seed: Seed
