"""Noise in the largest gap between win rates: independent arithmetic, null, and planted gaps."""

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from rml.cropping.gaps import GROUPS
from rml.cropping.group_win_rates import (
    RUNS,
    WIN_RATES,
    by_photos,
    outcomes_of_pairs,
    run_noise,
    run_noise_by_photos,
    win_rate_noise,
    win_rates_claim,
)
from rml.errors import DataError
from rml.report.holm_rows import FINDS_NOTHING, FINDS_ONLY
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


def test_with_more_photos_the_gap_stays_and_the_noise_shrinks():
    pairs = runs(share=0.55)
    sizes = run_noise_by_photos(pairs, [400, 100, 100], level=0.95, seed=1)
    assert list(sizes) == [100, 400]
    few, many = sizes.values()
    assert few.gap == many.gap
    assert few.by_chance == pytest.approx(2 * many.by_chance, rel=0.05)
    assert few.test.p_value > many.test.p_value
    named = by_photos(run_noise(pairs, level=0.95, seed=1), sizes)
    assert list(named) == ["these photos", "100 photos a group", "400 photos a group"]


def test_the_sentence_on_the_runs_says_that_the_number_of_photos_is_assumed():
    assert "if each group had {photos:d} photos" in RUNS["statement"]
    assert "not verified" in RUNS["statement"]


@pytest.mark.parametrize(
    ("p", "low", "added"),
    [(0.01, 0.0, FINDS_ONLY), (0.2, 1.0, FINDS_NOTHING), (0.01, 1.0, ""), (0.2, 0.0, "")],
)
def test_a_test_that_differs_from_the_interval_is_explained(p, low, added):
    noise = run_noise(runs(), level=0.95, seed=1, photos=100)
    noise = replace(
        noise,
        spread=replace(noise.spread, value=2.0, low=low, high=3.0),
        test=replace(noise.test, p_value=p),
    )
    assert win_rates_claim(noise)["statement"] == f"{WIN_RATES['statement']} {added}".strip()


def gap_of(scores):
    """Return the largest gap between win rates over the other groups, in points."""
    rates = [
        np.mean([np.greater.outer(mine, theirs).mean() for theirs in scores if theirs is not mine])
        for mine in scores
    ]
    return 100 * np.ptp(rates)


def test_chance_gives_more_at_equal_rates_than_the_covariance_at_unequal_ones_says():
    rng = np.random.default_rng(7)
    at_observed, at_equal = [], []
    for number in range(3):
        scores = drawn(rng, {"a": 2.0, "b": 0.0, "c": 0.0, "d": -2.0}, size=12)
        wide = win_rate_noise(outcomes_of_pairs(pairs_of(scores)), level=0.95, seed=number)
        assert wide.gap == pytest.approx(gap_of(list(scores.values())))
        at_observed.append(wide.by_chance)
        everyone = np.concatenate(list(scores.values()))
        at_equal += [gap_of(list(rng.permutation(everyone).reshape(4, -1))) for _ in range(300)]
    assert np.mean(at_observed) < np.mean(at_equal)
