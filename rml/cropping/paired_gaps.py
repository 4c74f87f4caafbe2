"""Parity gaps of a paired audit, over people and, for contrast, over composites.

Every estimate here is for a superpopulation: the people of the image set stand for others
like them. The set itself is a census of its people, and for them alone the gap of a
complete design would have no sampling error.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from rml.cropping.audit_groups import AuditGroups, DeclaredGap
from rml.cropping.gaps import GAP_UNIT, shifted, weighted_sum
from rml.estimate import Estimate, HypothesisTest
from rml.stats.multiplicity import holm
from rml.stats.people_pairs import Cell, PairOutcomes
from rml.stats.two_way import two_way_t_over_pairs, two_way_test_over_pairs


def as_outcomes(conditions: Mapping[str, pd.DataFrame]) -> PairOutcomes:
    """Return pairs under one or more conditions as the statistics take them.

    Parameters
    ----------
    conditions
        By condition, frames of `rml.cropping.paired_audit.audited_pairs`.
    """
    joined = pd.concat(
        [frame.assign(condition=name) for name, frame in conditions.items()], ignore_index=True
    )
    return PairOutcomes(
        group_first=joined["group_first"].to_numpy(dtype=str),
        person_first=joined["person_first"].to_numpy(),
        group_second=joined["group_second"].to_numpy(dtype=str),
        person_second=joined["person_second"].to_numpy(),
        outcome=joined["outcome"].to_numpy(dtype=float),
        condition=joined["condition"].to_numpy(dtype=str),
    )


_ONLY = "only"


def gap_over_people(pairs: pd.DataFrame, gap: DeclaredGap, *, level: float) -> Estimate:
    """Return a declared gap with an interval over people.

    Parameters
    ----------
    pairs
        From `rml.cropping.paired_audit.audited_pairs`.
    gap
        The comparison.
    level
        Nominal coverage, in (0, 1).
    """
    outcomes, weights = _one_condition(pairs, gap)
    rate = two_way_t_over_pairs(outcomes, weights, level=level)
    return shifted(rate, by=-0.5, unit=GAP_UNIT, method=rate.method)


def test_over_people(pairs: pd.DataFrame, gap: DeclaredGap) -> HypothesisTest:
    """Return the two-sided test over people that a declared gap is 0."""
    outcomes, weights = _one_condition(pairs, gap)
    return two_way_test_over_pairs(outcomes, weights)


def mean_over_people(
    pairs: pd.DataFrame, gaps: Mapping[tuple[str, str], float], *, level: float, unit: str
) -> Estimate:
    """Return a weighted mean of pair outcomes (such as flips) with an interval over people."""
    weights: dict[Cell, float] = {(*cell, _ONLY): weight for cell, weight in gaps.items()}
    return two_way_t_over_pairs(as_outcomes({_ONLY: pairs}), weights, level=level, unit=unit)


def change_over_people(
    before: pd.DataFrame, after: pd.DataFrame, gap: DeclaredGap, *, level: float
) -> Estimate:
    """Return how a declared gap changes between two conditions, with an interval over people.

    The people are the same under both, which the interval takes into account.
    """
    weights: dict[Cell, float] = {
        (*cell, "after"): weight for cell, weight in gap.weights().items()
    }
    weights |= {(*cell, "before"): -weight for cell, weight in gap.weights().items()}
    change = two_way_t_over_pairs(
        as_outcomes({"before": before, "after": after}), weights, level=level, unit=GAP_UNIT
    )
    return shifted(change, by=0.0, unit="change of probability", method=change.method)


def gaps_by_condition(
    gaps: Iterable[DeclaredGap], frames: Mapping[str, pd.DataFrame], *, level: float
) -> dict[str, dict[str, Estimate]]:
    """Return each gap under each condition with an interval over people, by label and condition.

    Parameters
    ----------
    gaps
        The comparisons.
    frames
        By condition, from `rml.cropping.paired_audit.audited_pairs`.
    level
        Nominal coverage, in (0, 1).
    """
    return {
        gap.label: {
            condition: gap_over_people(frame, gap, level=level)
            for condition, frame in frames.items()
        }
        for gap in gaps
    }


def equal_weights(groups: AuditGroups) -> dict[tuple[str, str], float]:
    """Return the same weight for every two groups; the weights sum to 1."""
    cells = [pair for gap in single_gaps(groups) for pair in gap.pairs]
    return dict.fromkeys(cells, 1 / len(cells))


def left_out_of_even(table: pd.DataFrame, prefix: str = "") -> int:
    """Return how many intervals of a table of win rates leave out one half."""
    return int(((table[f"{prefix}low"] > 0.5) | (table[f"{prefix}high"] < 0.5)).sum())


def gap_over_composites(pairs: pd.DataFrame, gap: DeclaredGap, *, level: float) -> Estimate:
    """Return a declared gap with the naive interval: composites taken as independent.

    What it resamples is composites. It takes no account of the people who are used again
    and again, nor of the two orders of one pair, and it shrinks without end as more
    composites of the same people are made.
    """
    wins, trials = [], []
    for first, second in gap.pairs:
        won, made = wins_of(pairs, first, second)
        wins.append(won)
        trials.append(made)
    share = weighted_sum(
        list(gap.weights().values()),
        np.array(wins, dtype=np.int64),
        np.array(trials, dtype=np.int64),
        level=level,
        unit="proportion",
    )
    return shifted(
        share,
        by=-0.5,
        unit=GAP_UNIT,
        method="Wilson limits (MOVER over pairs of groups), composites taken as independent",
    )


def wins_of(pairs: pd.DataFrame, first: str, second: str) -> tuple[int, int]:
    """Return how many composites of two groups the first group won, and how many there are."""
    one = (pairs["group_first"] == first) & (pairs["group_second"] == second)
    other = (pairs["group_first"] == second) & (pairs["group_second"] == first)
    made = pairs["composites"]
    won = float((pairs["outcome"] * made)[one].sum() + ((1 - pairs["outcome"]) * made)[other].sum())
    return round(won), int(made[one | other].sum())


def single_gaps(groups: AuditGroups) -> list[DeclaredGap]:
    """Return the gap of every two groups, those listed first over those listed later."""
    return [
        DeclaredGap(
            id="pair",
            label=f"{groups.names[first]} over {groups.names[second]}",
            pairs=((first, second),),
        )
        for first, second in itertools.combinations(groups.rows, 2)
    ]


def win_rate_table(pairs: pd.DataFrame, groups: AuditGroups, *, level: float) -> pd.DataFrame:
    """Return one row for every two groups: the first's win rate with both intervals.

    Returns
    -------
    DataFrame
        ``first``, ``second``, ``people_first``, ``people_second``, ``composites``,
        ``win_rate``, ``low``, ``high`` (over people), ``naive_low``, ``naive_high`` (over
        composites), ``p`` and ``p_holm`` (over people; Holm over all rows).
    """
    rows = []
    for gap in single_gaps(groups):
        ((first, second),) = gap.pairs
        over_people = gap_over_people(pairs, gap, level=level)
        naive = gap_over_composites(pairs, gap, level=level)
        rows.append(
            {
                "first": groups.names[first],
                "second": groups.names[second],
                "people_first": groups.members[first],
                "people_second": groups.members[second],
                "composites": wins_of(pairs, first, second)[1],
                "win_rate": over_people.value + 0.5,
                "low": _end(over_people.low),
                "high": _end(over_people.high),
                "naive_low": _end(naive.low),
                "naive_high": _end(naive.high),
                "p": test_over_people(pairs, gap).p_value,
            }
        )
    table = pd.DataFrame(rows)
    return table.assign(p_holm=holm(table["p"].to_numpy()))


def _end(value: float | None) -> float:
    return float("nan") if value is None else value + 0.5


def _one_condition(pairs: pd.DataFrame, gap: DeclaredGap) -> tuple[PairOutcomes, dict[Cell, float]]:
    weights: dict[Cell, float] = {(*cell, _ONLY): weight for cell, weight in gap.weights().items()}
    return as_outcomes({_ONLY: pairs}), weights
