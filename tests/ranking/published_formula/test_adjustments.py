"""Factors against separate figures, and what must hold of them anyway."""

import numpy as np
import pytest

from rml.data.published_ranker import load_ranking_vectors
from rml.ranking.published_formula.adjustments import (
    NO_AUTHOR,
    adjustment,
    author_diversity,
    author_positions,
    factors_of,
    older_out_of_network,
    see_fewer,
)

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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda of: author_diversity([-1], of), "whole numbers from 0"),
        (lambda of: author_diversity([0.5], of), "whole numbers from 0"),
        (lambda of: see_fewer([-1.0], of), "at least 0"),
        (lambda of: author_positions([1.0, np.nan], [1, 2]), "`scores` .*missing, infinite or"),
        (lambda of: author_positions([1.0, -0.1], [1, 2]), "`scores` .*below 0"),
        (lambda of: author_positions(["1"], [1]), "`scores` must hold numbers"),
        (lambda of: author_positions([1.0], [1, 2]), "`authors` must be a whole number .* 1 posts"),
        (lambda of: author_positions([0.5, 0.4], [np.nan, np.nan]), "`authors` .*float64"),
        (lambda of: author_positions([0.5], ["a"]), "`authors` .*number the names"),
        (lambda of: factors_of({}), "lack out_of_network_factor"),
    ],
    ids=[
        "negative place",
        "half a place",
        "negative days",
        "score missing",
        "negative score",
        "score in words",
        "shapes",
        "authors missing",
        "authors in words",
        "no factors",
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


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"blue": [1, 0]}, "`blue` must be True or False"),
        ({"reply": [False]}, "`reply` must be True or False for each of 2 posts"),
        ({"see_fewer_days": [20.0] * 3}, "`see_fewer_days` .* each of 2 posts"),
        ({"see_fewer_days": [20.0, -1.0]}, "numbers below 0"),
        ({"see_fewer_days": [20.0, 13.9]}, "`see_fewer_days` is below 14 for 1 posts"),
    ],
    ids=["numbers", "too few", "too many days", "negative days", "still filtered"],
)
def test_columns_that_cannot_be_are_named(factors, change, message):
    kinds = {key: [True, False] for key in ("in_network", "reply", "repost", "blue", "creator")}
    with pytest.raises(ValueError, match=message):
        adjustment([1.0, 0.5], factors=factors, authors=[1, 2], **kinds | change)
