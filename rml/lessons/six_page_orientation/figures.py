"""The figure of ``lessons/six_page_orientation``."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from rml.report.look import FigureWords
from rml.report.style import BLUE, INK, MUTED, VERMILION, new_figure

_CLASSES = 24


def classes_frame(groups: pd.DataFrame) -> pd.DataFrame:
    """Return how many random groups have which ratio: from, to (ratio), groups, claimed."""
    edges = np.geomspace(groups["ratio"].min(), groups["ratio"].max(), _CLASSES + 1)
    counted, _ = np.histogram(groups["ratio"], edges)
    claimed, _ = np.histogram(groups.loc[groups["claimed"], "ratio"], edges)
    return pd.DataFrame(
        {"from": edges[:-1], "to": edges[1:], "groups": counted, "claimed": claimed}
    )


def random_groups_plot(classes: pd.DataFrame, orientations: pd.DataFrame) -> Figure:
    """Return the ratios of random groups as bars, those claimed filled, orientations as lines."""
    figure, axes = new_figure(7.0, 4.2)
    widths = classes["to"] - classes["from"]
    bars = {"width": widths, "align": "edge", "linewidth": 0.4, "edgecolor": INK}
    axes.bar(classes["from"], classes["groups"], color="white", label="no claim", **bars)
    axes.bar(classes["from"], classes["claimed"], color=BLUE, hatch="//", label="claim", **bars)
    axes.set_xscale("log")
    ticks = [0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0]
    low, high = classes["from"].iloc[0], classes["to"].iloc[-1]
    shown = [tick for tick in ticks if low <= tick <= high]
    axes.set_xticks(shown, [f"{tick:g}" for tick in shown])
    axes.set_xticks([], minor=True)
    top = float(classes["groups"].max())
    axes.axvline(1, color=MUTED, linestyle=(0, (4, 3)), linewidth=1.2)
    for place, row in enumerate(orientations.sort_values("ratio").itertuples()):
        axes.axvline(row.ratio, color=VERMILION, linewidth=1.6)
        axes.annotate(
            row.orientation,
            (row.ratio, top * (1.28 - 0.055 * place)),
            xytext=(3, 0),
            textcoords="offset points",
            fontsize=9,
        )
    axes.set_ylim(0, top * 1.35)
    axes.set_xlabel("ranked over chronological slots of a group of pages (ratio)")
    axes.set_ylabel("random groups")
    axes.legend(loc="upper left")
    return figure


def random_groups_words(groups: pd.DataFrame, orientations: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of `random_groups_plot`."""
    middle = groups["ratio"].quantile([0.025, 0.975])
    inside = orientations["ratio"].between(*middle).sum()
    return FigureWords(
        caption=(
            f"Ratio of ranked to chronological slots in {len(groups):,} random groups of six "
            "pages. Filled: groups of which the attempt claims that ranking treated them "
            "unlike others. Lines: the five orientations."
        ),
        alt=(
            f"Bars over the ratio; 95 % of random groups lie between {middle.iloc[0]:.2f} and "
            f"{middle.iloc[1]:.2f}. {groups['claimed'].mean():.0%} are filled, as a claim. "
            f"{inside} of {len(orientations)} lines of orientations stand inside that range."
        ),
    )
