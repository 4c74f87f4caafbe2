"""The declared family of comparisons between policies, adjusted together by Holm's method.

For each comparison of groups: the model crop's parity gap minus that of another policy. For
each preview of single portraits: the centre crop minus the model crop on the same people, and
women minus men under the model crop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.cropping.crop_policies import CENTRE, MODEL, Images, Policy, outcome_of
from rml.cropping.policy_gaps import gap_change, gap_change_test
from rml.cropping.policy_images import Contrast, PairImages
from rml.cropping.policy_people import change_over_people, difference_of_groups
from rml.estimate import Estimate
from rml.stats.multiplicity import holm


class Compared(NamedTuple):
    """A comparison: in words, its estimate in percentage points, and its p-value by itself."""

    words: str
    estimate: Estimate
    p_value: float


def compared_pairs(
    pairs: PairImages,
    contrasts: Sequence[Contrast],
    others: Mapping[str, Policy],
    *,
    ratio: float,
    shown_from: float,
    level: float,
) -> dict[str, Compared]:
    """Return the model crop's parity gap minus each other policy's, by comparison of groups.

    Parameters
    ----------
    pairs
        The composites, each pair of people in both orders.
    contrasts
        The groups that are compared.
    others
        Policies by a short name in snake_case.
    ratio
        Height by width of the preview.
    shown_from
        Share of the face region from which on a face counts as shown.
    level
        Nominal coverage of each interval by itself.

    Returns
    -------
    dict
        Keyed by ``<contrast>_<other>``.
    """
    found = {}
    model = outcome_of(MODEL, pairs.images, ratio=ratio, shown_from=shown_from)
    for name, policy in others.items():
        other = outcome_of(policy, pairs.images, ratio=ratio, shown_from=shown_from)
        for contrast in contrasts:
            found[f"{contrast.name}_{name}"] = Compared(
                words=f"{contrast.label}: parity gap, {MODEL.name} minus {policy.name}",
                estimate=gap_change(pairs, model, other, contrast, level=level),
                p_value=gap_change_test(pairs, model, other, contrast).p_value,
            )
    return found


def compared_portraits(
    images: Images,
    groups: NDArray[np.str_],
    ratios: Mapping[str, float],
    *,
    rng: np.random.Generator,
    resamples: int,
    level: float,
) -> dict[str, Compared]:
    """Return two comparisons for each preview of single portraits.

    Parameters
    ----------
    images
        Single portraits.
    groups
        Each person's group, shape (n,); people without one are left out.
    ratios
        Height by width of the previews by a short name in snake_case.
    rng
        The source of randomness.
    resamples
        Resamples of people, and permutations of their groups.
    level
        Nominal coverage of each interval by itself.

    Returns
    -------
    dict
        Keyed by ``<name>_centre`` (centre crop minus model crop) and ``<name>_women_men``
        (women minus men under the model crop).
    """
    grouped, women = groups != "", np.char.endswith(groups, "women")
    men = grouped & ~women
    found = {}
    for name, ratio in ratios.items():
        model, centre = (
            outcome_of(policy, images, ratio=ratio, shown_from=1.0).kept[:, 0]
            for policy in (MODEL, CENTRE)
        )
        change, p_change = change_over_people(
            centre[grouped], model[grouped], level=level, of="people"
        )
        difference, p_difference = difference_of_groups(
            model[women], model[men], rng=rng, resamples=resamples, level=level, of="people"
        )
        where = f"one portrait, preview {ratio:g}: face kept"
        found[f"{name}_centre"] = Compared(
            f"{where}, {CENTRE.name} minus {MODEL.name}", change, p_change
        )
        found[f"{name}_women_men"] = Compared(
            f"{where} by the {MODEL.name}, women minus men", difference, p_difference
        )
    return found


def family_table(comparisons: Mapping[str, Compared]) -> pd.DataFrame:
    """Return the whole family: ``comparison, value, low, high, p, p_holm``, in points."""
    return pd.DataFrame(
        {
            "comparison": [one.words for one in comparisons.values()],
            "value": [one.estimate.value for one in comparisons.values()],
            "low": [one.estimate.low for one in comparisons.values()],
            "high": [one.estimate.high for one in comparisons.values()],
            "p": [one.p_value for one in comparisons.values()],
            "p_holm": list(adjusted(comparisons).values()),
        }
    )


def adjusted(comparisons: Mapping[str, Compared]) -> dict[str, float]:
    """Return Holm's adjusted p-value of each comparison, by its name."""
    p_values = holm([one.p_value for one in comparisons.values()])
    return dict(zip(comparisons, p_values.tolist(), strict=True))
