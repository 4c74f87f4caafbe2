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
        "the true standard deviation of the rates; one line a size of the groups. Shaded: the "
        "range in which a method counts as recovering the truth."
    ),
    "without_events": (
        "How often the double-corrected interval holds the true variance where events are rare "
        "and groups small, by the mean true rate."
    ),
}
"""What figures show, by their ids."""

_PERCENT: Final = "% of observed variance"
_RECOVERED: Final = {"bias": "+.1f", "coverage": ".1%", "width": ".0f"}
EXAMPLE: Final = TableLook(
    caption=(
        "The example of the primary finding: four ways to measure the difference between groups "
        "that are alike, over the simulated samples. Bias and width of the largest gap are in "
        "percentage points, those of variances in per cent of the variance that observed rates "
        "have on average. The last two share their value and differ in the interval."
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
        "One small group among larger ones: bias of the corrected variance; share of samples with "
        "a group in which nobody or everybody has an event; coverage and mean width of the "
        "double-corrected interval, with groups resampled as they are and from smoothed rates."
    ),
    units={"smallest": "people", "spread": "points", "bias": _PERCENT, "width": _PERCENT}
    | {"width_smoothed": _PERCENT},
    formats={"smallest": ".0f", "spread": "g", "bias": "+.1f", "without_events": ".0%"}
    | dict.fromkeys(("coverage", "coverage_smoothed"), ".1%")
    | dict.fromkeys(("width", "width_smoothed"), ".0f"),
)
RARE: Final = TableLook(
    caption=(
        "Rare events in small groups: share of samples with a group in which nobody or everybody "
        "has an event, coverage of the interval with such groups resampled as they are and from "
        "smoothed rates, and the size of a group from which on such samples are rare (one in "
        "twenty)."
    ),
    units={
        "rate": "%",
        "width": _PERCENT,
        "width_smoothed": _PERCENT,
        "size_needed": "a group",
    },
    formats={"rate": "g", "size_needed": ",.0f"}
    | dict.fromkeys(("without_events",), ".0%")
    | dict.fromkeys(("coverage", "coverage_smoothed"), ".1%")
    | dict.fromkeys(("width", "width_smoothed"), ".0f"),
)
