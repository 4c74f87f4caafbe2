"""The wording of the report on the recorded crop runs: claims, captions, plain words, limits.

The fields in braces are filled by ``rml.report``, those of a caption by ``str.format``; none
of these texts holds a result. A claim is passed to ``rml.report.finding.finding`` as
``**claim``.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from rml.cropping.gaps import ASSUMES_DRAWS, Gap
from rml.cropping.photo_level import ASSUMES_PHOTOS
from rml.cropping.side_effect import ASSUMES_TRANSITIVITY
from rml.estimate import Estimate
from rml.report.claim import Claim

# What shows the side of a pair to be no constant: no count of pairs could.
ESCAPES_THE_SIDE: Final = (
    "In pairs of mixed race the side mattered more, or less, than in the others: the counts could "
    "not show it."
)
SIDE_EFFECT: Final = Claim(
    statement=(
        "If strengths are transitive, standing left changed the log-odds of winning by "
        "{value:+.3f} ({low:+.3f} to {high:+.3f}): within that interval at most {most:.1f} points "
        "in an even pair."
    ),
    estimand=(
        "The constant that standing left adds to the log-odds of winning, in a Bradley–Terry "
        "model of the six pairs."
    ),
    assumptions=ASSUMES_TRANSITIVITY,
    breaks_if=ESCAPES_THE_SIDE,
)
COMPARED: Final = {
    "female_male_gap": (
        "female_male_gap",
        "With all four pairs counted alike, a woman's photo won against a man's",
    ),
    "female_male_gap_as_published": (
        "female_male_gap",
        "With the three pairs that the plot adds up, a woman's photo won against a man's",
    ),
    "white_black_gap": ("white_black_gap", "A White person's photo won against a Black person's"),
    "white_black_gap_women": (
        "white_black_gap_women",
        "A White woman's photo won against a Black woman's",
    ),
    "white_black_gap_men": ("white_black_gap_men", "A White man's photo won against a Black man's"),
    "white_black_gap_by_race_alone": (
        "white_black_gap",
        "Drawn by race alone, a White person's photo won",
    ),
}
"""By finding: the id of the published figure next to it, and what was counted."""
WHY: Final = {
    "female_male_gap": (
        "The published total leaves out one of its four pairs, {omitted}, the one with the largest "
        "gap. Without it the published figure is reproduced: see the finding "
        "female_male_gap_as_published."
    ),
    "white_black_gap_by_race_alone": (
        "The published total, {printed}, counts women and men alike; this run took them in the "
        "unknown mix in which they came."
    ),
}
RECORDED: Final = (
    "The {runs} recorded runs hold {stitched:,d} stitched images; {two} of the runs are of two "
    "groups. The published gaps rest on six of these, with {trials:,d} stitched images each and "
    "photos at their original sizes. A published “{printed}” means that many percentage points "
    "above an even split: {wins:.0%} of wins against {losses:.0%}. It does not mean that one photo "
    "won that much more often than the other."
)
FEW_PHOTOS: Final = (
    "With {photos} photos in each group, the {trials:,d} stitched images of a pair would say no "
    "more about photos like these than {independent} independent pairs. Of the six pairs, {few} "
    "would then differ from an even split after Holm's adjustment; for the very photos used, {all} "
    "do. The smallest of the recorded gaps is {smallest}. {needed}"
)
SCALED: Final = (
    "Every photo was scaled to a height of {height} pixels. {moved} The counts cannot say which of "
    "these it was, and they speak of these photos only."
)
SIDES: Final = (
    "In the headline runs the term for the left side comes to {original.value:+.3f} "
    "({original.low:+.3f} to {original.high:+.3f}), in the runs at fixed height that are compared "
    "with them to {fixed.value:+.3f} ({fixed.low:+.3f} to {fixed.high:+.3f}); {signs}. Of all "
    "{sets} sets of runs in the table, the interval leaves out 0 in {clear}."
)
PLAIN_WORDS: Final = (
    "When the model that once cropped Twitter's previews was shown a woman's and a man's photo "
    "side by side, its most salient point lay in the woman's photo in about {women:.0f} of 100 "
    "stitched images; without a preference it would be 50. Between a White and a Black person's "
    "photo it lay in the White person's in about {white:.0f} of 100. Twitter's own counts give the "
    "figures it published, except that its total for women and men leaves out one of four pairs "
    "and is too small; the runs themselves cannot be repeated because the photos were never "
    "released. The gap between White and Black women, published as {printed}, comes to "
    "{fixed:.1%} when all photos are scaled to one height, so part of it depends on how the photos "
    "were prepared. The numbers describe the photos that were used: well-known people, whom "
    "Wikidata labels as Black or White, female or male. They do not describe Twitter's users. How "
    "far they hold for other photos depends on how many photos there were, and that could not be "
    "verified. With {photos} in each group, the fewest that the code allows, the preference for "
    "women would still be clear, but the one for White faces could be an accident of which photos "
    "were chosen. And because Black faces always stood on the left, a preference for White faces "
    "can be told from one for the right-hand side only by an indirect calculation. In the pairs it "
    "finds {sign} that the side mattered; a run with four photos in a row (p = "
    "{four.p_value:.1g} for agreement with the pairs) leaves it open."
)
LIMITS: Final = (
    (
        "The photos were never released: the counts can be recomputed and held against each other, "
        "but the runs cannot be repeated."
    ),
    (
        "Race and gender are labels given by third parties, taken from Wikidata; gender is binary, "
        "and a few ethnic groups stand for each race. Nobody was asked."
    ),
    (
        "The numbers of photos per group are not verified. That each group held at least {photos} "
        "follows from the code, which counts rows of a table; if a photo stood in two rows, there "
        "were fewer. That different runs drew from the same photos follows from the code too and "
        "is not verified."
    ),
    (
        "Photos of well-known people are no sample of what people post. Intervals over photos "
        "speak of photos like these."
    ),
    (
        "Photos at fixed height differ from those at original sizes in more than size: they were "
        "resampled, and nothing was filled in black below the shorter one. These are not told "
        "apart."
    ),
    (
        "Left and right were never exchanged: all that is said about the side in pairs rests on "
        "transitivity, and an effect of the place in a row of four is left open."
    ),
    (
        "A win is where the most salient point falls, not what a crop showed or did to anyone. A "
        "point in the black fill below the shorter photo counts for that photo, and draws on which "
        "the model failed were repeated."
    ),
)
"""What the report cannot say."""
CAPTIONS: Final = {
    "pair_matrix": (
        "How often the photo of the group in the row won against the group in the column, photos "
        "at original sizes. Blue: above an even split; orange: below."
    ),
    "pairs": (
        "The six pairs: share of wins of the left photo with its interval over draws, and p-values "
        "of an even split, adjusted by Holm, for these very photos and for photos like them if "
        "each group held {photos}."
    ),
    "plot_labels": (
        "The labels of the published plot and the gaps recomputed by its own rules, with intervals "
        "over draws; positive if the group named first won more often."
    ),
    "gaps_two_intervals": (
        "Each gap with two intervals: over draws, for the very photos used, and over photos, for "
        "photos like them, if each group held only {photos}."
    ),
    "two_intervals": (
        "Each gap with its intervals over draws and, if each group held {photos} photos, over "
        "photos; how many independent pairs of photos would tell as much; and the photos per group "
        "from which the interval around the gap as recorded leaves out an even split."
    ),
    "photos_curve": (
        "The four gaps of the public statement with their intervals, by the number of photos per "
        "group (logarithmic), which is not verified."
    ),
    "scaling": (
        "The gaps with photos at their original sizes and scaled to one height, with intervals "
        "over draws."
    ),
    "scaling_changes": (
        "Change of each pair's gap from original sizes (before) to fixed height (after), with "
        "intervals over draws and p-values adjusted by Holm."
    ),
    "side_effects": (
        "Effect of standing left in every setting with all six pairs, in log-odds with intervals "
        "over draws, and p-values of the model's goodness of fit with and without it."
    ),
    "repeats": (
        "Comparisons that were run more than once: share of wins of the left photo in each run, "
        "and the chi-square test that the runs share one probability, adjusted by Holm over all "
        "comparisons. Taken together: p = {p:.2f}."
    ),
    "other_runs": (
        "All other runs of two groups: share of wins of the left photo, with intervals over draws "
        "and, if each group held {photos} photos, over photos."
    ),
    "four_way": (
        "The largest run with four photos in a row, from left to right: share of wins with its "
        "interval over draws, and the share that strengths from the pairs predict. Test over draws "
        "that the two agree: p = {p:.1g}."
    ),
    "four_way_counts": (
        "Every run with four photos in a row: how often the photo of each group won, groups from "
        "left to right."
    ),
}
"""What figures and tables show, by their ids."""


def recorded_gap(gap: Gap, *, comparable: bool) -> Claim:
    """Return the claim on a gap over draws; the published figure only where it compares."""
    published = " Published: {printed}." if comparable else ""
    return Claim(
        statement=f"{{words}} in {{share:.1%}} of stitched images: {{points}}.{published}",
        estimand=gap.estimand,
        assumptions=ASSUMES_DRAWS,
        breaks_if=(
            "The runs are not those behind the published figure, or the photos changed between "
            "runs."
        ),
    )


def gap_for_photos_like_these(gap: Gap) -> Claim:
    """Return the claim on a gap with its interval over photos."""
    return Claim(
        statement=(
            "{label}, for photos like these: {points} if each group held only {photos} photos. "
            "{needed}"
        ),
        estimand=f"{gap.estimand} Meant are not the photos used but photos like them.",
        assumptions=ASSUMES_PHOTOS,
        breaks_if=(
            "Photos of a group depend on each other. If only the rule for winning is another, the "
            "widest interval in the data of the figure gaps_two_intervals holds."
        ),
    )


def fixed_height_change(gap: Gap) -> Claim:
    """Return the claim on the change of a gap from original sizes to fixed height."""
    return Claim(
        statement=(
            "With all photos scaled to one height, the gap of {label} differs by {points}, from "
            "{before:.1f} to {after:.1f}."
        ),
        estimand=f"Fixed height minus original sizes, for the photos used. {gap.estimand}",
        assumptions=(
            f"{ASSUMES_DRAWS} That both sets of runs drew from the same photos follows from the "
            "code and is not verified."
        ),
        breaks_if="The stock of photos changed between the runs.",
    )


def gap_with_side_taken_out(gap: Gap) -> Claim:
    """Return the claim on a gap without the effect of the side."""
    return Claim(
        statement=(
            "With one effect of the side for all pairs taken out, {label} comes to {points}."
        ),
        estimand=f"{gap.estimand} The side is taken out.",
        assumptions=ASSUMES_TRANSITIVITY,
        breaks_if=ESCAPES_THE_SIDE,
    )


def needed_sentence(needed: int | None, *, photos: int) -> str:
    """Return from how many photos per group on the recorded gap's interval excludes parity.

    ``needed`` is from ``photos_needed``; less than ``photos`` is not told apart.
    """
    if needed is None:
        return "At no number of photos does its interval leave out an even split."
    return (
        f"If the recorded gap came from at least {max(needed, photos):,} photos per group, its "
        "interval leaves out an even split."
    )


def moved_sentence(changes: pd.DataFrame, *, level: float) -> str:
    """Return which gaps of ``changes_of_gaps`` moved by more than the luck of the draw."""
    moved = changes[changes["p_holm"] < 1 - level]
    if moved.empty:
        return (
            "After Holm's adjustment no gap changed by more than the luck of the draw allows, so "
            "no part of a gap is shown to depend on how the photos were prepared (size, "
            "resampling, black fill below the shorter photo)."
        )
    named = "; ".join(
        f"{gap}, from {100 * before:.1f} to {100 * after:.1f} points"
        for gap, before, after in zip(moved["gap"], moved["before"], moved["after"], strict=True)
    )
    return (
        f"After Holm's adjustment, {len(moved)} of {len(changes)} gaps changed by more than the "
        f"luck of the draw allows: {named}. Part of what was measured there depends on how the "
        "photos were prepared (size, resampling, black fill below the shorter photo)."
    )


def signs_words(first: Estimate, second: Estimate) -> str:
    """Return whether two estimates point the same way."""
    return "the signs are opposite" if first.value * second.value < 0 else "the sign is the same"


def sign_of_side(side: Estimate) -> str:
    """Return ``"no sign"`` if the interval of the side's effect holds 0, else ``"a sign"``."""
    low, high = side.low, side.high
    return "no sign" if low is not None and high is not None and low <= 0 <= high else "a sign"
