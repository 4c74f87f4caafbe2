"""Quoting current versions anew: what is told, what is written, and what has to be thought over."""

from __future__ import annotations

import json
from datetime import date

import pytest

from rml.lessons.decision_entries import read_decisions
from rml.lessons.quote import Quotations, main, quoted, requote
from rml.run.project import Project

FILE = """# A comment that stays.
audit: crops
question: Who chooses?
made_by: collection
date: 2026-11-26
roles: [maintainers]
decided: The author.
harm: People are cut out.
borne_by: People in pictures.
size:
  - {report: crops/audit, finding: gap}
evidence:
  - report: crops/audit
    finding: gap
    version: 0123456789ab
    verdict: new
    value: 0.35
    band: {low: 0.2, high: 0.5}
    interval: {above: 0}
    says: There is a gap.
  - report: crops/audit
    finding: price
    version: 0123456789ab
    verdict: new
    value: 2.0
    says: It has a price.
alternatives:
  - {option: Ask, effect: Less harm.}
  - {option: Do not ask, effect: As before.}
would_change: [Authors do worse.]
look_again: 2027-11-26
"""
GAP = {"id": "gap", "verdict": "new", "value": 0.4, "low": 0.3, "high": 0.5, "unit": "proportion"}
PRICE = {"id": "price", "verdict": "new", "value": 2.0, "low": None, "high": None, "unit": "ratio"}


@pytest.fixture
def project(tmp_path):
    """Return a function that makes a collection with one decision and one version at hand."""

    def of(*findings, version="949532697146"):
        folder = tmp_path / "outputs" / "crops" / "audit" / version
        folder.mkdir(parents=True)
        (folder / "index.html").write_text("")
        (folder / "findings.json").write_text(json.dumps({"findings": findings}))
        line = {
            "report": "crops/audit",
            "version": version,
            "profile": "full",
            "data_kind": "real",
            **dict.fromkeys(("result", "manifest", "published", "previous"), ""),
        }
        (tmp_path / "outputs" / "versions.jsonl").write_text(json.dumps(line) + "\n")
        (tmp_path / "decisions").mkdir()
        (tmp_path / "decisions" / "ask.yaml").write_text(FILE)
        return Project(root=tmp_path, outputs=tmp_path / "outputs")

    return of


def file_of(project):
    return (project.root / "decisions" / "ask.yaml").read_text()


def evidence_in(project):
    (decision,) = read_decisions(project.root / "decisions", on=date(2026, 11, 26)).entries
    return {one.finding: (one.version, one.verdict, one.value) for one in decision.evidence}


def test_what_a_decision_still_stands_on_is_told_and_written_only_if_asked(project):
    made = project(GAP, PRICE)
    told = requote(made, write=False).told
    read = "read 0123456789ab new"
    assert told == (
        f"ask.yaml: crops/audit, gap: {read} 0.35, now 949532697146 new 0.4. It stands.",
        f"ask.yaml: crops/audit, price: {read} 2.0, now 949532697146 new 2.0. It stands.",
    )
    assert file_of(made) == FILE
    assert requote(made, write=True) == Quotations(told=told)
    # A version of digits alone has to be read back as a text.
    assert evidence_in(made) == {
        "gap": ("949532697146", "new", 0.4),
        "price": ("949532697146", "new", 2.0),
    }
    kept = (
        file_of(made).replace('"949532697146"', "0123456789ab").replace("value: 0.4", "value: 0.35")
    )
    assert kept == FILE
    assert requote(made, write=True) == Quotations()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"verdict": "differs"}, "Think it over: The decision relied on “new”; now “differs”."),
        ({"value": 0.6}, "Think it over: The value is 0.6; the decision stands between"),
        ({"low": -0.1}, "Think it over: The interval is -0.1 to 0.5; the decision stands if it"),
        ({"id": "gaps"}, "Think it over: crops/audit has no finding gap now."),
    ],
)
def test_what_a_decision_no_longer_stands_on_is_told_and_not_written(project, change, words):
    made = project({**GAP, **change}, PRICE)
    told = requote(made, write=True).told
    assert words in told[0]
    assert evidence_in(made) == {
        "gap": ("0123456789ab", "new", 0.35),
        "price": ("949532697146", "new", 2.0),
    }


def test_a_report_that_was_never_built_is_named(project):
    made = project(GAP, PRICE)
    (made.outputs / "versions.jsonl").unlink()
    assert "crops/audit has no version here; build it." in requote(made, write=True).told[0]
    assert file_of(made) == FILE


def test_a_quotation_written_otherwise_is_no_reason_to_write_elsewhere(project):
    made = project(GAP, PRICE)
    (decision,) = read_decisions(made.root / "decisions", on=date(2026, 11, 26)).entries
    turned = FILE.replace("    finding: gap\n    version: 0123456789ab\n", "")
    with pytest.raises(ValueError, match="gap was not found"):
        quoted(turned, decision.evidence[0], "949532697146", GAP)


@pytest.fixture
def told_by(monkeypatch, capsys):
    """Return a function that runs the command and returns its code and both outputs."""

    def of(project, *arguments):
        monkeypatch.setattr("rml.lessons.quote.find_project", lambda: project)
        code = main(arguments)
        return code, *capsys.readouterr()

    return of


CURRENT = FILE.replace("0123456789ab", '"949532697146"').replace("0.35", "0.4")


def test_only_what_was_read_is_called_current(project, told_by):
    made = project(GAP, PRICE)
    (made.root / "decisions" / "ask.yaml").write_text(CURRENT)
    assert told_by(made) == (0, "Every quotation is current.\n", "")
    broken = CURRENT.replace("borne_by: People in pictures.\n", "")
    (made.root / "decisions" / "broken.yaml").write_text(broken)
    code, out, refused = told_by(made)
    assert (code, out) == (1, "")
    assert refused.startswith("Refused: decisions/broken.yaml: The field `borne_by` is missing.")


def test_a_file_in_another_order_stays_and_the_others_are_written(project, told_by):
    made = project(GAP, PRICE)
    folder = made.root / "decisions"
    turned = FILE.replace(
        "    verdict: new\n    value: 2.0\n", "    value: 2.0\n    verdict: new\n"
    )
    turned = turned.replace("Who chooses?", "Who else chooses?")
    (folder / "a_mine.yaml").write_text(turned)
    code, out, faults = told_by(made, "--write")
    assert code == 1
    assert out.count("It stands.") == 4
    assert faults == (
        "decisions/a_mine.yaml: not rewritten; put report, finding, version, verdict, value on "
        "lines of their own in this order\n"
    )
    # Not by halves: the gap of that file stands in the right order.
    assert (folder / "a_mine.yaml").read_text() == turned
    assert "0123456789ab" not in file_of(made)
    assert told_by(made)[0] == 0  # nothing was to be written


def test_comments_and_quotation_marks_are_no_other_order(project):
    made = project(GAP, PRICE)
    noted = FILE.replace("finding: gap\n    version", "finding: 'gap'  # of heads\n    version")
    noted = noted.replace("value: 0.35", "value: 0.35  # as read")
    (made.root / "decisions" / "ask.yaml").write_text(noted)
    assert requote(made, write=True).not_rewritten == ()
    assert evidence_in(made)["gap"] == ("949532697146", "new", 0.4)
    assert "finding: 'gap'  # of heads\n" in file_of(made)
    assert "value: 0.4  # as read\n" in file_of(made)
