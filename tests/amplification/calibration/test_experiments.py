"""Draws of the published interval and of the test of single accounts."""

from dataclasses import replace

import numpy as np
import pytest
from planted_cases import HABITS, scenario
from scipy import stats

from rml.amplification.calibration import experiments as module
from rml.amplification.calibration.experiments import (
    PublishedDraws,
    association_p_values,
    published_draws,
)
from rml.amplification.calibration.summary import two_parties
from rml.amplification.holdback.author_ratio import split_log_ratios
from rml.amplification.holdback.behaviour import planted_amplification
from rml.amplification.holdback.draw_audience import draw_audience
from rml.amplification.holdback.draw_counts import draw_author_reach
from rml.amplification.holdback.party_association import party_association
from rml.amplification.holdback.published_interval import published_amplification
from rml.amplification.holdback.scenario import planted
from rml.data import ledger

CASE = scenario(12, 8, amplification=0.5, control_users=400, days=3)
PUBLISHED = {
    "authors": "these authors",
    "repetitions": 3,
    "smoothing": "inside",
    "resamples": 20,
    "seed": 4,
}
TWO = two_parties(
    30,
    habits=replace(HABITS, affinity=7.0, largest_reach=0.4),
    control_users={"Utopia": 800},
    size_ratio=4,
    days=6,
    first_day="2020-04-01",
)
TESTS = {
    "repetitions": 3,
    "permutations": 39,
    "smoothing": "inside",
    "least_control": 15,
    "seed": 4,
}


def test_what_is_said_of_draws_is_plain_arithmetic():
    rng = np.random.default_rng(1)
    value, truth = rng.normal(1, 0.2, (40, 3)), rng.uniform(0.5, 1.5, (40, 3))
    error = rng.uniform(0.1, 0.3, (40, 3))
    pair_error = rng.uniform(0.1, 0.3, (40, 3, 3))
    drawn = PublishedDraws(value=value, truth=truth, error=error, pair_error=pair_error)
    z = 1.644854
    for party in range(3):
        off = [value[row, party] - truth[row, party] for row in range(40)]
        held = [abs(off[row]) <= z * error[row, party] for row in range(40)]
        assert drawn.held(party, level=0.9).tolist() == [float(one) for one in held]
        assert 0 < sum(held) < 40
        scaled = [100 * off[row] / (1 + truth[row, party]) for row in range(40)]
        assert drawn.bias(party) == pytest.approx(np.mean(scaled))
        wide = [100 * 2 * z * error[row, party] / (1 + truth[row, party]) for row in range(40)]
        assert drawn.width(party, level=0.9) == pytest.approx(np.mean(wide), rel=1e-5)
    apart = (value[:, 2] - value[:, 0]) - (truth[:, 2] - truth[:, 0])
    expected = (np.abs(apart) <= z * pair_error[:, 2, 0]).astype(float)
    assert drawn.difference_held(2, 0, level=0.9).tolist() == expected.tolist()


def test_a_draw_of_these_authors_is_that_of_the_interval_itself():
    found = published_draws(CASE, **PUBLISHED)
    rng = np.random.default_rng(4)
    experiment = planted(CASE, rng)
    for row in range(3):
        audience, _ = draw_audience(experiment, rng)
        one = published_amplification(
            audience, smoothing="inside", size_ratio=4, resamples=20, rng=rng
        )
        assert found.value[row] == pytest.approx(one.value)
        assert found.error[row] == pytest.approx(one.replicates.std(axis=0, ddof=1))
        apart = (one.replicates[:, 1] - one.replicates[:, 0]).std(ddof=1)
        assert found.pair_error[row, 1, 0] == pytest.approx(apart)
        assert found.pair_error[row, 0, 1] == pytest.approx(apart)
        half = one.difference(1, 0, level=0.95)
        assert (half.high - half.low) / 200 == pytest.approx(stats.norm.ppf(0.975) * apart)
    # What a mean of daily ratios estimates, not the ratio of sums.
    truth = planted_amplification(experiment, combine="daily")
    assert found.truth == pytest.approx(np.tile(truth, (3, 1)))
    assert np.abs(truth - planted_amplification(experiment)).max() > 1e-5


def test_authors_like_these_are_held_against_what_was_asked():
    found = published_draws(CASE, **(PUBLISHED | {"authors": "authors like these"}))
    assert (found.truth == 0.5).all()
    assert len({tuple(row) for row in found.value}) == 3


def test_accounts_are_tested_on_pooled_and_on_daily_ratios():
    found = association_p_values(TWO, **TESTS)
    rng = np.random.default_rng(4)
    party = TWO.authors["party"].to_numpy()
    for row in range(3):
        experiment = planted(TWO, rng, centres={"P1": 1.0, "P2": 1.0})
        reach = draw_author_reach(experiment, rng)
        pooled, enough = split_log_ratios(reach, size_ratio=4, least_control=15)
        assert 0 < (~enough).sum() < 30
        one = party_association(pooled[enough], party[enough], rng=rng, resamples=39)
        assert found["pooled"][row] == one.p_value
        daily = ((reach[:, 1] + 1) / (4 * reach[:, 0] + 1) - 1).mean(axis=0)
        other = party_association(daily, party, rng=rng, resamples=39)
        assert found["as published"][row] == other.p_value


@pytest.mark.parametrize(
    ("draw", "case", "options", "work"),
    [
        (published_draws, CASE, PUBLISHED, "_published"),
        (association_p_values, TWO, TESTS, "_association"),
    ],
)
def test_the_cache_gives_the_same_again_and_it_is_still_simulated(
    monkeypatch, draw, case, options, work
):
    first = draw(case, **options)

    def never(*args, **others):
        raise AssertionError("computed again")

    monkeypatch.setattr(module, work, never)
    ledger.clear()
    again = draw(case, **options)
    assert ledger.inputs() == {f"{module.__name__}.{draw.__name__}": "simulated"}
    one, other = (found if isinstance(found, dict) else found.value for found in (first, again))
    np.testing.assert_equal(one, other)
    changes = {
        "repetitions": 4,
        "smoothing": "outside",
        "seed": 5,
        "resamples": 21,
        "authors": "authors like these",
        "permutations": 49,
        "least_control": 3,
    }
    for name in options:
        with pytest.raises(AssertionError, match="computed again"):
            draw(case, **(options | {name: changes[name]}))
    with pytest.raises(AssertionError, match="computed again"):
        draw(replace(case, days=5), **options)


@pytest.mark.slow
def test_the_test_of_accounts_keeps_its_level_and_the_published_one_does_not():
    case = two_parties(
        200,
        habits=replace(HABITS, affinity=7.0, largest_reach=0.15),
        control_users={"Utopia": 4000},
        size_ratio=4,
        days=14,
        first_day="2020-04-01",
    )
    found = association_p_values(
        case, repetitions=300, permutations=99, smoothing="inside", least_control=10, seed=2
    )
    pooled = int((found["pooled"] <= 0.05).sum())
    assert stats.binomtest(pooled, 300, 0.05).pvalue > 0.01
    published = int((found["as published"] <= 0.05).sum())
    assert stats.binomtest(published, 300, 0.05, alternative="greater").pvalue < 1e-6
