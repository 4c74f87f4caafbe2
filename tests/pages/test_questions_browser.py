"""Questioning a finding in a real browser, from disk, with the network blocked."""

from __future__ import annotations

import pytest

from rml.run.render import render_report

pytestmark = [pytest.mark.browser]

PHONE = {"width": 360, "height": 720}
ADDRESSES = {
    "issues": "https://example.org/owner/collection/issues/new",
    "email": "audits@example.org",
}
STATEMENT = "\u202eعكس النص <img src=x onerror=window.ran=1> " + "word " * 200 + "漢" * 300


@pytest.fixture
def page_path(tmp_path, build_notebook, findings_of, record):
    """Return a function that writes a page with or without addresses, and returns its path."""

    def write(*, addresses):
        notebook = build_notebook()
        findings = findings_of(notebook, kind="published", profile="full")
        findings["findings"][0]["statement"] = STATEMENT
        asked = {"questions": ADDRESSES} if addresses else {}
        path = tmp_path / "page.html"
        page = render_report(notebook, record={**record, **asked}, findings=findings)
        path.write_text(page, encoding="utf-8")
        return path

    return write


def test_without_an_address_the_link_opens_the_text_by_keyboard(open_file, page_path):
    seen = open_file(page_path(addresses=False))
    page = seen.page
    link = page.locator(".question-link a").first
    link.focus()
    page.keyboard.press("Enter")
    place = page.locator(f"details.question-text{link.get_attribute('href')}")
    page.wait_for_function("fold => fold.open", arg=place.element_handle())
    assert place.locator("pre").is_visible()
    assert page.evaluate("window.ran") is None
    assert seen.messages == []
    assert len(seen.requests) == 1


def test_with_an_address_nothing_is_requested_until_the_link_is_followed(open_file, page_path):
    seen = open_file(page_path(addresses=True), viewport=PHONE)
    seen.unfold()
    page = seen.page
    page.wait_for_timeout(100)
    assert seen.messages == []
    assert all(url.startswith(("file://", "data:")) for url in seen.requests)
    # Neither a long address nor a long word widens the page of a phone.
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    link = page.locator(".question-link a").first
    address = link.get_attribute("href")
    with page.expect_request(lambda request: request.url.startswith("https://")) as asked:
        link.click(no_wait_after=True)
    assert asked.value.url == address
    assert "referer" not in asked.value.headers


def test_on_paper_no_address_takes_up_a_page(open_file, page_path):
    page = open_file(page_path(addresses=True)).page
    page.emulate_media(media="print")
    for selector in (".question-link", ".question-texts", ".question-ways"):
        assert not page.locator(selector).first.is_visible()


@pytest.mark.parametrize("addresses", [True, False])
def test_axe_finds_nothing(open_file, axe_problems, page_path, addresses):
    seen = open_file(page_path(addresses=addresses), bypass_csp=True)
    assert axe_problems(seen) == []
