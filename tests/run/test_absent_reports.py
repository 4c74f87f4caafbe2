"""A report that may be built without some of the reports that it reads."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow

LOAD = """
        from rml.data.findings import load_findings, provided_reports
        read = {report: load_findings(report) for report in provided_reports()}
        """
SHOW = """
        text("Read: {read}.", read=", ".join(read) or "none")
        """


def parameters(built, **changes):
    return {"parameters": {**built.spec()["parameters"], **changes}}


@pytest.fixture
def reader(built):
    """A built collection with a second report, and a third that reads both and may do without."""
    built.write_report("second", notebook="toy/first", **parameters(built, run=20))
    built.write_notebook(
        "third",
        load=built.cells["load"] + LOAD,
        estimate=built.cells["estimate"] + SHOW,
    )
    built.write_report(
        "third",
        notebook="toy/third",
        reports=["toy/first", "toy/second"],
        reports_may_be_absent=True,
    )
    return built


def page(built):
    return (built.latest("toy/third") / "index.html").read_text()


def test_what_failed_is_left_out_and_comes_back(reader):
    ended = reader.rml("run", "toy/third")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Read: toy/first, toy/second." in page(reader)

    # What the failed report found before is old, and is not read.
    good = reader.spec()["parameters"]
    reader.write_report("second", notebook="toy/bad", **parameters(reader, run=20))
    reader.write_notebook("bad", claim="raise ValueError('no')")
    ended = reader.rml("run", "toy/third")
    assert ended.returncode == 1
    assert "toy/second: failed" in ended.stdout
    assert "toy/third: built" in ended.stdout
    assert "Read: toy/first." in page(reader)
    number = len(reader.versions("toy/third"))

    # As long as it fails, nothing is built again.
    ended = reader.rml("run", "toy/third")
    assert "toy/third: current" in ended.stdout
    assert len(reader.versions("toy/third")) == number

    reader.write_report("second", notebook="toy/first", parameters={**good, "run": 20})
    ended = reader.rml("run", "toy/third")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Read: toy/first, toy/second." in page(reader)


def test_without_any_report_of_its_own_kind_of_data_it_is_not_built(reader):
    reader.write_notebook("first", claim="raise ValueError('no')")
    ended = reader.rml("run", "toy/third")
    assert ended.returncode == 1
    assert "toy/third: input failed" in ended.stdout
    assert "toy/first, toy/second" in reader.failure("toy/third")["summary"]
