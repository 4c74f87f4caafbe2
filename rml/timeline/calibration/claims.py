"""The wording of the report on calibration: claims, captions, plain words, limits.

The fields in braces are filled by ``rml.report``; none of these texts holds a result.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from rml.report.claim import Claim
from rml.report.look import FigureWords, TableLook
from rml.timeline.calibration.design import PART_NAMES, Part

_ASSUMES: Final = (
    "The made-up world of the design: {world}. Data sets are drawn independently of each other."
)
_BREAKS: Final = (
    "Real data depart from the made-up world in a way that matters: people who are not "
    "independent, groups that are smaller, values with heavier tails."
)
REGULAR: Final = Claim(
    statement=(
        "Of {designs:,d} intervals tried on worlds for which they are meant, {value:.0f} % kept "
        "every bound that the page states. The one farthest from its promise, “{label}”, is so by "
        "its {by}; it held the truth in {held:.1f} % ({held_low:.1f} to {held_high:.1f}) of "
        "{repetitions:,d} made-up data sets."
    ),
    estimand=(
        "The share of the regular and cautious designs of an interval that kept the declared "
        "bounds on coverage, bias, mean width and data sets without an interval."
    ),
    assumptions=(
        "The designs and what each was declared to be stand in the parameter file. The verdict is "
        "on the regular interval nearest to, or farthest beyond, a bound, by the same rule."
    ),
    breaks_if=_BREAKS,
)
ALARMS: Final = Claim(
    statement=(
        "Of the tests that should find nothing as often as they say, the one farthest from "
        "{alpha:.0f} %, “{label}”, gave a false alarm in {value:.1f} % ({low:.1f} to {high:.1f}) "
        "of {repetitions:,d} made-up data sets."
    ),
    estimand="The rate of false alarms of the regular test farthest from nominal.",
    assumptions=_ASSUMES,
    breaks_if=_BREAKS,
)
OF_A_TEST: Final = (
    "Of a test, the bias is that of its rate of false alarms in points, the coverage what is left "
    "of that rate to one hundred; it has no width."
)


def part_claim(part: Part) -> Claim:
    """Return the claim on the regular interval of a part that is farthest from its promise."""
    return Claim(
        statement=(
            f"{PART_NAMES[part]}: of the intervals that should hold the truth as often as they "
            "say, “{label}” is farthest from its promise, by its {by}. It held the truth in "
            "{value:.1f} % ({low:.1f} to {high:.1f}) of {repetitions:,d} made-up data sets."
        ),
        estimand="The coverage of this interval for: {estimand}.",
        assumptions=_ASSUMES,
        breaks_if=_BREAKS,
    )


def stress_claim(part: Part) -> Claim:
    """Return the claim on the stress case of a part that is farthest from its promise."""
    return Claim(
        statement=(
            f"{PART_NAMES[part]}, stress cases: “{{label}}” is farthest from its promise, by its "
            "{by}. It held the truth in {value:.1f} % ({low:.1f} to {high:.1f}) of "
            "{repetitions:,d} made-up data sets. The condition: {world}."
        ),
        estimand="The coverage of this interval for: {estimand}.",
        assumptions="The condition was declared to be one in which the method may fail.",
        breaks_if="Nothing in real data can: it is a property of the method in that condition.",
    )


PLAIN_WORDS: Final = (
    "An interval that promises to be right in nineteen cases of twenty should be wrong in one of "
    "twenty. Real data cannot tell whether it is, since their truth is unknown; made-up data can. "
    "This page tries {intervals:,d} intervals and {tests:,d} tests of the reports on home "
    "timelines. In worlds for which they are meant, {kept:.0f} % of the intervals and "
    "{kept_tests:.0f} % of the tests kept every bound. Of the intervals that did not, {below:,d} "
    "held the truth too seldom, and {above:,d} were conservative.\n\nIn {stress:,d} further cases "
    "a failure was expected: groups in which next to nothing happens, a handful of clusters, "
    "counts with a heavy tail, a broken assumption.\n\nThese failed in two ways, and the "
    "difference matters. {short:,d} were wrong too often: where a report meets such a case, its "
    "interval should not be believed. {wide:,d} were wrong less often than they may be, or wider "
    "than they need be: such an interval may be believed, but it hides differences that are there, "
    "and that it reaches zero says little. {other:,d} failed otherwise, by bias or by giving no "
    "interval. The rest kept every bound."
)
NOT_KEPT: Final = "Of the regular and cautious designs, those that did not keep it: {named}."
STRESS: Final = (
    "How the stress cases came out:\n\n"
    "- **Too short, or alarmed too often: not to be believed.** {short}.\n"
    "- **Too wide, or alarmed too seldom: conservative.** {wide}.\n"
    "- **Otherwise: biased, or often without an interval.** {other}.\n"
    "- **Kept every bound.** {kept}."
)
SPREAD: Final = (
    "Which case a report meets is seen from its own numbers. An interval of the spread of groups "
    "that starts at zero means that the groups differ by about as much as noise alone would move "
    "them, or less. The designs at {half:g} to {most:g} times the spread by noise, and those that "
    "are close or equal, are then the ones to look at. An interval that is right more "
    "often than it says errs to the side of finding nothing. Where groups share people, the "
    "designs with dependent means apply; where rare events are smoothed, those with rare rates. "
    "All designs of a spread, with the share that held the truth: {outcomes}."
)
RULE: Final = (
    "A design is a **stress case**, whatever comes out, if\n\n"
    "- fewer than five events or non-events are expected in a group;\n"
    "- fewer than ten units or clusters are drawn from a skewed distribution;\n"
    "- values have so heavy a tail that their variance, or that of an estimate of it, is "
    "infinite;\n"
    "- what is asked for is at the border of what is possible, or smaller than the noise about "
    "it;\n"
    "- the world breaks an assumption that the method states.\n\n"
    "Methods that promise *at least* the nominal coverage, such as exact intervals and bounds, are "
    "called **cautious**. All others are **regular**: they should hold the truth in "
    "{level:.0f} % of data sets.\n\n"
    "One rule decides what tables, shares and verdicts call kept. Coverage must lie from {low:.0f} "
    "to {high:.0f} %, the bias within {bias:.0f} % and the mean width within {width:.0f} % of the "
    "estimates' middle 95 % range, and at most {undefined:g} % of data sets may be without an "
    "interval. Of a cautious interval, only the lowest coverage and the last bound hold. For "
    "tests, from {alarms_low:.0f} to {alarms_high:.0f} % of false alarms count as the "
    "{alpha:.0f} % that they promise, and of a cautious one, no more than that. Nothing is allowed "
    "for the chance of the repetitions. With {slow:,d} of them for slow designs and {usual:,d} for "
    "others, a coverage of {level:.0f} % is known to about {slow_error:.1f} and {usual_error:.1f} "
    "points either way. Where the chance error of a share reaches over the end of its band, the "
    "design is not settled: kept then means not refuted, and not kept means not shown to be right."
)
CHANGED: Final = (
    "The bounds, the rule and most designs were written down before anything was drawn. Designs "
    "that the tables mark as added later were not: they, and what they were declared to be, came "
    "when results of the others had been seen. No design that was there has changed its class.\n\n"
    "- **Inequality.** The first full results had {first_units:,d} units, "
    "{first_resamples:,d} resamples and values that were not rounded. The percentile interval of "
    "the Gini coefficient then held the truth in {first_held:.1f} %, and was the main finding, "
    "missed. The cause was sought in the few resamples; the rows below do not bear that out. "
    "The designs now have {units:,d} units, rounded to a tenth to save time, and "
    "{resamples:,d} resamples. The rows "
    "with the first settings are kept: they are marked by their number of units, have draws of "
    "their own, and count in the main finding like all others. In these draws that interval held "
    "the truth in {then:.1f} % with the first settings and in {now:.1f} % with the present ones; "
    "either is known to about {error:.1f} points. Whether the change helped is to be "
    "read from that.\n"
    "- **Repetitions** of designs that are not slow went from {first_repetitions:,d} to "
    "{usual:,d}, and the regression with effects of states from {first_states:,d} states to "
    "{states:,d}, both to save time.\n"
    "- **The rule.** At first a share counted as kept if its chance error reached into the band; "
    "bias and width counted in verdicts alone, and missing intervals in tables alone. There is "
    "now one rule, without an allowance. It is stricter: some designs that counted as kept do not "
    "any more.\n"
    "- **Added designs.** The mean Brier score, the estimator by names (BIRDiE), the F test, "
    "Hotelling's test, and two stress cases of these; bounds where counties have few authors and "
    "are pooled, and where they are not; and groups that differ by {half:g} to {most:g} times "
    "their noise, or share people. Of the last, those at {half:g} and at one time the noise are at "
    "or below the border of a stress case. They are declared regular, since reports meet them, "
    "and count in the main finding."
)
FIRST: Final = {
    "first_units": 500,
    "first_resamples": 199,
    "first_held": 91.1,
    "units": 250,
    "resamples": 999,
    "first_repetitions": 4000,
    "first_states": 30,
    "states": 24,
}
NEAR_NOISE: Final = {"half": 0.5, "most": 1.5}
SMALL_CELLS: Final = (
    "Counts of fewer than {threshold:,d} people are withheld in every table and figure of these "
    "reports, together with what would give them away by addition or subtraction, unless the "
    "count is already public and its source is named beside it. A test walks through the built "
    "reports and fails if such a count is printed. What cannot be tested in that way is two "
    "tables that show the same people with different totals: that is for the authors to prevent."
)
LIMITS: Final = (
    (
        "Every number on this page is about methods in made-up worlds. None says anything about "
        "a platform, a group, or a place."
    ),
    (
        "A world is one choice of sizes, rates and shapes. A method that is right in it can be "
        "wrong in another. The worlds were chosen to be like the data that the reports meet."
    ),
    (
        "Coverage is an average over data sets. It does not say that an interval is right "
        "for the one data set that somebody has."
    ),
    (
        "An interval can hold what it estimates and still answer another question than the one "
        "asked. The county designs show this: the interval is right about the weighted gap of "
        "counties, which is not the gap between individuals."
    ),
)
_INTERVAL_LOOK: Final = TableLook(
    caption=(
        "Every interval, how often it held the truth, and with which chance error of the "
        "repetitions; bias and mean width in per cent of the middle 95 % range of the estimates, "
        "which is the width that a perfect interval would have. Outcome: kept, or which bound was "
        "exceeded; too short is not to be believed, too wide is conservative. Added: whether the "
        "design was there before results were seen."
    ),
    units={
        "held": "%",
        "held_low": "%",
        "held_high": "%",
        "bias": "% of range",
        "width": "% of range",
        "undefined": "%",
    },
    formats={
        **dict.fromkeys(("held", "held_low", "held_high", "undefined"), ".1f"),
        "bias": "+.1f",
        "width": ".0f",
        "repetitions": ",d",
    },
)
_ALARM_LOOK: Final = TableLook(
    caption=(
        "Every test, how often it found what is not there, and with which chance error of the "
        "repetitions. Outcome: kept, too many false alarms, or too few, which is conservative. "
        "Added: whether the design was there before results were seen."
    ),
    units={"alarms": "%", "alarms_low": "%", "alarms_high": "%"},
    formats={
        **dict.fromkeys(("alarms", "alarms_low", "alarms_high"), ".1f"),
        "repetitions": ",d",
    },
)
_DESIGN_LOOK: Final = TableLook(
    caption=(
        "What every interval and test is asked, in which made-up world, and which report on home "
        "timelines uses it."
    ),
    units={},
    formats={},
)
TABLES: Final = {"designs": _DESIGN_LOOK, "coverage": _INTERVAL_LOOK, "alarms": _ALARM_LOOK}
_CAPTIONS: Final = {
    "coverage": (
        "Share of made-up data sets whose 95 % interval held the truth, with the chance error of "
        "the repetitions, by what the design was declared to be. Shaded: the declared band. The "
        "steps of the axis are unequal: it is logarithmic in the share of misses."
    ),
    "alarms": (
        "Share of made-up data sets in which a test found what is not there, with the chance "
        "error of the repetitions. Shaded: the declared band. The steps of the axis are unequal."
    ),
}
_MOST_TOLD: Final = 8


def drawn_rows(frame: pd.DataFrame, id_: str) -> pd.DataFrame:
    """Return what a figure shows of a table: ``part, label, declared, shown, low, high``."""
    name, share = ("interval", "held") if id_ == "coverage" else ("test", "alarms")
    columns = {name: "label", share: "shown", f"{share}_low": "low", f"{share}_high": "high"}
    rows = frame.rename(columns=columns)
    return rows[["part", "label", "declared", "shown", "low", "high"]]


def figure_words(id_: str, rows: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of a figure."""
    count = rows.groupby("declared")["shown"].agg(["size", "min", "max"])
    told = [
        f"{declared}: {row['size']:.0f} designs, from {row['min']:.1f} to {row['max']:.1f}"
        for declared, row in count.iterrows()
    ]
    extreme = rows.sort_values("shown", ascending=id_ == "coverage").head(_MOST_TOLD)
    named = [f"{row['label']} {row['shown']:.1f}" for _, row in extreme.iterrows()]
    what = "held the truth" if id_ == "coverage" else "gave a false alarm"
    farthest = "lowest" if id_ == "coverage" else "highest"
    alt = (
        f"Dots with intervals in groups, per cent of made-up data sets that {what}. "
        f"{'; '.join(told)}. The {farthest}: {'; '.join(named)}."
    )
    return FigureWords(caption=_CAPTIONS[id_], alt=alt)
