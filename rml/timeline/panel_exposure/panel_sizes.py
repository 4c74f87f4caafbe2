"""How large each group is in two panels, one of which may be the active part of the other."""

from __future__ import annotations

import pandas as pd

from rml.errors import DataError
from rml.estimate import Estimate


def panel_sizes(counts: pd.DataFrame, *, panel: str, roster: str) -> pd.DataFrame:
    """Return each group's size in two panels, and the first as a share of the second.

    Parameters
    ----------
    counts
        One row per outcome and group: ``outcome``, ``group``, ``panelists`` (people).
    panel, roster
        An outcome that was counted in each of the two panels.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``panel`` and ``roster`` (people, missing where a panel does not list the
        group), ``share`` (per cent).
    """
    first, second = (
        counts.loc[counts["outcome"] == outcome, ["group", "panelists"]].rename(
            columns={"panelists": name}
        )
        for outcome, name in ((panel, "panel"), (roster, "roster"))
    )
    sizes = first.merge(second, on="group", how="outer").sort_values("group", ignore_index=True)
    return sizes.assign(share=sizes["panel"] / sizes["roster"] * 100)


def panel_share_gap(sizes: pd.DataFrame, group: str) -> Estimate:
    """Return how much the part of a roster that is in a panel differs for one group.

    Parameters
    ----------
    sizes
        One row per group: ``group``, ``panel`` and ``roster`` (people). Groups of which one
        of the two is missing are left out.
    group
        Set against all the others together.

    Returns
    -------
    Estimate
        The group's share minus the others', percentage points. It describes published
        sizes and carries no sampling interval.

    Raises
    ------
    DataError
        If the group is not among those with both sizes.
    """
    known = sizes.dropna(subset=["panel", "roster"])
    own = known[known["group"] == group]
    if own.empty:
        raise DataError(
            f"The group {group!r} is not counted in both panels.",
            where="panel sizes",
            remedy="Choose one of: " + ", ".join(known["group"]) + ".",
        )
    rest = known[known["group"] != group]
    share, share_rest = (part["panel"].sum() / part["roster"].sum() for part in (own, rest))
    return Estimate(
        value=float(share - share_rest) * 100,
        low=None,
        high=None,
        level=None,
        n=f"{int(known['roster'].sum()):,} people of the roster",
        unit="percentage points",
        method="difference of two ratios of published panel sizes; no sampling interval",
    )
