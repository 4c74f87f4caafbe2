"""What counting people as one race for certain does to groups whose labels are known.

The people are the members of the 117th US Congress. What leaves this module are counts and
shares over at least ten of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from rml.estimate import Estimate
from rml.stats.arguments import FloatArray
from rml.stats.bootstrap import cluster_bootstrap
from rml.stats.intervals import newcombe_difference, wilson
from rml.timeline.imputation.congress_check import BOTH, CongressCheck, found_count
from rml.timeline.imputation.groups import GROUP_WORDS, GROUPS, group_index
from rml.timeline.imputation.thresholded import Rule, counted_as

COMPARED: Final = ("black", "white")
LABELS: Final = "labels"
THRESHOLDED: Final = "most probable group"
WEIGHTED: Final = "weighted by probability"
METHODS: Final = (LABELS, THRESHOLDED, WEIGHTED)


def _counted(check: CongressCheck, *, rule: Rule, cutoff: float = 0.8) -> FloatArray:
    return counted_as(check.probabilities[BOTH], rule=rule, cutoff=cutoff)


def left_out(check: CongressCheck, group: str, *, level: float) -> Estimate:
    """Return the share of a group's members that is not counted as the group.

    Everybody counts as the most probable group by surname, first name and state. The Wilson
    interval takes members as independent draws of people like them.
    """
    count = found_count(check, group, BOTH)
    return wilson(count.members - count.found, count.members, level=level, of="members")


def strangers(check: CongressCheck, group: str, *, level: float) -> Estimate:
    """Return the share of those counted as a group who have another label."""
    counted = _counted(check, rule="most_probable")[:, group_index(group)] == 1
    others = int((counted & ~check.of_group(group)).sum())
    return wilson(others, int(counted.sum()), level=level, of="members counted as the group")


def counted_right(check: CongressCheck, *, level: float) -> Estimate:
    """Return the share of members of all reported groups that is counted as its label."""
    guesses = check.probabilities[BOTH][check.kept].argmax(axis=1)
    right = int((guesses == check.labels[check.kept]).sum())
    return wilson(right, int(check.kept.sum()), level=level, of="members")


def dropped_gap(check: CongressCheck, *, cutoff: float, level: float) -> Estimate:
    """Return the share of Black members that a cutoff drops, minus that of White members.

    A member is dropped whose probability of no group reaches the cutoff.
    """
    none = _counted(check, rule="cutoff", cutoff=cutoff).sum(axis=1) == 0
    first, second = (check.of_group(group) for group in COMPARED)
    return newcombe_difference(
        int((none & first).sum()),
        int(first.sum()),
        int((none & second).sum()),
        int(second.sum()),
        level=level,
        of="members",
    ).scaled(100, unit="percentage points")


def groups_frame(check: CongressCheck, *, cutoff: float) -> pd.DataFrame:
    """Return how Black and White members fare; cells of other groups would hold too few people.

    Returns
    -------
    DataFrame
        ``group``, ``labelled`` and ``counted`` (members), ``found`` (share of the labelled that
        is counted so), ``right`` (share of the counted that is labelled so), ``dropped`` (share
        of the labelled whose probability of no group reaches the cutoff).
    """
    most, strict = (
        _counted(check, rule="most_probable"),
        _counted(check, rule="cutoff", cutoff=cutoff),
    )
    rows = []
    for group in COMPARED:
        labelled = check.of_group(group)
        counted = most[:, group_index(group)] == 1
        both = int((labelled & counted).sum())
        rows.append(
            {
                "group": GROUP_WORDS[group],
                "labelled": int(labelled.sum()),
                "counted": int(counted.sum()),
                "found": both / int(labelled.sum()),
                "right": both / int(counted.sum()),
                "dropped": float((strict[labelled].sum(axis=1) == 0).mean()),
            }
        )
    return pd.DataFrame(rows)


def weights_of(check: CongressCheck) -> dict[str, FloatArray]:
    """Return by method how much each member counts as each group, shape (members, 6)."""
    labels = np.zeros((check.labels.size, len(GROUPS)))
    labels[np.arange(check.labels.size), check.labels] = 1
    return {
        LABELS: labels,
        THRESHOLDED: _counted(check, rule="most_probable"),
        WEIGHTED: np.asarray(check.probabilities[BOTH]),
    }


def share_of(outcome: FloatArray, weights: FloatArray, group: str) -> float:
    """Return the share of people with an outcome in a group, by how much they count."""
    own = weights[:, group_index(group)]
    return float(outcome @ own / own.sum())


def gap_of(outcome: FloatArray, weights: FloatArray) -> float:
    """Return the share of Black members with an outcome minus that of White ones, in points."""
    first, second = (share_of(outcome, weights, group) for group in COMPARED)
    return 100 * (first - second)


def gap_error(
    check: CongressCheck,
    outcome: FloatArray,
    method: str,
    *,
    rng: np.random.Generator,
    resamples: int,
    level: float,
) -> Estimate:
    """Return a method's gap minus the labels' gap, bootstrapped over members.

    Parameters
    ----------
    check
        Labels and probabilities.
    outcome
        1 for a member who has it, else 0, shape (members,).
    method
        One of `METHODS`.
    rng, resamples, level
        Of the bootstrap: members are drawn anew with their labels and probabilities.
    """
    drawn = {"rng": rng, "resamples": resamples, "level": level}
    return _over_members(check, outcome, (method,), lambda errors: errors[0], **drawn)


def distance_difference(
    check: CongressCheck,
    outcome: FloatArray,
    *,
    rng: np.random.Generator,
    resamples: int,
    level: float,
) -> Estimate:
    """Return how much farther from the labels' gap weighting lies than counting, in points.

    It is the absolute error of weighting minus that of counting everybody as the most probable
    group, of the same members: negative where weighting comes nearer. Parameters are those of
    `gap_error`.
    """

    def farther(errors: FloatArray) -> float:
        weighted, thresholded = np.abs(errors)
        return float(weighted - thresholded)

    drawn = {"rng": rng, "resamples": resamples, "level": level}
    return _over_members(check, outcome, (WEIGHTED, THRESHOLDED), farther, **drawn)


def _over_members(
    check: CongressCheck,
    outcome: FloatArray,
    methods: Sequence[str],
    statistic: Callable[[FloatArray], float],
    **drawn: Any,
) -> Estimate:
    """Return a statistic of the methods' errors, shape (methods,), bootstrapped over members."""
    weights = weights_of(check)
    rows = np.column_stack([outcome, weights[LABELS], *(weights[one] for one in methods)])
    ends = [1 + len(GROUPS) * number for number in range(1, len(methods) + 1)]

    def of_resample(members: FloatArray) -> float:
        has, labels, *counted = np.split(members, [1, *ends], axis=1)
        truth = gap_of(has[:, 0], labels)
        return statistic(np.array([gap_of(has[:, 0], one) - truth for one in counted]))

    return cluster_bootstrap(
        rows,
        np.arange(len(rows)),
        of_resample,
        unit="percentage points",
        of="members",
        **drawn,
    )


def gaps_frame(check: CongressCheck, outcome: FloatArray) -> pd.DataFrame:
    """Return the gap by each method: method, share_black, share_white, gap (percentage points)."""
    return pd.DataFrame(
        [
            {
                "method": method,
                "share_black": share_of(outcome, weights, "black"),
                "share_white": share_of(outcome, weights, "white"),
                "gap": gap_of(outcome, weights),
            }
            for method, weights in weights_of(check).items()
        ]
    )
