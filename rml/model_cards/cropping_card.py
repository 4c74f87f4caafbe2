"""The card of the image-cropping saliency model."""

from __future__ import annotations

from typing import Final

from rml.model_cards.card import Card, FindingNumber, Group, Limit, TableNumbers

_GAZE: Final = "image_cropping/gaze"
_PAIRS: Final = "image_cropping/paired_crops"
_RUNS: Final = "image_cropping/published_runs"
_ALTERNATIVES: Final = "image_cropping/alternatives"
_GENDER: Final = "gender"
_BOTH: Final = "gender and ethnicity"
_ETHNICITIES: Final = {
    "White": (),
    "Black": ("African American", "African-American"),
    "Hispanic": (),
    "Asian": (),
    "other": (),
}
FACE_KEPT: Final = {
    "0.56": "share of the face region kept, wide preview",
    "2": "share of the face region kept, tall preview",
}
"""By height divided by width of the preview."""
_CUT: Final = {
    "0.56": "share of portraits whose crop cuts the face region, wide preview",
    "2": "share of portraits whose crop cuts the face region, tall preview",
}


def _group(ethnicity: str, gender: str) -> Group:
    if ethnicity == "other":
        return Group(_BOTH, f"{gender} of other ethnicities")
    others = tuple(f"{label} {gender}" for label in _ETHNICITIES[ethnicity])
    return Group(_BOTH, f"{ethnicity} {gender}", others)


CARD: Final = Card(
    name="the image-cropping saliency model",
    does=(
        "It scores every place of a picture by how likely people are to look there, and the crop "
        "is laid around the place with the highest score."
    ),
    not_for=(
        "Do not use it to decide whose face is shown, or to crop pictures of people without their "
        "say."
    ),
    words={
        "Kind and fit": (
            "A small convolutional network with the published weights (fastgaze.vxm, under the "
            "Apache licence), a compressed form of DeepGaze II. The program around it was written "
            "anew from a description of its behaviour. Nothing is fitted here. Twitter used the "
            "model for previews of pictures until 2021."
        ),
        "Intended use": (
            "In an audit, to measure what cropping by saliency does, and to hold other ways of "
            "making a preview against it."
        ),
        "Not for": (
            "Cropping pictures of people; saying what matters in a picture; saying whom people "
            "find more worth looking at. A score is a guess at where eyes go, made from other "
            "pictures and other people."
        ),
        "Fitted to": (
            "By its makers, to records of where people look: three public collections (Borji and "
            "Itti; SALICON; Judd et al.) and data of third parties that are not named. Who the "
            "people were whose eyes were recorded is not known here."
        ),
        "Judged on": (
            "Eye movements on photographs (OSIE); portraits of members of the US Congress, with "
            "the labels of gender and ethnicity that a public source gives them; and the counts "
            "that the makers recorded for photographs of well-known people."
        ),
        "Choices": (
            "The crop follows the single highest score. Which people form a group, what counts as "
            "the face region and which shapes a preview has are set in the reports’ parameter "
            "files. Groups of few people are left out there."
        ),
        "Concerns": (
            "A crop shows one person and cuts another off, and asks neither. If portraits of one "
            "group tend to score higher, people of other groups are cut off more often, picture "
            "after picture. Labels of gender and ethnicity were given by others; gender has two "
            "values."
        ),
    },
    groups=(
        Group(_GENDER, "women"),
        Group(_GENDER, "men"),
        *(_group(ethnicity, gender) for ethnicity in _ETHNICITIES for gender in ("women", "men")),
    ),
    why_groups=(
        "the genders and ethnicities by which its makers or this collection compared portraits"
    ),
    numbers=(
        FindingNumber(
            report=_GAZE,
            finding="shuffled_auc_model",
            measure="fixated place told from one fixated in another photograph",
            group="photographs",
        ),
        FindingNumber(
            report=_GAZE,
            finding="model_over_centre",
            measure="lead over looking at the middle (NSS)",
            group="photographs",
        ),
        FindingNumber(
            report=_GAZE,
            finding="share_of_the_way",
            measure="share of the way from looking at the middle to other observers",
            group="photographs",
        ),
        *(
            TableNumbers(
                report=_ALTERNATIVES,
                table="portraits",
                measure=measure,
                value="face_kept",
                low="face_kept_low",
                high="face_kept_high",
                unit="proportion",
                method="mean over people, as the report computes it",
                where={"ratio": ratio, "policy": "model crop"},
                all_labels=("all groups",),
                n="people",
                n_of="people",
            )
            for ratio, measure in FACE_KEPT.items()
        ),
        *(
            TableNumbers(
                report=_GAZE,
                table="groups",
                measure=measure,
                value=column,
                unit="proportion",
                method="share of people",
                n="people",
                n_of="people",
                counted=True,
            )
            for column, measure in (
                ("off_face", "share of portraits whose most salient point is off the face"),
                *((f"cut_{ratio}", measure) for ratio, measure in _CUT.items()),
            )
        ),
        TableNumbers(
            report=_PAIRS,
            table="strengths",
            measure="log-odds of winning against a White woman’s portrait",
            value="log_odds",
            low="low",
            high="high",
            unit="log-odds",
            method="Bradley–Terry strengths, as the report computes them",
            where={"against": "White women"},
            group="term",
            n="against",
            n_of="as the reference",
        ),
        TableNumbers(
            report=_RUNS,
            table="four_way",
            measure="share of wins among four photographs, one of each group (chance: a quarter)",
            value="share",
            low="low",
            high="high",
            unit="proportion",
            method="draws of images, not people, as the report computes it",
            n="wins",
            n_of="wins",
        ),
    ),
    limits=(
        Limit(
            may="It may choose people of one gender over people of another.",
            report=_PAIRS,
            finding="gap_female_male_white_african_american",
        ),
        Limit(
            may="It may choose one gender over another, in the counts that its makers published.",
            report=_RUNS,
            finding="female_male_gap",
        ),
        Limit(
            may="It may choose White people over Black people.",
            report=_PAIRS,
            finding="gap_white_african_american",
        ),
        Limit(
            may="It may choose White over Black people, in the counts that its makers published.",
            report=_RUNS,
            finding="white_black_gap",
        ),
        Limit(
            may="Groups may be chosen more unequally than chance explains.",
            report=_PAIRS,
            finding="gap_noise",
        ),
        Limit(
            may="Its crops may cut into the faces of one group more often.",
            report=_GAZE,
            finding="largest_group_difference",
        ),
        Limit(
            may="Taking the single highest score may itself make a preference.",
            report="image_cropping/argmax",
            finding="maxima_minus_medians_in_pairs",
        ),
        Limit(
            may="A few black pixels at the border may turn its choice.",
            report=_PAIRS,
            finding="flipped_by_padding",
        ),
        Limit(
            may="Its crop may hold less of what people look at than a crop of the middle.",
            report=_GAZE,
            finding="fixations_kept_over_centre_crop",
        ),
        Limit(
            may="It may foretell the eyes of some people better than those of others.",
            why_not="The record of eye movements does not say who the observers were.",
        ),
        Limit(
            may=(
                "It may fail by age, skin tone, disability, body or headwear, or where a picture "
                "holds text in some scripts."
            ),
            why_not="No data set of this collection has such labels.",
        ),
    ),
    wrong_if=(
        "The weights, or the program around them, were other ones in the product.",
        (
            "Portraits of members of Congress, cut alike and well lit, do not stand for the "
            "pictures that people post."
        ),
        (
            "The source’s labels differ from what people say of themselves, for more of them than "
            "its known corrections hold."
        ),
    ),
)
