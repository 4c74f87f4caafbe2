"""How the report on neutral accounts draws its series, their memory, and the effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.dates import DateFormatter, MonthLocator, date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rml.amplification.neutral_accounts.analyses import ANALYSES, Analysis
from rml.amplification.neutral_accounts.daily_differences import (
    LEANINGS,
    SCORE_NAMES,
    SEED_NAMES,
    account_means,
    rows_of,
)
from rml.amplification.neutral_accounts.seed_effects import SeedEffect
from rml.report.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    PAPER,
    PURPLE,
    SLATE,
    VERMILION,
    new_figure,
)

_LOOKS: Mapping[Analysis, tuple[str, str]] = {
    "independent_days": (SLATE, "o"),
    "hac": (GREEN, "s"),
    "block_bootstrap": (PURPLE, "^"),
    "accounts": (BLUE, "D"),
}


def series_frame(differences: pd.DataFrame, *, score: str) -> pd.DataFrame:
    """Return the differences of one score as a table: a row a day, a column an account."""
    rows = differences[differences["score"] == score]
    wide = rows.pivot_table(index="date", columns="bot", values="difference").asfreq("D")
    wide.columns = [f"account_{bot}" for bot in wide.columns]
    return wide.rename_axis("date").reset_index()


def series_panels(differences: pd.DataFrame, *, score: str) -> Figure:
    """Return small multiples: each account's difference by day, a row for each seed."""
    figure, axes = new_figure(7.0, 8.6, rows=len(LEANINGS), columns=3)
    shown = differences[differences["score"] == score]
    limit = 1.12 * float(shown["difference"].abs().max())
    margin = pd.Timedelta(days=4)  # so that no account's bars touch the edge of its panel
    first, last = shown["date"].min() - margin, shown["date"].max() + margin
    # matplotlib leaves its dates untyped.
    months = MonthLocator()  # type: ignore[no-untyped-call]
    names = DateFormatter("%b")  # type: ignore[no-untyped-call]
    for row, leaning in enumerate(LEANINGS):
        accounts = rows_of(shown, score=score, leaning=leaning).groupby("bot")
        for panel, (bot, rows) in zip(axes[row], accounts, strict=True):
            days = rows.set_index("date")["difference"].asfreq("D")
            edges = _day_number(days.index[0]) - 0.5 + np.arange(days.size + 1)
            for side, colour in ((days.clip(upper=0), BLUE), (days.clip(lower=0), VERMILION)):
                panel.stairs(side, edges, fill=True, color=colour, linewidth=0)
            mean = float(rows["difference"].mean())
            panel.axhline(0, color=MUTED, linewidth=0.8)
            panel.axhline(mean, color=INK, linewidth=1.2, linestyle=(0, (4, 2)))
            panel.set(ylim=(-limit, limit), xlim=(_day_number(first), _day_number(last)))
            title = f"account {bot}: {mean:+.3f}".replace("-", "\N{MINUS SIGN}")
            panel.set_title(title, fontsize=9, fontweight="normal")
            panel.tick_params(labelsize=8, labelbottom=row == len(LEANINGS) - 1)
            panel.tick_params(labelleft=panel is axes[row][0])
            panel.xaxis.set_major_locator(months)
            panel.xaxis.set_major_formatter(names)
        axes[row][0].set_ylabel(f"{leaning}\n{SEED_NAMES[leaning]}", fontsize=8)
    figure.supylabel("home timeline minus friends, score points", fontsize=10)
    return figure


def _day_number(day: pd.Timestamp) -> float:
    return float(date2num(day))  # type: ignore[no-untyped-call]


def memory_curves(correlations: pd.DataFrame, *, block_length_days: int) -> Figure:
    """Return, for each score, the autocorrelation of every account and their median by lag."""
    scores = list(correlations["score"].unique())
    figure, axes = new_figure(7.0, 3.4, rows=1, columns=max(len(scores), 2))
    for panel, score in zip(axes, scores, strict=False):
        shown = correlations[correlations["score"] == score]
        for _, rows in shown.groupby("bot"):
            panel.plot(
                rows["lag"],
                rows["autocorrelation"],
                color=SLATE,
                linewidth=0.7,
                marker="",
                alpha=0.6,
            )
        median = shown.groupby("lag")["autocorrelation"].median()
        panel.plot(median.index, median, color=BLUE, linewidth=2.4, marker="")
        panel.axhline(0, color=INK, linewidth=0.8)
        panel.axvline(block_length_days, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        panel.set(ylim=(-0.5, 1), xlim=(0, shown["lag"].max()), xlabel="days apart")
        panel.set_title(f"score of {SCORE_NAMES[score]}")
    axes[0].set_ylabel("autocorrelation of the difference")
    axes[0].annotate(
        "block length",
        (block_length_days, 0.93),
        xytext=(4, 0),
        textcoords="offset points",
        fontsize=9,
        color=MUTED,
    )
    return figure


def effect_intervals(effects: Sequence[SeedEffect], differences: pd.DataFrame) -> Figure:
    """Return every comparison's effect under each analysis, with the accounts' own means."""
    scores = list(differences["score"].unique())
    figure, axes = new_figure(7.0, 8.8, rows=max(len(scores), 2), columns=1)
    analyses = list(ANALYSES)
    for panel, score in zip(axes, scores, strict=False):
        for effect in effects:
            if effect.score != score:
                continue
            place = LEANINGS.index(effect.leaning) + 0.19 * (analyses.index(effect.analysis) - 1.5)
            colour, marker = _LOOKS[effect.analysis]
            ends = (effect.estimate.low, effect.estimate.high)
            panel.plot(ends, (place, place), color=colour, linewidth=2.2, marker="")
            panel.plot(
                effect.estimate.value, place, color=colour, marker=marker, markersize=5, zorder=5
            )
            if effect.analysis == "accounts":
                means = account_means(rows_of(differences, score=score, leaning=effect.leaning))
                panel.plot(
                    means,
                    [place] * means.size,
                    linestyle="",
                    marker="o",
                    markersize=5,
                    markerfacecolor=PAPER,
                    markeredgecolor=INK,
                    zorder=4,
                )
        panel.axvline(0, color=INK, linewidth=1.0)
        panel.set_yticks(range(len(LEANINGS)), [f"{one}\n{SEED_NAMES[one]}" for one in LEANINGS])
        panel.set(ylim=(len(LEANINGS) - 0.45, -0.55))
        panel.tick_params(axis="y", length=0, labelsize=9)
        panel.grid(visible=False, axis="y")
        for line in range(1, len(LEANINGS)):
            panel.axhline(line - 0.5, color=MUTED, linewidth=0.5)
        panel.set_title(f"score of {SCORE_NAMES[score]}")
    axes[-1].set_xlabel(
        "\N{LEFTWARDS ARROW} home timeline further left than friends    (score points)    "
        "further right \N{RIGHTWARDS ARROW}",
        fontsize=10,
    )
    handles = [
        Line2D([], [], color=colour, marker=marker, linewidth=2.2, label=ANALYSES[analysis].name)
        for analysis, (colour, marker) in _LOOKS.items()
    ]
    handles.append(
        Line2D(
            [],
            [],
            linestyle="",
            marker="o",
            markerfacecolor=PAPER,
            markeredgecolor=INK,
            label="one account's mean",
        )
    )
    figure.legend(handles=handles, loc="outside lower center", ncols=2, fontsize=9)
    shared = [panel.get_xlim() for panel in axes]
    for panel in axes:
        panel.set_xlim(min(low for low, _ in shared), max(high for _, high in shared))
    return figure
