"""Factors and selection against separate figures and a second implementation."""

import numpy as np
import pytest

from rml.data.published_ranker import load_ranker_steps, load_ranking_vectors
from rml.ranking.published_formula.adjustments import (
    NO_AUTHOR,
    adjustment,
    author_diversity,
    author_positions,
    factors_of,
    older_out_of_network,
    see_fewer,
)
from rml.ranking.published_formula.selection import (
    BEFORE_SCORING,
    FILTERS,
    best_per_author,
    caps_of,
    first_filter,
    overlap,
    ranked,
    selected,
)
from tests.ranking.published_formula.plain_ranker import plain_feed

CASES = [
    case for case in load_ranking_vectors() if case.quantity in ("author diversity", "see fewer")
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case)
def test_the_separate_figures_are_met(factors, case):
    find = {"author diversity": author_diversity, "see fewer": see_fewer}[case.quantity]
    (given,) = case.inputs.values()
    assert float(find(given, factors)) == pytest.approx(case.value, abs=1e-12)


def test_the_factor_for_an_author_falls_with_place_and_keeps_above_the_floor(factors):
    found = author_diversity(np.arange(40), factors)
    assert found[0] == 1
    assert (np.diff(found) < 0).all()
    assert found[-1] == pytest.approx(0.25, abs=1e-9)


def test_see_fewer_filters_then_rises_day_by_day(factors):
    days = np.arange(0, 200)
    found = see_fewer(days, factors)
    assert (found[:14] == 0).all()
    assert found[14] == pytest.approx(0.2)
    assert np.diff(found[14:155]) == pytest.approx(np.full(140, 0.8 / 140))
    assert (found[154:] == 1).all()
    assert float(see_fewer(49.9, factors)) == float(see_fewer(49, factors))
    line = float(see_fewer(49.9, factors, whole_days=False))
    assert line == pytest.approx(0.2 + 0.8 * 35.9 / 140)
    assert float(see_fewer(np.nan, factors)) == 1


def test_author_places_follow_the_scores_and_ties_keep_their_order():
    scores = np.array([0.1, 0.3, 0.2, 0.3, 0.5, 0.4])
    authors = np.array([7, 7, 7, 7, NO_AUTHOR, NO_AUTHOR])
    assert author_positions(scores, authors).tolist() == [3, 0, 2, 1, 0, 0]
    assert author_positions([], []).size == 0


def test_the_older_factor_spares_reposts_and_the_network():
    inside, repost = np.array([True, False, False]), np.array([False, False, True])
    assert older_out_of_network(inside, repost).tolist() == [1, 0.75, 1]


def made_feed(seed, posts=400):
    rng = np.random.default_rng(seed)
    days = rng.choice([np.nan, 5.0, 14.0, 80.5, 153.0, 300.0], size=posts, p=[0.8, *[0.04] * 5])
    return {
        "score": rng.choice(np.round(rng.gamma(0.5, 0.3, posts), 2), posts),
        "author": rng.integers(0, 80, posts),
        "source": rng.integers(0, 3, posts),
        "in_network": rng.random(posts) < 0.5,
        "reply": rng.random(posts) < 0.2,
        "repost": rng.random(posts) < 0.2,
        "blue": rng.random(posts) < 0.2,
        "creator": rng.random(posts) < 0.1,
        "backfill": rng.random(posts) < 0.2,
        "see_fewer_days": days,
    }


@pytest.mark.parametrize("seed", range(5))
def test_a_second_implementation_of_factors_and_selection_agrees(factors, parameters, seed):
    made = made_feed(seed)
    names = ("in_network", "reply", "repost", "blue", "creator", "see_fewer_days")
    found = made["score"] * adjustment(
        made["score"],
        factors=factors,
        authors=made["author"],
        **{name: made[name] for name in names},
    )
    shown = selected(
        found,
        authors=made["author"],
        in_network=made["in_network"],
        caps=caps_of(parameters),
        sources=made["source"],
        backfill=made["backfill"],
        dropped={"FeedbackFatigueFilter": made["see_fewer_days"] < 14},
    )
    posts = [
        {name: values[number].item() for name, values in made.items()} | {"number": number}
        for number in range(400)
    ]
    for post in posts:
        if np.isnan(post["see_fewer_days"]):
            post["see_fewer_days"] = None
    scores, plain = plain_feed(posts)
    assert found == pytest.approx(scores, rel=1e-12)
    assert shown.tolist() == plain
    assert (np.diff(found[shown]) <= 0).all()


def test_caps_hold_and_fill_in_order(parameters):
    inside = np.arange(300) % 2 == 0
    shown = selected(
        np.linspace(1, 0, 300),
        authors=np.arange(300),
        in_network=inside,
        caps=caps_of(parameters),
    )
    assert shown.tolist() == list(range(120))
    shown = selected(
        np.linspace(1, 0, 300),
        authors=np.arange(300),
        in_network=np.ones(300, dtype=bool),
        caps=caps_of(parameters),
        backfill=np.arange(300) >= 100,
    )
    assert shown.tolist() == [*range(60), *range(100, 150)]


def test_filters_stand_in_the_published_order():
    steps = load_ranker_steps()
    names = [step.split(" (")[0] for step in steps["step"]]
    assert names[: len(FILTERS)] == list(FILTERS)
    assert (steps["stage"].to_numpy()[:BEFORE_SCORING] == "global").all()
    assert (steps["stage"].to_numpy()[BEFORE_SCORING : len(FILTERS)] == "post-scoring").all()


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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda of: author_diversity([-1], of), "whole numbers from 0"),
        (lambda of: author_diversity([0.5], of), "whole numbers from 0"),
        (lambda of: see_fewer([-1.0], of), "at least 0"),
        (lambda of: author_positions([1.0, np.nan], [1, 2]), "missing or infinite"),
        (lambda of: author_positions([1.0], [1, 2]), "one score and one author"),
        (lambda of: ranked([np.inf]), "missing or infinite"),
        (lambda of: first_filter({"Seen": [True]}, posts=1), "no filter called"),
        (lambda of: first_filter({FILTERS[0]: [1]}, posts=1), "True or False for each"),
        (lambda of: factors_of({}), "lack out_of_network_factor"),
        (lambda of: caps_of({}), "lack most_in_network"),
        (lambda of: overlap([], [1]), "holds no post"),
    ],
    ids=[
        "negative place",
        "half a place",
        "negative days",
        "score missing",
        "shapes",
        "infinite score",
        "unknown filter",
        "filter of numbers",
        "no factors",
        "no caps",
        "no posts",
    ],
)
def test_what_cannot_be_is_refused(factors, call, message):
    with pytest.raises(ValueError, match=message):
        call(factors)


def test_factors_outside_their_meaning_are_refused(parameters):
    for name, value in (
        ("blue_in_network_factor", -1.0),
        ("author_diversity_decay", 1.5),
        ("see_fewer_discount_days", 0.0),
        ("reply_factor", float("nan")),
    ):
        with pytest.raises(ValueError, match=name):
            factors_of({**parameters, name: value})


def test_kinds_of_posts_must_be_true_or_false(factors):
    with pytest.raises(ValueError, match="`blue` must be True or False"):
        adjustment(
            [1.0],
            factors=factors,
            authors=[1],
            in_network=[True],
            reply=[False],
            repost=[False],
            blue=[1],
            creator=[False],
        )
