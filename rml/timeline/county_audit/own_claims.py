"""The wording of the audit of a platform's own impressions.

The fields in braces are filled by ``rml.report``; none of these texts holds a result.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

WHAT_IS_REAL: Final = (
    "**This is the audit of impressions that were brought to it.** {authors:,d} authors in "
    "{counties:,d} counties. Nothing is simulated. A table says what the checks found, and what "
    "was done."
)
WEIGHTED: Final = Claim(
    statement=(
        "Weighted by residents of each county, authors of the counties of {group} residents get "
        "{value:+.1f} ({low:+.1f} to {high:+.1f}) impressions against those of {others}. This is "
        "the gap of the groups' averages only if nobody's impressions depend on the own group."
    ),
    estimand=(
        "Average impressions of authors of the group minus those of others, if within every "
        "county the group fares like its neighbours."
    ),
    assumptions=(
        "Users are like residents of their county. Within a county, authors of the group fare like "
        "their neighbours. Counties are drawn from more such counties, state by state."
    ),
    breaks_if="Within a county, authors of the group fare differently from their neighbours.",
)
REGRESSION: Final = Claim(
    statement=(
        "A line through county means over the share of {group} residents has a slope of "
        "{value:+.1f} ({low:+.1f} to {high:+.1f}) impressions. It is a gap between individuals, "
        "against {others}, only if nothing else about counties goes with their composition."
    ),
    estimand=(
        "Impressions of an author of the group minus those of another author, if authors of each "
        "group fare alike in all counties."
    ),
    assumptions=(
        "Users are like residents of their county. Composition goes with nothing else that "
        "matters. Errors are clustered by state."
    ),
    breaks_if="Cities, incomes, ages or anything else goes with composition and with impressions.",
)
OWN_FINDINGS: Final = {
    "weighted_gap": ("weighted gap", WEIGHTED),
    "regression_gap": ("regression", REGRESSION),
}
"""By the finding's id: the measure, and what is said of it."""
POSSIBLE: Final = (
    "The figure takes two things for granted: the group's share of a county's authors is that of "
    "its residents, and expected county means follow it in a straight line. Then these county "
    "means agree with every place of the axis. If only the county counts, there is no gap between "
    "neighbours, and the gap of group averages is {weighted:+.1f} impressions. If only an author's "
    "own group counts, both are {regression:+.1f}. In between lies everything else, if counties "
    "and own group work in the same direction; if they do not, the truth lies outside. It may also "
    "lie outside if users are not like residents, even where only one's own group counts: see the "
    "table of adoption on the page of simulated worlds, county_audit, which also shows why no "
    "number of users settles this. The table repeats both "
    "numbers for every definition of the groups; where two are compared, residents of neither are "
    "a third group in the regression."
)
LEFT_OUT: Final = (
    "Leaving out one state moves the weighted gap by {weighted:.2g} and the regression by "
    "{regression:.2g} impressions at most."
)
OWN_PLAIN_WORDS: Final = (
    "This page is the audit of impressions that were brought to it, by US county. Weighted means "
    "differ by {weighted:+.1f} impressions per author between {group} residents' counties and "
    "others'; a regression over composition says {regression:+.1f}. The first is right if only the "
    "county counts, the second if only an author's own group does. The same county means arise "
    "either way, so neither number by itself is a gap between people; and both take users to be "
    "like residents."
)
OWN_LIMITS: Final = (
    (
        "Users are taken to be like the residents of their county on 1 July 2018. If residents of "
        "the group use the platform more, or less, than others, every measure shifts."
    ),
    (
        "Authors without a known county are left out. If they differ from the others, so does the "
        "audit."
    ),
    (
        "Few authors get most impressions. Where single authors carry a county's mean, intervals "
        "over states are too short."
    ),
    (
        "The page tells what goes with composition, not what makes it so: ranking, what people "
        "write, whom they follow and when."
    ),
)
OWN_CAPTIONS: Final = {
    "gaps": (
        "The gap in impressions per author by each measure, with its interval. Covariates: rural "
        "share, median income, share of residents up to 29."
    ),
    "possible": (
        "Gaps that agree with these county means if users are like residents and county means "
        "follow composition in a straight line, from a world in which only the county counts to "
        "one in which only one's own group does. Band: the regression's interval, scaled."
    ),
    "left_out": "How far each measure moves if one state is left out, in order of the shift.",
    "bounds": (
        "What can be true of the share of authors above the national median, if authors are "
        "composed as residents are, whoever fares how (Duncan and Davis). Left: for the group, in "
        "classes of counties by its share. Right: over all counties."
    ),
}
