"""The tables of the bias bounty: what they hold, and that altered ones are refused."""

from __future__ import annotations

import csv

import pytest

from rml.data.bias_bounty import (
    CHANGES,
    CHANGES_SCHEMA,
    COUNTS,
    COUNTS_SCHEMA,
    FIGURES,
    RUBRIC,
    RUBRIC_SCHEMA,
    load_bounty_changes,
    load_bounty_counts,
    load_bounty_rubric,
)
from rml.data.published_figures import published_figures
from rml.data.published_tables import read_published_table
from rml.data.registry import PACKAGE_FOLDER
from rml.errors import DataError

SCHEMAS = {RUBRIC: RUBRIC_SCHEMA, COUNTS: COUNTS_SCHEMA, CHANGES: CHANGES_SCHEMA}


@pytest.fixture
def altered(tmp_path):
    """Return a function that reads a table of which one value was altered."""

    def read(dataset, row, column, value):
        source = PACKAGE_FOLDER / "data" / "published" / f"{dataset}.csv"
        with source.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        rows[row][column] = value
        path = tmp_path / source.name
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return read_published_table(path, SCHEMAS[dataset], dataset=dataset)

    return read


def test_tables_hold_what_was_published():
    rubric, counts, changes = load_bounty_rubric(), load_bounty_counts(), load_bounty_changes()
    base = rubric[rubric["kind"] == "base points"]
    assert dict(zip(base["id"] + " " + base["intent"], base["least"], strict=True)) == {
        "under_representation unintentional": 20,
        "mis_recognition unintentional": 15,
        "erasure unintentional": 15,
        "economic_harm unintentional": 8,
        "mis_recognition intentional": 7,
    }
    assert (base["least"] == base["most"]).all()
    assert len(changes) == 16
    assert changes.duplicated(["before", "after"]).sum() == 1
    # Both orders of the same pairs of memes; the two places on memes in both languages add up.
    found = counts.set_index("id")["images"]
    assert found["both_on_english"] + found["both_on_arabic"] == found["text_both"]
    assert published_figures(FIGURES)["worked_example_total"].value == 60.84


@pytest.mark.parametrize(
    ("dataset", "row", "column", "value", "words"),
    [
        (RUBRIC, 0, "least", "twenty", "missing or ill-typed"),
        (RUBRIC, 0, "least", "21", "the least is above the most"),
        (RUBRIC, 0, "kind", "points", "none of base points, multiplier"),
        (RUBRIC, 0, "status", "unverified", "none of verified, derived"),
        (RUBRIC, 2, "id", "mis_recognition", "same id, kind, intent"),
        (COUNTS, 0, "images", "13", "more images than there are"),
        (COUNTS, 0, "images", "6.5", "missing or ill-typed"),
        (COUNTS, 0, "source", "", "a text is empty"),
        (CHANGES, 1, "face", "1", "repeated"),
        (CHANGES, 1, "before", "0", "below 1e-09"),
    ],
)
def test_altered_tables_are_refused_with_the_row(altered, dataset, row, column, value, words):
    with pytest.raises(DataError) as caught:
        altered(dataset, row, column, value)
    assert words in str(caught.value)
    assert dataset in str(caught.value)
    assert "row" in str(caught.value)
