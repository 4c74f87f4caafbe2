import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rml.stats.permutation import permutation_test, sign_flip_test

REPEATABLE = settings(derandomize=True, deadline=None, max_examples=50, database=None)
FIRST = [3.1, 1.2, 2.6, 0.8]
SECOND = [1.0, 1.4, 0.7, 1.9, 0.2]


def mean_difference(first, second, axis=-1):
    return np.mean(first, axis=axis) - np.mean(second, axis=axis)


def generator(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_permutation_agrees_with_the_exact_test_of_scipy(alternative):
    resamples = 40_000
    test = permutation_test(
        FIRST, SECOND, rng=generator(), resamples=resamples, alternative=alternative
    )
    exact = stats.permutation_test(
        (FIRST, SECOND), mean_difference, vectorized=True, n_resamples=np.inf, alternative="greater"
    )
    everything = exact.null_distribution
    observed = mean_difference(FIRST, SECOND)
    score = {"two-sided": np.abs, "greater": np.positive, "less": np.negative}[alternative]
    expected = np.mean(score(everything) >= score(observed) - 1e-12)
    error = np.sqrt(expected * (1 - expected) / resamples)
    assert test.p_value == pytest.approx(expected, abs=4 * error)
    assert test.statistic == pytest.approx(observed)


def test_a_statistic_of_ones_own_gives_the_same_as_the_built_in_difference():
    own = permutation_test(FIRST, SECOND, rng=generator(), resamples=999, statistic=mean_difference)
    built_in = permutation_test(FIRST, SECOND, rng=generator(), resamples=999)
    assert own.p_value == built_in.p_value
    assert own.statistic == built_in.statistic


def test_a_p_value_of_random_permutations_is_never_zero():
    test = permutation_test(np.arange(50) + 1000.0, np.arange(50), rng=generator(), resamples=199)
    assert test.p_value == test.smallest_p == 1 / 200


def test_equal_groups_have_the_p_value_one():
    test = permutation_test([1, 1, 1], [1, 1], rng=generator(), resamples=99)
    assert test.p_value == 1.0


def test_sums_in_another_order_count_as_ties():
    # Every permutation of these has the same difference of means but for rounding.
    first, second = [0.1, 0.2, 0.3], [0.3, 0.2, 0.1]
    test = permutation_test(
        first,
        second,
        rng=generator(),
        resamples=199,
        statistic=lambda one, other: one.sum() + other.sum(),
        alternative="greater",
    )
    assert test.p_value == 1.0


@REPEATABLE
@given(
    values=st.lists(st.integers(-100, 100), min_size=5, max_size=12),
    shift=st.integers(-1000, 1000),
    scale=st.sampled_from([-2.0, 0.25, 4.0]),
)
def test_shift_and_scale_leave_the_permutation_test_alone(values, shift, scale):
    first, second = np.array(values[:2], dtype=float), np.array(values[2:], dtype=float)
    test = permutation_test(first, second, rng=generator(), resamples=99)
    moved = permutation_test(
        first * scale + shift, second * scale + shift, rng=generator(), resamples=99
    )
    assert moved.p_value == test.p_value


@pytest.mark.parametrize("groups", [(5, 5), (3, 20)])
def test_permutation_rejects_a_true_hypothesis_at_its_level(groups):
    rng = generator(11)
    samples = rng.exponential(size=(3000, sum(groups)))
    p_values = np.array(
        [
            permutation_test(
                sample[: groups[0]], sample[groups[0] :], rng=rng, resamples=99
            ).p_value
            for sample in samples
        ]
    )
    # (b + 1) / (B + 1) is exact: P(p <= k / 100) = k / 100.
    assert np.mean(p_values <= 0.05) == pytest.approx(0.05, abs=0.012)
    assert np.mean(p_values <= 0.20) == pytest.approx(0.20, abs=0.022)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"first": []}, "`first` needs at least 1 values, not 0"),
        ({"second": [1.0, float("nan")]}, "1 of 2 entries of `second` are missing"),
        ({"first": [1.0], "second": [2.0]}, "nothing to permute"),
        ({"resamples": 10}, "`resamples` must be a whole number at least 19"),
        ({"alternative": "both"}, "'two-sided', 'greater', 'less', not 'both'"),
        ({"rng": 1}, r"must be a numpy\.random\.Generator, not int"),
        ({"of": ""}, "must name what was counted"),
        ({"statistic": lambda one, other: np.nan}, "not a finite number in 99 of 99 permutations"),
    ],
)
def test_what_cannot_be_permuted_is_refused(arguments, message):
    given_arguments = {"first": FIRST, "second": SECOND, "rng": generator(), "resamples": 99}
    given_arguments |= arguments
    first, second = given_arguments.pop("first"), given_arguments.pop("second")
    with pytest.raises(ValueError, match=message):
        permutation_test(first, second, **given_arguments)


def flipped_p_value(values):
    """Enumerate every sign pattern one by one."""
    observed = abs(np.mean(values))
    means = [
        abs(np.mean(np.array(signs) * values))
        for signs in itertools.product([-1, 1], repeat=len(values))
    ]
    return np.mean(np.array(means) >= observed - 1e-12), np.mean(
        np.array(means) >= max(means) - 1e-12
    )


@REPEATABLE
@given(values=st.lists(st.integers(-5, 5), min_size=2, max_size=9))
def test_sign_flip_enumerates_every_pattern(values):
    test = sign_flip_test(np.array(values) / 10)
    p_value, smallest = flipped_p_value(np.array(values) / 10)
    assert test.p_value == pytest.approx(p_value)
    assert test.smallest_p == pytest.approx(smallest)
    assert test.statistic == pytest.approx(np.mean(values) / 10)


def test_sign_flip_agrees_with_scipy():
    values = generator(5).normal(0.4, 1, size=11)
    expected = stats.permutation_test(
        (values, np.zeros(11)),
        mean_difference,
        vectorized=True,
        permutation_type="samples",
        n_resamples=np.inf,
    )
    assert sign_flip_test(values).p_value == pytest.approx(expected.pvalue)


@pytest.mark.parametrize(
    ("units", "smallest"), [(3, 0.25), (5, 0.0625), (6, 0.03125), (20, 2**-19)]
)
def test_the_smallest_attainable_p_value_depends_on_the_number_of_units(units, smallest):
    test = sign_flip_test(np.arange(1, units + 1))
    assert test.p_value == test.smallest_p == smallest


def test_a_unit_of_zero_carries_no_sign():
    test = sign_flip_test([1.0, 2.0, 0.0])
    assert test.smallest_p == 0.5
    assert sign_flip_test([0.0, 0.0]).p_value == 1.0


@REPEATABLE
@given(
    values=st.lists(st.integers(-50, 50), min_size=2, max_size=8),
    scale=st.sampled_from([-1.0, 3.0, 1e-6, 1e6]),
)
def test_scale_and_order_leave_the_sign_flip_test_alone(values, scale):
    test = sign_flip_test(values)
    assert sign_flip_test(np.array(values) * scale).p_value == test.p_value
    assert sign_flip_test(values[::-1]).p_value == test.p_value


@pytest.mark.parametrize("units", [4, 7])
def test_sign_flip_is_exact_given_the_sizes_of_the_values(units):
    sizes = generator(6).exponential(size=units)
    p_values = np.array(
        [
            sign_flip_test(np.array(signs) * sizes).p_value
            for signs in itertools.product([-1, 1], repeat=units)
        ]
    )
    # Two patterns share each p-value, and every attainable value k is attained k of the times.
    for p_value in np.unique(p_values):
        assert np.mean(p_values <= p_value) == pytest.approx(p_value)


def test_many_units_take_random_patterns_and_agree_with_the_normal_limit():
    values = generator(7).normal(0.25, 1, size=200)
    test = sign_flip_test(values, rng=generator(8), resamples=9999)
    limit = 2 * stats.norm.sf(abs(values.sum()) / np.sqrt(np.sum(values**2)))
    assert test.p_value == pytest.approx(limit, abs=0.006)
    assert test.smallest_p == 1 / 10_000


def test_a_p_value_of_random_patterns_is_never_zero():
    test = sign_flip_test(np.arange(1, 41), rng=generator(), resamples=499)
    assert test.p_value == test.smallest_p == 1 / 500


def test_random_patterns_reject_a_true_hypothesis_at_their_level():
    rng = generator(9)
    samples = rng.laplace(size=(2000, 25))
    p_values = np.array([sign_flip_test(one, rng=rng, resamples=99).p_value for one in samples])
    assert np.mean(p_values <= 0.05) == pytest.approx(0.05, abs=0.015)


def test_many_units_without_a_generator_are_refused():
    with pytest.raises(ValueError, match=r"21 units are too many to enumerate \(at most 20\)"):
        sign_flip_test(np.arange(21))
    with pytest.raises(ValueError, match="`resamples` must be"):
        sign_flip_test(np.arange(21), rng=generator(), resamples=1)


@pytest.mark.parametrize(
    ("values", "message"),
    [([1.0], "at least 2 values, not 1"), ([1.0, np.nan], "1 of 2 entries of `values`")],
)
def test_units_that_cannot_be_flipped_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        sign_flip_test(values)
    with pytest.raises(ValueError, match="must name what was counted"):
        sign_flip_test([1.0, 2.0], of=" ")


def test_tests_name_what_was_permuted_or_flipped():
    permuted = permutation_test(FIRST, SECOND, rng=generator(), resamples=1999, of="people")
    assert permuted.n == "4 and 5 people"
    assert permuted.method == (
        "permutation test of the difference of means, two-sided, 1,999 random permutations of "
        "people between the groups"
    )
    assert permuted.null == "the two groups of people come from one distribution"
    flipped = sign_flip_test([1, 2, 3], of="accounts")
    assert flipped.n == "3 accounts"
    assert flipped.method == (
        "two-sided sign-flip test of the mean over accounts, exact, all 8 sign patterns"
    )
    random = sign_flip_test(np.arange(30), rng=generator(), resamples=999)
    assert "999 random sign patterns" in random.method
