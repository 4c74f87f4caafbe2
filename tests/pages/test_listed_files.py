"""A dataset of hundreds of files is shown by its listings: counted, and no file named."""

import copy

import pytest
from bs4 import BeautifulSoup

from rml.data.registry import registry
from rml.run.export_texts import licences_md
from rml.run.provenance import dataset_records
from rml.run.render import render_report


@pytest.fixture
def portraits_record(record):
    return {**copy.deepcopy(record), "datasets": dataset_records(["congress_portraits_117"])}


def test_the_page_counts_listed_files_and_names_no_person(
    build_notebook, findings_of, portraits_record
):
    notebook = build_notebook()
    page = render_report(
        notebook,
        record=portraits_record,
        findings=findings_of(notebook, kind="published", profile="full"),
    )
    soup = BeautifulSoup(page, "html.parser")
    table = soup.find("table", class_="checksums")
    fold = table.find_parent("details")
    assert "537 files of congress_portraits_117" in fold.find("summary").get_text()
    rows = [" ".join(row.get_text(" ").split()) for row in table.find("tbody").find_all("tr")]
    assert len(rows) == 4
    listing = "data/listings/congress_portraits_117_house.csv"
    (row,) = (row for row in rows if row.startswith(listing))
    assert "of this collection, with the checksums of 435 files CivilServiceUSA/us-house" in row
    listed = [file for file in registry().datasets["congress_portraits_117"].files if file.listing]
    assert len(listed) == 535
    assert not [file for file in listed if file.path.rsplit("/", 1)[-1] in page]


def test_one_named_file_is_still_one_file(build_notebook, findings_of, record):
    notebook = build_notebook()
    datasets = dataset_records(["crop_results_tidy"])
    page = render_report(
        notebook,
        record={**record, "datasets": datasets},
        findings=findings_of(notebook, kind="published", profile="full"),
    )
    assert "1 file of crop_results_tidy, with checksums" in page
    assert datasets[0]["files"][0]["sha256"] in page
    assert "of this collection, with the checksums of" not in page


def test_the_licences_of_a_package_count_listed_files(portraits_record):
    assert "Files used: 537, with" in licences_md(portraits_record, licence="Apache-2.0")
