from rml.data import county_context
from rml.data.county_codes import NO_COUNTIES, NOT_IN_TABLE, RENUMBERED
from rml.data.county_race import load_county_race


def test_codes_that_changed_lead_to_counties_and_others_to_none(real_files):
    fips = set(load_county_race().counties["fips"])
    assert set(RENUMBERED.values()) <= fips
    assert not fips & (RENUMBERED.keys() | NO_COUNTIES.keys())
    beginnings = tuple(start for start, _ in NOT_IN_TABLE)
    assert not [code for code in fips if code.startswith(beginnings)]


def test_the_repairs_of_the_context_table_agree_with_the_list():
    repaired = county_context.RENUMBERED | county_context.MERGED
    assert repaired.items() <= RENUMBERED.items()
    assert set(county_context.NO_COUNTIES) <= NO_COUNTIES.keys()
