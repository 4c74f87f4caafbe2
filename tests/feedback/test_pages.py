"""The pages of feedback: what they say, where they link, and that nothing in them runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from made_version import publish

from rml.feedback.pages import render_feedback
from rml.run.feedback import write_feedback
from rml.run.manifest import files_below
from rml.run.versions import VersionIndex

ELSEWHERE = "0123456789ab"


def parsed(page):
    return BeautifulSoup(page, "html.parser")


def text_of(node):
    return " ".join(node.get_text(" ").split())


@pytest.fixture
def pages(read, reports):
    """Return a function that renders the page of all, and of the report, after reading."""

    def render(**changed):
        shown = {**reports, **changed}
        feedback = read()
        return (
            parsed(render_feedback(feedback, reports=shown)),
            parsed(render_feedback(feedback, reports=shown, report="crops/gaps")),
        )

    return render


def test_without_entries_a_page_says_how_to_ask(pages, version):
    everything, one = pages()
    assert "No one has asked yet." in text_of(everything)
    assert "No one has asked yet." in text_of(one)
    assert "Quote the id of the finding and the version" in text_of(one)
    assert one.find("a", href=f"{version.version}/index.html#object")
    assert not one.find("article")


def test_an_entry_shows_what_was_asked_of_what_and_what_came_of_it(
    file_entry, pages, entry, version
):
    file_entry(
        entry(
            kind="objection",
            status="led to a change",
            changed_in=ELSEWHERE,
            text="First\nline.\n\n \nSecond.",
        )
    )
    everything, one = pages()
    article = one.find("article")
    text = text_of(article)
    for part in (
        "Objection about the finding gap",
        "led to a change",
        "Asked on 31 January 2026 by a reader",
        "Women won more often.",
        "differs",
        "published figures",
        "Answer Forty.",
        f"Changed in version {ELSEWHERE}",
        "The changed version is not at hand here, so whether",
    ):
        assert part in text
    assert [text_of(part) for part in article.find_all("p", dir="auto")] == [
        "First line.",
        "Second.",
        "Forty.",
    ]
    assert article.find("a")["href"] == f"{version.version}/index.html#finding-gap"
    assert everything.find(id="entry-one").find("a", class_=False)["href"] == (
        "crops/gaps/feedback.html#entry-one"
    )
    assert everything.find("a", href=f"crops/gaps/{version.version}/index.html#finding-gap")
    assert "1 entry: 1 led to a change." in text_of(everything.header)


def test_a_version_that_is_not_at_hand_is_said_and_not_linked(file_entry, pages, entry):
    file_entry(entry(version=ELSEWHERE, finding="never_heard_of"))
    _, one = pages()
    assert "This version is not at hand here, so what it says" in text_of(one.article)
    assert not one.article.find("a")


def test_a_simulated_or_quick_finding_is_quoted_as_such(file_entry, project, pages, entry, reports):
    simulated = publish(project, data_kind="simulated", profile="quick", parameters={"x": 1})
    file_entry(entry(version=simulated.version))
    report = reports["crops/gaps"]
    folders = {**report.versions, simulated.version: simulated.folder(project)}
    _, one = pages(**{"crops/gaps": replace(report, versions=folders)})
    text = text_of(one.article)
    assert "simulated data" in text
    assert "quick profile, not for use" in text
    assert "In simulated data: Women won more often." in text


def test_an_open_entry_says_so(file_entry, pages, entry):
    file_entry(entry(status="open", answer=...), "a.yaml")
    file_entry(entry(status="open", text="Of whom?", answer="We look."), "b.yaml")
    _, one = pages()
    second, first = one.find_all("article")
    assert "No answer yet." in text_of(first)
    assert "Answer so far We look. The question is still open." in text_of(second)


def test_what_could_not_be_read_is_named(file_entry, pages, entry):
    file_entry(entry(), "good.yaml")
    file_entry(entry(kind="x"), "<b>bad.yaml")
    for page in pages():
        notice = page.find(class_="notice")
        assert "1 file of the feedback folder could not be read" in text_of(notice)
        assert notice.code.get_text() == "feedback/<b>bad.yaml"
        assert len(page.find_all("article")) == 1


def test_hostile_text_appears_as_text(file_entry, pages, entry, hostile, reports):
    file_entry(entry(text=hostile, answer=hostile, **{"from": hostile}), "<img src=x>.yaml")
    titled = replace(reports["crops/gaps"], title=hostile)
    for page in pages(**{"crops/gaps": titled}):
        assert len(page.find_all("script")) == 1
        assert page.script.get_text() == ""
        assert not page.find_all("img")
        assert not page.find_all(onerror=True)
        article = page.article
        shown = [node.get_text() for node in article.find_all("p", dir="auto")]
        assert shown == [hostile, hostile]
        assert article.bdi.get_text() == hostile
        assert hostile in page.get_text()
        assert "default-src 'none'" in page.find("meta", {"http-equiv": True})["content"]
    _, one = pages(**{"crops/gaps": titled})
    assert one.title.get_text() == one.h1.get_text() == f"Questions and objections: {hostile}"


def test_links_are_relative_and_lead_somewhere(project, file_entry, entry, version):
    file_entry(entry())
    (project.outputs / "index.html").write_text("the index")
    published = write_feedback(project, {}, VersionIndex(project))
    assert published.pages == ("feedback.html", "crops/gaps/feedback.html")
    for name in published.pages:
        page = project.outputs / name
        for link in parsed(page.read_text()).find_all("a"):
            target = link["href"].partition("#")[0]
            assert "://" not in target
            assert not target or (page.parent / target).is_file(), link


def test_pages_are_written_only_when_they_change_and_versions_never(
    project, file_entry, entry, version
):
    folder = version.folder(project)
    before = {name: (folder / name).read_bytes() for name in files_below(folder)}
    write_feedback(project, {}, VersionIndex(project))
    page = project.outputs / "crops/gaps/feedback.html"
    first = page.stat()
    write_feedback(project, {}, VersionIndex(project))
    assert page.stat().st_ino == first.st_ino
    file_entry(entry())
    write_feedback(project, {}, VersionIndex(project))
    assert page.stat().st_ino != first.st_ino
    assert {name: (folder / name).read_bytes() for name in files_below(folder)} == before


def test_an_altered_page_is_put_right_and_one_without_a_reason_removed(project, version):
    write_feedback(project, {}, VersionIndex(project))
    page = project.outputs / "crops/gaps/feedback.html"
    good = page.read_bytes()
    page.write_bytes(b"\xff" + good[1:])
    left = project.outputs / "crops/gone/feedback.html"
    left.parent.mkdir()
    left.write_text("old")
    write_feedback(project, {}, VersionIndex(project))
    assert page.read_bytes() == good
    assert not left.exists()
