"""The figures of the notebook ``home_timeline/group_disparity``."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from rml.report.style import BLUE, INK, MARKERS, MUTED, SERIES, VERMILION, new_figure
from rml.report.verdict import COVERAGE_RANGE

_METHODS: Final = {
    "coverage": "subtracted twice",
    "coverage_once": "subtracted once",
    "coverage_uncorrected": "not subtracted",
}
_LINES: Final = ("solid", (0, (5, 2)), (0, (1, 1.5)), "dashdot")
_LEAST: Final = 0.04
_TICKS: Final = (0.1, 1, 5, 10, 20, 50, 100)


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
    """Return coverages by the true spread: rows are methods, columns numbers, lines sizes."""
    numbers = list(frame["groups"].unique())
    fig, panels = new_figure(7.0, 6.6, rows=len(_METHODS), columns=len(numbers))
    grid = np.reshape(panels, (len(_METHODS), len(numbers)))
    for down, (column, name) in enumerate(_METHODS.items()):
        for across, number in enumerate(numbers):
            axes = grid[down, across]
            of_number = frame[frame["groups"] == number]
            for place, (size, rows) in enumerate(of_number.groupby("size", sort=False)):
                axes.plot(
                    rows["spread"],
                    _missed(rows[column]),
                    color=SERIES[place % len(SERIES)],
                    marker=MARKERS[place % len(MARKERS)],
                    linestyle=_LINES[place % len(_LINES)],
                    markersize=4.5,
                    linewidth=1.2,
                    label=f"{size:,} people each",
                )
            _as_coverage(axes, level=level)
            if across:
                axes.tick_params(axis="y", labelleft=False)
            if not down:
                axes.set_title(f"{number} groups", fontsize=10)
            if down == len(_METHODS) - 1:
                axes.set_xlabel("true spread, points")
        grid[down, 0].set_ylabel(f"{name}\ncoverage, per cent")
    fig.legend(*grid[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return fig


def _missed(coverage: pd.Series) -> pd.Series:
    """Return the share of misses, in per cent and not below what the axis shows."""
    return (100 * (1 - coverage)).clip(lower=_LEAST)


def _as_coverage(axes: Axes, *, level: float) -> None:
    """Tick an axis of misses, logarithmic and turned round, by the coverage."""
    axes.set_yscale("log")
    axes.axhspan(*(100 * (1 - end) for end in COVERAGE_RANGE), color=MUTED, alpha=0.15, linewidth=0)
    axes.axhline(100 * (1 - level), color=INK, linewidth=0.8)
    axes.yaxis.set_major_locator(FixedLocator(list(_TICKS)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda missed, _: f"{100 - missed:g}"))
    axes.set_ylim(140, 0.8 * _LEAST)


def few_alt(frame: pd.DataFrame) -> str:
    """Return in words what `few_plot` shows."""
    twice, none = 100 * frame["coverage"], 100 * frame["coverage_uncorrected"]
    alike = frame["spread"] == 0
    return (
        "Grid of line charts of coverage over the true spread of the rates, one row a method, one "
        "column a number of groups, one line a size. "
        f"With the noise subtracted twice, coverage lies between {twice.min():.0f} and "
        f"{twice.max():.0f} per cent everywhere, highest where groups are alike. Without "
        f"subtraction it is {none[alike].max():.0f} per cent where groups are alike and rises to "
        f"{none.max():.0f} as they differ."
    )


def rare_plot(frame: pd.DataFrame, *, level: float) -> Figure:
    """Return coverage by how rare events are, with and without smoothing."""
    fig, axes = new_figure(7.0, 3.6)
    for column, colour, marker, line, name in (
        ("coverage", VERMILION, "s", "solid", "groups without events resampled as they are"),
        ("coverage_smoothed", BLUE, "o", (0, (5, 2)), "resampled from smoothed rates"),
    ):
        axes.plot(
            frame["rate"],
            _missed(frame[column]),
            color=colour,
            marker=marker,
            linestyle=line,
            label=name,
        )
    axes.set_xscale("log")
    axes.set_xticks(list(frame["rate"]), [f"{rate:g}" for rate in frame["rate"]])
    axes.minorticks_off()
    _as_coverage(axes, level=level)
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


def apart_plot(frame: pd.DataFrame, *, level: float) -> Figure:
    """Return coverage by the rate of the smallest group, one line the sizes of a report."""
    fig, axes = new_figure(7.0, 3.8)
    for place, (sizes, rows) in enumerate(frame.groupby("sizes", sort=False)):
        for column, rule in (("coverage_smoothed", "smoothed"), ("coverage", "as they are")):
            smoothed = column == "coverage_smoothed"
            axes.plot(
                rows["rate"],
                _missed(rows[column]),
                color=SERIES[place % len(SERIES)],
                marker=MARKERS[place % len(MARKERS)],
                markerfacecolor=None if smoothed else "none",
                linestyle="solid" if smoothed else (0, (5, 2)),
                label=f"{sizes}, {rule}",
            )
    _as_coverage(axes, level=level)
    axes.set_xticks(sorted(frame["rate"].unique()))
    axes.set_xlabel("true rate of the smallest group, per cent")
    axes.set_ylabel("coverage, per cent")
    fig.legend(loc="outside upper center", ncols=2)
    return fig


def apart_alt(frame: pd.DataFrame) -> str:
    """Return in words what `apart_plot` shows."""
    parts = [
        f"{sizes}: {100 * rows['coverage_smoothed'].min():.0f} to "
        f"{100 * rows['coverage_smoothed'].max():.0f} per cent smoothed, "
        f"{100 * rows['coverage'].min():.0f} to {100 * rows['coverage'].max():.0f} as they are"
        for sizes, rows in frame.groupby("sizes", sort=False)
    ]
    return (
        "Line chart of coverage over the rate of the smallest group, which is the highest. "
        + "; ".join(parts)
        + "."
    )
