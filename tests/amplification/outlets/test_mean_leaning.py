import numpy as np
import pytest

from rml.amplification.outlets.leaning import outlet_leaning, own_shares
from rml.amplification.outlets.mean_leaning import _mean_and_error, _Table, mean_leaning

REPUBLICAN = np.repeat([False, True], [40, 30])


def heavy_links(rng, size):
    """Return links of politicians who differ in how much they tweet, and in what they like."""
    republican = np.repeat([False, True], size)
    taste = rng.gamma(1.0, 1.0, size=(2 * size, 5))
    rates = np.where(republican[:, np.newaxis], [1, 2, 3, 4, 5], [5, 4, 3, 2, 1])
    return rng.poisson(rates * taste * rng.lognormal(0.5, 0.8, size=(2 * size, 1))), republican


@pytest.fixture
def links(rng):
    return rng.poisson(rng.gamma(0.5, 6, size=(70, 6)))


def table(rows, republican, impressions, positions=None):
    shown = np.asarray(impressions, dtype=float)
    return _Table(
        rows=rows.astype(float),
        totals=rows.sum(axis=1).astype(float),
        second=republican,
        places=np.where(republican, 1.0, -1.0) if positions is None else positions,
        share=shown / shown.sum(),
    )


def test_the_value_is_the_weighted_mean_of_leanings(links, rng):
    impressions = np.array([5, 0, 1, 30, 2, 9])
    found = mean_leaning(links, REPUBLICAN, impressions, rng=rng, resamples=199)
    expected = np.average(outlet_leaning(links, REPUBLICAN), weights=impressions)
    assert found.value == pytest.approx(expected)
    assert found.low < found.value < found.high
    assert found.n == "5 outlets, placed by 70 politicians"
    assert "over politicians within party" in found.method
    assert "impressions held fixed" in found.method


def test_the_scale_of_impressions_does_not_matter(links):
    def made(impressions):
        rng = np.random.default_rng(1)
        return mean_leaning(links, REPUBLICAN, impressions, rng=rng, resamples=199)

    one, other = made([1, 2, 3, 4, 5, 6]), made([10, 20, 30, 40, 50, 60])
    assert (one.low, one.high) == pytest.approx((other.low, other.high))


@pytest.mark.parametrize("scored", [False, True])
def test_the_standard_error_agrees_with_a_jackknife_over_politicians(rng, scored):
    # The two differ by terms of the order of one over the number of politicians.
    links, republican = rng.poisson(rng.gamma(2, 3, size=(400, 6))), np.repeat([False, True], 200)
    impressions = np.array([5.0, 4, 1, 30, 2, 9])
    positions = rng.normal(np.where(republican, 1, -1), 0.3) if scored else None
    made = table(links, republican, impressions, positions)
    _, error = _mean_and_error(made, np.ones((1, 400)))
    variance = 0.0
    for members in (~republican, republican):
        left_out = []
        for one in np.flatnonzero(members):
            kept = np.arange(400) != one
            places = None if positions is None else positions[kept]
            leanings = outlet_leaning(links[kept], republican[kept], places)
            left_out.append(np.average(leanings, weights=impressions))
        size = members.sum()
        variance += (size - 1) ** 2 / size * np.var(left_out, ddof=1)
    assert error[0] == pytest.approx(np.sqrt(variance), rel=0.02)


def test_counting_a_politician_twice_is_the_same_as_drawing_them_twice(links):
    impressions = np.ones(6)
    drawn = np.random.default_rng(3).integers(0, 3, size=70).astype(float)
    counted = _mean_and_error(table(links, REPUBLICAN, impressions), drawn[np.newaxis])[0]
    repeated = np.repeat(np.arange(70), drawn.astype(int))
    expected = np.mean(outlet_leaning(links[repeated], REPUBLICAN[repeated]))
    assert counted[0] == pytest.approx(expected)


def test_an_outlet_that_a_resample_does_not_link_to_drops_out():
    rows = np.array([[1, 0], [1, 4], [1, 0], [3, 0]])
    republican = np.array([False, False, True, True])
    drawn = np.array([[2.0, 0.0, 1.0, 1.0]])
    mean, error = _mean_and_error(table(rows, republican, [1, 99]), drawn)
    assert mean[0] == pytest.approx(0)
    assert np.isfinite(error[0])


def test_nominal_intervals_hold_the_truth_of_a_known_population(rng):
    population, _ = heavy_links(rng, 4000)
    everyone = np.repeat([False, True], 4000)
    impressions = np.array([3.0, 1, 1, 1, 4])
    truth = np.average(outlet_leaning(population, everyone), weights=impressions)
    held = []
    for _ in range(300):
        chosen = np.concatenate([rng.integers(0, 4000, 80), rng.integers(4000, 8000, 80)])
        rows, party = population[chosen], everyone[chosen]
        found = mean_leaning(rows, party, impressions, rng=rng, resamples=199)
        held.append(found.low <= truth <= found.high)
    # Over 1,000 samples the coverage is 93 %; within 2.5 standard errors of 300 samples.
    assert 0.893 <= np.mean(held) <= 0.967


def test_politicians_alike_and_links_alike_are_two_measures(links, rng):
    links[0] *= 500
    links = links + 1
    impressions = np.ones(6)
    one = mean_leaning(links, REPUBLICAN, impressions, rng=rng, resamples=199)
    other = mean_leaning(own_shares(links), REPUBLICAN, impressions, rng=rng, resamples=199)
    assert other.high - other.low < one.high - one.low


@pytest.mark.parametrize(
    ("impressions", "message"),
    [
        ([1, 2], "must be 6 numbers"),
        ([1, 2, 3, 4, 5, -1], "at least 0"),
        ([0] * 6, "not all of them 0"),
        ([1, 2, 3, 4, 5, np.nan], "missing or infinite"),
    ],
)
def test_bad_impressions_are_refused(links, rng, impressions, message):
    with pytest.raises(ValueError, match=message):
        mean_leaning(links, REPUBLICAN, impressions, rng=rng)


def test_few_politicians_and_unlinked_outlets_are_refused(links, rng):
    with pytest.raises(ValueError, match="5 and 30 politicians are too few"):
        mean_leaning(links[35:], REPUBLICAN[35:], np.ones(6), rng=rng)
    links[:, 2] = 0
    with pytest.raises(ValueError, match="Nobody links"):
        mean_leaning(links, REPUBLICAN, np.ones(6), rng=rng)
