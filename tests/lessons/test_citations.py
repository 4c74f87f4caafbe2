"""Citations of decisions: that they exist, and that what was quoted is what the version says."""

from __future__ import annotations

import pytest

from rml.lessons.citations import citation_problems
from rml.lessons.decision_entries import Decision

DECLARED = {"crops/audit": ["gap", "price"], "crops/other": ["gap"]}
READ = ("crops/audit",)
AS_READ = {"gap": {"verdict": "new", "value": 0.35}}


def decision(*, evidence=(), measured=None):
    cited = {"report": "crops/audit", "finding": "gap"}
    made = {
        **cited,
        "version": "0123456789ab",
        "verdict": "new",
        "value": 0.35,
        "says": "There is a gap.",
        **dict(evidence),
    }
    return Decision(
        name="ask",
        audit="crops",
        question="Who chooses?",
        made_by="collection",
        date="2026-11-26",
        roles=["maintainers"],
        decided="The author.",
        harm="People are cut out.",
        borne_by="People in pictures.",
        size=cited,
        evidence=[made],
        alternatives=[
            {"option": "Ask", "effect": "Less harm.", "measured": measured},
            {"option": "Do not ask", "effect": "As before."},
        ],
        would_change=["Authors do worse."],
        look_again="2027-11-26",
    )


def problems(made, findings=AS_READ):
    said, remedies = citation_problems(
        made, declared=DECLARED, read=READ, findings_of=lambda report, version: findings
    )
    assert bool(said) == bool(remedies)
    return " ".join([*said, *remedies])


def test_a_quotation_that_is_as_it_stands_in_its_version_is_right():
    assert problems(decision()) == ""


def test_a_version_that_is_not_at_hand_is_no_fault():
    assert problems(decision(), findings=None) == ""


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ({"report": "crops/audits"}, ["no report `crops/audits`", "`crops/audit`?"]),
        ({"finding": "gaps"}, ["`crops/audit` has no finding `gaps`", "`gap`?"]),
        ({"report": "crops/other"}, ["does not read the report `crops/other`", "`reports:`"]),
        ({"verdict": "differs"}, ["The verdict of `gap`", "is “new”, not “differs”"]),
        ({"value": 0.36}, ["The value of `gap`", "is 0.35, not 0.36", "findings.json"]),
        ({"value": 0.35000001}, ["is 0.35, not 0.35000001"]),
        ({"finding": "price"}, ["version 0123456789ab has no finding `price`"]),
    ],
)
def test_what_is_not_there_or_misquoted_is_named_with_what_to_do(evidence, words):
    said = problems(decision(evidence=evidence))
    for part in words:
        assert part in said


def test_the_effect_of_an_option_must_be_cited_from_what_is_there():
    said = problems(decision(measured={"report": "crops/audit", "finding": "prices"}))
    assert "no finding `prices`" in said
    assert "`price`?" in said


def test_the_tenth_digit_is_what_a_version_holds():
    found = {"gap": {"verdict": "new", "value": 0.1234567891}}
    assert problems(decision(evidence={"value": 0.1234567891}), found) == ""
    assert (
        problems(decision(evidence={"value": 0.0}), {"gap": {**found["gap"], "value": 0.0}}) == ""
    )
    assert "not 0.0" in problems(decision(evidence={"value": 0.0}), found)
