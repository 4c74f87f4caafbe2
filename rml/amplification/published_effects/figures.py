"""The figures of the notebook ``political_amplification/published``."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from rml.amplification.published_effects.effects import published_estimate
from rml.estimate import Estimate
from rml.report.style import BLUE, GREEN, MUTED, VERMILION, interval_plot, new_figure

AMPLIFICATION = "amplification, per cent"
DEVIATIONS = "effect, standard deviations"
RELATIVE = "interaction, per cent of the count without it"


def amplifications_plot(frame: pd.DataFrame) -> Figure:
    """Return two panels of amplifications that stand in the text, without intervals."""
    fig, panels = new_figure(7.0, 4.6, rows=2, columns=1)
    for axes, (title, rows) in zip(panels, frame.groupby("of", sort=False), strict=True):
        dots = [published_estimate(value, unit=AMPLIFICATION) for value in rows["amplification"]]
        interval_plot(axes, list(rows["whose"]), dots, reference=0, colour=BLUE)
        axes.set_title(str(title), fontsize=10)
        axes.set_xlim(min(-8, rows["amplification"].min() - 4), 1.08 * rows["amplification"].max())
    return fig


def amplifications_alt(frame: pd.DataFrame) -> str:
    """Return in words what `amplifications_plot` shows."""
    parts = [f"{row.whose} {row.amplification:.0f}" for row in frame.itertuples(index=False)]
    return (
        "Two dot charts of amplification in per cent, one of four parties and one of six groups of "
        f"or single US news outlets: {', '.join(parts)}. The parties' values are up to ten times "
        "as large as the outlets'."
    )


def audit_plot(rows: pd.DataFrame) -> Figure:
    """Return a forest plot of the crowdsourced audit with its published intervals."""
    fig, axes = new_figure(7.0, 5.2)
    interval_plot(
        axes,
        list(rows["label"]),
        _estimates(rows, "amplification", unit=AMPLIFICATION),
        reference=0,
        reference_label="as often as written",
        colour=GREEN,
    )
    return fig


def audit_alt(rows: pd.DataFrame) -> str:
    """Return in words what `audit_plot` shows."""
    below = int((rows["high"] < 0).sum())
    above = int((rows["low"] > 0).sum())
    top = rows.iloc[int(rows["amplification"].to_numpy().argmax())]
    return (
        f"Forest plot of {len(rows)} amplifications in per cent with intervals. {above} intervals "
        f"lie above 0, {below} below and {len(rows) - above - below} on both sides. The largest "
        f"value is {top['amplification']:.0f} per cent for {top['label']}, with the longest "
        f"interval. Above 0 lie {_listed(rows[rows['low'] > 0])}. Below 0 lie "
        f"{_listed(rows[rows['high'] < 0])}."
    )


def scales_plot(ranking: pd.DataFrame, engagement: pd.DataFrame) -> Figure:
    """Return two panels on different scales: effects in deviations, and relative interactions."""
    fig, (above, below) = new_figure(
        7.0, 3.0 + 0.33 * ranking["outcome"].nunique(), rows=2, columns=1
    )
    first, second = list(ranking["timeline"].unique())[:2]
    sides = {
        name: _estimates(ranking[ranking["timeline"] == name], "effect", unit=DEVIATIONS)
        for name in (first, second)
    }
    interval_plot(
        above,
        list(ranking[ranking["timeline"] == first]["outcome"]),
        sides[first],
        comparison=sides[second],
        names=(f"ranked by {first.lower()}", f"ranked by {second.lower()}"),
        reference=0,
        colour=BLUE,
        comparison_colour=GREEN,
    )
    above.set_title("a randomised comparison of timelines", fontsize=10)
    dots = [published_estimate(value, unit=RELATIVE) for value in engagement["relative"]]
    labels = [f"{row.accounts}:\n{row.metric}" for row in engagement.itertuples(index=False)]
    interval_plot(below, labels, dots, reference=0, colour=VERMILION)
    below.set_xlim(*_roomy(engagement["relative"]))
    for place, row in enumerate(engagement.itertuples(index=False)):
        mark = "" if str(row.p_value).startswith("<") else "= "
        # Away from zero, or the text would lie on its line.
        side = -1 if float(str(row.relative)) < 0 else 1
        below.annotate(
            f"p {mark}{row.p_value}",
            (float(str(row.relative)), place),
            xytext=(8 * side, -3),
            ha="left" if side > 0 else "right",
            textcoords="offset points",
            fontsize=9,
            color=MUTED,
        )
    below.set_title("a before-and-after comparison of counts", fontsize=10)
    below.tick_params(axis="y", labelsize=8)
    return fig


def scales_alt(ranking: pd.DataFrame, engagement: pd.DataFrame) -> str:
    """Return in words what `scales_plot` shows."""
    first = ranking[ranking["timeline"] == ranking["timeline"].iloc[0]]
    top = first.iloc[int(first["effect"].to_numpy().argmax())]
    low = first.iloc[int(first["effect"].to_numpy().argmin())]
    second = engagement[engagement["p_value"].astype(str).str.startswith("0")]
    return (
        "Two forest plots that share no scale. Above, effects in standard deviations: ranking by "
        f"engagement gives the most for {top['outcome']} ({top['effect']:.2f}) and the least for "
        f"{low['outcome']} ({low['effect']:.2f}). Below, interactions in per cent: those of one "
        f"account lie near {engagement['relative'].max():.0f}, those between two groups of "
        f"accounts between {second['relative'].min():.0f} and {second['relative'].max():.0f}, "
        "with their p-values beside them."
    )


def _listed(rows: pd.DataFrame) -> str:
    """Return labels with their values in words."""
    marks = zip(rows["label"], rows["amplification"], strict=True)
    return "; ".join(f"{label} ({value:+.0f})" for label, value in marks)


def _roomy(values: pd.Series[float]) -> tuple[float, float]:
    """Return limits that leave room for a text outside of values on either side of zero."""
    least, most = min(0.0, float(values.min())), max(0.0, float(values.max()))
    span = most - least
    return least - (0.45 if least < 0 else 0.08) * span, most + 0.45 * span


def _estimates(rows: pd.DataFrame, value: str, *, unit: str) -> list[Estimate]:
    return [
        published_estimate(centre, low, high, unit=unit)
        for centre, low, high in zip(rows[value], rows["low"], rows["high"], strict=True)
    ]
