"""The tables of the report ``image_cropping/alternatives``: policies side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.cropping.crop_policies import (
    CENTRE,
    MODEL,
    WHOLE,
    Images,
    Outcome,
    Policy,
    Scene,
    chance_on_left,
    face_share,
    face_width,
    outcome_of,
    sampled,
    view_of,
)
from rml.cropping.face_region import FaceRegion
from rml.cropping.policy_gaps import (
    fixed,
    mean_over_pairs,
    paired_gap,
    parity_gap,
)
from rml.cropping.policy_images import Contrast, PairImages
from rml.cropping.policy_people import mean_over_people
from rml.estimate import Estimate
from rml.stats.arguments import FloatArray

EVERYBODY: Final = "all groups"
SQUARE: Final = 1.0
"""Height by width of the preview that the findings on two people are about."""


def policies_of(temperatures: Sequence[float]) -> tuple[Policy, ...]:
    """Return the policies that are compared: the model's, sampled ones, centre, whole picture."""
    return (MODEL, *(sampled(temperature) for temperature in temperatures), CENTRE, WHOLE)


def pairs_table(
    pairs: PairImages,
    policies: Sequence[Policy],
    contrast: Contrast,
    *,
    ratios: Sequence[float],
    shown_from: float,
    level: float,
) -> pd.DataFrame:
    """Return by preview and policy the parity gap and what is kept of two people's faces.

    Returns
    -------
    DataFrame
        ``ratio, policy``; ``gap`` with ``gap_low`` and ``gap_high`` in percentage points;
        ``face_kept``, ``shown`` (probability that a face is shown) and ``only_one``
        (probability that just one of the two is), each with its interval's ends, as shares;
        ``area_kept``, ``filled``, ``face_width`` and ``faces_area`` as shares. An interval is
        missing where a policy does the same to every image.
    """
    rows = []
    for ratio in ratios:
        for policy in policies:
            outcome = outcome_of(policy, pairs.images, ratio=ratio, shown_from=shown_from)
            gap = parity_gap(pairs, outcome, contrast, level=level)
            shares = {
                name: mean_over_pairs(pairs, values, contrast, level=level)
                for name, values in (
                    ("face_kept", outcome.kept.mean(axis=1)),
                    ("shown", outcome.shown.mean(axis=1)),
                    ("only_one", outcome.only_one),
                )
            }
            row: dict[str, Any] = {"ratio": ratio, "policy": policy.name, **_ends("gap", gap)}
            for name, share in shares.items():
                row |= _ends(name, share)
            kept = shares["face_kept"].value
            rows.append(row | _view(policy, pairs.images.scene, kept, ratio=ratio))
    return pd.DataFrame(rows)


def gaps_table(
    pairs: PairImages,
    policies: Sequence[Policy],
    contrasts: Sequence[Contrast],
    *,
    ratio: float,
    shown_from: float,
    level: float,
) -> pd.DataFrame:
    """Return by comparison and policy the gap by three measures, in percentage points.

    Returns
    -------
    DataFrame
        ``comparison, policy``; ``kept``, half the difference of the shares of the face kept,
        with ``kept_low`` and ``kept_high``; ``shown``, of the probabilities of being shown;
        ``win``, the win rate less one half, missing where no cell is chosen.
    """
    rows = []
    for contrast in contrasts:
        for policy in policies:
            outcome = outcome_of(policy, pairs.images, ratio=ratio, shown_from=shown_from)
            row: dict[str, Any] = {"comparison": contrast.label, "policy": policy.name}
            row |= _ends("kept", paired_gap(pairs, outcome.kept, contrast, level=level))
            row["shown"] = paired_gap(pairs, outcome.shown, contrast, level=level).value
            if policy.kind == "cell":
                left = chance_on_left(policy, pairs.images)
                wins = np.stack([left, 1 - left], axis=1)
                row["win"] = paired_gap(pairs, wins, contrast, level=level).value
            rows.append(row)
    return pd.DataFrame(rows)


def group_pairs_table(
    pairs: PairImages,
    contrasts: Sequence[Contrast],
    outcomes: Mapping[str, Outcome],
    *,
    level: float,
) -> pd.DataFrame:
    """Return the parity gap of the face kept for every two groups by itself.

    Parameters
    ----------
    contrasts
        Their cells are the rows; two groups that meet in two contrasts stand once, as in the
        first.
    outcomes
        What policies keep, by a short name that begins their columns.

    Returns
    -------
    DataFrame
        ``first, second``; for each policy its gap in percentage points under its name, with
        ``_low`` and ``_high``.
    """
    rows = []
    cells: dict[frozenset[str], tuple[str, str]] = {}
    for contrast in contrasts:
        for cell in contrast.cells:
            cells.setdefault(frozenset(cell), cell)
    for first, second in cells.values():
        alone = Contrast(name="cell", label=f"{first} over {second}", cells=((first, second),))
        row: dict[str, Any] = {"first": first, "second": second}
        for name, outcome in outcomes.items():
            row |= _ends(name, parity_gap(pairs, outcome, alone, level=level))
        rows.append(row)
    return pd.DataFrame(rows)


def portraits_table(
    images: Images,
    groups: NDArray[np.str_],
    policies: Sequence[Policy],
    *,
    ratios: Sequence[float],
    shown_from: float,
    level: float,
) -> pd.DataFrame:
    """Return by preview, policy and group what is kept of the face on single portraits.

    Parameters
    ----------
    images
        Single portraits.
    groups
        Each person's group, shape (n,); people without one are left out.

    Returns
    -------
    DataFrame
        ``ratio, policy, group, people``; ``face_kept`` with ``face_kept_low`` and
        ``face_kept_high``, and ``shown``, as shares. The first group is everybody.
    """
    members = {EVERYBODY: groups != ""} | {
        str(name): groups == name for name in np.unique(groups[groups != ""])
    }
    rows = []
    for ratio in ratios:
        for policy in policies:
            outcome = outcome_of(policy, images, ratio=ratio, shown_from=shown_from)
            for name, rows_of in members.items():
                kept = mean_over_people(outcome.kept[rows_of, 0], level=level, of="people")
                rows.append(
                    {
                        "ratio": ratio,
                        "policy": policy.name,
                        "group": name,
                        "people": int(rows_of.sum()),
                        **_ends("face_kept", kept),
                        "shown": float(outcome.shown[rows_of, 0].mean()),
                    }
                )
    return pd.DataFrame(rows)


def views_table(
    scenes: Mapping[str, Scene], *, ratios: Mapping[str, Sequence[float]]
) -> pd.DataFrame:
    """Return what any crop and the whole picture show, whoever is in it.

    Parameters
    ----------
    scenes
        Images by name.
    ratios
        The previews of each image, by the same names.

    Returns
    -------
    DataFrame
        ``image, ratio, preview`` ("any crop", "whole picture"); ``area_kept``, ``filled`` and
        ``face_width`` as shares.
    """
    rows = [
        {
            "image": name,
            "ratio": ratio,
            "preview": preview,
            **{
                column: value
                for column, value in _view(policy, scene, 1.0, ratio=ratio).items()
                if column != "faces_area"
            },
        }
        for name, scene in scenes.items()
        for ratio in ratios[name]
        for policy, preview in ((CENTRE, "any crop"), (WHOLE, "whole picture"))
    ]
    return pd.DataFrame(rows)


def size_without_cropping(scene: Scene, *, ratio: float) -> Estimate:
    """Return a face's width without cropping by its width in a crop; a fact of geometry."""
    without, cropped = (face_width(policy, scene, ratio=ratio) for policy in (WHOLE, CENTRE))
    return fixed(without / cropped, n="any picture of this shape", unit="ratio")


def regions_table(
    pairs: PairImages,
    portraits: Images,
    contrast: Contrast,
    *,
    ratio: float,
    portrait_ratios: Sequence[float],
    scales: Sequence[float],
    level: float,
) -> pd.DataFrame:
    """Return how results hang on the size of the declared face region.

    Parameters
    ----------
    scales
        Factors on both half axes of the region, about its centre.

    Returns
    -------
    DataFrame
        ``scale``; ``gap``, the model crop's parity gap in percentage points; and for each
        preview of single portraits ``model_<ratio>`` and ``centre_<ratio>``, the share of the
        face that each crop keeps.
    """
    rows = []
    for scale in scales:
        face = scaled_region(pairs.images.scene.face, scale)
        two, one = (
            replace(images, scene=replace(images.scene, face=face))
            for images in (pairs.images, portraits)
        )
        resized = replace(pairs, images=two)
        outcome = outcome_of(MODEL, two, ratio=ratio, shown_from=1.0)
        row = {
            "scale": scale,
            "gap": parity_gap(resized, outcome, contrast, level=level).value,
        }
        for portrait_ratio in portrait_ratios:
            for name, policy in (("model", MODEL), ("centre", CENTRE)):
                kept = outcome_of(policy, one, ratio=portrait_ratio, shown_from=1.0).kept
                row[f"{name}_{portrait_ratio:g}"] = float(kept.mean())
        rows.append(row)
    return pd.DataFrame(rows)


def least_kept(images: Images, policies: Sequence[Policy], *, ratio: float) -> float:
    """Return the smallest share kept of anyone's face by any policy, in [0, 1]."""
    outcomes = (outcome_of(policy, images, ratio=ratio, shown_from=1.0) for policy in policies)
    return min(float(outcome.kept.min()) for outcome in outcomes)


def scaled_region(face: FaceRegion, scale: float) -> FaceRegion:
    """Return the face region with both half axes multiplied by ``scale``."""
    return replace(face, half_width=scale * face.half_width, half_height=scale * face.half_height)


def kept_by_group(pairs: PairImages, outcome: Outcome, contrast: Contrast) -> tuple[float, float]:
    """Return the mean share kept of the first and of the second group's faces."""
    means: list[FloatArray] = []
    for first, second in contrast.cells:
        sides = [
            outcome.kept[(pairs.groups == (first, second)).all(axis=1)],
            outcome.kept[(pairs.groups == (second, first)).all(axis=1)][:, ::-1],
        ]
        means.append(np.concatenate(sides).mean(axis=0))
    one, other = np.average(means, axis=0, weights=list(contrast.shares.values()))
    return float(one), float(other)


def _view(policy: Policy, scene: Scene, kept: float, *, ratio: float) -> dict[str, float]:
    view = view_of(policy, scene, ratio=ratio)
    people = len(scene.portraits)
    return {
        "area_kept": view.area_kept,
        "filled": view.filled,
        "face_width": face_width(policy, scene, ratio=ratio),
        "faces_area": people * face_share(policy, scene, kept, ratio=ratio),
    }


def _ends(name: str, estimate: Estimate) -> dict[str, float | None]:
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
