import numpy as np
import pytest

from rml.ranking.feed_choice.diversity import (
    maximal_marginal_relevance,
    observed_relevance,
    similarity,
)
from rml.ranking.feed_choice.orderings import observed


def test_with_all_weight_on_relevance_the_order_is_that_of_relevance(made_pool, rng):
    pool = made_pool(rng)
    likeness = similarity(pool, of_orientation=0.5)
    order = maximal_marginal_relevance(observed_relevance(pool), likeness, relevance_weight=1.0)
    assert order.tolist() == observed(pool).tolist()


def test_with_no_weight_on_relevance_every_orientation_comes_before_any_again(made_pool, rng):
    pool = made_pool(rng)
    likeness = similarity(pool, of_orientation=0.5)
    order = maximal_marginal_relevance(observed_relevance(pool), likeness, relevance_weight=0.0)
    assert np.unique(pool.orientation[order[:5]]).size == 5
    pages = np.unique(pool.page).size
    assert np.unique(pool.page[order[:pages]]).size == pages


def test_a_plain_loop_gives_the_same_order(rng):
    """Carbonell and Goldstein's formula as they write it."""
    for weight in (0.2, 0.5, 0.8):
        relevance = rng.random(12)
        likeness = rng.random((12, 12))
        likeness = (likeness + likeness.T) / 2
        chosen = [int(relevance.argmax())]
        while len(chosen) < 12:
            rest = [one for one in range(12) if one not in chosen]
            worth = [
                weight * relevance[one] - (1 - weight) * max(likeness[one, two] for two in chosen)
                for one in rest
            ]
            chosen.append(rest[int(np.argmax(worth))])
        found = maximal_marginal_relevance(relevance, likeness, relevance_weight=weight)
        assert found.tolist() == chosen


def test_more_diversity_shows_no_fewer_pages(made_pool, rng):
    pool = made_pool(rng)
    pages = []
    for weight in (1.0, 0.7, 0.3):
        order = maximal_marginal_relevance(
            observed_relevance(pool),
            similarity(pool, of_orientation=0.5),
            relevance_weight=weight,
            places=10,
        )
        pages.append(np.unique(pool.page[order[:10]]).size)
    assert pages == sorted(pages)
    assert pages[-1] > pages[0]


def test_likeness_is_one_within_pages_and_symmetric(made_pool, rng):
    pool = made_pool(rng)
    likeness = similarity(pool, of_orientation=0.25)
    assert (likeness == likeness.T).all()
    same = pool.page[:, None] == pool.page
    assert (likeness[same] == 1).all()
    assert set(np.unique(likeness[~same])) == {0.0, 0.25}


@pytest.mark.parametrize(
    ("relevance", "likeness", "weight", "message"),
    [
        (np.array([]), np.zeros((0, 0)), 0.5, "no post to order"),
        (np.ones(3), np.zeros((2, 2)), 0.5, r"shape \(3, 3\)"),
        (np.ones(2), np.zeros((2, 2)), 1.5, "between 0 and 1"),
    ],
    ids=["empty", "shapes", "weight"],
)
def test_bad_input_is_refused(relevance, likeness, weight, message):
    with pytest.raises(ValueError, match=message):
        maximal_marginal_relevance(relevance, likeness, relevance_weight=weight)


def test_a_likeness_out_of_bounds_is_refused(made_pool, rng):
    with pytest.raises(ValueError, match="between 0 and 1"):
        similarity(made_pool(rng), of_orientation=2.0)
