"""How much of what imputation does to a gap hangs on how common surnames are taken to be.

The table of surnames holds no counts. Made-up people's names are as common as a power of their
rank makes them (`rml.timeline.imputation.made_up_people.surname_weights`); here the same gap is
looked for under several powers, in the whole population, so that sampling blurs nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from rml.stages import Arrays, stage
from rml.timeline.imputation.disparity_effect import (
    BIRDIE,
    CERTAIN,
    MOST_PROBABLE,
    WEIGHTED,
    PlantedGap,
)
from rml.timeline.imputation.groups import FloatArray, county_counts, group_index, group_shares
from rml.timeline.imputation.made_up_people import (
    WORLDS,
    MadeOutcome,
    MadePeople,
    draw_people,
    made_outcome,
    surname_weights,
)

STAGE: Final = "imputation_commonness"
CODE: Final = ("rml.timeline.imputation.name_commonness",)
LEAST_BEARERS: Final = 100
"""Bearers of the rarest listed surnames, by the source of the table."""

LISTED_SHARE: Final = 0.9
"""Share of the population whose surname is listed, by the source of the table."""

_RAREST: Final = 1000
_METHODS: Final = {
    "weighted": WEIGHTED,
    "birdie": BIRDIE,
    "most_probable": MOST_PROBABLE,
    "cutoff": CERTAIN,
}
METHOD_COLUMNS: Final = tuple(_METHODS)
"""The columns of `commonness_frame` that hold what methods keep of the gap."""


def rarest_per_million(counties: pd.DataFrame) -> float:
    """Return how many of a million bearers of listed surnames bear one of the rarest of them.

    `LEAST_BEARERS` over `LISTED_SHARE` of the residents of all counties: what weights must give
    the rarest names to agree with what is known of them.
    """
    return float(1e6 * LEAST_BEARERS / (LISTED_SHARE * county_counts(counties).sum()))


class Ends(NamedTuple):
    """How common the commonest and the rarest surnames are taken to be.

    Parameters
    ----------
    commonest
        Share of all people who bear the commonest.
    rarest
        Bearers in a million of a name among the thousand rarest, on average.
    """

    commonest: float
    rarest: float


def commonest_and_rarest(
    surnames: pd.DataFrame, counties: pd.DataFrame, *, exponent: float
) -> Ends:
    """Return how common the commonest and the rarest names are under an exponent.

    ``surnames``, ``counties`` and ``exponent`` are those of
    `rml.timeline.imputation.made_up_people.draw_people`.
    """
    counts = county_counts(counties)
    prior = counts.sum(axis=0) / counts.sum()
    weights = np.sort(surname_weights(group_shares(surnames), prior, exponent=exponent))
    return Ends(float(weights[-1]), float(1e6 * weights[:_RAREST].mean()))


def commonness_frame(
    surnames: pd.DataFrame,
    counties: pd.DataFrame,
    planted: PlantedGap,
    *,
    exponents: Sequence[float],
    size: int,
    seed: Sequence[int],
) -> pd.DataFrame:
    """Return what methods keep of a planted gap, by the exponent of names' commonness and world.

    Parameters
    ----------
    surnames, counties, size
        As for `rml.timeline.imputation.made_up_people.draw_people`.
    planted
        What is planted.
    exponents
        Of `rml.timeline.imputation.made_up_people.surname_weights`.
    seed
        Of the random numbers, the same for all exponents; results stay in the cache under all
        that decides them.

    Returns
    -------
    DataFrame
        ``exponent``; ``commonest`` and ``rarest`` as `Ends` has them, which tell how plausible it
        is; ``world``; and for each method of `METHOD_COLUMNS` the gap found in the
        whole population over the planted one, NaN where nobody counts.
    """

    def compute() -> Arrays:
        found, ends = [], []
        for exponent in exponents:
            rng = np.random.default_rng(list(seed))
            people = draw_people(surnames, counties, size=size, exponent=exponent, rng=rng)
            found.append([_kept(people, planted, made) for made in _outcomes(people, planted)])
            ends.append(commonest_and_rarest(surnames, counties, exponent=exponent))
        return {"kept": np.array(found), "ends": np.array(ends)}

    arrays = stage(
        STAGE,
        key={
            "tables": [_checksum(group_shares(surnames)), _checksum(county_counts(counties))],
            "planted": asdict(planted),
            "exponents": list(exponents),
            "size": size,
            "seed": list(seed),
        },
        code=CODE,
        compute=compute,
        packages=("numpy", "scipy"),
    )
    rows = []
    for exponent, ends, worlds in zip(exponents, arrays["ends"], arrays["kept"], strict=True):
        for world, methods in zip(WORLDS, worlds, strict=True):
            rows.append(
                {
                    "exponent": exponent,
                    "commonest": float(ends[0]),
                    "rarest": float(ends[1]),
                    "world": world,
                    **dict(zip(METHOD_COLUMNS, methods.tolist(), strict=True)),
                }
            )
    return pd.DataFrame(rows)


def _outcomes(people: MadePeople, planted: PlantedGap) -> list[MadeOutcome]:
    return [
        made_outcome(
            people,
            world=world,
            first=planted.first,
            second=planted.second,
            base=planted.base,
            gap=planted.gap,
        )
        for world in WORLDS
    ]


def _kept(people: MadePeople, planted: PlantedGap, outcome: MadeOutcome) -> list[float]:
    """Return the gap that each method finds in the whole population, over the planted one."""
    happened = even_outcomes(people, outcome, first=planted.first)
    nobody = np.full(len(happened), -1)
    kept = []
    for method in _METHODS.values():
        try:
            gap = planted.estimators()[method](people.probabilities, happened, nobody)[0]
        except ValueError:  # nobody counts as a group
            gap = float("nan")
        kept.append(gap / outcome.gap)
    return kept


def even_outcomes(people: MadePeople, outcome: MadeOutcome, *, first: str) -> FloatArray:
    """Return outcomes of 0 and 1 that happen as often as they should among any who are alike.

    People stand by their probability of the group ``first``, and each has the outcome where the
    running sum of chances passes a half (systematic sampling). Among neighbours the number of
    outcomes is then their chances' sum but for one, so that what a method finds is free of the
    noise of drawing.

    Parameters
    ----------
    people, outcome
        The population and its chances, shape (people,).
    first
        One of `GROUPS`.

    Returns
    -------
    ndarray
        0 or 1, shape (people,).
    """
    order = np.lexsort((people.groups, people.probabilities[:, group_index(first)]))
    passed = np.floor(np.cumsum(outcome.chances[order]) + 0.5)
    happened = np.empty(len(order))
    happened[order] = np.diff(passed, prepend=0.0)
    return happened


def _checksum(array: FloatArray) -> str:
    return hashlib.sha256(array.tobytes()).hexdigest()
