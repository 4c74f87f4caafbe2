from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.special import softmax

from rml.ranking.observed_feed.agreement import agreement
from rml.ranking.observed_feed.feeds import feeds_of
from rml.ranking.observed_feed.surrogate import (
    fit_surrogate,
    pair_loss,
    plackett_luce_loss,
    with_weights,
)


def _row(scores):
    return torch.from_numpy(np.array([scores], dtype=float))


def test_the_listwise_loss_is_the_plackett_luce_likelihood():
    scores = np.array([0.3, -1.0, 2.0, 0.1])
    chance = np.prod([softmax(scores[place:])[0] for place in range(3)])
    found = plackett_luce_loss(_row(scores), torch.ones((1, 4), dtype=torch.bool))
    assert np.isclose(float(found) * 4, -np.log(chance))


def test_gaps_do_not_count():
    present = torch.tensor([[True, True, True, False], [True, True, False, False]])
    scores = torch.tensor([[1.0, 0.5, -1.0, 99.0], [0.2, 0.3, 99.0, 99.0]], dtype=torch.float64)
    for loss_of, weights in ((plackett_luce_loss, (3, 2)), (pair_loss, (3, 1))):
        parts = [
            float(loss_of(_row(row[: int(here.sum())]), here[here][None]))
            for row, here in zip(scores.tolist(), present, strict=True)
        ]
        assert np.isclose(float(loss_of(scores, present)), np.average(parts, weights=weights))


def test_the_pairwise_loss_is_that_of_each_pair():
    scores = np.array([0.3, -1.0, 2.0])
    pairs = [scores[a] - scores[b] for a, b in ((0, 1), (0, 2), (1, 2))]
    found = pair_loss(_row(scores), torch.ones((1, 3), dtype=torch.bool))
    assert np.isclose(float(found), np.mean([np.log1p(np.exp(-one)) for one in pairs]))


@pytest.mark.parametrize("loss", ["listwise", "pairwise"])
def test_planted_weights_are_recovered(made_impressions, training, loss):
    many = feeds_of(made_impressions(np.random.default_rng(5), days=4, hours=5, posts=20))
    fit = {"hidden_units": 0, "penalty": 0.0, "learning_rate": 0.05, "batch_feeds": 40}
    linear = replace(training, loss=loss, **fit)
    model = fit_surrogate(many, linear, seed=1)
    weight = dict(zip(model.encoding.columns, model.weights(), strict=True))
    age, reactions = np.array([weight["age"], weight["reactions"]]) / model.encoding.spread[:2]
    # Over 120 feeds of 20 posts the standard error of these is about 0.05.
    assert abs(age + 1.5) < 0.25
    assert abs(reactions - 0.8) < 0.15
    assert abs(weight["type video"] + 0.7) < 0.25
    assert abs(weight["comments"]) < 0.15


def test_a_hidden_layer_comes_near_the_planted_score(made_impressions, oracle, fitted):
    fresh = feeds_of(made_impressions(np.random.default_rng(9)))
    best = agreement(fresh, oracle(fresh.posts))["accuracy"].mean()
    found = agreement(fresh, fitted.scores(fresh.posts))["accuracy"].mean()
    assert best > 0.7
    assert found > best - 0.03


def test_a_hidden_layer_learns_what_no_line_can(made_impressions, training):
    def hill(posts):
        return -3 * (np.log1p(posts["age_seconds"] / 3600) - 2) ** 2

    rng = np.random.default_rng(2)
    known, fresh = (feeds_of(made_impressions(rng, days=2, score=hill)) for _ in range(2))
    accuracy = {}
    for units in (0, 6):
        model = fit_surrogate(known, replace(training, hidden_units=units), seed=1)
        accuracy[units] = agreement(fresh, model.scores(fresh.posts))["accuracy"].mean()
    assert accuracy[6] > accuracy[0] + 0.1


def test_the_same_seed_gives_the_same_weights_and_another_gives_others(feeds, quick_training):
    first, again, other = (
        fit_surrogate(feeds, quick_training, seed=seed).weights() for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)


def test_a_surrogate_is_rebuilt_from_its_weights(feeds, fitted, training):
    rebuilt = with_weights(fitted.encoding, training.hidden_units, fitted.weights())
    assert np.array_equal(rebuilt.scores(feeds.posts), fitted.scores(feeds.posts))
