"""The wording of the report on the bounty: claims, texts, plain words, limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

_SCORES_HELD: Final = "The base points and multipliers are those that the entrants stated."
_SCORES_BREAK: Final = (
    "The entries that are known read the rubric unlike the others, or an entrant used other "
    "multipliers than the README says. Scores that judges gave are not known here and may differ."
)
_CODES_HELD: Final = "The entry's own codes of what changed are right."
_CODES_BREAK: Final = (
    "The shares in the text were counted from other codes, or over other faces, than the list "
    "beside them."
)

MULTIPLY: Final = Claim(
    statement=(
        "Of {all:d} printed totals of 2021 whose multipliers are known, {value:.0f} (of "
        "{multiplying:d} entrants) follow from multiplying, {added:d} (of {adding:d}) from adding "
        "and {neither:d} fit neither. One more entry, with {another:g} points, is known to have "
        "added. The total of the official example, {example:g} points, follows from multiplying."
    ),
    estimand=(
        "The number of printed totals that base points times the product of the multipliers give, "
        "within the rounding of the last printed digit."
    ),
    assumptions=_SCORES_HELD,
    breaks_if=_SCORES_BREAK,
)
RATIO: Final = Claim(
    statement=(
        "For these entries, adding gives up to {value:.1f} times the score that multiplying gives, "
        "and at least {least:.1f} times."
    ),
    estimand=(
        "The largest ratio, over the scored entries, of base points times the sum to base points "
        "times the product of the multipliers."
    ),
    assumptions=_SCORES_HELD,
    breaks_if=_SCORES_BREAK,
)
ORDER: Final = Claim(
    statement="The two readings put {value:.0f} of {pairs:d} pairs of entries in opposite orders.",
    estimand="Pairs of entries of which the two readings rank different ones higher.",
    assumptions=_SCORES_HELD,
    breaks_if=_SCORES_BREAK,
)
SKIN: Final = Claim(
    statement=(
        "By the first-prize entry's own codes, skin became lighter or warmer in {value:.0f} % of "
        "its faces. Its text says {printed}."
    ),
    estimand="Share of the entry's generated faces whose codes name lighter or warmer skin.",
    assumptions=_CODES_HELD,
    breaks_if=_CODES_BREAK,
)
SKIN_WHY: Final = (
    "The codes name lighter or warmer skin for more faces than the text's share allows. Which "
    "faces the text counted is not said."
)
FEMINIZED: Final = Claim(
    statement=(
        "By the same codes, {value:.0f} % of the faces became more feminine; the text says "
        "{printed}."
    ),
    estimand="Share of the entry's generated faces whose codes name feminization.",
    assumptions=_CODES_HELD,
    breaks_if=_CODES_BREAK,
)
YOUNGER: Final = Claim(
    statement=(
        "By the same codes, {value:.2f} % of the faces became younger; the text says {printed}."
    ),
    estimand="Share of the entry's generated faces whose codes name de-aging.",
    assumptions=_CODES_HELD,
    breaks_if=_CODES_BREAK,
)
YOUNGER_WHY: Final = "Cut to whole per cent instead of rounded, the share is the printed one."
INCREASE: Final = Claim(
    statement=(
        "The changes raised the model's largest saliency by {value:.0f} % on average ({low:.0f} to "
        "{high:.0f} %; all rows of the list, of which two are equal: mean {rows:.1f} %, median "
        "{median:.1f} %). The entry prints after-to-before ratios, {printed:.0f} % on average. "
        "Read as increases they look {times:.0f} times as large."
    ),
    estimand="Mean over faces of saliency after over saliency before, minus one.",
    assumptions=(
        "The faces are independent draws of the generator and the search. Two faces with equal "
        "numbers count once."
    ),
    breaks_if=(
        "The search stopped by a rule that depends on the size of the change. It looks for "
        "increases, so an increase as such shows nothing."
    ),
)
HAIR: Final = Claim(
    statement=(
        "Edits that whiten hair moved the most salient point to another face in {value:.0f} % of "
        "images ({low:.0f} to {high:.0f} %)."
    ),
    estimand="Share of the entry's edited images in which another face became the most salient.",
    assumptions="The images are independent and stand for images of this kind.",
    breaks_if=(
        "The images were chosen because the point moved. How they were chosen is not among what "
        "could be verified."
    ),
)
ENGLISH: Final = Claim(
    statement=(
        "Of two memes side by side, the English one was chosen over the Arabic one in {value:g} % "
        "({low:.0f} to {high:.0f} %) with English on the left, and in {right:g} % with English on "
        "the right. Place does not explain it."
    ),
    estimand=(
        "Share of pairs in which the most salient point lies on the English meme, English left."
    ),
    assumptions=(
        "The pairs are independent. The two orders are of the same memes and are not pooled."
    ),
    breaks_if="The English memes differ from the Arabic ones in more than the language.",
)

WHAT: Final = (
    "In July and August 2021 Twitter paid outsiders for biases that they found in its model for "
    "cropping pictures. Entries were scored by a rubric: base points for the harm, times "
    "multipliers for damage, reach, likelihood and quality. This page takes such findings in as "
    "files, scores them in the same way, and rereads what entrants printed."
)
READ: Final = (
    "{entries:d} findings were read and stand in the table at the end; {unverified:d} more wait to "
    "be verified. {which} What is said about how entrants scored concerns the {self_scores:d} "
    "self-scores of 2021 whose multipliers are known; a later entry changes none of it."
)
NONE_REFUSED: Final = "All files could be read."
REFUSED: Final = "Files that could not be read are not shown. {files}"
AMBIGUOUS: Final = (
    "“Base points times multipliers” does not say what happens to several multipliers. If they "
    "are multiplied, a multiplier of one changes nothing and one below one lowers the score. If "
    "they are added, a multiplier of one adds the base points once more, and each multiplier that "
    "is named raises the score, even one below one."
)
ONE_WROTE: Final = (
    "One entrant wrote the rule as a sum, and still printed the total of the product."
)
RUBRIC_KNOWN: Final = (
    "The official page of the rubric was not at hand. What follows was put together from what "
    "entrants quote. Which other harms the rubric listed, and with how many points, is not known; "
    "an entry that names one cannot be scored here."
)
FOUND: Final = (
    "The first-prize entry generated faces and searched for changes that raise the model's "
    "largest saliency. Each change was coded in words. The text gives shares of these codes, "
    "and the list of faces allows counting them again."
)
COUNTED: Final = (
    "Two other entries give counts of images, so that their shares can be shown with intervals. "
    "The entry with the third prize showed each pair of memes in both orders."
)
PLAIN_WORDS: Final = (
    "A rubric that pays by points must say how the points are added up. Of {all:d} self-scores "
    "whose multipliers are known, {met:d} multiplied and {added:d} added, as one more entry did; "
    "adding can make a score {most:.1f} times as large. The winning entry's own list supports a "
    "stronger claim than its text: in {skin:.0f} % of its faces skin became lighter or warmer, not "
    "in {printed}. And its printed percentages are ratios: saliency grew by {increase:.0f} % on "
    "average."
)
LIMITS: Final = (
    "The self-scores are those of entrants. How the judges scored them is not known here.",
    "Only some entries of 2021 could be verified. Others exist, and how they scored is not known.",
    (
        "A finding in the table is as its author states it, and was checked as far as its status "
        "says. Its score says how it fits the rubric, not how large the harm is."
    ),
    (
        "Multipliers without a name are shown as their entries list them. Which multiplier each "
        "is was not verified."
    ),
    (
        "The shares are of images that entrants made or chose. They show that a bias can occur, "
        "not how often it does in pictures that people post."
    ),
    (
        "A search for changes that raise the saliency finds such changes. It cannot show that "
        "the same changes would not lower it elsewhere."
    ),
    "Intervals treat images as independent. Images made by one entrant with one method are alike.",
)
