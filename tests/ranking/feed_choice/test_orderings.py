import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from rml.data.fb_feed_audit_schema import ORIENTATIONS
from rml.ranking.feed_choice.exposure import all_orders
from rml.ranking.feed_choice.orderings import (
    WEIGHTS,
    ReaderWeights,
    most_popular,
    newest_first,
    observed,
    orientation_balanced,
    page_quota,
    popularity,
    reader_weights,
    recency,
)

ALIKE = ReaderWeights(recency=0.5, popularity=0.5, variety=0.5, balance=0.5)
WAYS = {
    "quota": 2,
    "relevance_weight": 0.5,
    "of_orientation": 0.5,
    "weights": ALIKE,
    "half_life_hours": 6.0,
    "places": 20,
}


def weights(**given):
    return ReaderWeights(**{"recency": 0, "popularity": 0, "variety": 0, "balance": 0} | given)


def by(pool, **given):
    return reader_weights(pool, weights(**given), half_life_hours=6.0)


@pytest.mark.parametrize("size", [1, 2, 7, 60])
def test_every_ordering_is_a_permutation_of_the_pool(made_pool, rng, size):
    pool = made_pool(rng, posts=size, slots=max(1, size // 3))
    for order in all_orders(pool, WAYS).values():
        assert sorted(order.tolist()) == list(range(size))


def test_a_feed_with_one_post_has_one_order(made_pool, rng):
    for order in all_orders(made_pool(rng, posts=1, slots=1), WAYS).values():
        assert order.tolist() == [0]


def test_observed_is_the_feed_and_then_the_newest(made_pool, rng):
    pool = made_pool(rng)
    order = observed(pool)
    assert pool.shown_at[order[:25]].tolist() == list(range(1, 26))
    assert (np.diff(order[25:]) > 0).all()


def test_popularity_falls_and_ties_go_to_the_newer_post(made_pool, rng):
    pool = dataclasses.replace(made_pool(rng), reactions=rng.integers(0, 5, 60).astype(float))
    order = most_popular(pool)
    for one, other in pairwise(order.tolist()):
        assert (-pool.reactions[one], one) < (-pool.reactions[other], other)


@pytest.mark.parametrize("quota", [1, 2, 3])
def test_quotas_are_held_as_long_as_the_round_lasts(made_pool, rng, quota):
    pool = made_pool(rng)
    order = page_quota(pool, quota=quota)
    _, counts = np.unique(pool.page, return_counts=True)
    length = int(np.minimum(counts, quota).sum())
    _, first = np.unique(pool.page[order[:length]], return_counts=True)
    assert (first == np.minimum(counts, quota)).all()
    assert (np.diff(order[:length]) > 0).all()


def test_a_large_quota_is_newest_first(made_pool, rng):
    pool = made_pool(rng)
    assert page_quota(pool, quota=100).tolist() == newest_first(pool).tolist()
    with pytest.raises(ValueError, match="at least 1 post"):
        page_quota(pool, quota=0)


def test_orientations_in_turn_have_equal_places_while_they_last(made_pool, rng):
    pool = made_pool(rng, posts=200)
    order = orientation_balanced(pool)
    least = min((pool.orientation == one).sum() for one in ORIENTATIONS)
    assert least > 20
    for turns in range(1, least + 1):
        first = pool.orientation[order[: 5 * turns]]
        assert {(first == one).sum() for one in ORIENTATIONS} == {turns}


def test_single_weights_give_the_simple_orders(made_pool, rng):
    pool = made_pool(rng)
    assert by(pool, recency=1.0).tolist() == newest_first(pool).tolist()
    assert by(pool, popularity=0.3).tolist() == most_popular(pool).tolist()


def test_balance_alone_gives_equal_exposure_when_there_are_posts(made_pool, rng):
    pool = made_pool(rng, posts=200)
    order = by(pool, balance=1.0)
    least = min((pool.orientation == one).sum() for one in ORIENTATIONS)
    for places in range(5, 5 * least + 1, 5):
        first = pool.orientation[order[:places]]
        assert {(first == one).sum() for one in ORIENTATIONS} == {places // 5}


def test_variety_alone_shows_every_page_before_any_twice(made_pool, rng):
    pool = made_pool(rng)
    pages = np.unique(pool.page).size
    assert np.unique(pool.page[by(pool, variety=1.0)[:pages]]).size == pages


def test_only_proportions_of_weights_matter(made_pool, rng):
    pool = made_pool(rng)
    one = by(pool, recency=1.0, popularity=0.5, variety=0.25)
    assert one.tolist() == by(pool, recency=0.5, popularity=0.25, variety=0.125).tolist()


def test_places_are_filled_alike_however_many_are_asked_for(made_pool, rng):
    pool = made_pool(rng)
    whole = reader_weights(pool, ALIKE, half_life_hours=6.0)
    part = reader_weights(pool, ALIKE, half_life_hours=6.0, places=9)
    assert part[:9].tolist() == whole[:9].tolist()
    assert (np.diff(part[9:]) > 0).all()


def test_a_plain_loop_gives_the_same_order(made_pool, rng):
    """The formula as the docstring says it, post by post."""
    for _ in range(5):
        pool = made_pool(rng)
        drawn = dict(zip(WEIGHTS, rng.random(4), strict=True))
        fresh, liked = recency(pool, half_life_hours=6.0), popularity(pool)
        chosen = []
        while len(chosen) < len(pool):
            above = [pool.orientation[one] for one in chosen]
            scores = {
                post: drawn["recency"] * fresh[post]
                + drawn["popularity"] * liked[post]
                + drawn["variety"] / (1 + sum(pool.page[one] == pool.page[post] for one in chosen))
                + drawn["balance"] * (1 - above.count(pool.orientation[post]) / max(len(above), 1))
                for post in range(len(pool))
                if post not in chosen
            }
            best = max(scores.values())
            chosen.append(min(post for post, score in scores.items() if score > best - 1e-12))
        assert by(pool, **drawn).tolist() == chosen


def test_features_lie_between_zero_and_one(made_pool, rng):
    pool = made_pool(rng)
    for feature in (recency(pool, half_life_hours=2.0), popularity(pool)):
        assert ((feature >= 0) & (feature <= 1)).all()
    assert popularity(pool).max() == 1
    still = dataclasses.replace(pool, reactions=np.zeros(60))
    assert (popularity(still) == 0).all()
    aged = dataclasses.replace(pool, age_hours=np.full(60, 6.0))
    assert (recency(aged, half_life_hours=6.0) == 0.5).all()
    with pytest.raises(ValueError, match="above 0"):
        recency(pool, half_life_hours=0.0)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan"), float("inf")])
def test_weights_outside_their_bounds_are_refused(wrong):
    with pytest.raises(ValueError, match="between 0 and 1, but there is variety"):
        weights(recency=1, variety=wrong)


def test_weights_that_decide_nothing_or_have_other_names_are_refused():
    with pytest.raises(ValueError, match="nothing decides the order"):
        weights()
    with pytest.raises(ValueError, match="must be recency, popularity, variety, balance"):
        ReaderWeights.of({"recency": 1.0, "novelty": 0.5})
