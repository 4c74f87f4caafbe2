"""How well imputation finds the labelled group of the members of Congress.

Names and ids stay in memory: what leaves this module are counts, means and intervals over at
least ten members of a group.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.data.name_race import NameRace
from rml.errors import DataError
from rml.estimate import Estimate
from rml.stats.intervals import wilson
from rml.timeline.imputation.bisg import bifsg
from rml.timeline.imputation.groups import (
    CONGRESS_GROUPS,
    GROUP_WORDS,
    GROUPS,
    FloatArray,
    county_counts,
    group_index,
    shares_of,
)
from rml.timeline.imputation.names import WHOLE, match_first_names, match_surnames
from rml.timeline.imputation.priors import load_first_name_prior, population_prior

SURNAME: Final = "surname"
LISTED: Final = "surname, where listed"
FIRST_NAME: Final = "surname and first name"
STATE: Final = "surname and state"
BOTH: Final = "surname, first name and state"
INFORMATION: Final = (SURNAME, FIRST_NAME, STATE, BOTH)
"""What the probabilities rest on, for everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CongressCheck:
    """Labels and imputed probabilities of the members, without names and ids.

    Parameters
    ----------
    labels
        The labelled group's column in `GROUPS`, shape (members,).
    probabilities
        By what they rest on (`INFORMATION`): shape (members, 6).
    listed
        Whether the whole surname stands in the table, shape (members,).
    first_name_listed
        Whether a first name does.
    prior
        The composition of the country, shape (6,), from which all probabilities start.
    reported
        The groups of at least ten members. Other groups have no figure of their own; their
        members count where everybody does, as members of no reported group.
    """

    labels: NDArray[np.intp]
    probabilities: Mapping[str, FloatArray]
    listed: NDArray[np.bool_]
    first_name_listed: NDArray[np.bool_]
    prior: FloatArray
    reported: tuple[str, ...]

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Whether a member's group is reported, shape (members,)."""
        return np.isin(self.labels, [group_index(group) for group in self.reported])

    def of_group(self, group: str) -> NDArray[np.bool_]:
        """Return whether a member has the label ``group``, shape (members,)."""
        return np.asarray(self.labels == group_index(group))


def check_congress(
    members: pd.DataFrame,
    names: NameRace,
    counties: pd.DataFrame,
    *,
    least: int,
    first_name_prior: FloatArray | None = None,
) -> CongressCheck:
    """Return the members' labels with the probabilities that names and state give them.

    Parameters
    ----------
    members
        As `rml.data.congress_names.load_congress_names` returns them.
    names
        The tables of names.
    counties
        The county table of the registry; counties are added up to states, and to the nation,
        whose composition is the prior.
    least
        The least number of members of a group that is reported.
    first_name_prior
        The composition of the people from whom first names were counted, shape (6,); None:
        that of `rml.timeline.imputation.priors.load_first_name_prior`.

    Returns
    -------
    CongressCheck
        A surname or first name that is not listed is left out; what else is known stays.

    Raises
    ------
    DataError
        If the county table lacks the state of a member.
    """
    residents = county_counts(counties)
    states, rows = np.unique(counties["state"].to_numpy(dtype=str), return_inverse=True)
    by_state = np.zeros((len(states), len(GROUPS)))
    np.add.at(by_state, rows, residents)
    place_of = {state: place for place, state in enumerate(states.tolist())}
    unknown = sorted(set(members["state"]) - set(place_of))
    if unknown:
        raise DataError(
            f"The county table has no county of {', '.join(unknown)}.",
            where="check_congress",
            remedy="Use the county table of all 50 states (load_county_race).",
        )
    state = shares_of(by_state)[[place_of[name] for name in members["state"]]]
    surname = match_surnames(members["surname"], names.surnames)
    first = match_first_names(members["first_name"], names.first_names)
    prior = population_prior(residents)
    # First names were counted among mortgage applicants, not among residents.
    of_first = load_first_name_prior() if first_name_prior is None else first_name_prior
    nowhere = np.full_like(state, np.nan)
    given = {
        SURNAME: (surname.shares, nowhere, None),
        FIRST_NAME: (surname.shares, nowhere, first.shares),
        STATE: (surname.shares, state, None),
        BOTH: (surname.shares, state, first.shares),
    }
    labels = np.array([group_index(CONGRESS_GROUPS[label]) for label in members["ethnicity"]])
    sizes = np.bincount(labels, minlength=len(GROUPS))
    return CongressCheck(
        labels=labels,
        probabilities={
            name: bifsg(*sources, prior=prior, first_name_prior=of_first).probabilities
            for name, sources in given.items()
        },
        listed=surname.how == WHOLE,
        first_name_listed=~np.isnan(first.shares[:, 0]),
        prior=prior,
        reported=tuple(
            group for group, size in zip(GROUPS, sizes.tolist(), strict=True) if size >= least
        ),
    )


class Found(NamedTuple):
    """How many members of a group were found, of how many."""

    found: int
    members: int


def found_count(check: CongressCheck, group: str, information: str) -> Found:
    """Return how many members of a group have their label as the most probable group.

    Parameters
    ----------
    check
        Labels and probabilities.
    group
        One of the reported groups.
    information
        One of `INFORMATION`, or `LISTED`: by surname, among members whose whole surname stands
        in the table.
    """
    members = check.of_group(group)
    if information == LISTED:
        members = members & check.listed
    source = SURNAME if information == LISTED else information
    guesses = check.probabilities[source][members].argmax(axis=1)
    return Found(int((guesses == group_index(group)).sum()), len(guesses))


def found_share(check: CongressCheck, group: str, information: str, *, level: float) -> Estimate:
    """Return `found_count` as a share, with its Wilson score interval.

    The interval takes members as independent draws of people like them.
    """
    count = found_count(check, group, information)
    return wilson(count.found, count.members, level=level, of="members")


def rounded_share(
    check: CongressCheck, group: str, information: str, *, level: float, step: float = 0.05
) -> Estimate:
    """Return `found_share` in steps of ``step``, ends outwards, without the number of members.

    Shown beside the exact share of nearly the same members it tells nothing of the few in whom
    the two differ.
    """
    share = found_share(check, group, information, level=level)
    if share.low is None or share.high is None:
        raise ValueError("A Wilson interval has two ends.")
    return Estimate(
        value=round(share.value / step) * step,
        low=math.floor(share.low / step) * step,
        high=math.ceil(share.high / step) * step,
        level=level,
        n="members with corrected labels (number withheld)",
        unit=share.unit,
        method=f"{share.method}; rounded to {100 * step:g} percentage points, ends outwards",
    )


def facts_of_check(check: CongressCheck) -> dict[str, int | float | str]:
    """Return what the page says of the members and their names before any result.

    Returns
    -------
    dict
        ``members``, ``whole`` (share whose whole surname is listed), ``first`` (share with a
        listed first name), ``kept`` (members of reported groups), ``groups`` (these, in words).
    """
    words = [GROUP_WORDS[group] for group in check.reported]
    return {
        "members": len(check.labels),
        "whole": float(check.listed.mean()),
        "first": float(check.first_name_listed.mean()),
        "kept": int(check.kept.sum()),
        "groups": f"the groups {', '.join(words[:-1])} and {words[-1]}",
    }


def overall_facts(check: CongressCheck) -> dict[str, float]:
    """Return the shares that hide the groups, by surname alone, among reported members.

    Returns
    -------
    dict
        ``overall`` (most probable group is the label), ``naive`` (members of the largest group).
    """
    labels = check.labels[check.kept]
    guesses = check.probabilities[SURNAME][check.kept].argmax(axis=1)
    return {
        "overall": float((guesses == labels).mean()),
        "naive": float(np.bincount(labels).max() / len(labels)),
    }


def accuracy_frame(check: CongressCheck, *, level: float) -> pd.DataFrame:
    """Return how often the most probable group is the label, by information and group.

    Returns
    -------
    DataFrame
        ``information``, ``group`` (in words), ``people`` (members with this label),
        ``share_correct``, ``low``, ``high``.
    """
    rows = []
    for information in INFORMATION:
        for group in check.reported:
            share = found_share(check, group, information, level=level)
            rows.append(
                {
                    "information": information,
                    "group": GROUP_WORDS[group],
                    "people": int(check.of_group(group).sum()),
                    "share_correct": share.value,
                    "low": share.low,
                    "high": share.high,
                }
            )
    return pd.DataFrame(rows)


def probability_confusion(check: CongressCheck) -> pd.DataFrame:
    """Return the mean probability of each group, by label and information.

    Returns
    -------
    DataFrame
        ``information``, ``label`` (in words), ``people`` (members with this label), and one
        column for each group of `GROUPS`: its mean probability; a row adds up to 1.
    """
    rows = []
    for information in INFORMATION:
        for group in check.reported:
            members = check.of_group(group)
            means = check.probabilities[information][members].mean(axis=0)
            rows.append(
                {
                    "information": information,
                    "label": GROUP_WORDS[group],
                    "people": int(members.sum()),
                    **dict(zip(GROUPS, means.tolist(), strict=True)),
                }
            )
    return pd.DataFrame(rows)
