"""Group means that count people as one race for certain, kept to show how far off they are.

Most published uses of name-and-place imputation threshold: everybody counts as their most
probable race, or as one whose probability exceeds a cutoff, and who has none is left out. People
counted as a group are those with its most typical names in its most typical places. If the
outcome differs by place, their mean is not the group's: such gaps are generally too large, while
weighted ones are, if anything, too small (Chen et al. 2019, doi:10.1145/3287560.3287594). If the
outcome differs by race alone, thresholded gaps are too small as well, since the people counted
are in part not of the group. So nothing here is a default of anything, and every estimate's
method says that it is biased.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from rml.estimate import Estimate
from rml.stats.arguments import FloatArray, checked_choice, checked_rate
from rml.timeline.imputation.group_estimates import GroupedOutcomes, checked_outcomes
from rml.timeline.imputation.groups import group_index
from rml.timeline.imputation.linearised import Linearised, estimate_of, ratio_of_sums

Rule = Literal["most_probable", "cutoff"]
CUTOFF = 0.8


def thresholded_mean(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    *,
    group: str,
    rule: Rule,
    cutoff: float = CUTOFF,
    unit: str,
    level: float = 0.95,
    clusters: ArrayLike | None = None,
    of: str = "people",
) -> Estimate:
    """Return the mean outcome of the people counted as a group; biased for the group's mean.

    Parameters
    ----------
    probabilities, outcomes, group, unit, level, clusters, of
        As for `rml.timeline.imputation.group_estimates.weighted_mean`.
    rule
        ``most_probable``: everybody counts as their most probable group (the first in the
        order of groups where two are equal). ``cutoff``: as a group whose probability is at
        least ``cutoff``; others are left out.
    cutoff
        Above one half, so that nobody counts twice; used with the rule ``cutoff`` only.

    Returns
    -------
    Estimate
        With a t interval by the sandwich variance. It leaves out the bias, which is mostly
        the larger error.

    Raises
    ------
    ValueError
        As `weighted_mean`; or if fewer than two people count as the group.
    """
    people = checked_outcomes(probabilities, outcomes, clusters)
    return estimate_of(
        _mean(people, group, rule=rule, cutoff=cutoff),
        clusters=people.clusters,
        level=level,
        unit=unit,
        of=of,
        what=f"mean of people counted as one race for certain ({_words(rule, cutoff)}), biased",
    )


def thresholded_gap(
    probabilities: ArrayLike,
    outcomes: ArrayLike,
    *,
    first: str,
    second: str | None,
    rule: Rule,
    cutoff: float = CUTOFF,
    unit: str,
    level: float = 0.95,
    clusters: ArrayLike | None = None,
    of: str = "people",
) -> Estimate:
    """Return the gap between people counted as two groups; biased for the gap of the groups.

    Parameters
    ----------
    probabilities, outcomes, first, second, rule, cutoff, unit, level, clusters, of
        As for `thresholded_mean`; ``second`` None: everybody who counts as another group.

    Raises
    ------
    ValueError
        As `thresholded_mean`.
    """
    people = checked_outcomes(probabilities, outcomes, clusters)
    if first == second:
        raise ValueError(f"`first` and `second` are both {first!r}; compare two groups.")
    first_mean = _mean(people, first, rule=rule, cutoff=cutoff)
    second_mean = _mean(people, second, rule=rule, cutoff=cutoff, other_than=first)
    return estimate_of(
        first_mean.minus(second_mean),
        clusters=people.clusters,
        level=level,
        unit=unit,
        of=of,
        what=(
            "difference of means of people counted as one race for certain "
            f"({_words(rule, cutoff)}), biased"
        ),
    )


def counted_as(probabilities: FloatArray, *, rule: Rule, cutoff: float = CUTOFF) -> FloatArray:
    """Return who counts as which group, 1 or 0, shape (people, 6); a row of 0 is left out.

    Parameters
    ----------
    probabilities, rule, cutoff
        As for `thresholded_mean`.
    """
    if checked_choice("rule", rule, ("most_probable", "cutoff")) == "cutoff":
        if checked_rate("cutoff", cutoff) <= 0.5:
            raise ValueError(f"`cutoff` must be above 0.5, not {cutoff!r}: nobody counts twice.")
        return (probabilities >= cutoff).astype(np.float64)
    counted = np.zeros_like(probabilities)
    counted[np.arange(len(probabilities)), probabilities.argmax(axis=1)] = 1
    return counted


def _mean(
    people: GroupedOutcomes,
    group: str | None,
    *,
    rule: Rule,
    cutoff: float,
    other_than: str | None = None,
) -> Linearised:
    counted = counted_as(people.probabilities, rule=rule, cutoff=cutoff)
    if group is not None:
        members = counted[:, group_index(group)]
    else:
        members = counted.sum(axis=1) - counted[:, group_index(str(other_than))]
    if members.sum() < 2:
        raise ValueError(
            f"{int(members.sum())} of {members.size:,} people count as "
            f"{group or 'another group'} ({_words(rule, cutoff)}): there is no mean to show."
        )
    return ratio_of_sums(members * people.outcomes, members)


def _words(rule: Rule, cutoff: float) -> str:
    return "most probable" if rule == "most_probable" else f"probability of at least {cutoff:g}"
