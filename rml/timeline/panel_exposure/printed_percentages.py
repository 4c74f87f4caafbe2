"""Printed percentages against the counts beside them, and the panel sizes that they imply."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal, Protocol

import numpy as np
import pandas as pd

from rml.data.published_figures import PublishedFigure
from rml.errors import DataError
from rml.estimate import Estimate
from rml.report.verdict import judge

LONGEST_PRINTED: Final = 6
WHOLE_PER_CENT: Final = re.compile(r"\d+ %")


class Printed(Protocol):
    """A percentage as it was printed."""

    @property
    def value(self) -> float:
        """The share, as a proportion."""

    @property
    def tolerance(self) -> float:
        """Half of the last printed place, as a proportion."""


def implied_panels(counts: pd.DataFrame, figures: Mapping[str, Printed]) -> pd.DataFrame:
    """Return which panel sizes each printed percentage fits, given the printed count.

    Parameters
    ----------
    counts
        One row per outcome and group: ``outcome``, ``group``, ``exposed`` and ``panelists``
        (people).
    figures
        The printed percentages by ``<outcome>_<group>``, the group in snake_case.

    Returns
    -------
    pandas.DataFrame
        ``counts`` with the columns ``figure`` (the key in ``figures``); ``printed`` (per
        cent); ``share`` (exposed over panelists, per cent); ``fits`` (the share rounds to
        what is printed); ``count_fits`` (some whole number of people among ``panelists``
        does); and ``panel_low``, ``panel_high`` (the whole numbers of panelists of which
        ``exposed`` is a share that does; missing where nobody was exposed, which fits any
        panel).

    Raises
    ------
    DataError
        If a row has no printed percentage.
    """
    slugs = counts["group"].str.lower().str.replace(" ", "_")
    keys = [f"{outcome}_{slug}" for outcome, slug in zip(counts["outcome"], slugs, strict=True)]
    lacking = [key for key in keys if key not in figures]
    if lacking:
        raise DataError(
            f"No percentage is printed for {', '.join(lacking)}.",
            where="printed percentages",
            remedy="Leave out the rows that the source does not have.",
        )
    value = np.array([figures[key].value for key in keys])
    # Binary fractions: 0.0455 - 0.045 is a little more than 0.0005.
    slack = np.array([figures[key].tolerance for key in keys]) + 1e-12
    exposed, panelists = counts["exposed"].to_numpy(), counts["panelists"].to_numpy()
    share, known = exposed / panelists, (exposed > 0) & (value > slack)
    fewest = np.maximum(np.ceil(panelists * (value - slack)), 0)
    smallest = np.where(known, value - slack, np.nan)
    return counts.assign(
        figure=keys,
        printed=value * 100,
        share=share * 100,
        fits=np.abs(share - value) <= slack,
        count_fits=np.floor(panelists * (value + slack)) >= fewest,
        panel_low=np.where(known, np.ceil(exposed / (value + slack)), np.nan),
        panel_high=np.floor(exposed / smallest),
    )


def with_verdicts(implied: pd.DataFrame, figures: Mapping[str, PublishedFigure]) -> pd.DataFrame:
    """Return ``implied`` with the verdict that a finding on each printed percentage would get.

    Parameters
    ----------
    implied
        As `implied_panels` returns it.
    figures
        The printed percentages, by ``figure``.

    Returns
    -------
    pandas.DataFrame
        With the columns ``as_printed`` (per cent, as text, so that a "3" does not turn into
        3.0; more than six characters are cut); ``verdict`` (``reproduced`` or ``differs``, as
        ``rml.report.verdict`` judges the same data); and ``verdict_if_whole``: the verdict if a
        percentage printed without decimals was rounded to whole per cent; missing for all
        others.
    """
    rows = list(zip(implied["exposed"], implied["panelists"], implied["figure"], strict=True))
    verdicts = [_verdict(exposed / people, figures[key]) for exposed, people, key in rows]
    if_whole = [
        _verdict(exposed / people, replace(figures[key], tolerance=0.005))
        if WHOLE_PER_CENT.fullmatch(figures[key].printed)
        else None
        for exposed, people, key in rows
    ]
    return implied.assign(
        as_printed=[_shortened(figures[key].printed) for key in implied["figure"]],
        verdict=verdicts,
        verdict_if_whole=pd.Series(if_whole, index=implied.index),
    )


def _shortened(printed: str) -> str:
    digits = printed.removesuffix(" %")
    return digits if len(digits) <= LONGEST_PRINTED else f"{digits[:LONGEST_PRINTED]}…"


def _verdict(share: float, figure: PublishedFigure) -> str:
    counted = Estimate(
        value=share,
        low=None,
        high=None,
        level=None,
        n="the printed counts",
        unit="proportion",
        method="quotient of the printed counts",
    )
    return judge(counted, data_kind="real", published=figure, comparison="same data").verdict


def shared_panels(implied: pd.DataFrame) -> pd.DataFrame:
    """Return for each group the panel sizes that fit all its printed percentages.

    Parameters
    ----------
    implied
        Rows of one panel, as `implied_panels` returns them.

    Returns
    -------
    pandas.DataFrame
        One row per outcome and group: ``outcome, group, panelists, low, high`` (people) and
        ``low_excess``, ``high_excess`` (proportion above ``panelists``), without groups that
        fit any size. No size fits a group whose ``low`` is above its ``high``.
    """
    known = implied.groupby("group")["panel_low"].transform("max").notna()
    spans = implied.loc[known, ["outcome", "group", "panelists"]]
    groups = implied.loc[known].groupby("group")
    low, high = groups["panel_low"].transform("max"), groups["panel_high"].transform("min")
    return spans.assign(
        low=low,
        high=high,
        low_excess=low / spans["panelists"] - 1,
        high_excess=high / spans["panelists"] - 1,
    ).reset_index(drop=True)


def with_shared_panels(
    counts: pd.DataFrame, shared: pd.DataFrame, *, end: Literal["low", "high"]
) -> pd.DataFrame:
    """Return ``counts`` with the smallest or the largest panel sizes of `shared_panels`.

    In the outcomes of ``shared`` a group gets the size that fits its printed percentages;
    groups without one, and other outcomes, keep theirs.
    """
    sizes = shared.groupby("group")[end].first()
    fitted = counts["group"].map(sizes).where(counts["outcome"].isin(shared["outcome"]))
    return counts.assign(panelists=fitted.fillna(counts["panelists"]).astype(int))


def count_misfits(implied: pd.DataFrame) -> Estimate:
    """Return how many printed percentages do not follow from the counts beside them."""
    return Estimate(
        value=int((~implied["fits"]).sum()),
        low=None,
        high=None,
        level=None,
        n=f"{len(implied)} printed percentages",
        unit=f"of {len(implied)} printed percentages",
        method="recount against the printed rounding; no sampling is involved",
    )


def misfit_values(implied: pd.DataFrame, shared: pd.DataFrame) -> dict[str, int | float]:
    """Return what a sentence about the printed percentages needs, by name.

    Returns
    -------
    dict
        ``printed``: percentages looked at; ``impossible``: those that no whole number of
        people gives; ``groups``: groups of ``shared``; ``consistent``: those with a panel size
        that fits all; ``least`` and ``most``: how far these sizes lie above the printed ones
        (proportion).
    """
    fitting = shared[shared["low"] <= shared["high"]]
    return {
        "printed": len(implied),
        "impossible": int((~implied["count_fits"]).sum()),
        "groups": int(shared["group"].nunique()),
        "consistent": int(fitting["group"].nunique()),
        "least": float(fitting["low_excess"].min()),
        "most": float(fitting["high_excess"].max()),
    }
