"""Bradley-Terry over people: the fit of statsmodels, its cluster variance, and coverage."""

import itertools

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import special
from statsmodels.stats.sandwich_covariance import cov_cluster_2groups

from rml.stats.paired_design import design_matrix
from rml.stats.pairwise_people import bradley_terry_by_people
from rml.stats.people_pairs import PairOutcomes
from rml.stats.two_way import LEAST_PEOPLE

GROUPS = "abcd"


def composites(rng, sizes, *, pairs, both=True, side=0.3, shifts=(0.4, 0, 0.6, 0.1), spread=1.0):
    """Rows of all pairs of groups; the left one is ahead by ``side``, people differ by ``spread``.

    Strengths are logistic, so that groups of equal people would follow the model.
    """
    scores = [
        shift + spread * rng.normal(size=size) for size, shift in zip(sizes, shifts, strict=True)
    ]
    rows = []
    for one, other in itertools.combinations(range(len(sizes)), 2):
        first, second = (rng.integers(0, sizes[group], pairs) for group in (one, other))
        for left, right, people in [
            (one, other, (first, second)),
            (other, one, (second, first)),
        ][: 1 + both]:
            ahead = side + scores[left][people[0]] - scores[right][people[1]]
            won = rng.random(pairs) < special.expit(ahead)
            rows.append(
                (
                    np.full(pairs, GROUPS[left]),
                    1000 * left + people[0],
                    np.full(pairs, GROUPS[right]),
                    1000 * right + people[1],
                    won.astype(float),
                )
            )
    columns = [np.concatenate(column) for column in zip(*rows, strict=True)]
    names = ("group_first", "person_first", "group_second", "person_second", "outcome")
    return PairOutcomes(**dict(zip(names, columns, strict=True)))


def of_rows(rows, *, side):
    """The design of single rows, for a model of single composites."""
    pairs = list(zip(rows.group_first.tolist(), rows.group_second.tolist(), strict=True))
    return design_matrix(pairs, list("bcd"), side=side)


def estimates_of(model):
    return [*model.strengths.values(), *([model.side] if model.side else [])]


@pytest.mark.parametrize("both", [True, False])
@pytest.mark.parametrize("side", [True, False])
def test_the_values_are_those_of_a_logistic_regression_on_single_composites(both, side):
    rows = composites(np.random.default_rng(1), (20, 25, 30, 35), pairs=200, both=both)
    model = bradley_terry_by_people(rows, side=side, reference="a")
    fitted = sm.Logit(rows.outcome, of_rows(rows, side=side)).fit(disp=False)
    assert [one.value for one in estimates_of(model)] == pytest.approx(fitted.params, abs=1e-6)
    naive = np.array([(one.low, one.high) for one in estimates_of(model.fit)])
    assert naive == pytest.approx(fitted.conf_int(), abs=1e-4)


def test_of_two_large_groups_the_covariance_is_the_two_way_cluster_sandwich_of_statsmodels():
    rows = composites(np.random.default_rng(2), (100, 120), pairs=4000, shifts=(0.4, 0))
    model = bradley_terry_by_people(rows, reference="a")
    sign = np.where(rows.group_first == "b", 1.0, -1.0)
    fitted = sm.Logit(rows.outcome, np.column_stack([sign, np.ones(sign.size)])).fit(disp=False)
    people = np.sort(np.stack([rows.person_first, rows.person_second]), axis=0)
    robust = cov_cluster_2groups(fitted, *people, use_correction=False)[0]
    assert np.diag(model.covariance) == pytest.approx(np.diag(robust), rel=0.05)


def test_of_large_groups_the_covariance_is_the_sandwich_of_peoples_and_pairs_scores():
    rows = composites(np.random.default_rng(2), (80, 80, 80, 80), pairs=2500)
    model = bradley_terry_by_people(rows, reference="a")
    fitted = sm.Logit(rows.outcome, of_rows(rows, side=True)).fit(disp=False)
    expected = person_sandwich(rows, fitted)
    assert np.diag(model.covariance) == pytest.approx(np.diag(expected), rel=0.05)


def person_sandwich(rows, fitted):
    """Sum the scores of each person, of each pair, and put them between two bread slices."""
    design = of_rows(rows, side=True)
    scores = design * (rows.outcome - fitted.predict(design))[:, np.newaxis]
    meat = np.zeros((design.shape[1], design.shape[1]))
    for person in np.unique(np.concatenate([rows.person_first, rows.person_second])):
        total = scores[(rows.person_first == person) | (rows.person_second == person)].sum(axis=0)
        meat += np.outer(total, total)
    pairs = np.sort(np.stack([rows.person_first, rows.person_second]), axis=0)
    _, numbers = np.unique(pairs, axis=1, return_inverse=True)
    sums = np.zeros((numbers.max() + 1, design.shape[1]))
    np.add.at(sums, numbers.ravel(), scores)
    meat -= sums.T @ sums
    bread = np.asarray(fitted.normalized_cov_params)
    return bread @ meat @ bread


def test_contrasts_do_not_depend_on_the_reference_and_two_groups_are_their_difference():
    rows = composites(np.random.default_rng(3), (20, 20, 20, 20), pairs=100)
    one, other = (bradley_terry_by_people(rows, reference=group) for group in "ad")
    weights = {"a": 0.5, "b": 0.5, "c": -1}
    found, again = one.contrast(weights), other.contrast(weights)
    assert (found.value, found.low, found.high) == pytest.approx(
        (again.value, again.low, again.high), abs=1e-6
    )
    strength, difference = one.strengths["b"], one.contrast({"b": 1, "a": -1})
    assert (strength.low, strength.high) == pytest.approx((difference.low, difference.high))
    assert one.contrast(weights, level=0.99).high > found.high
    assert "contrast +0.5 a +0.5 b -1 c" in found.method
    with pytest.raises(ValueError, match="must sum to 0"):
        one.contrast({"a": 1})


def test_exchanging_left_and_right_turns_only_the_side_round():
    rows = composites(np.random.default_rng(4), (20, 20, 20, 20), pairs=100)
    turned = PairOutcomes(
        group_first=rows.group_second,
        person_first=rows.person_second,
        group_second=rows.group_first,
        person_second=rows.person_first,
        outcome=1 - rows.outcome,
    )
    one = bradley_terry_by_people(rows, reference="a")
    other = bradley_terry_by_people(turned, reference="a")
    assert (other.side.low, other.side.high) == pytest.approx((-one.side.high, -one.side.low))
    for group in "bcd":
        assert (other.strengths[group].low, other.strengths[group].high) == pytest.approx(
            (one.strengths[group].low, one.strengths[group].high)
        )


def test_more_composites_of_the_same_people_do_not_narrow_the_interval():
    few, many = (
        bradley_terry_by_people(
            composites(np.random.default_rng(5), (15, 15, 15, 15), pairs=pairs), reference="a"
        )
        for pairs in (300, 30_000)
    )
    for group in "bcd":
        over_people = [one.strengths[group] for one in (few, many)]
        naive = [one.fit.strengths[group] for one in (few, many)]
        widths = [[one.high - one.low for one in kind] for kind in (over_people, naive)]
        assert widths[0][1] > 0.6 * widths[0][0]
        assert widths[1][1] == pytest.approx(0.1 * widths[1][0], rel=0.2)


def test_estimates_name_method_and_what_was_counted():
    rows = composites(np.random.default_rng(6), (15, 16, 17, 18), pairs=100)
    model = bradley_terry_by_people(rows, of="faces")
    assert list(model.strengths) == ["b", "c", "d"]
    for estimate in estimates_of(model):
        assert (estimate.n, estimate.unit) == (
            "66 faces of 4 groups in 1,200 composites",
            "log-odds",
        )
        assert "sandwich variance over people, t interval with" in estimate.method


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outcome": 0.5}, "one row for each composite, with the outcome 1"),
        ({"condition": "shown"}, "takes rows of one condition"),
    ],
)
def test_rows_that_are_no_composites_are_refused(change, message):
    rows = composites(np.random.default_rng(7), (15, 15, 15, 15), pairs=20)
    names = ("group_first", "person_first", "group_second", "person_second", "outcome")
    columns = {name: getattr(rows, name) for name in names}
    columns |= {name: np.full(rows.outcome.shape, value) for name, value in change.items()}
    with pytest.raises(ValueError, match=message):
        bradley_terry_by_people(PairOutcomes(**columns))


def test_too_few_people_and_unknown_references_are_refused():
    rng = np.random.default_rng(8)
    short = LEAST_PEOPLE - 1
    rows = composites(rng, (15, 15, short, 15), pairs=200)
    with pytest.raises(ValueError, match=f"{short} people of c are too few"):
        bradley_terry_by_people(rows)
    rows = composites(rng, (15, 15, 15, 15), pairs=200)
    with pytest.raises(ValueError, match="The reference 'x' is in no pair"):
        bradley_terry_by_people(rows, reference="x")


@pytest.mark.slow
@pytest.mark.parametrize("both", [True, False])
def test_intervals_cover_at_their_level_and_naive_ones_do_not(both):
    rng = np.random.default_rng(9)
    # Equal groups and no side: then strengths and side are 0 whatever the people's spread.
    covered, naive, repetitions = np.zeros(4), np.zeros(4), 500
    for _ in range(repetitions):
        rows = composites(
            rng, (15, 18, 22, 40), pairs=200, both=both, side=0.0, shifts=(0, 0, 0, 0), spread=1.5
        )
        model = bradley_terry_by_people(rows, reference="d")
        covered += [one.low <= 0 <= one.high for one in estimates_of(model)]
        naive += [one.low <= 0 <= one.high for one in estimates_of(model.fit)]
    # The standard error of 95 % from 500 repetitions is 1 point, less from all strengths.
    assert covered[:3].mean() / repetitions == pytest.approx(0.95, abs=0.02)
    assert covered[3] / repetitions == pytest.approx(0.95, abs=0.03)
    assert naive[:3].mean() / repetitions < 0.75
