import itertools

import numpy as np
import pytest

from rml.stats.inequality import gini
from rml.timeline.exposure_inequality.group_parts import (
    closest_labels,
    parts_row,
    same_gini_frame,
    widest_labels,
)


@pytest.mark.parametrize("seed", range(5))
def test_labels_are_the_extreme_ones_of_all(seed):
    amounts = np.random.default_rng(seed).integers(0, 60, 10)
    gaps = []
    for first in itertools.combinations(range(10), 5):
        chosen = np.isin(np.arange(10), first)
        gaps.append(abs(amounts[chosen].mean() - amounts[~chosen].mean()))
    for labels, expected in (
        (closest_labels(amounts), min(gaps)),
        (widest_labels(amounts), max(gaps)),
    ):
        assert (labels == "A").sum() == 5
        gap = abs(amounts[labels == "A"].mean() - amounts[labels == "B"].mean())
        assert gap == pytest.approx(expected)


def test_one_gini_goes_with_both_labellings():
    amounts = np.random.default_rng(9).integers(1, 90, 30)
    frame = same_gini_frame(amounts)
    assert frame["gini"].tolist() == [gini(amounts)] * 2
    assert frame["theil"].nunique() == 1
    assert abs(frame["ratio"][0] - 1) < 0.01
    assert frame["ratio"][1] > 2
    assert frame["theil_between"][0] < 1e-4 < frame["theil_between"][1]


def test_a_group_with_nothing_has_an_infinite_ratio():
    assert same_gini_frame([0, 0, 3, 3])["ratio"].tolist() == [1, np.inf]


def test_parts_add_up():
    row = parts_row([1, 2, 3, 9, 0, 4], list("aabbcc"))
    assert row["theil"] == pytest.approx(row["theil_between"] + row["theil_within"])
    parts = ("gini_between", "gini_within", "gini_overlap")
    assert row["gini"] == pytest.approx(sum(row[name] for name in parts))
    assert row["share_between_groups"] == pytest.approx(row["theil_between"] / row["theil"])


@pytest.mark.parametrize(
    ("amounts", "message"),
    [([1, 2, 3], "even number"), ([], "even number"), ([1.5, 2], "whole numbers")],
    ids=range(3),
)
def test_labels_need_whole_amounts_of_an_even_number(amounts, message):
    with pytest.raises(ValueError, match=message):
        closest_labels(amounts)
