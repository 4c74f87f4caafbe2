import numpy as np
import pytest

from rml.amplification.outlets.exposure import impressions_of, joined
from rml.amplification.outlets.placed_outlets import link_table, place_outlets
from rml.amplification.outlets.seen_leaning import (
    census,
    distribution_frame,
    seen_leaning,
    sensitivity,
    with_intervals,
)

EDGES = [-0.6, -0.2, 0.2, 0.6]
DRAWN = {"level": 0.95, "resamples": 199, "seed": 1}


@pytest.fixture
def placed(shares):
    return place_outlets(link_table(shares), "links", least_politicians=10, **DRAWN)


@pytest.fixture
def rows(impressions, placed):
    return joined(impressions, placed.outlets)


def test_the_mean_weighs_placed_outlets_by_their_impressions(placed, rows):
    found = seen_leaning(placed, rows, quarter="2021q2", edges=EDGES, **DRAWN)
    weights = impressions_of(rows, placed.outlets, quarter="2021q2")
    known = ~np.isnan(placed.leanings)
    expected = np.average(placed.leanings[known], weights=weights[known])
    assert found.mean.value == pytest.approx(expected)
    assert found.mean.n == "3 outlets, placed by 40 politicians"
    # The impressions are a census and the politicians nearly all: the mean has no interval.
    assert not found.mean.has_interval
    assert "no sampling interval" in found.mean.method
    assert found.redrawn.value == pytest.approx(expected)
    assert found.redrawn.low < expected < found.redrawn.high
    assert found.outlets == 3


def test_outlets_without_a_leaning_are_not_covered(placed, rows):
    found = seen_leaning(placed, rows, quarter="2021q2", edges=EDGES, **DRAWN)
    # 1,000 listed; 200 left, 80 middle, 50 right; 10 of the outlet that too few link to.
    assert found.covered.value == pytest.approx(0.33)
    assert not found.covered.has_interval
    assert found.left.share == pytest.approx(200 / 330)
    assert found.right.share == pytest.approx(50 / 330)


def test_classes_add_up_to_the_sides_and_to_one(placed, rows):
    found = {
        quarter: seen_leaning(placed, rows, quarter=quarter, edges=EDGES, **DRAWN)
        for quarter in ("2021q2", "2021q3")
    }
    for one in found.values():
        shares = [each.share for each in one.classes]
        assert sum(shares) == pytest.approx(1)
        assert sum(shares[:2]) == pytest.approx(one.left.share)
        assert sum(shares[3:]) == pytest.approx(one.right.share)
        assert all(each.least <= each.share <= each.most for each in one.classes)
    frame = distribution_frame(found, edges=EDGES)
    assert len(frame) == 10
    assert frame.groupby("quarter")["share"].sum().tolist() == pytest.approx([1, 1])


def test_a_census_carries_no_sampling_interval():
    found = census(0.5, n="10 domains")
    assert (found.low, found.high, found.level) == (None, None, None)
    assert "no sampling interval" in found.method


def test_other_choices_are_shown_for_every_quarter(shares, impressions, placed):
    frame = sensitivity(
        shares,
        impressions,
        placed,
        quarters=["2021q2", "2021q3"],
        edges=EDGES,
        least_politicians=10,
        **DRAWN,
    )
    assert frame.groupby("choice", sort=False).size().unique().tolist() == [2]
    first = frame[frame["quarter"] == "2021q2"].set_index("choice")
    assert first.loc["primary: every link alike", "correlation"] == pytest.approx(1)
    rare = "outlets linked by one politician or more"
    assert first.loc[rare, "outlets"] == first.loc["primary: every link alike", "outlets"] + 1
    wide = "primary, with subdomains and renamed outlets"
    assert first.loc[wide, "covered"] == pytest.approx(0.39)
    assert (first["redrawn_low"] <= first["mean"]).all()
    assert (first["mean"] <= first["redrawn_high"]).all()


def test_outlets_without_an_interval_can_be_left_out(placed, rows):
    no_interval = placed.outlets.index("right.com")
    placed.intervals[:, no_interval] = np.nan
    sure = with_intervals(placed)
    found = seen_leaning(sure, rows, quarter="2021q2", edges=EDGES, **DRAWN)
    assert found.outlets == 2
    assert found.covered.value == pytest.approx(0.28)
    assert found.right.share == 0
    assert found.open_share == 0
    open_ones = seen_leaning(placed, rows, quarter="2021q2", edges=EDGES, **DRAWN)
    assert open_ones.open_share == pytest.approx(50 / 330)
    assert not np.isnan(placed.leanings[no_interval])


def test_the_real_result_and_its_choices_agree_on_the_side(real):
    shares, impressions = real
    placed = place_outlets(link_table(shares), "links", least_politicians=10, **DRAWN)
    found = seen_leaning(
        placed, joined(impressions, placed.outlets), quarter="2021q2", edges=EDGES, **DRAWN
    )
    assert found.mean.value == pytest.approx(-0.2048, abs=5e-5)
    assert found.outlets == 89
    assert found.left.share == pytest.approx(0.6286, abs=5e-5)
    assert found.right.share == pytest.approx(0.2275, abs=5e-5)
    # 36 outlets with 16 % of these impressions have no interval, most of them on the right.
    assert found.open_share == pytest.approx(0.163, abs=0.0005)
    assert found.right.least == pytest.approx(0.109, abs=0.005)
    assert found.left.least == pytest.approx(0.545, abs=0.01)
    sure = seen_leaning(
        with_intervals(placed),
        joined(impressions, placed.outlets),
        quarter="2021q2",
        edges=EDGES,
        **DRAWN,
    )
    assert sure.mean.value == pytest.approx(-0.32, abs=0.005)
