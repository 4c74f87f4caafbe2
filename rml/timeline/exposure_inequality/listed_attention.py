"""The lists of what a panel's feeds showed most, and their inequality as listed.

A list is a census of its units and says nothing of chance: no interval over units belongs to it.
What the units below its end could change is in ``rml.timeline.exposure_inequality.unseen_units``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from rml.amplification.germany.cleaning import cleaned_posters
from rml.estimate import Estimate
from rml.stats.arguments import FloatArray
from rml.stats.inequality import (
    atkinson,
    bottom_share,
    equivalent_bottom,
    equivalent_top,
    gini,
    percentile_ratio,
    share_ratio,
    top_share,
)
from rml.stats.lorenz import lorenz_curve
from rml.stats.unit_counts import counted

QUARTERS: Final = {"2021q2": "April to June 2021", "2021q3": "July to September 2021"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionList:
    """A list of units with the attention that each had.

    Parameters
    ----------
    id, name
        In snake_case, and in words.
    units, counted_in
        What is listed, and what is counted of each, in the plural.
    amounts
        Of each listed unit, shape (n,).
    least_unseen, largest_unseen
        What a unit that is not on the list has at least and at most.
    """

    id: str
    name: str
    units: str
    counted_in: str
    amounts: FloatArray
    least_unseen: float
    largest_unseen: float


def attention_lists(
    domains: pd.DataFrame, hashtags: pd.DataFrame, posters: pd.DataFrame
) -> list[AttentionList]:
    """Return the four lists.

    Parameters
    ----------
    domains, hashtags, posters
        As ``load_domain_impressions``, ``load_top_hashtags`` and ``load_party_posters`` return
        them. The first two are cut at a rank: below, a unit was shown at least once and no more
        often than the last one listed. The third holds every string with a party's keyword that
        a feed showed: others with a keyword were shown never.
    """
    lists = [
        _cut_after_rank(
            domains.loc[domains["quarter"] == quarter, "impressions"],
            identifier=f"domains_{quarter}",
            name=f"domains, {when}",
            units="domains",
            counted_in="impressions",
        )
        for quarter, when in QUARTERS.items()
    ]
    lists.append(
        _cut_after_rank(
            hashtags["panelists"],
            identifier="hashtags",
            name="hashtags, early 2021",
            units="hashtags",
            counted_in="panelists whose feeds held it",
        )
    )
    lists.append(
        AttentionList(
            id="posters",
            name="German poster strings, summer 2021",
            units="poster strings",
            counted_in="posts on the panel's timelines",
            amounts=posters["posts"].to_numpy(dtype=np.float64),
            least_unseen=0.0,
            largest_unseen=0.0,
        )
    )
    return lists


def cleaned_party_pages(posters: pd.DataFrame, rules: pd.DataFrame) -> AttentionList:
    """Return posts by page: without false matches, and with the strings of a page added up.

    Parameters
    ----------
    posters, rules
        As ``load_party_posters`` and ``load_poster_rules`` return them.
    """
    cleaned = cleaned_posters(posters, rules)
    posts = cleaned[cleaned["kind"] != "false_match"].groupby("page")["posts"].sum()
    return AttentionList(
        id="pages",
        name="the same strings as cleaned pages",
        units="pages",
        counted_in="posts on the panel's timelines",
        amounts=posts.to_numpy(dtype=np.float64),
        least_unseen=0.0,
        largest_unseen=0.0,
    )


def tied_at_the_end(one: AttentionList) -> int:
    """Return how many listed units have the least amount of the list."""
    return int(np.count_nonzero(one.amounts == one.amounts.min()))


def _cut_after_rank(
    amounts: pd.Series[int],
    *,
    identifier: str,
    name: str,
    units: str,
    counted_in: str,
) -> AttentionList:
    values = np.asarray(amounts, dtype=np.float64)
    return AttentionList(
        id=identifier,
        name=name,
        units=units,
        counted_in=counted_in,
        amounts=values,
        least_unseen=1.0,
        largest_unseen=float(values.min()),
    )


def listed_top_share(one: AttentionList, share: float) -> Estimate:
    """Return the part of the listed attention that the largest ``share`` of listed units have."""
    return Estimate(
        value=top_share(one.amounts, share),
        low=None,
        high=None,
        level=None,
        n=f"{one.amounts.size:,} listed {one.units}",
        unit="proportion",
        method=(
            f"share of the top {share * 100:g} % on the Lorenz curve of a truncated list, taken "
            "as it is: no sampling interval"
        ),
    )


def family_frame(lists: Sequence[AttentionList], *, epsilon: float) -> pd.DataFrame:
    """Return the whole family of measures of each list, as listed.

    Parameters
    ----------
    lists
        From `attention_lists`.
    epsilon
        Of Atkinson's index.

    Returns
    -------
    pandas.DataFrame
        ``list``, ``listed_units``, ``gini``, ``atkinson``, ``top_1_percent``,
        ``top_10_percent``, ``bottom_50_percent`` (shares), ``palma_ratio`` (top 10 % over bottom
        40 %), ``smallest_with_as_much_as_top_10_percent`` (equivalent bottom of the top 10 %),
        ``largest_with_half`` (equivalent top) and ``p90_over_p10``.
    """
    rows = []
    for one in lists:
        counts = counted(one.amounts)
        rows.append(
            {
                "list": one.name,
                "listed_units": one.amounts.size,
                "gini": gini(counts),
                "atkinson": atkinson(counts, epsilon=epsilon),
                "top_1_percent": top_share(counts, 0.01),
                "top_10_percent": top_share(counts, 0.1),
                "bottom_50_percent": bottom_share(counts, 0.5),
                "palma_ratio": share_ratio(counts, top=0.1, bottom=0.4),
                "smallest_with_as_much_as_top_10_percent": equivalent_bottom(counts, 0.1),
                "largest_with_half": equivalent_top(counts, 0.5),
                "p90_over_p10": percentile_ratio(counts),
            }
        )
    return pd.DataFrame(rows)


def curves_frame(lists: Sequence[AttentionList], *, most_points: int) -> pd.DataFrame:
    """Return the lists' Lorenz curves in long form: ``list``, ``of_units`` and ``of_attention``."""
    parts = []
    for one in lists:
        curve = lorenz_curve(one.amounts, most_points=most_points)
        parts.append(
            pd.DataFrame(
                {"list": one.name, "of_units": curve.of_units, "of_attention": curve.of_total}
            )
        )
    return pd.concat(parts, ignore_index=True)
