"""The figure of ``lessons/pooled_daily_tests``."""

from __future__ import annotations

from matplotlib.figure import Figure

from rml.estimate import Estimate
from rml.report.interval_plot import interval_plot
from rml.report.style import MUTED, new_figure


def apart_plot(labels: list[str], estimates: list[Estimate], *, group: int, unit: str) -> Figure:
    """Return every account's mean with its interval, a line between groups of ``group`` rows."""
    figure, axes = new_figure(7.0, 5.4)
    interval_plot(axes, labels, estimates, reference=0.0, unit=unit)
    for row in range(group, len(labels), group):
        axes.axhline(row - 0.5, color=MUTED, linewidth=0.6)
    return figure
