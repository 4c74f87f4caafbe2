"""The chances of a choice by softmax, against sums written out cell by cell."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from rml.cropping.softened import (
    IN_FACE,
    SPREAD,
    STATISTICS,
    chance_of_greatest,
    chance_outside,
    higher,
    log_weight,
    share_on_first,
    summaries,
)

SCORES = st.floats(-3, 8, allow_nan=False)
TABLES = arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 6)), elements=SCORES)
TEMPERATURES = st.sampled_from([0.0, 0.01, 0.3, 1.0, 7.0, math.inf])


def chances_written_out(cells, temperature):
    """The probability of every cell of one list, by the definition."""
    weights = [math.exp(score / temperature) for score in cells]
    return [weight / math.fsum(weights) for weight in weights]


@given(first=TABLES, second=TABLES, temperature=st.sampled_from([0.3, 1.0, 7.0]))
def test_share_greatest_and_outside_follow_from_the_chance_of_every_cell(
    first, second, temperature
):
    shares = share_on_first(first, second, temperature=temperature)
    greatest = chance_of_greatest(first, second, temperature=temperature)
    for i, ours in enumerate(first):
        for j, theirs in enumerate(second):
            chances = chances_written_out([*ours, *theirs], temperature)
            assert shares[i, j] == pytest.approx(math.fsum(chances[: len(ours)]))
            assert greatest[i, j] == pytest.approx(max(chances))
        inside = np.arange(len(ours)) % 2 == 0
        alone = chances_written_out(ours, temperature)
        missed = chance_outside(ours[np.newaxis], inside, temperature=temperature)[0]
        assert missed == pytest.approx(math.fsum(alone[1::2]))


@given(first=TABLES, second=TABLES, temperature=TEMPERATURES)
def test_the_same_pair_seen_from_the_other_side_adds_up_to_one(first, second, temperature):
    ours = share_on_first(first, second, temperature=temperature)
    theirs = share_on_first(second, first, temperature=temperature)
    np.testing.assert_allclose(ours + theirs.T, 1)


@given(first=TABLES, second=TABLES, shift=SCORES, factor=st.floats(0.2, 5))
def test_only_differences_of_scores_by_temperature_matter(first, second, shift, factor):
    plain = share_on_first(first, second, temperature=1.0)
    moved = share_on_first(first + shift, second + shift, temperature=1.0)
    scaled = share_on_first(factor * first, factor * second, temperature=factor)
    np.testing.assert_allclose(moved, plain, atol=1e-9)
    np.testing.assert_allclose(scaled, plain, atol=1e-9)


def test_the_limits_are_the_maximum_and_a_choice_without_looking():
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(5, 30)), rng.normal(size=(4, 10))
    cold = share_on_first(first, second, temperature=1e-4)
    np.testing.assert_allclose(cold, share_on_first(first, second, temperature=0), atol=1e-6)
    blind = share_on_first(first, second, temperature=math.inf)
    np.testing.assert_allclose(blind, 30 / 40)
    np.testing.assert_allclose(share_on_first(first, second, temperature=1e9), blind)
    inside = np.arange(30) < 12
    np.testing.assert_allclose(chance_outside(first, inside, temperature=math.inf), 18 / 30)
    coldest = chance_outside(first, inside, temperature=1e-4)
    np.testing.assert_allclose(chance_outside(first, inside, temperature=0), coldest, atol=1e-6)


def test_scores_far_from_zero_do_not_overflow():
    shares = share_on_first([[5000.0, 0.0]], [[4999.0, 0.0]], temperature=1.0)
    assert shares[0, 0] == pytest.approx(1 / (1 + math.exp(-1)))


def test_higher_is_the_mann_whitney_statistic_with_ties_counted_half():
    rng = np.random.default_rng(2)
    first, second = rng.integers(0, 8, 30), rng.integers(0, 8, 45)
    expected = stats.mannwhitneyu(first, second).statistic / (30 * 45)
    assert higher(first, second).mean() == pytest.approx(expected)
    assert (higher(first, second) == 0.5).sum() == (first[:, None] == second).sum() > 0


def test_summaries_are_those_of_each_row():
    scores = np.random.default_rng(3).normal(size=(6, 41))
    found = summaries(scores)
    assert set(found) == {*STATISTICS, SPREAD}
    inside = np.arange(41) >= 36
    in_face = summaries(scores, inside=inside)[IN_FACE]
    np.testing.assert_array_equal(in_face, np.sort(scores[:, 36:], axis=1)[:, 2])
    for row in range(6):
        ordered = np.sort(scores[row])
        assert found["median"][row] == ordered[20]
        assert found["percentile_95"][row] == pytest.approx(ordered[38])  # 0.95 of 40 steps
        assert found["maximum"][row] == ordered[-1]
        assert found["mean"][row] == pytest.approx(ordered.sum() / 41)
        assert found[SPREAD][row] ** 2 == pytest.approx(((ordered - ordered.mean()) ** 2).mean())


@pytest.mark.parametrize("temperature", [-1.0, math.nan])
def test_a_temperature_below_zero_is_refused(temperature):
    with pytest.raises(ValueError, match="temperature must be at least 0"):
        share_on_first([[1.0]], [[2.0]], temperature=temperature)


def test_what_is_no_table_of_scores_is_refused():
    for bad in ([1.0, 2.0], [[]], [[math.nan]]):
        with pytest.raises(ValueError, match="finite table"):
            summaries(bad)
    with pytest.raises(ValueError, match="no sum"):
        log_weight([[1.0]], temperature=0)
