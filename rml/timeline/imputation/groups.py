"""The six groups of name-and-place imputation, and how each source's columns fall into them.

The groups are those of the surname table: white, Black, Asian and Pacific Islander, American
Indian and Alaska Native, and two or more races are people who are not Hispanic; Hispanic people
may be of any race.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]

GROUPS: Final = ("white", "black", "hispanic", "api", "aian", "multi")
"""The order of the columns of every array of probabilities, shape (people, 6)."""

GROUP_WORDS: Final = {
    "white": "White",
    "black": "Black",
    "hispanic": "Hispanic",
    "api": "Asian or Pacific Islander",
    "aian": "American Indian or Alaska Native",
    "multi": "Two or more races",
}
"""How pages name the groups."""

COUNTY_COLUMNS: Final = {
    "nh_white": "white",
    "nh_black": "black",
    "hispanic": "hispanic",
    "nh_asian": "api",
    "nh_nhpi": "api",
    "nh_aian": "aian",
    "nh_multi": "multi",
}
"""The seven exclusive groups of the county table; two of them are one group of names."""

CONGRESS_GROUPS: Final = {
    "white": "white",
    "african-american": "black",
    "hispanic": "hispanic",
    "asian": "api",
    "pacific-islander": "api",
    "native": "aian",
    "multi-racial": "multi",
    "middle-eastern": "white",
}
"""The labels of the portraits of Congress. The Census counts Middle Eastern people as white."""


def group_index(group: str) -> int:
    """Return the column of a group in an array of probabilities.

    Raises
    ------
    ValueError
        If there is no such group.
    """
    if group not in GROUPS:
        raise ValueError(f"`group` must be one of {', '.join(GROUPS)}, not {group!r}.")
    return GROUPS.index(group)


def county_counts(counties: pd.DataFrame) -> FloatArray:
    """Return the residents of each county by group, shape (counties, 6), in persons.

    Parameters
    ----------
    counties
        Columns ``nh_white, nh_black, nh_aian, nh_asian, nh_nhpi, nh_multi, hispanic``, as the
        county table of the registry has them; its Asian people and its Native Hawaiians and
        other Pacific Islanders are added together, because the surname table has one group.
    """
    counts = np.zeros((len(counties), len(GROUPS)))
    for column, group in COUNTY_COLUMNS.items():
        counts[:, GROUPS.index(group)] += counties[column].to_numpy(dtype=np.float64)
    return counts


def shares_of(counts: FloatArray) -> FloatArray:
    """Return each row's counts as shares that add up to 1; NaN for a row without people."""
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.full_like(counts, np.nan)
    np.divide(counts, totals, out=shares, where=totals > 0)
    return shares


def group_shares(table: pd.DataFrame) -> FloatArray:
    """Return the six columns of a table of names or ZIP areas as an array, shape (rows, 6)."""
    return table[list(GROUPS)].to_numpy(dtype=np.float64)
