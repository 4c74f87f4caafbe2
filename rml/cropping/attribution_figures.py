"""The figure of what a score came from: average attributions on a drawn face."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Ellipse, Rectangle

from rml.cropping.attribution import REGIONS
from rml.cropping.face_region import FaceRegion
from rml.estimate import Estimate
from rml.report.style import BLUE, INK, MUTED, VERMILION, new_figure, theme

# The strongest block gets this tint, so that the outline stays visible on it.
_FULLEST_TINT: Final = 0.85
# Where eyes and mouth are drawn, as shares of the face's half height from its middle.
_EYES: Final = -0.25
_MOUTH: Final = 0.57


def looked_at_plot(blocks: pd.DataFrame, face: FaceRegion) -> Figure:
    """Return average attributions in blocks on a drawn face, one panel for each of ``of``.

    Parameters
    ----------
    blocks
        From ``rml.cropping.attribution_tables.block_table``.
    face
        The declared face region, drawn as the outline of a face.
    """
    names = list(dict.fromkeys(blocks["of"]))
    strongest = blocks["share"].abs().max()
    fig, panels = new_figure(7.0, 3.9, columns=len(names))
    with theme():
        for axes, name in zip(np.atleast_1d(panels), names, strict=True):
            part = blocks[blocks["of"] == name]
            side = 1 / (part["row"].max() + 1)
            for row, column, share in zip(part["row"], part["column"], part["share"], strict=True):
                tint = float(abs(share) / strongest) * _FULLEST_TINT
                if tint < 0.01:
                    continue
                axes.add_patch(
                    Rectangle(
                        (column * side, row * side),
                        side,
                        side,
                        facecolor=BLUE if share > 0 else VERMILION,
                        edgecolor="none",
                        alpha=tint,
                    )
                )
            _draw_face(axes, face)
            axes.set_title(name, fontsize=11)
    return fig


def _draw_face(axes: Axes, face: FaceRegion) -> None:
    """Draw a face in the declared region, a neck and shoulders; nobody's portrait."""
    x, y, wide, high = face.centre_x, face.centre_y, face.half_width, face.half_height
    line: dict[str, Any] = {"fill": False, "edgecolor": INK, "linewidth": 1.3}
    axes.add_patch(Ellipse((x, y), 2 * wide, 2 * high, **line))
    for side in (-1, 1):
        eye = (x + side * 0.42 * wide, y + _EYES * high)
        axes.add_patch(Ellipse(eye, 0.3 * wide, 0.12 * high, **line))
        axes.plot(
            [x + side * 0.5 * wide] * 2, [y + 0.86 * high, y + 1.18 * high], color=INK, marker=""
        )
    axes.add_patch(
        Arc((x, y + _MOUTH * high), 0.7 * wide, 0.2 * high, theta1=0, theta2=180, **_open(line))
    )
    shoulders = np.linspace(0, np.pi, 60)
    axes.plot(
        x + 0.46 * np.cos(shoulders),
        1 - (1 - y - 1.18 * high) * np.sin(shoulders) ** 0.6,
        color=INK,
        marker="",
        linewidth=1.3,
    )
    axes.add_patch(Rectangle((0, 0), 1, 1, fill=False, edgecolor=MUTED, linewidth=1.0))
    axes.set_xlim(-0.01, 1.01)
    axes.set_ylim(1.01, -0.01)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _open(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line's style without the filling that an arc cannot have."""
    return {name: value for name, value in line.items() if name != "fill"}


def looked_at_alt(shares: Mapping[str, Mapping[str, Estimate]]) -> str:
    """Return in words what :func:`looked_at_plot` shows: each region's share."""
    said = [
        f"{name}: " + ", ".join(f"{region} {estimates[region].value:.0f} %" for region in REGIONS)
        for name, estimates in shares.items()
    ]
    return (
        f"Drawn heads with coarse squares, blue where pixels raised the score and orange where "
        f"they lowered it. Shares of the score by region: {'; '.join(said)}."
    )
