import numpy as np
import pytest
from statsmodels.stats.rates import confint_poisson_2indep

from rml.amplification.holdback.ratio_interval import (
    METHODS,
    exact_coverage,
    pooled_amplification,
    ratio_bounds,
)
from rml.stats.intervals import clopper_pearson, wilson

DESIGN = {"size_ratio": 4, "level": 0.95}


@pytest.mark.parametrize(("treatment", "control"), [(40, 10), (3, 5), (700, 120), (1, 1)])
def test_the_score_interval_is_that_of_statsmodels(treatment, control):
    # statsmodels searches for the ends within a bracket; its ends are good to six digits.
    low, high = confint_poisson_2indep(treatment, 4, control, 1, method="score", compare="ratio")
    ends = ratio_bounds(treatment, control, **DESIGN)
    assert (ends.low + 1, ends.high + 1) == pytest.approx((low, high), rel=1e-5)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("treatment", "control"), [(40, 10), (0, 5), (7, 0), (23, 1)])
def test_both_intervals_are_those_of_the_conditional_proportion(method, treatment, control):
    interval = {"score": wilson, "exact": clopper_pearson}[method]
    share = interval(treatment, treatment + control)
    ends = ratio_bounds(treatment, control, method=method, **DESIGN)
    low, high = (p / (4 * (1 - p)) - 1 if p < 1 else np.inf for p in (share.low, share.high))
    assert (ends.low, ends.high) == pytest.approx((low, high), rel=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_nobody_reached_tells_nothing(method):
    ends = ratio_bounds([0, 0, 5], [0, 5, 0], method=method, **DESIGN)
    assert ends.low[:2].tolist() == [-1, -1]
    assert ends.high[[0, 2]].tolist() == [np.inf, np.inf]
    assert np.isfinite(ends.high[1])
    assert ends.low[2] > -1
    assert ends.hold([3.0, 99.0, -0.9]).tolist() == [True, False, False]


def test_the_exact_interval_holds_the_score_interval_on_average():
    rng = np.random.default_rng(5)
    treatment, control = rng.poisson(60, 500), rng.poisson(15, 500)
    score = ratio_bounds(treatment, control, method="score", **DESIGN)
    exact = ratio_bounds(treatment, control, method="exact", **DESIGN)
    assert np.mean(exact.high - exact.low) > np.mean(score.high - score.low)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("rate", "true"), [(1.0, 0.0), (7.0, 2.0), (60.0, -0.5)])
def test_the_exact_coverage_is_the_sum_over_all_pairs_of_counts(method, rate, true):
    from scipy.stats import poisson  # noqa: PLC0415 - the other road

    control = np.arange(0, int(rate + 12 * rate**0.5 + 40))[:, None]
    mean = 4 * rate * (1 + true)
    treatment = np.arange(0, int(mean + 12 * mean**0.5 + 40))[None, :]
    weights = poisson.pmf(control, rate) * poisson.pmf(treatment, mean)
    held = ratio_bounds(treatment, control, method=method, **DESIGN).hold(true)
    assert exact_coverage(rate, true, method=method, **DESIGN) == pytest.approx(
        float((weights * held).sum()), abs=1e-9
    )


def test_the_exact_interval_never_covers_less_than_nominal_and_the_score_interval_nearly():
    for rate in (0.3, 1, 3, 10, 30, 100):
        for true in (-0.5, 0, 0.5, 2):
            assert exact_coverage(rate, true, method="exact", **DESIGN) >= 0.95
            if rate >= 5:
                assert 0.93 <= exact_coverage(rate, true, method="score", **DESIGN) <= 0.97


def test_an_author_gets_an_estimate():
    found = pooled_amplification([9, 12, 11], [2, 0, 3], size_ratio=4)
    assert found.value == pytest.approx(32 / 24 - 1)
    assert found.low < found.value < found.high
    assert found.n == "32 treatment and 5 control user-days on 3 days"
    assert "user-days taken as independent" in found.method
    lonely = pooled_amplification([3, 1], [0, 0], size_ratio=4)
    assert lonely.high == np.inf
    assert lonely.value == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"treatment": [[1], [2]]}, "shape \\(days,\\)"),
        ({"treatment": [1.5, 2]}, "whole numbers"),
        ({"control": [-1, 2]}, "1 of 2 entries of `control` are negative"),
        ({"control": [0, 0], "smoothing": "none"}, "so the ratio is undefined"),
        ({"method": "wald"}, "`method` must be one of"),
        ({"level": 95}, "`level` must lie strictly between"),
        ({"size_ratio": -4}, "`size_ratio` must be above 0"),
    ],
)
def test_bad_input_is_refused(change, message):
    given = {"treatment": [8, 4], "control": [2, 1], "size_ratio": 4} | change
    with pytest.raises(ValueError, match=message):
        pooled_amplification(given.pop("treatment"), given.pop("control"), **given)


@pytest.mark.parametrize(("rate", "true"), [(0, 0), (1, -1)])
def test_coverage_needs_a_truth_that_can_be(rate, true):
    with pytest.raises(ValueError, match="Coverage needs"):
        exact_coverage(rate, true, **DESIGN)
