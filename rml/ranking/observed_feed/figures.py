"""How the report on an observed ranking draws accuracy, importance, dependence and one post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator
from numpy.typing import NDArray

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.estimate import Estimate
from rml.ranking.observed_feed.agreement import mean_over_accounts
from rml.ranking.observed_feed.attribution import BLOCKS, OTHER_ACCOUNT
from rml.ranking.observed_feed.judged import PAIRS, Judged
from rml.report.number_text import readable
from rml.report.style import BLUE, INK, MUTED, VERMILION, interval_plot, new_figure
from rml.stats.intervals import t_interval

FloatArray = NDArray[np.float64]

_DASHED: Final = (0, (4, 3))
_COMPARED: Final = ("account", "account and day")


def models_frame(judged: Judged, *, level: float) -> pd.DataFrame:
    """Return what the figure of rankers draws: held_out, ranker, accuracy, low, high."""
    rows = []
    for split in _COMPARED:
        for name, agreed in judged.agreed[split].items():
            if name == "random order":
                continue
            found = mean_over_accounts(agreed, level=level, unit=PAIRS)
            rows.append((split, name, found.value, found.low, found.high))
    return pd.DataFrame(rows, columns=["held_out", "ranker", "accuracy", "low", "high"])


def models_plot(frame: pd.DataFrame, *, level: float) -> Figure:
    """Return each ranker's accuracy on held-out accounts, and with the day held out, too."""
    first = frame[frame["held_out"] == _COMPARED[0]]
    second = frame[frame["held_out"] == _COMPARED[1]].set_index("ranker")
    names = list(first["ranker"])
    figure, axes = new_figure(7.0, 4.2)
    interval_plot(
        axes,
        names,
        [_drawn(row, "accuracy", level) for _, row in first.iterrows()],
        comparison=[
            _drawn(second.loc[name], "accuracy", level) if name in second.index else None
            for name in names
        ],
        names=("account held out", "account and day held out"),
        reference=0.5,
        reference_label="random order",
        unit="pairs in the captured order (proportion)",
    )
    return figure


def importance_frame(
    by_account: pd.DataFrame, by_day: pd.DataFrame, *, level: float
) -> pd.DataFrame:
    """Return the accuracy lost by feature, over accounts: account and day held out.

    Parameters
    ----------
    by_account, by_day
        As ``attribution.permutation_importance`` gives them for the two kinds of folds. An
        account that was held out is unknown to its model, so replacing it is left out there.
    """
    rows: list[tuple[str, str, float, float | None, float | None]] = []
    for held, table in (("account", by_account), ("day", by_day)):
        for name in (*BLOCKS, OTHER_ACCOUNT):
            if name == OTHER_ACCOUNT and held == "account":
                continue
            lost = table.loc[table["feature"] == name, "lost"].to_numpy()
            if np.ptp(lost) == 0:
                rows.append((held, name, float(lost[0]), None, None))
                continue
            found = t_interval(lost, level=level, unit=PAIRS, of="accounts")
            rows.append((held, name, found.value, found.low, found.high))
    return pd.DataFrame(rows, columns=["held_out", "feature", "lost", "low", "high"])


def importance_plot(frame: pd.DataFrame, *, level: float) -> Figure:
    """Return the accuracy that held-out feeds lose without each feature."""
    held = {name: rows.set_index("feature") for name, rows in frame.groupby("held_out")}
    names = list(held["day"].index)
    figure, axes = new_figure(7.0, 5.2)
    interval_plot(
        axes,
        names,
        [_drawn(held["day"].loc[name], "lost", level) for name in names],
        comparison=[
            _drawn(held["account"].loc[name], "lost", level)
            if name in held["account"].index
            else None
            for name in names
        ],
        names=("day held out", "account held out"),
        reference=0.0,
        unit="accuracy lost (proportion of pairs)",
    )
    return figure


def dependence_plot(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Return how odds of standing higher depend on age and on counts, with ranges of refits.

    Parameters
    ----------
    tables
        "age" (column hours) and "counts" (column times), each with odds, low and high.
    """
    figure, panels = new_figure(7.0, 3.8, columns=2)
    for axes, (name, column, label) in zip(
        panels,
        (
            ("age", "hours", "age of the post (hours)"),
            ("counts", "times", "times its reactions, comments, shares"),
        ),
        strict=True,
    ):
        table = tables[name]
        x = table[column].to_numpy(dtype=float)
        axes.fill_between(x, table["low"], table["high"], color=BLUE, alpha=0.2, linewidth=0)
        axes.plot(x, table["odds"], color=BLUE, marker="o")
        axes.axhline(1, color=MUTED, linewidth=1.2, linestyle=_DASHED)
        axes.set(xscale="log", yscale="log", xlabel=label)
        ticks = (0.25, 1, 3, 12, 36) if name == "age" else (0.1, 0.5, 1, 2, 10)
        axes.xaxis.set_major_locator(FixedLocator(ticks))
        wide = float(table["high"].max() / table["low"].min()) > 20
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if wide else (1, 1.2, 1.5, 2, 5, 7)))
        _plain(axes)
    panels[0].set_ylabel("odds of standing higher (1 = reference)")
    return figure


def interactions_frame(value: FloatArray) -> pd.DataFrame:
    """Return the interactions as odds: account, orientation, odds."""
    return pd.DataFrame(
        {
            "account": np.repeat(ACCOUNTS, len(ORIENTATIONS)),
            "orientation": np.tile(ORIENTATIONS, len(ACCOUNTS)),
            "odds": np.exp(value).ravel(),
        }
    )


def interactions_plot(frame: pd.DataFrame) -> Figure:
    """Return a grid of accounts by orientations with the odds of their interaction."""
    odds = frame.pivot_table(index="account", columns="orientation", values="odds").loc[
        list(ACCOUNTS), list(ORIENTATIONS)
    ]
    figure, axes = new_figure(7.0, 4.4)
    logs = np.log2(odds.to_numpy())
    most = max(float(np.abs(logs).max()), 0.1)
    axes.imshow(logs, cmap="PuOr_r", vmin=-1.6 * most, vmax=1.6 * most, aspect="auto")
    for row, account in enumerate(ACCOUNTS):
        for column, orientation in enumerate(ORIENTATIONS):
            axes.text(
                column,
                row,
                f"{2 ** logs[row, column]:.2f}",
                ha="center",
                va="center",
                color=INK,
                fontweight="bold" if account == orientation else "normal",
            )
    axes.set_xticks(range(len(ORIENTATIONS)), list(ORIENTATIONS))
    axes.set_yticks(range(len(ACCOUNTS)), list(ACCOUNTS))
    axes.set(xlabel="orientation of the page", ylabel="account")
    axes.grid(visible=False)
    return figure


def contributions_plot(contributions: pd.DataFrame, *, level: float) -> Figure:
    """Return what each feature of one post does to its odds against the middle post."""
    figure, axes = new_figure(7.0, 3.8)
    texts = (contributions[name].astype(str) for name in ("part", "this_post", "middle_post"))
    labels = [
        f"{part}: {this}" if this == middle else f"{part}: {this}\n(against {middle})"
        for part, this, middle in zip(*texts, strict=True)
    ]
    interval_plot(
        axes,
        labels,
        [_drawn(row, "odds", level) for _, row in contributions.iterrows()],
        reference=1.0,
        unit="times the odds",
        log=True,
        colour=VERMILION,
    )
    return figure


def _drawn(row: pd.Series[float], column: str, level: float) -> Estimate:
    """Return a row of a frame as the estimate that a plot of intervals takes."""
    ends = pd.notna(row["low"])
    return Estimate(
        value=float(row[column]),
        low=float(row["low"]) if ends else None,
        high=float(row["high"]) if ends else None,
        level=level if ends else None,
        n="accounts or refits",
        unit="as the axis says",
        method="as the table of the figure's data says",
    )


def _plain(axes: Axes) -> None:
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda number, _: readable(number)))
        axis.set_minor_locator(NullLocator())
