"""Wordings take their numbers from findings, and leave none of their fields unfilled."""

import string

from rml.report.format import prose
from rml.timeline.calibration.claims import (
    ALARMS,
    PLAIN_WORDS,
    REGULAR,
    RULE,
    part_claim,
    stress_claim,
)
from rml.timeline.calibration.design import PART_NAMES
from rml.timeline.calibration.summary import told_of

VALUES = {"value": 94.25, "low": 93.0, "high": 95.0, "alpha": 5.0, "designs": 30}
VALUES |= {"held": 94.25, "held_low": 93.0, "held_high": 95.0}


def fields(*texts):
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_claim_says_label_share_and_number_of_data_sets(judged):
    told = VALUES | told_of(judged(942))
    claims = [
        REGULAR,
        ALARMS,
        *(make(part) for part in PART_NAMES for make in (part_claim, stress_claim)),
    ]
    for claim in claims:
        said = claim["statement"].format(**told)
        assert "“t of five”" in said
        assert "94.2 % (93.0 to 95.0) of 1,000 made-up data sets" in said


def test_claims_on_a_design_use_all_that_they_are_told(judged):
    own = set(told_of(judged(942)))
    for part in PART_NAMES:
        for claim in (part_claim(part), stress_claim(part)):
            assert fields(*claim.values()) == own | {"value", "low", "high"}
        assert PART_NAMES[part] in part_claim(part)["statement"]


def test_plain_words_and_rule_hold_no_typed_result():
    values = {"intervals": 60, "tests": 20, "kept": 91.0, "kept_tests": 100.0}
    values |= {"stress": 30, "short": 12, "wide": 5}
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
    }
    assert prose(RULE, bands, where="test")
    assert fields(RULE) == set(bands)
