"""What the report says of the real members; skipped where the files are not at hand."""

import functools
import re

import numpy as np
import pytest

from rml.data.congress_names import load_congress_names
from rml.data.county_race import load_county_race
from rml.data.name_race import load_name_race
from rml.timeline.imputation.congress_calibration import curves_frame, scores_frame
from rml.timeline.imputation.congress_check import (
    BOTH,
    INFORMATION,
    LISTED,
    SURNAME,
    accuracy_frame,
    check_congress,
    found_count,
    probability_confusion,
)
from rml.timeline.imputation.first_name_range import HIGH, LOW, USED, range_frame
from rml.timeline.imputation.names import match_surnames

pytestmark = pytest.mark.usefixtures("real_files")


@functools.cache
def loaded(corrected):
    """Return the members and the two tables; read once, since no test changes them."""
    if corrected:
        return (load_congress_names(corrected=True), *loaded(corrected=False)[1:])
    return load_congress_names(), load_name_race(), load_county_race().counties


@pytest.fixture
def members(real_files):
    assert real_files.is_dir()
    return loaded(corrected=False)[0]


@pytest.fixture
def check(members):
    return check_congress(*loaded(corrected=False), least=10)


def test_all_members_have_names_and_a_state(members):
    assert len(members) == 535
    assert members["state"].nunique() == 50
    assert members["chamber"].value_counts().to_dict() == {"house": 435, "senate": 100}


def test_five_of_the_listed_black_members_are_found_by_surname(check):
    assert found_count(check, "black", LISTED) == (5, 48)
    assert check.listed.sum() == 482
    assert check.reported == ("white", "black", "hispanic", "api")


def test_names_of_several_parts_are_found_by_their_parts(members):
    surnames = loaded(corrected=False)[1].surnames
    counts = match_surnames(members["surname"], surnames).counts()
    assert counts["listed"] + counts["listed by its parts"] + counts["not listed"] == 535
    assert counts["listed by its parts"] > 0


def test_no_frame_holds_a_name_an_id_or_a_group_of_few(members, check):
    rng = np.random.default_rng(1)
    frames = [
        accuracy_frame(check, level=0.95),
        probability_confusion(check),
        scores_frame(check, log_floor=0.001, level=0.95, resamples=99, rng=rng),
        curves_frame(check, edges=[0, 0.1, 0.5, 1], least=10, level=0.95),
    ]
    for frame in frames:
        assert (frame["people"] >= 10).all()
        words = set(re.findall(r"\w+", frame.to_csv()))
        assert not words & set(members["member"])
        # Surnames that are words of the page are no sign of a person.
        shown = words & set(members["surname"])
        assert shown <= {"Black", "White"}, shown


def test_corrected_labels_move_members_between_groups(check):
    again = check_congress(*loaded(corrected=True), least=10)
    assert (again.labels != check.labels).sum() == 12
    for information in INFORMATION:
        assert np.array_equal(again.probabilities[information], check.probabilities[information])


def test_first_names_divided_by_the_countrys_composition_take_black_people_away(check):
    other = check_congress(*loaded(corrected=False), least=10, first_name_prior=check.prior)
    assert np.array_equal(other.probabilities[SURNAME], check.probabilities[SURNAME])
    expected = [one.probabilities[BOTH][:, 1].sum() for one in (other, check)]
    assert expected[0] < 0.6 * expected[1]


def test_the_range_of_the_applicants_composition_moves_the_total_as_far_as_first_names_can(check):
    members, names, counties = loaded(corrected=False)
    frame = range_frame(
        members, names, counties, least=10, level=0.95, resamples=99,
        rng=np.random.default_rng(1),
    ).set_index("composition")  # fmt: skip
    said = check.probabilities[BOTH][:, 1].sum()
    assert frame.loc[USED, "expected"] == pytest.approx(said)
    assert frame.loc[LOW, "expected"] > said > frame.loc[HIGH, "expected"]
    assert frame["ratio"].tolist() == pytest.approx((frame["expected"] / 52).tolist())
    assert (frame["labelled"] == 52).all()
    assert ((frame["low"] < frame["ratio"]) & (frame["ratio"] < frame["high"])).all()
