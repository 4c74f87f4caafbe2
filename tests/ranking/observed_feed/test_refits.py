import numpy as np
import pytest

from rml.ranking.observed_feed import refits
from rml.ranking.observed_feed.agreement import agreement
from rml.ranking.observed_feed.feeds import feeds_of
from rml.ranking.observed_feed.refits import (
    fit_once,
    held_out,
    random_weights,
    resampled_fits,
    resampled_within_accounts,
    reseeded_fits,
    shuffled,
    shuffled_fits,
)


def test_the_model_of_a_fold_has_never_met_it(feeds, quick_training):
    found = held_out(feeds, "account", quick_training, seed=1)
    assert np.isfinite(found.scores).all()
    for fold, model in zip(found.folds, found.models, strict=True):
        assert fold.name not in model.encoding.accounts
        assert set(found.part[fold.test]) == {fold.name}
        expected = model.scores(feeds.posts[fold.test])
        assert np.array_equal(found.scores[fold.test], expected)


def test_held_out_scores_do_not_change_with_what_is_held_out(
    feeds, impressions, quick_training, rng
):
    """Nothing leaks: the order and the counts of the judged feeds do not touch their model."""
    changed = impressions.copy()
    own = changed["account"] == "left"
    changed.loc[own, "rank"] = changed[own].groupby("feed")["rank"].transform(rng.permutation)
    changed.loc[own, "shares"] += 1000
    for split in ("account", "account and day"):
        before = held_out(feeds, split, quick_training, seed=1)
        after = held_out(feeds_of(changed), split, quick_training, seed=1)
        for fold, first, second in zip(before.folds, before.models, after.models, strict=True):
            same = np.array_equal(first.weights(), second.weights())
            assert same == fold.name.startswith("left")


def test_fits_come_from_the_cache_the_second_time(feeds, quick_training, monkeypatch):
    first = fit_once(feeds, quick_training, seed=1)

    def fail(*_, **__):
        raise AssertionError("It was fitted again.")

    monkeypatch.setattr(refits, "fit_surrogate", fail)
    again = fit_once(feeds, quick_training, seed=1)
    assert np.array_equal(first.scores(feeds.posts), again.scores(feeds.posts))
    with pytest.raises(AssertionError, match="fitted again"):
        fit_once(feeds, quick_training, seed=2)


def test_resampling_keeps_accounts_and_neighbours(feeds, rng):
    chosen = resampled_within_accounts(feeds, block_feeds=4, rng=rng)
    account = feeds.first["account"].to_numpy()
    assert sorted(account[chosen]) == sorted(account)
    own = chosen[account[chosen] == "left"]
    places = np.flatnonzero(account == "left")
    steps = np.diff(np.searchsorted(places, own)).reshape(-1)
    # Within blocks of four, each feed is followed by the account's next one.
    assert (np.delete(steps, [3, 7]) == 1).all()


def test_refits_differ_and_shuffled_ones_have_learned_nothing(feeds, training, made_impressions):
    fresh = feeds_of(made_impressions(np.random.default_rng(6), days=2))
    fit = {"seed": 1, "fits": 2}
    kinds = {
        "resampled": resampled_fits(feeds, training, block_feeds=4, **fit),
        "reseeded": reseeded_fits(feeds, training, **fit),
        "shuffled": shuffled_fits(feeds, training, **fit),
        "random": random_weights(feeds, training, **fit),
    }
    accuracy = {}
    for name, models in kinds.items():
        assert not np.allclose(models[0].weights(), models[1].weights())
        accuracy[name] = np.mean(
            [agreement(fresh, one.scores(fresh.posts))["accuracy"].mean() for one in models]
        )
    assert min(accuracy["resampled"], accuracy["reseeded"]) > 0.7
    assert accuracy["shuffled"] < 0.6


def test_shuffling_keeps_each_feeds_posts(feeds, rng):
    mixed = shuffled(feeds, rng)
    assert not np.array_equal(mixed.posts["post_id"], feeds.posts["post_id"])
    for (_, before), (_, after) in zip(
        feeds.posts.groupby("feed"), mixed.posts.groupby("feed"), strict=True
    ):
        assert sorted(before["post_id"]) == sorted(after["post_id"])
        assert list(before["rank"]) == list(after["rank"])
