"""Strengths of groups, and the effect of the side, with intervals over people."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from rml.cropping.audit_groups import AuditGroups, person_rows
from rml.cropping.pair_design import Meetings, placed
from rml.cropping.pair_outcomes import pair_outcomes
from rml.cropping.paired_audit import Audit, composite_frame
from rml.estimate import Estimate
from rml.stats.pairwise_people import BradleyTerryByPeople, bradley_terry_by_people
from rml.stats.people_pairs import PairOutcomes


def strengths_over_people(
    audit: Audit, meetings: Meetings, *, level: float
) -> BradleyTerryByPeople:
    """Return a Bradley–Terry model of all composites, with a term for the first place.

    With one order only there is no such term: any effect of the side is then part of the
    strengths.

    Parameters
    ----------
    audit, meetings
        As for `rml.cropping.paired_audit.audited_pairs`; nothing is scored again.
    level
        Nominal coverage, in (0, 1).
    """
    placements = placed(meetings, orders=audit.orders)
    outcomes = pair_outcomes(audit.images, placements, audit.layout, audit.scorer)
    composites = composite_frame(meetings, placements, outcomes)
    persons = person_rows(audit.images)
    return bradley_terry_by_people(
        PairOutcomes(
            group_first=composites["group_left"].to_numpy(dtype=str),
            person_first=persons[composites["person_left"]],
            group_second=composites["group_right"].to_numpy(dtype=str),
            person_second=persons[composites["person_right"]],
            outcome=composites["left_won"].to_numpy(dtype=float),
        ),
        side=audit.orders == "both",
        reference=next(iter(audit.groups.rows)),
        level=level,
    )


def side_of(fit: BradleyTerryByPeople) -> Estimate:
    """Return the effect of standing first, in log-odds.

    Raises
    ------
    ValueError
        If the model has no such term.
    """
    if fit.side is None:
        raise ValueError("Composites in one order only carry no effect of the side.")
    return fit.side


def strengths_table(fit: BradleyTerryByPeople, groups: AuditGroups) -> pd.DataFrame:
    """Return one row a group but the reference, and one for the side if it was estimated.

    Returns
    -------
    DataFrame
        ``term``, ``against``, ``log_odds``, ``low``, ``high``.
    """
    reference = groups.names[fit.fit.reference]
    rows = [
        _row(groups.names[group], reference, estimate) for group, estimate in fit.strengths.items()
    ]
    if fit.side is not None:
        rows.append(_row("standing first", "standing second", fit.side))
    return pd.DataFrame(rows)


def strength_values(fit: BradleyTerryByPeople, names: Sequence[str]) -> list[float]:
    """Return the strengths of groups in log-odds; the reference has 0."""
    return [fit.strengths[name].value if name in fit.strengths else 0.0 for name in names]


def _row(term: str, against: str, estimate: Estimate) -> dict[str, object]:
    return {
        "term": term,
        "against": against,
        "log_odds": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
    }
