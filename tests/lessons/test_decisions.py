"""Decisions: what is read, every refusal, and how evidence that changed is told."""

from __future__ import annotations

import hashlib
import json
import math
import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from rml.data.report_versions import ReportVersion
from rml.lessons.citations import measured_by
from rml.lessons.decision_entries import Decision, read_decisions
from rml.lessons.decision_fields import Side
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
from rml.lessons.measurements import refused_measurements
from rml.lessons.recommendations import (
    CHANGED,
    DUE,
    decision_words,
    options_frame,
    recommendations_frame,
    without_recommendation,
)
from rml.run.collection import read_report
from rml.run.project import find_project

ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 11, 26)
FINDING = {
    "verdict": "new",
    "value": 0.4,
    "low": 0.3,
    "high": 0.5,
    "unit": "proportion",
    "statement": "Four in ten.",
}
FINDINGS = {"crops/audit": {"gap": FINDING, "price": {**FINDING, "value": 2.0}}}
CHANGE = {
    "what": "Change of the gap.",
    "report": "crops/audit",
    "table": "changes",
    "row": {"order": "newest first", "measure": "gap"},
    "columns": {"value": "change", "low": "low", "high": "high"},
    "unit": "points",
}
CHANGES = """order,measure,change,low,high
newest first,gap,-0.25,-0.5,
newest first,price,1,0,2
oldest first,gap,withheld,0,2
"""
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
        "size": [{"report": "crops/audit", "finding": "gap"}],
        "evidence": [
            {
                "report": "crops/audit",
                "finding": "gap",
                "version": "0123456789ab",
                "verdict": "new",
                "value": 0.35,
                "band": {"low": 0.2, "high": 0.5},
                "interval": {"above": 0},
                "says": "There is a gap.",
            }
        ],
        "alternatives": [
            {
                "option": "Ask",
                "effect": "Nobody is cut out unasked.",
                "measured": [{"what": "The price.", "report": "crops/audit", "finding": "price"}],
                "costs": [CHANGE],
            },
            {"option": "Do not ask", "effect": "As before."},
        ],
        "would_change": ["Authors do worse."],
        "look_again": "2027-11-26",
    }
    return {name: value for name, value in {**made, **changes}.items() if value is not ...}


@pytest.fixture
def reports(tmp_path):
    """Return the one report that is cited, in a version with a table."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "changes.csv").write_text(CHANGES, encoding="utf-8")
    sha = hashlib.sha256(CHANGES.encode()).hexdigest()
    (tmp_path / "MANIFEST.sha256").write_text(f"{sha}  tables/changes.csv\n", encoding="utf-8")
    version = ReportVersion(
        report="crops/audit",
        version=VERSIONS["crops/audit"],
        data_kind="published",
        profile="full",
        findings=FINDINGS["crops/audit"],
        folder=tmp_path,
    )
    return {"crops/audit": version}


@pytest.fixture
def read(tmp_path):
    """Return a function that writes files into a folder of decisions and reads it."""
    folder = tmp_path / "decisions"
    folder.mkdir()

    def of(**files):
        for name, made in files.items():
            text = made if isinstance(made, str) else yaml.safe_dump(made, allow_unicode=True)
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return read_decisions(folder, on=ON)

    return of


def evidence(**changes):
    made = {**content()["evidence"][0], **changes}
    return [{name: value for name, value in made.items() if value is not ...}]


def option(measured):
    measured = {name: value for name, value in measured.items() if value is not ...}
    ask, other = content()["alternatives"]
    return [{**ask, "measured": [measured], "costs": []}, other]


def said_of(decision, findings, due=()):
    checked = check_evidence([decision], findings, VERSIONS)
    return decision_words(decision, findings, checked, dict(due))


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
        ({"date": "2099"}, "`date` 2099 is still to come; today is 2026-11-26"),
        ({"date": "2026-12", "look_again": "2027-01-01"}, "`date` 2026-12 is still to come"),
        ({"look_again": "2020-01-01"}, "`look_again` lies before `date`"),
        ({"date": "in 2021"}, "`date` must be a day, a month or a year"),
        ({"date": "2021-13"}, "`date` is no day of the calendar"),
        ({"harm": "<b>Great</b> harm."}, "`harm` holds HTML; texts are plain"),
        ({"roles": ["<script>"]}, "`roles.0` holds HTML"),
        ({"decided": "this \u202eside up"}, "`decided` holds a sign that nobody sees"),
        ({"decided": "Ask one@example.org"}, "`decided` holds an e-mail address"),
        ({"decided": "Ring +49 30 1234567 first"}, "`decided` holds an e-mail address or a tele"),
        ({"decided": "  "}, "`decided` must not be empty"),
        ({"decided": "a\x07b"}, "not valid YAML|control character"),
        ({"qestion": "What?", "question": ...}, "`qestion` is not a known.*mean `question`"),
        ({"name": "mine"}, "`name` is not a known field"),
        ({"made_by": "me"}, "`made_by` must be one of 'platform' or 'collection'"),
        ({"made_by": "platform"}, "`sources` is missing"),
        ({"evidence": evidence(version="latest")}, "evidence.0.version"),
        ({"evidence": evidence(verdict="true")}, "`evidence.0.verdict` must be one of"),
        ({"evidence": evidence(band={"low": 2, "high": 1})}, "evidence.0.band` holds no value"),
        ({"evidence": evidence(interval={"above": 0, "below": 1})}, "must name one of `above`"),
        ({"evidence": evidence(interval={})}, "must name one of `above`, `below` and `holds`"),
        ({"sources_name_audit": True}, "`sources_name_audit` says of a platform's decision"),
        (
            {"made_by": "platform", "sources": ["a book"]},
            "`sources_name_audit` says of a platform's decision",
        ),
        ({"alternatives": option({**CHANGE, "finding": "gap"})}, "keep one of the two"),
        ({"alternatives": option({**CHANGE, "unit": ...})}, "`row`, `columns` and `unit`"),
        ({"alternatives": option({**CHANGE, "columns": {"low": "low"}})}, "lacks `value`"),
        ({"evidence": evidence(value=...)}, "The field `evidence.0.value` is missing"),
        ({"evidence": evidence(value=float("nan"))}, "evidence.0.value"),
        ({"evidence": evidence(value=0.6)}, "band of crops/audit, gap leaves out the value read"),
        ({"evidence": evidence() + evidence()}, "`evidence` cites a finding twice"),
        ({"evidence": []}, r"`evidence` needs at least 1 entry\."),
        (
            {"size": [{"report": "crops/audit", "finding": "other"}]},
            "`size` cites crops/audit, oth",
        ),
        ({"alternatives": [{"option": "Ask"}]}, "alternatives"),
        (
            {"alternatives": [{"option": "Ask", "effect": "Less."}]},
            r"yaml: `alternatives` needs at least 2 entries\. decisions/README",
        ),
        ({"roles": []}, r"`roles` needs at least 1 entry\."),
        ({"would_change": []}, r"`would_change` needs at least 1 entry\."),
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
    checked = check_evidence([one()], FINDINGS, VERSIONS)
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
        (
            {"crops/audit": {"gap": {**FINDING, "low": -99.6, "high": 100.4}}},
            "interval elsewhere",
            r"The interval is -99.6 to 100.4; the decision stands if it lies above 0 \(prop",
        ),
        (
            {"crops/audit": {"gap": {**FINDING, "low": None, "high": None}}},
            "interval elsewhere",
            "There is no interval; the decision stands if it lies above 0",
        ),
    ],
)
def test_evidence_that_changed_is_flagged_and_breaks_nothing(findings, state, words):
    decision = one()
    checked = check_evidence([decision], findings, VERSIONS)
    assert evidence_frame(checked, VERSIONS)["stands"].tolist() == [state]
    assert flagged([decision], checked).value == 1
    (flag,) = flags(checked)
    assert flag["decision"] == "ask the author"
    assert re.search(words, flag["why"])
    assert said_of(decision, findings)["question"] == "Who chooses?"


def test_a_decision_says_where_it_is_read_what_no_longer_holds_and_that_it_is_due():
    decision = one()
    said = said_of(decision, FINDINGS)
    assert (said["marks"], said["evidence"]) == ("", "There is a gap.")
    changed = {"crops/audit": {"gap": {**FINDING, "value": 0.51}}}
    said = said_of(decision, changed, {"ask_the_author": "2027-11-26"})
    assert said["marks"] == f"{CHANGED} {DUE}"
    assert said["evidence"].startswith("[No longer as it was: “There is a gap.” The value is 0.51")
    other = Decision(name="another", **content())
    checked = check_evidence([decision, other], changed, VERSIONS)
    assert decision_words(other, changed, checked[:1], {})["marks"] == ""  # only its own


def test_a_platforms_decision_says_what_is_this_collections_and_whether_a_source_names_an_audit():
    made = {"made_by": "platform", "sources": ["a book"]}
    for named, words in ((True, "A source says"), (False, "No source named here says")):
        said = said_of(one(**made, sources_name_audit=named), FINDINGS)
        assert said["on_audits"].startswith(words)
        assert "this collection’s view" in said["ours"]
    said = said_of(one(), FINDINGS)
    assert (said["ours"], said["on_audits"]) == ("", "")


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
    checked = check_evidence([decision], findings, VERSIONS)
    row = evidence_frame(checked, VERSIONS).iloc[0]
    assert (row["stands"], row["verdict_now"]) == (state, "none")
    assert row["finding_now"] == "crops/audit, gap"
    assert (citations_that_hold(checked).value, flagged([decision], checked).value) == (0, 1)
    (refusal,) = refused_citations([decision], findings)
    assert refusal["file"] == "decisions/ask_the_author.yaml"
    assert re.search(words, refusal["problem"])
    assert flags(checked) == []  # said once, where it is refused
    assert said_of(decision, findings)["question"] == "Who chooses?"


def test_what_was_read_stands_beside_what_is_there_now_with_the_address_of_its_page():
    found = {"crops/audit": {"gap": {**FINDING, "verdict": "differs"}}}
    (row,) = evidence_frame(check_evidence([one()], found, VERSIONS), VERSIONS).to_dict("records")
    assert row["finding_now"] == "crops/audit@ba9876543210#gap"
    assert row["version_read"] == "0123456789ab"
    assert (row["value_read"], row["value_now"]) == (0.35, 0.4)
    assert row["relied_on"] == "verdict new; value between 0.2 and 0.5; interval above 0"
    assert (row["verdict_now"], row["quotation"]) == ("differs", "not at hand to this page")
    assert row["stands"] == "another verdict"


@pytest.mark.parametrize(
    ("side", "met", "not_met"),
    [
        ({"above": 0}, (0.1, 2), (0, 2)),
        ({"below": 0}, (-2, -0.1), (-2, 0)),
        ({"holds": 0}, (0, 1), (0.1, 1)),
    ],
)
def test_an_interval_lies_on_a_side_only_as_a_whole(side, met, not_met):
    assert Side(**side).is_met(*met)
    assert not Side(**side).is_met(*not_met)
    assert not Side(**side).is_met(math.nan, math.nan)


def test_a_quotation_of_the_current_version_is_held_against_it():
    quotes = one(evidence=evidence(version=VERSIONS["crops/audit"]))
    (row,) = evidence_frame(check_evidence([quotes], FINDINGS, VERSIONS), VERSIONS).to_dict(
        "records"
    )
    assert (row["stands"], row["quotation"]) == ("misquoted", "of the current version")
    found = {"crops/audit": {"gap": {**FINDING, "value": 0.35}}}
    assert check_evidence([quotes], found, VERSIONS)[0].holds


def test_decisions_that_are_due_are_counted_by_name():
    decisions = [one(), Decision(name="another", **content())]
    assert due_for_another_look(decisions, {"another": "2027-11-26", "gone": "2020"}).value == 1
    assert due_for_another_look(decisions, {}).value == 0
    assert names_of(["a_name", "b", "a_name"]) == "a name, b"
    assert names_of([]) == "none"


def test_the_ends_of_a_band_belong_to_it():
    for value in (0.2, 0.5):
        findings = {"crops/audit": {"gap": {**FINDING, "value": value}}}
        assert check_evidence([one()], findings, VERSIONS)[0].holds


def test_options_carry_the_measured_effect_and_cost_or_say_that_none_was(reports):
    effect, cost, other = options_frame([one()], reports).to_dict("records")
    assert (effect["about"], effect["measure"], effect["value"]) == ("the harm", "The price.", 2.0)
    assert effect["measured_by"] == "crops/audit@ba9876543210#price"
    assert (cost["about"], cost["measure"]) == ("what else changes", "Change of the gap.")
    assert (cost["value"], cost["low"], cost["unit"]) == (-0.25, -0.5, "points")
    assert math.isnan(cost["high"])
    assert (cost["data"], cost["measured_by"]) == ("published", "crops/audit@ba9876543210")
    assert (other["about"], other["measure"]) == ("the harm", "not measured")
    assert math.isnan(other["value"])
    assert refused_measurements([one()], reports) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"table": "change"}, "there is no such table"),
        ({"row": {"orders": "newest first"}}, "no column orders. Did you mean `order`?"),
        ({"columns": {"value": "changes"}}, "no column changes. Did you mean `change`?"),
        ({"row": {"order": "newest first"}}, "2 rows fit order = newest first, not one"),
        ({"row": {"order": "never"}}, "0 rows fit order = never, not one"),
        ({"row": {"order": "oldest first"}}, "column change: “withheld” is no number"),
        ({"report": "crops/gone"}, "crops/gone is not read"),
        (
            {"finding": "prices", **dict.fromkeys(("table", "row", "columns", "unit"), ...)},
            "crops/audit has no finding prices now. Did you mean `price`?",
        ),
    ],
    ids=str,
)
def test_a_cell_that_is_not_there_is_refused_and_the_option_shown(changes, words, reports):
    decision = one(alternatives=option({**CHANGE, **changes}))
    (refusal,) = refused_measurements([decision], reports)
    assert refusal["file"] == "decisions/ask_the_author.yaml"
    assert words in refusal["problem"]
    assert options_frame([decision], reports)["value"].isna().iloc[0]


def test_recommendations_are_those_of_the_collection_with_every_size_of_the_harm(reports):
    platform = Decision(
        name="done",
        **content(made_by="platform", sources=["a book"], sources_name_audit=False),
    )
    two = one(
        size=[{"report": "crops/audit", "finding": name} for name in ("gap", "price")],
        evidence=[*evidence(), *evidence(finding="price", band=..., value=2.0)],
    )
    row, second = recommendations_frame([platform, two], reports).to_dict("records")
    assert (row["harm"], row["borne_by"]) == ("People are cut out.", "People in pictures.")
    assert (row["value"], row["low"], row["unit"]) == (0.4, 0.3, "proportion")
    assert (row["measured_by"], row["data"]) == ("crops/audit@ba9876543210#gap", "published")
    assert (row["recommendation"], row["decision"]) == ("The author.", "ask the author")
    assert second["value"] == 2.0
    assert said_of(two, FINDINGS)["size"].count("Four in ten.") == 2


def test_a_copy_is_refused_and_named(read):
    found = read(a=content(), b=content(), c=content(harm="Another harm."))
    assert [entry.name for entry in found.entries] == ["a", "c"]
    (error,) = found.refused
    assert error.where == "decisions/b.yaml"
    assert "says the same as decisions/a.yaml" in str(error)


def test_an_audit_that_is_no_analysis_is_refused_on_the_page():
    (refusal,) = refused_citations([one(audit="crop")], FINDINGS)
    assert "no analysis crop" in refusal["problem"]
    assert "Did you mean `crops`?" in refusal["problem"]


def test_no_decisions_are_no_error(read):
    assert read() == read_decisions(ROOT / "decisions" / "schema", on=ON)
    for frame in (
        evidence_frame([], {}),
        options_frame([], {}),
        recommendations_frame([], {}),
        without_recommendation({}),
    ):
        assert len(frame) == 1  # a table must not be empty
        assert set(frame.iloc[0].dropna()) == {"none"}
    assert citations_that_hold([]).value == flagged([], []).value == 0


def test_the_decisions_of_this_collection_cite_findings_that_their_reports_declare():
    found = read_decisions(ROOT / "decisions", on=ON)
    assert found.refused == ()
    project = find_project(ROOT)
    read_here = read_report(project, "lessons/decisions").reports
    for decision in found.entries:
        for cited in [*decision.evidence, *measured_by(decision)]:
            assert cited.report in read_here
            products = read_report(project, cited.report).products
            assert (cited.finding or cited.table) in {*products.findings, *products.tables}


def test_every_report_of_the_world_is_cited_or_said_to_recommend_nothing():
    entries = read_decisions(ROOT / "decisions", on=ON).entries
    cited = {one.report for entry in entries for one in [*entry.evidence, *measured_by(entry)]}
    project = find_project(ROOT)
    reasons = read_report(project, "lessons/decisions").parameters["no_recommendation"]
    assert not cited & set(reasons)
    names = [
        path.relative_to(ROOT / "params").with_suffix("") for path in ROOT.glob("params/*/*.yaml")
    ]
    expected = {
        name.as_posix()
        for name in names
        if name.parts[0] not in {"lessons", "feedback"}
        and read_report(project, name.as_posix()).data_kind in {"real", "published"}
    }
    told = (cited | set(reasons)) - {"lessons/thresholded_imputation"}
    assert told == expected, (
        "params/lessons/decisions.yaml: a decision cites each report, or `no_recommendation` says "
        f"why none does; not so for {sorted(told ^ expected)}"
    )


MEASURED_IN = {"image_cropping/alternatives", "choice/feed_choice"}


@pytest.mark.parametrize(
    "audit",
    ["image_cropping", "political_amplification", "home_timeline", "choice", "explanation"],
)
def test_every_audit_has_a_recommendation_with_options_and_a_measured_effect(audit):
    entries = read_decisions(ROOT / "decisions", on=ON).entries
    made = [entry for entry in entries if entry.audit == audit and not entry.made_by_platform]
    assert made
    assert MEASURED_IN & {place.report for entry in made for place in measured_by(entry)}


def test_the_texts_of_decisions_hold_no_measured_number():
    # Numbers come from findings, so that they are checked; dates of years may be named.
    for entry in read_decisions(ROOT / "decisions", on=ON).entries:
        options = [text for option in entry.alternatives for text in (option.option, option.effect)]
        options += [place.what for place in measured_by(entry)]
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
