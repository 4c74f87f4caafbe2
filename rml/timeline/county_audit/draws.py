"""Simulated platforms of a world: impressions of unequal authors, summed over each county."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from rml.data.ledger import simulated
from rml.stats.arguments import checked_count, checked_finite, checked_generator
from rml.timeline.county_audit.worlds import (
    Authors,
    Places,
    World,
    author_counts,
    author_share,
    county_effects,
)

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
# Platforms drawn at a time: all at once would hold a gigabyte of intermediate arrays.
_BATCH: Final = 100


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CountyMeans:
    """What an auditor of a simulated platform sees.

    Parameters
    ----------
    authors
        Authors of each county, shape (counties,); none in some.
    means
        Mean impressions an author over those of the baseline author, which is taken as known;
        shape (repetitions, counties), NaN where a county has no author.
    """

    authors: IntArray
    means: FloatArray


@simulated
def draw_county_means(
    world: World,
    places: Places,
    authors: Authors,
    *,
    repetitions: int,
    rng: np.random.Generator,
) -> CountyMeans:
    """Return the county means of many simulated platforms.

    Each author of a county belongs to the group with the chance that `author_share` gives.
    Expected impressions of authors are inverse Gaussian, their impressions Poisson counts around
    them; the county's sum is drawn at once, because sums of inverse Gaussians of one ratio of
    variance to mean are inverse Gaussian again.

    Parameters
    ----------
    world, places, authors
        The platform.
    repetitions
        How many of them, at least 1.
    rng
        The source of randomness.

    Raises
    ------
    ValueError
        If the world gives some authors an expected number below 0.
    """
    checked_generator(rng)
    count = checked_count("repetitions", repetitions, minimum=1)
    others = county_effects(world, places)
    lowest = float(min(others.min(), (others + world.individual_gap).min()))
    if lowest <= 0:
        raise ValueError(
            f"In the world {world.name!r} authors would get {lowest:.2f} times the baseline's "
            "impressions: choose smaller gaps and slopes."
        )
    sizes = author_counts(world, places, authors)
    drawn = np.empty((count, len(places)))
    for start in range(0, count, _BATCH):
        rows = slice(start, min(start + _BATCH, count))
        shape = (rows.stop - rows.start, len(places))
        drawn[rows] = _drawn(world, places, authors, sizes=sizes, shape=shape, rng=rng)
    seen = sizes > 0
    means = np.full(drawn.shape, np.nan)
    means[:, seen] = drawn[:, seen] / (sizes[seen] * authors.mean_impressions)
    return CountyMeans(authors=sizes, means=means)


@simulated
def draw_above_median(
    rates: ArrayLike, authors: ArrayLike, *, rng: np.random.Generator
) -> IntArray:
    """Return how many authors of each county lie above the median, one draw.

    Parameters
    ----------
    rates
        The chance of an author of each county to lie above it, shape (counties,).
    authors
        Authors of each county, shape (counties,).
    rng
        The source of randomness.
    """
    checked_generator(rng)
    return rng.binomial(np.asarray(authors), checked_finite("rates", rates))


def top_share(squared_variation: float, *, top: float = 0.01) -> float:
    """Return the share of expected impressions that the top authors of a group get.

    Parameters
    ----------
    squared_variation
        Squared coefficient of variation of inverse Gaussian expectations, above 0.
    top
        The share of authors who are the top.
    """
    shape = 1 / squared_variation
    edge = float(stats.invgauss(squared_variation, scale=shape).isf(top))
    # The mean above an edge; the exponent is small where authors are very unequal.
    root = np.sqrt(shape / edge)
    above = stats.norm.sf(root * (edge - 1))
    return float(above + np.exp(2 * shape) * stats.norm.cdf(-root * (edge + 1)))


def _drawn(
    world: World,
    places: Places,
    authors: Authors,
    *,
    sizes: IntArray,
    shape: tuple[int, int],
    rng: np.random.Generator,
) -> FloatArray:
    """Return impressions summed over each county's authors, shape (repetitions, counties)."""
    others = county_effects(world, places)
    inside = rng.binomial(sizes, author_share(world, places), shape)
    factor = np.ones(shape)
    if authors.county_spread > 0:
        # A gamma factor of mean 1: never negative, and its variance is the one asked for.
        factor = rng.gamma(authors.county_spread**-2, authors.county_spread**2, shape)
    shift = np.zeros((shape[0], 1))
    if world.state_spread > 0:
        number = int(places.state.max()) + 1
        shift = world.state_spread * rng.standard_normal((shape[0], number))[:, places.state]
    total = np.zeros(shape)
    for people, gap in ((sizes - inside, 0.0), (inside, world.individual_gap)):
        mean = np.maximum(others + gap + shift, 0) * factor * authors.mean_impressions
        total += _sums(people, mean, authors.squared_variation, rng)
    return total


def _sums(
    people: IntArray, mean: FloatArray, squared_variation: float, rng: np.random.Generator
) -> FloatArray:
    """Return sums of Poisson counts around inverse Gaussian expectations, one sum an entry."""
    expected = people * mean
    sums = np.zeros(expected.shape)
    some = expected > 0
    # A sum of n with mean m and shape s each has mean n m and shape n squared s.
    scale = people[some] * expected[some] / squared_variation
    sums[some] = rng.poisson(rng.wald(expected[some], scale))
    return sums
