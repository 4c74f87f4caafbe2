"""The parameter models of the notebooks in ``notebooks/home_timeline``."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from rml.parameters import FamilyAlpha, Level, NotebookParameters, Power, Seed

Topic = Literal["any_health_agency", "hhs", "covid19", "blm"]
Group = Literal[
    "Asian",
    "Black",
    "Hispanic or Latino",
    "Middle Eastern",
    "Native American",
    "Other",
    "Two or more races",
    "White",
]


class PanelExposureByRace(NotebookParameters):
    """Parameters of ``home_timeline/panel_exposure_by_race``."""

    family: list[Topic] = Field(
        description=(
            "The topics whose group-against-rest comparisons form the one multiplicity "
            "family: every group in every topic listed here counts as one test."
        ),
        min_length=1,
        json_schema_extra={"unit": "topic names", "uniqueItems": True},
    )
    primary_topic: Literal["any_health_agency", "hhs"] = Field(
        description=(
            "The topic of the primary comparison, that of the headline examined; a health topic, "
            "because the plain-language summary speaks of sponsored posts."
        ),
        json_schema_extra={"unit": "topic name"},
    )
    primary_group: Group = Field(
        description="The group that the primary comparison sets against everybody else.",
        json_schema_extra={"unit": "group name"},
    )
    level: Level
    alpha: FamilyAlpha
    power: Power
    effect_ratio: float = Field(
        description=(
            "True ratio of a group's rate to the rest's whose chance of detection is reported; "
            "one half means: the group is reached half as often."
        ),
        ge=0.01,
        le=0.99,
        json_schema_extra={"unit": "ratio"},
    )
    equality_band: float = Field(
        description=(
            "Lower end b of the band [b, 1/b] of exposure ratios that would count as equal "
            "for practical purposes; four fifths is the rule of thumb of 29 CFR 1607.4(D)."
        ),
        ge=0.5,
        le=0.99,
        json_schema_extra={"unit": "ratio"},
    )
    resamples: int = Field(
        description=(
            "Random reallocations of who was exposed, which show how small the smallest p-value "
            "of the whole family gets by chance."
        ),
        ge=99,
        le=1_000_000,
        json_schema_extra={"unit": "reallocations"},
    )
    seed: Seed
    small_cell_threshold: int = Field(
        description="Counts of people below this number are flagged as small cells.",
        ge=3,
        le=100,
        json_schema_extra={"unit": "panelists"},
    )

    @model_validator(mode="after")
    def _the_family_is_a_set_that_holds_the_primary_comparison(self) -> Self:
        """Refuse a topic listed twice, and a primary topic outside the family."""
        if len(set(self.family)) != len(self.family):
            raise ValueError(f"family lists a topic twice: {self.family}.")
        if self.primary_topic not in self.family:
            raise ValueError(
                f"primary_topic {self.primary_topic!r} is not in the family {self.family}."
            )
        return self
