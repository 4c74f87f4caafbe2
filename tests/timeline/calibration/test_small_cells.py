"""No table or figure of the reports on home timelines prints a small count of people.

The guard itself is tested in tests/report. Here the built reports are walked through, so
that a table which went around the guard, or was told that it counts nobody, is found.
"""

from __future__ import annotations

import copy
import csv
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from rml.data import ledger
from rml.report.people import NO_PEOPLE, PeopleCounts, people_record
from rml.report.products import products_of
from rml.report.small_cells import guard
from rml.report.tabulate import table_data
from rml.run.collection import read_collection
from rml.run.project import find_project

ROOT = Path(__file__).resolve().parents[3]
REPORTS = [
    name for name in read_collection(find_project(ROOT)) if name.startswith("home_timeline/")
]
THRESHOLD = 10
# Words in the names of columns that count people; accounts and counties are none.
WORDS = frozenset(
    {
        "users",
        "people",
        "persons",
        "panelists",
        "panellists",
        "respondents",
        "participants",
        "members",
        "exposed",
        "residents",
        "bearers",
    }
)


def leaks(product):
    """Return what a table or figure prints of few people, one line a cell."""
    people, data = product["people"], product["data"]
    if people["policy"] == "no people" and product["data_kind"] == "simulated":
        return []
    marks = {(mark["row"], mark["column"]): mark["mark"] for mark in data["marks"]}
    found = []
    for place, column in enumerate(data["columns"]):
        if column["kind"] != "integer" or not WORDS & set(column["name"].lower().split("_")):
            continue
        if people["policy"] == "no people":
            found.append(f"{column['name']} seems to count people, and the guard was told of none")
            continue
        for number, row in enumerate(data["rows"]):
            cell, mark = row[place], marks.get((number, place))
            small = isinstance(cell, int | float) and 1 <= cell < THRESHOLD
            if small and not (mark == "public" and people["policy"] == "flag"):
                found.append(f"{column['name']}, row {number}: {cell}")
    if people["policy"] == "suppress" and people["threshold"] < THRESHOLD:
        found.append(f"the threshold is {people['threshold']}")
    if people["policy"] == "flag" and not (people["reason"] or "").strip():
        found.append("small counts are called public without a source")
    return found


def printed_where_withheld(product, rows):
    """Return the cells of a CSV file that hold a number where the guard withheld one."""
    return [
        f"row {mark['row']}: {rows[mark['row']][mark['column']]}"
        for mark in product["data"]["marks"]
        if mark["mark"] in ("small", "withheld")
        and rows[mark["row"]][mark["column"]].replace(".", "").lstrip("-").isdigit()
    ]


def product(frame, people, *, kind="real"):
    """Return a table as a payload holds it."""
    return {
        "product": "table",
        "id": "made_up",
        "data_kind": kind,
        "people": people_record(people),
        "data": table_data(guard(frame, people), where="test"),
    }


PEOPLE = PeopleCounts(columns=("people",), derived=("rate",))
SMALL = pd.DataFrame(
    {
        "group": ["a", "b", "c", "d"],
        "people": [4, 300, 7, 20],
        "rate": [0.1, 0.2, 0.3, 0.4],
    }
)


@pytest.fixture(autouse=True)
def real_input():
    """Note a real input, since the guard asks less of a report that is simulated."""
    ledger.record_input("citizen_browser_health", "real")
    yield
    ledger.clear()


def test_a_guarded_table_prints_no_small_count():
    assert leaks(product(SMALL, PEOPLE)) == []


def test_a_small_count_that_was_not_withheld_is_found():
    made = product(SMALL, PEOPLE)
    made["data"]["rows"][0][1] = 4
    assert leaks(made) == ["people, row 0: 4"]


def test_a_small_public_count_passes_with_its_source_and_not_without():
    public = PeopleCounts(columns=("people",), policy="flag", already_public="A newspaper, 2021")
    made = product(SMALL, public)
    assert leaks(made) == []
    unmarked = copy.deepcopy(made)
    unmarked["data"]["marks"] = unmarked["data"]["marks"][1:]
    assert leaks(unmarked) == ["people, row 0: 4"]
    made["people"]["reason"] = " "
    assert leaks(made) == ["small counts are called public without a source"]


def test_a_table_of_people_that_says_it_counts_nobody_is_found():
    nobody = product(SMALL[["group", "rate"]], NO_PEOPLE("rates of made-up groups"))
    assert leaks(nobody) == []
    nobody["data"] = product(SMALL, PEOPLE)["data"]
    (found,) = leaks(nobody)
    assert found.startswith("people seems to count people")
    assert leaks(nobody | {"data_kind": "simulated"}) == []


def test_a_low_threshold_is_found():
    low = PeopleCounts(columns=("people",), derived=("rate",), threshold=5)
    assert "the threshold is 5" in leaks(product(SMALL, low))


def test_a_number_in_a_file_where_it_was_withheld_on_the_page_is_found():
    made = product(SMALL, PEOPLE)
    rows = [[str(cell) for cell in row] for row in made["data"]["rows"]]
    assert printed_where_withheld(made, rows) == []
    rows[0][1], rows[2][2] = "4", "0.3"
    assert printed_where_withheld(made, rows) == ["row 0: 4", "row 2: 0.3"]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """The quick profile of every report on home timelines that has its data."""
    folder = tmp_path_factory.mktemp("small cells") / "outputs"
    command = [sys.executable, "-m", "rml.cli", "--project", str(ROOT), "--outputs", str(folder)]
    ended = subprocess.run(
        [*command, "run", "--quick", "home_timeline/*"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-4000:]
    return folder


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.xdist_group("built home timeline")
@pytest.mark.parametrize("report", REPORTS)
def test_no_built_table_or_figure_prints_few_people(outputs, report):
    versions = sorted((outputs / report).glob("*/notebook.ipynb"))
    if not versions:
        pytest.skip("needs the real files: set RML_MIRROR to the offline mirror")
    folder = versions[0].parent
    shown = [
        one
        for one in products_of(nbformat.read(versions[0], as_version=4))
        if one["product"] in ("figure", "table")
    ]
    assert {(one["product"], one["id"]) for one in shown} == {
        (kind.removesuffix("s"), path.stem)
        for kind in ("figures", "tables")
        for path in (folder / kind).glob("*.csv")
    }
    for one in shown:
        where = f"{report}, {one['product']} {one['id']}"
        assert leaks(one) == [], where
        path = folder / f"{one['product']}s" / f"{one['id']}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert header == [column["name"] for column in one["data"]["columns"]], where
        assert printed_where_withheld(one, rows) == [], where
