"""The figures of the report on the bounty."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from rml.estimate import Estimate
from rml.report.interval_plot import interval_plot
from rml.report.style import BLUE, INK, MUTED, PAPER, VERMILION, new_figure


def readings_plot(frame: pd.DataFrame) -> Figure:
    """Return the score of each entry under both readings, with the printed total marked."""
    fig, axes = new_figure(7.4, 3.9)
    rows = list(range(len(frame)))
    for row, low, high in zip(rows, frame["multiplied"], frame["added"], strict=True):
        axes.plot([low, high], [row, row], color=MUTED, linewidth=1.2, marker="")
    shown = (
        ("multiplied", "o", BLUE, BLUE, "points times the product"),
        ("added", "s", VERMILION, PAPER, "points times the sum"),
    )
    for column, marker, colour, inside, label in shown:
        axes.plot(
            frame[column],
            rows,
            marker=marker,
            color=colour,
            markerfacecolor=inside,
            linestyle="",
            markersize=8,
            label=label,
        )
    axes.plot(
        frame["printed"],
        rows,
        marker="|",
        color=INK,
        linestyle="",
        markersize=22,
        markeredgewidth=2,
        label="printed by the entrant",
    )
    axes.set_yticks(rows, frame["entry"])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_xlabel("score, points")
    fig.legend(loc="outside upper center", ncols=3)
    return fig


def readings_alt(frame: pd.DataFrame) -> str:
    """Return in words what `readings_plot` shows, from its table."""
    parts = [
        f"{row['entry']}: product {row['multiplied']:.4g}, sum {row['added']:.4g}, printed "
        f"{row['printed']:g}"
        for row in frame.to_dict("records")
    ]
    return "Scores of entries under both readings, in points. " + "; ".join(parts) + "."


def shares_plot(labels: Sequence[str], estimates: Sequence[Estimate]) -> Figure:
    """Return what entrants counted as shares of images with their intervals."""
    fig, axes = new_figure(7.4, 0.42 * len(labels) + 1.2)
    interval_plot(axes, labels, estimates, unit="share of images, %")
    axes.set_xlim(0, 100)
    return fig


def shares_alt(labels: Sequence[str], estimates: Sequence[Estimate]) -> str:
    """Return in words what `shares_plot` shows."""
    parts = [
        f"{label} {one.value:.0f} per cent ({one.low:.0f} to {one.high:.0f})"
        for label, one in zip(labels, estimates, strict=True)
    ]
    return "Shares of images with intervals: " + "; ".join(parts) + "."
