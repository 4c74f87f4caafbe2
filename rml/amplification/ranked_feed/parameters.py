"""The parameter model of ``notebooks/political_amplification/ranked_feed_audit``."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rml.parameters import FamilyAlpha, Level, NotebookParameters, Resamples, Seed, refuse_repeats

Account = Literal["left", "centre-left", "five-star", "right", "far-right", "untrained"]
Pool = Literal["ever", "by_then"]
BurnInHours = Annotated[int, Field(ge=0, le=48, json_schema_extra={"unit": "hours"})]
"""How long after the first feed a feed must lie to count."""

WindowsHours = Annotated[
    list[int], Field(min_length=1, json_schema_extra={"unit": "hours", "uniqueItems": True})
]
"""Baselines in which every post of the last so many hours is equally likely to fill a slot."""

TopSlots = Annotated[
    list[int], Field(min_length=1, json_schema_extra={"unit": "slots", "uniqueItems": True})
]
"""How many first captured slots of each feed are taken, against as many newest posts."""

LongFeedSlots = Annotated[int, Field(ge=2, le=40, json_schema_extra={"unit": "slots"})]
"""The least number of captured slots of a feed that counts as long."""


class RankedFeedAudit(NotebookParameters):
    """Parameters of ``political_amplification/ranked_feed_audit``."""

    pool: Pool = Field(
        description=(
            "From which posts the chronological feed is built. Always from posts published by the "
            "time of the feed; and either those that any account was shown at any time (ever) or "
            "those that any account had been shown by the end of that hour (by_then). The first "
            "pool misses fewer posts; the second consists, for the latest posts, of little more "
            "than the ranked feeds themselves, which pulls the two feeds together."
        ),
        json_schema_extra={"unit": "rule"},
    )
    burn_in_hours: BurnInHours = Field(
        description=(
            "How long after the first feed a feed must lie to count. Posts from before the "
            "collection are in the pool only if the ranked feed still showed them, so early "
            "chronological feeds would be built of what ranking had kept."
        )
    )
    sensitivity_window_hours: WindowsHours = Field(
        description=(
            "Other baselines: every post of the last so many hours is equally likely to fill a "
            "slot, in place of the newest posts only. At most the burn-in, before which the pool "
            "is incomplete."
        )
    )
    top_slots: TopSlots = Field(
        description=(
            "Other lengths: only the first so many captured slots of each feed, against as many "
            "newest posts. The first is the one shown beside all slots."
        )
    )
    long_feed_slots: LongFeedSlots = Field(
        description=(
            "A feed of so many captured slots or more counts as long; one row of the sensitivity "
            "table keeps long feeds only. Added after the first results, because half of the feeds "
            "of the account trained to the left turned out to be very short. Another row matches "
            "the slots of all accounts in each hour instead."
        )
    )
    added_slots: float = Field(
        description=(
            "Slots added to both counts of a page before their ratio is taken, so that a page "
            "without a slot on one side has a finite ratio."
        ),
        ge=0.1,
        le=5.0,
        json_schema_extra={"unit": "slots"},
    )
    hidden_shares: list[float] = Field(
        description=(
            "Assumed shares of a page's posts that no account was ever shown. Bounds let each "
            "page, or each orientation, have any such share from zero to this."
        ),
        min_length=1,
        json_schema_extra={"unit": "proportion", "uniqueItems": True},
    )
    claim_hidden_share: float = Field(
        description=(
            "The share of hidden posts that a claim on an orientation has to survive; one of "
            "hidden_shares."
        ),
        ge=0.0,
        le=0.9,
        json_schema_extra={"unit": "proportion"},
    )
    random_window_hours: int = Field(
        description=(
            "The feed that ignores pages, which shows how far from the chronological one chance "
            "alone leads, ranks the posts of the last so many hours by random scores."
        ),
        ge=3,
        le=48,
        json_schema_extra={"unit": "hours"},
    )
    random_feeds: int = Field(
        description=(
            "How often the scores of the feeds that ignore pages are drawn: one for each account "
            "and post, kept over the account's feeds."
        ),
        ge=5,
        le=10_000,
        json_schema_extra={"unit": "draws"},
    )
    level: Level
    alpha: FamilyAlpha
    resamples: Resamples = Field(
        description="Resamples of pages, and random permutations of their orientations.",
        json_schema_extra={"unit": "draws"},
    )
    random_seed: Seed

    @model_validator(mode="after")
    def _the_lists_are_sets_in_bounds(self) -> Self:
        """Refuse repeated entries and entries out of bounds."""
        refuse_repeats(self, ("sensitivity_window_hours", "top_slots", "hidden_shares"))
        if any(not 2 <= hours <= 24 for hours in self.sensitivity_window_hours):
            raise ValueError(
                "sensitivity_window_hours must lie between 2 and 24 hours, not "
                f"{self.sensitivity_window_hours}."
            )
        if any(not 1 <= slots <= 40 for slots in self.top_slots):
            raise ValueError(f"top_slots must lie between 1 and 40 slots, not {self.top_slots}.")
        if any(not 0 < share <= 0.9 for share in self.hidden_shares):
            raise ValueError(
                f"hidden_shares must lie above 0 and at most at 0.9, not {self.hidden_shares}."
            )
        if self.claim_hidden_share not in self.hidden_shares:
            raise ValueError(
                f"claim_hidden_share {self.claim_hidden_share} is not in hidden_shares "
                f"{self.hidden_shares}."
            )
        return self
