"""Heat maps on a drawn face: where salient points fall, and mean scores. No portrait is shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Patch, PathPatch, Rectangle
from matplotlib.path import Path

from rml.cropping.face_region import FaceRegion
from rml.cropping.gaze_figures import COLOURS
from rml.cropping.gaze_portraits import PEOPLE
from rml.report.small_cells import GuardedFrame
from rml.report.style import GREEN, INK, MUTED, new_figure, theme

SHADES = 5


def draw_outline(axes: Axes, face: FaceRegion) -> None:
    """Draw a head with shoulders around the declared face region, in shares of a portrait.

    Only the dashed ellipse is declared; hair and shoulders stand where they do in most
    portraits and show which way up the picture is.
    """
    x, y, across, down = face.centre_x, face.centre_y, face.half_width, face.half_height
    shoulders = Path(
        [
            (0.02, 1.0),
            (0.05, 0.88),
            (0.25, 0.84),
            (x - 0.55 * across, y + 1.28 * down),
            (x - 0.5 * across, y + 0.9 * down),
            (x + 0.5 * across, y + 0.9 * down),
            (x + 0.55 * across, y + 1.28 * down),
            (0.75, 0.84),
            (0.95, 0.88),
            (0.98, 1.0),
        ],
        [
            Path.MOVETO,
            Path.CURVE4,
            Path.CURVE4,
            Path.CURVE4,
            Path.LINETO,
            Path.MOVETO,
            Path.LINETO,
            Path.CURVE4,
            Path.CURVE4,
            Path.CURVE4,
        ],
    )
    hair = Ellipse((x, y - 0.1 * down), 2.5 * across, 2.55 * down, fill=False)
    for patch in (PathPatch(shoulders, fill=False), hair):
        patch.set_edgecolor(MUTED)
        patch.set_linewidth(1.2)
        axes.add_patch(patch)
    ellipse = Ellipse((x, y), 2 * across, 2 * down, fill=False, edgecolor=INK, linewidth=1.2)
    ellipse.set_linestyle((0, (4, 3)))
    axes.add_patch(ellipse)
    axes.set_xlim(0, 1)
    axes.set_ylim(1, 0)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)
    for side in axes.spines.values():
        side.set_visible(True)


def salient_plot(guarded: GuardedFrame, *, face: FaceRegion) -> Figure:
    """Return how often the salient point falls into each square, on a drawn outline.

    Parameters
    ----------
    guarded
        ``rml.cropping.gaze_places.square_table`` after the guard.
    face
        The declared face region.
    """
    fig, panels = new_figure(7.0, 3.9, columns=2)
    frame = guarded.frame
    most = float(frame["share"].max())
    with theme():
        for axes, people in zip(panels, PEOPLE.values(), strict=True):
            shown = frame[(frame["gender"] == people) & frame["share"].notna()]
            for _, row in shown.iterrows():
                axes.add_patch(
                    Rectangle(
                        (row["left"], row["top"]),
                        row["width"],
                        row["height"],
                        facecolor=COLOURS[people],
                        edgecolor="none",
                        alpha=0.1 + 0.55 * row["share"] / most,
                    )
                )
                axes.text(
                    row["left"] + row["width"] / 2,
                    row["top"] + row["height"] / 2,
                    f"{100 * row['share']:.0f}",
                    ha="center",
                    va="center",
                    fontsize=9,
                    color=INK,
                )
            draw_outline(axes, face)
            axes.set_title(people)
    return fig


def salient_alt(guarded: GuardedFrame) -> str:
    """Return in words what :func:`salient_plot` shows."""
    sentences = []
    for people in PEOPLE.values():
        shown = guarded.frame[guarded.frame["gender"] == people].dropna(subset="share")
        if shown.empty:
            sentences.append(f"no square holds enough {people} to be shown")
            continue
        top = shown.iloc[int(shown["share"].argmax())]
        sentences.append(
            f"on portraits of {people} the fullest square, {top['share']:.0%} of them, lies "
            f"{top['left'] + top['width'] / 2:.0%} from the left and "
            f"{top['top'] + top['height'] / 2:.0%} from the top, and the squares shown hold "
            f"{shown['share'].sum():.0%}"
        )
    return f"Two drawn heads with shaded squares over eyes, nose and mouth: {'; '.join(sentences)}."


def score_plot(table: pd.DataFrame, *, face: FaceRegion) -> Figure:
    """Return the mean scores of cells on a drawn outline, on one scale for both panels.

    Parameters
    ----------
    table
        From ``rml.cropping.gaze_places.score_table``.
    face
        The declared face region.
    """
    fig, panels = new_figure(7.0, 4.3, columns=2)
    both = list(PEOPLE.values())
    edges = np.linspace(table[both].min().min(), table[both].max().max(), SHADES + 1)
    alphas = np.linspace(0.0, 0.72, SHADES)
    step = 1 / np.sqrt(len(table))
    with theme():
        for axes, people in zip(panels, both, strict=True):
            shade = np.clip(np.digitize(table[people], edges) - 1, 0, SHADES - 1)
            for x, y, number in zip(table["x"], table["y"], shade, strict=True):
                if number == 0:
                    continue
                axes.add_patch(
                    Rectangle(
                        (x - step / 2, y - step / 2),
                        step,
                        step,
                        facecolor=GREEN,
                        edgecolor="none",
                        alpha=float(alphas[number]),
                    )
                )
            draw_outline(axes, face)
            axes.set_title(people)
        fig.legend(
            handles=[
                Patch(
                    facecolor=(GREEN, float(alphas[number])),
                    edgecolor=MUTED,
                    label=f"{edges[number]:.1f} to {edges[number + 1]:.1f}".replace("-", "−"),
                )
                for number in range(SHADES)
            ],
            loc="outside lower center",
            ncols=SHADES,
            title="mean score",
        )
    return fig


def score_alt(table: pd.DataFrame) -> str:
    """Return in words what :func:`score_plot` shows."""
    sentences = []
    for people in PEOPLE.values():
        top = table.iloc[int(table[people].argmax())]
        sentences.append(
            f"for {people} the mean score is greatest, {top[people]:.1f}, {top['x']:.0%} from the "
            f"left and {top['y']:.0%} from the top, and least, {table[people].min():.1f}, away "
            "from the face"
        )
    return f"Two drawn heads, shaded darker where mean scores are higher: {'; '.join(sentences)}."
