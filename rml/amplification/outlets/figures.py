"""How the report on news outlets draws leanings, what feeds showed of them, and the bounds."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rml.report.style import (
    BLUE,
    GREEN,
    GRID,
    INK,
    MUTED,
    PAPER,
    PURPLE,
    SLATE,
    VERMILION,
    new_figure,
    theme,
)

_AXIS = (
    "\N{LEFTWARDS ARROW} Democrats link relatively more  ·  leaning  ·  "
    "Republicans link relatively more \N{RIGHTWARDS ARROW}"
)
# Not the colours of the sides: below, blue is left and vermilion is right.
_QUARTERS = {"2021q2": (GREEN, "o"), "2021q3": (PURPLE, "s")}
_NAMES = {"2021q2": "April to June 2021", "2021q3": "July to September 2021"}


def outlet_rows(outlets: pd.DataFrame, *, quarter: str, most: int) -> pd.DataFrame:
    """Return the most seen placed outlets of a quarter, from left to right leaning.

    Parameters
    ----------
    outlets
        As from ``rml.amplification.outlets.placed_outlets.outlets_frame``.
    quarter, most
        The quarter, and how many outlets.

    Returns
    -------
    pandas.DataFrame
        ``outlet``, ``impressions``, ``leaning``, ``low`` and ``high``.
    """
    placed = outlets[outlets["leaning"].notna()]
    placed = placed.rename(columns={f"impressions_{quarter}": "impressions"})
    largest = placed.nlargest(most, "impressions").sort_values("leaning", ignore_index=True)
    return largest[["outlet", "impressions", "leaning", "low", "high"]]


def outlets_figure(rows: pd.DataFrame) -> Figure:
    """Return the leaning of outlets with intervals, one row each, from `outlet_rows`."""
    figure, axes = new_figure(7.0, 1.2 + 0.25 * len(rows))
    with theme():
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.hlines(rows.index, rows["low"], rows["high"], color=SLATE, linewidth=2.2)
        for side, colour, marker in (
            (rows["leaning"] < 0, BLUE, "o"),
            (rows["leaning"] >= 0, VERMILION, "s"),
        ):
            for has, face in ((rows["low"].notna(), colour), (rows["low"].isna(), PAPER)):
                shown = rows[side & has]
                axes.plot(
                    shown["leaning"],
                    shown.index,
                    linestyle="",
                    color=colour,
                    marker=marker,
                    markerfacecolor=face,
                    zorder=4,
                )
        labels = rows["outlet"] + rows["impressions"].map("   {:,}".format)
        axes.set_yticks(rows.index, labels=list(labels), fontsize=9)
        axes.set(xlim=(-1.06, 1.06), ylim=(len(rows) - 0.4, -0.6))
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=False, axis="y")
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(_AXIS, fontsize=9)
    return figure


def distribution_figure(distribution: pd.DataFrame, covered: dict[str, float]) -> Figure:
    """Return the classes' shares among placed impressions, and how little of the list they are.

    Parameters
    ----------
    distribution
        As from ``rml.amplification.outlets.seen_leaning.distribution_frame``.
    covered
        By quarter, the share of the list's impressions that is placed.
    """
    figure, (above, below) = new_figure(7.0, 5.4, rows=2)
    with theme():
        names = list(distribution["leaning"].unique())
        places = np.arange(len(names))
        for step, (quarter, rows) in zip(
            (-0.19, 0.19), distribution.groupby("quarter"), strict=True
        ):
            colour, marker = _QUARTERS[str(quarter)]
            shares = rows[["share", "least", "most"]].to_numpy() * 100
            above.bar(
                places + step, shares[:, 0], width=0.34, color=colour, label=_NAMES[str(quarter)]
            )
            above.vlines(places + step, shares[:, 1], shares[:, 2], color=INK, linewidth=1.4)
            above.plot(
                places + step,
                shares[:, 0],
                linestyle="",
                marker=marker,
                markersize=4,
                markerfacecolor=PAPER,
                markeredgecolor=INK,
            )
        above.set_xticks(places, labels=names, fontsize=9)
        above.grid(visible=False, axis="x")
        above.set_ylabel("% of placed impressions")
        above.set_xlabel("leaning", fontsize=10)
        above.legend()
        _whole_list(below, distribution, covered)
    return figure


def _whole_list(axes: Axes, distribution: pd.DataFrame, covered: dict[str, float]) -> None:
    quarters = list(covered)
    names = list(distribution["leaning"].unique())
    middle = len(names) // 2
    for row, quarter in enumerate(quarters):
        rows = distribution[distribution["quarter"] == quarter]["share"].to_numpy()
        parts = [rows[:middle].sum(), rows[middle], rows[middle + 1 :].sum()]
        widths = [*(covered[quarter] * 100 * np.array(parts)), 100 * (1 - covered[quarter])]
        start = 0.0
        for width, colour, hatch in zip(
            widths, (BLUE, SLATE, VERMILION, GRID), ("", "", "", "///"), strict=True
        ):
            axes.barh(row, width, left=start, height=0.6, color=colour, hatch=hatch, linewidth=0.8)
            start += width
    axes.set_yticks(range(len(quarters)), labels=[_NAMES[one] for one in quarters])
    axes.invert_yaxis()
    axes.set(xlim=(0, 100))
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(
        "% of all impressions on the list: left, middle, right; hatched: leaning not known",
        fontsize=10,
    )


def bounds_figure(bounds: pd.DataFrame, *, mean: float) -> Figure:
    """Return the lowest and highest possible mean by the assumed share of the tail.

    Parameters
    ----------
    bounds
        As from ``rml.amplification.outlets.bounds.bounds_frame``, over a grid of shares.
    mean
        Of the impressions whose leaning is known.
    """
    figure, axes = new_figure(7.0, 3.6)
    with theme():
        shares = bounds["tail_share"] * 100
        axes.fill_between(shares, bounds["lowest_mean"], bounds["highest_mean"], color=GRID)
        for column, marker in (("lowest_mean", "v"), ("highest_mean", "^")):
            axes.plot(shares, bounds[column], color=MUTED, marker="", linewidth=2)
            axes.plot(shares.iloc[:1], bounds[column].iloc[:1], color=MUTED, marker=marker)
        axes.axhline(mean, color=BLUE, linewidth=2, linestyle=(0, (4, 2)))
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.annotate(
            "mean of the impressions whose leaning is known",
            (float(shares.max()), mean),
            xytext=(-4, -6),
            textcoords="offset points",
            ha="right",
            va="top",
            color=BLUE,
            fontsize=9,
        )
        axes.set(ylim=(-1.05, 1.05), xlim=(float(shares.min()) - 1, float(shares.max())))
        axes.set_xlabel("assumed share of all impressions below the list, %")
        axes.set_ylabel("mean leaning")
    return figure
