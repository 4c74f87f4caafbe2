"""The figures of ``panel_exposure_by_race``: one panel per outcome, one row per group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rml.report.style import (
    BLUE,
    GRID,
    INK,
    MUTED,
    PAPER,
    VERMILION,
    interval_plot,
    new_figure,
    theme,
)
from rml.timeline.panel_exposure.comparisons import Family

# Intervals of groups of ten reach to 50 %; a common axis that far would flatten all others.
MOST_RATE = 25.0
GAP_RANGE = (-12.0, 30.0)
# Bars around a rate of 1 % vanish on an axis that suits rates of 6 %.
AXIS_OVER_RATE = 10.0
# A reading written behind an interval that ends further right would run out of the figure.
MOST_BEFORE_WORDS = 16.0


def rates_figure(
    family: Family, comparisons: pd.DataFrame, names: Mapping[str, str], *, threshold: int
) -> Figure:
    """Return the share of each group that was exposed, with its interval.

    Parameters
    ----------
    family, comparisons
        As from ``compare_with_rest`` and ``comparison_table``.
    names
        What each outcome is called, in the order of the panels.
    threshold
        Counts of 1 to ``threshold - 1`` exposed people are marked with a dagger.
    """
    fig, panels = _panels(comparisons, names)
    for axes, outcome, rows in panels:
        rates = [family[outcome, group].contrast.rate for group in rows["group"]]
        small = rows["exposed"].between(1, threshold - 1).map({True: "†", False: ""})
        counts = rows["exposed"].map("{:,}".format) + small + " of "
        counts += rows["panelists"].map("{:,}".format)
        interval_plot(
            axes,
            list(rows["group"] + ": " + counts),
            [rate.scaled(100, unit="%") for rate in rates],
            reference=float(rows["exposed"].sum() / rows["panelists"].sum() * 100),
        )
        _cut(axes, rows["rate_high"], MOST_RATE)
        axes.set(xlim=(-0.4, MOST_RATE), xlabel="")
    fig.axes[-1].set_xlabel("panelists of the group whose feed held it at least once, %")
    return fig


def gaps_figure(family: Family, comparisons: pd.DataFrame, names: Mapping[str, str]) -> Figure:
    """Return each group's gap to the rest, with its own and its family-wide interval.

    Parameters are those of `rates_figure`.
    """
    fig, panels = _panels(comparisons, names)
    for axes, outcome, rows in panels:
        gaps = [family[outcome, group].contrast.gap for group in rows["group"]]
        axes.hlines(rows.index, rows["family_low"], rows["family_high"], color=MUTED, lw=1)
        interval_plot(axes, list(rows["group"]), gaps, reference=0)
        for row, found in rows[rows["reading"] != "open"].iterrows():
            _mark_reading(axes, int(str(row)), found)
        _cut(axes, rows["family_high"], GAP_RANGE[1])
        axes.set(xlim=GAP_RANGE, xlabel="")
    fig.axes[-1].set_xlabel("rate of the group minus rate of the rest, percentage points")
    return fig


def detectability_figure(
    detectable: pd.DataFrame, comparisons: pd.DataFrame, names: Mapping[str, str]
) -> Figure:
    """Return the rates that each group could have without being told from the rest.

    Each panel has its own axis, which ends at ten times the rate of the whole panel.

    Parameters
    ----------
    detectable, comparisons
        As from ``detectability_table`` and ``comparison_table``.
    names
        As in `rates_figure`.
    """
    fig, panels = _panels(comparisons, names)
    for axes, outcome, rows in panels:
        spans = detectable[detectable["outcome"] == outcome].reset_index(drop=True)
        for name, height, colour in (("family", 0.7, GRID), ("alone", 0.34, MUTED)):
            start = spans[f"lower_{name}"].fillna(0)
            end = spans[f"higher_{name}"].fillna(100)
            axes.barh(spans.index, end - start, left=start, height=height, color=colour)
        edge = max(
            AXIS_OVER_RATE * float(rows["exposed"].sum() / rows["panelists"].sum() * 100),
            float(rows["rate"].max()) * 1.05,
        )
        axes.plot(
            rows["rate"],
            rows.index,
            marker="o",
            color=BLUE,
            markeredgecolor=PAPER,
            ms=7,
            lw=0,
            clip_on=False,
        )
        # Above the dots: where both rates are nearly one, the stroke's ends still show.
        axes.plot(spans["rate_rest"], spans.index, marker="|", color=INK, ms=15, mew=2, lw=0)
        _cut(axes, spans["higher_family"].fillna(100), edge)
        labels = rows["group"] + " (" + rows["panelists"].map("{:,}".format) + ")"
        axes.set_yticks(rows.index, labels=list(labels))
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=False, axis="y")
        axes.spines["left"].set_visible(False)
        axes.set(xlim=(-edge / 100, edge), ylim=(len(rows) - 0.4, -0.6))
    fig.axes[-1].set_xlabel("rate of the group, %")
    return fig


def implied_panels_figure(implied: pd.DataFrame, names: Mapping[str, str]) -> Figure:
    """Return the panel sizes that printed percentages fit, relative to the printed sizes.

    Parameters
    ----------
    implied
        Rows of ``rml.timeline.panel_exposure.printed_percentages.implied_panels``, which have a
        panel size.
    names
        What each outcome is called.
    """
    fig, axes = new_figure(7, 0.8 + 0.32 * len(implied))
    rows = implied.reset_index(drop=True)
    low, high = (rows[end] / rows["panelists"] * 100 for end in ("panel_low", "panel_high"))
    with theme():
        axes.axvline(100, color=MUTED, lw=1.2, ls=(0, (4, 3)))
        axes.hlines(rows.index, low, high, color=VERMILION, lw=3)
        for end in (low, high):
            axes.plot(end, rows.index, marker="|", color=VERMILION, ms=10, mew=2, lw=0)
        axes.set_yticks(rows.index, labels=list(rows["group"] + ", " + rows["outcome"].map(names)))
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=False, axis="y")
        axes.spines["left"].set_visible(False)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlabel("panel size that fits, % of the one printed")
    return fig


def rates_alt(comparisons: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return what is to be seen in `rates_figure`, for those who cannot see it."""
    rows = comparisons.assign(width=comparisons["rate_high"] - comparisons["rate_low"])
    ordered = list(rows.sort_values("width").itertuples())
    shortest, longest = (
        f"{row.group} panelists for {names[str(row.outcome)]}, {row.rate_low:.1f} to "
        f"{row.rate_high:.1f} %"
        for row in (ordered[0], ordered[-1])
    )
    sums = rows.groupby("outcome")[["exposed", "panelists"]].transform("sum")
    overall = sums["exposed"] / sums["panelists"] * 100
    across = int(overall.between(rows["rate_low"], rows["rate_high"]).sum())
    return (
        f"{_panel_words(comparisons, names)} of dots with horizontal intervals, one row per race. "
        f"The shortest interval is that of {shortest}; the longest that of {longest}. {across} of "
        f"{len(rows)} intervals cross the dashed line of their panel."
    )


def gaps_alt(comparisons: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return what is to be seen in `gaps_figure`, for those who cannot see it."""
    marked = [
        f"{row['group']} for {names[row['outcome']]} ({row['reading']}; {row['gap']:.1f} points)"
        for _, row in comparisons[comparisons["reading"] != "open"].iterrows()
    ]
    clear = int(((comparisons["family_low"] > 0) | (comparisons["family_high"] < 0)).sum())
    return (
        f"{_panel_words(comparisons, names)} of gaps with thick and thin horizontal lines and a "
        f"dashed line at zero, one row per race. In {clear} of {len(comparisons)} rows the thin "
        f"line stays clear of zero. Marked in orange: {'; '.join(marked) or 'no row'}."
    )


def detectability_alt(detectable: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return what is to be seen in `detectability_figure`, for those who cannot see it."""
    rows = detectable.assign(end=detectable["higher_family"].fillna(100))
    ordered = list(rows.sort_values("end").itertuples())
    nearest, furthest = (
        f"{row.panelists:,} {row.group} panelists for {names[str(row.outcome)]}, at {row.end:.0f} %"
        for row in (ordered[0], ordered[-1])
    )
    return (
        f"{_panel_words(detectable, names)} of horizontal bars around a stroke for the rate of the "
        f"rest, one row per race. In {int(rows['lower_family'].isna().sum())} of {len(rows)} rows "
        f"the light bar begins at zero. It ends soonest for {nearest}, and last for {furthest}."
    )


def implied_panels_alt(implied: pd.DataFrame) -> str:
    """Return what is to be seen in `implied_panels_figure`, for those who cannot see it."""
    right = int((implied["panel_low"] > implied["panelists"]).sum())
    left = int((implied["panel_high"] < implied["panelists"]).sum())
    most = (implied["panel_high"] / implied["panelists"]).max() * 100
    return (
        f"Horizontal ranges, one for each of {len(implied)} printed percentages above zero, and a "
        f"dashed line at 100 %. Wholly to the right of the line: {right} of {len(implied)}. Wholly "
        f"to the left: {left}. The furthest ends at {most:.0f} % of the printed panel size."
    )


def _panel_words(frame: pd.DataFrame, names: Mapping[str, str]) -> str:
    shown = [names[outcome] for outcome in frame["outcome"].unique()]
    panels = "1 panel" if len(shown) == 1 else f"{len(shown)} panels"
    return f"{panels} ({', '.join(shown)})"


def _panels(
    comparisons: pd.DataFrame, names: Mapping[str, str]
) -> tuple[Figure, Iterator[tuple[Axes, str, pd.DataFrame]]]:
    """Return a figure and, for each outcome of ``comparisons``, its axes, name and rows."""
    outcomes = [name for name in names if name in set(comparisons["outcome"])]
    heights = [float((comparisons["outcome"] == outcome).sum()) + 1.5 for outcome in outcomes]
    fig, _ = new_figure(7, 0.29 * sum(heights), rows=len(outcomes))

    def panels() -> Iterator[tuple[Any, str, pd.DataFrame]]:
        with theme():
            for axes, outcome in zip(fig.axes, outcomes, strict=True):
                rows = comparisons[comparisons["outcome"] == outcome].reset_index(drop=True)
                yield axes, outcome, rows
                axes.annotate(
                    names[outcome],
                    (0, 1),
                    xycoords="axes fraction",
                    xytext=(0, 5),
                    textcoords="offset points",
                    fontweight="bold",
                )

    return fig, panels()


def _mark_reading(axes: Axes, row: int, found: pd.Series[Any]) -> None:
    """Colour a row whose reading is not open and write the reading where there is room."""
    axes.hlines(row, found["gap_low"], found["gap_high"], color=VERMILION, lw=2.6, zorder=5)
    axes.plot(found["gap"], row, marker="o", color=VERMILION, ms=7, zorder=6)
    has_room = found["family_high"] < MOST_BEFORE_WORDS
    place = (found["family_high"] + 0.6, row) if has_room else (GAP_RANGE[1] - 0.4, row - 0.36)
    axes.annotate(
        found["reading"],
        place,
        ha="left" if has_room else "right",
        va="center",
        color=VERMILION,
        size=10,
        zorder=6,
    )


def _cut(axes: Axes, ends: pd.Series[float], edge: float) -> None:
    """Mark intervals that go on beyond the right edge."""
    rows = ends.index[ends > edge]
    if rows.empty:
        return  # an empty line that is not clipped would count as reaching to the figure's corner
    axes.plot([edge] * len(rows), rows, marker=">", color=MUTED, ms=7, lw=0, clip_on=False)
