"""The parameter models of the reports on what to do instead of cropping by model."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from rml.cropping.parameters import CropRatio, LeastPeople, Temperature
from rml.parameters import Level, NotebookParameters, Seed, Share


class Alternatives(NotebookParameters):
    """Parameters of ``image_cropping/alternatives``."""

    level: Level
    seed: Seed
    resamples: int = Field(
        description="Resamples of people behind the difference of women and men on portraits.",
        ge=199,
        le=99_999,
        json_schema_extra={"unit": "resamples"},
    )
    ethnicities: list[Annotated[str, Field(min_length=1)]] = Field(
        description="Labels of ethnicity that are compared: the first with each of the others.",
        min_length=2,
        json_schema_extra={"unit": "label"},
    )
    minimum_people: LeastPeople = Field(
        description=(
            "A group of ethnicity and gender takes part from this many people on; intervals over "
            "people need at least 15."
        )
    )
    most_people: int = Field(
        description="Larger groups are cut down to this many people, drawn at random.",
        ge=15,
        le=100_000,
        json_schema_extra={"unit": "people in a group"},
    )
    pairs: int = Field(
        description="Pairs of people sampled for every two groups; each is shown in both orders.",
        ge=15,
        le=100_000,
        json_schema_extra={"unit": "pairs of people"},
    )
    pair_ratios: list[CropRatio] = Field(
        description="All previews of two people side by side, among them the square and the wide.",
        min_length=1,
        json_schema_extra={"unit": "height by width"},
    )
    wide_ratio: float = Field(
        description="A wide preview: the widest that the published program makes by default.",
        ge=0.1,
        lt=0.9,
        json_schema_extra={"unit": "height by width"},
    )
    tall_ratio: float = Field(
        description="A tall preview: the tallest that the published program makes by default.",
        gt=1.1,
        le=10,
        json_schema_extra={"unit": "height by width"},
    )
    temperatures: list[Temperature] = Field(
        description="Temperatures of the sampled crops, in rising order.",
        min_length=1,
        max_length=3,
        json_schema_extra={"unit": "units of the score"},
    )
    temperature: Temperature = Field(
        description=(
            "The temperature of the findings on sampled crops, one of the temperatures: 1 is the "
            "alternative in the published code."
        ),
        json_schema_extra={"unit": "units of the score"},
    )
    shown_from: float = Field(
        description=(
            "A face counts as shown from this share of its region on: about where a straight cut "
            "passes through the mouth or reaches the eyes."
        ),
        gt=0.5,
        le=1,
        json_schema_extra={"unit": "share of the face region"},
    )
    region_scales: list[Annotated[float, Field(ge=0.2, le=1.5)]] = Field(
        description="Factors on the declared face region's half axes, for its sensitivity.",
        min_length=1,
        json_schema_extra={"unit": "factor"},
    )

    @model_validator(mode="after")
    def _choices_are_listed(self) -> Self:
        """Refuse a preview or temperature of a finding that the tables would not show."""
        if not {1.0, self.wide_ratio} <= set(self.pair_ratios):
            raise ValueError(
                f"pair_ratios must hold 1.0, which the findings are about, and wide_ratio "
                f"{self.wide_ratio}; it is {self.pair_ratios}."
            )
        if self.temperature not in self.temperatures:
            raise ValueError(
                f"temperature must be one of the temperatures {self.temperatures}, not "
                f"{self.temperature}."
            )
        if self.temperatures != sorted(set(self.temperatures)):
            raise ValueError(f"temperatures must rise without repeats, not {self.temperatures}.")
        return self


class AuthorChoice(NotebookParameters):
    """Parameters of ``image_cropping/author_choice``."""

    level: Level
    seed: Seed
    own_preference: Share = Field(
        description="Probability that an author places the crop on the person meant.",
        json_schema_extra={"unit": "probability"},
    )
    placement_noise: float = Field(
        description="Standard deviation of the error from left to right.",
        ge=0,
        le=0.5,
        json_schema_extra={"unit": "widths of the picture"},
    )
    appeal_spread: float = Field(
        description="Standard deviation of people's appeal, alike in both groups.",
        ge=0,
        le=10,
        json_schema_extra={"unit": "log-odds"},
    )
    tilted_means_a: float = Field(
        description="How often authors who favour group A mean its person; one half is even.",
        gt=0.5,
        lt=1,
        json_schema_extra={"unit": "probability"},
    )
    people: int = Field(
        description="People drawn into each of the two groups; all of them meet.",
        ge=15,
        le=1_000,
        json_schema_extra={"unit": "people in a group"},
    )
    repetitions: int = Field(
        description="Simulated draws of people and authors over which recovery is judged.",
        ge=1,
        le=100_000,
        json_schema_extra={"unit": "repetitions"},
    )
    bias_bound: float = Field(
        description="Largest bias of a recovered value that is accepted.",
        ge=0,
        le=10,
        json_schema_extra={"unit": "percentage points"},
    )
    width_bound: float = Field(
        description="Largest mean width of a recovered value's interval that is accepted.",
        gt=0,
        le=100,
        json_schema_extra={"unit": "percentage points"},
    )
    preferences: list[Share] = Field(
        description="Other probabilities that an author chooses, for the sensitivity.",
        min_length=1,
        json_schema_extra={"unit": "probability"},
    )
    noises: list[Annotated[float, Field(ge=0, le=0.5)]] = Field(
        description="Other standard deviations of the error, for the sensitivity.",
        min_length=1,
        json_schema_extra={"unit": "widths of the picture"},
    )
