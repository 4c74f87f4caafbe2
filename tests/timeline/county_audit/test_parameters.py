from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from rml.timeline.county_audit.impression_schemas import SCHEMAS, WAYS
from rml.timeline.county_audit.parameters import (
    BoundValues,
    CountyAudit,
    ImpressionRuleValues,
    OtherWorldValues,
    PlatformValues,
)

FILE = Path(__file__).parents[3] / "params" / "home_timeline" / "county_audit.yaml"
VALUES = yaml.safe_load(FILE.read_text("utf-8"))["parameters"]
NESTED = {
    "platform": PlatformValues,
    "other_worlds": OtherWorldValues,
    "bounds": BoundValues,
    "impression_rules": ImpressionRuleValues,
}


@pytest.mark.parametrize("model", [CountyAudit, *NESTED.values()])
def test_every_field_has_a_description_and_a_unit_and_no_default(model):
    for field in model.model_fields.values():
        assert field.description
        assert field.json_schema_extra["unit"]
        assert field.is_required()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("definition", "nh_black vs nh_white"),
        ("gap", -51.0),
        ("gap", 0.0),
        ("own_race_share", 1.1),
        ("own_race_shares", [0.0, 1.0]),
        ("own_race_shares", [0.0, 0.5, 0.9]),
        ("own_race_shares", [0.1, 0.5, 1.0]),
        ("own_race_shares", [0.0, 0.7, 0.5, 1.0]),
        ("adoption_ratios", []),
        ("adoption_ratios", [0.05]),
        ("adoption_ratios", [2.0, 1.0]),
        ("repetitions", 19),
        ("effects", [5.0, 10.0, 20.0]),
        ("effects", [0.0, 0.0, 10.0]),
        ("effects", [0.0, 10.0, 91.0]),
        ("effects", [-10.0, 0.0, 10.0]),
        ("power_authors", []),
        ("power_authors", [2.0, 10.0]),
        ("power_authors", [1.0, 2.0, 3.0, 4.0, 5.0]),
        ("above_median_gap", -41.0),
        ("level", 95),
        ("alpha", 0.01),
        ("power", 1.0),
        ("seed", -1),
    ],
)
def test_values_out_of_bounds_are_refused(field, value):
    CountyAudit(**VALUES)
    with pytest.raises(ValidationError, match=field):
        CountyAudit(**{**VALUES, field: value})


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("platform", "per_thousand", 0.0),
        ("platform", "per_thousand", 1001.0),
        ("platform", "mean_impressions", 0.5),
        ("platform", "squared_variation", 0.0),
        ("platform", "county_spread", 0.6),
        ("other_worlds", "adoption_ratio", 0.0),
        ("other_worlds", "rural_slope", -51.0),
        ("other_worlds", "state_slope", 101.0),
        ("other_worlds", "state_spread", -0.1),
        ("bounds", "bias", 0.0),
        ("bounds", "weighted_width", 0.0),
        ("bounds", "regression_width", 501.0),
        ("bounds", "state_effects_width", 0.0),
        ("impression_rules", "no_county", "ignore"),
        ("impression_rules", "unknown_fips", "guess"),
    ],
)
def test_values_within_a_part_are_bounded_too(part, field, value):
    with pytest.raises(ValidationError, match=field):
        CountyAudit(**{**VALUES, part: {**VALUES[part], field: value}})


@pytest.mark.parametrize(
    "days",
    [
        {"first_day": "2026-03-02", "last_day": "2026-03-01"},
        {"first_day": "2026-03-02"},
        {"first_day": "2026-02-30", "last_day": "2026-03-01"},
    ],
)
def test_days_are_two_in_order_and_in_the_calendar(days):
    with pytest.raises(ValidationError, match="impression_rules"):
        CountyAudit(**{**VALUES, "impression_rules": {**VALUES["impression_rules"], **days}})


def test_impressions_of_ones_own_are_taken_in_each_of_the_ways_that_can_be_opened():
    assert tuple(map(set, CountyAudit.own_table_ways)) == tuple(map(set, WAYS))
    for way in CountyAudit.own_table_ways:
        for name in way:
            columns = SCHEMAS[name].columns
            required = tuple(name for name, column in columns.items() if column.required)
            assert CountyAudit.own_tables[name] == required
