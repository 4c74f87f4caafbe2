"""How much of the largest gap between groups is noise: how often imputation finds a member."""

from __future__ import annotations

from typing import Final

import numpy as np

from rml.disparity.gap_noise import GapNoise, gap_noise_of_counts
from rml.disparity.words import INDEPENDENT, SMALL_GROUPS, gap_noise_claim, gap_noise_look
from rml.report.claim import Claim
from rml.report.look import TableLook
from rml.timeline.imputation.congress_check import INFORMATION, CongressCheck, found_count

NOISE: Final[Claim] = gap_noise_claim(
    what="between groups' shares of members found by {information}",
    assumptions=(
        f"{INDEPENDENT} Members stand for people like them. Groups of too few members are left "
        "out. Draws come from rates smoothed by half a member."
    ),
    breaks_if=SMALL_GROUPS,
)
NOISE_LOOK: Final[TableLook] = gap_noise_look(
    "Share of each group's members whose most probable group is their label, in percentage points, "
    "by what the probabilities rest on. The same members stand in every row."
)


def gap_noise_of_accuracy(
    check: CongressCheck, *, least: int, level: float, resamples: int, seed: int
) -> dict[str, GapNoise]:
    """Return the noise in the largest gap between groups' accuracy, by information.

    Parameters
    ----------
    check
        Labels and probabilities; its reported groups are compared.
    least
        The least number of members of a group that is compared.
    level
        Nominal coverage, in (0, 1).
    resamples
        Bootstrap draws, and permutations of the test.
    seed
        Of the random numbers.
    """
    found = {}
    for number, information in enumerate(INFORMATION):
        counts = [found_count(check, group, information) for group in check.reported]
        found[information] = gap_noise_of_counts(
            [count.found for count in counts],
            [count.members for count in counts],
            rng=np.random.default_rng([seed, 22, number]),
            level=level,
            resamples=resamples,
            minimum_size=least,
            of="members",
        )
    return found
