"""Citations of decisions: that they exist, and that what was quoted is what the version says."""

from __future__ import annotations

import pytest

from rml.lessons.citations import Collected, citation_problems, not_at_hand
from rml.lessons.decision_entries import Decision

DECLARED = {"crops/audit": ["gap", "price"], "crops/other": ["gap"]}
READ = ("crops/audit",)
AS_READ = {"gap": {"verdict": "new", "value": 0.35, "low": 0.3, "high": 0.4}}


def decision(*, evidence=(), measured=(), costs=(), audit="crops"):
    cited = {"report": "crops/audit", "finding": "gap"}
    made = {
        **cited,
        "version": "0123456789ab",
        "verdict": "new",
        "value": 0.35,
        "interval": {"above": 0},
        "says": "There is a gap.",
        **dict(evidence),
    }
    return Decision(
        name="ask",
        audit=audit,
        question="Who chooses?",
        made_by="collection",
        date="2026-11-26",
        roles=["maintainers"],
        decided="The author.",
        harm="People are cut out.",
        borne_by="People in pictures.",
        size=[{key: made[key] for key in cited}],
        evidence=[made],
        alternatives=[
            {"option": "Ask", "effect": "Less harm.", "measured": [*measured], "costs": [*costs]},
            {"option": "Do not ask", "effect": "As before."},
        ],
        would_change=["Authors do worse."],
        look_again="2027-11-26",
    )


def collected(
    findings=AS_READ, report_of=(), rows_of=lambda report, table: None, quick=(), declared=DECLARED
):
    return Collected(
        findings=declared,
        tables={"crops/audit": ["changes"], "crops/other": []},
        read=READ,
        findings_of=lambda report, version: findings,
        report_of=dict(report_of),
        rows_of=rows_of,
        quick=quick,
    )


def problems(made, findings=AS_READ, **there):
    said, remedies = citation_problems(made, collected(findings, **there))
    return " ".join([*said, *remedies])


def test_a_quotation_that_is_as_it_stands_in_its_version_is_right():
    assert problems(decision()) == ""


def test_a_version_that_is_not_at_hand_is_no_fault_and_is_named():
    assert problems(decision(), findings=None) == ""
    assert not_at_hand(decision(), collected(None)) == ["crops/audit 0123456789ab"]
    assert not_at_hand(decision(), collected()) == []


def test_a_version_of_another_report_is_refused():
    of = {"0123456789ab": "crops/other"}
    said = problems(decision(), findings=None, report_of=of)
    assert "0123456789ab is a version of crops/other, not of crops/audit" in said
    assert "tells the current version" in said
    # It is refused; that it could not be checked would say the contrary.
    assert not_at_hand(decision(), collected(None, report_of=of)) == []


@pytest.mark.parametrize("findings", [AS_READ, None], ids=["at hand", "gone"])
def test_a_quick_version_is_no_evidence_whatever_it_says(findings):
    said = problems(decision(), findings, quick=["0123456789ab"])
    assert "version 0123456789ab is a quick version; quote the full one" in said
    assert not_at_hand(decision(), collected(findings, quick=["0123456789ab"])) == []
    assert problems(decision(), findings, quick=["ba9876543210"]) == ""


def test_an_audit_that_is_no_analysis_is_refused():
    said = problems(decision(audit="crop"))
    assert "no analysis `crop`" in said
    assert "Did you mean `crops`?" in said


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ({"report": "crops/audits"}, ["no report `crops/audits`", "`crops/audit`?"]),
        ({"finding": "gaps"}, ["`crops/audit` has no finding `gaps`", "`gap`?"]),
        ({"report": "crops/other"}, ["does not read the report `crops/other`", "`reports:`"]),
        ({"verdict": "differs"}, ["The verdict of `gap`", "is “new”, not “differs”"]),
        ({"value": 0.36}, ["The value of `gap`", "is 0.35, not 0.36", "findings.json"]),
        ({"value": 0.35000001}, ["is 0.35, not 0.35000001"]),
        ({"interval": {"above": 0.3}}, ["The interval of `gap` is 0.3 to 0.4, not above 0.3"]),
        ({"interval": {"below": 0}}, ["The interval of `gap`", "not below 0"]),
        ({"interval": {"holds": 0}}, ["The interval of `gap`", "not around 0"]),
        ({"interval": None}, ["`gap` has an interval", "`interval` does not say"]),
        ({"finding": "price"}, ["version 0123456789ab has no finding `price`"]),
    ],
)
def test_what_is_not_there_or_misquoted_is_named_with_what_to_do(evidence, words):
    said = problems(decision(evidence=evidence))
    for part in words:
        assert part in said


QUOTE = "Quote version, verdict and value"
SIDE = "Correct `interval`, or think the decision over."
ADD = "Add `interval` with the side"


@pytest.mark.parametrize(
    ("evidence", "remedies"),
    [
        ({"value": 0.36}, [QUOTE]),
        ({"verdict": "differs"}, [QUOTE]),
        ({"interval": {"below": 0}}, [SIDE]),
        ({"interval": None}, [ADD]),
        ({"value": 0.36, "interval": {"below": 0}}, [QUOTE, SIDE]),
    ],
    ids=str,
)
def test_every_fault_has_its_own_remedy_and_no_other(evidence, remedies):
    said = problems(decision(evidence=evidence))
    assert [one for one in (QUOTE, SIDE, ADD, "rows of tables") if one in said] == remedies


def test_a_finding_without_an_interval_is_on_no_side_and_has_no_ends():
    found = {"gap": {**AS_READ["gap"], "low": None, "high": None}}
    said = problems(decision(), found)
    place = "(crops/audit, version 0123456789ab)"
    assert said == f"`gap` has no interval; leave `interval` out {place}."
    assert problems(decision(evidence={"interval": None}), found) == ""


def test_a_finding_that_no_version_has_is_said_once():
    assert "version 0123456789ab has" not in problems(decision(evidence={"finding": "gaps"}))


PLACE = {"what": "The price.", "report": "crops/audit"}
CELL = {"row": {"order": "newest"}, "columns": {"value": "change"}, "unit": "points"}


ROWS = [{"order": "newest", "change": "0.5"}, {"order": "oldest", "change": "withheld"}]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"order": "newest"}, None),
        ({"order": "nearest"}, "0 rows fit order = nearest, not one"),
        ({"orders": "newest"}, "no column orders. Did you mean `order`?"),
        ({"order": "oldest"}, "“withheld” is no number"),
    ],
)
def test_a_row_that_is_cited_must_stand_in_the_current_version(row, words):
    made = decision(measured=[{**PLACE, **CELL, "table": "changes", "row": row}])
    said = problems(made, rows_of=lambda report, table: ROWS)
    assert words in said if words else said == ""
    assert ("Quote rows of tables" in said) == bool(words)
    assert QUOTE not in said
    assert problems(made) == ""  # no version at hand


@pytest.mark.parametrize("where", ["measured", "costs"])
def test_what_was_measured_of_an_option_must_be_cited_from_what_is_there(where):
    said = problems(decision(**{where: [{**PLACE, "finding": "prices"}]}))
    assert "no finding `prices`" in said
    assert "`price`?" in said
    said = problems(decision(**{where: [{**PLACE, **CELL, "table": "change"}]}))
    assert "no table `change`" in said
    assert "`changes`?" in said
    assert problems(decision(**{where: [{**PLACE, **CELL, "table": "changes"}]})) == ""


def test_the_tenth_digit_is_what_a_version_holds():
    found = {"gap": {**AS_READ["gap"], "value": 0.1234567891}}
    assert problems(decision(evidence={"value": 0.1234567891}), found) == ""
    nothing = {"gap": {**AS_READ["gap"], "value": 0.0}}
    assert problems(decision(evidence={"value": 0.0}), nothing) == ""
    assert "not 0.0" in problems(decision(evidence={"value": 0.0}), found)
