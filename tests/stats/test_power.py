import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import power_proportions_2indep, test_proportions_2indep

from rml.stats.power import minimum_detectable_rate, power_two_proportions

REPEATABLE = settings(derandomize=True, deadline=None, max_examples=40, database=None)
score_test = test_proportions_2indep
score_test.__test__ = False  # its name makes pytest take it for a test of ours
del test_proportions_2indep


def power_by_enumeration(p_first, p_second, n_first, n_second, alpha=0.05):
    """Add up the probabilities of all tables that the pooled z test rejects."""
    first = np.arange(n_first + 1)[:, np.newaxis]
    second = np.arange(n_second + 1)
    pooled = (first + second) / (n_first + n_second)
    variance = pooled * (1 - pooled) * (1 / n_first + 1 / n_second)
    difference = first / n_first - second / n_second
    rejected = difference**2 > stats.norm.isf(alpha / 2) ** 2 * variance + 1e-12
    weights = stats.binom.pmf(first, n_first, p_first) * stats.binom.pmf(second, n_second, p_second)
    return weights[rejected].sum()


rates = st.sampled_from([0.0, 0.001, 0.03, 0.2, 0.5, 0.77, 1.0])


@REPEATABLE
@given(
    p_first=rates,
    p_second=rates,
    n_first=st.integers(1, 200),
    n_second=st.integers(1, 400),
    alpha=st.sampled_from([0.2, 0.05, 0.001]),
)
def test_power_agrees_with_the_enumeration_of_all_tables(
    p_first, p_second, n_first, n_second, alpha
):
    found = power_two_proportions(p_first, p_second, n_first, n_second, alpha=alpha)
    expected = power_by_enumeration(p_first, p_second, n_first, n_second, alpha)
    assert found == pytest.approx(expected, abs=1e-9)


@REPEATABLE
@given(p_first=rates, p_second=rates, n_first=st.integers(1, 90), n_second=st.integers(1, 90))
def test_power_does_not_depend_on_which_group_comes_first_or_what_counts_as_success(
    p_first, p_second, n_first, n_second
):
    power = power_two_proportions(p_first, p_second, n_first, n_second)
    assert 0 <= power <= 1
    turned = power_two_proportions(p_second, p_first, n_second, n_first)
    assert turned == pytest.approx(power, abs=1e-9)
    mirrored = power_two_proportions(1 - p_first, 1 - p_second, n_first, n_second)
    assert mirrored == pytest.approx(power, abs=1e-9)


@pytest.mark.parametrize(("p_first", "p_second"), [(0.30, 0.33), (0.5, 0.52), (0.1, 0.085)])
def test_power_of_large_samples_agrees_with_the_approximation_of_statsmodels(p_first, p_second):
    found = power_two_proportions(p_first, p_second, 4000, 5000)
    expected = power_proportions_2indep(
        p_first - p_second, p_second, 4000, ratio=5000 / 4000, alpha=0.05, return_results=False
    )
    assert found == pytest.approx(expected, abs=0.01)


def test_power_is_how_often_the_score_test_of_statsmodels_rejects():
    rng = np.random.default_rng(50)
    first, second = rng.binomial(190, 0.03, 2000), rng.binomial(1740, 0.08, 2000)
    p_values = np.array(
        [
            score_test(one, 190, two, 1740, method="score", correction=False).pvalue
            for one, two in zip(first, second, strict=True)
        ]
    )
    power = power_two_proportions(0.03, 0.08, 190, 1740)
    assert np.mean(p_values < 0.05) == pytest.approx(power, abs=0.03)


def test_millions_of_trials_take_no_enumeration():
    assert power_two_proportions(0.5, 0.5, 10**7, 10**7) == pytest.approx(0.05, abs=1e-3)
    assert power_two_proportions(0.5, 0.501, 10**7, 10**7) == pytest.approx(0.994, abs=1e-2)


def test_the_size_of_the_test_is_near_its_level_for_common_outcomes():
    assert power_two_proportions(0.3, 0.3, 190, 1740) == pytest.approx(0.05, abs=0.003)


def test_no_group_without_variation_is_ever_told_apart_from_itself():
    assert power_two_proportions(0, 0, 50, 50) == 0
    assert power_two_proportions(1, 1, 50, 50) == 0
    assert power_two_proportions(0, 1, 50, 50) == 1


@REPEATABLE
@given(
    p_reference=st.floats(0.01, 0.99),
    n_group=st.integers(20, 400),
    n_reference=st.integers(50, 3000),
    direction=st.sampled_from(["lower", "higher"]),
    power=st.sampled_from([0.5, 0.8, 0.9]),
)
def test_the_smallest_detectable_rate_has_just_the_wanted_power(
    p_reference, n_group, n_reference, direction, power
):
    rate = minimum_detectable_rate(
        p_reference, n_group, n_reference, power=power, direction=direction
    )
    farthest = {"lower": 0.0, "higher": 1.0}[direction]
    if rate is None:
        assert power_two_proportions(farthest, p_reference, n_group, n_reference) < power
        return
    assert rate < p_reference if direction == "lower" else rate > p_reference
    assert power_two_proportions(rate, p_reference, n_group, n_reference) == pytest.approx(
        power, abs=1e-5
    )
    for share in (0.25, 0.5, 0.75):
        nearer = p_reference + share * (rate - p_reference)
        assert power_two_proportions(nearer, p_reference, n_group, n_reference) < power


def test_more_people_detect_a_smaller_difference():
    found = [
        minimum_detectable_rate(0.08, people, 1740, direction="lower")
        for people in (100, 190, 500, 1500)
    ]
    assert found == sorted(found)
    assert found[0] < found[-1] < 0.08


@pytest.mark.parametrize(
    ("p_reference", "direction"), [(0.01, "lower"), (0.0, "lower"), (1.0, "higher")]
)
def test_there_may_be_no_detectable_rate(p_reference, direction):
    assert minimum_detectable_rate(p_reference, 50, 1740, direction=direction) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((3, 0.1, 10, 10), "`p_first` must be a proportion from 0 to 1, not 3"),
        ((0.1, float("nan"), 10, 10), "`p_second`"),
        ((0.1, 0.1, 0, 10), "`n_first` must be a whole number at least 1, not 0"),
        ((0.1, 0.1, 10, 10.5), "`n_second` must be a whole number"),
    ],
)
def test_impossible_rates_and_samples_have_no_power(arguments, message):
    with pytest.raises(ValueError, match=message):
        power_two_proportions(*arguments)
    with pytest.raises(ValueError, match="`alpha` must lie strictly"):
        power_two_proportions(0.1, 0.2, 10, 10, alpha=5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"p_reference": 8}, "`p_reference` must be a proportion"),
        ({"n_group": 0}, "`n_group` must be"),
        ({"n_reference": -1}, "`n_reference` must be"),
        ({"power": 80}, "`power` must lie strictly"),
        ({"power": 0.05}, "`power` must be above alpha"),
        ({"alpha": 0}, "`alpha` must lie strictly"),
        ({"direction": "less"}, "`direction` must be one of 'lower', 'higher', not 'less'"),
    ],
)
def test_impossible_questions_are_refused(arguments, message):
    usual = {"p_reference": 0.1, "n_group": 50, "n_reference": 500, "direction": "lower"}
    given_arguments = usual | arguments
    values = [given_arguments.pop(name) for name in ("p_reference", "n_group", "n_reference")]
    with pytest.raises(ValueError, match=message):
        minimum_detectable_rate(*values, **given_arguments)


def test_a_power_below_the_true_size_is_refused():
    # Three trials against 500 at 1 in 20: one success is enough, which one in eight has.
    size = power_two_proportions(0.05, 0.05, 3, 500)
    assert size > 0.1
    with pytest.raises(ValueError, match="without any difference; ask for more power"):
        minimum_detectable_rate(0.05, 3, 500, power=0.1, direction="higher")
