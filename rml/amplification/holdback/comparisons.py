"""Left against right, far against moderate, government against opposition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student_t

from rml.amplification.holdback.set_amplification import LogRatios, Scope
from rml.estimate import Estimate
from rml.stats.arguments import checked_fraction
from rml.stats.multiplicity import holm


def pair_comparisons(
    ratios: LogRatios,
    pairs: Mapping[str, tuple[str, str]],
    *,
    scope: Scope,
    level: float,
    alpha: float,
) -> pd.DataFrame:
    """Return each country's pair of parties held against each other, with Holm's correction.

    Parameters
    ----------
    ratios
        Log ratios of reach of all parties.
    pairs
        For each country the left and the right party. The family of tests is all of them.
    scope
        What varies: "users", or "users and authors".
    level
        Coverage of each interval by itself.
    alpha
        Accepted chance of any false alarm among the countries.

    Returns
    -------
    pandas.DataFrame
        One row a country: ``country, left, right``; ``difference`` (right minus left, an
        Estimate in percentage points); ``factor`` (an Estimate: how much more the ratio of
        the right party is, in per cent); ``p_value, p_holm, significant``. A pair with a
        party of too few authors for the scope has None and NaN, and is not significant.
    """
    rows: list[dict[str, Any]] = []
    for country, (left, right) in pairs.items():
        first, second = ratios.sets.index(right), ratios.sets.index(left)
        weights = np.zeros(len(ratios.sets))
        weights[first], weights[second] = 1, -1
        named = {"country": country, "left": left, "right": right}
        if scope != "users" and np.isnan(ratios.over_authors[[first, second]]).any():
            none = {"difference": None, "factor": None, "p_value": np.nan}
            rows.append(named | none)
            continue
        rows.append(
            named
            | {
                "difference": ratios.difference(first, second, scope=scope, level=level),
                "factor": ratios.contrast(weights, scope=scope, level=level, of="parties"),
                "p_value": ratios.p_value(weights, scope=scope),
            }
        )
    frame = pd.DataFrame(rows)
    tested = frame["p_value"].notna().to_numpy()
    adjusted = np.full(len(frame), np.nan)
    if tested.any():
        adjusted[tested] = holm(frame.loc[tested, "p_value"].to_numpy())
    frame["p_holm"] = adjusted
    frame["significant"] = frame["p_holm"] <= alpha
    return frame


def role_contrast(
    ratios: LogRatios,
    roles: Mapping[str, str],
    countries: Mapping[str, str],
    *,
    first: str,
    second: str,
    level: float,
) -> Estimate:
    """Return how much more parties of one role are amplified than those of another, in per cent.

    Within each country that has both, the mean log ratio of the first role's parties minus that
    of the second's; over countries their mean, with a t interval that takes countries as the
    units. A country counts once, however many users or parties it has.

    Parameters
    ----------
    ratios
        Log ratios of reach of all parties.
    roles, countries
        Each party's role and country; parties without a role are left out.
    first, second
        The roles compared: "far" and "moderate", "government" and "opposition".
    level
        Nominal coverage.

    Raises
    ------
    ValueError
        If fewer than three countries have both roles.
    """
    checked_fraction("level", level)
    values = []
    for country in dict.fromkeys(countries.values()):
        of_role: list[Sequence[int]] = [
            [
                index
                for index, party in enumerate(ratios.sets)
                if countries.get(party) == country and roles.get(party) == role
            ]
            for role in (first, second)
        ]
        if all(of_role):
            means = [ratios.value[list(indexes)].mean() for indexes in of_role]
            values.append(means[0] - means[1])
    if len(values) < 3:
        raise ValueError(
            f"Only {len(values)} countries have parties of both roles, {first} and {second}; a t "
            "interval over countries needs at least 3."
        )
    units = np.array(values)
    error = units.std(ddof=1) / np.sqrt(len(units))
    half = float(student_t.ppf((1 + level) / 2, len(units) - 1) * error)
    centre = float(units.mean())
    return Estimate(
        value=100 * np.expm1(centre),
        low=100 * np.expm1(centre - half),
        high=100 * np.expm1(centre + half),
        level=level,
        n=f"{len(units)} countries",
        unit="per cent more amplified",
        method=f"mean over countries of the log ratio of reach, {first} minus {second} parties; "
        "t interval over countries",
    )
