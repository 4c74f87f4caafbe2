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
    due_for_another_look,
    evidence_frame,
    flagged,
    flags,
    names_of,
    refused_citations,
)
from rml.lessons.recommendations import decision_words, options_frame, recommendations_frame
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
VERSIONS = {"crops/audit": "ba9876543210", "crops/audits": "ba9876543210"}


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
                "value": 0.35,
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
    made = {**content()["evidence"][0], **changes}
    return [{name: value for name, value in made.items() if value is not ...}]


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
        ({"decided": "this \u202eside up"}, "`decided` holds a sign that nobody sees"),
        ({"decided": "  "}, "`decided` must not be empty"),
        ({"decided": "a\x07b"}, "not valid YAML|control character"),
        ({"qestion": "What?", "question": ...}, "`qestion` is not a known.*mean `question`"),
        ({"name": "mine"}, "`name` is not a known field"),
        ({"made_by": "me"}, "`made_by` must be one of 'platform' or 'collection'"),
        ({"made_by": "platform"}, "`sources` is missing"),
        ({"evidence": evidence(version="latest")}, "evidence.0.version"),
        ({"evidence": evidence(verdict="true")}, "`evidence.0.verdict` must be one of"),
        ({"evidence": evidence(band={"low": 2, "high": 1})}, "evidence.0.band` holds no value"),
        ({"evidence": evidence(value=...)}, "The field `evidence.0.value` is missing"),
        ({"evidence": evidence(value=float("nan"))}, "evidence.0.value"),
        ({"evidence": evidence(value=0.6)}, "band of crops/audit, gap leaves out the value read"),
        ({"evidence": evidence() + evidence()}, "`evidence` cites a finding twice"),
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
    assert evidence_frame(checked, VERSIONS)["stands"].tolist() == [state]
    assert flagged([decision], checked).value == 1
    (flag,) = flags(checked)
    assert flag["decision"] == "ask the author"
    assert re.search(words, flag["why"])
    assert decision_words(decision, findings)["question"] == "Who chooses?"
    assert len(options_frame([decision], findings, VERSIONS)) == 2


@pytest.mark.parametrize(
    ("findings", "state", "words"),
    [
        ({}, "report not read", "Or name it under `reports:`"),
        ({"crops/audits": {}}, "report not read", "Did you mean `crops/audits`"),
        ({"crops/audit": {"gaps": FINDING}}, "no such finding", "Did you mean `gaps`"),
    ],
)
def test_a_decision_that_cites_what_is_not_there_is_refused_by_file_and_still_shown(
    findings, state, words
):
    decision = one()
    checked = check_evidence([decision], findings)
    row = evidence_frame(checked, VERSIONS).iloc[0]
    assert (row["stands"], row["verdict_now"]) == (state, "none")
    assert row["finding_now"] == "crops/audit, gap"
    assert (citations_that_hold(checked).value, flagged([decision], checked).value) == (0, 1)
    (refusal,) = refused_citations([decision], findings)
    assert refusal["file"] == "decisions/ask_the_author.yaml"
    assert re.search(words, refusal["problem"])
    assert flags(checked) == []  # said once, where it is refused
    assert decision_words(decision, findings)["question"] == "Who chooses?"


def test_an_option_that_cites_what_is_not_there_is_refused_too():
    found = {"crops/audit": {"gap": FINDING}}
    (refusal,) = refused_citations([one()], found)
    assert "no finding price now" in refusal["problem"]
    assert refused_citations([one()], FINDINGS) == []


def test_what_was_read_stands_beside_what_is_there_now_with_the_address_of_its_page():
    found = {"crops/audit": {"gap": {**FINDING, "verdict": "differs"}}}
    (row,) = evidence_frame(check_evidence([one()], found), VERSIONS).to_dict("records")
    assert row["finding_now"] == "crops/audit@ba9876543210#gap"
    assert row["version_read"] == "0123456789ab"
    assert (row["value_read"], row["value_now"]) == (0.35, 0.4)
    assert (row["verdict_read"], row["verdict_now"]) == ("new", "differs")
    assert row["stands"] == "another verdict"


def test_decisions_that_are_due_are_counted_by_name():
    decisions = [one(), Decision(name="another", **content())]
    assert due_for_another_look(decisions, {"another": "2027-11-26", "gone": "2020"}).value == 1
    assert due_for_another_look(decisions, {}).value == 0
    assert names_of(["a_name", "b", "a_name"]) == "a name, b"
    assert names_of([]) == "none"


def test_the_ends_of_a_band_belong_to_it():
    for value in (0.2, 0.5):
        findings = {"crops/audit": {"gap": {**FINDING, "value": value}}}
        assert check_evidence([one()], findings)[0].holds


def test_options_carry_the_measured_effect_or_say_that_none_was():
    frame = options_frame([one()], FINDINGS, VERSIONS)
    assert frame["value"].iloc[0] == 2.0
    assert frame["value"].isna().tolist() == [False, True]
    assert frame["high"].isna().all()
    assert frame["measured_by"].tolist() == ["crops/audit@ba9876543210#price", "not measured"]


def test_recommendations_are_those_of_the_collection_with_the_size_of_the_harm():
    platform = Decision(name="done", **content(made_by="platform", sources=["a book"]))
    (row,) = recommendations_frame([platform, one()], FINDINGS, VERSIONS).to_dict("records")
    assert (row["harm"], row["borne_by"]) == ("People are cut out.", "People in pictures.")
    assert (row["value"], row["low"], row["unit"]) == (0.4, 0.3, "proportion")
    assert row["measured_by"] == "crops/audit@ba9876543210#gap"
    assert (row["recommendation"], row["decision"]) == ("The author.", "ask the author")


def test_no_decisions_are_no_error(read):
    assert read() == read_decisions(ROOT / "decisions" / "schema")
    for frame in (
        evidence_frame([], {}),
        options_frame([], {}, {}),
        recommendations_frame([], {}, {}),
    ):
        assert len(frame) == 1  # a table must not be empty
        assert set(frame.iloc[0].dropna()) == {"none"}
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


MEASURED_IN = {"image_cropping/alternatives", "choice/feed_choice"}


@pytest.mark.parametrize(
    "audit",
    ["image_cropping", "political_amplification", "home_timeline", "choice", "explanation"],
)
def test_every_audit_has_a_recommendation_with_options_and_a_measured_effect(audit):
    entries = read_decisions(ROOT / "decisions").entries
    made = [entry for entry in entries if entry.audit == audit and not entry.made_by_platform]
    assert made
    measured = [
        option.measured.report for entry in made for option in entry.alternatives if option.measured
    ]
    assert MEASURED_IN & set(measured)


def test_the_texts_of_decisions_hold_no_measured_number():
    # Numbers come from findings, so that they are checked; dates of years may be named.
    for entry in read_decisions(ROOT / "decisions").entries:
        options = [text for option in entry.alternatives for text in (option.option, option.effect)]
        texts = [entry.decided, entry.harm, entry.borne_by, entry.question, *entry.would_change]
        for text in [*texts, *options, *(one.says for one in entry.evidence)]:
            assert not re.findall(r"\d+", re.sub(r"\b(19|20)\d\d\b", "", text)), text


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
