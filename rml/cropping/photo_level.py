"""Intervals for photos like those of the catalogue, as a function of the catalogue's size.

Ten thousand stitched images per pair were made from far fewer photos, so the same photos
were used again and again. For a statement about the catalogue itself this does not
matter. For a statement about photos like these it decides: what limits the precision is
the number of photos, not the number of stitched images. The numbers of photos were not
published in a form that could be verified; the code admits groups of at least 100. The
functions here therefore take the number of photos per group as an argument.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from rml.cropping.gaps import GAP_UNIT, NAMES, Gap, gap_over_draws, pair_gap, wins_of_first
from rml.estimate import Estimate
from rml.stats.intervals import wilson
from rml.stats.multiplicity import holm
from rml.stats.pairwise import hanley_mcneil_se

ASSUMES_PHOTOS = (
    "Each group's photos are a simple random sample of the photos meant, and at least as many as "
    "stated; each photo has one score, the higher wins, and scores spread as Hanley and McNeil "
    "assume. Photos and draws are resampled."
)

# How the pairs of a total covary, in the words of a method.
POOLED = (
    ", applied once to each side's groups pooled: pairs that share a group's photos covary as the "
    "formula implies for the pooled sides (neither estimated nor the largest possible "
    "covariance), pairs without a common group do not"
)
POOLED_BOUND = ", whatever the covariance of pairs that share a group's photos"

# Beyond this size the photos no longer matter next to the draws.
LARGEST_CATALOGUE = 1_000_000


def standard_error_over_photos(
    pairs: pd.DataFrame, gap: Gap, *, photos: int, distribution_free: bool = False
) -> float:
    """Return the standard error of a gap when photos and draws are both resampled.

    The variance has two parts. The first is that of the share of wins over *all* pairs of
    photos, if the catalogue is a simple random sample of ``photos`` photos from each
    group's wider population; the second is the binomial variance of having measured that
    share by draws.

    For the first part each photo is taken to have one score, the higher score to win, and
    the scores' distributions to differ as Hanley and McNeil assume.

    A total over several pairs uses a group's photos in more than one pair, so the pairs'
    shares covary. The rule: averaging with equal weights over all pairs of k groups on
    each side is the same as comparing equal mixtures of the groups, with k times as many
    photos on each side. Hanley and McNeil's formula is applied once to these mixtures, at
    the mean share. The covariance of two pairs that share a group is thereby the one that
    the formula implies for two comparisons that share a photo of the mixture; it is not
    estimated, and it is not the largest possible one. Pairs without a common group do not
    covary: groups are taken to be sampled independently. That the mixtures are
    stratified, not mixed at random, makes the true error somewhat smaller. The bound of
    ``distribution_free`` holds whatever the covariance of pairs that share a group.

    Parameters
    ----------
    pairs
        Rows as from ``six_pairs``.
    gap
        A complete gap: every group of one side meets every group of the other.
    photos
        Photos in each group, at least 2.
    distribution_free
        If true, use instead the largest variance that any rule for winning could have:
        share times one minus share over the number of photos on the smaller side. It
        follows from writing the share over all pairs of photos, those of a total
        included, as a mean of means of disjoint, and hence independent, pairs (Hoeffding
        1963, section 5): a mean of correlated means varies no more than they do.

    Returns
    -------
    float
        In units of probability.

    Raises
    ------
    ValueError
        If the gap is not complete or ``photos`` is below 2.

    References
    ----------
    Hanley and McNeil (1982), doi:10.1148/radiology.143.1.7063747.
    Hoeffding (1963), doi:10.1080/01621459.1963.10500830.
    """
    if not gap.is_complete:
        raise ValueError(
            f"The gap '{gap.label}' leaves out a pair, so it compares no two populations of "
            "photos and has no error over photos."
        )
    if photos < 2:
        raise ValueError(f"A group needs at least 2 photos, not {photos}.")
    wins, trials = wins_of_first(pairs, gap)
    shares = wins / trials
    share = float(shares.mean())
    draws = float(np.sum(shares * (1 - shares) / trials)) / len(shares) ** 2
    first, second = (photos * len(side) for side in (gap.first_groups, gap.second_groups))
    if distribution_free:
        catalogue = share * (1 - share) / min(first, second)
    else:
        catalogue = hanley_mcneil_se(share, first, second) ** 2
    return math.sqrt(catalogue + draws)


def gap_over_photos(
    pairs: pd.DataFrame, gap: Gap, *, photos: int, level: float, distribution_free: bool = False
) -> Estimate:
    """Return the gap with an interval for photos like these, given the catalogue's size.

    The estimand is the gap for the wider populations of photos from which each group's
    catalogue is taken to be a random sample. The interval is normal, with
    :func:`standard_error_over_photos`, which states how pairs that share photos covary in
    a total; the estimate's method says it too.

    Parameters
    ----------
    pairs, gap, photos, distribution_free
        As for :func:`standard_error_over_photos`.
    level
        Nominal coverage, in (0, 1).
    """
    error = standard_error_over_photos(
        pairs, gap, photos=photos, distribution_free=distribution_free
    )
    value = gap_over_draws(pairs, gap, level=level).value
    reach = float(stats.norm.ppf((1 + level) / 2)) * error
    rule = "distribution-free upper bound" if distribution_free else "Hanley–McNeil"
    if gap.count > 1:
        rule += POOLED_BOUND if distribution_free else POOLED
    return Estimate(
        value=value,
        low=max(value - reach, -0.5),
        high=min(value + reach, 0.5),
        level=level,
        n=f"{photos:,} photos per group (assumed)",
        unit=GAP_UNIT,
        method=f"normal interval over photos and draws; error over photos by {rule}",
    )


def photos_needed(pairs: pd.DataFrame, gap: Gap, *, level: float) -> int | None:
    """Return the fewest photos per group for which the interval over photos excludes parity.

    None if no number of photos would do, because the draws alone leave parity possible.
    The number describes the recorded gap, taken as it is: were photos drawn anew, the gap
    would move, so that many photos need not suffice for another recording.
    """
    value = abs(gap_over_draws(pairs, gap, level=level).value)
    critical = float(stats.norm.ppf((1 + level) / 2))

    def excludes_parity(photos: int) -> bool:
        return value > critical * standard_error_over_photos(pairs, gap, photos=photos)

    if not excludes_parity(LARGEST_CATALOGUE):
        return None
    too_few, enough = 1, LARGEST_CATALOGUE
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if excludes_parity(middle):
            enough = middle
        else:
            too_few = middle
    return enough


def photo_curve(
    pairs: pd.DataFrame, gaps: Sequence[Gap], *, photos_grid: Sequence[int], level: float
) -> pd.DataFrame:
    """Return each gap's intervals over photos along a grid of catalogue sizes.

    Returns
    -------
    DataFrame
        One row per gap and size: ``gap, photos, value, low, high`` and the ends
        ``widest_low, widest_high`` under the distribution-free bound.
    """
    rows = []
    for gap in gaps:
        for photos in photos_grid:
            estimate = gap_over_photos(pairs, gap, photos=photos, level=level)
            widest = gap_over_photos(pairs, gap, photos=photos, level=level, distribution_free=True)
            rows.append(
                {
                    "gap": gap.label,
                    "photos": photos,
                    "value": estimate.value,
                    "low": estimate.low,
                    "high": estimate.high,
                    "widest_low": widest.low,
                    "widest_high": widest.high,
                }
            )
    return pd.DataFrame(rows)


def two_intervals(
    pairs: pd.DataFrame, gaps: Sequence[Gap], *, photos: int, level: float
) -> pd.DataFrame:
    """Return each gap with its interval over draws and its interval over photos.

    Returns
    -------
    DataFrame
        One row per gap: ``gap, stitched_images, value, draws_low, draws_high, photos_low,
        photos_high, widest_low, widest_high`` (distribution-free),
        ``independent_pairs`` (how many independent pairs of new photos would give the
        error over photos) and, as text, ``photos_needed`` (see :func:`photos_needed`):
        "at most ``photos``" where fewer would do, as the groups are known to hold that
        many; "no number" where none would.
    """
    rows = []
    for gap in gaps:
        draws = gap_over_draws(pairs, gap, level=level)
        over_photos = gap_over_photos(pairs, gap, photos=photos, level=level)
        widest = gap_over_photos(pairs, gap, photos=photos, level=level, distribution_free=True)
        share = draws.value + 0.5
        error = standard_error_over_photos(pairs, gap, photos=photos)
        rows.append(
            {
                "gap": gap.label,
                "stitched_images": int(wins_of_first(pairs, gap)[1].sum()),
                "value": draws.value,
                "draws_low": draws.low,
                "draws_high": draws.high,
                "photos_low": over_photos.low,
                "photos_high": over_photos.high,
                "widest_low": widest.low,
                "widest_high": widest.high,
                "independent_pairs": round(share * (1 - share) / error**2),
                "photos_needed": needed_words(
                    photos_needed(pairs, gap, level=level), photos=photos
                ),
            }
        )
    return pd.DataFrame(rows)


def needed_words(needed: int | None, *, photos: int) -> str:
    """Return a number of photos needed as a table shows it, not resolved below ``photos``."""
    if needed is None:
        return "no number"
    return f"at most {photos}" if needed <= photos else str(needed)


def pair_table(pairs: pd.DataFrame, *, photos: int, level: float) -> pd.DataFrame:
    """Return the six pairs with intervals over draws and tests of parity, adjusted by Holm.

    Returns
    -------
    DataFrame
        One row per pair in the order of recording: ``left, right, left_wins, right_wins,
        share`` (of the left group), ``low, high`` (Wilson, over draws), ``p_draws_holm``
        (exact binomial test of parity, for these photos) and ``p_photos_holm`` (normal
        test with the error over ``photos`` photos per group, for photos like these).
        The family of each adjustment is the six pairs.
    """
    rows = []
    for left, right in zip(pairs["left"], pairs["right"], strict=True):
        gap = pair_gap(left, right)
        wins, trials = wins_of_first(pairs, gap)
        won, tried = int(wins[0]), int(trials[0])
        share = wilson(won, tried, level=level)
        error = standard_error_over_photos(pairs, gap, photos=photos)
        rows.append(
            {
                "left": NAMES[left],
                "right": NAMES[right],
                "left_wins": won,
                "right_wins": tried - won,
                "share": share.value,
                "low": share.low,
                "high": share.high,
                "p_draws_holm": float(stats.binomtest(won, tried).pvalue),
                "p_photos_holm": float(2 * stats.norm.sf(abs(share.value - 0.5) / error)),
            }
        )
    table = pd.DataFrame(rows)
    for column in ("p_draws_holm", "p_photos_holm"):
        table[column] = holm(table[column].to_numpy())
    return table
