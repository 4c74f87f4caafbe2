"""The model's scores over a whole set of equally large portraits: one cached stage.

Every report that asks where the model looks on single portraits starts from here, so that
the network passes over each portrait once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rml.cropping.saliency_model import SaliencyModel
from rml.cropping.salient_point import Crop, SaliencyGrid, crop_box, crop_centre
from rml.data.labelled_images import LabelledImages
from rml.errors import DataError
from rml.stages import Arrays, images_digest, stage

STAGE: Final = "portrait_grids"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PortraitGrids:
    """The scores over n portraits of one size, in the order of the images.

    Parameters
    ----------
    width, height
        The portraits' size in pixels.
    x, y
        Where the columns and rows of cells stand, in the portraits' pixels, float32, shapes
        (gw,) and (gh,).
    scores
        float32, shape (n, gh, gw).
    symmetric
        True where the portrait counts as symmetric, so that crops are centred from left to
        right; shape (n,).
    """

    width: int
    height: int
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    scores: NDArray[np.float32]
    symmetric: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def salient_cells(self) -> NDArray[np.intp]:
        """Row and column of each portrait's greatest score, shape (n, 2)."""
        flat = self.scores.reshape(len(self), -1).argmax(axis=1)
        return np.stack(np.unravel_index(flat, self.scores.shape[1:]), axis=1)

    @property
    def salient_points(self) -> NDArray[np.intp]:
        """Where each portrait's salient point lies: x, y in whole pixels, shape (n, 2)."""
        rows, columns = self.salient_cells.T
        return np.stack([self.x[columns], self.y[rows]], axis=1).astype(np.intp)

    def grid(self, number: int) -> SaliencyGrid:
        """Return the scores of one portrait by its position."""
        return SaliencyGrid(
            width=self.width,
            height=self.height,
            x=self.x,
            y=self.y,
            scores=self.scores[number],
        )

    def crops(self, ratio: float) -> list[Crop]:
        """Return the model's crop of each portrait at a ratio, height by width.

        Raises
        ------
        ValueError
            If the ratio is not above 0.
        """
        return [
            crop_box(
                self.width,
                self.height,
                centre=crop_centre(self.grid(number), symmetric=bool(symmetric)),
                ratio=ratio,
            )
            for number, symmetric in enumerate(self.symmetric)
        ]


def portrait_grids(model: SaliencyModel, images: LabelledImages) -> PortraitGrids:
    """Return the model's scores over each image of a set, from the cache if they are there.

    Parameters
    ----------
    model
        From ``load_saliency_model``.
    images
        At least one, all of one size.

    Raises
    ------
    DataError
        If there is no image, an image cannot be read, or sizes differ; the message lists them.
    """
    frame = images.frame
    if frame.empty:
        raise DataError(
            "There is no image.", where=images.name, remedy="Give a set with at least one."
        )

    def compute() -> Arrays:
        return _scored(model, images)

    kept = stage(
        STAGE,
        key={"model": model.identity, "images": images_digest(frame["sha256"].tolist())},
        code=[__name__],
        compute=compute,
    )
    width, height = (int(side) for side in kept["size"])
    return PortraitGrids(
        width=width,
        height=height,
        x=kept["x"],
        y=kept["y"],
        scores=kept["scores"],
        symmetric=kept["symmetric"],
    )


def _scored(model: SaliencyModel, images: LabelledImages) -> Arrays:
    results = model.crop(images.frame["path"].tolist(), ratios=())
    sizes = Counter((result.width, result.height) for result in results)
    if len(sizes) > 1:
        listed = ", ".join(
            f"{width}x{height} ({count})" for (width, height), count in sorted(sizes.items())
        )
        raise DataError(
            f"The images differ in size: {listed}.",
            where=images.name,
            remedy="Scale or crop them to one size before, or audit each size by itself.",
        )
    first = results[0].grid
    return {
        "size": np.array([first.width, first.height]),
        "x": first.x,
        "y": first.y,
        "scores": np.stack([result.grid.scores for result in results]),
        "symmetric": np.array([result.symmetric for result in results]),
    }
