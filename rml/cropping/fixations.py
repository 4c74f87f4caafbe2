"""How well a saliency map predicts where people look: NSS, AUC-Judd and shuffled AUC.

All three are exact and use no random numbers. They compare the map's values at fixated
pixels with its values elsewhere; Bylinskii et al. (2019, doi:10.1109/TPAMI.2018.2815601)
and Riche et al. (2013, doi:10.1109/ICCV.2013.147) compare what each of them rewards.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.cropping.salient_point import SaliencyGrid

FloatArray = NDArray[np.float64]
_VANISHING = 1e-150


class Pixels(NamedTuple):
    """Places in an image: rows and columns of pixels, from 0, integers of shape (n,)."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]


def pixels_of(x: ArrayLike, y: ArrayLike, *, width: int, height: int) -> Pixels:
    """Return the pixels in which points lie.

    Pixel (r, c) covers the points with c <= x < c + 1 and r <= y < r + 1; a point on the right
    or lower edge belongs to the last pixel.

    Parameters
    ----------
    x, y
        In pixels from the image's left and upper edge, shape (n,), within the image.
    width, height
        The image's size in pixels.

    Raises
    ------
    ValueError
        If shapes differ or a point lies outside the image.
    """
    across, down = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if across.ndim != 1 or across.shape != down.shape:
        raise ValueError(f"x and y must have one shape (n,), not {across.shape}, {down.shape}.")
    inside = (across >= 0) & (across <= width) & (down >= 0) & (down <= height)
    if not inside.all():
        raise ValueError(
            f"{np.count_nonzero(~inside)} of {inside.size} points lie outside the image of "
            f"{width} by {height} pixels; leave them out and say so."
        )
    return Pixels(
        rows=np.minimum(down.astype(np.intp), height - 1),
        columns=np.minimum(across.astype(np.intp), width - 1),
    )


def at_image_size(grid: SaliencyGrid, *, square: int = 1) -> FloatArray:
    """Return a grid of scores as a map of the image's size, shape (height, width).

    Bilinear between the places of the cells, evaluated at the middles of the pixels; beyond
    the outermost cells the map keeps their value, so that nothing is extrapolated.

    Parameters
    ----------
    grid
        The scores and where their cells stand.
    square
        Side in pixels of the squares of which the map has a value each, from 1: the map has
        the shape (ceil(height / square), ceil(width / square)).

    Raises
    ------
    ValueError
        If the square's side is below 1.
    """
    if square < 1:
        raise ValueError(f"A square has a side of at least 1 pixel, not {square}.")
    down = _weights(np.asarray(grid.y, dtype=float), grid.height, square)
    across = _weights(np.asarray(grid.x, dtype=float), grid.width, square)
    return np.asarray(down @ grid.scores.astype(float) @ across.T)


def _weights(places: FloatArray, length: int, square: int) -> FloatArray:
    """Return the weight of each cell at each square of an axis, shape (squares, cells)."""
    middles = (np.arange(-(-length // square)) + 0.5) * square
    return np.stack([np.interp(middles, places, one) for one in np.eye(places.size)], axis=1)


def fixation_counts(pixels: Pixels, *, width: int, height: int) -> FloatArray:
    """Return how often each pixel was fixated, whole numbers, shape (height, width).

    Parameters
    ----------
    pixels
        The fixated pixels; a pixel fixated twice counts twice.
    width, height
        The image's size in pixels.
    """
    counts = np.zeros((height, width))
    np.add.at(counts, (pixels.rows, pixels.columns), 1.0)
    return counts


def fixation_density(counts: FloatArray, *, sigma: float) -> FloatArray:
    """Return the sum of a Gaussian around each fixation, of the shape of ``counts``.

    A Gaussian has the height 1, stands at the middle of the fixated pixel, is evaluated at the
    pixels' middles and is not truncated; what it spreads beyond the image's edge is lost.

    Parameters
    ----------
    counts
        From :func:`fixation_counts`; shape (height, width), or (n, height, width) for
        several at once, which is faster than one by one.
    sigma
        Standard deviation of the Gaussian in pixels, above 0.

    Raises
    ------
    ValueError
        If sigma is not above 0.
    """
    height, width = counts.shape[-2:]
    # Two large products instead of two for each map: they keep the processor busier.
    across = counts.reshape(-1, width) @ _kernel(width, sigma)
    turned = np.ascontiguousarray(across.reshape(*counts.shape).swapaxes(-1, -2))
    down = turned.reshape(-1, height) @ _kernel(height, sigma)
    return np.ascontiguousarray(down.reshape(turned.shape).swapaxes(-1, -2))


@functools.lru_cache(maxsize=8)
def _kernel(length: int, sigma: float) -> FloatArray:
    """Return a Gaussian around each pixel of an axis, symmetric, shape (length, length)."""
    if not sigma > 0:
        raise ValueError(f"The standard deviation of a Gaussian must be above 0, not {sigma}.")
    places = np.arange(length)
    bells = np.exp(-0.5 * ((places[:, np.newaxis] - places) / sigma) ** 2)
    # Products of two vanishing values would be denormal numbers, which processors slow down for.
    bells[bells < _VANISHING] = 0.0
    bells.flags.writeable = False
    return np.asarray(bells)


def centre_gaussian(width: int, height: int, *, sigma_share: float) -> FloatArray:
    """Return a Gaussian around the middle of an image, shape (height, width), at most 1.

    Parameters
    ----------
    width, height
        The image's size in pixels.
    sigma_share
        Standard deviation as a share of the width across and of the height down, above 0.

    Raises
    ------
    ValueError
        If the share is not above 0.
    """
    if not sigma_share > 0:
        raise ValueError(f"sigma_share must be above 0, not {sigma_share}.")
    down, across = (
        np.exp(-0.5 * (((np.arange(side) + 0.5) / side - 0.5) / sigma_share) ** 2)
        for side in (height, width)
    )
    return np.asarray(np.outer(down, across))


def normalised_at(saliency: ArrayLike, pixels: Pixels) -> FloatArray:
    """Return a map's values at pixels, in its standard deviations from its mean, shape (n,).

    Mean and standard deviation (divisor n) are those over all pixels of the map.

    Parameters
    ----------
    saliency
        The map, shape (height, width).
    pixels
        Where to read it.

    Raises
    ------
    ValueError
        If the map is not finite, or has one value everywhere.
    """
    values = _checked_map(saliency)
    spread = float(values.std())
    if spread == 0:
        raise ValueError("A map with one value everywhere has no normalised scanpath saliency.")
    return np.asarray((values[pixels.rows, pixels.columns] - values.mean()) / spread)


def nss(saliency: ArrayLike, pixels: Pixels) -> float:
    """Return the normalised scanpath saliency: the map's mean value at fixations.

    The map is first scaled to mean 0 and standard deviation 1 (divisor n) over all pixels, so
    0 is what fixations spread evenly would give on average, and the unit is a standard
    deviation of the map. A fixation counts as often as it was made. Invariant to positive
    affine changes of the map, not to other monotone ones.

    Parameters
    ----------
    saliency
        The map, shape (height, width).
    pixels
        The fixated pixels, n >= 1.

    Raises
    ------
    ValueError
        If the map is not finite or has one value everywhere, or there is no fixation.

    References
    ----------
    Peters, Iyer, Itti and Koch (2005), doi:10.1016/j.visres.2005.03.019.

    Examples
    --------
    >>> saliency = [[0.0, 0.0], [0.0, 4.0]]
    >>> round(nss(saliency, Pixels(np.array([1]), np.array([1]))), 3)
    1.732
    """
    return float(normalised_at(saliency, _some(pixels)).mean())


def auc_judd(saliency: ArrayLike, pixels: Pixels) -> float:
    """Return the area under the ROC curve of a map that tells fixated from other pixels.

    Positives are the fixated pixels, each once, negatives all others. The area is the chance
    that a fixated pixel has the greater value, ties counted as 1/2: the Mann-Whitney
    statistic by its number of pairs. 0.5 for a map without information; invariant to strictly
    increasing changes of the map.

    The published code differs twice. It breaks ties by adding random numbers up to 1e-7, whose
    expected area is the one returned here; being random, they make results differ from run
    to run. And it draws a straight line between thresholds at fixated values where the
    curve is a staircase, which adds f / (2 n) for n fixated pixels, f being the share of other
    pixels with a value above the least fixated one: up to 0.004 for 140 fixated pixels,
    but up to 0.06 for the 9 of a single observer.

    Parameters
    ----------
    saliency
        The map, shape (height, width).
    pixels
        The fixated pixels, n >= 1, fewer than the map has.

    Raises
    ------
    ValueError
        If the map is not finite, or no pixel is fixated, or every one.

    References
    ----------
    Judd, Ehinger, Durand and Torralba (2009), doi:10.1109/ICCV.2009.5459462. Code:
    cvzoya/saliency@26e7105 code_forMetrics/AUC_Judd.m. Mann and Whitney (1947),
    doi:10.1214/aoms/1177730491.

    Examples
    --------
    >>> auc_judd([[0.0, 1.0], [1.0, 2.0]], Pixels(np.array([0, 1]), np.array([1, 1])))
    0.875
    """
    values = _checked_map(saliency)
    fixated = np.unique(_some(pixels).rows * values.shape[1] + pixels.columns)
    if fixated.size == values.size:
        raise ValueError("Every pixel is fixated: there is nothing to compare with.")
    positives = values.ravel()[fixated]
    # Fixated pixels stand among all pixels; their comparisons with each other, ties
    # counted as 1/2, add up to half the square of their number.
    wins = _wins(positives, values) - positives.size**2 / 2
    return float(wins / (positives.size * (values.size - positives.size)))


def auc_shuffled(saliency: ArrayLike, pixels: Pixels, elsewhere: Pixels) -> float:
    """Return the area under the ROC curve of fixations against fixations of other images.

    What people look at in any image, such as its middle, counts among positives and
    negatives alike: a map that knows only this has an area of about 0.5. Every fixation
    counts as often as it was made, ties count as 1/2.

    Parameters
    ----------
    saliency
        The map, shape (height, width).
    pixels
        The image's fixated pixels, n >= 1.
    elsewhere
        The pixels fixated in other images of the same size, m >= 1; all of them, not a sample.

    Raises
    ------
    ValueError
        If the map is not finite, or there is no fixation in either.

    References
    ----------
    Zhang, Tong, Marks, Shan and Cottrell (2008), doi:10.1167/8.7.32. Borji, Sihite and Itti
    (2013), doi:10.1109/TIP.2012.2210727.
    """
    values, chosen, other = _checked_map(saliency), _some(pixels), _some(elsewhere)
    positives = values[chosen.rows, chosen.columns]
    negatives = values[other.rows, other.columns]
    return float(_wins(positives, negatives) / (positives.size * negatives.size))


def _checked_map(saliency: ArrayLike) -> FloatArray:
    values = np.asarray(saliency, dtype=float)
    if values.ndim != 2 or not np.isfinite(values).all():
        raise ValueError(
            f"A saliency map has two axes and finite values; this one has the shape {values.shape}."
        )
    return values


def _some(pixels: Pixels) -> Pixels:
    if pixels.rows.size == 0:
        raise ValueError("There is no fixation to predict; leave the image or observer out.")
    return pixels


def _wins(values: FloatArray, others: FloatArray) -> float:
    """Return how many pairs of a value and another the value wins, ties as 1/2."""
    # Counting for each of a few values takes a tenth of the time of sorting all others.
    return sum(
        float(np.count_nonzero(others < value)) + np.count_nonzero(others == value) / 2
        for value in values
    )
