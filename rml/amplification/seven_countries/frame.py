"""The sampling frame: which parties of a legislature are large enough, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from rml.data.party_positions import SUPPORT, latest_positions

# What the source lists as groups without being parties: members who sit for none.
NO_PARTY: Final = {
    ("France", "ni"),
    ("Japan", "ind"),
    ("UK", "independent"),
    ("UK", "speaker"),
    ("United States of America", "independent"),
}
# When the legislatures of the frame were elected: which government they belong to.
ELECTIONS: Final = {
    "Canada": 2015,
    "France": 2012,
    "Germany": 2013,
    "Japan": 2012,
    "Spain": 2011,
    "UK": 2015,
    "United States of America": 2014,
}


def sampling_frame(
    legislators: pd.DataFrame,
    positions: pd.DataFrame,
    *,
    countries: Sequence[str],
    least_members: int,
    far_position: float,
) -> pd.DataFrame:
    """Return the parties of the legislatures that are large enough, one row each.

    Parameters
    ----------
    legislators
        As ``rml.data.legislators.load_legislators`` returns them.
    positions
        As ``rml.data.party_positions.load_party_positions`` returns them.
    countries
        Which countries, in this order.
    least_members
        Sitting members that a party must have.
    far_position
        Distance from the middle of the left-right scale at which a party counts as far.

    Returns
    -------
    pandas.DataFrame
        ``country, party, members`` (sitting members), ``known_accounts`` (of these, with an
        account that the source knows), ``left_right`` (position of the party's groups,
        weighted by members; missing if not coded), ``side`` ("left", "right" or None),
        ``extremity`` ("far", "moderate" or None), ``in_government`` (True, False or None),
        ``pair`` ("left" or "right" for the largest party of that side, else None). Largest
        party of a country first.
    """
    sitting = legislators[legislators["sitting"]]
    no_party = [
        (country, group) in NO_PARTY
        for country, group in zip(sitting["country"], sitting["group_id"], strict=True)
    ]
    elected = positions["year"] <= positions["country"].map(ELECTIONS)
    voted = positions[elected].sort_values("year", kind="stable")
    # Positions move: that of the frame's own election, or a later one if there is none before.
    at_election = latest_positions(voted)["left_right"]
    latest = at_election.combine_first(latest_positions(positions)["left_right"])
    government = voted.groupby("vparty_id")["government"].last()
    members = sitting[~np.array(no_party, dtype=bool)].assign(
        left_right=lambda rows: rows["vparty_id"].map(latest),
        government=lambda rows: rows["vparty_id"].map(government),
    )
    rows = []
    for country in countries:
        parties = [
            _party(country, str(party), of_party, far_position=far_position)
            for party, of_party in members[members["country"] == country].groupby("party")
            if len(of_party) >= least_members
        ]
        parties.sort(key=lambda row: (-int(str(row["members"])), str(row["party"])))
        for side in ("left", "right"):
            largest = next((row for row in parties if row["side"] == side), None)
            if largest is not None:
                largest["pair"] = side
        rows += parties
    frame = pd.DataFrame(rows)
    text = ["side", "extremity", "in_government", "pair"]
    frame[text] = frame[text].astype(object).where(frame[text].notna(), None)
    return frame


def frame_totals(
    legislators: pd.DataFrame, frame: pd.DataFrame, *, countries: Sequence[str]
) -> pd.DataFrame:
    """Return how much of each legislature the frame holds: what is left out is counted.

    Returns
    -------
    pandas.DataFrame
        ``country, chambers, memberships`` (all rows of the source), ``sitting, no_party``
        (sitting members of no party), ``small_parties`` (sitting members of parties that
        are too small), ``parties, members`` (in the frame), ``known_accounts`` (of the
        members in the frame).
    """
    rows = []
    for country in countries:
        own = legislators[legislators["country"] == country]
        sitting = own[own["sitting"]]
        none = sum((country, group) in NO_PARTY for group in sitting["group_id"])
        kept = frame[frame["country"] == country]
        rows.append(
            {
                "country": country,
                "chambers": own["chamber"].nunique(),
                "memberships": len(own),
                "sitting": len(sitting),
                "no_party": none,
                "small_parties": len(sitting) - none - int(kept["members"].sum()),
                "parties": len(kept),
                "members": int(kept["members"].sum()),
                "known_accounts": int(kept["known_accounts"].sum()),
            }
        )
    return pd.DataFrame(rows)


def _party(
    country: str, party: str, members: pd.DataFrame, *, far_position: float
) -> dict[str, object]:
    coded = members["left_right"].dropna()
    position = float(coded.mean()) if len(coded) else None
    parts = members["government"].dropna()
    part = parts.mode().iloc[0] if len(parts) else None
    known = part is not None and part in SUPPORT.values()
    return {
        "country": country,
        "party": party,
        "members": len(members),
        "known_accounts": int(members["known_account"].sum()),
        "left_right": position,
        "side": None if position is None else "left" if position < 0 else "right",
        "extremity": None
        if position is None
        else "far"
        if abs(position) >= far_position
        else "moderate",
        "in_government": str(part).endswith("in government") if known else None,
        "pair": None,
    }
