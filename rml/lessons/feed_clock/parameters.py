"""The parameter model of ``lessons/feed_clock``."""

from __future__ import annotations

from pydantic import Field, field_validator

from rml.amplification.ranked_feed.parameters import BurnInHours, Pool
from rml.parameters import Level, NotebookParameters


class FeedClock(NotebookParameters):
    """Parameters of ``lessons/feed_clock``."""

    too_old_minutes: int = Field(
        description=(
            "If the youngest post that an account was shown on a day was older than this, the "
            "ages of that account and day count as too old."
        ),
        ge=5,
        le=600,
        json_schema_extra={"unit": "minutes"},
    )
    exact_below: int = Field(
        description="Only counts of reactions below this are compared; Facebook rounds the others.",
        ge=10,
        le=1000,
        json_schema_extra={"unit": "reactions"},
    )
    shift_hours: list[int] = Field(
        description=(
            "By how many hours the recorded clocks of the three accounts are moved, on all days, "
            "before counts are compared. Holds 0, the recorded clocks, and 1, the mended ones."
        ),
        min_length=2,
        json_schema_extra={"unit": "hours", "uniqueItems": True},
    )
    pool: Pool = Field(
        description="From which posts the chronological feed is built, as in "
        "political_amplification/ranked_feed_audit.",
        json_schema_extra={"unit": "rule"},
    )
    burn_in_hours: BurnInHours = Field(
        description="How long after the first feed a feed must lie to count."
    )
    level: Level

    @field_validator("shift_hours")
    @classmethod
    def _holds_the_two_that_are_told(cls, value: list[int]) -> list[int]:
        if len(set(value)) < len(value):
            raise ValueError("holds a shift twice.")
        if not {0, 1} <= set(value):
            raise ValueError("must hold 0 (recorded) and 1 (mended).")
        if any(not -6 <= one <= 6 for one in value):
            raise ValueError("must lie between -6 and 6 hours.")
        return sorted(value)
