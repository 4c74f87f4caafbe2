import numpy as np
import pytest
from scipy import stats

from rml.cropping.gaps import (
    FEMALE_MALE,
    GROUPS,
    SIX_PAIRS,
    WHITE_BLACK,
    Gap,
    as_plotted,
    gap_over_draws,
    pair_gap,
    weighted_sum,
    wins_of_first,
)
from rml.cropping.published_runs import (
    six_pairs,
)
from rml.errors import DataError
from rml.stats.intervals import newcombe_difference, wilson

# facts/crop_aggregates.csv: setting, stitched images per pair, wins of the group named first,
# all stitched images, published style (three pairs) or all four.
AGGREGATES = [
    ("wiki_no_scaling_intersect", 10_000, "black", 18_298, 40_000),
    ("wiki_no_scaling_intersect", 10_000, "female as plotted", 17_413, 30_000),
    ("wiki_no_scaling_intersect", 10_000, "female", 23_765, 40_000),
    ("wiki_fixed_height_intersect", 5_000, "black", 9_430, 20_000),
    ("wiki_fixed_height_intersect", 5_000, "female as plotted", 8_825, 15_000),
    ("wiki_fixed_height_intersect", 5_000, "female", 11_960, 20_000),
    ("wiki_fixed_height_intersect", 2_000, "black", 3_669, 8_000),
    ("wiki_fixed_height_intersect", 2_000, "female as plotted", 3_542, 6_000),
    ("wiki_fixed_height_intersect", 2_000, "female", 4_854, 8_000),
    ("wiki_no_scaling", 2_000, "black", 3_702, 8_000),
    ("wiki_no_scaling", 2_000, "female as plotted", 3_498, 6_000),
    ("wiki_no_scaling", 2_000, "female", 4_743, 8_000),
]
# facts/crop_pairwise_stats.csv, runs 18 to 23: left, right, left wins, Wilson 95 % interval.
HEADLINE = [
    ("black-female", "black-male", 5695, 0.5598, 0.5792),
    ("black-female", "white-female", 4336, 0.4239, 0.4433),
    ("black-female", "white-male", 5547, 0.5449, 0.5644),
    ("black-male", "white-female", 3648, 0.3554, 0.3743),
    ("black-male", "white-male", 4767, 0.4669, 0.4865),
    ("white-female", "white-male", 6171, 0.6075, 0.6266),
]


@pytest.mark.parametrize("row", AGGREGATES)
def test_aggregates_are_those_of_the_recorded_counts(runs, row):
    setting, trials, favoured, wins, total = row
    pairs = six_pairs(runs, setting=setting, trials=trials)
    gap = WHITE_BLACK if favoured == "black" else FEMALE_MALE
    if favoured == "female as plotted":
        gap = as_plotted(pairs, gap)
    estimate = gap_over_draws(pairs, gap, level=0.95)
    sign = -1 if favoured == "black" else 1
    assert estimate.value == pytest.approx(sign * (wins / total - 0.5), abs=1e-12)
    assert estimate.n == f"{total:,} stitched images"
    assert estimate.unit == "probability minus 0.5"


@pytest.mark.parametrize("row", HEADLINE)
def test_pairs_have_the_wilson_interval(headline, row):
    left, right, wins, low, high = row
    estimate = gap_over_draws(headline, pair_gap(left, right), level=0.95)
    assert estimate.value == pytest.approx(wins / 10_000 - 0.5)
    assert estimate.low == pytest.approx(low - 0.5, abs=5e-5)
    assert estimate.high == pytest.approx(high - 0.5, abs=5e-5)


def test_the_female_male_gap_is_the_one_of_the_design(headline):
    estimate = gap_over_draws(headline, FEMALE_MALE, level=0.95)
    assert (round(estimate.value, 4), round(estimate.low, 4), round(estimate.high, 4)) == (
        0.0941,
        0.0893,
        0.0989,
    )


def test_plotting_leaves_out_the_pair_with_the_man_left(headline):
    plotted = as_plotted(headline, FEMALE_MALE)
    assert set(FEMALE_MALE.pairs) - set(plotted.pairs) == {("white-female", "black-male")}
    assert not plotted.is_complete
    # Black faces always stood left, so this total lost no pair.
    black_white = Gap.between("Black over White", GROUPS[:2], GROUPS[2:])
    assert as_plotted(headline, black_white).pairs == black_white.pairs


def test_a_gap_changes_sign_with_its_direction(headline):
    forth = gap_over_draws(headline, pair_gap("white-male", "black-male"), level=0.9)
    back = gap_over_draws(headline, pair_gap("black-male", "white-male"), level=0.9)
    assert forth.value == pytest.approx(-back.value)
    assert (forth.low, forth.high) == pytest.approx((-back.high, -back.low))


def test_the_six_pairs_are_all_pairs_once():
    assert len({frozenset(gap.pairs[0]) for gap in SIX_PAIRS}) == 6
    assert all(gap.is_complete for gap in (*SIX_PAIRS, FEMALE_MALE, WHITE_BLACK))


def test_weighted_sum_is_wilson_for_one_and_newcombe_for_two():
    one = weighted_sum([1.0], np.array([17]), np.array([40]), level=0.9, unit="proportion")
    single = wilson(17, 40, level=0.9)
    assert (one.value, one.low, one.high) == pytest.approx((single.value, single.low, single.high))
    two = weighted_sum([1, -1], np.array([17, 9]), np.array([40, 55]), level=0.9, unit="p")
    pair = newcombe_difference(17, 40, 9, 55, level=0.9)
    assert (two.value, two.low, two.high) == pytest.approx((pair.value, pair.low, pair.high))


@pytest.mark.parametrize(
    ("probabilities", "trials"),
    [([0.5695, 0.5547, 0.6352, 0.6171], 10_000), ([0.1, 0.9, 0.45, 0.6], 60)],
)
def test_the_stratified_interval_covers(probabilities, trials):
    rng = np.random.default_rng(20_210_519)
    repetitions = 3_000
    truth = np.mean(probabilities)
    tried = np.full(4, trials)
    covered = 0
    for wins in rng.binomial(trials, probabilities, size=(repetitions, 4)):
        estimate = weighted_sum([0.25] * 4, wins, tried, level=0.95, unit="proportion")
        covered += estimate.low <= truth <= estimate.high
    assert 0.93 <= covered / repetitions <= 0.97


def test_a_pooled_interval_is_too_wide_where_the_pairs_differ():
    probabilities, trials, repetitions = [0.1, 0.9, 0.1, 0.9], 200, 2_000
    rng = np.random.default_rng(3)
    pooled = stratified = 0
    for wins in rng.binomial(trials, probabilities, size=(repetitions, 4)):
        wide = wilson(int(wins.sum()), 4 * trials)
        fit = weighted_sum([0.25] * 4, wins, np.full(4, trials), level=0.95, unit="proportion")
        pooled += wide.low <= 0.5 <= wide.high
        stratified += fit.low <= 0.5 <= fit.high
    assert pooled / repetitions > 0.99
    assert 0.93 <= stratified / repetitions <= 0.97


def test_agrees_with_an_independent_binomial_calculation(headline):
    wins, trials = wins_of_first(headline, FEMALE_MALE)
    shares = wins / trials
    error = np.sqrt(np.sum(shares * (1 - shares) / trials)) / 4
    estimate = gap_over_draws(headline, FEMALE_MALE, level=0.95)
    assert estimate.high - estimate.low == pytest.approx(
        2 * stats.norm.ppf(0.975) * error, rel=1e-3
    )


def test_a_gap_without_its_pair_is_refused(headline):
    with pytest.raises(DataError, match="no pair of white-female and black-male"):
        gap_over_draws(headline[headline["run"] != 21], FEMALE_MALE, level=0.95)
