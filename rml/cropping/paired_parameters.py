"""The parameter models of the paired-crop audit and of the study that it is checked against."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rml.parameters import FamilyAlpha, Level, NotebookParameters, Seed

PaddingPx = Annotated[int, Field(ge=0, le=1000)]
Scaling = Annotated[int, Field(ge=16, le=4096)] | Literal["original"]
Label = Annotated[str, Field(min_length=1)]


class Comparison(BaseModel):
    """One comparison declared beforehand."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    label: str = Field(description="Who is compared with whom: `women over men`.", min_length=1)
    column: str = Field(description="The group column.", min_length=1)
    first: str = Field(description="Its value whose advantage counts as positive.", min_length=1)
    second: str = Field(description="Its value that is compared with.", min_length=1)
    within: dict[str, list[Label]] = Field(
        description="For other group columns, the values that the comparison is confined to."
    )
    published: str | None = Field(
        description="The figure of yee2021_figures that it is held against, if there is one."
    )


class PairedCrops(NotebookParameters):
    """Parameters of ``image_cropping/paired_crops``."""

    level: Level
    alpha: FamilyAlpha
    seed: Seed
    image_set: str = Field(
        description=(
            "congress_portraits_117, drawn_faces, or the name of a folder of your own that the "
            "parameter file lists under `folders`."
        ),
        pattern=r"^[a-z][a-z0-9_]*$",
        json_schema_extra={"unit": "name"},
    )
    model: Literal["fastgaze", "planted"] = Field(
        description=(
            "What gives the scores: Twitter's model, or for drawn faces a function with a known "
            "preference."
        ),
        json_schema_extra={"unit": "name"},
    )
    drawn_people: int = Field(
        description="People drawn for each group; without effect on other image sets.",
        ge=10,
        le=2000,
        json_schema_extra={"unit": "people per group"},
    )
    planted_strengths: dict[str, Annotated[float, Field(ge=-1.5, le=1.5)]] = Field(
        description=(
            "Planted strength of each group of drawn faces; the win rate of one group against "
            "another is the logistic function of the difference. Empty for other image sets."
        ),
        json_schema_extra={"unit": "log-odds"},
    )
    planted_side: Annotated[float, Field(ge=-1.5, le=1.5)] = Field(
        description=(
            "Planted effect of standing first on drawn faces; 0 for other image sets. Scores come "
            "in steps of 15/6400: a multiple of that would allow ties."
        ),
        json_schema_extra={"unit": "log-odds"},
    )
    recovery_repetitions: int = Field(
        description=(
            "How often the planted preference is drawn and estimated anew, to see how often the "
            "interval holds it; 0 for other image sets."
        ),
        ge=0,
        le=20_000,
        json_schema_extra={"unit": "repetitions"},
    )
    recovery_bias_bound: float = Field(
        description=(
            "Largest absolute bias of the gap, over the repetitions, that counts as recovered. "
            "Declared before the repetitions were run; without effect on other image sets."
        ),
        ge=0,
        le=0.5,
        json_schema_extra={"unit": "probability"},
    )
    recovery_width_bound: float = Field(
        description=(
            "Largest mean width of the interval over people that counts as recovered. Declared "
            "before the repetitions were run; without effect on other image sets."
        ),
        ge=0,
        le=1,
        json_schema_extra={"unit": "probability"},
    )
    group_columns: list[Label] = Field(
        description="The label columns, one or two, whose values make a group.",
        min_length=1,
        max_length=2,
        json_schema_extra={"unit": "column names"},
    )
    group_values: dict[str, list[Label]] = Field(
        description="For a group column, the values compared; a column left out has all.",
        json_schema_extra={"unit": "label values"},
    )
    group_names: dict[str, Label] = Field(
        description=(
            "How a group, its values joined by a space, is called. Groups are listed in this order."
        ),
        json_schema_extra={"unit": "names"},
    )
    minimum_people: int = Field(
        description=(
            "Groups with fewer people are left out. With fewer than 15, the interval over people "
            "does not keep its level."
        ),
        ge=15,
        le=100_000,
        json_schema_extra={"unit": "people"},
    )
    corrected_columns: list[Label] = Field(
        description=(
            "Columns with corrected labels in the order of group_columns, for a sensitivity "
            "analysis; empty if there are none."
        ),
        max_length=2,
        json_schema_extra={"unit": "column names"},
    )
    comparisons: list[Comparison] = Field(
        description="The comparisons declared beforehand; the first is the primary one.",
        min_length=1,
        json_schema_extra={"unit": "comparisons"},
    )
    design: Literal["sample", "all", "published"] = Field(
        description=(
            "sample: different pairs, people used as evenly as can be. all: every pair. "
            "published: one image of each group drawn uniformly, again and again."
        ),
        json_schema_extra={"unit": "design"},
    )
    pairs_per_group_pair: int = Field(
        description="Pairs of people for every two groups; without effect if all are taken.",
        ge=10,
        le=100_000,
        json_schema_extra={"unit": "pairs"},
    )
    control_pairs: int = Field(
        description="Of these, how many are shown again with masks and with padding; 0 for none.",
        ge=0,
        le=100_000,
        json_schema_extra={"unit": "pairs"},
    )
    orders: Literal["both", "as listed"] = Field(
        description="Whether each pair is shown in both orders or in the listed one only.",
        json_schema_extra={"unit": "orders"},
    )
    arrangement: Literal["side by side", "stacked"] = Field(
        description="How two portraits are put together.",
        json_schema_extra={"unit": "arrangement"},
    )
    gap_px: PaddingPx = Field(
        description="Black pixels between the portraits.",
        json_schema_extra={"unit": "pixels of the composite"},
    )
    padding_px: PaddingPx = Field(
        description="Black pixels before the first portrait.",
        json_schema_extra={"unit": "pixels of the composite"},
    )
    scalings: list[Scaling] = Field(
        description=(
            "Portraits at their `original` size, or scaled to a height in pixels. The first is "
            "the main one; the gaps under others are compared with it."
        ),
        min_length=1,
        json_schema_extra={"unit": "`original` or pixels"},
    )
    jpeg: bool = Field(
        description=(
            "Whether composites are saved as JPEG (quality 75) and read again, as in the "
            "published audit, or passed on without loss."
        ),
        json_schema_extra={"unit": "yes or no"},
    )
    paddings_px: list[PaddingPx] = Field(
        description=(
            "Paddings before the first portrait, to see how many winners flip against the first of "
            "them; none to leave this out."
        ),
        json_schema_extra={"unit": "pixels of the composite"},
    )
    fours: int = Field(
        description="Composites of four in a row, one of each of four groups; 0 for none.",
        ge=0,
        le=100_000,
        json_schema_extra={"unit": "meetings of four"},
    )
    four_groups: list[Label] = Field(
        description="The four groups, their values joined by a space; empty if there are none.",
        max_length=4,
        json_schema_extra={"unit": "groups"},
    )

    @model_validator(mode="after")
    def _lists_fit(self) -> Self:
        if len(self.corrected_columns) not in {0, len(self.group_columns)}:
            raise ValueError("corrected_columns needs one column for each of group_columns.")
        if self.fours and len(set(self.four_groups)) != 4:
            raise ValueError("four_groups needs four different groups, or fours must be 0.")
        if 0 < self.fours < 10:
            raise ValueError(f"fours must be 0 or at least 10, not {self.fours}.")
        if self.paddings_px and (
            len(self.paddings_px) < 2 or self.paddings_px != sorted({0, *self.paddings_px})
        ):
            raise ValueError(
                "paddings_px must be empty, or begin with 0, which the others are compared with, "
                f"and rise, not {self.paddings_px}."
            )
        if len(set(self.scalings)) != len(self.scalings):
            raise ValueError(f"scalings must be given once each, not {self.scalings}.")
        for comparison in self.comparisons:
            unknown = {comparison.column, *comparison.within} - set(self.group_columns)
            if unknown:
                raise ValueError(
                    f"The comparison {comparison.label!r} names {', '.join(sorted(unknown))}; the "
                    f"group_columns are {' and '.join(self.group_columns)}."
                )
        if self.model == "planted" and self.image_set != "drawn_faces":
            raise ValueError("The model `planted` reads drawn faces only.")
        if self.image_set == "drawn_faces" and not self.planted_strengths:
            raise ValueError("drawn_faces needs planted_strengths.")
        return self


class GapStudy(NotebookParameters):
    """Parameters of ``image_cropping/wide_gap_study``."""

    level: Level
    seed: Seed
    portraits: int = Field(
        description="Portraits that are used, evenly spread over the set; all if it has no more.",
        ge=20,
        le=100_000,
        json_schema_extra={"unit": "portraits"},
    )
    gap_px: PaddingPx = Field(
        description="Black pixels between the two portraits, as in the study.",
        json_schema_extra={"unit": "pixels of the composite"},
    )
    paddings_px: list[PaddingPx] = Field(
        description="Widths of the black band at the left, as in the study.",
        min_length=2,
        json_schema_extra={"unit": "pixels of the composite"},
    )
    whole_composites: int = Field(
        description=(
            "Composites of two different people that are made whole, to prove that the scores of "
            "one portrait do not depend on the other."
        ),
        ge=10,
        le=100_000,
        json_schema_extra={"unit": "composites"},
    )
    tolerance: float = Field(
        description=(
            "Largest difference from a published share that counts as the same. The JPEG encoder "
            "of the time is not to be had, and shares are sums over close contests."
        ),
        ge=0.0001,
        le=0.01,
        json_schema_extra={"unit": "proportion"},
    )
    margins: list[Annotated[float, Field(gt=0, le=10)]] = Field(
        description="Margins of score below which a contest counts as close.",
        min_length=1,
        json_schema_extra={"unit": "score"},
    )
