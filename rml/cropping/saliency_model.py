"""Twitter's image-cropping model: from an image to its salient point and its crops.

The behaviour of the published program ``candidate_crops`` with its weights
``fastgaze.vxm`` (twitter-research/image-crop-analysis, Apache-2.0), implemented from a
description of its behaviour: the same crops, scores within 5e-5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image as Pillow

from rml.cropping.decode import ImageSource, decode, name_of, oriented
from rml.cropping.network import SaliencyNetwork, scores_of
from rml.cropping.parallel import Fed, score_each
from rml.cropping.resample import Image, resample, target_size
from rml.cropping.salient_point import (
    Crop,
    SaliencyGrid,
    crop_box,
    crop_centre,
    grid_places,
    is_symmetric,
)
from rml.cropping.weights import read_weights
from rml.errors import DataError, RmlError

DEFAULT_RATIOS: Final = (0.56, 1.0, 1.14, 2.0)
"""Height by width of the crops that the published program gives by default."""

_GPU_BATCH: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CropResult:
    """The crops of one image.

    Parameters
    ----------
    width, height
        The image's size in pixels after orientation.
    grid
        The scores.
    symmetric
        True if the image counts as symmetric, so that crops are centred from left to right.
    crops
        By ratio (height by width).
    """

    width: int
    height: int
    grid: SaliencyGrid
    symmetric: bool
    crops: Mapping[float, Crop]

    @property
    def salient_point(self) -> tuple[int, int]:
        """Where the greatest score stands: x, y in pixels. Symmetry does not move it."""
        return self.grid.salient_point


class SaliencyModel:
    """The saliency model with all that surrounds it; made by `load_saliency_model`.

    Parameters
    ----------
    network
        The network, on the device where it is to run.
    identity
        The weights' sha256.
    """

    def __init__(self, network: SaliencyNetwork, *, identity: str) -> None:
        self.network = network
        self.identity = identity

    @property
    def device(self) -> torch.device:
        """Where the network runs."""
        return next(self.network.parameters()).device

    @property
    def batch(self) -> int:
        """How many images it is best given at a time: one on a processor, many on a GPU."""
        return 1 if self.device.type == "cpu" else _GPU_BATCH

    def scores(self, images: Sequence[Image]) -> list[NDArray[np.float32]]:
        """Return the scores of images of one size as fed (h, w, 3), each of shape (gh, gw)."""
        return scores_of(self.network, images)

    def resized(self, image: ImageSource) -> Image:
        """Return an image as it is fed to the network, uint8, shape (h, w, 3).

        Raises
        ------
        DataError
            If it cannot be read, or is empty, too large or too thin.
        """
        return fed_image(image).pixels

    def crop(
        self, images: Iterable[ImageSource], *, ratios: Sequence[float] = DEFAULT_RATIOS
    ) -> list[CropResult]:
        """Return the crops of each image, in the order given.

        Parameters
        ----------
        images
            Paths, bytes of files, Pillow images, or uint8 arrays of shape (h, w, 3).
        ratios
            Height by width of the crops wanted, each above 0.

        Raises
        ------
        DataError
            If an image cannot be read, or is empty, too large or too thin.
        TypeError
            If one image was given instead of several.
        ValueError
            If a ratio is not above 0.
        """
        _check_is_collection(images)
        results = []
        for _, result in self.attempts(images, ratios=ratios):
            if isinstance(result, RmlError):
                raise result
            results.append(result)
        return results

    def attempts(
        self, images: Iterable[ImageSource], *, ratios: Sequence[float] = DEFAULT_RATIOS
    ) -> Iterator[tuple[ImageSource, CropResult | RmlError]]:
        """Return an iterator over images with their crops, or with the error met, in order.

        Parameters
        ----------
        images, ratios
            As for `crop`.
        """
        for ratio in ratios:
            crop_box(1, 1, centre=(0, 0), ratio=ratio)  # refuses what is no ratio
        for scored in score_each(self, images, fed_image, expected=(RmlError,)):
            if scored.fed is None or scored.scores is None:
                assert isinstance(scored.error, RmlError)  # noqa: S101 - no other is expected
                yield scored.source, scored.error
            else:
                yield scored.source, _crop_result(scored.fed, scored.scores, ratios)

    def grids(self, images: Iterable[ImageSource]) -> list[SaliencyGrid]:
        """Return the scores over each image, in the order given, without crops.

        Raises
        ------
        DataError, TypeError
            As `crop`.
        """
        return [result.grid for result in self.crop(images, ratios=())]


def load_saliency_model(path: str | Path | None = None, *, device: str = "cpu") -> SaliencyModel:
    """Return the saliency model, ready to crop.

    Parameters
    ----------
    path
        The weights file; by default the verified one of the dataset ``twitter_fastgaze``
        from cache, mirror or network.
    device
        Where the network runs, as torch names it: ``cpu``, ``cuda``, ``cuda:1``.

    Raises
    ------
    DataUnavailableError
        If the weights are not at hand; the message has the command that gets them.
    DataError
        If the file is no weights file, or the device is not there.

    References
    ----------
    Yee, Tantipongpipat & Mishra 2021, https://doi.org/10.1145/3479594
    """
    if path is None:
        from rml.data.saliency_weights import saliency_weights_path  # noqa: PLC0415 - a given file needs no registry

        path = saliency_weights_path()
    weights = read_weights(Path(path))
    network = SaliencyNetwork(weights)
    try:
        network.to(device)
    except (RuntimeError, AssertionError) as error:
        raise DataError(
            f"The network cannot run on the device {device!r}: {_first_sentence(error)}.",
            remedy="Use device='cpu', or one that torch.cuda.device_count() counts.",
        ) from error
    return SaliencyModel(network, identity=weights.sha256)


def _first_sentence(error: Exception) -> str:
    """Return the beginning of torch's message, which can be pages long, without full stop."""
    return str(error).split("\n", 1)[0].split(". ", 1)[0].rstrip(".")


def fed_image(image: ImageSource) -> Fed:
    """Return an image as fed to the network, with its full width and height.

    Raises
    ------
    DataError
        If it cannot be read, or is empty, too large or too thin.
    """
    decoded = decode(image)
    width, height = target_size(decoded.width, decoded.height)
    turned = decoded.orientation >= 5
    # Resampled as the file lies, then turned: that is the original's order.
    fed = resample(decoded.pixels, *((height, width) if turned else (width, height)))
    return Fed(oriented(fed, decoded.orientation), decoded.width, decoded.height)


def _check_is_collection(images: Iterable[ImageSource]) -> None:
    """Refuse a single image: a path would pass for a list of letters, an array for one of rows."""
    if isinstance(images, str | bytes | Path | Pillow.Image | np.ndarray) and not (
        isinstance(images, np.ndarray) and images.ndim == 4
    ):
        raise TypeError(f"Give images as a list, also one: [image], not {name_of(images)}.")


def saliency_grid(scores: NDArray[np.float32], width: int, height: int) -> SaliencyGrid:
    """Return scores of shape (gh, gw) with their places in an image of the given full size."""
    x, y = grid_places(width, height)
    return SaliencyGrid(width=width, height=height, x=x, y=y, scores=scores)


def _crop_result(fed: Fed, scores: NDArray[np.float32], ratios: Sequence[float]) -> CropResult:
    grid = saliency_grid(scores, fed.width, fed.height)
    symmetric = is_symmetric(fed.pixels)
    centre = crop_centre(grid, symmetric=symmetric)
    crops = {ratio: crop_box(fed.width, fed.height, centre=centre, ratio=ratio) for ratio in ratios}
    return CropResult(
        width=fed.width, height=fed.height, grid=grid, symmetric=symmetric, crops=crops
    )
