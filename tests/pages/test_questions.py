"""Below every finding a way to question it: a prefilled issue where an address is set, a text."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from rml.feedback.question_address import QuestionAddress
from rml.run.collection import read_report
from rml.run.fingerprint import Fingerprinter, reasons
from rml.run.plan import make_plans
from rml.run.project import find_project
from rml.run.render import render_report

ROOT = Path(__file__).resolve().parents[2]
BOTH = {"issues": "https://example.org/a/b/issues/new", "email": "audits@example.org"}
HOSTILE = (
    "<script>window.ran=1</script>\"'><img src=x onerror=window.ran=2>{{ 7*7 }} &amp; #1 @all\n"
    "second line ?body=x%0A \u202eعكس\u202c é 👩\u200d🔬"
)


@pytest.fixture
def page_of(build_notebook, findings_of, record):
    """Return a function that renders a page with these addresses and statement, parsed."""

    def page(questions=None, statement=None, count=1, **changes):
        notebook = build_notebook()
        findings = findings_of(notebook, kind="published", profile="full")
        (first,) = [item for item in findings["findings"] if item["primary"]]
        if statement is not None:
            first["statement"] = statement
        for number in range(1, count):
            findings["findings"].append({**first, "id": f"more_{number}", "primary": False})
        asked = {"questions": questions} if questions is not None else {}
        text = render_report(notebook, record={**record, **asked, **changes}, findings=findings)
        return BeautifulSoup(text, "html.parser"), findings["findings"]

    return page


def links_of(soup):
    """Return the links that question a finding, by their whole text."""
    found = defaultdict(list)
    for link in soup.select(".question-link a"):
        found[" ".join(link.get_text().split())].append(link)
    return found


def test_every_finding_has_an_anchor_and_a_prefilled_issue_and_nothing_of_the_reader(page_of):
    soup, findings = page_of(BOTH)
    links = links_of(soup)
    assert len(links) == len(findings)
    for finding in findings:
        assert soup.find(id=f"finding-{finding['id']}")
        name = f"Question this finding: {finding['id'].replace('_', ' ')}"
        # In the list of findings, and below the finding in the analysis where it stands there.
        assert len({link["href"] for link in links[name]}) == 1
        link = links[name][0]
        assert link["rel"] == ["noreferrer"]
        fields = parse_qs(urlsplit(link["href"]).query)
        assert set(fields) == {"title", "body"}
        for part in (finding["id"], "3f9a1c20b7d4", "image_cropping/published_runs"):
            assert part in fields["title"][0]
            assert part in fields["body"][0]
        quoted = " ".join(line.strip() for line in fields["body"][0].splitlines())
        assert finding["statement"] in quoted


def test_the_finding_in_the_analysis_can_be_questioned_where_it_stands(page_of):
    soup, _ = page_of(BOTH)
    section = soup.find("section", class_="rml-finding")
    assert section.find_next_sibling("p", class_="question-line").find("a")


def test_the_same_text_is_there_to_copy_and_to_mail(page_of):
    soup, findings = page_of(BOTH)
    for finding in findings:
        place = soup.find("details", id=f"question-{finding['id']}")
        text = place.find("pre").get_text()
        assert f"Finding: {finding['id']}" in text
        mail = place.find("a", href=lambda href: href.startswith("mailto:audits@example.org?"))
        sent = parse_qs(urlsplit(mail["href"]).query)["body"][0]
        assert sent.replace("\r\n", "\n") == text
        names = [" ".join(link.get_text().split()) for link in place.find_all("a")]
        label = finding["id"].replace("_", " ")
        assert names == [f"Open as an issue: {label}", f"write an e-mail: {label}"]


def test_without_an_address_links_lead_to_the_text_on_the_page(page_of):
    soup, findings = page_of()
    for finding in findings:
        (anchor,) = {
            link["href"]
            for link in links_of(soup)[f"Question this finding: {finding['id'].replace('_', ' ')}"]
        }
        place = soup.find(id=anchor.removeprefix("#"))
        assert finding["statement"] in " ".join(place.find("pre").get_text().split())
        assert not place.find_all("a")
    assert not soup.find_all("a", href=lambda href: href.startswith("mailto:"))


@pytest.mark.parametrize("questions", [None, BOTH])
def test_a_hostile_statement_stays_text_in_every_form(page_of, questions):
    soup, (finding, *_) = page_of(questions, statement=HOSTILE)
    assert len(soup.find_all("script")) == 1
    assert not soup.find_all("img", src="x")
    assert not soup.find_all(onerror=True)
    plain = " ".join(HOSTILE.replace("\u202e", "").replace("\u202c", "").split())
    text = soup.find(id=f"question-{finding['id']}").find("pre").get_text()
    assert plain in " ".join(text.split())
    assert "\u202e" not in text
    for link in soup.select(f"#question-{finding['id']} a"):
        assert link["href"].isascii()
        (sent,) = parse_qs(urlsplit(link["href"]).query)["body"]
        assert plain in " ".join(sent.split())
        assert urlsplit(link["href"]).fragment == ""


def test_an_address_that_is_none_makes_no_link(page_of):
    soup, _ = page_of({"issues": "javascript:alert(1)"})
    assert not soup.find_all("a", href=lambda href: href.startswith("javascript"))


def test_links_change_nothing_of_what_the_page_may_load(page_of):
    def policy(soup):
        return soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]

    assert policy(page_of(BOTH)[0]) == policy(page_of()[0])


def test_folded_and_brief_findings_can_be_questioned_too(page_of):
    soup, findings = page_of(BOTH, count=40)
    assert set(links_of(soup)) == {
        f"Question this finding: {finding['id'].replace('_', ' ')}" for finding in findings
    }
    ids = [node["id"] for node in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_the_address_makes_another_page_and_the_same_result():
    project = find_project(ROOT)
    (plan,) = make_plans(
        project, [read_report(project, "image_cropping/published_runs")], "full"
    ).values()

    def made(**address):
        fingerprinter = Fingerprinter(project)
        fingerprinter.questions = QuestionAddress(**address)
        return fingerprinter.fingerprint(
            plan.spec, plan.source, values=plan.values, profile="full", input_findings={}
        )

    without, mine, other = made(), made(**BOTH), made(issues="https://example.org/other")
    assert without["result"] == mine["result"] == other["result"]
    assert len({without["page"], mine["page"], other["page"]}) == 3
    assert "questions" not in without["parts"]
    assert reasons(without["parts"], other["parts"]) == ["address for questions `issues` is new"]
    assert reasons(mine["parts"], other["parts"]) == [
        "address for questions `email` is no longer used",
        "address for questions `issues` changed",
    ]


def test_the_address_is_read_from_the_collections_settings(tmp_path):
    for folder in ("params", "notebooks"):
        (tmp_path / folder).mkdir()
    (tmp_path / "rml").symlink_to(ROOT / "rml")
    (tmp_path / "requirements.lock").write_text("")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.rml]\nquestion_address = "https://example.org/new"\n'
    )
    assert Fingerprinter(find_project(tmp_path)).questions.issues == "https://example.org/new"
