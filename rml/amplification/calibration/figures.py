"""How the report on calibration draws coverage and false alarms."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from rml.report.style import BLUE, GREEN, MARKERS, MUTED, SLATE, VERMILION, new_figure, theme

_COLOURS = {
    "over users": BLUE,
    "over users and authors": GREEN,
    "pooled": BLUE,
    "as published": VERMILION,
}


def share_dots(rows: pd.DataFrame, *, nominal: float, band: tuple[float, float]) -> Figure:
    """Return dots with intervals, one row each, beside the nominal share and a band around it.

    Parameters
    ----------
    rows
        ``question, method, quantity, shown, low, high``, in per cent.
    nominal
        What the share should be.
    band
        Within which it is called right.
    """
    fig, axes = new_figure(7.0, 1.9 + 0.36 * len(rows))
    with theme():
        axes.axvspan(*band, color=SLATE, alpha=0.15, linewidth=0)
        axes.axvline(nominal, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        for place, (method, own) in enumerate(rows.groupby("method", sort=False)):
            axes.errorbar(
                own["shown"],
                own.index,
                xerr=np.stack([own["shown"] - own["low"], own["high"] - own["shown"]]),
                color=_COLOURS[str(method)],
                marker=MARKERS[place],
                linestyle="",
                elinewidth=1.4,
                label=str(method),
            )
        names = [f"{row['question']}: {row['quantity']}" for _, row in rows.iterrows()]
        axes.set_yticks(range(len(rows)), labels=names)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel("per cent of simulated experiments")
        fig.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return fig
