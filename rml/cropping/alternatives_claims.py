"""The wording of the report on what to do instead: claims, captions, plain words, limits.

The fields in braces are filled by ``rml.report``, those of a caption by ``str.format``; none
of these texts holds a result. A claim is passed to ``rml.report.finding.finding`` as
``**claim``.
"""

from __future__ import annotations

from typing import Final

from rml.cropping.policy_images import Contrast
from rml.report.claim import Claim

SUPERPOPULATION: Final = (
    "The portraits are a census of one parliament; the interval takes its members as drawn from "
    "a population of such people and resamples the people of both groups. Labels are those of "
    "the source. One ellipse stands for every face."
)
GAP: Final = (
    "The parity gap of the face kept: half the difference between the share kept of the first "
    "group's face and of the second's, averaged over sampled pairs of people, over both orders, "
    "and with equal weights over {cells} pairs of groups."
)
ONE_FACE: Final = (
    "Two people stand side by side, {side} by {side} pixels each. In a square preview every "
    "crop shows half of that picture, and what it gains of one face it loses of the other: "
    "whatever lays it, it keeps as much as one face in all. Policies can only divide it."
)
GAP_CHANGE: Final = (
    "{label}, side by side in a square preview: the model crop keeps {first:.1%} of the faces of "
    "the group named first and {second:.1%} of the other's, a parity gap of {value:+.1f} points "
    "({low:+.1f} to {high:+.1f}; p after Holm's adjustment {p_holm:.2g}). The centre crop and the "
    "whole picture have none."
)
PRIMARY: Final = (
    "A woman and a man side by side in a square preview: the model crop keeps {first:.1%} of the "
    "women's faces and {second:.1%} of the men's, a parity gap of {value:+.1f} points "
    "({low:+.1f} to {high:+.1f}). The centre crop and the whole picture have none. They pay "
    "otherwise: the centre crop keeps {centre:.0%} of every face, and the whole picture shows "
    "faces {size} as wide."
)
ONLY_ONE: Final = Claim(
    statement=(
        "Drawing the crop by lot does not keep both people in: at temperature {temperature:g} "
        "just one of the two faces is shown in {value:.1%} of square previews ({low:.1%} to "
        "{high:.1%}), under the model crop in {model:.1%}. A smaller parity gap means here that "
        "people take turns between pictures."
    ),
    estimand=(
        "Women and men: probability that exactly one of two people's faces is shown (at least "
        "{shown_from:.0%} of its region inside a square preview), averaged as the parity gap."
    ),
    assumptions=SUPERPOPULATION,
    breaks_if="A face counts as shown from a much smaller share on.",
)
WHOLE_PICTURE_PRICE: Final = Claim(
    statement=(
        "The whole picture keeps all of both faces and pays in size: in a square preview a face is "
        "{value:.2f} times as wide as in any crop, and {empty:.0%} of the preview stays empty."
    ),
    estimand=(
        "Width of a face region in a square preview without cropping, divided by its width in a "
        "crop of the same preview; two square portraits side by side."
    ),
    assumptions="The preview has a fixed shape, and the picture is made smaller until it fits.",
    breaks_if="The preview takes the picture's own shape; then the price is paid in height.",
)
MEASURES: Final = (
    "Where a crop keeps one face whole and nothing of the other, the parity gap of the face kept "
    "is the win rate less one half. In a square preview the three measures of the table differ by "
    "at most {most:.2f} points."
)
FAMILY: Final = (
    "The declared family has {family} comparisons; {clear} differ from zero after Holm's "
    "adjustment at {alpha:g}. The primary finding was declared by itself; by itself its p is "
    "{p:.2g}, within the family {p_holm:.2g}. It counts every pair of groups alike, which lets "
    "small groups count for much, and rests on gaps from {smallest:+.1f} points ({smallest_pair}) "
    "to {largest:+.1f} ({largest_pair}). With every pair of people alike it comes to "
    "{by_people.value:+.1f} points ({by_people.low:+.1f} to {by_people.high:+.1f}), with the "
    "corrected labels to {corrected.value:+.1f} ({corrected.low:+.1f} to {corrected.high:+.1f})."
)
WIDE: Final = (
    "In a preview of ratio {ratio:g}, any crop shows {crop:.0%} of a picture of two people. Over "
    "all sampled pairs and all policies, {least}. A crop that cuts nobody has no parity gap, "
    "whoever lays it: a gap comes from the shape of the preview together with the policy."
)
CENTRED: Final = (
    "How well the centre crop does here follows from the portraits: whoever made the set put "
    "every head in the middle. In a preview of ratio {ratio:g} it keeps {centre:.1%} of the "
    "declared face region, the same for everyone. The model crop keeps {model:.1%} on average; "
    "its point is not always level with the middle of the region. The region, for its part, does "
    "not follow a head that stands higher or lower than others, so that part of what the model "
    "crop loses by this measure need not be a loss."
)
IF_AUTHORS_CHOOSE: Final = (
    "Twitter's researchers recommend a solution that leaves people the choice. No public record "
    "known to this report says which part of a picture authors would choose, so no number for it "
    "stands on this page. What the geometry above says of it is this: in a square preview a "
    "crop that an author lays keeps one face in all, like every other. It differs in what decides: "
    "none of the policies compared here asks whom the author means. What would follow from made-up "
    "authors is the subject of a simulation, the report image_cropping/author_choice."
)
PLAIN_WORDS: Final = (
    "Suppose a picture of a woman and a man side by side has to fit a square preview. On portraits "
    "of the US Congress, the model that Twitter used until 2021 kept {first:.0f} % of the women's "
    "faces and {second:.0f} % of the men's; in {model:.0f} % of the pictures it showed one of the "
    "two and not the other. A crop around the middle treats both alike: it keeps {centre:.0f} % of "
    "every face, so that nobody is shown whole. Showing the whole picture treats both alike and "
    "cuts nobody; faces become {size} as wide, and {empty:.0f} % of the preview stays empty. A "
    "crop by lot, with better chances where the model's score is higher, has a gap of "
    "{softer:.1f} points between women and men instead of {gap:.1f}, and still shows just one of "
    "the two in {alone:.0f} % of the pictures. In a wide preview, whatever the policy, "
    "{least}. None of these ways is free, and "
    "which price is right is no statistical question. These are portraits with the head in the "
    "middle; photographs that people post need not be, and there a crop around the middle can "
    "miss a face altogether."
)
LIMITS: Final = (
    (
        "The portraits are official or campaign pictures, each with one head in the middle, all of "
        "one size. That favours every policy that ignores the picture. Photographs that people "
        "post need not be like that, and there the centre crop may miss faces altogether."
    ),
    (
        "The face region is one declared ellipse, the same for everyone; no face detector is used. "
        "Therefore the centre crop and the whole picture have no parity gap by construction. On "
        "other pictures the centre crop can have one, if people of different groups stand in "
        "different places."
    ),
    (
        "A parity gap is an average. None can mean that both are shown, that both are cut in half, "
        "or that one of them is shown by lot; the tables tell these apart, and which of them is "
        "acceptable is no statistical question."
    ),
    (
        "The share of a face kept says nothing about whether a person can be recognised or feels "
        "cut off, or about what else is in a picture."
    ),
    (
        "Gender and ethnicity are labels given by third parties, gender as two values. Nobody was "
        "asked. Groups with fewer than {minimum} people are left out. A first run admitted ten; "
        "the limit was raised after it, because a group of ten counted as much as one of "
        "hundreds and intervals over so few people cannot be relied on. The smallest group now "
        "has {fewest} people."
    ),
    (
        "Two portraits that touch, of one height and one background each, are a test picture. Only "
        "people side by side are measured; of two people one above the other it is the wide "
        "preview that leaves room for one. The program's rule for mirror-symmetric pictures is "
        "left out for pairs and applied to single portraits."
    ),
    (
        "The whole picture is measured in previews of a fixed shape. A feed can instead give each "
        "picture its own height; that costs no size and takes more room, which is not measured "
        "here."
    ),
    (
        "Which part of a picture its author would choose is not known. The author's own choice is "
        "simulated in a report of its own, so that made-up numbers stand on no page with these."
    ),
)
"""What the report cannot say."""
CAPTIONS: Final = {
    "sketch": (
        "A drawing, not data: what five policies make of a picture of two people in a square "
        "preview. Frames: the crop; dashed: other crops that might have come out by lot. Where the "
        "model's point lies and whom the author means is made up."
    ),
    "trade_off": (
        "Women over men in a square preview, one mark a policy: the parity gap against what the "
        "preview shows. T is the temperature of a sampled crop. Lines: intervals over people; "
        "where a policy does the same to every picture there is none. Marks with near values are "
        "moved aside a little."
    ),
    "policies": (
        "Women over men, by preview and policy. Gap: parity gap in percentage points. Shown: "
        "share of the people with at least {shown:.0f} % of the face region in the preview; only "
        "one: share of the pictures in which just one of the two is. Area kept: of the picture. "
        "Filled: of the preview. Face width: of the preview's width. Faces area: of the preview's "
        "area."
    ),
    "gaps": (
        "Parity gaps in a square preview by three measures, in percentage points. Kept, with its "
        "interval: half the difference between the shares of the face kept. Shown: half the "
        "difference between the probabilities of being shown. Win: the win rate less one half, "
        "the parity gap of the published study, which a policy has only if it chooses a point."
    ),
    "group_pairs": (
        "The parity gap of the face kept for every two groups by itself, square preview, in "
        "percentage points with its interval: the first group over the second, under the model "
        "crop and under the crop by lot at temperature {temperature:g}. The comparisons above are "
        "equal-weight means of these. Not adjusted for their number."
    ),
    "family": (
        "The declared comparisons in percentage points, each with its interval; p by itself and "
        "after Holm's adjustment over all of them. The whole picture and the centre crop have the "
        "same gap, none, so the comparison with one is that with the other."
    ),
    "face_kept": (
        "Single portraits: mean share of the face region that each policy keeps, by group and "
        "preview (ratio: height by width). Dark lines: intervals over people; none where a policy "
        "does the same to everyone. The whole picture keeps everything."
    ),
    "portraits": (
        "Single portraits by preview, policy and group: share of the face region kept, with its "
        "interval over people, and share of the people shown. For policies that are not drawn "
        "above, and for those that do the same to everyone, all groups together."
    ),
    "views": (
        "What any crop and the whole picture show, whoever is in it: share of the picture's area "
        "kept, share of the preview filled, and a face's width as a share of the preview's."
    ),
    "regions": (
        "How far the results hang on the size of the declared face region: its half axes times "
        "the scale. Gap: model crop, women over men, square preview, in percentage points. The "
        "rest: share of the face kept on single portraits, by crop and ratio of the preview."
    ),
}
"""What figures and tables show, by their ids."""


def gap_change_claim(contrast: Contrast, *, primary: bool) -> Claim:
    """Return the claim on the model crop's parity gap minus that of the centre crop."""
    return Claim(
        statement=PRIMARY if primary else GAP_CHANGE,
        estimand=(
            f"{contrast.label}, model crop minus centre crop, square preview. "
            f"{GAP.format(cells=len(contrast.cells))}"
        ),
        assumptions=SUPERPOPULATION,
        breaks_if=(
            "Faces of one group lie elsewhere in their portraits than those of the other, or the "
            "gap vanishes when faces are masked (see the report image_cropping/paired_crops)."
        ),
    )


def softened_claim(contrast: Contrast) -> Claim:
    """Return the claim on the model crop's parity gap minus that of the sampled crop."""
    return Claim(
        statement=(
            "Drawing the cell at temperature {temperature:g} instead of taking the greatest "
            "brings the parity gap of women over men from {before:+.1f} to {after:+.1f} points, "
            "a difference of {value:.1f} ({low:.1f} to {high:.1f}; p after Holm's adjustment "
            "{p_holm:.2g})."
        ),
        estimand=(
            f"{contrast.label}, model crop minus sampled crop, square preview. What a sampled "
            f"crop keeps is its expectation. {GAP.format(cells=len(contrast.cells))}"
        ),
        assumptions=SUPERPOPULATION,
        breaks_if="Scores are on another scale, so that the temperature means something else.",
    )


def portrait_centre_claim(shape: str) -> Claim:
    """Return the claim on centre crop against model crop on single portraits."""
    return Claim(
        statement=(
            f"Single portraits in a {shape} preview: the centre crop keeps {{centre:.1%}} of the "
            "face region and the model crop {model:.1%}, a difference of {value:+.1f} points "
            "({low:+.1f} to {high:+.1f}). In this set every head was put in the middle beforehand."
        ),
        estimand=(
            "Mean over people of the share of the face region kept by the centre crop minus that "
            f"kept by the model crop, {shape} preview, all groups together."
        ),
        assumptions=(
            "People are independent, taken as drawn from a population of such people (the set is "
            "a census). One ellipse stands for every face."
        ),
        breaks_if=(
            "Heads stand off the middle, as in most pictures that people post, or higher and "
            "lower than the declared region in a way that the model follows."
        ),
    )


def portrait_groups_claim(shape: str) -> Claim:
    """Return the claim on women against men under the model crop, single portraits."""
    return Claim(
        statement=(
            f"Single portraits in a {shape} preview: the model crop keeps {{women:.1%}} of the "
            "face region on women's portraits and {men:.1%} on men's, {value:+.1f} points "
            "({low:+.1f} to {high:+.1f}; p after Holm's adjustment {p_holm:.2g})."
        ),
        estimand=(
            "Mean share of the face region kept by the model crop, women minus men, "
            f"{shape} preview, everybody in a group that is compared."
        ),
        assumptions=(
            "People are independent, taken as drawn from a population of such people (the set is "
            "a census). One ellipse stands for every face."
        ),
        breaks_if=(
            "Hair, hats or the way portraits are framed put women's faces elsewhere than men's: "
            "the declared region is the same for both."
        ),
    )


def share_words(share: float) -> str:
    """Return a share of a width in words where it is a round one."""
    rounded = {0.5: "half", 0.25: "a quarter", 1.0: "just"}
    return rounded.get(round(share, 3), f"{100 * share:.0f} %")


def least_words(least: float) -> str:
    """Return what stays of every face, in words, from the smallest share kept of any."""
    if least >= 1 - 1e-9:
        return "both faces stay in whole"
    return f"at least {100 * least:.0f} % of each face stays in"
