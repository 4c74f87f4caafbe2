"""The figures of the report on the published formula."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from rml.ranking.published_formula.scoring import EPSILON
from rml.report.style import BLUE, INK, MUTED, PAPER, VERMILION, new_figure


def exchange_plot(frame: pd.DataFrame) -> Figure:
    """Return each engagement's weight in likes, from the heaviest down."""
    fig, axes = new_figure(7.0, 4.2)
    rows = list(range(len(frame)))
    sizes = frame["likes"].abs()
    for row, likes, size in zip(rows, frame["likes"], sizes, strict=True):
        against = likes < 0
        axes.plot(
            size,
            row,
            marker="s" if against else "o",
            markerfacecolor=PAPER if against else BLUE,
            color=VERMILION if against else BLUE,
            linestyle="",
            markersize=8,
        )
        number = f"{likes:+,.0f}" if size >= 1 else f"{likes:+g}"
        axes.annotate(
            number.replace("-", "\N{MINUS SIGN}"),
            (size, row),
            textcoords="offset points",
            xytext=(9, -3.5),
            fontsize=9.5,
            color=INK,
        )
    axes.axvline(1, color=MUTED, linewidth=0.8)
    axes.set_xscale("log")
    axes.set_xlim(0.005, 4000)
    axes.set_yticks(rows, frame["engagement"])
    axes.invert_yaxis()
    axes.set_xlabel("likes of equal weight (square: against the post)")
    return fig


def exchange_alt(frame: pd.DataFrame) -> str:
    """Return in words what `exchange_plot` shows, from its table."""
    parts = [
        f"{row['engagement']} {row['likes']:+,.2f}".removesuffix(".00")
        for _, row in frame.iterrows()
    ]
    return "Dot plot of weights in likes, logarithmic, heaviest first: " + "; ".join(parts) + "."


def squeeze_plot(frame: pd.DataFrame) -> Figure:
    """Return the served score by the probability of a report: all of it, and near 0.001."""
    fig, panels = new_figure(7.0, 3.6, rows=1, columns=2)
    for axes, title in zip(panels, ("the whole range", "near 0.001"), strict=True):
        for negative, colour, line in ((False, BLUE, "solid"), (True, VERMILION, (0, (4, 2)))):
            rows = frame[(frame["weighted_sum"] < 0) == negative]
            axes.plot(
                rows["report"],
                rows["served_score"],
                color=colour,
                linestyle=line,
                marker="",
                label="sum below zero" if negative else "sum of zero or more",
            )
        axes.axhline(EPSILON, color=MUTED, linewidth=0.8)
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("probability of a report, %")
    panels[0].set_ylabel("served score, score points")
    panels[0].set_ylim(bottom=0)
    panels[1].set_ylim(0, 3 * EPSILON)
    fig.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return fig


def squeeze_alt(frame: pd.DataFrame) -> str:
    """Return in words what `squeeze_plot` shows, from its table."""
    above, below = (frame[(frame["weighted_sum"] < 0) == negative] for negative in (False, True))
    return (
        f"Two line charts for a post with a {frame['like'].iloc[0]:g} per cent chance of a like. "
        f"The served score falls in a straight line from {above['served_score'].iloc[0]:.4f} to "
        f"about 0.001 at a {above['report'].max():.4f} per cent chance of a report, drops by a "
        f"step to {below['served_score'].iloc[0]:.6f}, and is then nearly level."
    )


def see_fewer_plot(frame: pd.DataFrame) -> Figure:
    """Return the factor by days since a request to see fewer posts."""
    fig, axes = new_figure(7.0, 3.2)
    out = frame["factor"] == 0
    axes.plot(
        frame.loc[out, "day"],
        frame.loc[out, "factor"],
        color=VERMILION,
        marker="",
        linewidth=4,
        label="left out",
    )
    axes.plot(
        frame.loc[~out, "day"],
        frame.loc[~out, "factor"],
        color=BLUE,
        marker="",
        label="score multiplied",
    )
    axes.set_ylim(-0.04, 1.08)
    axes.set_xlabel("days since the request")
    axes.set_ylabel("factor")
    fig.legend(loc="outside upper center", ncols=2)
    return fig


def see_fewer_alt(frame: pd.DataFrame) -> str:
    """Return in words what `see_fewer_plot` shows, from its table."""
    shown = frame[frame["factor"] > 0]
    full = frame.loc[frame["factor"] == 1, "day"].min()
    return (
        f"Line chart over days: nothing until day {shown['day'].iloc[0]}, then a jump to "
        f"{shown['factor'].iloc[0]:.1f} and a straight rise to 1 on day {full}."
    )
