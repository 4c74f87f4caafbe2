"""The figures of the notebook ``image_cropping/alternatives`` that show numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rml.report.style import INK, MARKERS, MUTED, SERIES, new_figure, theme
from rml.stats.arguments import FloatArray

AXES: Final = {
    "face_kept": "share kept of both faces",
    "shown": "share of the people whose face is shown",
    "area_kept": "share of the picture’s area shown",
    "face_width": "width of a face in the preview",
}
"""What the panels of the trade-off have on their horizontal axes, by column."""
_APART: Final = 0.028
"""Marks nearer than this are moved aside until they are this far apart."""


def trade_off_plot(policies: pd.DataFrame) -> Figure:
    """Return the parity gap against four measures of what a policy shows, one mark a policy.

    Parameters
    ----------
    policies
        Rows of ``pairs_table`` of one preview.
    """
    fig, panels = new_figure(7.0, 6.4, rows=2, columns=2)
    with theme():
        for axes, (column, words) in zip(panels.flat, AXES.items(), strict=True):
            aside = _aside(policies[column].to_numpy(dtype=float))
            for place, row in enumerate(policies.to_dict("records")):
                _mark(axes, row, column, place, aside=float(aside[place]))
            axes.axhline(0, color=MUTED, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
            axes.set_xlim(-0.06, 1.06)
            axes.set_xlabel(words)
            axes.xaxis.set_major_formatter(lambda share, _: f"{100 * share:.0f} %")
        fig.supylabel("parity gap, percentage points", fontsize=11)
        handles, names = panels.flat[0].get_legend_handles_labels()
        fig.legend(handles, names, loc="outside upper center", ncols=3)
    return fig


def trade_off_alt(policies: pd.DataFrame) -> str:
    """Return in words what :func:`trade_off_plot` shows, from the table behind it."""
    told = "; ".join(
        f"{row['policy']}: gap {row['gap']:.1f} points, {100 * row['face_kept']:.0f} % of the "
        f"faces kept, {100 * row['shown']:.0f} % of the people shown, a face "
        f"{100 * row['face_width']:.0f} % of the preview wide"
        for row in policies.to_dict("records")
    )
    return (
        f"Four scatter panels with {len(policies)} policies, parity gap on the vertical axis "
        f"against what the preview shows on the horizontal. {told}."
    )


def kept_bars(kept: pd.DataFrame, *, policies: Sequence[str]) -> Figure:
    """Return bars of the share of the face kept, by group and policy, one panel a preview.

    Parameters
    ----------
    kept
        Rows of ``portraits_table`` that are drawn.
    policies
        Names of all policies, at most six: a policy has its colour from its place among them,
        as in the trade-off.
    """
    ratios, drawn = kept["ratio"].unique(), list(dict.fromkeys(kept["policy"]))
    groups = list(dict.fromkeys(kept["group"]))
    colours = dict(zip(policies, SERIES, strict=False))
    fig, panels = new_figure(7.0, 0.9 + 0.62 * len(groups), rows=1, columns=len(ratios))
    places = np.arange(len(groups))
    thickness = 0.8 / len(drawn)
    with theme():
        for axes, ratio in zip(np.atleast_1d(panels), ratios, strict=True):
            for number, policy in enumerate(drawn):
                rows = kept[(kept["ratio"] == ratio) & (kept["policy"] == policy)]
                at = places + (number - (len(drawn) - 1) / 2) * thickness
                axes.barh(
                    at,
                    100 * rows["face_kept"],
                    height=0.9 * thickness,
                    color=colours[policy],
                    label=policy,
                )
                low, high = (
                    100 * rows[f"face_kept_{end}"].astype(float) for end in ("low", "high")
                )
                for height, one, other in zip(at, low, high, strict=True):
                    if not np.isnan(one):
                        axes.plot([one, other], [height] * 2, color=INK, marker="", linewidth=1.4)
            axes.set_ylim(len(groups) - 0.5, -0.5)
            axes.set_yticks(places, labels=groups if axes is np.atleast_1d(panels)[0] else [])
            axes.grid(visible=False, axis="y")
            axes.tick_params(axis="y", length=0)
            axes.set_xlim(0, 104)
            axes.set_xticks([0, 20, 40, 60, 80, 100])
            axes.set_title(f"preview of ratio {ratio:g}")
        fig.supxlabel("per cent of the face region kept", fontsize=11)
        handles, names = np.atleast_1d(panels)[0].get_legend_handles_labels()
        fig.legend(handles, names, loc="outside upper center", ncols=len(drawn))
    return fig


def kept_bars_alt(kept: pd.DataFrame) -> str:
    """Return in words what :func:`kept_bars` shows, from the table behind it."""
    sentences = []
    for (ratio, policy), rows in kept.groupby(["ratio", "policy"], sort=False):
        low, high = (
            rows.loc[rows["face_kept"] == end, ["group", "face_kept"]].iloc[0]
            for end in (rows["face_kept"].min(), rows["face_kept"].max())
        )
        spread = (
            f"{100 * low['face_kept']:.1f} % for every group"
            if high["face_kept"] - low["face_kept"] < 1e-9
            else f"from {100 * low['face_kept']:.1f} % ({low['group']}) to "
            f"{100 * high['face_kept']:.1f} % ({high['group']})"
        )
        sentences.append(f"Preview {ratio:g}, {policy}: {spread}.")
    return f"Bars of the share of the face kept by group. {' '.join(sentences)}"


def _aside(values: FloatArray) -> FloatArray:
    """Return how far each mark is moved aside so that marks of near values do not overlap."""
    moved = np.zeros(values.size)
    order = np.argsort(values, kind="stable")
    for cluster in np.split(order, np.flatnonzero(np.diff(values[order]) > _APART) + 1):
        # In the order of the table, so that marks stand alike in every panel.
        ranks = np.argsort(np.argsort(cluster))
        moved[cluster] = (ranks - (cluster.size - 1) / 2) * _APART
    return moved


def _mark(axes: Axes, row: Mapping[Any, Any], column: str, place: int, *, aside: float) -> None:
    def reach(name: str) -> list[list[float]] | None:
        low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
        if low is None or high is None or np.isnan(low) or np.isnan(high):
            return None
        return [[row[name] - low], [high - row[name]]]

    axes.errorbar(
        row[column] + aside,
        row["gap"],
        xerr=reach(column),
        yerr=reach("gap"),
        color=SERIES[place],
        marker=MARKERS[place],
        markersize=7,
        linestyle="",
        linewidth=1.6,
        label=row["policy"],
    )
