"""Whatever a title, parameter, caption, data set or output holds, it appears as text."""

import re

from bs4 import BeautifulSoup

from rml.run.render import render_report

HOSTILE = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }} &amp; </style>"


def parsed(page):
    return BeautifulSoup(page, "html.parser")


def test_hostile_text_appears_as_text_wherever_it_comes_from(build_notebook, findings_of, record):
    notebook = build_notebook()
    findings = findings_of(notebook, kind="published", profile="full")
    dataset = record["datasets"][0]
    hostile_dataset = {
        **dataset,
        "title": HOSTILE,
        "citation": HOSTILE,
        "licence": HOSTILE,
        "licence_url": "javascript:alert(1)",
        "republish": HOSTILE,
        "caveats": [HOSTILE],
        "files": [{**dataset["files"][0], "path": HOSTILE, "repository": HOSTILE}],
        "corrections": [{**dataset["corrections"][0], "what": HOSTILE, "reason": HOSTILE}],
    }
    hostile_folder = {
        "name": "mine",
        "folder": HOSTILE,
        "images": 2,
        "persons": 1,
        "labels": [HOSTILE],
        "sha256": "f" * 64,
    }
    hostile_table = {
        "name": "log",
        "table": HOSTILE,
        "files": 0,
        "bytes": 0,
        "version": HOSTILE,
        "sha256": "f" * 64,
    }
    page = render_report(
        notebook,
        record={
            **record,
            "title": HOSTILE,
            "summary": HOSTILE,
            "authors": [HOSTILE],
            "why": [HOSTILE],
            "contact": HOSTILE,
            "command": HOSTILE,
            "parameters": {HOSTILE: HOSTILE, "nested": {"a": [HOSTILE]}},
            "packages": {HOSTILE: HOSTILE},
            "machine": {HOSTILE: HOSTILE},
            "datasets": [hostile_dataset],
            "folders": [hostile_folder],
            "tables": [hostile_table],
        },
        findings=findings,
    )
    soup = parsed(page)
    assert len(soup.find_all("script")) == 1
    assert len(soup.find_all("style")) == 1
    assert not soup.find_all("img", src="x")
    assert not soup.find_all(onerror=True)
    assert not soup.find_all("a", href=re.compile("^javascript", re.IGNORECASE))
    assert soup.find("h1").get_text() == HOSTILE
    assert soup.find("title").get_text() == HOSTILE
    assert "49" not in soup.find("h1").get_text()


def test_hostile_outputs_and_products_appear_as_text(build_notebook, findings_of, record):
    notebook = build_notebook()
    findings = findings_of(notebook, kind="published", profile="full")
    findings["findings"][0]["why"] = HOSTILE
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            product = output.get("data", {}).get("application/vnd.rml.product+json")
            if product and "caption" in product:
                product["caption"] = HOSTILE
                product["data"]["rows"][0][0] = HOSTILE
            if output.output_type == "stream":
                output.text = HOSTILE
            if "data" in output:
                output.data["text/html"] = HOSTILE
    soup = parsed(render_report(notebook, record=record, findings=findings))
    assert len(soup.find_all("script")) == 1
    assert not soup.find_all(onerror=True)
    assert HOSTILE in soup.find("figcaption", class_="rml-caption").get_text()
