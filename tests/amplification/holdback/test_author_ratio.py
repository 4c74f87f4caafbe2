import numpy as np
import pytest
from scipy import stats

from rml.amplification.holdback.author_ratio import author_log_ratio


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
