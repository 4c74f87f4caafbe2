import math

import numpy as np
import pytest
from scipy import optimize

from rml.stats.ecological_bounds import county_bounds, gap_bounds, group_bounds


@pytest.fixture
def rng():
    return np.random.default_rng(1953)


def program(objective, shares, outcomes, limits):
    """Return the lowest value of a sum over groups and counties that fits the county means.

    `objective` and `shares` have the shape (counties, groups); the groups are all there are.
    """
    counties, groups = shares.shape
    rows = np.zeros((counties, counties * groups))
    for county in range(counties):
        rows[county, county * groups : (county + 1) * groups] = shares[county]
    found = optimize.linprog(
        objective.ravel(), A_eq=rows, b_eq=outcomes, bounds=[limits] * (counties * groups)
    )
    assert found.success
    return found.fun


@pytest.mark.parametrize("limits", [(0.0, 1.0), (-2.0, 5.0)])
@pytest.mark.parametrize("kinds", [1, 2])
def test_bounds_are_those_of_linear_programming(rng, limits, kinds):
    low, high = limits
    for _ in range(6):
        shares = rng.dirichlet([0.4, 0.7, 0.8], 7)
        shares[0] = 1, 0, 0  # a county of one group
        weights = rng.lognormal(2, 1, 7)
        outcomes = low + (high - low) * rng.uniform(0, 1, 7) ** 2
        everybody = shares if kinds == 2 else np.column_stack([shares[:, 0], 1 - shares[:, 0]])
        given = everybody[:, :2] if kinds == 2 else everybody[:, 0]
        mass = weights[:, None] * everybody
        parts = mass / mass.sum(axis=0)
        options = {"limits": limits, "unit": "share", "interval": "none"}
        for group, found in enumerate(group_bounds(outcomes, given, weights, **options)):
            objective = np.zeros_like(parts)
            objective[:, group] = parts[:, group]
            lower = program(objective, everybody, outcomes, limits)
            upper = -program(-objective, everybody, outcomes, limits)
            assert (found.lower.value, found.upper.value) == pytest.approx((lower, upper))
        objective = np.zeros_like(parts)
        objective[:, 0], objective[:, 1] = parts[:, 0], -parts[:, 1]
        lower = program(objective, everybody, outcomes, limits)
        upper = -program(-objective, everybody, outcomes, limits)
        found = gap_bounds(outcomes, given, weights, **options)
        assert (found.lower.value, found.upper.value) == pytest.approx((lower, upper))


def test_truth_lies_within_whoever_fares_how(rng):
    for _ in range(30):
        users = rng.integers(1, 40, (9, 2))
        above = rng.binomial(users, rng.uniform(0, 1, (9, 2)))
        weights = users.sum(axis=1).astype(float)
        shares = users[:, 0] / weights
        outcomes = above.sum(axis=1) / weights
        by_county = county_bounds(outcomes, shares)
        assert (by_county.lower <= above[:, 0] / users[:, 0] + 1e-12).all()
        assert (by_county.upper >= above[:, 0] / users[:, 0] - 1e-12).all()
        rates = above.sum(axis=0) / users.sum(axis=0)
        options = {"unit": "share", "interval": "none"}
        for rate, found in zip(
            rates, group_bounds(outcomes, shares, weights, **options), strict=True
        ):
            assert found.lower.value - 1e-12 <= rate <= found.upper.value + 1e-12
        gap = gap_bounds(outcomes, shares, weights, **options)
        assert gap.lower.value - 1e-12 <= rates[0] - rates[1] <= gap.upper.value + 1e-12


def test_counties_of_one_group_leave_nothing_open():
    bounds = county_bounds([0.3, 0.6], [1.0, 0.0])
    assert (bounds.lower[0], bounds.upper[0]) == (0.3, 0.3)
    assert np.isnan(bounds.lower[1])
    assert np.isnan(bounds.upper[1])
    gap = gap_bounds([0.3, 0.6], [1.0, 0.0], [5, 7], unit="share", interval="none")
    assert gap.width == pytest.approx(0)
    assert gap.lower.value == pytest.approx(-0.3)
    assert gap.excludes(0)


def test_all_or_none_leave_nothing_open_either():
    bounds = county_bounds([0.0, 1.0], [0.2, 0.2])
    assert bounds.lower == pytest.approx([0.0, 1.0])
    assert bounds.upper == pytest.approx([0.0, 1.0])


def test_a_small_group_may_fare_anyhow():
    bounds = county_bounds([0.5], [0.1])
    assert (bounds.lower[0], bounds.upper[0]) == (0.0, 1.0)


def test_ends_have_intervals_of_their_own(rng):
    states = np.repeat(np.arange(10), 4)
    shares, outcomes = rng.uniform(0.1, 0.9, 40), rng.uniform(0, 1, 40)
    gap = gap_bounds(outcomes, shares, np.ones(40), clusters=states, unit="share")
    assert gap.lower.low < gap.lower.value < gap.upper.value < gap.upper.high
    assert "Duncan-Davis lower bound of the gap" in gap.lower.method
    assert "jackknife over 10 states" in gap.lower.method
    assert not gap.excludes(0)
    # Between an end and the end of its interval a value is not excluded.
    assert not gap.excludes((gap.lower.low + gap.lower.value) / 2)
    assert gap.excludes(gap.upper.high + 0.01)


@pytest.mark.parametrize(
    ("outcomes", "limits", "message"),
    [
        ([0.1, 1.2, 0.3], (0, 1), "1 of 3 `outcomes` are missing or outside the limits 0 to 1"),
        ([0.1, math.nan, 0.3], (0, 1), "1 of 3 entries of `outcomes` are missing"),
        ([0.1, 0.2, 0.3], (1, 0), "the lower first"),
        ([0.1, 0.2, 0.3], (0, math.inf), "two finite numbers"),
    ],
)
def test_bad_input_is_refused(outcomes, limits, message):
    with pytest.raises(ValueError, match=message):
        gap_bounds(outcomes, [0.1, 0.2, 0.3], [1, 1, 1], limits=limits, unit="share")


def test_bad_input_of_single_counties_is_refused():
    with pytest.raises(ValueError, match="missing or outside"):
        county_bounds([0.1, math.nan], [0.1, 0.2])
    with pytest.raises(ValueError, match="those of one group"):
        county_bounds([0.1, 0.2], [[0.1, 0.2], [0.1, 0.2]])
