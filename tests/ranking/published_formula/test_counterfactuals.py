"""What would have lifted a post: applied, it does; a little less does not."""

import numpy as np
import pytest
import yaml
from pydantic import ValidationError

from rml.ranking.published_formula import sensitivity_display
from rml.ranking.published_formula.counterfactuals import (
    changes_by_place,
    easiest_frame,
    lifted_posts,
    place_changes,
    places_frame,
    post_frame,
    said_of_post,
    single_changes,
)
from rml.ranking.published_formula.factor_effects import factor_effects, factors_effect_frame
from rml.ranking.published_formula.feeds import (
    FeedDesign,
    PostShares,
    equal_contribution_rates,
    made_predictions,
)
from rml.ranking.published_formula.parameters import RankingSensitivity
from rml.ranking.published_formula.scoring import probabilities, score, weighted_sum
from rml.ranking.published_formula.sensitivity import effects_frame, weight_effects
from rml.ranking.published_formula.sensitivity_figures import (
    distance_alt,
    distance_plot,
    factors_alt,
    factors_plot,
    weights_alt,
    weights_plot,
)
from rml.ranking.published_formula.weights import ENGAGEMENTS
from rml.report.alt_text import check_alt

SIZE = {"feeds": 25, "candidates": 80, "top": 10}


@pytest.fixture(scope="module")
def design(weights):
    rates = equal_contribution_rates(weights, like_rate=0.02, video_rate=0.3)
    return FeedDesign(rates=rates, spread=1.2, common=0.3, complaints=0.0)


@pytest.fixture(scope="module")
def changes(design, weights):
    return changes_by_place(design, weights, last_place=40, rng=np.random.default_rng(1), **SIZE)


def test_each_change_alone_meets_the_threshold_and_a_little_less_does_not(weights):
    rng = np.random.default_rng(2)
    posts = rng.beta(0.5, 20, size=(300, 10))
    threshold = weighted_sum(posts, weights) + rng.gamma(1, 0.5, size=300)
    found = single_changes(posts, threshold, weights)
    for place, name in enumerate(ENGAGEMENTS):
        enough = np.flatnonzero(~np.isnan(found.needed[:, place]))
        changed = posts[enough].copy()
        changed[:, place] = found.needed[enough, place]
        assert weighted_sum(changed, weights) == pytest.approx(threshold[enough], abs=1e-9)
        less = posts[enough] + 0.99 * (changed - posts[enough])
        assert (weighted_sum(less, weights) < threshold[enough]).all(), name
        never = np.flatnonzero(np.isnan(found.needed[:, place]))
        best = posts[never].copy()
        best[:, place] = 1.0 if weights.of(name) > 0 else 0.0
        assert (weighted_sum(best, weights) < threshold[never]).all(), name
        assert enough.size + never.size == 300
    assert (~np.isnan(found.needed)).any(axis=0).all()


def test_the_bend_of_opened_conversations_is_followed_on_both_sides(weights):
    post = probabilities({"good_click": 0.10, "good_click_v2": 0.04})
    own = float(weighted_sum(post, weights))
    found = single_changes(post, np.array(own + 0.3), weights)
    assert found.needed[7] == pytest.approx(0.07)  # 10 points up to the first prediction
    found = single_changes(post, np.array(own + 0.6 + 2.1), weights)
    assert found.needed[7] == pytest.approx(0.20)  # and 21 points beyond it
    below = probabilities({"good_click": 0.02, "good_click_v2": 0.1})
    found = single_changes(below, weighted_sum(below, weights) + 1.1, weights)
    assert found.needed[6] == pytest.approx(0.2)


def test_odds_are_those_of_the_change_and_complaints_must_fall(weights):
    post = probabilities({"fav": 0.2, "report": 0.004})
    found = single_changes(post, weighted_sum(post, weights) + 0.1, weights)
    assert found.needed[0] == pytest.approx(0.4)
    assert found.odds_factor[0] == pytest.approx((0.4 / 0.6) / (0.2 / 0.8))
    assert found.needed[9] == pytest.approx(0.004 - 0.1 / 369)
    assert found.odds_factor[9] > 1
    assert np.isinf(found.odds_factor[8])  # nothing to take away
    assert ENGAGEMENTS[int(found.easiest)] == "report"
    assert float(found.smallest) == found.odds_factor[9]


def test_the_factor_is_that_of_served_scores(weights):
    posts = probabilities({"fav": [0.2, 0.0], "report": [0.0, 0.5]})
    threshold = weighted_sum(probabilities({"fav": 0.5}), weights)
    found = single_changes(posts, threshold, weights)
    assert found.score_factor[0] == pytest.approx(0.251 / 0.101)
    assert found.score_factor * score(posts, weights) == pytest.approx([0.251, 0.251])


def test_places_are_those_of_sorting(design, weights):
    predicted = made_predictions(design, feeds=5, candidates=80, rng=np.random.default_rng(3))
    found = lifted_posts(predicted, weights, top=10, last_place=40)
    sums = weighted_sum(predicted, weights)
    order = np.argsort(-sums, axis=1)
    assert found.predicted[2, 4] == pytest.approx(predicted[2, order[2, 14]])
    lifted = predicted.copy()
    place = int(found.easiest[2, 4])
    lifted[2, order[2, 14], place] = found.needed[2, 4, place]
    lifted[2, order[2, 14], place] += 1e-9 * np.sign(weights.array[place])
    after = np.argsort(-weighted_sum(lifted, weights), axis=1)
    assert order[2, 14] in after[2, :10]
    assert order[2, 14] not in order[2, :10]


def test_further_places_need_larger_changes(changes):
    frame = places_frame(changes, top=10)
    assert frame["place"].tolist() == list(range(11, 41))
    assert frame["median"].iloc[-5:].mean() > frame["median"].iloc[:5].mean()
    assert (frame["low_quarter"] <= frame["median"]).all()
    assert (frame["median"] >= 1).all()


def test_one_post_is_told_in_words(changes):
    here = place_changes(changes, place=20, top=10)
    assert here.needed.shape == (25, 10)
    post = post_frame(here, feed=0)
    said = said_of_post(post)
    assert said["easiest"] == post["engagement"][0]
    assert said["needed"] == post["needed"][0]
    assert said["possible"] == post["needed"].notna().sum()
    assert easiest_frame(here)["easiest"].sum() == pytest.approx(100)
    post["odds_factor"] = np.nan
    with pytest.raises(ValueError, match="No single change"):
        said_of_post(post)
    with pytest.raises(ValueError, match="from 11 to 40"):
        place_changes(changes, place=10, top=10)


def test_a_like_may_need_more_than_certainty(weights):
    post = probabilities({"fav": [0.2], "reply_engaged_by_author": [0.001], "report": [0.02]})
    found = single_changes(post, weighted_sum(post, weights) + 3.0, weights)
    assert said_of_post(post_frame(found, feed=0))["like_needed"] == "more than certainty"


def test_what_cannot_be_is_refused(design, weights):
    post = probabilities({"fav": 0.2})
    with pytest.raises(ValueError, match="meets its threshold already"):
        single_changes(post, np.array(0.05), weights)
    predicted = made_predictions(design, feeds=2, candidates=20, rng=np.random.default_rng(4))
    with pytest.raises(ValueError, match="must rise and end at 20"):
        lifted_posts(predicted, weights, top=10, last_place=21)


def test_figures_and_tables_say_what_they_show(design, weights, factors, changes):
    found = weight_effects(design, weights, rng=np.random.default_rng(5), order_feeds=5, **SIZE)
    shown = effects_frame(found, level=0.95)
    weights_plot(shown, top=10)
    captions = sensitivity_display.CAPTIONS
    check_alt(weights_alt(shown), caption=captions["weights_removed"], where="test")
    shares = PostShares(
        in_network=0.5, blue=0.1, creator=0.02, reply=0.2, repost=0.1, posts_per_author=3.0
    )
    applied = factors_effect_frame(
        {
            "one": factor_effects(
                design,
                weights,
                factors,
                shares,
                older_factor=0.75,
                rng=np.random.default_rng(6),
                **SIZE,
            )
        },
        level=0.95,
    )
    factors_plot(applied, top=10)
    check_alt(factors_alt(applied), caption=captions["factors_applied"], where="test")
    assert {*sensitivity_display.FACTORS["formats"]} <= set(applied.columns)
    distance = places_frame(changes, top=10)
    distance_plot(distance, small=2.0)
    check_alt(distance_alt(distance), caption=captions["distance"], where="test")
    post = post_frame(place_changes(changes, place=20, top=10), feed=0)
    assert {*sensitivity_display.ONE_POST["formats"]} <= set(post.columns)
    assert set(sensitivity_display.SHOWN_WEIGHTS.values()) <= set(ENGAGEMENTS)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("place", 10, "must rise in this order"),
        ("last_place", 1000, "must rise in this order"),
        ("other_rates", [0.1] * 9, "other_rates"),
        ("order_feeds", 1001, "more than feeds"),
        ("reply_share", 0.5, "leave no original post"),
        ("spreads", [0.5, 0.5], "lists a value twice"),
        ("blue_shares", [0.1, 0.1], "lists a value twice"),
        ("unknown", 1, "unknown"),
    ],
)
def test_parameters_that_cannot_be_are_refused(request, field, value, message):
    path = request.config.rootpath / "params/explanation/ranking_sensitivity.yaml"
    given = yaml.safe_load(path.read_text(encoding="utf-8"))["parameters"]
    RankingSensitivity(**given)
    changed = given | {"repost_share": 0.5, "candidates": 500} | {field: value}
    with pytest.raises(ValidationError, match=message):
        RankingSensitivity(**changed)
