"""What the comparison of predictors with people's fixations amounts to, over photographs.

The unit is a photograph: its value is the mean over its observers, and intervals resample
whole photographs. They speak of photographs like these, looked at by these observers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from rml.cropping.gaze_prediction import (
    MEASURES,
    NAMES,
    PREDICTORS,
    Agreement,
    Choices,
    Measure,
    Predictor,
    kept_agreement,
)
from rml.cropping.salient_point import SaliencyGrid
from rml.estimate import Estimate
from rml.stats.arguments import FloatArray
from rml.stats.bootstrap import cluster_bootstrap
from rml.stats.intervals import t_interval

UNITS: Final[dict[Measure, str]] = {
    "nss": "standard deviations of the map",
    "auc_judd": "probability",
    "auc_shuffled": "probability",
}
MEASURE_NAMES: Final[dict[Measure, str]] = {
    "nss": "NSS",
    "auc_judd": "AUC-Judd",
    "auc_shuffled": "shuffled AUC",
}
OF: Final = "photographs"


class Resampling(NamedTuple):
    """How intervals over photographs are made: nominal level, resamples, seed."""

    level: float
    resamples: int
    seed: int

    def generator(self) -> np.random.Generator:
        """Return a fresh generator, so that no interval depends on which was made before."""
        return np.random.default_rng(self.seed)


def photograph_means(found: Agreement, measure: Measure) -> pd.DataFrame:
    """Return a measure of each predictor by photograph, one column a predictor.

    A photograph's value is the mean over its observers; it is NaN where the measure was not
    computed.
    """
    by_image = found.by_observer.pivot_table(
        index="image", columns="predictor", values=measure, aggfunc="mean", dropna=False
    )
    return by_image[list(PREDICTORS)]


def mean_measure(
    found: Agreement, predictor: Predictor, measure: Measure, *, by: Resampling
) -> Estimate:
    """Return a predictor's mean over photographs, with an interval that resamples them."""
    return _over_photographs(photograph_means(found, measure)[predictor], measure, by=by)


def mean_difference(
    found: Agreement, first: Predictor, second: Predictor, measure: Measure, *, by: Resampling
) -> Estimate:
    """Return the mean of first minus second, paired by photograph."""
    means = photograph_means(found, measure)
    estimate = _over_photographs(means[first] - means[second], measure, by=by)
    return replace(estimate, method=f"difference paired by photograph, {estimate.method}")


def _over_photographs(values: pd.Series[float], measure: Measure, *, by: Resampling) -> Estimate:
    return cluster_bootstrap(
        values.to_numpy(),
        np.arange(len(values)),
        np.mean,
        rng=by.generator(),
        resamples=by.resamples,
        level=by.level,
        unit=UNITS[measure],
        of=OF,
    )


def share_of_the_way(found: Agreement, measure: Measure, *, by: Resampling) -> Estimate:
    """Return how far the model goes from the centre baseline towards the other observers.

    The ratio of two mean differences, each paired by photograph: model minus baseline over
    observers minus baseline. 0 is the baseline, 1 the other observers.

    Raises
    ------
    ValueError
        If the observers do not exceed the baseline in some resample.
    """
    means = photograph_means(found, measure)
    rows = means[["model", "elsewhere", "observers"]].to_numpy()

    def ratio(sample: FloatArray) -> float:
        model, elsewhere, observers = sample.mean(axis=0)
        return float((model - elsewhere) / (observers - elsewhere))

    return cluster_bootstrap(
        rows,
        np.arange(len(rows)),
        ratio,
        rng=by.generator(),
        resamples=by.resamples,
        level=by.level,
        unit="proportion",
        of=OF,
    )


def predictor_table(found: Agreement, *, by: Resampling) -> pd.DataFrame:
    """Return every measure of every predictor: ``measure, predictor, value, low, high``."""
    rows = []
    for measure in MEASURES:
        for predictor in PREDICTORS:
            estimate = mean_measure(found, predictor, measure, by=by)
            rows.append(
                {
                    "measure": MEASURE_NAMES[measure],
                    "predictor": NAMES[predictor],
                    "value": estimate.value,
                    "low": estimate.low,
                    "high": estimate.high,
                }
            )
    return pd.DataFrame(rows)


class Tally(NamedTuple):
    """How many of how many."""

    number: int
    total: int


def observers_better_predicted(
    found: Agreement, first: Predictor, second: Predictor, measure: Measure
) -> Tally:
    """Return for how many observers the first predictor has the greater mean measure."""
    by_subject = found.by_observer.pivot_table(
        index="subject", columns="predictor", values=measure, aggfunc="mean"
    )
    better = by_subject[first] > by_subject[second]
    return Tally(int(better.sum()), len(better))


def order_table(found: Agreement, *, fixations: int, level: float) -> pd.DataFrame:
    """Return the NSS of predictors by the order of a fixation: first, second, and so on.

    Parameters
    ----------
    found
        The agreement by fixation.
    fixations
        How many fixations of an observer to show.
    level
        Nominal coverage of each interval.

    Returns
    -------
    DataFrame
        ``fixation, predictor, value, low, high, photographs``: the mean over photographs of
        the mean over observers who made that many fixations, with t intervals.
    """
    rows = []
    early = found.by_fixation[found.by_fixation["fix_index"] <= fixations]
    for order, of_order in early.groupby("fix_index"):
        means = of_order.groupby("image")[list(PREDICTORS)].mean()
        for predictor in PREDICTORS:
            estimate = t_interval(
                means[predictor].to_numpy(), level=level, unit=UNITS["nss"], of=OF
            )
            rows.append(
                {
                    "fixation": order,
                    "predictor": NAMES[predictor],
                    "value": estimate.value,
                    "low": estimate.low,
                    "high": estimate.high,
                    "photographs": len(means),
                }
            )
    return pd.DataFrame(rows)


def order_difference(found: Agreement, order: int, *, level: float) -> Estimate:
    """Return the NSS of the model minus the centre baseline on fixations of one order.

    The mean over photographs, with a t interval; 1 is an observer's first fixation.
    """
    of_order = found.by_fixation[found.by_fixation["fix_index"] == order]
    means = (of_order["model"] - of_order["elsewhere"]).groupby(of_order["image"]).mean()
    return t_interval(means.to_numpy(), level=level, unit=UNITS["nss"], of=OF)


def central_share(
    fixations: pd.DataFrame, order: int, *, width: int, height: int, radius: float
) -> float:
    """Return the share of observers' fixations of an order that lie near the middle.

    Parameters
    ----------
    fixations
        ``fix_index, x_px, y_px``.
    order
        Which fixation of each observer: 1 is the first.
    width, height
        The photographs' size in pixels.
    radius
        How far from the middle is near, in pixels.
    """
    chosen = fixations[fixations["fix_index"] == order]
    distance = np.hypot(chosen["x_px"] - width / 2, chosen["y_px"] - height / 2)
    return float((distance <= radius).mean())


def sensitivity_table(
    fixations: pd.DataFrame,
    grids: Mapping[str, SaliencyGrid],
    primary: Agreement,
    *,
    choices: Choices,
    other_sigmas: Sequence[float],
    images: Mapping[str, str],
    model: str,
    by: Resampling,
) -> pd.DataFrame:
    """Return the primary difference, model minus centre baseline, under other choices.

    Parameters
    ----------
    fixations, grids, choices, images, model
        As for ``rml.cropping.gaze_prediction.kept_agreement``.
    primary
        The agreement under ``choices``.
    other_sigmas
        Other standard deviations around fixations, in pixels.
    by
        How intervals are made.

    Returns
    -------
    DataFrame
        ``choice, model_over_centre, low, high`` (the difference in NSS with its interval),
        ``observers_over_model`` (that of the other observers and the model) and
        ``share_of_way``, how far the model goes from the baseline to the observers.
    """
    opposite = "left out" if not choices.drop_first else "kept"
    changed = {
        f"first fixations {opposite}": replace(choices, drop_first=not choices.drop_first),
        "exponential of the model's scores": replace(choices, softmax=not choices.softmax),
    } | {f"sigma of {sigma:g} pixels": replace(choices, sigma_px=sigma) for sigma in other_sigmas}
    found = {"as declared": primary} | {
        name: kept_agreement(fixations, grids, choices=one, images=images, model=model, areas=False)
        for name, one in changed.items()
    }
    rows = []
    for name, one in found.items():
        rows.append({"choice": name, **_primary_row(photograph_means(one, "nss"), by=by)})
    rows.append({"choice": "fixations pooled", **_primary_row(pooled_means(primary), by=by)})
    return pd.DataFrame(rows)


def pooled_means(found: Agreement) -> pd.DataFrame:
    """Return the NSS by photograph with every fixation counted alike, not every observer."""
    return found.by_fixation.groupby("image")[list(PREDICTORS)].mean()


def _primary_row(means: pd.DataFrame, *, by: Resampling) -> dict[str, float | None]:
    over_centre = _over_photographs(means["model"] - means["elsewhere"], "nss", by=by)
    to_observers = float((means["observers"] - means["model"]).mean())
    return {
        "model_over_centre": over_centre.value,
        "low": over_centre.low,
        "high": over_centre.high,
        "observers_over_model": to_observers,
        "share_of_way": over_centre.value / (over_centre.value + to_observers),
    }
