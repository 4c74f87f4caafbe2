"""Designs for group means and gaps from probabilities of race, and for tests of calibration."""

from __future__ import annotations

import functools
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rml.estimate import Estimate
from rml.timeline.calibration.design import AlarmDesign, IntervalDesign
from rml.timeline.calibration.imputed_people import (
    EFFECT,
    FIRST,
    RARE,
    RATES,
    SECOND,
    People,
    draw_people,
    gap_of_rates,
    mean_brier,
    mean_of_rare,
    means_by_name,
    moments,
)
from rml.timeline.imputation.birdie import birdie_gap
from rml.timeline.imputation.dependence import (
    Bounds,
    proxy_cells,
    sensitivity_gap_bounds,
    unassuming_gap_bounds,
)
from rml.timeline.imputation.group_estimates import weighted_gap, weighted_mean, weighted_ratio
from rml.timeline.imputation.groups import group_index
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
_GAP_REPORT: Final = "home_timeline/imputation_disparity"
_UNIT: Final = "impressions"
_RATE_GAP: Final = "gap between the rates of two groups"
_OWN_GAP: Final = "gap between the group and everybody else"


def imputation_intervals() -> list[IntervalDesign]:
    """Return the designs of intervals."""
    design = functools.partial(IntervalDesign, part="imputation", report=_GAP_REPORT)
    by_name = functools.partial(draw_people, own_group=False)
    in_places = functools.partial(draw_people, own_group=False, places_differ=True)
    own = functools.partial(draw_people, own_group=True)
    above = functools.partial(draw_people, own_group=True, binary=True)
    by_name_alone = "calibrated probabilities; the outcome depends on name and place alone"
    by_own_group = "calibrated probabilities; the outcome depends on the own group"
    independent, dependent = f"1,000 people, {by_name_alone}", f"1,000 people, {by_own_group}"
    of_group, of_others = means_by_name()
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
            truth=EFFECT,
            draw=own,
            interval=_labelled,
        ),
        design(
            id="birdie_gap",
            label="gap by maximum likelihood (BIRDiE)",
            estimand=_RATE_GAP,
            condition=f"400 people, {by_own_group}; it is 0 or 1",
            truth=RATES[1],
            draw=functools.partial(above, people=400),
            interval=_birdie,
            slow=True,
        ),
        design(
            id="brier_bootstrap",
            report=_REPORT,
            label="mean Brier score, bootstrap",
            estimand="mean score of people like these",
            condition="300 people, calibrated probabilities",
            truth=mean_brier(),
            draw=functools.partial(draw_people, own_group=False, people=300),
            interval=_brier,
            slow=True,
        ),
        design(
            id="sensitivity_bounds",
            label="bounds for a declared covariance",
            estimand=_OWN_GAP,
            condition=f"{dependent}; the covariance is exactly the one declared",
            truth=EFFECT,
            draw=own,
            interval=_sensitivity,
            point=False,
        ),
        design(
            id="unassuming_bounds",
            label="bounds without independence",
            estimand="gap between the group's share and that of everybody else",
            condition=f"{dependent}; it is 0 or 1",
            truth=RATES[1],
            draw=above,
            interval=_unassuming,
            point=False,
        ),
        design(
            id="imputed_mean_rare",
            label="weighted mean, rare group",
            estimand="mean of a group of one in a hundred",
            condition=f"{independent}; the group has about nine of them",
            truth=mean_of_rare(),
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
            truth=EFFECT,
            draw=own,
            interval=_gap,
        ),
        design(
            id="birdie_gap_names",
            label="BIRDiE, names matter",
            estimand=_RATE_GAP,
            condition=f"400 people, {by_name_alone}; it is 0 or 1",
            truth=gap_of_rates(),
            draw=functools.partial(by_name, binary=True, people=400),
            interval=_birdie,
            slow=True,
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


def _gap(
    people: People, level: float, _: np.random.Generator, *, by_place: bool = False
) -> Estimate:
    return weighted_gap(
        people.probabilities,
        people.outcomes,
        first=FIRST,
        second=None,
        unit=_UNIT,
        level=level,
        clusters=people.place if by_place else None,
    )


def _ratio(people: People, level: float, _: np.random.Generator) -> Estimate:
    return weighted_ratio(
        people.probabilities, people.outcomes, first=FIRST, second=None, level=level
    )


def _rare(people: People, level: float, _: np.random.Generator) -> Estimate:
    return weighted_mean(people.probabilities, people.outcomes, group=RARE, unit=_UNIT, level=level)


def _labelled(people: People, level: float, _: np.random.Generator) -> Estimate:
    return labelled_gap(
        people.probabilities,
        people.outcomes,
        people.known,
        first=FIRST,
        second=None,
        unit=_UNIT,
        level=level,
    )


def _thresholded(people: People, level: float, _: np.random.Generator) -> Estimate:
    return thresholded_gap(
        people.probabilities,
        people.outcomes,
        first=FIRST,
        second=None,
        rule="most_probable",
        unit=_UNIT,
        level=level,
    )


def _birdie(people: People, level: float, _: np.random.Generator) -> Estimate:
    return birdie_gap(
        people.probabilities,
        people.outcomes,
        first=FIRST,
        second=SECOND,
        unit="share above",
        level=level,
    )


def _brier(people: People, level: float, rng: np.random.Generator) -> Estimate:
    scores = brier_scores(people.probabilities, people.group)
    return mean_over_people(scores, rng=rng, resamples=399, level=level, unit="score")


def _sensitivity(people: People, level: float, _: np.random.Generator) -> Estimate:
    share, square = moments(FIRST)
    found = sensitivity_gap_bounds(
        people.probabilities,
        people.outcomes,
        first=FIRST,
        second=None,
        covariance_limit=EFFECT * (share - square),
        unit=_UNIT,
        level=level,
    )
    return _outer(found, level)


def _unassuming(people: People, level: float, _: np.random.Generator) -> Estimate:
    cells = proxy_cells(people.probabilities[:, group_index(FIRST)], cells=20)
    found = unassuming_gap_bounds(
        people.probabilities,
        people.outcomes,
        first=FIRST,
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
    column = group_index(FIRST)
    return people.probabilities[:, column], (people.group == column).astype(float)


def _total_wrong(people: People, alpha: float, _: np.random.Generator) -> bool:
    return total_test(*_hits(people)).p_value <= alpha


def _spread_wrong(people: People, alpha: float, rng: np.random.Generator) -> bool:
    return spread_test(*_hits(people), rng=rng, draws=199).p_value <= alpha
