import pytest
from pydantic import ValidationError

from rml.amplification.holdback.parameters import HabitValues
from rml.amplification.seven_countries.parameters import (
    LogRuleValues,
    SevenCountries,
)

HABITS = {
    "largest_reach": 0.05,
    "activity_classes": 4,
    "activity_shape": 0.7,
    "affinity": 3.0,
    "popularity_spread": 1.2,
    "amplification_spread": 0.4,
    "day_spread": 0.2,
    "day_levels": 3,
}
RULES = {
    "users_in_both_arms": "error",
    "ill_dwell_or_visibility": "error",
    "unknown_users": "error",
    "unknown_authors": "leave out",
    "arm_sizes": "error",
}
VALUES = {
    "countries": ["UK", "Japan"],
    "least_members": 10,
    "far_position": 2.0,
    "planted": [0.0, 0.5, 1.0, 1.5, 2.0, 0.25],
    "name_parties": False,
    "habits": HABITS,
    "control_users": 20000,
    "size_ratio": 4,
    "first_day": "2020-04-01",
    "days": 137,
    "min_visible_fraction": 0.5,
    "min_dwell_ms": 500,
    "log_rules": RULES,
    "lingering_share": 0.6,
    "published_smoothing": "inside",
    "least_control": 10,
    "resamples": 500,
    "permutations": 4999,
    "repetitions": 1000,
    "bias_bound": 2.0,
    "width_bound_users": 10.0,
    "width_bound_authors": 150.0,
    "level": 0.95,
    "alpha": 0.05,
    "power": 0.8,
    "random_seed": 1,
}


@pytest.mark.parametrize("model", [SevenCountries, HabitValues, LogRuleValues])
def test_every_field_has_a_description_and_a_unit_and_no_default(model):
    for field in model.model_fields.values():
        assert field.description
        assert field.json_schema_extra["unit"]
        assert field.is_required()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("countries", []),
        ("countries", ["UK", "UK"]),
        ("countries", ["Italy"]),
        ("least_members", 1),
        ("least_members", 101),
        ("far_position", 0.0),
        ("far_position", 5.1),
        ("planted", [0.0] * 5),
        ("planted", [0.0] * 5 + [-1.0]),
        ("planted", [0.0] * 5 + [10.1]),
        ("name_parties", "no"),
        ("control_users", 499),
        ("size_ratio", 0),
        ("size_ratio", 21),
        ("first_day", "1 April 2020"),
        ("days", 1),
        ("days", 401),
        ("min_visible_fraction", 1.1),
        ("min_dwell_ms", -1),
        ("lingering_share", 0.0),
        ("lingering_share", 1.1),
        ("published_smoothing", "corrected"),
        ("least_control", 0),
        ("resamples", 19),
        ("permutations", 98),
        ("repetitions", 19),
        ("bias_bound", 0.0),
        ("width_bound_users", 101.0),
        ("width_bound_authors", 401.0),
        ("level", 95),
        ("alpha", 0.5),
        ("power", 1.0),
        ("random_seed", -1),
        ("random_seed", 1.5),
    ],
)
def test_values_out_of_bounds_are_refused(field, value):
    SevenCountries(**VALUES)
    with pytest.raises(ValidationError, match=field):
        SevenCountries(**{**VALUES, field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("largest_reach", 0.0),
        ("largest_reach", 0.9),
        ("activity_classes", 0),
        ("activity_shape", 0.05),
        ("affinity", 0.9),
        ("popularity_spread", 3.1),
        ("amplification_spread", -0.1),
        ("day_spread", 1.1),
        ("day_levels", 8),
    ],
)
def test_habits_out_of_bounds_are_refused(field, value):
    with pytest.raises(ValidationError, match=field):
        SevenCountries(**{**VALUES, "habits": {**HABITS, field: value}})


@pytest.mark.parametrize("field", list(RULES))
def test_rules_that_there_are_not_are_refused(field):
    with pytest.raises(ValidationError, match=field):
        SevenCountries(**{**VALUES, "log_rules": {**RULES, field: "ignore"}})


def test_a_day_that_is_in_no_calendar_is_refused():
    with pytest.raises(ValidationError, match="first_day"):
        SevenCountries(**{**VALUES, "first_day": "2020-02-30"})


def test_the_log_that_may_be_named_has_three_tables():
    assert set(SevenCountries.own_tables) == {"impressions", "users", "authors"}
    assert {"user", "arm", "day"} < set(SevenCountries.own_tables["impressions"])
