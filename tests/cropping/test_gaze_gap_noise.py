import pandas as pd
import pytest

from rml.cropping.gaze_gap_noise import COMPARED, compared_facts, gap_noise_of_cuts
from rml.cropping.gaze_portraits import OFF_FACE, cut_name, groups_of
from rml.report.format import fields_of

SIZES = {("female", "one"): 30, ("male", "one"): 20, ("male", "two"): 12, ("female", "two"): 9}
HOW = {"ratios": [0.56], "level": 0.95, "resamples": 499, "seed": 1}


@pytest.fixture
def outcomes():
    frame = pd.DataFrame(
        [
            {"gender": gender, "ethnicity": ethnicity, OFF_FACE: number % 5 == 0}
            for (gender, ethnicity), size in SIZES.items()
            for number in range(size)
        ]
    )
    return frame.assign(**{cut_name(0.56): frame[OFF_FACE]})


def test_groups_below_the_minimum_are_left_out_and_counted(outcomes):
    groups = groups_of(outcomes, minimum=10)
    facts = compared_facts(outcomes, groups, minimum=10)
    assert facts == {"groups": 3, "minimum": 10, "smallest": 12, "out": 1}
    fields = {field.partition(":")[0] for _, field in fields_of(COMPARED, where="") if field}
    assert fields == set(facts)
    found = gap_noise_of_cuts(outcomes, groups, minimum=10, **HOW)
    assert {one.groups for one in found.values()} == {3}
    assert len(found) == 2


def test_a_group_below_the_minimum_is_refused_if_it_is_passed_on(outcomes):
    groups = groups_of(outcomes, minimum=1)
    with pytest.raises(ValueError, match="smaller than 10"):
        gap_noise_of_cuts(outcomes, groups, minimum=10, **HOW)
