import numpy as np
import pytest

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.ranking.observed_feed.dependence import (
    account_by_orientation,
    age_and_counts,
    own_orientation,
    partial_dependence,
    setting_odds,
)


def test_dependence_is_the_planted_one(feeds, fitted):
    found = partial_dependence([fitted], feeds.posts, "age", [6, 12], reference=3)[0]
    planted = -1.5 * (np.log1p([6, 12]) - np.log1p(3))
    assert np.allclose(found, planted, atol=0.3)
    doubled = partial_dependence([fitted], feeds.posts, "reactions", [2], reference=1)[0, 0]
    assert abs(doubled - 0.8 * np.log(2)) < 0.25


def test_an_unknown_feature_is_refused(feeds, fitted):
    with pytest.raises(ValueError, match="no dependence on 'page'"):
        partial_dependence([fitted], feeds.posts, "page", [1], reference=1)


def test_odds_have_the_range_of_refits(feeds, fitted):
    models = [fitted, fitted, fitted]
    found = setting_odds(models, feeds.posts, feature="age", value=6, reference=3, level=0.95)
    assert np.isclose(found.low, found.value)
    assert np.isclose(found.high, found.value)
    assert found.n == "2 refits"
    curves = age_and_counts(models, feeds.posts, level=0.95)
    at = curves["age"].set_index("hours")["odds"]
    assert at[3.0] == 1
    assert np.isclose(at[6.0], found.value)
    assert curves["counts"].set_index("times")["odds"][1.0] == 1


def test_interactions_add_up_to_nothing_and_show_what_liking_does(feeds, fitted):
    found = account_by_orientation([fitted], feeds.posts)
    assert found.shape == (1, len(ACCOUNTS), len(ORIENTATIONS))
    assert np.allclose(found.sum(axis=1), 0)
    assert np.allclose(found.sum(axis=2), 0)
    # Liking adds 1 on the diagonal of five accounts: the double-centred planted table.
    planted = np.vstack([np.eye(5), np.zeros(5)])
    planted = planted - planted.mean(axis=1, keepdims=True)
    planted = planted - planted.mean(axis=0)
    odds = own_orientation(found[0], level=0.95)
    expected = np.exp(planted[np.arange(5), np.arange(5)].mean())
    assert abs(np.log(odds.value / expected)) < 0.35
    assert odds.low > 1
    assert odds.n == "5 trained accounts"
