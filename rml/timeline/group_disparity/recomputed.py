"""The published example computed again from its group counts, and the noise of its draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from rml.data.group_counts import FEATURES, METRICS
from rml.data.published_figures import PublishedFigure
from rml.disparity.gap_noise import GapNoise, gap_noise_of_counts
from rml.estimate import Estimate
from rml.stats.arguments import FloatArray, checked_fraction
from rml.stats.disparity import Variances, resampled_variances, variances_of_rates
from rml.stats.random_effects import dersimonian_laird, paule_mandel

NAMES: Final = ("uncorrected", "corrected", "double_corrected")
RATE_NAMES: Final = {
    "TPR": "true-positive rate",
    "FPR": "false-positive rate",
    "SR": "selection rate",
}
_PARTS: Final = {"median": 0.5, "low": 0.025, "high": 0.975}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """One published figure computed again.

    Parameters
    ----------
    published
        The figure, with a tolerance of the printed rounding and the noise of its draws.
    estimate
        The same from many draws, without an interval: what varies is the draws.
    rounding, noise
        The two parts of the tolerance.
    """

    published: PublishedFigure
    estimate: Estimate
    rounding: float
    noise: float

    @property
    def reproduced(self) -> bool:
        """Whether the two agree within the tolerance."""
        distance = abs(self.estimate.value - self.published.value)
        return distance <= self.published.tolerance + 1e-12


def counts_of(counts: pd.DataFrame, metric: str, feature: str) -> tuple[FloatArray, FloatArray]:
    """Return positives and sizes of the groups of one rate and feature, each shape (groups,)."""
    rows = counts[(counts["metric"] == metric) & (counts["feature"] == feature)]
    return rows["positives"].to_numpy(dtype=float), rows["size"].to_numpy(dtype=float)


def recomputed_figures(
    counts: pd.DataFrame,
    figures: Mapping[str, PublishedFigure],
    *,
    draws: int,
    published_draws: int,
    joint: float,
    seed: int,
) -> dict[str, Recomputed]:
    """Return every published median and interval end, computed again from many draws.

    The published figures come from ``published_draws`` draws without a seed, so that they
    differ from the exact value by chance. How much is seen by cutting the many draws into
    sets of that size: the standard deviation over sets, times a normal quantile at which all
    figures together stay within it with probability ``joint`` (Bonferroni).

    Parameters
    ----------
    counts
        From `rml.data.group_counts.load_group_counts`.
    figures
        The published ones, by id.
    draws, published_draws
        Numbers of bootstrap draws.
    joint
        In (0, 1).
    seed
        Of the draws.
    """
    checked_fraction("joint", joint)
    of_all = len(METRICS) * len(FEATURES) * len(NAMES) * len(_PARTS)
    quantile = float(stats.norm.isf((1 - joint) / 2 / of_all))
    found = {}
    for number, (metric, feature) in enumerate(_settings()):
        positives, sizes = counts_of(counts, metric, feature)
        drawn = resampled_variances(
            positives,
            sizes,
            rng=np.random.default_rng([seed, number]),
            resamples=draws - draws % published_draws,
            without_events="keep",
        )
        for name, values in zip(NAMES, drawn, strict=True):
            # The published code sets negative draws of the two corrected ones to zero.
            shown = np.maximum(values, 0)
            for part, at in _PARTS.items():
                key = f"{metric.lower()}_{feature}_{name}_{part}"
                sets = np.quantile(shown.reshape(-1, published_draws), at, axis=1)
                noise = quantile * float(sets.std(ddof=1))
                figure = figures[key]
                found[key] = Recomputed(
                    published=replace(figure, tolerance=figure.tolerance + noise),
                    estimate=Estimate(
                        value=float(np.quantile(shown, at)),
                        low=None,
                        high=None,
                        level=None,
                        n=f"{sizes.size} groups, {draws:,} bootstrap draws",
                        unit=figure.unit,
                        method=f"{part} of parametric bootstrap draws of the "
                        f"{name.replace('_', '-')} variance; no sampling interval",
                    ),
                    rounding=figure.tolerance,
                    noise=noise,
                )
    return found


def count_reproduced(found: Mapping[str, Recomputed], *, medians: bool, unit: str) -> Estimate:
    """Return how many published medians, or ends of intervals, agree with the recomputed ones."""
    chosen = [one for key, one in found.items() if key.endswith("_median") == medians]
    return Estimate(
        value=sum(one.reproduced for one in chosen),
        low=None,
        high=None,
        level=None,
        n=f"{len(chosen)} published figures",
        unit=unit,
        method="count of figures within the printed rounding and the noise of their draws; no "
        "sampling interval",
    )


def figures_frame(found: Mapping[str, Recomputed]) -> pd.DataFrame:
    """Return published and recomputed figures, one row each.

    Returns
    -------
    DataFrame
        ``rate, by, variance, figure, printed, recomputed, difference, tolerance, agrees``.
    """
    rows = []
    for metric, feature in _settings():
        for name in NAMES:
            for part in _PARTS:
                one = found[f"{metric.lower()}_{feature}_{name}_{part}"]
                rows.append(
                    {
                        "rate": RATE_NAMES[metric],
                        "by": feature,
                        "variance": name.replace("_", "-"),
                        "figure": part,
                        "printed": one.published.printed,
                        "recomputed": one.estimate.value,
                        "difference": one.estimate.value - one.published.value,
                        "tolerance": one.published.tolerance,
                        "agrees": one.reproduced,
                    }
                )
    return pd.DataFrame(rows)


def plugged_frame(counts: pd.DataFrame) -> pd.DataFrame:
    """Return variances between groups computed from the data, one row a rate and feature.

    Returns
    -------
    DataFrame
        ``rate, by``; ``uncorrected, corrected, double_corrected``, exact and without draws; and
        two random-effects variances, ``dersimonian_laird`` and ``paule_mandel``, for which groups
        without events, or with nothing else, get half an event as in the published code.
    """
    rows = []
    for metric, feature in _settings():
        positives, sizes = counts_of(counts, metric, feature)
        plugged: Variances = variances_of_rates(positives, sizes)
        values = dict(zip(NAMES, (float(one) for one in plugged), strict=True))
        rates = np.clip(positives, 0.5, sizes - 0.5) / sizes
        noise = rates * (1 - rates) / sizes
        values["dersimonian_laird"] = dersimonian_laird(rates, noise)
        values["paule_mandel"] = paule_mandel(rates, noise, of="groups").value
        rows.append({"rate": RATE_NAMES[metric], "by": feature} | values)
    return pd.DataFrame(rows)


def compared_groups(
    counts: pd.DataFrame, *, level: float, resamples: int, seed: int
) -> dict[str, GapNoise]:
    """Return the noise in the largest gap of each rate and feature, from smoothed resamples."""
    return {
        f"{RATE_NAMES[metric]}, by {feature}": gap_noise_of_counts(
            *counts_of(counts, metric, feature),
            rng=np.random.default_rng([seed, 100 + number]),
            level=level,
            resamples=resamples,
            minimum_size=1,
        )
        for number, (metric, feature) in enumerate(_settings())
    }


def _settings() -> list[tuple[str, str]]:
    return [(metric, feature) for metric in METRICS for feature in FEATURES]


def counts_frame(counts: pd.DataFrame) -> pd.DataFrame:
    """Return ``metric, by, group, size, positives, rate`` (per cent), one row a group."""
    frame = counts[["metric", "feature", "group", "size", "positives"]].copy()
    frame["metric"] = frame["metric"].map(RATE_NAMES)
    frame["rate"] = 100 * frame["positives"] / frame["size"]
    return frame.rename(columns={"feature": "by"}).reset_index(drop=True)
