"""Wording, captions and figure of the report on the published example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from rml.disparity.gap_noise import GapNoise
from rml.disparity.words import gap_noise_look
from rml.report.claim import Claim
from rml.report.look import TableLook
from rml.report.style import BLUE, INK, MUTED, PAPER, VERMILION, new_figure

MEDIANS: Final = Claim(
    statement=(
        "{value:.0f} of the {all:d} published medians follow from the counts of the groups, "
        "within the printed rounding and the noise of their {draws:d} draws."
    ),
    estimand=(
        "The number of printed medians (three variances, three rates, by race and by age) that "
        "lie within the tolerance of the median over {many:,d} draws."
    ),
    assumptions=(
        "The published draws were parametric: each group's events binomial at its observed rate, "
        "as the published code has it. The tolerance is half the last printed digit plus the "
        "standard deviation of the figure over sets of {draws:d} draws, times a normal quantile "
        "at which all printed figures together stay within it with probability {joint:.0%}."
    ),
    breaks_if="The printed figures came from another version of the predictions.",
)
ENDS: Final = Claim(
    statement=(
        "{value:.0f} of the {all:d} published ends of intervals follow from the counts of the "
        "groups, within the printed rounding and the noise of their {draws:d} draws."
    ),
    estimand=(
        "The number of printed ends that lie within the tolerance of the percentiles over "
        "{many:,d} draws."
    ),
    assumptions=MEDIANS["assumptions"].replace(
        "The published draws", "Percentiles interpolate as in the published code. The draws"
    ),
    breaks_if=MEDIANS["breaks_if"],
)
ONE_MEDIAN: Final = Claim(
    statement=(
        "The published double-corrected median for {what} is {printed}; from the counts of the "
        "groups it is {value:.5f}."
    ),
    estimand="The median, over bootstrap draws, of the double-corrected variance, at least zero.",
    assumptions=(
        "As published: parametric draws, groups without events resampled as they are, negative "
        "draws set to zero. The noise of the published draws is {noise:.1g}."
    ),
    breaks_if=MEDIANS["breaks_if"],
)
HOW: Final = (
    "The example: a classifier predicts who, of {people:,d} people of the Adult income data, earns "
    "more than fifty thousand dollars. Its true-positive rate, false-positive rate and selection "
    "rate are compared between five groups by race and eight by age. The original prints, for "
    "each, the medians and 95 % intervals of three variances between groups over {draws:d} "
    "bootstrap draws: uncorrected, corrected for the noise once, and corrected twice. Here the "
    "same is done with {many:,d} draws."
)
ON_POINTS: Final = (
    "The medians need care. The median over draws of the uncorrected or the once corrected "
    "variance carries the noise of the draws, so it lies above the variance of the data. That of "
    "the double-corrected one lies near the corrected variance of the data; "
    "where draws below zero are cut off, it lies above. In the table below the estimate is the "
    "root of the corrected variance with n - 1 in place of n in each group's noise, which leaves "
    "no bias. The interval has the roots of the percentiles of the double-corrected one, as "
    "published."
)
HARD_CASE: Final = (
    "The hard case is the true-positive rate by race: the smallest group has {smallest:d} people "
    "who earn that much. The published interval of the double-corrected variance starts at "
    "{printed_low}. The largest gap is {gap:.1f} points and the test gives p = {p:.2g}. For the "
    "selection rate by race, of which all people count, the largest gap is {other:.1f} points and "
    "the test gives p = {other_p:.2g}. The size of the gap alone does not tell the two apart."
)
PLAIN_WORDS: Final = (
    "The published figures of the method that subtracts noise from differences between groups can "
    "be had again from the counts: {medians:.0f} of {all_medians:d} medians and {ends:.0f} of "
    "{all_ends:d} ends of intervals agree within rounding and the noise of the original's draws. "
    "The largest gap between true-positive rates by race is {gap:.0f} points in the example; were "
    "all these groups alike, {by_chance:.0f} points would be expected by chance alone."
)
LIMITS: Final = [
    (
        "The predictions and their groups are those of the original; the classifier is an example "
        "that nobody uses, on incomes of 1994, and says nothing of any platform."
    ),
    (
        "The tolerance lets a printed figure be off by the noise of its own draws. A small mistake "
        "in the original below that noise could not be seen."
    ),
    (
        "People are taken as independent, as in the original; the Adult data are a weighted sample "
        "of households, and the weights are left aside."
    ),
]
FIGURES: Final = TableLook(
    caption=(
        "Every published median and interval end beside the recomputed one. The tolerance is the "
        "printed rounding plus the noise of the published draws."
    ),
    units=dict.fromkeys(("recomputed", "difference", "tolerance"), "variance"),
    formats={"recomputed": ".5f", "difference": "+.5f", "tolerance": ".5f"},
)
_VARIANCES: Final = (
    "uncorrected",
    "corrected",
    "double_corrected",
    "dersimonian_laird",
    "paule_mandel",
)
PLUGGED: Final = TableLook(
    caption=(
        "Variances between groups computed from the data without any draws. The double-corrected "
        "one is meant for draws; from the data it subtracts too much. The last two take the groups "
        "as a sample from a population of groups and let precise groups count for more, which is "
        "another question."
    ),
    units=dict.fromkeys(_VARIANCES, "variance"),
    formats=dict.fromkeys(_VARIANCES, ".6f"),
)
NOISE: Final = gap_noise_look(
    "Rates of the example's classifier between groups, in points. Resampled from smoothed rates."
)
COUNTS: Final = TableLook(
    caption=(
        "People and positive predictions of each group, as counted in the published predictions."
    ),
    units={"rate": "%"},
    formats={"rate": ".1f"},
)
GAPS_CAPTION: Final = (
    "The largest gap between groups of the example (dot), and what would be expected of it if all "
    "groups were alike (square)."
)


def gaps_plot(compared: Mapping[str, GapNoise]) -> Figure:
    """Return the largest gap of each comparison beside the one expected by chance."""
    fig, axes = new_figure(7.0, 3.4)
    rows = list(range(len(compared)))
    gaps = [found.gap for found in compared.values()]
    by_chance = [found.by_chance for found in compared.values()]
    axes.hlines(rows, by_chance, gaps, color=MUTED, linewidth=1.0)
    axes.plot(by_chance, rows, "s", color=VERMILION, markerfacecolor=PAPER, label="by chance")
    axes.plot(gaps, rows, "o", color=BLUE, label="largest gap")
    axes.set_yticks(rows, list(compared))
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_xlabel("percentage points")
    axes.tick_params(axis="y", colors=INK)
    fig.legend(loc="outside upper center", ncols=2)
    return fig


def gaps_alt(frame: pd.DataFrame) -> str:
    """Return in words what `gaps_plot` shows, from its table."""
    parts = [
        f"{row['comparison']}: {row['gap']:.1f} against {row['gap_by_chance']:.1f}"
        for _, row in frame.iterrows()
    ]
    return (
        "Dot plot of the largest gap and of the gap expected by chance, in points. "
        + "; ".join(parts)
        + "."
    )
