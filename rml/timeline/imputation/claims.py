"""The wording of the report ``imputation``: its claims, what they rest on, and its limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result. A claim
is passed to ``rml.report.finding.finding`` as ``**CLAIM``.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

_LABELS: Final = "A member's group is what the source's label says."
_LIKE_THESE: Final = (
    f"{_LABELS} For the interval: members are independent draws of people like these. Congress is "
    "a census of itself, so without such a wider group of people the interval has no meaning."
)
_BREAKS: Final = (
    "Labels contradict what members say of themselves, or the tables of names are much out of date."
)
FOUND_BY_SURNAME: Final = Claim(
    statement=(
        "By surname alone, {found} of the {n} Black members of Congress whose surname is listed "
        "have “Black” as their most probable group: {estimate:.0%}."
    ),
    estimand=(
        "Share, among members labelled Black whose whole surname stands in the table, whose most "
        "probable group by surname alone is Black."
    ),
    assumptions=_LIKE_THESE,
    breaks_if=_BREAKS,
)
FOUND_CORRECTED: Final = Claim(
    statement=(
        "With labels corrected from published sources the same share is about {estimate:.0%}. It "
        "is rounded and stands without counts: beside those of the primary finding, they would "
        "tell of the few members whose label changed."
    ),
    estimand="As the primary finding, with labels corrected from published sources.",
    assumptions=_LIKE_THESE.replace("the source's label", "the corrected label"),
    breaks_if="A source of a correction is itself wrong.",
)
FOUND_BY_ALL: Final = Claim(
    statement=(
        "Of all {n} Black members, {state:.0%} are found with surname and state, and "
        "{estimate:.0%} with surname, first name and state. Of white members, the latter finds "
        "{white:.0%}."
    ),
    estimand=(
        "Share, among members labelled Black, whose most probable group by surname, first name and "
        "state is Black."
    ),
    assumptions=_LIKE_THESE,
    breaks_if=_BREAKS,
)
WHITE_MASS: Final = Claim(
    statement=(
        "By surname alone, Black members are given a mean probability of {estimate:.0%} of being "
        "white, and {own:.0%} of being Black."
    ),
    estimand="Mean, over members labelled Black, of the probability of the group white.",
    assumptions=_LIKE_THESE,
    breaks_if=_BREAKS,
)
TOTAL: Final = Claim(
    statement=(
        "{given}, the probabilities of being Black add up to {expected:.0f} members, and "
        "{labelled} are labelled so: {estimate:.2f} times as many as there are."
    ),
    estimand=(
        "Sum of the probabilities of being Black over all members, divided by the number of "
        "members labelled Black."
    ),
    assumptions=(
        f"{_LIKE_THESE} No doubt of the composition behind the first names is in it; that is in "
        "the table over the range of this composition."
    ),
    breaks_if=f"{_BREAKS} It is also off wherever Congress differs from the public.",
)
TOTALS: Final = {
    "surname": "By surname alone",
    "all": "By surname, first name and state",
    "country": (
        "By surname, first name and state, but with first names divided by the composition of the "
        "country instead of that of the people among whom they were counted"
    ),
}
"""What the totals rest on, in words."""

GAIN: Final = Claim(
    statement=(
        "{what} lowers the Brier score by {value:+.3f} ({low:+.3f} to {high:+.3f}) on average over "
        "the members of reported groups, and by {black.value:+.3f} ({black.low:+.3f} to "
        "{black.high:+.3f}) among Black members. Where the number is negative, the score became "
        "worse."
    ),
    estimand=(
        "Mean Brier score (0 to 2) by surname alone minus the mean with the additional "
        "information, of the same members."
    ),
    assumptions=_LIKE_THESE,
    breaks_if=_BREAKS,
)
CFPB: Final = Claim(
    statement=(
        "In {cases} made-up cases the Bayes step agrees with the regulator's published "
        "probabilities: the largest of {numbers} differences is {largest:.2g}. The value shown is "
        "the probability that differs most."
    ),
    estimand="P(group | surname, Census tract) of the case and group that differ most.",
    assumptions="The regulator's inputs are those printed beside its results.",
    breaks_if="The other cases of the regulator's file, which were not compared, disagree.",
)
NO_PRIOR: Final = Claim(
    statement=(
        "Multiplying the shares of surname and place without dividing by the country's composition "
        "counts it twice. In these cases that moves a probability by up to {value:.2f}."
    ),
    estimand="Largest absolute difference between the two formulas over cases and groups.",
    assumptions="None: it is arithmetic on the regulator's cases.",
    breaks_if="The places' shares were already divided by the country's.",
)
LIMITS: Final = (
    (
        "Labels of members come from third parties and are no self-identification. {corrections} "
        "of them contradict published statements. One label a person leaves no room for several."
    ),
    (
        "Members of Congress are not the public. Voters chose them, and they differ from the "
        "country in composition and age. Which groups are found less often follows from how "
        "surnames are shared and is likely to hold elsewhere. The numbers are not."
    ),
    (
        "The probabilities start from the country's composition, and Congress has another. A part "
        "of what the tests of calibration find is that difference, and no defect of the tables. "
        "Users of a platform differ from the country, too."
    ),
    (
        "Groups with fewer than {least} members (American Indian or Alaska Native, and two or more "
        "races) have no figure of their own. Where totals and calibration are looked at, their "
        "members count as members of no other group. How the method does for them, this report "
        "cannot show."
    ),
    (
        "Only the state of a member is used. The composition of districts is not among the data; "
        "it would help, as a smaller place does. A member's state is where they are elected."
    ),
    (
        "The one member labelled Middle Eastern counts as white, as the Census counts them. The "
        "tables have no such group."
    ),
    (
        "First names were counted among mortgage applicants. Their composition is not in the "
        "table; it was reconstructed from how its shares are rounded, and the share of Black "
        "applicants is known to about a sixth of itself. The table over that range, and the "
        "finding with the country's composition instead, show how much hangs on it. The study's "
        "own table was not at hand."
    ),
)
"""What the report cannot say."""

RECORD: Final = (
    "The tables list {surnames:,} surnames and {first_names:,} first names. Of the {members} "
    "members, {whole:.0%} have a surname that is listed, once accents, hyphens, spaces and "
    "suffixes are dealt with; {first:.0%} have a first name that is. Where a name is not listed it "
    "is left out, and what else is known decides. Reported are {kept} members of {groups}."
)
READ_ACCURACY: Final = (
    "By surname alone, the most probable group is the label for {overall:.0%} of all reported "
    "members. One number for everybody hides the groups: it is {white:.0%} of white members and "
    "{black:.0%} of Black members. Saying “white” of everybody would be right for {naive:.0%}."
)
READ_TESTS: Final = (
    "Of {tests} tests, {rejected} reject calibration after Holm's adjustment at {alpha:.0%}. Each "
    "is over all {members} members: whoever has another label, also one of a group too small to be "
    "reported, counts as not of the group. That a test does not reject shows no calibration. In a "
    "group of {smallest} members, the smallest reported here, even large errors go unseen."
)
READ_RANGE: Final = (
    "The total with first names hangs on who the people were among whom these were counted. "
    "Between {low:.1%} and {high:.1%} of them were Black, as far as it can be told. Over that "
    "range the probabilities of being Black add up to {most:.0f} at one end and {fewest:.0f} at "
    "the other, for {labelled} members with the label, and the share found runs from "
    "{found_low:.1%} to {found_high:.1%}. With the resampling of members as well, the total over "
    "the labelled is anything from {all_low:.2f} to {all_high:.2f}."
)
HARMS: Final = (
    "A probability of race beside a name is a guess about a person who was not asked. It can out "
    "people, be used to target or exclude them, and be believed. It errs for those whose ancestors "
    "were given others' surnames, for people of several groups, for adoptees, and for those who "
    "changed their name on marriage. It makes of race something that can be read off, which it is "
    "not.\n\nSo in this collection probabilities never leave the memory of the machine that "
    "computes them. This page shows means over at least {least} people. The command `rml impute` "
    "computes probabilities for a list of one's own, on one's own machine; before it writes "
    "anything it shows the accuracy measured here and offers group totals instead. Ask people, if "
    "you can: the answers of a small part, picked at random, can correct the guesses for all."
)
PLAIN_WORDS: Final = (
    "Platforms do not know their users' race, so auditors guess it from names and places. Tried on "
    "the United States Congress, the guess by surname finds {found} of the {n} Black members whose "
    "surname is listed, since many Black Americans share their surnames with white people. With "
    "first name and state added, {all:.0%} of all Black members are found, and {white:.0%} of "
    "white members. A single accuracy for everybody hides this. A probability from a name is no "
    "label of a person. Whether it may serve as a weight when groups are compared is another "
    "question, which the report `home_timeline/imputation_disparity` takes up with a gap that is "
    "known."
)
