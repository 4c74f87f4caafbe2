"""A drawing of what each policy makes of a picture of two people; no portrait, no data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Rectangle

from rml.cropping.crop_policies import Scene, centre_crop
from rml.cropping.face_region import FaceRegion
from rml.cropping.salient_point import Crop, crop_box
from rml.report.style import BLUE, GRID, INK, MUTED, PAPER, VERMILION, new_figure, theme

SIDE: Final = 512
NAMES: Final = ("A", "B")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketched:
    """One column of the drawing: a policy, its crop of the picture, and other crops it might make.

    Attributes
    ----------
    name
        The policy.
    crop
        The part that the preview shows, in pixels of the picture.
    others
        Crops that might have come out instead; only a policy that draws has any.
    """

    name: str
    crop: Crop
    others: tuple[Crop, ...] = ()


def sketched(face: FaceRegion, *, ratio: float) -> tuple[Sketched, ...]:
    """Return the crops of the drawing; the points that they are laid around are made up.

    Parameters
    ----------
    face
        The face region of each portrait.
    ratio
        Height by width of the preview.
    """
    scene = Scene.of_two(SIDE, face)

    def around(x: float) -> Crop:
        return crop_box(scene.width, scene.height, centre=(int(x), SIDE // 2), ratio=ratio)

    left, right = (place.left + face.centre_x * SIDE for place in scene.portraits)
    return (
        Sketched(name="model crop", crop=around(right)),
        Sketched(
            name="sampled crop",
            crop=around(left + SIDE / 5),
            others=(around(right), around(right - SIDE / 6)),
        ),
        Sketched(name="centre crop", crop=centre_crop(scene, ratio=ratio)),
        Sketched(name="whole picture", crop=Crop(0, 0, scene.width, scene.height)),
        Sketched(name="author’s choice", crop=around(left)),
    )


def sketch_frame(face: FaceRegion, *, ratio: float) -> pd.DataFrame:
    """Return what is drawn: ``policy``, the crop in pixels, and the shares kept of A and B."""
    scene = Scene.of_two(SIDE, face)
    rows: list[dict[str, Any]] = []
    for one in sketched(face, ratio=ratio):
        kept = scene.kept(one.crop)
        rows.append(
            {
                "policy": one.name,
                "left": one.crop.left,
                "width": one.crop.width,
                "height": one.crop.height,
                **{
                    f"kept_of_{name}": float(share) for name, share in zip(NAMES, kept, strict=True)
                },
            }
        )
    return pd.DataFrame(rows)


def sketch_alt(frame: pd.DataFrame) -> str:
    """Return in words what the drawing shows, from the table behind it."""
    told = "; ".join(
        f"{policy} shows {100 * of_a:.0f} % of A’s face and {100 * of_b:.0f} % of B’s"
        for policy, of_a, of_b in zip(
            frame["policy"], frame["kept_of_A"], frame["kept_of_B"], strict=True
        )
    )
    return (
        "Drawn outlines of two people, A on the left and B on the right, above; below, the "
        f"square preview that each of {len(frame)} policies makes of them. {told}."
    )


def policies_sketch(face: FaceRegion, *, ratio: float) -> Figure:
    """Return the drawing: pictures with their crops above, the previews below."""
    columns = sketched(face, ratio=ratio)
    fig, axes = new_figure(7.0, 3.0, rows=2, columns=len(columns))
    with theme():
        for place, one in enumerate(columns):
            above, below = axes[0, place], axes[1, place]
            _draw_people(above, face)
            above.set_xlim(-12, 2 * SIDE + 12)
            above.set_ylim(SIDE + 12, -12)
            above.set_title(one.name, loc="center", fontsize=10, fontweight="normal")
            for crop in one.others:
                _frame(above, crop, style=(0, (2, 2)))
            _frame(above, one.crop, style="solid")
            _draw_people(below, face)
            width = max(one.crop.width, one.crop.height / ratio)
            height = ratio * width
            left = one.crop.left + (one.crop.width - width) / 2
            top = one.crop.top + (one.crop.height - height) / 2
            below.set_xlim(left, left + width)
            below.set_ylim(top + height, top)
            for shown in (above, below):
                shown.set_aspect("equal")
                shown.set_xticks([])
                shown.set_yticks([])
                shown.grid(visible=False)
                for name, side in shown.spines.items():
                    side.set_visible(shown is below)
                    side.set_linewidth(1.4)
                    side.set_color(INK if name else MUTED)
        axes[0, 0].set_ylabel("picture")
        axes[1, 0].set_ylabel("preview")
    return fig


def _frame(axes: Axes, crop: Crop, *, style: Any) -> None:
    axes.add_patch(
        Rectangle(
            (crop.left, crop.top),
            crop.width,
            crop.height,
            facecolor="none",
            edgecolor=INK,
            linewidth=1.6,
            linestyle=style,
            zorder=5,
        )
    )


def _draw_people(axes: Axes, face: FaceRegion) -> None:
    """Draw both people as outlines, left to right, on the picture's ground."""
    axes.add_patch(Rectangle((0, 0), 2 * SIDE, SIDE, facecolor=GRID, edgecolor="none", alpha=0.5))
    turn = np.linspace(np.pi, 2 * np.pi, 60)
    for place, (name, colour) in enumerate(zip(NAMES, (BLUE, VERMILION), strict=True)):
        middle = (place + face.centre_x) * SIDE
        chin = (face.centre_y + face.half_height) * SIDE
        # Shoulders: the upper half of a wide ellipse whose top lies at the chin.
        across = middle + 0.42 * SIDE * np.cos(turn)
        down = SIDE + (SIDE - chin) * 1.02 * np.sin(turn)
        axes.fill(across, down, facecolor=colour, edgecolor="none", alpha=0.35, zorder=2)
        axes.plot(across, down, color=colour, marker="", linewidth=1.4, zorder=3)
        axes.add_patch(
            Ellipse(
                (middle, face.centre_y * SIDE),
                2 * face.half_width * SIDE,
                2 * face.half_height * SIDE,
                facecolor=PAPER,
                edgecolor=colour,
                linewidth=1.6,
                zorder=4,
            )
        )
        axes.text(
            middle,
            face.centre_y * SIDE,
            name,
            ha="center",
            va="center",
            color=colour,
            fontsize=11,
            fontweight="bold",
            zorder=5,
            clip_on=True,
        )
