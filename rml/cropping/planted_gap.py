"""Whether an audit finds a planted gap: the verdict on drawn faces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rml.cropping.audit_groups import DeclaredGap
from rml.cropping.drawn_faces import drawn_groups
from rml.cropping.planted_recovery import PlantedAudit, planted_recovery
from rml.report.verdict import Recovery


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRecovery:
    """How an audit did over repeated draws of people with a planted preference.

    Parameters
    ----------
    truth
        The planted gap, a probability minus one half.
    record
        Bias, coverage and width over the repetitions, with the bounds declared beforehand.
    naive
        Share of the naive intervals, over composites, that held the planted gap.
    """

    truth: float
    record: Recovery
    naive: float


def planted_strengths_by_group(strengths: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Return strengths by (hair, skin), from strengths by these words joined by a space."""
    found = {}
    for name, strength in strengths.items():
        hair, _, skin = name.partition(" ")
        found[hair, skin] = strength
    return found


def recovery_of_gap(
    gap: DeclaredGap,
    *,
    strengths: Mapping[str, float],
    side: float,
    people: int,
    pairs: int,
    repetitions: int,
    seed: int,
    bias_bound: float,
    width_bound: float,
    level: float,
) -> GapRecovery | None:
    """Return how the audit finds a planted gap over repetitions; None for no repetitions.

    Parameters
    ----------
    gap
        The comparison, between groups of drawn faces.
    strengths
        The planted strength of each group in log-odds, by name.
    side
        The planted effect of standing first, in log-odds.
    people, pairs
        Drawn people of each group, and pairs of every two groups, in each repetition.
    repetitions
        How often; a verdict asks for 1,000.
    seed
        Of the generator.
    bias_bound, width_bound
        Largest absolute bias and mean width of the interval that count as recovered.
    level
        Nominal coverage, in (0, 1).
    """
    if not repetitions:
        return None
    audit = PlantedAudit(
        groups=drawn_groups(planted_strengths_by_group(strengths)),
        gap=gap,
        people=people,
        pairs=pairs,
        level=level,
        side_bias=side,
    )
    found = planted_recovery(audit, repetitions=repetitions, seed=seed)
    return GapRecovery(
        truth=audit.truth,
        record=found.over_people.recovery(
            audit.truth, bias_bound=bias_bound, width_bound=width_bound
        ),
        naive=found.over_composites.coverage(audit.truth),
    )
