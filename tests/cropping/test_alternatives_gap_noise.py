"""Faces kept by group: independent arithmetic, an exact null, and policies without a gap."""

import numpy as np
import pytest

from rml.cropping import alternatives_gap_noise
from rml.cropping.alternatives_gap_noise import gap_noise_of_policies, row_name
from rml.cropping.crop_policies import CENTRE, MODEL, Outcome

HOW = {"level": 0.95, "resamples": 499, "seed": 1}
NAMES = ("a women", "b women", "c women", "d women")


@pytest.fixture
def kept(monkeypatch):
    """Let the model crop keep what a test says, and the centre crop the same of everybody."""
    given = {}

    def outcome_of(policy, images, *, ratio, shown_from):
        values = given["kept"] if policy is MODEL else np.full(given["kept"].size, 0.6)
        columns = values[:, np.newaxis]
        return Outcome(kept=columns, shown=columns, only_one=values)

    monkeypatch.setattr(alternatives_gap_noise, "outcome_of", outcome_of)
    return given


def noise_of(groups, policies=(MODEL,), ratios=None):
    ratios = ratios or {"wide": 0.56}
    return gap_noise_of_policies(None, groups, policies, ratios, **HOW)


def test_gap_and_spread_are_those_of_the_groups_means(kept):
    groups = np.repeat([*NAMES, ""], [20, 30, 40, 50, 60])
    kept["kept"] = np.random.default_rng(1).uniform(size=groups.size)
    found = noise_of(groups)[row_name("wide", MODEL)]
    means = [100 * kept["kept"][groups == name].mean() for name in NAMES]
    assert found.gap == pytest.approx(np.ptp(means))
    assert found.observed_spread == pytest.approx(np.std(means, ddof=1))
    assert found.spread.n == "140 people of 4 groups"


def test_a_policy_that_does_the_same_to_everybody_has_no_row(kept):
    groups = np.repeat(NAMES, 20)
    kept["kept"] = np.random.default_rng(2).uniform(size=groups.size)
    found = noise_of(groups, (MODEL, CENTRE), {"wide": 0.56, "tall": 2.0})
    assert list(found) == [row_name("wide", MODEL), row_name("tall", MODEL)]


def test_equal_groups_show_the_expected_gap_and_the_test_is_cautious(kept):
    groups = np.repeat(NAMES, [20, 30, 100, 200])
    rng, gaps, by_chance, rejected = np.random.default_rng(3), [], [], 0
    for _ in range(300):
        kept["kept"] = rng.uniform(size=groups.size)
        (found,) = noise_of(groups).values()
        gaps.append(found.gap)
        by_chance.append(found.by_chance)
        rejected += found.test.p_value <= 0.05
    assert np.mean(by_chance) == pytest.approx(np.mean(gaps), rel=0.08)
    assert rejected <= 20


def test_a_planted_group_is_found(kept):
    groups = np.repeat(NAMES, 40)
    rng = np.random.default_rng(4)
    kept["kept"] = rng.uniform(0.4, 0.6, size=groups.size) + 0.2 * (groups == "d women")
    (found,) = noise_of(groups).values()
    assert found.test.p_value < 0.001
    assert found.spread.low > 5
