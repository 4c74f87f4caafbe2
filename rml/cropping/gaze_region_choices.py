"""Whether differences between groups depend on where the face region was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from rml.cropping.face_region import FaceRegion
from rml.cropping.gaze_portraits import (
    WOMEN_MINUS_MEN,
    cut_name,
    difference_table,
    groups_of,
    portrait_outcomes,
)
from rml.cropping.portrait_grids import PortraitGrids

# Heights do not depend on the region; their p-values only fill up the family here.
_HEIGHT_RESAMPLES: Final = 999
AS_DECLARED: Final = "as declared"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionChoice:
    """A face region, and the least share of it that a crop must show."""

    face: FaceRegion
    least_share: float


def region_choices(
    declared: RegionChoice, *, shift: float, scale: float, least_shares: Sequence[float]
) -> dict[str, RegionChoice]:
    """Return the declared choice and others near it, by name.

    Parameters
    ----------
    declared
        The choice that the report declares.
    shift
        How far the ellipse is moved up and down, as a share of the portrait's height.
    scale
        What its half axes are multiplied by.
    least_shares
        Other bounds.
    """
    face = declared.face
    moved = {
        f"region {shift:.0%} higher": replace(face, centre_y=face.centre_y - shift),
        f"region {shift:.0%} lower": replace(face, centre_y=face.centre_y + shift),
        f"half axes times {scale:g}": replace(
            face, half_width=scale * face.half_width, half_height=scale * face.half_height
        ),
    }
    return (
        {AS_DECLARED: declared}
        | {name: replace(declared, face=region) for name, region in moved.items()}
        | {f"bound of {least:.0%}": replace(declared, least_share=least) for least in least_shares}
    )


def region_table(
    grids: PortraitGrids,
    labels: pd.DataFrame,
    *,
    choices: dict[str, RegionChoice],
    clearest: tuple[str, str],
    ratios: Sequence[float],
    minimum: int,
    level: float,
    seed: int,
) -> pd.DataFrame:
    """Return two differences under each choice: women minus men, and the clearest one.

    Parameters
    ----------
    grids, labels, ratios, minimum, level
        As for the declared region.
    choices
        From :func:`region_choices`.
    clearest
        Outcome and difference of the clearest one under the declared choice.
    seed
        Of the permutation test of heights.

    Returns
    -------
    DataFrame
        ``choice, outcome, difference, value, low, high, p_holm``; ``p_holm`` is adjusted over
        all comparisons under that choice.
    """
    wanted = [(cut_name(ratio), WOMEN_MINUS_MEN) for ratio in ratios]
    wanted += [clearest] if clearest not in wanted else []
    rows = []
    for name, choice in choices.items():
        outcomes = portrait_outcomes(
            grids, labels, face=choice.face, ratios=ratios, least_face_share=choice.least_share
        )
        found = difference_table(
            outcomes,
            groups_of(outcomes, minimum=minimum),
            corrected=outcomes,
            ratios=ratios,
            level=level,
            resamples=_HEIGHT_RESAMPLES,
            rng=np.random.default_rng(seed),
        ).set_index(["outcome", "difference"])
        rows += [
            {"choice": name, "outcome": outcome, "difference": difference}
            | found.loc[(outcome, difference), ["value", "low", "high", "p_holm"]].to_dict()
            for outcome, difference in wanted
        ]
    return pd.DataFrame(rows)
