"""The wording of the county audit: claims, texts, plain words, limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

SHARE_RECOVERED: Final = Claim(
    statement=(
        "If impressions depended on an author's own group alone, weighted means of US counties "
        "would show {value:.1f} % of the gap: {group} against {others}, residents of 2018. The "
        "rest is lost, because nearly everybody lives in a county of several groups."
    ),
    estimand=(
        "The group's share in the county of its average member, minus that in the county of the "
        "average other resident. This is the weighted gap over the gap between individuals."
    ),
    assumptions=(
        "Residents stand for users. Everybody outside the group fares alike; within the group, "
        "too. It follows from the Census table alone and carries no sampling interval."
    ),
    breaks_if=(
        "Users of a platform live elsewhere than residents do, or another definition of the "
        "groups is meant: the table gives {lowest:.1f} to {highest:.1f} % for others."
    ),
)
KNOWN_OF_THE_STUDY: Final = (
    "**What is known of Twitter's audit.** Belli and others (2022, arXiv:2211.08667) asked whether "
    "authors of some racial groups get systematically more impressions. Each US user was assigned "
    "to a county by the location data there were; the composition of counties came from the Census "
    "Bureau; groups were “Black or African American” and “White” as the Census defines them; two "
    "statistical measures of bias were used. This page knows the abstract only. The exact form of "
    "the two measures, how an impression was counted, covariates, weights, intervals and results "
    "are **not known** here. The measures below are standard ones. They are not claimed to be the "
    "study's."
)
WHERE_PEOPLE_LIVE: Final = (
    "{group}: {overall:.1%} of residents. Their average member lives in a county in which "
    "{group_county:.1%} are of the group; the average other resident in one with "
    "{other_county:.1%}. Weighted means compare just these two averages. The group is a majority "
    "in {majority_counties:d} of {counties:,d} counties, where {majority_members:.1%} of its "
    "members live. Leaving out one state moves the share of the gap that is shown to between "
    "{least:.1f} % (without {least_state}) and {most:.1f} % (without {most_state})."
)
DEFINITIONS: Final = (
    "The definition decides. A group may include Hispanic residents or not; it may be "
    "compared with everybody or with White residents; and then the others must fare like "
    "somebody. For the definitions of Black residents in the table the share runs from "
    "{lowest:.1f} to {highest:.1f} %. A number without its definition means little. No published "
    "figure is known to this page, so the shares are held against none. This collection's tests "
    "compute three of them a second time from the Census table, apart from the code of this page, "
    "and find the same."
)
IDENTITY: Final = (
    "In the first world an author of the group gets {gap:+.0f} % against others, wherever they "
    "live. In the second nobody gets more or less than a neighbour, but every author of a county "
    "gets what the county's average was in the first. County means are therefore expected to be "
    "the same by construction: over {counties:,d} counties, the largest difference of expected "
    "means is {difference:.1g} % of the baseline, which is rounding. **Nothing in expected county "
    "means can tell the two apart**, with any number of authors. This holds because the second "
    "world was made to follow the group's share in a straight line. If users are like residents, a "
    "relation that bends is evidence against own race alone; a straight one is evidence for "
    "neither. How widely county means scatter may differ a little, since two kinds of authors "
    "vary more than one."
)
PLATFORM: Final = (
    "The simulated platform has {authors:,d} authors, {per_thousand:g} for each thousand "
    "residents. Each belongs to the group with the chance that the composition of the county "
    "gives. Authors are very unequal: the top hundredth gets {top:.0%} of impressions. All "
    "authors of a county share a random factor with a standard deviation of {spread:.0%}. "
    "{unknown:d} counties without a known rural share (Alaska above all) take the average of the "
    "others. An auditor knows impressions and authors by county, and the composition of "
    "*residents*."
)
TWO_GAPS: Final = (
    "Two questions hide behind “is there a gap?”. The **individual gap** compares authors of one "
    "county. The **group gap** compares the average author of the group with the average other "
    "author, wherever they live. In the own-race world they are equal. In the county-only world "
    "the individual gap is zero, yet the group gap is {county_group:+.1f} %: counties that "
    "differ in what they show to all also differ in who lives there. Between the two worlds, if "
    "users are like residents, the group gap lies between what the measures report, "
    "{weighted:+.1f} % and {regression:+.0f} %, and nothing in county means says where."
)
BASELINE: Final = (
    "**The unit.** Gaps are in per cent of the *baseline author*: one outside the group, in a "
    "county where nobody belongs to it, before anything that rural counties and states add. Over "
    "the worlds of this page the average author outside the group gets {least:.1f} to {most:.1f} % "
    "of that, so a gap of {gap:+.0f} % is one of {smallest:+.1f} to {largest:+.1f} % of that "
    "average. The simulated auditor divides by the baseline as if it were known. A real auditor "
    "would have to estimate it."
)
MISSED_IS_EXPECTED: Final = (
    "**How to read the verdicts.** Each finding on worlds is one measure in one world. “Missed” is "
    "the expected result where a world breaks what a measure needs: that it fails there is what "
    "the page shows, and no fault of the simulation. “Recovered” is expected where the need is "
    "met. One more kind counts as missed: measures without bias to speak of, of whose intervals "
    "more than {cautious:.0%} contain the planted gap. Those are over-cautious, and are called so."
)
IS_PLANTED: Final = "{planted:+.1f} %"
"""What stands where a planted gap is none: `rml.timeline.county_audit.said` says zero instead."""


def _judged(lead: str, *, gap: str = "individual gap", assumptions: str, breaks_if: str) -> Claim:
    estimand = {
        "individual gap": (
            "Impressions of an author of the group minus those of another author of the same county"
        ),
        "group gap": (
            "Impressions of the average author of the group minus those of the average other author"
        ),
    }[gap]
    return Claim(
        statement=(
            f"{lead} {{value}} % on average ({{low}} to {{high}}). The {gap} is "
            f"{IS_PLANTED}; {{coverage:.1%}} of the intervals of {{repetitions:,d}} simulated "
            "platforms contain it."
        ),
        estimand=f"{estimand}, in per cent of the baseline author, which is taken as known.",
        assumptions=assumptions,
        breaks_if=breaks_if,
    )


_NEIGHBOURS: Final = "Within a county, authors of the group fare like their neighbours."
_ALIKE: Final = "Authors of the group fare alike in all counties, and so do others."
_NOT_HELD: Final = "It does not hold in this world, which is the point."
TOO_CAUTIOUS: Final = (
    "Over-cautious, not wrong: there is no bias to speak of. The intervals contain the truth more "
    "often than they say, for they also allow for other states than those there are, and these "
    "stay the same in the simulation."
)
OWN_RACE_WEIGHTED: Final = _judged(
    "Own race only: the weighted gap reports",
    assumptions=f"What the measure needs: {_NEIGHBOURS} {_NOT_HELD}",
    breaks_if="Counties were wholly of one group: then the weighted gap would show all of it.",
)
OWN_RACE_REGRESSION: Final = _judged(
    "Own race only: ecological regression reports",
    assumptions=f"What the measure needs, and has here: {_ALIKE}",
    breaks_if="Anything about counties goes with their composition and with impressions.",
)
COUNTY_ONLY_WEIGHTED: Final = _judged(
    "County only: the weighted gap reports",
    assumptions=f"The gap asked for is that between neighbours. {_NEIGHBOURS}",
    breaks_if="The question is about the average author of each group: see the next finding.",
)
COUNTY_ONLY_GROUP: Final = _judged(
    "County only, asked for the gap of group averages: the weighted gap reports",
    gap="group gap",
    assumptions=(
        f"What the measure needs, and has here: {_NEIGHBOURS} The interval also allows for other "
        "states than those there are, so it may hold the truth more often than it says."
    ),
    breaks_if="Authors of the group fare differently from their neighbours.",
)
COUNTY_ONLY_REGRESSION: Final = _judged(
    "County only: ecological regression reports",
    assumptions=f"What the measure needs: {_ALIKE} {_NOT_HELD}",
    breaks_if="Impressions depended on one's own group: then the very same numbers are right.",
)
MIXTURE_WEIGHTED: Final = _judged(
    "A mixture of both: the weighted gap reports",
    assumptions=f"What the measure needs: {_NEIGHBOURS} {_NOT_HELD}",
    breaks_if="The slider stands at another place: the report stays the same, the truth does not.",
)
MIXTURE_REGRESSION: Final = _judged(
    "A mixture of both: ecological regression reports",
    assumptions=f"What the measure needs: {_ALIKE} {_NOT_HELD}",
    breaks_if="The slider stands at another place: the report stays the same, the truth does not.",
)
CANCELLED: Final = _judged(
    "A gap that counties make up for: ecological regression reports",
    assumptions=(
        "Counties in which more of the group live give all their authors just so much more, or "
        "less, that county means are flat."
    ),
    breaks_if="Counties work with the individual gap, not against it.",
)
ADOPTION: Final = _judged(
    "Users are not residents: ecological regression on residents reports",
    assumptions=(
        "Own race only, but residents of the group are authors at another rate than others, by the "
        "declared ratio, the same everywhere."
    ),
    breaks_if="The platform knows how its users differ from residents, county by county.",
)
RURAL_REGRESSION: Final = _judged(
    "Own race, and other impressions in rural counties: plain regression reports",
    assumptions="The group's share goes with how rural a county is; the regression does not know.",
    breaks_if="Rural counties and others are shown alike.",
)
RURAL_ADJUSTED: Final = _judged(
    "The same world, the rural share as a covariate: the regression reports",
    assumptions="The covariate is the right one, is measured without error and acts in a line.",
    breaks_if="What goes with composition is not measured: then it stays in the gap.",
)
STATES_REGRESSION: Final = _judged(
    "Own race, and states that differ in step with their composition: plain regression reports",
    assumptions="States with more residents of the group give all their authors other numbers.",
    breaks_if="States are alike, or differ for reasons that have nothing to do with composition.",
)
STATES_EFFECTS: Final = _judged(
    "The same world, state fixed effects: the regression reports",
    assumptions="Within a state, composition goes with nothing else that matters.",
    breaks_if=(
        "Counties of one state differ in step with composition, as cities and country do: see the "
        "world of rural counties in the table."
    ),
)
DETECTABLE: Final = Claim(
    statement=(
        "With {per_thousand:g} authors per thousand residents, the {measure} reports a gap with a "
        "chance of {power:.0%} if the individual gap of the own-race world is {value:+.1f} % "
        "({low:+.1f} to {high:+.1f})."
    ),
    estimand=(
        "The smallest simulated individual gap for which the measure's interval leaves out zero as "
        "often as asked for, with straight lines between simulated gaps."
    ),
    assumptions="Authors as unequal as simulated, and nothing but one's own group counts.",
    breaks_if="The platform has more authors, or more equal ones: smaller gaps are found.",
)
OTHER_SIGN: Final = (
    " With the other sign it takes {other:+.1f} % ({other_low:+.1f} to {other_high:+.1f})."
)
NOT_DETECTABLE: Final = Claim(
    statement=(
        "With {per_thousand:g} authors per thousand residents, the simulated gaps do not reach far "
        "enough for the {measure} to report one with a chance of {power:.0%}. A gap of "
        "{largest:+.0f} % in the own-race world is reported on {value:.1%} of platforms ({low:.1%} "
        "to {high:.1%})."
    ),
    estimand="How often the measure's interval leaves out zero, for the largest simulated gap.",
    assumptions="Authors as unequal as simulated, and nothing but one's own group counts.",
    breaks_if="The platform has more authors, or more equal ones: smaller gaps are found.",
)
NOT_ONE_DRAW: Final = (
    "Read from many simulated platforms for each gap, not from one. There is no planted truth that "
    "it could be judged by, so it gets no other verdict."
)
OTHER_WORLDS: Final = (
    "The two worlds are not all there is. In **cancelled**, counties make up for an individual "
    "gap, so that county means are flat. In **adoption**, residents of the group are {ratio:g} "
    "times as often authors. In **rural counties**, every author of a wholly rural county gets "
    "{rural:+.0f} %. In **states**, every author of a state gets more or less in step with the "
    "group's share there, and a random amount besides. Each measure is tried in each world."
)
ADOPTION_TABLE: Final = (
    "How much it matters that users are not residents, in expectation: with {gap:+.0f} % planted, "
    "regression reports {low:+.1f} to {high:+.1f} % over the ratios of adoption in the table. With "
    "a ratio of {ratio:g}, the weighted gap is {weighted:+.1f} % and the regression {low:+.1f} %. "
    "Where both fall short of what was planted, the truth lies outside the two, although only "
    "one's own group counts and no county works the other way. How adoption differs by group is "
    "not known for any platform without asking its users."
)
POWER: Final = (
    "Each gap was simulated in both directions. A gap upwards is harder to find than one as large "
    "downwards, because more impressions also scatter more. With {per_thousand:g} authors per "
    "thousand residents, {size:.0f} % more is reported on {weighted_up:.1%} of platforms by the "
    "weighted gap and on {regression_up:.1%} by the regression; {size:.0f} % less on "
    "{weighted_down:.1%} and {regression_down:.1%}. The two measures come close to each other, "
    "since both use the same county means: the weighted gap is {factor:.0f} times smaller, and its "
    "error nearly so. A reported gap says that impressions go with composition. The county-only "
    "world expects the same county means and raises the same alarm about as often, though nobody "
    "there gets more or less than a neighbour."
)
STATE_LEFT_OUT: Final = (
    "One state may carry a result. On one simulated platform of the own-race world, leaving out a "
    "state moves the weighted gap by {weighted:.2f} and the regression by {regression:.1f} points "
    "at most. States are not named: what they show here is made up."
)
MAY_SAY: Final = (
    "- **May say:** “authors who live where more {group} residents live get more, or fewer, "
    "impressions”, with a number and its interval. That is what county means measure.\n"
    "- **May say:** “if the group's share of a county's authors is that of its residents: where "
    "only an author's own group counts, the gap is what the regression reports; where only the "
    "county counts, there is none between neighbours, and the gap of group averages is the "
    "weighted one”. Both numbers belong side by side.\n"
    "- **May say:** “the gap of group averages lies between the two, if the group's share of "
    "authors is that of residents, expected county means follow it in a straight line, and "
    "counties and own group work in the same direction”. These are three assumptions, and have to "
    "be called so.\n"
    "- **May not say:** “there is a gap of so much between {group} authors and others” from either "
    "measure alone. The two differ by a factor of about {factor:.0f} on the same data.\n"
    "- **May not say:** “there is no bias”, because county means are flat. Counties can make up "
    "for a gap between individuals, as in the world called cancelled.\n"
    "- **May not say:** “the truth lies between the two numbers”, without knowing that users are "
    "like residents. In the table of adoption, on the page of simulated worlds, it lies outside "
    "both where the group's residents use the platform less than others do, although only an "
    "author's own group counts there. How users differ from residents has to be asked of users.\n"
    "- **Should say:** which definition of the groups, whose composition (users or residents), "
    "what happens without each state, and what a survey or self-reports of race would settle."
)
PLAIN_WORDS: Final = (
    "A platform that does not know its users' race can look at counties instead. This page shows "
    "on the real composition of US counties what that can tell. If only an author's own race "
    "counted, the usual comparison of weighted means would show {share:.1f} % of the gap, and a "
    "regression all of it. If only the county counted, the very same county means would be "
    "expected, and there would be no gap between neighbours at all. All this takes users to be "
    "like residents; where they are not, both numbers can miss. With {gap:+.0f} % planted, "
    "weighted means reported {weighted:+.1f} % and the regression {regression:+.0f} % in both "
    "worlds. An auditor may report both numbers with what each assumes. Which of them is near the "
    "truth has to come from somewhere else. Most worlds were made to break a measure: “missed” in "
    "the findings below is expected there, and the point. The impressions are simulated: this is "
    "no finding about any platform."
)
LIMITS: Final = (
    (
        "All impressions are simulated. Gap, inequality of authors and differences of counties "
        "were chosen, not measured; other values give other widths and other power, and leave the "
        "identity of the two worlds as it is."
    ),
    (
        "Residents of all ages on 1 July 2018 stand for users. Who uses a platform differs by age, "
        "place and group, and how much is not known here."
    ),
    (
        "Race and ethnicity are those of the Census: seven groups that exclude each other. They "
        "are no more than what a form asked for."
    ),
    (
        "Counties stay the same from one simulated platform to the next. Intervals also allow for "
        "other states than those there are, so some hold the truth more often than their level "
        "says."
    ),
    (
        "Straight lines only: effects of composition that bend would part the measures further. "
        "Neighbouring counties across a state's border are taken as independent."
    ),
    (
        "The study's own two measures are not known to this page; it cannot say how they would "
        "have done."
    ),
)
