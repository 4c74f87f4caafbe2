"""The audit finds what was planted, says how sure it is, and misses what was not planted."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy import special

from rml.cropping import planted_recovery as module
from rml.cropping.audit_groups import DeclaredGap
from rml.cropping.composites import Layout
from rml.cropping.drawn_faces import DrawnFaces, draw_faces, drawn_groups
from rml.cropping.pair_outcomes import Outcomes
from rml.cropping.planted_recovery import (
    PlantedAudit,
    PlantedRepetitions,
    planted_recovery,
    repeated,
)
from rml.data import ledger
from rml.estimate import Estimate
from rml.report.verdict import judge

CELLS = tuple(
    (f"long {one}", f"short {other}") for one in ("lilac", "blue") for other in ("lilac", "blue")
)
LONG_OVER_SHORT = DeclaredGap(id="gap_long_short", label="long over short hair", pairs=CELLS)
ONE_CELL = DeclaredGap(id="pair", label="lilac, long over short hair", pairs=CELLS[:1])
SMALL = {"people": 15, "pairs": 15, "size": 48}


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))


def audit_of(*strengths, gap=LONG_OVER_SHORT, people=20, pairs=40, **settings):
    """Groups in the order of `drawn_groups`: long lilac, long blue, short lilac, short blue."""
    keys = [(hair, skin) for hair in ("long", "short") for skin in ("lilac", "blue")]
    groups = drawn_groups(dict(zip(keys, strengths, strict=True)))
    return PlantedAudit(groups=groups, gap=gap, people=people, pairs=pairs, **settings)


def through_images(audit, *, repetitions, seed):
    estimates = repeated(audit, repetitions=repetitions, rng=np.random.default_rng(seed))
    return PlantedRepetitions.of(estimates, truth=audit.truth)


@pytest.fixture
def by_scores(monkeypatch):
    """The same without pictures: the strengths themselves decide. It is many times as fast,
    and as right as `test_pictures_give_the_winners_that_strengths_give` says.
    """
    drawn = []

    def draw(groups, *, people, size, rng):
        group = np.repeat(np.arange(len(groups)), people)
        mean = np.array([one.strength for one in groups])
        strength = mean[group] + rng.gumbel(size=group.size)
        drawn[:] = [strength]
        images = np.zeros((group.size, 1, 1, 3), dtype=np.uint8)
        return DrawnFaces(groups=groups, images=images, group=group, strength=strength)

    def outcomes(images, placements, layout, scorer):
        first, second = drawn[0][placements.people].T
        winner = (first + scorer.side_bias < second).astype(np.intp)
        return Outcomes(winner=winner, points=None, sizes=None, scores=None)

    def found(audit, *, repetitions, seed):
        with monkeypatch.context() as patch:
            patch.setattr(module, "draw_faces", draw)
            patch.setattr(module, "pair_outcomes", outcomes)
            return through_images(audit, repetitions=repetitions, seed=seed)

    return found


def verdict(recovery):
    """The verdict as the report computes it; the estimate itself plays no part in it."""
    estimate = Estimate(value=0.0, low=None, high=None, level=None, n="1", unit="x", method="x")
    return judge(estimate, data_kind="simulated", recovery=recovery).verdict


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"side_bias": 0.7},
        {"side_bias": -0.7, "layout": Layout(arrangement="stacked", jpeg=False)},
        {"size": 64, "layout": Layout(gap=64, padding=13, jpeg=False), "side_bias": 0.31},
        {"size": 100, "layout": Layout(height=80, padding=6, jpeg=False)},
    ],
    ids=["plain", "left", "stacked", "gap", "scaled"],
)
def test_pictures_give_the_winners_that_strengths_give(settings):
    audit = audit_of(0.3, 0.0, 0.0, -0.2, people=15, pairs=18, **settings)
    found = list(module._frames(audit, repetitions=2, rng=np.random.default_rng(5)))
    same = draw_faces(audit.groups, people=30, size=audit.size, rng=np.random.default_rng(5))
    assert len(found) == 2
    people = []
    for pairs, composites in found:
        assert pairs.groupby(["group_first", "group_second"]).size().to_dict() == dict.fromkeys(
            CELLS, 18
        )
        names = np.array([group.name for group in audit.groups])[same.group]
        assert np.array_equal(names[composites["person_left"]], composites["group_left"])
        difference = (
            same.strength[composites["person_left"]] - same.strength[composites["person_right"]]
        )
        assert np.array_equal(composites["left_won"], difference + audit.side_bias > 0)
        difference = same.strength[pairs["person_first"]] - same.strength[pairs["person_second"]]
        wins = [(difference + bias > 0) for bias in (audit.side_bias, -audit.side_bias)]
        assert np.array_equal(pairs["outcome"], np.mean(wins, axis=0))
        people.append({*composites["person_left"], *composites["person_right"]})
    assert len(people[0]) == len(people[1]) == 60
    assert not people[0] & people[1]


def test_the_truth_is_the_mean_of_the_cells():
    audit = audit_of(0.4, 0.1, 0.0, -0.3)
    differences = np.array([0.4, 0.7, 0.1, 0.4])
    assert audit.truth == pytest.approx(special.expit(differences).mean() - 0.5)
    assert audit_of(0.4, 0.1, 0.0, -0.3, gap=ONE_CELL).truth == pytest.approx(
        special.expit(0.4) - 0.5
    )
    assert audit_of(0.2, 0.2, 0.2, 0.2, side_bias=0.9).truth == 0


def test_the_planted_order_is_found_and_reversed_with_the_groups():
    one = through_images(
        audit_of(0.8, 0.6, -0.4, -0.4, people=15, pairs=15), repetitions=15, seed=1
    )
    other = through_images(
        audit_of(-0.4, -0.4, 0.8, 0.6, people=15, pairs=15), repetitions=15, seed=2
    )
    assert one.truth == pytest.approx(-other.truth)
    for found in (one, other):
        mean = found.mean_gap()
        assert mean.n == "15 repetitions"
        assert mean.value == pytest.approx(found.over_people.value.mean())
        error = found.over_people.value.std(ddof=1) / np.sqrt(15)
        assert mean.value == pytest.approx(found.truth, abs=4 * error)
        assert found.rejections > 0.5


def test_a_planted_side_effect_is_found_and_cancels_between_the_orders():
    audit = audit_of(0.0, 0.0, 0.0, 0.0, people=15, pairs=15, side_bias=0.9)
    found = through_images(audit, repetitions=20, seed=3)
    error = found.side.std(ddof=1) / np.sqrt(20)
    assert error < 0.1
    assert found.side.mean() == pytest.approx(0.9, abs=4 * error)
    error = found.over_people.value.std(ddof=1) / np.sqrt(20)
    assert found.over_people.value.mean() == pytest.approx(0, abs=4 * error)


def test_the_side_effect_is_found_over_many_repetitions(by_scores):
    found = by_scores(audit_of(0.4, 0.1, 0.0, -0.3, side_bias=0.5), repetitions=150, seed=4)
    # Logits of few people's rates lie a little too far out: 4 % at 20 people a group.
    mean = found.mean_side()
    assert mean.value == pytest.approx(0.5, abs=0.04)
    assert mean.n == "150 repetitions"
    assert mean.low < mean.value < mean.high
    without = by_scores(audit_of(0.4, 0.1, 0.0, -0.3), repetitions=20, seed=5)
    # Without a side effect both orders of a pair have the same winner.
    assert without.side == pytest.approx(0, abs=1e-6)


def test_over_a_thousand_repetitions_the_truth_is_recovered(by_scores, monkeypatch):
    monkeypatch.setattr(module, "_side", lambda composites: 0.0)  # a third of the time
    found = by_scores(audit_of(0.4, 0.1, 0.0, -0.3, side_bias=0.31), repetitions=1_000, seed=6)
    bounds = {"bias_bound": 0.01, "width_bound": 0.3}
    right = found.over_people.recovery(found.truth, **bounds)
    assert right.repetitions == 1_000
    assert verdict(right) == "recovered"
    # The naive interval covers far less often than it says.
    naive = found.over_composites.recovery(found.truth, **bounds)
    assert naive.coverage < 0.75
    assert verdict(naive) == "missed"
    assert naive.bias == pytest.approx(right.bias)
    assert naive.width < right.width
    # A wrong truth is missed, and so is the right one if intervals are wider than declared.
    for wrong in (0.0, found.truth + 0.03, -found.truth):
        assert verdict(found.over_people.recovery(wrong, **bounds)) == "missed"
    narrow = bounds | {"width_bound": 0.1}
    assert verdict(found.over_people.recovery(found.truth, **narrow)) == "missed"


def test_without_an_effect_one_audit_in_twenty_finds_one(by_scores, monkeypatch):
    """The naive interval finds one in a third of them, which is judged on fewer repetitions."""
    audit = audit_of(0.2, -0.2, 0.2, -0.2, pairs=60)
    assert audit.truth == pytest.approx(0)
    both = by_scores(audit, repetitions=100, seed=9)
    assert 1 - both.over_composites.coverage(0.0) > 0.2
    # Most of the time goes into what is not looked at here.
    monkeypatch.setattr(module, "_side", lambda composites: 0.0)
    monkeypatch.setattr(module, "gap_over_composites", module.gap_over_people)
    found = by_scores(audit, repetitions=1_000, seed=8)
    assert 0.03 <= found.rejections <= 0.07


def test_separation_leaves_the_side_effect_without_a_number():
    composites = pd.DataFrame(
        {"group_left": ["a", "b"], "group_right": ["b", "a"], "left_won": [True, False]}
    )
    assert np.isnan(module._side(composites))


def test_it_is_kept_and_still_marked_as_simulated(monkeypatch):
    audit = audit_of(0.3, 0.0, 0.0, 0.0, gap=ONE_CELL, **SMALL)
    first = planted_recovery(audit, repetitions=2, seed=1)

    def refused(*args, **kwargs):
        raise AssertionError

    monkeypatch.setattr(module, "repeated", refused)
    before = ledger.inputs()
    ledger.clear()
    try:
        again = planted_recovery(audit, repetitions=2, seed=1)
        assert set(ledger.inputs().values()) == {"simulated"}
    finally:
        ledger.clear()
        for name, kind in before.items():
            ledger.record_input(name, kind)
    assert np.array_equal(first.over_people.value, again.over_people.value)
    assert again.truth == audit.truth
    stronger = audit_of(0.4, 0.0, 0.0, 0.0, gap=ONE_CELL, **SMALL)
    for changed in (
        dataclasses.replace(audit, side_bias=0.1),
        dataclasses.replace(audit, layout=Layout(gap=1, jpeg=False)),
        dataclasses.replace(audit, gap=LONG_OVER_SHORT),
        stronger,
    ):
        with pytest.raises(AssertionError):
            planted_recovery(changed, repetitions=2, seed=1)


def test_repetitions_are_drawn_in_blocks_that_fit_in_memory(monkeypatch):
    audit = audit_of(0.3, 0.0, 0.0, 0.0, gap=ONE_CELL, **SMALL)
    monkeypatch.setattr(module, "_BLOCK_PIXELS", 4 * 15 * 48**2 * 3)
    assert list(module._blocks(audit, 8)) == [3, 3, 2]
    estimates = repeated(audit, repetitions=8, rng=np.random.default_rng(1))
    assert estimates["value"].shape == (8,)
    assert len(np.unique(estimates["value"])) > 1


def test_what_cannot_be_repeated_is_refused():
    with pytest.raises(ValueError, match="15 people of each"):
        audit_of(0.0, 0.0, 0.0, 0.0, people=14)
    stranger = DeclaredGap(id="x", label="tall over short", pairs=(("tall lilac", "short blue"),))
    with pytest.raises(ValueError, match="'tall lilac', which is not drawn"):
        audit_of(0.0, 0.0, 0.0, 0.0, gap=stranger)
