import math

import numpy as np
import pytest
import statsmodels.api as sm

from rml.stats.ecological import (
    recovered_share,
    weighted_gap,
    weighted_group_means,
    weighted_ratio,
)
from rml.stats.group_means import GroupMeans


@pytest.fixture
def rng():
    return np.random.default_rng(20221116)


def counties(rng, size=40, clusters=8):
    shares = rng.dirichlet([1, 2, 3], size)[:, :2]
    weights = rng.lognormal(3, 1.5, size)
    return shares, weights, rng.integers(0, clusters, size)


def test_means_are_those_of_weighted_least_squares_on_a_constant(rng):
    shares, weights, states = counties(rng)
    outcomes = rng.normal(10, 2, 40)
    found = weighted_group_means(outcomes, shares, weights, clusters=states, unit="views")
    for group, one in enumerate(found):
        fit = sm.WLS(outcomes, np.ones(40), weights=weights * shares[:, group]).fit()
        assert one.value == pytest.approx(fit.params[0])
    gap = weighted_gap(outcomes, shares, weights, clusters=states, unit="views")
    assert gap.value == pytest.approx(found[0].value - found[1].value)
    ratio = weighted_ratio(outcomes, shares, weights, clusters=states)
    assert ratio.value == pytest.approx(found[0].value / found[1].value)


def test_one_column_of_shares_is_compared_with_everybody_else(rng):
    shares, weights, states = counties(rng)
    outcomes = rng.normal(10, 2, 40)
    one = weighted_gap(outcomes, shares[:, 0], weights, clusters=states, unit="views")
    pair = np.column_stack([shares[:, 0], 1 - shares[:, 0]])
    assert one == weighted_gap(outcomes, pair, weights, clusters=states, unit="views")


def test_segregated_counties_give_the_groups_own_means():
    means = weighted_group_means(
        [3, 5, 9], [1.0, 1.0, 0.0], [10, 30, 7], unit="views", interval="none"
    )
    assert [one.value for one in means] == [4.5, 9.0]


def brute_jackknife(estimate, states):
    without = np.array([estimate(states != state) for state in np.unique(states)])
    return math.sqrt((len(without) - 1) / len(without) * ((without - without.mean()) ** 2).sum())


def plain_means(outcomes, shares, weights):
    mass = shares * weights[:, None]
    return outcomes @ mass / mass.sum(axis=0)


def test_errors_are_those_of_leaving_clusters_out_one_by_one(rng):
    shares, weights, states = counties(rng)
    outcomes = rng.normal(10, 2, 40)
    means = GroupMeans(shares, weights, clusters=states)

    def gap(rows):
        first, second = plain_means(outcomes[rows], shares[rows], weights[rows])
        return first - second

    def log_ratio(rows):
        first, second = plain_means(outcomes[rows], shares[rows], weights[rows])
        return math.log(first / second)

    quantile = means._quantile((1.0, -1.0), 0.95)
    found = means.gap(outcomes, unit="views")
    assert (found.high - found.low) / 2 == pytest.approx(quantile * brute_jackknife(gap, states))
    ratio = means.ratio(outcomes)
    expected = quantile * brute_jackknife(log_ratio, states)
    assert math.log(ratio.high / ratio.low) / 2 == pytest.approx(expected)
    influence = means.influence(outcomes)
    assert influence.without == pytest.approx([gap(states != s) for s in range(8)])
    assert influence.value == pytest.approx(found.value)
    assert influence.largest == str(np.argmax(np.abs(influence.shifts)))


@pytest.mark.parametrize("contrast", [(1.0, -1.0), (1.0, 0.0), (0.0, 1.0)])
@pytest.mark.parametrize("by", ["states", "counties"])
def test_degrees_of_freedom_are_those_of_the_quadratic_form(rng, contrast, by):
    shares, weights, states = counties(rng)
    means = GroupMeans(shares, weights, clusters=states if by == "states" else None)
    rows = []
    for code in range(len(means.labels)):
        kept = (means.codes != code)[:, None] * shares * weights[:, None]
        rows.append(kept / kept.sum(axis=0) @ np.array(contrast))
    left_out = np.array(rows) - np.mean(rows, axis=0)
    # The variance estimate is |left_out y|^2; its moments for y of independent unit normals.
    values = np.linalg.eigvalsh(left_out @ left_out.T)
    expected = values.sum() ** 2 / (values**2).sum()
    assert means.degrees_of_freedom(contrast) == pytest.approx(expected)


def test_equal_clusters_have_one_degree_of_freedom_less_than_there_are():
    means = GroupMeans(np.full(12, 0.3), np.ones(12), clusters=np.repeat(range(6), 2))
    assert means.degrees_of_freedom((1.0, 0.0)) == pytest.approx(5)


def test_a_few_large_counties_do_not_count_as_many():
    weights = np.ones(500)
    weights[:3] = 1000
    assert GroupMeans(np.full(500, 0.3), weights).degrees_of_freedom((1.0, 0.0)) < 3


def test_a_census_has_no_interval(rng):
    shares, weights, _ = counties(rng)
    gap = weighted_gap(weights, shares, weights, unit="views", interval="none")
    assert not gap.has_interval
    assert "census of counties, no sampling interval" in gap.method


def test_methods_name_what_was_left_out(rng):
    shares, weights, states = counties(rng)
    gap = weighted_gap(weights, shares, weights, clusters=states, unit="views")
    assert "delete-one jackknife over 8 states" in gap.method
    assert gap.n == "40 counties"
    alone = weighted_gap(weights, shares, weights, unit="views")
    assert "delete-one jackknife over 40 counties" in alone.method


def test_intervals_cover_where_states_share_causes(rng):
    shares, _, states = counties(rng, size=200, clusters=30)
    weights = rng.lognormal(3, 0.7, 200)
    means = GroupMeans(shares[:, 0], weights, clusters=states)
    covered = 0
    for _ in range(600):
        outcomes = 10 + rng.normal(0, 1, 30)[states] + rng.normal(0, 1, 200)
        gap = means.gap(outcomes, unit="views")
        covered += gap.low <= 0 <= gap.high
    # Three binomial standard errors around 95 % are 0.923 and 0.977; the jackknife errs upwards.
    assert 0.923 < covered / 600 < 0.985


def test_counties_as_clusters_cover_too_seldom_where_states_share_causes(rng):
    """The reason why clusters are states."""
    states = np.repeat(np.arange(20), 10)
    shares = np.repeat(rng.uniform(0.05, 0.6, 20), 10)
    means = GroupMeans(shares, np.ones(200))
    covered = 0
    for _ in range(300):
        gap = means.gap(rng.normal(0, 1, 20)[states] + rng.normal(0, 0.3, 200), unit="views")
        covered += gap.low <= 0 <= gap.high
    assert covered / 300 < 0.6


def test_recovered_share_is_what_own_group_outcomes_give(rng):
    shares, weights, _ = counties(rng)
    for others, rest in (("as the second", 5.0), ("as the first", 3.0)):
        outcomes = shares @ np.array([3.0, 5.0]) + rest * (1 - shares.sum(axis=1))
        gap = weighted_gap(outcomes, shares, weights, unit="views", interval="none")
        part = recovered_share(shares, weights, others=others)
        assert gap.value == pytest.approx(-2 * part.value)
    share = shares[:, 0]
    mean = np.average(share, weights=weights)
    expected = 1 - np.average(share * (1 - share), weights=weights) / (mean * (1 - mean))
    assert recovered_share(share, weights).value == pytest.approx(expected)
    # Between two groups alone it is the same formula for shares of the two.
    both = shares.sum(axis=1)
    among = recovered_share(shares, weights, others="left out").value
    assert among == pytest.approx(recovered_share(share / both, weights * both).value)


def test_recovered_share_lies_between_mixed_and_segregated():
    assert recovered_share([0.2, 0.2, 0.2], [5, 50, 9]).value == pytest.approx(0)
    assert recovered_share([0, 1, 0], [5, 50, 9]).value == pytest.approx(1)


@pytest.mark.parametrize(
    ("outcomes", "shares", "weights", "clusters", "message"),
    [
        ([1, 2], [0.1, 0.2, 0.3], [1, 1, 1], None, "`outcomes` has 2 entries, `weights` 3"),
        ([1, 2, math.nan], [0.1, 0.2, 0.3], [1, 1, 1], None, "1 of 3 entries of `outcomes`"),
        ([1, 2, 3], [0.1, 0.2, 1.3], [1, 1, 1], None, "1 `shares` are not between 0 and 1"),
        ([1, 2, 3], [[0.6, 0.5]] * 3, [1, 1, 1], None, "3 counties have shares of more"),
        ([1, 2, 3], [[0.1] * 3] * 3, [1, 1, 1], None, "Two groups are compared, not 3"),
        ([1, 2, 3], [0.1, 0.2], [1, 1, 1], None, "must have the shape"),
        ([1, 2, 3], [0.1, 0.2, 0.3], [1, 0, 1], None, "1 of 3 `weights` are not above 0"),
        ([1, 2, 3], [0.0, 0.0, 0.0], [1, 1, 1], None, "no weight in any county"),
        ([1, 2, 3], [0.1, 0.0, 0.0], [1, 1, 1], None, "lives in one cluster only"),
        ([1, 2, 3], [0.1, 0.2, 0.3], [1, 1, 1], ["a", "b"], "`clusters` must have the shape"),
        ([1, 2, 3], [0.1, 0.2, 0.3], [1, 1, 1], ["a"] * 3, "lives in one cluster only"),
        ([1, 2, 3], [0.3, 0.3, 0.3], [1, 5, 2], None, "spread over the counties alike"),
    ],
)
def test_bad_input_is_refused(outcomes, shares, weights, clusters, message):
    with pytest.raises(ValueError, match=message):
        weighted_gap(outcomes, shares, weights, clusters=clusters, unit="views")


def test_a_ratio_of_means_below_zero_is_refused():
    with pytest.raises(ValueError, match="report the gap"):
        weighted_ratio([-3, -2, -1], [0.1, 0.2, 0.3], [1, 1, 1])
    with pytest.raises(ValueError, match="Without some cluster"):
        weighted_ratio([-3, -2, 40], [0.1, 0.2, 0.3], [1, 1, 1])
