"""What follows from the weights alone, the words around it, and the report's parameters."""

import numpy as np
import pytest
import yaml
from pydantic import ValidationError

from rml.data.published_figures import published_figures
from rml.data.published_ranker import load_ranker_weights, load_ranking_vectors
from rml.ranking.published_formula import display
from rml.ranking.published_formula.exchange import (
    agreement,
    agreement_frame,
    exchange_frame,
    factors_frame,
    likes_for,
    overtaken_like_rate,
    placeholders_outside,
    see_fewer_frame,
    squeeze_frame,
    squeeze_of,
)
from rml.ranking.published_formula.figures import (
    exchange_alt,
    exchange_plot,
    see_fewer_alt,
    see_fewer_plot,
    squeeze_alt,
    squeeze_plot,
)
from rml.ranking.published_formula.parameters import RankingFormula
from rml.ranking.published_formula.scoring import probabilities, score
from rml.report.alt_text import check_alt


def test_likes_for_one_report_are_those_that_leave_the_score_as_it_was(weights):
    assert likes_for("report", weights).value == 738
    assert likes_for("reply_engaged_by_author", weights).value == 150
    assert likes_for("negative_feedback_v2", weights).value == 148
    before = probabilities({"fav": 0.05, "reply": 0.1})
    after = probabilities({"fav": 0.05 + 738 * 0.0005, "reply": 0.1, "report": 0.0005})
    assert float(score(after, weights)) == pytest.approx(float(score(before, weights)))
    with pytest.raises(ValueError, match="weight 0"):
        likes_for("report", weights.changed({"fav": 0}))


def test_equal_rates_add_equal_amounts(weights):
    frame = exchange_frame(load_ranker_weights(), weights, like_rate=0.02)
    added = frame["equal_rate"] / 100 * frame["weight"].abs()
    assert added.to_numpy() == pytest.approx(np.full(10, 0.01))
    assert frame["likes"].abs().is_monotonic_decreasing
    assert (frame["equal_rate"] > 100).sum() == 1  # no video can be watched that surely
    assert {*display.EXCHANGE["formats"]} <= set(frame.columns)
    assert placeholders_outside(load_ranker_weights()) == 2


def test_all_separate_figures_are_met_and_a_wrong_one_would_not_be(weights, factors):
    cases = load_ranking_vectors()
    frame = agreement_frame(cases, weights, factors, tolerance=1e-9)
    found = agreement(frame)
    assert found.value == len(cases) == 17
    assert found.n == "17 figures of 12 cases"
    other = agreement_frame(cases, weights.changed({"report": -368.0}), factors, tolerance=1e-9)
    assert agreement(other).value == 13  # two cases have a report, each sum and score


def test_the_squeeze_is_the_limit_of_scores(weights):
    squeeze = squeeze_of(weights)
    above = float(score(probabilities({}), weights))
    below = float(score(probabilities({"report": 1e-12}), weights))
    assert squeeze.at_zero == above
    assert squeeze.below == pytest.approx(below, rel=1e-9)
    assert squeeze.jump.value == pytest.approx(above - below)
    one, two = score(probabilities({"report": [0.1, 0.2]}), weights)
    assert 36.9 / (one - two) == pytest.approx(squeeze.narrowing)


def test_a_marked_post_of_a_negative_sum_passes_likes_up_to_the_rate(weights, factors):
    rate = overtaken_like_rate(weights, factors.blue_in_network_factor).value / 100
    marked = 4 * float(score(probabilities({"report": 1e-9}), weights))
    assert float(score(probabilities({"fav": rate - 1e-6}), weights)) < marked
    assert float(score(probabilities({"fav": rate + 1e-6}), weights)) > marked
    assert overtaken_like_rate(weights, 1.0).value == 0


def test_figures_say_what_they_show(weights, factors):
    rates = exchange_frame(load_ranker_weights(), weights, like_rate=0.02)
    exchange_plot(rates)
    check_alt(exchange_alt(rates), caption=display.CAPTIONS["exchange"], where="test")
    curve = squeeze_frame(weights, reports=40, like_rate=0.02)
    squeeze_plot(curve)
    check_alt(squeeze_alt(curve), caption=display.CAPTIONS["squeeze"], where="test")
    assert curve["served_score"].is_monotonic_decreasing
    waiting = see_fewer_frame(factors, last_day=180)
    see_fewer_plot(waiting)
    check_alt(see_fewer_alt(waiting), caption=display.CAPTIONS["see_fewer"], where="test")
    assert "until day 14" in see_fewer_alt(waiting)
    assert "to 1 on day 154" in see_fewer_alt(waiting)
    assert len(factors_frame(published_figures("home_mixer_parameters"))) == 22


@pytest.mark.parametrize(
    ("field", "value"),
    [("tolerance", 0.1), ("like_rate", 0.0), ("last_day", 100), ("unknown", 1)],
)
def test_parameters_that_cannot_be_are_refused(request, field, value):
    path = request.config.rootpath / "params/explanation/ranking_formula.yaml"
    given = yaml.safe_load(path.read_text(encoding="utf-8"))["parameters"]
    RankingFormula(**given)
    with pytest.raises(ValidationError, match=field):
        RankingFormula(**given | {field: value})
