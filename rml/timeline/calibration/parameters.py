"""The parameter model of the notebook ``home_timeline/calibration``."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from rml.parameters import FamilyAlpha, Level, NotebookParameters, Seed

DesignName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
DesignNames = Annotated[
    list[DesignName],
    Field(json_schema_extra={"unit": "names of designs", "uniqueItems": True}),
]
Band = Annotated[
    list[float], Field(min_length=2, max_length=2, json_schema_extra={"unit": "per cent"})
]
"""The lowest and the highest acceptable value."""

DataSets = Annotated[int, Field(ge=20, le=100_000, json_schema_extra={"unit": "data sets"})]
"""A number of made-up data sets for each design."""


class TimelineCalibration(NotebookParameters):
    """Parameters of ``home_timeline/calibration``."""

    repetitions: DataSets = Field(description="Made-up data sets for each design.")
    slow_repetitions: DataSets = Field(
        description="Made-up data sets for each design whose interval or test is itself slow."
    )
    cautious: DesignNames = Field(
        description=(
            "Designs whose method promises at least the nominal coverage, or at most the nominal "
            "rate of false alarms."
        )
    )
    stress_cases: DesignNames = Field(
        description=(
            "Designs declared as cases in which the method may fail; they do not count in the "
            "primary finding."
        )
    )
    added_later: DesignNames = Field(
        description=(
            "Designs that were added, with what they are declared to be, after results of others "
            "had been seen; the tables mark them."
        )
    )
    band: Band = Field(description="Lowest and highest acceptable coverage of a regular interval.")
    alarm_band: Band = Field(
        description="Lowest and highest acceptable rate of false alarms of a regular test."
    )
    bias_bound: float = Field(
        description="Largest acceptable bias of an estimate whose interval is not cautious.",
        gt=0,
        le=50,
        json_schema_extra={"unit": "per cent of the middle 95 % range of the estimates"},
    )
    width_bound: float = Field(
        description="Largest acceptable mean width of an interval that is not cautious.",
        ge=100,
        le=1000,
        json_schema_extra={"unit": "per cent of the middle 95 % range of the estimates"},
    )
    undefined_bound: float = Field(
        description="Largest acceptable share of data sets on which a method gives no interval.",
        ge=0,
        le=20,
        json_schema_extra={"unit": "per cent"},
    )
    level: Level
    alpha: FamilyAlpha
    random_seed: Seed

    @model_validator(mode="after")
    def _bands_hold_what_is_promised(self) -> Self:
        for name, (low, high), nominal in (
            ("band", self.band, 100 * self.level),
            ("alarm_band", self.alarm_band, 100 * self.alpha),
        ):
            if not 0 <= low <= nominal <= high <= 100:
                raise ValueError(
                    f"{name} must hold the nominal {nominal:g} per cent between its two ends, "
                    f"not {[low, high]}."
                )
        return self

    @model_validator(mode="after")
    def _a_design_is_declared_once(self) -> Self:
        names = [*self.cautious, *self.stress_cases]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"cautious and stress_cases name {', '.join(twice)} twice.")
        return self
