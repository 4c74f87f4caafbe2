"""The parameter model of ``notebooks/political_amplification/news_outlets``."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from rml.parameters import Level, NotebookParameters, Resamples, Seed, refuse_unless_rising

Quarter = Literal["2021q2", "2021q3"]


class NewsOutlets(NotebookParameters):
    """Parameters of ``political_amplification/news_outlets``."""

    primary_quarter: Quarter = Field(
        description="The quarter of the primary finding; both are shown.",
        json_schema_extra={"unit": "quarter"},
    )
    least_politicians: int = Field(
        description=(
            "Fewest politicians who must have linked to an outlet for its leaning to be used and "
            "shown. An outlet with fewer counts as one whose leaning is not known. Ten is also "
            "the collection's threshold for counts of people."
        ),
        ge=10,
        le=100,
        json_schema_extra={"unit": "politicians"},
    )
    class_edges: list[float] = Field(
        description=(
            "Borders between classes of leaning. The middle class holds the outlets that both "
            "parties link to about equally; 0.2 means that one party's share of links is one and "
            "a half times the other's, 0.6 that it is four times."
        ),
        min_length=2,
        json_schema_extra={"unit": "points of leaning", "uniqueItems": True},
    )
    tail_shares: list[float] = Field(
        description=(
            "Assumed shares of all impressions that fell on domains below the last rank listed, "
            "for which bounds are given. The true share is not known."
        ),
        min_length=1,
        json_schema_extra={"unit": "proportion", "uniqueItems": True},
    )
    level: Level
    resamples: Resamples = Field(
        description="Resamples of the bootstrap over politicians within each party.",
        json_schema_extra={"unit": "resamples"},
    )
    random_seed: Seed

    @model_validator(mode="after")
    def _the_lists_rise_within_their_bounds(self) -> Self:
        """Refuse borders and shares that do not rise, lie out of bounds, or miss the middle."""
        for name, values, low, high in (
            ("class_edges", self.class_edges, -1.0, 1.0),
            ("tail_shares", self.tail_shares, 0.0, 0.95),
        ):
            refuse_unless_rising(name, values, low=low, high=high)
        mirrored = [-edge for edge in reversed(self.class_edges)]
        if mirrored != self.class_edges or 0.0 in self.class_edges:
            raise ValueError(
                "class_edges must mirror each other about 0, which no edge may be, so that the "
                f"middle class holds outlets linked equally by both parties: {self.class_edges}."
            )
        return self
