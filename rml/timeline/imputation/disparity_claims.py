"""The wording of the report ``imputation_disparity``: its claims, what they rest on, its limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result. A claim
is passed to ``rml.report.finding.finding`` as ``**CLAIM``.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

_PLANTED: Final = (
    "The truth is planted. Made-up people bear surnames and live in counties as the tables have "
    "it, independently within each group, so their probabilities are right: real ones do worse."
)
_IN_SIMULATION: Final = (
    "Names of real people are differently common, or hang together with the place within a group."
)
RECOVERED: Final = Claim(
    statement=(
        "{how}: where the made-up outcome depends on {world}, a planted gap of {truth:+.0f} is "
        "found as {value:+.1f} on average, and {coverage:.0%} of the intervals hold the truth."
    ),
    estimand=(
        "Mean over the repetitions of the estimated gap between the groups {group} and White. The "
        "truth is the gap of the whole population."
    ),
    assumptions="{assumes} " + _PLANTED,
    breaks_if=_IN_SIMULATION,
)
CONGRESS_RECOVERED: Final = Claim(
    statement=(
        "With the real names and labels of Congress and made-up outcomes that depend on {world}, a "
        "planted gap of {truth:+.0f} is found by weighting as {value:+.1f} on average; "
        "{coverage:.0%} of the intervals hold the truth."
    ),
    estimand=(
        "Mean over the repetitions of the weighted gap between members labelled {group} and White, "
        "by surname and state. The truth is the planted gap by label."
    ),
    assumptions="Outcomes are made up and drawn anew; members and their labels stay.",
    breaks_if="The labels of many members are wrong.",
)
HOW: Final = {
    "weighted": "Weighted by probabilities",
    "corrected": "Weighted, and corrected by a random part of people whose group is known",
    "birdie": "If names are taken to matter only through the group (BIRDiE)",
    "most_probable": "With everybody counted as their most probable group",
}
"""The methods that are judged, by how their findings' ids begin."""

ASSUMES: Final = {
    "weighted": "The method takes outcome and group as independent given name and place.",
    "birdie": "The method takes outcome and name as independent given the group.",
    "corrected": "The method takes people whose group is known as a random part of all.",
    "most_probable": "The method takes every guess as right.",
}
"""What the methods assume, by how their findings' ids begin."""

WORLD_WORDS: Final = {
    "own group": "one's own group alone",
    "name and place": "name and place alone",
}
"""How worlds are named in a sentence."""

LIMITS: Final = (
    (
        "Every outcome is made up. What is shown is how methods behave, and nothing about any "
        "platform, any group or Congress."
    ),
    (
        "The drawn people have names and places that are independent within each group, and "
        "surnames whose commonness was assumed. Both make imputation look better than it is."
    ),
    (
        "Two worlds are extremes. In a real platform an outcome may depend on one's own group, on "
        "name and place and on much else that goes with both, and no data without known groups say "
        "how much on which."
    ),
    (
        "Only a gap between two groups, of one size and for an outcome of yes or no, was planted. "
        "How much a method keeps depends on how far apart groups live and on their names, so other "
        "groups fare differently: change the parameters to see."
    ),
    (
        "An interval of a gap takes the probabilities as given. Errors of the tables are not in "
        "it, whatever the number of people."
    ),
    (
        "The correction needs people who are a random part of all. Those who answer a question on "
        "race are seldom that."
    ),
    (
        "In Congress, names are real and labels are those of third parties. Members of groups of "
        "fewer than {least} are left out."
    ),
)
"""What the report cannot say."""

READ_EFFECT: Final = (
    "If the outcome depends on one's own group alone, weighting keeps {kept:.0%} of the planted "
    "gap: people who probably are of the group and are not stand in for those who are. If it "
    "depends on name and place alone, weighting keeps {right:.0%}. BIRDiE takes names to matter "
    "only through the group, which is the opposite assumption: it keeps {birdie_own:.0%} in the "
    "first world and gives {birdie_proxy:.1f} times the gap in the second. Counting everybody as "
    "their most probable group gives {argmax:.1f} times the gap in the second world, and counting "
    "only probabilities of {cutoff:g} or more {certain:.1f} times, because those who are counted "
    "live where the outcome differs most. Which of the two worlds is the real one, the same data "
    "cannot say. Where a method has too few people to count, the table is empty."
)
READ_BOUNDS: Final = (
    "Bounds that assume nothing on how outcome and race hang together hold the truth in {held:.0%} "
    "of the samples or more, and run over {width:.0f} percentage points. Names and places alone "
    "say this little. What helps is to know the group of some people. If {share:.0%}, picked at "
    "random, say it themselves, the corrected estimate gives {own:+.1f} and {proxy:+.1f} in the "
    "two worlds, where {truth:+.0f} was planted. Its price is the width: {labelled:.0f} points in "
    "samples of {sample:,} people, where weighting has {weighted:.0f}."
)
PUBLISHED: Final = (
    "BIRDiE is a method of McCartan and others "
    "([arXiv:2303.02580](https://arxiv.org/abs/2303.02580)); here its simplest form is used, "
    "without strata of places. Others have published on this. Thresholded imputation generally "
    "overstates a disparity, and weighting tends to understate it (Chen and others 2019, "
    "[arXiv:1811.11154](https://arxiv.org/abs/1811.11154)). Names and places are not independent "
    "within groups, which biases results for minorities "
    "([arXiv:2304.09126](https://arxiv.org/abs/2304.09126)). The noise of imputation usually "
    "matters less than its bias ([arXiv:2403.06238](https://arxiv.org/abs/2403.06238)). About a "
    "tenth of voters in the United States have surnames that are not on the Census list "
    "(documentation of the R package wru). One Python package for this step, surgeo in version "
    "1.1.2, counts the prior twice for Census tracts, an error whose size "
    "`home_timeline/imputation` shows."
)
PLAIN_WORDS: Final = (
    "If race is guessed from names and places, can a gap between groups still be measured? In "
    "made-up data with a known gap, using the guesses as weights kept {kept:.0%} of it if people "
    "were treated by their own group, and {right:.0%} if they were treated by name and place. "
    "Turning guesses into labels gave {argmax:.0%} of the gap in the second case. The data do not "
    "say which of the two is the case. Telling the method the group of {share:.0%} of the people, "
    "picked at random, gave a gap of {own:+.1f} and {proxy:+.1f} points in the two, where "
    "{truth:+.0f} was planted."
)
