"""Feedback from a file in the collection to the pages beside the versions."""

from __future__ import annotations

import pytest
import yaml
from bs4 import BeautifulSoup

pytestmark = pytest.mark.slow

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }} &amp; </p>"
PAGES = ("feedback.html", "toy/first/feedback.html")


def ask(toy, name="one", **changes):
    content = {
        "report": "toy/first",
        "finding": "share",
        "version": toy.latest().name,
        "kind": "objection",
        "date": "2026-01-31",
        "status": "open",
        "text": "Why?",
        **changes,
    }
    path = toy.root / "feedback" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(content))


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_feedback_stands_beside_versions_as_text_and_never_changes_them(built):
    version = built.latest()
    before = contents(version)
    log = (built.outputs / "versions.jsonl").read_bytes()
    ask(built, text=HOSTILE, answer=HOSTILE, status="answered", **{"from": HOSTILE})
    ended = built.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "1 current" in ended.stdout
    assert contents(version) == before
    assert (built.outputs / "versions.jsonl").read_bytes() == log
    for name in PAGES:
        page = BeautifulSoup((built.outputs / name).read_text(), "html.parser")
        assert [script.get_text() for script in page.find_all("script")] == [""]
        assert not page.find_all("img")
        assert [p.get_text() for p in page.find_all("p", dir="auto")] == [HOSTILE, HOSTILE]
        assert page.article.bdi.get_text() == HOSTILE
        assert "The first group won" in page.article.figure.get_text()
    index = BeautifulSoup((built.outputs / "index.html").read_text(), "html.parser")
    assert index.header.find("a", href="feedback.html")
    assert "1 question or objection" in index.find("a", href=PAGES[1]).get_text()

    # A second run writes nothing, and a changed byte on either page is found.
    written = {name: (built.outputs / name).stat().st_ino for name in PAGES}
    assert built.rml("run").returncode == 0
    assert {name: (built.outputs / name).stat().st_ino for name in PAGES} == written
    assert built.rml("verify").returncode == 0
    for name in PAGES:
        path = built.outputs / name
        good = path.read_bytes()
        path.write_bytes(good.replace(b"alert(1)", b"alert(3)", 1))
        ended = built.rml("verify")
        assert ended.returncode == 1
        assert f"{name} was changed" in ended.stdout
        path.write_bytes(good)


def test_a_malformed_file_is_said_after_the_reports_were_built(built):
    ask(built, "good")
    ask(built, "wrong", finding="shares")
    built.write_report("first", title="Another title")
    first = built.latest()
    ended = built.rml("run")
    assert ended.returncode == 1
    assert "1 rendered" in ended.stdout
    assert built.latest() != first
    assert "feedback/wrong.yaml" in ended.stderr
    assert "has no finding `shares`. Did you mean `share`?" in ended.stderr
    for name in PAGES:
        page = BeautifulSoup((built.outputs / name).read_text(), "html.parser")
        assert "feedback/wrong.yaml" in page.find(class_="notice").get_text()
        assert len(page.find_all("article")) == 1
    assert built.rml("list").returncode == 0
    assert built.rml("verify").returncode == 0
    (built.root / "feedback/wrong.yaml").unlink()
    assert built.rml("run").returncode == 0


def test_feedback_templates_make_no_report_stale(built):
    for name in ("feedback.css", "feedback.html.j2"):
        path = built.root / "rml/templates" / name
        path.write_text(path.read_text() + "\n")
    assert "nothing changed" in built.rml("why").stdout
