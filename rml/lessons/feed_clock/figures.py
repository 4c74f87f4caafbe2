"""The figure of ``lessons/feed_clock``."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from rml.lessons.feed_clock.clock_checks import FIRST_DAYS, LAST_DAYS
from rml.report.look import FigureWords
from rml.report.style import BLUE, INK, VERMILION, new_figure

_PARTS = (
    ("more", "more at one of the three", BLUE, "//"),
    ("equal", "equal", "white", ""),
    ("fewer", "fewer at one of the three", VERMILION, ".."),
)


def shifts_plot(counts: pd.DataFrame) -> Figure:
    """Return the shares of pairs as stacked bars, one for each shift, days side by side."""
    figure, panels = new_figure(7.0, 3.8, columns=2)
    for axes, days in zip(panels, (FIRST_DAYS, LAST_DAYS), strict=True):
        rows = counts[counts["days"] == days]
        place = np.arange(len(rows))
        base = np.zeros(len(rows))
        for name, label, colour, hatch in _PARTS:
            shares = rows[name].to_numpy(dtype=np.float64)
            axes.bar(
                place, shares, bottom=base, color=colour, hatch=hatch, label=label,
                width=0.7, edgecolor=INK, linewidth=0.6,
            )  # fmt: skip
            base = base + shares
        axes.set_xticks(place, [_signed(one) for one in rows["shift_hours"]])
        axes.set_xlabel("hours added to the three clocks")
        axes.set_title(days, fontsize=11)
        axes.set_ylim(0, 1)
    panels[0].set_ylabel("share of pairs")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return figure


def shifts_words(counts: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of `shifts_plot`."""
    best = counts.loc[counts.groupby("days", sort=False)["equal"].idxmax()]
    places = [
        f"{row['equal']:.0%} at {_signed(row['shift_hours'])} on {row['days']}"
        for row in best.to_dict("records")
    ]
    zero = counts[(counts["days"] == FIRST_DAYS) & (counts["shift_hours"] == 0)].iloc[0]
    return FigureWords(
        caption=(
            "The same post's reactions in feeds of the same hour: one feed of the three accounts "
            "(trained to the centre-left, trained to the right, untrained), one of the others. "
            "Shares of pairs in which the first shows more reactions, as many or fewer, by the "
            "hours added to the recorded clocks of the three; 0 is as recorded and as in the "
            "attempt, which left these times alone. Where the clocks agree, most pairs are equal."
        ),
        alt=(
            f"Stacked bars by assumed shift in two panels. Equal pairs are most frequent, "
            f"{' and '.join(places)}. As recorded, on {FIRST_DAYS} the three show more in "
            f"{zero['more']:.0%} of pairs, as many in {zero['equal']:.0%} and fewer in "
            f"{zero['fewer']:.0%}."
        ),
    )


def _signed(hours: int) -> str:
    return f"{hours:+d}".replace("-", "\N{MINUS SIGN}") if hours else "0"
