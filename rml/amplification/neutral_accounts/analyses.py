"""The four analyses of one difference: whom each speaks of, and what it rests on.

Two estimands are kept apart. *These accounts*: the mean difference (home timeline minus
friends) that the three accounts of a seed would show over many days under the conditions of
the period; days are what varies, and neighbouring days repeat each other. *Accounts of such
a seed*: the mean over all accounts that could have been started from the seed and run by the
same rules; accounts are what varies, and there are three.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Analysis = Literal["independent_days", "hac", "block_bootstrap", "accounts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisNote:
    """What an analysis is called, whom it speaks of (of a ``{seed}``), and what it rests on."""

    name: str
    population: str
    weights: str
    assumptions: str
    breaks_if: str


_FIXED_ACCOUNTS: Final = (
    "the three accounts that first followed {seed}, over days like those observed"
)
_BY_DAYS: Final = "every account-day counting alike"
ANALYSES: Final[dict[Analysis, AnalysisNote]] = {
    "independent_days": AnalysisNote(
        name="days as independent (published)",
        population=_FIXED_ACCOUNTS,
        weights=_BY_DAYS,
        assumptions="Every account-day is an independent observation, which is known to be false.",
        breaks_if="Windows of neighbouring days overlap, as they do, or scores drift, as they do.",
    ),
    "hac": AnalysisNote(
        name="these accounts, HAC",
        population=_FIXED_ACCOUNTS,
        weights=_BY_DAYS,
        assumptions=(
            "The series are stationary, and days further apart than the largest lag are nearly "
            "unrelated. Accounts are fixed and may share shocks of the day."
        ),
        breaks_if=(
            "An account changes its level for good, or another bandwidth overturns the result "
            "(see the table of sensitivity)."
        ),
    ),
    "block_bootstrap": AnalysisNote(
        name="these accounts, bootstrap",
        population=_FIXED_ACCOUNTS,
        weights=_BY_DAYS,
        assumptions=(
            "The series are stationary, a block outlasts the dependence between days, and the "
            "accounts, which are fixed, are independent of each other."
        ),
        breaks_if="An account changes its level for good; few blocks make the interval too short.",
    ),
    "accounts": AnalysisNote(
        name="accounts as units",
        population=(
            "accounts that would first follow {seed} and be run by the same rules in the same "
            "months"
        ),
        weights="every account counting alike",
        assumptions=(
            "The three accounts are independent draws of such accounts, and accounts' means are "
            "normally distributed. Nothing is assumed about days."
        ),
        breaks_if=(
            "Accounts of a seed influenced each other or share what they follow, or the means of "
            "accounts have heavy tails."
        ),
    ),
}
