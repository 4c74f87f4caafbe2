import csv
import hashlib

import pytest

from rml.data import congress_portraits, ledger
from rml.data.congress_portraits import (
    CORRECTIONS_FILE,
    ETHNICITY_BY_UPSTREAM,
    HEADSHOTS,
    LABEL_FILES,
    load_congress_portraits,
    read_portraits,
)
from rml.errors import DataError, DataUnavailableError

CORRECTION = {
    "bioguide": "B000002",
    "field": "ethnicity",
    "upstream_value": "white-american",
    "corrected_value": "african-american",
    "source_title": "A page",
    "source": "https://example.org/page",
    "checked": "2026-11-25",
}


class Made:
    """A made Congress of two senators and three representatives, as upstream would file it."""

    def __init__(self, folder):
        self.folder = folder
        self.rows = {
            "senate": [
                self.row("A000001", "ada-one", "female", "white-american"),
                self.row("B000002", "ben-two", "male", "white-american"),
            ],
            "house": [
                self.row("E000005", "eve-five", "female", "african-american"),
                self.row("C000003", "cy-three", "male", "pacific-islander"),
                self.row("D000004", "dan-four", "male", "middle-eastern-american"),
            ],
        }
        self.images = {
            HEADSHOTS[chamber] + row["photo_url"].rsplit("/", 1)[1]: row["bioguide"].encode()
            for chamber, rows in self.rows.items()
            for row in rows
        }

    @staticmethod
    def row(bioguide, slug, gender, ethnicity):
        return {
            "bioguide": bioguide,
            "name_slug": slug,
            "gender": gender,
            "ethnicity": ethnicity,
            "biography": "Born, and elected;\nstill there.",
            "photo_url": f"https://example.org/headshots/512x512/{slug}.jpg",
        }

    def files(self):
        paths = {}
        for chamber, rows in self.rows.items():
            path = self.folder / LABEL_FILES[chamber]
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, rows[0])
                writer.writeheader()
                writer.writerows(rows)
            paths[LABEL_FILES[chamber]] = path
        for name, content in self.images.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            paths[name] = path
        return paths

    def read(self, **options):
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in self.images.items()}
        return read_portraits(self.files(), checksums=sums, **options)

    def corrections(self, *rows):
        path = self.folder / "corrections.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, CORRECTION)
            writer.writeheader()
            writer.writerows(CORRECTION | row for row in rows)
        return path


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path)


def message(made, **options):
    with pytest.raises(DataError) as caught:
        made.read(**options)
    assert caught.value.where == "congress_portraits_117"
    return str(caught.value)


def test_each_row_gets_its_own_portrait_and_short_labels(made):
    images = made.read()
    frame = images.frame
    assert (images.name, images.kind) == ("congress_portraits_117", "real")
    assert images.labels == ("gender", "ethnicity", "chamber")
    assert frame["image"].tolist() == ["A000001", "B000002", "C000003", "D000004", "E000005"]
    assert [path.read_bytes().decode() for path in frame["path"]] == frame["image"].tolist()
    assert frame["sha256"].tolist() == [
        hashlib.sha256(path.read_bytes()).hexdigest() for path in frame["path"]
    ]
    assert frame["gender"].tolist() == ["female", "male", "male", "male", "female"]
    assert frame["ethnicity"].tolist() == [
        "white",
        "white",
        "pacific-islander",
        "middle-eastern",
        "african-american",
    ]
    assert frame["chamber"].tolist() == ["senate", "senate", "house", "house", "house"]


def test_a_label_without_an_image_is_counted(made):
    del made.images[HEADSHOTS["house"] + "cy-three.jpg"]
    assert (
        "labels without an image: 1 (3 rows of us-house.csv, 2 headshots; "
        "us-house/images/headshots/512x512/cy-three.jpg)"
    ) in message(made)


def test_an_image_without_a_label_is_counted(made):
    made.images[HEADSHOTS["senate"] + "nobody.jpg"] = b"nobody"
    found = message(made)
    assert "images without a label: 1 (2 rows of us-senate.csv, 3 headshots" in found
    assert "us-house" not in found


def test_the_image_of_the_other_chamber_does_not_count(made):
    content = made.images.pop(HEADSHOTS["house"] + "cy-three.jpg")
    made.images[HEADSHOTS["senate"] + "cy-three.jpg"] = content
    found = message(made)
    assert "labels without an image: 1 (3 rows of us-house.csv" in found
    assert "images without a label: 1 (2 rows of us-senate.csv" in found


def test_two_rows_of_one_image_are_refused(made):
    made.rows["house"][0]["photo_url"] = made.rows["house"][1]["photo_url"]
    found = message(made)
    assert "images named by more than one label: 1 (3 rows of us-house.csv, 3 headshots" in found
    assert "images without a label: 1" in found


def test_the_same_bytes_twice_are_refused(made):
    made.images[HEADSHOTS["house"] + "cy-three.jpg"] = b"A000001"
    assert "column `sha256`: values are repeated: 2 of 5 rows" in message(made)


def test_an_unknown_label_is_quoted_with_its_row(made):
    made.rows["house"][2]["ethnicity"] = "martian-american"
    assert "row 3 of us-house.csv holds 'martian-american'" in message(made)


def test_all_faults_come_at_once(made):
    del made.images[HEADSHOTS["senate"] + "ben-two.jpg"]
    made.images[HEADSHOTS["house"] + "nobody.jpg"] = b"nobody"
    made.rows["senate"][0]["gender"] = "unknown"
    made.rows["house"][0]["ethnicity"] = ""
    made.rows["house"][1]["bioguide"] = "A000001"
    made.rows["house"][2]["bioguide"] = "D4"
    found = message(made, corrections=made.corrections({"bioguide": "Z000009"}))
    for part in (
        "labels without an image: 1 (2 rows of us-senate.csv, 1 headshots",
        "images without a label: 1 (3 rows of us-house.csv, 4 headshots",
        "column `gender`: a value is none of female, male: 1 of 5 rows (row 1 of us-senate.csv",
        "column `ethnicity`: a value is none of white, ",
        "column `bioguide`: values are repeated: 2 of 5 rows",
        "column `bioguide`: no Bioguide id: 1 of 5 rows (row 3 of us-house.csv holds 'D4')",
        "row 1 of the corrections: no row of labels has this `bioguide`",
    ):
        assert part in found


def test_a_missing_column_is_named(made):
    for row in made.rows["senate"]:
        del row["gender"]
    with pytest.raises(DataError, match=r"us-senate\.csv: column `gender` is missing"):
        made.read()


def test_corrections_change_what_they_name_and_nothing_else(made):
    corrections = made.corrections(
        {}, {"bioguide": "C000003", "field": "gender"} | values("male", "female")
    )
    before, after = made.read().frame, made.read(corrections=corrections).frame
    assert after.loc[after["image"] == "B000002", "ethnicity"].tolist() == ["african-american"]
    assert after.loc[after["image"] == "C000003", "gender"].tolist() == ["female"]
    assert (before != after).to_numpy().sum() == 2


def values(upstream, corrected):
    return {"upstream_value": upstream, "corrected_value": corrected}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"bioguide": "Z000009"}, "no row of labels has this `bioguide`"),
        ({"field": "party"}, "`field` is party, not gender or ethnicity"),
        ({"corrected_value": "black"}, "`corrected_value` is black, no value of ethnicity"),
        (values("asian-american", "african-american"), "the label white-american"),
        ({"corrected_value": "white-american"}, "it changes nothing"),
        ({"source": ""}, "`source` is empty"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(made, change, fault):
    found = message(made, corrections=made.corrections({}, {"bioguide": "A000001"} | change))
    assert f"row 2 of the corrections: {fault}" in found.replace(
        "`upstream_value` is asian-american, ", ""
    )


def test_a_label_is_corrected_once(made):
    found = message(made, corrections=made.corrections({}, {}))
    assert "row 2 of the corrections: the label is corrected before" in found


def test_loading_is_noted_as_real_input(made, monkeypatch):
    files = made.files()
    monkeypatch.setattr(congress_portraits, "fetch", lambda name: files)
    checked = type("Entry", (), {"files": [File(name, path) for name, path in files.items()]})
    monkeypatch.setattr(congress_portraits, "dataset", lambda name: checked)
    load_congress_portraits()
    assert ledger.inputs() == {"congress_portraits_117": "real"}


class File:
    def __init__(self, name, path):
        self.name = name
        self.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()


def test_without_the_files_nothing_is_noted(monkeypatch):
    monkeypatch.setenv("RML_OFFLINE", "1")
    with pytest.raises(DataUnavailableError, match="537 of 537 files"):
        load_congress_portraits()
    assert ledger.inputs() == {}


def test_the_corrections_of_the_collection_are_sourced_and_name_nobody():
    with CORRECTIONS_FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["field"] for row in rows].count("ethnicity") == 12
    assert [row["field"] for row in rows].count("gender") == 1
    assert len({(row["bioguide"], row["field"]) for row in rows}) == len(rows)
    assert "name" not in rows[0]
    for row in rows:
        assert all(row.values())
        allowed = {"female", "male"} if row["field"] == "gender" else ETHNICITY_BY_UPSTREAM
        assert {row["upstream_value"], row["corrected_value"]} <= set(allowed)
