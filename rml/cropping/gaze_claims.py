"""The wording of the report on where the crop looks: claims, captions, plain words, limits.

The fields in braces are filled by ``rml.report``, those of a caption by ``str.format``; none
of these texts holds a result. A claim is passed to ``rml.report.finding.finding`` as
``**claim``.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

_PHOTOGRAPHS: Final = (
    "Photographs are like independent draws from the photographs meant. They are not a random "
    "sample of the dataset's 700, and the 15 observers are taken as they are."
)
_TRAINED: Final = (
    "These photographs, or these people's fixations, were among what the model was trained on."
)
_PEOPLE: Final = (
    "Members of one Congress are taken as independent draws from a population of such people; as "
    "a census of that Congress the numbers have no sampling error. One ellipse stands for every "
    "face."
)
_ELLIPSE: Final = (
    "Faces of one group sit higher, lower or further aside in their portraits than those of "
    "another, so that the same crop cuts the ellipse but not the face, or the face but not the "
    "ellipse."
)
CLAIMS: Final = {
    "model_over_centre": Claim(
        statement=(
            "The model predicts {better} where people look than a map of where the same people "
            "look in other photographs. At fixated places it lies {model:.2f} standard deviations "
            "above its mean, that map {centre:.2f}: {value:+.2f} ({low:+.2f} to {high:+.2f})."
        ),
        estimand=(
            "Mean over photographs and observers of the normalised scanpath saliency (NSS) of the "
            "model minus that of the centre baseline, the blurred fixations on all other "
            "photographs."
        ),
        assumptions=_PHOTOGRAPHS,
        breaks_if=_TRAINED,
    ),
    "observers_over_model": Claim(
        statement=(
            "The other {others} observers of a photograph predict better than the model where one "
            "observer looks: by {value:.2f} standard deviations ({low:.2f} to {high:.2f}) of NSS."
        ),
        estimand=(
            "Mean NSS of a map of the other observers' fixations minus that of the model, on the "
            "fixations of the observer left out."
        ),
        assumptions=(
            f"{_PHOTOGRAPHS} The map of few observers understates what all people have in common."
        ),
        breaks_if=(
            "The width of the blur decides it. The table of other choices shows how much it moves."
        ),
    ),
    "share_of_the_way": Claim(
        statement=(
            "From the centre baseline to the other observers the model goes {value:.0%} of the way "
            "({low:.0%} to {high:.0%}) in NSS with its scores as they are, {exponential:.0%} with "
            "their exponential, and {judd:.0%} by the order of values alone (AUC-Judd)."
        ),
        estimand=(
            "Mean NSS of model minus baseline over that of observers minus baseline. NSS depends "
            "on how peaked a map is: the model's scores are taken as they are."
        ),
        assumptions=_PHOTOGRAPHS,
        breaks_if=(
            "The scale of the scores, on which no crop depends, decides it: that is why three "
            "readings are given."
        ),
    ),
    "auc_model_over_centre": Claim(
        statement=(
            "The model tells a fixated place from another one in {model:.1%} of pairs, the centre "
            "baseline in {centre:.1%}: {estimate}."
        ),
        estimand=(
            "Mean AUC-Judd of the model minus that of the centre baseline: the chance that a "
            "fixated place has a greater value than one that is not, ties counted as one half. It "
            "depends on the order of a map's values only."
        ),
        assumptions=_PHOTOGRAPHS,
        breaks_if=_TRAINED,
    ),
    "shuffled_auc_model": Claim(
        statement=(
            "With what people look at in any photograph taken out, the model is right in "
            "{value:.1%} of pairs ({low:.1%} to {high:.1%}); chance is one half, the other "
            "observers reach {observers:.1%}."
        ),
        estimand=(
            "Mean shuffled AUC of the model: the chance that a place fixated in the photograph "
            "has a greater value than a place fixated in another one."
        ),
        assumptions=_PHOTOGRAPHS,
        breaks_if=_TRAINED,
    ),
    "fixations_kept_over_centre_crop": Claim(
        statement=(
            "A crop around the most salient point keeps {lost} of people's fixations than a crop "
            "of the same size around the middle of the photograph: {estimate}, averaged over "
            "the shapes {shapes}."
        ),
        estimand=(
            "Mean over photographs, observers and shapes of the share of fixations inside the "
            "model's crop minus that inside the crop around the middle."
        ),
        assumptions=_PHOTOGRAPHS,
        breaks_if=(
            "Photographers of other photographs put less of what matters in the middle, or people "
            "look at the middle because the laboratory had them start there. Leaving out each "
            "observer's first fixation changes the difference to {without_first}."
        ),
    ),
    "off_face": Claim(
        statement=(
            "On {value:.1%} ({low:.1%} to {high:.1%}) of the portraits of {people} the most "
            "salient point lies outside the face region. Published for other photographs: "
            "{printed} of crops not on the head."
        ),
        estimand="Share of portraits of {people} with the salient point outside the ellipse.",
        assumptions=_PEOPLE,
        breaks_if=_ELLIPSE,
    ),
    "off_face_difference": Claim(
        statement=(
            "Salient points outside the face region, share of women's portraits minus share of "
            "men's: {estimate}."
        ),
        estimand="Share of women minus share of men.",
        assumptions=_PEOPLE,
        breaks_if=_ELLIPSE,
    ),
    "cut_difference": Claim(
        statement=(
            "Crops at {ratio:g} cut the face region on {first:.1%} of women's and {second:.1%} of "
            "men's portraits: {estimate}."
        ),
        estimand=(
            "Share of women minus share of men whose crop (height by width {ratio:g}) shows less "
            "than {least:.0%} of the face region."
        ),
        assumptions=_PEOPLE,
        breaks_if=_ELLIPSE,
    ),
    "height_difference": Claim(
        statement=(
            "On women's portraits the salient point lies at {first:.1%} of the portrait's height "
            "on average, on men's at {second:.1%}: {estimate}."
        ),
        estimand="Mean height of the salient point, from the lower edge; women minus men.",
        assumptions=_PEOPLE,
        breaks_if=(
            "Faces of one group sit higher in their portraits than those of the other: the height "
            "is that in the portrait, not that on the face."
        ),
    ),
    "largest_group_difference": Claim(
        statement=(
            "Of {tests} comparisons of groups, p is below {alpha:.2f} after Holm's adjustment in "
            "{clear}. The smallest adjusted p, {p:.2g}, belongs to {group}: {what}, {estimate}. "
            "Of {other} other choices of face region or bound {same_sign} point the same way; p is "
            "below {alpha:.2f} in {still}."
        ),
        estimand=(
            "The difference with the smallest adjusted p-value among all comparisons in the table "
            "of differences."
        ),
        assumptions=(
            f"{_PEOPLE} The interval is the one of this comparison by itself: having been chosen "
            "as the clearest, the difference is probably too large."
        ),
        breaks_if=_ELLIPSE,
    ),
}
"""By what is claimed; ``off_face`` and ``cut_difference`` are claimed twice."""
NOT_COMPARABLE: Final = (
    "The published study had people judge square crops of photographs at least a quarter taller "
    "than wide, many of whole bodies. A head-and-shoulders portrait leaves hardly anything but a "
    "face to choose, and here an ellipse judges."
)
LOOKED: Final = (
    "{photographs} of the dataset's {all_photographs} photographs are at hand; fixations of all "
    "{observers} observers on all {all_photographs} are used. Of observers' first fixations on a "
    "photograph {first:.0%} lie within two sigma ({radius:.0f} pixels) of its middle, of their "
    "second fixations {second:.0%}. Observers started at the middle, but most recorded first "
    "fixations have left it; they are {kept}."
)
PREDICTED: Final = (
    "The model predicts better than the centre baseline for {better} of {observers} observers. "
    "The centre baseline made of data predicts {more} than the Gaussian (NSS {elsewhere:.2f} "
    "against {gaussian:.2f}); the model is compared with the former. On the first fixation, where "
    "people look at once, the model exceeds the baseline by {first.value:.2f} standard deviations "
    "({first.low:.2f} to {first.high:.2f}), on the second by {second.value:.2f} "
    "({second.low:.2f} to {second.high:.2f})."
)
KEPT: Final = (
    "A map is not a crop. A crop is laid around one maximum and then fills its frame, while what "
    "people look at is spread over the photograph and gathers around its middle. On average over "
    "the shapes the crop that would keep most of the others' fixations keeps {observers:.1%} of an "
    "observer's, the middle one {centre:.1%}, the model's {model:.1%}."
)
REGION: Final = (
    "The face region is one ellipse for all portraits: hairline to chin, ear to ear, from "
    "{top:.0%} to {bottom:.0%} of the height and from {left:.0%} to {right:.0%} of the width. It "
    "was declared from the average of all portraits before any score was computed. A crop *cuts "
    "the face region* if it shows less than {least:.0%} of it. By geometry alone no crop at "
    "{wide:g} can show less than {wide_least:.0%} of it and none at {tall:g} less than "
    "{tall_least:.0%}: on these portraits no crop loses a face altogether. A crop around the "
    "middle shows {wide_centre:.0%} and {tall_centre:.0%}."
)
SIDES: Final = (
    "Of the {cut} crops at {wide:g} that cut the face region, {above} leave out more of it above, "
    "at forehead and hair, than below, at mouth and chin. A face that sits low in its portrait, "
    "under a hat or tall hair, has much of the ellipse above it: a crop that follows the face then "
    "cuts the ellipse. How much a difference between groups owes to that can be judged from the "
    "table of other regions, not told apart. {symmetric} portraits count as symmetric, so that "
    "their crops are centred from left to right."
)
PLAIN_WORDS: Final = (
    "The model that cropped Twitter's previews was trained to predict where people look. Held "
    "against the eye movements of {observers} people on {photographs} photographs, it does so "
    "{better} than a guess at the middle of the picture and {worse} than other people do: it goes "
    "{least:.0%} to {most:.0%} of the way from the one to the other, depending on the measure. "
    "Predicting is not cropping: a crop laid around the single most salient point keeps {lost} of "
    "the places people looked at than a crop of the same size around the middle. On {portraits} "
    "official portraits of members of Congress the most salient point lies outside the declared "
    "face region on {women:.1%} of women's and {men:.1%} of men's. Women and men {differ}. {group} "
    "Where people look when nothing is asked of them is also not the same as what they would want "
    "a preview of themselves to show."
)
