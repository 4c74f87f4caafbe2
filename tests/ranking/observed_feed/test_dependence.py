import numpy as np
import pytest

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.ranking.observed_feed.dependence import (
    account_by_orientation,
    age_and_counts,
    basic_ends,
    middle_refit,
    own_models_interaction,
    own_orientation,
    partial_dependence,
    setting_odds,
    shared_liking,
)
from rml.ranking.observed_feed.features import Seen
from rml.ranking.observed_feed.feeds import feeds_of
from rml.ranking.observed_feed.refits import account_fits, fit_once
from rml.ranking.observed_feed.surrogate import Training


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
    same = middle_refit(models, feeds.posts, feature="age", value=6, reference=3)
    assert np.isclose(same, found.value)
    assert np.isclose(found.high, found.value)
    assert found.n == "2 refits"
    curves = age_and_counts(models, feeds.posts, level=0.95)
    at = curves["age"].set_index("hours")["odds"]
    assert at[3.0] == 1
    assert np.isclose(at[6.0], found.value)
    assert curves["counts"].set_index("times")["odds"][1.0] == 1


def test_interactions_add_up_to_nothing_and_show_what_liking_does(feeds, fitted):
    found = account_by_orientation([fitted, fitted], feeds.posts)[:1]
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


def test_a_basic_interval_takes_off_what_refits_are_shifted_by(rng):
    """Refits lie off the estimate as far as the estimate lies off the truth."""
    inside = {"basic": 0, "percentile": 0}
    for _ in range(400):
        value = 1 + 0.2 + 0.1 * rng.normal()
        refits = value + 0.2 + 0.1 * rng.normal(size=200)
        low, high = basic_ends(value, refits, level=0.95)
        inside["basic"] += low <= 1 <= high
        below, above = np.quantile(refits, [0.025, 0.975])
        inside["percentile"] += below <= 1 <= above
    assert inside["basic"] / 400 > 0.9
    assert inside["percentile"] / 400 < 0.2


def test_models_of_single_accounts_show_what_liking_does_for_each(made_impressions):
    """Liking is planted for one account only; a shared column would spread it over all."""

    def one_likes(posts):
        own = (posts["account"] == "left") & (posts["orientation"] == "left")
        return 2.0 * own - np.log1p(posts["age_seconds"] / 3600)

    rng = np.random.default_rng(8)
    many = feeds_of(made_impressions(rng, days=4, hours=5, score=one_likes))
    training = Training(hidden_units=4, epochs=12, batch_feeds=12, learning_rate=0.03, penalty=1e-4)
    own = np.diag(own_models_interaction(account_fits(many, training, seed=1), many.posts))
    assert own[0] > 0.8
    assert np.abs(own[1:]).max() < 0.6
    model = fit_once(many, training, seed=1)
    crossed = fit_once(many, training, seed=1, seen=Seen(liked=False, crossed=True))
    ways = shared_liking(model, crossed, many.posts)
    assert np.isclose(np.log(ways["crossed"]), own.mean(), atol=0.25)
    assert crossed.encoding.seen.crossed
    assert not crossed.encoding.seen.liked
