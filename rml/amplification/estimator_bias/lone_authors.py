"""What single authors would seem to be amplified by if ranking did nothing at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from rml.amplification.estimator_bias.simulated_reach import Reach, poisson_reach
from rml.amplification.holdback.ratio import mean_of_daily_ratios, pooled_ratio

SEEMING: Final = ("daily, inside", "daily, outside", "pooled, corrected")


def seemingly_amplified(
    control_reaches: Sequence[float],
    *,
    threshold: float,
    authors: int,
    days: int,
    size_ratio: float,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the share of authors of one reach whose estimate exceeds a threshold, by estimator.

    Nobody is amplified: the planted amplification is 0 for every author.

    Parameters
    ----------
    control_reaches
        Expected control users a day of an author.
    threshold
        An amplification: 1 is twice the reach.
    authors
        Simulated authors for each reach.
    days, size_ratio, rng
        As `rml.amplification.estimator_bias.simulated_reach.poisson_reach`.

    Returns
    -------
    DataFrame
        ``control_reach, estimator, share`` with ``share`` in [0, 1].
    """
    rows = []
    for reach in control_reaches:
        met = poisson_reach(
            reach, 0.0, size_ratio=size_ratio, days=days, repetitions=authors, rng=rng
        )
        rows += [(reach, *row) for row in _shares(met, threshold, size_ratio)]
    return pd.DataFrame(rows, columns=["control_reach", "estimator", "share"])


def populations(
    median_reaches: Sequence[float],
    *,
    spread: float,
    threshold: float,
    authors: int,
    days: int,
    size_ratio: float,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the same share over made-up authors whose reaches are log-normal.

    Parameters
    ----------
    median_reaches
        Medians over authors of the expected control users a day.
    spread
        Standard deviation over authors of the logarithm of that number.
    threshold, authors, days, size_ratio, rng
        As `seemingly_amplified`.

    Returns
    -------
    DataFrame
        ``median_reach``, then one column an estimator with its share in [0, 1].
    """
    rows = []
    for median in median_reaches:
        reaches = median * np.exp(spread * rng.standard_normal((authors, 1)))
        met = poisson_reach(
            reaches, 0.0, size_ratio=size_ratio, days=days, repetitions=authors, rng=rng
        )
        shares = dict(_shares(met, threshold, size_ratio))
        rows.append((median, *(shares[name] for name in SEEMING)))
    names = [name.replace(", ", "_") for name in SEEMING]
    return pd.DataFrame(rows, columns=["median_reach", *names])


def _shares(met: Reach, threshold: float, size_ratio: float) -> list[tuple[str, float]]:
    arms = met.treatment, met.control
    estimates = {
        "daily, inside": mean_of_daily_ratios(
            *arms, smoothing="inside", size_ratio=size_ratio, axis=1
        ),
        "daily, outside": mean_of_daily_ratios(
            *arms, smoothing="outside", size_ratio=size_ratio, axis=1
        ),
        "pooled, corrected": pooled_ratio(
            *arms, smoothing="corrected", size_ratio=size_ratio, axis=1
        ),
    }
    return [(name, float(np.mean(estimates[name] > threshold))) for name in SEEMING]
