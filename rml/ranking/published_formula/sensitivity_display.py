"""Captions, units and number formats of the report on simulated feeds."""

from __future__ import annotations

from typing import Final

from rml.report.look import TableLook

CAPTIONS: Final = {
    "weights_removed": (
        "Posts among the first of a simulated feed that are replaced if one weight is set to "
        "zero, halved or doubled; means over feeds with intervals. Median weighted probabilities "
        "are alike in size, but for videos."
    ),
    "factors_applied": (
        "Posts among the first of a simulated feed that are replaced if a published factor is "
        "applied, each alone and all together; means over feeds with intervals."
    ),
    "distance": (
        "By how much the odds of one prediction would have had to be better for a post to be "
        "among the first, by its place: the smallest such change, with no factor applied. Line: "
        "median over simulated feeds. Band: the middle half of feeds."
    ),
}
"""What figures show, by their ids."""

SHOWN_WEIGHTS: Final = {
    "report": "report",
    "show_less": "negative_feedback_v2",
    "like": "fav",
    "reply": "reply",
    "answered": "reply_engaged_by_author",
    "profile": "good_profile_click",
    "opened": "good_click",
    "stayed": "good_click_v2",
}
"""The columns of the tables on assumptions, and whose weight is removed in each."""
_REPLACED: Final = {"replaced": "posts", "low": "posts", "high": "posts"}
_TWO: Final = {"replaced": ".2f", "low": ".2f", "high": ".2f"}
WEIGHTS: Final = TableLook(
    caption=(
        "What changing one weight at a time does to simulated feeds: posts of the top that are "
        "replaced if it is removed (with the interval over feeds), halved or doubled; and "
        "Kendall's tau between the orders of all posts with and without it."
    ),
    units={},
    formats=dict.fromkeys(("removed", "low", "high", "halved", "doubled"), ".2f")
    | {"tau_removed": ".3f"},
)
ASSUMPTIONS: Final = TableLook(
    caption=(
        "Posts of the top that are replaced if a weight is set to zero, under one changed "
        "assumption at a time. Answered: a reply that the author engages with. Profile: a visit "
        "with a like or reply. Opened: a conversation, with a like or reply; stayed: for two "
        "minutes. Simulated feeds."
    ),
    units={},
    formats=dict.fromkeys(SHOWN_WEIGHTS, ".2f"),
)
ORDER: Final = TableLook(
    caption=(
        "Kendall's tau between the orders of all posts with and without a weight, under one "
        "changed assumption at a time; 1 is no change. Simulated feeds."
    ),
    units={},
    formats=dict.fromkeys(SHOWN_WEIGHTS, ".3f"),
)
SMALL: Final = TableLook(
    caption=(
        "In which share of feeds a small change of one prediction is enough for the post at the "
        "stated place, without and with all published factors; and how many times the odds have to "
        "be better in the median feed, likewise. Simulated feeds."
    ),
    units={
        "no_factor": "%",
        "all_factors": "%",
    },
    formats={
        "no_factor": ".0f",
        "all_factors": ".0f",
        "median_plain": ".2f",
        "median_multiplied": ".2f",
    },
)
BLUE: Final = TableLook(
    caption=(
        "Authors with a paid blue mark: their share of all authors, and of the first places "
        "without any factor and with that factor alone; the share of first places that change "
        "hands. Simulated feeds."
    ),
    units=dict.fromkeys(("authors_marked", "before", "after", "replaced"), "%"),
    formats=dict.fromkeys(("authors_marked", "before", "after", "replaced"), ".1f"),
)
FACTORS: Final = TableLook(
    caption=(
        "Posts of the top that are replaced if published factors are applied, by how much of the "
        "appeal of posts is their author's. Simulated feeds."
    ),
    units=_REPLACED,
    formats=_TWO,
)
ONE_POST: Final = TableLook(
    caption=(
        "One post of one simulated feed: what was predicted, what would have been needed of one "
        "prediction alone, and by how much its odds would have had to be better. Empty: no "
        "probability would have been enough."
    ),
    units={"predicted": "%", "needed": "%", "odds_factor": "times the odds"},
    formats={"predicted": ".4f", "needed": ".4f", "odds_factor": ".2f"},
)
RATES: Final = TableLook(
    caption=(
        "Median predicted probabilities of the simulated feeds, and what each engagement adds to "
        "scores on average: at medians at which weighted probabilities are alike, and at a second "
        "set. Chosen, not measured."
    ),
    units={
        "equal": "%",
        "equal_adds": "score points",
        "other": "%",
        "other_adds": "score points",
    },
    formats={"equal": ".4f", "equal_adds": ".4f", "other": ".4f", "other_adds": ".4f"},
)
