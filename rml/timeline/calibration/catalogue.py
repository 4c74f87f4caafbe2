"""All designs of the report, in the order of its figures."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rml.errors import DataError
from rml.suggest import did_you_mean
from rml.timeline.calibration.account_designs import account_alarms, account_intervals
from rml.timeline.calibration.accuracy_designs import accuracy_intervals
from rml.timeline.calibration.county_designs import county_alarms, county_intervals
from rml.timeline.calibration.design import AlarmDesign, IntervalDesign
from rml.timeline.calibration.disparity_designs import disparity_alarms, disparity_intervals
from rml.timeline.calibration.imputation_designs import imputation_alarms, imputation_intervals
from rml.timeline.calibration.inequality_designs import inequality_intervals
from rml.timeline.calibration.panel_designs import panel_alarms, panel_intervals
from rml.timeline.calibration.pooled_designs import pooled_intervals
from rml.timeline.calibration.spread_designs import spread_intervals


def interval_designs() -> list[IntervalDesign]:
    """Return every design of an interval."""
    return [
        *panel_intervals(),
        *county_intervals(),
        *pooled_intervals(),
        *accuracy_intervals(),
        *imputation_intervals(),
        *inequality_intervals(),
        *account_intervals(),
        *disparity_intervals(),
        *spread_intervals(),
    ]


def alarm_designs() -> list[AlarmDesign]:
    """Return every design of a test."""
    return [
        *panel_alarms(),
        *county_alarms(),
        *imputation_alarms(),
        *account_alarms(),
        *disparity_alarms(),
    ]


def check_declared(
    designs: Sequence[IntervalDesign | AlarmDesign], declared: Collection[str]
) -> None:
    """Raise DataError if ``declared`` names a design that there is not."""
    known = [design.id for design in designs]
    for name in declared:
        if name not in known:
            raise DataError(
                f"There is no design called {name!r}.",
                where="declared designs",
                remedy=did_you_mean(name, known),
            )
