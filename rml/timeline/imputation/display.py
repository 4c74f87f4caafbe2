"""How the report ``imputation`` shows its frames: captions, units, formats, and people counted."""

from __future__ import annotations

from typing import Final

from rml.report.look import TableLook
from rml.report.people import PeopleCounts
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
RANGE_PEOPLE: Final = PeopleCounts(
    columns=("labelled",),
    derived=("expected", "ratio", "low", "high", "share_correct"),
    unrelated=("black_applicants",),
)
CURVE_PEOPLE: Final = PeopleCounts(
    columns=("people",),
    derived=("mean_probability", "share", "low", "high"),
    unrelated=("from", "to"),
)

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
        "Holm's adjustment over the whole table. All members; any other label counts as not of "
        "the group."
    ),
    units={},
    formats={"expected": ".1f"}
    | dict.fromkeys(("p_total", "p_spread", "p_total_holm", "p_spread_holm"), ".2g"),
)
RANGE: Final = TableLook(
    caption=(
        "Black members expected by surname, first name and state, over those with the label "
        "(ratio, with bootstrap interval over members), and the share found, for the range in "
        "which the share of Black people among the applicants lies of whom first names were "
        "counted. All members."
    ),
    units={},
    formats={"black_applicants": ".1%", "expected": ".1f", "share_correct": ".1%"}
    | dict.fromkeys(("ratio", "low", "high"), ".2f"),
)
CURVES_CAPTION: Final = (
    "How often members with a stated probability of a group have its label, by surname alone and "
    "by surname, first name and state, over all members. On the dashed line, probabilities mean "
    "what they say. Bars: Wilson intervals; each point is ten members or more, and its size says "
    "how many."
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
}
"""What figures show, by their ids."""
