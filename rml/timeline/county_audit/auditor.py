"""The measures of an auditor of a simulated platform, with all that outcomes are not needed for.

The auditor knows how many authors each county has and the group's share of its *residents*; the
share of its authors is not known to anybody.
"""

from __future__ import annotations

from typing import Final, Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from rml.estimate import Estimate
from rml.stats.ecological_arguments import ClusterInfluence
from rml.stats.ecological_regression import EcologicalRegression
from rml.stats.group_means import GroupMeans
from rml.timeline.county_audit.worlds import (
    Authors,
    Places,
    World,
    author_counts,
    expected_means,
)

FloatArray = NDArray[np.float64]
Measure = Literal[
    "weighted gap", "regression", "regression, state effects", "regression, rural share"
]
MEASURES: Final[tuple[Measure, ...]] = get_args(Measure)
UNIT: Final = "per cent of the baseline author"


class GapMeasure(Protocol):
    """A measure of which everything but the outcomes is known."""

    def gap(self, outcomes: FloatArray, *, level: float, unit: str) -> Estimate:
        """Return the gap with its interval."""

    def influence(self, outcomes: FloatArray) -> ClusterInfluence:
        """Return the gap without each state."""


class Auditor:
    """Who audits a platform at the level of counties.

    Parameters
    ----------
    places
        The counties.
    authors
        The platform's authors.
    """

    def __init__(self, places: Places, authors: Authors) -> None:
        self.places = places
        self.authors = authors
        # Preparing a regression takes as long as hundreds of gaps of it; worlds share it.
        self._prepared: dict[tuple[float, Measure], GapMeasure] = {}

    def seen(self, world: World) -> NDArray[np.bool_]:
        """Return which counties have authors, shape (counties,)."""
        return author_counts(world, self.places, self.authors) > 0

    def measure(self, world: World, measure: Measure) -> GapMeasure:
        """Return a measure for the counties that have authors; errors are clustered by state."""
        key = (world.adoption_ratio, measure)
        if key not in self._prepared:
            self._prepared[key] = self._prepare(world, measure)
        return self._prepared[key]

    def expected_report(self, world: World, measure: Measure) -> float:
        """Return what a measure reports of a world without chance, in per cent of the baseline."""
        outcomes = 100 * expected_means(world, self.places)[self.seen(world)]
        # Leaving states out gives the estimate as well, without preparing its errors.
        return self.measure(world, measure).influence(outcomes).value

    def _prepare(self, world: World, measure: Measure) -> GapMeasure:
        seen = self.seen(world)
        weights = author_counts(world, self.places, self.authors)[seen]
        shares, state = self.places.share[seen], self.places.state[seen]
        if measure == "weighted gap":
            return GroupMeans(shares, weights, clusters=state)
        return EcologicalRegression(
            shares,
            weights,
            clusters=state,
            fixed_effects=state if measure == "regression, state effects" else None,
            covariates=self.places.rural[seen] if measure == "regression, rural share" else None,
        )
