"""A made-up holdback experiment whose amplification is known: the planted truth.

Users come in *types*: those of one type meet each author at the same rate. Given the types,
the exposures of a user to an author on a day are Poisson, independent of everything else. That
makes every expected reach a sum of exponentials, so that the truth is computed and not
simulated; and because users return day after day with the rates of their type, their days
are alike, as in a real log. Types differ in activity and in which side they follow.

In the treatment arm the rate of each author is multiplied. The multipliers of a party's
authors scatter around a centre, which is solved for so that the party's own amplification, of
the union of its authors' audiences, is exactly what was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import gamma

from rml.data.ledger import simulated

FloatArray = NDArray[np.float64]
ARMS: Final = ("control", "treatment")
AUTHOR_COLUMNS: Final = ("author", "country", "party", "side")
_SIDES: Final = ("left", "right")
# No party can be planted further than this: far more than any published amplification.
_LOWEST, _HIGHEST = 1e-3, 1e3


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How made-up users and authors behave.

    Parameters
    ----------
    largest_reach
        Share of a country's control users who meet the most-met party on a day of average
        activity, in (0, 1).
    activity_classes
        Number of equally large classes of users by activity.
    activity_shape
        Shape of the gamma distribution of activity over users; the smaller, the more of the
        exposures fall on few users. Its mean is 1.
    affinity
        How many times as often users meet an author of the side they follow as one of the
        other side, at least 1. Authors without a side are met alike by all.
    popularity_spread
        Standard deviation of the logarithm of authors' popularity.
    amplification_spread
        Standard deviation, over a party's authors, of the logarithm of the factor by which
        ranking multiplies an author's exposures.
    day_spread
        Standard deviation of the logarithm of a day's activity, the same in both arms.
    """

    largest_reach: float
    activity_classes: int
    activity_shape: float
    affinity: float
    popularity_spread: float
    amplification_spread: float
    day_spread: float

    def __post_init__(self) -> None:
        if not 0 < self.largest_reach < 1:
            raise ValueError(f"`largest_reach` must lie in (0, 1), not {self.largest_reach}.")
        if self.activity_classes < 1 or self.activity_shape <= 0 or self.affinity < 1:
            raise ValueError(
                "Habits need at least one class of activity, a positive shape and an affinity of "
                f"at least 1, not {self.activity_classes}, {self.activity_shape}, {self.affinity}."
            )
        if min(self.popularity_spread, self.amplification_spread, self.day_spread) < 0:
            raise ValueError(
                "The spreads of popularity, amplification and days cannot be negative."
            )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PlantedExperiment:
    """A holdback experiment with known rates; `plant` makes one.

    Parameters
    ----------
    authors
        One row an author: ``author`` (whole number), ``country``, ``party``, ``side`` ("left",
        "right" or None). Rows of a party stand together. A party has one country.
    days
        The days of the window, shape (d,), ``datetime64[D]``.
    day_factor
        Activity of each day, shape (d,), times the rates of both arms.
    type_country
        Country of each type of users, length t.
    type_share
        Share of an arm's users that are of each type, shape (t,), sums to 1.
    rate
        Lingering exposures a day of a control user of each type to each author, shape (t, j),
        at a day factor of 1; 0 for authors of other countries.
    multiplier
        What ranking multiplies each author's rate by, shape (j,).
    users
        Number of users in the control and in the treatment arm.
    """

    authors: pd.DataFrame
    days: NDArray[np.datetime64]
    day_factor: FloatArray
    type_country: tuple[str, ...]
    type_share: FloatArray
    rate: FloatArray
    multiplier: FloatArray
    users: tuple[int, int]

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties in the order of the authors' table."""
        return tuple(dict.fromkeys(self.authors["party"]))

    @property
    def size_ratio(self) -> float:
        """Users of the treatment arm for each user of the control arm."""
        return self.users[1] / self.users[0]

    def arm_rate(self, arm: str) -> FloatArray:
        """Return the rates of an arm, shape (t, j), in exposures a day at a day factor of 1."""
        return self.rate * self.multiplier if arm == "treatment" else self.rate

    def party_rate(self, arm: str) -> FloatArray:
        """Return each type's rate of meeting each party's authors together, shape (t, p)."""
        first = np.flatnonzero(~self.authors["party"].duplicated().to_numpy())
        return np.add.reduceat(self.arm_rate(arm), first, axis=1)


@simulated
def plant(
    authors: pd.DataFrame,
    amplification: Mapping[str, float],
    *,
    habits: Habits,
    control_users: Mapping[str, int],
    size_ratio: int,
    days: NDArray[np.datetime64],
    rng: np.random.Generator,
) -> PlantedExperiment:
    """Return an experiment in which each party has the amplification asked for.

    Parameters
    ----------
    authors
        One row an author with the columns of ``AUTHOR_COLUMNS``; further ones are kept.
    amplification
        For each party the planted amplification, pooled over days: 0 is the same reach in
        both arms, 1 twice the reach. Above -1.
    habits
        How users and authors behave.
    control_users
        Number of control users of each country.
    size_ratio
        Treatment users for each control user.
    days
        The days of the window.
    rng
        Draws popularity, the scatter of amplification and the days' activity.

    Raises
    ------
    ValueError
        If an author has no party or country, a party several countries, an amplification or
        a country's users are missing, or an amplification cannot be reached.
    """
    authors = _checked(authors, amplification, control_users)
    popularity = rng.lognormal(0, habits.popularity_spread, len(authors))
    scatter = rng.normal(0, habits.amplification_spread, len(authors))
    day_factor = rng.lognormal(-(habits.day_spread**2) / 2, habits.day_spread, len(days))
    type_country, share, rate = _rates(authors, popularity, habits, control_users)
    multiplier = np.exp(scatter)
    for party in authors["party"].unique():
        of_party = (authors["party"] == party).to_numpy()
        multiplier[of_party] *= _centre(
            rate[:, of_party], scatter[of_party], share, day_factor, amplification[party]
        )
    control = sum(control_users[country] for country in authors["country"].unique())
    return PlantedExperiment(
        authors=authors,
        days=days,
        day_factor=day_factor,
        type_country=type_country,
        type_share=share,
        rate=rate,
        multiplier=multiplier,
        users=(control, size_ratio * control),
    )


def reach_probability(experiment: PlantedExperiment, *, by: str = "party") -> FloatArray:
    """Return how likely a user of each type is to be reached on each day.

    Returns
    -------
    array
        Shape (d, 2, t, p) for ``by="party"`` (at least one of the party's authors), (d, 2, t, j)
        for ``by="author"``; arms in the order of ``ARMS``.
    """
    rates = [
        experiment.party_rate(arm) if by == "party" else experiment.arm_rate(arm) for arm in ARMS
    ]
    return -np.expm1(-experiment.day_factor[:, None, None, None] * np.stack(rates)[None])


def expected_reach(experiment: PlantedExperiment, *, by: str = "party") -> FloatArray:
    """Return the expected number of users reached, shape (d, 2, p) or (d, 2, j)."""
    share = np.einsum("datp,t->dap", reach_probability(experiment, by=by), experiment.type_share)
    return np.asarray(share * np.array(experiment.users, dtype=float)[None, :, None])


def planted_amplification(
    experiment: PlantedExperiment, *, by: str = "party", combine: str = "pooled"
) -> FloatArray:
    """Return the true amplification of each party or author, shape (p,) or (j,).

    Parameters
    ----------
    by
        "party" (the union of its authors' audiences) or "author".
    combine
        "pooled": ratio of the reach summed over days; "daily": mean over days of the daily
        ratio of expected reach. Minus 1 in both cases.
    """
    reach = expected_reach(experiment, by=by)
    if combine == "pooled":
        reach = reach.sum(axis=0, keepdims=True)
    ratio = reach[:, 1] / (experiment.size_ratio * reach[:, 0])
    return np.asarray(ratio.mean(axis=0) - 1)


def draw_type_counts(experiment: PlantedExperiment, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return how many users of each type each arm got, shape (2, t): a random assignment."""
    return np.stack(
        [rng.multinomial(users, experiment.type_share) for users in experiment.users]
    ).astype(np.int64)


def _checked(
    authors: pd.DataFrame, amplification: Mapping[str, float], control_users: Mapping[str, int]
) -> pd.DataFrame:
    """Return the authors with each party's rows together, if they can be planted."""
    lacking = [name for name in AUTHOR_COLUMNS if name not in authors.columns]
    if lacking:
        raise ValueError(f"The authors lack the columns {', '.join(lacking)}.")
    if authors[["country", "party"]].isna().to_numpy().any():
        count = int(authors[["country", "party"]].isna().any(axis=1).sum())
        raise ValueError(f"{count} authors have no country or no party; leave them out.")
    countries = authors.groupby("party")["country"].nunique()
    if (countries > 1).any():
        mixed = ", ".join(str(party) for party in countries[countries > 1].index)
        raise ValueError(f"Parties of several countries: {mixed}. Name the country in the party.")
    for name, needed, given in (
        ("amplification", authors["party"].unique(), amplification),
        ("control_users", authors["country"].unique(), control_users),
    ):
        missing = [str(key) for key in needed if key not in given]
        if missing:
            raise ValueError(f"`{name}` says nothing of {', '.join(missing)}.")
    return authors.sort_values("party", kind="stable").reset_index(drop=True)


def _rates(
    authors: pd.DataFrame,
    popularity: FloatArray,
    habits: Habits,
    control_users: Mapping[str, int],
) -> tuple[tuple[str, ...], FloatArray, FloatArray]:
    """Return the types' countries, their shares and the control rates, scaled to the reach."""
    edges = np.linspace(0, 1, habits.activity_classes + 1)
    # The mean of each class of a gamma distribution with mean 1, by its own distribution.
    upper = gamma.cdf(gamma.ppf(edges, habits.activity_shape), habits.activity_shape + 1)
    activity = habits.activity_classes * np.diff(upper)
    total = sum(control_users[country] for country in authors["country"].unique())
    sides = authors["side"].to_numpy()
    countries: list[str] = []
    shares: list[FloatArray] = []
    rates: list[FloatArray] = []
    for country in authors["country"].unique():
        own = (authors["country"] == country).to_numpy()
        liking = np.stack([np.where(sides == side, habits.affinity, 1.0) for side in _SIDES])
        weight = np.kron(activity, np.ones(2))[:, None] * np.tile(liking, (len(activity), 1))
        rate = weight * np.where(own, popularity, 0.0)
        share = np.full(len(rate), 1 / len(rate))
        parties = authors.loc[own, "party"].to_numpy()
        per_party = np.stack(
            [rate[:, own][:, parties == p].sum(axis=1) for p in np.unique(parties)]
        )
        scale = _scale(per_party, share, habits.largest_reach)
        countries += [country] * len(rate)
        shares.append(share * control_users[country] / total)
        rates.append(scale * rate)
    return tuple(countries), np.concatenate(shares), np.concatenate(rates)


def _scale(per_party: FloatArray, share: FloatArray, largest_reach: float) -> float:
    """Return the factor of all rates at which the most-met party has the reach asked for."""

    def excess(log_scale: float) -> float:
        reach = -np.expm1(-np.exp(log_scale) * per_party) @ share
        return float(reach.max() - largest_reach)

    return float(np.exp(brentq(excess, -40, 40)))


def _centre(
    rate: FloatArray,
    scatter: FloatArray,
    share: FloatArray,
    day_factor: FloatArray,
    amplification: float,
) -> float:
    """Return the factor of a party's multipliers at which its amplification is as asked."""
    control = rate.sum(axis=1)
    treated = (rate * np.exp(scatter)).sum(axis=1)

    def reach(per_type: FloatArray) -> float:
        return float((-np.expm1(-np.outer(day_factor, per_type)) @ share).sum())

    wanted = (1 + amplification) * reach(control)

    def excess(log_centre: float) -> float:
        return reach(np.exp(log_centre) * treated) - wanted

    low, high = np.log(_LOWEST), np.log(_HIGHEST)
    if not excess(low) < 0 < excess(high):
        raise ValueError(
            f"An amplification of {amplification:g} cannot be planted: even at a thousandth or a "
            "thousand times the rate the reach does not change so much. Take one above -1, or a "
            "smaller `largest_reach`."
        )
    return float(np.exp(brentq(excess, low, high, xtol=1e-12)))
