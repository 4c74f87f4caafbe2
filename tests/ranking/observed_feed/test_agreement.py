import numpy as np
import pytest
from scipy import stats

from rml.ranking.observed_feed.agreement import (
    account_differences,
    agreement,
    by_unit,
    kendall_tau,
    ndcg,
    pairwise_accuracy,
)


def test_accuracy_by_hand():
    assert pairwise_accuracy([3, 2, 1]) == 1
    assert pairwise_accuracy([1, 2, 3]) == 0
    assert pairwise_accuracy([1, 1, 1]) == 0.5
    assert np.isclose(pairwise_accuracy([3, 1, 1, 2]), 3.5 / 6)


def test_tau_is_scipys_where_nothing_is_tied(rng):
    scores = rng.normal(size=30)
    expected = stats.kendalltau(-np.arange(30), scores).statistic
    assert np.isclose(kendall_tau(scores), expected)


def test_ndcg_by_hand_and_of_a_random_order(rng):
    assert np.isclose(ndcg([3, 2, 1]), 1)
    discount = 1 / np.log2([2, 3, 4])
    best = 1 * discount[0] + 0.5 * discount[1]
    assert np.isclose(ndcg([1, 2, 3]), (0.5 * discount[1] + 1 * discount[2]) / best)
    drawn = [ndcg(rng.permutation(12), cutoff=5) for _ in range(4000)]
    assert np.isclose(ndcg(np.zeros(12), cutoff=5), np.mean(drawn), atol=0.01)


def test_no_order_no_measure():
    for measure in (pairwise_accuracy, kendall_tau, ndcg):
        with pytest.raises(ValueError, match="at least two posts"):
            measure([1.0])
        with pytest.raises(ValueError, match="1 of 2 scores are missing"):
            measure([1.0, np.nan])
    with pytest.raises(ValueError, match="cutoff must be at least 1"):
        ndcg([1, 2], cutoff=0)


def test_the_captured_order_agrees_with_itself(feeds):
    agreed = agreement(feeds, -feeds.posts["rank"].to_numpy())
    assert len(agreed) == len(feeds.first)
    assert np.allclose(agreed[["accuracy", "tau", "ndcg"]], 1)
    with pytest.raises(ValueError, match="scores were given for"):
        agreement(feeds, [1.0])


def test_accounts_count_alike_within_a_day(feeds, rng):
    agreed = agreement(feeds, rng.normal(size=len(feeds.posts)))
    thinned = agreed[(agreed["account"] != "left") | (agreed["feed"] % 12 == 1)]
    for day, rows in thinned.groupby("day"):
        expected = np.mean([own["accuracy"].mean() for _, own in rows.groupby("account")])
        assert np.isclose(by_unit(thinned, "day")[day], expected)


def test_a_difference_is_paired_by_account(feeds, rng):
    scores = rng.normal(size=len(feeds.posts))
    one, other = agreement(feeds, scores), agreement(feeds, rng.normal(size=len(scores)))
    found = account_differences(one, other, measure="ndcg")
    own = one["account"] == "right"
    assert np.isclose(found["right"], one[own]["ndcg"].mean() - other[own]["ndcg"].mean())
    assert set(account_differences(one, one)) == {0.0}
