"""How many people of a file each group has, by their probabilities: no row of it is one person's.

Totals are what most questions need, and what probabilities are good for: errors of single people
cancel out in them as far as probabilities are calibrated.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from rml.errors import ProductError
from rml.report.people import PeopleCounts
from rml.report.small_cells import guard
from rml.timeline.imputation.groups import GROUP_WORDS, GROUPS, FloatArray

LEVEL = 0.95
LEAST_PEOPLE = 10


def group_totals(probabilities: FloatArray) -> pd.DataFrame:
    """Return the expected number of people of each group, small ones withheld.

    Parameters
    ----------
    probabilities
        Shape (people, 6), in the order of `GROUPS`; rows add up to 1.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``expected_people`` (whole numbers that add up to all people), ``share``,
        ``low`` and ``high`` (95 % range of the number if the probabilities are right, by
        the normal approximation to the sum of independent draws); NaN where a number under
        10, or one that would give it away, is withheld. Of so few people that no withholding
        would protect them, everything is withheld.
    """
    people = len(probabilities)
    expected = probabilities.sum(axis=0)
    spread = np.sqrt((probabilities * (1 - probabilities)).sum(axis=0))
    reach = float(special.ndtri((1 + LEVEL) / 2)) * spread
    frame = pd.DataFrame(
        {
            "group": [GROUP_WORDS[group] for group in GROUPS],
            "expected_people": _whole(expected),
            "share": expected / people,
            "low": np.clip(expected - reach, 0, people),
            "high": np.clip(expected + reach, 0, people),
        }
    )
    counts = PeopleCounts(
        columns=("expected_people",),
        derived=("share", "low", "high"),
        threshold=LEAST_PEOPLE,
        zeros_are_small=True,
        totals={"expected_people": people},
    )
    try:
        return guard(frame, counts).frame
    except ProductError:
        return frame.assign(**dict.fromkeys(frame.columns[1:], np.nan))


def _whole(expected: FloatArray) -> list[int]:
    """Return whole numbers with the same sum (largest remainders)."""
    counts = np.floor(expected).astype(np.int64)
    short = round(float(expected.sum())) - int(counts.sum())
    for place in np.argsort(counts - expected, kind="stable")[:short]:
        counts[place] += 1
    whole: list[int] = counts.tolist()
    return whole
