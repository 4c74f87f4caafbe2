"""What the real composition of counties decides, held against what was computed apart."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from rml.data.county_context import load_county_context
from rml.data.county_race import load_county_race
from rml.timeline.county_audit.auditor import Auditor
from rml.timeline.county_audit.composition import (
    places_of,
    share_recovered,
    shares_by_definition,
    where_the_group_lives,
    without_each_state,
)
from rml.timeline.county_audit.group_definitions import group_definition
from rml.timeline.county_audit.pictures import largest_difference
from rml.timeline.county_audit.said import expected_of
from rml.timeline.county_audit.worlds import Authors, Places

BLACK = group_definition("nh_black vs rest")


@pytest.fixture
def counties():
    """Return four counties of three states."""
    return pd.DataFrame(
        {
            "fips": ["01001", "01003", "02013", "04001"],
            "state": ["Alabama", "Alabama", "Alaska", "Arizona"],
            "state_fips": ["01", "01", "02", "04"],
            "total": [100, 300, 200, 400],
            "nh_black": [80, 30, 10, 40],
        }
    )


@pytest.fixture
def context():
    return pd.DataFrame({"fips": ["04001", "01001", "01003"], "rural_pct": [50.0, 10.0, 20.0]})


def test_counties_become_places_and_unknown_rural_shares_the_average(counties, context):
    places, unknown = places_of(counties, context, BLACK)
    assert unknown == 1
    assert places.share.tolist() == [0.8, 0.1, 0.05, 0.1]
    assert places.state.tolist() == [0, 0, 1, 2]
    average = (100 * 0.1 + 300 * 0.2 + 400 * 0.5) / 800
    assert places.rural.tolist() == pytest.approx([0.1, 0.2, average, 0.5])


def test_worlds_are_refused_for_two_groups(counties, context):
    counties["nh_white"] = 5
    with pytest.raises(ValueError, match="vs rest"):
        places_of(counties, context, group_definition("nh_black vs nh_white"))


def test_the_share_is_the_part_of_variance_between_counties(counties):
    b, n = counties["nh_black"] / counties["total"], counties["total"]
    overall = counties["nh_black"].sum() / n.sum()
    wanted = 1 - np.average(b * (1 - b), weights=n) / (overall * (1 - overall))
    found = share_recovered(counties, BLACK)
    assert found.value == pytest.approx(100 * wanted)
    assert found.low is None
    by_state = without_each_state(counties, BLACK)
    assert by_state["recovered"].is_monotonic_increasing
    rest = share_recovered(counties[counties["state"] != "Alaska"], BLACK).value
    assert by_state.set_index("state")["recovered"]["Alaska"] == pytest.approx(rest)


def test_where_the_group_lives_is_counted_by_people():
    places = Places(
        residents=np.array([100, 300]),
        share=np.array([0.8, 0.1]),
        state=np.array([0, 1]),
        rural=np.zeros(2),
    )
    lives = where_the_group_lives(places)
    assert lives["group_county"] == pytest.approx((80 * 0.8 + 30 * 0.1) / 110)
    assert lives["other_county"] == pytest.approx((20 * 0.8 + 270 * 0.1) / 290)
    assert lives["majority_counties"] == 1
    assert lives["majority_members"] == pytest.approx(80 / 110)


def average_county(counts, people, group, others=None):
    """Return the group's share of the county of the average one of ``people``, in whole numbers.

    With ``others`` the share is among the group and these alone. Plain Python, one county after
    another, and fractions instead of floats: nothing of the code under test.
    """
    total = number = Fraction(0)
    for row in counts:
        here = row[group] + row[others] if others else row["total"]
        if here:
            total += row[people] * Fraction(row[group], here)
            number += row[people]
    return total / number


def test_real_shares_are_those_of_a_second_computation(real_files):
    counties = load_county_race().counties
    frame = shares_by_definition(counties)
    black = frame[frame["group"] == "Black, not Hispanic"].set_index(["against", "others"])
    counts = counties[["total", "nh_black", "nh_white"]].to_dict("records")
    counts = [row | {"rest": row["total"] - row["nh_black"]} for row in counts]
    at_home = average_county(counts, "nh_black", "nh_black")
    pair = {"group": "nh_black", "others": "nh_white"}
    apart = {
        ("everybody else", "there are none"): at_home - average_county(counts, "rest", "nh_black"),
        ("White, not Hispanic", "fare as the second"): (
            at_home - average_county(counts, "nh_white", "nh_black")
        ),
        ("White, not Hispanic", "are left out"): (
            average_county(counts, "nh_black", **pair) - average_county(counts, "nh_white", **pair)
        ),
    }
    for row, share in apart.items():
        assert black.loc[row, "recovered"] == pytest.approx(100 * float(share), abs=1e-9)
    # What was noted of a computation before this code was written, to one decimal.
    assert [round(100 * float(share), 1) for share in apart.values()] == [14.4, 14.6, 19.0]
    found = share_recovered(counties, BLACK)
    assert found.value == black.loc[("everybody else", "there are none"), "recovered"]


def test_on_real_counties_the_weighted_gap_shows_a_seventh_and_regression_all(real_files):
    counties = load_county_race().counties
    places, unknown = places_of(counties, load_county_context().counties, BLACK)
    assert len(places) == 3142
    assert unknown == 30
    authors = Authors(
        per_thousand=20.0, mean_impressions=1000.0, squared_variation=220.0, county_spread=0.05
    )
    auditor = Auditor(places, authors)
    reports = expected_of(auditor, -0.2)
    assert reports["regression"] == pytest.approx(-20.0)
    assert reports["weighted"] / -20 == pytest.approx(0.144, abs=0.0005)
    assert reports["county_group"] == pytest.approx(reports["weighted"])
    assert largest_difference(auditor, gap=-0.2) < 1e-10
