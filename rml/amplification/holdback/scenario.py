"""What a simulated experiment is made of, in plain values that a cache can be keyed by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.amplification.holdback.behaviour import PlantedExperiment, plant, typical_centres
from rml.amplification.holdback.habits import Habits
from rml.data.ledger import simulated

Authors = Literal["these authors", "authors like these"]
"""Whether authors stay the same over draws of a scenario, or are drawn anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyPlan:
    """A party of a simulated experiment.

    Parameters
    ----------
    party, country
        Their names; a party has one country.
    side
        "left", "right" or None: which users follow it more.
    authors
        Number of accounts, at least 1.
    amplification
        What is planted: 0 is the same reach in both arms.
    """

    party: str
    country: str
    side: str | None
    authors: int
    amplification: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A simulated experiment before anything is drawn.

    Parameters
    ----------
    parties
        The parties with what is planted in each.
    habits
        How users and authors behave.
    control_users
        Number of control users of each country.
    size_ratio
        Treatment users for each control user.
    first_day, days
        The window.
    """

    parties: tuple[PartyPlan, ...]
    habits: Habits
    control_users: Mapping[str, int]
    size_ratio: int
    first_day: str
    days: int

    @property
    def authors(self) -> pd.DataFrame:
        """One row an author: ``author, country, party, side``, numbered from 1."""
        rows = [
            {"country": plan.country, "party": plan.party, "side": plan.side}
            for plan in sorted(self.parties, key=lambda plan: plan.party)
            for _ in range(plan.authors)
        ]
        frame = pd.DataFrame(rows)
        frame.insert(0, "author", np.arange(1, len(frame) + 1))
        return frame

    @property
    def amplification(self) -> dict[str, float]:
        """What is planted in each party."""
        return {plan.party: plan.amplification for plan in self.parties}

    @property
    def window(self) -> NDArray[np.datetime64]:
        """The days."""
        first = np.datetime64(self.first_day, "D")
        return np.arange(first, first + self.days)

    def key(self) -> dict[str, Any]:
        """Return everything that decides the draws, as JSON can hold it."""
        return asdict(self) | {"control_users": dict(self.control_users)}


@simulated
def planted(
    scenario: Scenario, rng: np.random.Generator, *, centres: Mapping[str, float] | None = None
) -> PlantedExperiment:
    """Return one draw of a scenario's authors and days; see ``behaviour.plant``."""
    return plant(
        scenario.authors,
        scenario.amplification,
        habits=scenario.habits,
        control_users=scenario.control_users,
        size_ratio=scenario.size_ratio,
        days=scenario.window,
        rng=rng,
        centres=centres,
    )


@simulated
def centres_of(
    scenario: Scenario, rng: np.random.Generator, *, draws: int = 3000
) -> dict[str, float]:
    """Return the centres at which authors like the scenario's have what is planted."""
    return typical_centres(
        scenario.authors,
        scenario.amplification,
        habits=scenario.habits,
        control_users=scenario.control_users,
        days=scenario.window,
        rng=rng,
        draws=draws,
    )
