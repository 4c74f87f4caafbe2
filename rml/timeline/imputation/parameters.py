"""The parameter models of ``home_timeline/imputation`` and ``imputation_disparity``."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rml.parameters import FamilyAlpha, Level, NotebookParameters, Seed, Share

LeastMembers = Annotated[
    int,
    Field(
        description="Least number of members of a group, and of a class of a reliability curve.",
        ge=10,
        le=100,
        json_schema_extra={"unit": "members"},
    ),
]
MemberResamples = Annotated[
    int,
    Field(
        description="Bootstrap resamples of members.",
        ge=99,
        le=100_000,
        json_schema_extra={"unit": "resamples"},
    ),
]
Cutoff = Annotated[float, Field(gt=0.5, lt=1, json_schema_extra={"unit": "probability"})]
"""The probability from which a stricter rule counts a person as of a group."""

GapWidth = Annotated[float, Field(gt=0, le=200, json_schema_extra={"unit": "percentage points"})]
"""The largest accepted mean width of a gap's intervals."""

PlantedGroup = Literal["black", "hispanic", "api"]


class Imputation(NotebookParameters):
    """Parameters of ``home_timeline/imputation``."""

    level: Level
    alpha: FamilyAlpha
    seed: Seed
    least_members: LeastMembers
    edges: list[Share] = Field(
        description="Borders of the classes of the reliability curves, from 0 to 1, rising.",
        min_length=3,
        max_length=21,
        json_schema_extra={"unit": "probability", "uniqueItems": True},
    )
    log_floor: float = Field(
        description="Smallest probability in the log score; 0 would cost infinity.",
        gt=0,
        le=0.1,
        json_schema_extra={"unit": "probability"},
    )
    resamples: MemberResamples
    draws: int = Field(
        description="Draws from the stated probabilities for the test of their spread.",
        ge=99,
        le=1_000_000,
        json_schema_extra={"unit": "draws"},
    )

    @model_validator(mode="after")
    def _edges_rise(self) -> Self:
        """Refuse borders that do not run from 0 to 1."""
        rising = all(
            later > earlier for earlier, later in zip(self.edges, self.edges[1:], strict=False)
        )
        if self.edges[0] != 0 or self.edges[-1] != 1 or not rising:
            raise ValueError(f"edges must rise from 0 to 1, not {self.edges}.")
        return self


class ImputationDisparity(NotebookParameters):
    """Parameters of ``home_timeline/imputation_disparity``."""

    level: Level
    seed: Seed
    least_members: LeastMembers
    compared_group: PlantedGroup = Field(
        description="Group whose gap to white people is planted in the made-up outcomes.",
        json_schema_extra={"unit": "group"},
    )
    base_chance: float = Field(
        description="Chance of the made-up outcome where nothing is planted.",
        ge=0.01,
        le=0.99,
        json_schema_extra={"unit": "proportion"},
    )
    planted_gap: float = Field(
        description="Planted gap: the compared group's mean chance minus white people's.",
        ge=-0.5,
        le=0.5,
        json_schema_extra={"unit": "proportion"},
    )
    cutoff: Cutoff = Field(
        description="Probability from which the stricter thresholded version counts a person."
    )
    known_share: float = Field(
        description=(
            "Share of people, at random, whose group is known: the corrected version learns from "
            "them, and the benchmark looks at nobody else."
        ),
        ge=0.01,
        le=0.9,
        json_schema_extra={"unit": "proportion"},
    )
    name_exponent: float = Field(
        description=(
            "How unequally common made-up people's surnames are: one over the rank to this power, "
            "then fitted to the composition of the country. 0: all alike."
        ),
        ge=0,
        le=2,
        json_schema_extra={"unit": "none"},
    )
    other_exponents: list[Annotated[float, Field(ge=0, le=2)]] = Field(
        description="Values of name_exponent, rising, for which the gap is looked for as well.",
        min_length=2,
        max_length=9,
        json_schema_extra={"unit": "none", "uniqueItems": True},
    )
    population: int = Field(
        description="Made-up people in the drawn population.",
        ge=1_000,
        le=2_000_000,
        json_schema_extra={"unit": "people"},
    )
    sample: int = Field(
        description="People whom a repetition draws from it.",
        ge=500,
        le=100_000,
        json_schema_extra={"unit": "people"},
    )
    repetitions: int = Field(
        description="Repetitions for each population and world.",
        ge=20,
        le=20_000,
        json_schema_extra={"unit": "repetitions"},
    )
    bias_bound: float = Field(
        description="Largest accepted bias of a gap, declared before the simulation.",
        gt=0,
        le=50,
        json_schema_extra={"unit": "percentage points"},
    )
    width_bound: GapWidth = Field(
        description=(
            "Largest accepted mean width of the intervals of weighted and thresholded gaps in the "
            "drawn population, declared before the simulation."
        )
    )
    corrected_width_bound: GapWidth = Field(
        description=(
            "The same for the corrected gap and for its benchmark, whose precision is that of the "
            "people whose group is known, and for BIRDiE, which rests on names that are typical of "
            "a group."
        )
    )
    congress_width_bound: GapWidth = Field(
        description=(
            "The same for Congress, where the probabilities add up to a few dozen people of a "
            "group."
        )
    )

    @model_validator(mode="after")
    def _something_is_planted_that_can_be(self) -> Self:
        """Refuse a gap of nothing, chances that cannot be, and samples larger than the whole."""
        if self.planted_gap == 0:
            raise ValueError("planted_gap is 0: there would be no truth to lose.")
        if not 0 <= self.base_chance + self.planted_gap <= 1:
            raise ValueError(
                f"base_chance {self.base_chance} and planted_gap {self.planted_gap} make a chance "
                "outside 0 to 1."
            )
        if sorted(set(self.other_exponents)) != self.other_exponents:
            raise ValueError(f"other_exponents must rise, not {self.other_exponents}.")
        if self.sample > self.population:
            raise ValueError(
                f"A sample of {self.sample} cannot come from {self.population} people."
            )
        return self
