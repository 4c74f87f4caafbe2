import math
import re

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import linalg, stats

from rml.stats.clustered_errors import ClusteredErrors
from rml.stats.ecological_regression import (
    EcologicalRegression,
    ecological_gap,
    ecological_means,
)


@pytest.fixture
def rng():
    return np.random.default_rng(1953)


def counties(rng, size=60, clusters=9):
    shares = rng.dirichlet([1, 2, 3], size)[:, :2]
    return shares, rng.lognormal(3, 1, size), rng.integers(0, clusters, size)


def half_width(estimate):
    return (estimate.high - estimate.low) / 2


def design_of(shares, *more):
    return np.column_stack([shares, 1 - shares.sum(axis=1), *more])


def test_outcomes_of_ones_own_group_alone_are_recovered_exactly(rng):
    shares, weights, states = counties(rng)
    outcomes = design_of(shares) @ np.array([3.0, 5.0, 8.0])
    means = ecological_means(outcomes, shares, weights, clusters=states, unit="views")
    assert [one.value for one in means] == pytest.approx([3, 5, 8])
    gap = ecological_gap(outcomes, shares, weights, clusters=states, second=1, unit="views")
    assert gap.value == pytest.approx(-2)


def test_estimates_and_cr1_errors_are_those_of_statsmodels(rng):
    shares, weights, states = counties(rng)
    rural = rng.uniform(0, 1, 60)
    outcomes = rng.normal(10, 2, 60) + rng.normal(0, 1, 9)[states]
    design = design_of(shares, rural - np.average(rural, weights=weights))
    fit = sm.WLS(outcomes, design, weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": states}, use_t=True
    )
    ours = EcologicalRegression(shares, weights, clusters=states, covariates=rural)
    assert ours.coefficients(outcomes) == pytest.approx(fit.params)
    found = ours.gap(outcomes, first=0, second=1, unit="views", correction="CR1")
    theirs = fit.t_test([1, -1, 0, 0])
    assert found.value == pytest.approx(float(theirs.effect[0]))
    assert (found.low, found.high) == pytest.approx(tuple(theirs.conf_int()[0]))
    mean = ours.mean(outcomes, group=2, unit="views", correction="CR1")
    assert (mean.low, mean.high) == pytest.approx(tuple(fit.conf_int()[2]))


def test_counties_of_their_own_give_the_hc_errors_of_statsmodels(rng):
    shares, _, _ = counties(rng)
    outcomes = rng.normal(10, 2, 60)
    # For weighted fits statsmodels works on scaled rows; without weights both are one.
    fit = sm.OLS(outcomes, design_of(shares)).fit(cov_type="HC2")
    ours = ClusteredErrors(design_of(shares), np.ones(60), np.arange(60))
    for number, contrast in enumerate(np.eye(3)):
        value, error, _ = ours.contrast(outcomes, contrast, "CR2")
        assert value == pytest.approx(fit.params[number])
        assert error == pytest.approx(fit.bse[number])


def direct_cr2(design, weights, codes, outcomes, contrast):
    """Return the standard error and degrees of freedom by the formula, matrix by matrix."""
    size = len(outcomes)
    weight = np.diag(weights)
    bread = np.linalg.inv(design.T @ weight @ design)
    left = np.eye(size) - design @ bread @ design.T @ weight
    residuals = left @ outcomes
    variance, columns = 0.0, []
    for code in np.unique(codes):
        rows = codes == code
        block = left[rows] @ left[rows].T
        # By singular values, where the module takes eigenvalues.
        vectors, values, _ = linalg.svd(block)
        roots = np.array([0 if value < 1e-9 else 1 / math.sqrt(value) for value in values])
        adjust = vectors @ np.diag(roots) @ vectors.T
        score = adjust @ weight[np.ix_(rows, rows)] @ design[rows] @ bread @ contrast
        variance += (score @ residuals[rows]) ** 2
        columns.append(left[rows].T @ score)
    gram = np.array(columns) @ np.array(columns).T
    return math.sqrt(variance), np.trace(gram) ** 2 / (gram**2).sum()


@pytest.mark.parametrize("effects", [False, True])
def test_cr2_and_its_degrees_of_freedom_are_those_of_the_formula(rng, effects):
    shares, weights, states = counties(rng)
    outcomes = rng.normal(10, 2, 60) + rng.normal(0, 1, 9)[states]
    design = np.column_stack([shares, np.eye(9)[states]]) if effects else design_of(shares)
    contrast = np.zeros(design.shape[1])
    contrast[:2] = 1, -1
    error, freedom = direct_cr2(design, weights, states, outcomes, contrast)
    ours = EcologicalRegression(
        shares, weights, clusters=states, fixed_effects=states if effects else None
    )
    gap = ours.gap(outcomes, first=0, second=1, unit="views", correction="CR2")
    assert half_width(gap) == pytest.approx(error * stats.t.ppf(0.975, freedom))
    assert f"{freedom:.1f} Satterthwaite" in gap.method


@pytest.mark.parametrize("effects", [False, True])
def test_cr3_is_the_jackknife_over_clusters(rng, effects):
    shares, weights, states = counties(rng)
    outcomes = rng.normal(10, 2, 60) + rng.normal(0, 1, 9)[states]
    fit = EcologicalRegression(
        shares, weights, clusters=states, fixed_effects=states if effects else None
    )
    gap = fit.gap(outcomes, first=0, second=1, unit="views", correction="CR3")
    without = fit.influence(outcomes, first=0, second=1).without
    # Around the estimate itself, not around the mean of those without a cluster.
    error = math.sqrt(8 / 9 * ((without - gap.value) ** 2).sum())
    freedom = float(re.search(r"quantile with ([\d.]+) Satterthwaite", gap.method).group(1))
    assert half_width(gap) == pytest.approx(error * stats.t.ppf(0.975, freedom), rel=0.02)
    if effects:
        assert gap == fit.gap(outcomes, first=0, second=1, unit="views")


def test_cr2_is_too_small_where_weights_differ_within_fixed_effects_and_cr3_is_not(rng):
    states = np.repeat(np.arange(25), 12)
    shares = rng.beta(1, 6, 300)
    weights = rng.lognormal(3, 1.8, 300)
    fit = EcologicalRegression(shares, weights, clusters=states, fixed_effects=states)
    contrast = np.eye(26)[0]
    values, squares = [], {"CR2": 0.0, "CR3": 0.0}
    for _ in range(600):
        outcomes = rng.normal(0, 3, 25)[states] + rng.normal(0, 1, 300)
        for correction in squares:
            value, error, _ = fit._errors.contrast(outcomes, contrast, correction)
            squares[correction] += error**2 / 600
        values.append(value)
    assert squares["CR2"] < 0.85 * np.var(values)
    assert 0.95 * np.var(values) < squares["CR3"] < 1.6 * np.var(values)


def test_errors_are_those_of_stata():
    """Printed in the tests of Kolesar's R package dfadjust (tests/testthat/test_clustervar.R)."""
    outcomes = np.concatenate([np.cos(np.arange(10)), np.tan(np.arange(1, 11))])
    regressor = np.concatenate([np.sin(np.arange(1, 11)), np.sin(np.arange(2, 12))])
    clusters = np.tile([2, 1, 3, 2, 2, 3, 3, 1, 1, 2], 2) - 1
    design = np.column_stack([np.ones(20), regressor])
    by_cluster = ClusteredErrors(design, np.ones(20), clusters)
    by_row = ClusteredErrors(design, np.ones(20), np.arange(20))
    found = [
        [errors.contrast(outcomes, contrast, correction)[1] for contrast in np.eye(2)]
        for errors, correction in ((by_cluster, "CR1"), (by_row, "CR1"), (by_row, "CR2"))
    ]
    assert by_cluster.coefficients(outcomes) == pytest.approx([-0.4456202905, 0.3241183110])
    assert found[0] == pytest.approx([0.4827602183, 0.1814501834])
    assert found[1] == pytest.approx([0.4278077455, 0.4392155956])
    assert found[2] == pytest.approx([0.4227339762, 0.4421048122])


def test_two_samples_give_welchs_error_and_its_degrees_of_freedom_for_equal_variances(rng):
    treated = np.repeat([1.0, 0.0], [3, 27])
    outcomes = rng.normal(0, 1, 30)
    errors = ClusteredErrors(np.column_stack([treated, 1 - treated]), np.ones(30), np.arange(30))
    value, error, freedom = errors.contrast(outcomes, np.array([1.0, -1.0]), "CR2")
    ones, zeros = outcomes[:3], outcomes[3:]
    assert value == pytest.approx(ones.mean() - zeros.mean())
    assert error == pytest.approx(math.sqrt(ones.var(ddof=1) / 3 + zeros.var(ddof=1) / 27))
    expected = (1 / 3 + 1 / 27) ** 2 / (1 / (9 * 2) + 1 / (27**2 * 26))
    assert freedom == pytest.approx(expected)


def test_equal_clusters_give_a_t_test_of_their_means(rng):
    """The same mean in every county of a cluster: CR2 is the t interval over clusters."""
    codes = np.repeat(np.arange(12), 5)
    outcomes = rng.normal(0, 1, 60)
    errors = ClusteredErrors(np.ones((60, 1)), np.ones(60), codes)
    value, error, freedom = errors.contrast(outcomes, np.ones(1), "CR2")
    means = outcomes.reshape(12, 5).mean(axis=1)
    assert (value, error, freedom) == pytest.approx(
        (means.mean(), means.std(ddof=1) / math.sqrt(12), 11)
    )


def test_weights_count_by_their_ratios_only(rng):
    shares, weights, states = counties(rng)
    outcomes = rng.normal(10, 2, 60)
    one = ecological_gap(outcomes, shares, weights, clusters=states, unit="views")
    two = ecological_gap(outcomes, shares, weights * 1e6, clusters=states, unit="views")
    assert (one.value, one.low) == pytest.approx((two.value, two.low))


def test_the_order_of_counties_does_not_matter(rng):
    shares, weights, states = counties(rng)
    outcomes = rng.normal(10, 2, 60)
    order = rng.permutation(60)
    one = ecological_gap(outcomes, shares, weights, clusters=states, unit="views")
    two = ecological_gap(
        outcomes[order], shares[order], weights[order], clusters=states[order], unit="views"
    )
    assert (one.value, one.low) == pytest.approx((two.value, two.low))


def test_fixed_effects_take_off_whatever_states_share(rng):
    shares, weights, states = counties(rng)
    plain = EcologicalRegression(shares, weights, clusters=states, fixed_effects=states)
    outcomes = design_of(shares) @ np.array([3.0, 5.0, 8.0]) + rng.normal(0, 9, 9)[states]
    assert plain.gap(outcomes, first=0, second=1, unit="views").value == pytest.approx(-2)
    # Everybody else, the last group, is what the others are measured from.
    assert plain.gap(outcomes, unit="views").value == pytest.approx(-5)
    with pytest.raises(ValueError, match="ask for a gap"):
        plain.mean(outcomes, unit="views")


@pytest.mark.parametrize("effects", [False, True])
def test_influence_is_that_of_fits_without_each_state(rng, effects):
    shares, weights, states = counties(rng)
    outcomes = rng.normal(10, 2, 60)
    fixed = states if effects else None
    fit = EcologicalRegression(shares, weights, clusters=states, fixed_effects=fixed)
    found = fit.influence(outcomes, first=0, second=1)
    expected = []
    for state in range(9):
        rows = states != state
        expected.append(
            ecological_gap(
                outcomes[rows],
                shares[rows],
                weights[rows],
                clusters=states[rows],
                fixed_effects=states[rows] if effects else None,
                second=1,
                unit="views",
            ).value
        )
    assert found.without == pytest.approx(expected)
    whole = fit.gap(outcomes, first=0, second=1, unit="views").value
    assert found.value == pytest.approx(whole)
    assert found.shifts == pytest.approx(np.array(expected) - whole)


def test_cr2_covers_where_few_clusters_carry_the_weight_and_cr1_does_not(rng):
    states = np.repeat(np.arange(15), 8)
    shares = np.clip(rng.beta(1, 6, 120) + np.where(states < 3, 0.3, 0), 0, 1)
    weights = np.where(states < 3, 20.0, 1.0) * rng.uniform(1, 3, 120)
    fit = EcologicalRegression(shares, weights, clusters=states)
    covered = {"CR1": 0, "CR2": 0}
    for _ in range(500):
        outcomes = 5 + rng.normal(0, 1, 15)[states] + rng.normal(0, 0.5, 120)
        for correction in covered:
            gap = fit.gap(outcomes, unit="views", correction=correction)
            covered[correction] += gap.low <= 0 <= gap.high
    assert covered["CR2"] / 500 > 0.92
    assert covered["CR1"] / 500 < 0.9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"covariates": np.ones((60, 2))}, "depend on each other|0 in every county"),
        ({"covariates": np.ones(59)}, "`covariates` must have the shape"),
        ({"covariates": np.full(60, np.nan)}, "missing or infinite"),
        ({"shares": np.zeros(60)}, "0 in every county"),
        ({"shares": np.full(60, 0.3)}, "depend on each other"),
        ({"clusters": np.zeros(60)}, "two clusters and more rows than coefficients"),
        ({"fixed_effects": np.arange(60)}, "two clusters and more rows than coefficients"),
        ({"first": 3}, "`first` is 3, and there are 3 groups"),
        ({"first": 2}, "two different groups"),
        ({"correction": "CR0"}, "must be one of 'CR1', 'CR2', 'CR3'"),
        ({"level": 95}, "strictly between 0 and 1"),
    ],
    ids=[
        "dependent", "too_few_covariates", "missing_covariate", "no_group", "flat_group",
        "one_cluster", "effects_of_all", "unknown_group", "same_group", "correction", "level",
    ],
)  # fmt: skip
def test_bad_input_is_refused(rng, change, message):
    shares, weights, states = counties(rng)
    given = {"shares": shares, "clusters": states, "unit": "views"} | change
    with pytest.raises(ValueError, match=message):
        ecological_gap(rng.normal(0, 1, 60), weights=weights, **given)
