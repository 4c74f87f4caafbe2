"""The findings of the report on where the crop looks: estimates put to their claims.

Each function returns what ``rml.report.finding.finding`` takes besides the finding's id; where
it returns several, by their ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from rml.cropping.gaze import (
    Resampling,
    mean_difference,
    mean_measure,
    share_of_the_way,
)
from rml.cropping.gaze_claims import CLAIMS, NOT_COMPARABLE
from rml.cropping.gaze_crops import kept_difference
from rml.cropping.gaze_portraits import (
    HEIGHT,
    OFF_FACE,
    Group,
    cut_name,
    difference_of_heights,
    difference_of_shares,
    share_of,
)
from rml.cropping.gaze_prediction import MEASURES, Agreement
from rml.cropping.gaze_region_choices import AS_DECLARED
from rml.cropping.gaze_words import (
    Others,
    better_or_worse,
    more_or_fewer,
    outcome_words,
)
from rml.data.published_figures import PublishedFigure
from rml.estimate import Estimate

Found: TypeAlias = dict[str, Any]
POINTS: Final = "percentage points"
PER_CENT_HIGH: Final = "per cent of the portrait's height"
SHAPES: Final[tuple[Literal["wide", "tall"], ...]] = ("wide", "tall")


def prediction_findings(found: Agreement, peaked: Agreement, *, by: Resampling) -> dict[str, Found]:
    """Return what the model predicts, against the centre baseline and the other observers.

    Parameters
    ----------
    found
        The agreement under the declared choices.
    peaked
        The agreement with the exponential of the model's scores.
    by
        How intervals are made.
    """
    over_centre = mean_difference(found, "model", "elsewhere", "nss", by=by)
    nss, judd = (
        {
            "model": mean_measure(found, "model", measure, by=by).value,
            "centre": mean_measure(found, "elsewhere", measure, by=by).value,
        }
        for measure in MEASURES[:2]
    )
    shares = ways(found, peaked, by=by)
    observers = mean_measure(found, "observers", "auc_shuffled", by=by).value
    over_centre_judd = mean_difference(found, "model", "elsewhere", "auc_judd", by=by)
    return {
        "model_over_centre": _found(
            "model_over_centre", over_centre, nss | {"better": better_or_worse(over_centre.value)}
        ),
        "observers_over_model": _found(
            "observers_over_model",
            mean_difference(found, "observers", "model", "nss", by=by),
            {"others": found.by_observer["subject"].nunique() - 1},
        ),
        "share_of_the_way": _found(
            "share_of_the_way",
            shares["scores"],
            {"exponential": shares["exponential"].value, "judd": shares["order"].value},
        ),
        "auc_model_over_centre": _found(
            "auc_model_over_centre", over_centre_judd.scaled(100, unit=POINTS), judd
        ),
        "shuffled_auc_model": _found(
            "shuffled_auc_model",
            mean_measure(found, "model", "auc_shuffled", by=by),
            {"observers": observers},
        ),
    }


def ways(found: Agreement, peaked: Agreement, *, by: Resampling) -> dict[str, Estimate]:
    """Return how far the model goes from the baseline to the observers, in three readings."""
    return {
        "scores": share_of_the_way(found, "nss", by=by),
        "exponential": share_of_the_way(peaked, "nss", by=by),
        "order": share_of_the_way(found, "auc_judd", by=by),
    }


def crop_finding(
    kept: pd.DataFrame, without_first: pd.DataFrame, *, ratios: Sequence[float], by: Resampling
) -> Found:
    """Return what the model's crop keeps of fixations against the one around the middle."""
    difference, without = (kept_difference(one, by=by) for one in (kept, without_first))
    return _found(
        "fixations_kept_over_centre_crop",
        difference.scaled(100, unit=POINTS),
        {
            "lost": more_or_fewer(difference.value),
            "without_first": without.scaled(100, unit=POINTS),
            "shapes": ", ".join(f"{ratio:g}" for ratio in ratios),
        },
    )


def portrait_findings(
    outcomes: pd.DataFrame,
    groups: Sequence[Group],
    *,
    ratios: Sequence[float],
    least_face_share: float,
    published: Mapping[str, PublishedFigure],
    level: float,
) -> dict[str, Found]:
    """Return where salient points and crops fall on portraits of women and of men."""
    women, men = (group.members for group in groups[:2])
    found = {}
    for group in groups[:2]:
        stated = published[f"crops_off_head_{group.name}"]
        share = share_of(outcomes, OFF_FACE, group.members, level=level)
        found[f"off_face_{group.name}"] = _found(
            "off_face", share, {"people": group.name, "printed": stated.printed}
        ) | {"published": stated, "comparison": "not comparable", "why": NOT_COMPARABLE}
    off_face = difference_of_shares(outcomes, OFF_FACE, women, men, level=level)
    found["off_face_difference"] = _found(
        "off_face_difference", off_face.scaled(100, unit=POINTS), {}
    )
    for shape, ratio in zip(SHAPES, ratios, strict=True):
        cut = outcomes[cut_name(ratio)].to_numpy()
        difference = difference_of_shares(outcomes, cut_name(ratio), women, men, level=level)
        values = {
            "ratio": ratio,
            "least": least_face_share,
            "first": float(cut[women].mean()),
            "second": float(cut[men].mean()),
        }
        found[f"cut_difference_{shape}"] = _found(
            "cut_difference", difference.scaled(100, unit=POINTS), values
        )
    heights = outcomes[HEIGHT].to_numpy()
    difference = difference_of_heights(outcomes, women, men, level=level)
    values = {"first": float(heights[women].mean()), "second": float(heights[men].mean())}
    found["height_difference"] = _found(
        "height_difference", difference.scaled(100, unit=PER_CENT_HIGH), values
    )
    return found


def clearest_of(differences: pd.DataFrame) -> tuple[str, str]:
    """Return outcome and difference with the smallest adjusted p, the first of equal ones."""
    row = differences.iloc[int(np.argmin(differences["p_holm"].to_numpy()))]
    return str(row["outcome"]), str(row["difference"])


def group_finding(differences: pd.DataFrame, regions: pd.DataFrame, *, level: float) -> Found:
    """Return the clearest of all differences between groups, and how firm it is.

    Parameters
    ----------
    differences
        From ``rml.cropping.gaze_portraits.difference_table``.
    regions
        From ``rml.cropping.gaze_region_choices.region_table``.
    level
        Nominal coverage of the intervals in both.
    """
    outcome, difference = clearest_of(differences)
    chosen = (differences["outcome"] == outcome) & (differences["difference"] == difference)
    row = differences[chosen].iloc[0]
    other = under_others(differences, regions, alpha=1 - level)
    estimate = Estimate(
        value=100 * float(row["value"]),
        low=100 * float(row["low"]),
        high=100 * float(row["high"]),
        level=level,
        n=f"{len(differences)} comparisons",
        unit=PER_CENT_HIGH if outcome == HEIGHT else POINTS,
        method=(
            "the clearest difference by Holm's adjusted p; its interval is that of the difference "
            "by itself, Newcombe's for a share and Welch's for a height"
        ),
    )
    return _found(
        "largest_group_difference",
        estimate,
        {
            "tests": len(differences),
            "clear": int((differences["p_holm"] < 1 - level).sum()),
            "alpha": 1 - level,
            "p": float(row["p_holm"]),
            "what": outcome_words(outcome),
            "group": difference,
            "same_sign": other.same_sign,
            "still": other.clear,
            "other": other.total,
        },
    )


def under_others(differences: pd.DataFrame, regions: pd.DataFrame, *, alpha: float) -> Others:
    """Return what becomes of the clearest difference under other choices of the region."""
    outcome, difference = clearest_of(differences)
    same = (regions["outcome"] == outcome) & (regions["difference"] == difference)
    declared = regions["choice"] == AS_DECLARED
    sign = np.sign(regions.loc[same & declared, "value"].iloc[0])
    others = regions[same & ~declared]
    return Others(
        same_sign=int((np.sign(others["value"]) == sign).sum()),
        clear=int((others["p_holm"] < alpha).sum()),
        total=len(others),
    )


def _found(claim: str, estimate: Estimate, values: Mapping[str, Any]) -> Found:
    return {"estimate": estimate, "values": dict(values), **CLAIMS[claim]}
