"""The figures of the notebook ``image_cropping/published_runs``."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import NullFormatter, StrMethodFormatter

from rml.cropping.gaps import GROUPS, NAMES, Gap, gap_over_draws, in_points, pair_gap, wins_of_first
from rml.cropping.photo_level import gap_over_photos
from rml.report.style import BLUE, INK, MUTED, VERMILION, interval_plot, new_figure, theme

# A gap of this size gets the full tint; tints stay light enough for the text on them.
STRONGEST_GAP = 0.15
FULLEST_TINT = 0.55


def matrix_frame(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of :func:`pair_matrix`: each group's share of wins against each other.

    Parameters
    ----------
    pairs
        Rows as from ``six_pairs``.

    Returns
    -------
    DataFrame
        Twelve rows: ``photo_of, against, stood, share``; the two rows of a pair come from
        the same stitched images and add up to one.
    """
    rows = []
    for place, group in enumerate(GROUPS):
        for other_place, other in enumerate(GROUPS):
            if group == other:
                continue
            wins, trials = wins_of_first(pairs, pair_gap(group, other))
            rows.append(
                {
                    "photo_of": NAMES[group],
                    "against": NAMES[other],
                    "stood": "left" if place < other_place else "right",
                    "share": float(wins[0] / trials[0]),
                }
            )
    return pd.DataFrame(rows)


def matrix_alt(cells: pd.DataFrame) -> str:
    """Return in words what :func:`pair_matrix` shows: whom each group wins against."""
    sentences = []
    for group, rows in cells.groupby("photo_of", sort=False):
        beaten = rows.loc[rows["share"] > 0.5].sort_values("share", ascending=False)
        listed = ", ".join(
            f"{other} ({100 * share:.0f} %)"
            for other, share in zip(beaten["against"], beaten["share"], strict=True)
        )
        sentences.append(f"{group} win against {listed or 'no other group'}.")
    return f"Matrix of four groups against each other. {' '.join(sentences)}"


def pair_matrix(cells: pd.DataFrame) -> Figure:
    """Return the matrix of pairs: rows win against columns, blue above an even split.

    Parameters
    ----------
    cells
        The table of :func:`matrix_frame`.
    """
    names = [NAMES[group] for group in GROUPS]
    fig, axes = new_figure(7.0, 4.6)
    with theme():
        for winner, other, stood, share in zip(
            cells["photo_of"], cells["against"], cells["stood"], cells["share"], strict=True
        ):
            row, column = names.index(winner), names.index(other)
            tint = min(abs(share - 0.5) / STRONGEST_GAP, 1.0) * FULLEST_TINT
            axes.add_patch(
                Rectangle(
                    (column - 0.48, row - 0.46),
                    0.96,
                    0.92,
                    facecolor=BLUE if share > 0.5 else VERMILION,
                    edgecolor="none",
                    alpha=tint,
                )
            )
            axes.text(
                column, row - 0.1, f"{100 * share:.1f} %", ha="center", va="center", color=INK
            )
            axes.text(
                column,
                row + 0.24,
                f"stood {stood}",
                ha="center",
                va="center",
                color=INK,
                fontsize=9,
            )
        for place in range(len(names)):
            axes.text(place, place, "–", ha="center", va="center", color=MUTED)
        axes.set_xticks(range(len(names)), labels=names)
        axes.set_yticks(range(len(names)), labels=names)
        axes.xaxis.tick_top()
        axes.xaxis.set_label_position("top")
        axes.set_xlabel("… against a photo of", labelpad=8)
        axes.set_ylabel("Wins of a photo of …")
        axes.set_xlim(-0.5, len(names) - 0.5)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.grid(visible=False)
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
    return fig


def two_intervals_plot(
    pairs: pd.DataFrame, gaps: Sequence[Gap], *, photos: int, level: float
) -> Figure:
    """Return the gaps with their intervals over draws and over photos, one row per gap."""
    fig, axes = new_figure(7.0, 5.2)
    interval_plot(
        axes,
        [gap.label for gap in gaps],
        [in_points(gap_over_draws(pairs, gap, level=level)) for gap in gaps],
        comparison=[
            in_points(gap_over_photos(pairs, gap, photos=photos, level=level)) for gap in gaps
        ],
        reference=0,
        reference_label="even split",
        names=("over draws", f"over photos, if {photos:,} per group"),
    )
    return fig


def two_intervals_alt(both: pd.DataFrame) -> str:
    """Return in words what :func:`two_intervals_plot` shows, from the table behind it."""
    kept = [
        "; ".join(both.loc[both[f"{interval}_low"] > 0, "gap"]) or "none"
        for interval in ("draws", "photos")
    ]
    ratio = (both["photos_high"] - both["photos_low"]) / (both["draws_high"] - both["draws_low"])
    return (
        f"Dot plot of {len(both)} gaps. Intervals over draws that stay above an even split: "
        f"{kept[0]}. The intervals over photos are {ratio.min():.0f} to {ratio.max():.0f} times as "
        f"long; of these only the following stay above it: {kept[1]}."
    )


def scaling_plot(
    original: pd.DataFrame, fixed: pd.DataFrame, gaps: Sequence[Gap], *, level: float
) -> Figure:
    """Return the gaps at original sizes and at fixed height, with intervals over draws."""
    fig, axes = new_figure(7.0, 5.2)
    before, after = (
        [in_points(gap_over_draws(pairs, gap, level=level)) for gap in gaps]
        for pairs in (original, fixed)
    )
    interval_plot(
        axes,
        [gap.label for gap in gaps],
        before,
        comparison=after,
        reference=0,
        reference_label="even split",
        names=("original sizes", "fixed height"),
    )
    return fig


def scaling_alt(by_scaling: pd.DataFrame) -> str:
    """Return in words what :func:`scaling_plot` shows, from the table behind it."""
    moves = [
        f"{gap} from {100 * rows['value'].iloc[0]:.1f} to {100 * rows['value'].iloc[1]:.1f}"
        for gap, rows in by_scaling.groupby("gap", sort=False)
    ]
    return (
        f"Dot plot of {len(moves)} gaps in percentage points, at original sizes and at fixed "
        f"height: {'; '.join(moves)}."
    )


def curves_alt(curve: pd.DataFrame) -> str:
    """Return in words what :func:`photo_curves` shows, from the table behind it."""
    sentences = []
    for gap, rows in curve.groupby("gap", sort=False):
        clear = rows.loc[rows["low"] > 0, "photos"]
        sentences.append(
            f"{gap} is above an even split from {clear.min():,} photos per group on."
            if len(clear)
            else f"{gap} reaches an even split at every size shown."
        )
    return (
        f"{len(sentences)} panels of intervals over photos that narrow from left to right, around "
        f"the same recorded gap. Along the sizes shown, {' '.join(sentences)}"
    )


def photo_curves(curve: pd.DataFrame, draws: pd.DataFrame) -> Figure:
    """Return one panel per gap: intervals over photos against the number of photos per group.

    Parameters
    ----------
    curve
        The table of ``rml.cropping.photo_level.photo_curve``, with at most four gaps.
    draws
        The table of ``rml.cropping.photo_level.two_intervals`` with the same gaps.
    """
    labels = list(dict.fromkeys(curve["gap"]))
    sizes = curve["photos"].unique()
    fig, panels = new_figure(7.0, 6.2, rows=2, columns=2)
    with theme():
        for axes, label in zip(panels.flat, labels, strict=False):
            rows = curve[curve["gap"] == label]
            over_draws = draws[draws["gap"] == label].iloc[0]
            axes.fill_between(
                rows["photos"],
                100 * rows["low"],
                100 * rows["high"],
                color=VERMILION,
                alpha=0.25,
                linewidth=0,
                label="interval over photos",
            )
            for end in ("widest_low", "widest_high"):
                axes.plot(
                    rows["photos"],
                    100 * rows[end],
                    color=VERMILION,
                    marker="",
                    linewidth=1.2,
                    linestyle=(0, (2, 2)),
                    label="widest under any rule" if end == "widest_low" else None,
                )
            axes.fill_between(
                [sizes.min(), sizes.max()],
                100 * over_draws["draws_low"],
                100 * over_draws["draws_high"],
                color=BLUE,
                alpha=0.45,
                linewidth=0,
                label="interval over draws",
            )
            axes.axhline(100 * over_draws["value"], color=BLUE, linewidth=1.6, label="recorded gap")
            axes.axhline(0, color=INK, linewidth=1.0)
            axes.set_xscale("log")
            axes.set_xlim(sizes.min(), sizes.max())
            axes.set_xticks([size for size in (100, 200, 500, 1000, 2000) if size in sizes])
            axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
            axes.xaxis.set_minor_formatter(NullFormatter())
            axes.tick_params(axis="x", which="minor", length=0)
            axes.set_title(label)
        low = min(axes.get_ylim()[0] for axes in panels.flat)
        high = max(axes.get_ylim()[1] for axes in panels.flat)
        for axes in panels.flat:
            axes.set_ylim(low, high)
        fig.supxlabel("photos per group", fontsize=11)
        fig.supylabel("percentage points above an even split", fontsize=11)
        handles, names = panels.flat[0].get_legend_handles_labels()
        fig.legend(handles, names, loc="outside upper center", ncols=2)
    return fig
