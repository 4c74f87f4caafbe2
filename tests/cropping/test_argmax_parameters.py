"""The parameters of the report on maxima refuse averages over too few people."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from rml.cropping.parameters import Argmax

GIVEN = yaml.safe_load(
    (Path(__file__).parents[2] / "params/image_cropping/argmax.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("quick", [False, True])
def test_both_profiles_are_valid(quick):
    values = GIVEN["parameters"] | (GIVEN["quick"] if quick else {})
    assert Argmax(**values).minimum_people >= 15


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"temperatures": [0.5, 2.0, 1.0]}, "must rise"),
        ({"temperatures": [0.5, 2.0, 3.0]}, "hold 1, the published alternative"),
        ({"temperatures": [0.0, 1.0, 2.0]}, "greater than 0"),
        ({"attribution_people": 19}, "at least minimum_people"),
        ({"baseline_people": 9}, "together must be at least minimum_people"),
        ({"baseline_people": 21}, "at most attribution_people"),
        ({"baseline": "white"}, "mean colour"),
        ({"minimum_people": 14}, "greater than or equal to 15"),
    ],
)
def test_what_would_not_hold_is_refused(wrong, message):
    with pytest.raises(ValidationError, match=message):
        Argmax(**(GIVEN["parameters"] | wrong))
