"""The figures of the notebook ``political_amplification/estimator_bias``."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rml.amplification.estimator_bias.tables import ONE_DAY, POOLED
from rml.report.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    PAPER,
    PURPLE,
    SLATE,
    VERMILION,
    new_figure,
)
from rml.report.verdict import COVERAGE_RANGE

NAMES: Final = {
    "inside": "(T + 1) / (k C + 1)",
    "outside": "(T + 1) / (k (C + 1))",
    "corrected": "T / (k (C + 1))",
    "none": "T / (k C), where C > 0",
}
_LOOKS: Final = {
    "inside": (VERMILION, "o", "solid"),
    "outside": (PURPLE, "^", (0, (5, 2))),
    "corrected": (BLUE, "s", "solid"),
    "none": (SLATE, "D", (0, (1, 1.5))),
}
_AUTHORS: Final = {
    "daily, inside": (VERMILION, "o", "solid", "mean of daily (T + 1) / (k C + 1)"),
    "daily, outside": (PURPLE, "^", (0, (5, 2)), "mean of daily (T + 1) / (k (C + 1))"),
    "pooled, corrected": (BLUE, "s", "solid", "pooled T / (k (C + 1))"),
}
_INTERVALS: Final = {"score": (BLUE, "score interval"), "exact": (VERMILION, "exact interval")}


def bias_plot(frame: pd.DataFrame) -> Figure:
    """Return two panels: the bias under no effect of one day's ratio, and of pooled reach."""
    fig, panels = new_figure(7.0, 4.4, rows=1, columns=2)
    for axes, joined, title in zip(
        panels,
        (ONE_DAY, POOLED),
        ("one day, or a mean over days", "reach pooled first"),
        strict=True,
    ):
        shown = frame[frame["joined"] == joined]
        for smoothing, rows in shown.groupby("smoothing", sort=False):
            colour, marker, line = _LOOKS[str(smoothing)]
            axes.plot(
                rows["control_reach"],
                rows["exact"],
                color=colour,
                linestyle=line,
                marker="",
                label=NAMES[str(smoothing)],
            )
            axes.plot(
                rows["control_reach"],
                rows["simulated"],
                color=colour,
                linestyle="",
                marker=marker,
                markerfacecolor=PAPER,
                markersize=4.5,
            )
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.set_title(title, fontsize=10)
        _log_reach(axes)
    panels[0].set_ylabel("mean amplification found, per cent")
    fig.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return fig


def bias_alt(frame: pd.DataFrame) -> str:
    """Return in words what `bias_plot` shows."""
    one = frame[frame["joined"] == ONE_DAY]
    ends = {}
    for smoothing, rows in one.groupby("smoothing", sort=False):
        top = rows.iloc[int(rows["exact"].to_numpy().argmax())]
        ends[str(smoothing)] = (top["exact"], top["control_reach"], rows["exact"].min())
    peak, at, _ = ends["inside"]
    pooled = frame[(frame["joined"] == POOLED)]
    return (
        "Two line charts over expected control users a day on a logarithmic axis. For one day the "
        f"published formula with the one inside the bracket rises to {peak:.0f} per cent near "
        f"{at:g} users and then falls towards 0; the other reading starts at "
        f"{ends['outside'][2]:.0f} per cent and ends near 0; the corrected ratio is too small "
        "below about five users and on 0 from there. With pooled reach all lie between "
        f"{pooled['exact'].min():.0f} and {pooled['exact'].max():.0f} per cent. Simulated means "
        "lie on or near the exact curves."
    )


def authors_plot(frame: pd.DataFrame) -> Figure:
    """Return the share of authors who appear amplified though nobody is, by reach."""
    fig, axes = new_figure(7.0, 3.8)
    for estimator, rows in frame.groupby("estimator", sort=False):
        colour, marker, line, name = _AUTHORS[str(estimator)]
        axes.plot(
            rows["control_reach"],
            100 * rows["share"],
            color=colour,
            marker=marker,
            linestyle=line,
            label=name,
        )
    axes.set_ylabel("per cent of authors")
    axes.set_ylim(-3, 103)
    _log_reach(axes)
    fig.legend(loc="outside upper center", ncols=1)
    return fig


def authors_alt(frame: pd.DataFrame) -> str:
    """Return in words what `authors_plot` shows."""
    inside = frame[frame["estimator"] == "daily, inside"]
    top = inside.iloc[int(inside["share"].to_numpy().argmax())]
    rest = frame[frame["estimator"] != "daily, inside"]["share"].max()
    return (
        "Line chart over expected control users a day, logarithmic. With the first reading of the "
        f"published formula {100 * top['share']:.0f} per cent of authors lie above the threshold "
        f"at {top['control_reach']:g} users a day, and none from about ten on. The other two "
        f"estimators stay at or below {100 * rest:.1f} per cent everywhere."
    )


def coverage_plot(frame: pd.DataFrame, *, level: float) -> Figure:
    """Return exact coverages of both intervals by expected control user-days."""
    fig, axes = new_figure(7.0, 3.8)
    axes.axhspan(*(100 * end for end in COVERAGE_RANGE), color=MUTED, alpha=0.12, linewidth=0)
    axes.axhline(100 * level, color=INK, linewidth=0.8)
    for interval, rows in frame.groupby("interval", sort=False):
        colour, name = _INTERVALS[str(interval)]
        for number, (_, one) in enumerate(rows.groupby("planted", sort=False)):
            axes.plot(
                one["user_days"],
                100 * one["coverage"],
                color=colour,
                marker="o" if interval == "score" else "s",
                markersize=3.5,
                linewidth=1.0,
                linestyle="solid" if interval == "score" else (0, (4, 2)),
                label=f"{name}, one line a planted amplification" if number == 0 else None,
            )
    axes.set_xscale("log")
    axes.set_xlabel("expected control user-days, all days together")
    axes.set_ylabel("coverage, per cent")
    fig.legend(loc="outside upper center", ncols=1)
    return fig


def coverage_alt(frame: pd.DataFrame) -> str:
    """Return in words what `coverage_plot` shows."""
    score, exact = (
        100 * frame.loc[frame["interval"] == name, "coverage"] for name in ("score", "exact")
    )
    return (
        "Line chart of coverage over expected control user-days, logarithmic. The score interval "
        f"covers between {score.min():.1f} and {score.max():.1f} per cent for all planted "
        f"amplifications; the exact interval between {exact.min():.1f} and {exact.max():.1f}, "
        "nearest to nominal where most users are reached."
    )


def returning_plot(frame: pd.DataFrame, *, level: float) -> Figure:
    """Return the coverage of intervals by how many days a reached user is reached on."""
    fig, axes = new_figure(7.0, 3.6)
    axes.axhspan(*(100 * end for end in COVERAGE_RANGE), color=MUTED, alpha=0.12, linewidth=0)
    axes.axhline(100 * level, color=INK, linewidth=0.8)
    for independent, colour, marker in (("user-days", VERMILION, "o"), ("users", GREEN, "s")):
        rows = frame[frame["independent"] == independent]
        axes.plot(
            rows["days_per_user"],
            100 * rows["coverage"],
            color=colour,
            marker=marker,
            label=f"{independent} taken as independent",
        )
    axes.set_xscale("log")
    axes.set_xticks(
        frame["days_per_user"].unique(), [f"{mean:g}" for mean in frame["days_per_user"].unique()]
    )
    axes.minorticks_off()
    axes.set_ylim(0, 103)
    axes.set_xlabel("mean days of a user who is reached")
    axes.set_ylabel("coverage, per cent")
    fig.legend(loc="outside upper center", ncols=2)
    return fig


def returning_alt(frame: pd.DataFrame) -> str:
    """Return in words what `returning_plot` shows."""
    naive = frame[frame["independent"] == "user-days"]
    users = frame[frame["independent"] == "users"]
    return (
        "Line chart of coverage over the mean number of days of a user who is reached, "
        f"logarithmic. Taking user-days as independent, coverage falls from "
        f"{100 * naive['coverage'].iloc[0]:.0f} to {100 * naive['coverage'].iloc[-1]:.0f} per "
        f"cent; taking users as independent it stays between {100 * users['coverage'].min():.0f} "
        f"and {100 * users['coverage'].max():.0f} per cent."
    )


def _log_reach(axes: Axes) -> None:
    axes.set_xscale("log")
    axes.set_xlabel("expected control users a day")
