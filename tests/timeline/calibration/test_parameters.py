import pytest
from pydantic import ValidationError

from rml.timeline.calibration.parameters import TimelineCalibration

VALUES = {
    "repetitions": 2500,
    "slow_repetitions": 1000,
    "cautious": ["rate_of_10"],
    "stress_cases": ["gap_12"],
    "added_later": ["gap_12"],
    "band": [93.0, 97.0],
    "alarm_band": [3.0, 7.0],
    "bias_bound": 6.0,
    "width_bound": 150.0,
    "undefined_bound": 1.0,
    "level": 0.95,
    "alpha": 0.05,
    "random_seed": 1,
}


def test_every_field_has_a_description_and_a_unit_and_no_default():
    for field in TimelineCalibration.model_fields.values():
        assert field.description
        assert field.json_schema_extra["unit"]
        assert field.is_required()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("repetitions", 19),
        ("slow_repetitions", 100_001),
        ("cautious", ["Rate of 10"]),
        ("stress_cases", [""]),
        ("added_later", ["Late"]),
        ("band", [93.0]),
        ("alarm_band", [3.0, 5.0, 7.0]),
        ("bias_bound", 0.0),
        ("width_bound", 99.0),
        ("undefined_bound", 21.0),
        ("level", 95),
        ("alpha", 0.5),
        ("random_seed", -1),
    ],
)
def test_values_out_of_bounds_are_refused(field, value):
    TimelineCalibration(**VALUES)
    with pytest.raises(ValidationError, match=field):
        TimelineCalibration(**(VALUES | {field: value}))


@pytest.mark.parametrize(
    ("field", "value"),
    [("band", [96.0, 97.0]), ("band", [97.0, 93.0]), ("alarm_band", [6.0, 7.0])],
)
def test_a_band_holds_what_is_promised(field, value):
    with pytest.raises(ValidationError, match=f"{field} must hold the nominal"):
        TimelineCalibration(**(VALUES | {field: value}))


def test_a_design_is_declared_once():
    with pytest.raises(ValidationError, match="name gap_12 twice"):
        TimelineCalibration(**(VALUES | {"cautious": ["gap_12"]}))
