"""Decisions and outside findings in a run: what is refused, what is due, and what still stands."""

from __future__ import annotations

import json
from datetime import date

import pytest
import yaml

from rml.errors import CollectionError
from rml.run.collection import read_report
from rml.run.documents import due_documents
from rml.run.fingerprint import reasons
from rml.run.project import find_project
from rml.run.today import today
from rml.run.versions import read_versions

DECISION = {
    "audit": "toy",
    "question": "What to do?",
    "made_by": "collection",
    "date": "2026-01-31",
    "roles": ["maintainers"],
    "decided": "This.",
    "harm": "A harm.",
    "borne_by": "Some.",
    "size": [{"report": "toy/first", "finding": "share"}],
    "would_change": ["Other numbers."],
    "look_again": "2999-01-31",
    "alternatives": [
        {"option": "This", "effect": "Less."},
        {"option": "That", "effect": "More."},
    ],
}
BOUNTY = {
    "entry": "A finding",
    "by": "a team",
    "harms": [{"category": "mis_recognition", "intent": "unintentional"}],
    "multipliers": [{"factor": "damage", "value": 1.2}],
    "scored_by": "the entrant",
    "found": "What was found.",
    "evidence": "Where it is.",
    "status": "verified",
}
NOTEBOOK = {
    "load": """
        from rml.data.documents import document_folder, due_documents
        from rml.data.findings import findings_version, load_findings, provided_reports
        from rml.lessons.decision_claims import CITES_NOTHING, DECISION, EVIDENCE, FELL_DUE, HOLD
        from rml.lessons.decision_claims import REFUSED
        from rml.lessons.decision_entries import read_decisions
        from rml.lessons.evidence import check_evidence, citations_that_hold, evidence_frame
        from rml.lessons.evidence import names_of, refused_citations
        from rml.lessons.recommendations import decision_words
        from rml.report.finding import finding
        from rml.report.small_cells import NO_PEOPLE
        from rml.report.table import table
        from rml.report.text import limits, plain_words, text

        read = read_decisions(document_folder("decisions"))
        fell_due = due_documents("decisions")
        findings = {report: load_findings(report) for report in provided_reports()}
        versions = {report: findings_version(report) for report in provided_reports()}
        checked = check_evidence(read.entries, findings, versions)
        """,
    "estimate": """
        plain_words("Level {level}, run {run}, {label}.", level=level, run=run, label=label)
        limits(["A test."])
        for error in read.refused:
            text(REFUSED, file=error.where, problem=error.problem, remedy=error.remedy)
        for one in refused_citations(read.entries, findings):
            text(CITES_NOTHING, **one)
        for one in read.entries:
            text(DECISION, **decision_words(one, findings, checked, fell_due))
            if one.name in fell_due:
                text(FELL_DUE, decision=names_of([one.name]), day=one.look_again)
        """,
    "show": """
        table(evidence_frame(checked, versions), id="evidence", people=NO_PEOPLE("no people"),
              **EVIDENCE)
        """,
    "claim": """
        finding("holds", estimate=citations_that_hold(checked),
                values={"cited": len(checked), "decisions": len(read.entries)}, **HOLD)
        """,
}


@pytest.fixture
def lessons(built):
    """The built toy collection with a report on decisions and one decision, not built yet."""
    built.write_notebook("lessons", **NOTEBOOK)
    built.write_report(
        "lessons",
        notebook="toy/lessons",
        datasets=[],
        reports=["toy/first"],
        documents=["decisions"],
        primary_finding="holds",
        products={"findings": ["holds"], "figures": [], "tables": ["evidence"]},
    )
    (built.root / "decisions").mkdir()
    decide(built, "good")
    return built


def quoted(toy, **changes):
    """Return the toy's finding as a decision quotes it from the version at hand."""
    folder = toy.latest()
    (found,) = json.loads((folder / "findings.json").read_text())["findings"]
    return {
        "report": "toy/first",
        "finding": "share",
        "version": folder.name,
        "verdict": found["verdict"],
        "value": found["value"],
        "interval": {"above": 0},
        "says": "It says so.",
        **changes,
    }


def decide(toy, name, *, evidence=None, **changes):
    made = {**DECISION, "evidence": [evidence or quoted(toy)], **changes}
    (toy.root / "decisions" / f"{name}.yaml").write_text(yaml.safe_dump(made))


def page(toy):
    return (toy.latest("toy/lessons") / "index.html").read_text()


@pytest.mark.slow
def test_a_refused_decision_is_named_on_the_page_and_on_the_error_output(lessons):
    ended = lessons.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Refused" not in ended.stderr
    version = lessons.latest().name
    assert f'<a href="../../../toy/first/{version}/index.html#finding-share">' in page(lessons)

    decide(lessons, "broken", harm="<b>bold</b>", look_again="soon")
    decide(
        lessons,
        "vague",
        evidence=quoted(lessons, finding="shares"),
        question="Which?",
        size=[{"report": "toy/first", "finding": "shares"}],
    )
    ended = lessons.rml("run")
    assert ended.returncode == 1
    assert "1 built" in ended.stdout
    assert "Traceback" not in ended.stderr
    for words in (
        "Refused: decisions/broken.yaml: `harm` holds HTML",
        "`look_again` must be a day",
        "Refused: decisions/vague.yaml: The report `toy/first` has no finding `shares`.",
        "Did you mean `share`?",
    ):
        assert words in ended.stderr
    shown = page(lessons)
    for words in ("decisions/broken.yaml", "decisions/vague.yaml", "What to do?", "Which?"):
        assert words in shown
    assert "<b>bold</b>" not in shown
    # Nothing is stale, and it is said again: a refusal does not go away by itself.
    ended = lessons.rml("run")
    assert ended.returncode == 1
    assert "2 current" in ended.stdout
    assert "Refused: decisions/broken.yaml" in ended.stderr
    # So it is when other reports are asked for.
    assert lessons.rml("run", "toy/first").returncode == 1


@pytest.mark.slow
def test_a_quotation_that_differs_from_its_version_is_refused(lessons):
    decide(lessons, "good", evidence=quoted(lessons, value=0.123))
    decide(lessons, "elsewhere", evidence=quoted(lessons, version="0" * 12, value=0.123))
    ended = lessons.rml("run", "toy/first")
    assert ended.returncode == 1
    assert "decisions/good.yaml: The value of `share` is" in ended.stderr
    assert "not 0.123 (toy/first, version" in ended.stderr
    assert "Refused: decisions/elsewhere" not in ended.stderr  # nobody can check what is gone
    assert (
        "Not checked: decisions/elsewhere.yaml quotes versions that are not among the outputs: "
        "toy/first 000000000000." in ended.stderr
    )

    assert lessons.rml("run", "--quick", "toy/first").returncode == 1
    quick = read_versions(find_project(lessons.root))[-1]
    assert quick.profile == "quick"
    decide(lessons, "good", evidence=quoted(lessons, version=quick.version))
    ended = lessons.rml("run", "toy/first")
    assert f"good.yaml: toy/first, version {quick.version} is a quick version" in ended.stderr


@pytest.mark.slow
def test_a_decision_that_falls_due_is_flagged_and_warned_of_and_is_no_error(lessons):
    decide(lessons, "good", look_again="2027-11-26")
    before = {"RML_TODAY": "2027-11-25"}
    assert lessons.rml("run", **before).returncode == 0
    first = lessons.latest("toy/lessons")
    assert "nothing changed" in lessons.rml("why", "toy/lessons", **before).stdout

    on_the_day = {"RML_TODAY": "2027-11-26"}
    why = lessons.rml("why", **on_the_day).stdout
    assert "`decisions/good.yaml` is due for another look since 2027-11-26" in why
    assert "toy/first: nothing changed" in why
    ended = lessons.rml("run", "--strict", **on_the_day)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Warning: decisions/good.yaml was to be looked at again on 2027-11-26" in ended.stderr
    second = lessons.latest("toy/lessons")
    assert second != first
    assert "Due for another look" not in (first / "index.html").read_text()
    assert "Due for another look" in (second / "index.html").read_text()

    # Days later nothing is stale; and on the day of the first version, it is built again.
    ended = lessons.rml("run", RML_TODAY="2028-02-29")
    assert "2 current" in ended.stdout
    assert "Warning: decisions/good.yaml" in ended.stderr
    ended = lessons.rml("run", **before)
    assert "Warning" not in ended.stderr
    assert lessons.latest("toy/lessons") == first
    assert lessons.rml("verify", **before).returncode == 0


@pytest.mark.slow
def test_a_refused_bounty_entry_is_named_and_costs_nothing_heavy(built):
    folder = built.root / "feedback" / "bounty"
    folder.mkdir(parents=True)
    (folder / "good.yaml").write_text(yaml.safe_dump(BOUNTY))
    assert built.rml("run").returncode == 0
    wrong = {**BOUNTY, "multipliers": [{"factor": "damage", "value": 2.0}]}
    (folder / "wrong.yaml").write_text(yaml.safe_dump(wrong))
    ended = built.rml("run", PYTHONPROFILEIMPORTTIME="1")
    assert ended.returncode == 1
    imported = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "rml.feedback.bounty_entries" in imported
    assert not imported & {"papermill", "nbconvert", "pandas", "torch", "nbclient", "scipy"}
    assert "Refused: feedback/bounty/wrong.yaml: The multiplier `damage` is 2" in ended.stderr
    assert "good.yaml" not in ended.stderr
    assert "1 current" in ended.stdout


def test_due_documents_are_found_and_what_cannot_be_read_is_not(toy):
    folder = toy.root / "decisions"
    folder.mkdir()
    for name, text in {
        "past": "look_again: 2026-01-31\n",
        "today": 'look_again: "2026-06-01"\n',
        "later": "look_again: 2026-06-02\n",
        "never": "question: What?\n",
        "no_day": "look_again: soon\n",
        "broken": "look_again: [\n",
        "aliases": "look_again: &a 2020-01-01\nb: *a\n",
    }.items():
        (folder / f"{name}.yaml").write_text(text)
    toy.write_report("first", documents=["decisions"])
    project = find_project(toy.root)
    assert due_documents(project, read_report(project, "toy/first"), on=date(2026, 6, 1)) == {
        "decisions/past.yaml": "2026-01-31",
        "decisions/today.yaml": "2026-06-01",
    }


def test_what_fell_due_and_what_no_longer_is_are_told_apart():
    old, new = {"due": {"a": "2026-01-01", "b": "2026-01-01"}}, {"due": {"b": "2026-02-01"}}
    assert reasons(old, new) == [
        "`a` is no longer due for another look",
        "`b` is due for another look since 2026-02-01",
    ]
    assert reasons({}, {}) == []


def test_the_day_of_today_can_be_set_and_must_be_one(monkeypatch):
    monkeypatch.setenv("RML_TODAY", "2027-01-31")
    assert today().isoformat() == "2027-01-31"
    monkeypatch.setenv("RML_TODAY", "tomorrow")
    with pytest.raises(CollectionError, match=r"RML_TODAY: 'tomorrow' is no day.*2027-01-31"):
        today()
    monkeypatch.delenv("RML_TODAY")
    assert today().year >= 2026


@pytest.mark.slow
def test_the_list_marks_attempts_that_did_not_work(toy):
    toy.write_report("second", outcome="unsuccessful")
    header, first, second = toy.rml("list").stdout.splitlines()
    place = header.index("OUTCOME")
    assert first[place:].startswith("–")
    assert second[place:].startswith("unsuccessful")
    assert first.startswith("toy/first")
