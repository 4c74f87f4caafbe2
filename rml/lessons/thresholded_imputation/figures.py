"""The figure of ``lessons/thresholded_imputation``."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from rml.lessons.thresholded_imputation.counted_people import COMPARED
from rml.report.interval_plot import interval_plot
from rml.report.style import new_figure
from rml.timeline.imputation.congress_check import BOTH, CongressCheck, accuracy_frame, found_share
from rml.timeline.imputation.groups import GROUP_WORDS


def found_frame(check: CongressCheck, *, level: float) -> pd.DataFrame:
    """Return what the figure draws: group, people, share_correct, low, high."""
    frame = accuracy_frame(check, level=level)
    chosen = frame[frame["information"] == BOTH].set_index("group")
    names = [GROUP_WORDS[group] for group in COMPARED]
    return chosen.loc[names].drop(columns="information").reset_index()


def found_plot(check: CongressCheck, frame: pd.DataFrame, *, level: float) -> Figure:
    """Return the share of either group that is counted as the group."""
    figure, axes = new_figure(7.0, 2.2)
    estimates = [found_share(check, group, BOTH, level=level) for group in COMPARED]
    interval_plot(axes, frame["group"].tolist(), estimates, unit="share counted as their own group")
    axes.set_xlim(0, 1)
    return figure
