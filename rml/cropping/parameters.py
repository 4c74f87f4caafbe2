"""The parameter models of the notebooks in ``notebooks/image_cropping``."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from rml.parameters import Level, NotebookParameters

PhotoCount = Annotated[int, Field(ge=2, le=1_000_000)]


class PublishedRuns(NotebookParameters):
    """Parameters of ``image_cropping/published_runs``."""

    level: Level
    headline_setting: str = Field(
        description=(
            "The recorded setting behind the published gaps: photos at their original sizes, "
            "groups by race and gender."
        ),
        pattern=r"^wiki_[a-z_]+$",
        json_schema_extra={"unit": "setting name"},
    )
    headline_trials: int = Field(
        description="Stitched images per pair in the runs behind the published gaps.",
        ge=1,
        le=1_000_000,
        json_schema_extra={"unit": "stitched images per pair"},
    )
    fixed_height_setting: str = Field(
        description="The recorded setting in which every photo was scaled to one height.",
        pattern=r"^wiki_[a-z_]+$",
        json_schema_extra={"unit": "setting name"},
    )
    fixed_height_trials: int = Field(
        description="Stitched images per pair in the fixed-height runs that are compared.",
        ge=1,
        le=1_000_000,
        json_schema_extra={"unit": "stitched images per pair"},
    )
    photos_grid: list[PhotoCount] = Field(
        description=(
            "Numbers of photos per group along which the intervals over photos are drawn, in "
            "rising order. They begin at the smallest group that the published code admits, "
            "because the true numbers are not verified."
        ),
        min_length=2,
        json_schema_extra={"unit": "photos per group"},
    )

    @model_validator(mode="after")
    def _the_grid_rises(self) -> Self:
        """Refuse a grid out of order or with a repeated number."""
        if self.photos_grid != sorted(set(self.photos_grid)):
            raise ValueError(f"photos_grid must rise without repeats, not {self.photos_grid}.")
        return self
