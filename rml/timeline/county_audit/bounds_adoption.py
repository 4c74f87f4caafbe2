"""How often bounds hold the truth if users are not residents, on simulated platforms.

Bounds assume nothing of who fares how, but they take the group's share of a county's authors to
be that of its residents. Here residents of the group are authors at another rate than others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from rml.data.ledger import simulated
from rml.stages import Arrays, stage
from rml.stats.arguments import checked_count
from rml.timeline.county_audit.draws import draw_above_median
from rml.timeline.county_audit.pooled_bounds import BoundsOfCounties
from rml.timeline.county_audit.repetitions import places_digest
from rml.timeline.county_audit.worlds import (
    Authors,
    Places,
    adoption,
    author_counts,
    author_share,
)

PLANTED: Final = (
    "the gap of the example",
    "the lowest gap there can be",
    "the highest gap there can be",
)
_CODE: Final = ("rml.timeline.county_audit.bounds_adoption",)
_PACKAGES: Final = ("numpy", "scipy")


@simulated
def bounds_adoption(
    places: Places,
    authors: Authors,
    *,
    gap: float,
    ratios: Sequence[float],
    repetitions: int,
    level: float,
    seed: int,
) -> pd.DataFrame:
    """Return how often bounds hold the planted gap, by how users differ from residents.

    The median halves all authors of every platform. Besides the gap of the example, the lowest
    and the highest one are planted that a median allows: as few authors of the group above it as
    can be, or as many. Every author of a group fares alike in all counties.

    Parameters
    ----------
    places, authors
        The counties and the platform's authors.
    gap
        Of the example, in percentage points.
    ratios
        Authors per resident of the group over authors per other resident.
    repetitions
        Simulated platforms for each row, at least 1.
    level
        Nominal coverage of the interval of either bound.
    seed
        Of all draws.

    Returns
    -------
    DataFrame
        ``planted`` (in words), ``adoption_ratio``, ``gap``, ``lower`` and ``upper`` (the
        bounds' averages) in percentage points; ``contained``: the share of platforms in which the
        gap lies between the bounds, their intervals included.
    """
    count = checked_count("repetitions", repetitions, minimum=1)
    arrays = stage(
        "county_audit_bounds_adoption",
        key={
            "places": places_digest(places),
            "authors": authors.key(),
            "gap": gap,
            "ratios": list(ratios),
            "repetitions": count,
            "level": level,
            "seed": seed,
        },
        code=_CODE,
        packages=_PACKAGES,
        compute=lambda: _repeated(places, authors, (gap, ratios), (count, level, seed)),
    )
    frame = pd.DataFrame(arrays["found"], columns=["gap", "lower", "upper", "contained"])
    frame.insert(0, "planted", np.tile(PLANTED, len(ratios)))
    frame.insert(1, "adoption_ratio", np.repeat(ratios, len(PLANTED)))
    order = frame["planted"].map(PLANTED.index)
    return frame.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)


def _repeated(
    places: Places,
    authors: Authors,
    planned: tuple[float, Sequence[float]],
    plan: tuple[int, float, int],
) -> Arrays:
    """Return the gap, the bounds' averages and the share contained, a row a ratio and a gap."""
    (gap, ratios), (count, level, seed) = planned, plan
    rows = []
    for number, ratio in enumerate(ratios):
        world = adoption(0.0, ratio=ratio)
        counts = author_counts(world, places, authors)
        seen = counts > 0
        inside = author_share(world, places)
        overall = float(np.average(inside, weights=counts))
        prepared = BoundsOfCounties(
            places.share[seen], counts[seen].astype(float), clusters=places.state[seen]
        )
        for place, (group, others) in enumerate(_rates(overall, gap / 100)):
            rng = np.random.default_rng([seed, number, place])
            rates = others + (group - others) * inside[seen]
            found = np.empty((count, 3))
            for repetition in range(count):
                above = draw_above_median(rates, counts[seen], rng=rng) / counts[seen]
                one = prepared.gap(above, level=level, unit="share of authors")
                held = not one.excludes(group - others)
                found[repetition] = 100 * one.lower.value, 100 * one.upper.value, held
            rows.append([100 * (group - others), *found.mean(axis=0).tolist()])
    return {"found": np.array(rows)}


def contained_of(frame: pd.DataFrame) -> dict[str, float]:
    """Return the least share contained for the example's gap, for users like residents, and of all.

    Returns
    -------
    dict
        ``example``: over all ratios; ``residents``: at the ratio nearest to 1, over all gaps;
        ``least`` over all rows, and ``least_ratio`` and ``least_gap`` of that row; ``lowest``
        and ``highest``, the bounds there.
    """
    nearest = (frame["adoption_ratio"] - 1).abs()
    worst = frame.iloc[int(frame["contained"].to_numpy().argmin())]
    return {
        "example": float(frame.loc[frame["planted"] == PLANTED[0], "contained"].min()),
        "residents": float(frame.loc[nearest == nearest.min(), "contained"].min()),
        "least": float(worst["contained"]),
        "least_ratio": float(worst["adoption_ratio"]),
        "least_gap": float(worst["gap"]),
        "lowest": float(worst["lower"]),
        "highest": float(worst["upper"]),
    }


def _rates(overall: float, gap: float) -> list[tuple[float, float]]:
    """Return the rates of the group and of others for each of `PLANTED`; half of all are above."""
    example = 0.5 - gap * overall
    most_others = min(1.0, 0.5 / (1 - overall))
    most_group = min(1.0, 0.5 / overall)
    return [
        (example + gap, example),
        ((0.5 - (1 - overall) * most_others) / overall, most_others),
        (most_group, (0.5 - overall * most_group) / (1 - overall)),
    ]
