"""Captions, units and number formats of the report on simulated feeds."""

from __future__ import annotations

from typing import Final

from rml.report.look import TableLook

CAPTIONS: Final = {
    "weights_removed": (
        "Posts among the first of a simulated feed that are replaced if one weight is set to "
        "zero, halved or doubled; means over feeds with intervals. Weighted probabilities are "
        "alike in size, but for videos."
    ),
    "factors_applied": (
        "Posts among the first of a simulated feed that are replaced if a published factor is "
        "applied, each alone and all together; means over feeds with intervals."
    ),
    "distance": (
        "By how much the odds of one prediction would have had to be better for a post to be "
        "among the first, by its place: the smallest such change. Line: median over simulated "
        "feeds. Band: the middle half of feeds."
    ),
}
"""What figures show, by their ids."""

SHOWN_WEIGHTS: Final = {
    "report": "report",
    "like": "fav",
    "answered_reply": "reply_engaged_by_author",
    "conversation_opened": "good_click",
}
"""The columns of the table on assumptions, and whose weight is removed in each."""
_REPLACED: Final = {"replaced": "posts", "low": "posts", "high": "posts"}
_TWO: Final = {"replaced": ".2f", "low": ".2f", "high": ".2f"}
WEIGHTS: Final = TableLook(
    caption=(
        "What changing one weight at a time does to simulated feeds: posts of the top that are "
        "replaced if it is removed (with the interval over feeds), halved or doubled; and "
        "Kendall's tau between the orders of all posts with and without it, where it was computed."
    ),
    units=dict.fromkeys(("removed", "low", "high", "halved", "doubled"), "posts"),
    formats=dict.fromkeys(("removed", "low", "high", "halved", "doubled"), ".2f")
    | {"tau_removed": ".3f"},
)
ASSUMPTIONS: Final = TableLook(
    caption=(
        "Posts of the top that are replaced if a weight is set to zero, under one changed "
        "assumption at a time. Simulated feeds."
    ),
    units=dict.fromkeys(SHOWN_WEIGHTS, "posts"),
    formats=dict.fromkeys(SHOWN_WEIGHTS, ".2f"),
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
EASIEST: Final = TableLook(
    caption=(
        "How often a prediction is the one whose odds would have had to change least, over "
        "simulated feeds, for the post at the stated place."
    ),
    units={"easiest": "% of feeds"},
    formats={"easiest": ".1f"},
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
        "Median predicted probabilities of the simulated feeds: those at which weighted "
        "probabilities are alike, and a second set. Chosen, not measured."
    ),
    units={"equal": "%", "other": "%"},
    formats={"equal": ".4f", "other": ".4f"},
)
