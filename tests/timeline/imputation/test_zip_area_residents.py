import numpy as np
import pytest

from rml.data.county_race import load_county_race
from rml.data.name_race import load_name_race, load_zcta_race
from rml.timeline.imputation.bisg import bisg
from rml.timeline.imputation.groups import county_counts, group_shares, shares_of
from rml.timeline.imputation.priors import load_national_prior, population_prior
from rml.timeline.imputation.zip_area_residents import PUERTO_RICO, residents, zip_area_prior


def drawn_counts(rng, areas):
    sizes = np.exp(rng.uniform(np.log(3), np.log(100_000), areas)).astype(int)
    counts = np.stack([rng.multinomial(size, rng.dirichlet(np.full(6, 0.4))) for size in sizes])
    return counts[counts.sum(axis=1) > 0]


def test_residents_are_found_again_but_for_a_common_factor():
    counts = drawn_counts(np.random.default_rng(8), 3000)
    factor = np.gcd.reduce(counts, axis=1)
    # Division, then decimal digits and back: as the table was written and is read.
    shares = np.array([[float(repr(float(v))) for v in row] for row in shares_of(counts * 1.0)])
    np.testing.assert_array_equal(residents(shares), counts // factor[:, None])
    assert (factor == 1).mean() > 0.7


def test_an_area_without_residents_adds_nobody():
    shares = np.array([[np.nan] * 6, [0.5, 0.25, 0.25, 0, 0, 0]])
    assert residents(shares).tolist() == [[0] * 6, [2, 1, 1, 0, 0, 0]]


@pytest.mark.parametrize("digits", [7, 9])
def test_rounded_shares_are_refused(digits):
    counts = drawn_counts(np.random.default_rng(9), 50)
    with pytest.raises(ValueError, match="may have been rounded"):
        residents(np.round(shares_of(counts * 1.0), digits))


def test_the_real_table_gives_the_residents_of_2010_back(real_files):
    table = load_zcta_race()
    counts = residents(group_shares(table))
    np.testing.assert_allclose(shares_of(counts), group_shares(table), atol=1e-12)
    in_puerto_rico = table["zcta"].str[:3].isin(PUERTO_RICO).to_numpy()
    # Census of 2010: 308,745,538 residents of the states, 3,725,789 of Puerto Rico, those of
    # some other race included.
    assert 0.98 < counts[~in_puerto_rico].sum() / 308_745_538 < 1
    assert 0.98 < counts[in_puerto_rico].sum() / 3_725_789 < 1


def test_the_prior_lies_between_that_of_adults_and_that_of_2018(real_files):
    prior = zip_area_prior(load_zcta_race())
    adults = load_national_prior()
    later = population_prior(county_counts(load_county_race().counties))
    # White residents are older than others, and their share has fallen since.
    assert later[0] < prior[0] < adults[0]
    assert (prior[[1, 2, 5]] > adults[[1, 2, 5]]).all()
    assert (prior[[2, 3, 5]] < later[[2, 3, 5]]).all()


def averages(prior, names=("smith", "garcia", "washington", "nguyen", "yazzie")):
    """Return averages over ZIP areas of what the Bayes step gives, and the names' own shares.

    Areas are weighted by how many bearers of the name live there, by residents of each group.
    """
    table = load_zcta_race()
    table = table[~table["zcta"].str[:3].isin(PUERTO_RICO)]
    counts = residents(group_shares(table))
    place_given_group = counts / counts.sum(axis=0)
    listed = load_name_race().surnames.set_index("name")
    own, averaged = [], []
    for name in names:
        surname = group_shares(listed.loc[[name]])
        found = bisg(np.tile(surname, (len(table), 1)), group_shares(table), prior=prior)
        own.append(surname[0])
        averaged.append((place_given_group @ surname[0]) @ found.probabilities)
    return np.array(averaged), np.array(own)


def test_averaging_over_places_gives_the_shares_of_a_name_back(real_files):
    averaged, own = averages(zip_area_prior(load_zcta_race()))
    np.testing.assert_allclose(averaged, own, atol=1e-9)


def test_with_the_composition_of_adults_it_would_not(real_files):
    averaged, own = averages(load_national_prior())
    assert (averaged[:, 5] > 1.2 * own[:, 5]).all()
