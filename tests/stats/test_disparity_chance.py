"""The gap that chance gives, and tests of any difference: exact cases, loops, error rates."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from rml.stats.disparity_chance import (
    equal_rates_test,
    equal_values_test,
    gap_expected_by_chance,
    gap_expected_from_noise,
    size_with_events,
)


def by_enumeration(sizes, rate):
    total = 0.0
    for counts in itertools.product(*(range(n + 1) for n in sizes)):
        chance = math.prod(
            math.comb(n, k) * rate**k * (1 - rate) ** (n - k)
            for n, k in zip(sizes, counts, strict=True)
        )
        shares = [k / n for n, k in zip(sizes, counts, strict=True)]
        total += chance * (max(shares) - min(shares))
    return total


@pytest.mark.parametrize(
    ("sizes", "rate"), [([1, 1], 0.5), ([3, 7, 5], 0.2), ([6, 6, 6], 0.9), ([4, 9], 0.0)]
)
def test_the_expected_gap_is_that_of_all_cases_counted_out(sizes, rate):
    assert gap_expected_by_chance(sizes, rate) == pytest.approx(by_enumeration(sizes, rate))


def test_seven_equal_groups_of_200_at_a_rate_of_three_tenths():
    simulated = np.ptp(np.random.default_rng(1).binomial(200, 0.3, (100_000, 7)) / 200, axis=1)
    expected = gap_expected_by_chance([200] * 7, 0.3)
    assert abs(simulated.mean() - expected) < 4 * simulated.std() / math.sqrt(simulated.size)
    assert expected == pytest.approx(0.0875, abs=5e-5)


def test_the_false_gap_grows_with_groups_and_falls_with_size():
    by_groups = [gap_expected_by_chance([100] * groups, 0.3) for groups in (2, 4, 8, 16)]
    assert by_groups == sorted(by_groups)
    small, large = (gap_expected_by_chance([size] * 5, 0.3) for size in (500, 2000))
    assert small / large == pytest.approx(2, rel=0.02)


def test_the_expected_gap_of_two_normal_values_is_known():
    found = gap_expected_from_noise([1.0, 1.0], rng=np.random.default_rng(2))
    assert found == pytest.approx(2 / math.sqrt(math.pi), rel=0.01)
    shared = [[2.0, 1.0], [1.0, 2.0]]  # what both share does not move them apart
    found = gap_expected_from_noise(shared, rng=np.random.default_rng(2))
    assert found == pytest.approx(2 / math.sqrt(math.pi), rel=0.01)


def test_the_permutation_test_agrees_with_fishers_on_two_groups():
    found = equal_rates_test([3, 11], [20, 22], rng=np.random.default_rng(3), resamples=40_000)
    table = [[3, 11], [17, 11]]
    # Both order tables by how extreme they are; with these margins they do so alike.
    assert found.p_value == pytest.approx(stats.fisher_exact(table).pvalue, abs=0.012)
    assert found.statistic == pytest.approx(
        stats.chi2_contingency(table, correction=False).statistic
    )


def test_the_permutation_test_keeps_its_level_in_small_groups_with_rare_events():
    rng = np.random.default_rng(4)
    sizes, rejected, repetitions = [8, 12, 16, 40], 0, 800
    for sample in rng.binomial(sizes, 0.08, (repetitions, 4)):
        if sample.sum():
            rejected += equal_rates_test(sample, sizes, rng=rng, resamples=199).p_value <= 0.05
    assert rejected / repetitions < 0.07


def test_the_wald_test_keeps_its_level_and_ignores_what_all_groups_share():
    rng = np.random.default_rng(5)
    covariance = np.diag([1.0, 2.0, 0.5]) + 4.0
    draws = rng.multivariate_normal([10.0] * 3, covariance, 3000)
    p_values = np.array(
        [equal_values_test(one, covariance, of="3 groups").p_value for one in draws]
    )
    assert abs((p_values <= 0.05).mean() - 0.05) < 0.015
    one = equal_values_test([1.0, 2.0, 4.0], covariance, of="3 groups")
    other = equal_values_test([1.0, 2.0, 4.0], covariance - 4.0, of="3 groups")
    assert one.statistic == pytest.approx(other.statistic)


def test_hotellings_test_keeps_its_level_with_an_estimated_covariance():
    rng = np.random.default_rng(6)
    people, rejected, known, repetitions = 12, 0, 0, 2000
    for sample in rng.normal(size=(repetitions, people, 4)) * [1.0, 2.0, 3.0, 1.5]:
        given = (sample.mean(axis=0), np.cov(sample.T) / people)
        rejected += equal_values_test(*given, of="x", freedom=people - 1).p_value <= 0.05
        known += equal_values_test(*given, of="x").p_value <= 0.05
    assert abs(rejected / repetitions - 0.05) < 0.02
    assert known / repetitions > 0.08


def test_a_pooled_variance_gives_the_analysis_of_variance():
    groups = np.random.default_rng(7).normal(size=(5, 3)) + np.arange(5)[:, np.newaxis] / 3
    pooled = groups.var(axis=1, ddof=1).mean() / 3
    found = equal_values_test(
        groups.mean(axis=1), np.full(5, pooled), of="x", freedom=10, scale_only=True
    )
    assert found.p_value == pytest.approx(stats.f_oneway(*groups).pvalue)


def test_a_covariance_of_two_rates_that_sum_to_one_is_accepted():
    covariance = [[0.01, -0.01], [-0.01, 0.01]]
    found = equal_values_test([0.7, 0.3], covariance, of="one pair")
    assert found.statistic == pytest.approx((0.2 / 0.1) ** 2)


@pytest.mark.parametrize(
    ("rate", "groups", "chance"), [(0.05, 6, 0.05), (0.3, 1, 0.01), (0.9, 4, 0.1)]
)
def test_the_size_from_which_groups_have_events_is_the_smallest_one(rate, groups, chance):
    size = size_with_events(rate, groups=groups, chance=chance)

    def any_lacks(people):
        return 1 - (1 - (1 - rate) ** people - rate**people) ** groups

    assert any_lacks(size) <= chance + 1e-12 < any_lacks(size - 1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gap_expected_by_chance([10], 0.3), "at least two groups"),
        (lambda: gap_expected_by_chance([10, 0], 0.3), "leave empty groups out"),
        (lambda: gap_expected_by_chance([10, 10], 30), "write 8 % as 0.08"),
        (lambda: equal_rates_test([0, 0], [5, 5], rng=np.random.default_rng()), "no difference"),
        (lambda: equal_rates_test([1, 9], [5, 5], rng=np.random.default_rng()), "group's size"),
        (lambda: equal_values_test([1, 2], [[0, 0], [0, 0]], of="x"), "carry no noise"),
        (lambda: equal_values_test([1, 2, 3], [1, 2], of="x"), "one row and column"),
        (lambda: equal_values_test([1, 2], [[1, 2], [2, 1]], of="x"), "no covariance"),
        (lambda: equal_values_test([1, 2], [-1, 1], of="x"), "no covariance"),
        (lambda: equal_values_test([1, 2, 3], [1] * 3, of="x", freedom=1), "less than the 2"),
        (lambda: size_with_events(0, groups=3), "strictly between"),
    ],
    ids=range(11),
)
def test_bad_input_is_refused_with_a_remedy(call, words):
    with pytest.raises(ValueError, match=words):
        call()
