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
    "labelled_only": "From that random part alone, without any name",
    "birdie": "If names are taken to matter only through the group (BIRDiE)",
    "most_probable": "With everybody counted as their most probable group",
}
"""The methods that are judged, by how their findings' ids begin."""

ASSUMES: Final = {
    "weighted": "The method takes outcome and group as independent given name and place.",
    "birdie": "The method takes outcome and name as independent given the group.",
    "corrected": "The method takes people whose group is known as a random part of all.",
    "labelled_only": "The method takes people whose group is known as a random part of all.",
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
        "The drawn people have names and places that are independent within each group, which "
        "makes imputation look better than it is. How common surnames are was assumed, for the "
        "table has no counts. That may make it look better or worse, and the sizes of errors hang "
        "on it."
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
    "If the outcome depends on one's own group alone, weighting keeps {weighted_own:.0%} of the "
    "planted gap: people who probably are of the group and are not stand in for those who are. If "
    "it depends on name and place alone, weighting keeps {weighted_proxy:.0%}. BIRDiE takes names "
    "to matter only through the group, which is the opposite assumption: it gives "
    "{birdie_own:.0%} of the gap in the first world and {birdie_proxy:.0%} in the second. Counting "
    "everybody as their most probable group gives {argmax_own:.0%} and {argmax_proxy:.0%}, and "
    "counting only probabilities of {cutoff:g} or more {certain_own:.0%} and {certain_proxy:.0%}; "
    "in the second world those who are counted live where the outcome differs most. Weighting and "
    "BIRDiE are each right in the world that they assume. Which of the two is the real one, the "
    "same data cannot say, so neither is the better method. Where a method has too few people to "
    "count, the table is empty."
)
READ_BOUNDS: Final = (
    "Bounds that assume nothing on how outcome and race hang together hold the truth in "
    "{held_own:.0%} of the samples of the first world and {held_proxy:.0%} of the second, the "
    "probabilities being right here. They run over {width:.0f} percentage points. Names and places "
    "alone say this little."
)
READ_KNOWN: Final = (
    "What helps is to know the group of some people. If {share:.0%}, picked at random, say it "
    "themselves, the corrected estimate gives {own:+.1f} and {proxy:+.1f} in the two worlds, where "
    "{truth:+.0f} was planted. Its price is the width: {labelled:.0f} points in samples of "
    "{sample:,} people, where weighting has {weighted:.0f}, and in {nothing:.0%} of the samples of "
    "the first world the interval does not rule out that there is no gap. The benchmark is the "
    "same people without any name: they alone give {only_own:+.1f} and {only_proxy:+.1f}, with "
    "{only:.0f} points. Adding names and places is worth as much as asking {more:.1f} times as "
    "many people."
)
READ_COMMONNESS: Final = (
    "The table of surnames holds no counts. How common each is had to be assumed: one over the "
    "rank to the power {exponent:g}, declared before results were seen, and fitted to the "
    "country's composition. What is known from the source is the lower end. A listed name has at "
    "least {least} bearers, and {listed:.0%} of all people bear a listed one, so that the rarest "
    "have about {rarest:.2f} bearers in a million. The declared exponent gives them {given:.2f}. "
    "An exponent is the more plausible, the nearer it comes to that, and to what readers know of "
    "the commonest name. No single power need fit both ends.\n\n"
    "Over the exponents of the table, weighting keeps {weighted_low:.0%} to {weighted_high:.0%} of "
    "a gap by one's own group, and the most probable group gives {argmax_low:.0%} to "
    "{argmax_high:.0%} of a gap by name and place. The sizes of errors on this page hold for the "
    "declared exponent."
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
    "If race is guessed from names and places, can a gap between groups still be measured? A gap "
    "of {truth:+.0f} points was planted in made-up data of two kinds. In the first, people are "
    "treated by their own group; in the second, by name and place. Using the guesses as weights "
    "finds {weighted_own:+.1f} points in the first and {weighted_proxy:+.1f} in the second. "
    "Turning guesses into labels finds {argmax_own:+.1f} and {argmax_proxy:+.1f}. A newer method, "
    "BIRDiE, finds {birdie_own:+.1f} and {birdie_proxy:+.1f}. The data do not say which of the two "
    "is the case. Telling the method the group of {share:.0%} of the people, picked at random, "
    "finds {own:+.1f} and {proxy:+.1f}, within about {half:.0f} points up and down. Without any "
    "name, these people alone find {only_own:+.1f} and {only_proxy:+.1f}, within about "
    "{only_half:.0f}. How far off guesses are depends on how common surnames are, which was "
    "assumed."
)
