"""What is planted, and that worlds which should look alike do."""

import dataclasses

import numpy as np
import pytest

from rml.data.ledger import inputs
from rml.timeline.county_audit.draws import draw_above_median, draw_county_means, top_share
from rml.timeline.county_audit.worlds import (
    Authors,
    Places,
    World,
    adoption,
    author_counts,
    author_share,
    cancelled,
    county_effects,
    county_only,
    expected_means,
    group_gap,
    mixture,
    own_race,
    rural_counties,
    states,
)

GAP = -0.2
WORLDS = {
    "own race": own_race(GAP),
    "county only": county_only(GAP),
    "mixture": mixture(GAP, own_race_share=0.5),
    "cancelled": cancelled(GAP),
    "adoption": adoption(GAP, ratio=1.5),
    "rural counties": rural_counties(GAP, rural_slope=-0.3),
    "states": states(GAP, state_slope=0.4, state_spread=0.03),
}


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0, 1.5])
@pytest.mark.parametrize("gap", [-0.2, 0.35])
def test_worlds_between_own_race_and_county_only_expect_the_same_county_means(places, share, gap):
    wanted = expected_means(own_race(gap), places)
    np.testing.assert_allclose(expected_means(county_only(gap), places), wanted, rtol=1e-15)
    mixed = expected_means(mixture(gap, own_race_share=share), places)
    np.testing.assert_allclose(mixed, wanted, rtol=1e-14)


def test_county_only_has_no_gap_between_neighbours_and_own_race_none_between_counties(places):
    assert county_only(GAP).individual_gap == 0
    assert np.ptp(county_effects(own_race(GAP), places)) == 0
    assert np.ptp(county_effects(county_only(GAP), places)) > 0


def test_flat_county_means_hide_an_individual_gap(places):
    world = cancelled(GAP)
    assert np.ptp(expected_means(world, places)) < 1e-15
    assert world.individual_gap == GAP


def test_the_group_gap_is_the_individual_gap_only_where_counties_do_nothing(places, authors):
    assert group_gap(own_race(GAP), places, authors) == pytest.approx(GAP)
    by_hand = author_counts(county_only(GAP), places, authors)
    inside = np.average(places.share, weights=by_hand * places.share)
    outside = np.average(places.share, weights=by_hand * (1 - places.share))
    wanted = GAP * (inside - outside)
    assert group_gap(county_only(GAP), places, authors) == pytest.approx(wanted)
    mixed = group_gap(mixture(GAP, own_race_share=0.3), places, authors)
    assert mixed == pytest.approx(0.3 * GAP + 0.7 * wanted)


def test_adoption_changes_who_the_authors_are_but_not_how_many(places, authors):
    plain, used = own_race(GAP), adoption(GAP, ratio=2.0)
    more = author_share(used, places)
    np.testing.assert_allclose(author_share(plain, places), places.share, rtol=1e-14)
    some = (places.share > 0) & (places.share < 1)
    assert (more[some] > places.share[some]).all()
    odds = more / (1 - more) / (places.share / (1 - places.share))
    np.testing.assert_allclose(odds[some], 2.0)
    total = places.residents.sum() * authors.per_thousand / 1000
    for world in (plain, used):
        assert author_counts(world, places, authors).sum() == pytest.approx(total, rel=1e-3)


@pytest.mark.parametrize("name", WORLDS)
def test_drawn_means_are_the_expected_ones(places, authors, name):
    world = dataclasses.replace(WORLDS[name], state_spread=0.0)
    drawn = draw_county_means(
        world, places, authors, repetitions=400, rng=np.random.default_rng(11)
    )
    error = drawn.means.std(axis=0, ddof=1) / np.sqrt(400)
    distance = (drawn.means.mean(axis=0) - expected_means(world, places)) / error
    # 200 counties: the largest of so many standard normal distances, and their spread.
    assert np.abs(distance).max() < 5
    assert distance.std() == pytest.approx(1, abs=0.25)


def test_county_means_vary_as_unequal_authors_and_a_shared_factor_make_them(places, authors):
    drawn = draw_county_means(
        own_race(0.0), places, authors, repetitions=3000, rng=np.random.default_rng(12)
    )
    relative = drawn.means.var(axis=0, ddof=1)
    own = (authors.squared_variation + 1 / authors.mean_impressions) / drawn.authors
    wanted = own * (1 + authors.county_spread**2) + authors.county_spread**2
    assert np.median(relative / wanted) == pytest.approx(1, abs=0.02)
    assert (relative / wanted).std() < 0.1


def test_very_unequal_authors_keep_their_mean_and_variance():
    places = Places(
        residents=np.array([1000, 50_000]),
        share=np.array([0.0, 0.0]),
        state=np.array([0, 0]),
        rural=np.zeros(2),
    )
    authors = Authors(
        per_thousand=2.0, mean_impressions=1000.0, squared_variation=600.0, county_spread=0.0
    )
    drawn = draw_county_means(
        own_race(0.0), places, authors, repetitions=400_000, rng=np.random.default_rng(3)
    )
    assert drawn.authors.tolist() == [2, 100]
    error = np.sqrt(600 / drawn.authors / 400_000)
    assert (np.abs(drawn.means.mean(axis=0) - 1) < 4 * error).all()
    assert drawn.means[:, 1].var() == pytest.approx(600 / 100, rel=0.1)


def test_the_top_share_is_that_of_drawn_authors():
    rng = np.random.default_rng(8)
    for variation in (1.0, 20.0):
        drawn = np.sort(rng.wald(1.0, 1 / variation, 400_000))
        assert top_share(variation) == pytest.approx(drawn[-4000:].sum() / drawn.sum(), rel=0.03)
    assert top_share(220.0) == pytest.approx(0.8, abs=0.005)


def test_states_share_a_shift_that_is_drawn_anew(places, authors):
    world = states(0.0, state_slope=0.0, state_spread=0.2)
    many = dataclasses.replace(authors, per_thousand=900.0, county_spread=0.0)
    drawn = draw_county_means(world, places, many, repetitions=300, rng=np.random.default_rng(5))
    large = np.argsort(drawn.authors)[-60:]
    shifts = np.corrcoef(drawn.means[:, large].T)
    same = places.state[large][:, None] == places.state[large]
    others = ~np.eye(60, dtype=bool)
    assert shifts[same & others].min() > 0.5
    assert np.abs(shifts[~same]).max() < 0.3
    assert drawn.means[:, large].std() == pytest.approx(0.2, abs=0.05)


def test_counties_without_an_author_have_no_mean(places, authors):
    few = dataclasses.replace(authors, per_thousand=0.05)
    drawn = draw_county_means(
        own_race(GAP), places, few, repetitions=3, rng=np.random.default_rng(1)
    )
    empty = drawn.authors == 0
    assert empty.any()
    np.testing.assert_array_equal(np.isnan(drawn.means), np.tile(empty, (3, 1)))


def test_draws_are_simulated_input_and_hang_on_the_generator_alone(places, authors):
    first, second = (
        draw_county_means(own_race(GAP), places, authors, repetitions=2, rng=rng)
        for rng in (np.random.default_rng(7), np.random.default_rng(7))
    )
    np.testing.assert_array_equal(first.means, second.means)
    assert set(inputs().values()) == {"simulated"}


def test_authors_above_the_median_follow_their_countys_rate():
    rates, sizes = np.array([0.0, 0.3, 1.0]), np.array([50, 40_000, 7])
    above = draw_above_median(rates, sizes, rng=np.random.default_rng(2))
    assert above[[0, 2]].tolist() == [0, 7]
    assert above[1] == pytest.approx(12_000, abs=400)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"residents": np.array([0, 4])}, "leave empty ones out"),
        ({"share": np.array([0.1, 12.0])}, "write 12 % as 0.12"),
        ({"rural": np.array([0.1, np.nan])}, "rural"),
        ({"state": np.array([0])}, "one length"),
    ],
)
def test_places_that_cannot_be_are_refused(change, message):
    good = {
        "residents": np.array([5, 4]),
        "share": np.array([0.1, 0.2]),
        "state": np.array([0, 1]),
        "rural": np.array([0.5, 0.2]),
    }
    Places(**good)
    with pytest.raises(ValueError, match=message):
        Places(**{**good, **change})


def test_worlds_that_cannot_be_are_refused(places, authors):
    with pytest.raises(ValueError, match="adoption_ratio"):
        adoption(GAP, ratio=0.0)
    with pytest.raises(ValueError, match="state_spread"):
        World(name="wrong", individual_gap=0.0, state_spread=-1.0)
    with pytest.raises(ValueError, match="choose smaller gaps"):
        draw_county_means(
            own_race(-1.5), places, authors, repetitions=1, rng=np.random.default_rng(1)
        )
