import pytest
from pydantic import ValidationError

from rml.cropping.parameters import PublishedRuns

VALUES = {
    "level": 0.95,
    "headline_setting": "wiki_no_scaling_intersect",
    "headline_trials": 10_000,
    "fixed_height_setting": "wiki_fixed_height_intersect",
    "fixed_height_trials": 5_000,
    "photos_grid": [100, 500],
}


def test_every_field_has_a_description_and_a_unit():
    for field in PublishedRuns.model_fields.values():
        assert field.description
        assert field.json_schema_extra["unit"]
        assert field.is_required()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("level", 95),
        ("level", "0.95"),
        ("headline_setting", "Original sizes"),
        ("headline_trials", 0),
        ("fixed_height_trials", 5000.0),
        ("photos_grid", [100]),
        ("photos_grid", [1, 100]),
        ("photos_grid", [500, 100]),
        ("photos_grid", [100, 100]),
    ],
)
def test_values_out_of_bounds_are_refused(field, value):
    PublishedRuns(**VALUES)
    with pytest.raises(ValidationError, match=field):
        PublishedRuns(**{**VALUES, field: value})
