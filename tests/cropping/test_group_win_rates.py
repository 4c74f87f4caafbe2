"""Noise in the largest gap between win rates: independent arithmetic, null, and planted gaps."""

import itertools

import numpy as np
import pandas as pd
import pytest

from rml.cropping.gaps import GROUPS
from rml.cropping.group_win_rates import outcomes_of_pairs, run_noise, win_rate_noise
from rml.errors import DataError
from rml.stats.people_pairs import PairOutcomes


def pairs_of(scores):
    """Return all pairs of all groups; the higher score wins, ties are halves."""
    start, people = 0, {}
    for group, found in scores.items():
        people[group] = (np.arange(start, start + len(found)), np.asarray(found))
        start += len(found)
    frames = []
    for first, second in itertools.combinations(people, 2):
        (ours, mine), (theirs, other) = people[first], people[second]
        one, two = np.meshgrid(np.arange(len(ours)), np.arange(len(theirs)), indexing="ij")
        frames.append(
            pd.DataFrame(
                {
                    "group_first": first,
                    "person_first": ours[one.ravel()],
                    "group_second": second,
                    "person_second": theirs[two.ravel()],
                    "outcome": (np.sign(mine[one] - other[two]).ravel() + 1) / 2,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def drawn(rng, shifts, size=20):
    return {name: rng.normal(shift, size=size) for name, shift in shifts.items()}


def test_win_rates_are_means_over_the_other_groups():
    pairs = pairs_of(drawn(np.random.default_rng(1), {"a": 0.5, "b": 0.0, "c": -0.5}))
    rates = []
    for group in "abc":
        shares = []
        for other in "abc".replace(group, ""):
            ahead = pairs[(pairs["group_first"] == group) & (pairs["group_second"] == other)]
            behind = pairs[(pairs["group_first"] == other) & (pairs["group_second"] == group)]
            shares.append(pd.concat([ahead["outcome"], 1 - behind["outcome"]]).mean())
        rates.append(100 * np.mean(shares))
    found = win_rate_noise(outcomes_of_pairs(pairs), level=0.95, seed=1)
    assert found.gap == pytest.approx(max(rates) - min(rates))
    assert found.observed_spread == pytest.approx(np.std(rates, ddof=1))
    assert found.groups == 3
    assert "60 people of 3 groups in 1,200 pairs" in found.spread.n


def test_equal_groups_show_the_expected_gap_and_the_test_seldom_rejects():
    rng, gaps, by_chance, rejected = np.random.default_rng(2), [], [], 0
    for number in range(150):
        pairs = pairs_of(drawn(rng, dict.fromkeys("abcd", 0.0)))
        found = win_rate_noise(outcomes_of_pairs(pairs), level=0.95, seed=number)
        gaps.append(found.gap)
        by_chance.append(found.by_chance)
        rejected += found.test.p_value <= 0.05
    assert np.mean(by_chance) == pytest.approx(np.mean(gaps), rel=0.12)
    assert rejected <= 17


def test_a_planted_difference_is_found_beyond_the_noise():
    pairs = pairs_of(drawn(np.random.default_rng(3), {"a": 1.5, "b": 0.0, "c": -1.5}, size=60))
    found = win_rate_noise(outcomes_of_pairs(pairs), level=0.95, seed=1)
    assert found.gap - found.by_chance > 20
    assert found.spread.low > 0
    assert found.test.p_value < 0.001


def test_rows_turned_round_and_conditions_change_nothing():
    pairs = pairs_of(drawn(np.random.default_rng(4), {"a": 0.5, "b": 0.0, "c": -0.5}))
    found = win_rate_noise(outcomes_of_pairs(pairs), level=0.95, seed=1)
    turned = pairs.rename(columns=lambda name: name.replace("first", "x"))
    turned = turned.rename(columns=lambda name: name.replace("second", "first"))
    turned = turned.rename(columns=lambda name: name.replace("_x", "_second"))
    turned = turned.assign(outcome=1 - pairs["outcome"])
    other = win_rate_noise(outcomes_of_pairs(turned), level=0.95, seed=1)
    assert (other.gap, other.by_chance) == pytest.approx((found.gap, found.by_chance), rel=0.01)
    columns = {name: pairs[name].to_numpy() for name in pairs}
    labelled = PairOutcomes(**columns, condition=np.full(len(pairs), "shown"))
    same = win_rate_noise(labelled, level=0.95, seed=1, condition="shown")
    assert same.spread == found.spread


def test_two_groups_have_no_largest_gap():
    pairs = pairs_of(drawn(np.random.default_rng(5), {"a": 0.5, "b": 0.0}))
    with pytest.raises(DataError, match="2 groups: a, b"):
        win_rate_noise(outcomes_of_pairs(pairs), level=0.95, seed=1)


def runs(share=0.5, trials=10_000):
    rows = [
        {"left": left, "right": right, "trials": trials, "left_wins": round(share * trials)}
        for left, right in itertools.combinations(GROUPS, 2)
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(right_wins=frame["trials"] - frame["left_wins"])


def test_draws_alone_have_little_noise_and_photos_much():
    these = run_noise(runs(), level=0.95, seed=1)
    like_these = run_noise(runs(), level=0.95, seed=1, photos=100)
    assert these.gap == like_these.gap == 0
    assert these.by_chance < 1
    assert like_these.by_chance > 5
    many = run_noise(runs(), level=0.95, seed=1, photos=1_000_000)
    assert many.by_chance == pytest.approx(these.by_chance, rel=0.02)


def test_the_noise_of_the_draws_is_that_of_binomial_shares():
    rng, trials = np.random.default_rng(6), 400
    cells = list(itertools.combinations(range(4), 2))
    wins = rng.binomial(trials, 0.5, (20_000, len(cells))) / trials
    rates = np.full((20_000, 4), 0.0)
    for cell, (first, second) in enumerate(cells):
        rates[:, first] += wins[:, cell] / 3
        rates[:, second] += (1 - wins[:, cell]) / 3
    found = run_noise(runs(trials=trials), level=0.95, seed=1)
    assert found.by_chance == pytest.approx(100 * np.ptp(rates, axis=1).mean(), rel=0.02)
