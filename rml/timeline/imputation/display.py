"""How the report on imputation shows its frames: captions, units, formats, and people counted."""

from __future__ import annotations

from typing import Final

from rml.report.look import TableLook
from rml.report.people import NO_PEOPLE, PeopleCounts
from rml.timeline.imputation.disparity_effect import UNIT
from rml.timeline.imputation.groups import GROUPS

ACCURACY_PEOPLE: Final = PeopleCounts(columns=("people",), derived=("share_correct", "low", "high"))
MASS_PEOPLE: Final = PeopleCounts(columns=("people",), derived=GROUPS)
SCORE_PEOPLE: Final = PeopleCounts(
    columns=("people",),
    derived=("brier", "brier_low", "brier_high", "log", "log_low", "log_high"),
)
TEST_PEOPLE: Final = PeopleCounts(
    columns=("labelled",),
    derived=("expected", "p_total", "p_spread", "p_total_holm", "p_spread_holm"),
)
CURVE_PEOPLE: Final = PeopleCounts(
    columns=("people",),
    derived=("mean_probability", "share", "low", "high"),
    unrelated=("from", "to"),
)
MADE_UP: Final = NO_PEOPLE("made-up outcomes, gaps over repetitions")

_LABELLED: Final = "Members by the group that the source's label says."
ACCURACY: Final = TableLook(
    caption=(
        f"{_LABELLED} How often their most probable group is that label, by what the "
        "probabilities rest on, with Wilson intervals. Only groups of ten members or more."
    ),
    units={},
    formats=dict.fromkeys(("share_correct", "low", "high"), ".1%"),
)
MASS: Final = TableLook(
    caption=(
        f"{_LABELLED} The mean probability that they are given of each group, by what the "
        "probabilities rest on. Each row adds up to one."
    ),
    units={},
    formats=dict.fromkeys(GROUPS, ".1%"),
)
SCORES: Final = TableLook(
    caption=(
        "Mean scores of the probabilities, smaller is better, with bootstrap intervals over "
        "members: Brier score (0 to 2) and logarithmic score (natural logarithm)."
    ),
    units={},
    formats=dict.fromkeys(
        ("brier", "brier_low", "brier_high", "log", "log_low", "log_high"), ".3f"
    ),
)
TESTS: Final = TableLook(
    caption=(
        "Members expected from the probabilities and members with the label, and two tests of "
        "calibration: of the total (exact) and of the spread (Spiegelhalter), alone and with "
        "Holm's adjustment over the whole table."
    ),
    units={},
    formats={"expected": ".1f"}
    | dict.fromkeys(("p_total", "p_spread", "p_total_holm", "p_spread_holm"), ".2g"),
)
CURVES_CAPTION: Final = (
    "How often members with a stated probability of a group have its label, by surname alone and "
    "by surname, first name and state. On the dashed line, probabilities mean what they say. Bars: "
    "Wilson intervals; each point is ten members or more, and its size says how many."
)
EFFECT: Final = TableLook(
    caption=(
        "What each method finds of a planted gap between two groups, over the repetitions. "
        "Coverage: how often the interval, or the bounds with their doubt of sampling, holds the "
        "truth. Outcomes are made up."
    ),
    units=dict.fromkeys(("truth", "mean_found", "bias", "width", "mean_low", "mean_high"), UNIT),
    formats=dict.fromkeys(("truth", "mean_found", "bias", "mean_low", "mean_high"), "+.1f")
    | {"coverage": ".1%", "width": ".1f"},
)
FIGURE_CAPTIONS: Final = {
    "accuracy": (
        "How often the most probable group is the labelled one, by group and by what the "
        "probabilities rest on. Lines: Wilson intervals, for people like these."
    ),
    "mass": (
        "Where the probability of members of each labelled group goes, on average, by surname "
        "alone and by surname, first name and state."
    ),
    "effect": (
        "A planted gap as each method finds it: means over the repetitions (marks), and mean "
        "interval or bounds (lines), in people drawn from the tables of names and counties."
    ),
}
"""What figures show, by their ids."""
