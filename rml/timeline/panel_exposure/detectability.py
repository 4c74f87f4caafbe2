"""What a panel of given group sizes can detect, whatever its groups showed."""

from __future__ import annotations

import math

import pandas as pd

from rml.estimate import Estimate
from rml.timeline.panel_exposure.comparisons import Contrast, Family
from rml.timeline.panel_exposure.fisher import detectable_rate, fisher_power


def detectability_table(
    family: Family, *, alpha: float, power: float, effect_ratio: float
) -> pd.DataFrame:
    """Return what each comparison can detect, whatever its group showed.

    The rest's rate is taken as observed; the group's own count plays no part, so this is no
    "observed power". ``alone`` is one test at ``alpha``; ``family`` is Holm's first step,
    ``alpha`` over the number of comparisons (its later steps are easier).

    Parameters
    ----------
    family
        All comparisons.
    alpha, power
        Accepted chance of a false alarm, and wanted chance of detection, in (0, 1).
    effect_ratio
        True ratio of the group's rate to the rest's whose chance of detection is given.

    Returns
    -------
    pandas.DataFrame
        One row per comparison: ``outcome, group, panelists``; ``rate_rest`` (per cent); for
        ``alone`` and ``family`` the detectable rates ``lower_`` and ``higher_`` (per cent;
        missing where not even 0 or 100 % is detectable) and ``power_`` (probability); and
        ``p_if_none``, the unadjusted p-value had as many been exposed, but none of the group.
    """
    rows = []
    for (outcome, group), found in family.items():
        _, people, _, people_rest = found.contrast.counts
        reference = found.contrast.rate_rest.value
        row: dict[str, object] = {"outcome": outcome, "group": group}
        row |= {"panelists": people, "rate_rest": reference * 100}
        for name, threshold in (("alone", alpha), ("family", alpha / len(family))):
            chance = fisher_power(reference, people, people_rest, alpha=threshold)
            for direction in ("lower", "higher"):
                rate = detectable_rate(chance, reference, power=power, direction=direction)
                row[f"{direction}_{name}"] = math.nan if rate is None else rate * 100
            row[f"power_{name}"] = chance(min(reference * effect_ratio, 1.0))
        rows.append(row | {"p_if_none": found.contrast.test.p_if_none})
    return pd.DataFrame(rows)


def chance_of_detection(
    found: Contrast, *, effect_ratio: float, alpha: float, comparisons: int
) -> Estimate:
    """Return the power of one comparison for a given true ratio, as the family's first step.

    Parameters
    ----------
    found
        The comparison; only its sizes and the rate of the rest are used.
    effect_ratio
        True ratio of the group's rate to the rest's, at least 0.
    alpha
        Accepted chance of any false alarm in the family, in (0, 1).
    comparisons
        Size of the family; 1 for a single test.

    Returns
    -------
    Estimate
        Unit "proportion", without interval: a property of the design at that rate.
    """
    _, people, _, people_rest = found.counts
    reference = found.rate_rest.value
    chance = fisher_power(reference, people, people_rest, alpha=alpha / comparisons)
    return Estimate(
        value=chance(min(reference * effect_ratio, 1.0)),
        low=None,
        high=None,
        level=None,
        n=found.test.result.n,
        unit="proportion",
        method=f"exact power of Fisher's test at level {alpha:g} over {comparisons}, the rest's "
        "rate taken as observed; no sampling interval",
    )
