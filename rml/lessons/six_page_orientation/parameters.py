"""The parameter model of ``lessons/six_page_orientation``."""

from __future__ import annotations

from pydantic import Field

from rml.amplification.ranked_feed.parameters import BurnInHours, Pool
from rml.parameters import FamilyAlpha, Level, NotebookParameters, Rate, Seed


class SixPageOrientation(NotebookParameters):
    """Parameters of ``lessons/six_page_orientation``."""

    pool: Pool = Field(
        description="From which posts the chronological feed is built, as in "
        "political_amplification/ranked_feed_audit.",
        json_schema_extra={"unit": "rule"},
    )
    burn_in_hours: BurnInHours = Field(
        description="How long after the first feed a feed must lie to count."
    )
    added_slots: float = Field(
        description="Added to both counts of a page before the logarithm is taken.",
        gt=0,
        le=5,
        json_schema_extra={"unit": "slots"},
    )
    hidden_share: Rate = Field(
        description="Share of posts hidden from everybody that a claim has to survive in the "
        "method that is to be used instead.",
        json_schema_extra={"unit": "proportion"},
    )
    random_groups: int = Field(
        description="Random groups of pages on which the attempt is tried.",
        ge=100,
        le=20_000,
        json_schema_extra={"unit": "groups"},
    )
    level: Level
    alpha: FamilyAlpha
    random_seed: Seed
