"""The wording of ``lessons/feed_clock``."""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim
from rml.report.look import TableLook

TOO_OLD: Final = Claim(
    statement=(
        "With every publication one hour earlier, no age is negative. But on {value:.0f} of {n} "
        "(one account on one day), even the youngest post that the account was shown is more than "
        "{minutes:d} minutes old. With the clocks of three accounts mended instead, this is so on "
        "{mended:.0f} of them, and the oldest of these youngest posts is {oldest:.0f} minutes old."
    ),
    estimand="A count over the accounts and days of these files.",
    assumptions=(
        "On each day, an account that is shown dozens of posts many times is shown one that has "
        "just come out. No post is shown before it is published."
    ),
    breaks_if="The ranking held every new post back, for some accounts and days only.",
)
EQUAL: Final = Claim(
    statement=(
        "From {days}, where one post was shown to one of the three accounts and to another account "
        "in the same hour by the {clocks} clocks, the two showed equally many reactions in "
        "{value:.1%} of {n}. The one of the three showed more in {more:.1%} and fewer in "
        "{fewer:.1%}."
    ),
    estimand="A share of all pairs of impressions of one post in one hour in these files.",
    assumptions=(
        "A post has at one time one count of reactions, whoever is shown it. Only counts that "
        "Facebook did not round are compared."
    ),
    breaks_if="Counts were stored for an hour for some accounts and not for others.",
)
FUTURE: Final = Claim(
    statement=(
        "Of the slots in chronological feeds that the attempt built, {value:.0%} held a post that "
        "had not been published yet when the feed was opened."
    ),
    estimand="A share of the slots of the chronological feeds built by the attempted clock.",
    assumptions="The mended clocks are right.",
    breaks_if="The mended clocks are wrong, too.",
)
OTHER_POSTS: Final = Claim(
    statement=(
        "By the {clocks} clocks, {value:.1%} of the slots hold a post that the chronological feed "
        "of that time does not."
    ),
    estimand="A share of the slots of the feeds that count.",
    assumptions="The chronological feed is built from posts that some account was shown.",
    breaks_if="Many posts were shown to nobody.",
)
WHY_IT_LOOKED_RIGHT: Final = (
    "As recorded, {negative:.1%} of the posts in the feeds seem to be shown before they were "
    "published, by {most:.0f} minutes at most. So sharp an edge looks like a slip of one time "
    "zone, and a later release of the source says that its times were mended. With every "
    "publication one hour earlier, the least age is {least:d} seconds. The note that came with "
    "this collection's copy of the files says the same, and a test held the least age to zero. The "
    "order of ages within a feed does not depend on it, so most results looked as before."
)
EQUAL_ELSEWHERE: Final = (
    "Not all counts are equal where clocks agree, since minutes lie between two feeds. Between "
    "the other three accounts, in the same hours of the same days, {within:.1%} of pairs are "
    "equal. On {last_days}, between the three and the others as recorded, {last:.1%} are. "
    "Nothing was wrong there, and a correction of everything breaks it: on the attempt's clock, "
    "posts are an hour too old there as well."
)
EARLY_DAY: Final = (
    "One more trace is left in the times of the feeds. On 27 January, by the recorded clocks, all "
    "accounts begin at {usual}. On the day after, the three begin at {after}, and the others as "
    "before: that is when the three clocks were set right."
)
CONSEQUENCES: Final = (
    "The primary finding of `political_amplification/ranked_feed_audit` is a ratio of ratios at "
    "the same time, which divides most of the error out: it was {attempted.value:.2f} "
    "({attempted.level} interval {attempted.low:.2f} to {attempted.high:.2f}) and is "
    "{mended.value:.2f} ({mended.low:.2f} to {mended.high:.2f}). What depends on time itself moved "
    "far. A result that hardly moves says nothing on whether the correction was right."
)
WHAT_TO_DO: Final = (
    "Check a correction in every subgroup in which the fault may differ: here by account, by day, "
    "and by both. A bound on one side is passed by any correction that is large enough, so ask for "
    "the other side as well: ages should be at least zero, and the youngest should be near it. "
    "And hold the correction against something that it was not made from. Counts of reactions are "
    "a second clock, which nobody had set. The tests of the loader now ask for both."
)
PLAIN_WORDS: Final = (
    "Some posts seemed to be shown before they were written. So every time of writing was set an "
    "hour back, and the problem was gone. But it was the wrong clock. Three of six accounts had an "
    "hour too little on their clocks, on four of six days. After the correction, on "
    "{value:.0f} of {n}, even the newest post that an account was shown was more than {minutes:d} "
    "minutes old. A second clock, the counts of reactions, shows which times are right: equal "
    "counts in {attempted:.0%} of pairs before, in {mended:.0%} with the three clocks mended. "
    "The error put posts that had not been written into {future:.0%} of the slots of feeds in "
    "order of time."
)
LIMITS: Final = (
    (
        "Nothing here was declared beforehand. The fault was found by a reader who set out to "
        "refute a report, after several reports had been built on the wrong times. All of them "
        "were built anew; their earlier versions stay as they were."
    ),
    (
        "What happened to the three clocks is not in the files. That they were an hour slow fits "
        "all that can be checked; why they were is not known."
    ),
    (
        "Pairs of impressions share posts, feeds and hours. The shares describe these files and "
        "carry no intervals; they are far apart."
    ),
)
YOUNGEST_LOOK: Final = TableLook(
    caption=(
        "The age of the youngest post that each account was shown on each day, in minutes: as the "
        "attempt had it, and with the clocks of three accounts mended. Without a number: no feeds."
    ),
    units={},
    formats={f"{day} January": ".1f" for day in range(24, 30)},
)
RESULTS_LOOK: Final = TableLook(
    caption=(
        "Results of political_amplification/ranked_feed_audit with the times of the attempt and "
        "with mended clocks."
    ),
    units={},
    formats={"attempted": ".2f", "mended": ".2f"},
)
