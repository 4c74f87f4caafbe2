"""Inequality between and within groups, and two labellings that no inequality number tells apart.

The second part is exact arithmetic. A measure of inequality knows the amounts, and not who has
them. So labels may be moved from unit to unit without changing it, and with them the gap between
labelled groups.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from rml.amplification.ranked_feed.slot_counts import SlotCounts, by_account
from rml.stats.arguments import checked_finite
from rml.stats.inequality import gini
from rml.stats.inequality_decomposition import GroupParts, entropy_by_groups, gini_by_groups
from rml.timeline.exposure_inequality.feed_inequality import Paired


def between_orientations(counts: SlotCounts) -> Paired:
    """Return what part of Theil's index over pages lies between orientations, by account."""
    accounts, ranked, chronological = by_account(counts)
    parts = [
        np.array([_between_part(entropy_by_groups(one, counts.orientation)) for one in slots])
        for slots in (ranked, chronological)
    ]
    return Paired(accounts=tuple(accounts), ranked=parts[0], chronological=parts[1])


def feed_parts_frame(counts: SlotCounts) -> pd.DataFrame:
    """Return the split by orientation of each account's pages, ranked and chronological.

    Returns
    -------
    pandas.DataFrame
        ``account``, ``feed``, ``theil`` with ``theil_between`` and ``theil_within`` (which add
        up to it), ``share_between_groups`` (of Theil's index), and ``gini`` with ``gini_between``,
        ``gini_within`` and ``gini_overlap``.
    """
    accounts, ranked, chronological = by_account(counts)
    rows = []
    for account, *feeds in zip(accounts, ranked, chronological, strict=True):
        for name, slots in zip(("ranked", "chronological"), feeds, strict=True):
            found = parts_row(slots, counts.orientation)
            rows.append({"account": account, "feed": name, **found})
    return pd.DataFrame(rows)


def poster_parts_frame(posters: pd.DataFrame) -> pd.DataFrame:
    """Return the split of posts over poster strings by the party whose keyword they hold."""
    row = parts_row(posters["posts"].to_numpy(), posters["party_upstream"].to_numpy(dtype=np.str_))
    return pd.DataFrame([{"list": "German poster strings by keyword", **row}])


def parts_row(amounts: ArrayLike, groups: ArrayLike) -> dict[str, float]:
    """Return the split of Theil's index and of the Gini coefficient, by column name."""
    theil, curve = entropy_by_groups(amounts, groups), gini_by_groups(amounts, groups)
    return {
        "theil": theil.whole,
        "theil_between": theil.between,
        "theil_within": theil.within,
        "share_between_groups": _between_part(theil),
        "gini": curve.whole,
        "gini_between": curve.between,
        "gini_within": curve.within,
        "gini_overlap": curve.overlap,
    }


def _between_part(parts: GroupParts) -> float:
    return parts.between / parts.whole if parts.whole > 0 else 0.0


def widest_labels(amounts: ArrayLike) -> NDArray[np.str_]:
    """Return labels of two groups of equal size whose means lie as far apart as they can.

    Parameters
    ----------
    amounts
        Of an even number of units, shape (n,).

    Returns
    -------
    ndarray
        "A" for the half with the largest amounts and "B" for the other, shape (n,).
    """
    values = _even(amounts)
    labels = np.full(values.size, "B")
    labels[np.argsort(values, kind="stable")[values.size // 2 :]] = "A"
    return labels


def closest_labels(amounts: ArrayLike) -> NDArray[np.str_]:
    """Return labels of two groups of equal size whose means lie as close as they can.

    All sums of half of the units are built up one unit at a time (dynamic programming), so the
    result is exact for whole amounts.

    Parameters
    ----------
    amounts
        Whole numbers of an even number of units, shape (n,).

    Raises
    ------
    ValueError
        If the number of units is odd, or an amount is not whole.
    """
    values = _even(amounts)
    if np.any(values != np.floor(values)) or values.min() < 0:
        raise ValueError("`amounts` must be whole numbers of at least 0, such as slots.")
    whole = values.astype(int)
    half, total = whole.size // 2, int(whole.sum())
    # possible[k, s]: k of the units looked at so far can have the sum s.
    possible = np.zeros((half + 1, total + 1), dtype=bool)
    possible[0, 0] = True
    history = [possible]
    for amount in whole:
        grown = possible.copy()
        grown[1:, amount:] |= possible[:-1, : total + 1 - amount]
        possible = grown
        history.append(possible)
    sums = np.flatnonzero(possible[half])
    wanted = int(sums[np.argmin(np.abs(2 * sums - total))])
    labels, left = np.full(whole.size, "B"), half
    for place in range(whole.size - 1, -1, -1):
        if not history[place][left, wanted]:
            labels[place], left, wanted = "A", left - 1, wanted - int(whole[place])
    return labels


def same_gini_frame(amounts: ArrayLike) -> pd.DataFrame:
    """Return both labellings of the same amounts: one Gini coefficient, two gaps.

    Returns
    -------
    pandas.DataFrame
        ``labels``, ``gini``, ``mean_a`` and ``mean_b`` (amounts), ``ratio`` of the two, and
        ``theil_between`` and ``theil`` (as in `parts_row`).
    """
    values = checked_finite("amounts", amounts)
    rows = []
    for name, labels in (
        ("as close as can be", closest_labels(values)),
        ("as far apart as can be", widest_labels(values)),
    ):
        first, second = values[labels == "A"].mean(), values[labels == "B"].mean()
        theil = entropy_by_groups(values, labels)
        rows.append(
            {
                "labels": name,
                "gini": gini(values),
                "mean_a": first,
                "mean_b": second,
                "ratio": first / second if second else np.inf,
                "theil_between": theil.between,
                "theil": theil.whole,
            }
        )
    return pd.DataFrame(rows)


def _even(amounts: ArrayLike) -> NDArray[np.float64]:
    values = checked_finite("amounts", amounts)
    if values.ndim != 1 or values.size % 2 or not values.size:
        raise ValueError(
            f"`amounts` must be of an even number of units, not of shape {values.shape}: two "
            "groups of equal size are wanted."
        )
    return values
