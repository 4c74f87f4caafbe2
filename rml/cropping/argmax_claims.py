"""The wording of the report on what decides between two portraits: claims, captions, limits.

The fields in braces are filled by ``rml.report``, those of a caption by ``str.format``; none
of these texts holds a result.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

ALONE: Final = "alone"
PAIRED: Final = "in a pair"


_PEOPLE: Final = (
    "The people of both groups count as drawn independently from larger populations of such "
    "portraits: the members of one Congress are all there are, so the interval speaks of "
    "portraits like these. All pairs of one person from each group count alike."
)
_LABELS: Final = (
    "Labels of third parties misplace many people, or portraits of the groups differ in how they "
    "were taken (light, backdrop, framing): the scores would differ for that reason."
)
_JOINED: Final = (
    "The scores of a pair are put together from portraits scored beside black; whole composites "
    "of sampled pairs agree (table whole_composites). "
)
_SIZE_WORDS: Final = {
    ALONE: "each portrait is scored alone, at full size",
    PAIRED: "portraits are scored at the size that they have in a pair",
}


def maxima_minus_medians(size: str) -> Claim:
    """Return the claim on the gap of women over men from maxima minus that from medians."""
    return Claim(
        statement=(
            f"When {_SIZE_WORDS[size]}, the gap of women over men comes to {{maxima:+.1f}} points "
            "if maxima decide and to {medians:+.1f} if medians decide: a difference of "
            "{value:+.1f} points ({low:+.1f} to {high:+.1f})."
        ),
        estimand=(
            "P(woman's portrait has the higher maximum) minus P(it has the higher median), over "
            f"all pairs of a woman and a man of the set; ties count half; {_SIZE_WORDS[size]}."
        ),
        assumptions=_PEOPLE + " Both probabilities are taken on the same people.",
        breaks_if=_LABELS,
    )


def white_black(size: str) -> Claim:
    """Return the claim on White over African-American people: maxima minus medians."""
    return Claim(
        statement=(
            f"When {_SIZE_WORDS[size]}, the gap of White over African-American people of one "
            "gender comes to {maxima:+.1f} points if maxima decide and to {medians:+.1f} if "
            "medians decide: a difference of {value:+.1f} points ({low:+.1f} to {high:+.1f})."
        ),
        estimand=(
            "As for women and men, between White and African-American women and between White "
            f"and African-American men, the two counted alike; {_SIZE_WORDS[size]}."
        ),
        assumptions=_PEOPLE,
        breaks_if=_LABELS,
    )


def gap_from_maxima(size: str) -> Claim:
    """Return the claim on the gap of women over men when maxima decide."""
    return Claim(
        statement=(
            f"When {_SIZE_WORDS[size]}, the greatest score of a woman's portrait is above that of "
            "a man's in {rate:.1f} of 100 pairs: a gap of {value:+.1f} points ({low:+.1f} to "
            "{high:+.1f})."
        ),
        estimand=(
            "P(woman's portrait has the higher maximum) minus one half, over all pairs of a woman "
            f"and a man of the set; {_SIZE_WORDS[size]}."
        ),
        assumptions=_PEOPLE + (f" {_JOINED.strip()}" if size == PAIRED else ""),
        breaks_if=_LABELS,
    )


WIDER: Final = Claim(
    statement=(
        "Within a portrait, the scores of a woman's cells spread more widely than those of a "
        "man's in {rate:.1f} of 100 pairs: {value:+.1f} points from an even split ({low:+.1f} to "
        "{high:+.1f})."
    ),
    estimand=(
        "P(standard deviation over the cells of a woman's portrait is the larger) minus one half, "
        "over all pairs of a woman and a man; portraits scored alone."
    ),
    assumptions=_PEOPLE,
    breaks_if=_LABELS,
)
SAMPLED: Final = Claim(
    statement=(
        "If the cell is drawn with probability proportional to exp(score), the alternative in the "
        "published code, the gap of women over men is {estimate}; with the maximum it is "
        "{maximum:+.1f}."
    ),
    estimand=(
        "Chance that the drawn cell lies on the woman's portrait minus one half, over all pairs "
        "of a woman and a man side by side, both orders alike. Computed, not drawn."
    ),
    assumptions=_JOINED + _PEOPLE,
    breaks_if=_LABELS,
)
SAMPLED_CHANGE: Final = Claim(
    statement=(
        "Drawing the cell in proportion to exp(score) instead of taking the maximum changes the "
        "gap of women over men by {estimate}."
    ),
    estimand="The gap at temperature 1 minus the gap at temperature 0, for the same pairs.",
    assumptions=_JOINED + _PEOPLE,
    breaks_if=_LABELS,
)
MISSED: Final = Claim(
    statement=(
        "The price: drawn in proportion to exp(score), the cell lies outside both face regions in "
        "{rate:.1f} of 100 draws, against {maximum:.2f} of 100 with the maximum: {estimate} more."
    ),
    estimand=(
        "Chance that the chosen cell lies in neither portrait's face region, at temperature 1 "
        "minus at temperature 0, over all pairs of a woman and a man."
    ),
    assumptions=_JOINED + "One ellipse, declared beforehand, stands for every face. " + _PEOPLE,
    breaks_if=(
        "The ellipse misses many faces. A cell outside a face is not yet a crop without it: the "
        "crop around it may still show the face."
    ),
)
FROM_FACE: Final = Claim(
    statement=(
        "On {people} portraits, integrated gradients place {value:.0f} % ({low:.0f} to "
        "{high:.0f}) of the greatest score in the face region, which holds {reachable:.0f} % of "
        "the pixels on which that score can depend."
    ),
    estimand=(
        "Share of the difference between the score of the salient cell and its score on the "
        "baseline ({baseline}) that falls on pixels of the face region: ratio of means over "
        "people, women and men drawn in equal numbers."
    ),
    assumptions=(
        "The drawn portraits stand for such portraits. The split depends on the baseline (table "
        "baselines) and on the straight path from it."
    ),
    breaks_if=(
        "Another baseline gives another split: a share is a property of score, path and baseline "
        "together. The pixels' sum would have to miss the score: the largest shortfall is "
        "{shortfall:.1%} of the mean explained score, with {bound:.0%} allowed."
    ),
)
SETTING: Final = (
    "The report uses {people} portraits, {women} of women and {men} of men; groups of ethnicity "
    "and gender are shown from {minimum} people on. Alone, a portrait has {cells_alone} cells; "
    "beside another it is fed at half the size and has {cells_paired}."
)
NOT_ONE_CELL: Final = (
    "Most cells of a portrait lie beside the face, so the median over all cells is a score of "
    "backdrop and clothes. Over the face's own cells, the median gives a gap of women over men of "
    "{alone_face.value:+.1f} points ({alone_face.low:+.1f} to {alone_face.high:+.1f}) for "
    "portraits alone and {paired_face.value:+.1f} ({paired_face.low:+.1f} to "
    "{paired_face.high:+.1f}) at the size of a pair. The maximum minus the 95th percentile, which "
    "depends on no single cell, is "
    "{alone_top.value:+.1f} ({alone_top.low:+.1f} to {alone_top.high:+.1f}) and "
    "{paired_top.value:+.1f} ({paired_top.low:+.1f} to {paired_top.high:+.1f}). {verdict}"
)
BY_FORMULA: Final = (
    "On average the cells of women's portraits spread {alone_ratio:.2f} times as widely as those "
    "of men's for portraits alone, and {paired_ratio:.2f} times at the size of a pair. Were all "
    "cells independent and normal with one middle, this alone would give maxima a gap of "
    "{alone_gap:.0f} and {paired_gap:.0f} points by the formula, and medians none; observed from "
    "maxima are {alone_seen:.0f} and {paired_seen:.0f}."
)
FAMILY: Final = (
    "Of the {pairs} pairs of groups, after Holm's adjustment an even split is refused at the "
    "{alpha:.0%} level for {alone_median} when medians decide and {alone_maximum} when maxima "
    "decide, and a difference between the two for {alone_contrast}, portraits scored alone; at "
    "the size of a pair for {paired_median}, {paired_maximum} and {paired_contrast}."
)
SOFTENED: Final = (
    "At temperature 1 the greatest cell is still the one chosen in {greatest:.0f} of 100 draws. "
    "{halfway} On {pairs} sampled pairs, each in both orders, whole composites give the same gap "
    "to within {worst:.2f} points at every temperature."
)
WHAT_GRADIENTS_TELL: Final = (
    "Each portrait's attribution adds up to what it is to explain but for at most {shortfall:.1%} "
    "of the mean ({bound:.0%} allowed). {agreement}"
)
PLAIN_WORDS: Final = (
    "Twitter's cropping model gives each small square of an image a score and crops around the "
    "single highest one. Does that rule make it favour some people? On {people} portraits of the "
    "US Congress, a woman's highest score beats a man's in {paired_rate:.0f} of 100 pairs at the "
    "size that portraits have side by side, and in {alone_rate:.0f} of 100 when each is scored "
    "alone; 50 would be even. If the median over all squares of a portrait decided instead, it "
    "would be {paired_typical:.0f} and {alone_typical:.0f}: {verdict} Most of these squares show "
    "backdrop and clothes, though. If the median over the squares of the face decided, it would be "
    "{paired_face:.0f} and {alone_face:.0f}, {face}. Drawing the square at random, higher scores "
    "more often, as Twitter's code offered, would bring {paired_rate:.0f} of 100 down to "
    "{sampled:.0f}, but would then miss both faces in {missed:.0f} of 100 draws. Between White and "
    "African-American people of one gender {race}. The labels of gender and ethnicity come from "
    "third parties, and the portraits are posed photographs of politicians: nothing here was "
    "measured on people's own pictures."
)
LIMITS: Final = (
    (
        "Labels of gender and ethnicity are third parties’ and binary for gender; nobody was "
        "asked. Groups under {minimum} people are left out of comparisons by ethnicity: {left_out}."
    ),
    (
        "The portraits are the whole of one Congress, not a sample: intervals speak of a larger "
        "population of such portraits, which is an idea, not a list."
    ),
    (
        "Twitter's published code compares medians and maxima, but its results did not come with "
        "it, and what the paper concludes from them could not be checked at the source: no number "
        "and no conclusion of it is shown or compared with."
    ),
    (
        "Which pixels of a portrait differ between groups (skin, hair, clothes, light, backdrop) "
        "is not told apart here. A gap of scores is not an effect of gender or ethnicity."
    ),
    (
        "A portrait has one score for each cell, and neighbouring cells see the same pixels: they "
        "are not independent draws, so the formula for unequal spread shows that the mechanism "
        "can work, not how much of a gap it makes."
    ),
    (
        "Scores of pairs are put together from portraits beside black. Without a gap, cells near "
        "the seam would see the neighbour; whole composites were checked on a sample only."
    ),
    (
        "What a drawn cell shows is not what a crop shows: cells outside the face region may "
        "still give a crop with the face in it, and several draws for one image would differ."
    ),
    (
        "Integrated gradients tell how one score splits over pixels from one baseline along one "
        "path. They do not tell what would happen if a pixel changed, nor why the model was "
        "trained so; the average over portraits hides what is special about each."
    ),
)
"""What the report cannot say."""
CAPTIONS: Final = {
    "groups": (
        "Number of people and mean over people of each portrait's median, mean, 95th percentile, "
        "maximum and spread (standard deviation over cells), with the standard deviation of "
        "maxima between people, by the size at which portraits are scored."
    ),
    "score_distributions": (
        "How scores are distributed over women's and men's portraits: all cells of all portraits, "
        "and the median and greatest cell of each portrait. Smoothed; above, portraits scored "
        "alone, below, at the size that they have in a pair."
    ),
    "rules": (
        "The gap of women over men by what decides between two portraits, with intervals over "
        "people, percentage points. The row for the face's cells was added after the first look."
    ),
    "pair_contrasts": (
        "Gap from maxima minus gap from medians for every two groups of ethnicity and gender "
        "with at least {minimum} people, with intervals over people not adjusted for the number "
        "of pairs."
    ),
    "pairs_alone": (
        "Portraits scored alone: how often the first group's person has the higher value, by what "
        "decides; maximum minus median with its interval in percentage points; p-values adjusted "
        "by Holm over the pairs, each column by itself."
    ),
    "pairs_in_pairs": (
        "The same as the table before, at the size that portraits have in a pair, both left–right "
        "orders alike."
    ),
    "variations": (
        "The gap from maxima, from medians and their difference under corrected labels and within "
        "ethnicities, percentage points."
    ),
    "softening": (
        "Above, the parity gap when the cell is drawn with probability proportional to exp(score "
        "/ temperature), with a band over people for women and men and intervals at the ends for "
        "all; below, for women and men, the chance that the "
        "cell lies outside both faces and that it is still the greatest."
    ),
    "temperatures": (
        "By temperature: the gap of women over men with its interval over people, for women and "
        "men the two chances, and the other gaps; points and percent. All intervals stand in the "
        "data of the figure. At infinity every cell is equally likely."
    ),
    "whole_composites": (
        "The gap of women over men on {pairs} sampled pairs in both orders, from scores put "
        "together (joined) and from whole composites, and the mean absolute difference of a "
        "single composite, percentage points."
    ),
    "looked_at": (
        "Average integrated gradients of the greatest score over {people} portraits each of women "
        "and men, in {blocks} by {blocks} blocks on a drawn head: blue raised the score against "
        "the baseline, orange lowered it."
    ),
    "regions": (
        "Share of the greatest score by declared region of the portrait, with intervals over "
        "people, percent; regions add up to the whole but for the shortfall. Reachable: the "
        "region's share of the pixels on which the score can depend. A region that lowers the "
        "score has a negative share, so that another may exceed the whole."
    ),
    "baselines": (
        "The same shares for {people} of these portraits from four baselines, with the mean score "
        "explained and the largest shortfall by the mean explained score."
    ),
}
"""What figures and tables show, by their ids."""
