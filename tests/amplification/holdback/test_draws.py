"""Three ways to draw an experiment have one distribution: counts, pooled counts, users."""

import numpy as np
import pytest
from planted_cases import scenario
from scipy import stats

from rml.amplification.holdback.behaviour import expected_reach
from rml.amplification.holdback.draw_audience import draw_audience, draw_full_counts
from rml.amplification.holdback.draw_counts import (
    draw_author_reach,
    draw_pooled_counts,
    draw_reach_counts,
)
from rml.amplification.holdback.scenario import PartyPlan, planted

DRAWS = 150


@pytest.fixture(scope="module")
def experiment():
    return planted(scenario(6, 4, control_users=800, days=6), np.random.default_rng(5))


@pytest.fixture(scope="module")
def draws(experiment):
    rng = np.random.default_rng(7)
    return {
        "users": [draw_full_counts(experiment, rng)[1] for _ in range(DRAWS)],
        "counts": [draw_reach_counts(experiment, rng) for _ in range(DRAWS)],
        "pooled": [draw_pooled_counts(experiment, rng) for _ in range(DRAWS)],
    }


@pytest.mark.parametrize("way", ["users", "counts", "pooled"])
def test_reach_has_the_computed_expectation(experiment, draws, way):
    found = np.array([one.reach.sum(axis=0) for one in draws[way]])
    error = found.std(axis=0) / np.sqrt(DRAWS)
    assert (np.abs(found.mean(axis=0) - expected_reach(experiment).sum(axis=0)) < 4 * error).all()


@pytest.mark.parametrize("way", ["counts", "pooled"])
@pytest.mark.parametrize("part", ["reach", "alone", "bucket"])
def test_cheap_draws_have_the_distribution_of_users_drawn_one_by_one(draws, way, part):
    def values(counts):
        if part == "bucket":
            return counts.by_bucket[..., :3].sum(axis=(0, 3))[1]
        return getattr(counts, part).sum(axis=0)[1]

    one = np.array([values(counts) for counts in draws["users"]])
    other = np.array([values(counts) for counts in draws[way]])
    # Kolmogorov-Smirnov for each party or author; Bonferroni keeps the whole test's level.
    p_values = [
        stats.ks_2samp(one[:, index], other[:, index]).pvalue for index in range(one.shape[1])
    ]
    assert min(p_values) * len(p_values) > 0.001


def test_users_return_alike_in_both_ways(draws):
    # A bucket's reach on two days is correlated through its users' types.
    def later_on_earlier(counts):
        share = counts.by_bucket[:, 1].sum(axis=1) / counts.users[1, 0][None]
        return np.corrcoef(share[:3].sum(axis=0), share[3:].sum(axis=0))[0, 1]

    one = np.array([later_on_earlier(counts) for counts in draws["users"]])
    other = np.array([later_on_earlier(counts) for counts in draws["counts"]])
    error = np.hypot(one.std(), other.std()) / np.sqrt(DRAWS)
    assert abs(one.mean() - other.mean()) < 4 * error
    assert one.mean() > 0.05


def test_every_user_is_in_one_bucket_of_one_arm(experiment, draws):
    for way in draws:
        counts = draws[way][0]
        assert counts.users.sum(axis=2).tolist() == [[800, 800], [3200, 3200]]


def test_those_who_met_an_author_alone_are_no_more_than_the_reach(draws):
    for way in draws:
        counts = draws[way][0]
        by_party = np.add.reduceat(counts.alone, [0, 6], axis=2)
        assert (by_party <= counts.reach).all()


def test_authors_reach_has_its_expectation(experiment):
    rng = np.random.default_rng(1)
    found = np.array([draw_author_reach(experiment, rng).sum(axis=0) for _ in range(DRAWS)])
    error = np.maximum(found.std(axis=0), 1) / np.sqrt(DRAWS)
    expected = expected_reach(experiment, by="author").sum(axis=0)
    assert (np.abs(found.mean(axis=0) - expected) < 4.5 * error).all()


def test_an_audience_drawn_by_users_is_consistent(experiment):
    audience, users = draw_audience(experiment, np.random.default_rng(2))
    assert (audience.reach == audience.bucket_reach.sum(axis=3)).all()
    assert (audience.author_reach >= audience.single).all()
    assert users.sum(axis=1).tolist() == [800, 3200]
    assert (audience.patterns.sizes >= 2).all()


def test_users_of_several_countries_are_not_mixed():
    case = scenario(4)
    plans = (
        *case.parties,
        PartyPlan(party="Q", country="Arcadia", side=None, authors=3, amplification=0.2),
    )
    users = {"Utopia": 500, "Arcadia": 300}
    both = type(case)(
        parties=plans,
        habits=case.habits,
        control_users=users,
        size_ratio=4,
        first_day="2020-04-01",
        days=3,
    )
    experiment = planted(both, np.random.default_rng(0))
    counts = draw_reach_counts(experiment, np.random.default_rng(0))
    assert abs(counts.users[0].sum(axis=1)[1] - 300) < 80
    with pytest.raises(ValueError, match="one by one"):
        draw_audience(experiment, np.random.default_rng(0))
