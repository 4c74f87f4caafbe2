import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from rml.stats.intervals import (
    clopper_pearson,
    newcombe_difference,
    score_ratio,
    t_interval,
    wilson,
)

COUNTS = [(0, 1), (1, 1), (0, 30), (30, 30), (6, 190), (1, 7), (4746, 10_000), (950, 1000)]
PAIRS = [
    (6, 190, 130, 1740),
    (0, 30, 5, 40),
    (30, 30, 35, 40),
    (1, 7, 1, 9),
    (50, 100, 50, 100),
    (4746, 10_000, 5254, 10_000),
]

# run, wins of the left group, trials, lower and upper Wilson end: crop_pairwise_stats.csv, whose
# counts are from twitter-research/image-crop-analysis, data/results.txt, commit d66ad3b.
CROP_RUNS = [
    (1, 130, 200, 0.5816, 0.7127),
    (6, 246, 500, 0.4484, 0.5357),
    (10, 4746, 10_000, 0.4648, 0.4844),
    (14, 755, 2000, 0.3565, 0.3990),
    (18, 5695, 10_000, 0.5598, 0.5792),
    (23, 6171, 10_000, 0.6075, 0.6266),
    (35, 3068, 5000, 0.6000, 0.6270),
]

REPEATABLE = settings(derandomize=True, deadline=None, max_examples=60, database=None)

levels = st.floats(0.5, 0.999)


@st.composite
def proportions(draw, *, least=0):
    trials = draw(st.integers(max(1, least), 3000))
    return draw(st.integers(least, trials)), trials


@pytest.mark.parametrize(("successes", "trials"), COUNTS)
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize(("interval", "method"), [(wilson, "wilson"), (clopper_pearson, "beta")])
def test_proportions_agree_with_statsmodels(successes, trials, level, interval, method):
    estimate = interval(successes, trials, level=level)
    expected = proportion_confint(successes, trials, alpha=1 - level, method=method)
    assert (estimate.low, estimate.high) == pytest.approx(expected, abs=1e-12)
    assert estimate.value == successes / trials
    assert estimate.level == level


@pytest.mark.parametrize(("run", "successes", "trials", "low", "high"), CROP_RUNS)
def test_wilson_gives_the_ends_computed_for_the_crop_runs(run, successes, trials, low, high):
    estimate = wilson(successes, trials)
    assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=5.1e-5), run


def test_no_and_only_successes_end_at_zero_and_one_exactly():
    for trials in range(1, 400):
        level = trials / 400
        for interval in (wilson, clopper_pearson):
            assert interval(0, trials, level=level).low == 0
            assert interval(trials, trials, level=level).high == 1


@pytest.mark.parametrize("counts", PAIRS)
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_difference_agrees_with_statsmodels(counts, level):
    estimate = newcombe_difference(*counts, level=level)
    expected = confint_proportions_2indep(
        *counts, method="newcomb", compare="diff", alpha=1 - level
    )
    assert (estimate.low, estimate.high) == pytest.approx(expected, abs=1e-12)


# statsmodels starts its search from a Wald interval and fails where a proportion is 0 or 1.
@pytest.mark.parametrize("counts", [PAIRS[0], PAIRS[3], PAIRS[4], PAIRS[5]])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_ratio_agrees_with_statsmodels(counts, level):
    estimate = score_ratio(*counts, level=level)
    expected = confint_proportions_2indep(
        *counts, method="score", compare="ratio", alpha=1 - level, correction=True
    )
    assert (estimate.low, estimate.high) == pytest.approx(expected, rel=1e-6)


def score_p_value(ratio, successes_first, trials_first, successes_second, trials_second):
    """Find the restricted rates by brute force over a grid, then the score test's p-value."""
    second = np.linspace(0, min(1, 1 / ratio), 400_001)[1:-1]
    first = ratio * second
    likelihood = stats.binom.logpmf(successes_first, trials_first, first) + stats.binom.logpmf(
        successes_second, trials_second, second
    )
    best = np.argmax(likelihood)
    first, second = first[best], second[best]
    total = trials_first + trials_second
    variance = first * (1 - first) / trials_first + ratio**2 * second * (1 - second) / trials_second
    difference = successes_first / trials_first - ratio * successes_second / trials_second
    return stats.chi2.sf(difference**2 / (variance * total / (total - 1)), 1)


@pytest.mark.parametrize("counts", [PAIRS[0], PAIRS[1], PAIRS[2], (3, 10, 7, 12)])
def test_the_score_test_of_a_ratio_at_its_ends_has_the_level(counts):
    estimate = score_ratio(*counts)
    for end in (estimate.low, estimate.high):
        if end > 0:
            assert score_p_value(end, *counts) == pytest.approx(0.05, abs=2e-4)


@pytest.mark.parametrize("values", [[1.0, 2.0], [-0.0586, -0.0974, -0.0182], [5, 1, 9, 2, 2, 8]])
@pytest.mark.parametrize("level", [0.5, 0.95])
def test_t_interval_agrees_with_scipy(values, level):
    estimate = t_interval(values, level=level, unit="points")
    expected = stats.ttest_1samp(values, 0).confidence_interval(level)
    assert (estimate.low, estimate.high) == pytest.approx(tuple(expected))
    assert estimate.value == pytest.approx(np.mean(values))


@REPEATABLE
@given(counts=proportions(), level=levels)
def test_a_proportion_lies_in_its_intervals_and_they_lie_between_zero_and_one(counts, level):
    for interval in (wilson, clopper_pearson):
        estimate = interval(*counts, level=level)
        assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1


@REPEATABLE
@given(counts=proportions(), level=levels)
def test_failures_mirror_successes(counts, level):
    successes, trials = counts
    for interval in (wilson, clopper_pearson):
        estimate = interval(successes, trials, level=level)
        mirrored = interval(trials - successes, trials, level=level)
        assert estimate.low == pytest.approx(1 - mirrored.high, abs=1e-12)
        assert estimate.high == pytest.approx(1 - mirrored.low, abs=1e-12)


@REPEATABLE
@given(first=proportions(), second=proportions(), level=levels)
def test_exchanging_the_groups_turns_the_difference_round(first, second, level):
    estimate = newcombe_difference(*first, *second, level=level)
    turned = newcombe_difference(*second, *first, level=level)
    assert estimate.value == -turned.value
    assert estimate.low == pytest.approx(-turned.high, abs=1e-12)
    assert -1 - 1e-12 <= estimate.low <= estimate.value <= estimate.high <= 1 + 1e-12


@REPEATABLE
@given(first=proportions(least=1), second=proportions(least=1), level=levels)
def test_exchanging_the_groups_inverts_the_ratio(first, second, level):
    estimate = score_ratio(*first, *second, level=level)
    turned = score_ratio(*second, *first, level=level)
    assert estimate.low <= estimate.value <= estimate.high < math.inf
    assert estimate.low == pytest.approx(1 / turned.high, rel=1e-6)
    assert estimate.high == pytest.approx(1 / turned.low, rel=1e-6)


@REPEATABLE
@given(first=proportions(least=1), second=proportions(least=1))
def test_more_confidence_takes_a_wider_interval(first, second):
    for interval in (newcombe_difference, score_ratio):
        narrow = interval(*first, *second, level=0.8)
        wide = interval(*first, *second, level=0.95)
        assert wide.low <= narrow.low
        assert narrow.high <= wide.high
    for interval in (wilson, clopper_pearson):
        narrow, wide = interval(*first, level=0.8), interval(*first, level=0.95)
        assert wide.low <= narrow.low
        assert narrow.high <= wide.high


@REPEATABLE
@given(
    values=st.lists(st.integers(-1000, 1000), min_size=2, max_size=20).filter(
        lambda values: len(set(values)) > 1
    ),
    shift=st.integers(-50, 50),
    scale=st.sampled_from([-3.0, 0.5, 10.0]),
)
def test_t_interval_moves_with_the_values(values, shift, scale):
    estimate = t_interval(values, unit="points")
    moved = t_interval(np.array(values) * scale + shift, unit="points")
    ends = sorted((estimate.low * scale + shift, estimate.high * scale + shift))
    assert [moved.low, moved.high] == pytest.approx(ends, rel=1e-9, abs=1e-9)


def test_a_group_without_success_has_ratio_zero_and_a_finite_upper_end():
    estimate = score_ratio(0, 30, 130, 1740)
    assert (estimate.value, estimate.low) == (0.0, 0.0)
    assert 0 < estimate.high < math.inf


def test_a_ratio_to_zero_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match=r"0 of 1,740 has no finite value; exchange the groups"):
        score_ratio(6, 190, 0, 1740)


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
@pytest.mark.parametrize(
    ("successes", "trials", "level", "message"),
    [
        (5, 4, 0.95, "`successes` must be a whole number from 0 to 4, not 5"),
        (-1, 4, 0.95, "`successes` must be"),
        (0.5, 4, 0.95, "give counts, not shares"),
        (0, 0, 0.95, "`trials` must be a whole number at least 1, not 0"),
        (float("nan"), 4, 0.95, "`successes` must be"),
        (1, 4, 95, "write 95 % as 0.95"),
    ],
)
def test_impossible_proportions_are_refused(interval, successes, trials, level, message):
    with pytest.raises(ValueError, match=message):
        interval(successes, trials, level=level)


@pytest.mark.parametrize("interval", [newcombe_difference, score_ratio])
@pytest.mark.parametrize(
    "counts", [(5, 4, 1, 4), (1, 4, 5, 4), (1, 0, 1, 4), (1, 4, 1, 0), (1, 4, float("nan"), 4)]
)
def test_impossible_pairs_of_proportions_are_refused(interval, counts):
    with pytest.raises(ValueError, match="must be a whole number"):
        interval(*counts)
    with pytest.raises(ValueError, match="`level`"):
        interval(1, 4, 2, 4, level=0)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1.0], "at least 2 values, not 1"),
        ([1.0, float("nan")], "1 of 2 entries"),
        ([0.3, 0.3, 0.3], "All 3 entries of `values` equal 0.3"),
    ],
)
def test_a_t_interval_without_spread_is_refused(values, message):
    with pytest.raises(ValueError, match=message):
        t_interval(values, unit="points")


def test_estimates_name_method_unit_and_what_was_counted():
    share = wilson(1, 4000, of="crops")
    assert (share.n, share.unit) == ("4,000 crops", "proportion")
    assert share.method == "proportion with Wilson score interval, crops taken as independent"
    assert "Clopper-Pearson exact" in clopper_pearson(1, 4).method
    gap = newcombe_difference(1, 4, 10, 2000)
    assert (gap.n, gap.unit) == ("4 and 2,000 people", "proportion")
    assert "Newcombe's hybrid score interval" in gap.method
    ratio = score_ratio(1, 4, 10, 2000)
    assert (ratio.n, ratio.unit) == ("4 and 2,000 people", "ratio")
    assert "Miettinen-Nurminen score interval" in ratio.method
    mean = t_interval([1, 2, 4], unit="score", of="accounts")
    assert (mean.n, mean.unit) == ("3 accounts", "score")
    assert mean.method == "mean over accounts with Student t interval, 2 degrees of freedom"


def coverage_of_proportion(interval, trials, rates):
    """Return the exact coverage at each rate, summed over the binomial distribution."""
    ends = [interval(successes, trials) for successes in range(trials + 1)]
    low = np.array([end.low for end in ends])[:, np.newaxis]
    high = np.array([end.high for end in ends])[:, np.newaxis]
    probability = stats.binom.pmf(np.arange(trials + 1)[:, np.newaxis], trials, rates)
    return np.sum(probability * ((low <= rates) & (rates <= high)), axis=0)


@pytest.mark.parametrize("trials", [50, 200, 1000])
def test_wilson_covers_at_its_level_on_average_and_within_the_stated_range(trials):
    coverage = coverage_of_proportion(wilson, trials, np.linspace(0.05, 0.95, 1801))
    assert coverage.mean() == pytest.approx(0.95, abs=0.004)
    assert coverage.min() > 0.93
    assert coverage.max() < 0.98


def test_wilson_falls_short_where_hardly_a_success_is_expected_as_stated():
    trials = 50
    coverage = coverage_of_proportion(wilson, trials, np.linspace(0.15, 0.2, 51) / trials)
    assert coverage.min() == pytest.approx(0.84, abs=0.005)


@pytest.mark.parametrize("trials", [10, 50, 200])
def test_clopper_pearson_never_falls_short(trials):
    coverage = coverage_of_proportion(clopper_pearson, trials, np.linspace(0.001, 0.999, 999))
    assert coverage.min() >= 0.95
    assert coverage.mean() < 0.99


def coverage_of_pair(interval, trials, rates, target):
    """Return the exact coverage, given that a ratio's divisor is not zero."""
    counts = [np.arange(total + 1) for total in trials]
    weights = np.outer(
        stats.binom.pmf(counts[0], trials[0], rates[0]),
        stats.binom.pmf(counts[1], trials[1], rates[1]),
    )
    covered = total = 0.0
    for first, second in zip(*np.nonzero(weights > 1e-6), strict=True):
        if interval is score_ratio and second == 0:
            continue
        estimate = interval(first, trials[0], second, trials[1])
        total += weights[first, second]
        covered += weights[first, second] * (estimate.low <= target <= estimate.high)
    return covered / total


@pytest.mark.parametrize("trials", [(30, 40), (60, 200)])
@pytest.mark.parametrize("rates", [(0.1, 0.1), (0.3, 0.4), (0.5, 0.5), (0.2, 0.6), (0.03, 0.08)])
def test_differences_and_ratios_cover_at_their_level(trials, rates):
    difference = coverage_of_pair(newcombe_difference, trials, rates, rates[0] - rates[1])
    ratio = coverage_of_pair(score_ratio, trials, rates, rates[0] / rates[1])
    # With an expected 0.9 successes in 30, discreteness alone makes both conservative.
    highest = 0.985 if rates == (0.03, 0.08) else 0.97
    assert 0.94 < difference < highest
    assert 0.94 < ratio < highest


@pytest.mark.parametrize("units", [3, 8])
def test_t_interval_covers_at_its_level_for_a_handful_of_units(units):
    samples = np.random.default_rng(20).normal(5, 2, size=(4000, units))
    estimates = [t_interval(sample, unit="points") for sample in samples]
    covered = np.mean([estimate.low <= 5 <= estimate.high for estimate in estimates])
    assert covered == pytest.approx(0.95, abs=0.011)
