"""The parameter model of ``notebooks/choice/feed_choice``."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from rml.amplification.ranked_feed.parameters import Account, LongFeedSlots, Pool
from rml.parameters import Level, NotebookParameters, Share, refuse_repeats

_WEIGHT = "in the reader's weights that the report compares, and where its slider starts"


def _weight(name: str) -> object:
    return Field(
        description=f"How much {name} counts {_WEIGHT}, in steps of 0.05.",
        ge=0.0,
        le=1.0,
        multiple_of=0.05,
        json_schema_extra={"unit": "weight"},
    )


class FeedChoice(NotebookParameters):
    """Parameters of ``choice/feed_choice``."""

    pool: Pool = Field(
        description=(
            "Which posts could have filled a feed: those that any account had been shown by the "
            "end of that hour, whose counts are known (by_then); or also those that an account "
            "was shown only later (ever). The larger pool misses fewer posts; posts that nobody "
            "had been shown yet have the counts of their first capture. All orders are shown for "
            "both; findings are of the one named here."
        ),
        json_schema_extra={"unit": "rule"},
    )
    burn_in_hours: int = Field(
        description=(
            "How long after the first feed a feed must lie to count; pools of the first hours hold "
            "little but what ranking had kept."
        ),
        ge=0,
        le=72,
        json_schema_extra={"unit": "hours"},
    )
    window_hours: int = Field(
        description=(
            "The oldest posts in a pool, apart from those that the feed itself held. At most the "
            "burn-in, before which the pool is incomplete."
        ),
        ge=1,
        le=72,
        json_schema_extra={"unit": "hours"},
    )
    sensitivity_window_hours: list[Annotated[int, Field(ge=1, le=72)]] = Field(
        description="Other windows, for the table of other choices.",
        min_length=1,
        json_schema_extra={"unit": "hours", "uniqueItems": True},
    )
    top_places: int = Field(
        description="How many first places of each feed are compared.",
        ge=1,
        le=40,
        json_schema_extra={"unit": "places"},
    )
    more_places: int = Field(
        description=(
            "A larger number of places, shown beside; also the length of the feed with sliders."
        ),
        ge=2,
        le=40,
        json_schema_extra={"unit": "places"},
    )
    page_quota: int = Field(
        description="Posts of one page in each round of the ordering by quota.",
        ge=1,
        le=10,
        json_schema_extra={"unit": "posts"},
    )
    sensitivity_page_quotas: list[Annotated[int, Field(ge=1, le=10)]] = Field(
        description="Other quotas, for the table of the orders' own numbers.",
        min_length=1,
        json_schema_extra={"unit": "posts", "uniqueItems": True},
    )
    relevance_weight: float = Field(
        description=(
            "The weight of relevance in maximal marginal relevance, called lambda there; what is "
            "left goes to unlikeness. 1 gives the observed order."
        ),
        ge=0.0,
        le=1.0,
        json_schema_extra={"unit": "proportion"},
    )
    sensitivity_relevance_weights: list[Share] = Field(
        description="Other weights of relevance, for the table of the orders' own numbers.",
        min_length=1,
        json_schema_extra={"unit": "proportion", "uniqueItems": True},
    )
    orientation_likeness: float = Field(
        description=(
            "How alike two posts of different pages of one orientation are in diversity "
            "re-ranking, where posts of one page are alike by 1."
        ),
        ge=0.0,
        le=1.0,
        json_schema_extra={"unit": "likeness"},
    )
    sensitivity_likenesses: list[Share] = Field(
        description="Other likenesses, for the table of the orders' own numbers.",
        min_length=1,
        json_schema_extra={"unit": "likeness", "uniqueItems": True},
    )
    half_life_hours: float = Field(
        description="The age at which a post's recency, in reader's weights, has halved.",
        ge=0.5,
        le=72.0,
        json_schema_extra={"unit": "hours"},
    )
    sensitivity_half_life_hours: list[Annotated[float, Field(ge=0.5, le=72.0)]] = Field(
        description="Other half-lives, for the table of the orders' own numbers.",
        min_length=1,
        json_schema_extra={"unit": "hours", "uniqueItems": True},
    )
    recency_weight: float = _weight("recency")  # type: ignore[assignment]
    popularity_weight: float = _weight("popularity")  # type: ignore[assignment]
    variety_weight: float = _weight("variety of pages")  # type: ignore[assignment]
    balance_weight: float = _weight("balance of orientations")  # type: ignore[assignment]
    long_feed_slots: LongFeedSlots = Field(
        description=(
            "One row of the table of other choices keeps only feeds of which so many slots or more "
            "were captured."
        )
    )
    example_account: Account = Field(
        description="Whose feed readers re-order: the middle one, in time, of its long feeds.",
        json_schema_extra={"unit": "account"},
    )
    level: Level

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        """Refuse windows longer than the burn-in, and weights that decide nothing."""
        longest = max(self.window_hours, *self.sensitivity_window_hours)
        if longest > self.burn_in_hours:
            raise ValueError(
                f"A window of {longest} hours is longer than the burn_in_hours of "
                f"{self.burn_in_hours}."
            )
        if self.more_places <= self.top_places:
            raise ValueError(
                f"more_places {self.more_places} must be above top_places {self.top_places}."
            )
        weights = (
            *(self.recency_weight, self.popularity_weight),
            *(self.variety_weight, self.balance_weight),
        )
        if not any(weights):
            raise ValueError(
                "recency_weight, popularity_weight, variety_weight and balance_weight are all 0, "
                "so nothing would decide the order; raise one of them."
            )
        refuse_repeats(self, [name for name in type(self).model_fields if "sensitivity" in name])
        return self
