"""Which pixels a score came from: integrated gradients of one cell's score.

Integrated gradients (Sundararajan, Taly & Yan 2017, arXiv:1703.01365) walk in a straight line
from a baseline image to the image and add up each pixel's gradient times its change. The sum
over all pixels is the difference of the two scores (completeness), which is checked: what is
missing is the error of the sum that stands for the integral.

They say how one score splits over pixels along one path from one baseline. They do not say
what would happen if a pixel were changed by itself, nor what the model "thinks"; another
baseline gives another split.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage
from torch import Tensor, nn

from rml.cropping.face_region import FaceRegion
from rml.cropping.network import network_input
from rml.cropping.resample import Image
from rml.cropping.salient_point import CELL

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

# A score depends on 140 pixels across: 62 before its cell, 62 after it.
REACH_CELLS: Final = 4
BLUR_PIXELS: Final = 16.0

BASELINES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mean colour": "the average colour of all portraits",
        "grey": "middle grey",
        "black": "black",
        "blurred": "the portrait itself, blurred",
    }
)
"""The baselines by name, with what each is."""
REGIONS: Final = ("face", "hair and above", "shoulders", "background")
"""The parts into which :func:`regions` divides a portrait."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attribution:
    """How the score of one cell splits over the pixels of an image.

    Parameters
    ----------
    pixels
        In units of the score, summed over the three colours, shape (h, w) as fed.
    cell
        Row and column of the cell.
    score
        Its score on the image.
    baseline_score
        Its score on the baseline.
    """

    pixels: FloatArray
    cell: tuple[int, int]
    score: float
    baseline_score: float

    @property
    def explained(self) -> float:
        """The score less the baseline's: what the pixels must add up to."""
        return self.score - self.baseline_score

    @property
    def shortfall(self) -> float:
        """How far the pixels' sum is from that, in units of the score; 0 is complete."""
        return float(self.pixels.sum()) - self.explained


def integrated_gradients(
    network: nn.Module,
    image: Image,
    *,
    baseline: ArrayLike,
    cell: tuple[int, int] | None = None,
    steps: int = 48,
    batch: int = 4,
) -> Attribution:
    """Return the integrated gradients of one cell's score.

    The gradient is taken on the part of the image on which the score depends, which gives
    the same as the whole image at a fraction of the cost; all other pixels get exactly 0.

    Parameters
    ----------
    network
        Takes what `rml.cropping.network.network_input` returns, gives scores (n, gh, gw).
    image
        As fed, uint8, shape (h, w, 3).
    baseline
        Where the path begins, values 0 to 255: an image of the same shape, or one colour (3,).
    cell
        Row and column; by default the cell with the greatest score, which costs a pass over
        the whole image.
    steps
        Points of the Gauss-Legendre rule along the path, at least 2.
    batch
        Images in a pass.

    Raises
    ------
    ValueError
        If the baseline does not fit the image, the cell lies outside the grid, or there are
        fewer than 2 steps.

    References
    ----------
    Sundararajan, Taly & Yan (2017), "Axiomatic Attribution for Deep Networks",
    arXiv:1703.01365.
    """
    start = np.asarray(baseline, dtype=np.float32)
    if start.shape not in ((3,), image.shape):
        raise ValueError(
            f"A baseline of shape {start.shape} does not fit an image of shape {image.shape}; "
            "give one colour (3,) or an image of the same shape."
        )
    if steps < 2:
        raise ValueError(f"At least 2 steps are needed, not {steps}; 32 to 64 are usual.")
    inputs = network_input([image])
    # The channel means cancel in the path's direction, so they are taken from both ends.
    shift = torch.from_numpy(np.broadcast_to(start, image.shape) - image.astype(np.float32))
    baselines = inputs + shift.permute(2, 0, 1)
    height, width = (-(-side // CELL) for side in image.shape[:2])
    row, column = cell if cell is not None else _salient_cell(network, inputs)
    if not (0 <= row < height and 0 <= column < width):
        raise ValueError(f"The cell {(row, column)} lies outside a grid of {height} by {width}.")
    rows, columns = reach((row, column))

    def score(part: Tensor) -> Tensor:
        scores: Tensor = network(part)[:, row - rows.start // CELL, column - columns.start // CELL]
        return scores

    here, there = inputs[..., rows, columns], baselines[..., rows, columns]
    with torch.no_grad():
        reached, begun = float(score(here)), float(score(there))
    pixels = np.zeros(image.shape[:2])
    pixels[rows, columns] = _captum(score, here, there, steps=steps, batch=batch)
    return Attribution(pixels=pixels, cell=(row, column), score=reached, baseline_score=begun)


def reach(cell: tuple[int, int]) -> tuple[slice, slice]:
    """Return the rows and columns of pixels, as fed, outside which nothing touches a cell's score.

    Whole cells: two pixels wider to either side than the 140 that the network sees.
    """
    row, column = (
        slice(CELL * max(place - REACH_CELLS, 0), CELL * (place + REACH_CELLS + 1))
        for place in cell
    )
    return row, column


def _salient_cell(network: nn.Module, inputs: Tensor) -> tuple[int, int]:
    with torch.no_grad():
        grid = network(inputs)[0]
    row, column = divmod(int(grid.argmax()), grid.shape[1])
    return row, column


def _captum(
    score: Callable[[Tensor], Tensor], inputs: Tensor, baselines: Tensor, *, steps: int, batch: int
) -> FloatArray:
    method_of = captum_method()
    # The score already names its cell: captum is to differentiate it as it stands.
    method = method_of(score, multiply_by_inputs=True)
    parts = method.attribute(
        inputs,
        baselines=baselines,
        n_steps=steps,
        method="gausslegendre",
        internal_batch_size=batch,
    )
    summed: FloatArray = parts[0].sum(dim=0).double().numpy()
    return summed


def captum_method() -> Any:
    """Return captum's ``IntegratedGradients``; the first call takes seconds.

    Call it once before working in threads: the warning is muted for the whole process.
    """
    with warnings.catch_warnings():
        # In a kernel, tqdm misses a progress widget that nobody asked for.
        warnings.filterwarnings("ignore", message="IProgress not found")
        from captum.attr import IntegratedGradients  # noqa: PLC0415 - slow, and few need it

    return IntegratedGradients


def baseline_image(name: str, image: Image, *, mean_colour: ArrayLike) -> FloatArray:
    """Return the named baseline for an image, values 0 to 255: a colour (3,) or (h, w, 3).

    Parameters
    ----------
    name
        One of ``BASELINES``. The blur is Gaussian with a standard deviation of one cell.
    image
        As fed, shape (h, w, 3).
    mean_colour
        Average red, green and blue of the image set, shape (3,).

    Raises
    ------
    ValueError
        If the name is unknown.
    """
    if name == "mean colour":
        return np.asarray(mean_colour, dtype=float)
    if name == "grey":
        return np.full(3, 127.5)
    if name == "black":
        return np.zeros(3)
    if name == "blurred":
        blurred = ndimage.gaussian_filter(
            image.astype(float), sigma=(BLUR_PIXELS, BLUR_PIXELS, 0), mode="nearest"
        )
        return np.asarray(blurred)
    raise ValueError(f"There is no baseline {name!r}; use one of {', '.join(BASELINES)}.")


def mean_colour_of(images: Iterable[Image]) -> FloatArray:
    """Return the average red, green and blue over all pixels of all images, shape (3,)."""
    means = [image.reshape(-1, 3).mean(axis=0) for image in images]
    return np.asarray(np.mean(means, axis=0))


def regions(face: FaceRegion, *, width: int, height: int) -> dict[str, BoolArray]:
    """Return a portrait's declared regions as masks (height, width) that share no pixel.

    ``face`` is the ellipse; ``hair and above`` all outside it that lies above its middle and
    no more than half its width beyond either side; ``shoulders`` all below its lowest point;
    ``background`` the rest. Together they cover the portrait. They are drawn once for all
    portraits, so hair, a collar or a raised head may fall into a neighbouring region.

    Parameters
    ----------
    face
        The face region of the standardised portraits.
    width, height
        The portrait's size in pixels.
    """
    inside = face.mask(width, height)
    across = (np.arange(width) + 0.5)[np.newaxis] / width
    down = (np.arange(height) + 0.5)[:, np.newaxis] / height
    near = np.abs(across - face.centre_x) <= 2 * face.half_width
    hair = ~inside & (down < face.centre_y) & near
    shoulders = ~inside & (down > face.centre_y + face.half_height)
    shoulders = np.broadcast_to(shoulders, inside.shape)
    return {
        "face": inside,
        "hair and above": hair,
        "shoulders": shoulders,
        "background": ~(inside | hair | shoulders),
    }


def region_sums(pixels: FloatArray, masks: Mapping[str, BoolArray]) -> dict[str, float]:
    """Return how much of an attribution lies in each region, in units of the score."""
    return {name: float(pixels[mask].sum()) for name, mask in masks.items()}


def block_sums(pixels: FloatArray, *, blocks: int) -> FloatArray:
    """Return an attribution summed over square blocks, shape (blocks, blocks).

    Raises
    ------
    ValueError
        If the image's sides are no multiples of ``blocks``.
    """
    height, width = pixels.shape
    if height % blocks or width % blocks:
        raise ValueError(
            f"An image of {height} by {width} pixels does not divide into {blocks} blocks a side."
        )
    shaped = pixels.reshape(blocks, height // blocks, blocks, width // blocks)
    return np.asarray(shaped.sum(axis=(1, 3)))
