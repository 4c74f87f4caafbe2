"""The tables of the notebook ``political_amplification/estimator_bias``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from rml.amplification.estimator_bias.recovery import (
    RETURNING_METHODS,
    Design,
    Estimator,
    Recovered,
)
from rml.amplification.estimator_bias.simulated_reach import poisson_reach
from rml.amplification.estimator_bias.union_reach import union_amplification
from rml.amplification.holdback.ratio import (
    SMOOTHINGS,
    Smoothing,
    amplification_ratio,
    expected_amplification,
    pooled_ratio,
)
from rml.amplification.holdback.ratio_interval import METHODS, exact_coverage

ONE_DAY, POOLED = "one day", "days pooled"
ESTIMATOR_NAMES: Final[dict[Estimator, str]] = {
    "pooled, corrected": "pooled T / (k (C + 1))",
    "daily, corrected": "mean of daily T / (k (C + 1))",
    "daily, inside": "mean of daily (T + 1) / (k C + 1)",
    "daily, outside": "mean of daily (T + 1) / (k (C + 1))",
}
# The cases of the separately computed table: true amplification and smoothing.
_VECTORS: Final[dict[str, tuple[float, Smoothing]]] = {
    "null_inside": (0.0, "inside"),
    "null_outside": (0.0, "outside"),
    "half_inside": (0.5, "inside"),
}
_COMPARED: Final[tuple[Smoothing, ...]] = ("corrected", "inside")


def bias_frame(
    reaches: Sequence[float],
    *,
    days: int,
    size_ratio: float,
    repetitions: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the bias under no effect in per cent, exact and simulated, by reach a day.

    Returns
    -------
    DataFrame
        ``control_reach`` a day; ``joined`` (``ONE_DAY`` or ``POOLED``); ``smoothing``; ``exact``
        and ``simulated``, mean amplification in per cent. For ``none`` both are given that
        somebody in control was reached.
    """
    rows = []
    for reach in reaches:
        met = poisson_reach(
            reach, 0.0, size_ratio=size_ratio, days=days, repetitions=repetitions, rng=rng
        )
        arms = met.treatment, met.control
        for smoothing in SMOOTHINGS:
            daily = amplification_ratio(*arms, smoothing=smoothing, size_ratio=size_ratio)
            pooled = pooled_ratio(*arms, smoothing=smoothing, size_ratio=size_ratio, axis=1)
            for joined, total, values in (
                (ONE_DAY, reach, daily),
                (POOLED, reach * days, pooled),
            ):
                exact = float(
                    expected_amplification(total, 0.0, smoothing=smoothing, size_ratio=size_ratio)
                )
                simulated = float(np.nanmean(values)) if np.isfinite(values).any() else np.nan
                rows.append((reach, joined, smoothing, 100 * exact, 100 * simulated))
    columns = ["control_reach", "joined", "smoothing", "exact", "simulated"]
    return pd.DataFrame(rows, columns=columns)


def vectors_frame(vectors: pd.DataFrame, *, size_ratio: float) -> pd.DataFrame:
    """Return the separately computed means beside those of this report, in per cent.

    Parameters
    ----------
    vectors
        From `rml.data.estimator_bias_table.load_estimator_bias`.

    Returns
    -------
    DataFrame
        ``control_reach``; for each of three cases the value of the table and the exact one.
    """
    reach = vectors["control_reach"].to_numpy()
    frame = pd.DataFrame({"control_reach": reach})
    for name, (true, smoothing) in _VECTORS.items():
        frame[f"{name}_table"] = vectors[f"{name}_pct"].to_numpy()
        exact = expected_amplification(reach, true, smoothing=smoothing, size_ratio=size_ratio)
        frame[f"{name}_exact"] = 100 * exact
    return frame


def largest_difference(vectors: pd.DataFrame) -> float:
    """Return the largest distance, in per cent, of the two columns of any case."""
    columns = [str(name) for name in vectors.columns]
    names = [name.removesuffix("_table") for name in columns if name.endswith("_table")]
    return max(
        float((vectors[f"{name}_table"] - vectors[f"{name}_exact"]).abs().max()) for name in names
    )


def recovery_frame(found: Sequence[Recovered]) -> pd.DataFrame:
    """Return ``estimator, planted, exact_bias, bias, coverage, width``, one row a case.

    The planted amplification is in per cent, bias and width in per cent of 1 + a, coverage a
    share of the repetitions.
    """
    rows = [
        (name, 100 * one.planted, one.expected_bias, one.bias, one.coverage, one.width)
        for estimator, name in ESTIMATOR_NAMES.items()
        for one in found
        if one.estimator == estimator
    ]
    columns = ["estimator", "planted", "exact_bias", "bias", "coverage", "width"]
    return pd.DataFrame(rows, columns=columns)


def coverage_frame(
    user_days: Sequence[float], *, planted: Sequence[float], size_ratio: float, level: float
) -> pd.DataFrame:
    """Return exact coverages under Poisson reach: ``user_days, planted, interval, coverage``."""
    rows = [
        (
            total,
            100 * truth,
            method,
            exact_coverage(total, truth, size_ratio=size_ratio, level=level, method=method),
        )
        for method in METHODS
        for truth in planted
        for total in user_days
    ]
    return pd.DataFrame(rows, columns=["user_days", "planted", "interval", "coverage"])


def returning_frame(found: dict[float, Sequence[Recovered]], *, level: float) -> pd.DataFrame:
    """Return the worst of what pooled estimators did, by mean days of a user who is reached.

    Returns
    -------
    DataFrame
        ``days_per_user``; ``independent`` (what is taken as independent); ``bias`` and ``width``,
        the largest in size over what was planted, in per cent of 1 + a; ``coverage``, the one
        furthest from the nominal one.
    """
    rows = []
    for mean_days, recovered in found.items():
        for method in RETURNING_METHODS:
            ones = [one for one in recovered if one.estimator == method]
            rows.append(
                (
                    mean_days,
                    method.removesuffix(" independent"),
                    max((one.bias for one in ones), key=abs),
                    max((one.coverage for one in ones), key=lambda share: abs(share - level)),
                    max(one.width for one in ones),
                )
            )
    columns = ["days_per_user", "independent", "bias", "coverage", "width"]
    return pd.DataFrame(rows, columns=columns)


def estimands_frame(
    design: Design, *, busy_days: int, busy_factor: float, quiet_amplification: float
) -> pd.DataFrame:
    """Return the two estimands, and what estimators expect, with two kinds of days.

    On ``busy_days`` days ``busy_factor`` times as many users are reached and nobody is
    amplified; on the others the design's daily reach is met and amplified as given.

    Returns
    -------
    DataFrame
        ``joined`` (mean of daily ratios, pooled ratio); ``estimand``, and the exact means
        ``corrected`` and ``inside`` of two smoothings, in per cent.
    """
    quiet_days = design.days - busy_days
    reach = np.repeat(
        [design.daily_reach, busy_factor * design.daily_reach], [quiet_days, busy_days]
    )
    true = np.repeat([quiet_amplification, 0.0], [quiet_days, busy_days])
    pooled_true = float(np.average(true, weights=reach))
    rows = []
    for joined, total, truth, estimand in (
        ("mean of daily ratios", reach, true, float(true.mean())),
        ("pooled ratio", reach.sum(), pooled_true, pooled_true),
    ):
        means = [
            float(
                expected_amplification(
                    total,
                    truth,
                    smoothing=smoothing,
                    size_ratio=design.size_ratio,
                ).mean()
            )
            for smoothing in _COMPARED
        ]
        rows.append((joined, 100 * estimand, *(100 * mean for mean in means)))
    return pd.DataFrame(rows, columns=["joined", "estimand", "corrected", "inside"])


def union_frame(
    *, members: Sequence[int], member_reach: float, amplification: float, overlap: float
) -> pd.DataFrame:
    """Return exact amplifications of unions of alike members, in per cent.

    Returns
    -------
    DataFrame
        ``members``; ``independent``: users meet members independently in both arms;
        ``control_overlaps``: in control a share ``overlap`` of a member's audience meets every
        member, in treatment none does; ``both_overlap``: in both.
    """
    count = np.array(members)
    common = {"members": count}
    return pd.DataFrame(
        {
            "members": count,
            "independent": 100 * union_amplification(member_reach, amplification, **common),
            "control_overlaps": 100
            * union_amplification(member_reach, amplification, control_overlap=overlap, **common),
            "both_overlap": 100
            * union_amplification(
                member_reach,
                amplification,
                control_overlap=overlap,
                treatment_overlap=overlap,
                **common,
            ),
        }
    )
