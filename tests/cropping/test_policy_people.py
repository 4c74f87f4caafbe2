import numpy as np
import pytest
from scipy import stats

from rml.cropping.policy_people import change_over_people, difference_of_groups, mean_over_people


def test_means_over_people():
    values = np.array([0.2, 0.9, 1.0, 1.0])
    mean = mean_over_people(values, level=0.95, of="people")
    assert (mean.value, mean.n) == (values.mean(), "4 people")
    alike = mean_over_people(np.ones(5), level=0.95, of="people")
    assert (alike.value, alike.low) == (1.0, None)


def test_changes_over_people_are_paired():
    rng = np.random.default_rng(1)
    others = rng.uniform(0, 0.5, 80)
    values = others + rng.normal(0.1, 0.02, 80)
    change, p_value = change_over_people(values, others, level=0.95, of="people")
    assert change.value == pytest.approx(100 * np.mean(values - others))
    assert change.high - change.low < 2
    assert p_value == pytest.approx(stats.ttest_rel(values, others).pvalue)


@pytest.mark.parametrize(("shift", "p_value"), [(0.0, 1.0), (0.25, 2.0**-9)])
def test_the_same_change_for_everybody_has_no_interval(shift, p_value):
    values = np.linspace(0, 0.5, 10)
    change, found = change_over_people(values + shift, values, level=0.95, of="people")
    assert change.value == pytest.approx(100 * shift)
    assert not change.has_interval
    assert found == p_value


def test_groups_are_compared_over_people():
    rng = np.random.default_rng(3)
    first, second = rng.uniform(0.6, 1, 40), rng.uniform(0.4, 0.8, 90)
    estimate, p_value = difference_of_groups(
        first, second, rng=rng, resamples=999, level=0.95, of="people"
    )
    assert estimate.value == pytest.approx(100 * (first.mean() - second.mean()))
    welch = stats.ttest_ind(first, second, equal_var=False).confidence_interval(0.95)
    assert estimate.low == pytest.approx(100 * welch.low, abs=1.5)
    assert estimate.high == pytest.approx(100 * welch.high, abs=1.5)
    assert p_value == pytest.approx(1 / 1000)


def test_groups_without_any_difference_between_people_say_so():
    rng = np.random.default_rng(3)
    estimate, p_value = difference_of_groups(
        np.ones(12), np.ones(10), rng=rng, resamples=99, level=0.95, of="people"
    )
    assert (estimate.value, estimate.low, p_value) == (0.0, None, 1.0)
