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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import gamma, norm

from rml.amplification.holdback.audience import ARMS
from rml.amplification.holdback.habits import Habits
from rml.data.ledger import simulated

FloatArray = NDArray[np.float64]
AUTHOR_COLUMNS: Final = ("author", "country", "party", "side")
_SIDES: Final = ("left", "right")
# No party can be planted further than this: far more than any published amplification.
_LOWEST, _HIGHEST = 1e-3, 1e3


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
    centres: Mapping[str, float] | None = None,
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
        Draws popularity, the scatter of amplification and the order of the days' activity.
    centres
        The centre of each party's multipliers. If given, the party's amplification is not
        solved for: it varies from one draw of authors to the next around what was asked
        for (see `typical_centres`).

    Raises
    ------
    ValueError
        If an author has no party or country, a party several countries, an amplification or
        a country's users are missing, or an amplification cannot be reached.
    """
    authors = _checked(authors, amplification, control_users)
    popularity = rng.lognormal(0, habits.popularity_spread, len(authors))
    scatter = rng.normal(0, habits.amplification_spread, len(authors))
    day_factor = _day_factors(habits, len(days), rng)
    type_country, share, rate = _rates(authors, popularity, habits, control_users)
    multiplier = np.exp(scatter)
    for party in authors["party"].unique():
        of_party = (authors["party"] == party).to_numpy()
        if centres is None:
            centre = _centre(
                [rate[:, of_party]], [scatter[of_party]], share, day_factor, amplification[party]
            )
        else:
            centre = centres[party]
        multiplier[of_party] *= centre
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


@simulated
def typical_centres(
    authors: pd.DataFrame,
    amplification: Mapping[str, float],
    *,
    habits: Habits,
    control_users: Mapping[str, int],
    days: NDArray[np.datetime64],
    rng: np.random.Generator,
    draws: int = 200,
) -> dict[str, float]:
    """Return the centres at which authors like these have the amplification asked for.

    Over draws of authors' popularity and scatter, the mean of the logarithm of a party's ratio
    of reach is then log(1 + amplification). Arguments are those of `plant`.
    """
    authors = _checked(authors, amplification, control_users)
    day_factor = _day_factors(habits, len(days), rng)
    parties = authors["party"].to_numpy()
    rates, scatters = [], []
    for _ in range(draws):
        popularity = rng.lognormal(0, habits.popularity_spread, len(authors))
        _, share, rate = _rates(authors, popularity, habits, control_users)
        rates.append(rate)
        scatters.append(rng.normal(0, habits.amplification_spread, len(authors)))
    return {
        party: _centre(
            [rate[:, parties == party] for rate in rates],
            [scatter[parties == party] for scatter in scatters],
            share,
            day_factor,
            amplification[party],
        )
        for party in authors["party"].unique()
    }


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
    lowest = min(amplification[party] for party in authors["party"].unique())
    if lowest <= -1:
        raise ValueError(
            f"An amplification of {lowest:g} cannot be planted: it must lie above -1, where "
            "ranking would leave nobody who is reached."
        )
    return authors.sort_values("party", kind="stable").reset_index(drop=True)


def _day_factors(habits: Habits, days: int, rng: np.random.Generator) -> FloatArray:
    """Return each day's activity: levels of a lognormal distribution, in random order."""
    middles = (np.arange(habits.day_levels) + 0.5) / habits.day_levels
    levels = np.exp(habits.day_spread * norm.ppf(middles))
    factors = np.resize(levels / levels.mean(), days)
    return np.asarray(rng.permutation(factors))


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
    rates: Sequence[FloatArray],
    scatters: Sequence[FloatArray],
    share: FloatArray,
    day_factor: FloatArray,
    amplification: float,
) -> float:
    """Return the factor of a party's multipliers at which its amplification is as asked.

    With several draws of authors, the mean over draws of the logarithm of its ratio of reach.
    """
    factors, often = np.unique(day_factor, return_counts=True)
    control = np.stack([rate.sum(axis=1) for rate in rates])
    treated = np.stack(
        [
            (rate * np.exp(scatter)).sum(axis=1)
            for rate, scatter in zip(rates, scatters, strict=True)
        ]
    )

    def log_reach(per_type: FloatArray) -> FloatArray:
        met = -np.expm1(-factors[:, None, None] * per_type)
        return np.asarray(np.log(often @ (met @ share)))

    wanted = np.log1p(amplification) + log_reach(control).mean()

    def excess(log_centre: float) -> float:
        return float(log_reach(np.exp(log_centre) * treated).mean() - wanted)

    low, high = np.log(_LOWEST), np.log(_HIGHEST)
    if not excess(low) < 0 < excess(high):
        raise ValueError(
            f"An amplification of {amplification:g} cannot be planted: even at a thousandth or a "
            "thousand times the rate the reach does not change so much. Take one above -1, or a "
            "smaller `largest_reach`."
        )
    return float(np.exp(brentq(excess, low, high, xtol=1e-12)))
