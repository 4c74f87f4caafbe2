"""The figures of the notebook ``home_timeline/county_audit``."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from rml.report.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    PAPER,
    PURPLE,
    VERMILION,
    new_figure,
)
from rml.timeline.county_audit.bounds_example import Rates

_WORLDS: Final = {"own race": (BLUE, "o"), "county only": (VERMILION, "s")}
_MEASURES: Final = {"weighted gap": (BLUE, "o"), "regression": (VERMILION, "s")}
_DASHED: Final = (0, (5, 2))
_DOTTED: Final = (0, (1, 1.5))


def worlds_plot(frame: pd.DataFrame) -> Figure:
    """Return what an auditor sees of both worlds, and what is behind it in each."""
    fig, (seen, own, county) = new_figure(7.0, 3.6, rows=1, columns=3)
    for world, (colour, marker) in _WORLDS.items():
        rows = frame[frame["world"] == world]
        seen.plot(
            rows["share"],
            rows["mean"],
            color=colour,
            marker=marker,
            markerfacecolor=PAPER,
            linestyle="",
            label=f"a class of counties, {world} (one draw)",
        )
    rows = frame[frame["world"] == "own race"]
    seen.plot(rows["share"], rows["expected"], color=INK, marker="", label="both, without chance")
    seen.set_title("what is seen")
    for axes, world in ((own, "own race"), (county, "county only")):
        rows = frame[frame["world"] == world]
        # Wide and beneath: in one of the worlds the other line lies on top of it.
        axes.plot(
            rows["share"],
            rows["others"],
            color=INK,
            alpha=0.3,
            linewidth=7,
            marker="",
            solid_capstyle="butt",
            label="other authors",
        )
        axes.plot(
            rows["share"],
            rows["group"],
            color=_WORLDS[world][0],
            linestyle=_DASHED,
            marker="",
            linewidth=2.4,
            label=f"authors of the group, {world}",
        )
        axes.set_title(world)
    low, high = frame["mean"].min(), frame["mean"].max()
    low = min(low, frame["group"].min())
    for axes in (seen, own, county):
        axes.set_ylim(low - 3, high + 3)
    seen.set_ylabel("impressions an author,\nper cent of the baseline")
    fig.supxlabel("the group's share of a county's residents, per cent", fontsize=11)
    handles = {
        label: handle
        for axes in (seen, own, county)
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    fig.legend(list(handles.values()), list(handles), loc="outside upper center", ncols=2)
    return fig


def worlds_alt(frame: pd.DataFrame) -> str:
    """Return in words what `worlds_plot` shows."""
    own = frame[frame["world"] == "own race"]
    county = frame[frame["world"] == "county only"]
    return (
        "Three charts over the group's share of a county's residents. Left: mean impressions in "
        "classes of counties, one draw of each world; circles and squares scatter around one line "
        f"that runs from {own['expected'].iloc[0]:.0f} to {own['expected'].iloc[-1]:.0f}. Middle, "
        f"own race: two flat lines, other authors at {own['others'].iloc[0]:.0f} and the group at "
        f"{own['group'].iloc[0]:.0f}. Right, county only: both lines are one, running from "
        f"{county['others'].iloc[0]:.0f} to {county['others'].iloc[-1]:.0f}."
    )


def mixtures_plot(frame: pd.DataFrame) -> Figure:
    """Return what two measures report between the two worlds, and both planted gaps."""
    fig, axes = new_figure(7.0, 4.2)
    place = frame["own_race_share"]
    for name, label, (colour, marker) in (
        ("weighted", "reported: weighted gap", _MEASURES["weighted gap"]),
        ("regression", "reported: regression", _MEASURES["regression"]),
    ):
        axes.fill_between(
            place,
            frame[f"{name}_low"],
            frame[f"{name}_high"],
            color=colour,
            alpha=0.15,
            linewidth=0,
        )
        axes.plot(place, frame[name], color=colour, marker=marker, label=label)
    axes.plot(
        place,
        frame["individual_gap"],
        color=INK,
        linestyle=_DASHED,
        marker="",
        label="planted: individual gap",
    )
    axes.plot(
        place,
        frame["group_gap"],
        color=GREEN,
        linestyle=_DOTTED,
        linewidth=2.2,
        marker="",
        label="planted: group gap",
    )
    axes.axhline(0, color=MUTED, linewidth=0.8)
    axes.set_xlabel("own-race share: 0 = only the county counts, 1 = only one's own group")
    axes.set_ylabel("gap, per cent of the baseline")
    fig.legend(loc="outside upper center", ncols=2)
    return fig


def mixtures_alt(frame: pd.DataFrame) -> str:
    """Return in words what `mixtures_plot` shows."""
    first, last = frame.iloc[0], frame.iloc[-1]
    return (
        "Line chart over the share of the gap that hangs on one's own group. Both measures are "
        f"flat: the weighted gap near {frame['weighted'].mean():.1f} per cent and the regression "
        f"near {frame['regression'].mean():.0f} per cent whatever the share. The planted "
        f"individual gap runs from {first['individual_gap']:.0f} to {last['individual_gap']:.0f}, "
        f"the planted group gap from {first['group_gap']:.1f} to {last['group_gap']:.0f}: only at "
        "the ends do measures and gaps meet."
    )


def definitions_plot(frame: pd.DataFrame) -> Figure:
    """Return the part of an individual gap that weighted means show, by definition.

    Names stand above their lines, so that they stay legible on a phone.
    """
    fig, axes = new_figure(5.0, 0.46 * len(frame) + 0.9)
    rows = range(len(frame))
    first = frame["group"].str.startswith("Black")
    axes.hlines(rows, 0, frame["recovered"], color=MUTED, linewidth=1)
    for chosen, colour, marker in ((first, BLUE, "o"), (~first, MUTED, "s")):
        places = [row for row in rows if chosen.iloc[row]]
        axes.plot(frame["recovered"].iloc[places], places, color=colour, marker=marker, ls="")
    for row, label in enumerate(definition_labels(frame)):
        axes.annotate(label, (0, row), (3, 6), textcoords="offset points", fontsize=10)
    axes.set_yticks([])
    axes.set_ylim(len(frame) - 0.5, -0.8)
    axes.set_xlim(0, 1.08 * float(frame["recovered"].max()))
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("per cent of an individual gap that is shown")
    return fig


def definition_labels(frame: pd.DataFrame) -> list[str]:
    """Return short names of definitions for an axis."""
    short = {
        ", not Hispanic": " (NH)",
        ", any ethnicity": "",
        "everybody else": "all others",
        "fare as the second": "rest as second",
        "fare as the first": "rest as first",
        "are left out": "rest left out",
    }
    labels = []
    for group, against, others in zip(
        frame["group"], frame["against"], frame["others"], strict=True
    ):
        ends = "" if others == "there are none" else f", {others}"
        label = f"{group} against {against}{ends}"
        for long, brief in short.items():
            label = label.replace(long, brief)
        labels.append(label)
    return labels


def definitions_alt(frame: pd.DataFrame) -> str:
    """Return in words what `definitions_plot` shows."""
    black = frame[frame["group"].str.startswith("Black")]
    return (
        f"Dot chart of {len(frame)} definitions of the two groups. For definitions of Black "
        f"residents the share runs from {black['recovered'].min():.1f} to "
        f"{black['recovered'].max():.1f} per cent; over all definitions from "
        f"{frame['recovered'].min():.1f} to {frame['recovered'].max():.1f} per cent."
    )


def power_plot(frame: pd.DataFrame, *, power: float, alpha: float) -> Figure:
    """Return how often each measure reports a gap, by the gap and the number of authors."""
    sizes = list(dict.fromkeys(frame["per_thousand"]))
    fig, panels = new_figure(7.0, 3.6, rows=1, columns=len(sizes))
    for axes, size in zip([panels] if len(sizes) == 1 else panels, sizes, strict=True):
        for measure, (colour, marker) in _MEASURES.items():
            rows = frame[(frame["per_thousand"] == size) & (frame["measure"] == measure)]
            axes.fill_between(
                rows["gap"],
                100 * rows["found_low"],
                100 * rows["found_high"],
                color=colour,
                alpha=0.15,
                linewidth=0,
            )
            axes.plot(rows["gap"], 100 * rows["found"], color=colour, marker=marker, label=measure)
        for share, line, label in (
            (power, _DASHED, f"asked for: {100 * power:g} %"),
            (alpha, _DOTTED, f"false alarms allowed: {100 * alpha:g} %"),
        ):
            axes.axhline(100 * share, color=INK, linestyle=line, linewidth=1.2, label=label)
        axes.axvline(0, color=MUTED, linewidth=0.8)
        axes.set_ylim(-3, 103)
        if len(sizes) > 1:
            axes.set_title(f"{size:g} authors per thousand")
    first = panels if len(sizes) == 1 else panels[0]
    first.set_ylabel("platforms on which a gap\nis reported, per cent")
    fig.supxlabel("planted individual gap, per cent of the baseline", fontsize=11)
    fig.legend(*first.get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return fig


def power_alt(frame: pd.DataFrame) -> str:
    """Return in words what `power_plot` shows."""
    parts = []
    for size, rows in frame.groupby("per_thousand"):
        ends = []
        for gap in (rows["gap"].min(), rows["gap"].max()):
            far = rows[rows["gap"] == gap].set_index("measure")["found"]
            ends.append(
                f"a gap of {gap:+g} per cent is reported on {far['weighted gap']:.0%} of platforms "
                f"by the weighted gap and on {far['regression']:.0%} by the regression"
            )
        parts.append(f"with {size:g} authors per thousand residents {' and '.join(ends)}")
    none = frame.loc[frame["gap"] == 0, "found"]
    return (
        "Line charts over the planted individual gap, which runs from below zero to above. All "
        f"lines fall towards no gap and rise again: {'; '.join(parts)}. "
        f"Without a gap one is reported in {none.min():.1%} to "
        f"{none.max():.1%} of platforms."
    )


def left_out_plot(frame: pd.DataFrame, *, unit: str) -> Figure:
    """Return how far each measure moves if one state is left out, states in order."""
    measures = list(dict.fromkeys(frame["measure"]))
    fig, panels = new_figure(7.0, 3.4, rows=1, columns=len(measures))
    for axes, measure in zip(panels, measures, strict=True):
        rows = frame[frame["measure"] == measure]
        colour, marker = _MEASURES[str(measure)]
        axes.vlines(rows["place"], 0, rows["shift"], color=MUTED, linewidth=0.8)
        axes.plot(rows["place"], rows["shift"], color=colour, marker=marker, ls="", markersize=3.5)
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.set_title(str(measure))
        axes.set_xlabel("states, in order")
    panels[0].set_ylabel(f"shift without the state,\n{unit}")
    return fig


def left_out_alt(frame: pd.DataFrame) -> str:
    """Return in words what `left_out_plot` shows."""
    parts = [
        f"{measure}: from {rows['shift'].min():+.2g} to {rows['shift'].max():+.2g}"
        for measure, rows in frame.groupby("measure", sort=False)
    ]
    return (
        "Two dot charts, one dot a state in order of how far its absence moves the measure. "
        f"{'; '.join(parts)}. A few states at either end move it, most hardly do."
    )


def bounds_plot(by_share: pd.DataFrame, overall: pd.DataFrame, rates: Rates | None) -> Figure:
    """Return bounds of the group's rate by its share of a county, and over all counties."""
    fig, (classes, whole) = new_figure(7.0, 4.2, rows=1, columns=2)
    places = list(range(len(by_share)))
    classes.hlines(places, by_share["lower"], by_share["upper"], color=BLUE, lw=5)
    limits = zip(by_share["from_share"], by_share["to_share"], strict=True)
    classes.set_yticks(places, labels=[f"{low:g} to {high:g}" for low, high in limits])
    classes.set_ylim(len(by_share) - 0.4, -0.6)
    classes.set_xlim(-3, 103)
    classes.grid(visible=False, axis="y")
    classes.set_ylabel("the group's share of a county, per cent")
    classes.set_xlabel("the group above the median,\nlowest to highest, per cent")
    classes.set_title("classes of counties")
    rows = list(range(len(overall)))
    whole.hlines(rows, overall["lower"], overall["upper"], color=BLUE, lw=5)
    if rates is not None:
        for world, values, colour, marker, lift in zip(
            _WORLDS, rates.in_points(), (VERMILION, PURPLE), ("o", "s"), (-0.18, 0.18), strict=True
        ):
            whole.plot(
                values,
                [row + lift for row in rows],
                color=colour,
                marker=marker,
                ls="",
                label=f"planted, {world}",
            )
        fig.legend(loc="outside upper center", ncols=2)
    whole.axvline(0, color=MUTED, linewidth=0.8)
    units = ("points" if of == "gap" else "per cent" for of in overall["of"])
    labels = [f"{of},\n{unit}" for of, unit in zip(overall["of"], units, strict=True)]
    whole.set_yticks(rows, labels=labels)
    whole.set_ylim(len(overall) - 0.5, -0.5)
    whole.grid(visible=False, axis="y")
    whole.set_xlabel("above the median,\nlowest to highest possible")
    whole.set_title("over all counties")
    return fig


def bounds_data(by_share: pd.DataFrame, overall: pd.DataFrame, rates: Rates | None) -> pd.DataFrame:
    """Return what `bounds_plot` draws: classes of counties, then the nation."""
    classes = by_share.drop(columns=["from_share", "to_share"])
    classes.insert(
        0,
        "of",
        [
            f"the group, {low:g} to {high:g} % of a county"
            for low, high in zip(by_share["from_share"], by_share["to_share"], strict=True)
        ],
    )
    nation = overall.assign(width=overall["upper"] - overall["lower"])
    if rates is not None:
        own, county = rates.in_points()
        nation = nation.assign(planted_own_race=own, planted_county_only=county)
    return pd.concat([classes, nation], ignore_index=True)


def bounds_alt(by_share: pd.DataFrame, overall: pd.DataFrame) -> str:
    """Return in words what `bounds_plot` shows."""
    first, last = by_share.iloc[0], by_share.iloc[-1]
    low, high = (dict(zip(overall["of"], overall[end], strict=True)) for end in ("lower", "upper"))
    return (
        "Bars from the lowest to the highest possible value. Left, by the group's share of a "
        f"county: {first['width']:.0f} points wide where the share is about {first['share']:.0f} "
        f"per cent, {last['width']:.0f} where it is about {last['share']:.0f}. Right, over all "
        f"counties: the group from {low['the group']:.0f} to {high['the group']:.0f} per cent, "
        f"the gap from {low['gap']:.0f} to {high['gap']:.0f} points."
    )
