import pytest
from pydantic import ValidationError

from rml.cropping.policy_parameters import Alternatives, AuthorChoice

ALTERNATIVES = {
    "level": 0.95,
    "seed": 1,
    "resamples": 999,
    "ethnicities": ["white", "hispanic"],
    "minimum_people": 15,
    "most_people": 100,
    "pairs": 15,
    "pair_ratios": [1.0, 0.56],
    "wide_ratio": 0.56,
    "tall_ratio": 2.0,
    "temperatures": [0.5, 1.0],
    "temperature": 1.0,
    "shown_from": 0.75,
    "region_scales": [1.0],
}
AUTHORS = {
    "level": 0.95,
    "seed": 1,
    "own_preference": 0.8,
    "placement_noise": 0.05,
    "appeal_spread": 1.0,
    "tilted_means_a": 0.6,
    "people": 30,
    "repetitions": 1000,
    "bias_bound": 0.5,
    "width_bound": 20.0,
    "preferences": [0.5],
    "noises": [0.0],
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ethnicities", ["white"]),
        ("minimum_people", 14),
        ("pairs", 14),
        ("pair_ratios", [0.56]),
        ("pair_ratios", [1.0]),
        ("wide_ratio", 1.0),
        ("tall_ratio", 1.0),
        ("temperatures", [1.0, 0.5]),
        ("temperatures", [0.0, 1.0]),
        ("temperatures", [0.5, 1.0, 2.0, 4.0]),
        ("temperature", 2.0),
        ("shown_from", 0.5),
    ],
)
def test_alternatives_out_of_bounds_are_refused(field, value):
    Alternatives(**ALTERNATIVES)
    with pytest.raises(ValidationError, match=field):
        Alternatives(**{**ALTERNATIVES, field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("own_preference", 1.1),
        ("placement_noise", -0.1),
        ("tilted_means_a", 0.5),
        ("people", 14),
        ("repetitions", 0),
        ("preferences", []),
        ("noises", [0.6]),
    ],
)
def test_authors_out_of_bounds_are_refused(field, value):
    AuthorChoice(**AUTHORS)
    with pytest.raises(ValidationError, match=field):
        AuthorChoice(**{**AUTHORS, field: value})
