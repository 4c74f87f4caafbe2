"""The card of the imputation of race and ethnicity from names and places."""

from __future__ import annotations

from typing import Final

from rml.model_cards.card import Card, FindingNumber, Group, Limit, TableNumbers
from rml.timeline.imputation.groups import GROUP_WORDS

_IMPUTATION: Final = "home_timeline/imputation"
_THRESHOLDED: Final = "lessons/thresholded_imputation"
_INFORMATION: Final = (
    "surname",
    "surname and first name",
    "surname and state",
    "surname, first name and state",
)
COUNTED_RIGHT: Final = {
    information: f"share whose most probable group is their own, by {information}"
    for information in _INFORMATION
}
"""By what is known of a person."""
_BRIER: Final = "Brier score (0 is best, 2 worst), by {}"

CARD: Final = Card(
    name="race and ethnicity from names and places (BISG, BIFSG)",
    does=(
        "From surname, first name and place of residence it gives the probability of each of six "
        "groups of race and ethnicity, so that large groups of people can be described of whom "
        "nobody asked."
    ),
    not_for=(
        "Do not use it to label a person, to decide anything about a person, or to count people as "
        "their most probable group."
    ),
    words={
        "Kind and fit": (
            "Bayes’ rule on published counts. Nothing is fitted. Surname, first name and place are "
            "taken to be independent of each other within a group. With surname and place it is "
            "known as BISG, with the first name as BIFSG."
        ),
        "Intended use": (
            "In an audit, to estimate rates by group where labels cannot be had, with the doubt "
            "carried along, and beside a check on people whose labels are known."
        ),
        "Not for": (
            "Any statement about one person; eligibility, prices or what is shown to a person; "
            "countries other than the United States; groups of few people."
        ),
        "Fitted to": (
            "Counts of the US Census: race and ethnicity by surname, and residents by place. First "
            "names of applicants for mortgages. People who are in neither are not in the counts."
        ),
        "Judged on": (
            "Members of the US Congress, by the labels of race and ethnicity that a public source "
            "gives them, with their names and state; and made-up cases for which a regulator "
            "published the probabilities."
        ),
        "Choices": (
            "Groups, the least number of members reported, and the primary finding were written "
            "down before results were seen. Shares by first name are divided by the composition of "
            "the people among whom they were counted."
        ),
        "Concerns": (
            "Race and ethnicity are what people say of themselves. A guess can be wrong, and can "
            "be used against people. Errors are not shared evenly: those whose names are common "
            "among another group vanish from the count. This collection shows figures of groups "
            "only, and of no group of few people."
        ),
    },
    groups=tuple(Group("race and ethnicity", name) for name in GROUP_WORDS.values()),
    why_groups="the six groups of which it gives a probability",
    numbers=(
        FindingNumber(
            report=_THRESHOLDED,
            finding="counted_right",
            measure=COUNTED_RIGHT[_INFORMATION[-1]],
            group="members of reported groups",
        ),
        *(
            TableNumbers(
                report=_IMPUTATION,
                table="accuracy_by_group",
                measure=measure,
                value="share_correct",
                low="low",
                high="high",
                unit="proportion",
                method="share of people, as the report computes it",
                where={"information": information},
                n="people",
                n_of="people",
            )
            for information, measure in COUNTED_RIGHT.items()
        ),
        *(
            TableNumbers(
                report=_IMPUTATION,
                table="scores",
                measure=_BRIER.format(information),
                value="brier",
                low="brier_low",
                high="brier_high",
                unit="Brier score",
                method="mean over people, as the report computes it",
                where={"information": information},
                group="label",
                all_labels=("all reported groups",),
                n="people",
                n_of="people",
            )
            for information in (_INFORMATION[0], _INFORMATION[-1])
        ),
    ),
    limits=(
        Limit(
            may="By surname alone it may miss most people of a group.",
            report=_IMPUTATION,
            finding="black_found_by_surname",
        ),
        Limit(
            may="It may still miss them with the first name and the state.",
            report=_IMPUTATION,
            finding="black_found_by_all",
        ),
        Limit(
            may="It may give one group’s probability to another.",
            report=_IMPUTATION,
            finding="black_mass_on_white",
        ),
        Limit(
            may="It may do better for some groups than for others, by more than chance.",
            report=_IMPUTATION,
            finding="gap_noise",
        ),
        Limit(
            may="Its totals by group may be off.",
            report=_IMPUTATION,
            finding="black_total_all",
        ),
        Limit(
            may="Its totals may hang on the composition by which first names are divided.",
            report=_IMPUTATION,
            finding="black_total_country_prior",
        ),
        Limit(
            may="Counting people as their most probable group may leave them out of their own.",
            report=_THRESHOLDED,
            finding="black_left_out",
        ),
        Limit(
            may="It may count others in their place.",
            report=_THRESHOLDED,
            finding="counted_black_wrongly",
        ),
        Limit(
            may="A cutoff on the probability may drop more people of one group.",
            report=_THRESHOLDED,
            finding="dropped_at_cutoff",
        ),
        Limit(
            may="A gap between groups may come out wrong even if weighted by probability.",
            report=_THRESHOLDED,
            finding="gap_error_weighted",
        ),
        Limit(
            may=(
                "Where an outcome depends on a person’s own group, a weighted gap may be too "
                "small; where it depends on name and place, a method that allows for that may be "
                "far off."
            ),
            why_not=(
                "Shown on made-up outcomes only, in home_timeline/imputation_disparity; such "
                "numbers are kept off this page."
            ),
        ),
        Limit(
            may="It may fail for people who changed their name, such as at marriage.",
            why_not="The members’ records do not say who changed a name.",
        ),
    ),
    wrong_if=(
        "The source’s labels differ from what members say of themselves.",
        (
            "Members of Congress have other names, within their group, than the people to be "
            "described; they are no sample of anybody."
        ),
        "The tables of names have grown old.",
    ),
)
