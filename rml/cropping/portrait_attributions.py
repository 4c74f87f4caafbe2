"""Integrated gradients over a few portraits: a cached stage, and averages over people.

Portraits are not republished, and one person's attribution would show the person's outline.
Kept and shown are coarse averages over at least as many people as a report declares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from rml.cropping.attribution import (
    REGIONS,
    baseline_image,
    block_sums,
    captum_method,
    integrated_gradients,
    mean_colour_of,
    reach,
    region_sums,
    regions,
)
from rml.cropping.face_region import FaceRegion
from rml.cropping.pair_outcomes import sources_of
from rml.cropping.portrait_grids import PortraitGrids
from rml.cropping.portraits import Portraits, Preparation
from rml.cropping.saliency_model import SaliencyModel, fed_image
from rml.data.labelled_images import LabelledImages
from rml.errors import DataError, RunError
from rml.estimate import Estimate
from rml.progress import progress
from rml.stages import Arrays, images_digest, stage
from rml.stats.intervals import t_interval

STAGE: Final = "portrait_attributions"
BLOCKS: Final = 20

FloatArray = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attributions:
    """Attributions of n portraits' greatest scores, in the order asked for.

    Parameters
    ----------
    blocks
        Summed over square blocks of the portrait, in units of the score, shape (n, 20, 20).
    in_regions
        Summed over ``REGIONS``, shape (n, 4); a row adds up to ``explained`` but for the
        shortfall.
    reachable
        Each region's share of the pixels on which the score can depend, shape (n, 4).
    explained
        The score less the baseline's, shape (n,).
    shortfall
        Sum over all pixels less ``explained``, shape (n,).
    """

    blocks: FloatArray
    in_regions: FloatArray
    reachable: FloatArray
    explained: FloatArray
    shortfall: FloatArray

    @property
    def largest_shortfall(self) -> float:
        """The largest absolute shortfall of a portrait, by the mean explained score."""
        return float(np.abs(self.shortfall).max() / self.explained.mean())

    def share(self, region: str, *, level: float) -> Estimate:
        """Return a region's share of the mean explained score, in percent.

        A ratio of two means over people, linearised (Cochran 1977, "Sampling Techniques",
        chapter 6): a portrait with little to explain cannot upset it.
        """
        inside = self.in_regions[:, REGIONS.index(region)]
        mean = self.explained.mean()
        ratio = inside.mean() / mean
        linear = ratio + (inside - ratio * self.explained) / mean
        estimate = t_interval(100 * linear, level=level, unit="percent", of="people")
        return replace(estimate, method=f"ratio of means, linearised; {estimate.method}")


def chosen_people(groups: Mapping[str, Rows], *, people: int, seed: int) -> dict[str, Rows]:
    """Return ``people`` rows of each group, drawn without replacement, in rising order.

    Raises
    ------
    ValueError
        If a group has fewer.
    """
    rng = np.random.default_rng(seed)
    for name, rows in groups.items():
        if len(rows) < people:
            raise ValueError(f"The group {name} has {len(rows)} people, not {people}.")
    return {name: np.sort(rng.choice(rows, people, replace=False)) for name, rows in groups.items()}


def portrait_attributions(
    model: SaliencyModel,
    images: LabelledImages,
    grids: PortraitGrids,
    rows: Rows,
    *,
    baseline: str,
    face: FaceRegion,
    steps: int,
) -> Attributions:
    """Return the integrated gradients of each portrait's greatest score, from the cache if there.

    Parameters
    ----------
    model
        The saliency model, on a processor.
    images
        The image set; the mean colour is taken over all of it.
    grids
        The model's scores over the images, which tell each portrait's salient cell.
    rows
        Which portraits.
    baseline
        One of ``rml.cropping.attribution.BASELINES``.
    face
        The face region.
    steps
        Points along the path.

    Raises
    ------
    DataError
        If an image cannot be read, or its sides as fed are no multiples of 20.
    ValueError
        If the baseline is unknown.
    """

    def compute() -> Arrays:
        return _computed(model, images, grids, rows, baseline=baseline, face=face, steps=steps)

    kept = stage(
        STAGE,
        key={
            "model": model.identity,
            "images": images_digest(images.frame["sha256"].tolist()),
            "rows": rows.tolist(),
            "baseline": baseline,
            "face": astuple(face),
            "steps": steps,
        },
        code=[__name__],
        compute=compute,
        packages=("captum", "numpy", "pillow", "scipy", "torch"),
    )
    return Attributions(
        blocks=kept["blocks"],
        in_regions=kept["in_regions"],
        reachable=kept["reachable"],
        explained=kept["explained"],
        shortfall=kept["shortfall"],
    )


def checked_attributions(
    model: SaliencyModel,
    images: LabelledImages,
    grids: PortraitGrids,
    rows: Rows,
    *,
    baseline: str,
    face: FaceRegion,
    steps: int,
    largest_shortfall: float,
) -> Attributions:
    """Return :func:`portrait_attributions` if they are complete within a declared bound.

    Parameters
    ----------
    model, images, grids, rows, baseline, face, steps
        As for :func:`portrait_attributions`.
    largest_shortfall
        What any portrait may miss, as a share of the mean explained score.

    Raises
    ------
    RunError
        If a portrait misses more.
    """
    found = portrait_attributions(
        model, images, grids, rows, baseline=baseline, face=face, steps=steps
    )
    if not found.largest_shortfall <= largest_shortfall:
        raise RunError(
            f"With {steps} steps from the baseline {baseline!r}, attributions miss the score by "
            f"up to {found.largest_shortfall:.1%} of the mean; {largest_shortfall:.1%} is allowed.",
            where="integrated gradients",
            remedy="Raise `steps`; the error falls with their number.",
        )
    return found


def pooled(parts: Sequence[Attributions]) -> Attributions:
    """Return the attributions of several groups as one."""
    return Attributions(
        blocks=np.concatenate([part.blocks for part in parts]),
        in_regions=np.concatenate([part.in_regions for part in parts]),
        reachable=np.concatenate([part.reachable for part in parts]),
        explained=np.concatenate([part.explained for part in parts]),
        shortfall=np.concatenate([part.shortfall for part in parts]),
    )


def _computed(
    model: SaliencyModel,
    images: LabelledImages,
    grids: PortraitGrids,
    rows: Rows,
    *,
    baseline: str,
    face: FaceRegion,
    steps: int,
) -> Arrays:
    cells = [(int(down), int(across)) for down, across in grids.salient_cells]
    sources = sources_of(images)
    portraits = Portraits(sources, Preparation())
    mean_colour = (
        mean_colour_of(portraits[row] for row in range(len(images.frame)))
        if baseline == "mean colour"
        else np.zeros(3)
    )

    def attributed(row: int) -> dict[str, FloatArray | float]:
        fed = fed_image(sources[row]).pixels
        height, width = fed.shape[:2]
        if height % BLOCKS or width % BLOCKS:
            raise DataError(
                f"A portrait is fed at {width} by {height} pixels, which {BLOCKS} blocks a side "
                "do not divide.",
                where=images.name,
                remedy="Attributions are made for square portraits.",
            )
        one = integrated_gradients(
            model.network,
            fed,
            baseline=baseline_image(baseline, fed, mean_colour=mean_colour),
            steps=steps,
            cell=cells[row],
        )
        masks = regions(face, width=width, height=height)
        sums = region_sums(one.pixels, masks)
        within = {name: float(mask[reach(one.cell)].mean()) for name, mask in masks.items()}
        return {
            "blocks": block_sums(one.pixels, blocks=BLOCKS),
            "in_regions": np.array([sums[name] for name in REGIONS]),
            "reachable": np.array([within[name] for name in REGIONS]),
            "explained": one.explained,
            "shortfall": one.shortfall,
        }

    # One thread a portrait: on images this small, threads within a pass wait for each other.
    captum_method()
    workers = torch.get_num_threads()
    try:
        with ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            found = list(
                progress(
                    pool.map(attributed, rows.tolist()),
                    total=len(rows),
                    what=f"portraits against {baseline}",
                )
            )
    finally:
        torch.set_num_threads(workers)
    return {name: np.stack([one[name] for one in found]) for name in found[0]}
