"""Designs for group means and gaps from probabilities of race, and for tests of calibration.

Probabilities are drawn from a Dirichlet distribution and everybody's group from them, so they
are calibrated. The outcome depends on the probabilities alone (then it is independent of the
group given name and place) or on the own group.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rml.estimate import Estimate
from rml.timeline.calibration.design import AlarmDesign, IntervalDesign
from rml.timeline.imputation.dependence import (
    Bounds,
    proxy_cells,
    sensitivity_gap_bounds,
    unassuming_gap_bounds,
)
from rml.timeline.imputation.group_estimates import weighted_gap, weighted_mean, weighted_ratio
from rml.timeline.imputation.groups import GROUPS, group_index
from rml.timeline.imputation.labelled import labelled_gap
from rml.timeline.imputation.reliability import (
    brier_scores,
    mean_over_people,
    spread_test,
    total_test,
)
from rml.timeline.imputation.thresholded import thresholded_gap

FloatArray = NDArray[np.float64]

_REPORT: Final = "home_timeline/imputation"
_UNIT: Final = "impressions"
_FIRST: Final = "black"
_RARE: Final = "aian"
_SPREADS: Final = dict(zip(GROUPS, (2.4, 0.8, 0.8, 0.3, 0.04, 0.1), strict=True))
_PEOPLE: Final = 1000
_PLACES: Final = 50
_BASE: Final = 2.0
_EFFECT: Final = 1.5
_RATES: Final = (0.3, 0.3)
_PLACE_SPREAD: Final = 0.4
_KNOWN: Final = 0.2
_OWN_GAP: Final = "gap between the group and everybody else"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class People:
    """Made-up people.

    Parameters
    ----------
    probabilities
        Shape (people, 6), calibrated.
    group
        The column of each person's group, shape (people,).
    outcomes
        Shape (people,).
    place
        Number of the place, shape (people,).
    known
        As ``group`` for a random part, else -1, shape (people,).
    """

    probabilities: FloatArray
    group: NDArray[np.int64]
    outcomes: FloatArray
    place: NDArray[np.int64]
    known: NDArray[np.int64]


def imputation_intervals() -> list[IntervalDesign]:
    """Return the designs of intervals."""
    design = functools.partial(IntervalDesign, part="imputation", report=_REPORT)
    by_name = functools.partial(draw_people, own_group=False)
    in_places = functools.partial(draw_people, own_group=False, places_differ=True)
    own = functools.partial(draw_people, own_group=True)
    above = functools.partial(draw_people, own_group=True, binary=True)
    independent = (
        "1,000 people, calibrated probabilities; the outcome depends on name and place alone"
    )
    dependent = "1,000 people, calibrated probabilities; the outcome depends on the own group"
    of_group, of_others = _means_by_name()
    return [
        design(
            id="imputed_gap",
            label="weighted gap",
            estimand=_OWN_GAP,
            condition=independent,
            truth=of_group - of_others,
            draw=by_name,
            interval=_gap,
        ),
        design(
            id="imputed_ratio",
            label="weighted ratio",
            estimand="ratio of the group's mean to that of everybody else",
            condition=independent,
            truth=of_group / of_others,
            draw=by_name,
            interval=_ratio,
        ),
        design(
            id="imputed_gap_places",
            label="weighted gap, 50 places",
            estimand=_OWN_GAP,
            condition=f"{independent}, and on a cause that a place's people share",
            truth=of_group - of_others,
            draw=in_places,
            interval=functools.partial(_gap, by_place=True),
        ),
        design(
            id="labelled_gap",
            label="gap corrected by known race",
            estimand=_OWN_GAP,
            condition=f"{dependent}; the race of a random fifth is known",
            truth=_EFFECT,
            draw=own,
            interval=_labelled,
        ),
        design(
            id="brier_bootstrap",
            label="mean Brier score, bootstrap",
            estimand="mean score of people like these",
            condition="300 people, calibrated probabilities",
            truth=_mean_brier(),
            draw=functools.partial(draw_people, own_group=False, people=300),
            interval=_brier,
            slow=True,
        ),
        design(
            id="sensitivity_bounds",
            label="bounds for a declared covariance",
            estimand=_OWN_GAP,
            condition=f"{dependent}; the covariance is exactly the one declared",
            truth=_EFFECT,
            draw=own,
            interval=_sensitivity,
            point=False,
        ),
        design(
            id="unassuming_bounds",
            label="bounds without independence",
            estimand="gap between the group's share and that of everybody else",
            condition=f"{dependent}, which is 0 or 1",
            truth=_RATES[1],
            draw=above,
            interval=_unassuming,
            point=False,
        ),
        design(
            id="imputed_mean_rare",
            label="weighted mean, rare group",
            estimand="mean of a group of one in a hundred",
            condition=f"{independent}; the group has about nine of them",
            truth=_mean_of_rare(),
            draw=by_name,
            interval=_rare,
            refusal="The probabilities of",
        ),
        design(
            id="imputed_gap_places_overlooked",
            label="weighted gap, places overlooked",
            estimand=_OWN_GAP,
            condition=f"{independent}, and on a cause that a place's people share",
            truth=of_group - of_others,
            draw=in_places,
            interval=_gap,
        ),
        design(
            id="imputed_gap_own_group",
            label="weighted gap, own group matters",
            estimand=_OWN_GAP,
            condition=dependent,
            truth=_EFFECT,
            draw=own,
            interval=_gap,
        ),
        design(
            id="thresholded_gap",
            label="thresholded gap",
            estimand=_OWN_GAP,
            condition=independent,
            truth=of_group - of_others,
            draw=by_name,
            interval=_thresholded,
        ),
    ]


def imputation_alarms() -> list[AlarmDesign]:
    """Return the designs of tests."""
    design = functools.partial(AlarmDesign, part="imputation", report=_REPORT)
    null = "Everybody is of the group with the probability stated."
    draw = functools.partial(draw_people, own_group=False, people=300)
    condition = "300 people, calibrated probabilities"
    return [
        design(
            id="total_test",
            label="exact test of a group's total",
            null=null,
            condition=condition,
            draw=draw,
            alarm=_total_wrong,
            slow=True,
        ),
        design(
            id="spread_test",
            label="Spiegelhalter's test",
            null=null,
            condition=condition,
            draw=draw,
            alarm=_spread_wrong,
            slow=True,
        ),
    ]


def draw_people(
    rng: np.random.Generator,
    *,
    own_group: bool,
    places_differ: bool = False,
    binary: bool = False,
    people: int = _PEOPLE,
) -> People:
    """Return made-up people.

    Parameters
    ----------
    rng
        Source of randomness.
    own_group
        Whether the outcome depends on the own group rather than on the probabilities.
    places_differ
        Whether people of a place share a cause.
    binary
        Whether the outcome is 0 or 1.
    people
        Their number.
    """
    probabilities = rng.dirichlet(list(_SPREADS.values()), people)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    edges = probabilities.cumsum(axis=1)[:, :-1]
    group = (rng.random((people, 1)) >= edges).sum(axis=1)
    column = group_index(_FIRST)
    drives = (group == column).astype(float) if own_group else probabilities[:, column]
    place = rng.integers(_PLACES, size=people)
    if binary:
        outcomes = (rng.random(people) < _RATES[0] + _RATES[1] * drives).astype(float)
    else:
        outcomes = _BASE + _EFFECT * drives + rng.standard_normal(people)
    if places_differ:
        outcomes += rng.normal(0.0, _PLACE_SPREAD, _PLACES)[place]
    known = np.where(rng.random(people) < _KNOWN, group, -1)
    return People(
        probabilities=probabilities, group=group, outcomes=outcomes, place=place, known=known
    )


def _means_by_name() -> tuple[float, float]:
    """Return the true means of the group and of everybody else where names alone matter."""
    share, square = _moments(_FIRST)
    of_group = _BASE + _EFFECT * square / share
    return of_group, _BASE + _EFFECT * (share - square) / (1 - share)


def _mean_of_rare() -> float:
    """Return the true mean of the rare group, from moments of the Dirichlet distribution."""
    total = sum(_SPREADS.values())
    # E[p_first p_rare] / E[p_rare] of a Dirichlet distribution.
    return _BASE + _EFFECT * _SPREADS[_FIRST] / (total + 1)


def _mean_brier() -> float:
    """Return the mean score of calibrated probabilities: 1 less the mean sum of their squares."""
    return 1 - sum(_moments(group)[1] for group in GROUPS)


def _moments(group: str) -> tuple[float, float]:
    """Return mean and mean square of a group's probability."""
    own, total = _SPREADS[group], sum(_SPREADS.values())
    return own / total, own * (own + 1) / (total * (total + 1))


def _gap(
    people: People, level: float, _: np.random.Generator, *, by_place: bool = False
) -> Estimate:
    return weighted_gap(
        people.probabilities,
        people.outcomes,
        first=_FIRST,
        second=None,
        unit=_UNIT,
        level=level,
        clusters=people.place if by_place else None,
    )


def _ratio(people: People, level: float, _: np.random.Generator) -> Estimate:
    return weighted_ratio(
        people.probabilities, people.outcomes, first=_FIRST, second=None, level=level
    )


def _rare(people: People, level: float, _: np.random.Generator) -> Estimate:
    return weighted_mean(
        people.probabilities, people.outcomes, group=_RARE, unit=_UNIT, level=level
    )


def _labelled(people: People, level: float, _: np.random.Generator) -> Estimate:
    return labelled_gap(
        people.probabilities,
        people.outcomes,
        people.known,
        first=_FIRST,
        second=None,
        unit=_UNIT,
        level=level,
    )


def _thresholded(people: People, level: float, _: np.random.Generator) -> Estimate:
    return thresholded_gap(
        people.probabilities,
        people.outcomes,
        first=_FIRST,
        second=None,
        rule="most_probable",
        unit=_UNIT,
        level=level,
    )


def _brier(people: People, level: float, rng: np.random.Generator) -> Estimate:
    scores = brier_scores(people.probabilities, people.group)
    return mean_over_people(scores, rng=rng, resamples=399, level=level, unit="score")


def _sensitivity(people: People, level: float, _: np.random.Generator) -> Estimate:
    share, square = _moments(_FIRST)
    found = sensitivity_gap_bounds(
        people.probabilities,
        people.outcomes,
        first=_FIRST,
        second=None,
        covariance_limit=_EFFECT * (share - square),
        unit=_UNIT,
        level=level,
    )
    return _outer(found, level)


def _unassuming(people: People, level: float, _: np.random.Generator) -> Estimate:
    cells = proxy_cells(people.probabilities[:, group_index(_FIRST)], cells=20)
    found = unassuming_gap_bounds(
        people.probabilities,
        people.outcomes,
        first=_FIRST,
        second=None,
        cells=cells,
        unit=_UNIT,
        level=level,
    )
    return _outer(found, level)


def _outer(found: Bounds, level: float) -> Estimate:
    return Estimate(
        value=(found.lower.value + found.upper.value) / 2,
        low=found.lower.low,
        high=found.upper.high,
        level=level,
        n=found.lower.n,
        unit=found.lower.unit,
        method="bounds with the outer ends of their intervals; value: their middle",
    )


def _hits(people: People) -> tuple[FloatArray, FloatArray]:
    column = group_index(_FIRST)
    return people.probabilities[:, column], (people.group == column).astype(float)


def _total_wrong(people: People, alpha: float, _: np.random.Generator) -> bool:
    return total_test(*_hits(people)).p_value <= alpha


def _spread_wrong(people: People, alpha: float, rng: np.random.Generator) -> bool:
    return spread_test(*_hits(people), rng=rng, draws=199).p_value <= alpha
