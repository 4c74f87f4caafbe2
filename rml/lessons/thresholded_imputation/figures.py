"""The figure of ``lessons/thresholded_imputation``."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from rml.report.interval_plot import interval_plot
from rml.report.style import new_figure
from rml.timeline.imputation.congress_check import BOTH, CongressCheck, accuracy_frame, found_share


def found_frame(check: CongressCheck, *, level: float) -> pd.DataFrame:
    """Return what the figure draws: group, people, share_correct, low, high."""
    frame = accuracy_frame(check, level=level)
    chosen = frame[frame["information"] == BOTH].drop(columns="information")
    return chosen.reset_index(drop=True)


def found_plot(check: CongressCheck, frame: pd.DataFrame, *, level: float) -> Figure:
    """Return the share of each group that is counted as the group."""
    figure, axes = new_figure(7.0, 3.0)
    estimates = [found_share(check, group, BOTH, level=level) for group in check.reported]
    interval_plot(axes, frame["group"].tolist(), estimates, unit="share counted as their own group")
    axes.set_xlim(0, 1)
    return figure
