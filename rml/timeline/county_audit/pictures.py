"""What the figures of the county audit draw of simulated platforms, as small frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.stats.ecological_arguments import ClusterInfluence
from rml.timeline.county_audit.auditor import MEASURES, Auditor, Measure
from rml.timeline.county_audit.draws import draw_county_means
from rml.timeline.county_audit.repetitions import Judged, repeated
from rml.timeline.county_audit.worlds import (
    World,
    adoption,
    author_counts,
    cancelled,
    county_effects,
    county_only,
    expected_means,
    mixture,
    own_race,
    rural_counties,
    states,
)

# Classes of counties with about as many authors each; so many that none shows a single county.
CLASSES: Final = 24
_FEWEST: Final = 10
SHOWN: Final[tuple[Measure, ...]] = ("weighted gap", "regression")


def worlds_of(
    gap: float,
    *,
    own_race_share: float,
    adoption_ratio: float,
    rural_slope: float,
    state_slope: float,
    state_spread: float,
) -> list[World]:
    """Return the worlds that measures are judged in; all but the ratios in per cent."""
    planted = gap / 100
    return [
        own_race(planted),
        county_only(planted),
        mixture(planted, own_race_share=own_race_share),
        cancelled(planted),
        adoption(planted, ratio=adoption_ratio),
        rural_counties(planted, rural_slope=rural_slope / 100),
        states(planted, state_slope=state_slope / 100, state_spread=state_spread / 100),
    ]


def two_worlds(auditor: Auditor, *, gap: float, seed: int) -> pd.DataFrame:
    """Return one draw of the own-race and of the county-only world, by classes of counties.

    Returns
    -------
    DataFrame
        ``world``; ``share``: the group's share of residents, per cent; ``counties`` in the
        class; ``mean``: impressions an author in one draw; ``expected``: the same without
        chance; ``group`` and ``others``: what authors of the group and others expect there; all
        in per cent of the baseline.
    """
    rows = []
    for world in (own_race(gap), county_only(gap)):
        rng = np.random.default_rng([seed, *world.name.encode()])
        drawn = draw_county_means(world, auditor.places, auditor.authors, repetitions=1, rng=rng)
        counts = drawn.authors
        effects = county_effects(world, auditor.places)
        expected = expected_means(world, auditor.places)
        for inside in _classes(auditor.places.share, counts):
            share, mean, wanted, others = (
                100 * float(np.average(values[inside], weights=counts[inside]))
                for values in (auditor.places.share, drawn.means[0], expected, effects)
            )
            rows.append(
                {
                    "world": world.name,
                    "share": share,
                    "counties": len(inside),
                    "mean": mean,
                    "expected": wanted,
                    "group": others + 100 * world.individual_gap,
                    "others": others,
                }
            )
    return pd.DataFrame(rows)


def largest_difference(auditor: Auditor, *, gap: float) -> float:
    """Return the largest difference of the two worlds' expected county means, per cent."""
    first, second = (
        expected_means(world, auditor.places) for world in (own_race(gap), county_only(gap))
    )
    return 100 * float(np.abs(first - second).max())


def mixtures(
    auditor: Auditor,
    *,
    gap: float,
    own_race_shares: Sequence[float],
    repetitions: int,
    level: float,
    seed: int,
) -> pd.DataFrame:
    """Return what two measures report between the worlds, and what was planted.

    Returns
    -------
    DataFrame
        ``own_race_share``; ``individual_gap`` and ``group_gap`` as planted; for each measure
        (``weighted``, ``regression``) the mean over platforms and ``…_low``, ``…_high``, within
        which the middle 95 % of the platforms lie; all in per cent of the baseline.
    """
    rows = []
    for share in own_race_shares:
        found = repeated(
            mixture(gap, own_race_share=share),
            auditor,
            measures=SHOWN,
            repetitions=repetitions,
            level=level,
            seed=seed,
        )
        truths = found["regression"].truths
        row = {
            "own_race_share": share,
            "individual_gap": truths["individual gap"],
            "group_gap": truths["group gap"],
        }
        for name, measure in zip(("weighted", "regression"), SHOWN, strict=True):
            value = found[measure].value
            row[name] = float(value.mean())
            row[f"{name}_low"], row[f"{name}_high"] = np.quantile(value, (0.025, 0.975)).tolist()
        rows.append(row)
    return pd.DataFrame(rows)


def adoption_frame(auditor: Auditor, *, gap: float, ratios: Sequence[float]) -> pd.DataFrame:
    """Return what measures report in expectation if users are not residents.

    Returns
    -------
    DataFrame
        ``adoption_ratio``, ``group_share`` (of authors, per cent), ``planted``, ``weighted`` and
        ``regression`` in per cent of the baseline.
    """
    rows = []
    for ratio in ratios:
        world = adoption(gap, ratio=ratio)
        counts = author_counts(world, auditor.places, auditor.authors)
        ours = ratio * auditor.places.share
        share = ours / (ours + 1 - auditor.places.share)
        rows.append(
            {
                "adoption_ratio": ratio,
                "group_share": 100 * float(np.average(share, weights=counts)),
                "planted": 100 * gap,
                "weighted": auditor.expected_report(world, "weighted gap"),
                "regression": auditor.expected_report(world, "regression"),
            }
        )
    return pd.DataFrame(rows)


def state_left_out(influences: Mapping[str, ClusterInfluence], *, named: bool) -> pd.DataFrame:
    """Return how far each measure moves if a state is left out.

    Parameters
    ----------
    influences
        By measure.
    named
        Whether states may be named: not where outcomes are made up.

    Returns
    -------
    DataFrame
        ``measure``, ``place`` (from the largest fall to the largest rise), ``state`` if named,
        ``without`` and ``shift``, in the estimate's unit.
    """
    parts = []
    for measure, influence in influences.items():
        frame = pd.DataFrame(
            {
                "measure": measure,
                "state": list(influence.clusters),
                "without": influence.without,
                "shift": influence.shifts,
            }
        ).sort_values("shift", kind="stable", ignore_index=True)
        frame.insert(1, "place", np.arange(1, len(frame) + 1))
        parts.append(frame if named else frame.drop(columns="state"))
    return pd.concat(parts, ignore_index=True)


def influences_of_one_draw(
    auditor: Auditor, world: World, *, seed: int
) -> dict[str, ClusterInfluence]:
    """Return how far states move two measures on one simulated platform."""
    rng = np.random.default_rng([seed, *world.name.encode()])
    drawn = draw_county_means(world, auditor.places, auditor.authors, repetitions=1, rng=rng)
    outcomes = 100 * drawn.means[0, auditor.seen(world)]
    return {measure: auditor.measure(world, measure).influence(outcomes) for measure in SHOWN}


def all_judged(
    worlds: Sequence[World], auditor: Auditor, *, repetitions: int, level: float, seed: int
) -> dict[tuple[str, Measure], Judged]:
    """Return what every measure reports of each world, by the world's name and the measure."""
    found: dict[tuple[str, Measure], Judged] = {}
    for world in worlds:
        judged = repeated(world, auditor, repetitions=repetitions, level=level, seed=seed)
        found |= {(world.name, measure): judged[measure] for measure in MEASURES}
    return found


def _classes(share: NDArray[np.float64], counts: NDArray[np.int64]) -> list[NDArray[np.intp]]:
    """Return classes of counties by share, of about as many authors each, lowest share first."""
    order = np.argsort(share, kind="stable")
    order = order[counts[order] > 0]
    reached = np.cumsum(counts[order]) / counts.sum()
    place = np.minimum((reached * CLASSES).astype(int), CLASSES - 1)
    classes = [order[place == number] for number in range(CLASSES)]
    merged: list[NDArray[np.intp]] = []
    for members in classes:
        if merged and len(merged[-1]) < _FEWEST:
            merged[-1] = np.concatenate([merged[-1], members])
        elif len(members):
            merged.append(members)
    if len(merged) > 1 and len(merged[-1]) < _FEWEST:
        merged[-2:] = [np.concatenate(merged[-2:])]
    return merged
