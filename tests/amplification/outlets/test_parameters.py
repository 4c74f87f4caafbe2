import pytest
from pydantic import ValidationError

from rml.amplification.outlets.claims import settled_words, side_of
from rml.amplification.outlets.parameters import NewsOutlets

VALUES = {
    "primary_quarter": "2021q2",
    "least_politicians": 10,
    "class_edges": [-0.6, -0.2, 0.2, 0.6],
    "tail_shares": [0.0, 0.5],
    "level": 0.95,
    "resamples": 9999,
    "random_seed": 1,
}


def test_every_field_has_a_description_and_a_unit_and_no_default():
    for field in NewsOutlets.model_fields.values():
        assert field.description
        assert field.json_schema_extra["unit"]
        assert field.is_required()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("primary_quarter", "2021q4"),
        ("least_politicians", 9),
        ("class_edges", [-0.2]),
        ("class_edges", [0.2, -0.2]),
        ("class_edges", [-0.6, -0.2, 0.2]),
        ("class_edges", [-0.2, 0.3]),
        ("class_edges", [-0.2, 0.0, 0.2]),
        ("class_edges", [-1.2, 1.2]),
        ("tail_shares", []),
        ("tail_shares", [0.5, 0.5]),
        ("tail_shares", [0.5, 0.99]),
        ("tail_shares", [-0.1, 0.5]),
        ("level", 95),
        ("resamples", 100),
        ("random_seed", -1),
    ],
)
def test_values_out_of_bounds_are_refused(field, value):
    NewsOutlets(**VALUES)
    with pytest.raises(ValidationError):
        NewsOutlets(**{**VALUES, field: value})


def test_words_follow_the_numbers():
    assert side_of(-0.1) == "Democrats"
    assert side_of(0.1) == "Republicans"
    assert "do not settle" in settled_words(-0.5, 0.5)
    assert "Democrats' side" in settled_words(-0.5, -0.1)
    assert "Republicans' side" in settled_words(0.1, 0.5)
