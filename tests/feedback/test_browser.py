"""A page of feedback in a real browser, from disk, with the network blocked."""

from __future__ import annotations

import pytest

from rml.run.feedback import write_feedback
from rml.run.versions import VersionIndex

pytestmark = [pytest.mark.browser]

PHONE = {"width": 360, "height": 720}


@pytest.fixture
def page_path(project, file_entry, entry, hostile, version):
    file_entry(entry(text=hostile, answer=hostile, **{"from": hostile}), "hostile.yaml")
    file_entry(entry(status="open", answer=..., kind="objection", text="x" * 400), "long.yaml")
    file_entry(entry(status="led to a change", changed_in="0123456789ab"), "changed.yaml")
    file_entry("nonsense", "wrong.yaml")
    write_feedback(project, {}, VersionIndex(project))
    return project.outputs / "crops/gaps/feedback.html"


def test_no_script_runs_and_nothing_is_complained_of(open_file, page_path, hostile):
    seen = open_file(page_path, viewport=PHONE, color_scheme="dark")
    page = seen.page
    assert page.locator("#entry-hostile bdi").text_content() == hostile
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert all(url.startswith(("file://", "data:")) for url in seen.requests)
    assert len([url for url in seen.requests if url.startswith("file://")]) == 1
    assert seen.messages == []
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_file, axe_problems, page_path, scheme):
    seen = open_file(page_path, color_scheme=scheme, bypass_csp=True)
    assert axe_problems(seen) == []
