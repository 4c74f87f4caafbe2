"""The parameter models of the notebooks in ``notebooks/image_cropping``."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rml.parameters import Level, NotebookParameters, Seed

CropRatio = Annotated[float, Field(ge=0.1, le=10)]
PhotoCount = Annotated[int, Field(ge=2, le=1_000_000)]
Temperature = Annotated[float, Field(gt=0, le=1_000)]
LeastPeople = Annotated[int, Field(ge=15, le=1_000, json_schema_extra={"unit": "people"})]
"""From how many people on a group is used: intervals over people need 15."""


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


class Gaze(NotebookParameters):
    """Parameters of ``image_cropping/gaze``."""

    level: Level
    seed: Seed
    resamples: int = Field(
        description="Resamples of whole photographs behind each interval over photographs.",
        ge=199,
        le=99_999,
        json_schema_extra={"unit": "resamples"},
    )
    photographs: int = Field(
        description="Photographs with fixations that are used: the first by name.",
        ge=10,
        le=700,
        json_schema_extra={"unit": "photographs"},
    )
    square_px: int = Field(
        description=(
            "Side of the squares on which maps are evaluated. Four pixels are a sixth of a degree "
            "of visual angle as the dataset's authors count it; an eye tracker errs by more."
        ),
        ge=1,
        le=20,
        json_schema_extra={"unit": "pixels of the photograph"},
    )
    sigma_px: float = Field(
        description=(
            "Standard deviation of the Gaussian around each fixation in the maps of other "
            "observers and of other photographs: the one that the dataset's authors use."
        ),
        ge=2,
        le=200,
        json_schema_extra={"unit": "pixels of the photograph"},
    )
    other_sigmas_px: list[Annotated[float, Field(ge=2, le=200)]] = Field(
        description="Other standard deviations, for the sensitivity of the primary finding.",
        json_schema_extra={"unit": "pixels of the photograph"},
    )
    centre_sigma_share: float = Field(
        description=(
            "Standard deviation of the Gaussian in the middle, as a share of width and height. "
            "A quarter puts two standard deviations at the edges."
        ),
        ge=0.05,
        le=1,
        json_schema_extra={"unit": "share of width and of height"},
    )
    drop_first_fixation: bool = Field(
        description=(
            "Whether each observer's first fixation on a photograph is left out. It is kept: the "
            "dataset's authors keep it, and most of the first fixations recorded here have left "
            "the middle. The other choice is shown as a sensitivity."
        ),
        json_schema_extra={"unit": "yes or no"},
    )
    fixations_in_order: int = Field(
        description="How many of an observer's first fixations are shown one by one.",
        ge=1,
        le=12,
        json_schema_extra={"unit": "fixations"},
    )
    photograph_ratios: list[CropRatio] = Field(
        description="Height by width of the crops of photographs.",
        min_length=1,
        json_schema_extra={"unit": "height by width"},
    )
    portraits: int = Field(
        description="Portraits that are used, evenly spread over the set; all if it has no more.",
        ge=50,
        le=100_000,
        json_schema_extra={"unit": "portraits"},
    )
    portrait_ratios: list[CropRatio] = Field(
        description=(
            "Height by width of a wide and of a tall crop of portraits, in this order. A square "
            "crop is left out: it shows all of a square portrait."
        ),
        min_length=2,
        max_length=2,
        json_schema_extra={"unit": "height by width"},
    )
    least_face_share: float = Field(
        description=(
            "A crop that shows less than this share of the face region counts as cutting into "
            "the face. Three quarters is about where a straight cut passes through the mouth or "
            "reaches the eyes."
        ),
        gt=0,
        le=1,
        json_schema_extra={"unit": "share of the face region"},
    )
    other_least_face_shares: list[Annotated[float, Field(gt=0, le=1)]] = Field(
        description="Other bounds, for the sensitivity of what crops cut.",
        json_schema_extra={"unit": "share of the face region"},
    )
    region_shift: float = Field(
        description="How far the face region is moved up and down, for the sensitivity.",
        ge=0.01,
        le=0.15,
        json_schema_extra={"unit": "share of the portrait's height"},
    )
    region_scale: float = Field(
        description="What the face region's half axes are multiplied by, for the sensitivity.",
        ge=0.5,
        le=1,
        json_schema_extra={"unit": "factor"},
    )
    minimum_people: int = Field(
        description="A group of ethnicity and gender is shown from this many people on.",
        ge=10,
        le=1_000,
        json_schema_extra={"unit": "people"},
    )


class Argmax(NotebookParameters):
    """Parameters of ``image_cropping/argmax``."""

    level: Level
    seed: Seed
    minimum_people: LeastPeople = Field(
        description=(
            "Groups of ethnicity and gender are shown from this many people on, and attributions "
            "are averaged over at least so many."
        )
    )
    most_people: int = Field(
        description=(
            "Groups of ethnicity and gender with more people are cut down to this number, drawn "
            "at random: a quick run needs fewer portraits."
        ),
        ge=15,
        le=100_000,
        json_schema_extra={"unit": "people per group"},
    )
    temperatures: list[Temperature] = Field(
        description=(
            "Temperatures at which a cell is drawn, in rising order and with 1, the published "
            "alternative. The limits 0 (the maximum) and infinity (any cell) are always added."
        ),
        min_length=3,
        json_schema_extra={"unit": "units of the score"},
    )
    whole_pairs: int = Field(
        description="Pairs of people, each in both orders, whose whole composites are scored.",
        ge=10,
        le=10_000,
        json_schema_extra={"unit": "pairs of people"},
    )
    attribution_people: int = Field(
        description="Portraits of each gender over which attributions are averaged.",
        ge=10,
        le=1_000,
        json_schema_extra={"unit": "people per gender"},
    )
    baseline_people: int = Field(
        description="Portraits of each gender for which all baselines are tried.",
        ge=5,
        le=1_000,
        json_schema_extra={"unit": "people per gender"},
    )
    baseline: Literal["mean colour", "grey", "black", "blurred"] = Field(
        description="The image from which attributions are measured.",
        json_schema_extra={"unit": "name of a baseline"},
    )
    steps: int = Field(
        description="Points along the path from the baseline to the portrait.",
        ge=2,
        le=512,
        json_schema_extra={"unit": "points"},
    )
    largest_shortfall: float = Field(
        description=(
            "By how much a portrait's attribution may at most miss what it is to add up to, as a "
            "share of the mean; beyond it the report fails."
        ),
        gt=0,
        le=1,
        json_schema_extra={"unit": "share of the mean explained score"},
    )

    @model_validator(mode="after")
    def _people_and_temperatures_fit(self) -> Self:
        """Refuse averages over too few people and temperatures out of order."""
        if self.temperatures != sorted(set(self.temperatures)) or 1.0 not in self.temperatures:
            raise ValueError(
                "temperatures must rise without repeats and hold 1, the published alternative, "
                f"not {self.temperatures}."
            )
        if self.attribution_people < self.minimum_people:
            raise ValueError("attribution_people must be at least minimum_people.")
        if not self.minimum_people <= 2 * self.baseline_people <= 2 * self.attribution_people:
            raise ValueError(
                "Both genders' baseline_people together must be at least minimum_people, and "
                "baseline_people at most attribution_people."
            )
        return self
