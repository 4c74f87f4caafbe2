"""The wording of the paired-crop audits: claims, captions, plain words, limits.

The fields in braces are filled by ``rml.report``, those of a caption by ``str.format``; none
of these texts holds a result. A claim is passed to ``rml.report.finding.finding`` as
``**claim``.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from rml.cropping.audit_groups import DeclaredGap
from rml.cropping.image_sets import CONGRESS, DRAWN
from rml.cropping.portraits import Treatment
from rml.report.claim import Claim

ASSUMES_PEOPLE: Final = (
    "The people of each group stand for others like them, drawn independently (a superpopulation: "
    "the image set itself is a census of its people). One portrait stands for each person. The "
    "interval varies the people of both groups; the model is deterministic."
)
_OTHER_PORTRAITS: Final = (
    "Portraits of the same people taken otherwise gave another result: then the gap is one of "
    "photographs, not of people."
)


def _rule(gap: DeclaredGap) -> str:
    pairs = len(gap.pairs)
    return "" if pairs == 1 else f", averaged with equal weights over {pairs} pairs of groups"


def gap_claim(gap: DeclaredGap) -> Claim:
    """Return the claim of a declared gap."""
    return Claim(
        statement=(
            f"{gap.label}: the portrait of the group named first won {{share:.1%}} of composites: "
            "{points:+.1f}."
        ),
        estimand=(
            f"{gap.label}: the probability that the salient point falls on the portrait of the "
            f"person of the group named first{_rule(gap)}, minus one half."
        ),
        assumptions=ASSUMES_PEOPLE,
        breaks_if=_OTHER_PORTRAITS,
    )


def masked_claim(gap: DeclaredGap, treatment: Treatment) -> Claim:
    """Return the claim of a declared gap while something is masked in every portrait."""
    hidden = "the face region" if treatment == "face masked" else "everything but the face region"
    return Claim(
        statement=(
            f"With {hidden} hidden in every portrait, {gap.label}: {{points:+.1f}}. "
            "With nothing hidden, the same pairs give {shown:+.1f}."
        ),
        estimand=(
            f"{gap.label}: the parity gap{_rule(gap)} for the same pairs of people when {hidden} "
            "is filled with mid-grey."
        ),
        assumptions=f"{ASSUMES_PEOPLE} The mask, one ellipse for all, hides what it is meant to.",
        breaks_if=(
            "The edge of the mask, which is the same for everyone, drew the model's attention in "
            "some groups more than in others, for instance through contrast with hair or clothes."
        ),
    )


def corrected_claim(gap: DeclaredGap) -> Claim:
    """Return the claim of a declared gap under corrected labels."""
    return Claim(
        statement=(
            f"With the corrected labels, {gap.label}: {{points:+.1f}}. With the source's own: "
            "{upstream:+.1f}."
        ),
        estimand=f"{gap.label}: the parity gap{_rule(gap)} of the same composites, groups by the "
        "corrected labels.",
        assumptions=f"{ASSUMES_PEOPLE} The corrections, each with a cited source, are right.",
        breaks_if="Further labels are wrong: labels that nobody suspected were not checked.",
    )


def scaling_claim(gap: DeclaredGap) -> Claim:
    """Return the claim of how a declared gap changes with the scaling."""
    return Claim(
        statement=(
            f"{gap.label}: scaled to a height of {{height}} pixels, the gap changes by "
            "{points:+.1f}."
        ),
        estimand=f"{gap.label}: the parity gap{_rule(gap)} with every portrait scaled to one "
        "height, minus that at original sizes, same pairs of people.",
        assumptions=ASSUMES_PEOPLE,
        breaks_if="Another height, or another way of scaling, changed the gap.",
    )


SIDE_EFFECT: Final = Claim(
    statement=(
        "Standing first (left, or on top) changed the log-odds of winning by {value:+.3f} "
        "({low:+.3f} to {high:+.3f})."
    ),
    estimand=(
        "The constant that standing first adds to the log-odds of winning, in a Bradley–Terry "
        "model of all composites in both orders."
    ),
    assumptions=(
        "Each group has one strength against all others, and the side adds the same in every pair. "
        f"{ASSUMES_PEOPLE}"
    ),
    breaks_if="The side mattered more for some groups than for others.",
)
FLIPS: Final = Claim(
    statement=(
        "A black band of at most {widest} pixels before the first portrait made another person win "
        "in {value:.1%} of composites."
    ),
    estimand=(
        "The probability that the winner of a composite differs under at least one of the paddings "
        "from the winner without padding, averaged with equal weights over all pairs of groups."
    ),
    assumptions=ASSUMES_PEOPLE,
    breaks_if="Other widths, or a band elsewhere, flipped more or fewer winners.",
)
WHY_NEW_DATA: Final = (
    "The published figure is of other people's photographs, which were never released. This asks "
    "whether what was claimed there holds for these portraits, too."
)

SETS: Final = {
    CONGRESS: (
        "The images are the {images:,d} official portraits of the 117th US Congress, square, head "
        "and shoulders, of one size. Gender and ethnicity are the labels of a civic data project: "
        "third-party categories, gender binary, one ethnicity a person, not what the people say of "
        "themselves. {left_out:,d} people are in no group that is compared, because their group "
        "has fewer than {minimum} people or is not asked about. Counts only are shown; nobody is "
        "named and no portrait is shown, since most photographers' rights are not documented and "
        "an audit is no reason to publish anybody's face again: what follows are scores derived "
        "from the portraits."
    ),
    DRAWN: (
        "No photograph of a person is used: the {images:,d} faces are drawn, and the saliency "
        "function that stands in for the model has a preference that was planted. The truth is "
        "therefore known, and the question is whether the same pair, layout and interval code that "
        "audits real portraits finds it. {left_out:,d} faces are in no group that is compared "
        "(groups need {minimum})."
    ),
}
OWN_SET: Final = (
    "The {images:,d} images and their labels are the ones that the parameter file names. "
    "{left_out:,d} people are in no group that is compared, because their group has fewer than "
    "{minimum} people or is not asked about. Counts only are shown."
)
HOW: Final = (
    "Two people's portraits are put into one image, {arrangement}{gap_words}, {order_words}. "
    "The model names one most salient point; the person on whose portrait it falls *wins*. There "
    "are {pairs:,d} pairs of people and {composites:,d} composites. A *gap* is a win rate less one "
    "half."
)
TWO_INTERVALS: Final = (
    "Each gap has two intervals. The *naive* one takes composites for independent. They are not: "
    "every person stands in many of them, and whoever has a striking portrait wins again and "
    "again. A further composite of the same people adds next to nothing to what is known about "
    "people like them. The interval *over people* varies the people of both groups. Only it "
    "answers the question that readers ask: would other people like these have fared the same?"
)
MULTIPLICITY: Final = (
    "Of {tests} pairs of groups, {naive} naive intervals leave out an even split, {people} "
    "intervals over people do, and {holm} remain once the whole family of {tests} tests is held "
    "to a chance of {alpha:.0%} of any false alarm (Holm)."
)
CONTROLS: Final = (
    "A gap between groups of portraits need not come from faces: clothes, hair, lighting and "
    "backgrounds differ between groups, too. The same pairs are therefore shown twice more: once "
    "with the declared face region filled with grey in every portrait, once with everything but "
    "the face region filled. If a gap stays although no face is left, it is not about faces. The "
    "region is one ellipse, declared beforehand from the layout of the portraits; no face detector "
    "is used, because detectors themselves err by group."
)
NO_MASKS: Final = (
    "This step is left out: the image set has no declared face region, or no pairs are set aside "
    "for it in the parameter file."
)
PADDING: Final = (
    "The model looks at the image through a fixed grid of cells. A narrow black band before the "
    "first portrait moves the portraits against the grid and changes nothing that a reader of the "
    "image would care about. Winners that flip under such a band were close calls."
)
FOURS: Final = (
    "{fours:,d} times one person of each of four groups stands in a row, each time in four "
    "orders, so that everyone stands once at every place. If strengths from pairs carried over, "
    "each group would win in proportion to the exponential of its strength (Luce's rule). By "
    "place, from left to right, {places} of composites were won."
)
SCALINGS: Final = (
    "The published audit was run with photographs at their original sizes and scaled to one "
    "height. Where all images have one size, as here, scaling changes no proportion: it only "
    "resamples. The same pairs are shown again at a height of {height} pixels."
)
CORRECTED: Final = (
    "{changed} labels of the source are held to be wrong, each on the word of a cited source; all "
    "other labels stand as they are. The main results use the source's labels, as the study "
    "declared beforehand. Here the same composites are counted again by the corrected labels; "
    "{dropped:,d} of {pairs:,d} pairs drop out, because both people now share a group or one of "
    "them is in none."
)
RECOVERY: Final = (
    "The finding on the planted gap is judged over {repetitions:,d} repetitions: each draws new "
    "faces, new pairs and new composites and runs the same estimate. The interval over people "
    "held the planted gap in {coverage:.1%} of them, the naive one in {naive:.1%}."
)
CAPTIONS: Final = {
    "people": "Groups that are compared, with the number of people in each.",
    "pair_matrix": (
        "Win rates of the group in the row against the group in the column, both orders of every "
        "pair counted alike. Below each win rate stands its {level} % interval over people. The "
        "two cells of a pair come from the same composites."
    ),
    "pairs": (
        "Every pair of groups: the first group's win rate with its {level} % interval over people "
        "and the naive one over composites; p over people, adjusted by Holm's method for all rows."
    ),
    "gaps_two_intervals": (
        "Declared comparisons and all pairs of groups, in percentage points from an even split, "
        "with {level} % intervals over people and, naively, over composites."
    ),
    "strengths": (
        "Strength of each group in log-odds against the first, by a Bradley–Terry model with a "
        "term for the side, and the side's own effect; {level} % intervals over people."
    ),
    "controls": (
        "The same pairs with nothing masked, with the face region masked and with everything but "
        "the face region masked: gaps in percentage points with {level} % intervals over people."
    ),
    "masks": (
        "What is masked, on a drawn head: the declared face region is one ellipse for all "
        "portraits. Portraits themselves are not shown."
    ),
    "padding": (
        "Share of composites whose winner is another than without padding, by the width of a black "
        "band before the first portrait, with {level} % intervals over people."
    ),
    "four_way": (
        "Share of composites won in a row of four, one person of each group, four orders counted "
        "alike, with {level} % intervals over people, and what Luce's rule makes of the strengths "
        "in pairs."
    ),
    "scalings": "Gaps at original sizes and scaled to one height, in percentage points, with "
    "{level} % intervals over people.",
    "corrected": "Gaps by the source's labels and by the corrected ones, in percentage points, "
    "with {level} % intervals over people.",
}
PLAIN_WORDS: Final = {
    CONGRESS: (
        "Put two official portraits of members of Congress side by side and ask Twitter's former "
        "cropping model where to look. {first_label}: it chose the first in {first:.0f} % of "
        "cases, where an even-handed choice would be half. {second_label}: {second:.0f} %. The "
        "uncertainty about other people like these is several times as large as counting "
        "composites makes it look. {masked}"
    ),
    DRAWN: (
        "This report uses drawn faces and a made-up model with a known preference, to see whether "
        "the audit's methods find what was planted. {first_label}: {first:.0f} % of composites in "
        "this draw, {second_label}: {second:.0f} %. It says nothing about any real model or "
        "people. {masked}"
    ),
}
_COMMON_LIMITS: Final = (
    (
        "One portrait a person: how much a result owes to the person and how much to the "
        "photograph cannot be told apart."
    ),
    (
        "The intervals are about other people like these. For these very people, and all their "
        "pairs, there would be nothing to estimate."
    ),
    (
        "Winning is about one point. It does not say how much of the other portrait a crop would "
        "have shown."
    ),
)
LIMITS: Final = {
    CONGRESS: (
        *_COMMON_LIMITS,
        (
            "Labels are third-party, binary for gender and single for ethnicity. Some are wrong; "
            "the corrections found are a sensitivity analysis, and labels that nobody suspected "
            "were not checked."
        ),
        (
            "Official portraits of politicians are no sample of what people posted: poses, light, "
            "flags and suits are alike, and alike in other ways within groups."
        ),
        (
            "Groups are small: the smallest that are compared have {smallest:,d} people. Groups "
            "with fewer are left out, which says nothing about how the model treats them."
        ),
        (
            "The mask covers one declared ellipse; hair, neck and ears stay in view when faces are "
            "masked, and the grey ellipse itself is something to look at."
        ),
    ),
    DRAWN: (
        (
            "Everything here is simulated: faces are drawn and the preference was planted. Nothing "
            "follows for any real model or any real group."
        ),
        (
            "The planted function reads one mark in each face and nothing else, so its scores do "
            "not depend on the neighbour, as the real model's do near the seam."
        ),
        (
            "Recovery is shown for the declared numbers of people and pairs (the smallest group "
            "has {smallest:,d}), not for all."
        ),
    ),
}
OWN_LIMITS: Final = (
    *_COMMON_LIMITS,
    (
        "Labels are those of the file given; what they mean is its author's to say. The smallest "
        "group compared has {smallest:,d} people."
    ),
)


def about_set(name: str) -> str:
    """Return what is to be said about an image set."""
    return SETS.get(name, OWN_SET)


def limits_of(name: str) -> list[str]:
    """Return the limits of an audit of an image set."""
    return list(LIMITS.get(name, OWN_LIMITS))


def plain_words_of(name: str) -> str:
    """Return the paragraph to quote for an image set."""
    return PLAIN_WORDS.get(
        name,
        "{first_label}: the first won {first:.0f} % of composites, where an even-handed choice "
        "would be half. {second_label}: {second:.0f} %. {masked}",
    )


def masked_sentence(frame: pd.DataFrame, label: str) -> str:
    """Return in words what masks do to a gap, from the table of conditions; empty without."""
    rows = frame[frame["comparison"] == label].set_index("condition")["points"]
    if "face masked" not in rows.index:
        return ""
    return (
        f"Without any face in view, the same comparison ({label}) gives "
        f"{50 + rows['face masked']:.0f} %; with nothing but the face in view, "
        f"{50 + rows['background masked']:.0f} %."
    )
