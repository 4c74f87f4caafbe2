"""Who meets whom: every person used evenly, every pair once, every place shared."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rml.cropping.pair_design import (
    Meetings,
    all_pairs,
    group_rows,
    placed,
    published_pairs,
    sampled_fours,
    sampled_pairs,
)

CONGRESS = (10, 21, 28, 31, 94, 327)


def groups_of(*sizes):
    """Rows of groups a, b, ... of the given sizes, scattered over an image set."""
    rows = np.random.default_rng(5).permutation(sum(sizes))
    ends = np.cumsum(sizes)
    return {
        chr(ord("a") + number): np.sort(rows[end - size : end])
        for number, (size, end) in enumerate(zip(sizes, ends, strict=True))
    }


def by_groups(meetings):
    """The people of each two groups, shape (n, 2)."""
    return {
        tuple(names): meetings.people[(meetings.groups == names).all(axis=1)]
        for names in np.unique(meetings.groups, axis=0).tolist()
    }


def assert_fits(meetings, rows):
    """Every person belongs to the group it is said to belong to."""
    for column in range(meetings.people.shape[1]):
        for name, own in rows.items():
            met = meetings.people[meetings.groups[:, column] == name, column]
            assert np.isin(met, own).all()


def assert_even(people, rows, column):
    counts = np.bincount(np.searchsorted(rows, people[:, column]), minlength=len(rows))
    assert counts.max() - counts.min() <= 1


def test_rows_of_groups_come_in_order_of_name():
    rows = group_rows(["b", "a", "b", "c"])
    assert {name: own.tolist() for name, own in rows.items()} == {"a": [1], "b": [0, 2], "c": [3]}
    assert list(rows) == ["a", "b", "c"]


@settings(deadline=None)
@given(st.integers(1, 14), st.integers(1, 14), st.integers(1, 250), st.integers(0, 9))
def test_sampled_pairs_differ_and_use_everybody_evenly(m, n, pairs, seed):
    rows = groups_of(m, n)
    meetings = sampled_pairs(rows, pairs=pairs, rng=np.random.default_rng(seed))
    assert len(meetings) == min(pairs, m * n)
    assert len(np.unique(meetings.people, axis=0)) == len(meetings)
    assert_fits(meetings, rows)
    assert_even(meetings.people, rows["a"], 0)
    assert_even(meetings.people, rows["b"], 1)


@pytest.mark.parametrize(("m", "n"), [(1, 1), (1, 9), (4, 6), (6, 4), (5, 5), (12, 18), (7, 10)])
def test_asked_for_all_pairs_the_diagonals_give_all(m, n):
    rows = groups_of(m, n)
    meetings = sampled_pairs(rows, pairs=m * n + 3, rng=np.random.default_rng(1))
    expected = set(itertools.product(rows["a"].tolist(), rows["b"].tolist()))
    assert {tuple(pair) for pair in meetings.people.tolist()} == expected
    assert len(meetings) == m * n


def test_a_sample_at_the_sizes_of_congress_is_even_for_every_two_groups():
    rows = groups_of(*CONGRESS)
    meetings = sampled_pairs(rows, pairs=200, rng=np.random.default_rng(2))
    found = by_groups(meetings)
    assert list(found) == list(itertools.combinations("abcdef", 2))
    for (first, second), people in found.items():
        assert len(people) == len(np.unique(people, axis=0)) == 200
        assert_even(people, rows[first], 0)
        assert_even(people, rows[second], 1)


def test_a_sample_follows_its_seed():
    rows = groups_of(9, 12, 8)
    one, same, other = (
        sampled_pairs(rows, pairs=40, rng=np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert np.array_equal(one.people, same.people)
    assert np.array_equal(one.groups, same.groups)
    assert not np.array_equal(one.people, other.people)


def test_every_pair_is_as_likely_to_be_sampled_as_any_other():
    rows = groups_of(4, 6)
    rng = np.random.default_rng(3)
    counts = np.zeros((4, 6))
    for _ in range(3_000):
        people = sampled_pairs(rows, pairs=5, rng=rng).people
        np.add.at(
            counts,
            (np.searchsorted(rows["a"], people[:, 0]), np.searchsorted(rows["b"], people[:, 1])),
            1,
        )
    # Pairs of one sample repel each other, so the statistic is below its nominal distribution.
    assert stats.chisquare(counts.ravel()).pvalue > 0.001


def test_all_pairs_are_all_pairs_of_every_two_groups():
    rows = groups_of(3, 1, 4)
    meetings = all_pairs(rows)
    assert len(meetings) == 3 * 1 + 3 * 4 + 1 * 4
    assert_fits(meetings, rows)
    for (first, second), people in by_groups(meetings).items():
        assert {tuple(pair) for pair in people.tolist()} == set(
            itertools.product(rows[first].tolist(), rows[second].tolist())
        )


def test_published_draws_are_uniform_independent_and_with_replacement():
    rows = groups_of(4, 3)
    meetings = published_pairs(rows, [("b", "a")], pairs=24_000, rng=np.random.default_rng(4))
    assert (meetings.groups == ["b", "a"]).all()
    assert_fits(meetings, rows)
    counts = np.zeros((3, 4))
    np.add.at(
        counts,
        (
            np.searchsorted(rows["b"], meetings.people[:, 0]),
            np.searchsorted(rows["a"], meetings.people[:, 1]),
        ),
        1,
    )
    assert counts.min() > 0  # far more draws than pairs: the same pair comes again
    assert stats.chisquare(counts.ravel()).pvalue > 0.001
    # With replacement from one draw to the next: a person follows itself as often as others do.
    again = meetings.people[1:, 1] == meetings.people[:-1, 1]
    assert again.mean() == pytest.approx(1 / 4, abs=0.012)


def test_published_draws_keep_the_listed_order():
    rows = groups_of(4, 3, 5)
    listed = [("c", "a"), ("a", "b"), ("a", "a")]
    meetings = published_pairs(rows, listed, pairs=7, rng=np.random.default_rng(4))
    assert meetings.groups[::7].tolist() == [list(names) for names in listed]
    assert len(meetings) == 21


@given(st.integers(1, 40), st.lists(st.integers(1, 9), min_size=4, max_size=4))
def test_fours_have_one_of_each_group_and_take_people_in_turn(fours, sizes):
    rows = groups_of(*sizes)
    names = ["c", "a", "d", "b"]
    meetings = sampled_fours(rows, names, fours=fours, rng=np.random.default_rng(6))
    assert meetings.people.shape == (fours, 4)
    assert (meetings.groups == names).all()
    assert_fits(meetings, rows)
    for column, name in enumerate(names):
        assert_even(meetings.people, rows[name], column)
        size = len(rows[name])
        for start in range(0, fours - size + 1, size):  # all once before anyone again
            assert len(np.unique(meetings.people[start : start + size, column])) == size


@pytest.mark.parametrize("count", [2, 4])
def test_in_both_orders_everybody_stands_once_at_every_place(count):
    people = np.random.default_rng(7).permutation(6 * count).reshape(6, count)
    meetings = Meetings(people=people, groups=np.full((6, count), "g"))
    placements = placed(meetings, orders="both")
    assert len(placements) == 6 * count
    for meeting in range(6):
        own = placements.people[placements.meeting == meeting]
        for place in range(count):
            assert sorted(own[:, place]) == sorted(people[meeting])
    shown = np.take_along_axis(people[placements.meeting], placements.place_of, axis=1)
    assert np.array_equal(placements.people, shown)


def test_as_listed_there_is_one_composite_in_the_listed_order():
    meetings = all_pairs(groups_of(3, 4))
    placements = placed(meetings, orders="as listed")
    assert np.array_equal(placements.people, meetings.people)
    assert placements.meeting.tolist() == list(range(12))
    assert (placements.place_of == [0, 1]).all()


def test_two_orders_of_a_pair_are_mirror_images():
    meetings = all_pairs(groups_of(3, 4))
    placements = placed(meetings, orders="both")
    assert np.array_equal(placements.people[0::2], meetings.people)
    assert np.array_equal(placements.people[1::2], meetings.people[:, ::-1])
