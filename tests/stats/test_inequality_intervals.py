import math

import numpy as np
import pytest

from rml.stats.inequality import atkinson, gini, top_share
from rml.stats.inequality_coverage import interval_coverage
from rml.stats.inequality_intervals import bootstrap_interval, linearised_interval
from rml.stats.inequality_measures import AtkinsonIndex, Gini, TopShare
from rml.stats.inequality_models import Lognormal, Pareto
from rml.stats.inequality_tail import heavy_tail_words, tail_index
from rml.stats.unit_counts import counted

MEASURES = (Gini(), TopShare(0.1), AtkinsonIndex(0.5))
PLAIN = (
    lambda one: gini(one, sample=True),
    lambda one: top_share(one, 0.1),
    lambda one: atkinson(one, epsilon=0.5),
)
PAIRS = list(zip(MEASURES, PLAIN, strict=True))


@pytest.fixture
def draws():
    return np.random.default_rng(8).gamma(0.8, size=237)


@pytest.mark.parametrize(("measure", "plain"), PAIRS, ids=range(3))
def test_replicates_are_the_measure_of_each_resample(measure, plain, draws):
    counts = counted(np.round(draws, 1))
    units = np.random.default_rng(1).multinomial(237, counts.units / counts.n, size=20)
    found = measure.replicates(counts.values, units.astype(float))
    expected = [plain(np.repeat(counts.values, one)) for one in units]
    assert found.values == pytest.approx(expected)


@pytest.mark.parametrize(("measure", "plain"), PAIRS, ids=range(3))
def test_linearised_errors_are_those_of_the_jackknife(measure, plain, draws):
    values = draws[:200]
    counts = counted(values)
    found = measure.replicates(counts.values, counts.units[np.newaxis])
    left_out = np.array([plain(np.delete(values, place)) for place in range(values.size)])
    jackknife = math.sqrt((values.size - 1) * np.mean((left_out - left_out.mean()) ** 2))
    assert found.standard_errors[0] == pytest.approx(jackknife, rel=0.05)


def test_resampling_counts_is_resampling_units(draws):
    rng = np.random.default_rng(3)
    values = draws[:60]
    listed = [gini(rng.choice(values, values.size), sample=True) for _ in range(3000)]
    interval = bootstrap_interval(
        values, Gini(), rng=np.random.default_rng(4), interval="percentile", resamples=3000
    )
    assert (interval.low, interval.high) == pytest.approx(
        tuple(np.quantile(listed, [0.025, 0.975])), abs=0.012
    )


@pytest.mark.parametrize("measure", MEASURES, ids=["gini", "top_share", "atkinson"])
def test_intervals_hold_the_truth_where_there_is_a_variance(measure):
    rng = np.random.default_rng(12)
    repeats = interval_coverage(
        Lognormal(0.5), measure, units=250, repetitions=120, rng=rng, resamples=199
    )
    for one in repeats:
        # 120 repetitions tell a coverage to within 0.07; the percentile interval is the shortest.
        least = 0.78 if one.method == "percentile" else 0.86
        assert least <= one.coverage <= 1.0, one
        assert one.coverage + one.below + one.above == pytest.approx(1)


def test_intervals_fail_for_a_tail_as_heavy_as_the_benchmark():
    rng = np.random.default_rng(13)
    repeats = interval_coverage(
        Pareto(1.05), TopShare(0.1), units=250, repetitions=60, rng=rng, resamples=199
    )
    for one in repeats:
        assert one.coverage < 0.8
        assert one.below > 2 * one.above
        assert one.mean_value < one.truth
    by = {one.method: one for one in repeats}
    assert by["studentised"].coverage > by["percentile"].coverage


def test_the_method_warns_of_a_heavy_tail(draws):
    rng = np.random.default_rng(5)
    heavy = 1 + rng.pareto(1.2, 4000)
    assert "below 2: the variance may be infinite" in linearised_interval(heavy, Gini()).method
    assert "below 2" in bootstrap_interval(heavy, Gini(), rng=rng, resamples=99).method
    assert "tail index" not in linearised_interval(draws, Gini()).method
    assert "not known" in heavy_tail_words([1, 2, 3])


def test_hill_covers_the_index_of_an_exact_tail():
    rng = np.random.default_rng(6)
    held = []
    for _ in range(300):
        found = tail_index(1 + rng.pareto(1.5, 900))
        held.append(found.low <= 1.5 <= found.high)
    assert 0.91 <= np.mean(held) <= 0.99


def test_hill_by_hand_and_with_counts():
    values = [1, 1, 2, 4, 8, 8]
    expected = 3 / (np.log(2) + 2 * np.log(4))
    assert tail_index(values, largest=3).value == pytest.approx(expected)
    assert tail_index(counted(values), largest=3).value == pytest.approx(expected)


def test_estimates_name_their_unit_and_sample(draws):
    units = [linearised_interval(draws, measure, of="authors").unit for measure in MEASURES]
    assert units == ["Gini coefficient", "proportion", "Atkinson index"]
    assert linearised_interval(draws, Gini(), of="authors").n == "237 authors"


def test_many_units_of_few_values_cost_little():
    counts = counted(np.arange(50), units=np.full(50, 2_000_000))
    interval = bootstrap_interval(counts, Gini(), rng=np.random.default_rng(1), resamples=199)
    assert interval.n == "100,000,000 units"
    assert interval.high - interval.low < 1e-3
    assert interval.low < gini(counts) < interval.high


def test_ends_stay_between_zero_and_one():
    values = [0] * 900 + [1, 1, 2, 5, 400] * 20
    rng = np.random.default_rng(2)
    for found in (
        linearised_interval(values, TopShare(0.02)),
        bootstrap_interval(values, Gini(), rng=rng, interval="percentile", resamples=199),
        bootstrap_interval(values, Gini(), rng=rng, resamples=199),
    ):
        assert 0 < found.low <= found.value <= found.high <= 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rng: linearised_interval([1, 2], Gini()), "at least 10 of them, not 2"),
        (lambda rng: linearised_interval([3] * 12, Gini()), "Report that they are equal"),
        (lambda rng: linearised_interval([0] * 12 + [1], TopShare(0.5)), "at an end of its range"),
        (
            lambda rng: bootstrap_interval([0] * 30 + [1, 2, 3], Gini(), rng=rng),
            "resamples .* Report the measure without",
        ),
        (
            lambda rng: bootstrap_interval(
                counted([1, 2], units=[6.5, 5.5]), Gini(), rng=rng, resamples=99
            ),
            "whole numbers of `units`",
        ),
        (lambda rng: bootstrap_interval(range(12), Gini(), rng=rng, resamples=5), "at least 39"),
        (lambda rng: bootstrap_interval(range(12), Gini(), rng=4), "Generator"),
        (lambda rng: TopShare(1.0), "strictly between 0 and 1"),
        (lambda rng: AtkinsonIndex(1.0), "strictly between 0 and 1"),
        (lambda rng: tail_index([1, 2, 3]), "more than 10 units"),
        (lambda rng: tail_index([0] * 90 + [4, 5] * 5), "no tail to measure"),
    ],
    ids=range(11),
)
def test_what_has_no_interval_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.random.default_rng(1))
