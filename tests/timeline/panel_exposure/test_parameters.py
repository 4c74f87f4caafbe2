import pytest
from pydantic import ValidationError

from rml.timeline.panel_exposure.parameters import PanelExposureByRace

GIVEN = {
    "family": ["any_health_agency", "hhs", "covid19", "blm"],
    "primary_topic": "any_health_agency",
    "primary_group": "Black",
    "level": 0.95,
    "alpha": 0.05,
    "power": 0.8,
    "effect_ratio": 0.5,
    "equality_band": 0.8,
    "resamples": 999,
    "seed": 1,
    "small_cell_threshold": 10,
}


def test_the_declared_values_are_accepted():
    assert PanelExposureByRace(**GIVEN).primary_group == "Black"


@pytest.mark.parametrize("field", GIVEN)
def test_no_field_may_be_missing(field):
    with pytest.raises(ValidationError, match=field):
        PanelExposureByRace(**{name: GIVEN[name] for name in GIVEN if name != field})


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("family", ["hhs", "hhs"], "twice"),
        ("family", ["hhs"], "not in the family"),
        ("family", [], "at least 1"),
        ("family", ["twitter"], "family"),
        ("primary_topic", "blm", "primary_topic"),
        ("primary_group", "Martian", "primary_group"),
        ("level", 1.0, "level"),
        ("alpha", 0.5, "alpha"),
        ("power", 0.2, "power"),
        ("effect_ratio", 1.0, "effect_ratio"),
        ("equality_band", 1.0, "equality_band"),
        ("resamples", 10, "resamples"),
        ("seed", -1, "seed"),
        ("small_cell_threshold", 2, "small_cell_threshold"),
        ("small_cell_threshold", 10.0, "small_cell_threshold"),
        ("groups", ["Black"], "groups"),
    ],
)
def test_what_cannot_be_is_refused_by_name(field, value, words):
    with pytest.raises(ValidationError, match=words):
        PanelExposureByRace(**(GIVEN | {field: value}))


def test_every_field_says_what_it_is():
    for field in PanelExposureByRace.model_json_schema()["properties"].values():
        assert field["description"]
        assert field["unit"]
