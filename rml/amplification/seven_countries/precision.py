"""What the design can find: recovery of planted truth, precision and power, by country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq

from rml.amplification.holdback.repetitions import Judged, Repetitions
from rml.amplification.holdback.set_amplification import LEAST_AUTHORS
from rml.estimate import Estimate
from rml.report.verdict import Recovery
from rml.stats.intervals import t_interval, wilson

FloatArray = NDArray[np.float64]
# Ten batches of the repetitions give the Monte Carlo error of what is no mean.
BATCHES = 10
_WIDEST_SEARCH = np.log(1e4)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Country:
    """The repetitions of one country, and its pair of parties.

    Parameters
    ----------
    name
        The country.
    pair
        Labels of the two parties compared: the second against the first.
    authors
        Number of authors of each party, by label.
    repetitions
        By what varies: "these authors", "authors like these".
    """

    name: str
    pair: tuple[str, str]
    authors: Mapping[str, int]
    repetitions: Mapping[str, Repetitions]

    def pair_weights(self, which: str) -> FloatArray:
        """Return the contrast of the second party of the pair against the first."""
        parties = self.repetitions[which].parties
        weights = np.zeros(len(parties))
        first, second = self.pair
        weights[parties.index(second)], weights[parties.index(first)] = 1, -1
        return weights

    def judged_pair(self, which: str, *, users_times: float = 1.0) -> Judged:
        """Return how the pair's contrast was estimated over the repetitions."""
        return self.repetitions[which].contrast(self.pair_weights(which), users_times=users_times)

    def judged_parties(self, which: str) -> list[Judged]:
        """Return how each party was estimated, those of too few authors left out if they vary."""
        repetitions = self.repetitions[which]
        return [
            repetitions.party(index)
            for index, party in enumerate(repetitions.parties)
            if which == "these authors" or self.authors[party] >= LEAST_AUTHORS
        ]


def recovery_table(countries: Sequence[Country], *, which: str, level: float) -> pd.DataFrame:
    """Return one row a country: how the planted amplifications and contrast were found.

    Returns
    -------
    pandas.DataFrame
        ``country``; ``parties`` judged; ``lowest_coverage`` and ``highest_coverage`` over
        parties; ``largest_bias`` (per cent of the ratio, with sign); ``mean_width`` (of
        parties' intervals, per cent of the ratio); the same for the pair's contrast:
        ``pair_coverage, pair_bias, pair_width``.
    """
    rows = []
    for country in countries:
        parties = country.judged_parties(which)
        coverage = [float(one.held(level=level).mean()) for one in parties]
        bias = [100 * float((one.value - one.truth).mean()) for one in parties]
        pair = country.judged_pair(which)
        rows.append(
            {
                "country": country.name,
                "parties": len(parties),
                "lowest_coverage": min(coverage),
                "highest_coverage": max(coverage),
                "largest_bias": max(bias, key=abs),
                "mean_width": float(np.mean([_width(one, level=level) for one in parties])),
                "pair_coverage": float(pair.held(level=level).mean()),
                "pair_bias": 100 * float((pair.value - pair.truth).mean()),
                "pair_width": _width(pair, level=level),
            }
        )
    return pd.DataFrame(rows)


def pair_recovery(
    countries: Sequence[Country],
    *,
    which: str,
    level: float,
    bias_bound: float,
    width_bound: float,
) -> tuple[Estimate, Recovery, str]:
    """Return the coverage of the pair's contrast in the country that does worst.

    Returns
    -------
    estimate
        The coverage farthest from nominal, in per cent of the draws.
    recovery
        With that coverage, and the largest bias and widest interval over the countries.
    country
        Which country it is.
    """
    table = recovery_table(countries, which=which, level=level)
    country = countries[int(np.argmax(np.abs(table["pair_coverage"].to_numpy() - level)))]
    biases = table["pair_bias"].to_numpy()
    held = country.judged_pair(which).held(level=level)
    share = wilson(int(held.sum()), len(held), level=level, of="draws")
    recovery = Recovery(
        repetitions=len(held),
        bias=float(biases[np.argmax(np.abs(biases))]),
        bias_bound=bias_bound,
        coverage=float(held.mean()),
        width=float(table["pair_width"].max()),
        width_bound=width_bound,
    )
    return share.scaled(100, unit="per cent of draws"), recovery, country.name


def detectable(
    countries: Sequence[Country], *, which: str, power: float, alpha: float, level: float
) -> pd.DataFrame:
    """Return the smallest difference between the pair that each country would find.

    Returns
    -------
    pandas.DataFrame
        ``country``; ``difference``, an Estimate in per cent more amplified, with the Monte
        Carlo error of the repetitions as its interval.
    """
    rows = []
    for country in countries:
        judged = country.judged_pair(which)
        batches = np.array_split(np.arange(len(judged.value)), BATCHES)
        found = [_detectable(_some(judged, batch), power=power, alpha=alpha) for batch in batches]
        spread = t_interval(found, level=level, unit="logarithms", of="batches of draws")
        whole = _detectable(judged, power=power, alpha=alpha)
        shift = whole - spread.value
        assert spread.low is not None  # noqa: S101 - a t interval has both ends
        assert spread.high is not None  # noqa: S101
        rows.append(
            {
                "country": country.name,
                "difference": Estimate(
                    value=100 * np.expm1(whole),
                    low=100 * np.expm1(max(0.0, spread.low + shift)),
                    high=100 * np.expm1(spread.high + shift),
                    level=level,
                    n=f"{len(judged.value):,} simulated experiments",
                    unit="per cent more amplified",
                    method=f"difference found with a chance of {power:.0%} by a test at "
                    f"{alpha:.0%}; t interval over {BATCHES} batches of the simulated experiments",
                ),
            }
        )
    return pd.DataFrame(rows)


def power_curves(
    countries: Sequence[Country], *, differences: Sequence[float], alpha: float
) -> pd.DataFrame:
    """Return the chance to find a difference, by country, what varies and its size.

    Returns
    -------
    pandas.DataFrame
        ``country, varies, difference`` (per cent more amplified) and ``power``.
    """
    rows = [
        {
            "country": country.name,
            "varies": which,
            "difference": difference,
            "power": country.judged_pair(which).power(np.log1p(difference / 100), alpha=alpha),
        }
        for country in countries
        for which in country.repetitions
        for difference in differences
    ]
    return pd.DataFrame(rows)


def precision_by_users(
    countries: Sequence[Country],
    *,
    control_users: int,
    users: Sequence[int],
    level: float,
) -> pd.DataFrame:
    """Return half the width of the pair's interval for other numbers of control users.

    What users add to the variance falls in proportion to their number, what authors add does
    not.

    Returns
    -------
    pandas.DataFrame
        ``country, varies, control_size`` and ``half_width`` (per cent of the factor).
    """
    rows = []
    for country in countries:
        for which in country.repetitions:
            for count in users:
                judged = country.judged_pair(which, users_times=count / control_users)
                rows.append(
                    {
                        "country": country.name,
                        "varies": which,
                        "control_size": count,
                        "half_width": 100 * float(np.expm1(judged.half_width(level=level)).mean()),
                    }
                )
    return pd.DataFrame(rows)


def _width(judged: Judged, *, level: float) -> float:
    """Return the mean width of intervals, in per cent of the true factor."""
    half = judged.half_width(level=level)
    off = judged.value - judged.truth
    return 100 * float((np.exp(off + half) - np.exp(off - half)).mean())


def _some(judged: Judged, rows: NDArray[np.intp]) -> Judged:
    return Judged(
        value=judged.value[rows],
        truth=judged.truth[rows],
        error=judged.error[rows],
        freedom=judged.freedom[rows],
    )


def _detectable(judged: Judged, *, power: float, alpha: float) -> float:
    """Return the difference in logarithms that is found with the chance asked for."""

    def lacking(difference: float) -> float:
        return judged.power(difference, alpha=alpha) - power

    return float(brentq(lacking, 0.0, _WIDEST_SEARCH, xtol=1e-6))
