import pytest
from pydantic import ValidationError

from rml.timeline.imputation.parameters import Imputation, ImputationDisparity

CHECK = {
    "level": 0.95,
    "alpha": 0.05,
    "seed": 1,
    "least_members": 10,
    "edges": [0.0, 0.1, 0.5, 1.0],
    "log_floor": 0.001,
    "resamples": 999,
    "draws": 999,
}
EFFECT = {
    "level": 0.95,
    "seed": 1,
    "least_members": 10,
    "compared_group": "black",
    "base_chance": 0.5,
    "planted_gap": -0.1,
    "cutoff": 0.8,
    "known_share": 0.1,
    "name_exponent": 0.8,
    "other_exponents": [0.5, 0.8, 1.0],
    "population": 20000,
    "sample": 1000,
    "repetitions": 100,
    "bias_bound": 1.0,
    "width_bound": 10.0,
    "corrected_width_bound": 30.0,
    "congress_width_bound": 20.0,
}
MODELS = {"check": (Imputation, CHECK), "effect": (ImputationDisparity, EFFECT)}


@pytest.mark.parametrize("name", MODELS)
def test_every_field_has_a_description_and_a_unit_and_no_default(name):
    model, values = MODELS[name]
    assert set(values) == set(model.model_fields)
    for field in model.model_fields.values():
        assert field.description
        assert field.json_schema_extra["unit"]
        assert field.is_required()


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("check", "least_members", 9),
        ("check", "edges", [0.0, 0.5]),
        ("check", "edges", [0.0, 0.5, 0.9]),
        ("check", "edges", [0.1, 0.5, 1.0]),
        ("check", "edges", [0.0, 0.5, 0.5, 1.0]),
        ("check", "log_floor", 0.0),
        ("check", "resamples", 9),
        ("check", "level", 95.0),
        ("effect", "compared_group", "white"),
        ("effect", "planted_gap", 0.0),
        ("effect", "other_exponents", [0.5]),
        ("effect", "other_exponents", [1.0, 0.5]),
        ("effect", "other_exponents", [0.5, 0.5]),
        ("effect", "other_exponents", [0.5, 2.1]),
        ("effect", "base_chance", 0.05),
        ("effect", "cutoff", 0.5),
        ("effect", "known_share", 0.0),
        ("effect", "sample", 30000),
        ("effect", "bias_bound", 0.0),
    ],
)
def test_values_out_of_bounds_are_refused(name, field, value):
    model, values = MODELS[name]
    model(**values)
    with pytest.raises(ValidationError):
        model(**{**values, field: value})
