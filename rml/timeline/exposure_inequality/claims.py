"""The wording of the report on inequality of exposure: its claims, what they rest on, its limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result. A claim
is passed to ``rml.report.finding.finding`` as ``**CLAIM``.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

_ACCOUNTS: Final = (
    "The six accounts stand for accounts of this kind in these days; the interval runs over them, "
    "and six say little about their spread. What any account was shown stands for all that was "
    "posted."
)
_BREAKS: Final = (
    "Posts that nobody was shown were many, and unequally spread over pages; slots that were not "
    "captured held other posts than those that were; or ranking treated these six accounts alike "
    "for a reason of those five days."
)
_TEST: Final = (
    "An exact sign-flip test gives p = {test.p_value:.3f}; the smallest p that six accounts allow "
    "is {test.smallest_p:.3f}."
)
TOP_PAGES: Final = Claim(
    statement=(
        "Of an account's slots over all its feeds, the three pages with most of them, the top "
        "{top:.0%} of thirty, held {ranked:.1%} in ranked feeds and {chronological:.1%} in feeds "
        "built here in order of time; the three pages may differ between the two. On the mean of "
        "six accounts, that is a difference of {value:+.1f} percentage points ({low:+.1f} to "
        "{high:+.1f}). {reading} " + _TEST
    ),
    estimand=(
        "Mean over accounts of the difference, ranked minus chronological, in the share of an "
        "account's slots, added up over all its feeds, that the top decile of its thirty pages "
        "has. Which pages are the top is found anew for the ranked and for the chronological slots."
    ),
    assumptions=_ACCOUNTS,
    breaks_if=_BREAKS,
)
TOP_PAGES_NOT_LIKED: Final = Claim(
    statement=(
        "Counting only pages that the account did not like, and slots over all its feeds, the "
        "difference in the share of the top {top:.0%} of pages is {value:+.1f} percentage points "
        "({low:+.1f} to {high:+.1f}): {ranked:.1%} against {chronological:.1%}. {reading} " + _TEST
    ),
    estimand=(
        "As the primary finding, over the 24 pages that a trained account did not like, and over "
        "all thirty for the account that liked none."
    ),
    assumptions=_ACCOUNTS,
    breaks_if=_BREAKS,
)
GINI_PAGES: Final = Claim(
    statement=(
        "The Gini coefficient of slots over the thirty pages, added up over all feeds, differs by "
        "{value:+.3f} ({low:+.3f} to {high:+.3f}), ranked minus chronological: {ranked:.3f} "
        "against {chronological:.3f} on the mean. {reading} " + _TEST
    ),
    estimand=(
        "Mean over accounts of the difference in the Gini coefficient of slots over thirty pages."
    ),
    assumptions=_ACCOUNTS,
    breaks_if=_BREAKS,
)
TOP_POSTS: Final = Claim(
    statement=(
        "Of the slots on posts of these days, the top {top:.0%} of these posts held {ranked:.1%} "
        "in ranked feeds and {chronological:.1%} in feeds built here in order of time, a "
        "difference of {value:+.1f} percentage points ({low:+.1f} to {high:+.1f}). {reading} "
        + _TEST
    ),
    estimand=(
        "Mean over accounts of the difference in the top decile's share of the slots on {posts:,} "
        "posts: all those that came out while feeds were counted and that any account was shown. "
        "Slots on older posts count neither above nor below the line."
    ),
    assumptions=_ACCOUNTS,
    breaks_if=_BREAKS,
)
GINI_POSTS: Final = Claim(
    statement=(
        "The Gini coefficient over posts of these days differs by {value:+.3f} ({low:+.3f} to "
        "{high:+.3f}): {ranked:.3f} in ranked feeds against {chronological:.3f} in feeds built "
        "here in order of time. {reading} How large it is hangs on which posts are counted; see "
        "the table. " + _TEST
    ),
    estimand=(
        "Mean over accounts of the difference in the Gini coefficient of slots over the posts that "
        "came out while feeds were counted and that any account was shown."
    ),
    assumptions=_ACCOUNTS,
    breaks_if=_BREAKS,
)
UNSHOWN: Final = Claim(
    statement=(
        "Of the posts of these days, {ranked:.1%} stood in no ranked feed of an account, and "
        "{chronological:.1%} in none built here in order of time: {value:+.1f} percentage points "
        "({low:+.1f} to {high:+.1f}). {reading} " + _TEST
    ),
    estimand=(
        "Mean over accounts of the difference in the share of posts without any slot in the "
        "account's feeds."
    ),
    assumptions=_ACCOUNTS,
    breaks_if=_BREAKS,
)
BETWEEN: Final = Claim(
    statement=(
        "Of Theil's index over pages, {ranked:.0%} lies between the five orientations in ranked "
        "feeds and {chronological:.0%} in feeds built here in order of time, a difference of "
        "{value:+.1f} percentage points ({low:+.1f} to {high:+.1f}). {reading} " + _TEST
    ),
    estimand=(
        "Mean over accounts of the difference in the part of Theil's index that would remain if "
        "every page had its orientation's mean."
    ),
    assumptions=_ACCOUNTS,
    breaks_if=_BREAKS,
)
LISTED: Final = Claim(
    statement=(
        "In the list of {name}, the top {top:.0%} of {units} by {counted} have {value:.1%} of all "
        "that is listed."
    ),
    estimand=(
        "Share of the listed attention that the top decile of the listed units has. It describes "
        "the list, and neither the whole that was cut off nor any other panel."
    ),
    assumptions="None: it is a count.",
    breaks_if="One unit stands in the list under several names, or several under one.",
)
RECORD: Final = (
    "After the burn-in of {hours} hours, six accounts had {slots:,} captured slots in {feeds} "
    "feeds. Of the posts that any account was shown, {posts:,} were published from then to the "
    "last feed. Older posts, which the count over posts leaves out, held between "
    "{least_older:.0%} and {most_older:.0%} of an account's ranked slots, and at most "
    "{chronological_older:.0%} of its chronological ones."
)
CHOICES: Final = (
    "Over all rows of the table, the difference in the top decile's share of pages runs from "
    "{lowest:+.1f} to {highest:+.1f} percentage points. {changes}"
)
DEPTHS: Final = (
    "**How much of the feed is counted** matters most. The difference is {least:+.1f} points over "
    "{least_slots} of each feed, and {most:+.1f} over {most_slots}. {pattern} The intervals are "
    "not corrected for the number of depths. With six accounts no corrected level could be "
    "reached, because each of these tests stands at the smallest p that it can give. The depths "
    "around and between the declared ones were added after results had been seen."
)
POOLING: Final = (
    "**What is added up** matters as well. The primary finding adds an account's slots over five "
    "days. Within single feeds the difference is {single:+.1f} points, within single days "
    "{day:+.1f}, and neither settles a direction. A page that is on top on one day need not be on "
    "the next. Nor need the top three pages be the same in both feeds: they are in {alike} of six "
    "accounts. The three that lead in order of time held between {least_fixed:.0%} and "
    "{most_fixed:.0%} of an account's ranked slots."
)
POST_CHOICES: Final = (
    "Which posts are counted, and of which slots the part is taken, moves these numbers. Over the "
    "rows of the table, the difference in the top decile's share runs from {lowest:+.1f} to "
    "{highest:+.1f} percentage points, and that in the Gini coefficient from {gini_lowest:+.2f} to "
    "{gini_highest:+.2f}. All but the first row were added after results had been seen."
)
TIES: Final = (
    "The list of hashtags ends within a tie: {tied} of its {listed} have the same, least count. "
    "Which of the hashtags with that count stand on it is the source's order, and others with as "
    "much may be missing."
)
CLEANED: Final = (
    "The German list holds strings, and not pages: one page may stand there under several, and a "
    "few strings are of pages that have nothing to do with the party. In the table's last row, "
    "false matches are left out and the strings of a page are added up, by the rules of the report "
    "political_amplification/germany_exposure; it was added after results had been seen. Only this "
    "row uses the two corrections of these strings that the section on data lists. The finding, "
    "the figure, the bounds and the split by keyword take the {strings:,} strings as they are, of "
    "which {single:,} had one post."
)
UNSEEN: Final = (
    "With nothing assumed about how many units lie below, hardly anything is left. For the domains "
    "of {when}: if there were {multiple:g} times as many unseen domains as listed ones, the Gini "
    "coefficient could be anything from {gini_low:.2f} to {gini_high:.2f}, and the top decile's "
    "share anything from {top_low:.0%} to {top_high:.0%}; the unseen domains would hold between "
    "{tail_least:.0%} and {tail_most:.0%} of all impressions. And more domains, each with as much "
    "as the last one listed, would bring both measures as close to perfect equality as one likes."
)
POSTERS: Final = (
    "The German list is another case. It is not cut after a rank: it holds every poster string "
    "with a party's keyword that appeared at all. What is missing are strings with a keyword that "
    "no panelist was shown. They have nothing, so their number alone matters, and it moves the "
    "Gini coefficient towards 1. Pages without a keyword in their name, which may have had any "
    "number of posts, are outside what the list is about, and no bound reaches them."
)
EQUIVALENT: Final = (
    "What Lazovich and others call the *percentage equivalent* is not known here: its definition "
    "was not found in what could be read of the paper. The table gives two readings. *Smallest "
    "with as much as top 10 percent*: which share of the smallest units has together what the top "
    "10 % have. *Largest with half*: the smallest share of units that have half of everything. "
    "They answer different questions, and neither is claimed to be the paper's. *Palma ratio* is "
    "the share of the top 10 % over that of the bottom 40 %, *p90 over p10* the ninetieth "
    "percentile over the tenth. Atkinson's index is given for an aversion of {epsilon:g}; which "
    "value the paper took is not known either."
)
SAME_GINI: Final = (
    "Both labellings are of the same thirty numbers, so their Gini coefficients are one and the "
    "same: {gini:.3f}. In the one, group A has {close:.2f} times as many slots a page as group B. "
    "In the other it has {wide:.1f} times as many. Nothing in the inequality number tells which "
    "of the two holds. Only a measure that looks at the labels does: of Theil's index, "
    "{close_part:.0%} lies between the groups in the first case and {wide_part:.0%} in the second."
)
PUBLISHED: Final = (
    "On Twitter, the top 1 % of authors received about {top:.0%} of all views of Tweets, by "
    "Lazovich and others (2022), over more than {authors:,.0f} authors. The unit is an author, the "
    "measure is views on a whole platform, and the period is not known here. Nothing above is "
    "comparable: thirty pages that were chosen and followed, domains of a small panel, and lists "
    "without their tails. The same holds between the rows of the table. Ghosh and others (2024), "
    "with {users:,.0f} users in 2021, found that inequality goes together with disparity between "
    "gender, race and age groups on average, but only weakly so in the worst case. That is the "
    "point of the section above: an inequality number is no stand-in for a comparison of groups."
)
BENCHMARK: Final = (
    "What would such a share mean? A Pareto distribution whose top {share:.0%} hold {held:.0%} "
    "has a tail index of {tail:.4f} and a Gini coefficient of {gini:.3f}. This is arithmetic on a "
    "textbook distribution, a benchmark and no figure of Twitter. It has one use here. A tail "
    "index so near 1 leaves no variance, and there the usual intervals for inequality fail: in "
    "simulated samples they miss the truth in many draws or in most, and nearly always from "
    "below, whatever their nominal level. How often they hold it, by method and distribution, "
    "stands in the report home_timeline/calibration."
)
PLAIN_WORDS: Final = (
    "Do a few pages and posts have more of the slots in ranked feeds than in feeds in order of "
    "time? In Facebook feeds of six controlled accounts in 2018, the three pages with most slots "
    "held {pages_ranked:.0%} of an account's ranked slots over five days. In feeds built here from "
    "the same posts in order of time, the three pages with most slots, which may be others, held "
    "{pages_chronological:.0%}. So {pages_reading}. That is so for whole feeds, and hangs on how "
    "much of a feed is counted: the difference is {least:+.1f} points over {least_slots} of each "
    "feed, and {most:+.1f} over {most_slots}. For single posts, {posts_reading}: of the slots on "
    "posts of these days, the top tenth of these posts had {posts_ranked:.0%} against "
    "{posts_chronological:.0%}. Six accounts of one platform are no sample of feeds at large. "
    "Lists of the most seen domains and hashtags say how unequal the *listed* attention is, and "
    "next to nothing about the whole, because nobody knows what lies below their ends. And none of "
    "these numbers says whether groups are treated alike: the same inequality goes with equal "
    "groups and with groups far apart."
)
LIMITS: Final = (
    (
        "Six accounts, thirty pages, five days, Italy, Facebook. The interval over accounts says "
        "how far these six differ, and nothing about other users, pages or Twitter."
    ),
    (
        "The accounts are no sample: five were trained to one orientation each. With six accounts "
        "the sign-flip test cannot go below p = {smallest:.3f}. The t interval takes their "
        "differences for normal. Where they are skewed, it holds the truth less often than it "
        "says, as the report home_timeline/calibration shows on made-up data."
    ),
    (
        "Nobody saw the chronological feed. It is built from posts that some account was shown. "
        "Posts that ranking withheld from all six are missing; over posts, the ranked feeds are "
        "then more unequal than they seem, and what it does to the chronological ones is open."
    ),
    (
        "The thirty pages were chosen by researchers. Inequality over them depends on that choice, "
        "and above all on how much each page posts: that alone makes chronological feeds unequal."
    ),
    ("Slots are counted, not looks. A slot at the top counts as much as one far down."),
    (
        "The lists are truncated or matched by keyword, of a small paid panel, and carry no "
        "interval: the bounds over unseen units are no interval either, and hold for an assumed "
        "number of them."
    ),
    (
        "Impressions of domains are added over panelists, and hashtags are counted by panelists: "
        "their inequality is of different things. Poster strings include false hits of the "
        "keyword and one page under several strings."
    ),
    (
        "Every measure of inequality depends on which units without attention are counted. Adding "
        "units that have nothing moves the Gini coefficient towards 1 without anybody losing "
        "anything."
    ),
    (
        "An inequality number says nothing about who has more: see the section on the same number "
        "with different gaps."
    ),
)
"""What the report cannot say."""
