"""Comparisons of runs: with the published labels, between scalings, and among repeats."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from rml.cropping.gaps import (
    BLACK,
    FEMALE_MALE,
    GROUPS,
    NAMES,
    SIX_PAIRS,
    WHITE,
    Gap,
    as_plotted,
    gap_over_draws,
    in_points,
    pair_gap,
    shifted,
    weighted_sum,
    wins_of_first,
)
from rml.cropping.photo_level import gap_over_photos
from rml.cropping.published_runs import two_way_runs
from rml.data.published_figures import PublishedFigure
from rml.estimate import Estimate, HypothesisTest
from rml.stats.multiplicity import holm

# The bars of the published plot by the id of their label, first named group on the left.
PLOTTED = {
    "plot_black_women_white_women": pair_gap("black-female", "white-female"),
    "plot_black_men_white_men": pair_gap("black-male", "white-male"),
    "plot_black_women_black_men": pair_gap("black-female", "black-male"),
    "plot_white_women_white_men": pair_gap("white-female", "white-male"),
    "plot_black_women_white_men": pair_gap("black-female", "white-male"),
    "plot_black_men_white_women": pair_gap("black-male", "white-female"),
    "plot_black_white": Gap.between("Black over White", BLACK, WHITE),
    "plot_female_male": FEMALE_MALE,
}


def change_of_gap(before: pd.DataFrame, after: pd.DataFrame, gap: Gap, *, level: float) -> Estimate:
    """Return how much a gap changed from one setting to another (``after`` minus ``before``).

    The interval is over the draws of both settings, the photos held fixed. As far as the
    code shows (this is not verified), both settings drew from the same groups of photos,
    so what the photos have in common cancels; how far the change would carry over to
    other photos cannot be told from counts.
    """
    wins_before, trials_before = wins_of_first(before, gap)
    wins_after, trials_after = wins_of_first(after, gap)
    count = gap.count
    change = weighted_sum(
        [1 / count] * count + [-1 / count] * count,
        np.concatenate([wins_after, wins_before]),
        np.concatenate([trials_after, trials_before]),
        level=level,
        unit="difference of probabilities",
    )
    return replace(
        change,
        method="difference of two gaps; interval over the draws of both settings from the "
        "Wilson limits of each pair (MOVER; for one pair Newcombe's), photos held fixed",
    )


def gaps_by_scaling(
    original: pd.DataFrame, fixed: pd.DataFrame, gaps: Sequence[Gap], *, level: float
) -> pd.DataFrame:
    """Return each gap at original sizes and at fixed height, with intervals over draws.

    Returns
    -------
    DataFrame
        Two rows per gap: ``gap, scaling, value, low, high``.
    """
    rows = []
    for gap in gaps:
        for scaling, pairs in (("original sizes", original), ("fixed height", fixed)):
            estimate = gap_over_draws(pairs, gap, level=level)
            rows.append(
                {
                    "gap": gap.label,
                    "scaling": scaling,
                    "value": estimate.value,
                    "low": estimate.low,
                    "high": estimate.high,
                }
            )
    return pd.DataFrame(rows)


def changes_of_gaps(
    before: pd.DataFrame, after: pd.DataFrame, gaps: Sequence[Gap], *, level: float
) -> pd.DataFrame:
    """Return the change of each gap between two settings, with tests adjusted by Holm.

    Returns
    -------
    DataFrame
        One row per gap: ``gap, before, after, change, low, high, p, p_holm``. ``p`` is
        two-sided, from the normal approximation with unpooled standard errors; the
        family of the adjustment is ``gaps``.
    """
    rows = []
    for gap in gaps:
        estimate = change_of_gap(before, after, gap, level=level)
        variance = 0.0
        for table in (before, after):
            wins, trials = wins_of_first(table, gap)
            shares = wins / trials
            variance += float(np.sum(shares * (1 - shares) / trials)) / gap.count**2
        first = gap_over_draws(before, gap, level=level)
        rows.append(
            {
                "gap": gap.label,
                "before": first.value,
                "after": first.value + estimate.value,
                "change": estimate.value,
                "low": estimate.low,
                "high": estimate.high,
                "p": 2 * stats.norm.sf(abs(estimate.value) / math.sqrt(variance)),
            }
        )
    table = pd.DataFrame(rows)
    table["p_holm"] = holm(table["p"].to_numpy())
    return table


def repeated_comparisons(runs: pd.DataFrame) -> pd.DataFrame:
    """Return every comparison that was run more than once, with a test that its runs agree.

    Runs are repeats when scaling and both groups are the same. That they drew from the
    same catalogue follows from the code and is not verified; under the null they differ
    by the luck of the draw alone. Agreement says nothing about other photos.

    Returns
    -------
    DataFrame
        One row per comparison: ``scaling, left, right, runs, trials, shares`` (of the left
        group, as text), ``statistic, degrees_of_freedom, p, p_holm``. The test is
        Pearson's chi-square without continuity correction, adjusted over all rows.
    """
    rows = []
    table = two_way_runs(runs)
    for keys, repeats in table.groupby(["scaling", "left", "right"], sort=False):
        if len(repeats) < 2:
            continue
        counts = repeats[["left_wins", "right_wins"]].to_numpy()
        result = stats.chi2_contingency(counts, correction=False)
        scaling, left, right = map(str, keys)
        rows.append(
            {
                "scaling": scaling,
                "left": NAMES[left],
                "right": NAMES[right],
                "runs": len(repeats),
                "trials": "; ".join(f"{number:,}" for number in repeats["trials"]),
                "shares": "; ".join(
                    f"{share:.1%}" for share in repeats["left_wins"] / repeats["trials"]
                ),
                "statistic": float(result.statistic),
                "degrees_of_freedom": int(result.dof),
                "p": float(result.pvalue),
            }
        )
    repeated = pd.DataFrame(rows)
    repeated["p_holm"] = holm(repeated["p"].to_numpy())
    return repeated


def overall_heterogeneity(repeated: pd.DataFrame) -> HypothesisTest:
    """Return the test that all repeated comparisons agree: the sum of their chi-squares.

    Parameters
    ----------
    repeated
        The table of :func:`repeated_comparisons`; its rows are independent runs.
    """
    statistic = float(repeated["statistic"].sum())
    freedom = int(repeated["degrees_of_freedom"].sum())
    return HypothesisTest(
        statistic=statistic,
        p_value=float(stats.chi2.sf(statistic, freedom)),
        smallest_p=0.0,
        n=f"{int(repeated['runs'].sum())} runs of {len(repeated)} comparisons",
        null="repeats of one comparison differ by the luck of the draw alone",
        method=f"sum of independent chi-square statistics, {freedom} degrees of freedom",
    )


def other_runs(runs: pd.DataFrame, *, photos: int, level: float) -> pd.DataFrame:
    """Return the runs of two groups that are not one of the six race-and-gender pairs.

    Returns
    -------
    DataFrame
        One row per run: ``scaling, stitched_images, left, right, left_share`` with
        ``draws_low, draws_high`` (over draws) and ``photos_low, photos_high`` (for photos
        like these, if each group had ``photos`` photos).
    """
    table = two_way_runs(runs)
    known = {frozenset(pair) for gap in SIX_PAIRS for pair in gap.pairs}
    rows = []
    for place, (left, right) in enumerate(zip(table["left"], table["right"], strict=True)):
        if frozenset((left, right)) in known:
            continue
        single, gap = table.iloc[[place]], pair_gap(left, right)
        over_draws, over_photos = (
            shifted(estimate, by=0.5, unit="proportion", method=estimate.method)
            for estimate in (
                gap_over_draws(single, gap, level=level),
                gap_over_photos(single, gap, photos=photos, level=level),
            )
        )
        rows.append(
            {
                "scaling": single["scaling"].iloc[0],
                "stitched_images": int(single["trials"].iloc[0]),
                "left": NAMES[left],
                "right": NAMES[right],
                "left_share": over_draws.value,
                "draws_low": over_draws.low,
                "draws_high": over_draws.high,
                "photos_low": over_photos.low,
                "photos_high": over_photos.high,
            }
        )
    return pd.DataFrame(rows)


def four_way_counts(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the wins of each group in every run with four photos side by side.

    Returns
    -------
    DataFrame
        One row per run in order of recording: ``run, stitched_images`` and one column per
        group, from left to right.
    """
    four = runs[runs["n_groups"] == len(GROUPS)]
    wide = four.pivot_table(
        index=["run", "n_iterations"], columns="group", values="wins", aggfunc="sum"
    )
    named = wide[list(GROUPS)].rename(columns=NAMES).rename_axis(columns=None).reset_index()
    return named.rename(columns={"n_iterations": "stitched_images"})


def label_table(
    pairs: pd.DataFrame, figures: Mapping[str, PublishedFigure], *, level: float
) -> pd.DataFrame:
    """Return the labels of the published plot next to what the counts give.

    Parameters
    ----------
    pairs
        Rows as from ``six_pairs`` of the plotted setting.
    figures
        The published figures, among them the eight labels of the plot.
    level
        Nominal coverage of the intervals over draws, in (0, 1).

    Returns
    -------
    DataFrame
        One row per label, in the plot's order: ``plotted_bar, published, recomputed, low,
        high, unit, within_rounding``; positive where the group named first won more often.
    """
    rows = []
    for name, gap in PLOTTED.items():
        figure = figures[name]
        estimate = gap_over_draws(pairs, as_plotted(pairs, gap), level=level)
        points = in_points(estimate)
        rows.append(
            {
                "plotted_bar": gap.label,
                "published": round(100 * figure.value, 6),
                "recomputed": points.value,
                "low": points.low,
                "high": points.high,
                "unit": "percentage points",
                "within_rounding": abs(estimate.value - figure.value) <= figure.tolerance,
            }
        )
    return pd.DataFrame(rows)
