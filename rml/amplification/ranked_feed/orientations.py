"""What can be said of an orientation: three hurdles that a claim has to clear.

A claim that the ranked feed favoured, or disfavoured, pages of an orientation counts only if

1. the typical page's ratio differs from 1 when pages, accounts and days are all drawn anew;
2. it still differs from that of the other orientations' pages at equal posting volume, in the
   same direction, since the ratio of any page falls with its volume; and
3. a declared share of posts that nobody was shown could not have brought it about.

The first two are tested with Holm's correction over the five orientations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from rml.amplification.ranked_feed.page_ratios import (
    account_log_ratios,
    combined_interval,
    delete_one_variance,
    geometric_mean,
    page_log_ratios,
    ratio_estimate,
    slot_ratio,
)
from rml.amplification.ranked_feed.slot_counts import Labels, SlotCounts
from rml.amplification.ranked_feed.unseen_posts import typical_ratio_bounds
from rml.data.fb_feed_audit_schema import ORIENTATIONS
from rml.estimate import Estimate, HypothesisTest
from rml.stats.arguments import FloatArray
from rml.stats.multiplicity import holm

Claim = Literal["favoured", "disfavoured", "none"]
LEAST_PAGES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OrientationRatio:
    """What is known of one orientation, and whether a claim on it holds.

    Parameters
    ----------
    orientation
        Its name.
    these_pages
        The ratio of slots of these six pages, geometric mean over accounts.
    typical_page
        The geometric mean of its pages' ratios, with the combined interval.
    pages_alone
        The same with an interval over pages alone.
    at_equal_volume
        Its typical page's ratio over that of all orientations, at equal volume.
    p_typical, p_equal_volume
        Two-sided, corrected by Holm over the orientations.
    bounds
        The typical page's ratio if the declared share of posts was hidden: of the other
        orientations only, and of this one only.
    claim
        What may be said.
    failed
        The hurdles that were not cleared, by number.
    """

    orientation: str
    these_pages: Estimate
    typical_page: Estimate
    pages_alone: Estimate
    at_equal_volume: Estimate
    p_typical: float
    p_equal_volume: float
    bounds: tuple[float, float]
    claim: Claim
    failed: tuple[int, ...]


def _design(orientation: Labels, posts: FloatArray) -> FloatArray:
    """Return one column for each orientation and one for the logarithm of volume."""
    groups = np.stack([orientation == one for one in ORIENTATIONS], axis=1).astype(np.float64)
    volume = np.log(posts)
    return np.column_stack([groups, volume - volume.mean()])


def equal_volume_contrast(
    log_ratios: FloatArray, orientation: Labels, posts: FloatArray
) -> tuple[FloatArray, FloatArray, int]:
    """Return each orientation's mean log ratio at equal volume, minus the mean of all five.

    The logarithm of a page's ratio is explained by its orientation and, with one slope for
    all, by the logarithm of how many posts it had (analysis of covariance). Residuals are
    taken as independent and of one spread.

    Parameters
    ----------
    log_ratios, orientation, posts
        Of each page, shape (pages,); posts at least 1.

    Returns
    -------
    ndarray, ndarray, int
        The contrasts and their variances over pages, shape (orientations,), and the
        residual degrees of freedom.

    Raises
    ------
    ValueError
        If a page has no post, or an orientation fewer than 3 pages.
    """
    sizes = {one: int((orientation == one).sum()) for one in ORIENTATIONS}
    small = [f"{one} ({size})" for one, size in sizes.items() if size < LEAST_PAGES]
    if small:
        raise ValueError(
            f"Too few pages to compare orientations: {', '.join(small)}; {LEAST_PAGES} each are "
            "the least."
        )
    if (posts <= 0).any():
        raise ValueError(
            f"{int((posts <= 0).sum())} pages have no post, so their volume has no logarithm; "
            "leave them out and say so."
        )
    design = _design(orientation, posts)
    inverse = np.linalg.inv(design.T @ design)
    fitted = inverse @ design.T @ log_ratios
    freedom = log_ratios.size - design.shape[1]
    residual = log_ratios - design @ fitted
    groups = len(ORIENTATIONS)
    contrast = np.zeros((groups, design.shape[1]))
    contrast[:, :groups] = np.eye(groups) - 1 / groups
    variance = np.einsum("oi,ij,oj->o", contrast, inverse, contrast)
    return contrast @ fitted, variance * float(residual @ residual) / freedom, freedom


def orientation_permutation_test(
    log_ratios: FloatArray,
    orientation: Labels,
    posts: FloatArray,
    *,
    rng: np.random.Generator,
    resamples: int,
) -> HypothesisTest:
    """Return the test that, at equal volume, orientations differ no more than random groups.

    What volume does not explain of the pages' log ratios is permuted over pages, and the
    share that orientations explain of it is compared.

    Parameters
    ----------
    log_ratios, orientation, posts
        Of each page, shape (pages,).
    rng, resamples
        The source of randomness, and the number of random permutations.

    References
    ----------
    Freedman and Lane (1983), doi:10.1080/07350015.1983.10509354.
    """
    design = _design(orientation, posts)
    reduced = np.column_stack([np.ones(posts.size), design[:, -1]])
    fitted = reduced @ np.linalg.lstsq(reduced, log_ratios, rcond=None)[0]
    residual = log_ratios - fitted
    small, large = (_residual_maker(one) for one in (reduced, design))
    drawn = fitted + rng.permuted(np.tile(residual, (resamples, 1)), axis=1)
    every = np.vstack([log_ratios, drawn])
    left, right = (np.square(every @ maker).sum(axis=1) for maker in (small, large))
    statistic = (left - right) / right
    extreme = int((statistic[1:] >= statistic[0] * (1 - 1e-12)).sum())
    groups = len(ORIENTATIONS)
    scale = (posts.size - design.shape[1]) / (groups - 1)
    return HypothesisTest(
        statistic=float(statistic[0] * scale),
        p_value=(extreme + 1) / (resamples + 1),
        smallest_p=1 / (resamples + 1),
        n=f"{posts.size} pages",
        null="at equal volume, orientations differ no more than random groups of pages",
        method=(
            f"permutation test of the F statistic of orientation at equal volume, {resamples:,} "
            "random permutations of the residuals over pages"
        ),
    )


def _residual_maker(design: FloatArray) -> FloatArray:
    return np.asarray(np.eye(design.shape[0]) - design @ np.linalg.pinv(design))


def orientation_ratios(
    counts: SlotCounts, *, added_slots: float, hidden_share: float, level: float, alpha: float
) -> list[OrientationRatio]:
    """Return what is known of every orientation, and which claims clear the three hurdles.

    Parameters
    ----------
    counts
        The slots.
    added_slots
        Added to both counts of a page.
    hidden_share
        Of posts, that a claim has to survive.
    level
        Nominal coverage of each interval.
    alpha
        Largest accepted chance of a false claim over the family, for each of the two tests.
    """
    logs = page_log_ratios(counts, added_slots=added_slots)
    _, variances, freedom = equal_volume_contrast(logs, counts.orientation, counts.posts)
    typical: list[tuple[float, tuple[float, float, float]]] = []
    equal: list[tuple[float, tuple[float, float, float]]] = []
    for place, orientation in enumerate(ORIENTATIONS):
        pages = counts.orientation == orientation

        def mean_log(kept: SlotCounts, pages: np.ndarray = pages) -> float:
            return float(page_log_ratios(kept, added_slots=added_slots)[pages].mean())

        def contrast(kept: SlotCounts, place: int = place) -> float:
            found = page_log_ratios(kept, added_slots=added_slots)
            return float(equal_volume_contrast(found, kept.orientation, kept.posts)[0][place])

        over_pages = (float(logs[pages].var(ddof=1)) / int(pages.sum()), int(pages.sum()) - 1)
        for results, statistic, part in (
            (typical, mean_log, over_pages),
            (equal, contrast, (float(variances[place]), freedom)),
        ):
            value = statistic(counts)
            parts = [part] + [
                delete_one_variance(counts, groups, statistic)
                for groups in (counts.account, counts.day)
            ]
            results.append((value, combined_interval(value, parts, level=level)))
    adjusted = [holm([ends[2] for _, ends in results]) for results in (typical, equal)]
    return [
        _judged(
            counts,
            orientation,
            logs=logs,
            typical=typical[place],
            equal=equal[place],
            p_values=(float(adjusted[0][place]), float(adjusted[1][place])),
            hidden_share=hidden_share,
            level=level,
            alpha=alpha,
        )
        for place, orientation in enumerate(ORIENTATIONS)
    ]


def _judged(
    counts: SlotCounts,
    orientation: str,
    *,
    logs: FloatArray,
    typical: tuple[float, tuple[float, float, float]],
    equal: tuple[float, tuple[float, float, float]],
    p_values: tuple[float, float],
    hidden_share: float,
    level: float,
    alpha: float,
) -> OrientationRatio:
    pages = counts.orientation == orientation
    value, ends = typical
    sizes = int(pages.sum()), np.unique(counts.account).size, np.unique(counts.day).size
    n = "{} pages, {} accounts, {} days".format(*sizes)
    how = "t interval of the logarithm whose variance adds that over pages to the jackknife's "
    how += "over accounts and over days, Satterthwaite's degrees of freedom"
    bounds = typical_ratio_bounds(counts, pages, value=value, hidden_share=hidden_share)
    direction = np.sign(value)
    cleared = (
        p_values[0] <= alpha,
        p_values[1] <= alpha and np.sign(equal[0]) == direction,
        bounds[0] > 1 if direction > 0 else bounds[1] < 1,
    )
    failed = tuple(number for number, fine in enumerate(cleared, start=1) if not fine)
    favoured: Claim = "favoured" if direction > 0 else "disfavoured"
    return OrientationRatio(
        orientation=orientation,
        these_pages=geometric_mean(account_log_ratios(counts, pages), level=level, of="accounts"),
        typical_page=ratio_estimate(
            value, ends[:2], level=level, n=n, method=f"geometric mean over pages, {how}"
        ),
        pages_alone=geometric_mean(logs[pages], level=level, of="pages"),
        at_equal_volume=ratio_estimate(
            equal[0],
            equal[1][:2],
            level=level,
            n=n,
            method=f"analysis of covariance over all pages, {how}",
        ),
        p_typical=p_values[0],
        p_equal_volume=p_values[1],
        bounds=bounds,
        claim="none" if failed else favoured,
        failed=failed,
    )


def these_pages_table(
    ratios: list[OrientationRatio], counts: SlotCounts, top: SlotCounts
) -> pd.DataFrame:
    """Return the six pages of each orientation together.

    Parameters
    ----------
    ratios
        As `orientation_ratios` returns them.
    counts, top
        All slots, and the first slots of each feed.

    Returns
    -------
    pandas.DataFrame
        orientation, posts (in the pool), ranked and chronological (shares of slots), ratio
        with low and high (geometric mean over accounts), and top_ranked, top_chronological and
        top_ratio (the same of the first slots, slots added up).
    """
    table = []
    for one in ratios:
        pages = counts.orientation == one.orientation
        table.append(
            {
                "orientation": one.orientation,
                "posts": int(counts.posts[pages].sum()),
                "ranked": float(counts.ranked[:, pages].sum() / counts.ranked.sum()),
                "chronological": float(
                    counts.chronological[:, pages].sum() / counts.chronological.sum()
                ),
                "ratio": one.these_pages.value,
                "low": one.these_pages.low,
                "high": one.these_pages.high,
                "top_ranked": float(top.ranked[:, pages].sum() / top.ranked.sum()),
                "top_chronological": float(
                    top.chronological[:, pages].sum() / top.chronological.sum()
                ),
                "top_ratio": slot_ratio(top, pages),
            }
        )
    return pd.DataFrame(table)


def hurdles_table(ratios: list[OrientationRatio]) -> pd.DataFrame:
    """Return the three hurdles of each orientation.

    Returns
    -------
    pandas.DataFrame
        orientation, typical (page) with low, high and holm_p, equal_volume with equal_low,
        equal_high and equal_holm_p, bound_low and bound_high (of the typical page's ratio), and
        claim.
    """
    return pd.DataFrame(
        [
            {
                "orientation": one.orientation,
                "typical": one.typical_page.value,
                "low": one.typical_page.low,
                "high": one.typical_page.high,
                "holm_p": one.p_typical,
                "equal_volume": one.at_equal_volume.value,
                "equal_low": one.at_equal_volume.low,
                "equal_high": one.at_equal_volume.high,
                "equal_holm_p": one.p_equal_volume,
                "bound_low": one.bounds[0],
                "bound_high": one.bounds[1],
                "claim": one.claim,
            }
            for one in ratios
        ]
    )


def claims_count(ratios: list[OrientationRatio]) -> Estimate:
    """Return how many orientations clear the three hurdles."""
    return Estimate(
        value=float(sum(one.claim != "none" for one in ratios)),
        low=None,
        high=None,
        level=None,
        n=f"{len(ratios)} orientations",
        unit="orientations",
        method="count of orientations that clear three hurdles, two of them with Holm's correction",
    )
