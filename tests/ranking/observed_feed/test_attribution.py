from dataclasses import replace

import numpy as np
import pytest

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


def test_another_account_matters_where_liking_does(feeds, training, rng):
    held = held_out(feeds, "day", training, seed=1)
    table = permutation_importance(feeds, held, repeats=2, rng=rng)
    lost = table[table["feature"] == OTHER_ACCOUNT].set_index("account")["lost"]
    assert lost.drop("untrained").mean() > 0


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
    sample = evenly_spaced(feeds, 12)
    found = likenesses(fit_once(feeds, training, seed=1), kinds, sample, steps=8)
    table = found.table().set_index("models")
    assert table.loc["reseeded", "posts"] > 0.7
    assert table.loc[["shuffled", "random"], "posts"].abs().max() < 0.5
    assert table.loc["shuffled", "size"] < 0.7
    assert found.largest_shortfall < 1e-3
    least, most = found.ends("shuffled")
    assert least <= found.of_posts("shuffled").value <= most
    assert not found.of_posts("shuffled").has_interval


def test_evenly_spaced_feeds_are_no_more_than_there_are(feeds):
    assert len(evenly_spaced(feeds, 10).first) == 10
    assert len(evenly_spaced(feeds, 500).first) == len(feeds.first)
