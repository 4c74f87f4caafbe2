import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rml.timeline.panel_exposure.fisher import (
    conditional_p_values,
    detectable_rate,
    fisher_power,
    fisher_test,
)

TABLES = [
    (6, 190, 159, 2331),
    (0, 8, 165, 2513),
    (92, 1995, 8, 526),
    (9, 69, 163, 3196),
    (1, 10, 171, 3255),
    (0, 16, 0, 40),
    (5, 5, 40, 40),
    (3, 7, 1, 2),
]


def oracle(exposed, people, exposed_rest, people_rest):
    rows = [[exposed, people - exposed], [exposed_rest, people_rest - exposed_rest]]
    return stats.fisher_exact(rows).pvalue


@pytest.mark.parametrize("counts", TABLES)
def test_the_p_value_is_that_of_scipy(counts):
    assert fisher_test(*counts).result.p_value == pytest.approx(oracle(*counts), rel=1e-9)


@settings(deadline=None, max_examples=150)
@given(st.integers(1, 60), st.integers(1, 300), st.data())
def test_the_p_value_is_that_of_scipy_for_any_table(people, people_rest, data):
    exposed = data.draw(st.integers(0, people))
    exposed_rest = data.draw(st.integers(0, people_rest))
    counts = (exposed, people, exposed_rest, people_rest)
    assert fisher_test(*counts).result.p_value == pytest.approx(oracle(*counts), rel=1e-8)


@pytest.mark.parametrize("counts", TABLES)
def test_the_mid_p_value_leaves_out_half_of_what_is_as_likely_as_the_table(counts):
    exposed, people, exposed_rest, people_rest = counts
    fair = stats.hypergeom(people + people_rest, people, exposed + exposed_rest)
    possible = np.arange(max(0, exposed + exposed_rest - people_rest), people + 1)
    likely = fair.pmf(possible)
    same = likely[np.isclose(likely, fair.pmf(exposed), rtol=1e-7)].sum()
    test = fisher_test(*counts)
    assert test.p_mid == pytest.approx(test.result.p_value - same / 2, abs=1e-9)
    assert test.p_mid < test.result.p_value


def test_groups_are_exchangeable():
    assert fisher_test(6, 190, 159, 2331).result.p_value == pytest.approx(
        fisher_test(159, 2331, 6, 190).result.p_value
    )


def test_the_smallest_attainable_p_value_belongs_to_the_least_likely_table():
    test = fisher_test(1, 4, 1, 6)
    attainable = [oracle(count, 4, 2 - count, 6) for count in range(3)]
    assert test.result.smallest_p == pytest.approx(min(attainable))


def test_p_if_none_is_the_p_value_of_a_group_that_is_never_reached():
    assert fisher_test(2, 8, 98, 2505).p_if_none == pytest.approx(oracle(0, 8, 100, 2505))
    assert math.isnan(fisher_test(5, 5, 3, 3).p_if_none)


def test_eight_people_without_a_sighting_are_no_evidence():
    assert fisher_test(0, 8, 165, 2513).result.p_value == pytest.approx(1.0)
    assert fisher_test(0, 16, 165, 2505).result.p_value > 0.5


@pytest.mark.parametrize(
    "counts", [(9, 8, 1, 10), (-1, 8, 1, 10), (1, 8, 11, 10), (1, 0, 1, 10), (1.5, 8, 1, 10)]
)
def test_impossible_counts_are_refused(counts):
    with pytest.raises(ValueError, match="must be a whole number"):
        fisher_test(*counts)


def test_probabilities_of_the_conditional_distribution_add_up():
    for people, rest, total in [(8, 2513, 165), (1995, 526, 165), (5, 3, 6), (5, 3, 0), (5, 3, 8)]:
        fewest, likely, p_values = conditional_p_values(people, rest, total)
        expected = stats.hypergeom(people + rest, people, total)
        assert likely == pytest.approx(expected.pmf(fewest + np.arange(likely.size)), rel=1e-8)
        assert likely.sum() == pytest.approx(1.0)
        assert p_values.max() == pytest.approx(1.0)


def brute_power(rate, rate_rest, people, people_rest, alpha):
    power = 0.0
    for count in range(people + 1):
        for count_rest in range(people_rest + 1):
            if oracle(count, people, count_rest, people_rest) <= alpha * (1 + 1e-9):
                power += stats.binom.pmf(count, people, rate) * stats.binom.pmf(
                    count_rest, people_rest, rate_rest
                )
    return power


@pytest.mark.parametrize("rate", [0.0, 0.05, 0.3, 0.9, 1.0])
def test_power_is_the_sum_over_all_tables(rate):
    chance = fisher_power(0.3, 9, 14, alpha=0.05)
    assert chance(rate) == pytest.approx(brute_power(rate, 0.3, 9, 14, 0.05), abs=1e-9)


def test_power_agrees_with_simulated_panels():
    chance = fisher_power(0.068, 190, 2331, alpha=0.05)(0.03)
    rng = np.random.default_rng(4)
    draws = zip(rng.binomial(190, 0.03, 2000), rng.binomial(2331, 0.068, 2000), strict=True)
    found = np.mean([oracle(own, 190, rest, 2331) <= 0.05 for own, rest in draws])
    assert found == pytest.approx(chance, abs=4 * math.sqrt(chance * (1 - chance) / 2000))


@pytest.mark.parametrize("people", [8, 16, 69, 190])
@pytest.mark.parametrize("rate", [0.009, 0.05, 0.4])
@pytest.mark.parametrize("alpha", [0.05, 0.05 / 30])
def test_the_level_is_kept_in_groups_of_any_size(people, rate, alpha):
    assert fisher_power(rate, people, 2500, alpha=alpha)(rate) <= alpha


def test_the_detectable_rate_has_the_wanted_power_and_is_the_nearest():
    chance = fisher_power(0.068, 190, 2331, alpha=0.05)
    for direction, step in (("lower", 1e-4), ("higher", -1e-4)):
        rate = detectable_rate(chance, 0.068, power=0.8, direction=direction)
        assert chance(rate) == pytest.approx(0.8, abs=1e-3)
        assert chance(rate + step) < 0.8


def test_nothing_lower_can_be_detected_among_eight_people():
    chance = fisher_power(0.066, 8, 2513, alpha=0.05)
    assert detectable_rate(chance, 0.066, power=0.8, direction="lower") is None
    assert detectable_rate(chance, 0.066, power=0.8, direction="higher") > 0.3


@pytest.mark.parametrize("alpha", [0.0, 1.0, math.nan])
def test_levels_that_are_none_are_refused(alpha):
    with pytest.raises(ValueError, match="alpha"):
        fisher_power(0.1, 10, 10, alpha=alpha)


def test_rates_and_powers_out_of_range_are_refused():
    with pytest.raises(ValueError, match="rate"):
        fisher_power(1.2, 10, 10, alpha=0.05)
    with pytest.raises(ValueError, match="power"):
        detectable_rate(float, 0.1, power=1.0, direction="lower")
