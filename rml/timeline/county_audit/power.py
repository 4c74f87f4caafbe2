"""How often measures find a gap of a given size, and which gap they find often enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from rml.estimate import Estimate
from rml.stats.intervals import t_interval, wilson
from rml.timeline.county_audit.auditor import Auditor, Measure
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
    """Return how often each measure reports a gap, by the size of the individual gap.

    In the own-race world; in the county-only world county means and so the chances are the
    same, although nobody gets less than a neighbour.

    Parameters
    ----------
    places, authors
        The platform; its number of authors is replaced by each of ``sizes``.
    effects
        Individual gaps in per cent of the average.
    sizes
        Authors per thousand residents.
    repetitions, level, seed
        As `rml.timeline.county_audit.repetitions.repeated`.

    Returns
    -------
    DataFrame
        ``per_thousand, measure, gap`` (per cent of the average), ``found``, ``found_low`` and
        ``found_high`` (share of the platforms whose interval misses 0, with Wilson's interval).
    """
    rows = []
    for size in sizes:
        auditor = Auditor(places, replace(authors, per_thousand=size))
        for effect in effects:
            judged = repeated(
                own_race(effect / 100),
                auditor,
                measures=LOOKED_AT,
                repetitions=repetitions,
                level=level,
                seed=seed,
            )
            rows += [
                (size, measure, effect, *_found(one, level=level))
                for measure, one in judged.items()
            ]
    columns = ["per_thousand", "measure", "gap", "found", "found_low", "found_high"]
    return pd.DataFrame(rows, columns=columns)


def detectable_gap(null: Judged, *, shown: float, power: float, level: float) -> Estimate:
    """Return the smallest individual gap that a measure finds with the power asked for.

    Estimates on platforms without any gap are shifted by what the measure shows of a gap; their
    errors are taken to stay as they are.

    Parameters
    ----------
    null
        What the measure reported of the own-race world without a gap.
    shown
        The share of an individual gap that the measure shows, above 0.
    power
        The chance to be reached.
    level
        Of the interval over ten batches of the platforms.
    """
    reach = (null.high - null.low) / 2
    # A platform's gap is found from the shift on that carries its interval above 0.
    needed = (reach - null.value) / shown
    batches = [float(np.quantile(part, power)) for part in np.array_split(needed, 10)]
    spread = t_interval(batches, level=level, unit="per cent of the average", of="batches")
    whole = float(np.quantile(needed, power))
    assert spread.low is not None  # noqa: S101 - a t interval has both ends
    assert spread.high is not None  # noqa: S101
    shift = whole - spread.value
    return Estimate(
        value=whole,
        low=spread.low + shift,
        high=spread.high + shift,
        level=level,
        n=f"{needed.size:,} simulated platforms without a gap",
        unit="per cent of the average",
        method=(
            f"gap from which the interval of the {null.measure} misses 0 on {power:.0%} of the "
            "platforms, t interval over 10 batches of them"
        ),
    )


def _found(judged: Judged, *, level: float) -> tuple[float, float, float]:
    count = round(judged.found() * judged.value.size)
    share = wilson(count, judged.value.size, level=level)
    assert share.low is not None  # noqa: S101 - Wilson's interval has both ends
    assert share.high is not None  # noqa: S101
    return share.value, share.low, share.high
