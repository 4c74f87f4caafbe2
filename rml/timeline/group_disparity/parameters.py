"""The parameter models of the reports on disparity between groups."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from rml.parameters import Level, NotebookParameters, Rate, Seed

GroupSize = Annotated[int, Field(ge=2, le=100_000)]
Groups = Annotated[int, Field(ge=2, le=1000)]

Draws = Annotated[
    int,
    Field(
        description="Bootstrap draws of each sample; the published analysis took 500.",
        ge=100,
        le=1_000_000,
        json_schema_extra={"unit": "draws"},
    ),
]
"""A number of bootstrap draws."""


class GroupDisparity(NotebookParameters):
    """Parameters of ``home_timeline/group_disparity``."""

    level: Level
    seed: Seed
    draws: Draws
    repetitions: int = Field(
        description="Simulated samples of each scenario.",
        ge=50,
        le=20_000,
        json_schema_extra={"unit": "samples"},
    )
    false_groups: Groups = Field(
        description="Number of groups of the first example, in which all have one rate.",
        json_schema_extra={"unit": "groups"},
    )
    false_size: GroupSize = Field(
        description="People in each of them.",
        json_schema_extra={"unit": "people"},
    )
    common_rate: float = Field(
        description="The rate of the first example, and the mean rate of the cases of few groups.",
        gt=0.2,
        lt=0.8,
        json_schema_extra={"unit": "proportion"},
    )
    permutations: int = Field(
        description="Random permutations of each test in the first example.",
        ge=99,
        le=9999,
        json_schema_extra={"unit": "permutations"},
    )
    gap_bias_bound: float = Field(
        description="Largest accepted bias of the largest gap, declared before the simulation.",
        gt=0,
        le=10,
        json_schema_extra={"unit": "percentage points"},
    )
    gap_width_bound: float = Field(
        description="Largest accepted mean width of its intervals.",
        gt=0,
        le=100,
        json_schema_extra={"unit": "percentage points"},
    )
    groups_grid: list[Groups] = Field(
        description="Numbers of groups along the axis of the expected false gap.",
        min_length=3,
        json_schema_extra={"unit": "groups", "uniqueItems": True},
    )
    sizes_grid: list[GroupSize] = Field(
        description="People in each group, one line a size.",
        min_length=2,
        max_length=6,
        json_schema_extra={"unit": "people", "uniqueItems": True},
    )
    few_groups: list[Groups] = Field(
        description="Numbers of groups as reports have them.",
        min_length=1,
        max_length=4,
        json_schema_extra={"unit": "groups", "uniqueItems": True},
    )
    few_sizes: list[GroupSize] = Field(
        description="People in each of these groups.",
        min_length=1,
        json_schema_extra={"unit": "people", "uniqueItems": True},
    )
    spreads: list[float] = Field(
        description=(
            "Standard deviations of the true rates of few groups, from 0 to 0.12; 0 is no "
            "difference."
        ),
        min_length=2,
        json_schema_extra={"unit": "proportion", "uniqueItems": True},
    )
    uneven_sizes: list[GroupSize] = Field(
        description="Sizes of the larger groups where sizes are as uneven as a panel's.",
        min_length=2,
        max_length=12,
        json_schema_extra={"unit": "people"},
    )
    smallest_sizes: list[GroupSize] = Field(
        description="Sizes of the smallest group that is added to them, one case each.",
        min_length=2,
        json_schema_extra={"unit": "people", "uniqueItems": True},
    )
    first_layout: list[GroupSize] = Field(
        description=(
            "Sizes of uneven groups in a first version of the report, smallest first; kept beside "
            "those that replaced them."
        ),
        min_length=3,
        max_length=12,
        json_schema_extra={"unit": "people"},
    )
    panel_sizes: list[GroupSize] = Field(
        description=(
            "Sizes of the panel's groups in home_timeline/panel_exposure_by_race, for cases in "
            "which the smallest has the highest rate."
        ),
        min_length=3,
        max_length=12,
        json_schema_extra={"unit": "people"},
    )
    portrait_sizes: list[GroupSize] = Field(
        description="Sizes of the groups of portraits in image_cropping/gaze, for the same.",
        min_length=3,
        max_length=12,
        json_schema_extra={"unit": "people"},
    )
    highest_rates: list[Rate] = Field(
        description="Rates of the smallest group in these cases.",
        min_length=2,
        json_schema_extra={"unit": "proportion", "uniqueItems": True},
    )
    other_rates: list[Rate] = Field(
        description="Lowest and highest rate of the other groups in these cases, evenly spaced.",
        min_length=2,
        max_length=2,
        json_schema_extra={"unit": "proportion"},
    )
    rare_groups: int = Field(
        description="Number of groups in the cases of rare events.",
        ge=2,
        le=100,
        json_schema_extra={"unit": "groups"},
    )
    rare_size: int = Field(
        description="People in each of them.",
        ge=2,
        le=10_000,
        json_schema_extra={"unit": "people"},
    )
    rare_rates: list[Annotated[float, Field(gt=0, le=0.5)]] = Field(
        description="Mean rates of the cases of rare events; rates run from half to 1.5 times it.",
        min_length=2,
        json_schema_extra={"unit": "proportion", "uniqueItems": True},
    )
    bias_bound: float = Field(
        description="Largest accepted bias of a variance, declared before the simulation.",
        gt=0,
        le=100,
        json_schema_extra={"unit": "per cent of the expected observed variance"},
    )
    many_width_bound: float = Field(
        description=(
            "Largest accepted mean width of a variance's intervals with the published hundred "
            "groups; the variance of a hundred values is itself uncertain by about half."
        ),
        gt=0,
        le=10_000,
        json_schema_extra={"unit": "per cent of the expected observed variance"},
    )
    few_width_bound: float = Field(
        description=(
            "The same with few groups: the variance of four values of pure noise, drawn about "
            "them once more, reaches five times its mean."
        ),
        gt=0,
        le=10_000,
        json_schema_extra={"unit": "per cent of the expected observed variance"},
    )

    @model_validator(mode="after")
    def _lists_are_sets_and_rates_stay_inside(self) -> Self:
        """Refuse repeated entries, spreads without zero or too wide, and unsorted grids."""
        for name in (
            "groups_grid",
            "sizes_grid",
            "few_groups",
            "few_sizes",
            "spreads",
            "smallest_sizes",
            "highest_rates",
            "other_rates",
        ):
            listed = getattr(self, name)
            if sorted(set(listed)) != listed:
                raise ValueError(f"{name} must rise and list no value twice, not {listed}.")
        if self.spreads[0] != 0 or self.spreads[-1] > 0.12:
            raise ValueError(
                f"spreads must start at 0, no difference, and not exceed 0.12: {self.spreads}."
            )
        if self.highest_rates[0] < self.other_rates[-1]:
            raise ValueError(
                f"highest_rates {self.highest_rates} must not start below the highest of "
                f"other_rates {self.other_rates}: the smallest group has the highest rate."
            )
        if self.smallest_sizes[-1] >= min(self.uneven_sizes):
            raise ValueError(
                f"smallest_sizes {self.smallest_sizes} must stay below all uneven_sizes "
                f"{self.uneven_sizes}: each is the smallest group of its case."
            )
        if self.first_layout[0] != min(self.first_layout):
            raise ValueError(f"first_layout must start with its smallest: {self.first_layout}.")
        if sorted(set(self.rare_rates)) != self.rare_rates:
            raise ValueError(f"rare_rates must rise and list no value twice: {self.rare_rates}.")
        return self


class PublishedGroupDisparity(NotebookParameters):
    """Parameters of ``home_timeline/group_disparity_published``."""

    level: Level
    seed: Seed
    draws: Draws
    published_draws: int = Field(
        description="Bootstrap draws behind each published figure.",
        ge=100,
        le=10_000,
        json_schema_extra={"unit": "draws"},
    )
    noise_quantile: float = Field(
        description=(
            "Chance, for all published figures together, that none falls outside its tolerance "
            "by the noise of its draws alone (Bonferroni)."
        ),
        ge=0.5,
        le=0.999,
        json_schema_extra={"unit": "probability"},
    )

    @model_validator(mode="after")
    def _there_are_many_sets_of_draws(self) -> Self:
        """Refuse too few draws to see how sets of the published number of draws vary."""
        if self.draws < 20 * self.published_draws:
            raise ValueError(
                f"draws {self.draws} must be at least 20 times published_draws "
                f"{self.published_draws}: the noise of the published figures is seen in sets."
            )
        return self
