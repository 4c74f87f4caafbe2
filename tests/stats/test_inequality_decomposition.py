import numpy as np
import pytest

from rml.stats.inequality import gini
from rml.stats.inequality_decomposition import (
    entropy_by_groups,
    entropy_name,
    generalised_entropy,
    gini_by_groups,
)


@pytest.fixture
def units():
    rng = np.random.default_rng(11)
    return rng.gamma(0.7, 9, size=80) + 0.1, rng.choice(["a", "b", "c"], size=80)


@pytest.mark.parametrize("order", [-1, 0, 0.5, 1, 2, 3])
def test_entropy_splits_exactly(order, units):
    values, groups = units
    parts = entropy_by_groups(values, groups, order=order)
    assert parts.whole == pytest.approx(parts.between + parts.within, rel=1e-9)
    means = np.array([values[groups == group].mean() for group in groups])
    assert parts.between == pytest.approx(generalised_entropy(means, order=order))
    assert parts.shares.sum() == pytest.approx(1)


def test_entropy_of_known_orders():
    values = np.array([1.0, 2, 5, 8])
    relative = values / values.mean()
    assert generalised_entropy(values) == pytest.approx(np.mean(relative * np.log(relative)))
    assert generalised_entropy(values, order=0) == pytest.approx(-np.mean(np.log(relative)))
    assert generalised_entropy(values, order=2) == pytest.approx(np.var(relative) / 2)
    assert generalised_entropy([0, 0, 0, 6]) == pytest.approx(np.log(4))
    assert [entropy_name(order) for order in (0, 1, 2)] == [
        "mean logarithmic deviation",
        "Theil index",
        "generalised entropy index of order 2",
    ]


def test_a_group_without_anything_counts_between_groups():
    parts = entropy_by_groups([0, 0, 4, 4], ["a", "a", "b", "b"])
    assert (parts.whole, parts.within) == (pytest.approx(np.log(2)), 0)
    assert parts.between == pytest.approx(parts.whole)


def test_gini_parts_are_brute_force_ones(units):
    values, groups = units
    parts = gini_by_groups(values, groups)
    scale = 2 * values.size**2 * values.mean()
    same = groups[:, np.newaxis] == groups
    differences = np.abs(np.subtract.outer(values, values))
    means = np.array([values[groups == group].mean() for group in groups])
    assert parts.within == pytest.approx(differences[same].sum() / scale)
    assert parts.between == pytest.approx(np.abs(np.subtract.outer(means, means)).sum() / scale)
    assert parts.whole == pytest.approx(parts.between + parts.within + parts.overlap)
    assert parts.overlap > 0.05


def test_groups_apart_do_not_overlap():
    parts = gini_by_groups([1, 2, 3, 10, 20, 30], ["a"] * 3 + ["b"] * 3)
    assert parts.overlap == pytest.approx(0, abs=1e-12)
    equal = gini_by_groups([1, 5, 1, 5], ["a", "a", "b", "b"])
    assert equal.between == 0
    assert equal.overlap == pytest.approx(gini([1, 5]) / 2)


def test_units_weigh_like_copies(units):
    values, groups = units[0][:6], np.array(list("aabbab"))
    copies = np.array([1, 2, 3, 1, 2, 0])
    for split in (entropy_by_groups, gini_by_groups):
        weighed = split(values, groups, units=copies)
        listed = split(np.repeat(values, copies), np.repeat(groups, copies))
        assert weighed.whole == pytest.approx(listed.whole)
        assert weighed.within == pytest.approx(listed.within)
        assert weighed.own == pytest.approx(listed.own)


@pytest.mark.parametrize(
    ("values", "groups", "order", "message"),
    [
        ([1, 2], ["a"], 1, "one group for each unit"),
        ([1, 2], ["a", "a"], 1, "There is 1 group"),
        ([1, 2], ["a", None], 1, "1 of 2 entries of `groups` are missing"),
        ([1, 2], [1.0, float("nan")], 1, "1 of 2 entries of `groups` are missing"),
        ([0, 2], ["a", "b"], 0, "mean logarithmic deviation is infinite"),
        ([0, 0], ["a", "b"], 1, "All 2 units have 0"),
        ([-1, 2], ["a", "b"], 1, "below 0"),
    ],
    ids=range(7),
)
def test_bad_groups_are_refused(values, groups, order, message):
    with pytest.raises(ValueError, match=message):
        entropy_by_groups(values, groups, order=order)
