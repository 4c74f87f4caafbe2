"""The parameter models of the notebooks on the published ranking formula."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from rml.parameters import Level, NotebookParameters, Rate, Seed, Share, refuse_repeats

LikeRate = Annotated[
    float,
    Field(
        description=(
            "Assumed typical predicted probability of a like, which is not public; in drawn feeds "
            "their median. Others follow from it where weighted probabilities are to add equal "
            "amounts."
        ),
        ge=0.0001,
        le=0.5,
        json_schema_extra={"unit": "probability"},
    ),
]
"""An average probability of a like."""
ENGAGEMENT_COUNT = 10


class RankingFormula(NotebookParameters):
    """Parameters of ``explanation/ranking_formula``."""

    tolerance: float = Field(
        description="Largest difference at which a separately computed figure counts as met.",
        gt=0,
        le=1e-6,
        json_schema_extra={"unit": "score points, or multiplier"},
    )
    like_rate: LikeRate
    last_day: int = Field(
        description="Last day after a request to see fewer posts that the figure shows.",
        ge=154,
        le=1000,
        json_schema_extra={"unit": "days"},
    )
    squeeze_points: int = Field(
        description="Points of the curve of the served score over the probability of a report.",
        ge=10,
        le=1000,
        json_schema_extra={"unit": "points"},
    )


class RankingSensitivity(NotebookParameters):
    """Parameters of ``explanation/ranking_sensitivity``."""

    level: Level
    seed: Seed
    feeds: int = Field(
        description="Simulated feeds of each set of assumptions.",
        ge=30,
        le=20_000,
        json_schema_extra={"unit": "feeds"},
    )
    order_feeds: int = Field(
        description="Of these feeds, the first ones in which the order of all posts is compared.",
        ge=30,
        le=20_000,
        json_schema_extra={"unit": "feeds"},
    )
    candidates: int = Field(
        description=(
            "Posts that a feed chooses from. The publisher spoke of 1,500 for a request; the "
            "number enters as the competition for the first places."
        ),
        ge=60,
        le=5000,
        json_schema_extra={"unit": "posts"},
    )
    top: int = Field(
        description="Posts at the top of a feed whose change is counted.",
        ge=3,
        le=50,
        json_schema_extra={"unit": "posts"},
    )
    like_rate: LikeRate
    video_rate: Rate = Field(
        description=(
            "Assumed median probability that half of a video is watched. The rate at which it "
            "would add as much as likes do would be above 1."
        ),
        json_schema_extra={"unit": "probability"},
    )
    other_rates: list[Rate] = Field(
        description=(
            "A second set of assumed median probabilities, in the order of the weights: like, "
            "repost, reply, profile visit, video, answered reply, two kinds of conversation "
            "opened, show less, report."
        ),
        min_length=ENGAGEMENT_COUNT,
        max_length=ENGAGEMENT_COUNT,
        json_schema_extra={"unit": "probability"},
    )
    spread: float = Field(
        description="Standard deviation of predicted log-odds over posts.",
        gt=0,
        le=3,
        json_schema_extra={"unit": "log-odds"},
    )
    common: float = Field(
        description=(
            "Share of the variance of log-odds that a post's engagements have in common; the "
            "correlation of any two of them."
        ),
        ge=0,
        le=0.95,
        json_schema_extra={"unit": "proportion"},
    )
    complaints: float = Field(
        description=(
            "How complaints move with the appeal that other engagements have in common: 1 means "
            "that what engages also annoys, -1 the opposite, 0 neither."
        ),
        ge=-1,
        le=1,
        json_schema_extra={"unit": "none"},
    )
    spreads: list[Annotated[float, Field(gt=0, le=3)]] = Field(
        description="Further spreads, one at a time.",
        min_length=1,
        json_schema_extra={"unit": "log-odds", "uniqueItems": True},
    )
    commons: list[Annotated[float, Field(ge=0, le=0.95)]] = Field(
        description="Further shares in common, one at a time.",
        min_length=1,
        json_schema_extra={"unit": "proportion", "uniqueItems": True},
    )
    complaint_signs: list[Annotated[float, Field(ge=-1, le=1)]] = Field(
        description="Further ways in which complaints move with appeal, one at a time.",
        min_length=1,
        json_schema_extra={"unit": "none", "uniqueItems": True},
    )
    in_network_share: Rate = Field(
        description="Share of posts from accounts that the reader follows; about half, published.",
        json_schema_extra={"unit": "proportion"},
    )
    reply_share: float = Field(
        description="Assumed share of replies.",
        ge=0,
        le=0.5,
        json_schema_extra={"unit": "proportion"},
    )
    repost_share: float = Field(
        description="Assumed share of reposts; the rest are original posts.",
        ge=0,
        le=0.5,
        json_schema_extra={"unit": "proportion"},
    )
    blue_share: Rate = Field(
        description="Assumed share of authors with a paid blue mark.",
        json_schema_extra={"unit": "proportion"},
    )
    creator_share: Rate = Field(
        description="Assumed share of authors who sell subscriptions.",
        json_schema_extra={"unit": "proportion"},
    )
    author_share: Share = Field(
        description=(
            "Assumed share of the variance of appeal that posts of one author have in common, "
            "where factors are applied."
        ),
        json_schema_extra={"unit": "proportion"},
    )
    author_shares: list[Share] = Field(
        description="Further such shares, one at a time.",
        min_length=1,
        json_schema_extra={"unit": "proportion", "uniqueItems": True},
    )
    blue_shares: list[Rate] = Field(
        description="Further shares of authors with a paid blue mark, one at a time.",
        min_length=1,
        json_schema_extra={"unit": "proportion", "uniqueItems": True},
    )
    posts_per_author: float = Field(
        description="Assumed mean number of candidate posts of an author.",
        ge=1,
        le=50,
        json_schema_extra={"unit": "posts"},
    )
    place: int = Field(
        description="Place of the post for which a change that lifts it is sought.",
        ge=4,
        le=1000,
        json_schema_extra={"unit": "place"},
    )
    last_place: int = Field(
        description="Last place for which the figure shows such a change.",
        ge=5,
        le=1000,
        json_schema_extra={"unit": "place"},
    )
    odds_factor: float = Field(
        description="A change of one engagement's odds that is called small.",
        gt=1,
        le=10,
        json_schema_extra={"unit": "times the odds"},
    )

    @model_validator(mode="after")
    def _places_are_in_the_feed(self) -> Self:
        """Refuse places that are in the top or beyond the feed, and kinds that exceed it."""
        if not self.top < self.place <= self.last_place <= self.candidates:
            raise ValueError(
                f"top {self.top}, place {self.place}, last_place {self.last_place} and candidates "
                f"{self.candidates} must rise in this order; the last three may be equal."
            )
        if self.order_feeds > self.feeds:
            raise ValueError(f"order_feeds {self.order_feeds} is more than feeds {self.feeds}.")
        if self.reply_share + self.repost_share >= 1:
            raise ValueError("reply_share and repost_share leave no original post.")
        refuse_repeats(
            self, ("spreads", "commons", "complaint_signs", "author_shares", "blue_shares")
        )
        return self
