"""Win rates over reused people: oracles, invariances, and coverage in the paired design.

The full grid of coverages is printed by tests/bench/coverage_paired.py, whose scenarios
are used here.
"""

import importlib.util
import pathlib
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.sandwich_covariance import cov_cluster_2groups

from rml.stats.cell_means import CellMeans
from rml.stats.intervals import clopper_pearson, wilson
from rml.stats.multiplicity import holm
from rml.stats.people_pairs import PairOutcomes
from rml.stats.pigeonhole import resampled_sums
from rml.stats.two_way import (
    LEAST_PEOPLE,
    two_way_bootstrap,
    two_way_bootstrap_over_pairs,
    two_way_t,
    two_way_t_over_pairs,
    two_way_test,
    two_way_test_over_pairs,
)

REPEATABLE = settings(derandomize=True, deadline=None, max_examples=30, database=None)

BENCH = pathlib.Path(__file__).parents[1] / "bench" / "coverage_paired.py"
_SPEC = importlib.util.spec_from_file_location("coverage_paired", BENCH)
bench = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = bench
_SPEC.loader.exec_module(bench)
Scenario = bench.Scenario


def all_pairs(m, n):
    return np.divmod(np.arange(m * n), n)


def study(m, n, *, pairs=None, seed=1, noise=0.5, ahead=0.2):
    """Outcomes over two orders of people with normal scores; all pairs, or some at random."""
    rng = np.random.default_rng(seed)
    one, other = rng.normal(ahead, size=m), rng.normal(size=n)
    first, second = all_pairs(m, n)
    if pairs is not None:
        chosen = rng.choice(m * n, pairs, replace=True)
        first, second = first[chosen], second[chosen]
    won = [
        one[first] + noise * rng.normal(size=first.size) + side > other[second]
        for side in (0.2, -0.2)
    ]
    return np.mean(won, axis=0), first, second


def as_pairs(outcomes, first, second, *, groups=("a", "b"), condition=None):
    return PairOutcomes(
        group_first=np.full(first.shape, groups[0]),
        person_first=np.char.add(groups[0], first.astype(str)),
        group_second=np.full(second.shape, groups[1]),
        person_second=np.char.add(groups[1], second.astype(str)),
        outcome=outcomes,
        condition=None if condition is None else np.full(first.shape, condition),
    )


def joined(*several):
    names = ["group_first", "person_first", "group_second", "person_second", "outcome"]
    if several[0].condition is not None:
        names.append("condition")
    return PairOutcomes(
        **{name: np.concatenate([getattr(one, name) for one in several]) for name in names}
    )


def ends(estimate):
    return estimate.low, estimate.high


# --- the variance against independent computations


def delong_by_loops(table):
    """DeLong's components for each person, and the interaction, one pair at a time."""
    m, n = table.shape
    mean = sum(table[i, j] for i in range(m) for j in range(n)) / (m * n)
    rows = [sum(table[i, j] for j in range(n)) / n for i in range(m)]
    columns = [sum(table[i, j] for i in range(m)) / m for j in range(n)]
    first = sum((row - mean) ** 2 for row in rows) / (m - 1)
    second = sum((column - mean) ** 2 for column in columns) / (n - 1)
    rest = sum(
        (table[i, j] - rows[i] - columns[j] + mean) ** 2 for i in range(m) for j in range(n)
    ) / ((m - 1) * (n - 1))
    return first / m, second / n, rest / (m * n)


@pytest.mark.parametrize(("m", "n"), [(10, 10), (15, 40), (12, 7)])
def test_of_all_pairs_the_variance_is_delongs_less_the_interaction_counted_twice(m, n):
    outcomes, first, second = study(m, n)
    means = CellMeans(as_pairs(outcomes, first, second), [("a", "b")])
    delong_first, delong_second, rest = delong_by_loops(outcomes.reshape(m, n))
    parts = means.parts(np.ones(1))
    assert parts.people["a"] == pytest.approx(delong_first - rest)
    assert parts.people["b"] == pytest.approx(delong_second - rest)
    assert parts.pairs == pytest.approx(rest)
    assert means.covariance()[0, 0] == pytest.approx(delong_first + delong_second - rest)


def test_the_degrees_of_freedom_are_satterthwaites_over_the_two_groups():
    m, n = 12, 20
    outcomes, first, second = study(m, n)
    table = outcomes.reshape(m, n)
    rows, columns = table.mean(axis=1) - table.mean(), table.mean(axis=0) - table.mean()
    # What each group's sum of squares adds to the variance, the interaction's share included.
    spread = (
        n * rows @ rows / (m * (m - 1) * (n - 1)),
        m * columns @ columns / (n * (n - 1) * (m - 1)),
    )
    means = CellMeans(as_pairs(outcomes, first, second), [("a", "b")])
    variance, freedom = means.variance(np.ones(1))
    expected = variance**2 / (spread[0] ** 2 / (m - 1) + spread[1] ** 2 / (n - 1))
    assert freedom == pytest.approx(expected)


def test_no_part_is_negative_where_people_do_not_differ():
    rng = np.random.default_rng(2)
    people, turned = np.arange(300) % 20, np.arange(300) // 20
    negative = 0
    for _ in range(20):
        pairs = as_pairs(rng.integers(0, 2, 300), people, turned)
        means = CellMeans(pairs, [("a", "b")])
        parts = means.parts(np.ones(1))
        assert min(*parts.people.values(), parts.pairs) >= 0
        variance = means.variance(np.ones(1))[0]
        assert variance >= means.covariance()[0, 0] * (1 - 1e-12)
        negative += variance > means.covariance()[0, 0] * (1 + 1e-12)
    assert negative >= 5


@pytest.mark.parametrize("pairs", [None, 3000])
def test_of_many_people_it_is_the_two_way_cluster_robust_variance_of_statsmodels(pairs):
    outcomes, first, second = study(90, 120, pairs=pairs)
    fitted = OLS(outcomes, np.ones(outcomes.size)).fit()
    robust = cov_cluster_2groups(fitted, first, second, use_correction=False)[0]
    means = CellMeans(as_pairs(outcomes, first, second), [("a", "b")])
    # statsmodels divides by people and this by people less one, about.
    assert means.covariance()[0, 0] == pytest.approx(np.squeeze(robust), rel=0.03)


def test_the_value_is_the_mann_whitney_statistic_of_scores_with_ties():
    rng = np.random.default_rng(3)
    one, other = rng.integers(0, 6, 25), rng.integers(1, 7, 30)
    first, second = all_pairs(25, 30)
    outcomes = np.sign(one[first] - other[second]) / 2 + 0.5
    statistic = stats.mannwhitneyu(one, other).statistic
    assert two_way_t(outcomes, first, second).value == pytest.approx(statistic / (25 * 30))


def test_people_who_appear_once_make_the_variance_of_independent_pairs():
    outcomes = np.random.default_rng(4).choice([0, 0.5, 1], 60)
    people = np.arange(60)
    means = CellMeans(as_pairs(outcomes, people, people), [("a", "b")])
    assert means.covariance()[0, 0] == pytest.approx(outcomes.var(ddof=1) / 60)


@pytest.mark.parametrize("scores", ["normal", "exponential"])
@pytest.mark.parametrize("noise", [0.0, 1.0])
def test_the_variance_is_unbiased_for_a_ragged_design(scores, noise):
    rng = np.random.default_rng(5)
    # Some people appear often, some seldom, and some pairs twice.
    first, second = rng.binomial(9, 0.4, 80), rng.binomial(11, 0.6, 80)
    estimates, variances = [], []
    for _ in range(2000):
        one, other = (bench.scores(scores, 12, rng, group=group) for group in (0, 1))
        outcomes = bench.orders(scores, one[first] + 0.3, other[second], noise, rng)
        means = CellMeans(as_pairs(outcomes, first, second), [("a", "b")])
        estimates.append(means.means[0])
        variances.append(means.covariance()[0, 0])
    # The standard error of a variance from 2,000 repetitions is 3 %.
    assert np.mean(variances) == pytest.approx(np.var(estimates), rel=0.09)


def four_groups(rng, sizes, *, pairs, shifts=(0, 0, 0, 0), kept=None):
    """Pairs of women (a, b) and men (c, d), shown and, if ``kept`` is given, masked."""
    score = {
        group: rng.normal(shift, size=size)
        for group, size, shift in zip("abcd", sizes, shifts, strict=True)
    }
    frames = []
    for one, other in [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("a", "b")]:
        first, second = (bench.evenly(score[group].size, pairs, rng) for group in (one, other))
        shown = score[one][first], score[other][second]
        outcome = bench.orders("normal", *shown, 0.5, rng)
        condition = None if kept is None else "shown"
        frames.append(as_pairs(outcome, first, second, groups=(one, other), condition=condition))
    if kept is None:
        return joined(*frames)
    masked = {
        group: kept * own + np.sqrt(1 - kept**2) * rng.normal(size=own.size)
        for group, own in score.items()
    }
    for frame in list(frames):
        people = [
            masked[str(side[0][0])][[int(name[1:]) for name in side]]
            for side in (frame.person_first, frame.person_second)
        ]
        outcome = bench.orders("normal", *people, 0.5, rng)
        frames.append(
            PairOutcomes(
                group_first=frame.group_first,
                person_first=frame.person_first,
                group_second=frame.group_second,
                person_second=frame.person_second,
                outcome=outcome,
                condition=np.full(outcome.shape, "masked"),
            )
        )
    return joined(*frames)


WOMEN_OVER_MEN = dict.fromkeys([("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")], 0.25)
MASKED_LESS_SHOWN = {
    (*pair, condition): sign * weight
    for condition, sign in (("masked", 1), ("shown", -1))
    for pair, weight in WOMEN_OVER_MEN.items()
}


@pytest.mark.parametrize("kept", [None, 0.8])
def test_the_variance_of_sums_over_group_pairs_is_unbiased(kept):
    rng = np.random.default_rng(6)
    weights = WOMEN_OVER_MEN if kept is None else MASKED_LESS_SHOWN
    vector = np.array(list(weights.values()))
    estimates, variances = [], []
    for _ in range(600):
        pairs = four_groups(rng, (10, 12, 14, 16), pairs=60, kept=kept)
        means = CellMeans(pairs, list(weights))
        estimates.append(vector @ means.means)
        variances.append(vector @ means.covariance() @ vector)
    # The standard error of a variance from 600 repetitions is 6 %.
    assert np.mean(variances) == pytest.approx(np.var(estimates), rel=0.17)


def test_of_all_pairs_the_covariance_of_two_cells_is_that_of_the_win_rates_of_whom_they_share():
    rng = np.random.default_rng(7)
    first, second = all_pairs(12, 9)
    others, third = all_pairs(12, 14)
    to_b, to_c = rng.random((12, 9)), rng.random((12, 14))
    pairs = joined(
        as_pairs(to_b.ravel(), first, second, groups=("a", "b")),
        as_pairs(to_c.ravel(), others, third, groups=("a", "c")),
    )
    shared = np.cov(to_b.mean(axis=1), to_c.mean(axis=1))[0, 1] / 12
    found = CellMeans(pairs, [("a", "b"), ("a", "c")]).covariance()
    assert found[0, 1] == found[1, 0] == pytest.approx(shared)
    turned = CellMeans(pairs, [("a", "b"), ("c", "a")]).covariance()
    assert turned[0, 1] == pytest.approx(-shared)


def test_the_covariance_of_cells_is_the_sum_of_influences_of_the_people_they_share():
    pairs = four_groups(np.random.default_rng(7), (60, 70, 80, 90), pairs=2000)
    cells = list(WOMEN_OVER_MEN)
    means = CellMeans(pairs, cells)
    influence = {}
    for place, cell in enumerate(cells):
        rows = [
            row
            for row in zip(
                pairs.group_first,
                pairs.group_second,
                pairs.person_first,
                pairs.person_second,
                pairs.outcome,
                strict=True,
            )
            if (row[0], row[1]) == cell
        ]
        mean = sum(row[4] for row in rows) / len(rows)
        for _, _, one, other, outcome in rows:
            for person in (str(one), str(other)):
                shares = influence.setdefault(person, np.zeros(len(cells)))
                shares[place] += (outcome - mean) / len(rows)
    by_hand = sum(np.outer(shares, shares) for shares in influence.values())
    away = ~np.eye(len(cells), dtype=bool)
    found = means.covariance()
    # ("a", "c") and ("b", "d") share nobody.
    assert found[0, 3] == found[1, 2] == 0
    shared = away & (found != 0)
    assert found[shared] == pytest.approx(by_hand[shared], rel=0.05)


# --- the bootstrap against a plain one


def test_resampling_is_that_of_lists_of_people():
    pairs = four_groups(np.random.default_rng(8), (10, 11, 12, 13), pairs=40)
    weights = {("a", "c"): 0.7, ("a", "d"): 0.3, ("b", "a"): -0.5}
    means = CellMeans(pairs, list(weights))
    vector = np.array(list(weights.values()))
    found = resampled_sums(means, vector, rng=np.random.default_rng(9), resamples=20)
    rng = np.random.default_rng(9)
    people = {group: rng.integers(0, size, (20, size)) for group, size in means.members.items()}
    for resample in range(20):
        total = 0.0
        for weight, rows in zip(vector, means.rows, strict=True):
            drawn = [people[group][resample].tolist() for group in rows.groups]
            outcomes = []
            for one, other, outcome in zip(rows.first, rows.second, rows.outcome, strict=True):
                outcomes += [outcome] * (drawn[0].count(one) * drawn[1].count(other))
            total += weight * np.mean(outcomes)
        assert found[resample] == pytest.approx(total)


def test_resamples_without_any_pair_of_a_cell_are_drawn_anew_or_refused():
    people = np.arange(10)
    outcomes = (people % 2).astype(float)
    thin = CellMeans(as_pairs(outcomes[:3], people[:3], people[:3]), [("a", "b")])
    drawn = resampled_sums(thin, np.ones(1), rng=np.random.default_rng(10), resamples=500)
    assert drawn.size == 500
    assert np.isfinite(drawn).all()
    # The only pair of a and b is in a resample if both its people are, which 40 % are.
    many = np.arange(20)
    pairs = joined(
        as_pairs(np.ones(1), many[:1], many[:1], groups=("a", "b")),
        as_pairs(many % 2, many, many, groups=("a", "c")),
        as_pairs(many % 2, many, many, groups=("d", "b")),
    )
    means = CellMeans(pairs, [("a", "b"), ("a", "c"), ("d", "b")])
    with pytest.raises(ValueError, match="Most resamples of people hold no pair of some cell"):
        resampled_sums(means, np.ones(3) / 3, rng=np.random.default_rng(10), resamples=500)


@pytest.mark.parametrize("pairs", [None, 400])
def test_the_bootstrap_agrees_with_the_analytic_interval_for_many_people(pairs):
    outcomes, first, second = study(80, 90, pairs=pairs)
    analytic = two_way_t(outcomes, first, second)
    rng = np.random.default_rng(11)
    resampled = two_way_bootstrap(outcomes, first, second, rng=rng)
    assert resampled.value == analytic.value
    width = analytic.high - analytic.low
    assert ends(resampled) == pytest.approx(ends(analytic), abs=0.05 * width)


def test_the_bootstrap_repeats_itself_with_the_same_seed_and_only_then():
    outcomes, first, second = study(20, 25)
    once, again, other = (
        two_way_bootstrap(outcomes, first, second, rng=np.random.default_rng(seed), resamples=199)
        for seed in (1, 1, 2)
    )
    assert once == again
    assert ends(once) != ends(other)


# --- invariances


@st.composite
def studies(draw):
    """Outcomes of some pairs of 15 to 20 people of either group, everyone appearing."""
    m, n = draw(st.integers(LEAST_PEOPLE, 20)), draw(st.integers(LEAST_PEOPLE, 20))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    extra = draw(st.integers(0, 100))
    first = np.concatenate([np.arange(m), rng.integers(0, m, n + extra)])
    second = np.concatenate([rng.integers(0, n, m), np.arange(n), rng.integers(0, n, extra)])
    return rng.choice([0, 0.5, 1], first.size), first, second


@REPEATABLE
@given(case=studies(), level=st.floats(0.5, 0.99))
def test_exchanging_the_groups_turns_the_win_rate_round(case, level):
    outcomes, first, second = case
    estimate = two_way_t(outcomes, first, second, level=level)
    turned = two_way_t(1 - outcomes, second, first, level=level)
    assert turned.value == pytest.approx(1 - estimate.value)
    assert ends(turned) == pytest.approx((1 - estimate.high, 1 - estimate.low))
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1


@REPEATABLE
@given(case=studies(), seed=st.integers(0, 100))
def test_neither_the_order_of_rows_nor_the_names_of_people_matter(case, seed):
    outcomes, first, second = case
    rng = np.random.default_rng(seed)
    order = rng.permutation(outcomes.size)
    names = np.array([f"person {number}" for number in rng.permutation(40)])
    estimate = two_way_t(outcomes, first, second)
    shuffled = two_way_t(outcomes[order], names[first][order], names[second][order])
    assert (shuffled.value, *ends(shuffled)) == pytest.approx((estimate.value, *ends(estimate)))


@REPEATABLE
@given(case=studies(), null=st.floats(0.05, 0.95), level=st.floats(0.5, 0.99))
def test_the_test_rejects_exactly_what_the_interval_leaves_out(case, null, level):
    estimate = two_way_t(*case, level=level)
    test = two_way_test(*case, null=null)
    if min(abs(null - estimate.low), abs(null - estimate.high)) > 1e-9:
        assert (test.p_value < 1 - level) == (not estimate.low <= null <= estimate.high)
    assert np.sign(test.statistic) == np.sign(estimate.value - null)


@REPEATABLE
@given(case=studies(), seed=st.integers(0, 100))
def test_rows_may_be_given_with_either_person_first(case, seed):
    outcomes, first, second = case
    pairs = as_pairs(outcomes, first, second)
    turned = np.random.default_rng(seed).random(outcomes.size) < 0.5
    mixed = PairOutcomes(
        group_first=np.where(turned, pairs.group_second, pairs.group_first),
        person_first=np.where(turned, pairs.person_second, pairs.person_first),
        group_second=np.where(turned, pairs.group_first, pairs.group_second),
        person_second=np.where(turned, pairs.person_first, pairs.person_second),
        outcome=np.where(turned, 1 - outcomes, outcomes),
    )
    estimate = two_way_t(outcomes, first, second)
    for rows in (pairs, mixed):
        found = two_way_t_over_pairs(rows, {("a", "b"): 1.0})
        assert (found.value, *ends(found)) == pytest.approx((estimate.value, *ends(estimate)))


def test_a_contrast_with_itself_under_another_name_takes_the_weights_of_one_mean():
    outcomes, first, second = study(20, 25)
    both = joined(
        as_pairs(outcomes, first, second, condition="one"),
        as_pairs(outcomes, first, second, condition="same"),
    )
    halves = two_way_t_over_pairs(both, {("a", "b", "one"): 0.5, ("a", "b", "same"): 0.5})
    alone = two_way_t(outcomes, first, second)
    assert (halves.value, *ends(halves)) == pytest.approx((alone.value, *ends(alone)))
    assert halves.n == "45 people of 2 groups in 500 pairs"


def test_a_contrast_on_the_same_people_is_narrower_than_on_others():
    rng = np.random.default_rng(12)
    pairs = four_groups(rng, (20, 20, 20, 20), pairs=400, kept=0.95)
    same = two_way_t_over_pairs(pairs, MASKED_LESS_SHOWN)
    others = PairOutcomes(
        group_first=pairs.group_first,
        person_first=np.char.add(pairs.condition, pairs.person_first),
        group_second=pairs.group_second,
        person_second=np.char.add(pairs.condition, pairs.person_second),
        outcome=pairs.outcome,
        condition=pairs.condition,
    )
    apart = two_way_t_over_pairs(others, MASKED_LESS_SHOWN)
    assert same.value == apart.value
    assert same.high - same.low < 0.7 * (apart.high - apart.low)


def test_a_contrast_has_as_many_degrees_of_freedom_as_its_people_allow():
    pairs = four_groups(np.random.default_rng(13), (20, 20, 20, 20), pairs=400, kept=0.8)
    means = CellMeans(pairs, list(MASKED_LESS_SHOWN))
    _, freedom = means.variance(np.array(list(MASKED_LESS_SHOWN.values())))
    assert 19 < freedom < 2 * 4 * 19


# --- outcomes that are all alike


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_where_disjoint_pairs_are_all_won_the_interval_is_clopper_pearsons(level):
    people = np.arange(20)
    won = two_way_t(np.ones(20), people, people, level=level)
    lost = two_way_bootstrap(
        np.zeros(20), people, people, level=level, rng=np.random.default_rng(1), resamples=99
    )
    assert ends(won) == pytest.approx(ends(clopper_pearson(20, 20, level=level)))
    assert ends(lost) == pytest.approx(ends(clopper_pearson(0, 20, level=level)))
    assert "exact interval from 20 pairs that share nobody" in won.method


def test_reused_people_count_once_where_all_pairs_are_won():
    first, second = all_pairs(15, 30)
    estimate = two_way_t(np.ones(first.size), first, second)
    assert ends(estimate) == pytest.approx(ends(clopper_pearson(15, 15)))
    # Thirty people who all meet the same one, and others who meet nobody else.
    first, second = np.r_[np.zeros(16), np.arange(16)], np.r_[np.arange(16), np.zeros(16)]
    hub = two_way_t(np.ones(32), first.astype(int), second.astype(int))
    assert ends(hub) == pytest.approx(ends(clopper_pearson(2, 2)))


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.parametrize("outcome", [0.0, 0.5, 0.8, 1.0])
def test_the_exact_test_agrees_with_the_exact_interval(outcome, level):
    first, second = all_pairs(15, 16)
    outcomes = np.full(first.size, outcome)
    estimate = two_way_t(outcomes, first, second, level=level)
    for end in ends(estimate):
        if 0 < end < 1 and end != outcome:
            assert two_way_test(outcomes, first, second, null=end).p_value == pytest.approx(
                1 - level
            )
    assert two_way_test(np.full(first.size, 0.5), first, second).p_value == 1.0
    assert two_way_test(np.ones(first.size), first, second).p_value == pytest.approx(2 * 0.5**15)


def test_several_pairs_of_groups_that_are_all_alike_share_the_error():
    first, second = all_pairs(15, 20)
    pairs = joined(
        as_pairs(np.ones(300), first, second, groups=("a", "b")),
        as_pairs(np.ones(300), first, second, groups=("c", "d")),
    )
    weights = {("a", "b"): 0.5, ("c", "d"): 0.5}
    estimate = two_way_t_over_pairs(pairs, weights, level=0.9)
    # Each must hold at 95 % for both to hold at 90 %.
    assert ends(estimate) == pytest.approx(ends(clopper_pearson(15, 15, level=0.95)))
    test = two_way_test_over_pairs(pairs, weights, null=estimate.low)
    assert test.p_value == pytest.approx(0.1)


def test_a_contrast_of_conditions_that_never_differ_is_bounded_too():
    outcomes, first, second = study(15, 20)
    both = joined(
        as_pairs(outcomes, first, second, condition="one"),
        as_pairs(outcomes, first, second, condition="same"),
    )
    weights = {("a", "b", "one"): 1.0, ("a", "b", "same"): -1.0}
    estimate = two_way_t_over_pairs(both, weights)
    rest = 1 - 0.025 ** (1 / 15)
    assert (estimate.value, *ends(estimate)) == pytest.approx((0, -rest, rest))
    assert two_way_test_over_pairs(both, weights).p_value == 1.0


# --- refusals


def few(outcomes=(1.0,), **columns):
    usual = {
        "group_first": ["a"],
        "person_first": ["x"],
        "group_second": ["b"],
        "person_second": ["y"],
    }
    return PairOutcomes(**{**usual, **columns}, outcome=outcomes)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"outcomes": [1.5]}, r"`outcome` must lie in \[0, 1\], not 1.5; write 1 where"),
        ({"outcomes": [np.nan]}, "1 of 1 entries of `outcome`"),
        ({"outcomes": [0.5, 1]}, "must be one-dimensional and of one length, at least 1"),
        ({"outcomes": []}, "of one length"),
        ({"group_second": ["a"]}, "Row 0 compares the group a with itself"),
        ({"person_first": [None]}, "`person_first` must hold texts or whole numbers without"),
        ({"person_second": [0.5]}, "`person_second` must hold texts"),
        ({"condition": [np.nan]}, "`condition` must hold texts"),
    ],
)
def test_rows_that_are_no_pair_outcomes_are_refused(columns, message):
    with pytest.raises(ValueError, match=message):
        few(**columns)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({}, "at least one pair of groups"),
        ({("a", "c"): 0.0}, "at least one pair of groups"),
        ({("a", "c"): np.nan}, "1 of 1 entries of `weights`"),
        ({("a", "z"): 1.0}, "No pair belongs to a / z"),
        ({("a", "a"): 1.0}, r"named by \(first group, second group\), not \('a', 'a'\)"),
        ({("a", "c", "shown"): 1.0}, r"named by \(first group, second group\)"),
        ({("a", "c"): 0.5, ("c", "a"): 0.5}, "named in both orders"),
    ],
)
def test_weights_of_no_cells_are_refused(weights, message):
    pairs = four_groups(np.random.default_rng(1), (15, 15, 15, 15), pairs=50)
    for call in (two_way_t_over_pairs, two_way_test_over_pairs):
        with pytest.raises(ValueError, match=message):
            call(pairs, weights)


def test_groups_that_share_people_are_refused():
    outcomes, first, second = study(15, 15)
    one = as_pairs(outcomes, first, second, groups=("a", "b"))
    other = PairOutcomes(
        group_first=np.full(first.shape, "c"),
        person_first=one.person_first,
        group_second=one.group_second,
        person_second=one.person_second,
        outcome=outcomes,
    )
    with pytest.raises(ValueError, match="15 persons, such as a0, are found in the groups a and c"):
        two_way_t_over_pairs(joined(one, other), {("a", "b"): 0.5, ("c", "b"): 0.5})


def test_too_few_people_are_refused_however_many_pairs():
    enough, short = LEAST_PEOPLE, LEAST_PEOPLE - 1
    for size in ((short, enough), (enough, short)):
        outcomes, first, second = study(*size)
        message = f"{short} people of the .* group are too few .* at least {LEAST_PEOPLE}"
        with pytest.raises(ValueError, match=message):
            two_way_t(outcomes, first, second)
    two_way_t(*study(enough, enough))


def test_arguments_out_of_range_are_refused():
    case = study(15, 15)
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="`level` must lie strictly"):
        two_way_t(*case, level=95)
    with pytest.raises(ValueError, match="`of_second` must name"):
        two_way_t(*case, of_second=" ")
    with pytest.raises(ValueError, match="10 resamples cannot"):
        two_way_bootstrap(*case, rng=rng, resamples=10)
    with pytest.raises(ValueError, match="`rng` must be a numpy.random.Generator"):
        two_way_bootstrap(*case, rng=1)
    with pytest.raises(ValueError, match="`null` must lie strictly between 0 and 1"):
        two_way_test(*case, null=1)


def test_estimates_name_method_and_what_was_counted():
    case = study(15, 20)
    estimate = two_way_t(*case, of_first="women", of_second="men")
    assert (estimate.n, estimate.unit) == ("15 women and 20 men in 300 pairs", "win rate")
    assert estimate.method.startswith(
        "mean over pairs, Wilson interval for the effective number of pairs by the two-way "
        "variance over people, t quantile with "
    )
    rng = np.random.default_rng(1)
    resampled = two_way_bootstrap(*case, rng=rng, resamples=1999)
    assert "pigeonhole bootstrap, 1,999 resamples of the people of every group" in resampled.method
    pairs = four_groups(rng, (15, 16, 17, 18), pairs=100)
    total = two_way_bootstrap_over_pairs(pairs, WOMEN_OVER_MEN, rng=rng, resamples=99, of="faces")
    assert total.n == "66 faces of 4 groups in 400 pairs"
    test = two_way_test_over_pairs(pairs, WOMEN_OVER_MEN)
    assert (test.n, test.smallest_p) == ("66 people of 4 groups in 400 pairs", 0.0)
    assert test.null == "the mean over pairs is 0.5"


# --- coverage


@pytest.mark.slow
@pytest.mark.parametrize(
    "scenario",
    [
        Scenario((15, 15), scores="unequal"),
        Scenario((15, 15), pairs=200, meeting="drawn", noise=1.0, win_rate=0.7),
        Scenario((15, 40), scores="exponential", noise=1.0, win_rate=0.3),
        Scenario((21, 31), scores="ties", win_rate=0.7),
        Scenario((21, 327), pairs=500, scores="exponential", win_rate=0.3),
        Scenario((94, 327), pairs=1000, meeting="drawn", noise=1.0, win_rate=0.7),
    ],
    ids=str,
)
def test_intervals_cover_at_their_level_and_the_naive_one_does_not(scenario):
    found = bench.coverage(scenario, repetitions=1200, seed=20)
    # Within 2 points of 95 %, and the standard error from 1,200 repetitions, 0.6 points.
    assert found["score t"] == pytest.approx(0.95, abs=0.026)
    if scenario.people[0] < 50:
        assert 0.2 < found["naive"] < 0.7
    assert found["naive"] < 0.85


@pytest.mark.slow
@pytest.mark.parametrize("kept", [None, 0.8])
def test_sums_over_group_pairs_cover_at_their_level(kept):
    rng = np.random.default_rng(21)
    weights, truth = (WOMEN_OVER_MEN, 0.5) if kept is None else (MASKED_LESS_SHOWN, 0.0)
    covered = 0
    # The standard error of 95 % from 500 repetitions is 1 point.
    for _ in range(500):
        pairs = four_groups(rng, (15, 16, 20, 40), pairs=200, kept=kept)
        estimate = two_way_t_over_pairs(pairs, weights)
        covered += estimate.low <= truth <= estimate.high
    assert covered / 500 == pytest.approx(0.95, abs=0.025)


@pytest.mark.slow
def test_the_scaled_bootstrap_covers_where_the_plain_one_counts_noise_three_times():
    scenario = Scenario((21, 31), pairs=200, noise=1.0)
    found = bench.coverage(scenario, repetitions=400, resamples=299, seed=22)
    # The standard error of 95 % from 400 repetitions is 1.1 points.
    assert found["scaled"] == pytest.approx(0.95, abs=0.03)
    assert found["percentile"] >= found["scaled"]


@pytest.mark.slow
def test_a_family_of_tests_seldom_rejects_where_nothing_differs():
    rng = np.random.default_rng(23)
    rejected = np.zeros(5)
    any_rejected = 0
    family = [("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]
    for _ in range(400):
        pairs = four_groups(rng, (15, 16, 20, 40), pairs=150)
        p_values = np.array(
            [two_way_test_over_pairs(pairs, {pair: 1.0}).p_value for pair in family]
        )
        rejected += p_values <= 0.05
        any_rejected += holm(p_values).min() <= 0.05
    # The standard error of 5 % from 400 repetitions is 1.1 points, and less from 2,000.
    assert rejected.sum() / 2000 == pytest.approx(0.05, abs=0.02)
    assert any_rejected / 400 <= 0.05 + 0.02


def test_the_naive_interval_shrinks_with_more_pairs_of_the_same_people_and_this_one_does_not():
    widths = {}
    for pairs in (1_000, 100_000):
        outcomes, first, second = study(20, 20, pairs=pairs, noise=1.0)
        over_people = two_way_t(outcomes, first, second)
        naive = wilson(round(2 * outcomes.sum()), 2 * pairs)
        widths[pairs] = np.array([np.ptp(ends(over_people)), np.ptp(ends(naive))])
    ratio = widths[100_000] / widths[1_000]
    assert ratio[0] > 0.8
    assert ratio[1] == pytest.approx(0.1, rel=0.05)
