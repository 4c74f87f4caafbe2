"""How coverage and false alarms of many designs are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from rml.report.number_text import readable
from rml.report.style import BLUE, GREEN, MUTED, SLATE, VERMILION, new_figure, theme

COLOURS: Final = {"regular": BLUE, "cautious": GREEN, "stress": VERMILION}
MARKERS: Final = {"regular": "o", "cautious": "s", "stress": "^"}
LEAST: Final = 0.08
_TICKS: Final = (0.1, 0.5, 1, 2, 5, 10, 20, 50, 100)


def share_dots(
    rows: pd.DataFrame, *, band: Sequence[float], nominal: float, coverage: bool
) -> Figure:
    """Return dots with intervals of shares of repetitions, grouped by part.

    The axis is logarithmic in the share of misses (or false alarms), so that 3, 5 and 7 per
    cent can be told apart beside failures of a half.

    Parameters
    ----------
    rows
        ``part, label, declared`` and ``shown, low, high``, in per cent.
    band
        Lowest and highest share that count as right.
    nominal
        The share that is promised.
    coverage
        True if shares held are shown, which are ticked on the axis of misses; False for
        shares of false alarms.
    """
    lines = _lines(rows)
    fig, axes = new_figure(7.0, 1.6 + 0.235 * len(lines))

    def place(share: pd.Series | float) -> np.ndarray:
        missed = 100 - np.asarray(share, dtype=float) if coverage else np.asarray(share, float)
        return np.asarray(np.maximum(missed, LEAST))

    with theme():
        axes.set_xscale("log")
        edges = sorted(float(place(end)) for end in band)
        axes.axvspan(edges[0], edges[1], color=SLATE, alpha=0.15, linewidth=0)
        axes.axvline(float(place(nominal)), color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        heights = np.array([height for height, (_, row) in enumerate(lines) if row is not None])
        for declared, colour in COLOURS.items():
            chosen = (rows["declared"] == declared).to_numpy()
            own = rows[chosen]
            if own.empty:
                continue
            middle = place(own["shown"])
            ends = np.sort(np.stack([place(own["low"]), place(own["high"])]), axis=0)
            axes.errorbar(
                middle,
                heights[chosen],
                xerr=np.stack([middle - ends[0], ends[1] - middle]),
                color=colour,
                marker=MARKERS[declared],
                linestyle="",
                elinewidth=1.4,
                label=declared,
            )
        axes.set_yticks(range(len(lines)), labels=[name for name, _ in lines], fontsize=9)
        for tick, (_, row) in zip(axes.get_yticklabels(), lines, strict=True):
            tick.set_fontweight("bold" if row is None else "normal")
        axes.set_ylim(len(lines) - 0.4, -0.6)
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_locator(FixedLocator(list(_TICKS)))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(
            FuncFormatter(lambda missed, _: readable(100 - missed if coverage else missed))
        )
        axes.set_xlim(*((130, LEAST * 0.8) if coverage else (LEAST * 0.8, 130)))
        what = "held the truth" if coverage else "false alarms"
        axes.set_xlabel(f"{what}, per cent of repetitions (unequal steps)")
        fig.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return fig


def _lines(rows: pd.DataFrame) -> list[tuple[str, int | None]]:
    """Return the rows of the axis: a heading for each part, then its designs."""
    lines: list[tuple[str, int | None]] = []
    seen = None
    for number, (part, label) in enumerate(zip(rows["part"], rows["label"], strict=True)):
        if part != seen:
            lines.append((str(part), None))
            seen = part
        lines.append((str(label), number))
    return lines
