"""Simulated feeds, and what changed weights and factors do to their top."""

import dataclasses

import numpy as np
import pytest
from scipy.special import logit
from scipy.stats import kendalltau

from rml.data import ledger
from rml.ranking.published_formula.adjustments import adjustment
from rml.ranking.published_formula.factor_effects import (
    ALL,
    AUTHOR_DIVERSITY,
    BLUE,
    blue_frame,
    factor_effects,
    factors_effect_frame,
)
from rml.ranking.published_formula.feeds import (
    FeedDesign,
    PostShares,
    equal_contribution_rates,
    feed_batches,
    made_posts,
    made_predictions,
    rates_frame,
)
from rml.ranking.published_formula.scoring import contributions, score, weighted_sum
from rml.ranking.published_formula.sensitivity import (
    CHANGES,
    effects_frame,
    mean_over_feeds,
    most_decisive,
    order_without,
    replaced_on_average,
    top_posts,
    weight_effects,
    weights_frame,
)
from rml.ranking.published_formula.weights import ENGAGEMENTS

SHARES = PostShares(
    in_network=0.5, blue=0.1, creator=0.02, reply=0.2, repost=0.1, posts_per_author=3.0
)
SIZE = {"feeds": 30, "candidates": 120, "top": 10}
WHOLE = SIZE | {"order_feeds": 20}


@pytest.fixture(scope="module")
def design(weights):
    rates = equal_contribution_rates(weights, like_rate=0.02, video_rate=0.3)
    return FeedDesign(rates=rates, spread=1.0, common=0.3, complaints=0.5)


@pytest.fixture(scope="module")
def effects(design, weights):
    return weight_effects(design, weights, rng=np.random.default_rng(3), **WHOLE)


def test_predictions_have_the_stated_medians_spread_and_correlations(design):
    drawn = logit(
        made_predictions(design, feeds=4, candidates=20_000, rng=np.random.default_rng(1))
    ).reshape(-1, 10)
    assert np.median(drawn, axis=0) == pytest.approx(logit(np.array(design.rates)), abs=0.02)
    assert drawn.std(axis=0) == pytest.approx(np.ones(10), abs=0.02)
    found = np.corrcoef(drawn, rowvar=False)
    assert found[0, 5] == pytest.approx(0.3, abs=0.02)
    assert found[0, 9] == pytest.approx(0.15, abs=0.02)  # complaints load half as much
    assert found[8, 9] == pytest.approx(0.075, abs=0.02)
    assert set(ledger.inputs().values()) == {"simulated"}


def test_posts_of_one_author_share_the_stated_part_of_appeal(design):
    authors = np.repeat(np.arange(10_000), 2)[None]
    half = dataclasses.replace(design, common=0.8, author_share=0.5)
    drawn = logit(
        made_predictions(
            half, feeds=1, candidates=20_000, rng=np.random.default_rng(2), authors=authors
        )
    )[0, :, 0].reshape(-1, 2)
    assert np.corrcoef(drawn, rowvar=False)[0, 1] == pytest.approx(0.8 * 0.5, abs=0.03)


def test_equal_rates_make_equal_products_but_for_videos(design, weights):
    products = np.array(design.rates) * np.abs(weights.array)
    others = np.delete(products, ENGAGEMENTS.index("video_playback50"))
    assert others == pytest.approx(np.full(9, 0.01))
    made = rates_frame(
        design.rates, [0.5] * 10, equal_added=np.full(10, 0.01), other_added=np.zeros(10)
    )
    assert made["equal"][0] == pytest.approx(2)
    assert made["equal_adds"].tolist() == [0.01] * 10


def test_kinds_of_posts_follow_their_authors():
    made = made_posts(SHARES, candidates=30_000, rng=np.random.default_rng(4))
    assert made.in_network.mean() == pytest.approx(0.5, abs=0.03)
    assert made.blue.mean() == pytest.approx(0.1, abs=0.02)
    assert made.reply.mean() == pytest.approx(0.2, abs=0.02)
    assert made.repost.mean() == pytest.approx(0.1, abs=0.02)
    assert not (made.reply & made.repost).any()
    for author in range(20):
        assert len(set(made.blue[made.authors == author])) <= 1


def test_feeds_come_in_batches_of_the_right_number(design):
    sizes = [
        len(batch)
        for batch in feed_batches(design, feeds=95, candidates=3, rng=np.random.default_rng(5))
    ]
    assert sum(sizes) == 95
    assert len(sizes) > 1


def test_effects_are_those_of_scoring_again_with_changed_weights(design, weights, effects):
    predicted = made_predictions(design, feeds=30, candidates=120, rng=np.random.default_rng(3))
    for name, change in (("report", "set to zero"), ("good_click", "doubled"), ("fav", "halved")):
        before = np.argsort(-score(predicted, weights), axis=1)[:, :10]
        changed = weights.scaled(name, CHANGES[change])
        after = np.argsort(-score(predicted, changed), axis=1)[:, :10]
        lost = [len({*one} - {*two}) for one, two in zip(before, after, strict=True)]
        found = effects.replaced[:, ENGAGEMENTS.index(name), list(CHANGES).index(change)]
        assert found.tolist() == lost
    parts = contributions(predicted, weights)
    assert effects.added == pytest.approx(parts.mean(axis=1))
    assert effects.tau.shape == (20, 10)
    sums = parts[4].sum(axis=-1)
    assert effects.tau[4, 9] == kendalltau(sums, sums - parts[4, :, 9]).statistic
    assert order_without(effects, "report", level=0.95).value == effects.tau[:, 9].mean()


def test_a_weight_that_decides_everything_is_found(design, weights):
    rates = [0.01] * 10
    rates[ENGAGEMENTS.index("reply_engaged_by_author")] = 0.4
    planted = dataclasses.replace(design, rates=tuple(rates))
    found = weight_effects(planted, weights, rng=np.random.default_rng(6), **WHOLE)
    name, most = most_decisive(found, level=0.95)
    assert name == "reply_engaged_by_author"
    one = replaced_on_average(found, name, level=0.95)
    assert most.value == one.value > 5
    assert most.low < one.low < one.high < most.high
    assert most.level == 0.95
    assert "Bonferroni" in most.method


def test_frames_hold_every_engagement_and_assumption(effects):
    frame = effects_frame(effects, level=0.95)
    assert len(frame) == 30
    wide = weights_frame({"one": effects}, level=0.95)
    assert len(wide) == 10
    assert (
        wide["removed"].tolist() == frame.loc[frame["change"] == "set to zero", "replaced"].tolist()
    )
    assert ((wide["low"] <= wide["removed"]) | wide["low"].isna()).all()


def test_where_all_feeds_agree_there_is_no_interval():
    found = mean_over_feeds(np.zeros(5), level=0.95, unit="posts")
    assert (found.value, found.low) == (0, None)


def test_the_top_is_that_of_sorting():
    scores = np.random.default_rng(7).random((6, 50))
    expected = np.argsort(-scores, axis=1)[:, :4]
    for row, best in zip(top_posts(scores, 4), expected, strict=True):
        assert set(np.flatnonzero(row)) == set(best)
    with pytest.raises(ValueError, match="from 1 to 50"):
        top_posts(scores, 51)


def test_factors_alone_and_together_are_those_of_adjusting(design, weights, factors):
    found = factor_effects(
        design, weights, factors, SHARES, older_factor=0.75, rng=np.random.default_rng(8), **SIZE
    )
    rng = np.random.default_rng(8)
    made = made_posts(SHARES, candidates=120, rng=rng)
    predicted = made_predictions(
        design, feeds=1, candidates=120, rng=rng, authors=made.authors[None]
    )
    served = score(predicted[0], weights)
    kinds = dataclasses.asdict(made)
    now = np.argsort(-served * adjustment(served, factors=factors, **kinds))[:10]
    before = np.argsort(-served)[:10]
    assert found.replaced[ALL][0] == len({*before} - {*now})
    assert found.blue[ALL][0] == made.blue[now].mean()
    assert found.negative[0] == (weighted_sum(predicted[0], weights) < 0).mean()
    assert found.blue[BLUE].mean() > found.blue_before.mean()
    frame = factors_effect_frame({"one": found}, level=0.95)
    assert len(frame) == 6
    shares = blue_frame({0.1: found})
    assert shares["after"][0] > shares["before"][0]


def test_factors_of_one_change_nothing_and_diversity_needs_shared_appeal(design, weights, factors):
    neutral = dataclasses.replace(
        factors,
        blue_in_network_factor=1.0,
        blue_out_of_network_factor=1.0,
        author_diversity_floor=1.0,
        creator_in_network_factor=1.0,
        creator_out_of_network_factor=1.0,
        reply_factor=1.0,
    )
    how = {"older_factor": 1.0, **SIZE}
    found = factor_effects(design, weights, neutral, SHARES, rng=np.random.default_rng(9), **how)
    assert all((values == 0).all() for values in found.replaced.values())
    by_share = [
        factor_effects(
            dataclasses.replace(design, common=0.9, author_share=share),
            weights,
            factors,
            SHARES,
            rng=np.random.default_rng(10),
            applied=[AUTHOR_DIVERSITY],
            **how,
        )
        .replaced[AUTHOR_DIVERSITY]
        .mean()
        for share in (0.0, 1.0)
    ]
    assert by_share[0] < by_share[1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rates": (0.1,) * 9}, "10 probabilities"),
        ({"rates": (0.0,) + (0.1,) * 9}, "strictly between"),
        ({"spread": 0.0}, "spread above 0"),
        ({"common": 1.0}, "common share"),
        ({"complaints": 1.5}, "complaints"),
        ({"author_share": 2.0}, "author_share"),
    ],
    ids=["nine rates", "a rate of zero", "no spread", "all common", "complaints", "authors"],
)
def test_designs_that_cannot_be_are_refused(design, change, message):
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(design, **change)


def test_unknown_factors_and_weights_beyond_bounds_are_refused(design, weights, factors):
    with pytest.raises(ValueError, match="`applied` has luck"):
        factor_effects(
            design,
            weights,
            factors,
            SHARES,
            older_factor=0.75,
            rng=np.random.default_rng(1),
            applied=["luck"],
            **SIZE,
        )
    heavy = weights.changed({"reply": 60.0})
    with pytest.raises(ValueError, match="reply is 120"):
        weight_effects(design, heavy, rng=np.random.default_rng(1), **WHOLE)
    with pytest.raises(ValueError, match="from 1 to the 30 feeds"):
        weight_effects(design, weights, rng=np.random.default_rng(1), order_feeds=31, **SIZE)
