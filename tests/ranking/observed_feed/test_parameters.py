import pytest
from pydantic import ValidationError

from rml.ranking.observed_feed.parameters import ObservedFeed

VALUES = {
    "least_posts": 2,
    "hidden_units": 16,
    "epochs": 20,
    "batch_feeds": 32,
    "learning_rate": 0.01,
    "penalty": 0.001,
    "strict_linear": True,
    "permutations": 5,
    "refits": 60,
    "block_feeds": 6,
    "other_seeds": 10,
    "randomised_models": 10,
    "explained_feeds": 4,
    "steps": 16,
    "next_feed_minutes": 90.0,
    "same_time_minutes": 10.0,
    "example_account": "centre-left",
    "example_least_posts": 30,
    "example_place": 1,
    "example_refits": 20,
    "level": 0.95,
    "random_seed": 1,
}


def test_every_field_has_a_description_and_a_unit_and_no_default():
    for field in ObservedFeed.model_fields.values():
        assert field.description
        assert field.json_schema_extra["unit"]
        assert field.is_required()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("least_posts", 1),
        ("hidden_units", 0),
        ("epochs", 0),
        ("batch_feeds", 500),
        ("learning_rate", 0.0),
        ("penalty", -0.1),
        ("strict_linear", 1),
        ("permutations", 0),
        ("refits", 2),
        ("block_feeds", 0),
        ("other_seeds", 1),
        ("randomised_models", 1),
        ("explained_feeds", 0),
        ("steps", 3),
        ("next_feed_minutes", 10.0),
        ("same_time_minutes", 0.0),
        ("example_account", "green"),
        ("example_least_posts", 1),
        ("example_place", 0),
        ("example_refits", 1),
        ("level", 95),
        ("random_seed", -1),
    ],
)
def test_values_out_of_bounds_are_refused(field, value):
    ObservedFeed(**VALUES)
    with pytest.raises(ValidationError):
        ObservedFeed(**{**VALUES, field: value})
