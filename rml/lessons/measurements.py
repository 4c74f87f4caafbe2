"""What reports measured of the options of a decision: findings, and rows of tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rml.data.report_versions import ReportVersion
from rml.lessons.citations import measured_by
from rml.lessons.decision_entries import Decision
from rml.lessons.decision_fields import Measured, interval_of
from rml.lessons.table_rows import numbers_in
from rml.suggest import did_you_mean

Reports: TypeAlias = Mapping[str, ReportVersion]
"""The current version of every report that may be cited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A measured number as it is now.

    Parameters
    ----------
    value, low, high
        With its interval; NaN where there is none.
    unit
        Of all three.
    data_kind
        Of the report.
    address
        ``report@version#finding`` or ``report@version``, which pages link; ``none`` if the
        report is not read.
    problem
        Why there is no number; empty if there is one.
    """

    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    unit: str = ""
    data_kind: str = "none"
    address: str = "none"
    problem: str = ""


def measurement(measured: Measured, reports: Reports) -> Measurement:
    """Return what stands at a cited place, or why nothing does.

    Parameters
    ----------
    measured
        The place.
    reports
        The current versions.
    """
    report = reports.get(measured.report)
    if report is None:
        return Measurement(problem=f"{measured.report} is not read.")
    address = f"{report.report}@{report.version}"
    if measured.finding is None:
        return _of_table(measured, report, address)
    found = report.findings.get(measured.finding)
    if found is None:
        return Measurement(
            problem=f"{measured.report} has no finding {measured.finding} now. "
            f"{did_you_mean(measured.finding, report.findings)}"
        )
    low, high = interval_of(found)
    return Measurement(
        value=float(found["value"]),
        low=low,
        high=high,
        unit=str(found["unit"]),
        data_kind=report.data_kind,
        address=f"{address}#{measured.finding}",
    )


def _of_table(measured: Measured, report: ReportVersion, address: str) -> Measurement:
    table = report.table(str(measured.table))
    if table is None:
        place = f"{measured.report}, table {measured.table}"
        return Measurement(problem=f"{place}: there is no such table now.")
    try:
        rows = [
            {str(column): str(cell) for column, cell in row.items()}
            for row in table.to_dict("records")
        ]
        numbers = numbers_in(measured, rows)
    except ValueError as error:
        return Measurement(problem=str(error))
    return Measurement(
        value=numbers["value"],
        low=numbers["low"],
        high=numbers["high"],
        unit=str(measured.unit),
        data_kind=report.data_kind,
        address=address,
    )


def refused_measurements(decisions: Sequence[Decision], reports: Reports) -> list[dict[str, str]]:
    """Return for each decision with an option whose number is not there its file and why."""
    refused = []
    for decision in decisions:
        problems = [measurement(one, reports).problem for one in measured_by(decision)]
        if any(problems):
            problem = " ".join(dict.fromkeys(filter(None, problems)))
            refused.append({"file": f"decisions/{decision.name}.yaml", "problem": problem})
    return refused
