"""A table's cell that holds the address of a version leads to that version's page."""

from __future__ import annotations

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from rml.data import ledger
from rml.report.small_cells import NO_PEOPLE
from rml.report.table import table
from rml.run.render import render_report

HERE = "image_cropping/alternatives@5dc83715beb2"


@pytest.fixture
def cells_of(display, build_notebook, findings_of, record):
    """Return a function that shows texts in a table of a page and returns its parsed cells."""

    def cells(*texts):
        notebook = build_notebook()
        ledger.record_input("crop_results_tidy", "published")
        frame = pd.DataFrame({"number": range(len(texts)), "where": texts})
        notebook.cells[-1].outputs += display(
            lambda: table(
                frame, id="links", caption="Where the findings are.", people=NO_PEOPLE("no people")
            )
        )
        findings = findings_of(notebook, kind="published", profile="full")
        page = render_report(notebook, record=record, findings=findings)
        soup = BeautifulSoup(page, "html.parser")
        return [row.find_all("td")[-1] for row in soup.select("#table-links tbody tr")]

    yield cells
    ledger.clear()


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (HERE, "../../../image_cropping/alternatives/5dc83715beb2/index.html"),
        (
            f"{HERE}#wide_centre",
            "../../../image_cropping/alternatives/5dc83715beb2/index.html#finding-wide_centre",
        ),
    ],
)
def test_an_address_leads_to_the_page_beside_it_and_reads_as_it_was_written(cells_of, text, target):
    (cell,) = cells_of(text)
    assert cell.a["href"] == target
    assert cell.get_text() == text


@pytest.mark.parametrize(
    "text",
    [
        "somebody@example.org",
        "@5dc83715beb2",
        "a/b@5dc83715beb",
        "a/b@5dc83715bebz",
        "a/b/c@5dc83715beb2",
        "../b@5dc83715beb2",
        "a/..@5dc83715beb2",
        "javascript:alert(1)/b@5dc83715beb2",
        "a/b@5dc83715beb2#x y",
        'a/b@5dc83715beb2#"onclick="x',
        "<b>a</b>/b@5dc83715beb2",
        f"see {HERE}",
        "no address at all",
    ],
)
def test_any_other_text_stays_text(cells_of, text):
    (cell,) = cells_of(text)
    assert not cell.find_all(True)
    assert cell.get_text() == text
