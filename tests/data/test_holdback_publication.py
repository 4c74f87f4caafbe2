import csv

import pytest

from rml.data import ledger
from rml.data.holdback_publication import (
    PAIRS,
    PAIRS_SCHEMA,
    READINGS,
    READINGS_SCHEMA,
    load_pairs,
    load_readings,
)
from rml.data.published_figures import published_figures
from rml.data.published_tables import read_published_table
from rml.data.registry import PACKAGE_FOLDER
from rml.errors import DataError


@pytest.fixture(autouse=True)
def _clean():
    ledger.clear()
    yield
    ledger.clear()


def test_pairs_and_figures_tell_the_same():
    pairs, figures = load_pairs(), published_figures("huszar2022_figures")
    assert len(pairs) == figures["pairs_compared"].value == figures["countries"].value
    higher = (pairs["right_higher_after_adjustment"] == "yes").sum()
    assert higher == figures["pairs_with_right_higher"].value
    assert pairs.set_index("country").loc["Germany", "right_higher_after_adjustment"] == "no"
    assert ledger.inputs() == {PAIRS: "published", "huszar2022_figures": "published"}


def test_readings_are_words_from_the_press_and_of_no_party_in_the_text():
    readings = load_readings()
    assert len(readings) == 13
    in_text = {("Canada", "Liberal"), ("United Kingdom", "Labour"), ("Canada", "Conservative")}
    assert not in_text & set(zip(readings["country"], readings["party"], strict=True))
    assert readings["source"].str.startswith("https://").all()
    assert not readings.select_dtypes("number").columns.size
    assert ledger.inputs() == {READINGS: "published"}


def test_figures_of_the_experiment_by_hand():
    figures = published_figures("huszar2022_figures")
    value = {name: one.value for name, one in figures.items()}
    assert value["accounts_control"] + value["accounts_treatment"] == value["accounts_total"]
    assert value["size_ratio_of_groups"] == pytest.approx(4.0000951, abs=1e-6)
    assert value["legislator_window_days"] == 30 + 31 + 30 + 31 + 15
    assert value["canada_right_minus_left"] == 167 - 43
    assert value["uk_right_minus_left"] == 176 - 112
    assert (value["allsides_left"], value["allsides_right"]) == (12, 16)
    # Values that were only remembered are in no table.
    assert not {6_258_032, 100_575, 27} & set(value.values())


def test_derived_figures_are_marked():
    figures = published_figures("huszar2022_figures")
    derived = {name for name, one in figures.items() if one.status == "derived"}
    assert derived == {
        "size_ratio_of_groups",
        "legislator_window_days",
        "canada_right_minus_left",
        "uk_right_minus_left",
    }


@pytest.mark.parametrize(
    "dataset",
    [
        "huszar2022_figures",
        "huszar2022_pairs",
        "huszar2022_readings",
        "bouchaud2023_figures",
        "graham2024_figures",
        "milli2023_figures",
        "follow_up_figures",
    ],
)
def test_no_row_is_unverified_and_no_person_is_named(dataset):
    text = (PACKAGE_FOLDER / f"data/published/{dataset}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["status"] for row in rows} <= {"verified", "derived"}
    assert all(row["source"] for row in rows)
    assert "musk" not in text.lower()


@pytest.mark.parametrize(
    ("dataset", "schema", "old", "new", "message"),
    [
        (PAIRS, PAIRS_SCHEMA, "Japan", "Turkey", "column `country`: a value is none of Canada"),
        (PAIRS, PAIRS_SCHEMA, "Japan", "Spain", "column `country`: values are repeated"),
        (PAIRS, PAIRS_SCHEMA, ",no,", ",perhaps,", "a value is none of yes, no"),
        (PAIRS, PAIRS_SCHEMA, ",verified", ",unverified", "`status`: a value is none of verified"),
        (READINGS, READINGS_SCHEMA, ",VOX,", ",PP,", "rows have the same country, party"),
        (READINGS, READINGS_SCHEMA, "partisan press", "some", "`kind_of_source`: a value is none"),
    ],
)
def test_a_fault_is_named(tmp_path, dataset, schema, old, new, message):
    text = (PACKAGE_FOLDER / f"data/published/{dataset}.csv").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "rows.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_published_table(path, schema, dataset=dataset)
