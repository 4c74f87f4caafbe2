"""How the report on seven countries draws what the design finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from rml.estimate import Estimate
from rml.report.style import (
    BLUE,
    INK,
    MARKERS,
    MUTED,
    SERIES,
    SLATE,
    VERMILION,
    interval_plot,
    new_figure,
    theme,
)

_ROW_INCHES = 0.34
_COLOURS = (*SERIES, INK)
_MARKERS = (*MARKERS, "X")
_PANELS = ("these authors", "authors like these")
_TITLES = {"these authors": "these accounts", "authors like these": "accounts like these"}


def group_bars(rows: pd.DataFrame, planted: Mapping[str, float] | None) -> Figure:
    """Return each party's amplification over users and authors, beside the published interval.

    Parameters
    ----------
    rows
        As ``Audit.party_rows`` returns them.
    planted
        What was planted in each party, in per cent, marked by a bar; None for a real log.
    """
    shown: list[Estimate] = [
        both if both is not None else users
        for users, both in zip(rows["these_accounts"], rows["accounts_like_these"], strict=True)
    ]
    fig, axes = new_figure(7.0, 1.6 + _ROW_INCHES * len(rows))
    few = [" *" if both is None else "" for both in rows["accounts_like_these"]]
    interval_plot(
        axes,
        [f"{party}{mark}" for party, mark in zip(rows["party"], few, strict=True)],
        shown,
        comparison=list(rows["published"]),
        names=("users and authors", "as published"),
        reference=0.0,
        unit="amplification, per cent",
    )
    if planted is not None:
        with theme():
            places = range(len(rows))
            values = [planted[party] for party in rows["party"]]
            axes.plot(values, places, "|", color=INK, markersize=22, markeredgewidth=2.2, zorder=5)
            axes.annotate(
                "upright bar: planted",
                (1.0, 0.0),
                xycoords="axes fraction",
                xytext=(0, 6),
                textcoords="offset points",
                ha="right",
                color=INK,
                fontsize=10,
            )
    return fig


def pair_bars(users: pd.DataFrame, authors: pd.DataFrame, *, by_side: bool) -> Figure:
    """Return one party's amplification minus the other's, by country, in points.

    Right minus left if ``by_side``; else in an order that was dealt at random.
    """
    order = "right minus left" if by_side else "one party minus the other"
    fig, axes = new_figure(7.0, 1.8 + _ROW_INCHES * len(users))
    interval_plot(
        axes,
        list(users["country"]),
        list(users["difference"]),
        comparison=list(authors["difference"]),
        names=("over users", "over users and authors"),
        reference=0.0,
        unit=f"{order}, percentage points of amplification",
    )
    return fig


def individual_spread(spread: pd.DataFrame) -> Figure:
    """Return the middle of each party's authors: median, half and four fifths of them."""
    fig, axes = new_figure(7.0, 1.5 + _ROW_INCHES * len(spread))
    with theme():
        places = np.arange(len(spread))
        axes.hlines(places, spread["q10"], spread["q90"], color=BLUE, linewidth=1.6)
        axes.hlines(places, spread["q25"], spread["q75"], color=BLUE, linewidth=6, alpha=0.45)
        axes.plot(spread["q50"], places, "o", color=BLUE)
        axes.axvline(0, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
        axes.set_yticks(places, labels=list(spread["party"]))
        axes.set_ylim(len(spread) - 0.4, -0.6)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel("amplification of single accounts, per cent")
    return fig


def power_panels(curves: pd.DataFrame, *, power: float) -> Figure:
    """Return the chance to find a difference against its size, by country, in two panels."""
    fig, panels = new_figure(7.0, 4.6, rows=1, columns=2)
    with theme():
        for axes, which in zip(panels, _PANELS, strict=True):
            _lines(axes, curves[curves["varies"] == which], x="difference", y="power")
            axes.axhline(power, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
            axes.set_title(_TITLES[which])
            axes.set_xlabel("how much more one party\nis amplified, per cent")
            axes.set_xscale("symlog", linthresh=1)
            axes.set_xlim(0, curves["difference"].max())
            axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            axes.set_ylim(-0.02, 1.04)
        panels[0].set_ylabel("chance to find it")
        _legend_below(fig, panels[0])
    return fig


def precision_panels(precision: pd.DataFrame) -> Figure:
    """Return half the width of the pair's interval against the number of control users."""
    fig, panels = new_figure(7.0, 4.6, rows=1, columns=2)
    with theme():
        for axes, which in zip(panels, _PANELS, strict=True):
            _lines(axes, precision[precision["varies"] == which], x="control_size", y="half_width")
            axes.set_title(_TITLES[which])
            axes.set_xscale("log")
            axes.set_yscale("log")
            axes.set_xlabel("control users of the country")
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
            axes.tick_params(axis="x", rotation=30)
        low = precision["half_width"].min() / 1.5
        high = precision["half_width"].max() * 1.5
        for axes in panels:
            axes.set_ylim(low, high)
        panels[0].set_ylabel("half width, per cent of the factor")
        _legend_below(fig, panels[0])
    return fig


def recovery_dots(tables: Mapping[str, pd.DataFrame], *, level: float) -> Figure:
    """Return how often the pair's intervals held the planted contrast, by country."""
    first = next(iter(tables.values()))
    fig, axes = new_figure(7.0, 1.8 + _ROW_INCHES * len(first))
    with theme():
        axes.axvspan(93, 97, color=SLATE, alpha=0.15, linewidth=0)
        axes.axvline(100 * level, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        for place, (which, table) in enumerate(tables.items()):
            axes.plot(
                100 * table["pair_coverage"],
                np.arange(len(table)) + 0.24 * place - 0.12,
                MARKERS[place],
                color=(BLUE, VERMILION)[place],
                label=_TITLES[which],
                clip_on=False,
            )
        axes.set_yticks(range(len(first)), labels=list(first["country"]))
        axes.set_ylim(len(first) - 0.4, -0.6)
        lowest = min(float(table["pair_coverage"].min()) for table in tables.values())
        axes.set_xlim(min(88.0, 100 * lowest - 1), 100)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel("intervals that held the planted contrast, per cent of draws")
        fig.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return fig


def _lines(axes: Axes, rows: pd.DataFrame, *, x: str, y: str) -> None:
    """Draw one line a country."""
    for place, (country, own) in enumerate(rows.groupby("country", sort=False)):
        axes.plot(
            own[x],
            own[y],
            color=_COLOURS[place],
            marker=_MARKERS[place],
            markevery=max(1, len(own) // 5),
            label=str(country),
        )


def _legend_below(fig: Figure, axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside upper center", ncols=min(4, len(labels)))


def estimate_columns(rows: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return a frame in which each column of Estimates became three numbers.

    A column ``gap`` becomes ``gap, gap_low, gap_high``; None becomes missing.
    """
    frame = rows.drop(columns=list(names)).copy()
    for name in names:
        frame[name] = [_number(one, "value") for one in rows[name]]
        frame[f"{name}_low"] = [_number(one, "low") for one in rows[name]]
        frame[f"{name}_high"] = [_number(one, "high") for one in rows[name]]
    return frame


def _number(estimate: Estimate | None, field: str) -> float:
    value = None if estimate is None else getattr(estimate, field)
    return float("nan") if value is None else float(value)
