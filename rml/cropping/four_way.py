"""Four portraits in a row: which group's portrait is chosen, and whether Luce's rule holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from rml.cropping.audit_groups import AuditGroups, person_rows
from rml.cropping.pair_design import Meetings, Placements, placed, sampled_fours
from rml.cropping.pair_outcomes import Outcomes, pair_outcomes
from rml.cropping.paired_audit import Audit, winner_columns
from rml.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FourWay:
    """Meetings of four people, each shown in the four orders of a cycle.

    Parameters
    ----------
    names
        The four groups.
    people
        Each the row of the person's first image in the image set, shape (n, 4).
    won
        Share of a meeting's composites that each person won, shape (n, 4); rows sum to 1.
    placed
        Share of all composites that each place won, shape (4,); 0 is leftmost.
    """

    names: tuple[str, ...]
    people: NDArray[np.intp]
    won: NDArray[np.float64]
    placed: NDArray[np.float64]


def four_way(
    audit: Audit, names: Sequence[str], *, fours: int, rng: np.random.Generator
) -> FourWay:
    """Return who wins when one person of each of four groups stands in a row.

    Parameters
    ----------
    audit
        What is audited; its layout holds for four as for two.
    names
        The four groups.
    fours
        Meetings of four; each makes four composites, so that everyone stands at every place.
    rng
        The source of randomness.
    """
    meetings = sampled_fours(audit.groups.rows, names, fours=fours, rng=rng)
    placements = placed(meetings, orders="both")
    outcomes = pair_outcomes(audit.images, placements, audit.layout, audit.scorer)
    four = four_way_of(meetings, placements, outcomes)
    return replace(four, people=person_rows(audit.images)[four.people])


def four_way_of(meetings: Meetings, placements: Placements, outcomes: Outcomes) -> FourWay:
    """Return the shares of wins from the winners of the composites."""
    columns = winner_columns(placements, outcomes)
    won = np.zeros((len(meetings), 4))
    np.add.at(won, (placements.meeting, columns), 1)
    return FourWay(
        names=tuple(meetings.groups[0].tolist()),
        people=meetings.people,
        won=won / won.sum(axis=1, keepdims=True),
        placed=np.bincount(outcomes.winner, minlength=4) / len(placements),
    )


def share_over_people(four: FourWay, column: int, *, level: float) -> Estimate:
    """Return the share of composites that a group wins, with an interval over people.

    The variance is the sum of the four clustered by the people of each group in turn. What
    four people do beyond their averages is counted up to four times, so that the interval
    errs on the wide side; degrees of freedom are those of the smallest group.

    Parameters
    ----------
    four
        From `four_way`.
    column
        The group's place in ``four.names``.
    level
        Nominal coverage, in (0, 1).
    """
    share = four.won[:, column]
    residuals = share - share.mean()
    variance, fewest = 0.0, len(share)
    for place in range(4):
        _, person = np.unique(four.people[:, place], return_inverse=True)
        totals = np.bincount(person, weights=residuals)
        count = len(totals)
        variance += float(totals @ totals) / len(share) ** 2 * count / (count - 1)
        fewest = min(fewest, count)
    half = float(stats.t.ppf((1 + level) / 2, fewest - 1)) * math.sqrt(variance)
    value = float(share.mean())
    return Estimate(
        value=value,
        low=max(value - half, 0.0),
        high=min(value + half, 1.0),
        level=level,
        n=f"{len(share):,} meetings of four",
        unit="share of wins",
        method="mean with a t interval; variance clustered by the people of each of the four "
        "groups in turn and added up",
    )


def four_way_table(
    four: FourWay, groups: AuditGroups, expected: Sequence[float], *, level: float
) -> pd.DataFrame:
    """Return one row a group: its share of wins in a row of four, and by Luce's rule.

    Parameters
    ----------
    four
        From `four_way`.
    groups
        The audit's groups.
    expected
        The shares that follow from strengths in pairs (`luce_shares`).
    level
        Nominal coverage, in (0, 1).

    Returns
    -------
    DataFrame
        ``group``, ``people``, ``share``, ``low``, ``high``, ``by_luce``.
    """
    rows = []
    for column, name in enumerate(four.names):
        share = share_over_people(four, column, level=level)
        rows.append(
            {
                "group": groups.names[name],
                "people": len(np.unique(four.people[:, column])),
                "share": share.value,
                "low": share.low,
                "high": share.high,
                "by_luce": expected[column],
            }
        )
    return pd.DataFrame(rows)


def luce_shares(strengths: Sequence[float]) -> NDArray[np.float64]:
    """Return the shares of wins that strengths in log-odds give by Luce's rule.

    References
    ----------
    Luce (1959), Individual Choice Behavior, Wiley.
    """
    weights = np.exp(np.asarray(strengths) - max(strengths))
    return np.asarray(weights / weights.sum())
