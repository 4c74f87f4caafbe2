"""Where questions go, from the collection's settings to the pages of its versions."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.slow

ADDRESS = "https://example.org/owner/collection/issues/new"


def set_address(toy, line):
    path = toy.root / "pyproject.toml"
    before = path.read_text() if path.is_file() else ""
    path.write_text(before.partition("[tool.rml]")[0] + f"\n[tool.rml]\n{line}\n")


def test_an_address_renders_pages_again_and_changes_no_number(built):
    first = built.latest()
    before = {path: path.read_bytes() for path in first.rglob("*") if path.is_file()}
    set_address(built, f'question_address = "{ADDRESS}"')
    why = built.rml("why", "toy/first").stdout
    assert "address for questions `issues` is new" in why
    ended = built.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "1 rendered" in ended.stdout
    second = built.latest()
    assert second != first
    assert {path: path.read_bytes() for path in first.rglob("*") if path.is_file()} == before
    old, new = (json.loads((one / "record.json").read_text()) for one in (first, second))
    assert old["fingerprint"]["result"] == new["fingerprint"]["result"]
    assert "questions" not in old
    assert new["questions"] == {"issues": ADDRESS}
    assert new["contact"] == ADDRESS
    page = BeautifulSoup((second / "index.html").read_text(), "html.parser")
    (finding,) = {link["href"] for link in page.select(".question-link a")}
    assert finding.startswith(f"{ADDRESS}?title=")
    (body,) = parse_qs(urlsplit(finding).query)["body"]
    for part in ("Report: toy/first", f"Version: {second.name}", "Finding: share"):
        assert part in body
    # The page of questions that a version links to stands beside it.
    (beside,) = {link["href"] for link in page.find_all("a") if "feedback" in link["href"]}
    assert (second / beside).resolve().is_file()
    assert built.rml("verify").returncode == 0


def test_without_an_address_readers_copy_a_text_and_no_link_leads_away(built):
    without = built.latest()
    page = BeautifulSoup((without / "index.html").read_text(), "html.parser")
    (target,) = {link["href"] for link in page.select(".question-link a")}
    text = page.find(id=target.removeprefix("#")).find("pre").get_text()
    for part in ("Report: toy/first", f"Version: {without.name}", "Finding: share"):
        assert part in text
    asking = page.find(id="object").find_parent("section")
    assert not [
        link["href"]
        for link in asking.find_all("a")
        if "://" in link["href"] or "@" in link["href"]
    ]
    assert "whoever gave it to you" in asking.get_text()
    assert "contact" in json.loads((without / "record.json").read_text())

    # An address that was set and is taken back leads to the version from before it.
    set_address(built, f'question_address = "{ADDRESS}"')
    assert built.rml("run").returncode == 0
    assert built.latest() != without
    for nothing in ('question_address = ""', ""):
        set_address(built, nothing)
        assert "1 current" in built.rml("run").stdout
        assert built.latest() == without
    index = (built.outputs / "toy/first/feedback.html").read_text()
    assert f"{without.name}/index.html#object" in index


def test_an_address_that_is_none_stops_the_run_before_anything_is_built(built):
    set_address(built, 'question_address = "javascript:alert(1)"')
    ended = built.rml("run")
    assert ended.returncode == 2
    assert "pyproject.toml, [tool.rml]: `question_address` cannot be used" in ended.stderr
    assert "or leave it out" in ended.stderr
    assert "Traceback" not in ended.stderr
