import numpy as np
import pandas as pd
import pytest
from scipy import special

from rml.data import ledger
from rml.data.county_race import EXCLUSIVE_GROUPS
from rml.timeline.imputation.groups import GROUPS, county_counts, group_shares
from rml.timeline.imputation.made_up_people import (
    WORLDS,
    draw_people,
    labelled_people,
    made_outcome,
    surname_weights,
)

PLANTED = {"first": "black", "second": "white", "base": 0.5, "gap": -0.1}


@pytest.fixture(scope="module")
def tables():
    rng = np.random.default_rng(1)
    names = pd.DataFrame(rng.dirichlet([0.6, 0.3, 0.3, 0.2, 0.1, 0.1], size=400), columns=GROUPS)
    names.insert(0, "name", [f"n{number}" for number in range(400)])
    counties = pd.DataFrame(
        rng.multinomial(5000, [0.5, 0.2, 0.04, 0.06, 0.03, 0.07, 0.1], size=30),
        columns=EXCLUSIVE_GROUPS,
    )
    # Segregated: half of the counties have few Black residents.
    counties.loc[:14, "nh_black"] //= 10
    return names, counties


@pytest.fixture(scope="module")
def people(tables):
    rng = np.random.default_rng(2)
    return draw_people(*tables, size=60_000, exponent=0.8, rng=rng)


@pytest.mark.parametrize("exponent", [0.0, 0.8, 1.5])
def test_weights_of_surnames_give_the_composition_of_the_country(tables, exponent):
    names, counties = tables
    shares, counts = group_shares(names), county_counts(counties)
    prior = counts.sum(axis=0) / counts.sum()
    weights = surname_weights(shares, prior, exponent=exponent)
    assert weights.sum() == pytest.approx(1)
    assert shares.T @ weights == pytest.approx(prior, abs=1e-6)
    # Moved by an exponential tilt, the one with least relative entropy: linear in the shares.
    ranks = np.arange(1, len(shares) + 1)
    tilt = np.log(weights) + exponent * np.log(ranks)
    fitted = shares @ np.linalg.lstsq(shares, tilt, rcond=None)[0]
    assert fitted == pytest.approx(tilt, abs=1e-8)


def test_weights_that_the_tables_already_give_are_not_moved(tables):
    shares = group_shares(tables[0])
    start = special.softmax(-np.log(np.arange(1, len(shares) + 1)))
    found = surname_weights(shares, shares.T @ start, exponent=1.0)
    assert found == pytest.approx(start, abs=1e-7)


def test_a_composition_beyond_the_names_is_refused():
    shares = np.tile([0.5, 0.5, 0, 0, 0, 0], (20, 1))
    with pytest.raises(ValueError, match="No weights of the surnames"):
        surname_weights(shares, np.array([0.9, 0.1, 0, 0, 0, 0]), exponent=0.0)


def test_drawn_people_have_the_countrys_composition_and_right_probabilities(tables, people):
    counts = county_counts(tables[1])
    prior = counts.sum(axis=0) / counts.sum()
    size = len(people.groups)
    drawn = np.bincount(people.groups, minlength=len(GROUPS)) / size
    assert np.abs(drawn - prior).max() < 4.5 * np.sqrt(prior.max() / size)
    for column in range(3):
        said = people.probabilities[:, column]
        came = people.groups == column
        for low, high in ((0, 0.1), (0.1, 0.4), (0.4, 0.7), (0.7, 1.01)):
            inside = (said >= low) & (said < high)
            error = np.sqrt((said * (1 - said))[inside].sum()) / max(inside.sum(), 1)
            assert abs(came[inside].mean() - said[inside].mean()) < 4.5 * error


def test_each_draw_is_noted_as_simulated(tables):
    rng = np.random.default_rng(3)
    drawn = draw_people(*tables, size=2000, exponent=0.0, rng=rng)
    (name,) = ledger.inputs()
    assert ledger.inputs() == {name: "simulated"}
    made_outcome(drawn, world="own group", **PLANTED)
    assert list(ledger.inputs().values()) == ["simulated", "simulated"]


def test_laying_outcomes_on_labelled_people_is_noted_as_simulated():
    shares = np.array([[0.6, 0.4, 0, 0, 0, 0], [0.4, 0.6, 0, 0, 0, 0]])
    real = labelled_people(np.array([0, 1]), shares)
    assert ledger.inputs() == {}
    made_outcome(real, world="name and place", **PLANTED)
    assert list(ledger.inputs().values()) == ["simulated"]


@pytest.mark.parametrize("world", WORLDS)
def test_the_planted_gap_is_that_of_the_population(people, world):
    outcome = made_outcome(people, world=world, **PLANTED)
    of_black, of_white = (
        outcome.chances[people.groups == GROUPS.index(group)].mean() for group in ("black", "white")
    )
    assert outcome.gap == pytest.approx(-0.1)
    assert of_black - of_white == pytest.approx(-0.1)


def test_the_worlds_depend_on_what_they_say(people):
    own = made_outcome(people, world="own group", **PLANTED).chances
    assert set(np.round(own, 12)) == {0.4, 0.5}
    assert (own[people.groups == 1] < 0.45).all()
    proxy = made_outcome(people, world="name and place", **PLANTED).chances
    said = people.probabilities[:, 1]
    slope = np.polyfit(said, proxy, 1)
    assert proxy == pytest.approx(np.polyval(slope, said), abs=1e-9)
    assert slope[0] < -0.1


def test_gaps_that_cannot_be_are_refused(people):
    with pytest.raises(ValueError, match="chances run from"):
        made_outcome(people, world="name and place", **PLANTED | {"base": 0.05})
    some = labelled_people(np.zeros(3, dtype=int), np.tile([1.0, 0, 0, 0, 0, 0], (3, 1)))
    with pytest.raises(ValueError, match="nobody of the group black"):
        made_outcome(some, world="own group", **PLANTED)
    alike = labelled_people(np.array([0, 1]), np.tile([0.5, 0.5, 0, 0, 0, 0], (2, 1)))
    with pytest.raises(ValueError, match="do not tell black from white"):
        made_outcome(alike, world="name and place", **PLANTED)
