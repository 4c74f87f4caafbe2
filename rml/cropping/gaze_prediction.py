"""How well the model, the image's middle and other people predict where a person looks.

Every predictor is a map of an image. It is held against the fixations of one observer at a
time, so that the map of the other observers never holds a fixation that it is to predict
and every predictor has the same task. An image's value is the mean over its observers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.cropping.fixations import (
    FloatArray,
    Pixels,
    at_image_size,
    auc_judd,
    auc_shuffled,
    centre_gaussian,
    fixation_counts,
    fixation_density,
    normalised_at,
    pixels_of,
)
from rml.cropping.salient_point import SaliencyGrid
from rml.stages import Arrays, images_digest, stage

Predictor: TypeAlias = Literal["gaussian", "elsewhere", "model", "observers"]
Measure: TypeAlias = Literal["nss", "auc_judd", "auc_shuffled"]
PREDICTORS: Final[tuple[Predictor, ...]] = ("gaussian", "elsewhere", "model", "observers")
MEASURES: Final[tuple[Measure, ...]] = ("nss", "auc_judd", "auc_shuffled")
NAMES: Final[dict[Predictor, str]] = {
    "gaussian": "a Gaussian in the middle",
    "elsewhere": "where people look in other images",
    "model": "the model",
    "observers": "the other observers",
}
"""Predictors in words. ``elsewhere`` is the centre baseline made of data."""

# MATLAB counts from 1: the middle of the first pixel is 1 there and 0.5 from the edge.
_MATLAB_OFFSET: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is decided before predictors are compared.

    Parameters
    ----------
    square_px
        Side in pixels of the squares on which maps are evaluated. An eye tracker errs by some
        pixels anyway, and squares of 4 pixels take a sixteenth of the time of pixels.
    sigma_px
        Standard deviation in pixels of the Gaussian around each fixation, in the maps of other
        observers and of other images.
    centre_sigma_share
        Standard deviation of the Gaussian in the middle, as a share of width and height.
    drop_first
        True leaves every observer's first fixation on an image out, everywhere.
    softmax
        True takes the exponential of the model's scores, as the softmax does, instead of the
        scores. It changes the NSS only.
    """

    square_px: int
    sigma_px: float
    centre_sigma_share: float
    drop_first: bool = False
    softmax: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How well predictors did, in two long tables.

    Parameters
    ----------
    by_observer
        One row for each image, observer and predictor: ``image, subject, predictor, nss,
        auc_judd, auc_shuffled``; the areas are NaN where they were not asked for.
    by_fixation
        One row for each fixation: ``image, subject, fix_index`` and one column a predictor
        with the value at the fixation, in standard deviations of the predictor's map.
    """

    by_observer: pd.DataFrame
    by_fixation: pd.DataFrame


def agreement(
    fixations: pd.DataFrame,
    grids: Mapping[str, SaliencyGrid],
    *,
    choices: Choices,
    areas: bool = True,
) -> Agreement:
    """Return how well each predictor tells where each observer looked in each image.

    Parameters
    ----------
    fixations
        ``image, subject, fix_index, x_px, y_px`` of all images that people looked at, also
        of those without a grid: they count among the other images. All have one size.
    grids
        The model's scores by image, of at least one image with fixations.
    choices
        What was decided beforehand.
    areas
        False leaves both areas under curves out, which take most of the time.

    Raises
    ------
    ValueError
        If an image with a grid has fixations of fewer than two observers, sizes differ, or
        no other image has fixations.
    """
    sizes = {(grid.width, grid.height) for grid in grids.values()}
    if len(sizes) != 1:
        raise ValueError(f"All images must have one size, not {sorted(sizes)}.")
    looks = _Looks.of(fixations, *sizes.pop(), choices=choices)
    (everywhere,) = looks.density(looks.places)
    middle = centre_gaussian(looks.width, looks.height, sigma_share=choices.centre_sigma_share)
    found = []
    for image, grid in grids.items():
        own = looks.images == image
        if own.all() or not own.any():
            raise ValueError(f"The image {image}, or every other image, has no fixations.")
        scores = at_image_size(grid, square=choices.square_px)
        maps: dict[Predictor, FloatArray] = {
            "gaussian": middle,
            "elsewhere": everywhere - looks.density(looks.chosen(own))[0],
            "model": np.exp(scores) if choices.softmax else scores,
        }
        found.append(_one_image(looks, own, maps, areas=areas))
    return Agreement(
        by_observer=pd.concat([one.by_observer for one in found], ignore_index=True),
        by_fixation=pd.concat([one.by_fixation for one in found], ignore_index=True),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looks:
    """Fixations as squares of maps of one size, in three equally long arrays."""

    images: NDArray[np.str_]
    subjects: NDArray[np.intp]
    orders: NDArray[np.intp]
    places: Pixels
    width: int
    height: int
    sigma: float

    @classmethod
    def of(cls, fixations: pd.DataFrame, width: int, height: int, *, choices: Choices) -> _Looks:
        """Return the fixations on images of the given size in pixels that are to count."""
        square = choices.square_px
        across, down = (-(-side // square) for side in (width, height))
        kept = fixations[fixations["fix_index"] > 1] if choices.drop_first else fixations
        x, y = (
            np.clip((kept[name].to_numpy(dtype=float) - _MATLAB_OFFSET) / square, 0, side)
            for name, side in (("x_px", across), ("y_px", down))
        )
        return cls(
            images=kept["image"].to_numpy(dtype=str),
            subjects=kept["subject"].to_numpy(dtype=np.intp),
            orders=kept["fix_index"].to_numpy(dtype=np.intp),
            places=pixels_of(x, y, width=across, height=down),
            width=across,
            height=down,
            sigma=choices.sigma_px / square,
        )

    def chosen(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Pixels:
        """Return the squares of some fixations."""
        return Pixels(self.places.rows[rows], self.places.columns[rows])

    def density(self, *places: Pixels) -> FloatArray:
        """Return the density of each of n sets of squares, shape (n, height, width)."""
        counts = [fixation_counts(one, width=self.width, height=self.height) for one in places]
        return fixation_density(np.stack(counts), sigma=self.sigma)


def _one_image(
    looks: _Looks,
    own: NDArray[np.bool_],
    maps: Mapping[Predictor, FloatArray],
    *,
    areas: bool,
) -> Agreement:
    """Return how well the given maps, and those of the other observers, do on an image.

    ``own`` marks the image's fixations.
    """
    mine = np.flatnonzero(own)
    image = str(looks.images[mine[0]])
    observers, numbers = np.unique(looks.subjects[mine], return_inverse=True)
    if observers.size < 2:
        raise ValueError(
            f"The image {image} has one observer; what others predict needs at least 2."
        )
    looked = [mine[numbers == number] for number in range(observers.size)]
    others = _sums_of_others(looks.density(*map(looks.chosen, looked)))
    elsewhere = looks.chosen(~own) if areas else None
    values = np.empty((looks.images.size, len(PREDICTORS)))
    for name, saliency in maps.items():
        values[mine, PREDICTORS.index(name)] = normalised_at(saliency, looks.chosen(mine))
    rows: list[dict[str, object]] = []
    for observer, at, of_others in zip(observers, looked, others, strict=True):
        values[at, PREDICTORS.index("observers")] = normalised_at(of_others, looks.chosen(at))
        all_maps = {**maps, "observers": of_others}
        rows += [
            {
                "image": image,
                "subject": int(observer),
                "predictor": name,
                "nss": float(values[at, column].mean()),
                **_areas(all_maps[name], looks.chosen(at), elsewhere),
            }
            for column, name in enumerate(PREDICTORS)
        ]
    labels = {
        "image": looks.images[mine],
        "subject": looks.subjects[mine],
        "fix_index": looks.orders[mine],
    }
    by_fixation = pd.DataFrame(
        labels | {name: values[mine, column] for column, name in enumerate(PREDICTORS)}
    )
    return Agreement(by_observer=pd.DataFrame(rows), by_fixation=by_fixation)


def _areas(saliency: FloatArray, at: Pixels, elsewhere: Pixels | None) -> dict[str, float]:
    """Return both areas under curves by measure, NaN without fixations elsewhere."""
    if elsewhere is None:
        return {"auc_judd": np.nan, "auc_shuffled": np.nan}
    return {
        "auc_judd": auc_judd(saliency, at),
        "auc_shuffled": auc_shuffled(saliency, at, elsewhere),
    }


def _sums_of_others(densities: FloatArray) -> FloatArray:
    """Return for each of n maps, shape (n, height, width), the sum of the n - 1 others."""
    # Not the sum of all less one's own: far from all fixations that would leave rounding
    # errors, whose order an area under a curve would take for information.
    before, after = np.zeros_like(densities), np.zeros_like(densities)
    np.cumsum(densities[:-1], axis=0, out=before[1:])
    np.cumsum(densities[:0:-1], axis=0, out=after[-2::-1])
    return before + after


def kept_agreement(
    fixations: pd.DataFrame,
    grids: Mapping[str, SaliencyGrid],
    *,
    choices: Choices,
    images: Mapping[str, str],
    model: str,
    areas: bool = True,
) -> Agreement:
    """Return what :func:`agreement` gives, from the cache if it is there.

    Parameters
    ----------
    fixations, grids, choices, areas
        As for :func:`agreement`.
    images
        The images' sha256 by image.
    model
        The identity of the model that made the grids.
    """
    by_observer = ["image", "subject", "predictor", *MEASURES]
    by_fixation = ["image", "subject", "fix_index", *PREDICTORS]

    def compute() -> Arrays:
        found = agreement(fixations, grids, choices=choices, areas=areas)
        return {
            f"{table}.{column}": _plain(frame[column])
            for table, frame in (
                ("observer", found.by_observer),
                ("fixation", found.by_fixation),
            )
            for column in frame.columns
        }

    kept = stage(
        "gaze_agreement",
        key={
            "model": model,
            "images": images_digest([f"{image} {images[image]}" for image in grids]),
            "fixations": _checksum(fixations),
            "choices": asdict(choices),
            "areas": areas,
        },
        code=[__name__],
        compute=compute,
        packages=("numpy", "pandas"),
    )
    return Agreement(
        by_observer=pd.DataFrame({name: kept[f"observer.{name}"] for name in by_observer}),
        by_fixation=pd.DataFrame({name: kept[f"fixation.{name}"] for name in by_fixation}),
    )


def _plain(column: pd.Series[float]) -> NDArray[np.generic]:
    """Return a column as an array that needs no pickle."""
    values = column.to_numpy()
    return values.astype(str) if values.dtype.kind in "OUT" else values


def _checksum(fixations: pd.DataFrame) -> str:
    digest = hashlib.sha256()
    for name in ("image", "subject", "fix_index", "x_px", "y_px"):
        values = fixations[name].to_numpy()
        text = values.astype(str) if values.dtype.kind in "OUT" else values
        digest.update(np.ascontiguousarray(text).tobytes())
    return digest.hexdigest()
