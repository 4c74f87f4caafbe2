from dataclasses import replace
from itertools import combinations, permutations

import numpy as np
import pytest
import torch

from rml.ranking.observed_feed.attribution import (
    ATTRIBUTED,
    BLOCKS,
    OTHER_ACCOUNT,
    attributions,
    evenly_spaced,
    feed_attributions,
    likeness,
    permutation_importance,
)
from rml.ranking.observed_feed.explanations import likenesses
from rml.ranking.observed_feed.features import WORDS
from rml.ranking.observed_feed.feeds import feeds_of
from rml.ranking.observed_feed.refits import (
    fit_once,
    held_out,
    random_weights,
    reseeded_fits,
    shuffled_fits,
)
from rml.ranking.observed_feed.surrogate import fit_surrogate


def test_attributions_add_up_to_the_score(feeds, fitted):
    found = feed_attributions(fitted, feeds, steps=32)
    assert found.by_feature.shape == (len(feeds.posts), len(ATTRIBUTED))
    assert np.allclose(found.by_feature.sum(axis=1), found.explained, atol=1e-6)
    assert found.largest_shortfall < 1e-6
    assert np.abs(found.explained).max() > 0.5


def test_of_a_linear_model_an_attribution_is_weight_times_difference(feeds, training):
    model = fit_surrogate(feeds, replace(training, hidden_units=0, epochs=3), seed=1)
    inputs = model.encoding.matrix(feeds.posts)
    found = attributions(model, inputs[:5], inputs[5:10], steps=2)
    expected = model.weights() * (inputs[:5] - inputs[5:10])
    for place, feature in enumerate(ATTRIBUTED):
        columns = model.encoding.of_feature(feature)
        assert np.allclose(found.by_feature[:, place], expected[:, columns].sum(axis=1))


def test_too_few_steps_are_refused(feeds, fitted):
    with pytest.raises(ValueError, match="At least 2 steps"):
        feed_attributions(fitted, feeds, steps=1)


def test_planted_features_are_the_important_ones(feeds, training, rng):
    held = held_out(feeds, "account", training, seed=1)
    table = permutation_importance(feeds, held, repeats=2, rng=rng)
    assert set(table["feature"]) == {*BLOCKS, OTHER_ACCOUNT}
    lost = table.groupby("feature")["lost"].mean()
    planted = lost[[WORDS["age"], WORDS["reactions"]]]
    others = lost[[WORDS["comments"], WORDS["shares"], WORDS["orientation"]]]
    assert planted.min() > 0.03
    assert others.abs().max() < 0.02
    assert lost["all on the page together"] > 0
    assert lost["all three counts together"] > lost[WORDS["reactions"]] - 0.02


def test_likeness_to_itself_is_complete_and_to_the_negative_is_reversed(feeds, fitted):
    one = feed_attributions(fitted, feeds, steps=4)
    negative = type(one)(by_feature=-one.by_feature, explained=-one.explained)
    found = likeness(one, [one, negative])
    assert np.allclose(found["importance"], 1)
    assert np.allclose(found["posts"], [1, -1])
    assert np.allclose(found["size"], 1)


def test_explanations_of_randomised_models_differ(feeds, training):
    fit = {"seed": 1, "fits": 2}
    kinds = {
        "reseeded": reseeded_fits(feeds, training, **fit),
        "shuffled": shuffled_fits(feeds, training, **fit),
        "random": random_weights(feeds, training, **fit),
    }
    sample = evenly_spaced(feeds, 2)
    found = likenesses(fit_once(feeds, training, seed=1), kinds, sample, steps=8)
    table = found.table().set_index("models")
    assert table.loc["reseeded", "posts"] > 0.7
    assert table.loc[["shuffled", "random"], "posts"].abs().max() < 0.5
    assert table.loc["shuffled", "size"] < 0.7
    assert found.largest_shortfall < 1e-3
    least, most = found.ends("shuffled")
    assert least <= found.of_posts("shuffled").value <= most
    assert not found.of_posts("shuffled").has_interval


def test_as_many_feeds_of_each_account_are_explained(feeds):
    """The accounts open their feeds in turn, in which evenly spaced feeds would skip some."""
    few = evenly_spaced(feeds, 4).first
    assert set(few["account"].value_counts()) == {4}
    assert few["day"].nunique() == 3
    own = feeds.first.query("account == 'left'").sort_values("viewed_at")["viewed_at"]
    times = few.query("account == 'left'")["viewed_at"].sort_values()
    assert list(times) == list(own.iloc[[1, 4, 7, 10]])
    assert len(evenly_spaced(feeds, 500).first) == len(feeds.first)


def test_integrated_gradients_are_those_of_a_sum_of_gradients_by_hand(feeds, fitted):
    """A midpoint rule with the gradient of one tanh layer written out."""
    inputs = fitted.encoding.matrix(feeds.posts)
    post, held_against = inputs[:6], inputs[6:12]
    layer, bias, out = (one.detach().numpy() for one in fitted.network.parameters())
    steps = 4000
    summed = np.zeros_like(post)
    for place in range(steps):
        at = held_against + (place + 0.5) / steps * (post - held_against)
        summed += (out * (1 - np.tanh(at @ layer.T + bias) ** 2)) @ layer
    by_column = (post - held_against) * summed / steps
    found = attributions(fitted, post, held_against, steps=32)
    for place, feature in enumerate(ATTRIBUTED):
        columns = fitted.encoding.of_feature(feature)
        assert np.allclose(found.by_feature[:, place], by_column[:, columns].sum(axis=1), atol=1e-5)


def test_permutation_importance_is_the_mean_over_all_orders(made_impressions, training, rng):
    """Feeds of three posts have six orders, so the expected loss can be counted out."""
    made = made_impressions(np.random.default_rng(4), days=2, posts=3, accounts=["left"])
    small = feeds_of(made)
    held = held_out(small, "day", training, seed=1)
    table = permutation_importance(small, held, repeats=80, rng=rng)
    found = table[table["feature"] == WORDS["age"]].set_index("account")["lost"]
    expected = {account: [] for account in found.index}
    for fold, model in zip(held.folds, held.models, strict=True):
        for _, own in small.posts[fold.test].groupby("feed"):
            ages = own["age_seconds"].to_numpy()
            accuracy = [
                _share_in_order(model.scores(own.assign(age_seconds=ages[list(order)])))
                for order in permutations(range(3))
            ]
            expected[own["account"].iloc[0]].append(accuracy[0] - np.mean(accuracy))
    for account, lost in expected.items():
        assert abs(found[account] - np.mean(lost)) < 0.05


def _share_in_order(scores):
    return np.mean([scores[a] > scores[b] for a, b in combinations(range(3), 2)])


def test_another_account_keeps_what_was_liked(feeds, training, rng):
    """A model in which only liking counts loses nothing by another account."""
    held = held_out(feeds, "day", replace(training, epochs=1), seed=1)
    for model in held.models:
        layer, bias, out = model.network.parameters()
        with torch.no_grad():
            layer.zero_()
            bias.zero_()
            layer[:, model.encoding.columns.index("liked")] = 1.0
            out.fill_(1.0)
    table = permutation_importance(feeds, held, repeats=5, rng=rng)
    lost = table.set_index("feature")["lost"]
    assert (lost[OTHER_ACCOUNT] == 0).all()
    assert (lost[WORDS["liked"]].abs() > 0).any()
