"""The wording of the simulated report on disparity between groups.

The fields in braces are filled by ``rml.report``; none of these texts holds a result.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

_PEOPLE: Final = "People are independent of each other, and each group has one true rate."
_VARIANCE: Final = "The variance of the true rates of these very groups, each counted alike."
FALSE_GAP: Final = Claim(
    statement=(
        "Let {groups:d} groups of {size:,d} people have one and the same rate, {rate:.0%}. The "
        "largest observed rate minus the smallest is then {value:.2f} percentage points on "
        "average ({low:.2f} to {high:.2f}), though no group differs from any other; the exact "
        "expectation is {exact:.2f}. A bootstrap interval about the largest gap holds the truth, "
        "zero, in {coverage:.1%} of {repetitions:,d} samples."
    ),
    estimand="The largest true rate minus the smallest, which is zero here.",
    assumptions=_PEOPLE,
    breaks_if=(
        "People come in clusters, such as households or schools: the false gap is then larger "
        "still."
    ),
)
EXAMPLE_CORRECTED: Final = Claim(
    statement=(
        "In the same samples the corrected variance is off by {value:+.1f} % of the observed "
        "variance on average ({low:+.1f} to {high:+.1f}). Its interval, from double-corrected "
        "bootstrap draws, holds the truth in {coverage:.1%} of the samples."
    ),
    estimand=_VARIANCE,
    assumptions=_PEOPLE,
    breaks_if="People come in clusters: then less than the whole noise is subtracted.",
)
MANY_ALIKE: Final = Claim(
    statement=(
        "A hundred groups with equal rates, of equal and of unequal sizes: at worst ({where}) the "
        "corrected variance is off by {value:+.1f} % of the observed variance ({low:+.1f} to "
        "{high:+.1f}). The double-corrected intervals hold the truth in {lowest:.1%} to "
        "{highest:.1%} of {repetitions:,d} samples."
    ),
    estimand=_VARIANCE,
    assumptions=f"{_PEOPLE} The scenarios are those of the published simulation.",
    breaks_if="Groups are so small that some have no event or nothing but events.",
)
MANY_DIFFERENT: Final = Claim(
    statement=(
        "A hundred groups with rates from ten to ninety per cent, of equal and of unequal sizes: "
        "at worst ({where}) the corrected variance is off by {value:+.1f} % of the observed "
        "variance ({low:+.1f} to {high:+.1f}). The double-corrected intervals hold the truth in "
        "{lowest:.1%} to {highest:.1%} of {repetitions:,d} samples; the lower end belongs to a "
        "scenario in which {bare:.0%} of the samples have a group without an event or with "
        "nothing else."
    ),
    estimand=_VARIANCE,
    assumptions=MANY_ALIKE["assumptions"],
    breaks_if=MANY_ALIKE["breaks_if"],
)
FEW_ALIKE: Final = Claim(
    statement=(
        "Few groups that are alike, {least:d} to {most:d} of them: at worst ({where}) the "
        "corrected variance is off by {value:+.1f} % of the observed variance ({low:+.1f} to "
        "{high:+.1f}). The double-corrected intervals hold the truth in {lowest:.1%} to "
        "{highest:.1%} of {repetitions:,d} samples."
    ),
    estimand=_VARIANCE,
    assumptions=f"{_PEOPLE} Sizes as in the table.",
    breaks_if=MANY_ALIKE["breaks_if"],
)
FEW_DIFFERENT: Final = Claim(
    statement=(
        "Few groups that differ, {least:d} to {most:d} of them, by {narrow:g} to {wide:g} points "
        "(standard deviation): at worst ({where}) the corrected variance is off by {value:+.1f} % "
        "of the observed variance ({low:+.1f} to {high:+.1f}). The double-corrected intervals "
        "hold the truth in {lowest:.1%} to {highest:.1%} of {repetitions:,d} samples."
    ),
    estimand=_VARIANCE,
    assumptions=f"{_PEOPLE} Rates are evenly spaced; sizes as in the table.",
    breaks_if=MANY_ALIKE["breaks_if"],
)
_UNEVEN: Final = (
    "{groups:d} groups as uneven as a panel's, the smallest of {smallest:d} to {largest:d} people: "
    "at worst ({where}) the corrected variance is off by {value:+.1f} % of the observed variance "
    "({low:+.1f} to {high:+.1f}). "
)
UNEVEN_KEPT: Final = Claim(
    statement=(
        _UNEVEN + "With groups without events resampled as they are, the double-corrected "
        "intervals hold the truth in {lowest:.1%} to {highest:.1%} of {repetitions:,d} samples."
    ),
    estimand=_VARIANCE,
    assumptions=f"{_PEOPLE} Rates are evenly spaced and rise with the size.",
    breaks_if="The smallest group is smaller still, or its rate is near zero or one.",
)
UNEVEN_SMOOTHED: Final = Claim(
    statement=(
        _UNEVEN + "Resampled from rates smoothed by half an event, they hold it in {lowest:.1%} "
        "to {highest:.1%} of {repetitions:,d} samples."
    ),
    estimand=_VARIANCE,
    assumptions=f"{UNEVEN_KEPT['assumptions']} Draws come from (k + 1/2) / (n + 1).",
    breaks_if="Events are rare and the smallest group has many: see the next cases.",
)
SMALL_HIGHEST: Final = Claim(
    statement=(
        "The smallest group has the highest rate, from {least:.0%} to {most:.0%}, and the others "
        "have {low_rate:.0%} to {high_rate:.0%}; sizes are those of two reports of this "
        "collection and those above. At worst ({where}) the corrected variance is off by "
        "{value:+.1f} % of the observed variance ({low:+.1f} to {high:+.1f}). Resampled from "
        "smoothed rates, the double-corrected intervals hold the truth in {lowest:.1%} to "
        "{highest:.1%} of {repetitions:,d} samples. At the lower end ({where_lowest}) they end too "
        "low in {too_low:.1%}. The same two reports' sizes, resampled as they are, give "
        "{kept:.1%} at the least."
    ),
    estimand=_VARIANCE,
    assumptions=f"{_PEOPLE} Rates of the larger groups are evenly spaced.",
    breaks_if="People come in clusters: the smallest group then has still more noise.",
)
_RARE: Final = (
    "{groups:d} groups of {size:d} people with mean rates from {least:.1%} to {most:.0%}: at worst "
    "({where}) the corrected variance is off by {value:+.1f} % of the observed variance "
    "({low:+.1f} to {high:+.1f}). "
)
RARE_KEPT: Final = Claim(
    statement=(
        _RARE + "With groups without events resampled as they are, the double-corrected intervals "
        "hold the truth in {lowest:.1%} to {highest:.1%} of {repetitions:,d} samples."
    ),
    estimand=_VARIANCE,
    assumptions=_PEOPLE,
    breaks_if="Groups are larger, so that each has events: then intervals are too long instead.",
)
RARE_SMOOTHED: Final = Claim(
    statement=(
        _RARE + "Resampled from rates smoothed by half an event, they hold it in {lowest:.1%} to "
        "{highest:.1%} of {repetitions:,d} samples."
    ),
    estimand=_VARIANCE,
    assumptions=f"{_PEOPLE} Draws come from (k + 1/2) / (n + 1), k events among n people.",
    breaks_if="A small group truly differs much from the others, which have few events.",
)
FORMULAS: Final = (
    "Write m for a group's observed rate, n for its size and s = m (1 - m) / n for its noise. "
    "*U* is the variance of the observed rates. *C* = U - mean of s subtracts the noise once. In a "
    "bootstrap draw each group gets new events at its observed rate, so a draw carries the noise "
    "twice: that of the sample and its own. *D* = U - 2 mean of s + mean of s / n, computed in "
    "each draw, subtracts both. The interval runs between percentiles of D over {draws:d} draws, "
    "cut off at zero; its nominal level is {level:.0%}. All this is as published."
)
UNBIASED: Final = (
    "The published noise s is too small on average by one n-th of itself, so C is too large. This "
    "is a bias that can be computed and removed, and no fact about the method: divide by n - 1 in "
    "place of n. With groups of {size:d} people, C is too large by {left:.0%} of the noise. The "
    "*corrected variance* on this page, and the value in the collection's reports, therefore "
    "subtracts the mean of m (1 - m) / (n - 1), which is exactly unbiased; a bias shown for it, "
    "even one beyond the declared bound, is the chance of the simulated samples. Tables show the "
    "bias of the published value beside it. The interval stays the published one."
)
CAUTION: Final = (
    "How to read *missed*. Where all groups are alike, the truth is zero. An interval that is cut "
    "off at zero can then miss only by starting above zero, so even a perfect one holds the truth "
    "in about {floor:.1%} of samples or more, which is beyond the range that counts as recovered "
    "({least:.0%} to {most:.0%}). Such a verdict says that intervals are too cautious, not that "
    "they fail. There are {all:d} findings on intervals on this page. Number with all coverages in "
    "that range: {recovered:d}. With some above it and none below, which is caution: "
    "{cautious:d}. With some below it, which is failure: {short:d}."
)
TESTED: Final = (
    "A gap that chance explains needs no estimate but a test. Dealing out the events of the same "
    "samples over all people at random (a permutation test of equal rates) rejects equality at "
    "the level of {alpha:.0%} in {rate:.1%} of {repetitions:,d} samples ({low:.1%} to {high:.1%})."
)
GROWTH: Final = (
    "With {size:,d} people in each group, {few:d} equal groups show a gap of {at_few:.1f} points "
    "on average, and {many:d} show {at_many:.1f}. With {large:,d} people in each, {many:d} groups "
    "still show {at_large:.1f}. Four times as many people halve the false gap."
)
TOO_CAUTIOUS: Final = (
    "Over all cases with few groups the coverage of the double-corrected interval runs from "
    "{lowest:.1%} to {highest:.1%}; where groups are alike, it is at least {alike:.1%}. Such "
    "intervals are longer than they need be, and they reach down to zero: one that starts at zero "
    "is no evidence of equality. Subtracting once in the draws gives from {once:.1%} on, not "
    "subtracting at all from {none:.1%} on."
)
RARE_TEXT: Final = (
    "A group in which nobody has an event has an observed rate of zero. Resampled, it is zero "
    "again in every draw: it seems to have no noise. Where that happens in many groups, the "
    "interval is too short, in the extreme a single point. The function of this collection "
    "therefore refuses such groups unless told otherwise, and its reports resample from smoothed "
    "rates: with k events among n people, from (k + 1/2) / (n + 1). The test and the expected "
    "false gap need neither. To be rid of the problem takes groups of a certain size: for "
    "{groups:d} groups at a rate of {rate:.0%}, about {needed:,d} people each, if such a sample is "
    "to come about once in twenty times."
)
PLAIN_WORDS: Final = (
    "Compare enough groups, and the largest gap looks bad even if all groups are treated alike: "
    "among {groups:d} equal groups of {size:,d} people it is {gap:.2f} percentage points on "
    "average. A method that subtracts the noise was put to the test with made-up groups whose "
    "true rates are known. With few groups of {least:d} people or more, its intervals held the "
    "truth in {lowest:.0f} to {highest:.0f} % of the samples; they are meant to in {level:.0f} %. "
    "With one small group among larger ones, whose rates are the lowest, they held it in as few "
    "as {kept:.0f} %, and in {smoothed:.0f} % or more once groups without events were smoothed. "
    "But if the smallest group has by far the highest rate and the others have few events, even "
    "smoothed intervals held the truth in only {worst:.0f} % of the samples at worst. They ended "
    "too low, so that they hide just such a group."
)
CHANGED: Final = (
    "A first full run had one layout of uneven groups, of {sizes} people, resampled as they are, "
    "and said that its intervals do not hold the truth often enough. After that, other sizes took "
    "the layout's place, and smoothing was added and put into the summary. The table has the first "
    "layout, simulated again with both rules. As they are, intervals hold the truth in {kept:.1%} "
    "of the samples at worst; smoothed, in {smoothed:.1%}. So it was smoothing that made the "
    "difference, not the sizes. A later version then claimed that smoothed intervals nearly always "
    "hold the truth. That rested on cases in which the smallest group has the lowest rate. The "
    "cases with the highest rate in the smallest "
    "group were added after a reader of the page had found that it fails there. At the same time "
    "the value got its noise with n - 1, and the reports lost a column with the gap less the one "
    "by chance, because it estimates nothing: groups that differ have other noise than groups "
    "that are alike. A case in which the group called "
    "the smallest was not was dropped. Bounds and the other earlier cases stayed."
)
LIMITS: Final = [
    (
        "Everything on this page is simulated or computed; it judges formulas and finds nothing "
        "about any platform or group."
    ),
    (
        "People are independent here. In real data they often come in clusters; then the noise is "
        "larger than the one that is subtracted, and some of the difference that is left is noise."
    ),
    (
        "The estimand counts each group alike, however few people it has, and says nothing of "
        "which group is ahead. Two groups that matter may differ though the spread over all is "
        "small."
    ),
    (
        "The gap by chance is that of equal groups at the pooled rate. Where small groups have "
        "higher rates, their noise is larger; so the observed gap less the one by chance is no "
        "estimate of the true gap, and may lie on either side of it."
    ),
    (
        "The published coverage table is not stored with the published code, so coverages found "
        "here cannot be held against it."
    ),
]
