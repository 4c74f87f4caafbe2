"""Whether published figures agree with each other: arithmetic with their rounding.

Every figure is known within its tolerance only. A check computes one figure from others, and
the range that their tolerances allow. It agrees if the computed value lies within the tolerance
of the figure it is held against; if only the ranges meet, rounding may explain the distance.
Nothing here is a sample, so nothing carries a sampling interval.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

import pandas as pd

from rml.data.published_figures import PublishedFigure
from rml.estimate import Estimate

AGREES: Final = "agrees"
ROUNDING: Final = "rounding may explain it"
DISAGREES: Final = "does not agree"


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """A value computed from published figures, with what their rounding allows.

    Attributes
    ----------
    value
        From the figures as they are.
    low, high
        The least and the largest value that figures within their tolerances give.
    """

    value: float
    low: float
    high: float

    def against(self, figure: PublishedFigure) -> str:
        """Return ``AGREES``, ``ROUNDING`` or ``DISAGREES``."""
        reach = figure.tolerance + 1e-12 * max(1.0, abs(figure.value))
        if abs(self.value - figure.value) <= reach:
            return AGREES
        meets = self.low <= figure.value + reach and figure.value - reach <= self.high
        return ROUNDING if meets else DISAGREES

    def estimate(self, *, unit: str, n: str, method: str) -> Estimate:
        """Return the value as an estimate without a sampling interval."""
        return Estimate(
            value=self.value, low=None, high=None, level=None, n=n, unit=unit, method=method
        )


def computed(
    formula: Callable[..., float], *figures: PublishedFigure, factor: float = 1.0
) -> Computed:
    """Return what ``formula`` gives for ``figures``, and the range their tolerances allow.

    Parameters
    ----------
    formula
        Monotone in each argument, so that its extremes lie at ends of the tolerances.
    figures
        Its arguments, in order.
    factor
        Multiplies the figures' values and tolerances first: 0.01 for figures in per cent.
    """
    ends = [
        ((figure.value - figure.tolerance) * factor, (figure.value + figure.tolerance) * factor)
        for figure in figures
    ]
    corners = [formula(*corner) for corner in product(*ends)]
    return Computed(
        value=formula(*(figure.value * factor for figure in figures)),
        low=min(corners),
        high=max(corners),
    )


def total(first: float, second: float) -> float:
    """Return the sum."""
    return first + second


def quotient(numerator: float, denominator: float) -> float:
    """Return the ratio."""
    return numerator / denominator


def portion(part: float, whole: float, other: float) -> float:
    """Return the part of ``other`` that is to it as ``part`` is to ``whole``."""
    return part / whole * other


def reach_ratio(right: float, left: float) -> float:
    """Return how many times as much the right's reach was multiplied as the left's.

    Parameters
    ----------
    right, left
        Amplifications: 0 is the same reach, 1 twice the reach.

    Examples
    --------
    >>> round(reach_ratio(1.67, 0.43), 2)
    1.87
    """
    return (1 + right) / (1 + left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One figure held against what others give.

    Attributes
    ----------
    what
        What is checked, in words.
    against
        The id of the published figure.
    formula
        Computes it from others.
    of
        The ids of the others, in the order of the formula's arguments.
    """

    what: str
    against: str
    formula: Callable[..., float]
    of: tuple[str, ...]


CHECKS: Final[dict[str, Check]] = {
    "group_sizes": Check(
        what="control and treatment accounts add up to all accounts",
        against="accounts_total",
        formula=total,
        of=("accounts_control", "accounts_treatment"),
    ),
    "control_share": Check(
        what="control accounts by all accounts of the experiment",
        against="control_share_of_experiment",
        formula=quotient,
        of=("accounts_control", "accounts_total"),
    ),
    "treatment_share": Check(
        what="treatment accounts by all accounts of the experiment",
        against="treatment_share_of_experiment",
        formula=quotient,
        of=("accounts_treatment", "accounts_total"),
    ),
    "logged_in_within_a_day": Check(
        what="accounts logged in within a day by all accounts",
        against="share_logged_in_within_a_day",
        formula=quotient,
        of=("accounts_logged_in_within_a_day", "accounts_total"),
    ),
    "logged_in_within_a_week": Check(
        what="accounts logged in within a week by all accounts",
        against="share_logged_in_within_a_week",
        formula=quotient,
        of=("accounts_logged_in_within_a_week", "accounts_total"),
    ),
    "daily_control_accounts": Check(
        what="control's share of the accounts logged in within a day",
        against="control_accounts_active_daily",
        formula=portion,
        of=("accounts_control", "accounts_total", "accounts_logged_in_within_a_day"),
    ),
}
"""The checks of the experiment's arithmetic, by id.

The 4 of the formula is none of the figures held against others: it is a constant and no rounded
measurement, so that no ratio could reproduce it and its tolerance would admit 3.5 to 4.5.
"""


def checked(id: str, figures: Mapping[str, PublishedFigure]) -> Computed:  # noqa: A002
    """Return what the check ``id`` computes from ``figures``."""
    check = CHECKS[id]
    return computed(check.formula, *(figures[name] for name in check.of))


def checks_frame(figures: Mapping[str, PublishedFigure]) -> pd.DataFrame:
    """Return every check: what, computed value and range, the printed figure, and the result.

    Returns
    -------
    DataFrame
        ``check, computed, least, most, printed, result``; the result is ``AGREES``,
        ``ROUNDING`` or ``DISAGREES``.
    """
    rows = []
    for id, check in CHECKS.items():  # noqa: A001 - the word for it here
        found, figure = checked(id, figures), figures[check.against]
        rows.append(
            (
                check.what,
                found.value,
                found.low,
                found.high,
                figure.printed,
                found.against(figure),
            )
        )
    return pd.DataFrame(rows, columns=["check", "computed", "least", "most", "printed", "result"])
