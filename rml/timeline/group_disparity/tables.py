"""The tables of the notebook ``home_timeline/group_disparity``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from rml.stats.disparity_chance import gap_expected_by_chance, size_with_events
from rml.timeline.group_disparity.repetitions import DOUBLY, ESTIMATORS, ONCE, Estimator, Judged

Found = Mapping[Estimator, Judged]
_LETTERS: Final[dict[Estimator, str]] = dict(zip(ESTIMATORS, ("gap", "U", "C", "D"), strict=True))


def chance_frame(*, groups: Sequence[int], sizes: Sequence[int], rate: float) -> pd.DataFrame:
    """Return the exact gap expected among equals: ``groups, size, gap`` in percentage points."""
    return pd.DataFrame(
        [
            (number, size, 100 * gap_expected_by_chance([size] * number, rate))
            for size in sizes
            for number in groups
        ],
        columns=["groups", "size", "gap"],
    )


def scenario_frame(found: Mapping[str, Found]) -> pd.DataFrame:
    """Return every estimator in every scenario, one row each.

    Returns
    -------
    DataFrame
        ``scenario, estimator`` (``gap, U, C, D``), ``true_spread`` (points), ``bias, coverage,
        width`` and ``without_events`` (share of the samples). Bias and width are in points for
        the largest gap and else in per cent of the variance that observed rates have on average.
    """
    return pd.DataFrame(
        [
            {
                "scenario": name,
                "estimator": _LETTERS[estimator],
                "true_spread": 100 * of[estimator].scenario.variance ** 0.5,
                "bias": of[estimator].bias,
                "coverage": of[estimator].coverage,
                "width": of[estimator].width,
                "without_events": of[estimator].without_events,
            }
            for name, of in found.items()
            for estimator in ESTIMATORS
        ]
    )


def few_frame(found: Mapping[tuple[int, str, float], Found]) -> pd.DataFrame:
    """Return coverages with few groups, one row a case.

    Returns
    -------
    DataFrame
        ``groups, size, spread`` (points), ``bias`` and ``width`` of the corrected variance with
        the double-corrected interval, ``coverage`` of it, and ``coverage_once`` and
        ``coverage_uncorrected``.
    """
    return pd.DataFrame(
        [
            {
                "groups": groups,
                "size": size,
                "spread": 100 * spread,
                "bias": of[DOUBLY].bias,
                "width": of[DOUBLY].width,
                "coverage": of[DOUBLY].coverage,
                "coverage_once": of["corrected, once"].coverage,
                "coverage_uncorrected": of["uncorrected variance"].coverage,
            }
            for (groups, size, spread), of in found.items()
        ]
    )


def uneven_frame(
    kept: Mapping[tuple[int, float], Found], smoothed: Mapping[tuple[int, float], Found]
) -> pd.DataFrame:
    """Return coverages where one group is small, one row a size of it and a spread.

    Returns
    -------
    DataFrame
        ``smallest, spread`` (points), ``bias``, ``bias_published`` (of the value whose noise has
        n in the denominator), ``without_events`` (share of the samples),
        ``coverage`` and ``width`` of the interval as published, ``coverage_smoothed`` and
        ``width_smoothed``.
    """
    return pd.DataFrame(
        [
            {
                "smallest": size,
                "spread": 100 * spread,
                "bias": of[DOUBLY].bias,
                "bias_published": of[ONCE].bias,
                "without_events": of[DOUBLY].without_events,
                "coverage": of[DOUBLY].coverage,
                "coverage_smoothed": smoothed[size, spread][DOUBLY].coverage,
                "width": of[DOUBLY].width,
                "width_smoothed": smoothed[size, spread][DOUBLY].width,
            }
            for (size, spread), of in kept.items()
        ]
    )


def rare_frame(
    kept: Mapping[float, Found], smoothed: Mapping[float, Found], *, groups: int
) -> pd.DataFrame:
    """Return what becomes of the interval where events are rare, one row a mean rate.

    Returns
    -------
    DataFrame
        ``rate`` (per cent), ``bias`` and ``bias_published`` (as in `uneven_frame`),
        ``without_events`` (share of samples with such a group), ``coverage``
        and ``width`` of the interval as published, ``coverage_smoothed`` and
        ``width_smoothed``, and ``size_needed``: from which size on it is rare that any of so many
        groups at this rate has no event.
    """
    return pd.DataFrame(
        [
            {
                "rate": 100 * rate,
                "bias": of[DOUBLY].bias,
                "bias_published": of[ONCE].bias,
                "without_events": of[DOUBLY].without_events,
                "coverage": of[DOUBLY].coverage,
                "width": of[DOUBLY].width,
                "coverage_smoothed": smoothed[rate][DOUBLY].coverage,
                "width_smoothed": smoothed[rate][DOUBLY].width,
                "size_needed": size_with_events(rate, groups=groups),
            }
            for rate, of in kept.items()
        ]
    )


def apart_frame(
    kept: Mapping[tuple[str, float], Found], smoothed: Mapping[tuple[str, float], Found]
) -> pd.DataFrame:
    """Return coverages where the smallest group has the highest rate, one row a case.

    Returns
    -------
    DataFrame
        ``sizes`` (their name), ``smallest`` (people), ``rate`` of the smallest group (per cent),
        ``spread`` (points), ``bias``, ``coverage_smoothed``, ``ends_too_low`` (share of these
        intervals that end below the truth) and ``coverage`` with groups resampled as they are,
        missing where that was not tried.
    """
    return pd.DataFrame(
        [
            {
                "sizes": layout,
                "smallest": min(of[DOUBLY].scenario.sizes),
                "rate": 100 * rate,
                "spread": 100 * of[DOUBLY].scenario.variance ** 0.5,
                "bias": of[DOUBLY].bias,
                "coverage_smoothed": of[DOUBLY].coverage,
                "ends_too_low": of[DOUBLY].too_low,
                "coverage": kept[layout, rate][DOUBLY].coverage
                if (layout, rate) in kept
                else math.nan,
            }
            for (layout, rate), of in smoothed.items()
        ]
    )
