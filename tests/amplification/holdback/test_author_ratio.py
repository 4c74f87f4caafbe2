import numpy as np
import pytest
from scipy import stats

from rml.amplification.holdback.author_ratio import author_log_ratio, split_log_ratios


def mean_log(rate, *, half):
    """Return the expectation of log(count + half) for a Poisson count, by summation."""
    counts = np.arange(stats.poisson.ppf(1 - 1e-14, rate) + 1)
    return stats.poisson.pmf(counts, rate) @ np.log(counts + half)


@pytest.mark.parametrize("control", [8.0, 20.0, 60.0])
def test_the_logarithm_is_nearly_unbiased_where_adding_one_is_not(control):
    def bias(half):
        treated = mean_log(4 * 1.5 * control, half=half)
        return treated - np.log(4) - mean_log(control, half=half) - np.log(1.5)

    assert abs(bias(0.5)) < 0.2 / control**2 + 1e-4
    assert abs(bias(1.0)) > 4 * abs(bias(0.5))


def test_values_follow_the_formula():
    found = author_log_ratio([3, 0], [1, 2], size_ratio=[4.0, 2.0])
    assert found == pytest.approx([np.log(3.5 / 6), np.log(0.5 / 5)])


def test_one_half_of_the_days_chooses_and_the_other_estimates():
    reach = np.zeros((4, 2, 2), dtype=int)
    reach[[0, 2], 0] = [[6, 1], [4, 8]]  # control user-days that choose
    reach[[0, 2], 1] = 500  # treated ones on those days count for nothing
    reach[[1, 3], 0] = [[1, 50], [1, 50]]
    reach[[1, 3], 1] = [[3, 90], [4, 95]]
    value, enough = split_log_ratios(reach, size_ratio=[4.0, 2.0], least_control=10)
    assert enough.tolist() == [True, False]
    assert value == pytest.approx([np.log(7.5 / (4 * 2.5)), np.log(185.5 / (2 * 100.5))])
    with pytest.raises(ValueError, match="at least 2 of them, not 1"):
        split_log_ratios(reach[:1], size_ratio=4, least_control=1)


def rejections(*, split, runs=400, authors=150, days=10):
    """Return how often Welch's test finds two parties apart that are amplified alike.

    One party's authors have audiences near the least that is asked for, the other's large ones.
    """
    rng = np.random.default_rng(3)
    p_values = []
    for _ in range(runs):
        factor = rng.lognormal(0.4, 0.3, (2, authors))
        control = rng.lognormal(np.log([[9.0], [80.0]]), 0.4, (2, authors)) / (days / 2)
        reach = rng.poisson(
            np.broadcast_to(np.stack([control, 4 * factor * control]), (days, 2, 2, authors))
        )
        values = []
        for party in range(2):
            value, enough = split_log_ratios(reach[:, :, party], size_ratio=4, least_control=10)
            if not split:
                enough = reach[1::2, 0, party].sum(axis=0) >= 10
            values.append(value[enough])
        p_values.append(stats.ttest_ind(*values, equal_var=False).pvalue)
    return np.mean(np.array(p_values) < 0.05)


def test_choosing_on_other_days_keeps_the_level_where_audiences_are_unequal():
    kept = rejections(split=True)
    assert stats.binomtest(round(400 * kept), 400, 0.05).pvalue > 0.01


def test_choosing_by_the_counts_that_are_divided_would_not_keep_it():
    assert rejections(split=False) > 0.5
