import numpy as np
import pytest

from rml.ranking.feed_choice.orderings import ReaderWeights
from rml.ranking.feed_choice.reader_page import reader_order, reader_posts, sample_pool

ALIKE = ReaderWeights(recency=0.5, popularity=0.5, variety=0.5, balance=0.5)


def test_the_sample_is_the_middle_long_feed_of_the_account(made_pool, rng):
    pools = [
        made_pool(rng, feed=feed, account="left" if feed % 2 else "right", slots=5 * (feed % 3 + 3))
        for feed in range(1, 20)
    ]
    sample = sample_pool(pools, account="left", least_slots=20)
    long = [pool.feed for pool in pools if pool.account == "left" and pool.slots >= 20]
    assert sample.feed == long[len(long) // 2]
    with pytest.raises(ValueError, match="No feed of the account far-right has 20"):
        sample_pool(pools, account="far-right", least_slots=20)


def test_posts_bear_no_name_but_their_page(made_pool, rng):
    pool = made_pool(rng)
    frame = reader_posts(pool, half_life_hours=6.0)
    assert "post" not in frame.columns
    texts = set(frame.select_dtypes(exclude="number").to_numpy().ravel())
    assert not texts & set(pool.post)
    assert (frame["observed_place"] == pool.shown_at).all()
    absent = frame["place_in_observed_feed"].isna()
    assert (absent == (pool.shown_at == 0)).all()


def test_the_order_is_a_permutation_of_plain_numbers(made_pool, rng):
    order = reader_order(made_pool(rng), ALIKE, half_life_hours=6.0, places=20)
    assert sorted(order) == list(range(60))
    assert not any(isinstance(one, np.generic) for one in order)
