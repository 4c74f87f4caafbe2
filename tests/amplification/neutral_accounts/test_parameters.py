import pytest
from pydantic import ValidationError

from rml.amplification.neutral_accounts.parameters import NeutralAccounts

VALUES = {
    "scores": ["url", "hashtag"],
    "primary_leaning": "Center",
    "primary_score": "url",
    "level": 0.95,
    "alpha": 0.05,
    "max_lag_days": 15,
    "prewhiten": True,
    "block_length_days": 16,
    "sensitivity_days": [5, 10],
    "resamples": 9999,
    "random_seed": 1,
    "power": 0.8,
}


def test_every_field_has_a_description_and_a_unit_and_no_default():
    for field in NeutralAccounts.model_fields.values():
        assert field.description
        assert field.json_schema_extra["unit"]
        assert field.is_required()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scores", []),
        ("scores", ["url", "url"]),
        ("scores", ["links"]),
        ("scores", ["hashtag"]),
        ("primary_leaning", "Centre"),
        ("level", 95),
        ("level", "0.95"),
        ("alpha", 0.5),
        ("max_lag_days", 0),
        ("max_lag_days", 15.0),
        ("prewhiten", "yes"),
        ("block_length_days", 31),
        ("sensitivity_days", [5, 31]),
        ("sensitivity_days", [1]),
        ("resamples", 100),
        ("random_seed", -1),
        ("power", 1.0),
    ],
)
def test_values_out_of_bounds_are_refused(field, value):
    NeutralAccounts(**VALUES)
    with pytest.raises(ValidationError):
        NeutralAccounts(**{**VALUES, field: value})
