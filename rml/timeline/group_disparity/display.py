"""Captions, units and number formats of the simulated report on disparity between groups."""

from __future__ import annotations

from typing import Final

from rml.report.look import TableLook

CAPTIONS: Final = {
    "by_chance": (
        "The largest minus the smallest observed rate to be expected if all groups have the same "
        "true rate. Exact, for independent people. Circled: the example of the primary finding."
    ),
    "few_groups": (
        "How often nominal intervals for the variance of the true rates hold it, few groups, by "
        "the true standard deviation of the rates: a row of panels for each method, a column for "
        "each number of groups, a line for each size. Steps are unequal, by the share of misses. "
        "Shaded: the range in which a method counts as recovering the truth."
    ),
    "without_events": (
        "How often the double-corrected interval holds the true variance where events are rare "
        "and groups small, by the mean true rate. Unequal steps, shading as above."
    ),
    "small_group_highest": (
        "How often the double-corrected interval holds the true variance where the smallest group "
        "has the highest rate, with the sizes of two reports. Unequal steps, shading as above."
    ),
}
"""What figures show, by their ids."""

_PERCENT: Final = "% of observed variance"
_RECOVERED: Final = {"bias": "+.1f", "coverage": ".1%", "width": ".0f"}
EXAMPLE: Final = TableLook(
    caption=(
        "The example of the primary finding: four ways to measure the difference between groups "
        "that are alike, over the simulated samples. They are the largest gap, U, C as published "
        "with the interval of C, and, as D, the corrected variance with the interval of D. Bias "
        "and width of the largest gap are in percentage points, those of variances in per cent of "
        "the variance that observed rates have on average."
    ),
    units={"true_spread": "points"},
    formats=_RECOVERED | {"true_spread": ".1f", "without_events": ".1%", "width": ".1f"},
)
SCENARIOS: Final = TableLook(
    caption=(
        "The four scenarios of the published simulation, a hundred groups of five thousand "
        "people in all. Columns as in the table of the example; the last is the share of samples "
        "in which nobody or everybody of some group has an event."
    ),
    units={"true_spread": "points"},
    formats=_RECOVERED | {"true_spread": ".1f", "without_events": ".0%"},
)
FEW: Final = TableLook(
    caption=(
        "Few groups: bias of the corrected variance, and coverage of three intervals: noise "
        "subtracted twice in the bootstrap draws, once, and not at all."
    ),
    units={"spread": "points", "bias": _PERCENT, "width": _PERCENT},
    formats={"spread": "g", "bias": "+.1f", "width": ".0f"}
    | dict.fromkeys(("coverage", "coverage_once", "coverage_uncorrected"), ".1%"),
)
UNEVEN: Final = TableLook(
    caption=(
        "One small group, of the lowest rate, among larger ones: bias of the corrected variance "
        "and of the published value; share of samples with "
        "a group in which nobody or everybody has an event; coverage and mean width of the "
        "double-corrected interval, with groups resampled as they are and from smoothed rates."
    ),
    units={"smallest": "people", "spread": "points"}
    | dict.fromkeys(("bias", "bias_published", "width", "width_smoothed"), _PERCENT),
    formats={"smallest": ".0f", "spread": "g", "without_events": ".0%"}
    | dict.fromkeys(("bias", "bias_published"), "+.1f")
    | dict.fromkeys(("coverage", "coverage_smoothed"), ".1%")
    | dict.fromkeys(("width", "width_smoothed"), ".0f"),
)
RARE: Final = TableLook(
    caption=(
        "Rare events in small groups: bias of the corrected variance and of the published value; "
        "share of samples with a group in which nobody or everybody "
        "has an event, coverage of the interval with such groups resampled as they are and from "
        "smoothed rates, and the size of a group from which on such samples are rare (one in "
        "twenty)."
    ),
    units={"rate": "%", "size_needed": "a group"}
    | dict.fromkeys(("bias", "bias_published", "width", "width_smoothed"), _PERCENT),
    formats={"rate": "g", "size_needed": ",.0f"}
    | dict.fromkeys(("bias", "bias_published"), "+.1f")
    | dict.fromkeys(("without_events",), ".0%")
    | dict.fromkeys(("coverage", "coverage_smoothed"), ".1%")
    | dict.fromkeys(("width", "width_smoothed"), ".0f"),
)
FIRST: Final = TableLook(
    caption=f"The first version's layout of uneven groups. {UNEVEN['caption']}",
    units=UNEVEN["units"],
    formats=UNEVEN["formats"],
)
APART: Final = TableLook(
    caption=(
        "The smallest group has the highest rate: bias of the corrected variance; coverage of the "
        "double-corrected interval with smoothed rates, share of these intervals that end below "
        "the truth, and coverage with groups resampled as they are (for two reports' sizes)."
    ),
    units={"smallest": "people", "rate": "%", "spread": "points", "bias": _PERCENT},
    formats={"smallest": ".0f", "rate": "g", "spread": ".1f", "bias": "+.1f"}
    | dict.fromkeys(("coverage_smoothed", "ends_too_low", "coverage"), ".1%"),
)
