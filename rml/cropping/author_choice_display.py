"""The figure and the tables of the notebook ``image_cropping/author_choice``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from rml.cropping.author_choice import Authors, expected_choices
from rml.cropping.author_recovery import Recovered
from rml.cropping.crop_policies import CENTRE, WHOLE, Scene, centre_crop, face_width, view_of
from rml.report.style import BLUE, MARKERS, MUTED, PAPER, VERMILION, new_figure, theme

PLANTED: Final = "planted"
DRAWN: Final = "one simulated draw"
BY_LOT: Final = "one of the two, by lot"


def choices_frame(
    scene: Scene,
    populations: Mapping[str, Authors],
    found: Mapping[str, Recovered],
    *,
    ratio: float,
    steps: int = 11,
) -> pd.DataFrame:
    """Return what the author's choice does as more authors use it, and one simulated draw.

    Parameters
    ----------
    scene
        Two portraits side by side.
    populations, found
        By name: how authors choose, and how their gap was found again.
    ratio
        Height by width of the preview.
    steps
        Number of probabilities from 0 to 1 along the curves.

    Returns
    -------
    DataFrame
        ``authors, what`` (``PLANTED`` along the curve, ``DRAWN``), ``own_preference``; ``gap``
        in percentage points with ``gap_low`` and ``gap_high`` for the draw; ``meant_kept``,
        the expected share kept of the face of the person meant.
    """
    rows: list[tuple[str | float | None, ...]] = []
    for name, authors in populations.items():
        for chance in np.linspace(0, 1, steps):
            some = replace(authors, own_preference=float(chance))
            expected = expected_choices(scene, some, ratio=ratio)
            rows.append((name, PLANTED, chance, 100 * expected.gap, None, None, expected.meant))
        draw = found[name].first
        meant = expected_choices(scene, authors, ratio=ratio).meant
        chance = authors.own_preference
        rows.append((name, DRAWN, chance, draw.value, draw.low, draw.high, meant))
    columns = ["authors", "what", "own_preference", "gap", "gap_low", "gap_high", "meant_kept"]
    return pd.DataFrame(rows, columns=columns)


def choices_plot(frame: pd.DataFrame) -> Figure:
    """Return two panels: the gap and the share kept of the person meant, as authors choose."""
    fig, (gap, meant) = new_figure(7.0, 3.8, rows=1, columns=2)
    with theme():
        for place, (name, rows) in enumerate(frame.groupby("authors", sort=False)):
            colour = (BLUE, VERMILION)[place]
            curve, draw = rows[rows["what"] == PLANTED], rows[rows["what"] == DRAWN].iloc[0]
            for axes, values in ((gap, curve["gap"]), (meant, 100 * curve["meant_kept"])):
                axes.plot(
                    curve["own_preference"],
                    values,
                    color=colour,
                    marker="",
                    linestyle=("solid", (0, (4, 2)))[place],
                    label=f"{name}, planted",
                )
            gap.errorbar(
                draw["own_preference"] + 0.012 * (2 * place - 1),
                draw["gap"],
                yerr=[[draw["gap"] - draw["gap_low"]], [draw["gap_high"] - draw["gap"]]],
                color=colour,
                marker=MARKERS[place],
                markerfacecolor=PAPER,
                markersize=7,
                linestyle="",
                label=f"{name}, one draw",
            )
        gap.axhline(0, color=MUTED, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
        gap.set_ylabel("parity gap, A over B, points")
        meant.set_ylabel("per cent kept of the face meant")
        meant.set_ylim(0, 104)
        for axes in (gap, meant):
            axes.set_xlabel("probability that an author chooses")
            axes.set_xlim(-0.03, 1.03)
        fig.legend(*gap.get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return fig


def choices_alt(frame: pd.DataFrame) -> str:
    """Return in words what :func:`choices_plot` shows, from the table behind it."""
    sentences = []
    for name, rows in frame.groupby("authors", sort=False):
        curve, draw = rows[rows["what"] == PLANTED], rows[rows["what"] == DRAWN].iloc[0]
        sentences.append(
            f"{name}: the planted gap goes from {curve['gap'].iloc[0]:.1f} to "
            f"{curve['gap'].iloc[-1]:.1f} points, one draw gives {draw['gap']:.1f} "
            f"({draw['gap_low']:.1f} to {draw['gap_high']:.1f})."
        )
    curves = frame[frame["what"] == PLANTED]
    return (
        "Two panels of simulated authors, from none who choose to all who do. "
        f"{' '.join(sentences)} The share kept of the face of the person meant goes from "
        f"{100 * curves['meant_kept'].min():.0f} to {100 * curves['meant_kept'].max():.0f} %."
    )


def policies_frame(
    scene: Scene, populations: Mapping[str, Authors], *, ratio: float
) -> pd.DataFrame:
    """Return what the authors' choice and policies that know nothing of it show, in expectation.

    Returns
    -------
    DataFrame
        ``policy``; ``gap`` in percentage points; ``face_kept``, ``meant_kept``, ``area_kept``
        and ``face_width`` as shares. ``BY_LOT`` shows one of the two people, either as often.
    """
    rows = []
    cropped, whole = (view_of(policy, scene, ratio=ratio) for policy in (CENTRE, WHOLE))
    widths = [face_width(policy, scene, ratio=ratio) for policy in (CENTRE, WHOLE)]
    for name, authors in populations.items():
        expected = expected_choices(scene, authors, ratio=ratio)
        rows.append(
            (name, 100 * expected.gap, expected.kept, expected.meant, cropped.area_kept, widths[0])
        )
    middle = float(scene.kept(centre_crop(scene, ratio=ratio)).mean())
    sure = Authors(own_preference=1, placement_noise=0, appeal_spread=0)
    lot = expected_choices(scene, sure, ratio=ratio).kept
    rows += [
        (CENTRE.name, 0.0, middle, middle, cropped.area_kept, widths[0]),
        (BY_LOT, 0.0, lot, lot, cropped.area_kept, widths[0]),
        (WHOLE.name, 0.0, 1.0, 1.0, whole.area_kept, widths[1]),
    ]
    columns = ["policy", "gap", "face_kept", "meant_kept", "area_kept", "face_width"]
    return pd.DataFrame(rows, columns=columns)


def recovery_frame(found: Mapping[str, Recovered]) -> pd.DataFrame:
    """Return how the planted gaps were found again: ``authors, repetitions, planted, bias,
    coverage, width``, in percentage points except for the coverage, a share.
    """  # noqa: D205 - one sentence
    rows = [
        (name, one.repetitions, one.truth, one.bias, one.coverage, one.width)
        for name, one in found.items()
    ]
    columns = ["authors", "repetitions", "planted", "bias", "coverage", "width"]
    return pd.DataFrame(rows, columns=columns)


def sensitivity_frame(
    scene: Scene,
    authors: Authors,
    *,
    ratio: float,
    preferences: Sequence[float],
    noises: Sequence[float],
) -> pd.DataFrame:
    """Return how the expectation hangs on how many authors choose and how steady they are.

    Parameters
    ----------
    authors
        The population that is varied.
    preferences, noises
        Values of ``own_preference`` and ``placement_noise``; every pair of them is a row.

    Returns
    -------
    DataFrame
        ``own_preference, placement_noise``; ``gap`` in percentage points; ``meant_kept``.
    """
    rows = []
    for preference, noise in product(preferences, noises):
        varied = replace(authors, own_preference=preference, placement_noise=noise)
        expected = expected_choices(scene, varied, ratio=ratio)
        rows.append((preference, noise, 100 * expected.gap, expected.meant))
    return pd.DataFrame(rows, columns=["own_preference", "placement_noise", "gap", "meant_kept"])
