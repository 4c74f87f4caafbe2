"""What is planted: amplification dealt out over anonymous labels of the frame's parties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from rml.amplification.holdback.habits import Habits
from rml.amplification.holdback.scenario import PartyPlan, Scenario
from rml.data.ledger import simulated

SHORT_NAMES = {"United States of America": "US"}


@simulated
def labelled_frame(
    frame: pd.DataFrame, planted: Sequence[float], *, seed: int, name_parties: bool
) -> pd.DataFrame:
    """Return the frame with labels instead of names, and what is planted in each party.

    Within each country the labels P1, P2, … are dealt out at random, and so are the planted
    amplifications: nothing about a party can be read from either. A country's deal depends on
    the seed and on the country alone, not on what other countries a page has.

    Parameters
    ----------
    frame
        As ``sampling_frame`` returns it.
    planted
        Amplifications; each country takes as many as it has parties, from the first on.
    seed
        Of the deal.
    name_parties
        Whether labels carry the parties' names after all.

    Returns
    -------
    pandas.DataFrame
        The frame without ``party``, with ``label`` ("UK P2"), ``planted``; sorted by label.

    Raises
    ------
    ValueError
        If a country has more parties than there are planted values.
    """
    parts = []
    for country, rows in frame.groupby("country", sort=False):
        if len(rows) > len(planted):
            raise ValueError(
                f"{country} has {len(rows)} parties and `planted` only {len(planted)} values: "
                "give at least as many."
            )
        rng = np.random.default_rng([seed, *str(country).encode()])
        numbers = rng.permutation(len(rows)) + 1
        short = SHORT_NAMES.get(str(country), str(country))
        labels = [f"{short} P{number}" for number in numbers]
        if name_parties:
            labels = [f"{short} {party}" for party in rows["party"]]
        dealt = rng.permutation(np.asarray(planted[: len(rows)], dtype=float))
        parts.append(rows.drop(columns="party").assign(label=labels, planted=dealt))
    return pd.concat(parts).sort_values("label", kind="stable").reset_index(drop=True)


def scenario_of(
    labelled: pd.DataFrame,
    country: str,
    *,
    habits: Mapping[str, float],
    control_users: int,
    size_ratio: int,
    first_day: str,
    days: int,
) -> Scenario:
    """Return the simulated experiment of one country of a labelled frame."""
    rows = labelled[labelled["country"] == country]
    plans = [
        PartyPlan(
            party=str(row["label"]),
            country=country,
            side=row["side"],
            authors=int(row["members"]),
            amplification=float(row["planted"]),
        )
        for _, row in rows.iterrows()
    ]
    return Scenario(
        parties=tuple(plans),
        habits=Habits(**habits),  # type: ignore[arg-type]
        control_users={country: control_users},
        size_ratio=size_ratio,
        first_day=first_day,
        days=days,
    )
