import pytest
from pydantic import ValidationError

from rml.amplification.calibration.parameters import Calibration

HABITS = {
    "largest_reach": 0.05,
    "activity_classes": 4,
    "activity_shape": 0.7,
    "affinity": 3.0,
    "popularity_spread": 1.0,
    "amplification_spread": 0.4,
    "day_spread": 0.2,
    "day_levels": 3,
}
VALUES = {
    "authors": [40, 40, 25],
    "amplification": 0.5,
    "larger_amplification": 1.5,
    "habits": HABITS,
    "control_users": 4000,
    "size_ratio": 4,
    "days": 14,
    "published_smoothing": "inside",
    "repetitions": 2500,
    "published_repetitions": 1000,
    "resamples": 200,
    "association_authors": 200,
    "association_affinity": 7.0,
    "association_reach": 0.15,
    "permutations": 199,
    "least_control": 10,
    "bias_bound": 3.0,
    "width_bound_users": 20.0,
    "width_bound_authors": 150.0,
    "rate_bound": 1.0,
    "level": 0.95,
    "alpha": 0.05,
    "random_seed": 1,
}


def test_every_field_has_a_description_and_a_unit_and_no_default():
    for field in Calibration.model_fields.values():
        assert field.description
        assert field.json_schema_extra["unit"]
        assert field.is_required()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("authors", [40, 40]),
        ("authors", [40, 40, 25, 25]),
        ("authors", [40, 40, 19]),
        ("amplification", -1.0),
        ("larger_amplification", 10.1),
        ("habits", {**HABITS, "largest_reach": 0.95}),
        ("control_users", 199),
        ("size_ratio", 0),
        ("days", 1),
        ("published_smoothing", "none"),
        ("repetitions", 19),
        ("published_repetitions", 19),
        ("resamples", 19),
        ("association_authors", 3),
        ("association_affinity", 0.5),
        ("association_reach", 0.9),
        ("permutations", 18),
        ("least_control", 0),
        ("bias_bound", 21.0),
        ("width_bound_users", 0.0),
        ("width_bound_authors", 401.0),
        ("rate_bound", 10.1),
        ("level", 95),
        ("alpha", 0.5),
        ("random_seed", -1),
    ],
)
def test_values_out_of_bounds_are_refused(field, value):
    Calibration(**VALUES)
    with pytest.raises(ValidationError, match=field):
        Calibration(**{**VALUES, field: value})


def test_tests_are_made_at_the_level_of_the_intervals():
    Calibration(**{**VALUES, "level": 0.9, "alpha": 0.1})
    with pytest.raises(ValidationError, match=r"alpha must be 1 - level, 0\.05, not 0\.1"):
        Calibration(**{**VALUES, "alpha": 0.1})
