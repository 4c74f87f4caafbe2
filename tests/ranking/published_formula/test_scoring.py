"""The score against separate figures, a second implementation, and what must hold anyway."""

import json

import numpy as np
import pytest

from rml.data.published_ranker import load_ranker_weights, load_ranking_vectors
from rml.ranking.published_formula.scoring import (
    EPSILON,
    contributions,
    probabilities,
    score,
    served_score,
    sum_for_score,
    weighted_sum,
)
from rml.ranking.published_formula.weights import ENGAGEMENTS, Weights, weights_of
from tests.ranking.published_formula.plain_ranker import plain_score, plain_sum

CASES = [
    case for case in load_ranking_vectors() if case.quantity in ("weighted sum", "served score")
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.case}, {case.quantity}")
def test_the_separate_figures_are_met(weights, case):
    found = {"weighted sum": weighted_sum, "served score": score}[case.quantity]
    assert float(found(probabilities(case.inputs), weights)) == pytest.approx(case.value, abs=1e-12)


def test_a_second_implementation_agrees(weights):
    drawn = np.random.default_rng(1).beta(0.3, 8, size=(500, 10))
    given = [dict(zip(ENGAGEMENTS, row, strict=True)) for row in drawn.tolist()]
    assert weighted_sum(drawn, weights) == pytest.approx([plain_sum(one) for one in given])
    scores = score(drawn, weights)
    assert scores == pytest.approx([plain_score(one) for one in given], rel=1e-9)
    assert 50 < (scores < EPSILON).sum() < 450  # both branches of the rule were taken


def test_more_of_what_counts_for_a_post_never_lowers_it(weights):
    rng = np.random.default_rng(2)
    before = rng.beta(0.5, 5, size=(200, 10))
    for place, name in enumerate(ENGAGEMENTS):
        after = before.copy()
        after[:, place] += rng.uniform(0, 1 - before[:, place])
        change = score(after, weights) - score(before, weights)
        if weights.of(name) > 0:
            assert (change >= 0).all()
        else:
            assert (change <= 0).all()


def test_the_rule_for_negative_sums_keeps_the_order_and_jumps_at_zero(weights):
    sums = np.linspace(-443, 123, 4001)
    served = served_score(sums, weights)
    assert (np.diff(served) > 0).all()
    assert (served >= 0).all()
    assert (served[sums < 0] < EPSILON).all()
    just_below = float(served_score(-1e-12, weights))
    assert just_below == pytest.approx(443 / 566.005 * 0.001, rel=1e-9)
    assert float(served_score(0.0, weights)) - just_below == pytest.approx(0.000217321, abs=1e-9)
    assert float(served_score(-443.0, weights)) == 0


def test_the_worst_and_the_best_post_lie_at_the_ends(weights):
    worst = probabilities({"negative_feedback_v2": 1, "report": 1})
    best = probabilities(dict.fromkeys(ENGAGEMENTS[:8], 1))
    assert float(score(worst, weights)) == 0
    assert float(score(best, weights)) == pytest.approx(123.006)


def test_the_larger_good_click_counts_twice_only_in_the_code(weights):
    both = probabilities({"good_click": 0.1, "good_click_v2": 0.3})
    assert float(weighted_sum(both, weights)) == pytest.approx(0.3 * 11 + 0.3 * 10)
    plain = weighted_sum(both, weights, good_click="each by itself")
    assert float(plain) == pytest.approx(0.1 * 11 + 0.3 * 10)
    swapped = probabilities({"good_click": 0.3, "good_click_v2": 0.1})
    assert float(weighted_sum(swapped, weights)) == pytest.approx(0.3 * 11 + 0.1 * 10)
    assert contributions(both, weights).shape == (10,)
    assert both[6] == 0.1  # what was passed stays as it was


def test_a_wanted_score_is_turned_back_into_a_sum(weights):
    sums = np.array([-442.0, -1.0, 0.0, 0.3, 12.0])
    assert sum_for_score(served_score(sums, weights), weights) == pytest.approx(sums, abs=1e-9)
    assert float(sum_for_score(0.0009, weights)) == 0  # no score lies in the gap below 0.001
    assert float(sum_for_score(-1.0, weights)) == -443


def test_without_weights_no_score_is_negative(weights):
    none = weights.changed(dict.fromkeys(ENGAGEMENTS, 0.0))
    assert float(score(probabilities({"fav": 1}), none)) == 0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"fav": 1.2}, r"1 of 10 .*fav"),
        ({"fav": -0.1, "report": 2}, r"2 of 10 .*fav, report"),
        ({"reply": float("nan")}, "missing or outside 0 to 1"),
        ({"likes": 0.1}, "no engagement called 'likes'"),
        ({"good_clik": 0.1}, "Did you mean `good_click`"),
        ({"likes": 0.1, "good_clik": 0.1}, "called 'likes'.*called 'good_clik'"),
        ({"fav": "0.1"}, "probabilities of fav are no numbers"),
        ({"fav": None}, "probabilities of fav are no numbers"),
        ({"fav": [0.1, 0.2], "reply": [0.1] * 3}, r"fav \(2,\), reply \(3,\)"),
    ],
)
def test_what_is_no_probability_is_refused(given, message):
    with pytest.raises(ValueError, match=message):
        probabilities(given)


def test_wrong_shapes_readings_and_sums_are_refused(weights):
    with pytest.raises(ValueError, match="last axis"):
        weighted_sum(np.zeros((10, 3)), weights)
    with pytest.raises(ValueError, match="last axis"):
        weighted_sum(0.5, weights)
    with pytest.raises(ValueError, match="larger of both"):
        weighted_sum(np.zeros(10), weights, good_click="both")
    for total in (-443.1, 123.1, 1e9, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="missing, below -443 or above 123.005"):
            served_score(total, weights)
    with pytest.raises(ValueError, match="finite"):
        sum_for_score(float("nan"), weights)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fav": -1}, "fav is -1, not from 0 to 100"),
        ({"report": 1.0}, "report is 1, not from -20000 to 0"),
        ({"fav": 101, "negative_feedback_v2": -1001}, "2 weights .*fav.*negative_feedback"),
        ({"reply": float("nan")}, "reply is nan"),
        ({"repost": 1.0}, "no engagement called 'repost'"),
        ({"repost": 1.0, "likes": 1.0}, "called 'repost'.*called 'likes'"),
        ({"fav": None}, "new weights of fav are no numbers"),
    ],
)
def test_weights_outside_their_bounds_are_refused(weights, changes, message):
    with pytest.raises(ValueError, match=message):
        weights.changed(changes)


def test_weights_may_lie_on_their_bounds_and_are_named(weights):
    assert weights.changed({"report": -20000.0, "fav": 0}).of("report") == -20000
    assert weights.scaled("report", 0.5).of("report") == -184.5
    assert weights.of("report") == -369
    assert json.dumps(weights.array.tolist()) == json.dumps(list(weights.values))
    with pytest.raises(ValueError, match="one for each of the 10"):
        Weights(values=(1.0,), least=weights.least, most=weights.most)


def test_a_table_of_other_engagements_is_refused():
    table = load_ranker_weights()
    table.loc[0, "engagement"] = "like"
    with pytest.raises(ValueError, match="The table has the engagements like"):
        weights_of(table)
