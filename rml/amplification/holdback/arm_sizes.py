"""Whether the arms of an experiment have the sizes that they were to have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chisquare

from rml.amplification.holdback.schemas import CONTROL, TREATMENT
from rml.stats.multiplicity import holm


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioTest:
    """A test of the sizes of two arms against the ratio that was declared.

    Parameters
    ----------
    control, treatment
        Users in each arm.
    p
        Probability of sizes at least as far off, were each user assigned by chance in the
        declared ratio.
    """

    control: int
    treatment: int
    p: float

    @property
    def ratio(self) -> float:
        """Users in treatment for each in control; infinite without any in control."""
        return self.treatment / self.control if self.control else float("inf")


def ratio_mismatch(control: int, treatment: int, *, size_ratio: float) -> RatioTest:
    """Return the test of a sample ratio mismatch, Pearson's chi-square with one degree.

    Parameters
    ----------
    control, treatment
        Users in each arm, not both 0.
    size_ratio
        Users in treatment for each user in control, as declared.

    References
    ----------
    Fabijan and others (2019), "Diagnosing Sample Ratio Mismatch in Online Controlled
    Experiments", doi:10.1145/3292500.3330722.

    Examples
    --------
    >>> round(ratio_mismatch(1000, 4000, size_ratio=4).p, 3)
    1.0
    >>> ratio_mismatch(1000, 4400, size_ratio=4).p < 0.01
    True
    """
    total = control + treatment
    expected = np.array([1, size_ratio]) * total / (1 + size_ratio)
    return RatioTest(
        control=control,
        treatment=treatment,
        p=float(chisquare([control, treatment], expected).pvalue),
    )


def days_out_of_ratio(by_day: pd.DataFrame, *, size_ratio: float, smallest_p: float) -> list[int]:
    """Return the positions of the days whose active users are out of the declared ratio.

    Each day's users with a row are tested as `ratio_mismatch` does, and the days' p values
    adjusted by Holm's method. Unlike the users who were assigned, those who are active may
    differ between arms because of the treatment itself.

    Parameters
    ----------
    by_day
        Users per day (rows) and arm (columns ``control`` and ``treatment``); days without
        users in either arm are not tested.
    size_ratio, smallest_p
        As in `LogRules`.
    """
    tested = np.flatnonzero(by_day[[CONTROL, TREATMENT]].sum(axis=1) > 0)
    if not tested.size:
        return []
    days = by_day.iloc[tested]
    p_values = [
        ratio_mismatch(int(control), int(treatment), size_ratio=size_ratio).p
        for control, treatment in zip(days[CONTROL], days[TREATMENT], strict=True)
    ]
    return [int(day) for day in tested[holm(p_values) < smallest_p]]
