"""The figures of the notebook ``home_timeline/group_disparity``."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from rml.report.style import BLUE, INK, MARKERS, MUTED, PURPLE, SERIES, VERMILION, new_figure
from rml.report.verdict import COVERAGE_RANGE

_LINES: Final = {
    "coverage": (BLUE, "o", "solid", "subtracted twice in draws"),
    "coverage_once": (PURPLE, "^", (0, (5, 2)), "subtracted once"),
    "coverage_uncorrected": (VERMILION, "s", (0, (1, 1.5)), "not subtracted"),
}


def chance_plot(frame: pd.DataFrame, *, groups: int, size: int) -> Figure:
    """Return the gap expected among equals by number of groups, one line a size; one is marked."""
    fig, axes = new_figure(7.0, 4.0)
    for number, (of_size, rows) in enumerate(frame.groupby("size", sort=False)):
        axes.plot(
            rows["groups"],
            rows["gap"],
            color=SERIES[number % len(SERIES)],
            marker=MARKERS[number % len(MARKERS)],
            label=f"{of_size:,} people in each group",
        )
    marked = frame[(frame["groups"] == groups) & (frame["size"] == size)]
    axes.plot(
        marked["groups"], marked["gap"], linestyle="", marker="o", markersize=12,
        markerfacecolor="none", markeredgecolor=INK,
    )  # fmt: skip
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xticks(sorted(frame["groups"].unique()))
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel("number of groups")
    axes.set_ylabel("expected largest gap, points")
    fig.legend(loc="outside upper center", ncols=2)
    return fig


def chance_alt(frame: pd.DataFrame) -> str:
    """Return in words what `chance_plot` shows."""
    ends = frame.groupby("size")["gap"].agg(["min", "max"])
    small, large = ends.index.min(), ends.index.max()
    return (
        "Line chart of the gap expected among equal groups over their number, logarithmic. "
        f"Every line rises. With {small:,} people in each group it goes from "
        f"{ends.loc[small, 'min']:.1f} to {ends.loc[small, 'max']:.1f} points, with {large:,} from "
        f"{ends.loc[large, 'min']:.1f} to {ends.loc[large, 'max']:.1f}."
    )


def few_plot(frame: pd.DataFrame, *, level: float) -> Figure:
    """Return coverages by the true spread, one panel a number of groups, all sizes as marks."""
    numbers = list(frame["groups"].unique())
    fig, panels = new_figure(7.0, 3.8, rows=1, columns=len(numbers))
    for axes, number in zip(panels if len(numbers) > 1 else [panels], numbers, strict=True):
        axes.axhspan(*(100 * end for end in COVERAGE_RANGE), color=MUTED, alpha=0.12, linewidth=0)
        axes.axhline(100 * level, color=INK, linewidth=0.8)
        for column, (colour, marker, line, name) in _LINES.items():
            for place, (_, rows) in enumerate(
                frame[frame["groups"] == number].groupby("size", sort=False)
            ):
                axes.plot(
                    rows["spread"],
                    100 * rows[column],
                    color=colour,
                    marker=marker,
                    markersize=3.5,
                    linewidth=1.0,
                    linestyle=line,
                    label=name if place == 0 else None,
                )
        axes.set_title(f"{number} groups", fontsize=10)
        axes.set_ylim(-3, 103)
        axes.set_xlabel("true spread, points")
    first = panels[0] if len(numbers) > 1 else panels
    first.set_ylabel("coverage, per cent")
    fig.legend(*first.get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return fig


def few_alt(frame: pd.DataFrame) -> str:
    """Return in words what `few_plot` shows."""
    twice, none = 100 * frame["coverage"], 100 * frame["coverage_uncorrected"]
    alike = frame["spread"] == 0
    return (
        "Line charts of coverage over the true spread of the rates, one panel a number of groups. "
        f"With the noise subtracted twice, coverage lies between {twice.min():.0f} and "
        f"{twice.max():.0f} per cent everywhere, highest where groups are alike. Without "
        f"subtraction it is {none[alike].max():.0f} per cent where groups are alike and rises to "
        f"{none.max():.0f} as they differ."
    )


def rare_plot(frame: pd.DataFrame, *, level: float) -> Figure:
    """Return coverage by how rare events are, with and without smoothing."""
    fig, axes = new_figure(7.0, 3.6)
    axes.axhspan(*(100 * end for end in COVERAGE_RANGE), color=MUTED, alpha=0.12, linewidth=0)
    axes.axhline(100 * level, color=INK, linewidth=0.8)
    for column, colour, marker, line, name in (
        ("coverage", VERMILION, "s", "solid", "groups without events resampled as they are"),
        ("coverage_smoothed", BLUE, "o", (0, (5, 2)), "resampled from smoothed rates"),
    ):
        axes.plot(
            frame["rate"],
            100 * frame[column],
            color=colour,
            marker=marker,
            linestyle=line,
            label=name,
        )
    axes.set_xscale("log")
    axes.set_xticks(list(frame["rate"]), [f"{rate:g}" for rate in frame["rate"]])
    axes.minorticks_off()
    axes.set_xlabel("mean true rate, per cent")
    axes.set_ylabel("coverage, per cent")
    fig.legend(loc="outside upper center", ncols=1)
    return fig


def rare_alt(frame: pd.DataFrame) -> str:
    """Return in words what `rare_plot` shows."""
    first, last = frame.iloc[0], frame.iloc[-1]
    return (
        "Line chart of coverage over the mean true rate, logarithmic. Resampled as they are, "
        f"coverage starts at {100 * first['coverage']:.0f} per cent at a rate of "
        f"{first['rate']:g} per cent and ends at {100 * last['coverage']:.0f} per cent at "
        f"{last['rate']:g}. From smoothed rates it goes from "
        f"{100 * first['coverage_smoothed']:.0f} to {100 * last['coverage_smoothed']:.0f} per cent."
    )
