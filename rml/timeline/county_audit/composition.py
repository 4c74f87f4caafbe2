"""Real counties as the places of a simulation, and what their composition alone decides."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from rml.estimate import Estimate
from rml.stats.ecological import recovered_share
from rml.timeline.county_audit.group_definitions import (
    GROUP_DEFINITIONS,
    GroupDefinition,
    recovered_shares,
)
from rml.timeline.county_audit.worlds import Places

PER_CENT: Final = "per cent of the individual gap"


def places_of(
    counties: pd.DataFrame, context: pd.DataFrame, definition: GroupDefinition
) -> tuple[Places, int]:
    """Return real counties as places, and how many of them have no known rural share.

    Those get the average of the other counties, weighted by residents, in the simulation and in
    the auditor's covariate alike.

    Parameters
    ----------
    counties
        As `rml.data.county_race.load_county_race` has them.
    context
        As `rml.data.county_context.load_county_context` has it.
    definition
        One group against everybody else.

    Raises
    ------
    ValueError
        If the definition has a second group: worlds know one group and everybody else.
    """
    if definition.second is not None:
        raise ValueError(
            f"The definition `{definition.name}` compares two groups; simulated worlds know one "
            "group and everybody else: choose a definition that ends in `vs rest`."
        )
    residents = counties["total"].to_numpy()
    joined = counties[["fips"]].merge(
        context[["fips", "rural_pct"]], on="fips", how="left", validate="one_to_one"
    )
    rural = joined["rural_pct"].to_numpy() / 100
    known = np.isfinite(rural)
    average = float(np.average(rural[known], weights=residents[known]))
    places = Places(
        residents=residents,
        share=definition.shares(counties),
        state=pd.factorize(counties["state_fips"], sort=True)[0],
        rural=np.where(known, rural, average),
    )
    return places, int((~known).sum())


def share_recovered(counties: pd.DataFrame, definition: GroupDefinition) -> Estimate:
    """Return the part of an individual gap that the weighted gap shows, in per cent.

    Outcomes are taken to depend on one's own group only; residents stand for users. It follows
    from the composition of counties alone.
    """
    share = recovered_share(definition.shares(counties), counties["total"].to_numpy())
    return share.scaled(100, unit=PER_CENT)


def shares_by_definition(counties: pd.DataFrame) -> pd.DataFrame:
    """Return the same for every definition of the groups.

    Returns
    -------
    DataFrame
        ``group, against, others`` in words, ``group_share`` (per cent of residents) and
        ``recovered`` (per cent of the individual gap), in the order of the definitions.
    """
    frame = recovered_shares(counties)
    total = float(counties["total"].sum())
    definitions = [GROUP_DEFINITIONS[name] for name in frame["definition"]]
    words = {"none": "there are none", "left out": "are left out"}
    return pd.DataFrame(
        {
            "group": [one.first_words for one in definitions],
            "against": [one.second_words for one in definitions],
            "others": [words.get(how, f"fare {how}") for how in frame["others"]],
            "group_share": [100 * float(counties[one.first].sum()) / total for one in definitions],
            "recovered": 100 * frame["recovered_share"],
        }
    )


def without_each_state(counties: pd.DataFrame, definition: GroupDefinition) -> pd.DataFrame:
    """Return the part of the gap that the weighted gap shows if a state is left out.

    Returns
    -------
    DataFrame
        ``state`` and ``recovered`` (per cent of the individual gap), lowest first.
    """
    rows = []
    for state in sorted(set(counties["state"])):
        left = counties[counties["state"] != state]
        rows.append((state, share_recovered(left, definition).value))
    frame = pd.DataFrame(rows, columns=["state", "recovered"])
    return frame.sort_values(["recovered", "state"], ignore_index=True)


def where_the_group_lives(places: Places) -> dict[str, float]:
    """Return what composition decides, as shares: the group's average county and majorities.

    Returns
    -------
    dict
        ``group_county`` and ``other_county``: the group's share of the county of its average
        member, and of everybody else's; ``majority_counties``, in which it is more than half;
        ``majority_members``: the share of its members who live there.
    """
    members = places.residents * places.share
    others = places.residents - members
    majority = places.share > 0.5
    return {
        "group_county": float(np.average(places.share, weights=members)),
        "other_county": float(np.average(places.share, weights=others)),
        "majority_counties": int(majority.sum()),
        "majority_members": float(members[majority].sum() / members.sum()),
    }
