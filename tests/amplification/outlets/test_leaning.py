import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from rml.amplification.outlets.leaning import (
    leaning_intervals,
    outlet_leaning,
    own_shares,
    party_positions,
    resampled_leanings,
)

REPUBLICAN = np.array([False, False, False, True, True])
TABLES = hnp.arrays(np.int64, (5, 4), elements=st.integers(1, 50))


@given(TABLES)
def test_the_leaning_is_the_difference_of_shares_over_their_sum(links):
    first, second = (links[one].sum(axis=0) / links[one].sum() for one in (~REPUBLICAN, REPUBLICAN))
    expected = (second - first) / (second + first)
    np.testing.assert_allclose(outlet_leaning(links, REPUBLICAN), expected, atol=1e-12)


@given(TABLES)
def test_swapping_the_parties_turns_the_sign(links):
    one, other = outlet_leaning(links, REPUBLICAN), outlet_leaning(links, ~REPUBLICAN)
    np.testing.assert_allclose(one, -other, atol=1e-12)


@given(TABLES, st.integers(2, 9))
def test_a_party_that_tweets_more_changes_nothing(links, factor):
    more = np.where(REPUBLICAN[:, np.newaxis], links * factor, links)
    np.testing.assert_allclose(
        outlet_leaning(more, REPUBLICAN), outlet_leaning(links, REPUBLICAN), atol=1e-12
    )


def test_positions_weigh_who_links_with_both_parties_alike():
    links = np.array([[4, 0], [0, 4], [2, 2]])
    republican = np.array([False, False, True])
    positions = np.array([-1.4, -0.6, 1.0])
    # Each party's shares are (1/2, 1/2): the Democrat of the column, and the Republican.
    found = outlet_leaning(links, republican, positions)
    np.testing.assert_allclose(found, [(-1.4 + 1.0) / 2, (-0.6 + 1.0) / 2])


def test_an_outlet_without_links_has_no_leaning():
    found = outlet_leaning([[1, 0], [1, 0]], np.array([False, True]))
    assert found[0] == 0
    assert np.isnan(found[1])


def test_own_shares_let_every_politician_count_alike():
    links = np.array([[1000, 0], [0, 1], [1, 1]])
    republican = np.array([False, False, True])
    np.testing.assert_allclose(own_shares(links).sum(axis=1), 1)
    assert outlet_leaning(links, republican)[0] < -0.3
    np.testing.assert_allclose(outlet_leaning(own_shares(links), republican), [0, 0], atol=1e-12)


def test_positions_are_stretched_to_the_parties_means(rng):
    republican = np.repeat([False, True], 30)
    scores = rng.normal(np.where(republican, 0.5, -0.3), 0.1)
    places = party_positions(scores, republican)
    assert places[republican].mean() == pytest.approx(1)
    assert places[~republican].mean() == pytest.approx(-1)
    assert np.corrcoef(places, scores)[0, 1] == pytest.approx(1)


def test_resamples_agree_with_politicians_drawn_one_by_one(rng):
    links = rng.poisson([[6, 2, 3]] * 25 + [[1, 4, 3]] * 15)
    republican = np.repeat([False, True], [25, 15])
    fast = resampled_leanings(links, republican, resamples=4000, rng=rng)
    slow = []
    for _ in range(4000):
        drawn = np.concatenate([rng.integers(0, 25, 25), rng.integers(25, 40, 15)])
        first = links[drawn[:25]].sum(axis=0) / links[drawn[:25]].sum()
        second = links[drawn[25:]].sum(axis=0) / links[drawn[25:]].sum()
        slow.append((second - first) / (second + first))
    slow = np.array(slow)
    np.testing.assert_allclose(fast.mean(axis=0), slow.mean(axis=0), atol=0.01)
    np.testing.assert_allclose(fast.std(axis=0), slow.std(axis=0), rtol=0.08)


def test_few_politicians_of_one_party_leave_no_interval(rng):
    draws = rng.normal(size=(200, 3))
    ends = leaning_intervals(draws, [[50, 9, 50], [50, 50, 10]], level=0.9)
    assert np.isnan(ends[:, 1]).all()
    np.testing.assert_allclose(ends[:, 0], np.quantile(draws[:, 0], [0.05, 0.95]))
    assert not np.isnan(ends[:, 2]).any()


@pytest.mark.parametrize(
    ("weights", "republican", "message"),
    [
        ([[1, 2], [3, 4]], np.array([0, 1]), "truth values"),
        ([1, 2], np.array([False, True]), r"shape \(n, k\)"),
        ([[1, -2], [3, 4]], np.array([False, True]), "1 entries of `weights` are negative"),
        ([[1, 2], [3, 4]], np.array([True, True]), "of one party"),
        ([[0, 0], [3, 4]], np.array([False, True]), "no link at all"),
        ([[1, np.nan], [3, 4]], np.array([False, True]), "missing or infinite"),
    ],
)
def test_bad_links_are_refused(weights, republican, message):
    with pytest.raises(ValueError, match=message):
        outlet_leaning(weights, republican)


def test_bad_positions_and_shares_are_refused():
    republican = np.array([False, True])
    with pytest.raises(ValueError, match="`positions` must have the shape"):
        outlet_leaning([[1, 2], [3, 4]], republican, [1.0])
    with pytest.raises(ValueError, match="must be higher"):
        party_positions([1.0, 0.0], republican)
    with pytest.raises(ValueError, match="1 of 2 rows of `links` have no link"):
        own_shares([[0, 0], [1, 2]])
