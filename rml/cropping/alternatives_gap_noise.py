"""How much of the largest gap between groups is noise: what a crop keeps of a face.

Only single portraits are compared. There everybody has one value under each policy, so the
people of a group, and those of two groups, are independent of each other. The same people
stand behind every row: rows depend on each other, which Holm's adjustment allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rml.cropping.crop_policies import Images, Policy, outcome_of
from rml.disparity.gap_noise import GapNoise, gap_noise_of_values
from rml.disparity.words import gap_noise_claim, gap_noise_look
from rml.report.claim import Claim
from rml.report.look import TableLook

NOISE: Final[Claim] = gap_noise_claim(
    what="between groups' mean shares kept of the face (single portraits, {row})",
    assumptions=(
        "One portrait a person, so people are independent, and nobody belongs to two groups. They "
        "stand for people like them. Each group has a variance of its own. The test counts the "
        "people of the smallest group as its degrees of freedom and is therefore cautious."
    ),
    breaks_if=(
        "A group has few people, so that its variance is badly known: the interval of the spread "
        "takes it as known."
    ),
)
NOISE_LOOK: Final[TableLook] = gap_noise_look(
    "Mean share kept of the face region on single portraits, by group of ethnicity and gender, in "
    "percentage points. The same people stand in every row. Policies that do the same to "
    "everybody have no gap and no row."
)


def gap_noise_of_policies(
    images: Images,
    groups: NDArray[np.str_],
    policies: Sequence[Policy],
    ratios: Mapping[str, float],
    *,
    level: float,
    resamples: int,
    seed: int,
) -> dict[str, GapNoise]:
    """Return the noise in the largest gap between groups' faces kept, by preview and policy.

    Parameters
    ----------
    images
        Single portraits.
    groups
        Each person's group, shape (n,); people without one are left out.
    policies
        What lays the crop; one that keeps the same of everybody is left out.
    ratios
        Height by width of the previews, by a name.
    level
        Nominal coverage, in (0, 1).
    resamples
        Normal draws.
    seed
        Of the draws.
    """
    names = np.unique(groups[groups != ""])
    found = {}
    for shape, ratio in ratios.items():
        for number, policy in enumerate(policies):
            kept = 100 * outcome_of(policy, images, ratio=ratio, shown_from=1.0).kept[:, 0]
            by_group = [kept[groups == name] for name in names]
            variances = [float(one.var(ddof=1)) / one.size for one in by_group]
            if max(variances) < _ALIKE:
                continue
            found[row_name(shape, policy)] = gap_noise_of_values(
                [one.mean() for one in by_group],
                variances,
                rng=np.random.default_rng([seed, 22, number, round(1000 * ratio)]),
                level=level,
                of=f"{sum(one.size for one in by_group):,} people of {len(names)} groups",
                resamples=resamples,
                freedom=min(one.size for one in by_group) - 1,
            )
    return found


def row_name(shape: str, policy: Policy) -> str:
    """Return how a preview and a policy are called in the table."""
    return f"{shape} preview, {policy.name}"


_ALIKE: Final = 1e-12
"""A variance below this is rounding."""
