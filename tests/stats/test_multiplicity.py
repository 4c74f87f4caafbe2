import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from rml.stats.multiplicity import benjamini_hochberg, holm

REPEATABLE = settings(derandomize=True, deadline=None, max_examples=100, database=None)
families = st.lists(st.floats(0, 1), min_size=1, max_size=30)


# statsmodels collects garbage in each call, 0.2 s a time, hence few examples here.
@settings(REPEATABLE, max_examples=10)
@given(p_values=families)
def test_holm_agrees_with_statsmodels(p_values):
    expected = multipletests(p_values, method="holm")[1]
    assert holm(p_values) == pytest.approx(expected, abs=1e-14)


@REPEATABLE
@given(p_values=families, level=st.floats(0.001, 0.5))
def test_holm_rejects_what_stepping_down_one_by_one_rejects(p_values, level):
    remaining = sorted(range(len(p_values)), key=lambda place: p_values[place])
    rejected = set()
    while remaining and p_values[remaining[0]] * len(remaining) <= level:
        rejected.add(remaining.pop(0))
    assert set(np.flatnonzero(holm(p_values) <= level)) == rejected


@REPEATABLE
@given(p_values=families)
def test_benjamini_hochberg_agrees_with_statsmodels_and_scipy(p_values):
    adjusted = benjamini_hochberg(p_values)
    assert adjusted == pytest.approx(multipletests(p_values, method="fdr_bh")[1], abs=1e-14)
    assert adjusted == pytest.approx(stats.false_discovery_control(p_values), abs=1e-14)


@REPEATABLE
@given(p_values=families, seed=st.integers(0, 2**32 - 1))
@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_adjusting_ignores_the_order_and_never_lowers_a_value(adjust, p_values, seed):
    given_order = np.array(p_values)
    order = np.random.default_rng(seed).permutation(len(p_values))
    adjusted = adjust(given_order)
    assert adjust(given_order[order]) == pytest.approx(adjusted[order])
    assert np.all(adjusted >= given_order - 1e-15)
    assert np.all(adjusted <= 1)
    ascending = np.argsort(given_order, kind="stable")
    assert np.all(np.diff(adjusted[ascending]) >= 0)


@REPEATABLE
@given(p_values=families)
def test_holm_is_at_least_as_strict_as_benjamini_hochberg(p_values):
    assert np.all(holm(p_values) >= benjamini_hochberg(p_values) - 1e-15)


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_a_single_test_is_left_alone(adjust):
    assert adjust([0.03]).tolist() == [0.03]


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
@pytest.mark.parametrize(
    ("p_values", "message"),
    [
        ([], "at least 1 values, not 0"),
        ([0.1, float("nan")], "1 of 2 entries of `p_values` are missing"),
        ([0.1, 1.2], r"must lie in \[0, 1\], not 1.2; give p-values"),
        ([-0.1], "not -0.1"),
        ([[0.1, 0.2]], "one-dimensional"),
    ],
)
def test_what_is_no_family_of_p_values_is_refused(adjust, p_values, message):
    with pytest.raises(ValueError, match=message):
        adjust(p_values)


def dependent_p_values(rng, repetitions, tests, effects, correlation):
    """Two-sided p-values of equally correlated normal statistics."""
    shared = rng.normal(size=(repetitions, 1)) * np.sqrt(correlation)
    own = rng.normal(size=(repetitions, tests)) * np.sqrt(1 - correlation)
    return 2 * stats.norm.sf(np.abs(shared + own + effects))


@pytest.mark.parametrize("correlation", [0.0, 0.8])
def test_holm_keeps_the_family_wise_error_rate(correlation):
    effects = np.array([0, 0, 0, 0, 0, 0, 0, 4.0, 4.0, 4.0])
    p_values = dependent_p_values(np.random.default_rng(3), 4000, 10, effects, correlation)
    adjusted = np.array([holm(family) for family in p_values])
    any_false = np.mean((adjusted[:, :7] <= 0.05).any(axis=1))
    assert any_false < 0.06
    # With seven true hypotheses and independent tests, Holm spends nearly its whole level.
    assert any_false > (0.035 if correlation == 0 else 0.01)
    # Taking the tests one by one errs in a quarter of the families and more.
    assert np.mean((p_values[:, :7] <= 0.05).any(axis=1)) > (0.25 if correlation == 0 else 0.1)


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_benjamini_hochberg_keeps_the_false_discovery_rate(correlation):
    effects = np.array([0.0] * 10 + [3.0] * 10)
    p_values = dependent_p_values(np.random.default_rng(4), 4000, 20, effects, correlation)
    rejected = np.array([benjamini_hochberg(family) for family in p_values]) <= 0.1
    share = rejected[:, :10].sum(axis=1) / np.maximum(rejected.sum(axis=1), 1)
    # The procedure's rate is q times the share of true hypotheses, here 0.05, if independent.
    assert share.mean() == pytest.approx(0.05, abs=0.005 if correlation == 0 else 0.02)
