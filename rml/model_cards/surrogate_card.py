"""The card of the surrogate of observed feeds, whose words and metrics its own report wrote."""

from __future__ import annotations

from typing import Final

from rml.model_cards.card import Card, FindingNumber, Group, Limit, TableNumbers

_FEED: Final = "explanation/observed_feed"
ACCOUNT: Final = "account"
ORIENTATION: Final = "orientation of the page"
_ORIENTATIONS: Final = ("left", "centre-left", "five-star", "right", "far-right")
ACCURACY: Final = "pairwise accuracy"

CARD: Final = Card(
    name="the surrogate of observed feeds",
    does=(
        "It imitates the order of captured feeds from what can be seen of their posts, so that one "
        "can say what goes with that order, and how much of it such a model does not find."
    ),
    not_for=(
        "Do not use it to rank a feed for people, or to say how the platform’s own ranking works "
        "inside."
    ),
    words={},
    words_from=(_FEED, "card"),
    groups=(
        *(Group(ACCOUNT, name, of_people=False) for name in (*_ORIENTATIONS, "untrained")),
        *(Group(ORIENTATION, name, of_people=False) for name in _ORIENTATIONS),
    ),
    why_groups="the accounts whose feeds it imitates, and the orientations of pages in them",
    numbers=(
        TableNumbers(
            report=_FEED,
            table="card_metrics",
            measure=ACCURACY,
            value="value",
            low="low",
            high="high",
            unit="proportion of pairs",
            method="",
            where={"measure": ACCURACY},
            division="division",
            n="n",
            n_of="",
        ),
        FindingNumber(
            report=_FEED,
            finding="stability",
            measure="rank correlation of explanations, fitted again to resampled feeds",
            group="features",
        ),
    ),
    limits=(
        Limit(
            may="It may order feeds no better than a rule as simple as newest first.",
            report=_FEED,
            finding="over_newest_first",
        ),
        Limit(
            may="Much of the order may have causes that it does not see.",
            report=_FEED,
            finding="not_explained",
        ),
        Limit(
            may="Reactions, comments and shares may add nothing to it.",
            report=_FEED,
            finding="without_counts",
        ),
        Limit(
            may="What it is said to go by may change from fit to fit.",
            report=_FEED,
            finding="stability",
        ),
        Limit(
            may="Its explanations may be those of a model that has learned nothing.",
            report=_FEED,
            finding="sanity",
        ),
        Limit(
            may="It may fail on other platforms, countries and years, and on people’s own feeds.",
            why_not="Six controlled accounts in one country and one month is what was captured.",
        ),
    ),
    wrong_if=(
        "What was captured is not what the accounts were shown.",
        "Feeds of controlled accounts are ordered by other rules than feeds of people.",
        "The counts of a post were other ones when it was ranked than when it was captured.",
    ),
)
