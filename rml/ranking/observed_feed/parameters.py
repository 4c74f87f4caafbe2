"""The parameter model of ``notebooks/explanation/observed_feed``."""

from __future__ import annotations

from pydantic import Field

from rml.amplification.ranked_feed.parameters import Account
from rml.parameters import Level, NotebookParameters, Seed


class ObservedFeed(NotebookParameters):
    """Parameters of ``explanation/observed_feed``."""

    least_posts: int = Field(
        description="Captured feeds of fewer posts are left out: one post has no order.",
        ge=2,
        le=20,
        json_schema_extra={"unit": "posts"},
    )
    hidden_units: int = Field(
        description="Units of the surrogate's one hidden layer.",
        ge=2,
        le=128,
        json_schema_extra={"unit": "units"},
    )
    epochs: int = Field(
        description=(
            "Passes over the feeds in a fit. Fixed beforehand: stopping when held-out feeds are "
            "predicted best would learn from them."
        ),
        ge=1,
        le=500,
        json_schema_extra={"unit": "passes"},
    )
    batch_feeds: int = Field(
        description="Feeds in one step of the fit.",
        ge=4,
        le=412,
        json_schema_extra={"unit": "feeds"},
    )
    learning_rate: float = Field(
        description="Of the first steps (Adam); it falls to zero along half a cosine.",
        gt=0.0,
        le=0.1,
        json_schema_extra={"unit": "none"},
    )
    penalty: float = Field(
        description=(
            "Times the sum of squared weights, added to the loss per post. It keeps the effects "
            "of pages that were seldom shown near that of their orientation."
        ),
        ge=0.0,
        le=1.0,
        json_schema_extra={"unit": "none"},
    )
    strict_linear: bool = Field(
        description=(
            "Whether the linear surrogate is also judged with account and day left out, which "
            "takes as many fits as there are accounts on days."
        ),
        json_schema_extra={"unit": "yes or no"},
    )
    permutations: int = Field(
        description="Permutations of each held-out feed, for permutation importance.",
        ge=1,
        le=100,
        json_schema_extra={"unit": "permutations"},
    )
    refits: int = Field(
        description=(
            "Refits to feeds resampled within accounts; intervals of dependence and contributions "
            "are basic bootstrap intervals over them."
        ),
        ge=3,
        le=1000,
        json_schema_extra={"unit": "fits"},
    )
    block_feeds: int = Field(
        description=(
            "Feeds of an account that are drawn together, as neighbours in time; 6 are half a "
            "day. Feeds of adjacent hours share posts."
        ),
        ge=1,
        le=40,
        json_schema_extra={"unit": "feeds"},
    )
    other_seeds: int = Field(
        description="Fits to the same feeds from other first weights.",
        ge=2,
        le=100,
        json_schema_extra={"unit": "fits"},
    )
    randomised_models: int = Field(
        description=(
            "Models of each kind for the sanity check: with weights never fitted, and fitted to "
            "feeds in random order."
        ),
        ge=2,
        le=100,
        json_schema_extra={"unit": "models"},
    )
    explained_feeds: int = Field(
        description=(
            "Feeds of each account, evenly spaced in time, whose posts are explained by integrated "
            "gradients and over which dependence is averaged."
        ),
        ge=1,
        le=72,
        json_schema_extra={"unit": "feeds"},
    )
    steps: int = Field(
        description="Points of the rule that stands for the integral of the gradients.",
        ge=4,
        le=200,
        json_schema_extra={"unit": "points"},
    )
    next_feed_minutes: float = Field(
        description="An account's feeds at most so far apart are taken as a feed and its next one.",
        ge=30.0,
        le=180.0,
        json_schema_extra={"unit": "minutes"},
    )
    same_time_minutes: float = Field(
        description="Two accounts' feeds at most so far apart are taken as of the same time.",
        ge=0.5,
        le=30.0,
        json_schema_extra={"unit": "minutes"},
    )
    example_account: Account = Field(
        description=(
            "Whose feed is explained by the example: the middle one in time among its feeds of "
            "example_least_posts or more. Of the accounts, the first by the alphabet."
        ),
        json_schema_extra={"unit": "account"},
    )
    example_least_posts: int = Field(
        description="The example is taken from a feed of at least so many posts.",
        ge=2,
        le=60,
        json_schema_extra={"unit": "posts"},
    )
    example_place: int = Field(
        description="The place of the post that is explained, among the feed's captured posts.",
        ge=1,
        le=60,
        json_schema_extra={"unit": "place"},
    )
    example_refits: int = Field(
        description=(
            "Refits to resampled feeds without the example's day, over which the ranges of its "
            "contributions run."
        ),
        ge=2,
        le=1000,
        json_schema_extra={"unit": "fits"},
    )
    level: Level
    random_seed: Seed
