from dataclasses import replace

import numpy as np
import pytest

from rml.data import ledger
from rml.stats.disparity_chance import gap_expected_by_chance
from rml.timeline.group_disparity import repetitions
from rml.timeline.group_disparity.repetitions import (
    DOUBLY,
    ESTIMATORS,
    GAP,
    ONCE,
    UNCORRECTED,
    false_alarms,
    judged,
    judged_each,
)
from rml.timeline.group_disparity.scenarios import alike, small_group_apart, spaced_groups
from rml.timeline.group_disparity.worst import how_missed, worst_of

EQUAL = alike(groups=7, size=200, rate=0.3)
HOW = {"repetitions": 400, "draws": 199, "level": 0.95, "seed": [1]}


def test_the_false_gap_is_the_exact_one_and_no_interval_about_it_holds_zero():
    found = judged(EQUAL, **HOW)[GAP]
    exact = 100 * gap_expected_by_chance(EQUAL.sizes, 0.3)
    assert abs(found.bias - exact) < 4 * found.bias_error
    assert found.coverage == 0
    assert ledger.derive_data_kind(ledger.inputs()) == "simulated"


def test_u_is_too_large_by_the_noise_and_c_is_not():
    found = judged(EQUAL, **HOW)
    assert abs(found[UNCORRECTED].bias - 100) < 4 * found[UNCORRECTED].bias_error
    assert abs(found[ONCE].bias) < 4 * found[ONCE].bias_error
    # The published noise lacks one part in n, and the other has it.
    assert found[ONCE].bias - found[DOUBLY].bias == pytest.approx(100 / 200, rel=0.02)
    assert found[UNCORRECTED].coverage < found[ONCE].coverage <= found[DOUBLY].coverage


def test_groups_that_differ_are_covered_near_the_nominal_level():
    ((_, scenario),) = spaced_groups(groups=[6], sizes=[500], spreads=[0.1], rate=0.3).items()
    found = judged(scenario, **HOW)
    assert 0.91 < found[DOUBLY].coverage < 0.985
    assert found[DOUBLY].without_events == 0


def test_the_second_time_nothing_is_drawn(monkeypatch):
    first = judged(EQUAL, **HOW)
    monkeypatch.setattr(repetitions, "_sampled", lambda *_, **__: pytest.fail("drawn again"))
    ledger.clear()
    assert judged(EQUAL, **HOW) == first
    assert ledger.derive_data_kind(ledger.inputs()) == "simulated"


def test_another_rule_or_seed_is_other_work():
    small = alike(groups=3, size=10, rate=0.05)
    how = HOW | {"repetitions": 60}
    kept, smoothed, other = (
        judged(small, **how),
        judged(small, **how, resampling="smooth"),
        judged(small, **how | {"seed": [2]}),
    )
    assert kept[DOUBLY].bias == smoothed[DOUBLY].bias != other[DOUBLY].bias
    assert kept[DOUBLY].width < smoothed[DOUBLY].width
    assert kept[DOUBLY].without_events > 0.5


def test_the_test_of_equal_rates_rejects_equals_seldom():
    found = false_alarms(EQUAL, repetitions=400, permutations=99, alpha=0.05, seed=[3])
    assert found.low < 0.05 < found.high
    never = alike(groups=3, size=2, rate=0.0)
    found = false_alarms(never, repetitions=20, permutations=99, alpha=0.05, seed=[3])
    assert found.value == 0


def test_the_worst_is_the_worst_of_all_scenarios():
    found = [judged(alike(groups=4, size=size, rate=0.3), **HOW)[DOUBLY] for size in (20, 200)]
    worst = worst_of(found, level=0.95)
    assert abs(worst.estimate.value) == max(abs(one.bias) for one in found)
    assert (worst.lowest, worst.highest) == tuple(np.sort([one.coverage for one in found]).tolist())
    assert worst.coverage in (worst.lowest, worst.highest)
    assert worst.where_lowest in {one.scenario.name for one in found}
    verdict = worst.recovery(bias_bound=5, width_bound=600)
    assert (verdict.bias, verdict.coverage) == (worst.estimate.value, worst.coverage)
    assert worst.estimate.high - worst.estimate.value > 1.96 * min(one.bias_error for one in found)
    assert "of 2 scenarios" in worst.estimate.n or "each of 2" in worst.estimate.n


def test_every_estimator_is_judged():
    assert list(judged(EQUAL, **HOW | {"repetitions": 20})) == list(ESTIMATORS)


def test_intervals_end_too_low_where_a_small_group_is_highest_and_events_are_rare():
    apart = small_group_apart(
        layouts={"panel": [113, 190, 16, 22, 61, 1995]}, highest=[0.2], others=[0.01, 0.05]
    )
    how = HOW | {"repetitions": 800}
    (found,) = judged_each(apart, **how, resampling="smooth").values()
    (kept,) = judged_each(apart, **how).values()
    assert kept[DOUBLY].coverage <= found[DOUBLY].coverage < 0.925
    assert found[DOUBLY].too_low > 0.9 * (1 - found[DOUBLY].coverage)


def test_each_scenario_has_its_own_random_numbers():
    found = judged_each({"a": EQUAL, "b": EQUAL}, **HOW | {"repetitions": 30})
    assert found["a"][DOUBLY].bias != found["b"][DOUBLY].bias


def test_misses_are_told_apart_by_their_side():
    one = worst_of([judged(EQUAL, **HOW)[DOUBLY]], level=0.95)
    found = how_missed(
        [
            replace(one, lowest=low, highest=high)
            for low, high in [(0.9, 0.99), (0.94, 0.99), (0.94, 0.96), (0.98, 1.0), (0.9, 0.95)]
        ]
    )
    assert [found[name] for name in ("all", "short", "cautious", "recovered")] == [5, 2, 2, 1]
    assert one.lowest > 0.975
