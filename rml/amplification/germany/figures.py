"""How the report on German parties' pages draws shares, and how few people stand behind them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from rml.amplification.germany.display import STEP_NAMES
from rml.report.style import BLUE, GRID, MUTED, SLATE, VERMILION, new_figure, theme


def shares_figure(before_and_after: pd.DataFrame) -> Figure:
    """Return each party's share of posts at every step, largest first.

    Parameters
    ----------
    before_and_after
        As from ``rml.amplification.germany.party_shares.before_and_after``.
    """
    rows = before_and_after.sort_values("share_cleaned", ascending=False, ignore_index=True)
    figure, axes = new_figure(7.0, 3.8)
    with theme():
        places = np.arange(len(rows))
        looks = zip(STEP_NAMES.items(), (SLATE, BLUE, VERMILION), (-0.27, 0.0, 0.27), strict=True)
        for (step, name), colour, shift in looks:
            axes.bar(
                places + shift, 100 * rows[f"share_{step}"], width=0.25, color=colour, label=name
            )
        labels = [party.replace("/", "/\n").replace(" 90/", " 90/") for party in rows["party"]]
        axes.set_xticks(places, labels=labels, fontsize=9)
        axes.grid(visible=False, axis="x")
        axes.set_ylabel("% of posts the panel saw")
        axes.legend()
    return figure


def few_figure(few: pd.DataFrame, *, least: int) -> Figure:
    """Return the share of each party's posts from pages that few panelists saw.

    Parameters
    ----------
    few
        As from ``rml.amplification.germany.pages.seen_by_few``.
    least
        Panelists from which on a page is not one that few saw.
    """
    rows = few.sort_values("few_for_certain", ascending=False, ignore_index=True)
    figure, axes = new_figure(7.0, 3.2)
    with theme():
        certain, most = 100 * rows["few_for_certain"], 100 * rows["few_at_most"]
        axes.barh(rows.index, certain, color=VERMILION, label=f"fewer than {least} panelists")
        axes.barh(
            rows.index,
            most - certain,
            left=certain,
            color=GRID,
            hatch="///",
            edgecolor=MUTED,
            label="not settled",
        )
        axes.barh(rows.index, 100 - most, left=most, color=BLUE, label=f"{least} or more")
        axes.set_yticks(rows.index, labels=list(rows["party"]))
        axes.invert_yaxis()
        axes.set(xlim=(0, 100))
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel("% of the party's posts, by who saw the page")
        figure.legend(loc="outside lower center", ncols=3)
    return figure
