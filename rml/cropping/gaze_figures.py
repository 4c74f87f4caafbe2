"""The figures of the notebook ``image_cropping/gaze``, and their alt texts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from rml.cropping.gaze import MEASURE_NAMES, UNITS
from rml.cropping.gaze_portraits import PEOPLE
from rml.cropping.gaze_prediction import NAMES
from rml.estimate import Estimate
from rml.report.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    VERMILION,
    interval_plot,
    new_figure,
    theme,
)

CHANCE = {"nss": 0.0, "auc_judd": 0.5, "auc_shuffled": 0.5}
LINES = {
    NAMES["observers"]: (GREEN, "^"),
    NAMES["model"]: (BLUE, "o"),
    NAMES["elsewhere"]: (VERMILION, "s"),
}
COLOURS = {"women": BLUE, "men": VERMILION}


def predictor_plot(table: pd.DataFrame, *, level: float) -> Figure:
    """Return three panels of intervals, one a measure: each predictor against chance.

    Parameters
    ----------
    table
        From ``rml.cropping.gaze.predictor_table``.
    level
        Nominal coverage of the intervals in it.
    """
    fig, panels = new_figure(7.0, 6.6, rows=3)
    with theme():
        for axes, (measure, name) in zip(panels, MEASURE_NAMES.items(), strict=True):
            rows = table[table["measure"] == name]
            interval_plot(
                axes,
                rows["predictor"].tolist(),
                [
                    Estimate(
                        value=value,
                        low=low,
                        high=high,
                        level=level,
                        n=UNITS[measure],
                        unit=UNITS[measure],
                        method=name,
                    )
                    for value, low, high in zip(
                        rows["value"], rows["low"], rows["high"], strict=True
                    )
                ],
                reference=CHANCE[measure],
                reference_label="chance",
                unit=f"{name} ({UNITS[measure]})",
            )
    return fig


def predictor_alt(table: pd.DataFrame) -> str:
    """Return in words what :func:`predictor_plot` shows."""
    sentences = []
    for name, rows in table.groupby("measure", sort=False):
        ordered = rows.sort_values("value")
        listed = ", ".join(
            f"{predictor} {value:.2f}"
            for predictor, value in zip(ordered["predictor"], ordered["value"], strict=True)
        )
        sentences.append(f"{name} from least to greatest: {listed}.")
    return f"Dot plot with intervals, a panel for each measure. {' '.join(sentences)}"


def order_plot(table: pd.DataFrame) -> Figure:
    """Return the NSS of three predictors by the order of fixations, with their intervals.

    Parameters
    ----------
    table
        From ``rml.cropping.gaze.order_table``.
    """
    fig, axes = new_figure(7.0, 4.0)
    with theme():
        for name, (colour, marker) in LINES.items():
            rows = table[table["predictor"] == name]
            axes.fill_between(
                rows["fixation"], rows["low"], rows["high"], color=colour, alpha=0.2, linewidth=0
            )
            axes.plot(rows["fixation"], rows["value"], color=colour, marker=marker, label=name)
        axes.axhline(0, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.set_xticks(sorted(table["fixation"].unique()))
        axes.set_xlabel("fixation of an observer on a photograph")
        axes.set_ylabel("NSS (standard deviations)")
        fig.legend(loc="outside upper center", ncols=3)
    return fig


def order_alt(table: pd.DataFrame) -> str:
    """Return in words what :func:`order_plot` shows."""
    first, last = table["fixation"].min(), table["fixation"].max()
    sentences = []
    for name in LINES:
        values = table[table["predictor"] == name].set_index("fixation")["value"]
        sentences.append(
            f"{name}: {values[first]:.2f} at the first, highest at number {values.idxmax()} with "
            f"{values.max():.2f}, {values[last]:.2f} at number {last}"
        )
    return f"Line chart of NSS against the order of fixations. {'; '.join(sentences)}."


def kept_plot(table: pd.DataFrame, *, least: float) -> Figure:
    """Return the share of crops that show less than each share of the face region.

    Parameters
    ----------
    table
        From ``rml.cropping.gaze_places.face_kept_table``.
    least
        The declared bound, marked by a dotted line.
    """
    ratios = table["ratio"].unique()
    fig, panels = new_figure(7.0, 3.6, columns=len(ratios))
    with theme():
        for axes, ratio in zip(np.atleast_1d(panels), ratios, strict=True):
            rows = table[table["ratio"] == ratio]
            for people, marker in zip(PEOPLE.values(), ("o", "s"), strict=True):
                axes.plot(
                    100 * rows["face_share"],
                    100 * rows[people],
                    color=COLOURS[people],
                    marker=marker,
                    label=people,
                )
            axes.axvline(100 * least, color=INK, linewidth=1.2, linestyle=(0, (1, 2)))
            axes.set_title(f"height by width {ratio:g}")
            axes.set_ylim(bottom=0)
        fig.supxlabel("per cent of the face region", fontsize=11)
        fig.supylabel("per cent of crops that show less", fontsize=11)
        handles, names = np.atleast_1d(panels)[0].get_legend_handles_labels()
        fig.legend(handles, names, loc="outside upper center", ncols=2)
    return fig


def kept_alt(table: pd.DataFrame, *, least: float) -> str:
    """Return in words what :func:`kept_plot` shows."""
    sentences = []
    for ratio, rows in table.groupby("ratio", sort=False):
        nearest = rows.iloc[int((rows["face_share"] - least).abs().argmin())]
        listed = " and ".join(f"{nearest[people]:.0%} of {people}'s" for people in PEOPLE.values())
        sentences.append(
            f"at {ratio:g}, {listed} crops show less than {nearest['face_share']:.0%} of the region"
        )
    return f"Rising curves for women and men, a panel for each shape: {'; '.join(sentences)}."


def band_plot(table: pd.DataFrame, *, level: float) -> Figure:
    """Return the share of salient points in each band of the portrait's height.

    Parameters
    ----------
    table
        From ``rml.cropping.gaze_places.band_table``.
    level
        Nominal coverage of the intervals in it.
    """
    fig, axes = new_figure(7.0, 3.6)
    series = [
        [
            Estimate(
                value=100 * value,
                low=100 * low,
                high=100 * high,
                level=level,
                n=people,
                unit="per cent of portraits",
                method="Wilson",
            )
            for value, low, high in zip(
                table[people], table[f"{people}_low"], table[f"{people}_high"], strict=True
            )
        ]
        for people in PEOPLE.values()
    ]
    interval_plot(
        axes,
        table["band"].tolist(),
        series[0],
        comparison=series[1],
        names=("women", "men"),
    )
    return fig


def band_alt(table: pd.DataFrame) -> str:
    """Return in words what :func:`band_plot` shows."""
    listed = "; ".join(
        f"{band}: {women:.0%} of women's and {men:.0%} of men's"
        for band, women, men in zip(table["band"], table["women"], table["men"], strict=True)
    )
    return f"Dot plot of shares of portraits by the height of the salient point. {listed}."


def group_plot(table: pd.DataFrame, *, level: float) -> Figure:
    """Return the share of crops that cut the face region, by group, at two shapes.

    Parameters
    ----------
    table
        From ``rml.cropping.gaze_portraits.group_shares``, of two ratios.
    level
        Nominal coverage of the intervals in it.
    """
    first, second = (rows for _, rows in table.groupby("ratio", sort=False))
    fig, axes = new_figure(7.0, 0.9 + 0.45 * len(first))
    with theme():
        interval_plot(
            axes,
            [
                f"{group} ({people})"
                for group, people in zip(first["group"], first["people"], strict=True)
            ],
            _in_per_cent(first, level=level),
            comparison=_in_per_cent(second, level=level),
            names=(_shape_name(first), _shape_name(second)),
            unit="per cent of crops that cut the face region",
        )
    return fig


def _shape_name(rows: pd.DataFrame) -> str:
    return f"height by width {rows['ratio'].iloc[0]:g}"


def _in_per_cent(rows: pd.DataFrame, *, level: float) -> list[Estimate]:
    return [
        Estimate(
            value=100 * value,
            low=100 * low,
            high=100 * high,
            level=level,
            n=f"{people} people",
            unit="per cent",
            method="Wilson",
        )
        for value, low, high, people in zip(
            rows["value"], rows["low"], rows["high"], rows["people"], strict=True
        )
    ]


def group_alt(table: pd.DataFrame) -> str:
    """Return in words what :func:`group_plot` shows."""
    sentences = []
    for ratio, rows in table.groupby("ratio", sort=False):
        ordered = rows.sort_values("value", ascending=False)
        listed = ", ".join(
            f"{group} {value:.0%}"
            for group, value in zip(ordered["group"], ordered["value"], strict=True)
        )
        sentences.append(f"at {ratio:g}, from most to least: {listed}")
    return f"Dot plot of groups, crops that cut the face region {'; '.join(sentences)}."
