"""Quoting current versions anew: what is told, what is written, and what has to be thought over."""

from __future__ import annotations

import json
from datetime import date

import pytest

from rml.lessons.decision_entries import read_decisions
from rml.lessons.quote import quoted, requote
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
    told = requote(made, write=False)
    read = "read 0123456789ab new"
    assert told == [
        f"ask.yaml: crops/audit, gap: {read} 0.35, now 949532697146 new 0.4. It stands.",
        f"ask.yaml: crops/audit, price: {read} 2.0, now 949532697146 new 2.0. It stands.",
    ]
    assert file_of(made) == FILE
    assert requote(made, write=True) == told
    # A version of digits alone has to be read back as a text.
    assert evidence_in(made) == {
        "gap": ("949532697146", "new", 0.4),
        "price": ("949532697146", "new", 2.0),
    }
    kept = (
        file_of(made).replace('"949532697146"', "0123456789ab").replace("value: 0.4", "value: 0.35")
    )
    assert kept == FILE
    assert requote(made, write=True) == []


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
    told = requote(made, write=True)
    assert words in told[0]
    assert evidence_in(made) == {
        "gap": ("0123456789ab", "new", 0.35),
        "price": ("949532697146", "new", 2.0),
    }


def test_a_report_that_was_never_built_is_named(project):
    made = project(GAP, PRICE)
    (made.outputs / "versions.jsonl").unlink()
    assert "crops/audit has no version here; build it." in requote(made, write=True)[0]
    assert file_of(made) == FILE


def test_a_quotation_written_otherwise_is_no_reason_to_write_elsewhere(project):
    made = project(GAP, PRICE)
    (decision,) = read_decisions(made.root / "decisions", on=date(2026, 11, 26)).entries
    turned = FILE.replace("    finding: gap\n    version: 0123456789ab\n", "")
    with pytest.raises(ValueError, match="gap was not found"):
        quoted(turned, decision.evidence[0], "949532697146", GAP)
