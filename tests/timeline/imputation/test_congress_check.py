import re

import numpy as np
import pandas as pd
import pytest

from rml.data.county_race import EXCLUSIVE_GROUPS
from rml.data.name_race import NameRace
from rml.errors import DataError
from rml.timeline.imputation.congress_calibration import (
    EVERYBODY,
    brier_gain,
    calibration_tests,
    curves_frame,
    expected_over_labelled,
    mean_probability,
    scores_frame,
)
from rml.timeline.imputation.congress_check import (
    BOTH,
    FIRST_NAME,
    INFORMATION,
    LISTED,
    STATE,
    SURNAME,
    accuracy_frame,
    check_congress,
    facts_of_check,
    found_count,
    found_share,
    overall_facts,
    probability_confusion,
    rounded_share,
)
from rml.timeline.imputation.groups import GROUPS
from rml.timeline.imputation.reliability import total_test

DRAWN = {"level": 0.95, "resamples": 199}


def shares(**rows):
    """Return a table of names: the share of white bearers; the others are Black."""
    frame = pd.DataFrame(0.0, index=range(len(rows)), columns=["name", *GROUPS])
    frame["name"] = list(rows)
    frame["white"] = list(rows.values())
    frame["black"] = 1 - frame["white"]
    return frame


def counties():
    frame = pd.DataFrame(0, index=range(3), columns=["state", *EXCLUSIVE_GROUPS])
    frame["state"] = ["Maine", "Utah", "Utah"]
    # Maine is white, Utah half Black; nobody else, but for one of each for the prior.
    frame["nh_white"], frame["nh_black"] = [900, 200, 300], [100, 200, 300]
    frame[["hispanic", "nh_asian", "nh_nhpi", "nh_aian", "nh_multi"]] = 1
    return frame


def members(*groups):
    """Return members: (how many, first name, surname, state, ethnicity)."""
    rows = [row for count, *row in groups for _ in range(count)]
    frame = pd.DataFrame(rows, columns=["first_name", "surname", "state", "ethnicity"])
    return frame.assign(member=[f"X{number:06}" for number in range(len(frame))], gender="female")


TABLES = NameRace(
    surnames=shares(ash=0.9, birch=0.4, cedar=0.6),
    first_names=shares(ada=0.95, bea=0.2),
    first_name_genders=pd.DataFrame(),
    corrections=(),
)
# The people behind the first names are composed as the country is.
COUNTRY = np.array([1400, 600, 3, 6, 3, 3], dtype=float)
CONGRESS = members(
    (20, "Ada", "Ash", "Maine", "white"),
    (10, "Ada", "Birch", "Maine", "white"),
    (8, "Bea", "Birch", "Utah", "african-american"),
    (6, "Ada", "Cédar", "Utah", "african-american"),
    (4, "Bea", "Nobody", "Utah", "african-american"),
    (3, "Bea", "Nobody", "Utah", "native"),
)


@pytest.fixture(scope="module")
def check():
    return check_congress(CONGRESS, TABLES, counties(), first_name_prior=COUNTRY, least=10)


def test_members_are_found_by_what_is_known_of_them(check):
    # Ash is white and Birch Black by name alone; Nobody follows the country, which is white.
    assert found_count(check, "white", SURNAME) == (20, 30)
    assert found_count(check, "black", SURNAME) == (8, 18)
    assert found_count(check, "black", LISTED) == (8, 14)
    assert found_count(check, "black", FIRST_NAME) == (12, 18)
    # Maine turns Birch white; Utah, blacker than the country, turns Cedar Black. There, who bears
    # a name that is not listed is as probably white, which comes first.
    assert found_count(check, "white", STATE) == (30, 30)
    assert found_count(check, "black", STATE) == (14, 18)


def test_a_name_that_is_not_listed_leaves_the_prior_and_the_place(check):
    unlisted = check.probabilities[SURNAME][~check.listed][0]
    total = counties()["nh_white"].sum() + counties()["nh_black"].sum() + 15
    assert unlisted[GROUPS.index("white")] == pytest.approx(1400 / total)
    in_utah = check.probabilities[STATE][~check.listed][0]
    assert in_utah[GROUPS.index("white")] == pytest.approx(500 / 1010)


def test_groups_of_too_few_members_stand_in_no_frame(check):
    assert check.reported == ("white", "black")
    assert check.kept.sum() == 48
    rng = np.random.default_rng(1)
    frames = [
        accuracy_frame(check, level=0.95),
        probability_confusion(check),
        scores_frame(check, log_floor=0.001, rng=rng, **DRAWN),
        calibration_tests(check, alpha=0.05, draws=99, rng=rng),
        curves_frame(check, edges=[0, 0.5, 1], least=10, level=0.95),
    ]
    for frame in frames:
        text = frame.to_csv()
        assert "Native" not in text
        assert not any(name in text for name in ("Ash", "Birch", "Cédar", "cedar", "Nobody"))
        assert not any(member in text for member in CONGRESS["member"])
        assert not {"member", "surname", "first_name"} & set(frame.columns)
        counts = frame.filter(["people", "labelled"]).to_numpy()
        assert (counts >= 10).all()


def test_shares_and_masses_add_up(check):
    accuracy = accuracy_frame(check, level=0.95)
    assert accuracy["information"].drop_duplicates().tolist() == list(INFORMATION)
    assert accuracy.columns.tolist() == [
        "information", "group", "people", "share_correct", "low", "high",
    ]  # fmt: skip
    row = accuracy[(accuracy["information"] == BOTH) & (accuracy["group"] == "Black")].iloc[0]
    share = found_share(check, "black", BOTH, level=0.95)
    assert (row["share_correct"], row["low"], row["high"]) == (share.value, share.low, share.high)
    mass = probability_confusion(check)
    assert mass[list(GROUPS)].sum(axis=1).tolist() == pytest.approx([1] * len(mass))
    assert mass["people"].tolist() == [30, 18] * len(INFORMATION)


def test_facts_count_whole_names_and_reported_members(check):
    facts = facts_of_check(check)
    assert facts["members"] == 51
    assert facts["whole"] == pytest.approx(44 / 51)
    assert facts["first"] == 1
    assert (facts["kept"], facts["groups"]) == (48, "the groups White and Black")
    assert overall_facts(check) == pytest.approx({"overall": 28 / 48, "naive": 30 / 48})


def test_a_state_without_counties_is_named():
    with pytest.raises(DataError, match="no county of Ohio"):
        check_congress(
            members((1, "Ada", "Ash", "Ohio", "white")),
            TABLES,
            counties(),
            first_name_prior=COUNTRY,
            least=10,
        )


def test_totals_scores_and_gains_are_those_of_the_probabilities(check):
    rng = np.random.default_rng(2)
    said = check.probabilities[SURNAME][:, GROUPS.index("black")]
    ratio = expected_over_labelled(check, "black", SURNAME, rng=rng, **DRAWN)
    assert ratio.value == pytest.approx(said.sum() / 18)
    mean = mean_probability(check, "black", "white", SURNAME, rng=rng, **DRAWN)
    mass = probability_confusion(check).set_index(["information", "label"])
    assert mean.value == pytest.approx(mass.loc[(SURNAME, "Black"), "white"])
    scores = scores_frame(check, log_floor=0.001, rng=rng, **DRAWN)
    scores = scores.set_index(["information", "label"])["brier"]
    gain = brier_gain(check, STATE, SURNAME, rng=rng, **DRAWN)
    assert gain.value == pytest.approx(scores[SURNAME, EVERYBODY] - scores[STATE, EVERYBODY])
    black = brier_gain(check, STATE, SURNAME, group="black", rng=rng, **DRAWN)
    assert black.value == pytest.approx(scores[SURNAME, "Black"] - scores[STATE, "Black"])
    assert black.n == "18 members"


def test_whoever_has_a_label_of_few_counts_as_not_of_the_group(check):
    # To leave the three out because of their label would select on what is tested.
    assert (~check.kept).sum() == 3
    tests = calibration_tests(check, alpha=0.05, draws=99, rng=np.random.default_rng(3))
    curves = curves_frame(check, edges=[0, 0.5, 1], least=10, level=0.95)
    for information in INFORMATION:
        for group, word, size in (("white", "White", 30), ("black", "Black", 18)):
            said = check.probabilities[information][:, GROUPS.index(group)]
            row = tests[(tests["information"] == information) & (tests["group"] == word)].iloc[0]
            assert (row["expected"], row["labelled"]) == (pytest.approx(said.sum()), size)
            assert row["p_total"] == total_test(said, check.labels == GROUPS.index(group)).p_value
            part = curves[(curves["information"] == information) & (curves["group"] == word)]
            assert part["people"].sum() == 51


def test_a_rounded_share_hides_the_number_of_members(check):
    share = found_share(check, "black", LISTED, level=0.95)
    rounded = rounded_share(check, "black", LISTED, level=0.95)
    assert share.value == pytest.approx(8 / 14)
    assert (rounded.value, rounded.low, rounded.high) == pytest.approx((0.55, 0.3, 0.8))
    assert rounded.low <= share.low < share.high <= rounded.high
    assert not re.search(r"\d", rounded.n)


def test_the_tests_are_adjusted_as_one_family(check):
    frame = calibration_tests(check, alpha=0.05, draws=999, rng=np.random.default_rng(3))
    alone = frame[["p_total", "p_spread"]].to_numpy()
    adjusted = frame[["p_total_holm", "p_spread_holm"]].to_numpy()
    assert adjusted.min() == pytest.approx(min(1, alone.min() * alone.size))
    assert (adjusted >= alone).all()
    for row in frame.itertuples():
        rejected = (row.p_total_holm <= 0.05, row.p_spread_holm <= 0.05)
        assert (
            row.reading
            == {
                (True, True): "neither total nor spread is as stated",
                (True, False): "the total is not as stated",
                (False, True): "the spread is not as stated",
                (False, False): "no departure shown",
            }[rejected]
        )
