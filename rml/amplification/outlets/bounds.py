"""What could be true of impressions whose leaning is not known.

Nothing is assumed of them but that a leaning lies between -1 and 1. The list is cut after
its last rank; below it, no domain has more impressions than the last one listed, but how
many domains there are is not known. So bounds beyond the list are given for assumed shares
of the tail.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from rml.estimate import Estimate
from rml.stats.arguments import checked_count, checked_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanBounds:
    """The least and largest possible mean leaning, each with what the leanings leave open.

    Parameters
    ----------
    low, high
        If all that is not known leaned to -1, or to +1.
    """

    low: Estimate
    high: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareBounds:
    """The least and largest share that a class could have, proportions."""

    low: float
    high: float


def possible_mean(mean: Estimate, *, known_share: float, tail_share: float = 0.0) -> MeanBounds:
    """Return the bounds of the mean leaning of all impressions, if each had one.

    Parameters
    ----------
    mean
        Mean leaning of the impressions whose leaning is known.
    known_share
        Their share of the list's impressions, 0 to 1.
    tail_share
        Assumed share of all impressions that is not on the list, 0 to 1.

    Raises
    ------
    ValueError
        If a share is none.

    References
    ----------
    Manski (1989), doi:10.2307/145818 (bounds without an assumption on what is missing).
    """
    share = checked_rate("known_share", known_share) * (1 - checked_rate("tail_share", tail_share))
    return MeanBounds(
        low=_moved(mean, share, share - 1, "\N{MINUS SIGN}1"),
        high=_moved(mean, share, 1 - share, "+1"),
    )


def possible_share(share: float, *, known_share: float, tail_share: float = 0.0) -> ShareBounds:
    """Return the least and largest share of all impressions that could be of one class.

    Parameters
    ----------
    share
        Of the impressions whose leaning is known, 0 to 1.
    known_share, tail_share
        As in `possible_mean`.
    """
    known = checked_rate("known_share", known_share) * (1 - checked_rate("tail_share", tail_share))
    least = checked_rate("share", share) * known
    return ShareBounds(low=least, high=least + 1 - known)


def least_tail_domains(tail_share: float, *, listed: int, largest: int) -> int:
    """Return how many domains the tail must have at least to hold a share of all impressions.

    Parameters
    ----------
    tail_share
        Assumed share of all impressions below the list, 0 to below 1.
    listed
        Impressions on the list.
    largest
        Impressions of the last domain listed, which none below exceeds.

    Examples
    --------
    >>> least_tail_domains(0.5, listed=1000, largest=10)
    100
    """
    share = checked_rate("tail_share", tail_share)
    if share == 1:
        raise ValueError("`tail_share` is 1: nothing would be on the list, which is not so.")
    total = checked_count("listed", listed, minimum=1)
    needed = share / (1 - share) * total / checked_count("largest", largest, minimum=1)
    return math.ceil(round(needed, 9))


def _moved(mean: Estimate, factor: float, shift: float, leaning: str) -> Estimate:
    ends = [None if end is None else factor * end + shift for end in (mean.low, mean.high)]
    return Estimate(
        value=factor * mean.value + shift,
        low=ends[0],
        high=ends[1],
        level=mean.level,
        n=mean.n,
        unit=mean.unit,
        method=f"bound: every impression without a known leaning is given {leaning}; {mean.method}",
    )


def bounds_frame(
    mean: Estimate,
    right: float,
    *,
    known_share: float,
    tail_shares: Sequence[float],
    listed: int,
    largest: int,
) -> pd.DataFrame:
    """Return the bounds for each assumed share of the tail, one row a share.

    Parameters
    ----------
    mean, right
        Mean leaning, and share of the classes right of the middle, of the impressions whose
        leaning is known.
    known_share
        Their share of the list's impressions.
    tail_shares
        Assumed shares of all impressions below the list; 0 gives the list alone.
    listed, largest
        As in `least_tail_domains`.

    Returns
    -------
    pandas.DataFrame
        ``tail_share``, ``least_domains`` (that the tail must hold), ``known_share`` (of all
        impressions), ``lowest_mean`` and ``highest_mean`` (points of leaning), and
        ``lowest_right`` and ``highest_right`` (shares).
    """
    rows = []
    for tail in tail_shares:
        means = possible_mean(mean, known_share=known_share, tail_share=tail)
        shares = possible_share(right, known_share=known_share, tail_share=tail)
        rows.append(
            {
                "tail_share": tail,
                "least_domains": least_tail_domains(tail, listed=listed, largest=largest),
                "known_share": known_share * (1 - tail),
                "lowest_mean": means.low.value,
                "highest_mean": means.high.value,
                "lowest_right": shares.low,
                "highest_right": shares.high,
            }
        )
    return pd.DataFrame(rows)
