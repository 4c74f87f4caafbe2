"""Wordings take their numbers from findings, and leave none of their fields unfilled."""

import string

from rml.report.format import prose
from rml.timeline.calibration import inequality_designs
from rml.timeline.calibration.claims import (
    ALARMS,
    CHANGED,
    FIRST,
    NEAR_NOISE,
    PLAIN_WORDS,
    REGULAR,
    RULE,
    SPREAD,
    STRESS,
    part_claim,
    stress_claim,
)
from rml.timeline.calibration.design import PART_NAMES
from rml.timeline.calibration.said import regular_counts, stress_counts, stress_outcomes, told_of

VALUES = {"value": 94.25, "low": 93.0, "high": 95.0, "alpha": 5.0, "designs": 30}
LATER = {"usual": 2500, "then": 92.0, "now": 93.0, "error": 1.4}
VALUES |= {"held": 94.25, "held_low": 93.0, "held_high": 95.0}


def fields(*texts):
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_claim_says_label_share_and_number_of_data_sets(judged, bounds):
    told = VALUES | told_of(judged(942), bounds)
    claims = [
        REGULAR,
        ALARMS,
        *(make(part) for part in PART_NAMES for make in (part_claim, stress_claim)),
    ]
    for claim in claims:
        said = claim["statement"].format(**told)
        assert "“t of five”" in said
        assert "94.2 % (93.0 to 95.0) of 1,000 made-up data sets" in said


def test_claims_on_a_design_use_all_that_they_are_told(judged, bounds):
    own = set(told_of(judged(942), bounds))
    for part in PART_NAMES:
        for claim in (part_claim(part), stress_claim(part)):
            assert fields(*claim.values()) == own | {"value", "low", "high"}
        assert PART_NAMES[part] in part_claim(part)["statement"]


def test_plain_words_and_rule_hold_no_typed_result(judged, bounds):
    values = {"intervals": 60, "tests": 20, "kept": 91.0, "kept_tests": 100.0}
    values |= regular_counts([judged(900)], bounds)
    values |= stress_counts([judged(900, declared="stress")], bounds)
    assert fields(PLAIN_WORDS) == set(values)
    assert not any(
        sign.isdigit() for sign in PLAIN_WORDS.format(**dict.fromkeys(values, 0)).replace("0", "")
    )
    bands = {
        "level": 95.0,
        "low": 93.0,
        "high": 97.0,
        "alpha": 5.0,
        "alarms_low": 3.0,
        "alarms_high": 7.0,
        "bias": 6.0,
        "width": 150.0,
        "undefined": 1.0,
        "slow": 1000,
        "usual": 2500,
        "slow_error": 1.4,
        "usual_error": 0.9,
    }
    assert prose(RULE, bands, where="test")
    assert fields(RULE) == set(bands)


def test_what_was_changed_is_told_by_its_numbers(judged, bounds):
    assert fields(CHANGED) == {*LATER, *FIRST, *NEAR_NOISE}
    assert fields(SPREAD) == {"outcomes", *NEAR_NOISE}
    assert fields(STRESS) == set(stress_outcomes([judged(900)], bounds))
    for text, values in ((CHANGED, FIRST | NEAR_NOISE), (SPREAD, NEAR_NOISE)):
        given = {name: value for name, value in values.items() if name in fields(text)}
        assert prose(text, given | (LATER if text is CHANGED else {"outcomes": "x"}), where="test")


def test_the_settings_told_are_those_of_the_designs():
    assert (FIRST["units"], FIRST["resamples"]) == (
        inequality_designs._UNITS,
        inequality_designs._RESAMPLES,
    )
    assert (FIRST["first_units"], FIRST["first_resamples"]) == (
        inequality_designs._FIRST_UNITS,
        inequality_designs._FIRST_RESAMPLES,
    )
