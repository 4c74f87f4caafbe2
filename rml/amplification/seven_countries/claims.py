"""The wording of the report on seven countries: claims, plain words, limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

RECOVERED: Final = {
    "these authors": Claim(
        statement=(
            "The largest parties of left and right, in an order dealt at random, for these very "
            "accounts: over {repetitions:,d} simulated experiments a country, the 95 % interval "
            "over users held their planted difference in {value:.1f} % ({low:.1f} to {high:.1f}) "
            "{where}. It is {width:.1f} % wide at most, on average."
        ),
        estimand=(
            "How many times as much ranking multiplies the reach of one party as that of the "
            "other, in one country, for the accounts there are."
        ),
        assumptions=(
            "Users behave as the simulation has them: independently of each other, each at the "
            "rates of a type. Users were assigned to the arms at random."
        ),
        breaks_if=(
            "Users of one arm change what users of the other see, or many users behave alike for "
            "reasons that no hash of their number can spread over buckets."
        ),
    ),
    "authors like these": Claim(
        statement=(
            "The same two parties, for accounts like these: over {repetitions:,d} simulated "
            "experiments a country, the 95 % interval over users and authors held the planted "
            "difference in {value:.1f} % ({low:.1f} to {high:.1f}) {where}. It is {width:.0f} % "
            "wide at most, on average."
        ),
        estimand=(
            "The same factor for parties of as many accounts, drawn from where these came from: "
            "the mean of its logarithm over such parties, carried back."
        ),
        assumptions=(
            "Accounts of a party are independent draws of popularity and of how much ranking "
            "does for them; users behave as the simulation has them."
        ),
        breaks_if=(
            "Accounts of a party rise and fall together, as they do when all speak of one event: "
            "then they are fewer than they look."
        ),
    ),
}
DETECTABLE: Final = {
    "these authors": Claim(
        statement=(
            "With {control:,d} control users a country, a difference between two parties of "
            "{value:.1f} % ({low:.1f} to {high:.1f}) would be found with a chance of {power:.0%}"
            "{where}, if it is these very accounts that are asked about."
        ),
        estimand=(
            "The smallest factor between two parties, less 1, that a two-sided test over users "
            "finds with the power asked for, in the country where it is largest."
        ),
        assumptions="Users as simulated; how many control users a country had is not published.",
        breaks_if="There were many more, or fewer, active users than assumed.",
    ),
    "authors like these": Claim(
        statement=(
            "If the question is about accounts like these, the difference has to be {value:.0f} % "
            "({low:.0f} to {high:.0f}) to be found with a chance of {power:.0%}{where}, again with "
            "{control:,d} control users: more users hardly help, more accounts would."
        ),
        estimand=(
            "The smallest factor between two parties, less 1, that a two-sided test over users "
            "and authors finds with the power asked for, in the country where it is largest."
        ),
        assumptions=(
            "Accounts of a party differ as much as simulated, in popularity and in what ranking "
            "does for them. Neither spread is published."
        ),
        breaks_if="Accounts are more alike than assumed: then smaller differences are found.",
    ),
}
SIGNIFICANT: Final = Claim(
    statement=(
        "Pairs of left and right that differ, {log}, after Holm's correction: {value:.0f} of "
        "{countries} over users, {both:.0f} over users and authors, {published:.0f} as published, "
        "with days and membership resampled."
    ),
    estimand="The number of countries whose pair of parties differs, at the level of the family.",
    assumptions="Those of the intervals; the family is all countries of the page.",
    breaks_if="The pairs were chosen after a look at their amplification.",
)
ASSOCIATION: Final = Claim(
    statement=(
        "Whether single accounts' amplification goes with their party, {log}: a permutation test "
        "within countries gives p = {value:.2g}."
    ),
    estimand=(
        "The p-value of Welch's ratio of variances between and within parties, added up over "
        "countries, if accounts were dealt out over the parties of their country at random."
    ),
    assumptions="Accounts are exchangeable between the parties of a country if there is no link.",
    breaks_if=(
        "Accounts with a small audience, whose estimate is biased, gather in some parties; those "
        "below the declared number of user-days are left out."
    ),
)
ROLES: Final = Claim(
    statement=(
        "How much more {first} parties are amplified than {second} ones, {log}: {value:+.0f} % "
        "({low:+.0f} to {high:+.0f}), over countries as units."
    ),
    estimand=(
        "The mean over countries of the log ratio of reach of parties of the first kind minus that "
        "of parties of the second, carried back."
    ),
    assumptions="Countries are independent and equally informative; t interval over countries.",
    breaks_if="The few countries with both kinds are special.",
)
WHAT_IS_SIMULATED: Final = (
    "**The frame is real, the outcomes are made up.** Countries, numbers of parties and of members "
    "are those of {parties} parties with {members:,d} sitting members. Who met whom is simulated. "
    "Labels and planted amplifications were dealt out at random: even where a reader can guess "
    "which party a label stands for, what is shown beside it says nothing about that party."
)
WHAT_IS_REAL: Final = (
    "**This is the audit of a log that was brought to it.** {parties} parties with {members:,d} "
    "accounts; nothing is simulated."
)
LEFT_OUT: Final = (
    "Of {sitting:,d} sitting members, {small_parties} belong to parties of fewer than {least}, "
    "and {no_party} to no party. They are left out. The source knows an account of "
    "{known_accounts:,d} of the {members:,d} members in the frame; the simulation gives each "
    "member one."
)
ROWS_READ: Final = (
    "{rows:,d} impressions were written and read back; {lingered:.0%} of them lingered. What was "
    "counted are {meetings:,d} meetings: a user and an author on a day."
)
FARTHEST: Final = " of {country}, the country farthest from 95 %"
HARDEST: Final = " in {country}, where it is hardest"
WORST: Final = " in the country farthest from 95 %"
HELD: Final = (
    "Of the {parties} intervals over users, {missed} do not hold what was planted; one in twenty "
    "is to be expected."
)
PLAIN_WORDS: Final = (
    "This page asks what an experiment like Twitter's can tell about left and right, before anyone "
    "looks at results. It takes {frame} and made-up users with a known truth. The method finds the "
    "truth again: its 95 % intervals held it in {held:.1f} % of simulated experiments{worst}. With "
    "{control:,d} control users a country and accounts that differ as assumed, a difference of "
    "{small} % is found with a chance of {power:.0%} if the question is whether ranking favoured "
    "*these* accounts. If the question is whether ranking favours accounts *like these*, a "
    "legislature has too few accounts for that precision: it takes a difference of {large} %, "
    "however many users take part. Which of the two is asked has to be said beside the number."
)
PLAIN_WORDS_REAL: Final = (
    "This page is the audit of a log that was brought to it. {significant:.0f} of {countries} "
    "pairs of left and right differ for these very accounts, {both:.0f} if the question is about "
    "accounts like these, and {published:.0f} if days and membership are resampled as published. "
    "Single accounts' amplification goes with their party with p = {association:.2g}."
)
LIMITS: Final = (
    (
        "Everything about users is made up: how many there are in each country, how they meet "
        "authors, how alike their days are. Other values give other widths; the parameters at the "
        "end of the page can be changed."
    ),
    (
        "The simulation has no interference between users. In the real experiment a like given by "
        "a treated user could change what a control user saw; the authors of the study expect that "
        "this makes differences smaller."
    ),
    (
        "The frame is that of November 2015, not that of 2020: parties were founded and others "
        "vanished. The study had 32 parties; this frame has {parties}."
    ),
    (
        "Each member counts as one account. The study kept all accounts of a person, and not every "
        "member has one: the source knows of none in Japan."
    ),
    (
        "How the study combined days is not known to this report, nor the number of its bootstrap "
        "draws, nor its test of differences. “As published” here means: mean of daily ratios, "
        "resampling of days and membership, normal interval."
    ),
)
LIMITS_REAL: Final = (
    (
        "Users of both arms live on one platform: what treated users like changes what control "
        "users see. The ratio compares two groups, not a world with ranking and one without."
    ),
    (
        "The page tells what differs between {parties} parties, not which part of the ranking "
        "makes it differ."
    ),
)
