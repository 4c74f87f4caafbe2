import hashlib
import json

import pytest

from rml.data import ledger
from rml.data.findings import VARIABLE
from rml.data.report_versions import load_report_version
from rml.errors import DataError

REPORT = "toy/first"
TABLE = "group,share,n\nleft,0.5,12\nright,<10,withheld\nN/A,,NA\n"


def finding(identifier, **changes):
    return {"id": identifier, "value": 1.0, "low": 0.5, "high": 1.5, "level": 0.95, **changes}


@pytest.fixture(autouse=True)
def _fresh_ledger():
    ledger.clear()
    yield
    ledger.clear()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    content = {
        "report": REPORT,
        "version": "0123456789ab",
        "data_kind": "mixed",
        "profile": "quick",
        "findings": [finding("share"), finding("count", low=None, high=None, level=None)],
    }
    (tmp_path / "findings.json").write_text(json.dumps(content))
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables/groups.csv").write_text(TABLE)
    sums = "".join(
        f"{hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("findings.json", "tables/groups.csv")
    )
    (tmp_path / "MANIFEST.sha256").write_text(sums)
    monkeypatch.setenv(VARIABLE, json.dumps({REPORT: str(tmp_path / "findings.json")}))
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_a_version_says_what_it_is_and_is_noted_as_an_input():
    version = load_report_version(REPORT)
    assert (version.report, version.version) == (REPORT, "0123456789ab")
    assert (version.data_kind, version.profile) == ("mixed", "quick")
    assert list(version.findings) == ["share", "count"]
    assert ledger.derive_data_kind(ledger.inputs()) == "mixed"


@pytest.mark.usefixtures("folder")
def test_a_table_is_read_as_it_stands_cell_by_cell():
    table = load_report_version(REPORT).table("groups")
    assert table.to_dict("list") == {
        "group": ["left", "right", "N/A"],
        "share": ["0.5", "<10", ""],
        "n": ["12", "withheld", "NA"],
    }


@pytest.mark.usefixtures("folder")
def test_a_table_that_the_version_does_not_have_is_none():
    assert load_report_version(REPORT).table("others") is None


def test_a_table_on_disk_that_no_manifest_lists_is_not_read(folder):
    (folder / "tables/others.csv").write_text(TABLE)
    assert load_report_version(REPORT).table("others") is None


def test_a_table_that_was_changed_is_refused(folder):
    (folder / "tables/groups.csv").write_text(TABLE.replace("0.5", "0.6"))
    with pytest.raises(DataError, match="changed after it was published") as caught:
        load_report_version(REPORT).table("groups")
    assert caught.value.where == f"{REPORT} 0123456789ab, tables/groups.csv"
    assert "rml verify" in caught.value.remedy


@pytest.mark.parametrize(
    ("gone", "said"),
    [("MANIFEST.sha256", "manifest"), ("tables/groups.csv", "table cannot be read")],
)
def test_a_file_that_is_gone_is_named(folder, gone, said):
    (folder / gone).unlink()
    with pytest.raises(DataError, match=said):
        load_report_version(REPORT).table("groups")


def test_a_malformed_manifest_is_named(folder):
    (folder / "MANIFEST.sha256").write_text("no two spaces\n")
    with pytest.raises(DataError, match="manifest cannot be read"):
        load_report_version(REPORT).table("groups")


@pytest.mark.parametrize(
    ("levels", "level"), [([0.95, 0.95], 0.95), ([0.95, 0.9], None), ([None, None], None)]
)
def test_the_level_is_that_of_all_intervals_or_none(folder, levels, level):
    content = json.loads((folder / "findings.json").read_text())
    for one, own in zip(content["findings"], levels, strict=True):
        one["level"] = own
    (folder / "findings.json").write_text(json.dumps(content))
    assert load_report_version(REPORT).level == level


@pytest.mark.usefixtures("folder")
def test_a_report_that_was_not_provided_is_refused():
    with pytest.raises(DataError, match="toy/second"):
        load_report_version("toy/second")
