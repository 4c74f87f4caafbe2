"""How many of people's fixations a crop keeps: the model's, the middle one, people's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.cropping.gaze import OF, Resampling
from rml.cropping.portrait_grids import PortraitGrids
from rml.cropping.salient_point import Crop, crop_box
from rml.estimate import Estimate
from rml.stats.bootstrap import cluster_bootstrap

IntArray = NDArray[np.intp]


class _Axis(NamedTuple):
    """The way along which crops of a shape can move: 0 across, 1 down."""

    number: int
    length: int
    limit: int


def fixations_kept(
    fixations: pd.DataFrame,
    grids: PortraitGrids,
    images: Sequence[str],
    *,
    ratios: Sequence[float],
) -> pd.DataFrame:
    """Return the share of fixations that crops keep, by photograph and shape.

    Parameters
    ----------
    fixations
        ``image, subject, x_px, y_px``, positions as MATLAB counts, from 1.
    grids
        The model's scores over the photographs.
    images
        The photographs' names, in the order of ``grids``; each with at least two observers.
    ratios
        Height by width of the crops.

    Returns
    -------
    DataFrame
        ``image, ratio, area`` (the share of the photograph that the crop shows) and for each
        crop the mean over observers of the share of their fixations inside it. The
        crop ``observers`` is placed anew for each observer where it keeps most fixations
        of all others, the middle one of several such places; the observer's own fixations
        have no part in it.
    """
    size = (grids.width, grids.height)
    by_image = {
        name: (part["subject"].to_numpy(dtype=np.intp), _positions(part, size))
        for name, part in fixations.groupby("image")
    }
    rows = []
    for ratio in ratios:
        middle = crop_box(*size, centre=(size[0] // 2, size[1] // 2), ratio=ratio)
        for image, crop in zip(images, grids.crops(ratio), strict=True):
            subjects, positions = by_image[image]
            axis = _axis(crop, size)
            counts = _counts(subjects, positions[axis.number], axis.limit)
            inside = _inside(counts, axis.length)
            others = inside.sum(axis=0) - inside
            best = np.array([_middle_of_best(one) for one in others])
            shares = inside / counts.sum(axis=1, keepdims=True)
            rows.append(
                {
                    "image": image,
                    "ratio": ratio,
                    "area": crop.width * crop.height / (size[0] * size[1]),
                    "model": float(shares[:, crop[axis.number]].mean()),
                    "centre": float(shares[:, middle[axis.number]].mean()),
                    "observers": float(shares[np.arange(len(best)), best].mean()),
                }
            )
    return pd.DataFrame(rows)


def kept_difference(kept: pd.DataFrame, *, by: Resampling) -> Estimate:
    """Return by how much the model's crop exceeds the middle one in fixations kept.

    Parameters
    ----------
    kept
        From :func:`fixations_kept`.
    by
        How the interval is made.

    Returns
    -------
    Estimate
        Unit "proportion"; the mean over shapes, then over photographs, which are resampled.
    """
    by_image = (kept["model"] - kept["centre"]).groupby(kept["image"]).mean()
    estimate = cluster_bootstrap(
        by_image.to_numpy(),
        np.arange(len(by_image)),
        np.mean,
        rng=by.generator(),
        resamples=by.resamples,
        level=by.level,
        unit="proportion",
        of=OF,
    )
    return replace(estimate, method=f"difference paired by photograph, {estimate.method}")


def kept_table(kept: pd.DataFrame, *, by: Resampling) -> pd.DataFrame:
    """Return the means over photographs of what crops keep, by shape.

    Returns
    -------
    DataFrame
        ``ratio, area, model, centre, others_best``, then ``difference``, model minus centre,
        with ``low`` and ``high``.
    """
    rows = []
    for ratio, part in kept.groupby("ratio", sort=False):
        difference = kept_difference(part, by=by)
        rows.append(
            {
                "ratio": ratio,
                "area": part["area"].mean(),
                "model": part["model"].mean(),
                "centre": part["centre"].mean(),
                "others_best": part["observers"].mean(),
                "difference": difference.value,
                "low": difference.low,
                "high": difference.high,
            }
        )
    return pd.DataFrame(rows)


def _positions(fixations: pd.DataFrame, size: tuple[int, int]) -> tuple[IntArray, IntArray]:
    """Return the columns and rows of pixels that fixations lie in."""
    across, down = (
        np.clip(fixations[name].to_numpy(dtype=float).round() - 1, 0, limit - 1).astype(np.intp)
        for name, limit in zip(("x_px", "y_px"), size, strict=True)
    )
    return across, down


def _axis(crop: Crop, size: tuple[int, int]) -> _Axis:
    number = 0 if crop.height == size[1] else 1
    return _Axis(number=number, length=crop[2 + number], limit=size[number])


def _counts(subjects: IntArray, positions: IntArray, limit: int) -> IntArray:
    """Return how many fixations each observer has at each pixel of an axis."""
    observers, numbers = np.unique(subjects, return_inverse=True)
    if observers.size < 2:
        raise ValueError("A photograph needs fixations of at least 2 observers.")
    counts = np.zeros((observers.size, limit), dtype=np.intp)
    np.add.at(counts, (numbers, positions), 1)
    return counts


def _inside(counts: IntArray, length: int) -> IntArray:
    """Return how many fixations lie inside a crop by observer and place of the crop."""
    sums = np.concatenate(
        [np.zeros((len(counts), 1), dtype=np.intp), counts.cumsum(axis=1)], axis=1
    )
    return np.asarray(sums[:, length:] - sums[:, : sums.shape[1] - length])


def _middle_of_best(inside: IntArray) -> int:
    best = np.flatnonzero(inside == inside.max())
    return int(best[(len(best) - 1) // 2])
