"""A plot of labelled estimates with their intervals, one row each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from rml.errors import ProductError
from rml.estimate import Estimate
from rml.report.number_text import readable
from rml.report.palette import BLUE, MUTED, PAPER, VERMILION

_LETTERS_AN_INCH: Final = 9


def interval_plot(
    axes: Axes,
    labels: Sequence[str],
    estimates: Sequence[Estimate],
    *,
    reference: float | None = None,
    reference_label: str | None = None,
    comparison: Sequence[Estimate | None] | None = None,
    names: tuple[str, str] = ("estimate", "comparison"),
    unit: str | None = None,
    log: bool = False,
    colour: str = BLUE,
    comparison_colour: str = VERMILION,
) -> None:
    """Draw labelled estimates as dots with their intervals as lines, first row on top.

    Parameters
    ----------
    axes
        Where to draw.
    labels
        One for each estimate.
    estimates
        In one unit. An estimate without an interval is drawn as a dot alone; an end at
        infinity as an arrow to the edge.
    reference
        A value marked by a dashed line, such as 0 or 1.
    reference_label
        What the line means; written above it.
    comparison
        A second estimate for some rows, drawn below the first with a hollow square.
    names
        What the first and the second estimates are, for the legend.
    unit
        The axis label; the estimates' unit if not given.
    log
        True for a logarithmic axis, on which ratios above and below 1 are equally long.
    colour, comparison_colour
        Of the first and of the second estimates, from ``rml.report.palette``.

    Raises
    ------
    ProductError
        If the numbers of labels and estimates differ, or units do, or an estimate on a
        logarithmic axis is not positive.
    """
    others = list(comparison) if comparison is not None else [None] * len(estimates)
    _check_rows(labels, estimates, others)
    rows = list(range(len(estimates)))
    shift = 0.16 if comparison is not None else 0.0
    limits = _limits([*estimates, *(one for one in others if one)], reference, log=log)
    if log:
        _set_log_axis(axes, limits)
    first = _Series(axes=axes, colour=colour, marker="o", filled=True, limits=limits)
    second = _Series(axes=axes, colour=comparison_colour, marker="s", filled=False, limits=limits)
    for row, estimate, other in zip(rows, estimates, others, strict=True):
        first.draw(row - shift, estimate)
        if other is not None:
            second.draw(row + shift, other)
    if reference is not None:
        axes.axvline(reference, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
        if reference_label:
            axes.annotate(
                reference_label,
                (reference, 1.0),
                xycoords=("data", "axes fraction"),
                xytext=(0, 4),
                textcoords="offset points",
                ha="center",
                va="bottom",
                color=MUTED,
                fontsize=10,
            )
    axes.set_yticks(rows, labels=list(labels))
    axes.set_ylim(len(estimates) - 0.4, -0.6)
    axes.set_xlim(*limits)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0, pad=8)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(unit or estimates[0].unit)
    if comparison is not None:
        _legend(axes, [first.handle(names[0]), second.handle(names[1])])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    """How the estimates of one series are drawn."""

    axes: Axes
    colour: str
    marker: str
    filled: bool
    limits: tuple[float, float]

    def draw(self, row: float, estimate: Estimate) -> None:
        """Draw one estimate at the height ``row``."""
        if estimate.low is not None and estimate.high is not None:
            left, right = self.limits
            ends = (max(estimate.low, left), min(estimate.high, right))
            self.axes.plot(ends, (row, row), color=self.colour, marker="", linewidth=2.2, zorder=3)
            for end, edge, arrow in ((estimate.low, left, "<"), (estimate.high, right, ">")):
                if not left <= end <= right:
                    self._point(edge, row, arrow, size=8)
        self._point(estimate.value, row, self.marker, size=7)

    def handle(self, name: str) -> Line2D:
        """Return the series' entry for a legend."""
        face = self.colour if self.filled else PAPER
        return Line2D(
            [],
            [],
            color=self.colour,
            marker=self.marker,
            markerfacecolor=face,
            markersize=7,
            linewidth=2.2,
            label=name,
        )

    def _point(self, value: float, row: float, marker: str, *, size: float) -> None:
        self.axes.plot(
            [value],
            [row],
            color=self.colour,
            marker=marker,
            markerfacecolor=self.colour if self.filled or marker in "<>" else PAPER,
            markeredgewidth=1.6,
            markersize=size,
            linestyle="",
            zorder=4,
            clip_on=False,
        )


def _limits(
    estimates: Sequence[Estimate], reference: float | None, *, log: bool
) -> tuple[float, float]:
    numbers = [estimate.value for estimate in estimates]
    if log and min(numbers) <= 0:
        raise ProductError(
            f"The estimate {min(numbers):g} cannot be drawn on a logarithmic axis.",
            where="interval_plot",
            remedy="Draw it with log=False.",
        )
    numbers += [end for one in estimates for end in (one.low, one.high) if end is not None]
    numbers += [reference] if reference is not None else []
    # An end at 0 lies infinitely far to the left on a logarithmic axis.
    finite = [number for number in numbers if math.isfinite(number) and (number > 0 or not log)]
    low, high = min(finite), max(finite)
    if log:
        factor = (high / low) ** 0.06 if high > low else 1.5
        return low / factor, high * factor
    room = 0.06 * (high - low) or 0.06 * abs(high) or 1.0
    return low - room, high + room


def _set_log_axis(axes: Axes, limits: tuple[float, float]) -> None:
    """Set a logarithmic axis with ticks in plain numbers, also on less than a decade."""
    axes.set_xscale("log")
    span = limits[1] / limits[0]
    wide = LogLocator(subs=(1, 2, 5) if span > 10 else (1, 1.5, 2, 3, 5, 7))
    axes.xaxis.set_major_locator(wide if span > 3 else MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: readable(number)))
    axes.xaxis.set_minor_locator(NullLocator())


def _legend(axes: Axes, handles: Sequence[Line2D]) -> None:
    """Add a legend below the whole figure, once for panels that share it."""
    figure = axes.get_figure(root=True)
    names = [str(handle.get_label()) for handle in handles]
    if figure is None or any(
        [text.get_text() for text in legend.get_texts()] == names for legend in figure.legends
    ):
        return
    # Below one another where the names side by side would be wider than the figure.
    fits = sum(map(len, names)) < _LETTERS_AN_INCH * figure.get_figwidth()
    figure.legend(
        handles=list(handles),
        loc="outside lower center",
        ncols=len(handles) if fits else 1,
        frameon=False,
    )


def _check_rows(
    labels: Sequence[str], estimates: Sequence[Estimate], others: Sequence[Estimate | None]
) -> None:
    if not len(estimates) == len(labels) == len(others) or not estimates:
        raise ProductError(
            f"{len(labels)} labels, {len(estimates)} estimates and {len(others)} comparisons "
            "do not make rows.",
            where="interval_plot",
            remedy="Give one of each for every row, None where there is no comparison.",
        )
    units = {one.unit for one in (*estimates, *others) if one is not None}
    if len(units) > 1:
        raise ProductError(
            "The estimates are in different units: " + ", ".join(sorted(units)) + ".",
            where="interval_plot",
            remedy="Convert them with Estimate.scaled, or draw one plot for each unit.",
        )
