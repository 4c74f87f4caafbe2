"""What the files of decisions are made of: plain texts, days, citations, and what they rest on."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator

from rml.feedback.entry_files import STRICT, Plain, rule
from rml.report.verdict import Verdict

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_PERIOD: Final = re.compile(r"\d{4}(-\d{2})?(-\d{2})?")


def _on_calendar(value: str) -> None:
    try:
        date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        raise rule("is no day of the calendar") from None


def _day(value: str) -> str:
    if not _DAY.fullmatch(value):
        raise rule("must be a day written as year-month-day, such as 2027-01-31")
    _on_calendar(value)
    return value


def _period(value: str) -> str:
    if not _PERIOD.fullmatch(value):
        raise rule(
            "must be a day, a month or a year in quotation marks, such as 2021-05-19, 2021-05 or "
            "2021"
        )
    _on_calendar(value)
    return value


DayText = Annotated[str, AfterValidator(_day)]
PeriodText = Annotated[str, AfterValidator(_period)]
ReportName = Annotated[str, Field(pattern=r"^[a-z0-9_]+/[a-z0-9_]+$")]
ProductId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Cited(BaseModel):
    """A finding of a report of the collection."""

    model_config = STRICT

    report: ReportName = Field(description="The report: analysis/report.")
    finding: ProductId = Field(description="The finding's id.")


class Band(BaseModel):
    """Between which values, in the finding's unit, the decision still stands."""

    model_config = STRICT

    low: float = Field(description="Least value, in the finding's unit.")
    high: float = Field(description="Greatest value, in the finding's unit.")

    def holds(self, value: float) -> bool:
        """Return whether a value lies in the band; its ends belong to it."""
        return self.low <= value <= self.high

    def __str__(self) -> str:
        """Return the band as a sentence names it."""
        return f"between {self.low:g} and {self.high:g}".replace("-", "−")

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not self.low <= self.high:
            raise rule("holds no value: `low` is above `high`, or one of them is no number")
        return self


class Side(BaseModel):
    """On which side of a threshold the finding's interval must lie; one of the three."""

    model_config = STRICT

    above: float | None = Field(
        default=None, allow_inf_nan=False, description="The whole interval lies above this."
    )
    below: float | None = Field(
        default=None, allow_inf_nan=False, description="The whole interval lies below this."
    )
    holds: float | None = Field(
        default=None,
        allow_inf_nan=False,
        description="The interval holds this: the decision rests on its not being settled.",
    )

    def is_met(self, low: float, high: float) -> bool:
        """Return whether an interval lies where it must; never if an end is no number."""
        if math.isnan(low) or math.isnan(high):
            return False
        if self.above is not None:
            return low > self.above
        if self.below is not None:
            return high < self.below
        return self.holds is not None and low <= self.holds <= high

    def __str__(self) -> str:
        """Return the side as a sentence names it."""
        ((name, threshold),) = self.model_dump(exclude_none=True).items()
        return f"{'around' if name == 'holds' else name} {threshold:g}".replace("-", "−")

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise rule("must name one of `above`, `below` and `holds`, with its threshold")
        return self


class Evidence(Cited):
    """A finding that a decision relies on, as it was when the decision was written down."""

    version: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")] = Field(
        description="The version that was read: twelve digits 0-9 and a-f."
    )
    verdict: Verdict = Field(description="The verdict that the decision relies on.")
    value: float = Field(
        allow_inf_nan=False, description="The value in that version, as its findings.json has it."
    )
    band: Band | None = Field(
        default=None, description="The values between which the decision still stands."
    )
    interval: Side | None = Field(
        default=None,
        description="Where the interval must lie for the decision to stand. Left out only where "
        "the finding has none.",
    )
    says: Plain = Field(description="What the decision takes from the finding, in plain words.")

    @property
    def relied_on(self) -> str:
        """What must be so for the decision to stand, in words."""
        return "; ".join(
            [
                f"verdict {self.verdict}",
                *([f"value {self.band}"] if self.band else []),
                *([f"interval {self.interval}"] if self.interval else []),
            ]
        )


def interval_of(found: Mapping[str, Any]) -> tuple[float, float]:
    """Return a finding's interval; NaN for an end that it does not have."""
    low, high = (
        float("nan") if found[end] is None else float(found[end]) for end in ("low", "high")
    )
    return low, high


class Measured(BaseModel):
    """What a report measured: one of its findings, or a row of one of its tables."""

    model_config = STRICT

    what: Plain = Field(description="What is measured, and against what.")
    report: ReportName = Field(description="The report: analysis/report.")
    finding: ProductId | None = Field(default=None, description="The finding's id; or a `table`.")
    table: ProductId | None = Field(default=None, description="The table's id; or a `finding`.")
    row: dict[str, str] = Field(
        default_factory=dict, description="Column: cell, as the table's CSV has them; one row fits."
    )
    columns: dict[str, str] = Field(
        default_factory=dict,
        description="Which columns of the table hold `value` and, if any do, `low` and `high`.",
    )
    unit: Plain | None = Field(default=None, description="The unit of a table's column.")

    @property
    def product(self) -> str:
        """The finding or table, as messages name it."""
        return f"finding `{self.finding}`" if self.finding else f"table `{self.table}`"

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        of_table = bool(self.table), bool(self.row), bool(self.columns), self.unit is not None
        if self.finding and any(of_table):
            raise rule("names a finding and a place in a table; keep one of the two")
        if not self.finding and not all(of_table):
            raise rule("names a `finding`, or a `table` with `row`, `columns` and `unit`")
        if self.columns and not {"value"} <= set(self.columns) <= {"value", "low", "high"}:
            raise rule("has `columns` other than `value`, `low` and `high`, or lacks `value`")
        return self


class Option(BaseModel):
    """One of the alternatives, with what was measured of its effect and of its cost."""

    model_config = STRICT

    option: Plain = Field(description="What could be done.")
    effect: Plain = Field(description="What it would do, in plain words and without numbers.")
    measured: list[Measured] = Field(
        default_factory=list,
        description="The effect on the harm, by a measure of the harm; empty if none was measured.",
    )
    costs: list[Measured] = Field(
        default_factory=list, description="What else it changes, where a report measured that."
    )
