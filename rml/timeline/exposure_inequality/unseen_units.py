"""What units below the end of a truncated list could do to a measure of inequality.

Of the units below the list, each has at most what the last listed unit has, and at least some
least amount. How many there are, and what they have together, is not known. For an assumed
number of them the bounds here are sharp, and hold for any amounts in that range:

- *Least*: all of them have as much as they can. Every unseen unit is among the smallest, and
  giving a smallest unit more lowers both measures.
- *Most*: both measures, as functions of one unseen unit's amount, have no peak between the ends
  of its range (a convex function over a linear one). So the greatest value stands where some
  unseen units have the most they can and the others the least, and only how many is open: a
  quadratic equation settles it for the Gini coefficient, and the border of the top for its share.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from rml.stats.arguments import FloatArray, checked_count, checked_finite, checked_fraction
from rml.stats.inequality import gini, top_share
from rml.stats.unit_counts import Counts, counted
from rml.timeline.exposure_inequality.listed_attention import AttentionList


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenBounds:
    """The least and greatest value of a measure, for an assumed number of unseen units.

    Parameters
    ----------
    low, high
        Of the measure.
    """

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenUnits:
    """Units below the end of a list.

    Parameters
    ----------
    number
        How many there are assumed to be, at least 0.
    least, largest
        What each of them has at least and at most; ``largest`` is at most the smallest amount
        on the list.
    """

    number: int
    least: float
    largest: float

    def checked_against(self, listed: FloatArray) -> UnseenUnits:
        """Return these units if they can stand below the list.

        Raises
        ------
        ValueError
            If the range of their amounts is none, or reaches above the smallest listed one.
        """
        checked_count("number", self.number)
        if not 0 <= self.least <= self.largest <= listed.min():
            raise ValueError(
                f"Unseen units have from {self.least:g} to {self.largest:g}, which must rise from "
                f"0 on and end at the smallest listed amount, {listed.min():g}, or below."
            )
        return self


def gini_bounds(listed: ArrayLike, unseen: UnseenUnits) -> UnseenBounds:
    """Return the bounds of the Gini coefficient of listed and unseen units.

    Parameters
    ----------
    listed
        What each listed unit has, shape (n,).
    unseen
        The units below.

    Examples
    --------
    >>> bounds = gini_bounds([4, 2], UnseenUnits(number=2, least=0, largest=2))
    >>> round(bounds.low, 3), round(bounds.high, 3)
    (0.15, 0.583)
    """
    amounts = checked_finite("listed", listed)
    unseen = unseen.checked_against(amounts)
    n, k, room = amounts.size, unseen.number, unseen.largest - unseen.least
    candidates = [0.0]
    if room > 0 and k:
        # Where more units at their most stop raising the coefficient: room j^2 + 2 t j = c.
        ranks = 2 * np.arange(1, n + 1) - n - 1
        spread = float(np.sort(amounts) @ ranks)
        total = float(amounts.sum())
        least = total + unseen.least * k
        c = (k - n) * least - (spread + k * total - n * unseen.least * k)
        if c > 0:
            candidates.append((-least + math.sqrt(least**2 + room * c)) / room)
    return _bounds(amounts, unseen, candidates, gini)


def top_share_bounds(listed: ArrayLike, unseen: UnseenUnits, *, share: float) -> UnseenBounds:
    """Return the bounds of the part that the largest ``share`` of listed and unseen units have.

    Parameters
    ----------
    listed, unseen
        As for `gini_bounds`.
    share
        Of all units, in (0, 1).

    Examples
    --------
    >>> bounds = top_share_bounds([4, 2], UnseenUnits(number=2, least=0, largest=2), share=0.5)
    >>> round(bounds.low, 3), round(bounds.high, 3)
    (0.6, 1.0)
    """
    amounts = checked_finite("listed", listed)
    unseen = unseen.checked_against(amounts)
    part = checked_fraction("share", share)
    in_top = part * (amounts.size + unseen.number) - amounts.size
    return _bounds(amounts, unseen, [0.0, max(in_top, 0.0)], lambda counts: top_share(counts, part))


def bounds_frame(
    listed: ArrayLike,
    *,
    multiples: Sequence[float],
    least: float,
    largest: float,
    share: float,
) -> pd.DataFrame:
    """Return the bounds of both measures for assumed numbers of unseen units, one row each.

    Parameters
    ----------
    listed
        What each listed unit has, shape (n,).
    multiples
        Assumed numbers of unseen units, as multiples of the listed ones.
    least, largest
        As in `UnseenUnits`.
    share
        Of all units, whose part is bounded.

    Returns
    -------
    pandas.DataFrame
        ``multiple``, ``unseen`` (units), ``tail_least`` and ``tail_most`` (the part of all
        attention that they have), ``gini_low``, ``gini_high``, ``top_low`` and ``top_high``.
    """
    amounts = checked_finite("listed", listed)
    total, rows = float(amounts.sum()), []
    for multiple in multiples:
        unseen = UnseenUnits(number=round(multiple * amounts.size), least=least, largest=largest)
        curve, top = gini_bounds(amounts, unseen), top_share_bounds(amounts, unseen, share=share)
        rows.append(
            {
                "multiple": float(multiple),
                "unseen": unseen.number,
                "tail_least": least * unseen.number / (total + least * unseen.number),
                "tail_most": largest * unseen.number / (total + largest * unseen.number),
                "gini_low": curve.low,
                "gini_high": curve.high,
                "top_low": top.low,
                "top_high": top.high,
            }
        )
    return pd.DataFrame(rows)


def bounds_by_list(
    lists: Sequence[AttentionList], *, multiples: Sequence[float], share: float
) -> pd.DataFrame:
    """Return `bounds_frame` of each list, one below the other, with the column ``list`` first."""
    parts = [
        bounds_frame(
            one.amounts,
            multiples=multiples,
            least=one.least_unseen,
            largest=one.largest_unseen,
            share=share,
        ).assign(list=one.name)
        for one in lists
    ]
    whole = pd.concat(parts, ignore_index=True)
    return whole[["list", *(name for name in whole.columns if name != "list")]]


def _bounds(
    amounts: FloatArray,
    unseen: UnseenUnits,
    at_most: Sequence[float],
    metric: Callable[[Counts], float],
) -> UnseenBounds:
    """Return the bounds, the upper one over whole numbers next to the candidates ``at_most``."""
    whole = {
        min(max(place, 0), unseen.number)
        for candidate in at_most
        for place in (math.floor(candidate), math.ceil(candidate))
    }
    return UnseenBounds(
        low=metric(_with_unseen(amounts, unseen, unseen.number)),
        high=max(metric(_with_unseen(amounts, unseen, number)) for number in whole),
    )


def _with_unseen(amounts: FloatArray, unseen: UnseenUnits, at_most: int) -> Counts:
    """Return all units if so many unseen ones have the most they can, the others the least."""
    return counted(
        np.append(amounts, [unseen.largest, unseen.least]),
        units=np.append(np.ones(amounts.size), [at_most, unseen.number - at_most]),
    )
