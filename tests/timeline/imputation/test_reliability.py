import numpy as np
import pytest
from scipy import stats

from rml.timeline.imputation.reliability import (
    brier_scores,
    log_scores,
    mean_over_people,
    reliability_frame,
    spread_test,
    total_test,
)

EDGES = [0.0, 0.25, 0.5, 0.75, 1.0]


def test_scores_of_certain_and_of_undecided_probabilities():
    probabilities = [[1, 0, 0], [0, 1, 0], [1 / 3, 1 / 3, 1 / 3]]
    assert brier_scores(probabilities, [0, 0, 2]).tolist() == pytest.approx([0, 2, 2 / 3])
    found = log_scores(probabilities, [0, 0, 2], floor=0.01)
    assert found.tolist() == pytest.approx([0, -np.log(0.01), np.log(3)])


def test_no_other_probabilities_have_a_better_mean_score_than_the_true_ones():
    rng = np.random.default_rng(1)
    true = rng.dirichlet([1, 1, 1], size=20_000)
    labels = (true.cumsum(axis=1) < rng.random((len(true), 1))).sum(axis=1)
    for shrink in (0.5, 0.8, 1.2):
        told = np.clip(1 / 3 + shrink * (true - 1 / 3), 0, None)
        told = told / told.sum(axis=1, keepdims=True)
        assert brier_scores(told, labels).mean() > brier_scores(true, labels).mean()
        worse, best = (log_scores(one, labels, floor=1e-6).mean() for one in (told, true))
        assert worse > best


@pytest.mark.parametrize(
    ("probabilities", "labels", "message"),
    [
        ([[0.5, 0.5]], [0, 1], "one row"),
        ([[0.5, 0.6]], [0], "add up to 1"),
        ([[1.5, -0.5]], [0], "at least 0"),
        ([[0.5, 0.5]], [2], "columns from 0 to 1"),
        ([[0.5, 0.5]], [0.5], "columns from 0 to 1"),
    ],
)
def test_ill_probabilities_and_labels_are_refused(probabilities, labels, message):
    with pytest.raises(ValueError, match=message):
        brier_scores(probabilities, labels)


def test_a_floor_that_is_none_is_refused():
    with pytest.raises(ValueError, match="`floor`"):
        log_scores([[0.5, 0.5]], [0], floor=0.0)


def test_the_mean_over_people_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(300):
        mean = mean_over_people(
            rng.exponential(size=80), rng=rng, resamples=199, level=0.9, unit="x"
        )
        held += mean.low <= 1 <= mean.high
    assert 0.84 < held / 300 < 0.93


def test_classes_hold_their_lower_border_and_the_last_both():
    frame = reliability_frame(
        [0.0, 0.24, 0.25, 0.5, 1.0, 1.0], [0, 1, 1, 0, 1, 1], edges=EDGES, least=1, level=0.95
    )
    assert frame["from"].tolist() == [0, 0.25, 0.5, 0.75]
    assert frame["people"].tolist() == [2, 1, 1, 2]
    assert frame["share"].tolist() == [0.5, 1, 0, 1]


def test_small_classes_are_joined_by_size_alone():
    said = np.array([0.1] * 3 + [0.3] * 12 + [0.6] * 11 + [0.9] * 4)
    frames = [
        reliability_frame(said, hits, edges=EDGES, least=10, level=0.95)
        for hits in (np.zeros(30), np.ones(30))
    ]
    for frame in frames:
        assert frame[["from", "to", "people"]].to_numpy().tolist() == [[0, 0.5, 15], [0.5, 1, 15]]
    assert frames[0]["mean_probability"].tolist() == pytest.approx([0.26, 0.68])


def test_fewer_people_than_a_class_needs_make_one_class():
    frame = reliability_frame([0.1, 0.9], [0, 1], edges=EDGES, least=10, level=0.95)
    assert frame[["from", "to", "people"]].to_numpy().tolist() == [[0, 1, 2]]


@pytest.mark.parametrize("edges", [[0.0, 0.5], [0.1, 1.0], [0.0, 0.5, 0.5, 1.0], [1.0]])
def test_borders_that_do_not_rise_from_0_to_1_are_refused(edges):
    with pytest.raises(ValueError, match="`edges`"):
        reliability_frame([0.5], [1], edges=edges, least=1, level=0.95)


def test_the_test_of_the_total_agrees_with_the_distribution_of_scipy():
    rng = np.random.default_rng(3)
    for _ in range(20):
        said = rng.beta(0.5, 2, size=40)
        came = rng.random(40) < 0.3
        mass = stats.poisson_binom(said).pmf(np.arange(41))
        expected = mass[mass <= mass[came.sum()] * (1 + 1e-7)].sum()
        test = total_test(said, came)
        assert test.p_value == pytest.approx(expected, rel=1e-6)
        assert test.statistic == pytest.approx(came.sum() - said.sum())


def test_with_one_probability_the_test_of_the_total_is_the_binomial_test():
    came = [1] * 9 + [0] * 11
    assert total_test([0.2] * 20, came).p_value == pytest.approx(stats.binomtest(9, 20, 0.2).pvalue)


def test_both_tests_reject_true_probabilities_as_seldom_as_they_say():
    rng = np.random.default_rng(4)
    p_values = []
    for _ in range(400):
        said = rng.beta(0.3, 2, size=60)
        came = rng.random(60) < said
        p_values.append(
            (total_test(said, came).p_value, spread_test(said, came, rng=rng, draws=199).p_value)
        )
    rejected = (np.array(p_values) <= 0.1).mean(axis=0)
    assert (rejected < 0.14).all()
    assert rejected[1] > 0.05


def test_each_test_sees_what_the_other_cannot():
    rng = np.random.default_rng(5)
    true = rng.uniform(0.05, 0.95, size=2000)
    true = np.concatenate([true, 1 - true])
    came = rng.random(true.size) < true
    extreme = np.clip(0.5 + 1.4 * (true - 0.5), 0, 1)
    assert spread_test(extreme, came, rng=rng, draws=999).p_value == 1 / 1000
    assert total_test(extreme, came).p_value > 0.01
    # At one half nobody can be too certain, and Spiegelhalter's weights are 0 but for a trace.
    half = np.where(np.arange(400) % 2, 0.501, 0.499)
    came = np.arange(400) < 260
    assert total_test(half, came).p_value < 1e-6
    assert spread_test(half, came, rng=rng, draws=999).p_value > 0.05


def test_hits_that_were_called_impossible_have_a_p_value_of_0():
    assert total_test([0.0, 0.0, 0.5], [1, 1, 1]).p_value == 0


def test_a_test_of_the_spread_without_spread_is_refused():
    with pytest.raises(ValueError, match="cannot vary"):
        spread_test([0.0, 1.0, 0.5], [0, 1, 1], rng=np.random.default_rng(1), draws=99)


@pytest.mark.parametrize(
    ("said", "came"), [([0.5], [0, 1]), ([1.2], [1]), ([0.5], [2]), ([], []), ([np.nan], [1])]
)
def test_ill_probabilities_and_hits_are_refused(said, came):
    with pytest.raises(ValueError, match="`probability`"):
        total_test(said, came)
