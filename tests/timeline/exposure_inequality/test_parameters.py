import pytest
from pydantic import ValidationError

from rml.timeline.exposure_inequality.parameters import ExposureInequality

VALUES = {
    "top_share": 0.1,
    "atkinson_epsilon": 0.5,
    "unseen_multiples": [0.0, 1.0],
    "pool": "ever",
    "burn_in_hours": 24,
    "sensitivity_window_hours": [6, 24],
    "top_slots": [10],
    "later_top_slots": [3, 5],
    "lorenz_points": 100,
    "level": 0.95,
}


def test_every_field_has_a_description_and_a_unit_and_no_default():
    for field in ExposureInequality.model_fields.values():
        assert field.description
        assert field.json_schema_extra["unit"]
        assert field.is_required()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("top_share", 0.01, "top_share"),
        ("atkinson_epsilon", 1.0, "atkinson_epsilon"),
        ("unseen_multiples", [1.0, 0.5], "unseen_multiples must rise"),
        ("unseen_multiples", [-1.0], "between 0 and 10000"),
        ("sensitivity_window_hours", [30], "before the burn-in of 24"),
        ("top_slots", [0], "between 1 and 200"),
        ("later_top_slots", [5, 3], "later_top_slots must rise"),
        ("pool", "all", "pool"),
        ("lorenz_points", 3, "lorenz_points"),
    ],
)
def test_values_out_of_bounds_are_refused(field, value, message):
    with pytest.raises(ValidationError, match=message):
        ExposureInequality(**{**VALUES, field: value})


def test_the_declared_values_are_accepted():
    assert ExposureInequality(**VALUES).top_share == 0.1
