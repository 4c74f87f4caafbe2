"""The figures of the notebook ``home_timeline/imputation``, and what they show in words."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rml.report.style import INK, MARKERS, MUTED, PAPER, SERIES, new_figure
from rml.timeline.imputation.congress_check import BOTH, INFORMATION, SURNAME
from rml.timeline.imputation.groups import GROUP_WORDS, GROUPS

SHOWN: Final = (SURNAME, BOTH)
"""What the probabilities rest on in the figures that compare two."""
_SHORT: Final = GROUP_WORDS | {"api": "Asian or Pacific", "aian": "Native", "multi": "two or more"}
_HATCHES: Final = ("", "//", "..", "xx", "--", "++")


def accuracy_plot(frame: pd.DataFrame) -> Figure:
    """Return a dot plot of the share found, groups as rows and information as marks."""
    groups = frame["group"].drop_duplicates().tolist()
    fig, axes = new_figure(7.0, 1.2 + 0.95 * len(groups))
    for number, information in enumerate(INFORMATION):
        rows = frame[frame["information"] == information]
        height = np.arange(len(groups)) + 0.18 * (number - (len(INFORMATION) - 1) / 2)
        for _, row in rows.iterrows():
            y = height[groups.index(row["group"])]
            axes.plot(
                [100 * row["low"], 100 * row["high"]], [y, y], color=SERIES[number], marker=""
            )
        axes.plot(
            100 * rows["share_correct"],
            [height[groups.index(group)] for group in rows["group"]],
            color=SERIES[number],
            marker=MARKERS[number],
            markersize=6.5,
            linestyle="",
            label=information,
        )
    sizes = frame.drop_duplicates("group")["people"].tolist()
    axes.set_yticks(
        range(len(groups)),
        labels=[f"{group}\n({size} members)" for group, size in zip(groups, sizes, strict=True)],
    )
    axes.set_ylim(len(groups) - 0.5, -0.5)
    axes.set_xlim(0, 100)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("per cent whose most probable group is their label")
    fig.legend(loc="outside upper center", ncols=2)
    return fig


def accuracy_alt(frame: pd.DataFrame) -> str:
    """Return in words what `accuracy_plot` shows."""
    parts = []
    for group, rows in frame.groupby("group", sort=False):
        shares = 100 * rows["share_correct"]
        parts.append(f"{group} {shares.iloc[0]:.0f} to {shares.iloc[-1]:.0f}")
    return (
        "Dot plot of the per cent of members whose most probable group is their label, with "
        "intervals, one row for each group and one mark for each kind of information. From surname "
        f"alone to surname, first name and state: {'; '.join(parts)}."
    )


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``frame`` that the figures of curves and of probabilities draw."""
    return frame[frame["information"].isin(SHOWN)].reset_index(drop=True)


def curves_plot(frame: pd.DataFrame) -> Figure:
    """Return reliability curves, one panel a group, for two kinds of information."""
    groups = frame["group"].drop_duplicates().tolist()
    fig, panels = new_figure(7.0, 6.6, rows=2, columns=2)
    for axes, group in zip(panels.ravel(), groups, strict=False):
        axes.plot([0, 100], [0, 100], color=MUTED, linestyle=(0, (4, 3)), marker="", linewidth=1.2)
        for number, information in enumerate(SHOWN):
            rows = frame[(frame["group"] == group) & (frame["information"] == information)]
            colour = SERIES[number]
            axes.vlines(
                100 * rows["mean_probability"],
                100 * rows["low"],
                100 * rows["high"],
                color=colour,
                linewidth=1.4,
            )
            axes.plot(
                100 * rows["mean_probability"],
                100 * rows["share"],
                color=colour,
                marker="",
                linewidth=1.0,
                linestyle="solid" if number == 0 else (0, (2, 1.5)),
            )
            axes.scatter(
                100 * rows["mean_probability"],
                100 * rows["share"],
                s=12 + 0.35 * rows["people"],
                color=colour,
                marker=MARKERS[number],
                edgecolors=PAPER,
                linewidths=0.6,
                zorder=3,
            )
        axes.set_title(group, fontsize=10)
        axes.set_xlim(-3, 103)
        axes.set_ylim(-3, 103)
    for axes in panels.ravel()[len(groups) :]:
        axes.set_visible(False)
    for axes in panels[-1]:
        axes.set_xlabel("mean stated probability, per cent")
    for axes in panels[:, 0]:
        axes.set_ylabel("with this label, per cent")
    handles = [
        Line2D([], [], color=SERIES[number], marker=MARKERS[number], label=information)
        for number, information in enumerate(SHOWN)
    ]
    fig.legend(handles=handles, loc="outside upper center", ncols=2)
    return fig


def curves_alt(frame: pd.DataFrame) -> str:
    """Return in words what `curves_plot` shows."""
    parts = []
    for group in frame["group"].drop_duplicates():
        for information in SHOWN:
            rows = frame[(frame["group"] == group) & (frame["information"] == information)]
            off = rows[
                (rows["low"] > rows["mean_probability"]) | (rows["high"] < rows["mean_probability"])
            ]
            above = int((off["share"] > off["mean_probability"]).sum())
            parts.append(
                f"{group}, {information}: {len(rows)} points, {above} clearly above and "
                f"{len(off) - above} clearly below"
            )
    return (
        "Reliability curves in four panels, one for each group: the per cent with the label over "
        "the stated probability, against a diagonal where both agree. Points whose interval does "
        f"not reach the stated probability: {'; '.join(parts)}."
    )


def mass_plot(frame: pd.DataFrame) -> Figure:
    """Return stacked bars of mean probabilities, by label and two kinds of information."""
    labels = frame["label"].drop_duplicates().tolist()
    fig, panels = new_figure(7.0, 0.8 + 1.15 * len(labels), rows=2, columns=1)
    for axes, information in zip(panels, SHOWN, strict=True):
        rows = frame[frame["information"] == information].set_index("label").loc[labels]
        _stacked(axes, rows)
        axes.set_title(information, fontsize=10)
    panels[-1].set_xlabel("mean probability, per cent")
    fig.legend(
        *panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=9
    )
    return fig


def mass_alt(frame: pd.DataFrame) -> str:
    """Return in words what `mass_plot` shows."""
    parts = []
    names = {word: group for group, word in GROUP_WORDS.items()}
    for information in SHOWN:
        rows = frame[frame["information"] == information].set_index("label")
        parts += [
            f"{information}, {label}: {100 * row[names[str(label)]]:.0f} per cent own group, "
            f"{100 * row['white']:.0f} per cent white"
            for label, row in rows.iterrows()
        ]
    return f"Stacked bars of mean probabilities, one for each labelled group. {'; '.join(parts)}."


def _stacked(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw one bar a row, with a segment a group and its per cent where there is room."""
    left = np.zeros(len(rows))
    for number, group in enumerate(GROUPS):
        values = 100 * rows[group].to_numpy(dtype=float)
        axes.barh(
            range(len(rows)),
            values,
            left=left,
            color=SERIES[number],
            hatch=_HATCHES[number],
            edgecolor=PAPER,
            label=_SHORT[group],
        )
        for place, (start, value) in enumerate(zip(left, values, strict=True)):
            if value >= 6:  # room for two digits
                axes.text(
                    start + value / 2,
                    place,
                    f"{value:.0f}",
                    ha="center",
                    va="center",
                    fontsize=9,
                    color=INK,
                    bbox={"facecolor": PAPER, "edgecolor": PAPER, "pad": 1.2},
                )
        left += values
    axes.set_yticks(range(len(rows)), labels=[str(label) for label in rows.index])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(0, 100)
    axes.grid(visible=False, axis="y")
