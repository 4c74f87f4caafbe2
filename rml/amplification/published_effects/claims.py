"""The wording of the report on published figures: claims, texts, plain words, limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

_ARITHMETIC: Final = "None beyond the figures themselves: this is arithmetic with them."
DAILY_CONTROL: Final = Claim(
    statement=(
        "Of the experiment's accounts {printed_daily} logged in within a day. The control group "
        "is a fifth of the accounts, and a fifth of these is {millions:.2f} million; the rounding "
        "allows {least:.2f} to {most:.2f}. The abstract speaks of {printed} daily active accounts "
        "in the control group."
    ),
    estimand=(
        "The number of control accounts active on a day, if control accounts log in as often as "
        "the accounts of both groups together."
    ),
    assumptions=(
        "Both groups log in alike, the counts mean the same thing (logged in within a day; active "
        "daily), and the one day stands for the others."
    ),
    breaks_if=(
        "The abstract counts another day or another kind of activity, or control accounts are "
        "more active than the others."
    ),
)
WHY_DAILY: Final = (
    "The figures do not explain each other. At the widest reading of both roundings they all but "
    "touch; a fifth of the accounts logged in within a week would be {weekly:.1f} million. "
    "Which day and which definition the abstract uses is not known from what was read, so the "
    "difference stands unexplained."
)
GROUP_SIZES: Final = Claim(
    statement=(
        "Control and treatment accounts add up to {value:,.0f}; {printed} accounts were printed."
    ),
    estimand="The number of accounts of both groups together on the day of the snapshot.",
    assumptions=_ARITHMETIC,
    breaks_if="An account counted in both groups, or in neither.",
)
CONTROL_SHARE: Final = Claim(
    statement=(
        "The control group is {value:.4%} of the experiment's accounts; {printed} was printed."
    ),
    estimand="Control accounts by all accounts of the experiment on the day of the snapshot.",
    assumptions=_ARITHMETIC,
    breaks_if="Accounts left one group more often than the other after they were assigned.",
)
SIZE_RATIO: Final = Claim(
    statement=(
        "There are {value:.6f} treatment accounts for a control account; the published formula "
        "takes the constant {printed}. The exact ratio would change an amplification by about "
        "{effect:.4f} % of itself plus one."
    ),
    estimand="Treatment accounts by control accounts on the day of the snapshot.",
    assumptions=(
        "Arithmetic only. As a scale for reach it also needs both groups to be as active in the "
        "legislators' countries, which the snapshot does not show."
    ),
    breaks_if="The ratio of active accounts in a country differs from that of all accounts.",
)
REACH_RATIO: Final = Claim(
    statement=(
        "{country}: the {right} were published at {printed_right}, the {left} at {printed_left}, "
        "{difference:.0f} percentage points apart. By these figures ranking multiplied reach by "
        "{factor_right:.2f} for the former and by {factor_left:.2f} for the latter: {value:.2f} "
        "times as much. The rounding allows {least:.2f} to {most:.2f}."
    ),
    estimand=(
        "The ratio of one plus the amplification of the two parties: reach with ranking by reach "
        "without it, the one party's by the other's."
    ),
    assumptions=(
        "The two figures as printed. Their standard errors are drawn in a figure and were not "
        "read, so no sampling interval can be given."
    ),
    breaks_if="Another way of joining days or of smoothing, which is not known, gives others.",
)
OUTLET_RATIO: Final = Claim(
    statement=(
        "US news outlets rated right were published at {printed_right}, those rated left at "
        "{printed_left}. By these figures ranking multiplied reach by {factor_right:.2f} for the "
        "former and by {factor_left:.2f} for the latter: {value:.3f} times as much. The rounding "
        "allows {least:.3f} to {most:.3f}."
    ),
    estimand="The ratio of one plus the amplification of the two groups of outlets.",
    assumptions=(
        "The two figures as printed, for one source of ratings. No standard error was read, so "
        "no sampling interval can be given."
    ),
    breaks_if="Another source of ratings, whose values were not found, gives another order.",
)
ONE_ACCOUNT: Final = Claim(
    statement=(
        "{value:.1%} of the {posts} posts behind the before-and-after study, {own} of them, are "
        "by one account. The study's code counts it among the Republican-leaning accounts; its "
        "report names five such accounts without it."
    ),
    estimand="The share of one account in the posts that the six regressions use.",
    assumptions="The code and the counts as read in the study's notebook.",
    breaks_if="The published regressions were run with another list than the one in the code.",
)
EXPERIMENT: Final = (
    "From 2016 on, a share of accounts of {control} was kept from the ranked feed and always saw "
    "posts in reverse order of time: the *control* group. A sample of {treatment} with the ranked "
    "feed was set beside it. The legislators' posts were followed for {days:.0f} days in 2020. "
    "The study has {accounts:,.0f} accounts of legislators from {countries:.0f} countries and "
    "{parties:.0f} parties; the legislatures have {seats:,.0f} seats. The two numbers are no "
    "coverage: all accounts of a person were kept, and which chambers make up the seats was not "
    "found. Every figure of the experiment that this page uses stands in the table."
)
TEXT_SAYS: Final = (
    "In words, the paper says that {right} of {pairs} compared parties right of the centre were "
    "amplified significantly more than their counterparts on the left after an adjustment for "
    "multiple comparisons. For single legislators, with amplifications {highest} and some below "
    "zero, a permutation test found no significant association with their party. The claim that "
    "extremes are amplified more found no support. The authors name two limits: users of the two "
    "groups influence each other, which they expect to make the measured differences smaller "
    "than the true ones; and the ranking was itself improved with the help of this experiment."
)
DIFFERENCES: Final = (
    "A difference in percentage points of amplification hides its base: the same number of points "
    "means more where both are small. The ratio of reach does not. Both are given for the two "
    "countries whose figures stand in the text."
)
UNCHECKED: Final = (
    "Most figures cannot be checked, because nothing that was read gives them a second time. No "
    "amplification can: the logs are not public. The {accounts:,.0f} accounts of legislators and "
    "the {seats:,.0f} seats of their legislatures stand side by side without a rule that leads "
    "from one to the other. For the news part, the paper counts {articles} articles that were "
    "shared in the United States; the platform's blog, as AllSides quotes it, speaks of *hundreds "
    "of millions* of Tweets in the same time. An article may be shared in "
    "many Tweets, so both may be right, but what was read does not settle that they describe the "
    "same data. The conflict stays open."
)
READINGS: Final = (
    "All other parties stand in a figure only. Press reports have read its bars; the table quotes "
    "these readings in words. They are not figures of the paper, and nothing is computed with "
    "them. What was verified is that the press wrote so."
)
AUDIT: Final = (
    "Bouchaud and others (2023) asked {participants:.0f} volunteers with a browser extension for "
    "what their feed showed, and compared it with what the accounts they follow had written. "
    "Zero means that an account's posts were shown as often as their number gives. This is "
    "another measure than the holdback experiment's, though it bears the same name: one of "
    "places in a feed, not of people reached, and without a randomised control group."
)
OTHER_SCALES: Final = (
    "Milli and others (2025) showed {participants:.0f} people, in {records} survey records, posts "
    "of their own ranked timeline and of the chronological one, and compared answers. Effects "
    "are in standard deviations of the chronological timeline, with bootstrap intervals over "
    "users. The p-values rest on {permutations} random permutations, cannot fall below "
    "{smallest}, and are printed uncorrected for the number of outcomes. For {fitting} of "
    "{outcomes} outcomes one standard deviation fits the effects of all three timelines. In "
    "{apart} of {rows} rows the effect in survey units is more than {units} away from the "
    "difference of the two means printed beside it, in {turned} with the other sign. By the "
    "study's code (utils.py, `get_effects_keys`) the effect averages differences within a record "
    "and then over users, so it needs a value from both timelines and lets every user count once; "
    "each mean is taken over all records that have a value in its timeline. So the two need not "
    "agree. How much each of this makes up cannot be checked without the data.\n\n"
    "Graham and Andrejevic (2024) compared counts of views, retweets and likes on X before and "
    "after a day in July 2024, between accounts. The interaction is what one group gained beyond "
    "the other. It is drawn here in per cent of the count that the regression gives without it; "
    "the p-values are those printed. They assume {posts} independent posts of equal variance. The "
    "change point differs by up to two days between the counts, as if it was found in the same "
    "data; p-values after such a search are too small."
)
UNKNOWN: Final = (
    "Not known from what was read, and therefore neither used nor guessed here: how daily values "
    "were joined; how many bootstrap samples were drawn; the test of the left-right differences, "
    "its correction for multiple comparisons and every p-value; the statistic of the permutation "
    "test; the numbers of legislators and posts of each party and country; which chambers were "
    "taken in the United States; the standard errors of the four exact values; the other "
    "categories of outlets and all values for the second source of ratings; what the two Gini "
    "coefficients of the crowdsourced audit are computed over. The paper's supplement, which was "
    "not read, may hold some of this."
)
PLAIN_WORDS: Final = (
    "The few published figures that can be checked against each other are counts of accounts. The "
    "sizes of the experiment's two groups add up to its total, and the share that logged in within "
    "a day fits. The share within a week fits only if rounding is to blame ({weekly:.1%} by the "
    "counts, {printed_weekly} in print). One figure does not fit: a fifth of the accounts that "
    "logged in on a day is about {millions:.1f} million, and the study speaks of {printed} daily "
    "active accounts in the control group. The difference is unexplained; the number does not "
    "enter the formula of the amplification. No amplification can be checked, nor how many of the "
    "legislators were covered, nor how many news articles or Tweets stand behind the part on "
    "news. Exact values stand in the text for four parties "
    "only. By these, ranking multiplied the reach of the Conservatives in Canada by {canada:.1f} "
    "times the factor of the Liberals, and that of the Conservatives in the United Kingdom by "
    "{uk:.1f} times the factor of Labour. Later studies by outsiders measure other things on other "
    "scales; they neither confirm nor refute these numbers."
)
LIMITS: Final = (
    (
        "The paper on the holdback experiment was read in quoted excerpts. What is called "
        "published here was read at the place named in its row; the full text and the supplement "
        "may say more."
    ),
    (
        "Checks of arithmetic find contradictions between printed numbers. They cannot show that "
        "the numbers are right: the logs were never public."
    ),
    (
        "The four exact amplifications are those that the text prints, two countries of seven. "
        "They may have been printed because they are large."
    ),
    (
        "No standard error of the exact values was read, so neither the differences nor the ratios "
        "carry an interval, and nothing is said on their significance beyond what was published."
    ),
    (
        "The follow-up studies differ in platform, year, people, baseline and outcome. They stand "
        "side by side; an average of them would mean nothing."
    ),
    (
        "The crowdsourced audit rests on volunteers, in some groups on {least:.0f} people. Its "
        "intervals are copied; two of their lower ends are misprinted in the excerpt and read as "
        "the table says."
    ),
    (
        "The before-and-after study cannot separate a change of ranking from a change of what "
        "people sought: its change point falls into an election campaign. The share of one account "
        "in its posts, and its place in the list, are taken from the study's own code. By a rule "
        "of this collection the account is described by its part in the analysis only."
    ),
    (
        "In the code of the study of engagement ranking, at the commit that was read, the timeline "
        "that ranks out-group animosity down is averaged with the weights of the timeline that "
        "does not (utils.py, `load_to_df`). What that changes in its printed effects cannot be "
        "checked without the data; they stand in the table and are not drawn."
    ),
)
"""What the report cannot say."""
