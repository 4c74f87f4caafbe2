"""Four in a row: shares by hand, Luce's rule, and an interval that errs on the wide side."""

import hashlib
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from rml.cropping.audit_groups import AuditGroups, audit_groups
from rml.cropping.composites import Layout
from rml.cropping.four_way import (
    FourWay,
    four_way,
    four_way_of,
    four_way_table,
    luce_shares,
    share_over_people,
)
from rml.cropping.pair_design import Meetings, placed, sampled_fours
from rml.cropping.pair_outcomes import Outcomes
from rml.cropping.paired_audit import Audit
from rml.cropping.planted_saliency import planted_shares, planted_win_rate
from rml.data.labelled_images import LabelledImages

NAMES = ("a", "b", "c", "d")
SIZES = {"a": 21, "b": 31, "c": 94, "d": 327}  # the four groups of the 117th Congress


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))


def rows_of(sizes):
    ends = np.cumsum(list(sizes.values()))
    return {
        name: np.arange(end - size, end)
        for (name, size), end in zip(sizes.items(), ends, strict=True)
    }


def four_of(won, people=None):
    won = np.array(won, dtype=float)
    people = np.arange(won.size).reshape(won.shape) if people is None else people
    return FourWay(names=NAMES, people=people, won=won, placed=np.full(4, 0.25))


def drawn(rng, sizes, strengths, *, fours):
    """Meetings of four people with Gumbel variables added to the strengths of their groups."""
    mean = np.repeat([strengths[name] for name in sizes], list(sizes.values()))
    strength = mean + rng.gumbel(size=mean.size)
    people = sampled_fours(rows_of(sizes), list(sizes), fours=fours, rng=rng).people
    won = np.zeros((fours, 4))
    won[np.arange(fours), strength[people].argmax(axis=1)] = 1
    return four_of(won, people)


def test_shares_by_hand():
    meetings = Meetings(
        people=np.array([[0, 1, 2, 3], [4, 5, 6, 7]]), groups=np.array([NAMES, NAMES])
    )
    placements = placed(meetings, orders="both")
    # The first meeting's person c wins wherever it stands; in the second the left place wins.
    winner = [row.index(2) for row in placements.place_of[:4].tolist()] + [0, 0, 0, 0]
    nothing = np.zeros((8, 2), dtype=int)
    four = four_way_of(
        meetings,
        placements,
        Outcomes(winner=np.array(winner), points=nothing, sizes=nothing, scores=None),
    )
    assert four.names == NAMES
    assert four.won.tolist() == [[0, 0, 1, 0], [0.25, 0.25, 0.25, 0.25]]
    assert np.array_equal(four.people, meetings.people)
    assert four.placed.tolist() == [5 / 8, 1 / 8, 1 / 8, 1 / 8]


class Brightness:
    """Scores a cell by its brightness."""

    batch, identity = 4, "brightness"

    def scores(self, images):
        found = []
        for image in images:
            height, width = (side // 16 for side in image.shape[:2])
            cells = image[: height * 16, : width * 16].astype(np.float32)
            found.append(cells.reshape(height, 16, width, 16, 3).mean(axis=(1, 3, 4)))
        return found


def audit_of(levels, labels, person=None):
    arrays = [np.full((64, 64, 3), level, dtype=np.uint8) for level in levels]
    frame = pd.DataFrame(
        {
            "image": [f"made {number}" for number in range(len(arrays))],
            "sha256": [hashlib.sha256(array.tobytes()).hexdigest() for array in arrays],
            "group": labels,
        }
    )
    if person is not None:
        frame.insert(2, "person", person)
    images = LabelledImages(name="made", kind="simulated", frame=frame, arrays=tuple(arrays))
    return Audit(
        images=images,
        groups=audit_groups(images, columns=["group"], values={}, minimum_people=1, names={}),
        scorer=Brightness(),
        face=None,
        layout=Layout(jpeg=False),
        orders="both",
    )


@pytest.mark.parametrize("layout", [Layout(jpeg=False), Layout(arrangement="stacked", gap=10)])
def test_the_brightest_of_four_wins_wherever_it_stands(layout):
    levels = np.arange(30, 250, 20)[:11]
    labels = list("dcbadcbadcb")
    audit = audit_of(levels, labels)
    audit = Audit(**{**{name: getattr(audit, name) for name in Audit.__slots__}, "layout": layout})
    four = four_way(audit, ["b", "d", "a", "c"], fours=6, rng=np.random.default_rng(1))
    assert four.names == ("b", "d", "a", "c")
    assert np.array_equal(np.array(labels)[four.people], np.tile(four.names, (6, 1)))
    brightest = levels[four.people].argmax(axis=1)
    assert np.array_equal(four.won, np.eye(4)[brightest])
    assert four.placed.tolist() == [0.25] * 4
    assert four.won.sum(axis=0).max() < 6


def test_several_images_of_one_person_are_one_person():
    person = ["p", "q", "r", "s", "p", "t", "r", "u"]
    audit = audit_of(range(30, 190, 20), list("abcdabcd"), person)
    four = four_way(audit, NAMES, fours=6, rng=np.random.default_rng(1))
    assert [sorted(set(column)) for column in four.people.T.tolist()] == [[0], [1, 5], [2], [3, 7]]


@given(st.lists(st.floats(-30, 30), min_size=4, max_size=4), st.floats(-500, 500))
def test_luces_rule(strengths, shift):
    shares = luce_shares(strengths)
    assert shares.sum() == pytest.approx(1)
    assert shares == pytest.approx(special.softmax(strengths))
    assert shares == pytest.approx(planted_shares(strengths))
    assert luce_shares([strength + shift for strength in strengths]) == pytest.approx(
        shares, rel=1e-6
    )
    one, other = shares[0], shares[1]
    assert one / (one + other) == pytest.approx(planted_win_rate(*strengths[:2]), abs=1e-9)


def test_equal_groups_win_a_quarter_each():
    assert luce_shares([0.7] * 4).tolist() == [0.25] * 4
    rng = np.random.default_rng(2)
    sizes = dict.fromkeys(NAMES, 3_000)
    four = drawn(rng, sizes, dict.fromkeys(NAMES, 0.0), fours=3_000)
    shares = [share_over_people(four, column, level=0.99) for column in range(4)]
    assert sum(share.value for share in shares) == pytest.approx(1)
    for share in shares:
        assert share.low < 0.25 < share.high
        assert share.value == pytest.approx(0.25, abs=0.025)


def test_the_interval_by_hand():
    rng = np.random.default_rng(3)
    won = np.eye(4)[rng.integers(4, size=40)]
    # Everybody appears once: the four clusterings are the same, each the variance of a mean.
    share = share_over_people(four_of(won), 2, level=0.9)
    values = won[:, 2]
    half = stats.t.ppf(0.95, 39) * math.sqrt(4 * values.var(ddof=1) / 40)
    assert share.value == values.mean()
    assert (share.low, share.high) == pytest.approx(
        (max(values.mean() - half, 0), values.mean() + half)
    )
    assert share.n == "40 meetings of four"
    # Three people of group a, each in two meetings; nobody else comes twice.
    won = np.eye(4)[[0, 0, 0, 1, 1, 2]]
    people = np.arange(24).reshape(6, 4)
    people[:, 0] = [0, 0, 4, 4, 8, 8]
    residual = won[:, 0] - 0.5
    by_a = (1.0**2 + 0**2 + 1.0**2) / 36 * 3 / 2
    apart = 3 * (residual @ residual) / 36 * 6 / 5
    half = stats.t.ppf(0.975, 2) * math.sqrt(by_a + apart)
    share = share_over_people(four_of(won, people), 0, level=0.95)
    assert (share.low, share.high) == (0, 1)
    assert half > 0.5
    narrow = share_over_people(four_of(won, people), 0, level=0.3)
    half = stats.t.ppf(0.65, 2) * math.sqrt(by_a + apart)
    assert (narrow.low, narrow.high) == pytest.approx((0.5 - half, 0.5 + half))


def test_the_table_has_a_row_a_group():
    sizes = {"a": 12, "b": 20, "c": 11, "d": 14}
    rows = rows_of(sizes)
    groups = AuditGroups(
        columns=("group",),
        labels={name: (name,) for name in rows},
        rows=rows,
        members=sizes,
        names={name: f"group {name}" for name in rows},
        left_out=0,
        group_of=(),
    )
    four = drawn(np.random.default_rng(4), sizes, dict.fromkeys(sizes, 0.0), fours=15)
    table = four_way_table(four, groups, [0.1, 0.2, 0.3, 0.4], level=0.95)
    assert table["group"].tolist() == ["group a", "group b", "group c", "group d"]
    assert table["people"].tolist() == [12, 15, 11, 14]  # of those who appear
    assert table["by_luce"].tolist() == [0.1, 0.2, 0.3, 0.4]
    assert table["share"].sum() == pytest.approx(1)
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()


@pytest.mark.parametrize("strengths", [(0.0, 0.0, 0.0, 0.0), (0.6, -0.3, 0.4, 0.0)])
def test_the_interval_covers_at_least_as_often_as_it_says(strengths):
    rng = np.random.default_rng(5)
    planted = dict(zip(NAMES, strengths, strict=True))
    truth = luce_shares(strengths)
    held, naive, repetitions = np.zeros(4), np.zeros(4), 400
    for _ in range(repetitions):
        four = drawn(rng, SIZES, planted, fours=200)
        for column in range(4):
            share = share_over_people(four, column, level=0.95)
            held[column] += share.low <= truth[column] <= share.high
            half = 1.96 * math.sqrt(share.value * (1 - share.value) / 200)
            naive[column] += abs(share.value - truth[column]) <= half
    assert (held / repetitions >= 0.94).all()
    assert naive.min() / repetitions < 0.85
