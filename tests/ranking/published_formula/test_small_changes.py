"""The smallest change that lifts a post: applied to a feed, with and without factors, it does."""

import dataclasses

import numpy as np
import pytest

from rml.ranking.published_formula import sensitivity_display
from rml.ranking.published_formula.adjustments import adjustment
from rml.ranking.published_formula.counterfactuals import needed_alone
from rml.ranking.published_formula.feeds import (
    FeedDesign,
    PostShares,
    equal_contribution_rates,
    made_posts,
    made_predictions,
)
from rml.ranking.published_formula.scoring import probabilities, score, weighted_sum
from rml.ranking.published_formula.small_changes import (
    SmallestChanges,
    said_of_changes,
    small_change_enough,
    small_changes_frame,
    smallest_changes,
)
from rml.ranking.published_formula.weights import ENGAGEMENTS

SHARES = PostShares(
    in_network=0.5, blue=0.3, creator=0.1, reply=0.2, repost=0.1, posts_per_author=3.0
)
SIZE = {"feeds": 12, "candidates": 90, "top": 5, "place": 12}


@pytest.fixture(scope="module")
def design(weights):
    rates = equal_contribution_rates(weights, like_rate=0.02, video_rate=0.3)
    return FeedDesign(rates=rates, spread=1.0, common=0.3, complaints=0.0, author_share=0.5)


@pytest.fixture(scope="module")
def found(design, weights, factors):
    return smallest_changes(design, weights, factors, SHARES, rng=np.random.default_rng(1), **SIZE)


def lifted(odds_factor, predicted, multiplier, threshold, weights):
    """For each engagement: is the post lifted if the odds of that alone are so much better?"""
    odds = predicted / (1 - predicted) * np.where(weights.array > 0, odds_factor, 1 / odds_factor)
    changed = np.tile(predicted, (len(ENGAGEMENTS), 1))
    np.fill_diagonal(changed, odds / (1 + odds))
    return score(changed, weights) * multiplier >= threshold


def test_the_change_lifts_the_post_and_a_little_less_does_not(design, weights, factors, found):
    rng = np.random.default_rng(1)
    for feed in range(SIZE["feeds"]):
        made = made_posts(SHARES, candidates=90, rng=rng)
        (predicted,) = made_predictions(
            design, feeds=1, candidates=90, rng=rng, authors=made.authors[None]
        )
        served = score(predicted, weights)
        factor = adjustment(served, factors=factors, **dataclasses.asdict(made))
        for multiplier, smallest in (
            (np.ones(90), found.plain[feed]),
            (factor, found.multiplied[feed]),
        ):
            adjusted = served * multiplier
            order = np.argsort(-adjusted, kind="stable")
            post, threshold = order[11], adjusted[order[4]]
            assert np.isfinite(smallest)
            own = predicted[post], multiplier[post], threshold, weights
            assert lifted(smallest * (1 + 1e-9), *own).any()
            assert not lifted(1 + (smallest - 1) * 0.999, *own).any()


def test_without_factors_both_are_the_same(design, weights, factors):
    neutral = dataclasses.replace(
        factors,
        reply_factor=1.0,
        blue_in_network_factor=1.0,
        blue_out_of_network_factor=1.0,
        creator_in_network_factor=1.0,
        creator_out_of_network_factor=1.0,
        author_diversity_floor=1.0,
    )
    made = smallest_changes(design, weights, neutral, SHARES, rng=np.random.default_rng(2), **SIZE)
    assert made.plain == pytest.approx(made.multiplied)


def test_a_threshold_beyond_all_probabilities_is_reached_by_none(weights):
    post = probabilities({"fav": 0.2})
    needed, odds = needed_alone(post, np.array(500.0), weights)
    assert np.isnan(needed).all()
    assert np.isinf(odds).all()
    with pytest.raises(ValueError, match="meets its threshold already"):
        needed_alone(post, weighted_sum(post, weights) - 0.01, weights)


def test_the_table_holds_shares_and_medians(found):
    frame = small_changes_frame({"one": found}, most=2.0)
    assert frame["no_factor"][0] == pytest.approx(100 * (found.plain <= 2).mean())
    assert frame["all_factors"][0] == pytest.approx(100 * (found.multiplied <= 2).mean())
    assert frame["median_multiplied"][0] == np.median(found.multiplied)
    assert {*sensitivity_display.SMALL["formats"]} <= set(frame.columns)


def test_what_is_said_of_small_changes_is_that_of_the_table():
    one = SmallestChanges(plain=np.array([1.5, 1.9, 3.0]), multiplied=np.array([1.5, 5.0, np.inf]))
    two = SmallestChanges(plain=np.array([1.5] * 3), multiplied=np.array([9.0] * 3))
    said = said_of_changes({"one": one, "two": two}, "one", most=2.0)
    third = pytest.approx(1 / 3)
    assert said["with_factors"] == said["most_with"] == third
    assert (said["least"], said["most"], said["least_with"]) == (pytest.approx(2 / 3), 1, 0)
    found = small_change_enough(one, most=2.0, level=0.95)
    assert found.value == pytest.approx(2 / 3)
    assert found.n == "3 simulated feeds"


def test_places_that_do_not_exist_are_refused(design, weights, factors):
    for place in (5, 91):
        with pytest.raises(ValueError, match="must rise"):
            smallest_changes(
                design, weights, factors, SHARES,
                rng=np.random.default_rng(1), **SIZE | {"place": place},
            )  # fmt: skip
