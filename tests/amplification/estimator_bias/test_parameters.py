import pytest
from pydantic import ValidationError

from rml.amplification.estimator_bias.parameters import EstimatorBias

VALUES = {
    "level": 0.95,
    "seed": 1,
    "size_ratio": 4.0,
    "days": 137,
    "daily_reach": 5.0,
    "planted": [-0.5, 0.0, 2.0],
    "repetitions": 1000,
    "bias_bound": 1.0,
    "width_bound": 25.0,
    "low_reach": 1.0,
    "reach_grid": [0.1, 1.0, 10.0],
    "threshold": 1.0,
    "median_reaches": [1.0],
    "reach_spread": 1.5,
    "authors": 100,
    "days_per_user": [1.0, 5.0],
    "judged_days_per_user": 5.0,
    "returning_width_bound": 60.0,
    "busy_days": 20,
    "busy_factor": 10.0,
    "quiet_amplification": 1.0,
    "members": [1, 5],
    "member_reach": 0.01,
    "member_amplification": 1.0,
    "overlap": 0.5,
}


def test_every_field_has_a_description_and_a_unit_and_no_default():
    assert set(VALUES) == set(EstimatorBias.model_fields)
    for field in EstimatorBias.model_fields.values():
        assert field.description
        assert field.json_schema_extra["unit"]
        assert field.is_required()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("level", 95.0),
        ("days", 1),
        ("days", 20),
        ("daily_reach", 0.0),
        ("planted", [-1.0]),
        ("planted", [0.0, 0.0]),
        ("planted", []),
        ("repetitions", 50),
        ("bias_bound", 0.0),
        ("reach_grid", [1.0, 2.0]),
        ("days_per_user", [0.5, 5.0]),
        ("days_per_user", [1.0, 2.0]),
        ("busy_days", 137),
        ("members", [0]),
        ("members", [2, 2]),
        ("member_reach", 0.5),
        ("overlap", 1.5),
    ],
)
def test_values_out_of_bounds_are_refused(field, value):
    EstimatorBias(**VALUES)
    with pytest.raises(ValidationError):
        EstimatorBias(**{**VALUES, field: value})
