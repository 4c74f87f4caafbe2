"""How much of the largest gap between groups' cut faces is noise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from rml.cropping.gaze_portraits import OFF_FACE, Group, cut_name
from rml.disparity.gap_noise import GapNoise, gap_noise_of_counts
from rml.disparity.words import INDEPENDENT, SMALL_GROUPS, gap_noise_claim, gap_noise_look
from rml.report.claim import Claim
from rml.report.look import TableLook

NOISE: Final[Claim] = gap_noise_claim(
    what="between groups' shares of portraits whose crop (ratio {ratio:g}) cuts the face region",
    assumptions=(
        f"{INDEPENDENT} Groups below the threshold for small cells are left out. The portraits "
        "stand for those of other people like them. Draws come from rates smoothed by half a "
        "portrait."
    ),
    breaks_if=SMALL_GROUPS,
)
COMPARED: Final = (
    "Compared are the {groups:d} groups of ethnicity and gender that have at least {minimum:d} "
    "people; the smallest has {smallest:d}. Smaller groups are left out: {out:d} of them."
)
"""Which groups are compared, before the numbers."""
NOISE_LOOK: Final[TableLook] = gap_noise_look(
    "Shares of portraits of each group of ethnicity and gender, in percentage points: salient "
    "point off the face region, and crop that cuts it."
)


def gap_noise_of_cuts(
    outcomes: pd.DataFrame,
    groups: Sequence[Group],
    *,
    ratios: Sequence[float],
    level: float,
    resamples: int,
    minimum: int,
    seed: int,
) -> dict[str, GapNoise]:
    """Return the noise in the largest gap between groups, by what happens to a portrait.

    Parameters
    ----------
    outcomes
        One row a portrait, from `rml.cropping.gaze_portraits.portrait_outcomes`.
    groups
        From `rml.cropping.gaze_portraits.groups_of`; the first two are women and men, who hold
        everybody, so only the groups after them are compared.
    ratios
        Of the crops.
    level
        Nominal coverage, in (0, 1).
    resamples
        Bootstrap draws, and permutations of the test.
    minimum
        The fewest people of a group that is compared.
    seed
        Of the random numbers.
    """
    compared = groups[2:]
    what = {"salient point off the face": OFF_FACE} | {
        cut_words(ratio): cut_name(ratio) for ratio in ratios
    }
    found = {}
    for number, (name, outcome) in enumerate(what.items()):
        happened = outcomes[outcome].to_numpy(dtype=bool)
        if not any(happened[group.members].any() for group in compared):
            continue  # no group has an event: there is nothing to compare
        found[name] = gap_noise_of_counts(
            [happened[group.members].sum() for group in compared],
            [group.members.sum() for group in compared],
            rng=np.random.default_rng([seed, 22, number]),
            level=level,
            resamples=resamples,
            minimum_size=minimum,
        )
    return found


def compared_facts(
    outcomes: pd.DataFrame, groups: Sequence[Group], *, minimum: int
) -> dict[str, int]:
    """Return what `COMPARED` says: ``groups, minimum, smallest, out`` (groups left out)."""
    compared = groups[2:]
    there = len(outcomes[["gender", "ethnicity"]].drop_duplicates())
    return {
        "groups": len(compared),
        "minimum": minimum,
        "smallest": min(int(group.members.sum()) for group in compared),
        "out": there - len(compared),
    }


def cut_words(ratio: float) -> str:
    """Return how a cut is called in the table."""
    return f"crop of ratio {ratio:g} cuts the face"
