"""Figures of the audit of a platform's own impressions."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from rml.estimate import Estimate
from rml.report.style import BLUE, GREEN, INK, MUTED, interval_plot, new_figure


def gaps_plot(gaps: Mapping[str, Estimate]) -> Figure:
    """Return the gap by each measure with its interval."""
    fig, axes = new_figure(7.0, 0.5 * len(gaps) + 1.2)
    interval_plot(axes, list(gaps), list(gaps.values()), reference=0, reference_label="no gap")
    return fig


def gaps_alt(gaps: Mapping[str, Estimate]) -> str:
    """Return in words what `gaps_plot` shows."""
    parts = [
        f"{name} {one.value:+.3g}, from {one.low:+.3g} to {one.high:+.3g}"
        for name, one in gaps.items()
        if one.low is not None
    ]
    return f"Dots with intervals of the gap in impressions per author: {'; '.join(parts)}."


def possible_plot(frame: pd.DataFrame) -> Figure:
    """Return gaps that agree with the county means, by how much hangs on one's own group."""
    fig, axes = new_figure(7.0, 3.8)
    place = frame["own_race_share"]
    axes.fill_between(
        place,
        frame["individual_gap_low"],
        frame["individual_gap_high"],
        color=BLUE,
        alpha=0.15,
        linewidth=0,
    )
    axes.plot(place, frame["individual_gap"], color=INK, marker="", label="individual gap")
    axes.plot(
        place,
        frame["group_gap"],
        color=GREEN,
        linestyle=(0, (1, 1.5)),
        linewidth=2.2,
        marker="",
        label="gap of group averages",
    )
    axes.axhline(0, color=MUTED, linewidth=0.8)
    axes.set_xlabel("own-race share: 0 = only the county counts, 1 = only one's own group")
    axes.set_ylabel("impressions per author")
    fig.legend(loc="outside upper center", ncols=2)
    return fig


def possible_alt(frame: pd.DataFrame) -> str:
    """Return in words what `possible_plot` shows."""
    first, last = frame.iloc[0], frame.iloc[-1]
    return (
        "Line chart over the share of the slope that hangs on one's own group. The individual gap "
        f"that agrees with the county means runs from {first['individual_gap']:.3g} to "
        f"{last['individual_gap']:.3g} impressions per author, the gap of group averages from "
        f"{first['group_gap']:.3g} to {last['group_gap']:.3g}."
    )
