"""The numbers that the texts and findings of the county audit name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from rml.estimate import Estimate
from rml.report.verdict import COVERAGE_RANGE, LEAST_REPETITIONS
from rml.timeline.county_audit.auditor import Auditor, Measure
from rml.timeline.county_audit.bounds_example import POINTS, Rates
from rml.timeline.county_audit.claims import (
    DETECTABLE,
    IS_PLANTED,
    NOT_DETECTABLE,
    NOT_ONE_DRAW,
    OTHER_SIGN,
    TOO_CAUTIOUS,
)
from rml.timeline.county_audit.display import JudgedFinding
from rml.timeline.county_audit.group_definitions import GroupDefinition
from rml.timeline.county_audit.power import detectable_gap, power_at_most
from rml.timeline.county_audit.repetitions import Judged, truths_of
from rml.timeline.county_audit.worlds import (
    World,
    author_counts,
    county_only,
    outsiders_mean,
    own_race,
)


def number_of(auditor: Auditor) -> int:
    """Return how many authors the simulated platform has."""
    return int(author_counts(own_race(0.0), auditor.places, auditor.authors).sum())


def said_of(
    asked: JudgedFinding,
    judged: Mapping[tuple[str, Measure], Judged],
    *,
    level: float,
    bounds: Mapping[str, float],
) -> dict[str, Any]:
    """Return what ``rml.report.finding.finding`` needs to say of a measure in a world."""
    one = judged[asked.world, asked.measure]
    recovery = one.recovery(asked.estimand, bounds)
    planted = one.truths[asked.estimand]
    values: dict[str, float] = {
        "coverage": recovery.coverage,
        "repetitions": recovery.repetitions,
    }
    statement = asked.claim["statement"]
    if planted == 0:
        statement = statement.replace(IS_PLANTED, "zero")
    else:
        values["planted"] = planted
    cautious = (
        recovery.repetitions >= LEAST_REPETITIONS
        and abs(recovery.bias) <= bounds["bias"]
        and recovery.coverage > COVERAGE_RANGE[1]
    )
    return {
        "estimate": one.reported(level=level),
        "why": TOO_CAUTIOUS if cautious else None,
        "recovery": recovery,
        "values": values,
        **asked.claim,
        "statement": statement,
    }


def baseline_of(worlds: Sequence[World], auditor: Auditor, *, gap: float) -> dict[str, float]:
    """Return what the average author outside the group gets, and the gap in per cent of that.

    ``least`` and ``most`` over the worlds, in per cent of the baseline author; ``smallest`` and
    ``largest``: the gap, given in per cent of the baseline, in per cent of that average.
    """
    means = [outsiders_mean(world, auditor.places, auditor.authors) for world in worlds]
    ends = sorted((gap / max(means), gap / min(means)), key=abs)
    return {
        "least": 100 * min(means),
        "most": 100 * max(means),
        "gap": gap,
        "smallest": ends[0],
        "largest": ends[1],
    }


def adoption_of(users: pd.DataFrame) -> dict[str, float]:
    """Return how far reports lie apart over ratios of adoption, and both where regression is least.

    ``users`` is as `rml.timeline.county_audit.pictures.adoption_frame` returns it.
    """
    ordered = users.iloc[users["regression"].abs().argsort().to_numpy()]
    least, most = ordered.iloc[0], ordered.iloc[-1]
    return {
        "gap": float(least["planted"]),
        "low": float(least["regression"]),
        "high": float(most["regression"]),
        "ratio": float(least["adoption_ratio"]),
        "weighted": float(least["weighted"]),
    }


def power_of(found: pd.DataFrame, *, per_thousand: float, size: float) -> dict[str, float]:
    """Return how often both measures report a gap of one size, downwards and upwards."""
    rows = found[found["per_thousand"] == per_thousand].set_index(["measure", "gap"])["found"]
    shares = {
        f"{measure.split()[0]}_{name}": float(rows[measure, sign * size])
        for measure in ("weighted gap", "regression")
        for name, sign in (("down", -1), ("up", 1))
    }
    return {"per_thousand": per_thousand, "size": size, **shares}


def detectable_of(
    found: pd.DataFrame,
    measure: Measure,
    *,
    per_thousand: float,
    gap: float,
    power: float,
    level: float,
) -> dict[str, Any]:
    """Return what ``rml.report.finding.finding`` needs of the least gap that a measure finds.

    The estimate is that of gaps with the sign of ``gap``; the statement names the other as well,
    if it is found so often. Where no simulated gap is, the estimate says how often the largest is.
    """
    which: dict[str, Any] = {"measure": measure, "per_thousand": per_thousand, "level": level}
    values: dict[str, Any] = {"per_thousand": per_thousand, "measure": measure, "power": power}
    here, other = (detectable_gap(found, sign=sign, power=power, **which) for sign in (gap, -gap))
    if here is None:
        share, largest = power_at_most(found, sign=gap, **which)
        values["largest"] = largest
        return {"estimate": share, "values": values, "why": NOT_ONE_DRAW, **NOT_DETECTABLE}
    statement = DETECTABLE["statement"]
    if other is not None:
        statement += OTHER_SIGN
        values |= {"other": other.value, "other_low": other.low, "other_high": other.high}
    return {
        "estimate": here,
        "values": values,
        "why": NOT_ONE_DRAW,
        **DETECTABLE,
        "statement": statement,
    }


def expected_of(auditor: Auditor, gap: float) -> dict[str, float]:
    """Return what both measures report of both worlds, and the county-only group gap, per cent."""
    world = own_race(gap)
    return {
        "county_group": truths_of(county_only(gap), auditor)["group gap"],
        "weighted": auditor.expected_report(world, "weighted gap"),
        "regression": auditor.expected_report(world, "regression"),
    }


def span_of(by_definition: pd.DataFrame, definition: GroupDefinition) -> dict[str, float]:
    """Return the least and the largest share over definitions of the same group, however told."""
    name = definition.first_words.split()[0].strip(",")
    same = by_definition["recovered"][by_definition["group"].str.startswith(name)]
    return {"lowest": float(same.min()), "highest": float(same.max())}


def ends_of(by_state: pd.DataFrame) -> dict[str, str | float]:
    """Return the states whose absence lowers and raises the share most, and the shares."""
    first, last = by_state.iloc[0], by_state.iloc[-1]
    return {
        "least": float(first["recovered"]),
        "least_state": str(first["state"]),
        "most": float(last["recovered"]),
        "most_state": str(last["state"]),
    }


def largest_shifts(shifts: pd.DataFrame) -> dict[str, float]:
    """Return how far any state moves each measure at most, in size."""
    largest = shifts["shift"].abs().groupby(shifts["measure"]).max()
    return {"weighted": float(largest["weighted gap"]), "regression": float(largest["regression"])}


def widely_bounded(by_share: pd.DataFrame, *, width: float = 90.0) -> dict[str, float]:
    """Return the per cent of members who live in classes of counties with bounds so wide."""
    wide = by_share["members"][by_share["width"] >= width].sum()
    return {"wide": 100 * float(wide) / float(by_share["members"].sum()), "width": width}


def bounds_width(ends: tuple[Estimate, Estimate]) -> tuple[Estimate, dict[str, float]]:
    """Return how far apart two bounds are, and the bounds."""
    lower, upper = ends
    width = Estimate(
        value=upper.value - lower.value,
        low=None,
        high=None,
        level=None,
        n=lower.n,
        unit=POINTS,
        method="width of Duncan-Davis bounds over all counties, no sampling interval",
    )
    return width, {"lowest": lower.value, "highest": upper.value}


def gaps_of(rates: Rates) -> dict[str, float]:
    """Return the planted gaps of both worlds, in percentage points."""
    own, county = rates.in_points()
    return {"own": own[-1], "county": county[-1]}
