"""How the numbers of a card are read: from findings and tables of other reports' versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from rml.data.report_versions import ReportVersion
from rml.estimate import Estimate
from rml.model_cards.card import ALL, Card, FindingNumber, Group, TableNumbers
from rml.stats.intervals import wilson
from rml.suggest import did_you_mean

READ: Final = "read"
NO_VERDICT: Final = "none"
Versions = Mapping[str, ReportVersion]
"""By report: the versions that are at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of a card as it was read, or why it could not be.

    Parameters
    ----------
    measure, division, group
        What is measured, and of whom.
    value, low, high, level
        As they stand in the report; None where there is no value or no interval.
    unit, n, method
        As an ``Estimate`` has them; empty without a value.
    data_kind, verdict, version
        Of the finding, or of the report whose table it is.
    report, source
        Where it stands: the report, and its finding or table.
    state
        ``read``, or why there is no value.
    """

    measure: str
    division: str
    group: str
    report: str
    source: str
    state: str = READ
    value: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    unit: str = ""
    n: str = ""
    method: str = ""
    data_kind: str = ""
    verdict: str = ""
    version: str = ""

    @property
    def has_interval(self) -> bool:
        """Whether there is a value with an interval."""
        return self.value is not None and self.low is not None and self.high is not None

    def estimate(self) -> Estimate:
        """Return it as an estimate, to be drawn.

        Raises
        ------
        ValueError
            If there is no value.
        """
        if self.value is None:
            raise ValueError(f"There is no value of {self.measure}, {self.group}: {self.state}")
        known = self.has_interval and self.level is not None
        return Estimate(
            value=self.value,
            low=self.low if known else None,
            high=self.high if known else None,
            level=self.level if known else None,
            n=self.n,
            unit=self.unit,
            method=self.method,
        )


def read_numbers(card: Card, versions: Versions, *, level: float) -> list[Number]:
    """Return every number of a card, in its order; one that cannot be read says why.

    Parameters
    ----------
    card
        Says where its numbers stand.
    versions
        The versions of other reports that are at hand.
    level
        Of the intervals that are computed from a table's shares.
    """
    numbers: list[Number] = []
    for one in card.numbers:
        if isinstance(one, FindingNumber):
            numbers.append(_from_finding(one, versions.get(one.report)))
        else:
            numbers += _from_table(one, card.groups, versions.get(one.report), level=level)
    return numbers


def not_at_hand(report: str) -> str:
    """Return what is said of a number whose report cannot be read."""
    return f"The report {report} is not at hand."


def _from_finding(one: FindingNumber, version: ReportVersion | None) -> Number:
    named: dict[str, Any] = {
        "measure": one.measure,
        "division": one.division,
        "group": one.group,
        "report": one.report,
        "source": f"finding {one.finding}",
    }
    if version is None:
        return Number(**named, state=not_at_hand(one.report))
    found = version.findings.get(one.finding)
    if found is None:
        return Number(
            **named,
            version=version.version,
            state="The report has no such finding now. "
            + did_you_mean(one.finding, list(version.findings)),
        )
    return Number(
        **named,
        value=float(found["value"]),
        low=None if found["low"] is None else float(found["low"]),
        high=None if found["high"] is None else float(found["high"]),
        level=found["level"],
        unit=found["unit"],
        n=found["n"],
        method=found["method"],
        data_kind=found["data_kind"],
        verdict=found["verdict"],
        version=version.version,
    )


def _from_table(
    one: TableNumbers, groups: tuple[Group, ...], version: ReportVersion | None, *, level: float
) -> list[Number]:
    missing: dict[str, Any] = {
        "measure": one.measure,
        "division": ALL,
        "group": ALL,
        "report": one.report,
        "source": f"table {one.table}",
    }
    if version is None:
        return [Number(**missing, state=not_at_hand(one.report))]
    missing["version"] = version.version
    frame = version.table(one.table)
    if frame is None:
        return [Number(**missing, state="The report has no such table now.")]
    wanted = [one.value, one.group, one.n, *one.where]
    wanted += [column for column in (one.low, one.high, one.division) if column]
    absent = [column for column in dict.fromkeys(wanted) if column not in frame.columns]
    if absent:
        return [Number(**missing, state=f"The table has no column {', '.join(absent)} now.")]
    for column, text in one.where.items():
        frame = frame[frame[column] == text]
    if not len(frame):
        return [Number(**missing, state="The table has no such row now.")]
    read = [_from_row(one, row, groups, version, level=level) for row in frame.to_dict("records")]
    order = [(ALL, ALL), *((group.division, group.name) for group in groups)]
    # Rows that are no group's keep their place among each other, in front.
    return sorted(
        read,
        key=lambda number: (
            order.index((number.division, number.group))
            if (number.division, number.group) in order
            else 0
        ),
    )


def _from_row(
    one: TableNumbers,
    row: Mapping[Any, str],
    groups: tuple[Group, ...],
    version: ReportVersion,
    *,
    level: float,
) -> Number:
    division, group = _whose(one, row, groups)
    named: dict[str, Any] = {
        "measure": one.measure,
        "division": division,
        "group": group,
        "report": one.report,
        "source": f"table {one.table}",
        "version": version.version,
        "data_kind": version.data_kind,
        "verdict": NO_VERDICT,
    }
    value = _number(row[one.value])
    if value is None:
        return Number(**named, state="The table withholds it or has no value.")
    low = _number(row[one.low]) if one.low else None
    high = _number(row[one.high]) if one.high else None
    named |= {
        "value": value,
        "unit": one.unit,
        "n": f"{row[one.n]} {one.n_of}".strip(),
        "method": one.method or row["method"],
    }
    if one.counted:
        return _with_wilson(named, value, _number(row[one.n]), one.n_of, level=level)
    if low is None or high is None:
        return Number(**named)
    return Number(**named, low=low, high=high, level=version.level)


def _with_wilson(
    named: dict[str, Any], value: float, n: float | None, of: str, *, level: float
) -> Number:
    """Return a share with Wilson's interval; without one if it is no share of so many."""
    trials = int(n) if n is not None and n > 0 else 0
    successes = round(value * trials)
    if not trials or abs(value * trials - successes) > 1e-6 * trials:
        return Number(**named | {"method": "no interval: the share is not one of a whole number"})
    found = wilson(successes, trials, level=level, of=of)
    told = {"method": "Wilson score interval, computed here from the share"}
    return Number(**named | told, low=found.low, high=found.high, level=level)


def _whose(one: TableNumbers, row: Mapping[Any, str], groups: tuple[Group, ...]) -> tuple[str, str]:
    label = row[one.group]
    if label in one.all_labels:
        return ALL, ALL
    if one.division is not None:
        return row[one.division], label
    for group in groups:
        if group.called(label):
            return group.division, group.name
    return "not asked about", label


def _number(text: str) -> float | None:
    found = pd.to_numeric(pd.Series([text]), errors="coerce").iloc[0]
    return None if pd.isna(found) else float(found)
