"""The figures of the notebook ``image_cropping/paired_crops``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Rectangle

from rml.cropping.face_region import FaceRegion
from rml.cropping.gaps import in_points
from rml.estimate import Estimate
from rml.report.style import BLUE, GRID, INK, MUTED, VERMILION, interval_plot, new_figure, theme

# A win rate this far from one half gets the full tint; tints stay light enough for text.
_STRONGEST = 0.35
_FULLEST_TINT = 0.55


def matrix_frame(table: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of :func:`pair_matrix`: every group's win rate against every other.

    Parameters
    ----------
    table
        From `rml.cropping.paired_gaps.win_rate_table`.

    Returns
    -------
    DataFrame
        Two rows a pair: ``group``, ``against``, ``win_rate``, ``low``, ``high``.
    """
    forward = table[["first", "second", "win_rate", "low", "high"]].set_axis(
        ["group", "against", "win_rate", "low", "high"], axis=1
    )
    backward = forward.assign(
        group=forward["against"],
        against=forward["group"],
        win_rate=1 - forward["win_rate"],
        low=1 - forward["high"],
        high=1 - forward["low"],
    )
    return pd.concat([forward, backward], ignore_index=True)


def matrix_alt(cells: pd.DataFrame) -> str:
    """Return in words what :func:`pair_matrix` shows: whom each group clearly wins against."""
    clear = cells[cells["low"] > 0.5].sort_values("win_rate", ascending=False)
    groups = cells["group"].nunique()
    if clear.empty:
        return (
            f"Matrix of {groups} groups against each other. No group's interval over people lies "
            "above one half against any other."
        )
    listed = "; ".join(
        f"{row['group']} against {row['against']} ({100 * row['win_rate']:.0f} %)"
        for row in clear.to_dict("records")
    )
    return (
        f"Matrix of {groups} groups against each other. Intervals over people lie above one half "
        f"for {listed}."
    )


def pair_matrix(cells: pd.DataFrame) -> Figure:
    """Return the matrix of win rates: rows against columns, blue above one half.

    Parameters
    ----------
    cells
        From `matrix_frame`.
    """
    names = list(dict.fromkeys(cells["group"]))
    size = len(names)
    fig, axes = new_figure(7.0, 1.9 + 0.62 * size)
    with theme():
        for row in cells.to_dict("records"):
            down, across = names.index(row["group"]), names.index(row["against"])
            tint = min(abs(row["win_rate"] - 0.5) / _STRONGEST, 1.0) * _FULLEST_TINT
            axes.add_patch(
                Rectangle(
                    (across - 0.48, down - 0.46),
                    0.96,
                    0.92,
                    facecolor=BLUE if row["win_rate"] > 0.5 else VERMILION,
                    edgecolor="none",
                    alpha=tint,
                )
            )
            axes.text(
                across, down - 0.12, f"{100 * row['win_rate']:.0f} %", ha="center", va="center"
            )
            axes.text(
                across,
                down + 0.24,
                f"{100 * row['low']:.0f}–{100 * row['high']:.0f}",
                ha="center",
                va="center",
                fontsize=8,
            )
        for place in range(size):
            axes.text(place, place, "–", ha="center", va="center", color=MUTED)
        axes.set_xticks(range(size), labels=[name.replace(" ", "\n", 1) for name in names])
        axes.set_yticks(range(size), labels=names)
        axes.xaxis.tick_top()
        axes.xaxis.set_label_position("top")
        axes.set_xlabel("… against", labelpad=8)
        axes.set_ylabel("Wins of …")
        axes.set_xlim(-0.5, size - 0.5)
        axes.set_ylim(size - 0.5, -0.5)
        axes.grid(visible=False)
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
    return fig


def two_intervals_frame(
    labels: Sequence[str], people: Sequence[Estimate], naive: Sequence[Estimate]
) -> pd.DataFrame:
    """Return gaps in percentage points with both intervals, one row a gap."""
    return pd.DataFrame(
        [
            {
                "gap": label,
                "points": over_people.value,
                "low": over_people.low,
                "high": over_people.high,
                "naive_low": over_composites.low,
                "naive_high": over_composites.high,
            }
            for label, over_people, over_composites in zip(
                labels, map(in_points, people), map(in_points, naive), strict=True
            )
        ]
    )


def two_intervals_plot(
    labels: Sequence[str], people: Sequence[Estimate], naive: Sequence[Estimate]
) -> Figure:
    """Return gaps with their intervals over people and, below, over composites."""
    fig, axes = new_figure(7.0, 1.5 + 0.42 * len(labels))
    interval_plot(
        axes,
        labels,
        [in_points(estimate) for estimate in people],
        comparison=[in_points(estimate) for estimate in naive],
        reference=0,
        reference_label="even split",
        names=("over people", "naive, over composites"),
    )
    return fig


def two_intervals_alt(frame: pd.DataFrame) -> str:
    """Return in words what :func:`two_intervals_plot` shows, from its table."""
    clear, naive = (
        int(((frame[f"{prefix}low"] > 0) | (frame[f"{prefix}high"] < 0)).sum())
        for prefix in ("", "naive_")
    )
    ratio = (frame["high"] - frame["low"]) / (frame["naive_high"] - frame["naive_low"])
    return (
        f"Dot plot of {len(frame)} gaps with two intervals each. {naive} naive "
        f"intervals and {clear} intervals over people leave out an even split; "
        f"those over people are {ratio.min():.1f} to {ratio.max():.1f} times as long."
    )


def conditions_frame(gaps: Mapping[str, Mapping[str, Estimate]]) -> pd.DataFrame:
    """Return gaps in percentage points by comparison and condition, one row each."""
    return pd.DataFrame(
        [
            {
                "comparison": label,
                "condition": condition,
                "points": points.value,
                "low": points.low,
                "high": points.high,
            }
            for label, by_condition in gaps.items()
            for condition, points in (
                (name, in_points(estimate)) for name, estimate in by_condition.items()
            )
        ]
    )


def conditions_plot(gaps: Mapping[str, Mapping[str, Estimate]]) -> Figure:
    """Return gaps with intervals over people, one panel a comparison, one row a condition."""
    rows = max(len(by_condition) for by_condition in gaps.values())
    fig, panels = new_figure(7.0, (0.9 + 0.42 * rows) * len(gaps), rows=len(gaps), columns=1)
    axes_of = [panels] if len(gaps) == 1 else list(panels)
    for axes, (label, by_condition) in zip(axes_of, gaps.items(), strict=True):
        interval_plot(
            axes,
            list(by_condition),
            [in_points(estimate) for estimate in by_condition.values()],
            reference=0,
        )
        if len(gaps) > 1:
            axes.set_title(label)
    low = min(axes.get_xlim()[0] for axes in axes_of)
    high = max(axes.get_xlim()[1] for axes in axes_of)
    for axes in axes_of:
        axes.set_xlim(low, high)
        axes.set_xlabel(axes.get_xlabel() if axes is axes_of[-1] else "")
    return fig


def conditions_alt(frame: pd.DataFrame, what: str) -> str:
    """Return in words what :func:`conditions_plot` shows, from its table."""
    sentences = [
        f"{comparison}: "
        + ", ".join(f"{row['condition']} {row['points']:+.1f}" for row in rows.to_dict("records"))
        for comparison, rows in frame.groupby("comparison", sort=False)
    ]
    return f"Dot plot of gaps in percentage points {what}. {'; '.join(sentences)}."


def flips_frame(flips: Mapping[int, Estimate]) -> pd.DataFrame:
    """Return the share of composites whose winner flips, one row a padding in pixels."""
    return pd.DataFrame(
        [
            {"padding_px": padding, "share": flip.value, "low": flip.low, "high": flip.high}
            for padding, flip in flips.items()
        ]
    )


def flips_plot(frame: pd.DataFrame) -> Figure:
    """Return the share of flipped winners against the padding, with intervals over people."""
    fig, axes = new_figure(7.0, 3.4)
    with theme():
        axes.vlines(
            frame["padding_px"], 100 * frame["low"], 100 * frame["high"], color=BLUE, linewidth=1.8
        )
        axes.plot(frame["padding_px"], 100 * frame["share"], "o", color=BLUE)
        axes.set_xlabel("black pixels before the first portrait")
        axes.set_ylabel("winners that flip (%)")
        axes.set_ylim(0, None)
        axes.set_xticks(frame["padding_px"])
    return fig


def flips_alt(frame: pd.DataFrame) -> str:
    """Return in words what :func:`flips_plot` shows, from its table."""
    listed = ", ".join(
        f"{row['padding_px']} px {100 * row['share']:.1f} %" for row in frame.to_dict("records")
    )
    return f"Dots with intervals over people: share of winners that flip by padding: {listed}."


def four_way_plot(table: pd.DataFrame) -> Figure:
    """Return the shares of wins in a row of four beside those that Luce's rule gives."""
    fig, axes = new_figure(7.0, 1.3 + 0.5 * len(table))
    with theme():
        rows = range(len(table))
        axes.hlines(rows, 100 * table["low"], 100 * table["high"], color=BLUE, linewidth=1.8)
        axes.plot(100 * table["share"], rows, "o", color=BLUE, label="share of wins")
        axes.plot(
            100 * table["by_luce"], rows, "s", mfc="none", color=VERMILION, label="by Luce's rule"
        )
        axes.axvline(100 / len(table), color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.set_yticks(rows, labels=table["group"].tolist())
        axes.set_ylim(len(table) - 0.5, -0.5)
        axes.set_xlabel("share of wins in a row of four (%)")
        axes.grid(visible=False, axis="y")
        fig.legend(loc="outside lower center", ncols=2)
    return fig


def four_way_alt(table: pd.DataFrame) -> str:
    """Return in words what :func:`four_way_plot` shows, from its table."""
    listed = "; ".join(
        f"{row['group']} {100 * row['share']:.0f} % (by Luce's rule {100 * row['by_luce']:.0f} %)"
        for row in table.to_dict("records")
    )
    return f"Dot plot of the share of wins of four groups in a row: {listed}."


def face_frame(face: FaceRegion) -> pd.DataFrame:
    """Return the declared face region as shares of a portrait's width and height, one row."""
    return pd.DataFrame([asdict(face)])


def masks_sketch(face: FaceRegion) -> Figure:
    """Return a drawn head: nothing masked, the face region masked, all but it masked."""
    fig, panels = new_figure(7.0, 2.7, rows=1, columns=3)
    titles = ("unmasked", "face masked", "background masked")
    for axes, title in zip(panels, titles, strict=True):
        background = GRID if title == "background masked" else "#ffffff"
        axes.add_patch(Rectangle((0, 0), 1, 1, facecolor=background, edgecolor=MUTED))
        if title != "background masked":
            axes.add_patch(Ellipse((0.5, 1.05), 0.9, 0.62, facecolor="none", edgecolor=INK))
            axes.add_patch(Ellipse((0.5, 0.45), 0.5, 0.72, facecolor="none", edgecolor=INK))
        axes.add_patch(
            Ellipse(
                (face.centre_x, face.centre_y),
                2 * face.half_width,
                2 * face.half_height,
                facecolor=GRID if title == "face masked" else "#ffffff",
                edgecolor=BLUE,
                linewidth=1.8,
            )
        )
        if title != "face masked":
            for side in (-1, 1):
                axes.add_patch(Ellipse((0.5 + side * 0.1, 0.4), 0.07, 0.035, color=INK))
            axes.plot([0.43, 0.57], [0.63, 0.63], color=INK, marker="")
        axes.set_xlim(-0.02, 1.02)
        axes.set_ylim(1.02, -0.02)
        axes.set_aspect("equal")
        axes.set_axis_off()
        axes.set_title(title)
    return fig
