import doctest

import numpy as np
import pytest

from rml.data.bisg_cases import CASE_GROUPS, load_bisg_cases
from rml.timeline.imputation import bisg as module
from rml.timeline.imputation.bisg import (
    CONTRADICTION,
    FIRST_NAME,
    PLACE,
    SURNAME,
    bifsg,
    bisg,
    race_given_place,
    used_words,
)
from rml.timeline.imputation.groups import GROUPS
from rml.timeline.imputation.priors import (
    load_first_name_prior,
    load_national_prior,
    population_prior,
)

UNKNOWN = np.full(6, np.nan)


@pytest.fixture
def cases():
    """Return name, place and posterior of the regulator's fictitious people, shape (50, 6)."""
    frame = load_bisg_cases()
    assert CASE_GROUPS == GROUPS
    return [
        frame[[f"{part}_{group}" for group in GROUPS]].to_numpy()
        for part in ("name", "place", "posterior")
    ]


@pytest.fixture
def prior():
    return load_national_prior()


@pytest.fixture
def made():
    """Return made shares of 1,000 surnames, places and first names, and a prior."""
    rng = np.random.default_rng(0)
    return [rng.dirichlet(np.ones(6), 1000) for _ in range(3)], rng.dirichlet(np.ones(6))


def test_the_regulators_posteriors_are_reproduced(cases, prior):
    name, place, posterior = cases
    found = bisg(name, place, prior=prior)
    np.testing.assert_allclose(found.probabilities, posterior, atol=1e-6, rtol=0)
    assert set(found.used.tolist()) == {SURNAME | PLACE}


def test_counting_the_prior_twice_moves_probabilities_by_half(cases, prior):
    """Leaving out the division by the prior, as a published library does for Census tracts."""
    name, place, posterior = cases
    double = name * place / (name * place).sum(axis=1, keepdims=True)
    flat = bisg(name, place, prior=np.ones(6)).probabilities
    np.testing.assert_allclose(flat, double)
    # Of these 50 cases the most is 0.49; of the regulator's 100 it is 0.58.
    assert 0.49 < np.abs(double - posterior).max() < 0.59


def test_the_prior_is_that_of_the_published_table(prior):
    assert prior.sum() == pytest.approx(1)
    assert prior.round(4).tolist() == [0.6712, 0.1171, 0.1422, 0.0507, 0.0069, 0.0119]


def test_the_people_behind_the_first_names_are_whiter_than_the_population(prior):
    applicants = load_first_name_prior()
    assert applicants.sum() == pytest.approx(1)
    odds = [shares[GROUPS.index("black")] / shares[0] for shares in (prior, applicants)]
    assert odds[0] / odds[1] == pytest.approx(3.9, abs=0.05)


def test_the_step_is_bayes_rule_on_a_joint_distribution():
    """Groups, surnames, places and first names, independent within groups: counted exactly."""
    rng = np.random.default_rng(1)
    prior = rng.dirichlet(np.ones(6))
    surname, place, first = (rng.dirichlet(np.ones(size), 6) for size in (5, 4, 3))
    joint = np.einsum("r,rs,rg,rf->srgf", prior, surname, place, first)
    truth = joint / joint.sum(axis=1, keepdims=True)

    def given(table):  # P(group | value), from P(value | group)
        return (table * prior[:, None] / (table.T @ prior)).T

    for s in range(5):
        for g in range(4):
            for f in range(3):
                found = bifsg(
                    given(surname)[[s]],
                    given(place)[[g]],
                    given(first)[[f]],
                    prior=prior,
                    first_name_prior=prior,
                )
                np.testing.assert_allclose(found.probabilities[0], truth[s, :, g, f])


def test_places_given_by_race_lead_to_the_same(made):
    (surname, place, _), prior = made
    by_race = place / prior * 0.01  # P(g | r) of places of one size
    turned = race_given_place(by_race, prior=prior)
    np.testing.assert_allclose(turned, place)
    other = np.ones(6) / 6  # any prior serves, since it cancels
    direct = surname * by_race / (surname * by_race).sum(axis=1, keepdims=True)
    for chosen in (prior, other):
        found = bisg(surname, race_given_place(by_race, prior=chosen), prior=chosen)
        np.testing.assert_allclose(found.probabilities, direct)
    assert np.isnan(race_given_place(np.zeros((1, 6)), prior=prior)).all()


def test_first_names_are_weighed_against_their_own_population(made):
    (surname, place, first), prior = made
    other = np.array([0.8, 0.05, 0.05, 0.05, 0.025, 0.025])
    found = bifsg(surname, place, first, prior=prior, first_name_prior=other).probabilities
    product = surname * place / prior * first / other
    np.testing.assert_allclose(found, product / product.sum(axis=1, keepdims=True))
    same = bifsg(surname, place, np.tile(other, (1000, 1)), prior=prior, first_name_prior=other)
    np.testing.assert_allclose(same.probabilities, bisg(surname, place, prior=prior).probabilities)


def test_what_is_not_known_is_left_out(made):
    ((surname, place, first), prior) = made
    s, g, f = surname[0], place[0], first[0]
    rows = [
        (s, UNKNOWN, UNKNOWN, SURNAME, s),
        (UNKNOWN, g, UNKNOWN, PLACE, g),
        (UNKNOWN, UNKNOWN, f, FIRST_NAME, f),
        (UNKNOWN, UNKNOWN, UNKNOWN, 0, prior),
        (s, g, UNKNOWN, SURNAME | PLACE, s * g / prior),
        (UNKNOWN, g, f, PLACE | FIRST_NAME, g * f / prior),
        (s, UNKNOWN, f, SURNAME | FIRST_NAME, s * f / prior),
    ]
    columns = (np.array([row[part] for row in rows]) for part in range(3))
    found = bifsg(*columns, prior=prior, first_name_prior=prior)
    assert found.used.tolist() == [row[3] for row in rows]
    for got, row in zip(found.probabilities, rows, strict=True):
        np.testing.assert_allclose(got, row[4] / row[4].sum())


def test_rows_add_up_to_one_and_scales_do_not_count(made):
    (surname, place, first), prior = made
    priors = {"prior": prior, "first_name_prior": prior[::-1]}
    found = bifsg(surname, place, first, **priors).probabilities
    np.testing.assert_allclose(found.sum(axis=1), 1)
    priors = {"prior": prior * 3, "first_name_prior": prior[::-1] * 2}
    scaled = bifsg(surname * 0.83, place * 7, first * 2, **priors).probabilities
    np.testing.assert_allclose(found, scaled)


def test_people_do_not_depend_on_each_other(made, monkeypatch):
    (surname, place, first), prior = made
    whole = bifsg(surname, place, first, prior=prior, first_name_prior=prior)
    monkeypatch.setattr(module, "_BLOCK", 7)
    parts = bifsg(surname, place, first, prior=prior, first_name_prior=prior)
    np.testing.assert_array_equal(whole.probabilities, parts.probabilities)
    np.testing.assert_array_equal(whole.used, parts.used)


def test_sources_that_exclude_each_other_are_marked(prior):
    one, two = np.eye(6)[[0]], np.eye(6)[[1]]
    found = bisg(one, two, prior=prior)
    np.testing.assert_array_equal(found.probabilities, one)
    assert found.used.tolist() == [SURNAME | CONTRADICTION]
    found = bifsg(UNKNOWN[None], two, one, prior=prior, first_name_prior=prior)
    np.testing.assert_array_equal(found.probabilities, two)
    assert found.used.tolist() == [PLACE | CONTRADICTION]


def test_what_was_used_is_said_in_words():
    codes = np.array([0, 1, 3, 7, 6, 9], dtype=np.uint8)
    assert used_words(codes) == [
        "prior",
        "surname",
        "surname and place",
        "surname, place and first name",
        "place and first name",
        "surname, as the sources exclude each other",
    ]


def test_nobody_is_no_error(prior):
    found = bisg(np.empty((0, 6)), np.empty((0, 6)), prior=prior)
    assert found.probabilities.shape == (0, 6)


def test_a_population_has_its_own_prior():
    counts = np.array([[10.0, 0, 0, 0, 0, 10], [0, 10, 10, 0, 0, 0]])
    assert population_prior(counts).tolist() == [0.25, 0.25, 0.25, 0, 0, 0.25]


ONE = np.full((1, 6), 1 / 6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda p: bisg(ONE[:, :5], ONE, prior=p), r"`surname` must have .* shape \(1, 5\)"),
        (lambda p: bisg(ONE, ONE[0], prior=p), "`place` must have"),
        (lambda p: bisg(ONE, np.tile(ONE, (2, 1)), prior=p), "1 rows of `surname`, 2 rows of"),
        (lambda p: bisg([[np.nan, 0, 0, 0, 0, 1]], ONE, prior=p), "1 of 1 rows .* NaN in part"),
        (lambda p: bisg(-ONE, ONE, prior=p), "negative"),
        (lambda p: bisg(ONE, np.zeros((1, 6)), prior=p), "nothing but zeros"),
        (lambda p: bisg(ONE, ONE, prior=p * [1, 0, 1, 1, 1, 1]), "`prior` must hold 6 shares"),
        (lambda p: bisg(ONE, ONE, prior=p[:3]), "`prior` must hold"),
        (
            lambda p: bifsg(ONE, ONE, ONE, prior=p, first_name_prior=-p),
            "`first_name_prior` must hold",
        ),
        (lambda p: bifsg(ONE, ONE, ONE, prior=p), "Give `first_name_prior`"),
    ],
)
def test_bad_input_is_refused(call, message, prior):
    with pytest.raises(ValueError, match=message):
        call(prior)


def test_the_examples_give_what_they_show():
    assert doctest.testmod(module).failed == 0
