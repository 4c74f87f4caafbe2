"""Designs for rates, gaps and ratios of one group against the rest of a panel.

The sizes are like those of a paid panel of some 2,500 people: one group of a few thousand,
some of one or two hundred, some of a dozen.
"""

from __future__ import annotations

import functools
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd

from rml.estimate import Estimate
from rml.stats.intervals import clopper_pearson, newcombe_difference, score_ratio
from rml.stats.multiplicity import holm
from rml.timeline.calibration.design import AlarmDesign, IntervalDesign
from rml.timeline.panel_exposure.comparisons import compare_with_rest
from rml.timeline.panel_exposure.family_by_chance import chance_of_one_so_small, smallest_p_values
from rml.timeline.panel_exposure.fisher import fisher_test

Counts: TypeAlias = tuple[int, int, int, int]

_REPORT: Final = "home_timeline/panel_exposure_by_race"
# One panel of eight groups with a frequent and a rare outcome: sixteen comparisons.
_SIZES: Final = (2000, 190, 115, 115, 60, 22, 16, 8)
_RATES: Final = (0.066, 0.009)
_REALLOCATIONS: Final = 199


def panel_intervals() -> list[IntervalDesign]:
    """Return the designs of intervals."""
    return [
        _rate("rate_of_190", people=190, rate=0.06),
        _rate("rate_of_10", people=10, rate=0.06),
        _gap("gap_190", people=190, rest=2331, rate=0.03, rate_rest=0.07),
        _gap("gap_116", people=116, rest=2404, rate=0.066, rate_rest=0.066),
        _gap("gap_12", people=12, rest=2509, rate=0.066, rate_rest=0.066),
        _gap("gap_rare", people=280, rest=2985, rate=0.009, rate_rest=0.009),
        _ratio("ratio_190", people=190, rest=2331, rate=0.035, rate_rest=0.07),
        _ratio("ratio_116", people=116, rest=2404, rate=0.066, rate_rest=0.066),
        _ratio("ratio_12", people=12, rest=2509, rate=0.066, rate_rest=0.066),
        _ratio("ratio_rare", people=280, rest=2985, rate=0.009, rate_rest=0.009),
    ]


def panel_alarms() -> list[AlarmDesign]:
    """Return the designs of tests."""
    of_family = functools.partial(
        AlarmDesign,
        part="panel",
        report=_REPORT,
        condition="a panel of eight groups of 8 to 2,000 people, two outcomes; all groups of an "
        "outcome have one rate, 6.6 or 0.9 %",
        draw=_draw_family,
        slow=True,
    )
    return [
        _fisher("fisher_190", people=190, rest=2331, rate=0.066),
        _fisher("fisher_12", people=12, rest=2509, rate=0.066),
        _fisher("fisher_mid_p_190", people=190, rest=2331, rate=0.066, mid=True),
        of_family(
            id="holm_family",
            label="Fisher with Holm: any of 16",
            null="No group differs from the rest on any outcome.",
            alarm=_any_confirmed,
        ),
        of_family(
            id="family_gaps",
            label="family-wide gaps: any of 16 misses",
            null="All sixteen gaps are zero, and every interval of the family should hold it.",
            alarm=_any_gap_missed,
        ),
        of_family(
            id="smallest_p",
            label="smallest p of 16 by reallocation",
            null="No group differs from the rest on any outcome.",
            alarm=_smallest_by_chance,
        ),
        AlarmDesign(
            id="called_equal",
            part="panel",
            report=_REPORT,
            label="called equal at a ratio of 0.8",
            null="The true ratio lies on the border of the band that counts as equal.",
            condition="2,000 people in each of two groups, rates of 40 and 50 %",
            draw=lambda rng: _drawn(rng, 2000, 2000, 0.4, 0.5),
            alarm=_called_equal,
            slow=True,
        ),
    ]


def _rate(id_: str, *, people: int, rate: float) -> IntervalDesign:
    return IntervalDesign(
        id=id_,
        part="panel",
        report=_REPORT,
        label=f"Clopper–Pearson, {people} people",
        estimand="share of a group's feeds that held a thing",
        condition=f"{people} people, rate {100 * rate:.1f} %",
        truth=rate,
        draw=lambda rng: int(rng.binomial(people, rate)),
        interval=lambda count, level, _: clopper_pearson(count, people, level=level),
    )


def _gap(id_: str, *, people: int, rest: int, rate: float, rate_rest: float) -> IntervalDesign:
    return IntervalDesign(
        id=id_,
        part="panel",
        report=_REPORT,
        label=f"Newcombe gap, {people} against {rest:,}",
        estimand="rate of a group minus rate of the rest",
        condition=_two_rates(people, rest, rate, rate_rest),
        truth=rate - rate_rest,
        draw=lambda rng: _drawn(rng, people, rest, rate, rate_rest),
        interval=lambda counts, level, _: newcombe_difference(*counts, level=level),
    )


def _ratio(id_: str, *, people: int, rest: int, rate: float, rate_rest: float) -> IntervalDesign:
    return IntervalDesign(
        id=id_,
        part="panel",
        report=_REPORT,
        label=f"score ratio, {people} against {rest:,}",
        estimand="rate of a group over rate of the rest",
        condition=_two_rates(people, rest, rate, rate_rest),
        truth=rate / rate_rest,
        draw=lambda rng: _drawn(rng, people, rest, rate, rate_rest),
        interval=lambda counts, level, _: score_ratio(*counts, level=level),
        refusal="A ratio to a rate of 0",
    )


def _fisher(id_: str, *, people: int, rest: int, rate: float, mid: bool = False) -> AlarmDesign:
    def alarm(counts: Counts, alpha: float, _: np.random.Generator) -> bool:
        test = fisher_test(*counts)
        return (test.p_mid if mid else test.result.p_value) <= alpha

    return AlarmDesign(
        id=id_,
        part="panel",
        report=_REPORT,
        label=f"Fisher{', mid-p' if mid else ''}, {people} against {rest:,}",
        null="The group and the rest have one rate.",
        condition=_two_rates(people, rest, rate, rate),
        draw=lambda rng: _drawn(rng, people, rest, rate, rate),
        alarm=alarm,
    )


def _two_rates(people: int, rest: int, rate: float, rate_rest: float) -> str:
    both = f"{100 * rate:.1f} and {100 * rate_rest:.1f} %"
    return f"{people:,} and {rest:,} people, rates {both}"


def _drawn(
    rng: np.random.Generator, people: int, rest: int, rate: float, rate_rest: float
) -> Counts:
    return int(rng.binomial(people, rate)), people, int(rng.binomial(rest, rate_rest)), rest


def _draw_family(rng: np.random.Generator) -> pd.DataFrame:
    rows = [
        {
            "outcome": f"outcome {number}",
            "group": f"group {place}",
            "exposed": int(count),
            "panelists": size,
        }
        for number, rate in enumerate(_RATES)
        for place, (size, count) in enumerate(zip(_SIZES, rng.binomial(_SIZES, rate), strict=True))
    ]
    return pd.DataFrame(rows)


def _family(counts: pd.DataFrame, alpha: float) -> Any:
    return compare_with_rest(counts, level=1 - alpha, alpha=alpha, equality_band=0.8).values()


def _p_values(counts: pd.DataFrame) -> list[float]:
    people = counts[["exposed", "panelists"]]
    rest = counts.groupby("outcome")[["exposed", "panelists"]].transform("sum") - people
    rows = np.hstack([people.to_numpy(), rest.to_numpy()]).tolist()
    return [fisher_test(*row).result.p_value for row in rows]


def _any_confirmed(counts: pd.DataFrame, alpha: float, _: np.random.Generator) -> bool:
    return bool((holm(_p_values(counts)) <= alpha).any())


def _any_gap_missed(counts: pd.DataFrame, alpha: float, _: np.random.Generator) -> bool:
    gaps: list[Estimate] = [one.family_gap for one in _family(counts, alpha)]
    return any(not (gap.low or 0.0) <= 0 <= (gap.high or 0.0) for gap in gaps)


def _smallest_by_chance(counts: pd.DataFrame, alpha: float, rng: np.random.Generator) -> bool:
    smallest = smallest_p_values(counts, rng=rng, resamples=_REALLOCATIONS)
    return chance_of_one_so_small(min(_p_values(counts)), smallest).value <= alpha


def _called_equal(counts: Counts, alpha: float, _: np.random.Generator) -> bool:
    group, people, others, rest = counts
    table = pd.DataFrame(
        {
            "outcome": "outcome",
            "group": ["group", "rest"],
            "exposed": [group, others],
            "panelists": [people, rest],
        }
    )
    first, _second = _family(table, alpha)
    return bool(first.equal)
