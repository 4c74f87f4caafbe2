"""A feed through all steps: the order of filters and places, selection, a second implementation."""

import doctest
import importlib

import numpy as np
import pytest

from rml.data.published_ranker import load_ranker_steps
from rml.ranking.published_formula.adjustments import NO_AUTHOR
from rml.ranking.published_formula.selection import (
    FILTERS,
    Caps,
    best_per_author,
    caps_of,
    first_filter,
    ranked,
)
from rml.ranking.published_formula.served_feed import (
    BEST_PER_AUTHOR,
    CAPPED,
    REQUEST,
    SHOWN,
    served_feed,
)
from tests.ranking.published_formula.plain_ranker import plain_feed

POSTS = 400


@pytest.fixture(scope="module")
def caps(parameters):
    return caps_of(parameters)


def feed(scores, factors, caps, **given):
    """A feed of plain in-network posts of different authors, but for what is given."""
    posts = len(scores)
    no = np.zeros(posts, dtype=bool)
    plain = {"authors": np.arange(posts), "in_network": ~no} | dict.fromkeys(
        ("reply", "repost", "blue", "creator"), no
    )
    return served_feed(scores, factors=factors, caps=caps, **plain | given)


def test_a_post_dropped_before_the_scoring_takes_no_place_among_its_authors(factors, caps):
    seen = {"PreviouslySeenTweetsFilter": np.array([True, False, False])}
    found = feed([1.0, 0.9, 0.8], factors, caps, authors=[1, 1, 2], dropped=seen)
    assert found.shown.tolist() == [1, 2]
    assert found.score[1:].tolist() == [0.9, 0.8]
    assert found.place_of_author.tolist() == [-1, 0, 0]
    assert np.isnan(found.score[0])
    assert found.leaves_at.tolist() == [3, SHOWN, SHOWN]


def test_a_post_dropped_after_the_scoring_takes_its_place(factors, caps):
    repeated = {"DuplicateConversationTweetsFilter": np.array([True, False, False])}
    found = feed([1.0, 0.9, 0.8], factors, caps, authors=[1, 1, 2], dropped=repeated)
    assert found.shown.tolist() == [2, 1]
    assert found.score == pytest.approx([1.0, 0.5625, 0.8])
    assert found.place_of_author.tolist() == [0, 1, 0]
    assert found.leaves_at.tolist() == [10, SHOWN, SHOWN]


def test_posts_of_the_first_days_after_a_request_are_dropped_without_being_asked(factors, caps):
    days = [13.9, np.nan, np.nan]
    found = feed([1.0, 0.9, 0.8], factors, caps, authors=[1, 1, 2], see_fewer_days=days)
    assert found.shown.tolist() == [1, 2]
    assert found.leaves_at.tolist() == [6, SHOWN, SHOWN]
    assert found.score[1] == 0.9
    # A filter that runs earlier keeps the post, one that runs later does not get it.
    both = {name: np.array([True, False, False]) for name in (FILTERS[0], FILTERS[-1])}
    found = feed([1.0, 0.9, 0.8], factors, caps, see_fewer_days=days, dropped=both)
    assert found.leaves_at[0] == 1
    found = feed([1.0, 0.9, 0.8], factors, caps, see_fewer_days=days,
                 dropped={FILTERS[-1]: both[FILTERS[-1]]})  # fmt: skip
    assert found.leaves_at[0] == 6


def made_feed(seed):
    rng = np.random.default_rng(seed)
    authors = rng.integers(0, 80, POSTS)
    repost = rng.random(POSTS) < 0.2
    return {
        "score": rng.choice(np.round(rng.gamma(0.5, 0.3, POSTS), 2), POSTS),
        "author": authors,
        "original_author": np.where(repost, rng.integers(0, 80, POSTS), authors),
        "source": rng.integers(0, 3, POSTS),
        "in_network": rng.random(POSTS) < 0.5,
        "reply": ~repost & (rng.random(POSTS) < 0.2),
        "repost": repost,
        "blue": rng.random(POSTS) < 0.2,
        "creator": rng.random(POSTS) < 0.1,
        "backfill": rng.random(POSTS) < 0.2,
        "early": rng.random(POSTS) < 0.1,
        "late": rng.random(POSTS) < 0.1,
    }


@pytest.mark.parametrize("seed", range(5))
def test_a_second_implementation_agrees(factors, caps, seed):
    made = made_feed(seed)
    complaints = dict(
        zip(range(0, 80, 5), np.resize([5.0, 14.0, 80.5, 153.0, 300.0], 16).tolist(), strict=True)
    )
    found = served_feed(
        made["score"],
        factors=factors,
        caps=caps,
        authors=made["author"],
        see_fewer_days=[complaints.get(who, np.nan) for who in made["original_author"].tolist()],
        sources=made["source"],
        backfill=made["backfill"],
        dropped={
            "RetweetDeduplicationFilter": made["early"],
            "IsSupportAccountReply": made["late"],
        },
        **{name: made[name] for name in ("in_network", "reply", "repost", "blue", "creator")},
    )
    posts = [
        {name: values[number].item() for name, values in made.items()} | {"number": number}
        for number in range(POSTS)
    ]
    scores, plain = plain_feed(posts, complaints)
    assert np.flatnonzero(~np.isnan(found.score)).tolist() == sorted(scores)
    assert found.score[sorted(scores)] == pytest.approx(
        [scores[number] for number in sorted(scores)], rel=1e-12
    )
    assert found.shown.tolist() == plain
    assert np.flatnonzero(found.leaves_at == SHOWN).tolist() == sorted(plain)
    assert (np.diff(found.score[found.shown]) <= 0).all()
    assert {2, 6, 11, BEST_PER_AUTHOR} <= set(found.leaves_at.tolist())


def test_of_equal_scores_in_network_posts_come_first(factors, caps):
    inside = np.array([False, True, False, True])
    found = feed([0.5, 0.5, 0.7, 0.5], factors, caps, in_network=inside)
    assert found.shown.tolist() == [2, 1, 3, 0]


def test_the_caps_hold_and_no_step_cuts_at_the_number_of_results(factors, caps, parameters):
    posts = 600
    inside, fill = np.arange(posts) % 3 != 0, np.arange(posts) % 3 == 1
    scores = np.linspace(1, 0, posts)
    found = feed(scores, factors, caps, in_network=inside, backfill=fill)
    assert len(found.shown) == 60 + 60 + 50
    kinds = [int(of[found.shown].sum()) for of in (inside & ~fill, ~inside, fill)]
    assert kinds == [60, 60, 50]
    assert (found.leaves_at == CAPPED).sum() == posts - 170
    asked = parameters["most_results"]
    cut = feed(scores, factors, caps, in_network=inside, backfill=fill, most_results=asked)
    assert cut.shown.tolist() == found.shown[:120].tolist()
    assert (cut.leaves_at == REQUEST).sum() == 50


def test_an_out_of_network_post_that_fills_up_counts_under_both_caps(factors):
    caps = Caps(most_in_network=5, most_out_of_network=3, most_backfill=1)
    outside = np.zeros(4, dtype=bool)
    fill = np.array([True, True, False, False])
    found = feed([0.9, 0.8, 0.7, 0.6], factors, caps, in_network=outside, backfill=fill)
    assert found.shown.tolist() == [0, 2]


def test_posts_without_an_author_keep_their_score_but_only_the_best_stays(factors, caps):
    outside = np.zeros(3, dtype=bool)
    found = feed([0.5, 0.4, 0.3], factors, caps, authors=[NO_AUTHOR] * 3, in_network=outside)
    assert found.factor.tolist() == [1, 1, 1]
    assert found.leaves_at.tolist() == [SHOWN, BEST_PER_AUTHOR, BEST_PER_AUTHOR]
    found = feed([0.5, 0.4], factors, caps, authors=[NO_AUTHOR] * 2)
    assert found.shown.tolist() == [0, 1]  # followed: all stay


def test_the_steps_have_their_published_numbers():
    steps = load_ranker_steps().set_index("order")["step"]
    assert [steps[number].split(" (")[0] for number in range(1, 12)] == list(FILTERS)
    assert steps[BEST_PER_AUTHOR].startswith("KeepBest")
    assert steps[CAPPED].startswith("cap")
    assert len(steps) == CAPPED == REQUEST - 1


def test_the_first_filter_that_drops_is_named():
    both = np.array([True, True, False])
    found = first_filter(
        {"IsSupportAccountReply": both, "PreviouslySeenTweetsFilter": np.array([0, 1, 0]) == 1},
        posts=3,
    )
    assert found.tolist() == [10, 2, -1]


def test_the_best_post_of_an_author_from_one_source_stays():
    stays = best_per_author(
        [0.1, 0.4, 0.4, 0.3, 0.2, 0.1],
        [1, 1, 1, 1, 2, 1],
        [0, 0, 0, 1, 0, 0],
        np.array([False] * 5 + [True]),
    )
    assert stays.tolist() == [False, True, False, True, True, True]


def test_feeds_of_one_post_and_of_none_are_served(factors, caps):
    assert feed([0.5], factors, caps).shown.tolist() == [0]
    assert feed([], factors, caps).shown.tolist() == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"authors": [1]}, "`authors` must be a whole number for each of 2 posts"),
        ({"authors": [1, 2, 3]}, "`authors` must be a whole number for each of 2 posts"),
        ({"sources": [1]}, "`sources` must be a whole number for each of 2 posts"),
        ({"backfill": [1, 0]}, "`backfill` must be True or False"),
        ({"see_fewer_days": [1.0, 2.0, 3.0]}, "`see_fewer_days` .* each of 2 posts"),
        ({"dropped": {"Seen": [True, False]}}, "`dropped` names 'Seen'"),
        ({"dropped": {FILTERS[0]: [1, 0]}}, "RejectTweetFromViewerFilter.* must be True or False"),
        ({"most_results": 2.5}, "`most_results` must be a whole number"),
        ({"most_results": -1}, "`most_results` must be a whole number"),
        ({"most_results": "2"}, "`most_results` must be a whole number"),
        ({"most_results": float("nan")}, "`most_results` must be a whole number"),
    ],
    ids=[
        "too few authors",
        "too many authors",
        "too few sources",
        "numbers for flags",
        "too many days",
        "unknown filter",
        "filter of numbers",
        "half a result",
        "fewer than none",
        "results as text",
        "results unknown",
    ],
)
def test_columns_that_cannot_be_are_named(factors, caps, given, message):
    with pytest.raises(ValueError, match=message):
        feed([0.5, 0.4], factors, caps, **given)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: best_per_author([0.5, np.nan], [1, 1], [0, 0], [False] * 2), "missing, infinite"),
        (lambda: ranked([np.inf]), "missing or infinite"),
        (lambda: caps_of({}), "lack most_in_network"),
        (lambda: Caps(most_in_network=-1, most_out_of_network=1, most_backfill=1), "at least 0"),
    ],
    ids=["score missing", "infinite score", "no caps", "negative cap"],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("value", [2.5, float("nan"), float("inf")])
def test_caps_that_are_no_whole_numbers_are_refused(parameters, value):
    with pytest.raises(ValueError, match="most_backfill is"):
        caps_of({**parameters, "most_backfill": value})


def test_the_example_of_the_docstring_holds():
    outcome = doctest.testmod(importlib.import_module("rml.ranking.published_formula.served_feed"))
    assert outcome.attempted > 0
    assert outcome.failed == 0
