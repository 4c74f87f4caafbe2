"""The outlets placed by politicians' links: leanings, resamples, and how many linked to each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from rml.amplification.outlets.leaning import (
    leaning_intervals,
    outlet_leaning,
    own_shares,
    party_positions,
    resampled_leanings,
)
from rml.data.politician_news_shares import NewsShares
from rml.estimate import Estimate
from rml.stats.arguments import FloatArray

Measure = Literal["links", "politicians", "nominate"]
CONGRESS: Final = ("House", "Senate")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedOutlets:
    """Outlets with their leaning by one measure.

    Parameters
    ----------
    outlets
        Their names, k of them.
    leanings
        Shape (k,); NaN for an outlet that fewer politicians than asked for link to.
    intervals
        Of each leaning, shape (2, k); NaN where fewer than ten politicians of one party link
        to the outlet.
    linking
        How many politicians of each party link to each outlet, shape (2, k).
    weights, republican, positions
        What the leanings were computed from.
    """

    outlets: tuple[str, ...]
    leanings: FloatArray
    intervals: FloatArray
    linking: NDArray[np.int64]
    weights: FloatArray
    republican: NDArray[np.bool_]
    positions: FloatArray | None

    @property
    def usable(self) -> list[str]:
        """The outlets with a leaning."""
        known = ~np.isnan(self.leanings)
        return [name for name, has in zip(self.outlets, known, strict=True) if has]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTable:
    """Links as a table of politicians by outlets.

    Parameters
    ----------
    links
        Counts, shape (n, k).
    republican
        True for those affiliated with the Republicans, shape (n,).
    nominate
        DW-NOMINATE, NaN where there is none, shape (n,).
    outlets
        The names of the k columns.
    """

    links: FloatArray
    republican: NDArray[np.bool_]
    nominate: FloatArray
    outlets: tuple[str, ...]


def link_table(shares: NewsShares, *, roles: Collection[str] | None = None) -> LinkTable:
    """Return the links of all politicians, or of those in ``roles``, by outlet."""
    politicians = shares.politicians
    if roles is not None:
        politicians = politicians[politicians["role"].isin(list(roles))]
    wide = shares.links.pivot_table(
        index="politician", columns="outlet", values="links", fill_value=0
    ).reindex(politicians["politician"], fill_value=0)
    return LinkTable(
        links=wide.to_numpy(dtype=float),
        republican=(politicians["affiliation"] == "Republican").to_numpy(dtype=bool),
        nominate=politicians["nominate"].to_numpy(dtype=float),
        outlets=tuple(str(name) for name in wide.columns),
    )


def place_outlets(
    table: LinkTable,
    measure: Measure,
    *,
    least_politicians: int,
    level: float,
    resamples: int,
    seed: int,
    added_links: float = 0.0,
) -> PlacedOutlets:
    """Return every outlet's leaning by ``measure``, with resamples over politicians.

    Parameters
    ----------
    table
        As from `link_table`.
    measure
        "links": every link counts alike, so prolific politicians count for more.
        "politicians": every politician counts alike. "nominate": every link counts alike,
        and politicians stand where DW-NOMINATE puts them, stretched so that the parties'
        means are -1 and +1; those without a score are left out.
    least_politicians
        An outlet that fewer politicians link to gets no leaning.
    level, resamples, seed
        Of each outlet's bootstrap interval over politicians within party.
    added_links
        Links that each party is given for every outlet, spread over its politicians: what
        an outlet's leaning would be if the party that never linked to it had.
    """
    links, republican, positions = table.links, table.republican, None
    if measure == "nominate":
        scored = ~np.isnan(table.nominate)
        links, republican = links[scored], republican[scored]
        positions = party_positions(table.nominate[scored], republican)
    linking = np.stack([np.count_nonzero(links[one], axis=0) for one in (~republican, republican)])
    sizes = np.where(republican, republican.sum(), (~republican).sum())
    weights = own_shares(links) if measure == "politicians" else links
    weights = weights + added_links / sizes[:, np.newaxis]
    few = linking.sum(axis=0) < least_politicians
    leanings = outlet_leaning(weights, republican, positions)
    rng = np.random.default_rng(seed)
    draws = resampled_leanings(weights, republican, positions, resamples=resamples, rng=rng)
    intervals = leaning_intervals(draws, linking, level=level)
    leanings[few], intervals[:, few] = np.nan, np.nan
    return PlacedOutlets(
        outlets=table.outlets,
        leanings=leanings,
        intervals=intervals,
        linking=linking,
        weights=weights,
        republican=republican,
        positions=positions,
    )


def outlets_frame(placed: PlacedOutlets, impressions: Mapping[str, FloatArray]) -> pd.DataFrame:
    """Return the outlets that feeds showed, the most seen first.

    Parameters
    ----------
    placed
        Outlets with leanings and intervals.
    impressions
        By quarter, in the order of the outlets.

    Returns
    -------
    pandas.DataFrame
        ``outlet``, ``politicians`` (who link to it), ``leaning``, ``low`` and ``high``
        (missing where fewer than ten politicians of one party link to it), and
        ``impressions_<quarter>``.
    """
    frame = pd.DataFrame(
        {
            "outlet": list(placed.outlets),
            "politicians": placed.linking.sum(axis=0),
            "leaning": placed.leanings,
            "low": placed.intervals[0],
            "high": placed.intervals[1],
            **{f"impressions_{quarter}": one.astype(int) for quarter, one in impressions.items()},
        }
    )
    total = frame[[f"impressions_{quarter}" for quarter in impressions]].sum(axis=1)
    order = total[total > 0].sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def rank_agreement(first: PlacedOutlets, second: PlacedOutlets) -> Estimate:
    """Return Spearman's correlation of two measures over the outlets that both place.

    Raises
    ------
    ValueError
        If the outlets differ.
    """
    if first.outlets != second.outlets:
        raise ValueError("The two measures are of different outlets; place the same ones.")
    both = ~np.isnan(first.leanings) & ~np.isnan(second.leanings)
    value = float(stats.spearmanr(first.leanings[both], second.leanings[both]).statistic)
    return Estimate(
        value=value,
        low=None,
        high=None,
        level=None,
        n=f"{int(both.sum())} outlets",
        unit="correlation",
        method=(
            "Spearman's rank correlation over the outlets that both measures place; they share "
            "politicians, and no sampling interval is given"
        ),
    )
