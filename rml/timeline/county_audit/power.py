"""How often measures find a gap of a given size, and which gap they find often enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.estimate import Estimate
from rml.stats.intervals import wilson
from rml.timeline.county_audit.auditor import UNIT, Auditor, Measure
from rml.timeline.county_audit.repetitions import Judged, repeated
from rml.timeline.county_audit.worlds import Authors, Places, own_race

LOOKED_AT: Final[tuple[Measure, ...]] = ("weighted gap", "regression")


def power_frame(
    places: Places,
    authors: Authors,
    *,
    effects: Sequence[float],
    sizes: Sequence[float],
    repetitions: int,
    level: float,
    seed: int,
) -> pd.DataFrame:
    """Return how often each measure reports a gap, by the individual gap, downwards and upwards.

    In the own-race world; in the county-only world expected county means are the same, although
    nobody gets less than a neighbour. Each gap is simulated with intervals of its own: they are
    wider for a gap upwards than for one downwards, since more impressions scatter more.

    Parameters
    ----------
    places, authors
        The platform; its number of authors is replaced by each of ``sizes``.
    effects
        Sizes of individual gaps, at least 0, in per cent of the baseline; each is planted with
        both signs.
    sizes
        Authors per thousand residents.
    repetitions, level, seed
        As `rml.timeline.county_audit.repetitions.repeated`.

    Returns
    -------
    DataFrame
        ``per_thousand, measure, gap`` (per cent of the baseline, rising), ``platforms`` (how many
        were simulated), ``found``, ``found_low`` and ``found_high`` (share of the platforms whose
        interval leaves out 0, with Wilson's interval).
    """
    gaps = sorted({sign * effect + 0.0 for effect in effects for sign in (-1, 1)})
    rows = []
    for size in sizes:
        auditor = Auditor(places, replace(authors, per_thousand=size))
        for gap in gaps:
            judged = repeated(
                own_race(gap / 100),
                auditor,
                measures=LOOKED_AT,
                repetitions=repetitions,
                level=level,
                seed=seed,
            )
            rows += [
                (size, measure, gap, one.value.size, *_found(one, level=level))
                for measure, one in judged.items()
            ]
    columns = ["per_thousand", "measure", "gap", "platforms", "found", "found_low", "found_high"]
    return pd.DataFrame(rows, columns=columns)


def detectable_gap(
    found: pd.DataFrame,
    *,
    measure: Measure,
    per_thousand: float,
    sign: float,
    power: float,
    level: float,
) -> Estimate | None:
    """Return the smallest individual gap of one sign that a measure finds with the power asked for.

    Between simulated gaps power is taken to run in a straight line. The interval says what the
    number of simulated platforms leaves open: its ends are where the band of Wilson's intervals
    reaches the power.

    Parameters
    ----------
    found
        As `power_frame` returns it.
    measure, per_thousand
        Of the measure and the platform.
    sign
        Above 0 for gaps upwards, below 0 for gaps downwards.
    power
        The chance to be reached.
    level
        Of Wilson's intervals in ``found``.

    Returns
    -------
    Estimate or None
        None if the simulated gaps do not reach far enough for the value and both ends.
    """
    rows = _rows(found, measure=measure, per_thousand=per_thousand, sign=sign)
    sizes = rows["gap"].abs().to_numpy()
    shares = {name: rows[name].to_numpy() for name in ("found", "found_low", "found_high")}
    if not all((share >= power).any() for share in shares.values()):
        return None
    reached = {
        name: float(np.sign(sign)) * _crossing(sizes, share, power)
        for name, share in shares.items()
    }
    ends = sorted((reached["found_low"], reached["found_high"]))
    return Estimate(
        value=reached["found"],
        low=ends[0],
        high=ends[1],
        level=level,
        n=f"{rows['platforms'].min():,} simulated platforms for each of {len(sizes)} gaps",
        unit=UNIT,
        method=(
            f"gap at which the share of platforms whose interval of the {measure} leaves out 0 "
            f"reaches {100 * power:g} %, straight lines between simulated gaps; interval where the "
            "band of Wilson's intervals reaches it"
        ),
    )


def power_at_most(
    found: pd.DataFrame, *, measure: Measure, per_thousand: float, sign: float, level: float
) -> tuple[Estimate, float]:
    """Return how often the largest simulated gap of one sign is found, and that gap.

    Parameters
    ----------
    found, measure, per_thousand, sign, level
        As `detectable_gap`.
    """
    last = _rows(found, measure=measure, per_thousand=per_thousand, sign=sign).iloc[-1]
    share = Estimate(
        value=float(last["found"]),
        low=float(last["found_low"]),
        high=float(last["found_high"]),
        level=level,
        n=f"{last['platforms']:,} simulated platforms",
        unit="share of platforms",
        method=f"share whose interval of the {measure} leaves out 0, Wilson's interval",
    )
    return share, float(last["gap"])


def _rows(
    found: pd.DataFrame, *, measure: Measure, per_thousand: float, sign: float
) -> pd.DataFrame:
    """Return the rows of one measure, platform and sign, from no gap to the largest."""
    chosen = (found["measure"] == measure) & (found["per_thousand"] == per_thousand)
    rows = found[chosen & (found["gap"] * sign >= 0)]
    return rows.iloc[np.argsort(rows["gap"].abs().to_numpy(), kind="stable")]


def _crossing(sizes: NDArray[np.float64], share: NDArray[np.float64], power: float) -> float:
    """Return where straight lines between the shares first reach the power."""
    after = int(np.argmax(share >= power))
    if after == 0:
        return float(sizes[0])
    before = after - 1
    part = (power - share[before]) / (share[after] - share[before])
    return float(sizes[before] + part * (sizes[after] - sizes[before]))


def _found(judged: Judged, *, level: float) -> tuple[float, float, float]:
    count = round(judged.found() * judged.value.size)
    share = wilson(count, judged.value.size, level=level)
    assert share.low is not None  # noqa: S101 - Wilson's interval has both ends
    assert share.high is not None  # noqa: S101
    return share.value, share.low, share.high
