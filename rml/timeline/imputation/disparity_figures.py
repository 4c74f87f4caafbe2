"""The figure of the notebook ``home_timeline/imputation_disparity``, and what it shows in words."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from rml.report.style import INK, MARKERS, MUTED, SERIES, new_figure
from rml.timeline.imputation.disparity_effect import UNIT
from rml.timeline.imputation.made_up_people import WORLDS

_WORLD_TITLES: Final = {
    "own group": "outcome depends on one's own group",
    "name and place": "outcome depends on name and place",
}


def effect_plot(frame: pd.DataFrame) -> Figure:
    """Return the planted gap as each method finds it in one population, one panel a world."""
    fig, panels = new_figure(7.0, 5.6, rows=2, columns=1)
    for axes, world in zip(panels, WORLDS, strict=True):
        rows = frame[frame["world"] == world].reset_index(drop=True)
        for place, (_, row) in enumerate(rows.iterrows()):
            colour = SERIES[place % len(SERIES)]
            axes.plot([row["mean_low"], row["mean_high"]], [place, place], color=colour, marker="")
            axes.plot(
                [row["mean_found"]],
                [place],
                color=colour,
                marker=MARKERS[place % len(MARKERS)],
                markersize=7.5,
                linestyle="",
            )
        truth = float(rows["truth"].iloc[0])
        axes.axvline(truth, color=INK, linestyle=(0, (4, 3)), linewidth=1.2)
        axes.axvline(0, color=MUTED, linewidth=0.8)
        axes.set_yticks(range(len(rows)), labels=rows["method"].tolist())
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(frame["mean_low"].min() - 2, frame["mean_high"].max() + 2)
        axes.grid(visible=False, axis="y")
        axes.set_title(_WORLD_TITLES[world], fontsize=10)
    panels[-1].set_xlabel(f"gap, {UNIT} (dashed: planted)")
    return fig


def effect_alt(frame: pd.DataFrame) -> str:
    """Return in words what `effect_plot` shows."""
    parts = []
    for world in WORLDS:
        found = [
            f"{row['method']} {row['mean_low']:+.0f} to {row['mean_high']:+.0f}"
            if np.isnan(row["mean_found"])
            else f"{row['method']} {row['mean_found']:+.1f}"
            for _, row in frame[frame["world"] == world].iterrows()
        ]
        parts.append(f"{_WORLD_TITLES[world]}: {', '.join(found)}")
    return (
        "Dots with lines in two panels, one for each world; a dashed line marks the planted gap "
        f"of {frame['truth'].iloc[0]:+.0f} percentage points. {'; '.join(parts)}."
    )
