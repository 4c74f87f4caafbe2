"""How the report on choice draws overlaps, exposure, what changes, and earlier trials."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.ranking.feed_choice.exposure import ORDERINGS
from rml.report.style import (
    BLUE,
    GOLD,
    GREEN,
    INK,
    MARKERS,
    MUTED,
    PAPER,
    PURPLE,
    SERIES,
    VERMILION,
    new_figure,
)

_DASHED: Final = (0, (4, 3))
_HATCHES: Final = ("", "///", "", "\\\\\\", "")
_SIDES: Final = (VERMILION, GOLD, GREEN, PURPLE, BLUE)
CHANGES: Final = {
    "gini": "Gini of pages' places",
    "liked": "liked pages (points)",
    "from_equal": "from equal shares (points)",
}


def overlap_frame(measures: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return what the figure of overlaps draws: each account's overlap, and the mean's interval.

    Returns
    -------
    pandas.DataFrame
        ordering, account (or ``mean``), overlap, low and high (of the mean only).
    """
    accounts = measures["overlap"].reset_index()[["ordering", "account", "overlap"]]
    means = table[["ordering", "overlap", "low", "high"]].assign(account="mean")
    both = pd.concat([accounts.assign(low=np.nan, high=np.nan), means], ignore_index=True)
    both = both[both["ordering"] != ORDERINGS[0]]
    place = {name: row for row, name in enumerate(ORDERINGS)}
    who = {name: row for row, name in enumerate((*ACCOUNTS, "mean"))}
    both = both.assign(a=both["ordering"].map(place), b=both["account"].map(who))
    both = both.sort_values(["a", "b"], ignore_index=True)
    return both[["ordering", "account", "overlap", "low", "high"]]


def overlap_plot(frame: pd.DataFrame, *, chance: float) -> Figure:
    """Return each ordering's overlap with the observed feed: accounts, and their mean."""
    figure, axes = new_figure(7.0, 4.2)
    names = list(ORDERINGS[1:])
    for row, name in enumerate(names):
        of = frame[frame["ordering"] == name]
        mean = of[of["account"] == "mean"].iloc[0]
        accounts = of.loc[of["account"] != "mean", "overlap"]
        axes.plot((mean["low"], mean["high"]), (row, row), color=BLUE, marker="", zorder=3)
        axes.plot(
            accounts,
            [row + 0.22] * len(accounts),
            linestyle="",
            marker="o",
            markersize=5,
            markerfacecolor=PAPER,
            markeredgecolor=INK,
            zorder=4,
            label="one account" if row == 0 else None,
        )
        axes.plot(
            [mean["overlap"]],
            [row],
            linestyle="",
            marker="D",
            color=BLUE,
            zorder=5,
            label="mean of accounts, with interval" if row == 0 else None,
        )
    axes.axvline(chance, color=MUTED, linestyle=_DASHED, linewidth=1.2, label="drawn at random")
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(min(-0.02, float(frame["low"].min()) - 0.02), 1.02)
    axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("share of first places with a post from the observed first places")
    figure.legend(loc="outside lower center", ncols=3, fontsize=9)
    return figure


def shares_plot(table: pd.DataFrame) -> Figure:
    """Return stacked bars of orientations' shares of places, one for each ordering."""
    figure, axes = new_figure(7.0, 4.0)
    names = list(ORDERINGS)
    left = np.zeros(len(names))
    for orientation, colour, hatch in zip(ORIENTATIONS, _SIDES, _HATCHES, strict=True):
        of = table[table["orientation"] == orientation].set_index("ordering")
        shares = of.loc[names, "share"].to_numpy(dtype=np.float64)
        axes.barh(
            range(len(names)),
            shares,
            left=left,
            color=colour,
            edgecolor=PAPER,
            hatch=hatch,
            height=0.68,
            label=orientation,
        )
        left = left + shares
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False)
    axes.set_xlabel("share of first places, mean over accounts")
    figure.legend(loc="outside lower center", ncols=5, fontsize=9)
    return figure


def changes_plot(lost: pd.DataFrame) -> Figure:
    """Return what each ordering changes against the observed feed, in three panels."""
    figure, panels = new_figure(7.0, 3.6, columns=3)
    names = list(ORDERINGS[1:])
    for panel, (measure, words) in zip(panels, CHANGES.items(), strict=True):
        of = lost[lost["measure"] == measure].set_index("ordering").loc[names]
        for row, (_, line) in enumerate(of.iterrows()):
            panel.plot((line["low"], line["high"]), (row, row), color=BLUE, marker="")
            panel.plot([line["change"]], [row], linestyle="", marker="o", color=BLUE)
        panel.axvline(0, color=MUTED, linestyle=_DASHED, linewidth=1.2)
        panel.set_yticks(range(len(names)), names if panel is panels[0] else [""] * len(names))
        panel.set_ylim(len(names) - 0.5, -0.5)
        panel.tick_params(axis="y", length=0)
        panel.tick_params(axis="x", labelsize=8)
        panel.grid(visible=False, axis="y")
        panel.set_xlabel(words, fontsize=9)
    return figure


def effects_plot(table: pd.DataFrame) -> Figure:
    """Return published effects of three rankings on readers and posts, with intervals."""
    figure, axes = new_figure(7.0, 4.8)
    outcomes = list(dict.fromkeys(table["outcome"]))
    timelines = list(dict.fromkeys(table["timeline"]))
    for shift, (timeline, colour, marker) in enumerate(
        zip(timelines, SERIES, MARKERS, strict=False)
    ):
        of = table[table["timeline"] == timeline].set_index("outcome").loc[outcomes]
        rows = np.arange(len(outcomes)) + 0.24 * (shift - 1)
        for row, low, high in zip(rows, of["low"], of["high"], strict=True):
            axes.plot((low, high), (row, row), color=colour, marker="", linewidth=2.2)
        axes.plot(of["effect"], rows, linestyle="", marker=marker, color=colour)
        axes.plot([], [], color=colour, marker=marker, linewidth=2.2, label=timeline)
    axes.axvline(0, color=MUTED, linestyle=_DASHED, linewidth=1.2)
    axes.set_yticks(range(len(outcomes)), outcomes)
    axes.set_ylim(len(outcomes) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("standard deviations above the chronological timeline")
    figure.legend(loc="outside lower center", ncols=1, fontsize=9)
    return figure
