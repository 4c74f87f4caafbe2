"""How many people of a file each group has, by their probabilities: no row of it is one person's.

Totals are what many questions need, and what probabilities are good for: errors of single people
cancel out in them as far as probabilities are calibrated. How far they are is not in the numbers.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from rml.errors import ProductError
from rml.report.people import PeopleCounts
from rml.report.small_cells import guard
from rml.timeline.imputation.groups import GROUP_WORDS, GROUPS, FloatArray

LEVEL = 0.95
LEAST_PEOPLE = 10
SHARE_DECIMALS = 4


def group_totals(probabilities: FloatArray) -> pd.DataFrame:
    """Return the expected number of people of each group, small ones withheld.

    Parameters
    ----------
    probabilities
        Shape (people, 6), in the order of `GROUPS`; rows add up to 1.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``expected_people`` (whole numbers that add up to all people), ``share``
        (of the whole numbers, four decimals), ``low_if_right`` and ``high_if_right`` (whole
        numbers, rounded outwards: 95 % range of the number if the probabilities are right, by
        the normal approximation to the sum of independent draws; of probabilities that are
        wrong they know nothing). No column has more digits than that: with them, two files
        that differ by one person would give the probabilities of this person.

        NaN where a number is withheld: one under 10; one that would give such a number away;
        and further ones, the smallest first, until those withheld are at least 10 people
        together. Of so few people that no withholding would protect them, everything is.
    """
    people = len(probabilities)
    expected = probabilities.sum(axis=0)
    spread = np.sqrt((probabilities * (1 - probabilities)).sum(axis=0))
    whole = _whole(expected)
    reach = float(special.ndtri((1 + LEVEL) / 2)) * spread
    frame = pd.DataFrame(
        {
            "group": [GROUP_WORDS[group] for group in GROUPS],
            "expected_people": whole,
            "share": np.round(np.array(whole) / max(people, 1), SHARE_DECIMALS),
            "low_if_right": np.floor(np.clip(expected - reach, 0, people)),
            "high_if_right": np.ceil(np.clip(expected + reach, 0, people)),
        }
    )
    counts = PeopleCounts(
        columns=("expected_people",),
        derived=("share", "low_if_right", "high_if_right"),
        threshold=LEAST_PEOPLE,
        zeros_are_small=True,
        totals={"expected_people": people},
    )
    try:
        shown = guard(frame, counts).frame
    except ProductError:
        hidden = np.ones(len(frame), dtype=bool)
    else:
        hidden = _hidden_enough(shown["expected_people"].isna().to_numpy(), np.array(whole))
    numbers = frame.columns[1:]
    return frame.assign(**{name: frame[name].astype(float).mask(hidden) for name in numbers})


def _hidden_enough(hidden: NDArray[np.bool_], whole: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which numbers to withhold so that together they are none, or 10 people at least.

    Readers know the sum of those withheld: all people less the numbers shown.
    """
    hidden = hidden.copy()
    while hidden.any() and not hidden.all() and whole[hidden].sum() < LEAST_PEOPLE:
        hidden[np.where(hidden, whole.max() + 1, whole).argmin()] = True
    return hidden


def _whole(expected: FloatArray) -> list[int]:
    """Return whole numbers with the same sum (largest remainders)."""
    counts = np.floor(expected).astype(np.int64)
    short = round(float(expected.sum())) - int(counts.sum())
    for place in np.argsort(counts - expected, kind="stable")[:short]:
        counts[place] += 1
    whole: list[int] = counts.tolist()
    return whole
