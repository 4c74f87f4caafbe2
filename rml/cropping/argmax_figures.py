"""The figures of the notebook ``image_cropping/argmax``, but for the attributions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator
from numpy.typing import ArrayLike, NDArray

from rml.cropping.argmax_tables import RULES
from rml.cropping.sampled_choice import GREATEST, OUTSIDE
from rml.cropping.score_distributions import DRAWN
from rml.estimate import Estimate
from rml.report.style import MARKERS, MUTED, SERIES, interval_plot, new_figure, theme

FloatArray = NDArray[np.float64]

SHOWN_AS: Final = {
    "all cells": "all cells",
    "median": "median cell of each portrait",
    "mean": "mean of each portrait",
    "percentile_95": "95th percentile of each portrait",
    "maximum": "greatest cell of each portrait",
}
_STYLES: Final = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
_TICKS: Final = (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, math.inf)
ANY_CELL: Final = "∞: any cell"
MAXIMUM: Final = "0: maximum"


def distributions_plot(densities: pd.DataFrame) -> Figure:
    """Return smoothed densities of scores, one row a size, one column a statistic.

    Parameters
    ----------
    densities
        From ``rml.cropping.score_distributions.density_table``.
    """
    sizes = list(dict.fromkeys(densities["size"]))
    fig, panels = new_figure(7.0, 2.4 * len(sizes) + 0.4, rows=len(sizes), columns=len(DRAWN))
    with theme():
        for row, size in zip(np.atleast_2d(panels), sizes, strict=True):
            for axes, drawn in zip(row, DRAWN, strict=True):
                part = densities[(densities["size"] == size) & (densities["drawn"] == drawn)]
                _curves(axes, part)
                axes.set_title(SHOWN_AS[drawn].replace(" of each ", "\nof each "), fontsize=10)
                axes.set_xlabel("score", fontsize=10)
            row[0].set_ylabel(f"portraits {size}\nshare per score", fontsize=10)
        handles, names = np.atleast_2d(panels)[0][0].get_legend_handles_labels()
        fig.legend(handles, names, loc="outside lower center", ncols=len(names), frameon=False)
    return fig


def _curves(axes: Axes, part: pd.DataFrame) -> None:
    for (name, rows), colour, style in zip(
        part.groupby("group", sort=False), SERIES, _STYLES, strict=False
    ):
        axes.plot(
            rows["score"], rows["density"], color=colour, linestyle=style, marker="", label=name
        )
        axes.fill_between(rows["score"], rows["density"], color=colour, alpha=0.1, linewidth=0)
    axes.set_ylim(bottom=0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(visible=False, axis="y")


def distributions_alt(densities: pd.DataFrame) -> str:
    """Return in words what :func:`distributions_plot` shows: how much of each pair overlaps."""
    said = []
    for (size, drawn), part in densities.groupby(["size", "drawn"], sort=False):
        said.append(f"{drawn} {size} {_overlap(part):.0f} %")
    groups = " and ".join(dict.fromkeys(densities["group"]))
    return (
        f"Smoothed curves of scores of portraits of {groups}, a row for each size and a column "
        f"for what is drawn. Overlap of the two curves in the range drawn: {'; '.join(said)}."
    )


def _overlap(part: pd.DataFrame) -> float:
    """Return the common area of the groups' curves as a percentage of the smaller one's."""
    curves = [rows["density"].to_numpy() for _, rows in part.groupby("group", sort=False)]
    return 100 * float(np.min(curves, axis=0).sum() / min(curve.sum() for curve in curves))


def rules_plot(gaps: Mapping[str, Mapping[str, Estimate]]) -> Figure:
    """Return one pair of groups' gap by what decides, for two sizes of portraits.

    Parameters
    ----------
    gaps
        The estimates of ``rml.cropping.argmax_tables.rule_table``.
    """
    (name, ours), (other, theirs) = gaps.items()
    fig, axes = new_figure(7.0, 3.9)
    interval_plot(
        axes,
        [RULES[rule] for rule in ours],
        list(ours.values()),
        comparison=list(theirs.values()),
        reference=0,
        reference_label="even split",
        names=(f"portraits {name}", f"portraits {other}"),
    )
    return fig


def rules_alt(table: pd.DataFrame) -> str:
    """Return in words what :func:`rules_plot` shows, from the table behind it."""
    said = [
        f"portraits {size}: "
        + ", ".join(
            f"{what} {gap:+.1f}" for what, gap in zip(rows["decides"], rows["gap"], strict=True)
        )
        for size, rows in table.groupby("size", sort=False)
    ]
    return f"Dot plot with intervals of the gap in percentage points. {'; '.join(said)}."


def pairs_plot(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Return the contrast, maximum minus median, of every pair of groups, for two sizes.

    Parameters
    ----------
    tables
        By size, from ``rml.cropping.argmax_tables.pair_table``.
    """
    (name, ours), (other, theirs) = tables.items()
    labels = [f"{a}\nover {b}" for a, b in zip(ours["first"], ours["second"], strict=True)]
    fig, axes = new_figure(7.0, 6.6)
    interval_plot(
        axes,
        labels,
        contrasts(ours),
        comparison=contrasts(theirs),
        reference=0,
        reference_label="no difference",
        names=(f"portraits {name}", f"portraits {other}"),
    )
    return fig


def contrasts(table: pd.DataFrame) -> list[Estimate]:
    """Return the contrasts of a table of pairs, as a figure draws them."""
    return [
        Estimate(
            value=value,
            low=low,
            high=high,
            level=0.95,
            n="pairs of people",
            unit="percentage points, gap from maxima minus gap from medians",
            method="as in the table",
        )
        for value, low, high in zip(table["contrast"], table["low"], table["high"], strict=True)
    ]


def pairs_data(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the numbers that :func:`pairs_plot` draws: ``size, first, second`` and contrasts."""
    drawn = ["first", "second", "contrast", "low", "high"]
    parts = [table[drawn].assign(size=size) for size, table in tables.items()]
    return pd.concat(parts, ignore_index=True)[["size", *drawn]]


def pairs_alt(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return in words what :func:`pairs_plot` shows: whose interval leaves out zero."""
    said = []
    for size, table in tables.items():
        clear = table[table["low"] * table["high"] > 0]
        listed = "; ".join(
            f"{a} over {b} ({value:+.0f})"
            for a, b, value in zip(clear["first"], clear["second"], clear["contrast"], strict=True)
        )
        said.append(f"Portraits {size}: {listed or 'none'}.")
    return (
        f"Dot plot of {len(next(iter(tables.values())))} pairs of groups with intervals. Those "
        f"whose interval leaves out zero, in percentage points: {' '.join(said)}"
    )


def softening_plot(table: pd.DataFrame) -> Figure:
    """Return the gaps by temperature with bands, above what softening costs.

    Parameters
    ----------
    table
        From ``rml.cropping.sampled_choice.choice_table``, temperatures from 0 to infinity.
    """
    fig, (above, below) = new_figure(7.0, 6.2, rows=2)
    costs = {OUTSIDE: "chosen cell outside both faces", GREATEST: "the greatest cell is chosen"}
    gaps = [name for name in dict.fromkeys(table["quantity"]) if name not in costs]
    with theme():
        for axes, names in ((above, {name: name for name in gaps}), (below, costs)):
            for place, (name, label) in enumerate(names.items()):
                _band(axes, table[table["quantity"] == name], label=label, place=place)
            _temperature_axis(axes, table["temperature"])
            axes.legend(loc="upper right" if axes is above else "upper center")
        above.axhline(0, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
        low, high = above.get_ylim()
        above.set_ylim(low, high + 0.35 * (high - low))  # room for the legend
        above.set_ylabel("parity gap,\npercentage points")
        below.set_ylabel("chance, percent")
        below.set_ylim(0, 103)
        below.set_xlabel("temperature, in units of the score")
    return fig


def _positions(values: ArrayLike, temperatures: pd.Series[float]) -> FloatArray:
    """Return where values stand: logarithmic, with 0 and infinity outside all others."""
    drawn = temperatures.to_numpy(dtype=float)
    inner = np.log10(drawn[(drawn > 0) & np.isfinite(drawn)])
    with np.errstate(divide="ignore"):
        places = np.log10(np.asarray(values, dtype=float))
    return np.asarray(np.clip(places, inner.min() - 0.4, inner.max() + 0.4))


def _band(axes: Axes, rows: pd.DataFrame, *, label: str, place: int) -> None:
    x = _positions(rows["temperature"], rows["temperature"])
    y = rows["value"].to_numpy()
    colour = SERIES[place]
    inner = slice(1, -1)
    if place == 0:  # bands on top of each other cannot be read; all ends stand in the data
        ends = (rows["low"].iloc[inner], rows["high"].iloc[inner])
        axes.fill_between(x[inner], *ends, color=colour, alpha=0.15, linewidth=0)
    axes.plot(x[inner], y[inner], color=colour, linestyle=_STYLES[place], marker="", label=label)
    for end in (0, -1):
        low, high = rows["low"].iloc[end], rows["high"].iloc[end]
        shift = 0.03 * (place - 1)
        axes.plot([x[end] + shift] * 2, [low, high], color=colour, marker="", linewidth=2)
        axes.plot([x[end] + shift], [y[end]], color=colour, marker=MARKERS[place], linestyle="")


def _temperature_axis(axes: Axes, temperatures: pd.Series[float]) -> None:
    present = set(temperatures)
    shown = [one for one in _TICKS if one in present]
    labels = [MAXIMUM if one == 0 else ANY_CELL if math.isinf(one) else f"{one:g}" for one in shown]
    axes.set_xticks(_positions(shown, temperatures), labels=labels)
    axes.xaxis.set_minor_locator(NullLocator())


def softening_alt(table: pd.DataFrame, *, gap: str) -> str:
    """Return in words what :func:`softening_plot` shows, at the ends and at temperature 1."""
    said = []
    for quantity, unit in ((gap, " points"), (OUTSIDE, " %"), (GREATEST, " %")):
        rows = table[table["quantity"] == quantity].set_index("temperature")["value"]
        steps = [f"{rows[at]:.1f}{unit} at {at:g}" for at in (0.0, 1.0, math.inf)]
        said.append(f"{quantity}: {', '.join(steps)}")
    return (
        "Two panels by temperature, from the maximum on the left to a choice without looking on "
        f"the right; the gaps fall as chances of missing the faces rise. {'; '.join(said)}."
    )
