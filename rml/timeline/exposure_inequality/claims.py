"""The wording of the report on inequality of exposure: its claims, what they rest on, its limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result. A claim
is passed to ``rml.report.finding.finding`` as ``**CLAIM``.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from rml.amplification.ranked_feed.slot_counts import SlotCounts
from rml.estimate import Estimate
from rml.report.claim import Claim
from rml.report.format import Value
from rml.timeline.exposure_inequality.feed_inequality import Paired, PostSlots

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
    "An exact sign-flip test gives p = {test.p_value:.3f}, and can give {test.smallest_p:.3f} at "
    "least."
)
TOP_PAGES: Final = Claim(
    statement=(
        "The three pages with most slots, the top {top:.0%} of thirty, held {ranked:.1%} of ranked "
        "feeds and {chronological:.1%} of feeds in order of time, on the mean of six accounts: a "
        "difference of {value:+.1f} percentage points ({low:+.1f} to {high:+.1f}). {reading} "
        + _TEST
    ),
    estimand=(
        "Mean over accounts of the difference, ranked minus chronological, in the share of slots "
        "that the top decile of an account's thirty pages has; each feed by its own top decile."
    ),
    assumptions=_ACCOUNTS,
    breaks_if=_BREAKS,
)
TOP_PAGES_NOT_LIKED: Final = Claim(
    statement=(
        "Counting only pages that the account did not like, the difference in the share of the top "
        "{top:.0%} of pages is {value:+.1f} percentage points ({low:+.1f} to {high:+.1f}): "
        "{ranked:.1%} against {chronological:.1%}. {reading} " + _TEST
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
        "The Gini coefficient over the thirty pages differs by {value:+.3f} ({low:+.3f} to "
        "{high:+.3f}), ranked minus chronological: {ranked:.3f} against {chronological:.3f} on the "
        "mean. {reading} " + _TEST
    ),
    estimand=(
        "Mean over accounts of the difference in the Gini coefficient of slots over thirty pages."
    ),
    assumptions=_ACCOUNTS,
    breaks_if=_BREAKS,
)
TOP_POSTS: Final = Claim(
    statement=(
        "The top {top:.0%} of posts held {ranked:.1%} of the ranked feeds and "
        "{chronological:.1%} of the chronological ones, a difference of {value:+.1f} percentage "
        "points ({low:+.1f} to {high:+.1f}). {reading} " + _TEST
    ),
    estimand=(
        "Mean over accounts of the difference in the top decile's share of slots over {posts:,} "
        "posts: all those that came out while feeds were counted and that any account was shown."
    ),
    assumptions=_ACCOUNTS,
    breaks_if=_BREAKS,
)
GINI_POSTS: Final = Claim(
    statement=(
        "The Gini coefficient over posts differs by {value:+.3f} ({low:+.3f} to {high:+.3f}): "
        "{ranked:.3f} ranked against {chronological:.3f} chronological. {reading} " + _TEST
    ),
    estimand="Mean over accounts of the difference in the Gini coefficient of slots over posts.",
    assumptions=_ACCOUNTS,
    breaks_if=_BREAKS,
)
UNSHOWN: Final = Claim(
    statement=(
        "Of the posts, {ranked:.1%} stood in no ranked feed of an account, and {chronological:.1%} "
        "in no chronological one: {value:+.1f} percentage points ({low:+.1f} to {high:+.1f}). "
        "{reading} " + _TEST
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
        "feeds and {chronological:.0%} in chronological ones, a difference of {value:+.1f} "
        "percentage points ({low:+.1f} to {high:+.1f}). {reading} " + _TEST
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
    "Under the other choices of the table, the difference in the top decile's share of pages runs "
    "from {lowest:+.1f} to {highest:+.1f} percentage points. {changes}"
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
    "was not found in what could be read of the paper. The table gives two readings. *Equivalent "
    "bottom*: which share of the smallest units has as much as the top 10 % have. *Equivalent "
    "top*: the smallest share of units that have half of everything. They answer different "
    "questions, and neither is claimed to be the paper's. *Palma* is the share of the top "
    "10 % over that of the bottom 40 %, *p90 p10* the ninetieth percentile over the tenth. "
    "Atkinson's index is given for an aversion of {epsilon:g}; which value "
    "the paper took is not known either."
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
    "Did ranking give a few pages and posts most of the attention? In Facebook feeds of six "
    "controlled accounts in 2018, the three pages with most slots held {pages_ranked:.0%} of the "
    "ranked feeds and {pages_chronological:.0%} of feeds in order of time: {pages_reading}. "
    "Counting only the first {first_slots} slots of each feed, the difference is {first:+.1f} "
    "points. For single posts: {posts_reading}; the top tenth of posts had {posts_ranked:.0%} "
    "of the slots against {posts_chronological:.0%}. Six accounts of one platform are no sample of "
    "feeds at large. Lists of the most seen domains and hashtags say how unequal the *listed* "
    "attention is, and next to nothing about the whole, because nobody knows what lies below "
    "their ends. And none of these numbers says whether groups are treated alike: the same "
    "inequality goes with equal groups and with groups far apart."
)
LIMITS: Final = (
    (
        "Six accounts, thirty pages, five days, Italy, Facebook. The interval over accounts says "
        "how far these six differ, and nothing about other users, pages or Twitter."
    ),
    (
        "The accounts are no sample: five were trained to one orientation each. With six accounts "
        "the sign-flip test cannot go below p = {smallest:.3f}."
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


def reading(estimate: Estimate) -> str:
    """Return what an interval over accounts settles, as a sentence."""
    if estimate.low is None or estimate.high is None:
        raise ValueError("A reading needs an estimate with an interval.")
    if estimate.low > 0:
        return "The interval lies above zero: more in ranked feeds."
    if estimate.high < 0:
        return "The interval lies below zero: less in ranked feeds."
    return "The interval holds zero: these accounts do not settle a direction."


def spread_words(estimate: Estimate) -> str:
    """Return whether ranked feeds were more or less unequal, as a clause."""
    if estimate.low is None or estimate.high is None:
        raise ValueError("A reading needs an estimate with an interval.")
    if estimate.low > 0:
        return "ranking made the feeds more unequal"
    if estimate.high < 0:
        return "ranking made the feeds less unequal"
    return "six accounts do not settle whether ranking made the feeds more or less unequal"


def changes_words(choices: pd.DataFrame) -> str:
    """Return how many choices give an interval that leaves zero out, as a sentence.

    Parameters
    ----------
    choices
        As from ``rml.timeline.exposure_inequality.feed_inequality.choices_frame``.
    """
    with_interval = choices[choices["low"].notna()]
    above = with_interval.loc[with_interval["low"] > 0, "choice"]
    below = with_interval.loc[with_interval["high"] < 0, "choice"]
    if above.empty and below.empty:
        return f"None of the {len(with_interval)} intervals over accounts leaves out zero."
    found = [
        f"{where} zero: {', '.join(names)}"
        for where, names in (("above", above), ("below", below))
        if len(names)
    ]
    return f"Of the {len(with_interval)} intervals over accounts, these lie {'; and '.join(found)}."


def paired_values(pair: Paired, estimate: Estimate) -> dict[str, Value]:
    """Return what a claim on ranked and chronological feeds needs, by name."""
    return {
        "ranked": float(pair.ranked.mean()),
        "chronological": float(pair.chronological.mean()),
        "reading": reading(estimate),
        "test": pair.sign_flips(),
    }


def feeds_facts(slots: PostSlots, counts: SlotCounts) -> dict[str, Value]:
    """Return what the sentence about the feeds needs, by name."""
    return {
        "slots": int(counts.ranked.sum()),
        "feeds": len(counts.feed),
        "posts": slots.ranked.shape[1],
        "least_older": float(slots.older[:, 0].min()),
        "most_older": float(slots.older[:, 0].max()),
        "chronological_older": float(slots.older[:, 1].max()),
    }
