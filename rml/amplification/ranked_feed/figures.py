"""How the report on ranked feeds draws own pages, posting volume, and orientations."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from rml.amplification.ranked_feed.own_pages import own_page_logs
from rml.amplification.ranked_feed.slot_counts import SlotCounts
from rml.data.fb_feed_audit_schema import ORIENTATIONS
from rml.estimate import Estimate
from rml.report.style import BLUE, GREEN, INK, MARKERS, MUTED, PAPER, SERIES, VERMILION, new_figure

_DASHED: Final = (0, (4, 3))
_RATIOS: Final = (
    ("ratio", "low", "high", "these six pages, over accounts", BLUE, "o"),
    (
        *("typical", "typical_low", "typical_high"),
        *("typical page, over pages, accounts and days", VERMILION, "s"),
    ),
    (
        *("equal_volume", "equal_low", "equal_high"),
        *("typical page against all, at equal volume", GREEN, "^"),
    ),
)


def _log_ratio_axis(axis: Any) -> None:
    axis.set_major_locator(LogLocator(subs=(1, 2, 3, 5)))
    axis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:g}"))
    axis.set_minor_locator(NullLocator())


def _at_one(axes: Axes) -> None:
    axes.axvline(1, color=MUTED, linewidth=1.2, linestyle=_DASHED, zorder=1)


def own_pages_frame(
    counts: SlotCounts, table: pd.DataFrame, labels: pd.Series[str], *, added_slots: float
) -> pd.DataFrame:
    """Return what the figure of own pages draws: orientation, what, and the ratio."""
    logs = own_page_logs(counts, added_slots=added_slots)
    together = table[["orientation", "over_others"]].assign(what="six pages together")
    single = pd.DataFrame(
        {
            "orientation": counts.orientation,
            "over_others": np.exp(logs),
            "what": labels.reindex(list(counts.page)).to_numpy(),
        }
    )
    columns = ["orientation", "what", "over_others"]
    return pd.concat([together, single], ignore_index=True)[columns]


def own_pages_plot(frame: pd.DataFrame, *, mean: Estimate, typical: Estimate) -> Figure:
    """Return own over others' ratio by orientation: pages, their sum, and the two means."""
    figure, axes = new_figure(7.0, 4.4)
    axes.set_xscale("log")
    _log_ratio_axis(axes.xaxis)
    _at_one(axes)
    together = frame["what"] == "six pages together"
    for row, orientation in enumerate(ORIENTATIONS):
        own = frame["orientation"] == orientation
        pages, all_six = (
            frame.loc[own & chosen, "over_others"] for chosen in (~together, together)
        )
        axes.plot(
            pages,
            [row] * len(pages),
            linestyle="",
            marker="o",
            markersize=6,
            markerfacecolor=PAPER,
            markeredgecolor=INK,
            zorder=3,
        )
        axes.plot(all_six, [row], linestyle="", marker="D", markersize=8, color=BLUE, zorder=4)
    for row, (estimate, colour) in enumerate(((mean, BLUE), (typical, INK)), start=5):
        axes.plot((estimate.low, estimate.high), (row, row), color=colour, marker="", zorder=3)
        marker = "D" if estimate is mean else "o"
        axes.plot([estimate.value], [row], linestyle="", marker=marker, color=colour, zorder=4)
    axes.axhline(4.5, color=MUTED, linewidth=0.6)
    axes.set_xlim(left=min(0.5, 0.9 * float(frame["over_others"].min())))
    names = [*ORIENTATIONS, "mean over accounts", "typical page"]
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("own over others' ratio")
    handles = [
        Line2D([], [], linestyle="", marker="D", markersize=8, color=BLUE, label="six pages"),
        Line2D(
            [],
            [],
            linestyle="",
            marker="o",
            markerfacecolor=PAPER,
            markeredgecolor=INK,
            label="one page",
        ),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure


def volume_plot(pages: pd.DataFrame, *, slope: Estimate) -> Figure:
    """Return every page's ratio against its posts, with the lines of the two baselines."""
    figure, axes = new_figure(7.0, 4.6)
    axes.set(xscale="log", yscale="log")
    for axis in (axes.xaxis, axes.yaxis):
        _log_ratio_axis(axis)
    for orientation, colour, marker in zip(ORIENTATIONS, SERIES, MARKERS, strict=False):
        rows = pages[pages["orientation"] == orientation]
        axes.plot(
            rows["posts"],
            rows["ratio"],
            linestyle="",
            marker=marker,
            markersize=7,
            color=colour,
            label=orientation,
            zorder=3,
        )
    ends = np.array([pages["posts"].min(), pages["posts"].max()], dtype=np.float64)
    centre = np.log(pages[["posts", "ratio"]]).mean()
    fitted = np.exp(centre["ratio"] + slope.value * (np.log(ends) - centre["posts"]))
    axes.plot(ends, fitted, color=INK, linewidth=1.6, marker="")
    axes.plot(ends, [1, 1], color=MUTED, linestyle=_DASHED, linewidth=1.4, marker="")
    quota = float(pages["posts"].sum()) / len(pages) / ends
    axes.plot(ends, quota, color=MUTED, linestyle=(0, (1, 2)), linewidth=1.8, marker="")
    low, high = float(pages["ratio"].min()), float(pages["ratio"].max())
    axes.set_ylim(low / 1.4, high * 1.8)
    axes.annotate(
        "chronological",
        (ends[0], 1),
        xytext=(0, -12),
        textcoords="offset points",
        fontsize=9,
        color=MUTED,
    )
    inside = quota[0] * ends[0] / (high * 1.5)
    axes.annotate(
        "equal quota",
        (inside, high * 1.5),
        xytext=(6, 0),
        textcoords="offset points",
        fontsize=9,
        color=MUTED,
    )
    axes.set_xlabel("posts that some account was shown")
    axes.set_ylabel("ranked over chronological slots")
    figure.legend(loc="outside lower center", ncols=5, fontsize=9)
    return figure


def orientations_frame(these: pd.DataFrame, hurdles: pd.DataFrame) -> pd.DataFrame:
    """Return what the figure of orientations draws, one row each."""
    typical = hurdles.rename(columns={"low": "typical_low", "high": "typical_high"})
    drawn = [name for value, low, high, *_ in _RATIOS[1:] for name in (value, low, high)]
    return these[["orientation", "ratio", "low", "high"]].join(typical[drawn])


def orientations_plot(frame: pd.DataFrame) -> Figure:
    """Return three ratios with their intervals for each orientation."""
    figure, axes = new_figure(7.0, 5.0)
    axes.set_xscale("log")
    _log_ratio_axis(axes.xaxis)
    _at_one(axes)
    for place, (value, low, high, label, colour, marker) in enumerate(_RATIOS):
        rows = np.arange(len(frame)) + 0.22 * (place - 1)
        for row, left, right in zip(rows, frame[low], frame[high], strict=True):
            axes.plot((left, right), (row, row), color=colour, marker="", linewidth=2.2)
        axes.plot(frame[value], rows, linestyle="", marker=marker, color=colour)
        axes.plot([], [], color=colour, marker=marker, linewidth=2.2, label=label)
    axes.set_yticks(range(len(frame)), list(frame["orientation"]))
    axes.set_ylim(len(frame) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("ratio of ranked to chronological slots")
    figure.legend(loc="outside lower center", ncols=1, fontsize=9)
    return figure
