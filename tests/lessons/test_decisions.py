"""Decisions: what is read, every refusal, and how evidence that changed is told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from rml.lessons.decision_entries import Decision, read_decisions
from rml.lessons.decision_schema import SCHEMA, schema_text
from rml.lessons.evidence import (
    check_evidence,
    citations_that_hold,
    evidence_frame,
    flagged,
    flags,
)
from rml.lessons.recommendations import decision_words, options_frame, unknown_options
from rml.run.collection import read_report
from rml.run.project import find_project

ROOT = Path(__file__).resolve().parents[2]
FINDING = {
    "verdict": "new",
    "value": 0.4,
    "low": 0.3,
    "high": None,
    "unit": "proportion",
    "statement": "Four in ten.",
}
FINDINGS = {"crops/audit": {"gap": FINDING, "price": {**FINDING, "value": 2.0}}}


def content(**changes):
    """Return a decision as a file holds it; a change to ... leaves the field out."""
    made = {
        "audit": "crops",
        "question": "Who chooses?",
        "made_by": "collection",
        "date": "2026-11-26",
        "roles": ["maintainers"],
        "decided": "The author.",
        "harm": "People are cut out.",
        "borne_by": "People in pictures.",
        "size": {"report": "crops/audit", "finding": "gap"},
        "evidence": [
            {
                "report": "crops/audit",
                "finding": "gap",
                "version": "0123456789ab",
                "verdict": "new",
                "band": {"low": 0.2, "high": 0.5},
                "says": "There is a gap.",
            }
        ],
        "alternatives": [
            {
                "option": "Ask",
                "effect": "Nobody is cut out unasked.",
                "measured": {"report": "crops/audit", "finding": "price"},
            },
            {"option": "Do not ask", "effect": "As before."},
        ],
        "would_change": ["Authors do worse."],
        "look_again": "2027-11-26",
    }
    return {name: value for name, value in {**made, **changes}.items() if value is not ...}


@pytest.fixture
def read(tmp_path):
    """Return a function that writes files into a folder of decisions and reads it."""
    folder = tmp_path / "decisions"
    folder.mkdir()

    def of(**files):
        for name, made in files.items():
            text = made if isinstance(made, str) else yaml.safe_dump(made, allow_unicode=True)
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return read_decisions(folder)

    return of


def evidence(**changes):
    return [{**content()["evidence"][0], **changes}]


def one(**changes):
    return Decision(name="ask_the_author", **content(**changes))


def test_a_file_that_is_wrong_keeps_no_other_from_being_read(read):
    found = read(good=content(), bad="question: [", worse=content(audit=...))
    assert [entry.name for entry in found.entries] == ["good"]
    assert [error.where.split(":")[0] for error in found.refused] == [
        "decisions/bad.yaml",
        "decisions/worse.yaml",
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"look_again": "soon"}, "`look_again` must be a day written as year-month-day"),
        ({"look_again": "2027-02-30"}, "`look_again` is no day of the calendar"),
        ({"look_again": "2020-01-01"}, "`look_again` lies before `date`"),
        ({"date": "in 2021"}, "`date` must be a day, a month or a year"),
        ({"date": "2021-13"}, "`date` is no day of the calendar"),
        ({"harm": "<b>Great</b> harm."}, "`harm` holds HTML; texts of a decision are plain"),
        ({"roles": ["<script>"]}, "`roles.0` holds HTML"),
        ({"decided": "  "}, "`decided` must not be empty"),
        ({"decided": "a\x07b"}, "not valid YAML|control character"),
        ({"qestion": "What?", "question": ...}, "`qestion` is not a known.*mean `question`"),
        ({"name": "mine"}, "`name` is not a known field"),
        ({"made_by": "me"}, "`made_by` must be one of 'platform' or 'collection'"),
        ({"made_by": "platform"}, "`sources` is missing"),
        ({"evidence": evidence(version="latest")}, "evidence.0.version"),
        ({"evidence": evidence(verdict="true")}, "`evidence.0.verdict` must be one of"),
        ({"evidence": evidence(band={"low": 2, "high": 1})}, "evidence.0.band` holds no value"),
        ({"evidence": evidence() * 2}, "`evidence` cites a finding twice"),
        ({"evidence": []}, "evidence"),
        ({"size": {"report": "crops/audit", "finding": "other"}}, "`size` cites crops/audit, oth"),
        ({"alternatives": [{"option": "Ask"}]}, "alternatives"),
    ],
    ids=str,
)
def test_a_malformed_decision_is_refused_by_file_and_field(read, changes, words):
    (error,) = read(wrong=content(**changes)).refused
    assert error.where.startswith("decisions/wrong.yaml")
    assert error.remedy
    assert re.search(words, str(error))


def test_signs_that_are_no_html_stand(read):
    assert read(plain=content(harm="Less than half (a < b), “ünïcode” & more.")).refused == ()


def test_evidence_that_is_as_it_was_holds():
    checked = check_evidence([one()], FINDINGS)
    assert citations_that_hold(checked).value == 1
    assert flagged([one()], checked).value == 0
    assert flags(checked) == []


@pytest.mark.parametrize(
    ("findings", "state", "words"),
    [
        ({}, "report not read", "Or name it under `reports:`"),
        ({"crops/audits": {}}, "report not read", "Did you mean `crops/audits`"),
        ({"crops/audit": {"gaps": FINDING}}, "no such finding", "Did you mean `gaps`"),
        (
            {"crops/audit": {"gap": {**FINDING, "verdict": "differs"}}},
            "another verdict",
            "relied on “new”; now “differs”",
        ),
        (
            {"crops/audit": {"gap": {**FINDING, "value": 0.51}}},
            "outside the band",
            r"0.51; the decision stands between 0.2 and 0.5 \(proportion\)",
        ),
    ],
)
def test_evidence_that_changed_is_flagged_and_breaks_nothing(findings, state, words):
    decision = one()
    checked = check_evidence([decision], findings)
    assert evidence_frame(checked)["state"].tolist() == [state]
    assert flagged([decision], checked).value == 1
    (flag,) = flags(checked)
    assert flag["decision"] == "ask the author"
    assert re.search(words, flag["why"])
    assert decision_words(decision, findings)["question"] == "Who chooses?"
    assert len(options_frame([decision], findings)) == 2


def test_the_ends_of_a_band_belong_to_it():
    for value in (0.2, 0.5):
        findings = {"crops/audit": {"gap": {**FINDING, "value": value}}}
        assert check_evidence([one()], findings)[0].holds


def test_options_carry_the_measured_effect_or_say_that_none_was():
    frame = options_frame([one()], FINDINGS)
    assert frame["value"].iloc[0] == 2.0
    assert frame["value"].isna().tolist() == [False, True]
    assert frame["high"].isna().all()
    assert frame["measured_by"].tolist() == ["crops/audit, price", "not measured here"]
    assert unknown_options([one()], FINDINGS) == []
    assert unknown_options([one()], {}) == ["ask_the_author: crops/audit, price"]


def test_no_decisions_are_no_error(read):
    assert read() == read_decisions(ROOT / "decisions" / "schema")
    assert len(evidence_frame([])) == len(options_frame([], {})) == 0
    assert citations_that_hold([]).value == flagged([], []).value == 0


def test_the_decisions_of_this_collection_cite_findings_that_their_reports_declare():
    found = read_decisions(ROOT / "decisions")
    assert found.refused == ()
    project = find_project(ROOT)
    read_here = read_report(project, "lessons/decisions").reports
    for decision in found.entries:
        options = [option.measured for option in decision.alternatives if option.measured]
        for cited in [*decision.evidence, *options]:
            assert cited.report in read_here
            assert cited.finding in read_report(project, cited.report).products.findings


def test_no_cited_report_is_on_simulated_data():
    project = find_project(ROOT)
    for name in read_report(project, "lessons/decisions").reports:
        assert read_report(project, name).data_kind in {"real", "published"}


def test_the_schema_for_editors_is_current_and_knows_what_the_reader_knows():
    assert (ROOT / SCHEMA).read_text(encoding="utf-8") == schema_text()
    schema = json.loads(schema_text())
    assert set(schema["properties"]) == set(Decision.model_fields) - {"name"}
    with pytest.raises(ValidationError):
        Decision(name="empty")
