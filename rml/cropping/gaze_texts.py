"""The numbers that stand in the texts of the report on where the crop looks.

Each function returns the values of one text of ``rml.cropping.gaze_claims``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from rml.cropping.face_region import FaceRegion
from rml.cropping.gaze import (
    Resampling,
    central_share,
    mean_difference,
    mean_measure,
    observers_better_predicted,
    order_difference,
)
from rml.cropping.gaze_findings import SHAPES, under_others, ways
from rml.cropping.gaze_places import cut_above, least_shown
from rml.cropping.gaze_portraits import OFF_FACE, PEOPLE
from rml.cropping.gaze_prediction import Agreement
from rml.cropping.gaze_words import (
    better_or_worse,
    group_sentence,
    more_or_fewer,
    women_and_men_differ,
)
from rml.cropping.portrait_grids import PortraitGrids
from rml.cropping.salient_point import crop_box


def looked_values(
    fixations: pd.DataFrame, photographs: int, *, size: tuple[int, int], radius: float, kept: bool
) -> dict[str, Any]:
    """Return what the text about the fixations says: counts, and where observers start."""
    first, second = (
        central_share(fixations, order, width=size[0], height=size[1], radius=radius)
        for order in (1, 2)
    )
    return {
        "photographs": photographs,
        "all_photographs": fixations["image"].nunique(),
        "observers": fixations["subject"].nunique(),
        "radius": radius,
        "first": first,
        "second": second,
        "kept": "kept" if kept else "left out",
    }


def predicted_values(found: Agreement, *, by: Resampling) -> dict[str, Any]:
    """Return what the text about the predictors says: observers, baselines, first looks."""
    better = observers_better_predicted(found, "model", "elsewhere", "nss")
    elsewhere, gaussian = (
        mean_measure(found, predictor, "nss", by=by).value
        for predictor in ("elsewhere", "gaussian")
    )
    return {
        "first": order_difference(found, 1, level=by.level),
        "second": order_difference(found, 2, level=by.level),
        "better": better.number,
        "observers": better.total,
        "elsewhere": elsewhere,
        "gaussian": gaussian,
        "more": "more" if elsewhere > gaussian else "less",
    }


def kept_values(kept: pd.DataFrame) -> dict[str, Any]:
    """Return what the text about crops of photographs says: shares kept over all shapes."""
    means = kept[["model", "centre", "observers"]].mean()
    return {str(name): float(value) for name, value in means.items()}


def region_values(
    face: FaceRegion, side: int, *, ratios: Sequence[float], least_face_share: float
) -> dict[str, Any]:
    """Return what the text about the face region says: its extent and what geometry allows."""
    values = {
        "top": face.centre_y - face.half_height,
        "bottom": face.centre_y + face.half_height,
        "left": face.centre_x - face.half_width,
        "right": face.centre_x + face.half_width,
        "least": least_face_share,
    }
    middle = (side // 2, side // 2)
    for shape, ratio in zip(SHAPES, ratios, strict=True):
        crop = crop_box(side, side, centre=middle, ratio=ratio)
        values |= {
            shape: ratio,
            f"{shape}_least": least_shown(face, side, ratio),
            f"{shape}_centre": face.covered_by(crop, side, side),
        }
    return values


def side_values(
    outcomes: pd.DataFrame, grids: PortraitGrids, *, face: FaceRegion, ratio: float
) -> dict[str, Any]:
    """Return what the text about wide crops says: how many cut the region from above."""
    above = cut_above(outcomes, grids, face=face, ratio=ratio)
    return {
        "wide": ratio,
        "cut": above.total,
        "above": above.number,
        "symmetric": int(grids.symmetric.sum()),
    }


def plain_values(
    found: Agreement,
    peaked: Agreement,
    kept: pd.DataFrame,
    outcomes: pd.DataFrame,
    *,
    differences: pd.DataFrame,
    regions: pd.DataFrame,
    by: Resampling,
) -> dict[str, Any]:
    """Return the numbers of the report's plain words; parameters as for the findings."""
    alpha = 1 - by.level
    shares = [share.value for share in ways(found, peaked, by=by).values()]
    over_centre, of_observers = (
        mean_difference(found, "model", other, "nss", by=by).value
        for other in ("elsewhere", "observers")
    )
    other = under_others(differences, regions, alpha=alpha)
    off = outcomes.groupby("gender")[OFF_FACE].mean()
    return {
        "observers": found.by_observer["subject"].nunique(),
        "photographs": found.by_observer["image"].nunique(),
        "better": better_or_worse(over_centre),
        "worse": better_or_worse(of_observers),
        "least": min(shares),
        "most": max(shares),
        "lost": more_or_fewer(float((kept["model"] - kept["centre"]).mean())),
        "portraits": len(outcomes),
        "differ": women_and_men_differ(differences, alpha=alpha),
        "group": group_sentence(differences, alpha=alpha, other=other),
        **{people: float(off[gender]) for gender, people in PEOPLE.items()},
    }
