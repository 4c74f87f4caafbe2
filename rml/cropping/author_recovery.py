"""Whether intervals over people find the truth that was planted among simulated authors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from rml.cropping.author_choice import Authors, Choices, author_choices, expected_choices
from rml.cropping.crop_policies import Scene
from rml.estimate import Estimate
from rml.stats.arguments import checked_count
from rml.stats.two_way import LEAST_PEOPLE, two_way_t

POINTS: Final = "percentage points"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """How the parity gap was found over repeated draws, in percentage points.

    Attributes
    ----------
    truth
        What was planted.
    first
        The estimate from the first draw, as an example.
    repetitions
        How many draws.
    bias
        Mean estimate minus the truth.
    coverage
        Share of the intervals that hold the truth, in [0, 1].
    width
        Mean width of the intervals.
    """

    truth: float
    first: Estimate
    repetitions: int
    bias: float
    coverage: float
    width: float


def recovered_gap(
    scene: Scene,
    authors: Authors,
    *,
    ratio: float,
    people: int,
    repetitions: int,
    level: float,
    rng: np.random.Generator,
) -> Recovered:
    """Return how well the parity gap of the author's choice is found over repeated draws.

    Each repetition draws other people with other appeals and other authors, and estimates
    the gap over all pairs, two-way over people, as is done with real pairs.

    Parameters
    ----------
    scene
        Two portraits side by side.
    authors
        How they choose; the truth follows from it.
    ratio
        Height by width of the preview.
    people
        Number of people of each group, all of whom meet, at least ``LEAST_PEOPLE``.
    repetitions
        Number of draws, at least 1.
    level
        Nominal coverage of the intervals, in (0, 1).
    rng
        The source of randomness.
    """
    count = checked_count("repetitions", repetitions, minimum=1)
    number = checked_count("people", people, minimum=LEAST_PEOPLE)
    truth = 100 * expected_choices(scene, authors, ratio=ratio).gap
    estimates = [
        gap_of(
            author_choices(scene, authors, ratio=ratio, people=(number, number), rng=rng),
            level=level,
        )
        for _ in range(count)
    ]
    low, high = np.array([_ends(estimate) for estimate in estimates]).T
    values = np.array([estimate.value for estimate in estimates])
    return Recovered(
        truth=truth,
        first=estimates[0],
        repetitions=count,
        bias=float(values.mean() - truth),
        coverage=float(np.mean((low <= truth) & (truth <= high))),
        width=float(np.mean(high - low)),
    )


def gap_of(choices: Choices, *, level: float) -> Estimate:
    """Return the parity gap of one draw in percentage points, two-way over people."""
    first, second = np.indices(choices.gap.shape)
    share = two_way_t(
        np.clip(0.5 + choices.gap, 0, 1).ravel(),
        first.ravel(),
        second.ravel(),
        level=level,
        of_first="people of group A",
        of_second="people of group B",
    )
    low, high = _ends(share)
    moved = replace(share, value=share.value - 0.5, low=low - 0.5, high=high - 0.5)
    return moved.scaled(100, unit=POINTS)


def _ends(estimate: Estimate) -> tuple[float, float]:
    if estimate.low is None or estimate.high is None:
        raise ValueError("The estimate has no interval.")
    return estimate.low, estimate.high
