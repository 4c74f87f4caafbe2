"""What is read from the feedback folder, and every refusal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rml.feedback.at_hand import ReportAtHand
from rml.feedback.entries import Entry, read_feedback
from rml.run.collection import read_collection
from rml.run.project import find_project
from rml.run.today import today

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = "0123456789ab"


def test_without_a_folder_there_is_no_feedback(read):
    assert read().entries == ()
    assert read().refused == ()


def test_entries_are_read_newest_first_and_other_files_left_alone(file_entry, read, entry):
    file_entry(entry(), "b.yaml")
    file_entry(entry(date="2026-02-01", **{"from": ...}), "a.yaml")
    file_entry("# What this is", "README.md")
    file_entry("nonsense", ".hidden.yaml")
    feedback = read()
    assert feedback.refused == ()
    assert [item.name for item in feedback.entries] == ["a", "b"]
    assert [item.sender for item in feedback.entries] == [None, "a reader"]


def test_the_folder_of_this_collection_can_be_read():
    reports = {
        name: ReportAtHand(title=spec.title, versions={})
        for name, spec in read_collection(find_project(ROOT)).items()
    }
    assert read_feedback(ROOT / "feedback", reports=reports, on=today()).refused == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"finding": None},
        {"finding": ...},
        {"status": "open", "answer": ...},
        {"status": "open", "answer": "So far this."},
        {"status": "led to a change", "changed_in": ELSEWHERE},
        {"version": ELSEWHERE, "finding": "never_heard_of"},
        {"report": "crops/other", "version": ELSEWHERE},
        {"text": "Ünïcode, emoji 👩‍🔬 and\n\n日本語: two paragraphs.\t"},
    ],
    ids=str,
)
def test_what_is_allowed(file_entry, read, entry, changes):
    file_entry(entry(**changes))
    feedback = read()
    assert feedback.refused == ()
    assert len(feedback.entries) == 1


REFUSED = {
    "a missing field": ({"text": ...}, ["field `text` is missing"]),
    "a misspelt field": ({"anwser": "x"}, ["`anwser` is not a known field", "`answer`?"]),
    "a field of ours": ({"name": "x"}, ["`name` is not a known field"]),
    "an unknown report": ({"report": "crop/gaps"}, ["no report `crop/gaps`", "`crops/gaps`?"]),
    "an unknown finding": ({"finding": "gaps"}, ["no finding `gaps`", "`gap`?"]),
    "a finding that is no id": ({"finding": "The Gap"}, ["`finding` must be a finding's id"]),
    "a short version": ({"version": "0123"}, ["`version` must be the name of a version"]),
    "a version as number": ({"version": 123456789012}, ["`version` must be text", "quotation"]),
    "an unknown kind": ({"kind": "praise"}, ["`kind` must be one of 'question' or 'objection'"]),
    "an unknown status": ({"status": "closed"}, ["`status` must be one of 'open', 'answered'"]),
    "a date in words": ({"date": "31 January"}, ["`date` must be a day", "2026-01-31"]),
    "a day that is none": ({"date": "2026-02-30"}, ["`date` must be a day"]),
    "a week": ({"date": "2026-W05-1"}, ["`date` must be a day"]),
    "an empty text": ({"text": " \n"}, ["`text` must not be empty"]),
    "a text that is a list": ({"text": ["a"]}, ["`text` must be text"]),
    "a long text": ({"text": "x" * 20_001}, ["`text`", "20000 characters"]),
    "a control character": ({"text": "a\x1b[31mb"}, ["`text` holds a control character"]),
    "an answer missing": ({"answer": ...}, ["`answer` is missing"]),
    "a change without version": ({"status": "led to a change"}, ["`changed_in` is missing"]),
    "a change that is none": ({"changed_in": ELSEWHERE}, ["`changed_in` is given"]),
    "a day to come": ({"date": "2099-01-01"}, ["`date` 2099-01-01 is still to come", "2026-03-01"]),
    "an address": ({"text": "a@b.example"}, ["`text` holds an e-mail address", "[left out]"]),
    "a telephone": ({"answer": "Call +44 20 7946 0958."}, ["`answer` holds an e-mail address or"]),
    "an address as sender": ({"from": "a@b.example"}, ["`from` holds an e-mail address"]),
    "a text turned around": ({"text": "a\u202eb"}, ["`text` holds a sign that nobody sees"]),
    "two at once": (
        {"date": "today", "status": "led to a change", "answer": ..., "report": "x/y"},
        ["`date`", "`answer` is missing", "`changed_in` is missing", "no report `x/y`"],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_name_the_file_the_field_and_what_to_do(file_entry, read, entry, case):
    changes, words = REFUSED[case]
    file_entry(entry(**changes))
    feedback = read()
    assert feedback.entries == ()
    (error,) = feedback.refused
    assert error.where == "feedback/one.yaml"
    assert error.remedy
    for part in words:
        assert part in str(error)
    assert len(str(error)) < 1000
    assert not any(hidden in str(error) for hidden in ("a@b.example", "7946", "\u202e"))


def test_a_change_cannot_be_in_the_version_that_was_asked_about(file_entry, read, entry):
    file_entry(entry(status="led to a change", changed_in=entry()["version"]))
    assert "a version never changes" in str(read().refused[0])


def test_a_version_of_another_report_is_refused(file_entry, read, entry):
    file_entry(entry(report="crops/other"))
    assert "is a version of `crops/gaps`, not of `crops/other`" in str(read().refused[0])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("- a\n", "one mapping"),
        ("", "holds nothing"),
        ("text: [\n", "not valid YAML"),
        ("text: !!python/object/apply:os.system [ls]\n", "tag"),
        ("text: a\ntext: b\n", "twice"),
        (b"\xff\xfe\x00", "cannot be read"),
        ("a: &a [x, x]\nb: &b [*a, *a]\ntext: [*b, *b]\n", "aliases are not allowed"),
        ("text: &a [*a]\n", "aliases are not allowed"),
        ("text: " + "[" * 3000, "nested too deeply"),
        ("text: " + "x" * 70_000, "larger than 64 KiB"),
        ('text: "\\ud800"\n', ""),
        ('"\\e[31mred": x\n', "\\x1b[31mred"),
    ],
)
def test_what_is_no_entry_at_all_is_refused(file_entry, read, content, words):
    file_entry(content)
    feedback = read()
    assert feedback.entries == ()
    assert words in str(feedback.refused[0])
    assert "\x1b" not in str(feedback.refused[0])
    assert str(feedback.refused[0]).startswith("feedback/one.yaml")


def test_one_wrong_file_hides_no_other_and_all_are_named(file_entry, read, entry):
    file_entry(entry(), "good.yaml")
    file_entry(entry(kind="x"), "bad.yaml")
    file_entry(entry(), "other ending.yml")
    (file_entry(entry(), "folder.yaml")).unlink()
    (file_entry(entry(), "x.md").parent / "folder.yaml").mkdir()
    feedback = read()
    assert [item.name for item in feedback.entries] == ["good"]
    assert [error.where for error in feedback.refused] == [
        "feedback/bad.yaml",
        "feedback/folder.yaml",
        "feedback/other ending.yml",
    ]


def test_a_day_ahead_may_be_a_matter_of_time_zones(file_entry, read, entry):
    file_entry(entry(date="2026-03-02"))
    assert len(read(date(2026, 3, 1)).entries) == 1
    assert len(read(date(2026, 2, 28)).refused) == 1


def test_what_is_filed_twice_is_shown_once_with_its_answer(file_entry, read, entry):
    file_entry(entry(status="open", answer=..., text="How\n many? "), "a.yaml")
    file_entry(entry(), "b.yaml")
    file_entry(entry(**{"from": "another reader"}), "c.yaml")
    feedback = read()
    assert [item.name for item in feedback.entries] == ["c", "b"]
    (error,) = feedback.refused
    assert error.where == "feedback/a.yaml"
    assert "says the same as feedback/b.yaml" in str(error)


def test_a_version_of_digits_is_no_telephone(file_entry, read, entry):
    file_entry(entry(version="004930123456", finding=...))
    assert read().refused == ()


def test_a_damaged_version_counts_as_not_at_hand(file_entry, read, entry, version, project):
    (version.folder(project) / "findings.json").write_text('{"findings": 1}')
    file_entry(entry(finding="anything"))
    assert read().refused == ()


def test_a_folder_that_is_a_file_is_said(project, read):
    (project.root / "feedback").write_text("x")
    assert "cannot be read" in str(read().refused[0])


def test_anchors_are_valid_and_each_files_own(entry):
    names = ["one", "one two", "one-two", "<one>", "-one-"]
    anchors = [Entry(**entry(), name=name).anchor for name in names]
    assert anchors[0] == "entry-one"
    assert len(set(anchors)) == len(names)
    assert all(set(anchor) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for anchor in anchors)
