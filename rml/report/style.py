"""How figures look: readable in print, on a phone, and on dark paper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import matplotlib as mpl
from cycler import cycler
from matplotlib.figure import Figure

from rml.report.interval_plot import interval_plot
from rml.report.palette import (
    BLUE,
    GOLD,
    GREEN,
    GRID,
    INK,
    MARKERS,
    MUTED,
    PAPER,
    PURPLE,
    SERIES,
    SLATE,
    VERMILION,
)

__all__ = [
    "BLUE",
    "GOLD",
    "GREEN",
    "GRID",
    "INK",
    "MARKERS",
    "MUTED",
    "PAPER",
    "PURPLE",
    "SERIES",
    "SLATE",
    "VERMILION",
    "interval_plot",
    "new_figure",
    "theme",
]

FONT: Final[Any] = {
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans", "Verdana"],
    "mathtext.fontset": "dejavusans",
}

_THEME: Final[Any] = {
    **FONT,
    "axes.axisbelow": True,
    "axes.edgecolor": MUTED,
    "axes.facecolor": PAPER,
    "axes.formatter.useoffset": False,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": 11,
    "axes.linewidth": 0.8,
    "axes.prop_cycle": cycler(color=SERIES, marker=MARKERS),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.unicode_minus": True,
    "figure.constrained_layout.use": True,
    "figure.edgecolor": PAPER,
    "figure.facecolor": PAPER,
    "font.size": 11,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "hatch.color": INK,
    "legend.edgecolor": GRID,
    "legend.facecolor": PAPER,
    "legend.fontsize": 10,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "lines.color": BLUE,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "patch.edgecolor": PAPER,
    "savefig.edgecolor": PAPER,
    "savefig.facecolor": PAPER,
    "text.color": INK,
    "xtick.color": MUTED,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 10,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 10,
}


@contextmanager
def theme() -> Iterator[None]:
    """Return a context in which matplotlib and seaborn draw in the collection's style."""
    with mpl.rc_context():
        mpl.rcParams.update(_THEME)
        yield


def new_figure(
    width_inches: float = 7.0, height_inches: float = 4.0, *, rows: int = 1, columns: int = 1
) -> tuple[Figure, Any]:
    """Return a figure in the collection's style and its axes.

    What is drawn afterwards follows the style too: matplotlib reads its settings whenever
    something is added to a figure, so they are set for the rest of the notebook.

    Parameters
    ----------
    width_inches, height_inches
        The size in print. Up to 7 inches wide, the text stays legible on a phone.
    rows, columns
        The grid of panels. For more than one, an array of axes is returned.
    """
    from matplotlib import pyplot as plt  # noqa: PLC0415 - choosing a backend is pyplot's side effect

    mpl.rcParams.update(_THEME)
    return plt.subplots(rows, columns, figsize=(width_inches, height_inches))
