"""Group means from probabilities of race, corrected by a random part of people whose race is known.

Chen et al. (2019, doi:10.1145/3287560.3287594) show that the weighted mean's error is a covariance
that name and place cannot tell. Where race is known of a random part of all people (asked for, or
self-reported), that covariance is the mean of (member - probability) times outcome among them.
Adding it gives an estimator that needs neither calibrated probabilities nor independence: the
probabilities then only make it more precise than the labelled people alone would be.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rml.estimate import Estimate
from rml.stats.arguments import checked_finite
from rml.timeline.imputation.group_estimates import GroupedOutcomes, checked_outcomes
from rml.timeline.imputation.groups import GROUPS, group_index
from rml.timeline.imputation.linearised import Linearised, estimate_of, ratio_of_sums

LEAST_LABELLED = 30


def labelled_mean(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    labels: ArrayLike,
    *,
    group: str,
    unit: str,
    level: float = 0.95,
    of: str = "people",
) -> Estimate:
    """Return a group's mean outcome from probabilities, corrected by those whose race is known.

    Assumes that the people whose race is known are a random part of all.

    Parameters
    ----------
    probabilities, outcomes, group, unit, level, of
        As for `rml.timeline.imputation.group_estimates.weighted_mean`.
    labels
        The column of each person's known group, 0 to 5, or -1 where it is not known, shape
        (people,). At least 30 known.

    Returns
    -------
    Estimate
        With a t interval by the sandwich variance over people.

    Raises
    ------
    ValueError
        As `weighted_mean`; or if labels are none of -1 to 5, or fewer than 30 are known; or if
        the corrected share of the group is not above 0.
    """
    people = checked_outcomes(probabilities, outcomes)
    return estimate_of(
        _corrected(people, _checked_labels(labels, people), group),
        clusters=None,
        level=level,
        unit=unit,
        of=of,
        what="weighted mean corrected by people of known race",
    )


def labelled_gap(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    labels: ArrayLike,
    *,
    first: str,
    second: str | None,
    unit: str,
    level: float = 0.95,
    of: str = "people",
) -> Estimate:
    """Return the gap of two groups, each mean corrected as by `labelled_mean`.

    Parameters
    ----------
    probabilities, outcomes, labels, unit, level, of
        As for `labelled_mean`.
    first, second
        Two groups; ``second`` None: everybody who is not in the first.
    """
    people = checked_outcomes(probabilities, outcomes)
    if first == second:
        raise ValueError(f"`first` and `second` are both {first!r}; compare two groups.")
    known = _checked_labels(labels, people)
    return estimate_of(
        _corrected(people, known, first).minus(_corrected(people, known, second, other_than=first)),
        clusters=None,
        level=level,
        unit=unit,
        of=of,
        what="difference of weighted means corrected by people of known race",
    )


def mean_covariance(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    labels: ArrayLike,
    *,
    group: str,
    unit: str,
    level: float = 0.95,
    of: str = "people",
) -> Estimate:
    """Return E[Cov(1_group, Y | name, place)] among people whose race is known.

    What the weighted mean errs by is minus this over the group's share. A limit for
    `rml.timeline.imputation.dependence.sensitivity_bounds` can be declared from it. Assumes
    calibrated probabilities.

    Parameters
    ----------
    probabilities, outcomes, labels, group, unit, level, of
        As for `labelled_mean`; every label must be known.
    """
    people = checked_outcomes(probabilities, outcomes)
    known = _checked_labels(labels, people)
    if (known < 0).any():
        raise ValueError(
            f"{int((known < 0).sum()):,} of {known.size:,} labels are not known; leave those "
            "people out."
        )
    column = group_index(group)
    residual = (known == column) - people.probabilities[:, column]
    return estimate_of(
        ratio_of_sums(residual * people.outcomes, np.ones(known.size)),
        clusters=None,
        level=level,
        unit=unit,
        of=of,
        what="mean of (member - probability) times outcome",
    )


def _checked_labels(labels: ArrayLike, people: GroupedOutcomes) -> np.ndarray:
    found = checked_finite("labels", labels)
    if found.shape != people.outcomes.shape:
        raise ValueError(f"`labels` must have shape {people.outcomes.shape}, not {found.shape}.")
    if not np.isin(found, np.arange(-1, len(GROUPS))).all():
        raise ValueError(f"`labels` must be 0 to {len(GROUPS) - 1}, or -1 where not known.")
    known = int((found >= 0).sum())
    if known < LEAST_LABELLED:
        raise ValueError(
            f"The race of {known:,} people is known; fewer than {LEAST_LABELLED} correct nothing."
        )
    return found.astype(np.int64)


def _corrected(
    people: GroupedOutcomes,
    labels: np.ndarray,
    group: str | None,
    *,
    other_than: str | None = None,
) -> Linearised:
    weights = people.weights(group, other_than=other_than)
    known = labels >= 0
    if group is not None:
        member = labels == group_index(group)
    else:
        member = known & (labels != group_index(str(other_than)))
    # A random part of all: each of them stands for 1 / share people.
    residual = np.where(known, (member - weights) / known.mean(), 0.0)
    corrected = weights + residual
    total = float(corrected.sum())
    if total <= 0:
        raise ValueError(
            f"Corrected, the share of {group or 'everybody else'} is not above 0: too few of them "
            "are among the people of known race."
        )
    value = float(corrected @ people.outcomes) / total
    deviations = people.outcomes - value
    # The number of known people is by design, so only their spread about their mean counts.
    mean = float((residual * deviations).mean())
    spread = residual * deviations - np.where(known, mean / known.mean(), 0.0) + mean
    # The known members are what tells: their number, not that of all, limits the precision.
    worth = max(float((known & member).sum()), 2.0)
    return Linearised(value, (weights * deviations + spread) / total, worth)
