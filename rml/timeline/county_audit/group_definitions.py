"""Which two groups of residents a county audit compares; the answer hangs on the definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from rml.stats.arguments import FloatArray
from rml.stats.ecological import Others, recovered_share
from rml.suggest import did_you_mean

_EVERYBODY_ELSE: Final = "everybody else"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDefinition:
    """Two groups of residents, the first compared with the second.

    Parameters
    ----------
    name
        By which a parameter file calls it.
    first
        A column of the county table (`rml.data.county_race`).
    second
        Another one, or None for everybody who is not in the first.
    first_words, second_words
        What the groups are called in a report.
    """

    name: str
    first: str
    second: str | None
    first_words: str
    second_words: str

    def shares(self, counties: pd.DataFrame) -> FloatArray:
        """Return the groups' shares of residents, shape (c,) or, of two groups, (c, 2)."""
        total = counties["total"].to_numpy(dtype=float)
        columns = [self.first] if self.second is None else [self.first, self.second]
        shares: FloatArray = counties[columns].to_numpy(dtype=float) / total[:, None]
        return shares[:, 0] if self.second is None else shares


_WORDS: Final = {
    "nh_white": "White, not Hispanic",
    "nh_black": "Black, not Hispanic",
    "nh_aian": "American Indian or Alaska Native, not Hispanic",
    "nh_asian": "Asian, not Hispanic",
    "nh_nhpi": "Native Hawaiian or Pacific Islander, not Hispanic",
    "nh_multi": "two or more races, not Hispanic",
    "hispanic": "Hispanic",
    "white_alone": "White alone, any ethnicity",
    "black_alone": "Black alone, any ethnicity",
    "aian_alone": "American Indian or Alaska Native alone, any ethnicity",
    "asian_alone": "Asian alone, any ethnicity",
    "nhpi_alone": "Native Hawaiian or Pacific Islander alone, any ethnicity",
    "two_or_more": "two or more races, any ethnicity",
}


def _definition(first: str, second: str | None) -> GroupDefinition:
    return GroupDefinition(
        name=f"{first} vs {second or 'rest'}",
        first=first,
        second=second,
        first_words=_WORDS[first],
        second_words=_EVERYBODY_ELSE if second is None else _WORDS[second],
    )


GROUP_DEFINITIONS: Final = {
    made.name: made
    for made in (
        _definition("nh_black", None),
        _definition("nh_black", "nh_white"),
        _definition("black_alone", None),
        _definition("black_alone", "white_alone"),
        _definition("hispanic", None),
        _definition("hispanic", "nh_white"),
        _definition("nh_asian", None),
        _definition("nh_asian", "nh_white"),
    )
}
"""By name, such as ``nh_black vs rest``. The first is the primary one."""


def group_definition(name: str) -> GroupDefinition:
    """Return the definition of a name.

    Raises
    ------
    ValueError
        If there is none, with the nearest name.
    """
    if name not in GROUP_DEFINITIONS:
        raise ValueError(
            f"There is no definition `{name}`. {did_you_mean(name, list(GROUP_DEFINITIONS))}"
        )
    return GROUP_DEFINITIONS[name]


def recovered_shares(
    counties: pd.DataFrame,
    *,
    definitions: tuple[str, ...] = tuple(GROUP_DEFINITIONS),
    weights: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return what part of a gap the weighted gap shows if only one's own group counts.

    Parameters
    ----------
    counties
        As `rml.data.county_race.load_county_race` has them.
    definitions
        Names of definitions.
    weights
        Users of each county, shape (c,); residents if None.

    Returns
    -------
    pandas.DataFrame
        ``definition``, ``others`` (how people of neither group fare: as the second, as the
        first, or left out of the counties; ``none`` where there are none) and
        ``recovered_share`` (share of the individual gap).
    """
    users = counties["total"].to_numpy(dtype=float) if weights is None else np.asarray(weights)
    ways: tuple[Others, ...] = ("as the second", "as the first", "left out")
    rows = []
    for name in definitions:
        definition = group_definition(name)
        shares = definition.shares(counties)
        for others in ways if definition.second else ways[:1]:
            part = recovered_share(shares, users, others=others)
            rows.append(
                {
                    "definition": name,
                    "others": others if definition.second else "none",
                    "recovered_share": part.value,
                }
            )
    return pd.DataFrame(rows)
