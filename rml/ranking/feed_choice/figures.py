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
MEAN: Final = "mean"
OTHER_MEAN: Final = "mean, other pool"
CHANGES: Final = {
    "gini": "Gini of pages' places",
    "liked": "liked pages (points)",
    "from_equal": "from equal shares (points)",
}


def overlap_frame(accounts: pd.DataFrame, both: pd.DataFrame) -> pd.DataFrame:
    """Return what the figure of overlaps draws: accounts, their mean, and that of another pool.

    Parameters
    ----------
    accounts
        As ``rml.ranking.feed_choice.account_overlaps.account_overlaps`` returns them.
    both
        As ``rml.ranking.feed_choice.two_pools.pools_table`` returns it: the report's pool first.

    Returns
    -------
    pandas.DataFrame
        ordering, account (or ``mean``, or ``mean, other pool``), feeds and places (of an
        account), overlap, low and high.
    """
    named = dict(zip(dict.fromkeys(both["pool"]), (MEAN, OTHER_MEAN), strict=True))
    means = both[["ordering", "overlap", "low", "high"]].assign(account=both["pool"].map(named))
    frame = pd.concat([accounts, means], ignore_index=True)
    frame = frame[frame["ordering"] != ORDERINGS[0]]
    place = {name: row for row, name in enumerate(ORDERINGS)}
    who = {name: row for row, name in enumerate((*ACCOUNTS, MEAN, OTHER_MEAN))}
    frame = frame.assign(a=frame["ordering"].map(place), b=frame["account"].map(who))
    frame = frame.sort_values(["a", "b"], ignore_index=True).astype({"feeds": "Int64"})
    return frame[["ordering", "account", "feeds", "places", "overlap", "low", "high"]]


def overlap_plot(frame: pd.DataFrame, *, chance: float) -> Figure:
    """Return each ordering's overlap with the observed feed: accounts, and their means."""
    figure, axes = new_figure(7.0, 5.6)
    names = list(ORDERINGS[1:])
    for row, name in enumerate(names):
        of = frame[frame["ordering"] == name]
        means = of[of["account"].isin((MEAN, OTHER_MEAN))].set_index("account")
        accounts = of[~of["account"].isin((MEAN, OTHER_MEAN))]
        rows = row - 0.08 + 0.09 * np.arange(len(accounts))
        for at, low, high in zip(rows, accounts["low"], accounts["high"], strict=True):
            axes.plot((low, high), (at, at), color=MUTED, marker="", linewidth=1, zorder=3)
        axes.plot(
            accounts["overlap"],
            rows,
            linestyle="",
            marker="o",
            markersize=4,
            markerfacecolor=PAPER,
            markeredgecolor=INK,
            zorder=4,
            label="one account, over its feeds" if row == 0 else None,
        )
        for account, at, marker, colour in (
            (MEAN, row - 0.2, "D", BLUE),
            (OTHER_MEAN, row - 0.34, "s", VERMILION),
        ):
            mean = means.loc[account]
            axes.plot((mean["low"], mean["high"]), (at, at), color=colour, marker="", zorder=3)
            axes.plot(
                [mean["overlap"]],
                [at],
                linestyle="",
                marker=marker,
                color=colour,
                zorder=5,
                label=account if row == 0 else None,
            )
    axes.axvline(chance, color=MUTED, linestyle=_DASHED, linewidth=1.2, label="drawn at random")
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("share of first places with a post from the observed first places")
    figure.legend(loc="outside lower center", ncols=2, fontsize=9)
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


def pages_plot(shares: pd.DataFrame) -> Figure:
    """Return each page's share of the first places, with intervals, one panel an ordering."""
    figure, panels = new_figure(7.0, 6.4, columns=len(ORDERINGS))
    pages = list(dict.fromkeys(shares["page"]))
    most = float(shares["high"].fillna(shares["share"]).max())
    for panel, name in zip(panels, ORDERINGS, strict=True):
        of = shares[shares["ordering"] == name].set_index("page").loc[pages]
        rows = np.arange(len(pages))
        for at, low, high in zip(rows, of["low"], of["high"], strict=True):
            panel.plot((low, high), (at, at), color=BLUE, marker="", linewidth=1.2)
        panel.plot(of["share"], rows, linestyle="", marker="o", markersize=2.6, color=BLUE)
        for edge in range(6, len(pages), 6):
            panel.axhline(edge - 0.5, color=MUTED, linewidth=0.5)
        panel.set_yticks(rows, pages if panel is panels[0] else [""] * len(pages), fontsize=8)
        panel.set_ylim(len(pages) - 0.4, -0.6)
        panel.set_xlim(-0.03 * most, 1.05 * most)
        panel.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=""))
        panel.tick_params(axis="y", length=0)
        panel.tick_params(axis="x", labelsize=8)
        panel.grid(visible=False, axis="y")
        panel.set_xlabel(name.replace(" ", "\n"), fontsize=8.5)
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
