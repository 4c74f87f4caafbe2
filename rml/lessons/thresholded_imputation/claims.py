"""The wording of ``lessons/thresholded_imputation``."""

from __future__ import annotations

from typing import Final

import pandas as pd

from rml.estimate import Estimate
from rml.report.claim import Claim
from rml.report.look import FigureWords, TableLook
from rml.report.people import PeopleCounts

_MEMBERS: Final = (
    "Members are independent draws of people with such names. Labels are the source's; what a "
    "member would say is not known."
)
_LABELS_WRONG: Final = "Labels are wrong for several members, or names are matched wrongly."

LEFT_OUT: Final = Claim(
    statement=(
        "Counted as their most probable race, {value:.0%} of the Black members of Congress are "
        "counted as something else ({estimate.level} interval {low:.0%} to {high:.0%})."
    ),
    estimand=(
        "The share of members labelled Black whose most probable group by surname, first name and "
        "state is another."
    ),
    assumptions=_MEMBERS,
    breaks_if=_LABELS_WRONG,
)
STRANGERS: Final = Claim(
    statement=(
        "Of those counted as Black, {value:.0%} are labelled otherwise ({estimate.level} interval "
        "{low:.0%} to {high:.0%})."
    ),
    estimand="The share of members counted as Black who have another label.",
    assumptions=_MEMBERS,
    breaks_if=_LABELS_WRONG,
)
RIGHT: Final = Claim(
    statement=(
        "Over all members {value:.0%} are counted as what they are labelled ({estimate.level} "
        "interval {low:.0%} to {high:.0%})."
    ),
    estimand="The share of members of the reported groups whose most probable group is the label.",
    assumptions=_MEMBERS,
    breaks_if=_LABELS_WRONG,
)
DROPPED: Final = Claim(
    statement=(
        "A cutoff at {cutoff:g} drops Black members more often than White ones: a difference of "
        "{value:.0f} percentage points ({estimate.level} interval {low:.0f} to {high:.0f})."
    ),
    estimand=(
        "The share of members whose probability of no group reaches the cutoff, Black minus White."
    ),
    assumptions=_MEMBERS,
    breaks_if=_LABELS_WRONG,
)
GAP_ERROR: Final = Claim(
    statement=(
        "By the method “{method}”, the gap in the share of women between Black and White members "
        "comes out {value:+.1f} percentage points from the gap by labels, which is {truth:+.1f} "
        "({estimate.level} interval of the error {low:+.1f} to {high:+.1f}). {reading}"
    ),
    estimand="The method's gap minus the labels' gap, of the same members.",
    assumptions=_MEMBERS,
    breaks_if="The outcome is not recorded alike for both groups.",
)
HOLDS_ZERO: Final = "The interval holds zero: so few members do not settle how large the error is."
LEAVES_ZERO_OUT: Final = "The interval leaves zero out."


def error_reading(error: Estimate) -> str:
    """Return in words whether the interval of an error holds zero."""
    low, high = error.low, error.high
    return HOLDS_ZERO if low is None or high is None or low <= 0 <= high else LEAVES_ZERO_OUT


WHY_IT_LOOKED_RIGHT: Final = (
    "The rule is simple, gives everybody one race, and lets every later step be done with ordinary "
    "tables. Judged over all people it seems to work. But counting *everybody* as White would be "
    "right for {naive:.0%} of these members: a number over all people says little about the few."
)
WHAT_TO_DO: Final = (
    "Do not assign races. Where an answer is needed, ask a random part of the people and correct "
    "by it: with outcomes made up in two ways, that finds a planted gap in both, and weighting "
    "alone in one (`home_timeline/imputation_disparity`). Where nobody can be asked, give bounds, "
    "or compare places whose make-up is known. Weighting, by which everybody counts in every group "
    "by their probability, names nobody's race. It is no remedy for gaps by itself: {nearer} "
    "(distance from the gap by labels, weighting minus counting: {farther.value:+.1f} percentage "
    "points, {farther.low:+.1f} to {farther.high:+.1f})."
)
NOT_NEARER: Final = (
    "here it came no nearer to the gap by labels than counting, as far as can be told"
)
NEARER: Final = "here it came nearer to the gap by labels than counting, and still missed it"
FARTHER: Final = "here it came less near to the gap by labels than counting"


def nearer_words(farther: Estimate) -> str:
    """Return whether weighting came nearer than counting, from `distance_difference`."""
    low, high = farther.low, farther.high
    if low is None or high is None or low <= 0 <= high:
        return NOT_NEARER
    return NEARER if high < 0 else FARTHER


PLAIN_WORDS: Final = (
    "A common way to audit by race is to guess each person's race from the name and to count the "
    "guess as fact. Tried on the US Congress, where labels exist, it counts {out:.0%} of Black "
    "members as something else, and {strangers:.0%} of those whom it counts as Black are not. Over "
    "everybody it is right in {right:.0%} of cases, which is why it looks as if it worked."
)
LIMITS: Final = (
    (
        "Members of Congress are not users of a platform. They are older, are named otherwise, and "
        "{black} of them are labelled Black. What carries over is the kind of error, not its size."
    ),
    (
        "Labels were assigned by the source, not stated by the members. Middle Eastern members "
        "count as White, as in the census."
    ),
    (
        "The share of women was taken as outcome because it is recorded for everybody. First names "
        "tell of gender and of race, so it is not an outcome for which imputation is at its best."
    ),
)
GROUP_PEOPLE: Final = PeopleCounts(
    columns=("labelled", "counted"), derived=("found", "right", "dropped")
)
GROUPS_LOOK: Final = TableLook(
    caption=(
        "Members labelled Black or White. Counted: members whose most probable group it is. "
        "Found: share of the labelled counted so. Right: share of the counted labelled so. "
        "Dropped: share of the labelled whose probability of no group reaches the cutoff."
    ),
    units={"labelled": "members", "counted": "members"},
    formats=dict.fromkeys(("found", "right", "dropped"), ".0%"),
)
GAPS_LOOK: Final = TableLook(
    caption=(
        "Share of women among Black and among White members, and the gap: by the labels, with "
        "everybody counted as the most probable group, and weighted by the probabilities."
    ),
    units={"gap": "percentage points"},
    formats={"share_black": ".1%", "share_white": ".1%", "gap": "+.1f"},
)


def found_words(frame: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the figure, from columns group and share_correct."""
    shown = "; ".join(
        f"{row.group} {row.share_correct:.0%}" for row in frame.itertuples(index=False)
    )
    return FigureWords(
        caption=(
            "Black and White members who are counted as their own group when everybody "
            "counts as their most probable one, with Wilson intervals."
        ),
        alt=(
            "Two points with intervals, from zero to one: the share of "
            f"members who are counted as their own group. {shown}."
        ),
    )
