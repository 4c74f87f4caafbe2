"""How many residents stand behind the shares of ZIP areas, and what they are composed of.

The table of ZIP areas holds shares without the numbers of residents. Its shares are written with
all their digits, so each is a fraction of whole numbers that can be found again, and the least
common denominator of an area's six shares is its number of residents, or that number divided by
a factor that all six counts have in common (likeliest in small areas). Of the 50 states and the
District of Columbia 99 % of the residents are found again in this way.

The residents are those of all ages at the Census of 2010 who gave one of the six groups: the
table's makers divided those of some other race in proportion among the six.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike

from rml.timeline.imputation.groups import FloatArray, group_shares
from rml.timeline.imputation.priors import population_prior

if TYPE_CHECKING:
    import pandas as pd

PUERTO_RICO: Final = ("006", "007", "009")
"""Beginnings of Puerto Rico's ZIP codes."""

# Two fractions with denominators below 200,000 are at least 2.5e-11 apart; the shares of the
# table are within 1e-15 of theirs.
_EXACT: Final = 1e-12
_MOST_RESIDENTS: Final = 200_000
_STEPS: Final = 40


def zip_area_prior(table: pd.DataFrame) -> FloatArray:
    """Return P(group) in the population that ZIP areas are parts of, shape (6,).

    That of the 50 states and the District of Columbia, which is also the population behind the
    table of surnames; areas of Puerto Rico keep their own composition but are no part of it.
    Averaged over these areas by their residents, the Bayes step gives P(group | surname) back,
    as it must; with the composition of adults it would not.

    Parameters
    ----------
    table
        As `rml.data.name_race.load_zcta_race` returns it.

    Raises
    ------
    ValueError
        As `residents`.
    """
    in_states = ~table["zcta"].str[:3].isin(PUERTO_RICO)
    return population_prior(residents(group_shares(table[in_states])))


def residents(shares: ArrayLike) -> FloatArray:
    """Return residents by area and group, shape (areas, 6), as whole numbers.

    Parameters
    ----------
    shares
        P(group | area) with all their digits, shape (areas, 6); a row of NaN where nobody lives,
        which gives zeros.

    Raises
    ------
    ValueError
        If an area's shares are no fractions of at most 200,000 residents. Shares rounded to
        four or five digits are, of 10,000 or 100,000; but they do not add up to 1, and
        `rml.data.name_race.load_zcta_race` refuses them.

    Examples
    --------
    >>> residents([[4 / 7, 1 / 7, 2 / 7, 0, 0, 0]]).tolist()
    [[4.0, 1.0, 2.0, 0.0, 0.0, 0.0]]
    """
    array = np.asarray(shares, dtype=np.float64)
    found = np.zeros_like(array)
    lived_in = ~np.isnan(array).any(axis=1)
    given = array[lived_in]
    totals = np.ones(len(given), dtype=np.int64)
    exact = np.ones(len(given), dtype=bool)
    for column in given.T:
        denominators, reached = _denominators(column)
        totals = np.lcm(totals, denominators)
        exact &= reached & (totals <= _MOST_RESIDENTS)
        totals[~exact] = 1
    if not exact.all():
        raise ValueError(
            f"The shares of {int((~exact).sum()):,} of {len(given):,} areas are no fractions of "
            f"whole numbers up to {_MOST_RESIDENTS:,}: they may have been rounded."
        )
    found[lived_in] = np.round(given * totals[:, None])
    return found


def _denominators(values: FloatArray) -> tuple[np.ndarray, np.ndarray]:
    """Return the smallest denominators by continued fractions, and where one was found."""
    whole = np.floor(values)
    rest = values - whole
    before, now = np.ones_like(values), whole
    before_below, below = np.zeros_like(values), np.ones_like(values)
    left = np.abs(values - now / below) > _EXACT
    for _ in range(_STEPS):
        left &= below <= _MOST_RESIDENTS
        if not left.any():
            break
        inverse = np.divide(1.0, rest, out=np.ones_like(rest), where=left & (rest > 0))
        whole = np.floor(inverse)
        rest = np.where(left, inverse - whole, rest)
        before, now = np.where(left, now, before), np.where(left, whole * now + before, now)
        before_below, below = (
            np.where(left, below, before_below),
            np.where(left, whole * below + before_below, below),
        )
        left &= np.abs(values - now / below) > _EXACT
    reached = (np.abs(values - now / below) <= _EXACT) & (below <= _MOST_RESIDENTS)
    return np.where(reached, below, 1).astype(np.int64), reached
