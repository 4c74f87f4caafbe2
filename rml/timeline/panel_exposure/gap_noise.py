"""How much of the largest gap between a panel's groups is noise, topic by topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from rml.disparity.gap_noise import GapNoise, gap_noise_of_counts
from rml.disparity.words import INDEPENDENT, SMALL_GROUPS, gap_noise_claim, gap_noise_look
from rml.report.claim import Claim
from rml.report.look import TableLook

NOISE: Final[Claim] = gap_noise_claim(
    what="between groups' rates of exposure to {topic}",
    assumptions=(
        f"{INDEPENDENT} Groups below the threshold for small cells are left out. Draws come from "
        "rates smoothed by half a sighting, because in some groups nobody was reached."
    ),
    breaks_if=SMALL_GROUPS,
)
NOISE_LOOK: Final[TableLook] = gap_noise_look(
    "Rates of exposure between the panel's groups, by topic, in percentage points. Groups smaller "
    "than the threshold for small cells are left out."
)


def gap_noise_by_topic(
    counts: pd.DataFrame,
    topics: Mapping[str, str],
    *,
    family: Sequence[str],
    level: float,
    resamples: int,
    minimum: int,
    seed: int,
) -> dict[str, GapNoise]:
    """Return the noise in the largest gap between groups, by the name of each topic.

    Parameters
    ----------
    counts
        A count table: ``outcome, group, exposed, panelists``.
    topics
        What each outcome is called.
    family
        The outcomes, in order.
    level
        Nominal coverage, in (0, 1).
    resamples
        Bootstrap draws, and permutations of the test.
    minimum
        Groups with fewer panelists are left out.
    seed
        Of the random numbers.
    """
    large = counts[counts["panelists"] >= minimum]
    found = {}
    for number, outcome in enumerate(family):
        rows = large[large["outcome"] == outcome]
        found[topics[outcome]] = gap_noise_of_counts(
            rows["exposed"].to_numpy(),
            rows["panelists"].to_numpy(),
            rng=np.random.default_rng([seed, 22, number]),
            level=level,
            resamples=resamples,
            minimum_size=minimum,
            of="panelists",
        )
    return found
