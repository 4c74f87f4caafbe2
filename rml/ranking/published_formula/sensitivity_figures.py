"""The figures of the report on simulated feeds."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rml.report.style import BLUE, GREEN, MUTED, PAPER, VERMILION, new_figure

_CHANGES: Final = {
    "set to zero": (VERMILION, "s", VERMILION),
    "halved": (BLUE, "o", PAPER),
    "doubled": (GREEN, "^", GREEN),
}


def weights_plot(frame: pd.DataFrame, *, top: int) -> Figure:
    """Return how many posts of the top a change of each weight replaces.

    Parameters
    ----------
    frame
        From `rml.ranking.published_formula.sensitivity.effects_frame`, of one assumption.
    top
        How many posts the top has.
    """
    fig, axes = new_figure(7.0, 4.8)
    names = _by_removal(frame)
    for shift, (change, (colour, marker, fill)) in zip(
        (-0.22, 0, 0.22), _CHANGES.items(), strict=True
    ):
        rows = frame[frame["change"] == change].set_index("engagement").loc[names]
        places = [place + shift for place in range(len(names))]
        axes.hlines(places, rows["low"], rows["high"], color=colour, linewidth=1.6)
        axes.plot(
            rows["replaced"],
            places,
            color=colour,
            marker=marker,
            markerfacecolor=fill,
            linestyle="",
            label=change,
        )
    _posts_axis(axes, names, top=top)
    fig.legend(loc="outside upper center", ncols=3)
    return fig


def weights_alt(frame: pd.DataFrame) -> str:
    """Return in words what `weights_plot` shows, from its table."""
    by_change = frame.set_index(["engagement", "change"])["replaced"]
    parts = [
        f"{name} {by_change[name, 'set to zero']:.1f} and {by_change[name, 'doubled']:.1f}"
        for name in _by_removal(frame)
    ]
    return (
        "Dot plot of posts replaced at the top, by weight. Set to zero and doubled: "
        + "; ".join(parts)
        + ". Halving a weight replaces fewer."
    )


def factors_plot(frame: pd.DataFrame, *, top: int) -> Figure:
    """Return how many posts of the top each factor replaces."""
    fig, axes = new_figure(7.0, 3.4)
    rows = list(range(len(frame)))
    axes.hlines(rows, frame["low"], frame["high"], color=BLUE, linewidth=1.6)
    axes.plot(frame["replaced"], rows, color=BLUE, marker="o", linestyle="")
    _posts_axis(axes, frame["factor"].tolist(), top=top)
    return fig


def factors_alt(frame: pd.DataFrame) -> str:
    """Return in words what `factors_plot` shows, from its table."""
    parts = [f"{row['factor']} {row['replaced']:.1f}" for _, row in frame.iterrows()]
    return "Dot plot of posts replaced at the top, by factor: " + "; ".join(parts) + "."


def distance_plot(frame: pd.DataFrame, *, small: float) -> Figure:
    """Return the smallest change of odds that would lift a post into the top, by its place."""
    fig, axes = new_figure(7.0, 3.6)
    axes.fill_between(
        frame["place"],
        frame["low_quarter"],
        frame["high_quarter"],
        color=BLUE,
        alpha=0.15,
        linewidth=0,
        label="middle half of feeds",
    )
    axes.plot(frame["place"], frame["median"], color=BLUE, marker="", label="median")
    axes.axhline(small, color=MUTED, linewidth=0.9, linestyle=(0, (4, 2)), label="called small")
    axes.set_ylim(bottom=1)
    axes.set_xlabel("place of the post")
    axes.set_ylabel("smallest change, times the odds")
    fig.legend(loc="outside upper center", ncols=3)
    return fig


def distance_alt(frame: pd.DataFrame) -> str:
    """Return in words what `distance_plot` shows, from its table."""
    first, last = frame.iloc[0], frame.iloc[-1]
    return (
        "Line chart over the place of a post. The smallest change of odds that would lift it to "
        f"the top rises from {first['median']:.2f} times at place {first['place']:.0f} to "
        f"{last['median']:.2f} times at place {last['place']:.0f} in the median feed."
    )


def _by_removal(frame: pd.DataFrame) -> list[str]:
    removed = frame[frame["change"] == "set to zero"]
    return removed.sort_values("replaced", ascending=False, kind="stable")["engagement"].tolist()


def _posts_axis(axes: Axes, names: list[str], *, top: int) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(left=-0.05)
    axes.set_xlabel(f"posts replaced among the first {top}")
