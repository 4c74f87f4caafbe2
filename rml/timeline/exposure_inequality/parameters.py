"""The parameter model of ``notebooks/home_timeline/exposure_inequality``."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from rml.amplification.ranked_feed.parameters import BurnInHours, Pool, TopSlots, WindowsHours
from rml.parameters import Level, NotebookParameters, refuse_unless_rising


class ExposureInequality(NotebookParameters):
    """Parameters of ``home_timeline/exposure_inequality``."""

    top_share: float = Field(
        description=(
            "The share of the largest units whose part of all attention is measured: 0.1 for the "
            "top decile, which is 3 of the 30 pages in the feeds."
        ),
        ge=0.05,
        le=0.5,
        json_schema_extra={"unit": "proportion of units"},
    )
    atkinson_epsilon: float = Field(
        description=(
            "Aversion to inequality in Atkinson's index. Below 1, because from 1 on a single unit "
            "that nobody was shown makes the index 1. Which value the published study took is not "
            "known."
        ),
        gt=0.0,
        lt=1.0,
        json_schema_extra={"unit": "none"},
    )
    unseen_multiples: list[float] = Field(
        description=(
            "Assumed numbers of units below a list's end, as multiples of the number listed. The "
            "true numbers are not known."
        ),
        min_length=1,
        json_schema_extra={"unit": "multiples of the listed units", "uniqueItems": True},
    )
    pool: Pool = Field(
        description=(
            "From which posts the chronological feed is built: those that any account was shown "
            "at any time (ever), or by the end of that hour (by_then)."
        ),
        json_schema_extra={"unit": "rule"},
    )
    burn_in_hours: BurnInHours = Field(
        description=(
            "How long after the first feed a feed must lie to count; before, the pool of posts is "
            "incomplete."
        )
    )
    sensitivity_window_hours: WindowsHours = Field(
        description=(
            "Other baselines: every post of the last so many hours is equally likely to fill a "
            "slot, in place of the newest posts only."
        )
    )
    top_slots: TopSlots = Field(
        description=(
            "Other lengths: only the first so many captured slots of each feed, against as many "
            "newest posts."
        )
    )
    later_top_slots: list[int] = Field(
        description=(
            "Further lengths, added after results had been seen, to show how the difference runs "
            "with depth; marked so on the page."
        ),
        json_schema_extra={"unit": "slots", "uniqueItems": True},
    )
    lorenz_points: int = Field(
        description="Most points of each Lorenz curve that is drawn.",
        ge=20,
        le=500,
        json_schema_extra={"unit": "points"},
    )
    level: Level

    @model_validator(mode="after")
    def _the_lists_rise_within_their_bounds(self) -> Self:
        """Refuse lists that do not rise, or leave their bounds."""
        for name, values, low, high in (
            ("unseen_multiples", self.unseen_multiples, 0.0, 10_000.0),
            ("sensitivity_window_hours", self.sensitivity_window_hours, 1, 48),
            ("top_slots", self.top_slots, 1, 200),
            ("later_top_slots", self.later_top_slots, 1, 200),
        ):
            refuse_unless_rising(name, values, low=low, high=high)
        late = [hours for hours in self.sensitivity_window_hours if hours > self.burn_in_hours]
        if late:
            raise ValueError(
                f"sensitivity_window_hours {late} reach back before the burn-in of "
                f"{self.burn_in_hours} hours, where the pool is incomplete."
            )
        return self
