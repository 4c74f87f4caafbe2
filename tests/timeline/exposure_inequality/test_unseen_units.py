import itertools

import numpy as np
import pytest

from rml.stats.inequality import gini, top_share
from rml.timeline.exposure_inequality.unseen_units import (
    UnseenUnits,
    bounds_frame,
    gini_bounds,
    top_share_bounds,
)

CASES = [
    ([9, 4, 4], 3, 0, 4),
    ([9, 4, 4], 5, 1, 4),
    ([4, 4], 6, 1, 4),
    ([5, 3], 7, 0, 3),
    ([20, 2], 4, 0, 2),
    ([3], 7, 1, 3),
]


@pytest.mark.parametrize(("listed", "number", "least", "largest"), CASES, ids=range(len(CASES)))
@pytest.mark.parametrize("share", [None, 0.1, 0.35, 0.6])
def test_bounds_are_those_of_every_possible_tail(listed, number, least, largest, share):
    unseen = UnseenUnits(number=number, least=least, largest=largest)
    if share is None:
        found, metric = gini_bounds(listed, unseen), gini
    else:
        found = top_share_bounds(listed, unseen, share=share)

        def metric(values):
            return top_share(values, share)

    grid = range(least, largest + 1)
    tails = itertools.combinations_with_replacement(grid, number)
    values = [metric([*listed, *tail]) for tail in tails]
    assert found.low == pytest.approx(min(values))
    assert found.high == pytest.approx(max(values))


def test_no_tail_of_the_real_size_leaves_the_bounds():
    rng = np.random.default_rng(3)
    listed = np.sort(rng.pareto(1.2, 300) * 40 + 30).round()
    unseen = UnseenUnits(number=2000, least=1, largest=float(listed.min()))
    curve, top = gini_bounds(listed, unseen), top_share_bounds(listed, unseen, share=0.2)
    for concentration in (0.05, 0.5, 1, 5, 50):
        for mean in (0.1, 0.5, 0.9):
            parts = rng.beta(concentration * mean, concentration * (1 - mean), size=2000)
            values = [*listed, *(1 + parts * (unseen.largest - 1))]
            assert curve.low <= gini(values) <= curve.high
            assert top.low <= top_share(values, 0.2) <= top.high


def test_without_unseen_units_both_ends_are_the_list():
    rows = bounds_frame([7, 3, 2], multiples=[0.0, 2.0], least=1, largest=2, share=0.1)
    first, second = rows.iloc[0], rows.iloc[1]
    assert first["gini_low"] == first["gini_high"] == pytest.approx(gini([7, 3, 2]))
    assert (first["unseen"], second["unseen"]) == (0, 6)
    assert second["tail_least"] == pytest.approx(6 / 18)
    assert second["tail_most"] == pytest.approx(12 / 24)
    assert second["top_low"] < second["top_high"]


def test_units_that_have_nothing_leave_one_value():
    rows = bounds_frame([7, 3, 2], multiples=[1.0], least=0, largest=0, share=0.1).iloc[0]
    assert rows["gini_low"] == rows["gini_high"] == pytest.approx(gini([7, 3, 2, 0, 0, 0]))


@pytest.mark.parametrize(
    ("unseen", "message"),
    [
        (UnseenUnits(number=3, least=0, largest=3), "smallest listed amount, 2"),
        (UnseenUnits(number=3, least=2, largest=1), "must rise from 0"),
        (UnseenUnits(number=-1, least=0, largest=1), "`number` must be a whole number"),
    ],
    ids=range(3),
)
def test_impossible_tails_are_refused(unseen, message):
    with pytest.raises(ValueError, match=message):
        gini_bounds([5, 2], unseen)
