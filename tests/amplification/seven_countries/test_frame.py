"""The sampling frame, on made legislatures and on the real ones."""

import pytest

from rml.amplification.seven_countries.frame import ELECTIONS, frame_totals, sampling_frame
from rml.data.legislators import load_legislators
from rml.data.party_positions import load_party_positions

SENIOR, JUNIOR, SUPPORTS, OPPOSED = (
    "senior partner in government",
    "junior partner in government",
    "supports the government",
    "opposition",
)


def framed(legislators, positions, *, countries=("UK",), least=10, far=2.0):
    return sampling_frame(
        legislators, positions, countries=countries, least_members=least, far_position=far
    )


def test_sitting_members_of_large_parties_count_largest_first(legislators, positions):
    members = legislators(
        ("UK", "small", "small", 9),
        ("UK", "edge", "edge", 10, True, 4),
        ("UK", "big", "big", 12),
        ("UK", "big", "big", 30, False, 30),
        ("UK", "gone", "gone", 50, False),
        ("Japan", "other", "other", 99),
    )
    frame = framed(members, positions())
    assert frame["party"].tolist() == ["big", "edge"]
    assert frame["members"].tolist() == [12, 10]
    assert frame["known_accounts"].tolist() == [0, 4]
    assert set(frame["country"]) == {"UK"}
    text = ["side", "extremity", "in_government", "pair"]
    assert all(value is None for value in frame[text].to_numpy().ravel())
    both = framed(members, positions(), countries=("UK", "Japan"))
    assert both["country"].tolist() == ["UK", "UK", "Japan"]


def test_members_of_no_party_are_no_party_however_many_they_are(legislators, positions):
    members = legislators(
        ("UK", "independent", "independent", 40),
        ("UK", "speaker", "speaker", 40),
        ("UK", "ni", "ni", 20),  # elsewhere a word for none, here a party
        ("France", "ni", "ni", 40),
        ("France", "src", "src", 11),
    )
    frame = framed(members, positions(), countries=("UK", "France"))
    assert frame["party"].tolist() == ["ni", "src"]
    totals = frame_totals(members, frame, countries=("UK", "France"))
    assert totals["no_party"].tolist() == [80, 40]
    assert totals["sitting"].tolist() == [100, 51]


def test_groups_of_one_party_are_counted_together(legislators, positions):
    members = legislators(("Germany", "cdu", "cdu_csu", 6), ("Germany", "csu", "cdu_csu", 5))
    frame = framed(members, positions(), countries=("Germany",))
    assert frame["members"].tolist() == [11]


def test_the_position_is_that_of_the_frames_election_or_the_next_one(legislators, positions):
    members = legislators(
        ("UK", "moved", "moved", 13, True, 0, 1),
        ("UK", "new", "new", 12, True, 0, 2),
        ("UK", "gap", "gap", 11, True, 0, 3),
        ("UK", "never", "never", 10, True, 0, 4),
    )
    assert ELECTIONS["UK"] == 2015
    coded = positions(
        ("UK", 2017, 1, 3.0),
        ("UK", 2015, 1, -1.0),
        ("UK", 2010, 1, 2.5),
        ("UK", 2019, 2, 1.5),
        ("UK", 2017, 2, -0.5),
        ("UK", 2015, 3, None),
        ("UK", 2010, 3, 0.5),
        ("UK", 2017, 3, -9.0),
        ("UK", 2015, 4, None),
    )
    frame = framed(members, coded).set_index("party")["left_right"]
    assert frame["moved"] == -1.0  # of 2015, not of 2010 or 2017
    assert frame["new"] == 1.5  # the last there is, after the election
    assert frame["gap"] == 0.5  # not coded in 2015: the one before
    assert frame.isna()["never"]


def test_a_joint_position_is_weighted_by_members(legislators, positions):
    members = legislators(
        ("Germany", "cdu", "cdu_csu", 15, True, 0, 1),
        ("Germany", "csu", "cdu_csu", 5, True, 0, 2),
    )
    coded = positions(("Germany", 2013, 1, 1.0), ("Germany", 2013, 2, 3.0))
    frame = framed(members, coded, countries=("Germany",))
    assert frame["left_right"].tolist() == [1.5]


@pytest.mark.parametrize(
    ("position", "side", "extremity"),
    [
        (-2.0, "left", "far"),
        (-1.999, "left", "moderate"),
        (-0.001, "left", "moderate"),
        (0.001, "right", "moderate"),
        (1.999, "right", "moderate"),
        (2.0, "right", "far"),
    ],
)
def test_side_and_extremity_follow_from_the_position(
    legislators, positions, position, side, extremity
):
    members = legislators(("UK", "a", "a", 10, True, 0, 1))
    (row,) = framed(members, positions(("UK", 2015, 1, position))).to_dict("records")
    assert row["side"] == side
    assert row["extremity"] == extremity


def test_the_pair_is_the_largest_party_of_each_side_of_each_country(legislators, positions):
    members = legislators(
        ("UK", "a", "a", 30),  # without a position
        ("UK", "b", "b", 20, True, 0, 1),
        ("UK", "c", "c", 15, True, 0, 2),
        ("UK", "d", "d", 15, True, 0, 3),
        ("UK", "e", "e", 12, True, 0, 4),
        ("Japan", "f", "f", 11, True, 0, 5),
    )
    coded = positions(
        ("UK", 2015, 1, 1.0),
        ("UK", 2015, 2, 1.0),
        ("UK", 2015, 3, -1.0),
        ("UK", 2015, 4, -1.0),
        ("Japan", 2012, 5, -1.0),
    )
    frame = framed(members, coded, countries=("UK", "Japan"))
    assert frame["pair"].tolist() == [None, "right", None, "left", None, "left"]


def test_government_is_that_of_the_frames_election(legislators, positions):
    members = legislators(
        *(("UK", name, name, 20 - place, True, 0, place) for place, name in enumerate("abcdef", 1))
    )
    coded = positions(
        ("UK", 2015, 1, 0.1, SENIOR),
        ("UK", 2017, 1, 0.1, OPPOSED),
        ("UK", 2015, 2, 0.1, JUNIOR),
        ("UK", 2010, 2, 0.1, OPPOSED),
        ("UK", 2015, 3, 0.1, SUPPORTS),
        ("UK", 2015, 4, 0.1, OPPOSED),
        ("UK", 2015, 5, 0.1, "not coded"),
        ("UK", 2017, 6, 0.1, SENIOR),
    )
    frame = framed(members, coded)
    assert frame["in_government"].tolist() == [True, True, False, False, None, None]


def test_what_is_left_out_is_counted(legislators, positions):
    members = legislators(
        ("UK", "big", "big", 12, True, 7, None, "one"),
        ("UK", "big", "big", 4, False, 4, None, "two"),
        ("UK", "small", "small", 6, True, 6),
        ("UK", "tiny", "tiny", 1),
        ("UK", "speaker", "speaker", 1),
    )
    frame = framed(members, positions())
    (row,) = frame_totals(members, frame, countries=["UK"]).to_dict("records")
    assert row == {
        "country": "UK",
        "chambers": 2,
        "memberships": 24,
        "sitting": 20,
        "no_party": 1,
        "small_parties": 7,
        "parties": 1,
        "members": 12,
        "known_accounts": 7,
    }


def test_real_files(real_files):
    legislators, positions = load_legislators(), load_party_positions()
    countries = list(ELECTIONS)
    frame = framed(legislators, positions, countries=countries)
    totals = frame_totals(legislators, frame, countries=countries)
    assert len(frame) == 27
    assert frame["members"].sum() == 3473
    assert totals["parties"].sum() == 27
    left_out = totals["members"] + totals["small_parties"] + totals["no_party"]
    assert totals["sitting"].tolist() == left_out.tolist()
    assert totals["memberships"].sum() == len(legislators)
    assert totals["sitting"].sum() == legislators["sitting"].sum()
    assert totals["known_accounts"].sum() == frame["known_accounts"].sum()
    assert (frame["members"] >= 10).all()
    assert not frame.duplicated(["country", "party"]).any()
    # Each country has a pair of enough accounts for an interval over authors.
    pairs = frame.dropna(subset=["pair"])
    assert sorted(zip(pairs["country"], pairs["pair"], strict=True)) == sorted(
        (country, side) for country in countries for side in ("left", "right")
    )
    assert pairs["members"].min() >= 20
    # Known of each legislature: who led the government after the election.
    leads = frame[frame["in_government"].eq(True)].groupby("country")["party"].first().to_dict()
    assert leads == {
        "Canada": "liberal",
        "France": "src",
        "Germany": "cdu_csu",
        "Japan": "ldp",
        "Spain": "pp",
        "UK": "conservative",
        "United States of America": "democrat",
    }
    named = frame.set_index(["country", "party"])
    assert named.loc[("Germany", "die_linke"), ["side", "extremity"]].tolist() == ["left", "far"]
    assert named.loc["UK"]["members"].to_dict() == {
        "conservative": 330,
        "labour": 231,
        "scottish_national_party": 55,
    }
