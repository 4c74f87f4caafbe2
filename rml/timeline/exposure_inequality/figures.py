"""How the report on inequality of exposure draws feeds, lists, bounds and labels."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter
from numpy.typing import ArrayLike

from rml.report.style import (
    BLUE,
    GOLD,
    GREEN,
    GRID,
    INK,
    MUTED,
    PURPLE,
    SLATE,
    VERMILION,
    new_figure,
    theme,
)
from rml.timeline.exposure_inequality.group_parts import closest_labels, widest_labels

_LINES = ((BLUE, "-"), (GREEN, (0, (6, 2))), (PURPLE, (0, (3, 2))), (GOLD, (0, (1, 1.2))))


def feeds_figure(differences: pd.DataFrame) -> Figure:
    """Return each account's difference and their mean, over pages and over posts.

    Parameters
    ----------
    differences
        As from ``rml.timeline.exposure_inequality.feed_inequality.differences_frame``.
    """
    figure, panels = new_figure(5.4, 3.6, columns=2)
    places = np.arange(len(differences))
    names = ("pages", "posts")
    values = differences[[*names, *(f"{name}_{end}" for name in names for end in ("low", "high"))]]
    drawn = values.to_numpy(dtype=np.float64)
    low, high = min(0.0, float(np.nanmin(drawn))), max(0.0, float(np.nanmax(drawn)))
    room = 0.06 * (high - low)
    with theme():
        for axes, name in zip(panels, names, strict=True):
            axes.axvline(0, color=MUTED, linewidth=1.2)
            axes.plot(
                differences[name].iloc[:-1], places[:-1], linestyle="", marker="o", color=BLUE
            )
            mean = differences.iloc[-1]
            axes.hlines(places[-1], mean[f"{name}_low"], mean[f"{name}_high"], color=INK)
            axes.plot([mean[name]], places[-1:], linestyle="", marker="s", color=INK)
            axes.axhline(len(differences) - 1.5, color=GRID, linewidth=0.8)
            labels = list(differences["account"]) if name == "pages" else []
            axes.set_yticks(places, labels=labels)
            axes.set(ylim=(len(differences) - 0.5, -0.5), xlim=(low - room, high + room))
            axes.grid(visible=False, axis="y")
            axes.tick_params(axis="y", length=0)
            axes.set_title(f"over {name}")
            axes.set_xlabel("percentage points", fontsize=10)
    return figure


def lists_figure(curves: pd.DataFrame) -> Figure:
    """Return the lists' Lorenz curves.

    Parameters
    ----------
    curves
        As from ``rml.timeline.exposure_inequality.listed_attention.curves_frame``.
    """
    figure, axes = new_figure(6.0, 5.0)
    with theme():
        axes.plot([0, 100], [0, 100], color=MUTED, marker="", linewidth=1)
        for (name, rows), (colour, style) in zip(
            curves.groupby("list", sort=False), _LINES, strict=True
        ):
            axes.plot(
                rows["of_units"] * 100,
                rows["of_attention"] * 100,
                color=colour,
                linestyle=style,
                marker="",
                label=str(name),
            )
        axes.set(xlim=(0, 100), ylim=(0, 100))
        axes.set_xlabel("% of listed units, smallest first")
        axes.set_ylabel("% of listed attention")
        axes.legend(loc="upper left", fontsize=9)
    return figure


def unseen_figure(curve: pd.DataFrame, *, gini: float, top: float, share: float) -> Figure:
    """Return the bounds of both measures by the assumed number of unseen units.

    Parameters
    ----------
    curve
        As from ``rml.timeline.exposure_inequality.unseen_units.bounds_frame``, over a rising grid
        of multiples above 0.
    gini, top
        The measures of the list alone.
    share
        Of the units, whose part the lower panel shows.
    """
    figure, panels = new_figure(5.4, 6.0, rows=2)
    with theme():
        for axes, name, alone, label in zip(
            panels,
            ("gini", "top"),
            (gini, top),
            ("Gini coefficient", f"share of the top {share * 100:g} %"),
            strict=True,
        ):
            low, high = curve[f"{name}_low"], curve[f"{name}_high"]
            axes.fill_between(curve["multiple"], low, high, color=GRID)
            for edge in (low, high):
                axes.plot(curve["multiple"], edge, color=MUTED, marker="")
            axes.axhline(alone, color=BLUE, linestyle=(0, (4, 2)))
            axes.set_xscale("log")
            axes.xaxis.set_major_locator(FixedLocator([0.1, 1, 10, 100, 1000]))
            axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
            axes.xaxis.set_minor_locator(FixedLocator([]))
            axes.set(ylim=(0, 1), xlim=(curve["multiple"].min(), curve["multiple"].max()))
            axes.set_ylabel(label)
        panels[1].set_xlabel("unseen domains for each listed one")
        # So many unseen units make the listed ones the top share of all.
        panels[1].axvline((1 - share) / share, color=INK, linestyle=":", linewidth=1)
    return figure


def labels_frame(amounts: ArrayLike) -> pd.DataFrame:
    """Return the amounts in falling order with both made-up labels.

    Returns
    -------
    pandas.DataFrame
        ``place`` (from 1), ``slots``, ``labels_close`` and ``labels_apart`` ("A" or "B").
    """
    values = np.asarray(amounts, dtype=float)
    order = np.argsort(-values, kind="stable")
    return pd.DataFrame(
        {
            "place": np.arange(1, values.size + 1),
            "slots": values[order].astype(int),
            "labels_close": closest_labels(values)[order],
            "labels_apart": widest_labels(values)[order],
        }
    )


def same_gini_figure(labels: pd.DataFrame) -> Figure:
    """Return the same bars twice, coloured by two labellings, from `labels_frame`."""
    figure, panels = new_figure(5.4, 5.0, rows=2)
    with theme():
        for axes, column in zip(panels, ("labels_close", "labels_apart"), strict=True):
            for group, colour, hatch, style in (
                ("A", VERMILION, "", "-"),
                ("B", SLATE, "////", (0, (4, 2))),
            ):
                rows = labels[labels[column] == group]
                axes.bar(rows["place"], rows["slots"], color=colour, hatch=hatch, label=group)
                axes.axhline(rows["slots"].mean(), color=colour, linestyle=style, linewidth=1.6)
            axes.grid(visible=False, axis="x")
            axes.set_xlim(0.2, len(labels) + 0.8)
            axes.set_ylabel("slots")
            axes.legend(title="made-up group", fontsize=9)
        panels[1].set_xlabel("the account's pages, most slots first")
        panels[1].axhline(0, color=INK, linewidth=0.8)
    return figure
