import pytest
from pydantic import ValidationError

from rml.amplification.ranked_feed.parameters import RankedFeedAudit

VALUES = {
    "pool": "ever",
    "burn_in_hours": 24,
    "sensitivity_window_hours": [6, 12],
    "top_slots": [10],
    "long_feed_slots": 30,
    "added_slots": 0.5,
    "hidden_shares": [0.1, 0.25],
    "claim_hidden_share": 0.25,
    "random_window_hours": 12,
    "random_feeds": 200,
    "level": 0.95,
    "alpha": 0.05,
    "resamples": 9999,
    "random_seed": 1,
}


def test_every_field_has_a_description_and_a_unit_and_no_default():
    for field in RankedFeedAudit.model_fields.values():
        assert field.description
        assert field.json_schema_extra["unit"]
        assert field.is_required()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pool", "all"),
        ("burn_in_hours", -1),
        ("burn_in_hours", 24.0),
        ("sensitivity_window_hours", []),
        ("sensitivity_window_hours", [12, 12]),
        ("sensitivity_window_hours", [25]),
        ("top_slots", [0]),
        ("top_slots", [41]),
        ("long_feed_slots", 1),
        ("added_slots", 0.0),
        ("hidden_shares", [0.25, 1.0]),
        ("hidden_shares", [0.1]),
        ("claim_hidden_share", 0.2),
        ("random_window_hours", 2),
        ("random_feeds", 4),
        ("level", 95),
        ("alpha", 0.5),
        ("resamples", 100),
        ("random_seed", -1),
    ],
)
def test_values_out_of_bounds_are_refused(field, value):
    RankedFeedAudit(**VALUES)
    with pytest.raises(ValidationError):
        RankedFeedAudit(**{**VALUES, field: value})
